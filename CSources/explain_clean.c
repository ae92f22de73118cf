/* SPDX-License-Identifier: Apache-2.0 */

/* What is wrapped around a token: layer by layer, until the rest has a token's form or no layer
   fits. */
#include "explain_clean.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_LAYERS = 24 }; /* people don't wrap deeper, and it bounds the time */

/* Helpers of all layers */

unsigned char *pbjwti_clean_own(pbjwti_cleaning *cleaning) {
    pbjwti_explaining *const work = cleaning->work;
    if (work->cleaned == NULL) {
        work->cleaned = (unsigned char *)malloc(cleaning->text.length + 1);
        if (work->cleaned == NULL) {
            work->out_of_memory = true;
            cleaning->ended = true;
            return NULL;
        }
        memcpy(work->cleaned, cleaning->text.data, cleaning->text.length);
        cleaning->text.data = work->cleaned;
    }
    /* Once there is a copy, the text is always in it. */
    return work->cleaned + (cleaning->text.data - work->cleaned);
}

unsigned pbjwti_clean_rank(const pbjwti_cleaning *cleaning) {
    const pbjwti_explaining *const work = cleaning->work;
    switch ((unsigned)work->report->status) {
    case PBJWT_MALFORMED_HEADER:
    case PBJWT_MALFORMED_SIGNATURE:
    case PBJWT_MALFORMED_PAYLOAD:
    case PBJWT_SIGNATURE_MISMATCH: /* of a payload that was changed */
        return 1;
    case PBJWT_TOKEN_TOO_LARGE: /* or it is still too large without all this */
        return 5;
    default:
        return pbjwti_rank_for(work, PBJWT_MALFORMED_TOKEN, 1);
    }
}

uint32_t pbjwti_clean_character(pbjwti_view text, size_t at, size_t *size) {
    if (pbjwti_utf8_sequence(text.data + at, text.length - at) != 0)
        return pbjwti_character(text.data + at, size);
    *size = 1;
    return UINT32_C(0x110000) + text.data[at];
}

uint32_t pbjwti_clean_character_before(pbjwti_view text, size_t end, size_t *size) {
    for (size_t back = 1; back <= 4 && back <= end; back++)
        if (pbjwti_utf8_sequence(text.data + end - back, back) == back)
            return pbjwti_character(text.data + end - back, size);
    *size = 1;
    return UINT32_C(0x110000) + text.data[end - 1];
}

const char *pbjwti_character_name(uint32_t code, char name[PBJWTI_CHARACTER_NAME_BYTES]) {
    static const struct {
        uint32_t code;
        const char *name;
    } known[] = {
        {0, "a NUL byte"},
        {'\t', "a tab"},
        {'\n', "a line feed"},
        {'\r', "a carriage return"},
        {' ', "a space"},
        {0xA0, "a no-break space (U+00A0)"},
        {0xAD, "a soft hyphen (U+00AD)"},
        {0x200B, "a zero-width space (U+200B)"},
        {0xFEFF, "a byte order mark (U+FEFF)"},
        {0x2026, "an ellipsis (U+2026)"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].code == code)
            return known[i].name;
    if (code > 0x20 && code < 0x7F)
        (void)snprintf(name, PBJWTI_CHARACTER_NAME_BYTES, "the character %c", (char)code);
    else if (code < 0x110000)
        (void)snprintf(name, PBJWTI_CHARACTER_NAME_BYTES, "U+%04X", (unsigned)code);
    else
        (void)snprintf(name, PBJWTI_CHARACTER_NAME_BYTES, "the byte 0x%02X",
                       (unsigned)(code - 0x110000));
    return name;
}

size_t pbjwti_clean_find(pbjwti_view text, size_t from, pbjwti_view literal) {
    while (text.length - from >= literal.length) {
        const unsigned char *const at = (const unsigned char *)memchr(
            text.data + from, literal.data[0], text.length - from - literal.length + 1);
        if (at == NULL)
            break;
        from = (size_t)(at - text.data);
        if (memcmp(at, literal.data, literal.length) == 0)
            return from;
        from++;
    }
    return text.length;
}

