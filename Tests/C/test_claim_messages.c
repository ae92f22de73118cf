/* SPDX-License-Identifier: Apache-2.0 */

/* Every pair of status or warning and claim that a token can get has its own sentence. */

#include "claim_table.h"
#include "sentence_checks.h"
#include "support.h"

#include <ctype.h>
#include <string.h>

enum { CLAIMS = PBJWTI_CLAIM_COUNT, KINDS = 16, MOST_PAIRS = 128 };

/* A refusal with its claim if `kind` is none, else a warning with its claim. */
struct pair {
    pbjwt_warning kind;
    pbjwt_claim claim;
};

/* The pairs that verification has given, by kind and claim. */
static bool reached[KINDS][CLAIMS];
static bool refused_by_default[CLAIMS];

static const char *message_of(pbjwt_warning kind, pbjwt_claim claim) {
    return kind == PBJWT_WARNING_NONE ? pbjwt_claim_message(PBJWT_MALFORMED_CLAIM, claim)
                                      : pbjwt_warning_message(kind, claim);
}

static const char *name_of(pbjwt_warning kind, pbjwt_claim claim) {
    const char *const of =
        kind == PBJWT_WARNING_NONE ? "malformed_claim" : pbjwt_warning_name(kind);
    const char *const name = pbjwt_claim_name(claim);
    return textf("%s (%s)", of, name != NULL ? name : "-");
}

/* Reaching each pair */

/* Together, every way in which any kind of claim can be wrong. */
static const char *const odd_values[] = {
    "true",
    "7",
    "-1",
    "1.5e300",
    "[]",
    "{}",
    "\"odd\"",
    "\"undefined\"",
    "\"12.5\"",
    "\"High\"",
    "\"2027-03-31 00:00\"",
    "\"Ann@example.com\"",
    "[\"null\"]",
};

static char *capitals(const char *name) {
    char *const text = textf("%s", name);
    for (char *at = text; *at != 0; at++)
        *at = (char)toupper((unsigned char)*at);
    return text;
}

/* A good payload except for the member `name`, which replaces the claim's own. */
static char *payload_with(pbjwt_claim claim, const char *name, const char *value) {
    const bool is_id = claim == PBJWT_CLAIM_SUB || claim == PBJWT_CLAIM_ID;
    char *text = textf("{\"%s\":%s", name, value);
    if (claim != PBJWT_CLAIM_EMAIL)
        text = textf("%s,\"email\":\"ann@example.com\"", text);
    if (claim != PBJWT_CLAIM_IAT)
        text = textf("%s,\"iat\":1749999940", text);
    if (claim != PBJWT_CLAIM_EXP)
        text = textf("%s,\"exp\":1750003540", text);
    return textf("%s%s}", text, is_id ? "" : ",\"sub\":\"1\"");
}

static void note(const pbjwt_verifier *verifier, const char *payload, const char *secret) {
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    const struct token token = make_token(HEADER, payload, secret);
    const pbjwt_status status = pbjwt_verify_at(verifier, token.bytes, token.length, NOW, identity);
    const pbjwt_claim fault = pbjwt_identity_claim_at_fault(identity);
    check((status == PBJWT_MALFORMED_CLAIM) == (fault != PBJWT_CLAIM_NONE));
    if (fault != PBJWT_CLAIM_NONE)
        reached[PBJWT_WARNING_NONE][fault] = true;
    for (size_t i = 0; i < pbjwt_identity_warning_count(identity); i++) {
        pbjwt_claim claim;
        const pbjwt_warning kind = pbjwt_identity_warning(identity, i, &claim);
        reached[kind][claim] = true;
    }
    pbjwt_identity_free(identity);
}

static void note_claims(const pbjwt_verifier *verifier) {
    for (unsigned number = 1; number < CLAIMS; number++) {
        const pbjwt_claim claim = (pbjwt_claim)number;
        const char *const name = pbjwt_claim_name(claim);
        for (size_t i = 0; i < COUNT_OF(odd_values); i++)
            note(verifier, payload_with(claim, name, odd_values[i]), SECRET);
        note(verifier, payload_with(claim, capitals(name), "\"x\""), SECRET);
    }
}

