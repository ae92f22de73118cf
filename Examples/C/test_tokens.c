/* SPDX-License-Identifier: Apache-2.0 */

/* Tests the results for tokens. Meant to run under valgrind. */

#include "support.h"

#include <stdlib.h>
#include <string.h>

enum { HUGE_BYTES = 2 << 20 };

static pbjwt_verifier *verifier;
static pbjwt_identity *identity;

static int set_up(void **state) {
    (void)state;
    verifier = verifier_of("secret", NULL);
    identity = pbjwt_identity_new(0);
    return identity == NULL;
}

static int tear_down(void **state) {
    (void)state;
    pbjwt_identity_free(identity);
    pbjwt_verifier_release(verifier);
    return 0;
}

static void the_header_is_that_of_the_library(void **state) {
    (void)state;
    assert_string_equal(pbjwt_version(), PBJWT_VERSION_STRING);
    assert_int_equal(pbjwt_version_number(), PBJWT_VERSION_NUMBER);
}

/* Tokens */

static void the_good_token_tells_all_its_claims(void **state) {
    (void)state;
    assert_int_equal(verify_file(verifier, "good", -1, identity), PBJWT_OK);
    const pbjwt_identity_view view = read_identity(identity);
    assert_text(view.email, "ada@example.com");
    assert_text(view.canonical_email, "ada@example.com");
    assert_text(view.user_id, "usr_7Yk2L");
    assert_text(view.name, "Zo\xC3\xAB \"Ada\" Lovelace");
    assert_text(view.avatar_url, "https://cdn.example.com/avatars/7Yk2L.png");
    assert_text(view.company_name, "Analytical Engines Ltd");
    assert_text(view.company_id, "cmp_0042");
    assert_text(view.customer_status, "active");
    assert_text(view.renewal_date, "2026-03-31");
    assert_text(view.renewal_risk, "low");
    assert_text(view.account_owner_id, "own_17");
    assert_text(view.account_owner_email, "charles@example.org");
    assert_text(view.external_user_id, "003Dn00000XyZAB");
    assert_int_equal(view.numbers, PBJWT_HAS_COMPANY_MRR | PBJWT_HAS_RENEWAL_DATE |
                                       PBJWT_HAS_ISSUED_AT | PBJWT_HAS_EXPIRES_AT);
    assert_true(view.company_mrr == 1249.5);
    assert_true(view.renewal_date_seconds == 1774915200);
    assert_true(view.expires_at == view.issued_at + 3600);
    assert_int_equal(view.customer_status_kind, PBJWT_CUSTOMER_ACTIVE);
    assert_int_equal(view.renewal_risk_kind, PBJWT_RISK_LOW);
    assert_int_equal(view.user_hash, PBJWT_HASH_UNCHECKED);
    assert_int_equal(view.warning_count, 0);
    assert_int_equal(view.has_custom, 1);

    char *json;
    size_t length;
    assert_int_equal(pbjwt_identity_custom_json(identity, &json, &length), PBJWT_OK);
    assert_string_equal(json, "{\"plan\":{\"seats\":25}}");
    assert_int_equal(length, strlen(json));
    pbjwt_free(json);
}

/* The value of each claim in the minimal token, by claim number. */
static const char *minimal_text(pbjwt_claim claim) {
    if (claim == PBJWT_CLAIM_EMAIL)
        return "ada@example.com";
    if (claim == PBJWT_CLAIM_SUB)
        return "usr_7Yk2L";
    return claim == PBJWT_CLAIM_NAME ? "Ada Lovelace" : NULL;
}

static void the_minimal_token_leaves_all_else_absent(void **state) {
    (void)state;
    assert_int_equal(verify_file(verifier, "minimal", -1, identity), PBJWT_OK);
    for (size_t i = 1; i <= pbjwt_claim_count(); i++) {
        const pbjwt_claim claim = (pbjwt_claim)i;
        pbjwt_text view = {NULL, 12345};
        view.data = pbjwt_identity_text(identity, claim, &view.length);
        assert_text(view, minimal_text(claim));
        double value = 12345;
        const bool is_there = claim == PBJWT_CLAIM_IAT || claim == PBJWT_CLAIM_EXP;
        assert_int_equal(pbjwt_identity_number(identity, claim, &value), is_there);
        assert_int_equal(value != 0, is_there);
    }
    const pbjwt_identity_view view = read_identity(identity);
    assert_text(view.avatar_url, NULL);
    assert_text(view.key_id, NULL);
    assert_int_equal(view.numbers, PBJWT_HAS_ISSUED_AT | PBJWT_HAS_EXPIRES_AT);
    assert_int_equal(view.customer_status_kind, PBJWT_CUSTOMER_ABSENT);
    assert_int_equal(view.renewal_risk_kind, PBJWT_RISK_ABSENT);
    assert_int_equal(view.user_hash, PBJWT_HASH_ABSENT);
    assert_int_equal(view.audience_count, 0);
    assert_int_equal(view.has_custom, 0);
}

