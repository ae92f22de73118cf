/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Everything that a policy would refuse, while policy.c stops at the first. Nothing here is on the
 * path of a verification, so it asks each question separately.
 */
#include "refusals.h"

#include "header.h"
#include "policy.h"
#include "text.h"

static void list_refusal(pbjwti_refusals *refusals, pbjwt_status status, pbjwt_claim claim) {
    PBJWTI_ASSERT(refusals->count < PBJWTI_MAX_REFUSALS);
    refusals->of[refusals->count++] = (pbjwt_noted_refusal){(uint8_t)status, (uint8_t)claim};
}

static void list_if(bool refused, pbjwt_status status, pbjwti_refusals *refusals) {
    if (refused)
        list_refusal(refusals, status, PBJWT_CLAIM_NONE);
}

static void list_malformed(const pbjwti_typed_claims *claims, pbjwt_claim claim,
                           pbjwti_refusals *refusals) {
    if (pbjwti_is_malformed(claims, claim))
        list_refusal(refusals, PBJWT_MALFORMED_CLAIM, claim);
}

static void list_times(const pbjwt_policy *policy, const pbjwti_typed_claims *claims, int64_t now,
                       pbjwti_refusals *refusals) {
    const bool has_exp = pbjwti_has(claims->good, PBJWT_CLAIM_EXP);
    const bool has_iat = pbjwti_has(claims->good, PBJWT_CLAIM_IAT);
    const double exp = has_exp ? claims->of[PBJWT_CLAIM_EXP].number : 0;
    const double iat = has_iat ? claims->of[PBJWT_CLAIM_IAT].number : 0;
    const double past = (double)(now - policy->leeway);
    const double future = (double)(now + policy->leeway);

    list_malformed(claims, PBJWT_CLAIM_EXP, refusals);
    list_malformed(claims, PBJWT_CLAIM_NBF, refusals);
    list_malformed(claims, PBJWT_CLAIM_IAT, refusals);
    list_if(!has_exp && !pbjwti_is_malformed(claims, PBJWT_CLAIM_EXP) && !policy->allow_missing_exp,
            PBJWT_MISSING_EXP, refusals);
    list_if(has_exp && past >= exp, PBJWT_EXPIRED, refusals);
    list_if(pbjwti_has(claims->good, PBJWT_CLAIM_NBF) &&
                future < claims->of[PBJWT_CLAIM_NBF].number,
            PBJWT_NOT_YET_VALID, refusals);
    list_if(has_iat && iat > future, PBJWT_ISSUED_IN_FUTURE, refusals);
    if (has_iat && has_exp && exp <= iat)
        list_refusal(refusals, PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EXP);
    list_if(has_exp && policy->max_lifetime != 0 &&
                exp - (has_iat ? iat : (double)now) >
                    (double)(policy->max_lifetime + policy->leeway),
            PBJWT_LIFETIME_TOO_LONG, refusals);
}

