/* SPDX-License-Identifier: Apache-2.0 */

/* Reading an identity at once and by claim number, and setting claims by number. */
#include "support.h"

#include <string.h>

#define FULL                                                                                       \
    "{\"email\":\"Ann@example.com\",\"sub\":\"u-1\",\"name\":\"Ann\",\"avatarURL\":\"https://"     \
    "a.example/\","                                                                                \
    "\"company_id\":\"c-1\",\"company_name\":\"Acme\",\"company_mrr\":1249.5,"                     \
    "\"customer_status\":\"trial\",\"renewal_date\":\"1970-01-02\",\"renewal_risk\":\"HIGH\","     \
    "\"account_owner_id\":\"o-1\",\"account_owner_email\":\"o@example.com\","                      \
    "\"external_user_id\":\"e-1\",\"iss\":\"acme\",\"aud\":[\"portal\",\"widget\"],\"jti\":\"t-"   \
    "1\","                                                                                         \
    "\"nbf\":1749999941.5,\"plan\":\"pro\"," TIMES "}"

static void check_part(pbjwt_text text, const char *expected, const char *what) {
    expect_text(text.data, text.length, expected, what, __FILE__, __LINE__);
}

#define check_member(member, expected) check_part(view.member, expected, #member)

static void a_view_has_everything(void **state) {
    struct fixture *f = *state;
    pbjwt_identity_view view;
    memset(&view, 0xA5, sizeof view);
    view.size = sizeof view;
    check_payload(f, FULL, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_call(pbjwt_identity_read(f->identity, &view), PBJWT_OK);
    check(view.size == sizeof view);
    check_member(email, "Ann@example.com");
    check_member(canonical_email, "Ann@example.com");
    check_member(user_id, "u-1");
    check_member(name, "Ann");
    check_member(avatar_url, "https://a.example/");
    check_member(company_id, "c-1");
    check_member(company_name, "Acme");
    check_member(customer_status, "trial");
    check_member(renewal_date, "1970-01-02");
    check_member(renewal_risk, "high");
    check_member(account_owner_id, "o-1");
    check_member(account_owner_email, "o@example.com");
    check_member(external_user_id, "e-1");
    check_member(issuer, "acme");
    check_member(token_id, "t-1");
    check_member(key_id, NULL);
    check_member(payload, FULL);
    assert_int_equal(view.audience_count, 2);
    check_part(view.audiences[0], "portal", "audience");
    check_part(view.audiences[1], "widget", "audience");
    assert_int_equal(view.warning_count, 2);
    check(view.warnings[0].kind == PBJWT_WARNING_NOT_CANONICAL &&
          view.warnings[0].claim == PBJWT_CLAIM_EMAIL);
    check(view.warnings[1].kind == PBJWT_WARNING_COERCED &&
          view.warnings[1].claim == PBJWT_CLAIM_RENEWAL_RISK);
    check(view.numbers == (PBJWT_HAS_COMPANY_MRR | PBJWT_HAS_RENEWAL_DATE | PBJWT_HAS_ISSUED_AT |
                           PBJWT_HAS_NOT_BEFORE | PBJWT_HAS_EXPIRES_AT));
    check(view.company_mrr == 1249.5 && view.renewal_date_seconds == 86400);
    check(view.issued_at == 1749999940 && view.not_before == 1749999941.5);
    check(view.expires_at == 1750003540);
    check(view.customer_status_kind == PBJWT_CUSTOMER_TRIAL);
    check(view.renewal_risk_kind == PBJWT_RISK_HIGH);
    check(view.user_hash == PBJWT_HASH_ABSENT && view.has_custom == 1);
}

static void a_view_of_few_claims_has_nothing_else(void **state) {
    struct fixture *f = *state;
    pbjwt_identity_view view, empty;
    memset(&view, 0xA5, sizeof view);
    memset(&empty, 0, sizeof empty);
    view.size = empty.size = sizeof view;
    check_payload(f, "{" PERSON "}", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_call(pbjwt_identity_read(f->identity, &view), PBJWT_OK);
    check_member(email, "ann@example.com");
    check(view.numbers == (PBJWT_HAS_ISSUED_AT | PBJWT_HAS_EXPIRES_AT));
    check(view.audiences == NULL && view.warnings == NULL && view.has_custom == 0);
    view.email = empty.email;
    view.canonical_email = empty.canonical_email;
    view.payload = empty.payload;
    view.numbers = 0;
    view.issued_at = view.expires_at = 0;
    assert_memory_equal(&view, &empty, sizeof view);

    memset(&view, 0xA5, sizeof view);
    view.size = sizeof view;
    check_payload(f, "{}", PBJWT_MISSING_EXP, PBJWT_CLAIM_NONE);
    check_call(pbjwt_identity_read(f->identity, &view), PBJWT_INVALID_ARGUMENT);
    assert_memory_equal(&view, &empty, sizeof view);
}

/* A caller's header may be older or newer than the library. */
static void only_members_that_the_caller_knows_are_written(void **state) {
    struct fixture *f = *state;
    union {
        pbjwt_identity_view view;
        unsigned char bytes[sizeof(pbjwt_identity_view) + 64];
    } known;
    check_payload(f, FULL, PBJWT_OK, PBJWT_CLAIM_NONE);
    for (size_t size = sizeof(size_t); size <= sizeof known; size++) {
        memset(&known, 0xA5, sizeof known);
        known.view.size = size;
        check_call(pbjwt_identity_read(f->identity, &known.view), PBJWT_OK);
        check(known.view.size == size);
        for (size_t i = size; i < sizeof known; i++)
            check(known.bytes[i] == 0xA5);
        for (size_t i = sizeof known.view; i < size; i++)
            check(known.bytes[i] == 0);
    }
    memset(&known, 0xA5, sizeof known);
    known.view.size = sizeof(size_t) - 1;
    check_call(pbjwt_identity_read(f->identity, &known.view), PBJWT_INVALID_ARGUMENT);
    check(known.bytes[sizeof(size_t)] == 0xA5);
    check_call(pbjwt_identity_read(f->identity, NULL), PBJWT_INVALID_ARGUMENT);
    known.view.size = sizeof known.view;
    check_call(pbjwt_identity_read(NULL, &known.view), PBJWT_INVALID_ARGUMENT);
}

static void a_claim_is_a_text_or_a_number(void **state) {
    struct fixture *f = *state;
    check_payload(f, FULL, PBJWT_OK, PBJWT_CLAIM_NONE);
    for (unsigned i = 0; i < pbjwt_claim_count() + 3; i++) {
        const pbjwt_claim claim = (pbjwt_claim)i;
        const bool is_number = claim == PBJWT_CLAIM_COMPANY_MRR || claim == PBJWT_CLAIM_EXP ||
                               claim == PBJWT_CLAIM_NBF || claim == PBJWT_CLAIM_IAT;
        const bool is_text = i > 0 && i <= pbjwt_claim_count() && !is_number &&
                             claim != PBJWT_CLAIM_AUD && claim != PBJWT_CLAIM_ID &&
                             claim != PBJWT_CLAIM_AVATAR_URL && claim != PBJWT_CLAIM_USER_HASH;
        size_t length = 99;
        double value = 99;
        if ((pbjwt_identity_text(f->identity, claim, &length) != NULL) != is_text ||
            (is_text ? length == 0 : length != 0))
            report(__FILE__, __LINE__, "claim %u is%s a text", i, is_text ? " no" : "");
        if (pbjwt_identity_number(f->identity, claim, &value) != is_number ||
            (is_number ? value < 1000 : value != 0))
            report(__FILE__, __LINE__, "claim %u is%s a number", i, is_number ? " no" : "");
    }
    check(pbjwt_identity_text(f->identity, PBJWT_CLAIM_NAME, NULL) != NULL);
    check(pbjwt_identity_number(f->identity, PBJWT_CLAIM_EXP, NULL));
    check(pbjwt_identity_text(NULL, PBJWT_CLAIM_NAME, NULL) == NULL);
    check(!pbjwt_identity_number(NULL, PBJWT_CLAIM_EXP, NULL));
    double amount = 0;
    check_members(f, "\"company_mrr\":\"5.5\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    check(pbjwt_identity_text(f->identity, PBJWT_CLAIM_COMPANY_MRR, NULL) == NULL);
    check(pbjwt_identity_number(f->identity, PBJWT_CLAIM_COMPANY_MRR, &amount) && amount == 5.5);
    check_members(f, "\"aud\":\"portal\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    size_t length = 0;
    const char *const audience = pbjwt_identity_text(f->identity, PBJWT_CLAIM_AUD, &length);
    check_text(audience, length, "portal");
}

static void a_program_can_walk_through_a_trees_members(void **state) {
    struct fixture *f = *state;
    static const char *const names[] = {"b", "", "a"};
    check_members(f, "\"b\":1,\"\":{\"x\":[]},\"a\":null", PBJWT_OK, PBJWT_CLAIM_NONE);
    pbjwt_json *root = NULL;
    assert_int_equal(pbjwt_identity_custom_tree(f->identity, &root), PBJWT_OK);
    const void *position = NULL;
    const char *name;
    size_t length, count = 0;
    const pbjwt_json *value;
    while (pbjwt_json_next_member(root, &position, &name, &length, &value)) {
        assert_true(count < COUNT_OF(names));
        check_text(name, length, names[count]);
        check(value == pbjwt_json_member(root, name, length));
        count++;
    }
    assert_int_equal(count, COUNT_OF(names));
    check(name == NULL && length == 0 && value == NULL);

    position = NULL;
    check(pbjwt_json_next_member(root, &position, NULL, NULL, NULL));
    position = NULL;
    check(!pbjwt_json_next_member(pbjwt_json_member(root, "b", 1), &position, &name, &length,
                                  &value));
    check(!pbjwt_json_next_member(NULL, &position, &name, &length, &value) && name == NULL);
    check(!pbjwt_json_next_member(root, NULL, &name, &length, &value) && value == NULL);
    pbjwt_json_free(root);
}

/* Issuing */

static const char *issued(const pbjwt_claims *claims) {
    pbjwt_secret *const secret = new_secret(SECRET);
    char *token = NULL;
    size_t length, decoded;
    assert_int_equal(pbjwt_issue_at(secret, claims, NOW, 60, &token, &length, NULL), PBJWT_OK);
    pbjwt_secret_free(secret);
    const char *const payload = token_segment(token_of_bytes(token, length), 1);
    pbjwt_free(token);
    const unsigned char *const json = base64url_decode(payload, strlen(payload), &decoded);
    return textf("%.*s", (int)decoded, (const char *)json);
}

#define ISSUED_TIMES ",\"iat\":1750000000,\"exp\":1750000060}"

static void check_issued(const pbjwt_claims *claims, const char *members) {
    const char *const payload = issued(claims);
    const char *const expected = textf("{\"email\":\"a@b.c\"%s%s", members, ISSUED_TIMES);
    expect_text(payload, strlen(payload), expected, "payload", __FILE__, __LINE__);
}

static void a_claim_that_is_set_can_be_unset(void **state) {
    (void)state;
    pbjwt_claims *const claims = pbjwt_claims_new();
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5), PBJWT_OK);
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_NAME, "A", 1), PBJWT_OK);
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_COMPANY_MRR, 5), PBJWT_OK);
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, 5), PBJWT_OK);
    check_issued(claims, ",\"name\":\"A\",\"company_mrr\":5,\"nbf\":5");
    check_call(pbjwt_claims_unset(claims, PBJWT_CLAIM_COMPANY_MRR), PBJWT_OK);
    check_issued(claims, ",\"name\":\"A\",\"nbf\":5");
    check_call(pbjwt_claims_unset(claims, PBJWT_CLAIM_NBF), PBJWT_OK);
    check_call(pbjwt_claims_unset(claims, PBJWT_CLAIM_NAME), PBJWT_OK);
    check_call(pbjwt_claims_unset(claims, PBJWT_CLAIM_NAME), PBJWT_OK);
    check_issued(claims, "");
    static const pbjwt_claim never_set[] = {PBJWT_CLAIM_NONE, PBJWT_CLAIM_EXP, PBJWT_CLAIM_IAT,
                                            PBJWT_CLAIM_USER_HASH, (pbjwt_claim)99};
    for (size_t i = 0; i < COUNT_OF(never_set); i++)
        check_call(pbjwt_claims_unset(claims, never_set[i]), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_claims_unset(NULL, PBJWT_CLAIM_NAME), PBJWT_INVALID_ARGUMENT);
    pbjwt_claims_free(claims);
}