bool pbjwti_clean_begins(pbjwti_view text, const char *lower) {
    const size_t length = strlen(lower);
    return text.length >= length &&
           pbjwti_equal_in_any_case((pbjwti_view){text.data, length},
                                    (pbjwti_view){(const unsigned char *)lower, length});
}

/* The length of a dot at this place, percent-encoded up to twice; or 0. */
static size_t clean_dot(pbjwti_view text, size_t at) {
    const pbjwti_view rest = pbjwti_clean_from(text, at);
    return rest.data[0] == '.'                  ? 1
           : pbjwti_clean_begins(rest, "%2e")   ? 3
           : pbjwti_clean_begins(rest, "%252e") ? 5
                                                : 0;
}

bool pbjwti_looks_like_token(pbjwti_view text) {
    if (text.length < 3 || memcmp(text.data, PBJWTI_TOKEN_BEGINNING.data, 3) != 0)
        return false;
    unsigned dots = 0;
    for (size_t i = 3; i < text.length && dots < 2; i++)
        dots += clean_dot(text, i) != 0;
    return dots == 2;
}

/* Both ends */

/* The text removed from an end. */
typedef struct clean_edge {
    size_t bytes;
    int64_t spaces;
    uint32_t first_space;
    int64_t others; /* controls and format characters, but for byte order marks */
    uint32_t first_other;
    bool mark;
} clean_edge;

static bool clean_is_edge(clean_edge *edge, uint32_t code, size_t size) {
    if (code < 0x110000 && pbjwti_is_white_space(code)) {
        if (edge->spaces++ == 0)
            edge->first_space = code;
    } else if (code == 0xFEFF) {
        edge->mark = true;
    } else if (code < 0x20 || code == 0x7F || (code < 0x110000 && pbjwti_is_format(code))) {
        if (edge->others++ == 0)
            edge->first_other = code;
    } else {
        return false;
    }
    edge->bytes += size;
    return true;
}

static void clean_tell_count(pbjwti_cleaning *cleaning, pbjwti_cause_id cause, const char *where,
                             const char *kind, int64_t count, uint32_t first) {
    char name[PBJWTI_CHARACTER_NAME_BYTES];
    const char *const named = pbjwti_character_name(first, name);
    if (count == 1)
        pbjwti_cause(cleaning->work, cause, pbjwti_clean_rank(cleaning),
                     "%s the token there is %s.", where, named);
    else
        pbjwti_cause(cleaning->work, cause, pbjwti_clean_rank(cleaning),
                     "%s the token there are %i %s; %s is one of them.", where, count, kind, named);
}

static void clean_tell_edge(pbjwti_cleaning *cleaning, const clean_edge *edge, const char *where) {
    if (edge->mark)
        pbjwti_cause(cleaning->work, PBJWTI_CAUSE_BOM_AROUND, pbjwti_clean_rank(cleaning),
                     "%s the token there is a byte order mark (U+FEFF).", where);
    if (edge->spaces > 0)
        clean_tell_count(cleaning, PBJWTI_CAUSE_SPACE_AROUND, where, "characters of white space",
                         edge->spaces, edge->first_space);
    if (edge->others > 0)
        clean_tell_count(cleaning, PBJWTI_CAUSE_PART_REMOVED, where, "invisible characters",
                         edge->others, edge->first_other);
}

/* A UTF-8 byte order mark that was read as Windows-1252 and written as UTF-8. */
#define MISREAD_MARK PBJWTI_VIEW("\xC3\xAF\xC2\xBB\xC2\xBF")

