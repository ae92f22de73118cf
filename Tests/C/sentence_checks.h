/* SPDX-License-Identifier: Apache-2.0 */

/* Checks of the library's sentences. */
#ifndef PBJWT_TESTS_SENTENCE_CHECKS_H
#define PBJWT_TESTS_SENTENCE_CHECKS_H

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "support.h"

/* Whether the text contains `word` as a whole word, in any case. */
static inline bool has_word(const char *text, const char *word) {
    size_t length = strlen(word);
    for (const char *at = text; *at != '\0'; at++) {
        size_t same = 0;
        while (same < length &&
               tolower((unsigned char)at[same]) == tolower((unsigned char)word[same])) {
            same++;
        }
        if (same == length && (at == text || !isalnum((unsigned char)at[-1])) &&
            !isalnum((unsigned char)at[length])) {
            return true;
        }
    }
    return false;
}

/* One sentence in ASCII, which begins with a capital or with a claim's name. */
static inline bool is_one_sentence(const char *text, const char *claim) {
    size_t length = strlen(text);
    const bool begins = isupper((unsigned char)text[0]) ||
                        (claim != NULL && strncmp(text, claim, strlen(claim)) == 0);
    if (!begins || length < 10 || length > 260 || text[length - 1] != '.') {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (text[i] < 0x20 || text[i] > 0x7e || (text[i] == ' ' && text[i + 1] == ' ')) {
            return false;
        }
        if (i + 2 < length && strchr(".!?", text[i]) != NULL && text[i + 1] == ' ' &&
            isupper((unsigned char)text[i + 2])) {
            return false;
        }
    }
    return true;
}

/* Without rare words, or words that nobody uses in this sense. */
static inline bool is_plain(const char *text) {
    static const char *const words[] = {
        "mend",  "surroundings", "whoever", "knob",   "knobs",  "alone",
        "stand", "stands",       "lies",    "parted", "ahead,", "nobody",
    };
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (has_word(text, words[i])) {
            return false;
        }
    }
    return true;
}

#endif
