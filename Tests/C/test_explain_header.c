/* SPDX-License-Identifier: Apache-2.0 */

/* Explanations of a header, and of the key that it names. */

#include "explain_form_checks.h"

#define PAYLOAD "{" PERSON "}"

static struct token with_header(const char *header) {
    return make_token(header, PAYLOAD, SECRET);
}

struct row {
    const char *header;
    const char *causes;
    const char *found;
};

static void check_rows(const struct row *rows, size_t count, struct asked asked) {
    for (size_t i = 0; i < count; i++) {
        expect_causes(with_header(rows[i].header), asked, rows[i].causes, rows[i].found, __FILE__,
                      __LINE__);
    }
}

static void another_algorithm_is_explained(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"{}", "50", "no alg"},
        {"{\"typ\":\"JWT\"}", "50", "no alg"},
        {"{\"alg\":null}", "50", "isn't text, but \"null\""},
        {"{\"alg\":256}", "50", "\"256\""},
        {"{\"alg\":[\"HS256\"]}", "50", "[\\\"HS256\\\"]"},
        {"{\"alg\":\"\"}", "50", "empty"},
        {"{\"Alg\":\"HS256\"}", "50", "no alg"},
        {"{\"alg\":\"HS384\"}", "51", "HS384"},
        {"{\"alg\":\"HS512\"}", "51", NULL},
        {"{\"alg\":\"hs512\"}", "51", NULL},
        {"{\"alg\":\"RS256\"}", "52", NULL},
        {"{\"alg\":\"PS512\"}", "52", NULL},
        {"{\"alg\":\"ES256\",\"kid\":\"x\"}", "52", NULL},
        {"{\"alg\":\"ES256K\"}", "52", NULL},
        {"{\"alg\":\"EdDSA\"}", "52", NULL},
        {"{\"alg\":\"none\"}", "53", NULL},
        {"{\"alg\":\"nOnE\"}", "53", "nOnE"},
        {"{\"alg\":\"hs256\"}", "54", NULL},
        {"{\"alg\":\"HS-256\"}", "54", NULL},
        {"{\"alg\":\"HS256 \"}", "54", NULL},
        {"{\"alg\":\"HmacSHA256\"}", "54", NULL},
        {"{\"alg\":\"http://www.w3.org/2001/04/xmldsig-more#hmac-sha256\"}", "54", NULL},
        {"{\"alg\":\"A128KW\"}", "55", NULL},
        {"{\"alg\":\"\\u202e\"}", "55", "\\u202e"},
        {"{\"alg\":\"\xE2\x80\xAE\"}", "55", "\\u202e"},
        {"{\"\\u0061lg\":\"HS\\u003256\"}", "", NULL},
    };
    check_rows(rows, COUNT_OF(rows), NOTHING_ELSE);
    const char *const longer = textf("{\"alg\":\"%s\"}", repeat("HS256", 60));
    check_causes(with_header(longer), "55", "...");
}

static void another_type_is_explained(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}", "56", NULL},
        {"{\"alg\":\"HS256\",\"typ\":\"application/at+JWT\"}", "56", NULL},
        {"{\"alg\":\"HS256\",\"typ\":\"JWE\"}", "57", "takes JWT or none"},
        {"{\"alg\":\"HS256\",\"typ\":\"\"}", "57", NULL},
        {"{\"alg\":\"HS256\",\"typ\":null}", "58", "null"},
        {"{\"alg\":\"HS256\",\"typ\":[\"JWT\"]}", "58", NULL},
        {"{\"alg\":\"HS256\",\"typ\":\"jwt\"}", "", NULL},
        {"{\"alg\":\"HS256\",\"typ\":\"application/JWT\"}", "", NULL},
        {"{\"alg\":\"none\",\"typ\":\"at+jwt\"}", "53 56", NULL},
    };
    check_rows(rows, COUNT_OF(rows), NOTHING_ELSE);
    static const struct row wanting[] = {
        {"{\"alg\":\"HS256\"}", "57", "asks for \"sso+jwt\""},
        {"{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "57", "is \"JWT\", and the verifier asks for"},
        {"{\"alg\":\"HS256\",\"typ\":\"SSO+JWT\"}", "", NULL},
        {"{\"alg\":\"HS256\",\"typ\":\"sso\\u002Bjwt\"}", "", NULL},
        {"{\"alg\":\"HS256\",\"typ\":7}", "58", NULL},
    };
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    check_call(pbjwt_policy_set_type(policy, "sso+jwt", 7), PBJWT_OK);
    check_rows(wanting, COUNT_OF(wanting), (struct asked){.policy = policy});
    pbjwt_policy_free(policy);
}

static void critical_members_are_named(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"{\"alg\":\"HS256\",\"crit\":[\"exp\"]}", "59", "crit: \"[\\\"exp\\\"]\""},
        {"{\"alg\":\"HS256\",\"b64\":false}", "59", "b64: \"false\""},
        {"{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":true}", "59 59", NULL},
        {"{\"alg\":\"HS256\",\"crit\":null}", "59", NULL},
        {"{\"alg\":\"HS256\",\"jwk\":{}}", "", NULL},
    };
    check_rows(rows, COUNT_OF(rows), NOTHING_ELSE);
}

