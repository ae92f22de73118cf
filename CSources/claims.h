/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_CLAIMS_H
#define PBJWT_CLAIMS_H

#include "slots.h"
#include "space.h"

PBJWTI_HIDDEN_BEGIN

/* What was read of a claim; by how the claim is read, it is the one or the other. */
typedef union pbjwti_typed_claim {
    pbjwti_view text; /* unescaped; undefined where the claim is not among `texts` */
    double number;    /* undefined where the claim isn't good */
} pbjwti_typed_claim;

/* The claims with their types and forms. What to make of these is for policy.c to say. */
typedef struct pbjwti_typed_claims {
    pbjwti_claim_set there; /* a member has that name, whatever its value is */
    pbjwti_claim_set good;
    pbjwti_claim_set coerced;     /* of the good ones: not written as it should be */
    pbjwti_claim_set wrong_types; /* a JSON type that the claim doesn't have */
    pbjwti_claim_set wrong_forms; /* of the right type, but not a value of the claim's */
    /* In none of these but `there`: null, or counting as absent. */
    pbjwti_claim_set texts;        /* strings, whatever else they are, and a number as a date */
    pbjwti_claim_set resembled;    /* by the name of a member that is none */
    pbjwti_claim_set placeholders; /* "undefined" and its kin, whatever else they are */
    bool has_custom;               /* members that are no claim */
    size_t audience_count;
    const pbjwt_text *audiences; /* the texts of a good "aud" */
    pbjwt_text audience;         /* of one that is a text */
    pbjwti_typed_claim of[PBJWTI_CLAIM_COUNT];
    /* What some texts mean; undefined where these claims aren't good. */
    pbjwti_view trimmed_email;
    double renewal_date; /* seconds since 1970 */
    unsigned char user_hash[PBJWTI_MAC_BYTES];
} pbjwti_typed_claims;

static inline bool pbjwti_is_malformed(const pbjwti_typed_claims *claims, pbjwt_claim claim) {
    return pbjwti_has(claims->wrong_types | claims->wrong_forms, claim);
}

/*
 * Gives each member that the payload has for a claim its type and form. `slots` are the members by
 * claim (payload.c); the texts go to `space` where they have to be unescaped. PBJWT_OUT_OF_MEMORY
 * is the one failure.
 */
pbjwt_status pbjwti_claims_read(const pbjwti_slots *slots, pbjwti_space *space,
                                pbjwti_typed_claims *claims);

/* Whether a text of the claim's counts as none: empty, or a placeholder for an e-mail or an id. */
bool pbjwti_claim_is_absent(pbjwt_claim claim, pbjwti_view text);

/* The user id: "sub", or else "id"; absent where neither is good. */
pbjwti_view pbjwti_claims_user_id(const pbjwti_typed_claims *claims);

PBJWTI_HIDDEN_END

#endif
