/* SPDX-License-Identifier: Apache-2.0 */
#include "json_scan.h"

#include "json_marks.h"
#include "text.h"

#include <string.h>

/* Whether a byte stands for itself: U+0020 to U+007F except quote and backslash. */
static bool is_plain(unsigned char c) {
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

static const unsigned char *skip_by_words(const unsigned char *p, const unsigned char *end) {
    for (; end - p >= 8; p += 8) {
        /* A byte's top bit is set in `special` if the byte is above 0x7F, or if subtracting makes
           it wrap: below 0x20, or zero once quote or backslash is taken out. A wrap can only spoil
           bytes above itself, and one is enough to stop. */
        uint64_t word;
        memcpy(&word, p, sizeof word);
        const uint64_t quote = word ^ PBJWTI_EACH('"');
        const uint64_t backslash = word ^ PBJWTI_EACH('\\');
        const uint64_t special = word | (word - PBJWTI_EACH(0x20)) | (quote - PBJWTI_EACH(1)) |
                                 (backslash - PBJWTI_EACH(1));
        if ((special & PBJWTI_EACH(0x80)) != 0)
            break;
    }
    while (p != end && is_plain(*p))
        p++;
    return p;
}

void pbjwti_json_mark_text(pbjwti_json_marks *marks, pbjwti_view text) {
    marks->end = text.data + text.length;
    pbjwti_json_mark_from(marks, text.data);
}

PBJWTI_APART pbjwti_json_place pbjwti_json_place_of(pbjwti_json_marks *marks,
                                                    const unsigned char *p) {
    size_t ahead = (size_t)(p - marks->from);
    const unsigned char *const word = p - ahead % PBJWTI_MARKED;
    if (ahead >= PBJWTI_MARKED_AT_ONCE) {
        pbjwti_json_mark_from(marks, word);
        ahead = (size_t)(p - word);
    }
    const uint64_t marked = marks->words[ahead / PBJWTI_MARKED];
    return (pbjwti_json_place){word, marked & ~UINT64_C(0) << ahead % PBJWTI_MARKED};
}

/* How many words of marks there are from `from` on, the last one with the zero that ends the text. */
static inline size_t words_to_mark(const pbjwti_json_marks *marks) {
    const size_t bytes = (size_t)(marks->end - marks->from);
    return bytes < PBJWTI_MARKED_AT_ONCE ? bytes / PBJWTI_MARKED + 1 : PBJWTI_MARK_WORDS;
}

/* In line for each way to look at a window. */
static PBJWTI_INLINE void mark_on(pbjwti_json_marks *marks,
                                  uint64_t (*look)(const unsigned char *window)) {
    const size_t words = words_to_mark(marks);
    for (size_t i = 0; i < words; i++)
        marks->words[i] = look(marks->from + i * PBJWTI_MARKED);
}

#if !PBJWTI_HAS_WINDOWS
const unsigned char *pbjwti_json_scan_on(pbjwti_json_scan *scan, const unsigned char *p) {
    return skip_by_words(p, scan->end);
}

/* As skip_by_words, but exactly: nothing is carried from byte to byte. */
static inline uint64_t special_of_8(const unsigned char *p) {
    const uint64_t word = pbjwti_low8(p), low = word & PBJWTI_EACH(0x7F);
    const uint64_t no_control = low + PBJWTI_EACH(0x80 - 0x20);
    const uint64_t no_quote = (low ^ PBJWTI_EACH('"')) + PBJWTI_EACH(0x7F);
    const uint64_t no_backslash = (low ^ PBJWTI_EACH('\\')) + PBJWTI_EACH(0x7F);
    const uint64_t special = (word | ~(no_control & no_quote & no_backslash)) & PBJWTI_EACH(0x80);
    /* The bits of eight bytes, side by side in the highest one. */
    return (special >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static inline uint64_t special_of_window(const unsigned char *window) {
    uint64_t special = 0;
    for (unsigned i = 0; i < PBJWTI_MARKED; i += 8)
        special |= special_of_8(window + i) << i;
    return special;
}

PBJWTI_APART void pbjwti_json_mark_from(pbjwti_json_marks *marks, const unsigned char *from) {
    marks->from = from;
    mark_on(marks, special_of_window);
}
#else

#if PBJWTI_HAS_SSE2

static uint64_t special_of_16(const unsigned char *p) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    /* As signed numbers, bytes above 0x7F are below 0x20, too. */
    const __m128i outside = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(outside, _mm_or_si128(quote, backslash)));
}

#if PBJWTI_HAS_AVX2
PBJWTI_AVX2 static uint64_t special_of_32(const unsigned char *p) {
    const __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)p);
    const __m256i outside = _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), bytes);
    /* A quote and a backslash look themselves up by their low halves; no other byte finds itself. */
    const __m256i own =
        _mm256_setr_epi8(-1, -1, '"', -1, -1, -1, -1, -1, -1, -1, -1, -1, '\\', -1, -1, -1, -1, -1,
                         '"', -1, -1, -1, -1, -1, -1, -1, -1, -1, '\\', -1, -1, -1);
    const __m256i found = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(own, bytes), bytes);
    return (unsigned)_mm256_movemask_epi8(_mm256_or_si256(outside, found));
}

