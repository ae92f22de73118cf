/* SPDX-License-Identifier: Apache-2.0 */
#include "base64url_avx2.h"

#if PBJWTI_HAS_AVX2_PATH

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

/* All ones in the bytes from `first` on that are at most `span` above it. */
AVX2 static inline __m256i in_range(__m256i text, char first, char span) {
    const __m256i above = _mm256_sub_epi8(text, _mm256_set1_epi8(first));
    return _mm256_cmpeq_epi8(_mm256_min_epu8(above, _mm256_set1_epi8(span)), above);
}

AVX2 static inline __m256i masked(__m256i where, int value) {
    return _mm256_and_si256(where, _mm256_set1_epi8((char)value));
}

AVX2 size_t pbjwti_base64url_decode_avx2(const unsigned char *text, size_t length,
                                         unsigned char *out) {
    /* Three bytes stand in each group of four, the first one highest. */
    const __m256i together =
        _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1, 2, 1, 0, 6, 5, 4,
                         10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
    size_t done = 0;

    /* A store writes four bytes more than it has, which the characters that follow have room for. */
    for (; length - done >= 32 + 8; done += 32, out += 24) {
        const __m256i block = _mm256_loadu_si256((const __m256i *)(const void *)(text + done));
        const __m256i upper = in_range(block, 'A', 25);
        const __m256i lower = in_range(block, 'a', 25);
        const __m256i digit = in_range(block, '0', 9);
        const __m256i minus = _mm256_cmpeq_epi8(block, _mm256_set1_epi8('-'));
        const __m256i under = _mm256_cmpeq_epi8(block, _mm256_set1_epi8('_'));
        const __m256i letter = _mm256_or_si256(upper, lower);
        const __m256i other = _mm256_or_si256(digit, _mm256_or_si256(minus, under));
        if (_mm256_movemask_epi8(_mm256_or_si256(letter, other)) != -1)
            break;

        /* What leads from each character to its value. */
        const __m256i step = _mm256_or_si256(
            _mm256_or_si256(masked(upper, 0 - 'A'), masked(lower, 26 - 'a')),
            _mm256_or_si256(masked(digit, 52 - '0'),
                            _mm256_or_si256(masked(minus, 62 - '-'), masked(under, 63 - '_'))));
        const __m256i values = _mm256_add_epi8(block, step);

        /* Two values of 6 bits to one of 12, two of those to one of 24. */
        const __m256i pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi32(0x01400140));
        const __m256i groups = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
        const __m256i bytes = _mm256_shuffle_epi8(groups, together);
        _mm_storeu_si128((__m128i *)(void *)out, _mm256_castsi256_si128(bytes));
        _mm_storeu_si128((__m128i *)(void *)(out + 12), _mm256_extracti128_si256(bytes, 1));
    }
    return done;
}

#else
typedef int pbjwti_no_avx2_path; /* a translation unit isn't empty */
#endif
