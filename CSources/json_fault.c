/* SPDX-License-Identifier: Apache-2.0 */

/* The walk over objects and arrays: the same as json.c's, except that it knows where it is. */
#include "json_fault.h"

#include "json_scalar.h"
#include "json_walk.h"
#include "text.h"

typedef const unsigned char *cursor;

typedef struct fault_walk {
    pbjwti_view text;
    cursor end;
    pbjwti_json_scan scan;
    size_t members_left;
    size_t max_members;
    pbjwti_json_names names;
    pbjwti_json_fault fault;
    size_t depth;
    struct {
        uint32_t scope;
        unsigned char closer;
        pbjwti_view member; /* whose value it is or is in */
    } open[PBJWT_MAX_NESTING];
} fault_walk;

/* Ends the walk. */
static cursor fault_here(fault_walk *walk, cursor p, pbjwti_json_fault_kind kind,
                         const char *reason) {
    pbjwti_json_fault_at(walk->text, p, kind, reason, &walk->fault);
    return NULL;
}

/* Counting what is too much */

typedef struct fault_counts {
    size_t depth;   /* the greatest, of what begins here */
    size_t members; /* colons outside of strings */
} fault_counts;

/* For the rest of the text, however faulty it may be. */
static fault_counts count_rest(cursor p, cursor end) {
    fault_counts counts = {0, 0};
    size_t depth = 0;
    bool in_string = false;
    for (; p != end; p++) {
        if (in_string) {
            if (*p == '\\' && end - p > 1)
                p++;
            else if (*p == '"')
                in_string = false;
            continue;
        }
        if (*p == '"') {
            in_string = true;
        } else if (*p == ':') {
            counts.members++;
        } else if (*p == '{' || *p == '[') {
            if (++depth > counts.depth)
                counts.depth = depth;
        } else if ((*p == '}' || *p == ']') && depth > 0) {
            depth--;
        }
    }
    return counts;
}

/* Items. Each returns where the next one begins, or NULL with the fault. */

static cursor walk_into(fault_walk *walk, cursor p) {
    if (walk->depth == PBJWT_MAX_NESTING) {
        walk->fault.count = PBJWT_MAX_NESTING + count_rest(p, walk->end).depth;
        return fault_here(walk, p, PBJWTI_JSON_FAULT_NESTING, "nested too deep");
    }
    walk->open[walk->depth].scope = walk->depth > 0 ? pbjwti_json_names_scope(&walk->names) : 0;
    walk->open[walk->depth].closer = *p == '[' ? ']' : '}';
    walk->open[walk->depth].member = walk->fault.member;
    walk->depth++;
    return pbjwti_json_skip_space(p + 1, walk->end);
}

/* Whether a byte right after a number or literal belongs to it, so that it isn't one. */
static bool goes_on(unsigned char c) {
    return pbjwti_is_digit(c) || (pbjwti_ascii_lower(c) >= 'a' && pbjwti_ascii_lower(c) <= 'z') ||
           c == '.' || c == '_' || c == '+' || c == '-';
}

static cursor walk_scalar(fault_walk *walk, cursor p) {
    pbjwti_json_value value;
    const bool string = p != walk->end && *p == '"';
    const cursor after = string ? pbjwti_json_read_string(&walk->scan, p + 1, &value)
                                : pbjwti_json_read_scalar(p, walk->end, &value);
    if (after == NULL || (!string && after != walk->end && goes_on(*after))) {
        pbjwti_json_fault_in_value(walk->text, p, &walk->fault);
        return NULL;
    }
    p = pbjwti_json_skip_space(after, walk->end);
    if (string && p != walk->end && goes_on(*p))
        return fault_here(walk, p, PBJWTI_JSON_FAULT_SEPARATOR,
                          "neither a comma nor a closing bracket after a text (a quote within a "
                          "text is written as \\\")");
    return p;
}

