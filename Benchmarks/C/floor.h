/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The floor: the bare HMAC-SHA256 of a verification, with nothing but OpenSSL, from key state
 * that was computed before (RFC 2104). Once by SHA256_CTX states that are copied as memory, once by
 * EVP_MD_CTX states, which is the best that OpenSSL's own API offers where the former is deprecated.
 */
#ifndef PBJWT_BENCHMARKS_FLOOR_H
#define PBJWT_BENCHMARKS_FLOOR_H

#define OPENSSL_SUPPRESS_DEPRECATED

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { FLOOR_MAC_BYTES = 32, FLOOR_MAX_SECRET_BYTES = 64 /* a block of the hash */ };

typedef struct floor_key {
    SHA256_CTX inner, outer;
} floor_key;

/* `length` is at most FLOOR_MAX_SECRET_BYTES, here and below. */
void floor_start(floor_key *key, const char *secret, size_t length);
void floor_mac(const floor_key *key, const char *data, size_t length,
               unsigned char mac[FLOOR_MAC_BYTES]);

typedef struct floor_evp_key {
    EVP_MD_CTX *inner, *outer;
    EVP_MD_CTX *scratch; /* where both are copied to */
} floor_evp_key;

/* False where OpenSSL fails. What was made is freed by floor_evp_end in any case. */
bool floor_evp_start(floor_evp_key *key, const char *secret, size_t length);
bool floor_evp_mac(const floor_evp_key *key, const char *data, size_t length,
                   unsigned char mac[FLOOR_MAC_BYTES]);
void floor_evp_end(floor_evp_key *key);

#ifdef __cplusplus
}
#endif

#endif
