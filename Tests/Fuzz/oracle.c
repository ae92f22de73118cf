/* SPDX-License-Identifier: Apache-2.0 */
#include "oracle.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long accepted;

void fuzz_fail(const char *condition, const char *file, int line) {
    fprintf(stderr, "FUZZ_CHECK failed: %s (%s:%d)\n", condition, file, line);
    abort();
}

static void print_accepted(void) {
    fprintf(stderr, "stat::accepted: %lu\n", accepted);
}

void fuzz_accepted(void) {
    if (accepted++ == 0)
        atexit(print_accepted);
}

unsigned char *fuzz_copy(const void *bytes, size_t length) {
    unsigned char *const copy = (unsigned char *)malloc(length);
    FUZZ_CHECK(copy != NULL || length == 0);
    if (length > 0)
        memcpy(copy, bytes, length);
    return copy;
}

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

long fuzz_base64url_decode(const unsigned char *text, size_t length, unsigned char *out) {
    unsigned bits = 0, count = 0;
    long written = 0;
    for (size_t i = 0; i < length; i++) {
        const char *const digit = text[i] == 0 ? NULL : strchr(digits, text[i]);
        if (digit == NULL)
            return -1;
        bits = bits << 6 | (unsigned)(digit - digits);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out[written++] = (unsigned char)(bits >> count);
            bits &= (1u << count) - 1;
        }
    }
    return count < 6 && bits == 0 ? written : -1;
}

size_t fuzz_base64url_encode(const unsigned char *bytes, size_t length, char *out) {
    unsigned bits = 0, count = 0;
    size_t written = 0;
    for (size_t i = 0; i < length; i++) {
        bits = (bits << 8 | bytes[i]) & 0xFFFF;
        for (count += 8; count >= 6; count -= 6)
            out[written++] = digits[bits >> (count - 6) & 63];
    }
    if (count > 0)
        out[written++] = digits[bits << (6 - count) & 63];
    return written;
}

void fuzz_hmac(const char *secret, const void *data, size_t length,
               unsigned char mac[FUZZ_MAC_BYTES]) {
    unsigned size = 0;
    FUZZ_CHECK(HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)data, length,
                    mac, &size) != NULL);
    FUZZ_CHECK(size == FUZZ_MAC_BYTES);
}

bool fuzz_split(const unsigned char *token, size_t length, fuzz_parts *parts) {
    size_t dots[2], count = 0;
    for (size_t i = 0; i < length; i++) {
        if (token[i] != '.')
            continue;
        if (count == 2)
            return false;
        dots[count++] = i;
    }
    if (count != 2)
        return false;
    *parts = (fuzz_parts){
        .header = token,
        .header_length = dots[0],
        .payload = token + dots[0] + 1,
        .payload_length = dots[1] - dots[0] - 1,
        .signature = token + dots[1] + 1,
        .signature_length = length - dots[1] - 1,
    };
    return true;
}

bool fuzz_is_signed_with(const char *secret, const unsigned char *token, size_t length) {
    unsigned char mac[FUZZ_MAC_BYTES], signature[FUZZ_MAC_BYTES];
    fuzz_parts parts;
    if (!fuzz_split(token, length, &parts) || parts.signature_length != 43)
        return false;
    if (fuzz_base64url_decode(parts.signature, parts.signature_length, signature) != FUZZ_MAC_BYTES)
        return false;
    fuzz_hmac(secret, token, (size_t)(parts.signature - 1 - token), mac);
    return memcmp(mac, signature, sizeof mac) == 0;
}

bool fuzz_is_text(const char *text, size_t length) {
    const unsigned char *const bytes = (const unsigned char *)text;
    for (size_t i = 0; i < length;) {
        const unsigned lead = bytes[i++];
        const unsigned more = lead < 0x80   ? 0
                              : lead < 0xC0 ? 9
                              : lead < 0xE0 ? 1
                              : lead < 0xF0 ? 2
                                            : 3;
        static const uint32_t smallest[] = {1, 0x80, 0x800, 0x10000};
        if (more > 3 || lead > 0xF7 || more > length - i)
            return false;
        uint32_t point = more == 0 ? lead : lead & (0x3Fu >> more);
        for (unsigned k = 0; k < more; k++, i++) {
            if ((bytes[i] & 0xC0) != 0x80)
                return false;
            point = point << 6 | (bytes[i] & 0x3F);
        }
        if (point < smallest[more] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
            return false;
    }
    return true;
}

pbjwt_secret *fuzz_secret(const char *text, const char *id) {
    pbjwt_secret *secret = NULL;
    FUZZ_CHECK(pbjwt_secret_new(text, strlen(text), PBJWT_SECRET_TEXT, &secret) == PBJWT_OK);
    if (id != NULL)
        FUZZ_CHECK(pbjwt_secret_set_id(secret, id, strlen(id)) == PBJWT_OK);
    return secret;
}
