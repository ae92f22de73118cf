/* SPDX-License-Identifier: Apache-2.0 */

/* The issuer: the contents of its tokens, as read by jansson and by the verifier. */

#include "support.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

enum { HOUR = 3600 };

static void set(pbjwt_claims *claims, pbjwt_claim claim, const char *text) {
    struct token exact = token_of_text(text);
    assert_int_equal(pbjwt_claims_set_text(claims, claim, exact.bytes, exact.length), PBJWT_OK);
}

/* A set with only the address. */
static pbjwt_claims *new_claims(void) {
    pbjwt_claims *claims = pbjwt_claims_new();
    assert_non_null(claims);
    set(claims, PBJWT_CLAIM_EMAIL, "ann@example.com");
    return claims;
}

/* Issues at NOW; the token is copied into the test's memory. */
static struct token issue_with(const pbjwt_secret *secret, const pbjwt_claims *claims,
                               int64_t lifetime) {
    char *text = NULL;
    size_t length = 0;
    pbjwt_claim fault = PBJWT_CLAIM_JTI;
    pbjwt_status status = pbjwt_issue_at(secret, claims, NOW, lifetime, &text, &length, &fault);
    check_call(status, PBJWT_OK);
    check(fault == PBJWT_CLAIM_NONE);
    if (text == NULL) {
        fail_msg("nothing was issued: %s of %s", pbjwt_status_name(status),
                 pbjwt_claim_name(fault) == NULL ? "-" : pbjwt_claim_name(fault));
    }
    check(strlen(text) == length);
    struct token token = token_of_bytes(text, length);
    pbjwt_free(text);
    return token;
}

static struct token issue(const pbjwt_claims *claims) {
    pbjwt_secret *secret = new_secret(SECRET);
    struct token token = issue_with(secret, claims, HOUR);
    pbjwt_secret_free(secret);
    return token;
}

static const char *segment_text(struct token token, size_t index) {
    const char *segment = token_segment(token, index);
    size_t length = 0;
    unsigned char *decoded = base64url_decode(segment, strlen(segment), &length);
    assert_int_equal(strlen((const char *)decoded), length);
    return (const char *)decoded;
}

static void check_json(const char *text, const char *expected, int line) {
    json_error_t error;
    json_t *got = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    json_t *wanted = json_loads(expected, JSON_REJECT_DUPLICATES, &error);
    assert_non_null(wanted);
    if (got == NULL || json_equal(got, wanted) != 1) {
        report(__FILE__, line, "expected %s, got %s", expected, text);
    }
    json_decref(got);
    json_decref(wanted);
}

/* The payload without the times, which are NOW and an hour later. */
static void check_issued(struct fixture *f, struct token token, const char *members, int line) {
    check_json(segment_text(token, 1),
               textf("{\"iat\":1750000000,\"exp\":1750003600%s%s}", members[0] == '\0' ? "" : ",",
                     members),
               line);
    verdict_of_both(f, token, NOW, PBJWT_OK, PBJWT_CLAIM_NONE, __FILE__, line);
}

static void the_smallest_token_has_an_address_and_times(void **state) {
    struct fixture *f = *state;
    pbjwt_claims *claims = new_claims();
    struct token token = issue(claims);
    check_issued(f, token, "\"email\":\"ann@example.com\"", __LINE__);
    check_json(segment_text(token, 0), "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", __LINE__);
    check_warnings(f, "");
    /* As the documents' servers sign it. */
    const char *input = textf("%s.%s", token_segment(token, 0), token_segment(token, 1));
    unsigned char mac[32];
    hmac_sha256(SECRET, strlen(SECRET), input, strlen(input), mac);
    check_text(token_segment(token, 2), strlen(token_segment(token, 2)), base64url(mac, 32));
    pbjwt_claims_free(claims);
    pbjwt_claims_free(NULL);
}

