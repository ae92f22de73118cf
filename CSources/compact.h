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

/* Returns PBJWT_OK, PBJWT_TOKEN_TOO_LARGE or PBJWT_MALFORMED_TOKEN. The signature may be empty. */
pbjwt_status pbjwti_compact_split(const unsigned char *token, size_t length, size_t max_bytes,
                                  pbjwti_compact *parts);

PBJWTI_HIDDEN_END

#endif
