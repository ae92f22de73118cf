/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What ProductBridgeSSO asks of libcrypto: AES-256-GCM, HKDF-SHA256 and HMAC-SHA256. Not part of
 * libpbjwt and not installed.
 *
 * Keys and MACs have 32 bytes. Any number of threads may call any function at any time. A pointer whose
 * length is 0 may be NULL; no other may be.
 */
#ifndef PB_SEALING_H
#define PB_SEALING_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How many bytes a key and a MAC have. */
#define PB_SEALING_KEY_BYTES 32
/** How many bytes a sealed text has more than the text: a random nonce of 12 before it, a tag of 16 behind. */
#define PB_SEALING_OVERHEAD 28
/** The most bytes that a text, and that what is authenticated along with it, may have. */
#define PB_SEALING_MAX_BYTES 65536

/** What came of opening. */
typedef enum pb_sealing_result {
    PB_SEALING_OPENED = 0,
    /** Not sealed by this key with these additional bytes, or changed since. */
    PB_SEALING_NOT_AUTHENTIC = 1,
    /** Memory or libcrypto failed; nothing is known of the text. */
    PB_SEALING_FAILED = 2
} pb_sealing_result;

/**
 * Encrypts and authenticates a text (AES-256-GCM, NIST SP 800-38D) under a random nonce.
 *
 * @param key         32 bytes.
 * @param additional  What is authenticated along with the text, and not encrypted.
 * @param sealed      Gets length + PB_SEALING_OVERHEAD bytes.
 * @return false when a length is over PB_SEALING_MAX_BYTES, or memory, the random generator or libcrypto
 *         fails; `sealed` is zeroed then.
 */
bool pb_sealing_seal(const unsigned char *key, const void *additional, size_t additional_length,
                     const void *text, size_t length, unsigned char *sealed);

/**
 * Decrypts what pb_sealing_seal() made. Where the result is not PB_SEALING_OPENED, `text` is zeroed.
 *
 * @param text  Gets sealed_length - PB_SEALING_OVERHEAD bytes; a shorter `sealed` is not authentic.
 */
pb_sealing_result pb_sealing_open(const unsigned char *key, const void *additional,
                                  size_t additional_length, const unsigned char *sealed,
                                  size_t sealed_length, unsigned char *text);

/**
 * Makes a key of a master key for one purpose (HKDF-SHA256, RFC 5869, without salt).
 *
 * @param purpose  At most 256 bytes.
 * @param derived  Gets 32 bytes.
 * @return false when the purpose is longer, or memory or libcrypto fails; `derived` is zeroed then.
 */
bool pb_sealing_derive(const unsigned char *master, const void *purpose, size_t purpose_length,
                       unsigned char *derived);

/**
 * HMAC-SHA256 (RFC 2104).
 *
 * @param mac  Gets 32 bytes.
 * @return false when memory or libcrypto fails; `mac` is zeroed then.
 */
bool pb_sealing_mac(const unsigned char *key, const void *text, size_t length, unsigned char *mac);

/** Whether two MACs of 32 bytes are equal, in constant time. */
bool pb_sealing_equal(const unsigned char *a, const unsigned char *b);

#ifdef __cplusplus
}
#endif

#endif
