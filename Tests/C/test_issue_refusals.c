/* SPDX-License-Identifier: Apache-2.0 */

/* Claims that the issuer refuses, and custom claims that it issues. */

#include "issue_checks.h"
#include "support.h"

#include <string.h>

static void a_token_needs_an_address(void **state) {
    (void)state;
    pbjwt_claims *claims = pbjwt_claims_new();
    assert_non_null(claims);
    check_issue(claims, NOW, HOUR, PBJWT_MISSING_EMAIL, PBJWT_CLAIM_NONE, __LINE__);
    set(claims, PBJWT_CLAIM_SUB, "42");
    check_issue(claims, NOW, HOUR, PBJWT_MISSING_EMAIL, PBJWT_CLAIM_NONE, __LINE__);
    set(claims, PBJWT_CLAIM_EMAIL, "");
    check_issue(claims, NOW, HOUR, PBJWT_MISSING_EMAIL, PBJWT_CLAIM_NONE, __LINE__);
    set(claims, PBJWT_CLAIM_EMAIL, " NULL\xe2\x80\x8b");
    check_issue(claims, NOW, HOUR, PBJWT_MISSING_EMAIL, PBJWT_CLAIM_NONE, __LINE__);
    set(claims, PBJWT_CLAIM_EMAIL, "a@b");
    check_issue(claims, NOW, HOUR, PBJWT_OK, PBJWT_CLAIM_NONE, __LINE__);
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, NULL, 0), PBJWT_OK);
    check_issue(claims, NOW, HOUR, PBJWT_MISSING_EMAIL, PBJWT_CLAIM_NONE, __LINE__);
    pbjwt_claims_free(claims);
}

