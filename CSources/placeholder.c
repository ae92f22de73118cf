/* SPDX-License-Identifier: Apache-2.0 */
#include "placeholder.h"

/* Complete texts, each after its length in octal. */
static const unsigned char placeholder_words[] = "\011undefined"
                                                 "\004null"
                                                 "\004NULL"
                                                 "\006(null)"
                                                 "\003nil"
                                                 "\005<nil>"
                                                 "\012%!s(<nil>)"
                                                 "\006<null>"
                                                 "\004none"
                                                 "\004None"
                                                 "\004NONE"
                                                 "\003NaN"
                                                 "\003nan"
                                                 "\005Array"
                                                 "\016Optional.empty"
                                                 "\04400000000-0000-0000-0000-000000000000";

/* Texts that begin and end like this, with `within` somewhere between. */
static const struct placeholder_pattern {
    char begin[10];
    char within[15];
    char end;
} placeholder_patterns[] = {
    {"[object ", "", ']'}, {"Optional(", "", ')'},      {"Optional[", "", ']'},
    {"#<", "", '>'},       {"<", " object at 0x", '>'},
};

static bool starts_with(pbjwti_view text, const void *start, size_t length, bool any_case) {
    const pbjwti_view wanted = {(const unsigned char *)start, length};
    if (text.length < length)
        return false;
    text.length = length;
    return any_case ? pbjwti_equal_in_any_case(text, wanted) : pbjwti_view_equal(text, wanted);
}

static bool has_within(pbjwti_view text, const char *part, bool any_case) {
    const size_t length = strlen(part);
    for (; text.length >= length; text.data++, text.length--)
        if (starts_with(text, part, length, any_case))
            return true;
    return false;
}

static bool is_pattern(pbjwti_view text, const struct placeholder_pattern *one, bool any_case) {
    /* This decides nearly always; it ignores the case. */
    if (((text.data[0] ^ (unsigned char)one->begin[0]) & ~0x20u) != 0)
        return false;
    const size_t length = strlen(one->begin);
    if (!starts_with(text, one->begin, length, any_case))
        return false;
    text.data += length;
    text.length -= length;
    return text.length > 0 && text.data[text.length - 1] == (unsigned char)one->end &&
           has_within(text, one->within, any_case);
}

/* Of ASCII, 3: white space and control characters; 2: ) > ]; the others begin a word or pattern, or come
   second in a word. Of UTF-8, 1: the first bytes of what is trimmed (unicode_ranges.h); 2: last bytes. */
const unsigned char pbjwti_placeholder_letters[256] = {
    3,  3,  3,  3,  3, 3,  3, 3, 3,  3,  3, 3,  3,  3, 3,  3,  /* from 0x00 */
    3,  3,  3,  3,  3, 3,  3, 3, 3,  3,  3, 3,  3,  3, 3,  3,  /* from 0x10 */
    3,  0,  0,  12, 0, 12, 0, 0, 12, 2,  0, 0,  0,  0, 0,  0,  /* from 0x20 */
    60, 0,  0,  0,  0, 0,  0, 0, 0,  0,  0, 0,  12, 0, 2,  0,  /* from 0x30 */
    0,  44, 0,  0,  0, 0,  0, 0, 0,  32, 0, 0,  0,  0, 44, 60, /* from 0x40 */
    32, 0,  32, 0,  0, 56, 0, 0, 0,  0,  0, 12, 0,  2, 0,  0,  /* from 0x50 */
    0,  56, 0,  0,  0, 0,  0, 0, 0,  48, 0, 0,  0,  0, 60, 56, /* from 0x60 */
    48, 0,  48, 0,  0, 60, 0, 0, 0,  0,  0, 0,  0,  0, 0,  3,  /* from 0x70 */
    2,  2,  2,  2,  2, 2,  2, 2, 2,  2,  2, 2,  2,  2, 2,  2,  /* from 0x80 */
    2,  2,  2,  2,  2, 2,  2, 2, 2,  2,  2, 2,  2,  2, 2,  2,  /* from 0x90 */
    2,  2,  2,  2,  2, 2,  2, 2, 2,  2,  2, 2,  2,  2, 2,  2,  /* from 0xA0 */
    2,  2,  2,  2,  2, 2,  2, 2, 2,  2,  2, 2,  2,  2, 2,  2,  /* from 0xB0 */
    0,  0,  1,  0,  0, 0,  0, 0, 0,  0,  0, 0,  0,  0, 0,  0,  /* from 0xC0 */
    0,  0,  0,  0,  0, 0,  0, 0, 1,  0,  0, 1,  1,  0, 0,  0,  /* from 0xD0 */
    1,  1,  1,  1,  0, 0,  0, 0, 0,  0,  0, 0,  0,  0, 0,  1,  /* from 0xE0 */
    1,  0,  0,  1,  0, 0,  0, 0, 0,  0,  0, 0,  0,  0, 0,  0,  /* from 0xF0 */
};

bool pbjwti_is_placeholder_indeed(pbjwti_view text, bool any_case) {
    if (!pbjwti_may_be_placeholder(text, any_case))
        return false;
    text = pbjwti_trim(text);
    if (text.length == 0)
        return false;
    for (const unsigned char *word = placeholder_words; *word != 0; word += 1 + *word)
        if (text.length == *word && starts_with(text, word + 1, *word, any_case))
            return true;
    for (size_t i = 0; i < sizeof placeholder_patterns / sizeof placeholder_patterns[0]; i++)
        if (is_pattern(text, &placeholder_patterns[i], any_case))
            return true;
    return false;
}
