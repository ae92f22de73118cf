/* SPDX-License-Identifier: Apache-2.0 */

/* What is wrong with bytes where something else is expected, and inside a string. */
#include "json_fault.h"

#include "text.h"

typedef const unsigned char *cursor;

void pbjwti_json_set_fault(pbjwti_view text, cursor p, pbjwti_json_fault_kind kind,
                           const char *reason, pbjwti_json_fault *fault) {
    fault->kind = kind;
    fault->reason = reason;
    fault->offset = (size_t)(p - text.data);
}

void pbjwti_json_set_cut(pbjwti_view text, pbjwti_json_fault *fault) {
    pbjwti_json_set_fault(text, text.data + text.length, PBJWTI_JSON_FAULT_CUT,
                          "the text ends too early", fault);
}

/* Bytes above 0x7F */

/* Whether the text ends within a character of UTF-8: more bytes, of those that may follow its first one, make it
   whole. */
static bool is_cut_character(cursor p, cursor end) {
    const size_t left = (size_t)(end - p);
    for (int filler = 0x80; left < 4 && filler <= 0xBF; filler += 0x3F) {
        unsigned char whole[4];
        memset(whole, filler, sizeof whole);
        memcpy(whole, p, left);
        if (pbjwti_utf8_sequence(whole, sizeof whole) > left)
            return true;
    }
    return false;
}

/* If there is no valid UTF-8 at `p`. */
static void fault_of_bytes(pbjwti_view text, cursor p, pbjwti_json_fault *fault) {
    const cursor end = text.data + text.length;
    const bool surrogate = end - p >= 2 && p[0] == 0xED && p[1] >= 0xA0 && p[1] <= 0xBF;
    if (is_cut_character(p, end))
        pbjwti_json_set_cut(text, fault);
    else
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_NOT_UTF8,
                              surrogate ? "half of a character, written as UTF-8 (CESU-8)"
                                        : "a byte that isn't UTF-8",
                              fault);
}

/* U+2018 to U+201F, and the angle quotes. */
static bool is_typographic_quote(uint32_t code) {
    return (code >= 0x2018 && code <= 0x201F) || code == 0xAB || code == 0xBB;
}

void pbjwti_json_fault_at(pbjwti_view text, cursor p, pbjwti_json_fault_kind kind,
                          const char *reason, pbjwti_json_fault *fault) {
    const cursor end = text.data + text.length;
    size_t size;
    if (p == end) {
        pbjwti_json_set_cut(text, fault);
        return;
    }
    pbjwti_json_set_fault(text, p, kind, reason, fault);
    if (*p == 0) {
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_NUL, "a NUL byte", fault);
    } else if (*p == '#' || (*p == '/' && end - p > 1 && (p[1] == '/' || p[1] == '*'))) {
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_COMMENT, "a comment", fault);
    } else if (*p >= 0x80 && pbjwti_utf8_sequence(p, (size_t)(end - p)) == 0) {
        fault_of_bytes(text, p, fault);
    } else if (*p >= 0x80) {
        const uint32_t code = pbjwti_character(p, &size);
        if (code == 0xFEFF)
            pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_BOM, "a byte order mark (U+FEFF)",
                                  fault);
        else if (is_typographic_quote(code))
            pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_QUOTES, "typographic quotes", fault);
        else if (pbjwti_is_white_space(code) || pbjwti_is_format(code))
            pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_SYNTAX,
                                  "a space or an invisible character that JSON doesn't have",
                                  fault);
    }
}

/* Strings */

/* Whether there are four hex digits here, or as many as the text has left. Sets their value, and
   whether they are cut. */
static bool read_unit(cursor p, cursor end, unsigned *unit, bool *cut) {
    *unit = 0;
    *cut = false;
    for (int i = 0; i < 4; i++) {
        if (p + i == end) {
            *cut = true;
            return true;
        }
        const int digit = pbjwti_hex_value(p[i]);
        if (digit < 0)
            return false;
        *unit = *unit << 4 | (unsigned)digit;
    }
    return true;
}

/* Whether a low surrogate is escaped here, or the text ends before it is known: then sets *cut. */
static bool has_low_surrogate(cursor p, cursor end, bool *cut) {
    unsigned unit;
    *cut = p == end || (*p == '\\' && end - p == 1);
    if (*cut)
        return true;
    if (p[0] != '\\' || p[1] != 'u' || !read_unit(p + 2, end, &unit, cut))
        return false;
    return *cut || (unit >= 0xDC00 && unit <= 0xDFFF);
}

/* The escape at the backslash `p`: its length as written, or 0 with the fault. */
static size_t check_escape(pbjwti_view text, cursor p, pbjwti_json_fault *fault) {
    const cursor end = text.data + text.length;
    unsigned unit;
    bool cut = end - p == 1;
    if (!cut && p[1] != 'u' && p[1] != 0 && strchr("\"\\/bfnrt", p[1]) != NULL)
        return 2;
    if (!cut && (p[1] != 'u' || !read_unit(p + 2, end, &unit, &cut))) {
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_ESCAPE,
                              p[1] == 'u' ? "\\u without four hex digits"
                                          : "an escape that JSON doesn't have",
                              fault);
        return 0;
    }
    if (!cut && unit == 0) {
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_NUL, "an escaped NUL (\\u0000)", fault);
        return 0;
    }
    if (!cut && (unit < 0xD800 || unit > 0xDFFF))
        return 6;
    if (!cut && (unit >= 0xDC00 || !has_low_surrogate(p + 6, end, &cut))) {
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_SURROGATE,
                              "a lone surrogate, half of a character such as an emoji", fault);
        return 0;
    }
    if (!cut)
        return 12;
    pbjwti_json_set_cut(text, fault);
    return 0;
}

cursor pbjwti_json_find_quote(cursor p, cursor end, unsigned char quote) {
    for (; p != end && *p != quote; p++)
        if (*p == '\\' && end - p > 1)
            p++;
    return p;
}

void pbjwti_json_fault_in_string(pbjwti_view text, cursor start, pbjwti_json_fault *fault) {
    const cursor end = text.data + text.length;
    cursor p = start;
    fault->item = pbjwti_json_between(start, pbjwti_json_find_quote(start, end, '"'));
    while (p != end && *p != '"') {
        size_t size = 1;
        if (*p == '\\') {
            size = check_escape(text, p, fault);
        } else if (*p < 0x20) {
            pbjwti_json_set_fault(text, p,
                                  *p == 0 ? PBJWTI_JSON_FAULT_NUL : PBJWTI_JSON_FAULT_CONTROL,
                                  *p == 0                    ? "a NUL byte within a text"
                                  : *p == '\n' || *p == '\r' ? "a raw line end within a text"
                                  : *p == '\t'               ? "a raw tab within a text"
                                               : "a raw control character within a text",
                                  fault);
            return;
        } else if (*p >= 0x80) {
            size = pbjwti_utf8_sequence(p, (size_t)(end - p));
            if (size == 0)
                fault_of_bytes(text, p, fault);
        }
        if (size == 0)
            return;
        p += size;
    }
    PBJWTI_ASSERT(p == end); /* else it isn't faulty */
    pbjwti_json_set_cut(text, fault);
}
