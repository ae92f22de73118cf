/* SPDX-License-Identifier: Apache-2.0 */
#include "policy.h"

static pbjwt_status malformed(pbjwt_identity *identity, pbjwt_claim claim) {
    identity->fault = (uint8_t)claim;
    return PBJWT_MALFORMED_CLAIM;
}

/* For a claim that isn't written as it should be: a refusal if the policy is strict, or a
   warning. */
static pbjwt_status check_form(const pbjwt_policy *policy, pbjwt_claim claim,
                               pbjwt_identity *identity) {
    const pbjwti_typed_claims *const claims = &identity->claims;
    pbjwt_warning kind;
    if (pbjwti_has(claims->wrong_types, claim))
        kind = PBJWT_WARNING_WRONG_TYPE;
    else if (pbjwti_has(claims->wrong_forms, claim))
        kind = PBJWT_WARNING_WRONG_FORM;
    else if (pbjwti_has(claims->coerced, claim))
        kind = PBJWT_WARNING_COERCED;
    else
        return PBJWT_OK;
    if (policy->strict_claims)
        return malformed(identity, claim);
    pbjwti_identity_warn(identity, kind, claim);
    return PBJWT_OK;
}

/* Whether any claim of a set is malformed: one test for those that nearly never are. */
static bool any_malformed(const pbjwti_typed_claims *claims, pbjwti_claim_set set) {
    return ((claims->wrong_types | claims->wrong_forms) & set) != 0;
}

static void warn_of_placeholder(pbjwt_identity *identity, pbjwt_claim claim) {
    if (pbjwti_has(identity->claims.placeholders, claim))
        pbjwti_identity_warn(identity, PBJWT_WARNING_PLACEHOLDER, claim);
}

/* Time */

static PBJWTI_SELDOM pbjwt_status malformed_time(pbjwt_identity *identity) {
    const pbjwti_typed_claims *const claims = &identity->claims;
    if (pbjwti_is_malformed(claims, PBJWT_CLAIM_EXP))
        return malformed(identity, PBJWT_CLAIM_EXP);
    if (pbjwti_is_malformed(claims, PBJWT_CLAIM_NBF))
        return malformed(identity, PBJWT_CLAIM_NBF);
    return malformed(identity, PBJWT_CLAIM_IAT);
}

/* A time of the token's, or one that refuses nothing where it has none. */
static double time_or(const pbjwti_typed_claims *claims, pbjwt_claim claim, double otherwise) {
    return pbjwti_has(claims->good, claim) ? claims->of[claim].number : otherwise;
}

/*
 * RFC 7519, 4.1.4 to 4.1.6. A time may have a fraction, so it is compared as a double; `now` and
 * the policy's seconds are whole and within 2^53, so their sums are exact.
 */
static pbjwt_status check_times(const pbjwt_policy *policy, int64_t now, pbjwt_identity *identity) {
    const pbjwti_typed_claims *const claims = &identity->claims;
    const bool has_exp = pbjwti_has(claims->good, PBJWT_CLAIM_EXP);
    const bool has_iat = pbjwti_has(claims->good, PBJWT_CLAIM_IAT);
    const double before_all = -1, after_all = 1 + (double)PBJWT_MAX_NUMERIC_DATE;
    const double exp = time_or(claims, PBJWT_CLAIM_EXP, after_all);
    const double nbf = time_or(claims, PBJWT_CLAIM_NBF, before_all);
    const double iat = time_or(claims, PBJWT_CLAIM_IAT, before_all);
    const double past = (double)(now - policy->leeway);
    const double future = (double)(now + policy->leeway);

    if (any_malformed(claims, PBJWTI_NUMERIC_DATES))
        return malformed_time(identity);
    if (!has_exp && !policy->allow_missing_exp)
        return PBJWT_MISSING_EXP;
    if (past >= exp)
        return PBJWT_EXPIRED;
    if (future < nbf)
        return PBJWT_NOT_YET_VALID;
    if (iat > future)
        return PBJWT_ISSUED_IN_FUTURE;
    if (exp <= iat)
        return malformed(identity, PBJWT_CLAIM_EXP);

    if (has_exp && policy->max_lifetime != 0) {
        const double from = has_iat ? iat : (double)now;
        if (exp - from > (double)(policy->max_lifetime + policy->leeway))
            return PBJWT_LIFETIME_TOO_LONG;
    }
    if (!has_iat)
        pbjwti_identity_warn(identity, PBJWT_WARNING_MISSING_IAT, PBJWT_CLAIM_IAT);
    return PBJWT_OK;
}

/* Identity */