static void a_token_can_be_for_several_audiences(void **state) {
    (void)state;
    pbjwt_claims *const claims = pbjwt_claims_new();
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5), PBJWT_OK);
    check_call(pbjwt_claims_add_audience(claims, "x", 1), PBJWT_OK);
    check_issued(claims, ",\"aud\":\"x\"");
    check_call(pbjwt_claims_add_audience(claims, "", 0), PBJWT_OK);
    check_call(pbjwt_claims_add_audience(claims, "y", 1), PBJWT_OK);
    check_issued(claims, ",\"aud\":[\"x\",\"\",\"y\"]");
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_AUD, "z", 1), PBJWT_OK);
    check_issued(claims, ",\"aud\":\"z\"");
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_AUD, "\xff", 1), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_claims_add_audience(claims, "\xff", 1), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_claims_add_audience(claims, NULL, 0), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_claims_add_audience(NULL, "x", 1), PBJWT_INVALID_ARGUMENT);
    check_issued(claims, ",\"aud\":\"z\"");
    check_call(pbjwt_claims_unset(claims, PBJWT_CLAIM_AUD), PBJWT_OK);
    check_issued(claims, "");
    pbjwt_claims_free(claims);
}

static void no_token_begins_after_its_secret_has_expired(void **state) {
    (void)state;
    pbjwt_secret *const secret = new_secret(SECRET);
    pbjwt_claims *const claims = pbjwt_claims_new();
    static const struct {
        double not_before;
        pbjwt_status status;
    } rows[] = {
        {NOW + 10, PBJWT_OK},
        {NOW + 10.5, PBJWT_INVALID_ARGUMENT},
        {NOW + 11, PBJWT_INVALID_ARGUMENT},
        {NOW - 1, PBJWT_OK},
    };
    check_call(pbjwt_secret_set_not_after(secret, NOW + 10), PBJWT_OK);
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5), PBJWT_OK);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *token = NULL;
        check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, rows[i].not_before), PBJWT_OK);
        check_call(pbjwt_issue_at(secret, claims, NOW, 60, &token, NULL, NULL), rows[i].status);
        pbjwt_free(token);
    }
    pbjwt_claims_free(claims);
    pbjwt_secret_free(secret);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_view_has_everything),
        fixture_test(a_view_of_few_claims_has_nothing_else),
        fixture_test(only_members_that_the_caller_knows_are_written),
        fixture_test(a_claim_is_a_text_or_a_number),
        fixture_test(a_program_can_walk_through_a_trees_members),
        fixture_test(a_claim_that_is_set_can_be_unset),
        fixture_test(a_token_can_be_for_several_audiences),
        fixture_test(no_token_begins_after_its_secret_has_expired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
