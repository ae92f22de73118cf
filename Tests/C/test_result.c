/* SPDX-License-Identifier: Apache-2.0 */

/* The result as JSON, to the byte. */
#include "support.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static const char *taken(pbjwt_status status, char *json, size_t length) {
    check_call(status, PBJWT_OK);
    if (status != PBJWT_OK)
        return "";
    check(strlen(json) == length);
    const char *const copy = textf("%s", json);
    pbjwt_free(json);
    return copy;
}

static const char *identity_json(const pbjwt_identity *identity) {
    char *json = NULL;
    size_t length = 0;
    const pbjwt_status status = pbjwt_identity_json(identity, &json, &length);
    return taken(status, json, length);
}

static const char *result_json(pbjwt_status status, pbjwt_claim claim,
                               const pbjwt_identity *identity) {
    char *json = NULL;
    size_t length = 0;
    const pbjwt_status written = pbjwt_result_json(status, claim, identity, &json, &length);
    return taken(written, json, length);
}

static void check_json(const char *json, const char *expected) {
    expect_text(json, strlen(json), expected, "JSON", __FILE__, __LINE__);
}

static void an_identity_has_every_member(void **state) {
    struct fixture *f = *state;
    check_payload(f, "{" PERSON "}", PBJWT_OK, PBJWT_CLAIM_NONE);
    static const char small[] =
        "{\"email\":\"ann@example.com\",\"canonical_email\":\"ann@example.com\",\"user_id\":null,"
        "\"name\":null,\"avatar_url\":null,\"company\":null,\"customer_status\":null,"
        "\"renewal_date\":null,\"renewal_risk\":null,\"account_owner_id\":null,"
        "\"account_owner_email\":null,\"external_user_id\":null,\"issued_at\":1749999940,"
        "\"not_before\":null,\"expires_at\":1750003540,\"issuer\":null,\"audience\":null,"
        "\"token_id\":null,\"user_hash\":\"absent\",\"custom\":{}}";
    check_json(identity_json(f->identity), small);
    check_json(result_json(PBJWT_OK, PBJWT_CLAIM_NONE, f->identity),
               textf("{\"status\":\"ok\",\"verified\":true,\"key\":null,\"warnings\":[],"
                     "\"would_refuse\":[],\"identity\":%s}",
                     small));

    check_payload(
        f,
        "{\"plan\" : {\n\t\"a\" :\r[ 1.0 , true ] },\"email\":\" Ann@Example.com\",\"id\":\"7\","
        "\"name\":\"Ann\",\"avatar_url\":\"https://a.example/\",\"company_id\":\"c\","
        "\"company_mrr\":1e3,\"customer_status\":\"active\",\"renewal_date\":1750000000,"
        "\"renewal_risk\":\"LOW\",\"account_owner_id\":\"o\",\"account_owner_email\":\"p\","
        "\"external_user_id\":\"e\",\"iss\":\"i\",\"aud\":[\"x\",\"y\"],\"jti\":\"j\","
        "\"nbf\":1749999941.25,\"user_hash\":7,\"Company\":1," TIMES "}",
        PBJWT_OK, PBJWT_CLAIM_NONE);
    check_json(
        result_json(PBJWT_OK, PBJWT_CLAIM_NONE, f->identity),
        "{\"status\":\"ok\",\"verified\":true,\"key\":null,\"warnings\":["
        "{\"claim\":\"email\",\"kind\":\"not_canonical\"},"
        "{\"claim\":\"renewal_date\",\"kind\":\"coerced\"},"
        "{\"claim\":\"renewal_risk\",\"kind\":\"coerced\"},"
        "{\"claim\":\"company_name\",\"kind\":\"unknown_name\"}],\"would_refuse\":[],\"identity\":"
        "{\"email\":\" Ann@Example.com\",\"canonical_email\":\" "
        "Ann@Example.com\",\"user_id\":\"7\","
        "\"name\":\"Ann\",\"avatar_url\":\"https://a.example/\","
        "\"company\":{\"id\":\"c\",\"name\":null,\"mrr\":1000},\"customer_status\":\"active\","
        "\"renewal_date\":\"1750000000\",\"renewal_risk\":\"low\",\"account_owner_id\":\"o\","
        "\"account_owner_email\":\"p\",\"external_user_id\":\"e\",\"issued_at\":1749999940,"
        "\"not_before\":1749999941.25,\"expires_at\":1750003540,\"issuer\":\"i\","
        "\"audience\":[\"x\",\"y\"],\"token_id\":\"j\",\"user_hash\":\"unchecked\","
        "\"custom\":{\"plan\":{\"a\":[1.0,true]},\"Company\":1}}}");
}

