/* SPDX-License-Identifier: Apache-2.0 */

/* Explanations: the contract of the calls, keys and signatures, the limit of MACs, secrecy. */

#include "support.h"

#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

/* The input of an explanation in a test; everything not set has its usual value. */
struct question {
    const char *secrets[PBJWT_MAX_KEYS];
    const char *others[2];
    const pbjwt_policy *policy;
    struct token second;
};

static pbjwt_report *ask(struct token token, const struct question *question) {
    pbjwt_secret *secrets[PBJWT_MAX_KEYS], *others[2];
    size_t count = 0, other_count = 0;
    while (count < PBJWT_MAX_KEYS && question->secrets[count] != NULL) {
        const char *const text = question->secrets[count];
        assert_int_equal(
            pbjwt_secret_new_weak(text, strlen(text), PBJWT_SECRET_TEXT, &secrets[count]),
            PBJWT_OK);
        count++;
    }
    for (; other_count < 2 && question->others[other_count] != NULL; other_count++)
        others[other_count] =
            new_secret_with_id(question->others[other_count], other_count == 0 ? "staging" : "old");
    const pbjwt_explain_input input = {.size = sizeof input,
                                       .secrets = secrets,
                                       .secret_count = count,
                                       .other_secrets = others,
                                       .other_secret_count = other_count,
                                       .policy = question->policy,
                                       .token = token.bytes,
                                       .token_length = token.length,
                                       .second_token = question->second.bytes,
                                       .second_token_length = question->second.length,
                                       .now = NOW};
    pbjwt_report *report = NULL;
    check_call(pbjwt_explain(&input, &report), PBJWT_OK);
    for (size_t i = 0; i < count; i++)
        pbjwt_secret_free(secrets[i]);
    for (size_t i = 0; i < other_count; i++)
        pbjwt_secret_free(others[i]);
    return report;
}

static const struct question usual = {.secrets = {SECRET}};

static const char *first_cause(const pbjwt_report *report) {
    pbjwt_cause cause;
    return pbjwt_report_cause(report, 0, &cause) ? cause.name : "none";
}

/* The first cause, and a word in its finding. */
static void check_cause(struct token token, const struct question *question, const char *name,
                        const char *word, int line) {
    pbjwt_report *const answer = ask(token, question);
    pbjwt_cause cause = {0};
    if (!pbjwt_report_cause(answer, 0, &cause) || strcmp(cause.name, name) != 0)
        report(__FILE__, line, "expected %s, got %s", name, first_cause(answer));
    else if (strstr(cause.found, word) == NULL)
        report(__FILE__, line, "no \"%s\" in \"%s\"", word, cause.found);
    pbjwt_report_free(answer);
}

static void a_good_token_passes_every_check_and_has_no_cause(void **state) {
    (void)state;
    pbjwt_report *const answer = ask(person_token("\"sub\":\"42\""), &usual);
    pbjwt_claim claim = PBJWT_CLAIM_EXP;
    check(pbjwt_report_status(answer, &claim) == PBJWT_OK && claim == PBJWT_CLAIM_NONE);
    check(pbjwt_report_status_after_cleaning(answer, &claim) == PBJWT_OK);
    check(pbjwt_report_cause_count(answer) == 0);
    check(pbjwt_report_check_count(answer) == 11);
    for (size_t i = 0; i < pbjwt_report_check_count(answer); i++) {
        const char *name = NULL;
        if (pbjwt_report_check(answer, i, &name, NULL) != PBJWT_OUTCOME_PASSED)
            report(__FILE__, __LINE__, "%s hasn't passed", name);
    }
    static const char *const names[] = {"sso", "widget", "user_hash_required", "strict_claims"};
    static const pbjwt_status statuses[] = {PBJWT_OK, PBJWT_OK, PBJWT_MISSING_USER_HASH, PBJWT_OK};
    check(pbjwt_report_policy_count(answer) == COUNT_OF(names));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *name = "";
        check(pbjwt_report_policy(answer, i, &name, NULL) == statuses[i]);
        assert_string_equal(name, names[i]);
    }
    pbjwt_report_free(answer);
}