static void reach_all(struct fixture *f) {
    memset(reached, 0, sizeof reached);
    assert_int_equal(pbjwt_policy_set_allow_missing_exp(f->policy, true), PBJWT_OK);
    fixture_apply(f);
    note_claims(f->fast);
    memcpy(refused_by_default, reached[PBJWT_WARNING_NONE], sizeof refused_by_default);

    assert_int_equal(pbjwt_policy_set_strict_claims(f->policy, true), PBJWT_OK);
    assert_int_equal(pbjwt_policy_set_user_hash(f->policy, PBJWT_USER_HASH_IF_PRESENT), PBJWT_OK);
    fixture_apply(f);
    note_claims(f->fast);

    pbjwt_secret *weak = NULL;
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_secret_new_weak("weak", 4, PBJWT_SECRET_TEXT, &weak), PBJWT_OK);
    assert_int_equal(pbjwt_verifier_new(&weak, 1, NULL, &verifier), PBJWT_OK);
    note(verifier, "{" PERSON "}", "weak");
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(weak);
}

static size_t pairs_reached(struct pair pairs[MOST_PAIRS]) {
    size_t count = 0;
    for (unsigned kind = 0; kind < KINDS; kind++)
        for (unsigned claim = 0; claim < CLAIMS; claim++)
            if (reached[kind][claim]) {
                assert_true(count < MOST_PAIRS);
                pairs[count++] = (struct pair){(pbjwt_warning)kind, (pbjwt_claim)claim};
            }
    return count;
}

static size_t claims_of(pbjwt_warning kind) {
    size_t count = 0;
    for (unsigned claim = 0; claim < CLAIMS; claim++)
        count += reached[kind][claim] ? 1 : 0;
    return count;
}

/* Tests */

/* Every pair that the table of claims permits has occurred; otherwise the tests below would prove little. */
static void these_tokens_cause_every_pair(void **state) {
    reach_all(*state);
    for (unsigned number = 1; number < CLAIMS; number++) {
        const pbjwt_claim claim = (pbjwt_claim)number;
        const pbjwti_claim_row *const row = &pbjwti_claim_rows[claim];
        const bool warned = !refused_by_default[claim] && row->reading != PBJWTI_READ_HASH;
        if (!reached[PBJWT_WARNING_NONE][claim])
            report(__FILE__, __LINE__, "%s is never refused", row->name);
        if (reached[PBJWT_WARNING_WRONG_TYPE][claim] != warned)
            report(__FILE__, __LINE__, "wrong_type of %s", row->name);
        const bool has_form =
            warned && row->reading != PBJWTI_READ_ID && row->reading != PBJWTI_READ_TEXT;
        if (reached[PBJWT_WARNING_WRONG_FORM][claim] != has_form)
            report(__FILE__, __LINE__, "wrong_form of %s", row->name);
        const bool coerced = has_form && row->reading != PBJWTI_READ_URL;
        if (reached[PBJWT_WARNING_COERCED][claim] != coerced)
            report(__FILE__, __LINE__, "coerced of %s", row->name);
        const bool placeholder = row->reading < PBJWTI_READ_HASH && claim != PBJWT_CLAIM_EMAIL;
        if (reached[PBJWT_WARNING_PLACEHOLDER][claim] != placeholder)
            report(__FILE__, __LINE__, "placeholder of %s", row->name);
        const bool named = row->of == claim && claim != PBJWT_CLAIM_EMAIL;
        if (reached[PBJWT_WARNING_UNKNOWN_NAME][claim] != named)
            report(__FILE__, __LINE__, "unknown_name of %s", row->name);
    }
    check(reached[PBJWT_WARNING_NOT_CANONICAL][PBJWT_CLAIM_EMAIL]);
    check(reached[PBJWT_WARNING_MISSING_IAT][PBJWT_CLAIM_IAT]);
    check(reached[PBJWT_WARNING_WEAK_SECRET][PBJWT_CLAIM_NONE]);
    for (unsigned kind = 1; kind < KINDS; kind++)
        check((pbjwt_warning_name((pbjwt_warning)kind) != NULL) ==
              (claims_of((pbjwt_warning)kind) > 0));
}

