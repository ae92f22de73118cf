/* SPDX-License-Identifier: Apache-2.0 */

/* A caller's counts. One thread at a time writes a number, and any thread may read it. */
#ifndef PBJWT_COUNTS_H
#define PBJWT_COUNTS_H

#include "verifier.h"

PBJWTI_HIDDEN_BEGIN

enum {
    PBJWTI_COUNTED_STATUSES = PBJWT_INTERNAL + 1,
    PBJWTI_COUNTED_WARNINGS = PBJWT_WARNING_UNKNOWN_NAME + 1
};

typedef _Atomic uint64_t pbjwti_count;

/* A key's id, or its label if it has none. */
typedef struct pbjwti_counted_key {
    pbjwti_count tokens;
    size_t length;
    unsigned char label[PBJWT_MAX_KEY_ID_BYTES];
} pbjwti_counted_key;

struct pbjwt_counts {
    pbjwti_count statuses[PBJWTI_COUNTED_STATUSES];
    pbjwti_count warnings[PBJWTI_COUNTED_WARNINGS];
    pbjwti_count would_refuse[PBJWTI_COUNTED_STATUSES]; /* for PBJWT_OK: tokens with any */
    atomic_size_t key_count; /* the keys below it are never written again */
    pbjwti_counted_key keys[PBJWT_MAX_COUNTED_KEYS];
};

static inline uint64_t pbjwti_count_read(const pbjwti_count *count) {
    return atomic_load_explicit(count, memory_order_relaxed);
}

/* For an identity that has counts. */

/* Counts a token with a valid signature, by the verifier's key that signed it. */
PBJWTI_SELDOM void pbjwti_counts_key(const pbjwt_identity *identity, const pbjwt_verifier *verifier,
                                     const pbjwti_key *key);

/* Counts a token's status and what the identity says about it. Returns the status. */
PBJWTI_SELDOM pbjwt_status pbjwti_counts_result(const pbjwt_identity *identity,
                                                pbjwt_status status);

PBJWTI_HIDDEN_END

#endif
