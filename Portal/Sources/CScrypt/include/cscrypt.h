// SPDX-License-Identifier: Apache-2.0

#ifndef CSCRYPT_H
#define CSCRYPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Derives `count` bytes from a password with scrypt (RFC 7914); needs about 128 * n * r bytes of memory.
///
/// @return false if the parameters are invalid or memory runs out.
bool portal_scrypt(const void *password, size_t password_count, const uint8_t *salt,
                   size_t salt_count, uint64_t n, uint64_t r, uint64_t p, uint8_t *derived,
                   size_t count);

/// Whether `count` bytes are equal, in a time that doesn't depend on their values.
bool portal_equal(const uint8_t *left, const uint8_t *right, size_t count);

#endif