static void each_pair_has_a_sentence_that_names_its_claim(void **state) {
    struct pair pairs[MOST_PAIRS];
    reach_all(*state);
    const size_t count = pairs_reached(pairs);
    for (size_t i = 0; i < count; i++) {
        const char *const claim = pbjwt_claim_name(pairs[i].claim);
        const char *const message = message_of(pairs[i].kind, pairs[i].claim);
        assert_non_null(message);
        if (!is_one_sentence(message, claim) || !is_plain(message))
            report(__FILE__, __LINE__, "%s: %s", name_of(pairs[i].kind, pairs[i].claim), message);
        if (claim != NULL && !has_word(message, claim))
            report(__FILE__, __LINE__, "%s isn't named: %s", name_of(pairs[i].kind, pairs[i].claim),
                   message);
        /* It must need no escapes in JSON. */
        check(strpbrk(message, "\"\\") == NULL);
    }
    for (unsigned kind = 1; pbjwt_warning_name((pbjwt_warning)kind) != NULL; kind++) {
        const char *const message = pbjwt_warning_message((pbjwt_warning)kind, PBJWT_CLAIM_NONE);
        check(is_one_sentence(message, NULL) && is_plain(message));
    }
}

static void no_two_sentences_are_the_same(void **state) {
    struct pair pairs[MOST_PAIRS];
    reach_all(*state);
    const size_t count = pairs_reached(pairs);
    for (size_t i = 0; i < count; i++) {
        const char *const message = message_of(pairs[i].kind, pairs[i].claim);
        for (size_t k = 0; k < i; k++)
            if (strcmp(message, message_of(pairs[k].kind, pairs[k].claim)) == 0)
                report(__FILE__, __LINE__, "%s and %s: %s", name_of(pairs[i].kind, pairs[i].claim),
                       name_of(pairs[k].kind, pairs[k].claim), message);
        for (int status = 0; status < 100; status++)
            if (strcmp(message, pbjwt_status_message((pbjwt_status)status)) == 0)
                report(__FILE__, __LINE__, "%s and %s: %s", name_of(pairs[i].kind, pairs[i].claim),
                       pbjwt_status_name((pbjwt_status)status), message);
        if (pairs[i].kind != PBJWT_WARNING_NONE && claims_of(pairs[i].kind) > 1)
            check(strcmp(message, pbjwt_warning_message(pairs[i].kind, PBJWT_CLAIM_NONE)) != 0);
    }
    for (unsigned kind = 1; kind < KINDS; kind++)
        for (unsigned other = 1; other < kind; other++)
            if (claims_of((pbjwt_warning)kind) > 0)
                check(strcmp(pbjwt_warning_message((pbjwt_warning)kind, PBJWT_CLAIM_NONE),
                             pbjwt_warning_message((pbjwt_warning)other, PBJWT_CLAIM_NONE)) != 0);
}

static void expect_same(const char *message, const char *general) {
    assert_non_null(message);
    if (strcmp(message, general) != 0)
        report(__FILE__, __LINE__, "in place of: %s: %s", general, message);
}

