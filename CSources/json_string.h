/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_JSON_STRING_H
#define PBJWT_JSON_STRING_H

#include "json.h"

#include <string.h>

#if defined(__SSE2__) && !defined(PBJWT_PORTABLE)
#define PBJWTI_SSE2 1
#include <emmintrin.h>
#else
#define PBJWTI_SSE2 0
#endif

PBJWTI_HIDDEN_BEGIN

/* Whether a byte stands for itself: U+0020 to U+007F but quote and backslash. */
static inline bool pbjwti_json_is_plain(unsigned char c) {
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* Steps over bytes that stand for themselves, as many at once as the machine can look at. */
#if PBJWTI_SSE2
static inline const unsigned char *pbjwti_json_skip_plain(const unsigned char *p,
                                                          const unsigned char *end) {
    for (; end - p >= 16; p += 16) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
        /* As signed numbers, bytes above 0x7F are below 0x20, too. */
        const __m128i outside = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
        const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
        const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
        const int special =
            _mm_movemask_epi8(_mm_or_si128(outside, _mm_or_si128(quote, backslash)));
        if (special != 0)
            return p + __builtin_ctz((unsigned)special);
    }
    while (p != end && pbjwti_json_is_plain(*p))
        p++;
    return p;
}
#else
static inline const unsigned char *pbjwti_json_skip_plain(const unsigned char *p,
                                                          const unsigned char *end) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t tops = ones << 7;

    for (; end - p >= 8; p += 8) {
        /* A byte's top bit is set in `special` where the byte is above 0x7F, or where subtracting
           makes it wrap: below 0x20, or zero once quote or backslash is taken out. A wrap can only
           spoil bytes above itself, and one is enough to stop. */
        uint64_t word;
        memcpy(&word, p, sizeof word);
        const uint64_t quote = word ^ ones * '"';
        const uint64_t backslash = word ^ ones * '\\';
        const uint64_t special = word | (word - ones * 0x20) | (quote - ones) | (backslash - ones);
        if ((special & tops) != 0)
            break;
    }
    while (p != end && pbjwti_json_is_plain(*p))
        p++;
    return p;
}
#endif

/* Reads on in the string that began at `start`, from a byte at `p` that doesn't stand for itself. Gives
   where it ends, or NULL. */
const unsigned char *pbjwti_json_read_special(const unsigned char *start, const unsigned char *p,
                                              const unsigned char *end, pbjwti_json_value *value);

/* Reads the string whose opening quote ends at `start`. Gives where it ends, or NULL. */
static inline const unsigned char *pbjwti_json_read_string(const unsigned char *start,
                                                           const unsigned char *end,
                                                           pbjwti_json_value *value) {
    const unsigned char *const p = pbjwti_json_skip_plain(start, end);
    if (p == end || *p != '"')
        return pbjwti_json_read_special(start, p, end, value);
    value->kind = PBJWT_JSON_STRING;
    value->text = (pbjwti_view){start, (size_t)(p - start)};
    value->as.decoded = value->text.length;
    return p + 1;
}

/* A hash of the string unescaped. Not keyed: whoever picks the names can make them collide, and
   what that costs is bounded by the number of members. */
uint32_t pbjwti_json_hash(const pbjwti_json_value *string);

/* Whether two strings, one given as it is written, are the same unescaped. */
bool pbjwti_json_same(const pbjwti_json_value *string, const unsigned char *other,
                      size_t other_length);

PBJWTI_HIDDEN_END

#endif
