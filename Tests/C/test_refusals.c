/* SPDX-License-Identifier: Apache-2.0 */

/* All refusals of a policy, not only the first one: explanations list them. */

#include "support.h"

#include "claims.h"
#include "json_marks.h"
#include "payload.h"
#include "policy.h"
#include "refusals.h"

#include <string.h>

#define EMAIL "\"email\":\"ann@example.com\""

/* Both ways to check a payload. The key doesn't matter, because no policy here checks a user_hash. */
static void judge_both_ways(const char *payload, const pbjwt_policy *policy, pbjwt_status *status,
                            pbjwt_claim *claim, pbjwti_refusals *refusals) {
    static const pbjwti_key key = {.mac = NULL};
    static const pbjwti_hash_key hash_key = {{1, 2}};
    pbjwt_identity *const identity = pbjwt_identity_new(4096);
    pbjwti_slots left;
    assert_non_null(identity);
    pbjwti_identity_empty(identity); /* as a verification begins */
    assert_true(pbjwti_space_reserve(&identity->space, strlen(payload) + PBJWTI_PADDING));
    const pbjwti_view text = {identity->space.bytes, strlen(payload)};
    memset(identity->space.bytes, 0, text.length + PBJWTI_PADDING);
    memcpy(identity->space.bytes, payload, text.length);
    identity->space.used = text.length;
    assert_int_equal(pbjwti_payload_read(text, &hash_key, &identity->claims, &left), PBJWT_OK);
    assert_int_equal(pbjwti_claims_read(&left, &identity->space, &identity->claims), PBJWT_OK);
    *status = pbjwti_policy_judge(policy, &key, NOW, identity);
    *claim = identity->fault;
    refusals->count = 0;
    pbjwti_policy_refusals(policy, &identity->claims, &key, &identity->mac_scratch, NOW, refusals);
    pbjwt_identity_free(identity);
}

static const char *listed(const pbjwti_refusals *refusals) {
    const char *all = "";
    for (size_t i = 0; i < refusals->count; i++) {
        const pbjwt_claim claim = (pbjwt_claim)refusals->of[i].claim;
        all = textf("%s%s%s%s%s", all, i > 0 ? " " : "",
                    pbjwt_status_name((pbjwt_status)refusals->of[i].status),
                    claim != PBJWT_CLAIM_NONE ? ":" : "",
                    claim != PBJWT_CLAIM_NONE ? pbjwt_claim_name(claim) : "");
    }
    return all;
}

struct row {
    const char *payload, *expected;
};

static const struct row rows[] = {
    {"{" PERSON "}", ""},
    {"{}", "missing_exp missing_email"},
    {"{\"email\":7}", "missing_exp malformed_claim:email"},
    {"{\"email\":\"undefined\"," TIMES "}", "missing_email"},
    {"{\"email\":\"ann\"," TIMES "}", "malformed_claim:email"},
    {"{\"email\":\"Ann@example.com\"," TIMES "}", "email_not_canonical"},
    {"{\"email\":\"ann@example.com \"," TIMES "}", "email_not_canonical"},
    {"{" EMAIL ",\"exp\":\"1\",\"nbf\":true,\"iat\":[]}",
     "malformed_claim:exp malformed_claim:nbf malformed_claim:iat"},
    {"{" EMAIL ",\"exp\":1749999000,\"iat\":1750009000,\"nbf\":1750009000}",
     "expired not_yet_valid issued_in_future malformed_claim:exp"},
    {"{" EMAIL ",\"exp\":1749999970,\"iat\":1749999000}", "expired"},
    {"{" EMAIL ",\"exp\":1749999971,\"iat\":1749999000}", ""},
    {"{" EMAIL ",\"exp\":1750003630,\"iat\":1750000000}", ""},
    {"{" EMAIL ",\"exp\":1750003631,\"iat\":1750000000}", "lifetime_too_long"},
    {"{" EMAIL ",\"exp\":1750003630,\"iat\":1750000030,\"nbf\":1750000030}", ""},
    {"{" EMAIL ",\"exp\":1750003660,\"iat\":1750000031,\"nbf\":1750000031}",
     "not_yet_valid issued_in_future"},
    {"{" EMAIL ",\"exp\":1750000000,\"iat\":1750000000}", "malformed_claim:exp"},
    {"{" PERSON ",\"sub\":7,\"id\":8}", "malformed_claim:sub malformed_claim:id"},
    {"{" PERSON ",\"sub\":\"a\",\"id\":\"b\"}", "conflicting_user_id"},
    {"{" PERSON ",\"sub\":\"a\",\"id\":\"ab\"}", "conflicting_user_id"},
    {"{" PERSON ",\"sub\":\"a\",\"id\":\"a\"}", ""},
    {"{" PERSON ",\"iss\":1,\"aud\":2,\"jti\":3,\"user_hash\":4}",
     "malformed_claim:iss malformed_claim:jti malformed_claim:aud"},
    {"{" PERSON ",\"name\":1,\"company_mrr\":\"7\",\"renewal_risk\":\"no\"}",
     "malformed_claim:name malformed_claim:company_mrr malformed_claim:renewal_risk"},
};

static void the_first_refusal_is_the_policys_and_the_others_follow(void **state) {
    (void)state;
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    check_call(pbjwt_policy_set_strict_claims(policy, true), PBJWT_OK);
    check_call(pbjwt_policy_set_email_form(policy, PBJWT_EMAIL_REQUIRE_LOWERCASE), PBJWT_OK);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pbjwti_refusals refusals;
        pbjwt_status status;
        pbjwt_claim claim;
        judge_both_ways(rows[i].payload, policy, &status, &claim, &refusals);
        const char *const got = listed(&refusals);
        if (strcmp(got, rows[i].expected) != 0)
            report(__FILE__, __LINE__, "%s: expected \"%s\", got \"%s\"", rows[i].payload,
                   rows[i].expected, got);
        const pbjwt_noted_refusal none = {PBJWT_OK, PBJWT_CLAIM_NONE};
        const pbjwt_noted_refusal first = refusals.count > 0 ? refusals.of[0] : none;
        if (first.status != status || first.claim != claim)
            report(__FILE__, __LINE__, "%s: the policy says %s", rows[i].payload,
                   pbjwt_status_name(status));
    }
    pbjwt_policy_free(policy);
}

static void a_malformed_claim_is_not_a_mismatch_too(void **state) {
    (void)state;
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    pbjwti_refusals refusals;
    pbjwt_status status;
    pbjwt_claim claim;
    check_call(pbjwt_policy_set_issuer(policy, "i", 1), PBJWT_OK);
    check_call(pbjwt_policy_set_audience(policy, "a", 1), PBJWT_OK);
    judge_both_ways("{" PERSON ",\"iss\":1,\"aud\":2}", policy, &status, &claim, &refusals);
    check(status == PBJWT_MALFORMED_CLAIM && claim == PBJWT_CLAIM_ISS);
    check(strcmp(listed(&refusals), "malformed_claim:iss malformed_claim:aud") == 0);
    pbjwt_policy_free(policy);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(the_first_refusal_is_the_policys_and_the_others_follow),
        fixture_test(a_malformed_claim_is_not_a_mismatch_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
