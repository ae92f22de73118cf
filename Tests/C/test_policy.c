/* SPDX-License-Identifier: Apache-2.0 */

/* Step 11: "iss", "jti" and "aud"; and the policy object itself. */

#include "support.h"

#include <string.h>

static void set_issuer(struct fixture *f, const char *issuer) {
    struct token exact = token_of_text(issuer == NULL ? "" : issuer);
    assert_int_equal(
        pbjwt_policy_set_issuer(f->policy, issuer == NULL ? NULL : exact.bytes, exact.length),
        PBJWT_OK);
    fixture_apply(f);
}

static void set_audience(struct fixture *f, const char *audience) {
    struct token exact = token_of_text(audience == NULL ? "" : audience);
    assert_int_equal(
        pbjwt_policy_set_audience(f->policy, audience == NULL ? NULL : exact.bytes, exact.length),
        PBJWT_OK);
    fixture_apply(f);
}

struct row {
    const char *members;
    pbjwt_status status;
    pbjwt_claim claim;
};

static void check_rows(struct fixture *f, const struct row *rows, size_t count, int line) {
    for (size_t i = 0; i < count; i++) {
        verdict_of_both(f, person_token(rows[i].members), NOW, rows[i].status, rows[i].claim,
                        __FILE__, line);
    }
}

static void types_are_checked_whatever_the_policy(void **state) {
    struct fixture *f = *state;
    static const char *const texts[] = {"0",  "7",  "-1.5",    "true",          "false",
                                        "{}", "[]", "[\"a\"]", "{\"a\":\"a\"}", "[null]"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        check_members(f, textf("\"iss\":%s", texts[i]), PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_ISS);
        check_members(f, textf("\"jti\":%s", texts[i]), PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_JTI);
    }
    static const char *const audiences[] = {
        "0",
        "7",
        "true",
        "false",
        "{}",
        "{\"a\":\"b\"}",
        "[7]",
        "[null]",
        "[\"a\",null]",
        "[null,\"a\"]",
        "[\"a\",7,\"b\"]",
        "[[\"a\"]]",
        "[[]]",
        "[{}]",
        "[\"a\",{\"b\":\"c\"}]",
        "[true]",
        "[\"a\",[]]",
        "[\"a\",0.5]",
    };
    for (size_t i = 0; i < COUNT_OF(audiences); i++) {
        check_members(f, textf("\"aud\":%s", audiences[i]), PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_AUD);
    }
    static const struct row good[] = {
        {"\"iss\":\"\",\"jti\":\"\",\"aud\":\"\"", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"iss\":null,\"jti\":null,\"aud\":null", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"aud\":[]", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"aud\":[\"\"]", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"aud\":[\"a\",\"a\"]", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"aud\":[ \"a\" , \"b\\u0063\" ]", PBJWT_OK, PBJWT_CLAIM_NONE},
    };
    check_rows(f, good, COUNT_OF(good), __LINE__);
}

static void types_are_checked_in_the_order_iss_jti_aud(void **state) {
    struct fixture *f = *state;
    for (int named = 0; named < 2; named++) {
        static const struct row rows[] = {
            {"\"aud\":7,\"jti\":7,\"iss\":7", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_ISS},
            {"\"iss\":7,\"jti\":7,\"aud\":7", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_ISS},
            {"\"aud\":7,\"jti\":7", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_JTI},
            {"\"jti\":7,\"aud\":[7]", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_JTI},
            /* A wrong type is reported before a mismatch. */
            {"\"iss\":\"wrong\",\"jti\":7", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_JTI},
            {"\"iss\":\"wrong\",\"aud\":[\"x\",7]", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_AUD},
            {"\"aud\":\"wrong\",\"jti\":{}", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_JTI},
        };
        check_rows(f, rows, COUNT_OF(rows), __LINE__);
        set_issuer(f, "right");
        set_audience(f, "right");
    }
    static const struct row mismatches[] = {
        {"\"iss\":\"wrong\",\"aud\":\"wrong\"", PBJWT_ISSUER_MISMATCH, PBJWT_CLAIM_NONE},
        {"", PBJWT_ISSUER_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"aud\":\"wrong\",\"iss\":\"right\"", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"iss\":\"right\"", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"iss\":\"right\",\"aud\":\"right\"", PBJWT_OK, PBJWT_CLAIM_NONE},
    };
    check_rows(f, mismatches, COUNT_OF(mismatches), __LINE__);
}