static pbjwt_status check_email(const pbjwt_policy *policy, pbjwt_identity *identity) {
    if (pbjwti_is_malformed(&identity->claims, PBJWT_CLAIM_EMAIL))
        return malformed(identity, PBJWT_CLAIM_EMAIL);
    if (!pbjwti_has(identity->claims.good, PBJWT_CLAIM_EMAIL))
        return PBJWT_MISSING_EMAIL;

    const pbjwti_view email = identity->claims.of[PBJWT_CLAIM_EMAIL].text;
    const pbjwti_view trimmed = identity->claims.trimmed_email;
    const bool canonical = identity->claims.email_is_canonical;
    if (!canonical) {
        if (policy->email_form == PBJWT_EMAIL_REQUIRE_LOWERCASE)
            return PBJWT_EMAIL_NOT_CANONICAL;
        pbjwti_identity_warn(identity, PBJWT_WARNING_NOT_CANONICAL, PBJWT_CLAIM_EMAIL);
    }

    identity->canonical_email = email;
    if (!canonical && policy->email_form == PBJWT_EMAIL_LOWERCASED) {
        unsigned char *const lower = (unsigned char *)pbjwti_space_take(
            &identity->space, PBJWTI_SPACE_OF_EMAIL, trimmed.length);
        if (lower == NULL)
            return PBJWT_OUT_OF_MEMORY;
        for (size_t i = 0; i < trimmed.length; i++)
            lower[i] = pbjwti_ascii_lower(trimmed.data[i]);
        identity->canonical_email = (pbjwti_view){lower, trimmed.length};
    }
    return PBJWT_OK;
}

static PBJWTI_SELDOM pbjwt_status check_odd_user_id(pbjwt_identity *identity) {
    const pbjwti_typed_claims *const claims = &identity->claims;
    if (pbjwti_is_malformed(claims, PBJWT_CLAIM_SUB))
        return malformed(identity, PBJWT_CLAIM_SUB);
    if (pbjwti_is_malformed(claims, PBJWT_CLAIM_ID))
        return malformed(identity, PBJWT_CLAIM_ID);
    if (pbjwti_has(claims->good, PBJWT_CLAIM_SUB) && pbjwti_has(claims->good, PBJWT_CLAIM_ID) &&
        !pbjwti_view_equal(claims->of[PBJWT_CLAIM_SUB].text, claims->of[PBJWT_CLAIM_ID].text))
        return PBJWT_CONFLICTING_USER_ID;
    warn_of_placeholder(identity, PBJWT_CLAIM_SUB);
    warn_of_placeholder(identity, PBJWT_CLAIM_ID);
    return PBJWT_OK;
}

/* There is nothing to say if one of the two is valid and the other absent, or if both are
   absent. */
static pbjwt_status check_user_id(pbjwt_identity *identity) {
    const pbjwti_typed_claims *const claims = &identity->claims;
    const pbjwti_claim_set ids = 1u << PBJWT_CLAIM_SUB | 1u << PBJWT_CLAIM_ID;
    const bool odd = any_malformed(claims, ids) || (claims->placeholders & ids) != 0;
    return odd || (claims->good & ids) == ids ? check_odd_user_id(identity) : PBJWT_OK;
}

/* Apart, since it holds a MAC: only there is a stack to guard. */
static PBJWTI_APART pbjwt_status compare_user_hash(const pbjwti_key *key,
                                                   pbjwt_identity *identity) {
    const pbjwt_status status =
        pbjwti_user_hash_compare(&identity->claims, key, &identity->mac_scratch);
    if (status == PBJWT_OK)
        identity->user_hash = PBJWT_HASH_VERIFIED;
    return status;
}

static pbjwt_status check_user_hash(const pbjwt_policy *policy, const pbjwti_key *key,
                                    pbjwt_identity *identity) {
    const bool bad = pbjwti_is_malformed(&identity->claims, PBJWT_CLAIM_USER_HASH);
    const bool present = bad || pbjwti_has(identity->claims.good, PBJWT_CLAIM_USER_HASH);
    if (policy->user_hash == PBJWT_USER_HASH_OFF ||
        (policy->user_hash == PBJWT_USER_HASH_IF_PRESENT && !present)) {
        identity->user_hash = present ? PBJWT_HASH_UNCHECKED : PBJWT_HASH_ABSENT;
        return PBJWT_OK;
    }

    if (!present)
        return PBJWT_MISSING_USER_HASH;
    if (pbjwti_claims_user_id(&identity->claims).data == NULL)
        return PBJWT_MISSING_USER_ID;
    if (bad)
        return malformed(identity, PBJWT_CLAIM_USER_HASH);

    return compare_user_hash(key, identity);
}

/* Issuer and audience */

