/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_TEXT_H
#define PBJWT_TEXT_H

#include "internal.h"

#include <string.h>

PBJWTI_HIDDEN_BEGIN

static inline bool pbjwti_view_equal(pbjwti_view a, pbjwti_view b) {
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

/* The view of a literal text. */
#define PBJWTI_VIEW(literal) ((pbjwti_view){(const unsigned char *)(literal), sizeof(literal) - 1})

/* Whether the view is exactly the literal text. */
#define PBJWTI_IS(view, literal)                                                                   \
    ((view).length == sizeof(literal) - 1 && memcmp((view).data, (literal), (view).length) == 0)

static inline bool pbjwti_is_digit(unsigned char c) {
    return c >= '0' && c <= '9';
}

static inline bool pbjwti_is_ascii_upper(unsigned char c) {
    return c >= 'A' && c <= 'Z';
}

static inline unsigned char pbjwti_ascii_lower(unsigned char c) {
    return pbjwti_is_ascii_upper(c) ? (unsigned char)(c | 0x20) : c;
}

/* Whether two texts are the same except for the case of ASCII letters. */
static inline bool pbjwti_equal_in_any_case(pbjwti_view a, pbjwti_view b) {
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (pbjwti_ascii_lower(a.data[i]) != pbjwti_ascii_lower(b.data[i]))
            return false;
    return true;
}

/* Bytes as a number, the first one lowest, which compilers make one load of. */
static inline uint64_t pbjwti_low4(const unsigned char *p) {
    return p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;
}

static inline uint64_t pbjwti_low8(const unsigned char *p) {
    return pbjwti_low4(p) | pbjwti_low4(p + 4) << 32;
}

/* Whether two texts of a constant length, at least 8 bytes, are the same: inlined, a load or two
   per word. The last word may overlap the one before. */
static PBJWTI_INLINE bool pbjwti_same_words(const unsigned char *a, const unsigned char *b,
                                            size_t length) {
    uint64_t difference = 0;
#if defined(__GNUC__)
#pragma GCC unroll 8
#endif
    for (size_t i = 0; i + 8 <= length; i += 8)
        difference |= pbjwti_low8(a + i) ^ pbjwti_low8(b + i);
    if (length % 8 != 0)
        difference |= pbjwti_low8(a + length - 8) ^ pbjwti_low8(b + length - 8);
    return difference == 0;
}

/* The same as PBJWTI_IS, for a literal of 8 bytes or more that nearly always matches. */
#define PBJWTI_IS_BY_WORDS(view, literal)                                                          \
    ((view).length == sizeof(literal) - 1 &&                                                       \
     pbjwti_same_words((view).data, (const unsigned char *)(literal), sizeof(literal) - 1))

/* A word with the same byte in all its places. */
#define PBJWTI_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Whether the eight characters of a word, the first one lowest, are digits; and such a word as a number: by twos,
   fours, eights. */
static inline bool pbjwti_are_digits(uint64_t word) {
    const uint64_t high = UINT64_C(0xF0F0F0F0F0F0F0F0), zero = UINT64_C(0x3030303030303030);
    return (word & high) == zero && ((word + UINT64_C(0x0606060606060606)) & high) == zero;
}

static inline uint64_t pbjwti_pairs_of_digits(uint64_t word) {
    word &= UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (word * 10 + (word >> 8)) & UINT64_C(0x00FF00FF00FF00FF);
}

static inline uint64_t pbjwti_eight_digits(uint64_t word) {
    word = pbjwti_pairs_of_digits(word);
    word = (word * 100 + (word >> 16)) & UINT64_C(0x0000FFFF0000FFFF);
    return (word * 10000 + (word >> 32)) & UINT64_C(0xFFFFFFFF);
}

/* The value of a hex digit of either case, or -1. Not for secrets: it branches. */
static inline int pbjwti_hex_value(unsigned char c) {
    if (pbjwti_is_digit(c))
        return c - '0';
    c = pbjwti_ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/*
 * The length of the well-formed UTF-8 sequence (RFC 3629: shortest form, no surrogate, at most
 * U+10FFFF) at the start of `length` bytes, of which there is at least one; 0 for none.
 */
size_t pbjwti_utf8_sequence(const unsigned char *text, size_t length);

/* Whether the whole text is well-formed UTF-8 without U+0000. */
bool pbjwti_is_utf8_text(pbjwti_view text);

/* The functions below take well-formed UTF-8. */

/* The character at the start of the text; sets its length in bytes. */
uint32_t pbjwti_character(const unsigned char *text, size_t *size);

/* The text without White_Space and format characters at its ends; length 0 where it is nothing else. */
pbjwti_view pbjwti_trim(pbjwti_view text);

/* Unicode's property White_Space, and its general category Cf: format characters. */
bool pbjwti_is_white_space(uint32_t code);
bool pbjwti_is_format(uint32_t code);

/* Whether such a character is in the text. */
bool pbjwti_has_white_space(pbjwti_view text);

/* Whether an ASCII letter A to Z or a format character is in it. */
bool pbjwti_has_upper_or_format(pbjwti_view text);

/* Whether it is a typical address: ASCII, with an @ inside it, nothing to trim and no control
   character. If so, sets whether it has a capital letter. */
bool pbjwti_is_plain_address(pbjwti_view text, bool *has_upper);

/* Whether a control character is in it: U+0000-U+001F, U+007F-U+009F. */
bool pbjwti_has_control(pbjwti_view text);

PBJWTI_HIDDEN_END

#endif
