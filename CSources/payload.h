/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_PAYLOAD_H
#define PBJWT_PAYLOAD_H

#include "slots.h"

PBJWTI_HIDDEN_BEGIN

/* Which claim a member's name is, or PBJWT_CLAIM_NONE. */
pbjwt_claim pbjwti_payload_claim(const pbjwti_json_value *name);

/*
 * Reads a payload: the members that are claims go to their slots, and the names of all others, and of
 * nested members, are listed in `names`, which has its key. Gives PBJWT_MALFORMED_PAYLOAD or PBJWT_DUPLICATE_MEMBER where
 * it is not one strict JSON object.
 */
pbjwt_status pbjwti_payload_read(pbjwti_view text, pbjwti_json_names *names, pbjwti_slots *slots);

PBJWTI_HIDDEN_END

#endif
