/* SPDX-License-Identifier: Apache-2.0 */
#include "base64url_avx2.h"

#if PBJWTI_HAS_AVX2

#include <string.h>

/* A table of 16 bytes for either half of a register. */
#define TWICE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

/*
 * Values of 32 characters, each a byte of `values`; false where one is no base64url character.
 *
 * A character is the row and the column of its two halves in the table of ASCII. Each row that holds
 * good characters has a bit, rows with the same columns share one, and all other rows share the last;
 * a column has the bits of the rows in which it is bad.
 */
PBJWTI_AVX2 static inline bool values_of(__m256i text, __m256i *values) {
    enum { SIGNS = 1, DIGITS = 2, FIRST_LETTERS = 4, CAPITALS = 8, SMALL = 16, NONE = 32 };
    const __m256i rows = TWICE(NONE, NONE, SIGNS, DIGITS, FIRST_LETTERS, CAPITALS, FIRST_LETTERS,
                               SMALL, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE);
    enum { OTHER_SIGNS = NONE | SIGNS, AFTER_9 = OTHER_SIGNS | DIGITS, AFTER_Z = CAPITALS | SMALL };
    const __m256i columns = TWICE(
        OTHER_SIGNS | FIRST_LETTERS, OTHER_SIGNS, OTHER_SIGNS, OTHER_SIGNS, OTHER_SIGNS,
        OTHER_SIGNS, OTHER_SIGNS, OTHER_SIGNS, OTHER_SIGNS, OTHER_SIGNS, AFTER_9, AFTER_9 | AFTER_Z,
        AFTER_9 | AFTER_Z, NONE | DIGITS | AFTER_Z, AFTER_9 | AFTER_Z, AFTER_9 | SMALL);
    /* What leads from a row's characters to their values; '_' has a step of its own to add. */
    const __m256i steps = TWICE(0, 0, 62 - '-', 52 - '0', 0 - 'A', 0 - 'A', 26 - 'a', 26 - 'a', 0,
                                0, 0, 0, 0, 0, 0, 0);
    const __m256i underscore_step = _mm256_set1_epi8(63 - '_' + 'A');

    const __m256i nibble = _mm256_set1_epi8(0x0F);
    const __m256i row = _mm256_and_si256(_mm256_srli_epi32(text, 4), nibble);
    const __m256i column = _mm256_and_si256(text, nibble);
    if (!_mm256_testz_si256(_mm256_shuffle_epi8(rows, row), _mm256_shuffle_epi8(columns, column)))
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

/* Writes the 24 bytes that it has, and where there is room for them, 8 more. */
PBJWTI_AVX2 static PBJWTI_INLINE bool decode_block(const unsigned char *text, unsigned char *out,
                                                   bool has_room) {
    __m256i values;
    if (!values_of(_mm256_loadu_si256((const __m256i *)(const void *)text), &values))
        return false;
    const __m256i bytes = pack(values);
    if (has_room) {
        const __m256i closed =
            _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
        _mm256_storeu_si256((__m256i *)(void *)out, closed);
        return true;
    }
    const __m128i high = _mm256_extracti128_si256(bytes, 1);
    const int rest = _mm_extract_epi32(high, 2);
    _mm_storeu_si128((__m128i *)(void *)out, _mm256_castsi256_si128(bytes));
    _mm_storel_epi64((__m128i *)(void *)(out + 12), high);
    memcpy(out + 20, &rest, sizeof rest);
    return true;
}

PBJWTI_AVX2 size_t pbjwti_base64url_decode_avx2(const unsigned char *text, size_t length,
                                                unsigned char *out) {
    enum { BLOCK = PBJWTI_AVX2_BLOCK, BLOCK_BYTES_OUT = BLOCK / 4 * 3, THREE_GROUPS = 12 };
    const size_t whole = length / 4 * 4; /* groups */
    if (whole < BLOCK)
        return 0;
    const unsigned char *const last = text + whole - BLOCK;
    const unsigned char *p = text;
    unsigned char *to = out;
    /* With three groups or more behind it, a block has room for 8 bytes more. */
    for (; last - p >= THREE_GROUPS; p += BLOCK, to += BLOCK_BYTES_OUT)
        if (!decode_block(p, to, true))
            return (size_t)(p - text);
    /* The last block lies over what is left, and over some of what is done. */
    for (bool done = false; !done; p += BLOCK, to += BLOCK_BYTES_OUT) {
        done = p >= last;
        if (!decode_block(done ? last : p, done ? out + (whole - BLOCK) / 4 * 3 : to, false))
            return (size_t)(p - text);
    }
    return whole;
}

#else
typedef int pbjwti_no_avx2_path; /* a translation unit isn't empty */
#endif
