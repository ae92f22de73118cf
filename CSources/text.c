/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include "unicode_ranges.h"

size_t pbjwti_utf8_sequence(const unsigned char *text, size_t length) {
    const unsigned char lead = text[0];
    if (lead < 0x80)
        return 1;

    /* The first continuation byte is what tells overlong forms, surrogates and too large values. */
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

bool pbjwti_is_utf8_text(pbjwti_view text) {
    for (size_t at = 0; at < text.length;) {
        const size_t size = pbjwti_utf8_sequence(text.data + at, text.length - at);
        if (size == 0 || text.data[at] == 0)
            return false;
        at += size;
    }
    return true;
}

/* Eight bytes at a time */

static uint64_t load_word(const unsigned char *p) {
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/*
 * Whether any byte of an ASCII text is what `test` looks for: 1 or 0, or -1 where a byte is above 0x7F.
 * A test gives a word whose top bits tell; where one has told, those above it may be wrong. The last
 * word overlaps the one before, so a text has 8 bytes or more.
 */
static inline int any_of_ascii(pbjwti_view text, uint64_t (*test)(uint64_t word)) {
    const unsigned char *const last = text.data + text.length - sizeof(uint64_t);
    uint64_t high = 0, found = 0;
    for (const unsigned char *p = text.data; p < last; p += sizeof(uint64_t)) {
        const uint64_t word = load_word(p);
        high |= word;
        found |= test(word);
    }
    const uint64_t word = load_word(last);
    high |= word;
    found |= test(word);
    if ((high & PBJWTI_EACH(0x80)) != 0)
        return -1;
    return (found & PBJWTI_EACH(0x80)) != 0;
}

static inline uint64_t control_test(uint64_t word) {
    return (word - PBJWTI_EACH(0x20)) | ((word ^ PBJWTI_EACH(0x7F)) - PBJWTI_EACH(1));
}

static inline uint64_t upper_test(uint64_t word) {
    return (word + PBJWTI_EACH(0x80 - 'A')) & ~(word + PBJWTI_EACH(0x80 - 'Z' - 1));
}

bool pbjwti_has_control(pbjwti_view text) {
    const int any = text.length >= sizeof(uint64_t) ? any_of_ascii(text, control_test) : -1;
    if (any >= 0)
        return any != 0;
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

/* Whether the text has a character for which the test holds. */
static bool has_character(pbjwti_view text, bool (*test)(uint32_t code)) {
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
    return (code >= 'A' && code <= 'Z') || pbjwti_is_format(code);
}

bool pbjwti_has_upper_or_format(pbjwti_view text) {
    const int any = text.length >= sizeof(uint64_t) ? any_of_ascii(text, upper_test) : -1;
    return any >= 0 ? any != 0 : has_character(text, is_upper_or_format);
}

static bool is_trimmed(uint32_t code) {
    return pbjwti_is_white_space(code) || pbjwti_is_format(code);
}

/* A byte of ASCII that is no white space: what texts nearly always begin and end with. */
static bool is_ink(unsigned char c) {
    return c > 0x20 && c < 0x80;
}

pbjwti_view pbjwti_trim(pbjwti_view text) {
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
