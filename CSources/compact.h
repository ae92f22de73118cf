/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_COMPACT_H
#define PBJWT_COMPACT_H

#include "internal.h"

PBJWTI_HIDDEN_BEGIN

/* A token in compact form (RFC 7515, 7.1), split up; all are views of the caller's bytes. */
typedef struct pbjwti_compact {
    pbjwti_view header;
    pbjwti_view payload;
    pbjwti_view signature;
    pbjwti_view signing_input; /* header, dot, payload */
} pbjwti_compact;

/* The parts of a token with dots at `first` and `second`. */
static inline void pbjwti_compact_set(pbjwti_compact *parts, const unsigned char *token,
                                      const unsigned char *first, const unsigned char *second,
                                      const unsigned char *end) {
    parts->header = (pbjwti_view){token, (size_t)(first - token)};
    parts->payload = (pbjwti_view){first + 1, (size_t)(second - first - 1)};
    parts->signature = (pbjwti_view){second + 1, (size_t)(end - second - 1)};
    parts->signing_input = (pbjwti_view){token, (size_t)(second - token)};
}

/*
 * Splits a token that has dots where most tokens have them. It doesn't look for more dots, which would
 * take as long as a twentieth of a verification: a token with more is refused in any case, since a
 * dot isn't base64url. pbjwti_compact_has_more_dots says of a refused token whether
 * pbjwti_compact_split would have refused it.
 */
static PBJWTI_INLINE bool pbjwti_compact_guess(const unsigned char *token, size_t length,
                                               pbjwti_compact *parts) {
    /* Of {"alg":"HS256","typ":"JWT"}, in either order, and a dot with a MAC. */
    enum { HEADER_SIZE = 36, REST_SIZE = 1 + (PBJWTI_MAC_BYTES * 8 + 5) / 6 };
    if (length <= HEADER_SIZE + 1 + REST_SIZE || token[HEADER_SIZE] != '.' ||
        token[length - REST_SIZE] != '.')
        return false;
    pbjwti_compact_set(parts, token, token + HEADER_SIZE, token + length - REST_SIZE,
                       token + length);
    return true;
}
bool pbjwti_compact_has_more_dots(const pbjwti_compact *parts);

/* Returns PBJWT_OK, PBJWT_TOKEN_TOO_LARGE or PBJWT_MALFORMED_TOKEN. The signature may be empty. */
pbjwt_status pbjwti_compact_split(const unsigned char *token, size_t length, size_t max_bytes,
                                  pbjwti_compact *parts);

PBJWTI_HIDDEN_END

#endif
