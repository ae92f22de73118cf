/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_PAYLOAD_H
#define PBJWT_PAYLOAD_H

#include "claims.h"
#include "json_names.h"

PBJWTI_HIDDEN_BEGIN

/* Which claim a member's name is, or PBJWT_CLAIM_NONE. */
pbjwt_claim pbjwti_payload_claim(const pbjwti_json_value *name);

/*
 * Reads a payload, which is padded: PBJWTI_PADDING zeros follow it. The members that are claims go
 * to `claims`, which start as in an empty identity; those that need memory go to their slots in
 * `left`, for pbjwti_claims_read. Returns PBJWT_MALFORMED_PAYLOAD or PBJWT_DUPLICATE_MEMBER if it
 * is not one strict JSON object. `key` is the one that hashes names.
 */
pbjwt_status pbjwti_payload_read(pbjwti_view text, const pbjwti_hash_key *key,
                                 pbjwti_typed_claims *claims, pbjwti_slots *left);

PBJWTI_HIDDEN_END

#endif
