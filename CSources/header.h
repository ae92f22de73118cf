/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_HEADER_H
#define PBJWT_HEADER_H

#include "json.h"

PBJWTI_HIDDEN_BEGIN

typedef struct pbjwti_header {
    pbjwti_json_value kid; /* a string, or of kind PBJWT_JSON_ABSENT */
} pbjwti_header;

/*
 * Reads and checks the header's segment: form, "alg", "typ", then "crit" and "b64". `type` is the
 * required "typ", of at most PBJWT_MAX_TYPE_BYTES; absent for JWT or none. `key` is the one that
 * hashes names. `buffer` has pbjwti_base64url_room for the segment, and the header's views point into it.
 */
pbjwt_status pbjwti_header_read(pbjwti_view segment, pbjwti_view type, const pbjwti_hash_key *key,
                                unsigned char *buffer, pbjwti_header *header);

PBJWTI_HIDDEN_END

#endif