static void both_payload_forms_are_issued(void **state) {
    struct fixture *f = *state;
    for (int sso = 0; sso < 2; sso++) {
        pbjwt_claims *claims = new_claims();
        set(claims, sso ? PBJWT_CLAIM_ID : PBJWT_CLAIM_SUB, "42");
        set(claims, sso ? PBJWT_CLAIM_AVATAR_URL_CAMEL : PBJWT_CLAIM_AVATAR_URL, "https://a.b/c");
        set(claims, PBJWT_CLAIM_NAME, "Ann \"\\/\n\x01\x7f \xc3\xa9\xf0\x9f\x98\x80");
        set(claims, PBJWT_CLAIM_COMPANY_NAME, "Acme");
        set(claims, PBJWT_CLAIM_COMPANY_ID, "c-1");
        set(claims, PBJWT_CLAIM_CUSTOMER_STATUS, "paused");
        set(claims, PBJWT_CLAIM_RENEWAL_DATE, "2026-01-31T10:20:30.000Z");
        set(claims, PBJWT_CLAIM_RENEWAL_RISK, "low");
        set(claims, PBJWT_CLAIM_ACCOUNT_OWNER_ID, "o-1");
        set(claims, PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL, "o@b.c");
        set(claims, PBJWT_CLAIM_EXTERNAL_USER_ID, "e-1");
        set(claims, PBJWT_CLAIM_ISS, "i");
        set(claims, PBJWT_CLAIM_AUD, "a");
        set(claims, PBJWT_CLAIM_JTI, "j");
        assert_int_equal(pbjwt_claims_set_number(claims, PBJWT_CLAIM_COMPANY_MRR, 499), PBJWT_OK);
        assert_int_equal(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, 1749999990), PBJWT_OK);
        struct token token = issue(claims);
        check_issued(
            f, token,
            textf("\"email\":\"ann@example.com\",\"%s\":\"42\",\"%s\":\"https://a.b/c\","
                  "\"name\":\"Ann \\\"\\\\/\\n\\u0001\x7f \xc3\xa9\xf0\x9f\x98\x80\","
                  "\"company_name\":\"Acme\",\"company_id\":\"c-1\",\"customer_status\":\"paused\","
                  "\"renewal_date\":\"2026-01-31T10:20:30.000Z\",\"renewal_risk\":\"low\","
                  "\"account_owner_id\":\"o-1\",\"account_owner_email\":\"o@b.c\","
                  "\"external_user_id\":\"e-1\",\"iss\":\"i\",\"aud\":\"a\",\"jti\":\"j\","
                  "\"company_mrr\":499,\"nbf\":1749999990",
                  sso ? "id" : "sub", sso ? "avatarURL" : "avatar_url"),
            __LINE__);
        check_warnings(f, "");
        static const char *const told[] = {
            "ann@example.com",
            "ann@example.com",
            "42",
            "Ann \"\\/\n\x01\x7f \xc3\xa9\xf0\x9f\x98\x80",
            "https://a.b/c",
            "Acme",
            "c-1",
            "paused",
            "2026-01-31T10:20:30.000Z",
            "low",
            "o-1",
            "o@b.c",
            "e-1",
            "i",
            "j",
            NULL,
        };
        for (size_t i = 0; i < COUNT_OF(all_texts); i++) {
            check_view(f->identity, all_texts[i].get, told[i]);
        }
        check_number(f->identity, identity_issued_at, 1750000000);
        check_number(f->identity, identity_not_before, 1749999990);
        check_number(f->identity, identity_expires_at, 1750003600);
        check_number(f->identity, identity_company_mrr, 499);
        pbjwt_claims_free(claims);
    }
}

static void both_names_of_a_claim_may_be_set(void **state) {
    struct fixture *f = *state;
    pbjwt_claims *claims = new_claims();
    set(claims, PBJWT_CLAIM_SUB, "42");
    set(claims, PBJWT_CLAIM_ID, "42");
    set(claims, PBJWT_CLAIM_AVATAR_URL, "https://a.b/1");
    set(claims, PBJWT_CLAIM_AVATAR_URL_CAMEL, "https://a.b/2");
    check_issued(f, issue(claims),
                 "\"email\":\"ann@example.com\",\"sub\":\"42\",\"id\":\"42\","
                 "\"avatar_url\":\"https://a.b/1\",\"avatarURL\":\"https://a.b/2\"",
                 __LINE__);
    pbjwt_claims_free(claims);
}

