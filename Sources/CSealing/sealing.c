/* SPDX-License-Identifier: Apache-2.0 */

#include "sealing.h"

#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <string.h>

enum { NONCE_BYTES = 12, TAG_BYTES = 16, MAX_PURPOSE_BYTES = 256 };

_Static_assert(NONCE_BYTES + TAG_BYTES == PB_SEALING_OVERHEAD, "the overhead is nonce and tag");
_Static_assert(PB_SEALING_MAX_BYTES < INT_MAX, "lengths fit into an int");

/* libcrypto takes no NULL, and a text may be empty. */
static const unsigned char *bytes(const void *start) {
    static const unsigned char nothing[1];
    return start != NULL ? start : nothing;
}

static bool fits(size_t length) {
    return length <= PB_SEALING_MAX_BYTES;
}

/* What this library does leaves nothing in the thread's queue of errors. */
static bool clean(bool good) {
    if (!good)
        ERR_clear_error();
    return good;
}

/* Begins in one direction, and takes in the additional bytes. */
static bool begin(EVP_CIPHER_CTX *context, bool encrypts, const unsigned char *key,
                  const unsigned char *nonce, const void *additional, size_t additional_length) {
    int written = 0;
    return EVP_CipherInit_ex(context, EVP_aes_256_gcm(), NULL, key, nonce, encrypts) == 1 &&
           EVP_CipherUpdate(context, NULL, &written, bytes(additional), (int)additional_length) ==
               1;
}

bool pb_sealing_seal(const unsigned char *key, const void *additional, size_t additional_length,
                     const void *text, size_t length, unsigned char *sealed) {
    if (!fits(length) || !fits(additional_length)) {
        OPENSSL_cleanse(sealed, length + PB_SEALING_OVERHEAD);
        return false;
    }
    unsigned char *const nonce = sealed, *const hidden = sealed + NONCE_BYTES;
    unsigned char *const tag = hidden + length;
    int written = 0;
    EVP_CIPHER_CTX *const context = EVP_CIPHER_CTX_new();
    const bool good = context != NULL && RAND_bytes(nonce, NONCE_BYTES) == 1 &&
                      begin(context, true, key, nonce, additional, additional_length) &&
                      EVP_CipherUpdate(context, hidden, &written, bytes(text), (int)length) == 1 &&
                      EVP_CipherFinal_ex(context, hidden + length, &written) == 1 &&
                      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, tag) == 1;
    EVP_CIPHER_CTX_free(context);
    if (!good)
        OPENSSL_cleanse(sealed, length + PB_SEALING_OVERHEAD);
    return clean(good);
}

pb_sealing_result pb_sealing_open(const unsigned char *key, const void *additional,
                                  size_t additional_length, const unsigned char *sealed,
                                  size_t sealed_length, unsigned char *text) {
    if (sealed_length < PB_SEALING_OVERHEAD)
        return PB_SEALING_NOT_AUTHENTIC;
    const size_t length = sealed_length - PB_SEALING_OVERHEAD;
    if (!fits(length) || !fits(additional_length)) {
        OPENSSL_cleanse(text, length);
        return PB_SEALING_NOT_AUTHENTIC;
    }
    const unsigned char *const hidden = sealed + NONCE_BYTES;
    unsigned char tag[TAG_BYTES];
    memcpy(tag, hidden + length, TAG_BYTES);

    int written = 0;
    pb_sealing_result result = PB_SEALING_FAILED;
    EVP_CIPHER_CTX *const context = EVP_CIPHER_CTX_new();
    if (context != NULL && begin(context, false, key, sealed, additional, additional_length) &&
        EVP_CipherUpdate(context, text, &written, hidden, (int)length) == 1 &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, tag) == 1)
        result = EVP_CipherFinal_ex(context, text + length, &written) == 1
                     ? PB_SEALING_OPENED
                     : PB_SEALING_NOT_AUTHENTIC;
    EVP_CIPHER_CTX_free(context);
    if (result != PB_SEALING_OPENED)
        OPENSSL_cleanse(text, length);
    (void)clean(result == PB_SEALING_OPENED);
    return result;
}

bool pb_sealing_derive(const unsigned char *master, const void *purpose, size_t purpose_length,
                       unsigned char *derived) {
    EVP_KDF *const hkdf = fits(purpose_length) ? EVP_KDF_fetch(NULL, "HKDF", NULL) : NULL;
    EVP_KDF_CTX *const context = hkdf != NULL ? EVP_KDF_CTX_new(hkdf) : NULL;
    bool good = context != NULL && purpose_length <= MAX_PURPOSE_BYTES;
    if (good) {
        /* The parameters' type has no const; they are only read. */
        unsigned char key[PB_SEALING_KEY_BYTES], info[MAX_PURPOSE_BYTES];
        char digest[] = "SHA256";
        memcpy(key, master, sizeof key);
        memcpy(info, bytes(purpose), purpose_length);
        const OSSL_PARAM parameters[] = {
            OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
            OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key, sizeof key),
            OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info, purpose_length),
            OSSL_PARAM_construct_end(),
        };
        good = EVP_KDF_derive(context, derived, PB_SEALING_KEY_BYTES, parameters) == 1;
        OPENSSL_cleanse(key, sizeof key);
    }
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(hkdf);
    if (!good)
        OPENSSL_cleanse(derived, PB_SEALING_KEY_BYTES);
    return clean(good);
}

bool pb_sealing_mac(const unsigned char *key, const void *text, size_t length, unsigned char *mac) {
    const bool good =
        HMAC(EVP_sha256(), key, PB_SEALING_KEY_BYTES, bytes(text), length, mac, NULL) != NULL;
    if (!good)
        OPENSSL_cleanse(mac, PB_SEALING_KEY_BYTES);
    return clean(good);
}

bool pb_sealing_equal(const unsigned char *a, const unsigned char *b) {
    return CRYPTO_memcmp(a, b, PB_SEALING_KEY_BYTES) == 0;
}
