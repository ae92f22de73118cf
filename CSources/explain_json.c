/* SPDX-License-Identifier: Apache-2.0 */

/* Reports what is wrong with a header or a payload that isn't strict JSON. */
#include "explain.h"

#include "json_fault.h"
#include "json_string.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

/* Excerpts */

enum {
    EXCERPT_BYTES = 20,  /* on either side */
    EXCERPT_COLUMNS = 30 /* on either side, without the dots that stand for more */
};

/* Whether a terminal shows it as it is, in one column: letters of the Latin alphabet. */
static bool shows_in_one_column(uint32_t code) {
    return (code >= 0x20 && code < 0x7F) || (code >= 0xA1 && code < 0x250 && code != 0xAD);
}

/* The character or byte at the start of the text, as an excerpt shows it: returns how many columns
   it takes, and sets how many bytes it is. A byte that doesn't show is written as \xNN, a character
   as \u{N}. */
static size_t excerpt_show_one(pbjwti_view text, char shown[16], size_t *size) {
    const size_t sequence = pbjwti_utf8_sequence(text.data, text.length);
    const uint32_t code = sequence != 0 ? pbjwti_character(text.data, size) : 0;
    if (shows_in_one_column(code)) {
        memcpy(shown, text.data, sequence);
        shown[sequence] = 0;
        return 1;
    }
    *size = sequence != 0 ? sequence : 1;
    const int columns = code < 0x80 ? snprintf(shown, 16, "\\x%02x", text.data[0])
                                    : snprintf(shown, 16, "\\u{%lX}", (unsigned long)code);
    return (size_t)columns;
}

static size_t excerpt_columns(pbjwti_view text) {
    char shown[16];
    size_t columns = 0, size;
    for (; text.length > 0; text.data += size, text.length -= size)
        columns += excerpt_show_one(text, shown, &size);
    return columns;
}

static void excerpt_show_all(pbjwti_writer *to, pbjwti_view text) {
    char shown[16];
    size_t size;
    for (; text.length > 0; text.data += size, text.length -= size) {
        (void)excerpt_show_one(text, shown, &size);
        pbjwti_write_bytes(to, shown, strlen(shown));
    }
}

/* What an excerpt shows of the text before the byte. */
static pbjwti_view excerpt_before(pbjwti_view text, size_t offset) {
    size_t start = offset > EXCERPT_BYTES ? offset - EXCERPT_BYTES : 0;
    while (start > 0 && start < offset && (text.data[start] & 0xC0) == 0x80)
        start++; /* not within a character */
    pbjwti_view before = {text.data + start, offset - start};
    while (excerpt_columns(before) > EXCERPT_COLUMNS) {
        char shown[16];
        size_t size;
        (void)excerpt_show_one(before, shown, &size);
        before.data += size;
        before.length -= size;
    }
    return before;
}

/* And from it on. */
static pbjwti_view excerpt_from(pbjwti_view text, size_t offset) {
    const pbjwti_view rest = {text.data + offset, text.length - offset};
    size_t columns = 0, at = 0, size;
    char shown[16];
    while (at < rest.length && at < EXCERPT_BYTES) {
        columns += excerpt_show_one((pbjwti_view){rest.data + at, rest.length - at}, shown, &size);
        if (columns > EXCERPT_COLUMNS)
            break;
        at += size;
    }
    return (pbjwti_view){rest.data, at};
}

/* Writes two lines: some of the text, and a caret under its byte at the offset. */
static void write_excerpt(pbjwti_writer *to, pbjwti_view text, size_t offset) {
    const pbjwti_view before = excerpt_before(text, offset), from = excerpt_from(text, offset);
    size_t column = excerpt_columns(before);
    if (before.data != text.data) {
        pbjwti_write_literal(to, "...");
        column += 3;
    }
    excerpt_show_all(to, before);
    excerpt_show_all(to, from);
    if (offset + from.length < text.length)
        pbjwti_write_literal(to, "...");
    pbjwti_write_literal(to, "\n");
    for (; column > 0; column--)
        pbjwti_write_literal(to, " ");
    pbjwti_write_literal(to, "^");
}

/* Causes */