static void an_unusual_token_tells_the_rest_and_what_is_odd_about_it(void **state) {
    (void)state;
    assert_int_equal(verify_file(verifier, "unusual", -1, identity), PBJWT_OK);
    const pbjwt_identity_view view = read_identity(identity);
    assert_text(view.user_id, "4711");
    assert_text(view.avatar_url, "http://example.com/a.png");
    assert_text(view.issuer, "https://id.example.com");
    assert_text(view.token_id, "t-1");
    assert_text(view.customer_status, "paused");
    assert_text(view.company_id, NULL);
    assert_int_equal(view.customer_status_kind, PBJWT_CUSTOMER_OTHER);
    assert_int_equal(view.renewal_risk_kind, PBJWT_RISK_HIGH);
    assert_int_equal(view.numbers,
                     PBJWT_HAS_RENEWAL_DATE | PBJWT_HAS_NOT_BEFORE | PBJWT_HAS_EXPIRES_AT);
    assert_true(view.renewal_date_seconds == -14182940);
    assert_true(view.not_before == 1000000000.25);
    assert_int_equal(view.audience_count, 2);
    assert_text(view.audiences[0], "sso");
    assert_text(view.audiences[1], "widget");

    static const struct {
        const char *name, *claim;
    } odd[] = {
        {"missing_iat", "iat"},
        {"not_canonical", "email"},
        {"placeholder", "company_id"},
        {"wrong_type", "company_mrr"},
    };
    assert_int_equal(view.warning_count, 4);
    for (size_t i = 0; i < 4; i++) {
        const pbjwt_noted_warning warning = view.warnings[i];
        assert_string_equal(pbjwt_warning_name((pbjwt_warning)warning.kind), odd[i].name);
        assert_string_equal(pbjwt_claim_name((pbjwt_claim)warning.claim), odd[i].claim);
    }
}

static void bad_tokens_are_refused_by_status_name_claim_and_message(void **state) {
    (void)state;
    for (size_t i = 0; i < REFUSALS; i++) {
        const refusal *expected = &refusals[i];
        const pbjwt_status status = verify_file(verifier, expected->file, -1, identity);
        const pbjwt_claim fault = pbjwt_identity_claim_at_fault(identity);
        const char *claim = pbjwt_claim_name(fault);
        assert_int_equal(status, expected->status);
        assert_int_equal(status, expected->number);
        assert_string_equal(pbjwt_status_name(status), expected->name);
        assert_int_equal(claim != NULL, expected->claim != NULL);
        if (claim != NULL)
            assert_string_equal(claim, expected->claim);
        assert_non_null(strstr(pbjwt_claim_message(status, fault), expected->message));
        assert_int_not_equal(strlen(pbjwt_status_public_message(status)), 0);
    }
}

static void a_refused_token_leaves_nobody_in_the_identity(void **state) {
    (void)state;
    assert_int_equal(verify_file(verifier, "good", -1, identity), PBJWT_OK);
    assert_int_equal(verify_file(verifier, "forged", -1, identity), PBJWT_SIGNATURE_MISMATCH);
    pbjwt_identity_view view = {.size = sizeof view, .expires_at = 12345};
    assert_int_equal(pbjwt_identity_read(identity, &view), PBJWT_INVALID_ARGUMENT);
    assert_text(view.email, NULL);
    assert_true(view.expires_at == 0);
    char *json;
    assert_int_equal(pbjwt_identity_custom_json(identity, &json, NULL), PBJWT_INVALID_ARGUMENT);
    assert_null(json);
}

static void a_token_is_verified_at_a_given_time(void **state) {
    (void)state;
    assert_int_equal(verify_file(verifier, "good", -1, identity), PBJWT_OK);
    const int64_t expiry = (int64_t)read_identity(identity).expires_at;
    assert_int_equal(verify_file(verifier, "expired", expiry - 7200, identity), PBJWT_OK);
    assert_int_equal(verify_file(verifier, "good", expiry + 29, identity), PBJWT_OK);
    assert_int_equal(verify_file(verifier, "good", expiry + 30, identity), PBJWT_EXPIRED);
    assert_int_equal(verify_file(verifier, "good", expiry - 7200, identity),
                     PBJWT_ISSUED_IN_FUTURE);
    assert_int_equal(pbjwt_verify_at(verifier, "a.b.c", 5, -1, identity), PBJWT_INVALID_ARGUMENT);
}

static void what_is_no_token_is_refused(void **state) {
    (void)state;
    text token = read_token("good");
    char *huge = malloc(HUGE_BYTES);
    assert_non_null(huge);
    memset(huge, 'a', HUGE_BYTES);
    token.bytes[token.length / 2] = '\0';
    assert_int_not_equal(pbjwt_verify(verifier, token.bytes, token.length, identity), PBJWT_OK);
    assert_int_equal(pbjwt_verify(verifier, "a\0b", 3, identity), PBJWT_MALFORMED_TOKEN);
    assert_int_equal(pbjwt_verify(verifier, "", 0, identity), PBJWT_MALFORMED_TOKEN);
    assert_int_equal(pbjwt_verify(verifier, NULL, 0, identity), PBJWT_MALFORMED_TOKEN);
    assert_int_equal(pbjwt_verify(verifier, huge, HUGE_BYTES, identity), PBJWT_TOKEN_TOO_LARGE);
    free(token.bytes);
    free(huge);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_header_is_that_of_the_library),
        cmocka_unit_test(the_good_token_tells_all_its_claims),
        cmocka_unit_test(the_minimal_token_leaves_all_else_absent),
        cmocka_unit_test(an_unusual_token_tells_the_rest_and_what_is_odd_about_it),
        cmocka_unit_test(bad_tokens_are_refused_by_status_name_claim_and_message),
        cmocka_unit_test(a_refused_token_leaves_nobody_in_the_identity),
        cmocka_unit_test(a_token_is_verified_at_a_given_time),
        cmocka_unit_test(what_is_no_token_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