static void an_impossible_pair_has_the_general_sentence(void **state) {
    static const int no_claims[] = {0, -1, CLAIMS, 255, 256, 256 + PBJWT_CLAIM_EXP, INT32_MAX};
    reach_all(*state);
    for (int number = -2; number < 300; number++) {
        const pbjwt_status status = (pbjwt_status)number;
        for (unsigned claim = 1; claim < CLAIMS; claim++)
            if (status != PBJWT_MALFORMED_CLAIM)
                expect_same(pbjwt_claim_message(status, (pbjwt_claim)claim),
                            pbjwt_status_message(status));
        for (size_t i = 0; i < COUNT_OF(no_claims); i++)
            expect_same(pbjwt_claim_message(status, (pbjwt_claim)no_claims[i]),
                        pbjwt_status_message(status));
    }
    for (unsigned number = 1; pbjwt_warning_name((pbjwt_warning)number) != NULL; number++) {
        const pbjwt_warning kind = (pbjwt_warning)number;
        const char *const general = pbjwt_warning_message(kind, PBJWT_CLAIM_NONE);
        for (unsigned claim = 1; claim < CLAIMS; claim++)
            if (!reached[kind][claim])
                expect_same(pbjwt_warning_message(kind, (pbjwt_claim)claim), general);
        for (size_t i = 0; i < COUNT_OF(no_claims); i++)
            expect_same(pbjwt_warning_message(kind, (pbjwt_claim)no_claims[i]), general);
    }
}

static void an_unknown_number_has_a_sentence_too(void **state) {
    (void)state;
    static const int unknown[] = {0, -1, 9, 90, 255, 256, 257, INT32_MAX};
    const char *const message = pbjwt_status_message((pbjwt_status)94);
    for (size_t i = 0; i < COUNT_OF(unknown); i++)
        for (int claim = -1; claim <= (int)CLAIMS; claim++)
            expect_same(pbjwt_warning_message((pbjwt_warning)unknown[i], (pbjwt_claim)claim),
                        message);
    expect_same(pbjwt_claim_message((pbjwt_status)94, PBJWT_CLAIM_EXP), message);
}

