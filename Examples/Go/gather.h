/* SPDX-License-Identifier: Apache-2.0 */

/* Verifies and reads all that a token says in one call, since each from Go to C has its price. */
#ifndef GATHER_H
#define GATHER_H

#include <pbjwt.h>

/* `says` is a view of `identity`, which lives until `found_free`. */
typedef struct found {
    pbjwt_identity *identity;
    pbjwt_claim claim_at_fault;
    pbjwt_identity_view says;
    char *custom_json; /* NULL where there are no custom claims */
    size_t custom_length;
} found;

/* Whatever the status, found_free gives back what `to` holds. */
static inline pbjwt_status find(const pbjwt_verifier *verifier, const char *token, size_t length,
                                const int64_t *at, found *to) {
    to->identity = pbjwt_identity_new(0);
    if (to->identity == NULL)
        return PBJWT_OUT_OF_MEMORY;
    pbjwt_status status = at != NULL ? pbjwt_verify_at(verifier, token, length, *at, to->identity)
                                     : pbjwt_verify(verifier, token, length, to->identity);
    to->claim_at_fault = pbjwt_identity_claim_at_fault(to->identity);
    to->says.size = sizeof to->says;
    if (status == PBJWT_OK)
        status = pbjwt_identity_read(to->identity, &to->says);
    if (status == PBJWT_OK && to->says.has_custom)
        status = pbjwt_identity_custom_json(to->identity, &to->custom_json, &to->custom_length);
    return status;
}

static inline void found_free(found *from) {
    pbjwt_free(from->custom_json);
    pbjwt_identity_free(from->identity);
}

#endif
