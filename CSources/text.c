/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include "unicode_ranges.h"
#include "vector.h"

size_t pbjwti_utf8_sequence(const unsigned char *text, size_t length) {
    const unsigned char lead = text[0];
    if (lead < 0x80)
        return 1;

    /* The first continuation byte reveals overlong forms, surrogates and values that are too large.
       */
    size_t size;
    unsigned char low = 0x80, high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
        size = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        size = 3;
        if (lead == 0xE0)
            low = 0xA0;
        else if (lead == 0xED)
            high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        size = 4;
        if (lead == 0xF0)
            low = 0x90;
        else if (lead == 0xF4)
            high = 0x8F;
    } else {
        return 0;
    }

    if (length < size || text[1] < low || text[1] > high)
        return 0;
    for (size_t i = 2; i < size; i++)
        if ((text[i] & 0xC0) != 0x80)
            return 0;
    return size;
}

PBJWTI_SELDOM bool pbjwti_is_utf8_text(pbjwti_view text) {
    for (size_t at = 0; at < text.length;) {
        const size_t size = pbjwti_utf8_sequence(text.data + at, text.length - at);
        if (size == 0 || text.data[at] == 0)
            return false;
        at += size;
    }
    return true;
}

/* Addresses */

/* An @ at an end isn't between two parts, and a space is trimmed: the other way judges these. */
static bool has_plain_ends(pbjwti_view text) {
    const unsigned char first = text.data[0], last = text.data[text.length - 1];
    return first != ' ' && first != '@' && last != ' ' && last != '@';
}

/* Of 3 to 7 bytes as eight, some of them twice. */
static inline uint64_t word_of_short(pbjwti_view text) {
    const unsigned char *const p = text.data;
    if (text.length >= 4)
        return pbjwti_low4(p) | pbjwti_low4(p + text.length - 4) << 32;
    return (p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[2] << 24) *
           UINT64_C(0x100000001);
}

enum { SHORTEST_ADDRESS = 3 };

#if PBJWTI_HAS_SSE2
static inline __m128i load_16(const unsigned char *p) {
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

static inline __m128i load_of_short(pbjwti_view text) {
    enum { HALF = 8 };
    const bool is_word = text.length >= HALF;
    const uint64_t first = is_word ? pbjwti_low8(text.data) : word_of_short(text);
    const uint64_t last = is_word ? pbjwti_low8(text.data + text.length - HALF) : first;
    return _mm_set_epi64x((long long)last, (long long)first);
}

bool pbjwti_is_plain_address(pbjwti_view text, bool *has_upper) {
    enum { AT_ONCE = 16 };
    if (text.length < SHORTEST_ADDRESS)
        return false;
    const bool is_short = text.length < AT_ONCE;
    const unsigned char *p = text.data;
    const unsigned char *const last = is_short ? p : p + text.length - AT_ONCE;
    __m128i bytes = is_short ? load_of_short(text) : load_16(p);
    __m128i control = _mm_setzero_si128(), upper = control, at = control;
    for (;;) {
        /* As signed numbers, bytes above 0x7F are below 0x20, too; and only A to Z come to lie at the top. */
        control = _mm_or_si128(control, _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)));
        control = _mm_or_si128(control, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7F)));
        upper = _mm_or_si128(upper, _mm_cmpgt_epi8(_mm_add_epi8(bytes, _mm_set1_epi8(0x7F - 'Z')),
                                                   _mm_set1_epi8(0x7F - 26)));
        at = _mm_or_si128(at, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('@')));
        if (p == last)
            break;
        p = last - p > AT_ONCE ? p + AT_ONCE : last; /* the last look may overlap the one before */
        bytes = load_16(p);
    }
    *has_upper = _mm_movemask_epi8(upper) != 0;
    return _mm_movemask_epi8(control) == 0 && _mm_movemask_epi8(at) != 0 && has_plain_ends(text);
}
#else
/* Eight bytes at a time, for everything that an address is judged by. */
bool pbjwti_is_plain_address(pbjwti_view text, bool *has_upper) {
    if (text.length < SHORTEST_ADDRESS)
        return false;
    enum { AT_ONCE = 8 };
    const bool is_short = text.length < AT_ONCE;
    const unsigned char *p = text.data;
    const unsigned char *const last = is_short ? p : p + text.length - AT_ONCE;
    uint64_t word = is_short ? word_of_short(text) : pbjwti_low8(p);
    uint64_t bad = 0, upper = 0, at = 0;
    for (;;) {
        /* The top bit of a byte decides. After the first that is set, those above it may be
           wrong. */
        bad |= word | (word - PBJWTI_EACH(0x20)) | ((word ^ PBJWTI_EACH(0x7F)) - PBJWTI_EACH(1));
        at |= (word ^ PBJWTI_EACH('@')) - PBJWTI_EACH(1);
        /* Of ASCII, exactly. */
        upper |= (word + PBJWTI_EACH(0x80 - 'A')) & ~(word + PBJWTI_EACH(0x80 - 'Z' - 1));
        if (p == last)
            break;
        p = last - p > AT_ONCE ? p + AT_ONCE : last; /* the last look may overlap the one before */
        word = pbjwti_low8(p);
    }
    *has_upper = (upper & PBJWTI_EACH(0x80)) != 0;
    return (bad & PBJWTI_EACH(0x80)) == 0 && (at & PBJWTI_EACH(0x80)) != 0 && has_plain_ends(text);
}
#endif

