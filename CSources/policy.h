/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_POLICY_H
#define PBJWT_POLICY_H

#include "verifier.h"

PBJWTI_HIDDEN_BEGIN

/*
 * Judges the claims of identity->claims by the policy, the first failure first, and completes the
 * identity: warnings, canonical address, user hash. `key` is the one that verified the token.
 */
pbjwt_status pbjwti_policy_judge(const pbjwt_policy *policy, const pbjwti_key *key, int64_t now,
                                 pbjwt_identity *identity);

/* Whether a good user_hash is that of the user id, which is there: PBJWT_USER_HASH_MISMATCH where it isn't,
   PBJWT_OUT_OF_MEMORY or PBJWT_INTERNAL where that can't be computed. */
pbjwt_status pbjwti_user_hash_compare(const pbjwti_typed_claims *claims, const pbjwti_key *key,
                                      pbjwti_mac_scratch **scratch);

/* Whether a good "aud" is or holds it. */
bool pbjwti_names_audience(const pbjwti_typed_claims *claims, const pbjwti_owned_text *wanted);

PBJWTI_HIDDEN_END

#endif