static cursor walk_name(fault_walk *walk, cursor p) {
    const cursor start = p;
    pbjwti_json_value name;
    if (p != walk->end && *p == '"' && walk->members_left == 0) {
        walk->fault.count = walk->max_members + count_rest(p, walk->end).members;
        return fault_here(walk, p, PBJWTI_JSON_FAULT_MEMBERS, "too many members");
    }
    p = p != walk->end && *p == '"' ? pbjwti_json_read_string(&walk->scan, p + 1, &name) : NULL;
    if (p == NULL) {
        pbjwti_json_fault_in_name(walk->text, start, &walk->fault);
        return NULL;
    }
    walk->members_left--;
    walk->fault.member = name.text;
    p = pbjwti_json_skip_space(p, walk->end);
    if (p == walk->end || *p != ':')
        return fault_here(walk, p, PBJWTI_JSON_FAULT_SEPARATOR, "no colon after a name");
    if (!pbjwti_json_names_add(&walk->names, walk->open[walk->depth - 1].scope, &name))
        return fault_here(walk, start, PBJWTI_JSON_FAULT_DUPLICATE,
                          "a second member of this name in its object");
    return pbjwti_json_skip_space(p + 1, walk->end);
}

/* After a value. */
static cursor walk_comma(fault_walk *walk, cursor p) {
    const bool closes = p != walk->end && (*p == '}' || *p == ']');
    if (p == walk->end || *p != ',')
        return fault_here(walk, p, closes ? PBJWTI_JSON_FAULT_SYNTAX : PBJWTI_JSON_FAULT_SEPARATOR,
                          closes ? "a closing bracket of the other kind"
                                 : "neither a comma nor a closing bracket after a value");
    const cursor comma = p;
    p = pbjwti_json_skip_space(p + 1, walk->end);
    if (p != walk->end && (*p == '}' || *p == ']'))
        return fault_here(walk, comma, PBJWTI_JSON_FAULT_COMMA, "a comma before a closing bracket");
    if (p != walk->end && *p == ',')
        return fault_here(walk, p, PBJWTI_JSON_FAULT_COMMA, "a second comma");
    return p;
}

static void walk_behind(fault_walk *walk, cursor p) {
    p = pbjwti_json_skip_space(p, walk->end);
    if (p == walk->end)
        return;
    walk->fault.member = (pbjwti_view){NULL, 0};
    if (*p == '{' || *p == '[')
        fault_here(walk, p, PBJWTI_JSON_FAULT_TWO, "a second JSON value after the first");
    else
        fault_here(walk, p, PBJWTI_JSON_FAULT_TRAILING,
                   *p == '}' ? "one closing brace too many" : "something after the object's end");
}

/* The object at `p`. */
static void walk_object(fault_walk *walk, cursor p) {
    for (;;) {
        /* A value begins at p. */
        bool entered = p != walk->end && (*p == '{' || *p == '[');
        p = entered ? walk_into(walk, p) : walk_scalar(walk, p);
        if (p == NULL)
            return;

        /* Close what ends here; then go on to the next value. */
        while (p != walk->end && *p == walk->open[walk->depth - 1].closer) {
            walk->depth--;
            walk->fault.member = walk->open[walk->depth].member;
            entered = false;
            p++;
            if (walk->depth == 0) {
                walk_behind(walk, p);
                return;
            }
            p = pbjwti_json_skip_space(p, walk->end);
        }
        if (!entered)
            p = walk_comma(walk, p);
        else if (p != walk->end && *p == ',')
            p = fault_here(walk, p, PBJWTI_JSON_FAULT_COMMA, "a comma before the first value");
        if (p != NULL && walk->open[walk->depth - 1].closer == '}')
            p = walk_name(walk, p);
        if (p == NULL)
            return;
    }
}

pbjwti_json_fault pbjwti_json_find_fault(pbjwti_view text, size_t max_members,
                                         const pbjwti_hash_key *key) {
    fault_walk walk; /* by member: most of the names is never touched */
    walk.text = text;
    walk.fault = (pbjwti_json_fault){.kind = PBJWTI_JSON_FAULT_NONE};
    if (text.length == 0) {
        walk.fault.kind = PBJWTI_JSON_FAULT_EMPTY;
        walk.fault.reason = "nothing is there";
        return walk.fault;
    }
    PBJWTI_ASSERT(max_members <= PBJWTI_MAX_NAMES && text.length <= UINT32_MAX);
    walk.end = text.data + text.length;
    walk.scan = pbjwti_json_scan_of(text);
    walk.members_left = walk.max_members = max_members;
    pbjwti_json_names_use(&walk.names, key);
    pbjwti_json_names_start(&walk.names, text.data);
    walk.depth = 0;

    const cursor p = pbjwti_json_skip_space(text.data, walk.end);
    if (p == walk.end || *p != '{' || (walk.end - p > 1 && p[1] == 0))
        pbjwti_json_fault_at_top(text, p, &walk.fault);
    else
        walk_object(&walk, p);
    return walk.fault;
}