bool pbjwti_has_control(pbjwti_view text) {
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = text.data[i];
        if (c < 0x20 || c == 0x7F)
            return true;
        if (c == 0xC2 && text.data[i + 1] <= 0x9F) /* well-formed: a continuation follows */
            return true;
    }
    return false;
}

/* Characters */

uint32_t pbjwti_character(const unsigned char *text, size_t *size) {
    if (text[0] < 0x80) {
        *size = 1;
        return text[0];
    }
    *size = text[0] < 0xE0 ? 2 : text[0] < 0xF0 ? 3 : 4;
    uint32_t code = text[0] & (0xFFu >> (*size + 1));
    for (size_t i = 1; i < *size; i++)
        code = code << 6 | (text[i] & 0x3F);
    return code;
}

static bool is_within(uint32_t code, const pbjwti_range *ranges, size_t count) {
    size_t low = 0, high = count; /* the first that ends at the character or behind it */
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (ranges[middle].last < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && ranges[low].first <= code;
}

bool pbjwti_is_white_space(uint32_t code) {
    return is_within(code, white_space_ranges,
                     sizeof white_space_ranges / sizeof white_space_ranges[0]);
}

bool pbjwti_is_format(uint32_t code) {
    return is_within(code, format_ranges, sizeof format_ranges / sizeof format_ranges[0]);
}

/* Whether the text has a character that passes the test. */
static PBJWTI_SELDOM bool has_character(pbjwti_view text, bool (*test)(uint32_t code)) {
    size_t size;
    for (size_t i = 0; i < text.length; i += size)
        if (test(pbjwti_character(text.data + i, &size)))
            return true;
    return false;
}

bool pbjwti_has_white_space(pbjwti_view text) {
    return has_character(text, pbjwti_is_white_space);
}

static bool is_upper_or_format(uint32_t code) {
    return code < 0x80 ? code >= 'A' && code <= 'Z' : pbjwti_is_format(code);
}

bool pbjwti_has_upper_or_format(pbjwti_view text) {
    return has_character(text, is_upper_or_format);
}

static bool is_trimmed(uint32_t code) {
    return pbjwti_is_white_space(code) || pbjwti_is_format(code);
}

/* An ASCII byte other than white space: texts nearly always begin and end with one. */
static bool is_ink(unsigned char c) {
    return c > 0x20 && c < 0x80;
}

PBJWTI_SELDOM pbjwti_view pbjwti_trim(pbjwti_view text) {
    size_t size;
    if (text.length > 0 && is_ink(text.data[0]) && is_ink(text.data[text.length - 1]))
        return text;
    while (text.length > 0 && is_trimmed(pbjwti_character(text.data, &size))) {
        text.data += size;
        text.length -= size;
    }
    while (text.length > 0) {
        size_t start = text.length - 1;
        while ((text.data[start] & 0xC0) == 0x80)
            start--;
        if (!is_trimmed(pbjwti_character(text.data + start, &size)))
            break;
        text.length = start;
    }
    return text;
}