static void a_text_may_be_six_times_as_long(void **state) {
    struct fixture *f = *state;
    char *json = NULL;
    check_members(f, textf("\"name\":\"%s\"", repeat("\x7f", 3000)), PBJWT_OK, PBJWT_CLAIM_NONE);
    check_call(pbjwt_identity_json(f->identity, &json, NULL), PBJWT_OK);
    check(json != NULL &&
          strstr(json, textf("\"name\":\"%s\",\"avatar", repeat("\\u007f", 3000))) != NULL);
    pbjwt_free(json);
}

static void a_user_hash_that_was_checked_is_verified(void **state) {
    struct fixture *f = *state;
    check_call(pbjwt_policy_set_user_hash(f->policy, PBJWT_USER_HASH_IF_PRESENT), PBJWT_OK);
    fixture_apply(f);
    check_members(f, textf("\"sub\":\"7\",\"user_hash\":\"%s\"", hmac_hex(SECRET, "7")), PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check(strstr(identity_json(f->identity), ",\"user_hash\":\"verified\",") != NULL);
}

static void a_key_and_a_weak_secret_are_named(void **state) {
    struct fixture *f = *state;
    pbjwt_secret *secret = NULL;
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_secret_new_weak("short", 5, PBJWT_SECRET_TEXT, &secret), PBJWT_OK);
    assert_int_equal(pbjwt_secret_set_id(secret, "k\"1", 3), PBJWT_OK);
    assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    check_verdict(verifier, f->identity, make_token(HEADER, "{" PERSON "}", "short"), NOW, PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    const char *const json = result_json(PBJWT_OK, PBJWT_CLAIM_NONE, f->identity);
    static const char start[] =
        "{\"status\":\"ok\",\"verified\":true,\"key\":\"k\\\"1\",\"warnings\":"
        "[{\"claim\":null,\"kind\":\"weak_secret\"}],";
    check(strncmp(json, start, strlen(start)) == 0);
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
}

/* As a claim's text, and as a custom member's name and text. */
static void check_written(struct fixture *f, const char *sent, const char *expected) {
    check_members(f,
                  textf("\"name\":\"a%s\",\"x%s\":[\"%s\",{\"%s\":\"%s%s\"}]", sent, sent, sent,
                        sent, sent, sent),
                  PBJWT_OK, PBJWT_CLAIM_NONE);
    const char *const json = identity_json(f->identity);
    if (strstr(json, textf("\"name\":\"a%s\",", expected)) == NULL ||
        strstr(json, textf(",\"custom\":{\"x%s\":[\"%s\",{\"%s\":\"%s%s\"}]}}", expected, expected,
                           expected, expected, expected)) == NULL)
        report(__FILE__, __LINE__, "%s: expected %s in %s", sent, expected, json);
}

static void texts_are_written_by_one_rule(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *sent, *written;
    } rows[] = {
        {"\\/\\u0041", "/A"},
        {"\\\"\\\\", "\\\"\\\\"},
        {"\\b\\f\\n\\r\\t", "\\u0008\\u000c\\u000a\\u000d\\u0009"},
        {"\\u001f \x7e\x7f", "\\u001f ~\\u007f"},
        {"\xc2\x80\xc2\x9f\xc2\xa0", "\\u0080\\u009f\xc2\xa0"},
        {"\\u0085\xc3\xa9\\u00e9", "\\u0085\xc3\xa9\xc3\xa9"},
        {"\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9", "\xe2\x80\xa7\\u2028\\u2029"},
        {"\xc2\xad\xe2\x80\x8b\xe2\x80\xae\xef\xbb\xbf", "\\u00ad\\u200b\\u202e\\ufeff"},
        {"\\ud834\\udd73\xf0\x9d\x85\xb3\xf0\x9d\x85\xb2",
         "\\ud834\\udd73\\ud834\\udd73\xf0\x9d\x85\xb2"},
        {"\xf3\xa0\x80\x81", "\\udb40\\udc01"},
        {"\xf0\x9f\x9a\x80<&>'", "\xf0\x9f\x9a\x80<&>'"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_written(f, rows[i].sent, rows[i].written);
}

static void check_number_written(struct fixture *f, const char *sent, const char *expected) {
    check_members(f, textf("\"company_mrr\":%s,\"n\":%s", sent, sent), PBJWT_OK, PBJWT_CLAIM_NONE);
    const char *const json = identity_json(f->identity);
    if (strstr(json, textf("\"mrr\":%s}", expected)) == NULL ||
        strstr(json, textf("\"custom\":{\"n\":%s}}", sent)) == NULL)
        report(__FILE__, __LINE__, "%s: expected %s in %s", sent, expected, json);
}

static const struct {
    const char *sent, *written;
} numbers[] = {
    {"0", "0"},
    {"-0.0", "-0"},
    {"-0e5", "-0"},
    {"1200.00", "1200"},
    {"-1e3", "-1000"},
    {"0.1", "0.1"},
    {"1249.50", "1249.5"},
    {"0.30000000000000004", "0.30000000000000004"},
    {"123456789.123456789", "123456789.12345679"},
    {"9007199254740991.0", "9007199254740991"},
    {"9007199254740992", "9007199254740992"},
    {"-9007199254740993", "-9007199254740992"},
    {"1e21", "1e+21"},
    {"1.7976931348623157e308", "1.7976931348623157e+308"},
    {"5e-324", "4.94065645841247e-324"},
};

static void numbers_have_as_few_digits_as_read_back(void **state) {
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        check_number_written(f, numbers[i].sent, numbers[i].written);
}

static void the_locale_does_not_matter(void **state) {
    struct fixture *f = *state;
    const char *const locale = getenv("PBJWT_COMMA_LOCALE");
    if (locale == NULL) {
        print_message("left out: there is no locale with a decimal comma here\n");
        return;
    }
    assert_non_null(setlocale(LC_ALL, locale));
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        check_number_written(f, numbers[i].sent, numbers[i].written);
    setlocale(LC_ALL, "C");
}

static void a_refusal_has_its_claim_and_its_sentence(void **state) {
    struct fixture *f = *state;
    check_members(f, "\"sub\":7", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_SUB);
    check_json(
        result_json(PBJWT_MALFORMED_CLAIM, pbjwt_identity_claim_at_fault(f->identity), f->identity),
        textf("{\"status\":\"malformed_claim\",\"verified\":false,\"claim\":\"sub\",\"message\":\"%"
              "s\"}",
              pbjwt_claim_message(PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_SUB)));
    check(strcmp(pbjwt_claim_message(PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_SUB),
                 pbjwt_status_message(PBJWT_MALFORMED_CLAIM)) != 0);
    check_json(
        result_json(PBJWT_EXPIRED, PBJWT_CLAIM_NONE, NULL),
        textf("{\"status\":\"expired\",\"verified\":false,\"claim\":null,\"message\":\"%s\"}",
              pbjwt_status_message(PBJWT_EXPIRED)));
}

static void an_empty_identity_is_not_written(void **state) {
    struct fixture *f = *state;
    char *json = (char *)allocate(1);
    size_t length = 99;
    check_members(f, "\"sub\":7", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_SUB);
    check_call(pbjwt_identity_json(f->identity, &json, &length), PBJWT_INVALID_ARGUMENT);
    check(json == NULL && length == 0);
    json = (char *)allocate(1);
    check_call(pbjwt_result_json(PBJWT_OK, PBJWT_CLAIM_NONE, f->identity, &json, NULL),
               PBJWT_INVALID_ARGUMENT);
    check(json == NULL);
    check_call(pbjwt_result_json(PBJWT_OK, PBJWT_CLAIM_NONE, NULL, &json, NULL),
               PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_identity_json(NULL, &json, NULL), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_identity_json(f->identity, NULL, NULL), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_result_json(PBJWT_EXPIRED, PBJWT_CLAIM_NONE, NULL, NULL, NULL),
               PBJWT_INVALID_ARGUMENT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(an_identity_has_every_member),
        fixture_test(a_text_may_be_six_times_as_long),
        fixture_test(a_user_hash_that_was_checked_is_verified),
        fixture_test(a_key_and_a_weak_secret_are_named),
        fixture_test(texts_are_written_by_one_rule),
        fixture_test(numbers_have_as_few_digits_as_read_back),
        fixture_test(the_locale_does_not_matter),
        fixture_test(a_refusal_has_its_claim_and_its_sentence),
        fixture_test(an_empty_identity_is_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