static void a_claim_can_be_set_again_and_removed(void **state) {
    struct fixture *f = *state;
    pbjwt_claims *claims = new_claims();
    set(claims, PBJWT_CLAIM_NAME, "one");
    set(claims, PBJWT_CLAIM_NAME, "two");
    set(claims, PBJWT_CLAIM_COMPANY_ID, "gone");
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_COMPANY_ID, NULL, 0), PBJWT_OK);
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_JTI, NULL, 0), PBJWT_OK);
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_JTI, NULL, 1), PBJWT_INVALID_ARGUMENT);
    check_issued(f, issue(claims), "\"email\":\"ann@example.com\",\"name\":\"two\"", __LINE__);
    /* The set can be used again. */
    check_issued(f, issue(claims), "\"email\":\"ann@example.com\",\"name\":\"two\"", __LINE__);
    set(claims, PBJWT_CLAIM_EMAIL, "Bob@example.com");
    set(claims, PBJWT_CLAIM_NAME, " ");
    check_issued(f, issue(claims), "\"email\":\"Bob@example.com\",\"name\":\" \"", __LINE__);
    pbjwt_claims_free(claims);
}

static void a_setter_takes_only_its_own_claims(void **state) {
    (void)state;
    pbjwt_claims *claims = new_claims();
    static const pbjwt_claim no_texts[] = {
        PBJWT_CLAIM_NONE, PBJWT_CLAIM_COMPANY_MRR, PBJWT_CLAIM_EXP, PBJWT_CLAIM_NBF,
        PBJWT_CLAIM_IAT,  PBJWT_CLAIM_USER_HASH,   (pbjwt_claim)23, (pbjwt_claim)1000,
    };
    for (size_t i = 0; i < COUNT_OF(no_texts); i++) {
        check_call(pbjwt_claims_set_text(claims, no_texts[i], "x", 1), PBJWT_INVALID_ARGUMENT);
        check_call(pbjwt_claims_set_text(claims, no_texts[i], NULL, 0), PBJWT_INVALID_ARGUMENT);
    }
    for (int claim = 0; claim <= PBJWT_CLAIM_JTI + 1; claim++) {
        bool number = claim == PBJWT_CLAIM_COMPANY_MRR || claim == PBJWT_CLAIM_NBF;
        check_call(pbjwt_claims_set_number(claims, (pbjwt_claim)claim, 1),
                   number ? PBJWT_OK : PBJWT_INVALID_ARGUMENT);
    }
    static const char *const bad[] = {
        "\x80", "a\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "caf\xe9"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct token exact = token_of_text(bad[i]);
        check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_NAME, exact.bytes, exact.length),
                   PBJWT_INVALID_ARGUMENT);
    }
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_NAME, "a\0b", 3), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_NAME, "\0", 1), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_claims_set_text(NULL, PBJWT_CLAIM_NAME, "a", 1), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_claims_set_number(NULL, PBJWT_CLAIM_NBF, 1), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_claims_set_user_hash(NULL, true), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_claims_set_custom(NULL, "{}", 2), PBJWT_INVALID_ARGUMENT);
    pbjwt_claims_free(claims);
}