static void a_form_that_the_verifier_refuses_is_named(void **state) {
    (void)state;
    const struct {
        pbjwt_claim claim;
        const char *text;
    } rows[] = {
        {PBJWT_CLAIM_EMAIL, " "},
        {PBJWT_CLAIM_EMAIL, "a"},
        {PBJWT_CLAIM_EMAIL, "@b"},
        {PBJWT_CLAIM_EMAIL, "a@\xe2\x80\x8b"},
        {PBJWT_CLAIM_EMAIL, "\xc2\xa0\xe3\x80\x80"},
        {PBJWT_CLAIM_EMAIL, "a\n@b"},
        {PBJWT_CLAIM_EMAIL, "a@b\x7f"},
        {PBJWT_CLAIM_EMAIL, "a@b\xc2\x85"},
        {PBJWT_CLAIM_EMAIL, textf("%s@b", repeat("a", 319))},
        {PBJWT_CLAIM_AVATAR_URL, "ftp://a.b/c"},
        {PBJWT_CLAIM_AVATAR_URL, "javascript:alert(1)"},
        {PBJWT_CLAIM_AVATAR_URL_CAMEL, "a.png"},
        {PBJWT_CLAIM_RENEWAL_DATE, "2026-02-30"},
        {PBJWT_CLAIM_RENEWAL_DATE, "1769817600"},
        {PBJWT_CLAIM_RENEWAL_RISK, "x"},
        /* Values that a verifier would still read. */
        {PBJWT_CLAIM_RENEWAL_DATE, "2026-01-31T10:20:30"},
        {PBJWT_CLAIM_RENEWAL_DATE, "2026-01-31 10:20:30Z"},
        {PBJWT_CLAIM_RENEWAL_DATE, "2026-01-31T10:20:30 +0000 UTC"},
        {PBJWT_CLAIM_RENEWAL_RISK, "Low"},
        {PBJWT_CLAIM_RENEWAL_RISK, "HIGH"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pbjwt_claims *claims = new_claims();
        set(claims, rows[i].claim, rows[i].text);
        check_issue(claims, NOW, HOUR, PBJWT_MALFORMED_CLAIM, rows[i].claim, __LINE__);
        pbjwt_claims_free(claims);
    }
    pbjwt_claims *claims = new_claims();
    set(claims, PBJWT_CLAIM_EMAIL, textf("%s@b", repeat("a", 318)));
    check_issue(claims, NOW, HOUR, PBJWT_OK, PBJWT_CLAIM_NONE, __LINE__);
    set(claims, PBJWT_CLAIM_RENEWAL_RISK, "x");
    char *token = (char *)allocate(1);
    pbjwt_secret *secret = new_secret(SECRET);
    check_call(pbjwt_issue_at(secret, claims, NOW, HOUR, &token, NULL, NULL),
               PBJWT_MALFORMED_CLAIM);
    check(token == NULL);
    pbjwt_secret_free(secret);
    pbjwt_claims_free(claims);
}

/* Values that a verifier treats as missing can't be issued. */
static void a_text_that_counts_as_absent_is_named(void **state) {
    (void)state;
    static const pbjwt_claim ids[] = {PBJWT_CLAIM_SUB, PBJWT_CLAIM_ID, PBJWT_CLAIM_COMPANY_ID,
                                      PBJWT_CLAIM_EXTERNAL_USER_ID, PBJWT_CLAIM_ACCOUNT_OWNER_ID};
    static const pbjwt_claim texts[] = {
        PBJWT_CLAIM_NAME,         PBJWT_CLAIM_COMPANY_NAME,     PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL,
        PBJWT_CLAIM_AVATAR_URL,   PBJWT_CLAIM_AVATAR_URL_CAMEL, PBJWT_CLAIM_CUSTOMER_STATUS,
        PBJWT_CLAIM_RENEWAL_DATE, PBJWT_CLAIM_RENEWAL_RISK};
    static const pbjwt_claim parties[] = {PBJWT_CLAIM_ISS, PBJWT_CLAIM_JTI, PBJWT_CLAIM_AUD};
    static const char *const none[] = {"", "undefined", " nil ", "Optional(42)"};
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        for (size_t n = 0; n < COUNT_OF(none); n++) {
            pbjwt_claims *claims = new_claims();
            set(claims, ids[i], none[n]);
            check_issue(claims, NOW, HOUR, PBJWT_MALFORMED_CLAIM, ids[i], __LINE__);
            set(claims, ids[i], "42");
            check_issue(claims, NOW, HOUR, PBJWT_OK, PBJWT_CLAIM_NONE, __LINE__);
            pbjwt_claims_free(claims);
        }
    }
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        pbjwt_claims *claims = new_claims();
        set(claims, texts[i], "");
        check_issue(claims, NOW, HOUR, PBJWT_MALFORMED_CLAIM, texts[i], __LINE__);
        pbjwt_claims_free(claims);
    }
    /* A verifier gives exactly these warnings. */
    for (size_t i = 0; i < COUNT_OF(parties); i++) {
        pbjwt_claims *claims = new_claims();
        set(claims, parties[i], "");
        set(claims, PBJWT_CLAIM_NAME, "undefined");
        check_issue(claims, NOW, HOUR, PBJWT_OK, PBJWT_CLAIM_NONE, __LINE__);
        set(claims, parties[i], "undefined");
        check_issue(claims, NOW, HOUR, PBJWT_OK, PBJWT_CLAIM_NONE, __LINE__);
        pbjwt_claims_free(claims);
    }
}

static void user_ids_do_not_conflict(void **state) {
    (void)state;
    pbjwt_claims *claims = new_claims();
    set(claims, PBJWT_CLAIM_SUB, "42");
    set(claims, PBJWT_CLAIM_ID, "43");
    check_issue(claims, NOW, HOUR, PBJWT_CONFLICTING_USER_ID, PBJWT_CLAIM_NONE, __LINE__);
    set(claims, PBJWT_CLAIM_ID, "42");
    check_issue(claims, NOW, HOUR, PBJWT_OK, PBJWT_CLAIM_NONE, __LINE__);
    pbjwt_claims_free(claims);
}

