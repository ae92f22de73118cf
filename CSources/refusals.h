/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_REFUSALS_H
#define PBJWT_REFUSALS_H

#include "verifier.h"

PBJWTI_HIDDEN_BEGIN

/*
 * Lists every refusal of a policy for these claims, in the order of the checks, each once and after
 * those already listed. It changes nothing else: the first that it lists is the one with which
 * pbjwti_policy_judge would refuse.
 *
 * `key`, which computes in `scratch`, is for the value of a user_hash that the policy checks. NULL:
 * the value isn't compared, because it is known to be correct, or because no key verified the
 * token. If it can't be computed, the list has PBJWT_OUT_OF_MEMORY or PBJWT_INTERNAL.
 */
void pbjwti_policy_refusals(const pbjwt_policy *policy, const pbjwti_typed_claims *claims,
                            const pbjwti_key *key, pbjwti_mac_scratch **scratch, int64_t now,
                            pbjwti_refusals *refusals);

/* Lists that the header's type isn't the policy's, for an otherwise valid header. `buffer` has room
   for the decoded segment. */
void pbjwti_header_refusal(const pbjwt_policy *policy, pbjwti_view segment,
                           const pbjwti_hash_key *key, unsigned char *buffer,
                           pbjwti_refusals *refusals);

PBJWTI_HIDDEN_END

#endif
