/* SPDX-License-Identifier: Apache-2.0 */

/* Shared by the tests of an explanation's cleaning, form and header. */
#ifndef PBJWT_TESTS_EXPLAIN_FORM_CHECKS_H
#define PBJWT_TESTS_EXPLAIN_FORM_CHECKS_H

#include "support.h"

#include <string.h>

/* The input of an explanation: the verifier's one secret unless `secrets` are given. */
struct asked {
    const pbjwt_policy *policy;
    pbjwt_secret *const *secrets;
    size_t secret_count;
};

static inline pbjwt_report *explanation(struct token token, struct asked asked) {
    pbjwt_secret *const secret = new_secret(SECRET);
    pbjwt_report *made = NULL;
    const bool given = asked.secrets != NULL;
    const pbjwt_explain_input input = {
        .size = sizeof input,
        .secrets = given ? asked.secrets : &secret,
        .secret_count = given ? asked.secret_count : 1,
        .policy = asked.policy,
        .token = token.bytes,
        .token_length = token.length,
        .now = NOW,
    };
    assert_int_equal(pbjwt_explain(&input, &made), PBJWT_OK);
    pbjwt_secret_free(secret);
    return made;
}

/* The numbers of the causes in this range, in order: "13 17". */
static inline const char *causes_between(const pbjwt_report *explained, unsigned from,
                                         unsigned to) {
    const char *numbers = "";
    pbjwt_cause cause;
    for (size_t i = 0; pbjwt_report_cause(explained, i, &cause); i++) {
        if (cause.number >= from && cause.number <= to) {
            numbers = textf("%s%s%u", numbers, *numbers == 0 ? "" : " ", cause.number);
        }
    }
    return numbers;
}

/* All findings, one cause per line. */
static inline const char *all_found(const pbjwt_report *explained) {
    const char *text = "";
    pbjwt_cause cause;
    for (size_t i = 0; pbjwt_report_cause(explained, i, &cause); i++) {
        text = textf("%s%u %s\n", text, cause.number, cause.found);
    }
    return text;
}

/* Checks the causes of wrapping, form and header, and a text that the findings must contain. */
static inline void expect_causes(struct token token, struct asked asked, const char *numbers,
                                 const char *found, const char *file, int line) {
    pbjwt_report *const explained = explanation(token, asked);
    const char *const told = causes_between(explained, 10, 69);
    const char *const text = all_found(explained);
    if (strcmp(told, numbers) != 0) {
        report(file, line, "causes %s instead of %s of\n%.*s\n%s", told, numbers,
               (int)(token.length < 400 ? token.length : 400), (const char *)token.bytes, text);
    }
    if (found != NULL && strstr(text, found) == NULL) {
        report(file, line, "no \"%s\" in\n%s", found, text);
    }
    pbjwt_report_free(explained);
}

#define NOTHING_ELSE ((struct asked){NULL, NULL, 0})
#define check_causes(token, numbers, found)                                                        \
    expect_causes(token, NOTHING_ELSE, numbers, found, __FILE__, __LINE__)
#define check_causes_of_text(text, numbers, found)                                                 \
    expect_causes(token_of_text(text), NOTHING_ELSE, numbers, found, __FILE__, __LINE__)

/* A good token as text. */
static inline char *good_text(void) {
    const struct token good = person_token("");
    return textf("%.*s", (int)good.length, (const char *)good.bytes);
}

/* The text with every `from` replaced. */
static inline char *replaced(const char *text, const char *from, const char *to) {
    char *result = textf("%s", "");
    for (const char *p = text; *p != 0;) {
        const char *const at = strstr(p, from);
        if (at == NULL) {
            return textf("%s%s", result, p);
        }
        result = textf("%s%.*s%s", result, (int)(at - p), p, to);
        p = at + strlen(from);
    }
    return result;
}

#endif