static PBJWTI_SELDOM pbjwt_status malformed_party(pbjwt_identity *identity) {
    const pbjwti_typed_claims *const claims = &identity->claims;
    if (pbjwti_is_malformed(claims, PBJWT_CLAIM_ISS))
        return malformed(identity, PBJWT_CLAIM_ISS);
    if (pbjwti_is_malformed(claims, PBJWT_CLAIM_JTI))
        return malformed(identity, PBJWT_CLAIM_JTI);
    return malformed(identity, PBJWT_CLAIM_AUD);
}

static pbjwt_status check_parties(const pbjwt_policy *policy, pbjwt_identity *identity) {
    const pbjwti_typed_claims *const claims = &identity->claims;
    const pbjwti_claim_set all =
        1u << PBJWT_CLAIM_ISS | 1u << PBJWT_CLAIM_JTI | 1u << PBJWT_CLAIM_AUD;
    if (any_malformed(claims, all))
        return malformed_party(identity);

    if (policy->issuer.data != NULL &&
        !(pbjwti_has(claims->good, PBJWT_CLAIM_ISS) &&
          pbjwti_is_wanted(claims->of[PBJWT_CLAIM_ISS].text, &policy->issuer)))
        return PBJWT_ISSUER_MISMATCH;
    if (policy->audience.data != NULL && !pbjwti_names_audience(claims, &policy->audience))
        return PBJWT_AUDIENCE_MISMATCH;
    return PBJWT_OK;
}

/* The rest */

/* The claims that warn in the steps before; and the times, which are valid or refused. */
static const pbjwti_claim_set told_before = 1u << PBJWT_CLAIM_EMAIL | 1u << PBJWT_CLAIM_SUB |
                                            1u << PBJWT_CLAIM_ID | 1u << PBJWT_CLAIM_USER_HASH;

static PBJWTI_SELDOM pbjwt_status check_odd(const pbjwt_policy *policy, pbjwti_claim_set odd,
                                            pbjwt_identity *identity) {
    for (size_t i = 0; i < PBJWTI_CLAIM_ROWS; i++) {
        const pbjwt_claim claim = (pbjwt_claim)pbjwti_claim_order[i];
        if (!pbjwti_has(odd, claim))
            continue;
        const pbjwt_status status = check_form(policy, claim, identity);
        if (status != PBJWT_OK)
            return status;
        warn_of_placeholder(identity, claim);
    }
    return PBJWT_OK;
}

static pbjwt_status check_warned(const pbjwt_policy *policy, pbjwt_identity *identity) {
    const pbjwti_typed_claims *const claims = &identity->claims;
    const pbjwti_claim_set odd =
        (claims->wrong_types | claims->wrong_forms | claims->coerced | claims->placeholders) &
        ~told_before;
    return odd == 0 ? PBJWT_OK : check_odd(policy, odd, identity); /* 0, nearly always */
}

/* For the claims that aren't present under their own names. */
static PBJWTI_SELDOM void warn_of_names(pbjwt_identity *identity) {
    pbjwti_claim_set there = identity->claims.there;
    for (size_t i = 0; i < PBJWTI_CLAIM_ROWS; i++)
        if (pbjwti_has(there, (pbjwt_claim)pbjwti_claim_order[i]))
            there |= pbjwti_bit((pbjwt_claim)pbjwti_claim_rows[pbjwti_claim_order[i]].of);
    for (size_t i = 0; i < PBJWTI_CLAIM_ROWS; i++) {
        const pbjwt_claim claim = (pbjwt_claim)pbjwti_claim_order[i];
        if (pbjwti_has(identity->claims.resembled & ~there, claim))
            pbjwti_identity_warn(identity, PBJWT_WARNING_UNKNOWN_NAME, claim);
    }
}

pbjwt_status pbjwti_policy_judge(const pbjwt_policy *policy, const pbjwti_key *key, int64_t now,
                                 pbjwt_identity *identity) {
    if (key->weak)
        pbjwti_identity_warn(identity, PBJWT_WARNING_WEAK_SECRET, PBJWT_CLAIM_NONE);

    pbjwt_status status = check_times(policy, now, identity);
    if (status == PBJWT_OK)
        status = check_email(policy, identity);
    if (status == PBJWT_OK)
        status = check_user_id(identity);
    if (status == PBJWT_OK)
        status = check_user_hash(policy, key, identity);
    if (status == PBJWT_OK)
        status = check_parties(policy, identity);
    if (status == PBJWT_OK)
        status = check_warned(policy, identity);
    if (status == PBJWT_OK && identity->claims.resembled != 0)
        warn_of_names(identity);
    return status;
}