static pbjwt_secret *secret_until(const char *text, const char *id, int64_t not_after) {
    pbjwt_secret *const secret = id == NULL ? new_secret(text) : new_secret_with_id(text, id);
    check_call(pbjwt_secret_set_not_after(secret, not_after), PBJWT_OK);
    return secret;
}

static void a_missing_key_is_explained(void **state) {
    (void)state;
    pbjwt_secret *const production = new_secret_with_id(SECRET, "production");
    pbjwt_secret *const next = new_secret_with_id(OTHER_SECRET, "next");
    pbjwt_secret *const old = secret_until(OTHER_SECRET, "old", NOW - 60);
    pbjwt_secret *const late = secret_until(SECRET, NULL, NOW - 3600);
    pbjwt_secret *const nameless = new_secret(SECRET);
    pbjwt_secret *const held[] = {production, next}, *const rotated[] = {production, old},
                        *const gone[] = {late}, *const without[] = {nameless},
                        *const mixed[] = {nameless, old};
    const struct asked of_held = {.secrets = held, .secret_count = 2},
                       of_rotated = {.secrets = rotated, .secret_count = 2},
                       of_gone = {.secrets = gone, .secret_count = 1},
                       of_nameless = {.secrets = without, .secret_count = 1},
                       of_mixed = {.secrets = mixed, .secret_count = 2};
    const struct {
        const char *kid;
        struct asked asked;
        const char *causes;
        const char *found;
    } rows[] = {
        {"\"production\"", of_held, "", NULL},
        {"\"prod\\u0075ction\"", of_held, "", NULL},
        {"\"staging\"", of_held, "60",
         "\"staging\", and the verifier holds: \"production\", \"next\""},
        {"\"Production\"", of_held, "60", "Only the case"},
        {"\"\"", of_held, "60", NULL},
        {"7", of_held, "", NULL},
        {"null", of_held, "", NULL},
        {"\"old\"", of_rotated, "61", "\"old\" counted until 2025-06-15T15:05:40Z, 1 minute ago"},
        {"\"other\"", of_rotated, "60", "holds: \"production\"."},
        {"\"any\"", of_gone, "61", "1 hour ago"},
        {"7", of_gone, "61", "without an id"},
        {"\"any\"", of_nameless, "", NULL},
        {"\"old\"", of_mixed, "", NULL},
        {"\"any\"", of_mixed, "", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *const header = textf("{\"alg\":\"HS256\",\"kid\":%s}", rows[i].kid);
        expect_causes(with_header(header), rows[i].asked, rows[i].causes, rows[i].found, __FILE__,
                      __LINE__);
    }
    const char *const longest = textf("{\"alg\":\"HS256\",\"kid\":\"%s\"}", repeat("k", 2000));
    expect_causes(with_header(longest), of_held, "60", "kkk...", __FILE__, __LINE__);
    pbjwt_secret *const all[] = {production, next, old, late, nameless};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        pbjwt_secret_free(all[i]);
    }
}

static void a_header_that_is_not_json_is_explained(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"hello", "62", "\"hello\""},
        {"{\"alg\":\"HS256\",}", "62", NULL},
        {"{'alg':'HS256'}", "62", NULL},
        {"{\"alg\":\"HS256\",\"alg\":\"HS256\"}", "62", NULL},
        {"[]", "62", NULL},
        {"{\"alg\":\"HS256\"}\xC3", "62", NULL},
    };
    check_rows(rows, COUNT_OF(rows), NOTHING_ELSE);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pbjwt_report *const explained = explanation(with_header(rows[i].header), NOTHING_ELSE);
        /* The specific fault comes before the general cause. */
        if (*causes_between(explained, 110, 139) == 0) {
            report(__FILE__, __LINE__, "no fault of JSON:\n%s", all_found(explained));
        }
        check(strncmp(causes_between(explained, 0, 999), "62", 2) != 0);
        pbjwt_report_free(explained);
    }
    /* 65 members, where 64 are permitted. */
    char *members = textf("%s", "{\"alg\":\"HS256\"");
    for (int i = 0; i < 64; i++) {
        members = textf("%s,\"m%d\":0", members, i);
    }
    check_causes(with_header(textf("%s}", members)), "62", NULL);
}

static void a_missing_or_an_extra_beginning_is_explained(void **state) {
    (void)state;
    const char *const good = good_text();
    check_causes_of_text(good + 1, "43 38", "first characters (1)");
    check_causes_of_text(good + 2, "43 38", "first characters (2)");
    check_causes_of_text(textf("ssoToken%s", good), "26", "\"ssoToken\"");
    check_causes_of_text(textf("BEARER%s", good), "13 38", "\"BEARER\"");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(another_algorithm_is_explained),
        fixture_test(another_type_is_explained),
        fixture_test(critical_members_are_named),
        fixture_test(a_missing_key_is_explained),
        fixture_test(a_header_that_is_not_json_is_explained),
        fixture_test(a_missing_or_an_extra_beginning_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
