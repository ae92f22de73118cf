/* SPDX-License-Identifier: Apache-2.0 */

/* Shared by the files that explain a user_hash. */
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

/* A search for what was hashed. */
typedef struct pbjwti_hash_search {
    pbjwti_sent_hash sent;
    pbjwti_view id; /* of the user; absent if the token has none */
    bool right;     /* it is the hash of the id by the right key */
    unsigned rank;  /* of a mismatch */
} pbjwti_hash_search;

/* Finds what was hashed, and reports it if that is wrong. explain_hash_source.c. */
bool pbjwti_find_hash_source(pbjwti_explaining *work, pbjwti_hash_search *search);

/* Whether it is this text's hash by a possibly correct key, of which at most so many are tried. */
bool pbjwti_is_hash_by_right_key(pbjwti_explaining *work, const pbjwti_hash_search *search,
                                 pbjwti_view text, size_t most_keys);

PBJWTI_HIDDEN_END

#endif