static void the_issuer_is_compared_byte_by_byte(void **state) {
    struct fixture *f = *state;
    set_issuer(f, "https://a.example/\xc3\xa9");
    static const struct row rows[] = {
        {"\"iss\":\"https://a.example/\xc3\xa9\"", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"iss\":\"https:\\/\\/a.example/\\u00e9\"", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"", PBJWT_ISSUER_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"iss\":null", PBJWT_ISSUER_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"iss\":\"\"", PBJWT_ISSUER_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"iss\":\"https://a.example/\"", PBJWT_ISSUER_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"iss\":\"https://a.example/\xc3\xa9/\"", PBJWT_ISSUER_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"iss\":\"HTTPS://a.example/\xc3\xa9\"", PBJWT_ISSUER_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"iss\":\"https://a.example/e\xcc\x81\"", PBJWT_ISSUER_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"iss\":\" https://a.example/\xc3\xa9\"", PBJWT_ISSUER_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"iss\":\"https://a.example/\xc3\xa8\"", PBJWT_ISSUER_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"iss\":[\"https://a.example/\xc3\xa9\"]", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_ISS},
    };
    check_rows(f, rows, COUNT_OF(rows), __LINE__);
    check_members(f, "\"iss\":\"https://a.example/\xc3\xa9\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_view(f->identity, identity_issuer, "https://a.example/\xc3\xa9");
    set_issuer(f, NULL);
    check_members(f, "\"iss\":\"any\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_members(f, "", PBJWT_OK, PBJWT_CLAIM_NONE);
}

static void the_audience_is_the_claim_or_in_its_list(void **state) {
    struct fixture *f = *state;
    set_audience(f, "pb");
    static const struct row rows[] = {
        {"\"aud\":\"pb\"", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"aud\":\"\\u0070b\"", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"aud\":[\"pb\"]", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"aud\":[\"x\",\"pb\"]", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"aud\":[\"pb\",\"x\"]", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"aud\":[\"x\",\"y\",\"p\\u0062\",\"z\"]", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"aud\":null", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"aud\":\"\"", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"aud\":[]", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"aud\":[\"\"]", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"aud\":\"PB\"", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"aud\":\"p\"", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"aud\":\"pbb\"", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"aud\":\"pb \"", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"aud\":\"x pb\"", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"aud\":\"x,pb\"", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"aud\":[\"x\",\"y\"]", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"aud\":[\"p\",\"b\"]", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE},
        {"\"aud\":[\"pb\",7]", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_AUD},
        {"\"aud\":{\"pb\":\"pb\"}", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_AUD},
    };
    check_rows(f, rows, COUNT_OF(rows), __LINE__);
    check_members(f, textf("\"aud\":[%s\"pb\"]", repeat("\"x\",", 900)), PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    set_audience(f, NULL);
    check_members(f, "", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_members(f, "\"aud\":\"x\"", PBJWT_OK, PBJWT_CLAIM_NONE);
}

static void an_issuer_or_audience_is_at_least_a_byte_of_utf8(void **state) {
    struct fixture *f = *state;
    static const char *const bad[] = {
        "\x80", "\xff", "a\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "caf\xe9"};
    set_issuer(f, "kept");
    set_audience(f, "kept too");
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct token exact = token_of_text(bad[i]);
        check_call(pbjwt_policy_set_issuer(f->policy, exact.bytes, exact.length),
                   PBJWT_INVALID_ARGUMENT);
        check_call(pbjwt_policy_set_audience(f->policy, exact.bytes, exact.length),
                   PBJWT_INVALID_ARGUMENT);
    }
    check_call(pbjwt_policy_set_issuer(f->policy, "x", 0), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_policy_set_audience(f->policy, "x", 0), PBJWT_INVALID_ARGUMENT);
    static const size_t lengths_of_nothing[] = {1, 2, SIZE_MAX};
    for (size_t i = 0; i < COUNT_OF(lengths_of_nothing); i++) {
        check_call(pbjwt_policy_set_issuer(f->policy, NULL, lengths_of_nothing[i]),
                   PBJWT_INVALID_ARGUMENT);
        check_call(pbjwt_policy_set_audience(f->policy, NULL, lengths_of_nothing[i]),
                   PBJWT_INVALID_ARGUMENT);
    }
    check_call(pbjwt_policy_set_issuer(NULL, "x", 1), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_policy_set_audience(NULL, "x", 1), PBJWT_INVALID_ARGUMENT);
    fixture_apply(f);
    check_members(f, "\"iss\":\"kept\",\"aud\":\"kept too\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_members(f, "\"iss\":\"x\",\"aud\":\"kept too\"", PBJWT_ISSUER_MISMATCH, PBJWT_CLAIM_NONE);
    check_members(f, "\"iss\":\"kept\",\"aud\":\"x\"", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE);

    const char *large = repeat("i", 3000);
    set_issuer(f, large);
    check_members(f, textf("\"iss\":\"%s\",\"aud\":\"kept too\"", large), PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_members(f, textf("\"iss\":\"%sj\",\"aud\":\"kept too\"", large), PBJWT_ISSUER_MISMATCH,
                  PBJWT_CLAIM_NONE);
}

static void a_setter_copies_and_the_last_one_counts(void **state) {
    struct fixture *f = *state;
    char issuer[] = "one";
    check_call(pbjwt_policy_set_issuer(f->policy, issuer, 3), PBJWT_OK);
    memcpy(issuer, "two", 3);
    fixture_apply(f);
    check_members(f, "\"iss\":\"one\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_members(f, "\"iss\":\"two\"", PBJWT_ISSUER_MISMATCH, PBJWT_CLAIM_NONE);
    set_issuer(f, "three");
    check_members(f, "\"iss\":\"three\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_members(f, "\"iss\":\"one\"", PBJWT_ISSUER_MISMATCH, PBJWT_CLAIM_NONE);
}

static void a_verifier_keeps_its_copy_of_the_policy(void **state) {
    struct fixture *f = *state;
    set_issuer(f, "one");
    assert_int_equal(pbjwt_policy_set_issuer(f->policy, "two", 3), PBJWT_OK);
    assert_int_equal(pbjwt_policy_set_leeway(f->policy, 0), PBJWT_OK);
    check_members(f, "\"iss\":\"one\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    fixture_reset_policy(f);
    check_members(f, "\"iss\":\"one\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_members(f, "\"iss\":\"two\"", PBJWT_ISSUER_MISMATCH, PBJWT_CLAIM_NONE);
    fixture_apply(f);
    check_members(f, "\"iss\":\"two\"", PBJWT_OK, PBJWT_CLAIM_NONE);
}

static void the_two_profiles_are_the_same_today(void **state) {
    struct fixture *f = *state;
    check(pbjwt_policy_new((pbjwt_profile)2) == NULL);
    check(pbjwt_policy_new((pbjwt_profile)99) == NULL);
    pbjwt_policy_free(NULL);
    pbjwt_policy *sso = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    assert_non_null(sso);
    pbjwt_verifier *verifier = new_verifier(SECRET, sso);
    pbjwt_policy_free(sso);
    static const struct row rows[] = {
        {"", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"user_hash\":\"x\",\"iss\":\"any\",\"aud\":\"any\",\"name\":7", PBJWT_OK,
         PBJWT_CLAIM_NONE},
        {"\"nbf\":1750000030", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"nbf\":1750000031", PBJWT_NOT_YET_VALID, PBJWT_CLAIM_NONE},
        {"\"sub\":7", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_SUB},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_verdict(verifier, f->identity, person_token(rows[i].members), NOW, rows[i].status,
                      rows[i].claim);
        check_members(f, rows[i].members, rows[i].status, rows[i].claim);
    }
    check_verdict(verifier, f->identity,
                  payload_token("{\"email\":\"Ann@b.c\",\"exp\":1750003630}"), NOW, PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_view(f->identity, pbjwt_identity_canonical_email, "Ann@b.c");
    check_verdict(verifier, f->identity, payload_token("{\"email\":\"a@b.c\",\"exp\":1750003631}"),
                  NOW, PBJWT_LIFETIME_TOO_LONG, PBJWT_CLAIM_NONE);
    check_verdict(verifier, f->identity, payload_token("{\"email\":\"a@b.c\"}"), NOW,
                  PBJWT_MISSING_EXP, PBJWT_CLAIM_NONE);
    pbjwt_verifier_release(verifier);
}

static void an_unknown_reader_is_refused(void **state) {
    struct fixture *f = *state;
    check_call(pbjwt_policy_set_reader(f->policy, (pbjwt_reader)2), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_policy_set_reader(f->policy, (pbjwt_reader)50), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_policy_set_reader(NULL, PBJWT_READER_FAST), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_policy_set_reader(f->policy, PBJWT_READER_BOTH), PBJWT_OK);
    check_call(pbjwt_policy_set_reader(f->policy, PBJWT_READER_FAST), PBJWT_OK);
}

static void a_verifier_is_shared_by_references(void **state) {
    struct fixture *f = *state;
    check(pbjwt_verifier_retain(NULL) == NULL);
    pbjwt_verifier_release(NULL);
    pbjwt_verifier *verifier = new_verifier(SECRET, NULL);
    check(pbjwt_verifier_retain(verifier) == verifier);
    check(pbjwt_verifier_retain(verifier) == verifier);
    pbjwt_verifier_release(verifier);
    check_verdict(verifier, f->identity, person_token(""), NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    pbjwt_verifier_release(verifier);
    check_verdict(verifier, f->identity, person_token(""), NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    pbjwt_verifier_release(verifier);
    /* An identity outlives its verifier. */
    check_view(f->identity, identity_email, "ann@example.com");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(types_are_checked_whatever_the_policy),
        fixture_test(types_are_checked_in_the_order_iss_jti_aud),
        fixture_test(the_issuer_is_compared_byte_by_byte),
        fixture_test(the_audience_is_the_claim_or_in_its_list),
        fixture_test(an_issuer_or_audience_is_at_least_a_byte_of_utf8),
        fixture_test(a_setter_copies_and_the_last_one_counts),
        fixture_test(a_verifier_keeps_its_copy_of_the_policy),
        fixture_test(the_two_profiles_are_the_same_today),
        fixture_test(an_unknown_reader_is_refused),
        fixture_test(a_verifier_is_shared_by_references),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
