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

PBJWTI_HIDDEN_END

#endif
