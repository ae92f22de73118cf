/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_BASE64URL_H
#define PBJWT_BASE64URL_H

#include "internal.h"

PBJWTI_HIDDEN_BEGIN

/* How many bytes `length` characters decode to at most. */
static inline size_t pbjwti_base64url_decoded_size(size_t length) {
    return length / 4 * 3 + (length % 4 * 3) / 4;
}

/* The room that is needed to decode `length` characters: for the bytes of whole groups of them. */
static inline size_t pbjwti_base64url_room(size_t length) {
    return (length + 3) / 4 * 3;
}

/* How many characters `length` bytes encode to. */
static inline size_t pbjwti_base64url_encoded_size(size_t length) {
    return length / 3 * 4 + (length % 3 * 4 + 2) / 3;
}

/*
 * Decodes strict base64url (RFC 4648, 5; RFC 7515, 2): no padding, no other character, no length of
 * 4n+1, unused bits zero (RFC 4648, 3.5). Writes pbjwti_base64url_decoded_size bytes; `out` has room for
 * pbjwti_base64url_room. False for anything else, with `out` undefined.
 */
bool pbjwti_base64url_decode(const unsigned char *text, size_t length, unsigned char *out);

/* The same without the machine's vector instructions. */
bool pbjwti_base64url_decode_portable(const unsigned char *text, size_t length, unsigned char *out);

/* Writes pbjwti_base64url_encoded_size characters. */
void pbjwti_base64url_encode(const unsigned char *bytes, size_t length, char *out);

PBJWTI_HIDDEN_END

#endif