static void a_user_hash_needs_a_user_id(void **state) {
    (void)state;
    pbjwt_claims *claims = new_claims();
    check_call(pbjwt_claims_set_user_hash(claims, true), PBJWT_OK);
    check_issue(claims, NOW, HOUR, PBJWT_MISSING_USER_ID, PBJWT_CLAIM_NONE, __LINE__);
    set(claims, PBJWT_CLAIM_EXTERNAL_USER_ID, "42");
    check_issue(claims, NOW, HOUR, PBJWT_MISSING_USER_ID, PBJWT_CLAIM_NONE, __LINE__);
    set(claims, PBJWT_CLAIM_ID, "42");
    check_issue(claims, NOW, HOUR, PBJWT_OK, PBJWT_CLAIM_NONE, __LINE__);
    pbjwt_claims_free(claims);
}

static void a_lifetime_is_at_least_a_second_and_ends_by_the_year_9999(void **state) {
    (void)state;
    pbjwt_claims *claims = new_claims();
    static const struct {
        int64_t now;
        int64_t lifetime;
        pbjwt_status status;
    } rows[] = {
        {NOW, 0, PBJWT_INVALID_ARGUMENT},
        {NOW, -1, PBJWT_INVALID_ARGUMENT},
        {NOW, INT64_MIN, PBJWT_INVALID_ARGUMENT},
        {NOW, 1, PBJWT_OK},
        {NOW, 86400, PBJWT_OK},
        {NOW, PBJWT_MAX_NUMERIC_DATE - NOW, PBJWT_OK},
        {NOW, PBJWT_MAX_NUMERIC_DATE - NOW + 1, PBJWT_INVALID_ARGUMENT},
        {NOW, PBJWT_MAX_NUMERIC_DATE, PBJWT_INVALID_ARGUMENT},
        {NOW, INT64_MAX, PBJWT_INVALID_ARGUMENT},
        {0, 1, PBJWT_OK},
        {0, PBJWT_MAX_NUMERIC_DATE, PBJWT_OK},
        {0, PBJWT_MAX_NUMERIC_DATE + 1, PBJWT_INVALID_ARGUMENT},
        {PBJWT_MAX_NUMERIC_DATE - 1, 1, PBJWT_OK},
        {PBJWT_MAX_NUMERIC_DATE, 1, PBJWT_INVALID_ARGUMENT},
        {PBJWT_MAX_NUMERIC_DATE + 1, 1, PBJWT_INVALID_ARGUMENT},
        {-1, HOUR, PBJWT_INVALID_ARGUMENT},
        {INT64_MAX, 1, PBJWT_INVALID_ARGUMENT},
        {INT64_MIN, 1, PBJWT_INVALID_ARGUMENT},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_issue(claims, rows[i].now, rows[i].lifetime, rows[i].status, PBJWT_CLAIM_NONE,
                    __LINE__);
    }
    pbjwt_claims_free(claims);
}

static void a_token_that_would_never_be_good_is_not_issued(void **state) {
    (void)state;
    pbjwt_claims *claims = new_claims();
    static const struct {
        double not_before;
        pbjwt_status status;
    } rows[] = {
        {0, PBJWT_OK},
        {1750003599, PBJWT_OK},
        {1750003600, PBJWT_INVALID_ARGUMENT},
        {1750003601, PBJWT_INVALID_ARGUMENT},
        {253402300799.0, PBJWT_INVALID_ARGUMENT},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, rows[i].not_before), PBJWT_OK);
        check_issue(claims, NOW, HOUR, rows[i].status, PBJWT_CLAIM_NONE, __LINE__);
    }
    pbjwt_claims_free(claims);
}

static void an_expired_secret_does_not_sign(void **state) {
    (void)state;
    pbjwt_claims *claims = new_claims();
    pbjwt_secret *secret = new_secret(SECRET);
    assert_int_equal(pbjwt_secret_set_not_after(secret, NOW), PBJWT_OK);
    char *token = NULL;
    check_call(pbjwt_issue_at(secret, claims, NOW, HOUR, &token, NULL, NULL), PBJWT_OK);
    pbjwt_free(token);
    token = (char *)allocate(1);
    check_call(pbjwt_issue_at(secret, claims, NOW + 1, HOUR, &token, NULL, NULL),
               PBJWT_INVALID_ARGUMENT);
    check(token == NULL);
    pbjwt_secret_free(secret);
    pbjwt_claims_free(claims);
}