static void numbers_are_written_as_they_are(void **state) {
    struct fixture *f = *state;
    static const struct {
        double value;
        const char *text; /* after "company_mrr": in the payload, or NULL if any text is right */
    } rows[] = {
        {0, "0"},
        {499, "499"},
        {-12, "-12"},
        {499.99, NULL},
        {-0.5, "-0.5"},
        {9007199254740991, "9007199254740991"},
        {-9007199254740991, "-9007199254740991"},
        {9007199254740992, NULL},
        {-9007199254740992, NULL},
        {-1e300, NULL},
        {1e22, NULL},
        {1.7976931348623157e308, NULL},
        {5e-324, NULL},
        {0.1, NULL},
        {1e15 + 0.5, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pbjwt_claims *claims = new_claims();
        check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_COMPANY_MRR, rows[i].value),
                   PBJWT_OK);
        struct token token = issue(claims);
        check_token(f, token, PBJWT_OK);
        check_number(f->identity, identity_company_mrr, rows[i].value);
        size_t length = 0;
        const char *json = pbjwt_identity_member_json(f->identity, "company_mrr", 11, &length);
        if (rows[i].text != NULL) {
            check_text(json, length, rows[i].text);
        }
        pbjwt_claims_free(claims);
    }
    pbjwt_claims *claims = new_claims();
    const double bad[] = {(double)INFINITY, -(double)INFINITY, (double)NAN};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_COMPANY_MRR, bad[i]),
                   PBJWT_INVALID_ARGUMENT);
        check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, bad[i]),
                   PBJWT_INVALID_ARGUMENT);
    }
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, -1), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, -0.5), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, 253402300800.0),
               PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, 253402300799.5),
               PBJWT_INVALID_ARGUMENT);
    check_issued(f, issue(claims), "\"email\":\"ann@example.com\"", __LINE__);
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, 0), PBJWT_OK);
    check_issued(f, issue(claims), "\"email\":\"ann@example.com\",\"nbf\":0", __LINE__);
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, 1750000000.25), PBJWT_OK);
    check_issued(f, issue(claims), "\"email\":\"ann@example.com\",\"nbf\":1750000000.25", __LINE__);
    pbjwt_claims_free(claims);
}

/* Beyond 2^53 not every whole number is a double, so its digits may not be the intended ones. */
static void a_whole_number_is_written_as_an_integer_below_2_to_the_53(void **state) {
    struct fixture *f = *state;
    static const struct {
        double value;
        const char *text; /* NULL if it has a fraction or an exponent */
    } rows[] = {
        {9007199254740990, "9007199254740990"},
        {9007199254740991, "9007199254740991"},
        {9007199254740992, NULL},
        {9007199254740994, NULL},
        {18014398509481984, NULL},
        {9223372036854774784, NULL}, /* the last one below 2^63 */
        {9223372036854775808.0, NULL},
        {1e300, NULL},
    };
    for (size_t i = 0; i < 2 * COUNT_OF(rows); i++) {
        const bool negative = i % 2 == 1;
        const double value = negative ? -rows[i / 2].value : rows[i / 2].value;
        const char *const digits = rows[i / 2].text;
        pbjwt_claims *claims = new_claims();
        check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_COMPANY_MRR, value), PBJWT_OK);
        check_token(f, issue(claims), PBJWT_OK);
        check_number(f->identity, identity_company_mrr, value);
        size_t length = 0;
        const char *json = pbjwt_identity_member_json(f->identity, "company_mrr", 11, &length);
        const char *const written = textf("%.*s", (int)length, json);
        if (digits != NULL)
            check_text(written, length, textf("%s%s", negative ? "-" : "", digits));
        else if (strpbrk(written, ".e") == NULL)
            report(__FILE__, __LINE__, "%s is written as an integer", written);
        pbjwt_claims_free(claims);
    }
}

static void a_token_may_become_valid_later(void **state) {
    struct fixture *f = *state;
    pbjwt_claims *claims = new_claims();
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, 1750000600), PBJWT_OK);
    struct token token = issue(claims);
    check_token(f, token, PBJWT_NOT_YET_VALID);
    check_at(f, token, NOW + 600, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, 1750003599), PBJWT_OK);
    check_at(f, issue(claims), NOW + 3599, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, 1750003598.5), PBJWT_OK);
    check_at(f, issue(claims), NOW + 3599, PBJWT_OK, PBJWT_CLAIM_NONE);
    pbjwt_claims_free(claims);
}

static void the_key_id_is_in_the_header(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *id;
        const char *json;
    } rows[] = {
        {"production", "production"},
        {"a\"b\\c/d", "a\\\"b\\\\c/d"},
        {"schl\xc3\xbcssel \xf0\x9f\x94\x91", "schl\xc3\xbcssel \xf0\x9f\x94\x91"},
    };
    pbjwt_claims *claims = new_claims();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pbjwt_secret *secret = new_secret_with_id(SECRET, rows[i].id);
        pbjwt_verifier *verifier = NULL;
        assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
        struct token token = issue_with(secret, claims, HOUR);
        check_json(segment_text(token, 0),
                   textf("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}", rows[i].json),
                   __LINE__);
        check_verdict(verifier, f->identity, token, NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(f->identity, pbjwt_identity_key_id, rows[i].id);
        pbjwt_verifier_release(verifier);
        pbjwt_secret_free(secret);
    }
    pbjwt_secret *longest = new_secret_with_id(SECRET, repeat("k", 255));
    check_token(f, issue_with(longest, claims, HOUR), PBJWT_OK);
    pbjwt_secret_free(longest);
    pbjwt_claims_free(claims);
}