/* Words that every version of the sentence must have: what the claim must be, the usual fault, what to send instead. */
#define SECONDS "seconds", "1970", "text", "milliseconds", "Math.floor(Date.now() / 1000)"
#define ID_FROM(value) "text", "number", "String(" value ")"
static const struct {
    pbjwt_warning kind;
    pbjwt_claim claim;
    const char *texts[6];
} told[] = {
    {0, PBJWT_CLAIM_EMAIL, {"text", "@", "control characters", "320 bytes", "user.email"}},
    {0, PBJWT_CLAIM_SUB, {ID_FROM("user.id")}},
    {0, PBJWT_CLAIM_ID, {ID_FROM("user.id")}},
    {0, PBJWT_CLAIM_USER_HASH, {"text", "64 hex", "base64", ".digest('hex')"}},
    {0, PBJWT_CLAIM_NAME, {"text", "user.name"}},
    {0, PBJWT_CLAIM_AVATAR_URL, {"text", "http", "https://", "path"}},
    {0, PBJWT_CLAIM_AVATAR_URL_CAMEL, {"text", "http", "https://", "path"}},
    {0, PBJWT_CLAIM_COMPANY_NAME, {"text", "user.companyName"}},
    {0, PBJWT_CLAIM_COMPANY_ID, {ID_FROM("user.companyId")}},
    {0,
     PBJWT_CLAIM_COMPANY_MRR,
     {"JSON number", "US dollars", "text", "currency", "Number(user.mrr)"}},
    {0, PBJWT_CLAIM_CUSTOMER_STATUS, {"text", "active", "trial", "churned"}},
    {0, PBJWT_CLAIM_RENEWAL_DATE, {"text", "ISO 8601", "2027-03-31", "toISOString()", "seconds"}},
    {0, PBJWT_CLAIM_RENEWAL_RISK, {"text", "low", "medium", "high", "lower-case"}},
    {0, PBJWT_CLAIM_ACCOUNT_OWNER_ID, {ID_FROM("owner.id")}},
    {0, PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL, {"text", "owner.email"}},
    {0, PBJWT_CLAIM_EXTERNAL_USER_ID, {ID_FROM("contact.id")}},
    {0, PBJWT_CLAIM_EXP, {SECONDS " + 3600", "later than iat"}},
    {0, PBJWT_CLAIM_NBF, {SECONDS}},
    {0, PBJWT_CLAIM_IAT, {SECONDS}},
    {0, PBJWT_CLAIM_ISS, {"text"}},
    {0, PBJWT_CLAIM_AUD, {"text", "list"}},
    {0, PBJWT_CLAIM_JTI, {"text", "number", "crypto.randomUUID()"}},

    {PBJWT_WARNING_WRONG_TYPE, PBJWT_CLAIM_NAME, {"text", "left out", "user.name"}},
    {PBJWT_WARNING_WRONG_TYPE, PBJWT_CLAIM_AVATAR_URL, {"text", "left out", "https"}},
    {PBJWT_WARNING_WRONG_TYPE, PBJWT_CLAIM_AVATAR_URL_CAMEL, {"text", "left out", "https"}},
    {PBJWT_WARNING_WRONG_TYPE, PBJWT_CLAIM_COMPANY_NAME, {"text", "left out", "user.companyName"}},
    {PBJWT_WARNING_WRONG_TYPE, PBJWT_CLAIM_COMPANY_ID, {"left out", ID_FROM("user.companyId")}},
    {PBJWT_WARNING_WRONG_TYPE, PBJWT_CLAIM_COMPANY_MRR, {"number", "left out", "1250.5"}},
    {PBJWT_WARNING_WRONG_TYPE, PBJWT_CLAIM_CUSTOMER_STATUS, {"text", "left out", "active"}},
    {PBJWT_WARNING_WRONG_TYPE, PBJWT_CLAIM_RENEWAL_DATE, {"text", "left out", "toISOString()"}},
    {PBJWT_WARNING_WRONG_TYPE, PBJWT_CLAIM_RENEWAL_RISK, {"text", "left out", "low", "high"}},
    {PBJWT_WARNING_WRONG_TYPE, PBJWT_CLAIM_ACCOUNT_OWNER_ID, {"left out", ID_FROM("owner.id")}},
    {PBJWT_WARNING_WRONG_TYPE,
     PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL,
     {"text", "left out", "owner.email"}},
    {PBJWT_WARNING_WRONG_TYPE, PBJWT_CLAIM_EXTERNAL_USER_ID, {"left out", ID_FROM("contact.id")}},

    {PBJWT_WARNING_WRONG_FORM, PBJWT_CLAIM_AVATAR_URL, {"left out", "https://", "path"}},
    {PBJWT_WARNING_WRONG_FORM, PBJWT_CLAIM_AVATAR_URL_CAMEL, {"left out", "https://", "path"}},
    {PBJWT_WARNING_WRONG_FORM, PBJWT_CLAIM_COMPANY_MRR, {"left out", "number", "currency"}},
    {PBJWT_WARNING_WRONG_FORM, PBJWT_CLAIM_RENEWAL_DATE, {"left out", "ISO 8601", "toISOString()"}},
    {PBJWT_WARNING_WRONG_FORM, PBJWT_CLAIM_RENEWAL_RISK, {"left out", "low", "medium", "high"}},

    {PBJWT_WARNING_COERCED, PBJWT_CLAIM_COMPANY_MRR, {"was text", "send a number"}},
    {PBJWT_WARNING_COERCED, PBJWT_CLAIM_RENEWAL_DATE, {"was read", "2027-03-31", "offset"}},
    {PBJWT_WARNING_COERCED, PBJWT_CLAIM_RENEWAL_RISK, {"was read", "capital", "low"}},

    {PBJWT_WARNING_NOT_CANONICAL, PBJWT_CLAIM_EMAIL, {"capital", "toLowerCase()", "new record"}},
    {PBJWT_WARNING_MISSING_IAT, PBJWT_CLAIM_IAT, {"Math.floor(Date.now() / 1000)"}},
    {PBJWT_WARNING_WEAK_SECRET, PBJWT_CLAIM_NONE, {"secret", "32 bytes", "64 characters"}},
};