static bool clean_edges(pbjwti_cleaning *cleaning) {
    clean_edge front = {.bytes = 0}, back = front;
    const pbjwti_view text = cleaning->text;
    size_t size = 0;
    if (text.length >= MISREAD_MARK.length &&
        memcmp(text.data, MISREAD_MARK.data, MISREAD_MARK.length) == 0) {
        front.mark = true;
        front.bytes = MISREAD_MARK.length;
    }
    while (front.bytes < text.length) {
        const uint32_t code = pbjwti_clean_character(text, front.bytes, &size);
        if (!clean_is_edge(&front, code, size))
            break;
    }
    const pbjwti_view rest = pbjwti_clean_from(text, front.bytes);
    while (back.bytes < rest.length) {
        const uint32_t code = pbjwti_clean_character_before(rest, rest.length - back.bytes, &size);
        if (!clean_is_edge(&back, code, size))
            break;
    }
    if (front.bytes + back.bytes == 0)
        return false;

    cleaning->text = (pbjwti_view){rest.data, rest.length - back.bytes};
    if (cleaning->text.length == 0) {
        pbjwti_cause(cleaning->work, PBJWTI_CAUSE_EMPTY, pbjwti_clean_rank(cleaning),
                     "There is nothing but white space (bytes: %i).", (int64_t)text.length);
        cleaning->ended = true;
        return true;
    }
    clean_tell_edge(cleaning, &front, "Before");
    clean_tell_edge(cleaning, &back, "After");
    return true;
}

/* The loop */

/* Three parts of base64url characters, of which only the last may be empty. */
static bool clean_is_good(pbjwti_view text) {
    size_t at = 0;
    for (unsigned part = 0; part < 3; part++) {
        const size_t start = at;
        while (at < text.length && pbjwti_is_base64url_character(text.data[at]))
            at++;
        if (part == 2)
            break;
        if (at == start || at == text.length || text.data[at] != '.')
            return false;
        at++;
    }
    return at == text.length;
}

/* In the order of the search: wrappings that are obvious by themselves come first, and those inside
   the token last. */
static pbjwti_layer *const clean_layers[] = {
    clean_edges,          pbjwti_clean_instead, pbjwti_clean_http,      pbjwti_clean_json,
    pbjwti_clean_bytes,   pbjwti_clean_quotes,  pbjwti_clean_escapes,   pbjwti_clean_header_line,
    pbjwti_clean_bearer,  pbjwti_clean_marks,   pbjwti_clean_parameter, pbjwti_clean_percent,
    pbjwti_clean_extract, pbjwti_clean_join,
};

static bool clean_layer(pbjwti_cleaning *cleaning) {
    for (size_t i = 0; i < sizeof clean_layers / sizeof clean_layers[0]; i++)
        if (clean_layers[i](cleaning) || cleaning->ended)
            return true;
    return false;
}

void pbjwti_explain_cleaning(pbjwti_explaining *work) {
    pbjwti_cleaning cleaning = {
        .work = work, .text = {(const unsigned char *)work->input.token, work->input.token_length}};
    work->token = cleaning.text;
    if (cleaning.text.length > PBJWT_EXPLAIN_MAX_TOKEN_BYTES)
        return;
    if (cleaning.text.length == 0) {
        pbjwti_cause(work, PBJWTI_CAUSE_EMPTY, pbjwti_clean_rank(&cleaning),
                     "The token is empty (0 bytes).");
        return;
    }

    (void)pbjwti_clean_utf16(&cleaning);
    bool fits = !cleaning.ended;
    for (unsigned i = 0; i < MAX_LAYERS && fits && !cleaning.ended; i++) {
        if (cleaning.text.length == 0) {
            pbjwti_cause(work, PBJWTI_CAUSE_EMPTY, pbjwti_clean_rank(&cleaning),
                         "There is nothing within what is wrapped around.");
            cleaning.ended = true;
        } else {
            fits = !clean_is_good(cleaning.text) && clean_layer(&cleaning);
        }
    }
    if (!cleaning.ended && !clean_is_good(cleaning.text))
        pbjwti_clean_tell_text(&cleaning);
    work->token = cleaning.text;
}
