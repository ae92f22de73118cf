/* SPDX-License-Identifier: Apache-2.0 */

/* Whether an identity has the contents that a line of the corpus lists. */
#ifndef PBJWT_TESTS_CORPUS_TELLS_H
#define PBJWT_TESTS_CORPUS_TELLS_H

#include "corpus_row.h"

static inline bool tells_text(const pbjwt_identity *identity, text_accessor get,
                              const char *expected) {
    size_t length = 99;
    const char *const text = get(identity, &length);
    if (strcmp(expected, "-") == 0) {
        return text == NULL && length == 0;
    }
    const struct token wanted = corpus_bytes(expected + 1);
    return text != NULL && length == wanted.length && memcmp(text, wanted.bytes, length) == 0;
}

static inline bool tells_number(const pbjwt_identity *identity, number_accessor get,
                                const char *expected) {
    double number = 99;
    const bool present = get(identity, &number);
    if (strcmp(expected, "-") == 0) {
        return !present;
    }
    /* The bits represent a number exactly, whatever the locale. */
    const uint64_t bits = strtoull(expected, NULL, 16);
    double value;
    memcpy(&value, &bits, sizeof value);
    return present && !(number < value) && !(number > value);
}

static inline bool tells_hash(const pbjwt_identity *identity, const char *expected) {
    static const char *const names[] = {"absent", "unchecked", "verified"};
    return strcmp(expected, names[pbjwt_identity_user_hash(identity)]) == 0;
}

static inline bool tells(const pbjwt_identity *identity, const char *name, const char *expected) {
    if (strcmp(name, "hash") == 0) {
        return tells_hash(identity, expected);
    }
    /* The renewal date is in both lists; this is its text. */
    for (size_t i = 0; i < COUNT_OF(all_texts); i++) {
        if (strcmp(name, all_texts[i].name) == 0) {
            return tells_text(identity, all_texts[i].get, expected);
        }
    }
    for (size_t i = 0; i < COUNT_OF(all_numbers); i++) {
        if (strcmp(name, all_numbers[i].name) == 0) {
            return tells_number(identity, all_numbers[i].get, expected);
        }
    }
    fail_msg("corpus: nothing tells %s", name);
    return false;
}

static inline void check_telling(const struct corpus_row *row, const pbjwt_identity *identity,
                                 const char *path) {
    if (strcmp(row->warnings, "*") != 0) {
        expect_warnings(identity, row->warnings, path, row->line);
    }
    char *text = strcmp(row->tells, "*") == 0 ? NULL : textf("%s", row->tells);
    while (text != NULL) {
        char *expected = corpus_part(&text, ';');
        const char *const name = corpus_part(&expected, ':');
        assert_non_null(expected);
        if (!tells(identity, name, expected)) {
            report(path, row->line, "another %s than expected", name);
        }
    }
}

#endif