static void a_sentence_says_what_to_send(void **state) {
    bool is_told[KINDS][CLAIMS] = {{false}};
    reach_all(*state);
    for (size_t i = 0; i < COUNT_OF(told); i++) {
        const char *const message = message_of(told[i].kind, told[i].claim);
        is_told[told[i].kind][told[i].claim] = true;
        check(reached[told[i].kind][told[i].claim]);
        for (size_t k = 0; k < COUNT_OF(told[i].texts) && told[i].texts[k] != NULL; k++)
            if (strstr(message, told[i].texts[k]) == NULL)
                report(__FILE__, __LINE__, "%s doesn't say \"%s\": %s",
                       name_of(told[i].kind, told[i].claim), told[i].texts[k], message);
    }
    for (unsigned claim = 1; claim < CLAIMS; claim++) {
        if (reached[PBJWT_WARNING_UNKNOWN_NAME][claim]) {
            const char *const message =
                pbjwt_warning_message(PBJWT_WARNING_UNKNOWN_NAME, (pbjwt_claim)claim);
            is_told[PBJWT_WARNING_UNKNOWN_NAME][claim] = true;
            check(strstr(message, "missing") != NULL);
            check(strstr(message, "such as") != NULL && strstr(message, "rename it") != NULL);
        }
        if (reached[PBJWT_WARNING_PLACEHOLDER][claim]) {
            const char *const message =
                pbjwt_warning_message(PBJWT_WARNING_PLACEHOLDER, (pbjwt_claim)claim);
            const pbjwti_reading reading = (pbjwti_reading)pbjwti_claim_rows[claim].reading;
            const bool left_out = reading >= PBJWTI_READ_URL && reading <= PBJWTI_READ_RISK;
            is_told[PBJWT_WARNING_PLACEHOLDER][claim] = true;
            check(strstr(message, "placeholder such as undefined") != NULL);
            check((strstr(message, "counts as absent") != NULL) == (reading == PBJWTI_READ_ID));
            check((strstr(message, "is ignored") != NULL) == left_out);
        }
    }
    for (unsigned kind = 0; kind < KINDS; kind++)
        for (unsigned claim = 0; claim < CLAIMS; claim++)
            if (reached[kind][claim] != is_told[kind][claim])
                report(__FILE__, __LINE__, "no words for %s",
                       name_of((pbjwt_warning)kind, (pbjwt_claim)claim));
}

/* Messages name a claim by the name that was sent. */
static void a_claim_is_reported_under_the_name_that_was_sent(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *members;
        const char *begin;
    } sent[] = {{"\"sub\":7", "sub must"}, {"\"id\":7", "id must"}};
    for (size_t i = 0; i < COUNT_OF(sent); i++) {
        const struct token token = person_token(sent[i].members);
        const pbjwt_status status =
            pbjwt_verify_at(f->fast, token.bytes, token.length, NOW, f->identity);
        const char *const message =
            pbjwt_claim_message(status, pbjwt_identity_claim_at_fault(f->identity));
        check_text(message, strlen(sent[i].begin), sent[i].begin);
    }
    check(strncmp(pbjwt_warning_message(PBJWT_WARNING_WRONG_FORM, PBJWT_CLAIM_AVATAR_URL),
                  "avatar_url ", 11) == 0);
    check(strncmp(pbjwt_warning_message(PBJWT_WARNING_WRONG_FORM, PBJWT_CLAIM_AVATAR_URL_CAMEL),
                  "avatarURL ", 10) == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(these_tokens_cause_every_pair),
        fixture_test(each_pair_has_a_sentence_that_names_its_claim),
        fixture_test(no_two_sentences_are_the_same),
        fixture_test(an_impossible_pair_has_the_general_sentence),
        fixture_test(an_unknown_number_has_a_sentence_too),
        fixture_test(a_sentence_says_what_to_send),
        fixture_test(a_claim_is_reported_under_the_name_that_was_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
