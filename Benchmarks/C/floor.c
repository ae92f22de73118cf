/* SPDX-License-Identifier: Apache-2.0 */
#include "floor.h"

#include <string.h>

enum { INNER_PAD = 0x36, OUTER_PAD = 0x5C };

static void pad(unsigned char block[FLOOR_MAX_SECRET_BYTES], const char *secret, size_t length,
                unsigned char with) {
    memset(block, with, FLOOR_MAX_SECRET_BYTES);
    for (size_t i = 0; i < length; i++)
        block[i] ^= (unsigned char)secret[i];
}

/* Saved states */

static void start_one(SHA256_CTX *state, const char *secret, size_t length, unsigned char with) {
    unsigned char block[FLOOR_MAX_SECRET_BYTES];
    pad(block, secret, length, with);
    SHA256_Init(state);
    SHA256_Update(state, block, sizeof block);
}

void floor_start(floor_key *key, const char *secret, size_t length) {
    start_one(&key->inner, secret, length, INNER_PAD);
    start_one(&key->outer, secret, length, OUTER_PAD);
}

void floor_mac(const floor_key *key, const char *data, size_t length,
               unsigned char mac[FLOOR_MAC_BYTES]) {
    SHA256_CTX state = key->inner;
    SHA256_Update(&state, data, length);
    SHA256_Final(mac, &state);
    state = key->outer;
    SHA256_Update(&state, mac, FLOOR_MAC_BYTES);
    SHA256_Final(mac, &state);
}

/* The EVP way */

static bool evp_start_one(EVP_MD_CTX *state, const EVP_MD *digest, const char *secret,
                          size_t length, unsigned char with) {
    unsigned char block[FLOOR_MAX_SECRET_BYTES];
    pad(block, secret, length, with);
    return state != NULL && EVP_DigestInit_ex2(state, digest, NULL) == 1 &&
           EVP_DigestUpdate(state, block, sizeof block) == 1;
}

bool floor_evp_start(floor_evp_key *key, const char *secret, size_t length) {
    EVP_MD *const digest = EVP_MD_fetch(NULL, "SHA256", NULL);
    key->inner = EVP_MD_CTX_new();
    key->outer = EVP_MD_CTX_new();
    key->scratch = EVP_MD_CTX_new();
    const bool good = digest != NULL && key->scratch != NULL &&
                      evp_start_one(key->inner, digest, secret, length, INNER_PAD) &&
                      evp_start_one(key->outer, digest, secret, length, OUTER_PAD);
    EVP_MD_free(digest); /* the states own it now */
    return good;
}

bool floor_evp_mac(const floor_evp_key *key, const char *data, size_t length,
                   unsigned char mac[FLOOR_MAC_BYTES]) {
    return EVP_MD_CTX_copy_ex(key->scratch, key->inner) == 1 &&
           EVP_DigestUpdate(key->scratch, data, length) == 1 &&
           EVP_DigestFinal_ex(key->scratch, mac, NULL) == 1 &&
           EVP_MD_CTX_copy_ex(key->scratch, key->outer) == 1 &&
           EVP_DigestUpdate(key->scratch, mac, FLOOR_MAC_BYTES) == 1 &&
           EVP_DigestFinal_ex(key->scratch, mac, NULL) == 1;
}

void floor_evp_end(floor_evp_key *key) {
    EVP_MD_CTX_free(key->inner);
    EVP_MD_CTX_free(key->outer);
    EVP_MD_CTX_free(key->scratch);
}
