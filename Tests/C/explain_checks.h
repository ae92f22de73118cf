/* SPDX-License-Identifier: Apache-2.0 */

/* Tables of mistakes: a payload, the policy to explain it with, and the causes that the report must name. */
#ifndef PBJWT_TESTS_EXPLAIN_CHECKS_H
#define PBJWT_TESTS_EXPLAIN_CHECKS_H

#include "support.h"

#include <stdio.h>
#include <string.h>

/* The policy's further requirements. */
enum demands {
    BY_DEFAULT = 0,
    HASH_REQUIRED = 1,
    HASH_IF_PRESENT = 2,
    STRICT = 4,
    LOWER_CASE = 8,
    WITHOUT_EXP = 16,
    ANY_LIFETIME = 32,
    ISSUER_AND_AUDIENCE = 64 /* https://a.example and portal */
};

/* A payload and its explanation. `causes` are the numbers in their order; `words` are texts that the causes must
   contain, separated by |. */
struct mistake {
    const char *payload;
    const char *causes;
    const char *words;
    int demands;
    pbjwt_status status;
};

static void demand(pbjwt_policy *policy, int demands) {
    if ((demands & HASH_REQUIRED) != 0)
        assert_int_equal(pbjwt_policy_set_user_hash(policy, PBJWT_USER_HASH_REQUIRED), PBJWT_OK);
    if ((demands & HASH_IF_PRESENT) != 0)
        assert_int_equal(pbjwt_policy_set_user_hash(policy, PBJWT_USER_HASH_IF_PRESENT), PBJWT_OK);
    if ((demands & STRICT) != 0)
        assert_int_equal(pbjwt_policy_set_strict_claims(policy, true), PBJWT_OK);
    if ((demands & LOWER_CASE) != 0)
        assert_int_equal(pbjwt_policy_set_email_form(policy, PBJWT_EMAIL_REQUIRE_LOWERCASE),
                         PBJWT_OK);
    if ((demands & WITHOUT_EXP) != 0)
        assert_int_equal(pbjwt_policy_set_allow_missing_exp(policy, true), PBJWT_OK);
    if ((demands & ANY_LIFETIME) != 0)
        assert_int_equal(pbjwt_policy_set_max_lifetime(policy, 0), PBJWT_OK);
    if ((demands & ISSUER_AND_AUDIENCE) != 0) {
        assert_int_equal(pbjwt_policy_set_issuer(policy, "https://a.example", 17), PBJWT_OK);
        assert_int_equal(pbjwt_policy_set_audience(policy, "portal", 6), PBJWT_OK);
    }
}

/* Explains a token with SECRET, and with OTHER_SECRET as another secret whose id is "staging". */
static pbjwt_report *explain_token(struct token token, int demands) {
    pbjwt_secret *own = new_secret(SECRET);
    pbjwt_secret *other = new_secret_with_id(OTHER_SECRET, "staging");
    pbjwt_policy *policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    pbjwt_report *report = NULL;
    assert_non_null(policy);
    demand(policy, demands);
    const pbjwt_explain_input input = {.size = sizeof input,
                                       .secrets = &own,
                                       .secret_count = 1,
                                       .other_secrets = &other,
                                       .other_secret_count = 1,
                                       .policy = policy,
                                       .token = token.bytes,
                                       .token_length = token.length,
                                       .now = NOW};
    assert_int_equal(pbjwt_explain(&input, &report), PBJWT_OK);
    pbjwt_policy_free(policy);
    pbjwt_secret_free(own);
    pbjwt_secret_free(other);
    return report;
}

/* The numbers of the causes and their texts, one per line. */
static char *numbers_of(const pbjwt_report *report) {
    char *all = textf("%s", "");
    pbjwt_cause cause;
    for (size_t i = 0; pbjwt_report_cause(report, i, &cause); i++)
        all = textf("%s%s%u", all, i > 0 ? " " : "", cause.number);
    return all;
}

static char *said_by(const pbjwt_report *report) {
    char *all = textf("%s", "");
    pbjwt_cause cause;
    for (size_t i = 0; pbjwt_report_cause(report, i, &cause); i++)
        all = textf("%s  %u %s %s\n", all, cause.number, cause.found, cause.advice);
    return all;
}

/* The outcome of the check with this name; `values` may be NULL. */
static pbjwt_outcome outcome_of(const pbjwt_report *report, const char *check,
                                const char **values) {
    const char *name = "";
    pbjwt_outcome outcome = PBJWT_OUTCOME_NOT_REACHED;
    for (size_t i = 0; name != NULL && strcmp(name, check) != 0; i++)
        outcome = pbjwt_report_check(report, i, &name, values);
    return outcome;
}

static bool says_all(const char *said, const char *words) {
    for (const char *word = words; *word != 0;) {
        const size_t length = strcspn(word, "|");
        if (strstr(said, textf("%.*s", (int)length, word)) == NULL)
            return false;
        word += length + (word[length] == '|');
    }
    return true;
}

static void check_mistake(const struct mistake *row, struct token token, const char *file,
                          int line) {
    pbjwt_report *explained = explain_token(token, row->demands);
    const pbjwt_status status = pbjwt_report_status(explained, NULL);
    const char *const numbers = numbers_of(explained), *const said = said_by(explained);
    if (status != row->status)
        report(file, line, "%s\nexpected %s, got %s", row->payload, pbjwt_status_name(row->status),
               pbjwt_status_name(status));
    if (strcmp(numbers, row->causes) != 0)
        report(file, line, "%s\nexpected the causes %s, got %s\n%s", row->payload, row->causes,
               numbers, said);
    if (!says_all(said, row->words))
        report(file, line, "%s\nexpected to read %s, got\n%s", row->payload, row->words, said);
    pbjwt_report_free(explained);
}

#define check_mistakes(rows)                                                                       \
    for (size_t row_index = 0; row_index < COUNT_OF(rows); row_index++)                            \
    check_mistake(&(rows)[row_index], make_token(HEADER, (rows)[row_index].payload, SECRET),       \
                  __FILE__, __LINE__)

#endif
