/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_CLAIMS_H
#define PBJWT_CLAIMS_H

#include "slots.h"
#include "space.h"

PBJWTI_HIDDEN_BEGIN

typedef enum pbjwti_state {
    PBJWTI_ABSENT = 0, /* or null, or counting as absent */
    PBJWTI_GOOD,
    PBJWTI_MALFORMED /* a type, form or range that the claim doesn't have */
} pbjwti_state;

/* A claim with its type. What to make of its state is for policy.c to say. */
typedef struct pbjwti_claim {
    pbjwti_state state;
    bool placeholder; /* "undefined" and its kin */
    pbjwti_view text; /* of a good text: unescaped */
    double number;    /* of a good number or date */
} pbjwti_claim;

typedef struct pbjwti_claims {
    pbjwti_claim of[PBJWTI_CLAIM_COUNT];
    /* Of an "aud" that is an array; in the working space. */
    const pbjwti_view *audiences;
    size_t audience_count;
} pbjwti_claims;

/*
 * Gives each member that the payload has for a claim its type and form. `slots` are the members by
 * claim (payload.c); the texts go to `space` where they have to be unescaped. PBJWT_OUT_OF_MEMORY
 * is the one failure.
 */
pbjwt_status pbjwti_claims_read(const pbjwti_slots *slots, pbjwti_space *space,
                                pbjwti_claims *claims);

/* The user id: "sub", or else "id"; absent where neither is good. */
pbjwti_view pbjwti_claims_user_id(const pbjwti_claims *claims);

PBJWTI_HIDDEN_END

#endif