static void missing_arguments_are_reported(void **state) {
    (void)state;
    pbjwt_claims *claims = new_claims();
    pbjwt_secret *secret = new_secret(SECRET);
    char *token = (char *)allocate(1);
    size_t length = 99;
    pbjwt_claim fault = PBJWT_CLAIM_JTI;
    check_call(pbjwt_issue_at(NULL, claims, NOW, HOUR, &token, &length, &fault),
               PBJWT_INVALID_ARGUMENT);
    check(token == NULL && length == 0 && fault == PBJWT_CLAIM_NONE);
    token = (char *)allocate(1);
    check_call(pbjwt_issue_at(secret, NULL, NOW, HOUR, &token, &length, &fault),
               PBJWT_INVALID_ARGUMENT);
    check(token == NULL);
    check_call(pbjwt_issue_at(secret, claims, NOW, HOUR, NULL, &length, &fault),
               PBJWT_INVALID_ARGUMENT);
    token = (char *)allocate(1);
    check_call(pbjwt_issue(NULL, claims, HOUR, &token, &length, &fault), PBJWT_INVALID_ARGUMENT);
    check(token == NULL);
    check_call(pbjwt_issue(secret, claims, 0, &token, &length, &fault), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_issue(secret, claims, HOUR, NULL, &length, &fault), PBJWT_INVALID_ARGUMENT);
    pbjwt_secret_free(secret);
    pbjwt_claims_free(claims);
}

/* "m0":0 to "m<count - 1>":0 as an object. */
static const char *object_of(size_t count) {
    enum { LENGTH = 11 };
    char *text = allocate(count * LENGTH + 2);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + i * LENGTH, textf("%c\"m%05zu\":0", i == 0 ? '{' : ',', i), LENGTH + 1);
    }
    memcpy(text + count * LENGTH, "}", 2);
    return text;
}

static void a_token_has_at_most_a_mebibyte_and_1024_members(void **state) {
    struct fixture *f = *state;
    pbjwt_claims *claims = new_claims();
    /* 786371 bytes of payload are 1048495 characters: with header, signature and dots a mebibyte. */
    const size_t others = sizeof("{" PERSON ",\"name\":\"\"}") - 1;
    set(claims, PBJWT_CLAIM_NAME, repeat("n", 786371 - others));
    check_issue(claims, NOW, HOUR, PBJWT_OK, PBJWT_CLAIM_NONE, __LINE__);
    set(claims, PBJWT_CLAIM_NAME, repeat("n", 786372 - others));
    check_issue(claims, NOW, HOUR, PBJWT_TOKEN_TOO_LARGE, PBJWT_CLAIM_NONE, __LINE__);
    set(claims, PBJWT_CLAIM_NAME, repeat("n", 786500));
    check_issue(claims, NOW, HOUR, PBJWT_TOKEN_TOO_LARGE, PBJWT_CLAIM_NONE, __LINE__);
    const char *longest = repeat("n", 1048577);
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_NAME, longest, 1048577),
               PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_NAME, longest, 1048576), PBJWT_OK);
    check_issue(claims, NOW, HOUR, PBJWT_TOKEN_TOO_LARGE, PBJWT_CLAIM_NONE, __LINE__);
    pbjwt_claims_free(claims);

    claims = new_claims();
    const char *spaces = textf("{%s}", repeat(" ", 1048574));
    check_call(pbjwt_claims_set_custom(claims, spaces, 1048576), PBJWT_OK);
    check_issue(claims, NOW, HOUR, PBJWT_OK, PBJWT_CLAIM_NONE, __LINE__);
    check_call(pbjwt_claims_set_custom(claims, textf("%s ", spaces), 1048577),
               PBJWT_INVALID_ARGUMENT);
    const char *text = textf("{\"x\":\"%s\"}", repeat("n", 1048568));
    check_call(pbjwt_claims_set_custom(claims, text, 1048576), PBJWT_OK);
    check_issue(claims, NOW, HOUR, PBJWT_TOKEN_TOO_LARGE, PBJWT_CLAIM_NONE, __LINE__);
    pbjwt_claims_free(claims);

    claims = new_claims();
    const char *custom = object_of(1021); /* and email, iat, exp */
    check_call(pbjwt_claims_set_custom(claims, custom, strlen(custom)), PBJWT_OK);
    check_issue(claims, NOW, HOUR, PBJWT_OK, PBJWT_CLAIM_NONE, __LINE__);
    custom = object_of(1022);
    check_call(pbjwt_claims_set_custom(claims, custom, strlen(custom)), PBJWT_OK);
    check_issue(claims, NOW, HOUR, PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE, __LINE__);
    custom = object_of(1024);
    check_call(pbjwt_claims_set_custom(claims, custom, strlen(custom)), PBJWT_OK);
    check_issue(claims, NOW, HOUR, PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE, __LINE__);
    custom = object_of(1025);
    check_call(pbjwt_claims_set_custom(claims, custom, strlen(custom)), PBJWT_INVALID_ARGUMENT);
    pbjwt_claims_free(claims);
    (void)f;
}