static void keys_that_people_sign_with_are_named(void **state) {
    (void)state;
    const char *const payload = "{" PERSON "}";
    static const struct {
        const char *key;
        const char *name;
        const char *word;
    } rows[] = {
        {SECRET "\n", "key_line_end", "newline"},
        {SECRET "\r\n", "key_carriage_return", "carriage return"},
        {" " SECRET, "key_white_space", "white space"},
        {"\"" SECRET "\"", "key_quotes", "quotes"},
        {"\xEF\xBB\xBF" SECRET, "key_byte_order_mark", "U+FEFF"},
        {"PRODUCTBRIDGE_WIDGET_SECRET=" SECRET, "key_assignment", "NAME="},
        {"", "key_empty", "empty"},
        {"undefined", "key_undefined", "undefined"},
        {"PRODUCTBRIDGE_WIDGET_SECRET", "key_variable_name", "PRODUCTBRIDGE_WIDGET_SECRET"},
        {"your_64_char_hex_secret", "key_sample_value", "your_64_char_hex_secret"},
        {"nobody's key, which has more than 32 bytes", "unknown_key_or_changed", "No secret"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_cause(make_token(HEADER, payload, rows[i].key), &usual, rows[i].name, rows[i].word,
                    __LINE__);
    unsigned char decoded[32];
    for (size_t i = 0; i < sizeof decoded; i++) {
        char digits[3] = {SECRET[2 * i], SECRET[2 * i + 1], 0};
        decoded[i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    check_cause(
        make_token_bytes(HEADER, strlen(HEADER), payload, strlen(payload), decoded, sizeof decoded),
        &usual, "key_hex_decoded", "hex-decoded", __LINE__);
    const struct question with_other = {.secrets = {SECRET}, .others = {OTHER_SECRET}};
    check_cause(make_token(HEADER, payload, OTHER_SECRET), &with_other, "key_other_secret",
                "\"staging\"", __LINE__);
    const struct question two = {.secrets = {SECRET, OTHER_SECRET}};
    check_cause(make_token(HEADER, payload, OTHER_SECRET "\n"), &two, "key_line_end", "secret 2",
                __LINE__);
}

static void a_kid_of_another_key_is_named(void **state) {
    (void)state;
    pbjwt_secret *const secrets[] = {new_secret_with_id(SECRET, "a"),
                                     new_secret_with_id(OTHER_SECRET, "b")};
    const struct token token =
        make_token("{\"alg\":\"HS256\",\"kid\":\"a\"}", "{" PERSON "}", OTHER_SECRET);
    const pbjwt_explain_input input = {.size = sizeof input,
                                       .secrets = secrets,
                                       .secret_count = 2,
                                       .token = token.bytes,
                                       .token_length = token.length,
                                       .now = NOW};
    pbjwt_report *answer = NULL;
    pbjwt_cause cause = {0};
    check_call(pbjwt_explain(&input, &answer), PBJWT_OK);
    check(pbjwt_report_status(answer, NULL) == PBJWT_SIGNATURE_MISMATCH);
    check(pbjwt_report_cause(answer, 0, &cause) && cause.number == 63);
    check(pbjwt_report_cause_count(answer) == 1 && pbjwt_report_policy_count(answer) == 0);
    check(strstr(cause.found, "the secret \"b\"") != NULL);
    pbjwt_report_free(answer);
    pbjwt_secret_free(secrets[0]);
    pbjwt_secret_free(secrets[1]);
}

static void the_verifiers_own_secret_is_tried_first(void **state) {
    (void)state;
    const struct token good = person_token("\"sub\":\"42\"");
    static const struct {
        const char *own;
        const char *name;
    } rows[] = {
        {SECRET "\n", "own_secret_wrapped"},
        {"\"" SECRET "\"", "own_secret_wrapped"},
        {"export PRODUCTBRIDGE_WIDGET_SECRET=" SECRET, "own_secret_wrapped"},
        {"fb60048f7c7bdf81ff6d8da9d8a40998", "own_secret_cut"},
        {"a secret of another kind, and long enough", "own_secret_form"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct question question = {.secrets = {rows[i].own}};
        check_cause(good, &question, rows[i].name, "", __LINE__);
    }
    const struct question weak = {.secrets = {"short"}};
    check_cause(make_token(HEADER, "{" PERSON "}", "short"), &weak, "own_secret_form", "5 bytes",
                __LINE__);
}

static struct token with_signature_of(struct token token, struct token other) {
    return token_of_text(textf("%s.%s.%s", token_segment(token, 0), token_segment(token, 1),
                               token_segment(other, 2)));
}

static void other_texts_that_were_signed_are_named(void **state) {
    (void)state;
    const struct token good = make_token(HEADER, "{\"a\":[1,\"\\u00e9/\"]," PERSON "}", SECRET);
    static const char *const spellings[] = {
        "{\"a\":[1,\"\xc3\xa9/\"]," PERSON "}",
        "{\"a\":[1,\"\\u00e9\\/\"]," PERSON "}",
        "{\"a\": [1, \"\\u00e9/\"], \"email\": \"ann@example.com\", \"iat\": 1749999940, "
        "\"exp\": 1750003540}",
        "{\"a\":[1,\"\\u00E9/\"]," PERSON "}",
    };
    for (size_t i = 0; i < COUNT_OF(spellings); i++)
        check_cause(with_signature_of(good, make_token(HEADER, spellings[i], SECRET)), &usual,
                    "payload_reencoded", "another spelling", __LINE__);
    check_cause(with_signature_of(good, make_token("{\"alg\": \"HS256\", \"typ\": \"JWT\"}",
                                                   "{\"a\":[1,\"\\u00e9/\"]," PERSON "}", SECRET)),
                &usual, "header_changed", "header", __LINE__);
    const struct question second = {.secrets = {SECRET}, .second = person_token("\"sub\":\"7\"")};
    check_cause(with_signature_of(good, second.second), &second, "signature_of_second", "payload",
                __LINE__);
}

static struct token signed_by_longer(const EVP_MD *digest, const char *header) {
    unsigned char mac[64];
    unsigned size = 0;
    char *const input = textf("%s.%s", base64url(header, strlen(header)),
                              base64url("{" PERSON "}", strlen("{" PERSON "}")));
    assert_non_null(
        HMAC(digest, SECRET, 64, (const unsigned char *)input, strlen(input), mac, &size));
    return token_of_text(textf("%s.%s", input, base64url(mac, size)));
}

static bool names_cause(const pbjwt_report *report, const char *name) {
    pbjwt_cause cause;
    for (size_t i = 0; pbjwt_report_cause(report, i, &cause); i++)
        if (strcmp(cause.name, name) == 0)
            return true;
    return false;
}

static void a_longer_hash_with_the_right_key_is_named(void **state) {
    (void)state;
    const struct token tokens[] = {signed_by_longer(EVP_sha512(), "{\"alg\":\"HS512\"}"),
                                   signed_by_longer(EVP_sha384(), "{\"alg\":\"HS384\"}"),
                                   signed_by_longer(EVP_sha512(), HEADER)};
    for (size_t i = 0; i < COUNT_OF(tokens); i++) {
        pbjwt_report *const answer = ask(tokens[i], &usual);
        check(names_cause(answer, "signed_hs384_hs512"));
        pbjwt_report_free(answer);
        const struct question wrong = {.secrets = {OTHER_SECRET}};
        pbjwt_report *const other = ask(tokens[i], &wrong);
        check(!names_cause(other, "signed_hs384_hs512"));
        pbjwt_report_free(other);
    }
    /* The whole text is compared. */
    char *const spoiled = textf("%.*s", (int)tokens[0].length, (const char *)tokens[0].bytes);
    spoiled[tokens[0].length - 3] = spoiled[tokens[0].length - 3] == 'A' ? 'B' : 'A';
    pbjwt_report *const answer = ask(token_of_text(spoiled), &usual);
    check(!names_cause(answer, "signed_hs384_hs512"));
    pbjwt_report_free(answer);
}

/* A key id or a claim that is the secret is not shown. */
static void a_report_shows_no_secret(void **state) {
    (void)state;
    const struct token tokens[] = {
        person_token("\"name\":[\"" SECRET "\"],\"company_mrr\":\"" SECRET "\""),
        make_token(HEADER, "{" PERSON ",\"x\":\"" SECRET "\\q\"}", SECRET),
        make_token("{\"alg\":\"HS256\",\"typ\":\"" SECRET "\"}", "{" PERSON "}", SECRET),
        token_of_text("\"" SECRET "\""),
    };
    for (size_t i = 0; i < COUNT_OF(tokens); i++) {
        pbjwt_report *const answer = ask(tokens[i], &usual);
        char *texts[2] = {NULL, NULL};
        check_call(pbjwt_report_text(answer, true, &texts[0], NULL), PBJWT_OK);
        check_call(pbjwt_report_json(answer, &texts[1], NULL), PBJWT_OK);
        for (size_t j = 0; j < 2; j++) {
            for (size_t at = 0; at + 8 <= strlen(SECRET); at++)
                if (strstr(texts[j], textf("%.8s", &SECRET[at])) != NULL)
                    report(__FILE__, __LINE__, "row %zu shows its secret", i);
            pbjwt_free(texts[j]);
        }
        pbjwt_report_free(answer);
    }
}

static void the_search_ends_at_the_limit(void **state) {
    (void)state;
    struct question many = {.others = {SECRET, OTHER_SECRET}};
    for (size_t i = 0; i < PBJWT_MAX_KEYS; i++)
        many.secrets[i] = textf("a secret that signs nothing, the one of number %zu", i);
    pbjwt_report *const answer = ask(make_token(HEADER, "{" PERSON "}", "x"), &many);
    char *json = NULL;
    check_call(pbjwt_report_json(answer, &json, NULL), PBJWT_OK);
    check(strstr(json, "\"search_ended\":true") != NULL);
    const char *const macs = strstr(json, "\"macs\":");
    check(macs != NULL && strtol(macs + 7, NULL, 10) <= PBJWT_EXPLAIN_MAX_MACS &&
          strtol(macs + 7, NULL, 10) > PBJWT_EXPLAIN_MAX_MACS / 2);
    pbjwt_free(json);
    pbjwt_report_free(answer);
}

static void bad_input_is_refused(void **state) {
    (void)state;
    const struct token good = person_token("\"sub\":\"42\"");
    pbjwt_secret *const secret = new_secret(SECRET),
                        *none = NULL, *const too_many[PBJWT_EXPLAIN_MAX_OTHER_SECRETS + 1] = {0};
    const pbjwt_explain_input right = {.size = sizeof right,
                                       .secrets = &secret,
                                       .secret_count = 1,
                                       .token = good.bytes,
                                       .token_length = good.length,
                                       .now = NOW};
    pbjwt_report *answer = (pbjwt_report *)allocate(1);
    check_call(pbjwt_explain(NULL, &answer), PBJWT_INVALID_ARGUMENT);
    check(answer == NULL);
    check_call(pbjwt_explain(&right, NULL), PBJWT_INVALID_ARGUMENT);
#define REFUSED(...)                                                                               \
    do {                                                                                           \
        pbjwt_explain_input wrong = right;                                                         \
        __VA_ARGS__;                                                                               \
        answer = (pbjwt_report *)allocate(1);                                                      \
        check_call(pbjwt_explain(&wrong, &answer), PBJWT_INVALID_ARGUMENT);                        \
        check(answer == NULL);                                                                     \
    } while (0)
    REFUSED(wrong.size = 0);
    REFUSED(wrong.size = offsetof(pbjwt_explain_input, now));
    REFUSED(wrong.secrets = NULL);
    REFUSED(wrong.secrets = &none);
    REFUSED(wrong.secret_count = 0);
    REFUSED(wrong.token = NULL);
    REFUSED(wrong.second_token_length = 1);
    REFUSED(wrong.other_secret_count = 1);
    REFUSED(wrong.other_secrets = &none, wrong.other_secret_count = 1);
    REFUSED(wrong.other_secrets = too_many, wrong.other_secret_count = COUNT_OF(too_many));
    REFUSED(wrong.now = -1);
    REFUSED(wrong.now = PBJWT_MAX_NUMERIC_DATE + 1);

    /* Members that a later version adds aren't read, and aren't needed. */
    struct {
        pbjwt_explain_input known;
        char later[64];
    } larger = {right, {1}};
    larger.known.size = sizeof larger;
    check_call(pbjwt_explain(&larger.known, &answer), PBJWT_OK);
    pbjwt_report_free(answer);
    pbjwt_secret_free(secret);
}

static void a_null_report_returns_nothing(void **state) {
    (void)state;
    pbjwt_claim claim = PBJWT_CLAIM_EXP;
    const char *name = "x", *values = "x";
    pbjwt_cause cause;
    char *text = (char *)allocate(1);
    size_t length = 9;
    pbjwt_report_free(NULL);
    check(pbjwt_report_status(NULL, &claim) == PBJWT_INVALID_ARGUMENT && claim == PBJWT_CLAIM_NONE);
    check(pbjwt_report_status_after_cleaning(NULL, NULL) == PBJWT_INVALID_ARGUMENT);
    check(pbjwt_report_check_count(NULL) == 0 && pbjwt_report_cause_count(NULL) == 0 &&
          pbjwt_report_policy_count(NULL) == 0);
    check(pbjwt_report_check(NULL, 0, &name, &values) == PBJWT_OUTCOME_NOT_REACHED);
    check(name == NULL && values == NULL);
    check(!pbjwt_report_cause(NULL, 0, &cause));
    name = "x";
    check(pbjwt_report_policy(NULL, 0, &name, &claim) == PBJWT_INVALID_ARGUMENT && name == NULL);
    check_call(pbjwt_report_text(NULL, false, &text, &length), PBJWT_INVALID_ARGUMENT);
    check(text == NULL && length == 0);
    check_call(pbjwt_report_json(NULL, &text, &length), PBJWT_INVALID_ARGUMENT);

    pbjwt_report *const answer = ask(person_token("\"sub\":\"42\""), &usual);
    check(!pbjwt_report_cause(answer, 0, &cause) && !pbjwt_report_cause(answer, 0, NULL));
    check(pbjwt_report_check(answer, 11, NULL, NULL) == PBJWT_OUTCOME_NOT_REACHED);
    check(pbjwt_report_policy(answer, 4, NULL, NULL) == PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_report_text(answer, false, NULL, &length), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_report_json(answer, NULL, &length), PBJWT_INVALID_ARGUMENT);
    pbjwt_report_free(answer);
}

static void names_are_stable(void **state) {
    (void)state;
    assert_string_equal(pbjwt_outcome_name(PBJWT_OUTCOME_NOT_REACHED), "not_reached");
    assert_string_equal(pbjwt_outcome_name(PBJWT_OUTCOME_PASSED), "passed");
    assert_string_equal(pbjwt_outcome_name(PBJWT_OUTCOME_WARNED), "warned");
    assert_string_equal(pbjwt_outcome_name(PBJWT_OUTCOME_FAILED), "failed");
    check(pbjwt_outcome_name((pbjwt_outcome)4) == NULL);
    assert_string_equal(pbjwt_side_name(PBJWT_SIDE_NOBODY), "nobody");
    assert_string_equal(pbjwt_side_name(PBJWT_SIDE_SIGNER), "signer");
    assert_string_equal(pbjwt_side_name(PBJWT_SIDE_CARRIER), "carrier");
    assert_string_equal(pbjwt_side_name(PBJWT_SIDE_VERIFIER), "verifier");
    check(pbjwt_side_name((pbjwt_side)4) == NULL);
}

static void a_report_is_written_as_documented(void **state) {
    (void)state;
    pbjwt_report *const answer = ask(make_token(HEADER, "{\"a\":1}", SECRET "\n"), &usual);
    char *json = NULL;
    size_t length = 0;
    check_call(pbjwt_report_json(answer, &json, &length), PBJWT_OK);
    check(length == strlen(json));
    static const char start[] =
        "{\"status\":\"signature_mismatch\",\"claim\":null,\"status_after_cleaning\":"
        "\"signature_mismatch\",\"claim_after_cleaning\":null,\"verified\":false,\"checks\":[{"
        "\"name\":\"size\",\"outcome\":\"passed\",\"values\":\"";
    check(strncmp(json, start, sizeof start - 1) == 0);
    check(strstr(json,
                 "\"causes\":[{\"number\":74,\"name\":\"key_line_end\",\"side\":\"signer\","
                 "\"found\":\"It is signed with the secret with a line end (newline, \\\\n).\","
                 "\"advice\":\"") != NULL);
    check(strstr(json, "\"policies\":[],\"macs\":") != NULL);
    check(strstr(json, ",\"search_ended\":false,\"now\":1750000000}") != NULL);
    pbjwt_free(json);
    pbjwt_report_free(answer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_good_token_passes_every_check_and_has_no_cause),
        fixture_test(keys_that_people_sign_with_are_named),
        fixture_test(a_kid_of_another_key_is_named),
        fixture_test(the_verifiers_own_secret_is_tried_first),
        fixture_test(other_texts_that_were_signed_are_named),
        fixture_test(a_longer_hash_with_the_right_key_is_named),
        fixture_test(a_report_shows_no_secret),
        fixture_test(the_search_ends_at_the_limit),
        fixture_test(bad_input_is_refused),
        fixture_test(a_null_report_returns_nothing),
        fixture_test(names_are_stable),
        fixture_test(a_report_is_written_as_documented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
