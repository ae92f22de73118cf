/* SPDX-License-Identifier: Apache-2.0 */

/*
 * HMAC-SHA256 from key state that is computed once, random bytes, wiping, and comparing in constant
 * time: everything that uses OpenSSL. Only mac.c includes it. It knows nothing about tokens.
 */
#ifndef PBJWT_MAC_H
#define PBJWT_MAC_H

#include "internal.h"

PBJWTI_HIDDEN_BEGIN

/* A key's HMAC state. Immutable: any number of threads compute with it at once. */
typedef struct pbjwti_mac pbjwti_mac;

/* The place for a computation that needs an OpenSSL object; starts as NULL, is made when first
   needed, belongs to one thread at a time. */
typedef struct pbjwti_mac_scratch pbjwti_mac_scratch;

/* `context` and `properties` as in pbjwt_secret_set_provider. PBJWT_OUT_OF_MEMORY, or
 * PBJWT_INTERNAL if OpenSSL can't provide SHA-256.
 */
pbjwt_status pbjwti_mac_new(pbjwti_view key, struct ossl_lib_ctx_st *context,
                            const char *properties, pbjwti_mac **mac);
void pbjwti_mac_free(pbjwti_mac *mac);

/* The name that pbjwt_verifier_backend returns. */
const char *pbjwti_mac_backend(const pbjwti_mac *mac);

/* PBJWT_OUT_OF_MEMORY, or PBJWT_INTERNAL if OpenSSL fails; `out` is then undefined. */
pbjwt_status pbjwti_mac_compute(const pbjwti_mac *mac, pbjwti_mac_scratch **scratch,
                                pbjwti_view data, unsigned char out[PBJWTI_MAC_BYTES]);
void pbjwti_mac_scratch_free(pbjwti_mac_scratch *scratch);

/* Overwrites what the last computation left there, which is its MAC. `scratch` may be NULL. */
void pbjwti_mac_scratch_wipe(pbjwti_mac_scratch *scratch);

/* Only for explanations: SHA-256 of two texts, one after the other, and the MACs of HS384 and HS512
   (48 and 64 bytes). PBJWT_INTERNAL if OpenSSL fails; `out` is then undefined. */
enum { PBJWTI_LONGEST_MAC_BYTES = 64 };
pbjwt_status pbjwti_sha256(pbjwti_view first, pbjwti_view second,
                           unsigned char out[PBJWTI_MAC_BYTES]);
pbjwt_status pbjwti_longer_hmac(pbjwti_view key, pbjwti_view data, size_t bytes,
                                unsigned char out[PBJWTI_LONGEST_MAC_BYTES]);

/* In time that doesn't depend on the bytes (RFC 7518, 3.2). */
PBJWT_MUST_USE bool pbjwti_mac_equal(const unsigned char a[PBJWTI_MAC_BYTES],
                                     const unsigned char b[PBJWTI_MAC_BYTES]);

/* Overwrites with zeros, in a way that no compiler removes. */
void pbjwti_wipe(void *bytes, size_t length);

/* From the CSPRNG for private values. */
PBJWT_MUST_USE bool pbjwti_random(void *bytes, size_t length);

PBJWTI_HIDDEN_END

#endif