static void list_identity(const pbjwt_policy *policy, const pbjwti_typed_claims *claims,
                          pbjwti_refusals *refusals) {
    if (pbjwti_has(claims->good, PBJWT_CLAIM_EMAIL))
        list_if(policy->email_form == PBJWT_EMAIL_REQUIRE_LOWERCASE && !claims->email_is_canonical,
                PBJWT_EMAIL_NOT_CANONICAL, refusals);
    else if (pbjwti_is_malformed(claims, PBJWT_CLAIM_EMAIL))
        list_refusal(refusals, PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
    else
        list_refusal(refusals, PBJWT_MISSING_EMAIL, PBJWT_CLAIM_NONE);
    list_malformed(claims, PBJWT_CLAIM_SUB, refusals);
    list_malformed(claims, PBJWT_CLAIM_ID, refusals);
    list_if(
        pbjwti_has(claims->good, PBJWT_CLAIM_SUB) && pbjwti_has(claims->good, PBJWT_CLAIM_ID) &&
            !pbjwti_view_equal(claims->of[PBJWT_CLAIM_SUB].text, claims->of[PBJWT_CLAIM_ID].text),
        PBJWT_CONFLICTING_USER_ID, refusals);
}

static void list_user_hash(const pbjwt_policy *policy, const pbjwti_typed_claims *claims,
                           const pbjwti_key *key, pbjwti_mac_scratch **scratch,
                           pbjwti_refusals *refusals) {
    const bool bad = pbjwti_is_malformed(claims, PBJWT_CLAIM_USER_HASH);
    const bool present = bad || pbjwti_has(claims->good, PBJWT_CLAIM_USER_HASH);
    const bool has_id = pbjwti_claims_user_id(claims).data != NULL;
    if (policy->user_hash == PBJWT_USER_HASH_OFF ||
        (policy->user_hash == PBJWT_USER_HASH_IF_PRESENT && !present))
        return;

    list_if(!present, PBJWT_MISSING_USER_HASH, refusals);
    list_if(!has_id, PBJWT_MISSING_USER_ID, refusals);
    list_malformed(claims, PBJWT_CLAIM_USER_HASH, refusals);
    if (!present || bad || !has_id || key == NULL)
        return;
    const pbjwt_status status = pbjwti_user_hash_compare(claims, key, scratch);
    if (status != PBJWT_OK) {
        list_refusal(refusals, status, PBJWT_CLAIM_NONE);
        pbjwti_mac_scratch_wipe(*scratch); /* it may contain the correct one, which the token
                                              doesn't have */
    }
}

static void list_parties(const pbjwt_policy *policy, const pbjwti_typed_claims *claims,
                         pbjwti_refusals *refusals) {
    list_malformed(claims, PBJWT_CLAIM_ISS, refusals);
    list_malformed(claims, PBJWT_CLAIM_JTI, refusals);
    list_malformed(claims, PBJWT_CLAIM_AUD, refusals);
    /* Malformed claims are reported as such. */
    list_if(policy->issuer.data != NULL && !pbjwti_is_malformed(claims, PBJWT_CLAIM_ISS) &&
                !(pbjwti_has(claims->good, PBJWT_CLAIM_ISS) &&
                  pbjwti_view_equal(claims->of[PBJWT_CLAIM_ISS].text,
                                    pbjwti_owned_view(&policy->issuer))),
            PBJWT_ISSUER_MISMATCH, refusals);
    list_if(policy->audience.data != NULL && !pbjwti_is_malformed(claims, PBJWT_CLAIM_AUD) &&
                !pbjwti_names_audience(claims, &policy->audience),
            PBJWT_AUDIENCE_MISMATCH, refusals);
}

/* Claims that any policy refuses if malformed; the steps before report them. */
static const pbjwti_claim_set refused_anyway =
    1u << PBJWT_CLAIM_EMAIL | 1u << PBJWT_CLAIM_SUB | 1u << PBJWT_CLAIM_ID |
    1u << PBJWT_CLAIM_USER_HASH | 1u << PBJWT_CLAIM_EXP | 1u << PBJWT_CLAIM_NBF |
    1u << PBJWT_CLAIM_IAT | 1u << PBJWT_CLAIM_ISS | 1u << PBJWT_CLAIM_AUD | 1u << PBJWT_CLAIM_JTI;

static void list_warned(const pbjwti_typed_claims *claims, pbjwti_refusals *refusals) {
    const pbjwti_claim_set odd =
        (claims->wrong_types | claims->wrong_forms | claims->coerced) & ~refused_anyway;
    for (size_t i = 0; i < PBJWTI_CLAIM_ROWS; i++)
        if (pbjwti_has(odd, (pbjwt_claim)pbjwti_claim_order[i]))
            list_refusal(refusals, PBJWT_MALFORMED_CLAIM, (pbjwt_claim)pbjwti_claim_order[i]);
}

void pbjwti_policy_refusals(const pbjwt_policy *policy, const pbjwti_typed_claims *claims,
                            const pbjwti_key *key, pbjwti_mac_scratch **scratch, int64_t now,
                            pbjwti_refusals *refusals) {
    list_times(policy, claims, now, refusals);
    list_identity(policy, claims, refusals);
    list_user_hash(policy, claims, key, scratch, refusals);
    list_parties(policy, claims, refusals);
    if (policy->strict_claims)
        list_warned(claims, refusals);
}

void pbjwti_header_refusal(const pbjwt_policy *policy, pbjwti_view segment,
                           const pbjwti_hash_key *key, unsigned char *buffer,
                           pbjwti_refusals *refusals) {
    pbjwti_header header;
    list_if(pbjwti_header_read(segment, pbjwti_owned_view(&policy->type), key, buffer, &header) ==
                PBJWT_UNSUPPORTED_TYPE,
            PBJWT_UNSUPPORTED_TYPE, refusals);
}

/* What an identity says about them; nothing if it is empty */

size_t pbjwt_identity_would_refuse_count(const pbjwt_identity *identity) {
    return identity != NULL ? identity->would_refuse.count : 0;
}

bool pbjwt_identity_would_refuse(const pbjwt_identity *identity, size_t index, pbjwt_status *status,
                                 pbjwt_claim *claim) {
    pbjwt_noted_refusal refusal = {PBJWT_OK, PBJWT_CLAIM_NONE};
    const bool there = index < pbjwt_identity_would_refuse_count(identity);
    if (there)
        refusal = identity->would_refuse.of[index];
    if (status != NULL)
        *status = (pbjwt_status)refusal.status;
    if (claim != NULL)
        *claim = (pbjwt_claim)refusal.claim;
    return there;
}
