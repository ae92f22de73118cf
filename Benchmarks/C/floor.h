/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The floor: the bare HMAC-SHA256 of a verification, with OpenSSL only, from key state that was
 * computed before (RFC 2104). There are two: one copies SHA256_CTX states as memory; the other uses
 * EVP_MD_CTX states, the best that OpenSSL's API offers without deprecated functions.
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

/* False if OpenSSL fails. Call floor_evp_end in either case. */
bool floor_evp_start(floor_evp_key *key, const char *secret, size_t length);
bool floor_evp_mac(const floor_evp_key *key, const char *data, size_t length,
                   unsigned char mac[FLOOR_MAC_BYTES]);
void floor_evp_end(floor_evp_key *key);

#ifdef __cplusplus
}
#endif

#endif
