/* SPDX-License-Identifier: Apache-2.0 */
#include "json.h"

#include "json_scalar.h"
#include "json_string.h"
#include "text.h"

#include <string.h>

typedef const unsigned char *cursor;

/* Values */

static inline bool is_space(unsigned char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static inline cursor skip_space(cursor p, cursor end) {
    while (p != end && *p <= ' ' && is_space(*p)) /* most are above: one look tells */
        p++;
    return p;
}

/* Remembers the name of a member of the object whose names begin at `scope`. */
static bool remember_name(pbjwti_json_reader *reader, size_t scope, const pbjwti_json_value *name) {
    if (reader->names == NULL)
        return true;
    if (reader->members_left == 0) {
        reader->error = PBJWTI_JSON_MALFORMED;
        return false;
    }
    reader->members_left--;

    const uint32_t hash = pbjwti_json_hash(name);
    const uint64_t bit = UINT64_C(1) << (hash >> 26);
    const size_t first = (reader->seen & bit) != 0 ? scope : reader->names_open;
    reader->seen |= bit;
    for (size_t i = first; i < reader->names_open; i++) {
        const pbjwti_json_name *const other = &reader->names[i];
        if (other->hash == hash && pbjwti_json_same(name, other->text, other->length)) {
            reader->error = PBJWTI_JSON_DUPLICATE;
            return false;
        }
    }
    reader->names[reader->names_open++] = (pbjwti_json_name){
        .text = name->text.data, .length = (uint32_t)name->text.length, .hash = hash};
    return true;
}

/* A member's name and colon; gives where its value starts, or NULL. */
static cursor read_name(pbjwti_json_reader *reader, cursor p, size_t scope,
                        pbjwti_json_value *name) {
    const cursor end = reader->end;
    if (p == end || *p != '"')
        return NULL;
    p = pbjwti_json_read_string(p + 1, end, name);
    if (p == NULL || !remember_name(reader, scope, name))
        return NULL;
    p = skip_space(p, end);
    if (p == end || *p != ':')
        return NULL;
    return skip_space(p + 1, end);
}

/* Validates the array or object at `p`; gives where it ends, or NULL. */
static cursor skip_nested(pbjwti_json_reader *reader, cursor p) {
    struct {
        size_t names; /* names_open when it began */
        unsigned char closer;
    } open[PBJWT_MAX_NESTING - 1]; /* the one that the reader walks is the first */
    const cursor end = reader->end;
    size_t depth = 0;
    pbjwti_json_value ignored;

    for (;;) {
        /* A value starts at p. */
        bool entered = false;
        if (p != end && (*p == '[' || *p == '{')) {
            if (depth == PBJWT_MAX_NESTING - 1)
                return NULL;
            open[depth].names = reader->names_open;
            open[depth].closer = *p == '[' ? ']' : '}';
            depth++;
            p = skip_space(p + 1, end);
            entered = true;
        } else {
            p = pbjwti_json_read_scalar(p, end, &ignored);
            if (p == NULL)
                return NULL;
            p = skip_space(p, end);
        }

        /* Close what ends here; then go on to the next value. */
        for (;;) {
            if (p == end)
                return NULL;
            if (*p == open[depth - 1].closer) {
                reader->names_open = open[--depth].names;
                p++;
                if (depth == 0)
                    return p;
                p = skip_space(p, end);
                entered = false;
                continue;
            }
            if (!entered) {
                if (*p != ',')
                    return NULL;
                p = skip_space(p + 1, end);
            }
            if (open[depth - 1].closer == '}')
                p = read_name(reader, p, open[depth - 1].names, &ignored);
            if (p == NULL)
                return NULL;
            break;
        }
    }
}

static cursor read_value(pbjwti_json_reader *reader, cursor p, pbjwti_json_value *value) {
    if (p != reader->end && (*p == '{' || *p == '[')) {
        const cursor start = p;
        value->kind = *p == '{' ? PBJWT_JSON_OBJECT : PBJWT_JSON_ARRAY;
        p = skip_nested(reader, p);
        if (p != NULL)
            value->text = (pbjwti_view){start, (size_t)(p - start)};
        return p;
    }
    return pbjwti_json_read_scalar(p, reader->end, value);
}

/* Walking */

static void open_text(pbjwti_json_reader *reader, pbjwti_view text, unsigned char opener,
                      unsigned char closer) {
    *reader = (pbjwti_json_reader){
        .end = text.data + text.length,
        .closer = closer,
        .first = true,
    };
    const cursor p = skip_space(text.data, reader->end);
    if (p == reader->end || *p != opener)
        reader->error = PBJWTI_JSON_MALFORMED;
    else
        reader->cursor = skip_space(p + 1, reader->end);
}

void pbjwti_json_open_object(pbjwti_json_reader *reader, pbjwti_view text, pbjwti_json_name *names,
                             size_t max_members) {
    open_text(reader, text, '{', '}');
    reader->names = names;
    reader->members_left = max_members;
}

void pbjwti_json_open_array(pbjwti_json_reader *reader, pbjwti_view text) {
    open_text(reader, text, '[', ']');
}

static bool malformed(pbjwti_json_reader *reader) {
    if (reader->error == PBJWTI_JSON_NO_ERROR)
        reader->error = PBJWTI_JSON_MALFORMED;
    return false;
}

/* Steps over a comma to the next item. False at the end, where nothing may follow, and on errors.
 */
static bool step(pbjwti_json_reader *reader) {
    const cursor end = reader->end;
    cursor p = reader->cursor;
    if (reader->error != PBJWTI_JSON_NO_ERROR)
        return false;
    if (p == end)
        return malformed(reader);
    if (*p == reader->closer) {
        if (skip_space(p + 1, end) != end)
            return malformed(reader);
        return false;
    }
    if (!reader->first) {
        if (*p != ',')
            return malformed(reader);
        p = skip_space(p + 1, end);
    }
    reader->first = false;
    reader->cursor = p;
    return true;
}

bool pbjwti_json_next_name(pbjwti_json_reader *reader, pbjwti_json_value *name) {
    if (!step(reader))
        return false;
    const cursor p = read_name(reader, reader->cursor, 0, name);
    if (p == NULL)
        return malformed(reader);
    reader->cursor = p;
    return true;
}

bool pbjwti_json_named_value(pbjwti_json_reader *reader, pbjwti_json_value *value) {
    const cursor p = read_value(reader, reader->cursor, value);
    if (p == NULL)
        return malformed(reader);
    reader->cursor = skip_space(p, reader->end);
    return true;
}

bool pbjwti_json_next_member(pbjwti_json_reader *reader, pbjwti_json_member *member) {
    return pbjwti_json_next_name(reader, &member->name) &&
           pbjwti_json_named_value(reader, &member->value);
}

bool pbjwti_json_next_element(pbjwti_json_reader *reader, pbjwti_json_value *element) {
    return step(reader) && pbjwti_json_named_value(reader, element);
}

size_t pbjwti_json_compact(const pbjwti_json_value *value, char *out) {
    char *const start = out;
    bool in_string = false;
    if (value->kind == PBJWT_JSON_STRING) {
        *out++ = '"';
        memcpy(out, value->text.data, value->text.length);
        out += value->text.length;
        *out++ = '"';
        return (size_t)(out - start);
    }
    for (size_t i = 0; i < value->text.length; i++) {
        const unsigned char c = value->text.data[i];
        if (in_string && c == '\\') {
            *out++ = (char)c;
            *out++ = (char)value->text.data[++i];
            continue;
        }
        if (c == '"')
            in_string = !in_string;
        if (in_string || (c != ' ' && c != '\n' && c != '\r' && c != '\t'))
            *out++ = (char)c;
    }
    return (size_t)(out - start);
}