static void check_custom(struct fixture *f, const pbjwt_claims *claims, const char *expected,
                         int line) {
    pbjwt_secret *secret = new_secret(SECRET);
    char *token = NULL;
    size_t length = 0;
    assert_int_equal(pbjwt_issue_at(secret, claims, NOW, HOUR, &token, &length, NULL), PBJWT_OK);
    verdict_of_both(f, token_of_bytes(token, length), NOW, PBJWT_OK, PBJWT_CLAIM_NONE, __FILE__,
                    line);
    char *json = NULL;
    assert_int_equal(pbjwt_identity_custom_json(f->identity, &json, &length), PBJWT_OK);
    expect_text(json, length, expected, "custom", __FILE__, line);
    pbjwt_free(json);
    pbjwt_free(token);
    pbjwt_secret_free(secret);
}

static void custom_members_are_issued(void **state) {
    struct fixture *f = *state;
    pbjwt_claims *claims = new_claims();
    check_custom(f, claims, "{}", __LINE__);
    static const char *const rows[] = {
        "{}",
        "{\"plan\":\"pro\"}",
        "{\"a\":[1,2.5,true,false,null,{\"b\":{}}],\"c\":\"\xc3\xa9\"}",
        "{\"i\":9223372036854775807,\"j\":-9223372036854775808}",
        "{\"Email\":1,\"\":2}",
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct token exact = token_of_text(rows[i]);
        check_call(pbjwt_claims_set_custom(claims, exact.bytes, exact.length), PBJWT_OK);
        check_custom(f, claims, rows[i], __LINE__);
    }
    const char *spaced = " { \"a\" : [ 1 , 2 ] } ";
    check_call(pbjwt_claims_set_custom(claims, spaced, strlen(spaced)), PBJWT_OK);
    check_custom(f, claims, "{\"a\":[1,2]}", __LINE__);
    const char *deep = textf("{\"a\":%s%s}", repeat("[", 31), repeat("]", 31));
    check_call(pbjwt_claims_set_custom(claims, deep, strlen(deep)), PBJWT_OK);
    check_custom(f, claims, deep, __LINE__);
    check_call(pbjwt_claims_set_custom(claims, NULL, 0), PBJWT_OK);
    check_custom(f, claims, "{}", __LINE__);
    pbjwt_claims_free(claims);
}