static void the_user_hash_is_that_of_the_documents(void **state) {
    struct fixture *f = *state;
    assert_int_equal(pbjwt_policy_set_user_hash(f->policy, PBJWT_USER_HASH_REQUIRED), PBJWT_OK);
    fixture_apply(f);
    static const pbjwt_claim names[] = {PBJWT_CLAIM_SUB, PBJWT_CLAIM_ID};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        pbjwt_claims *claims = new_claims();
        set(claims, names[i], "caf\xc3\xa9 42");
        check_token(f, issue(claims), PBJWT_MISSING_USER_HASH);
        check_call(pbjwt_claims_set_user_hash(claims, true), PBJWT_OK);
        struct token token = issue(claims);
        check_issued(f, token,
                     textf("\"email\":\"ann@example.com\",\"%s\":\"caf\xc3\xa9 42\","
                           "\"user_hash\":\"%s\"",
                           pbjwt_claim_name(names[i]), hmac_hex(SECRET, "caf\xc3\xa9 42")),
                     __LINE__);
        check(pbjwt_identity_user_hash(f->identity) == PBJWT_HASH_VERIFIED);
        check_call(pbjwt_claims_set_user_hash(claims, false), PBJWT_OK);
        check_token(f, issue(claims), PBJWT_MISSING_USER_HASH);
        pbjwt_claims_free(claims);
    }
}

static void the_clock_is_read_when_no_time_is_given(void **state) {
    struct fixture *f = *state;
    pbjwt_claims *claims = new_claims();
    pbjwt_secret *secret = new_secret(SECRET);
    char *text = NULL;
    size_t length = 0;
    check_call(pbjwt_issue(secret, claims, HOUR, &text, &length, NULL), PBJWT_OK);
    assert_non_null(text);
    struct token token = token_of_bytes(text, length);
    check_call(pbjwt_verify(f->fast, token.bytes, token.length, f->identity), PBJWT_OK);
    double issued = 0;
    double expires = 0;
    check(identity_issued_at(f->identity, &issued));
    check(identity_expires_at(f->identity, &expires));
    check((int64_t)expires - (int64_t)issued == HOUR && issued > 1750000000.0);
    pbjwt_free(text);
    text = NULL;
    check_call(pbjwt_issue(secret, claims, 1, &text, NULL, NULL), PBJWT_OK);
    pbjwt_free(text);
    pbjwt_secret_free(secret);
    pbjwt_claims_free(claims);
}

static void a_weak_secret_may_sign(void **state) {
    struct fixture *f = *state;
    pbjwt_claims *claims = new_claims();
    pbjwt_secret *secret = NULL;
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_secret_new_weak("weak", 4, PBJWT_SECRET_TEXT, &secret), PBJWT_OK);
    assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    check_verdict(verifier, f->identity, issue_with(secret, claims, HOUR), NOW, PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_warnings(f, "weak_secret:-");
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
    pbjwt_claims_free(claims);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(the_smallest_token_has_an_address_and_times),
        fixture_test(both_payload_forms_are_issued),
        fixture_test(both_names_of_a_claim_may_be_set),
        fixture_test(a_claim_can_be_set_again_and_removed),
        fixture_test(a_setter_takes_only_its_own_claims),
        fixture_test(numbers_are_written_as_they_are),
        fixture_test(a_whole_number_is_written_as_an_integer_below_2_to_the_53),
        fixture_test(a_token_may_become_valid_later),
        fixture_test(the_key_id_is_in_the_header),
        fixture_test(the_user_hash_is_that_of_the_documents),
        fixture_test(the_clock_is_read_when_no_time_is_given),
        fixture_test(a_weak_secret_may_sign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
