/* SPDX-License-Identifier: Apache-2.0 */

/* How a user_hash is written; what it is of is explain_hash.c's to find. */
#ifndef PBJWT_EXPLAIN_HASH_H
#define PBJWT_EXPLAIN_HASH_H

#include "explain.h"

PBJWTI_HIDDEN_BEGIN

/* A hash as it was sent. */
typedef struct pbjwti_sent_hash {
    unsigned char bytes[PBJWTI_MAC_BYTES];
    bool is_read;          /* the 32 bytes are known, however they are written */
    pbjwti_cause_id cause; /* what is wrong with how they are written, or PBJWTI_CAUSES */
    const char *words;     /* the same in words: "user_hash" ... */
} pbjwti_sent_hash;

/* Reads hex, hex with separators and base64 of any kind. explain_hash_form.c. */
void pbjwti_read_sent_hash(pbjwti_view text, pbjwti_sent_hash *sent);

PBJWTI_HIDDEN_END

#endif