/* The texts are in blocks of exactly their size, so that a sanitizer detects an over-read. */
static void custom_members_of_every_length_are_read_to_their_end(void **state) {
    (void)state;
    pbjwt_claims *claims = new_claims();
    for (size_t length = 0; length < 80; length++) {
        const char *text = textf("{\"a\":\"%s\"}", repeat("x", length));
        struct token whole = token_of_text(text);
        check_call(pbjwt_claims_set_custom(claims, whole.bytes, whole.length), PBJWT_OK);
        for (size_t cut = 1; cut < 4; cut++) {
            struct token shorter = token_of_bytes(text, strlen(text) - cut);
            check_call(pbjwt_claims_set_custom(claims, shorter.bytes, shorter.length),
                       PBJWT_INVALID_ARGUMENT);
        }
        struct token number = token_of_text(textf("{\"a\":%s", repeat("1", length % 18 + 1)));
        check_call(pbjwt_claims_set_custom(claims, number.bytes, number.length),
                   PBJWT_INVALID_ARGUMENT);
        static const char *const ends[] = {"t",        "tru",
                                           "fals",     "nul",
                                           "-",        "1.",
                                           "1e",       "1e+",
                                           "\"\\",     "\"\\u",
                                           "\"\\u004", "\"\\ud83d\\ude0",
                                           "\"\xc3",   "\"\xf0\x9f\x98",
                                           "[",        "{",
                                           "{\"",      "[1,",
                                           "{\"b\":"};
        for (size_t i = 0; i < COUNT_OF(ends); i++) {
            struct token token = token_of_text(textf("{\"%s\":%s", repeat("n", length), ends[i]));
            check_call(pbjwt_claims_set_custom(claims, token.bytes, token.length),
                       PBJWT_INVALID_ARGUMENT);
        }
    }
    pbjwt_claims_free(claims);
}

static void bad_custom_members_are_refused(void **state) {
    struct fixture *f = *state;
    pbjwt_claims *claims = new_claims();
    check_call(pbjwt_claims_set_custom(claims, "{\"kept\":1}", 10), PBJWT_OK);
    const char *bad[64] = {
        "",
        " ",
        "null",
        "[]",
        "[{}]",
        "1",
        "\"x\"",
        "{",
        "{}}",
        "{}x",
        "{\"a\":1,}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":{\"b\":1,\"\\u0062\":1}}",
        "{\"a\":\"\\u0000\"}",
        "{\"a\":\"\xff\"}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":9223372036854775808}",
        "{\"a\":1e999}",
        "{\"a\":01}",
        "\xef\xbb\xbf{}",
        "{\"\\u0065mail\":\"x\"}",
        "{\"a\":1,\"\\u0065xp\":1}",
        "{\"exp\":1,\"a\":1}",
        textf("{\"a\":%s%s}", repeat("[", 32), repeat("]", 32)),
    };
    size_t count = 24;
    for (int claim = PBJWT_CLAIM_EMAIL; claim <= PBJWT_CLAIM_JTI; claim++) {
        bad[count++] = textf("{\"a\":1,\"%s\":null}", pbjwt_claim_name((pbjwt_claim)claim));
    }
    assert_true(count < COUNT_OF(bad));
    for (size_t i = 0; i < count; i++) {
        struct token exact = token_of_text(bad[i]);
        pbjwt_status status = pbjwt_claims_set_custom(claims, exact.bytes, exact.length);
        if (status != PBJWT_INVALID_ARGUMENT) {
            report(__FILE__, __LINE__, "%s: %s", pbjwt_status_name(status), bad[i]);
            check_call(pbjwt_claims_set_custom(claims, "{\"kept\":1}", 10), PBJWT_OK);
        }
    }
    check_call(pbjwt_claims_set_custom(claims, "{\"a\":1\0}", 8), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_claims_set_custom(claims, NULL, 5), PBJWT_INVALID_ARGUMENT);
    check_custom(f, claims, "{\"kept\":1}", __LINE__);
    pbjwt_claims_free(claims);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_token_needs_an_address),
        fixture_test(a_form_that_the_verifier_refuses_is_named),
        fixture_test(a_text_that_counts_as_absent_is_named),
        fixture_test(user_ids_do_not_conflict),
        fixture_test(a_user_hash_needs_a_user_id),
        fixture_test(a_lifetime_is_at_least_a_second_and_ends_by_the_year_9999),
        fixture_test(a_token_that_would_never_be_good_is_not_issued),
        fixture_test(an_expired_secret_does_not_sign),
        fixture_test(missing_arguments_are_reported),
        fixture_test(a_token_has_at_most_a_mebibyte_and_1024_members),
        fixture_test(custom_members_are_issued),
        fixture_test(custom_members_of_every_length_are_read_to_their_end),
        fixture_test(bad_custom_members_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