PBJWTI_AVX2 static inline uint64_t special_by_avx2(const unsigned char *window) {
    return special_of_32(window) | special_of_32(window + 32) << 32;
}
#endif

static inline uint64_t special_of_window(const unsigned char *window) {
    return special_of_16(window) | special_of_16(window + 16) << 16 |
           special_of_16(window + 32) << 32 | special_of_16(window + 48) << 48;
}
#else

/* Each special byte leaves the bit of its place among eight. */
static uint8x16_t special_of_16(const unsigned char *p) {
    static const unsigned char bits[16] = {1, 2, 4, 8, 16, 32, 64, 128,
                                           1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t bytes = vld1q_u8(p);
    /* As signed numbers, bytes above 0x7F are below 0x20, too. */
    const uint8x16_t outside = vcltq_s8(vreinterpretq_s8_u8(bytes), vdupq_n_s8(0x20));
    const uint8x16_t quote = vceqq_u8(bytes, vdupq_n_u8('"'));
    const uint8x16_t backslash = vceqq_u8(bytes, vdupq_n_u8('\\'));
    return vandq_u8(vorrq_u8(outside, vorrq_u8(quote, backslash)), vld1q_u8(bits));
}

/* Three rounds of adding neighbours bring the bits of eight bytes into one. */
static inline uint64_t special_of_window(const unsigned char *window) {
    const uint8x16_t low = vpaddq_u8(special_of_16(window), special_of_16(window + 16));
    const uint8x16_t high = vpaddq_u8(special_of_16(window + 32), special_of_16(window + 48));
    const uint8x16_t both = vpaddq_u8(low, high);
    const uint8x8_t mask = vget_low_u8(vpaddq_u8(both, both));
    uint64_t special = 0;
    for (unsigned i = 0; i < 8; i++) /* one move, where bytes are in that order */
        special |= (uint64_t)mask[i] << 8 * i;
    return special;
}
#endif

/* In line for each way to look at a window. */
static PBJWTI_INLINE const unsigned char *scan_on(pbjwti_json_scan *scan, const unsigned char *p,
                                                  uint64_t (*look)(const unsigned char *window)) {
    const unsigned char *const last = scan->end - PBJWTI_WINDOW;
    const size_t at = (uintptr_t)p - scan->window;
    if (at < PBJWTI_WINDOW)
        p += PBJWTI_WINDOW - at; /* nothing here */
    while (p != scan->end) {
        /* The last window overlaps the one before. */
        const unsigned char *const window = p < last ? p : last;
        const uint64_t special = look(window), rest = special >> (p - window);
        scan->window = (uintptr_t)window;
        scan->special = special;
        if (rest != 0)
            return p + __builtin_ctzll(rest);
        p = window + PBJWTI_WINDOW;
    }
    return p;
}

#if PBJWTI_HAS_AVX2
PBJWTI_AVX2 static const unsigned char *scan_on_by_avx2(pbjwti_json_scan *scan,
                                                        const unsigned char *p) {
    return scan_on(scan, p, special_by_avx2);
}

PBJWTI_AVX2 static void mark_by_avx2(pbjwti_json_marks *marks) {
    mark_on(marks, special_by_avx2);
}
#endif

const unsigned char *pbjwti_json_scan_on(pbjwti_json_scan *scan, const unsigned char *p) {
    if (!scan->has_window)
        return skip_by_words(p, scan->end);
#if PBJWTI_HAS_AVX2
    return PBJWTI_RUNS_AVX2() ? scan_on_by_avx2(scan, p) : scan_on(scan, p, special_of_window);
#else
    return scan_on(scan, p, special_of_window);
#endif
}

PBJWTI_APART void pbjwti_json_mark_from(pbjwti_json_marks *marks, const unsigned char *from) {
    marks->from = from;
#if PBJWTI_HAS_AVX2
    if (PBJWTI_RUNS_AVX2()) {
        mark_by_avx2(marks);
        return;
    }
#endif
    mark_on(marks, special_of_window);
}
#endif
