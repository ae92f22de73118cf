/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_POLICY_H
#define PBJWT_POLICY_H

#include "text.h"
#include "verifier.h"

PBJWTI_HIDDEN_BEGIN

/*
 * Judges identity->claims by the policy, stopping at the first failure, and completes the identity:
 * warnings, canonical address, user hash. `key` is the one that verified the token.
 */
pbjwt_status pbjwti_policy_judge(const pbjwt_policy *policy, const pbjwti_key *key, int64_t now,
                                 pbjwt_identity *identity);

/* The rest is also for refusals.c. */

/* Whether a well-formed user_hash is that of the user id, which is present:
   PBJWT_USER_HASH_MISMATCH if it isn't, PBJWT_OUT_OF_MEMORY or PBJWT_INTERNAL if that can't be
   computed. */
static PBJWTI_INLINE pbjwt_status pbjwti_user_hash_compare(const pbjwti_typed_claims *claims,
                                                           const pbjwti_key *key,
                                                           pbjwti_mac_scratch **scratch) {
    const pbjwti_view user_id = pbjwti_claims_user_id(claims);
    unsigned char computed[PBJWTI_MAC_BYTES];
    pbjwt_status status = pbjwti_mac_compute(key->mac, scratch, user_id, computed);
    if (status == PBJWT_OK && !pbjwti_mac_equal(claims->user_hash, computed))
        status = PBJWT_USER_HASH_MISMATCH;
    pbjwti_wipe(computed, sizeof computed);
    return status;
}

static inline bool pbjwti_is_wanted(pbjwti_view text, const pbjwti_owned_text *wanted) {
    return pbjwti_view_equal(text, pbjwti_owned_view(wanted));
}

/* Whether a good "aud" is or holds it. */
static PBJWTI_INLINE bool pbjwti_names_audience(const pbjwti_typed_claims *claims,
                                                const pbjwti_owned_text *wanted) {
    if (!pbjwti_has(claims->good, PBJWT_CLAIM_AUD))
        return false;
    for (size_t i = 0; i < claims->audience_count; i++)
        if (pbjwti_is_wanted(pbjwti_view_of(&claims->audiences[i]), wanted))
            return true;
    return false;
}

PBJWTI_HIDDEN_END

#endif
