/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_CLAIMS_H
#define PBJWT_CLAIMS_H

#include "slots.h"
#include "space.h"

PBJWTI_HIDDEN_BEGIN

/* A set of claims: the bit 1 << claim of each. */
typedef uint32_t pbjwti_claim_set;

static inline bool pbjwti_has(pbjwti_claim_set set, pbjwt_claim claim) {
    return (set >> claim & 1) != 0;
}

/* A claim with its type, by which it is the one or the other. */
typedef union pbjwti_claim {
    pbjwti_view text; /* unescaped; undefined where the claim is not among `texts` */
    double number;    /* undefined where the claim isn't good */
} pbjwti_claim;

/* What to make of all this is for policy.c to say. */
typedef struct pbjwti_claims {
    pbjwti_claim_set good;
    pbjwti_claim_set malformed; /* a type, form or range that the claim doesn't have */
    /* In neither of these sets: absent, null, or counting as absent. */
    pbjwti_claim_set texts;        /* strings, whatever else they are */
    pbjwti_claim_set placeholders; /* "undefined" and its kin, whatever else they are */
    size_t audience_count;
    const pbjwti_view *audiences; /* the texts of a good "aud" */
    pbjwti_claim of[PBJWTI_CLAIM_COUNT];
    /* What two texts mean; undefined where these claims aren't good. */
    double renewal_date; /* seconds since 1970 */
    unsigned char user_hash[PBJWTI_MAC_BYTES];
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