/* Proven and complete causes come before those that may be part of something else. */
static const struct {
    pbjwti_cause_id cause;
    unsigned rank;
} fault_causes[PBJWTI_JSON_FAULT_KINDS] = {
    [PBJWTI_JSON_FAULT_NONE] = {PBJWTI_CAUSE_JSON_SYNTAX, 5},
    [PBJWTI_JSON_FAULT_EMPTY] = {PBJWTI_CAUSE_JSON_EMPTY, 1},
    [PBJWTI_JSON_FAULT_NOT_JSON] = {PBJWTI_CAUSE_PAYLOAD_NOT_JSON, 5},
    [PBJWTI_JSON_FAULT_NOT_OBJECT] = {PBJWTI_CAUSE_JSON_NOT_OBJECT, 2},
    [PBJWTI_JSON_FAULT_DUPLICATE] = {PBJWTI_CAUSE_JSON_DUPLICATE, 1},
    [PBJWTI_JSON_FAULT_SURROGATE] = {PBJWTI_CAUSE_JSON_HALF_EMOJI, 1},
    [PBJWTI_JSON_FAULT_NAN] = {PBJWTI_CAUSE_JSON_NAN, 1},
    [PBJWTI_JSON_FAULT_INTEGER] = {PBJWTI_CAUSE_JSON_INTEGER, 1},
    [PBJWTI_JSON_FAULT_REAL] = {PBJWTI_CAUSE_JSON_REAL, 1},
    [PBJWTI_JSON_FAULT_NUL] = {PBJWTI_CAUSE_JSON_NUL, 1},
    [PBJWTI_JSON_FAULT_NOT_UTF8] = {PBJWTI_CAUSE_JSON_NOT_UTF8, 4},
    [PBJWTI_JSON_FAULT_BOM] = {PBJWTI_CAUSE_JSON_BOM, 1},
    [PBJWTI_JSON_FAULT_NESTING] = {PBJWTI_CAUSE_JSON_NESTING, 1},
    [PBJWTI_JSON_FAULT_MEMBERS] = {PBJWTI_CAUSE_JSON_MEMBERS, 1},
    [PBJWTI_JSON_FAULT_TWO] = {PBJWTI_CAUSE_JSON_TWO, 1},
    [PBJWTI_JSON_FAULT_TRAILING] = {PBJWTI_CAUSE_JSON_TRAILING, 2},
    [PBJWTI_JSON_FAULT_PYTHON] = {PBJWTI_CAUSE_JSON_PYTHON, 1},
    [PBJWTI_JSON_FAULT_COMMA] = {PBJWTI_CAUSE_JSON_COMMA, 1},
    [PBJWTI_JSON_FAULT_CONTROL] = {PBJWTI_CAUSE_JSON_CONTROL, 2},
    [PBJWTI_JSON_FAULT_ESCAPE] = {PBJWTI_CAUSE_JSON_ESCAPE, 2},
    [PBJWTI_JSON_FAULT_NUMBER] = {PBJWTI_CAUSE_JSON_NUMBER, 2},
    [PBJWTI_JSON_FAULT_CUT] = {PBJWTI_CAUSE_JSON_CUT, 3},
    [PBJWTI_JSON_FAULT_QUOTES] = {PBJWTI_CAUSE_JSON_QUOTES, 2},
    [PBJWTI_JSON_FAULT_UNDEFINED] = {PBJWTI_CAUSE_JSON_UNDEFINED, 1},
    [PBJWTI_JSON_FAULT_SEPARATOR] = {PBJWTI_CAUSE_JSON_SEPARATOR, 3},
    [PBJWTI_JSON_FAULT_COMMENT] = {PBJWTI_CAUSE_JSON_COMMENT, 1},
    [PBJWTI_JSON_FAULT_SYNTAX] = {PBJWTI_CAUSE_JSON_SYNTAX, 4},
};

static bool is_space_escape(unsigned char c) {
    return c == 'n' || c == 'r' || c == 't';
}

