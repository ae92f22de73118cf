/* SPDX-License-Identifier: Apache-2.0 */
#include "base64url_avx2.h"

#if PBJWTI_HAS_AVX2

#include <string.h>

/* A table of 16 bytes for either half of a register. */
#define TWICE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

/*
 * Values of 32 characters, each a byte of `values`; false if one is no base64url character.
 *
 * A character is the row and the column of its two halves in the table of ASCII. Each row that holds
 * good characters has a bit, rows with the same columns share one, and all other rows share the last;
 * a column has the bits of the rows in which it is good. Of a byte above ASCII, the look-up of its column
 * gives none.
 */
PBJWTI_AVX2 static inline bool values_of(__m256i text, __m256i *values) {
    enum { SIGNS = 1, DIGITS = 2, FIRST_LETTERS = 4, CAPITALS = 8, SMALL = 16, NONE = 32 };
    const __m256i rows = TWICE(NONE, NONE, SIGNS, DIGITS, FIRST_LETTERS, CAPITALS, FIRST_LETTERS,
                               SMALL, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE);
    enum { TO_Z = FIRST_LETTERS | CAPITALS | SMALL, TO_9 = TO_Z | DIGITS };
    const __m256i columns = TWICE(TO_9 & ~FIRST_LETTERS, TO_9, TO_9, TO_9, TO_9, TO_9, TO_9, TO_9,
                                  TO_9, TO_9, TO_Z, FIRST_LETTERS, FIRST_LETTERS,
                                  FIRST_LETTERS | SIGNS, FIRST_LETTERS, FIRST_LETTERS | CAPITALS);
    /* The offsets from a row's characters to their values; '_' needs its own extra offset. */
    const __m256i steps = TWICE(0, 0, 62 - '-', 52 - '0', 0 - 'A', 0 - 'A', 26 - 'a', 26 - 'a', 0,
                                0, 0, 0, 0, 0, 0, 0);
    const __m256i underscore_step = _mm256_set1_epi8(63 - '_' + 'A');

    const __m256i nibble = _mm256_set1_epi8(0x0F);
    const __m256i row = _mm256_and_si256(_mm256_srli_epi32(text, 4), nibble);
    if (!_mm256_testc_si256(_mm256_shuffle_epi8(columns, text), _mm256_shuffle_epi8(rows, row)))
        return false;

    const __m256i underscore = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('_'));
    const __m256i step = _mm256_add_epi8(_mm256_shuffle_epi8(steps, row),
                                         _mm256_and_si256(underscore, underscore_step));
    *values = _mm256_add_epi8(text, step);
    return true;
}

/* Packs 32 values into 24 bytes: 12 at the start of either half. */
PBJWTI_AVX2 static inline __m256i pack(__m256i values) {
    /* Two values of 6 bits to one of 12, two of those to one of 24, whose first byte is highest. */
    const __m256i together = TWICE(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
    const __m256i pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi32(0x01400140));
    const __m256i groups = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
    return _mm256_shuffle_epi8(groups, together);
}

/* Packs 32 characters into 24 bytes, followed by 8 meaningless ones; false if one isn't a base64url character. */
PBJWTI_AVX2 static PBJWTI_INLINE bool decode_block(__m256i text, __m256i *bytes) {
    __m256i values;
    if (!values_of(text, &values))
        return false;
    *bytes = _mm256_permutevar8x32_epi32(pack(values), _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
    return true;
}

/* The last 32 characters of a text that lacks `missing` characters to be whole groups, with an A, which is a zero,
   for each of these. */
PBJWTI_AVX2 static PBJWTI_INLINE __m256i last_block(const unsigned char *end, size_t missing) {
    static const signed char steps[16 + 2] = {0, 1,  2,  3,  4,  5,  6,  7,  8,
                                              9, 10, 11, 12, 13, 14, 15, -1, -1};
    const __m128i a = _mm_set1_epi8('A');
    const __m128i low = _mm_loadu_si128((const __m128i *)(const void *)(end - 32 + missing));
    const __m128i high = _mm_loadu_si128((const __m128i *)(const void *)(end - 16));
    const __m128i step = _mm_loadu_si128((const __m128i *)(const void *)(steps + missing));
    /* The shuffle fills up with zeros, which stand for an A here. */
    const __m128i stepped = _mm_shuffle_epi8(_mm_xor_si128(high, a), step);
    return _mm256_set_m128i(_mm_xor_si128(stepped, a), low);
}

PBJWTI_AVX2 bool pbjwti_base64url_decode_avx2(const unsigned char *text, size_t length,
                                              unsigned char *out) {
    enum { BLOCK_GROUPS = 8 };
    const size_t groups = (length + 3) / 4, missing = groups * 4 - length;
    const size_t last = groups - BLOCK_GROUPS; /* where the last block begins */
    __m256i bytes;
    PBJWTI_ASSERT(length >= PBJWTI_AVX2_SHORTEST);
    if (missing == 3) /* one character alone can't be the rest of a text */
        return false;

    /* The second block overlaps the first, so that all later ones are whole, and each has room after it for
       the 8 meaningless bytes. */
    size_t group = 0, next = (last - 1) % BLOCK_GROUPS + 1;
    do {
        const unsigned char *const block = text + 4 * group;
        if (!decode_block(_mm256_loadu_si256((const __m256i *)(const void *)block), &bytes))
            return false;
        _mm256_storeu_si256((__m256i *)(void *)(out + 3 * group), bytes);
        group = next;
        next += BLOCK_GROUPS;
    } while (group != last);

    if (!decode_block(last_block(text + length, missing), &bytes))
        return false;
    const uint64_t end = (uint64_t)_mm_cvtsi128_si64(_mm256_extracti128_si256(bytes, 1));
    _mm_storeu_si128((__m128i *)(void *)(out + 3 * last), _mm256_castsi256_si128(bytes));
    memcpy(out + 3 * last + 16, &end, sizeof end);
    /* The bytes of the missing characters hold the unused bits, which must be zeros. */
    return end >> 32 >> (32 - 8 * missing) == 0;
}

#else
typedef int pbjwti_no_avx2_path; /* a translation unit isn't empty */
#endif
