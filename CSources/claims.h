/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_CLAIMS_H
#define PBJWT_CLAIMS_H

#include "forms.h"
#include "slots.h"
#include "space.h"

PBJWTI_HIDDEN_BEGIN

/* The value that was read for a claim; its reading decides which one. */
typedef union pbjwti_typed_claim {
    pbjwti_view text; /* unescaped; undefined where the claim is not among `texts` */
    double number;    /* undefined where the claim isn't good */
} pbjwti_typed_claim;

/* The claims with their types and forms. policy.c decides what follows from these. */
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
    bool email_is_canonical;       /* undefined where the claim isn't good */
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
 * A claim gets its type and form when the payload's walk reads its value, once: `claims` starts as
 * in an empty identity. A value that needs memory, a text with escapes or an array of audiences, is
 * left for pbjwti_claims_read: false.
 */
bool pbjwti_claims_take(pbjwti_typed_claims *claims, pbjwt_claim claim,
                        const pbjwti_json_value *value);

/* The same for a text without escapes, whatever its form, and an inlined version for texts that are
   usually valid. */
void pbjwti_claims_take_any_text(pbjwti_typed_claims *claims, pbjwt_claim claim, pbjwti_view text);
static PBJWTI_INLINE void pbjwti_claims_take_text(pbjwti_typed_claims *claims, pbjwt_claim claim,
                                                  pbjwti_view text) {
    if (!pbjwti_has(PBJWTI_PLAIN_TEXTS, claim) || text.length == 0 ||
        pbjwti_may_be_placeholder(text, false)) {
        pbjwti_claims_take_any_text(claims, claim, text);
        return;
    }
    claims->of[claim].text = text;
    claims->texts |= pbjwti_bit(claim);
    claims->good |= pbjwti_bit(claim);
}

/* The same for a number as it is written in `text`. */
void pbjwti_claims_take_number(pbjwti_typed_claims *claims, pbjwt_claim claim, double number,
                               pbjwti_view text);

/* The same for a time of ten digits, which is good. */
static PBJWTI_INLINE void pbjwti_claims_take_usual_time(pbjwti_typed_claims *claims,
                                                        pbjwt_claim claim, int64_t time) {
    claims->of[claim].number = (double)time;
    claims->good |= pbjwti_bit(claim);
}

/*
 * Reads the claims that were left: `slots` are these members by claim (payload.c); their texts go
 * to `space`. PBJWT_OUT_OF_MEMORY is the only failure.
 */
pbjwt_status pbjwti_claims_read(const pbjwti_slots *slots, pbjwti_space *space,
                                pbjwti_typed_claims *claims);

/* Whether the claim's text counts as absent: empty, or a placeholder for an e-mail or an id. */
bool pbjwti_claim_is_absent(pbjwt_claim claim, pbjwti_view text);

/* The user id: "sub", or else "id"; absent if neither is good. */
pbjwti_view pbjwti_claims_user_id(const pbjwti_typed_claims *claims);

PBJWTI_HIDDEN_END

#endif