/* Whether the text is one JSON string that itself holds an object. */
static bool holds_object(pbjwti_view text) {
    pbjwti_json_value string;
    unsigned char first[PBJWTI_JSON_ESCAPE_BYTES];
    const unsigned char *p = text.data, *end = text.data + text.length;
    while (p != end && *p <= ' ')
        p++;
    while (end != p && end[-1] <= ' ')
        end--;
    if (p == end || *p != '"')
        return false;
    pbjwti_json_scan scan = pbjwti_json_scan_of(text);
    if (pbjwti_json_read_string(&scan, p + 1, &string) != end)
        return false;

    /* Without the white space at its ends, which may be escaped. */
    p = string.text.data;
    end = p + string.text.length;
    while (p != end && (*p == ' ' || (end - p > 1 && *p == '\\' && is_space_escape(p[1]))))
        p += *p == ' ' ? 1 : 2;
    while (end != p &&
           (end[-1] == ' ' || (end - p > 1 && end[-2] == '\\' && is_space_escape(end[-1]))))
        end -= end[-1] == ' ' ? 1 : 2;
    return p != end && end[-1] == '}' && pbjwti_json_decode_part(&p, end, first, 1) == 1 &&
           first[0] == '{';
}

static pbjwti_cause_id json_cause_of(const pbjwti_json_fault *fault, pbjwti_view text,
                                     bool header) {
    if (fault->kind == PBJWTI_JSON_FAULT_NOT_JSON && header) /* explain_header.c tells that */
        return PBJWTI_CAUSE_JSON_SYNTAX;
    if (fault->kind == PBJWTI_JSON_FAULT_NOT_OBJECT && holds_object(text))
        return PBJWTI_CAUSE_JSON_ENCODED_TWICE;
    return fault_causes[fault->kind].cause;
}

static void write_found(pbjwti_writer *to, const pbjwti_json_fault *fault, pbjwti_cause_id cause,
                        pbjwti_view text, size_t max_members, const char *what) {
    if (fault->kind == PBJWTI_JSON_FAULT_EMPTY) {
        pbjwti_tell(to, "The %s is empty: %s.", what, fault->reason);
        return;
    }
    pbjwti_tell(to, "The %s isn't strict JSON at byte %i", what, (int64_t)fault->offset);
    if (fault->member.data != NULL)
        pbjwti_tell(to, ", in the member %v", &fault->member);
    pbjwti_tell(to, ": %s",
                cause == PBJWTI_CAUSE_JSON_ENCODED_TWICE ? "a text that holds a JSON object"
                : fault->reason != NULL                  ? fault->reason
                                                         : "it can't be read");
    if (fault->kind == PBJWTI_JSON_FAULT_NESTING)
        pbjwti_tell(to, " (%i levels, and %i are the most)", (int64_t)fault->count,
                    (int64_t)PBJWT_MAX_NESTING);
    if (fault->kind == PBJWTI_JSON_FAULT_MEMBERS)
        pbjwti_tell(to, " (%i, and %i are the most)", (int64_t)fault->count, (int64_t)max_members);
    if (fault->item.data != NULL)
        pbjwti_tell(to, " (%v)", &fault->item);
    pbjwti_write_literal(to, ":\n");
    write_excerpt(to, text, fault->offset);
}

void pbjwti_explain_json(pbjwti_explaining *work, pbjwti_view text, size_t max_members,
                         const char *what) {
    const bool header = strcmp(what, "header") == 0;
    const pbjwti_json_fault fault = pbjwti_json_find_fault(text, max_members, &work->hash_key);
    const pbjwti_cause_id cause = json_cause_of(&fault, text, header);
    const pbjwt_status status = header ? PBJWT_MALFORMED_HEADER
                                : fault.kind == PBJWTI_JSON_FAULT_DUPLICATE
                                    ? PBJWT_DUPLICATE_MEMBER
                                    : PBJWT_MALFORMED_PAYLOAD;
    const unsigned rank =
        cause == PBJWTI_CAUSE_JSON_ENCODED_TWICE ? 0 : fault_causes[fault.kind].rank;
    PBJWTI_ASSERT(fault.kind != PBJWTI_JSON_FAULT_NONE);

    pbjwti_writer found;
    char *told;
    pbjwti_writer_start(&found, 256);
    write_found(&found, &fault, cause, text, max_members, what);
    if (pbjwti_writer_finish(&found, &told, NULL) != PBJWT_OK) {
        work->out_of_memory = true;
        return;
    }
    pbjwti_cause(work, cause, pbjwti_rank_for(work, status, rank), "%s", told);
    pbjwt_free(told);
}
