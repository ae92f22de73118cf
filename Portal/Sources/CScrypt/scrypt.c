// SPDX-License-Identifier: Apache-2.0

#include "cscrypt.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

bool portal_scrypt(const void *password, size_t password_count, const uint8_t *salt,
                   size_t salt_count, uint64_t n, uint64_t r, uint64_t p, uint8_t *derived,
                   size_t count) {
    const uint64_t most_memory = 256 << 20;
    return EVP_PBE_scrypt(password, password_count, salt, salt_count, n, r, p, most_memory, derived,
                          count) == 1;
}

bool portal_equal(const uint8_t *left, const uint8_t *right, size_t count) {
    return CRYPTO_memcmp(left, right, count) == 0;
}
