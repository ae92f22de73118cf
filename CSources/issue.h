/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_ISSUE_H
#define PBJWT_ISSUE_H

#include "verifier.h"

PBJWTI_HIDDEN_BEGIN

struct pbjwt_claims {
    pbjwti_owned_text text[PBJWTI_CLAIM_COUNT]; /* by claim */
    double number[PBJWTI_CLAIM_COUNT];
    pbjwti_claim_set numbers; /* that are set */
    pbjwti_owned_text *audiences;
    size_t audience_count;
    pbjwti_owned_text type;   /* NULL: JWT */
    pbjwti_owned_text custom; /* a JSON object that the strict reader has read */
    bool with_user_hash;
};

/* What the issuer adds to the claims. */
typedef struct pbjwti_issuance {
    int64_t issued_at;
    int64_t expires_at;
    char user_hash[PBJWT_HASH_HEX_SIZE]; /* empty: none */
} pbjwti_issuance;

PBJWTI_HIDDEN_END

#endif
