/* SPDX-License-Identifier: Apache-2.0 */
#include "json.h"

#include "json_scalar.h"
#include "json_walk.h"
#include "text.h"

#include <string.h>

typedef const unsigned char *cursor;

cursor pbjwti_json_skip_more_space(cursor p, cursor end) {
    while (p != end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    return p;
}

/* Ends the walk; returns NULL. If there is no error yet, the text is malformed. */
static cursor end_malformed(pbjwti_json_reader *reader) {
    if (reader->error == PBJWTI_JSON_NO_ERROR)
        reader->error = PBJWTI_JSON_MALFORMED;
    return NULL;
}

/* Names */

bool pbjwti_json_remember(pbjwti_json_reader *reader, uint32_t scope,
                          const pbjwti_json_value *name) {
    if (pbjwti_json_names_add(reader->names, scope, name))
        return true;
    reader->error = PBJWTI_JSON_DUPLICATE;
    return false;
}

static PBJWTI_INLINE cursor read_name(pbjwti_json_reader *reader, cursor p,
                                      pbjwti_json_value *name) {
    const cursor end = reader->scan.end;
    if (p == end || *p != '"' || reader->members_left == 0)
        return end_malformed(reader);
    reader->members_left--;
    p = pbjwti_json_read_string(&reader->scan, p + 1, name);
    if (p == NULL)
        return end_malformed(reader);
    if (end - p >= 2 && p[0] == ':' && p[1] > ' ') /* nearly always */
        return p + 1;
    p = pbjwti_json_skip_more_space(p, end);
    if (p == end || *p != ':')
        return end_malformed(reader);
    return pbjwti_json_skip_space(p + 1, end);
}

cursor pbjwti_json_read_name(pbjwti_json_reader *reader, cursor p, pbjwti_json_value *name) {
    return read_name(reader, p, name);
}

/* Remembers the name of the member whose value is at `p`, if names are remembered. Returns `p`, or NULL. */
static PBJWTI_INLINE cursor note_name(pbjwti_json_reader *reader, cursor p, uint32_t scope,
                                      const pbjwti_json_value *name) {
    if (p != NULL && reader->names != NULL && !pbjwti_json_remember(reader, scope, name))
        return NULL;
    return p;
}

/* Values */

/* Validates the array or object at `p`; returns where it ends, or NULL. */
static cursor skip_nested(pbjwti_json_reader *reader, cursor p) {
    struct {
        uint32_t scope;
        unsigned char closer;
    } open[PBJWT_MAX_NESTING - 1]; /* the one that the reader walks is the first */
    const cursor end = reader->scan.end;
    size_t depth = 0;
    pbjwti_json_value ignored;

    for (;;) {
        /* A value starts at p. */
        bool entered = false;
        if (p != end && (*p == '[' || *p == '{')) {
            if (depth == PBJWT_MAX_NESTING - 1)
                return NULL;
            open[depth].scope = reader->names != NULL ? pbjwti_json_names_scope(reader->names) : 0;
            open[depth].closer = *p == '[' ? ']' : '}';
            depth++;
            p = pbjwti_json_skip_space(p + 1, end);
            entered = true;
        } else {
            p = p != end && *p == '"' ? pbjwti_json_read_string(&reader->scan, p + 1, &ignored)
                : p != end && pbjwti_is_digit(*p) ? pbjwti_json_skip_number(p, end)
                                                  : pbjwti_json_read_scalar(p, end, &ignored);
            if (p == NULL)
                return NULL;
            p = pbjwti_json_skip_space(p, end);
        }

        /* Close what ends here; then go on to the next value. */
        for (;;) {
            if (p == end)
                return NULL;
            if (*p == open[depth - 1].closer) {
                depth--;
                p++;
                if (depth == 0)
                    return p;
                p = pbjwti_json_skip_space(p, end);
                entered = false;
                continue;
            }
            if (!entered) {
                if (*p != ',')
                    return NULL;
                p = pbjwti_json_skip_space(p + 1, end);
            }
            if (open[depth - 1].closer == '}')
                p = note_name(reader, read_name(reader, p, &ignored), open[depth - 1].scope,
                              &ignored);
            if (p == NULL)
                return NULL;
            break;
        }
    }
}

/* A value other than a string: a number, a literal, or one that nests. Returns where it ends, or
   NULL. */
static cursor read_other(pbjwti_json_reader *reader, cursor p, pbjwti_json_value *value) {
    if (p != reader->scan.end && (*p == '{' || *p == '[')) {
        const cursor start = p;
        value->kind = *p == '{' ? PBJWT_JSON_OBJECT : PBJWT_JSON_ARRAY;
        p = skip_nested(reader, p);
        if (p != NULL)
            value->text = (pbjwti_view){start, (size_t)(p - start)};
        return p;
    }
    return pbjwti_json_read_scalar(p, reader->scan.end, value);
}

cursor pbjwti_json_read_value(pbjwti_json_reader *reader, cursor p, pbjwti_json_value *value) {
    p = p != reader->scan.end && *p == '"' ? pbjwti_json_read_string(&reader->scan, p + 1, value)
                                           : read_other(reader, p, value);
    return p != NULL ? p : end_malformed(reader);
}

/* Walking */

/* Ends the walk at its closing bracket, after which the text must end; returns NULL. */
static cursor close_text(pbjwti_json_reader *reader, cursor p) {
    const cursor end = reader->scan.end;
    if (p == end || *p != reader->closer || pbjwti_json_skip_space(p + 1, end) != end)
        return end_malformed(reader);
    return NULL;
}

cursor pbjwti_json_read_separator(pbjwti_json_reader *reader, cursor p) {
    const cursor end = reader->scan.end;
    p = pbjwti_json_skip_space(p, end);
    if (p != end && *p == ',')
        return pbjwti_json_skip_space(p + 1, end);
    return close_text(reader, p);
}

static PBJWTI_SELDOM void open_text(pbjwti_json_reader *reader, pbjwti_view text,
                                    unsigned char opener, unsigned char closer) {
    /* By member: compilers turn a compound literal of this size into a slow instruction. */
    reader->cursor = NULL;
    reader->scan = pbjwti_json_scan_of(text);
    reader->names = NULL;
    reader->members_left = SIZE_MAX;
    reader->error = PBJWTI_JSON_NO_ERROR;
    reader->closer = closer;

    const cursor end = reader->scan.end;
    cursor p = pbjwti_json_skip_space(text.data, end);
    if (p == end || *p != opener) {
        end_malformed(reader);
        return;
    }
    p = pbjwti_json_skip_space(p + 1, end);
    reader->cursor = p != end && *p == closer ? close_text(reader, p) : p;
}

void pbjwti_json_open_object(pbjwti_json_reader *reader, pbjwti_view text, pbjwti_json_names *names,
                             size_t max_members) {
    open_text(reader, text, '{', '}');
    reader->names = names;
    if (names != NULL) {
        PBJWTI_ASSERT(max_members <= PBJWTI_MAX_NAMES && text.length <= UINT32_MAX);
        reader->members_left = max_members;
        pbjwti_json_names_start(names, text.data);
    }
}

void pbjwti_json_open_array(pbjwti_json_reader *reader, pbjwti_view text) {
    open_text(reader, text, '[', ']');
}

/* A value with what follows it. */
static cursor read_item(pbjwti_json_reader *reader, cursor p, pbjwti_json_value *value) {
    p = pbjwti_json_read_value(reader, p, value);
    return p != NULL ? pbjwti_json_read_separator(reader, p) : NULL;
}

bool pbjwti_json_next_member(pbjwti_json_reader *reader, pbjwti_json_member *member) {
    if (reader->cursor == NULL)
        return false;
    const cursor p = note_name(reader, pbjwti_json_read_name(reader, reader->cursor, &member->name),
                               0, &member->name);
    reader->cursor = p != NULL ? read_item(reader, p, &member->value) : NULL;
    return reader->error == PBJWTI_JSON_NO_ERROR;
}

bool pbjwti_json_next_element(pbjwti_json_reader *reader, pbjwti_json_value *element) {
    if (reader->cursor == NULL)
        return false;
    reader->cursor = read_item(reader, reader->cursor, element);
    return reader->error == PBJWTI_JSON_NO_ERROR;
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
