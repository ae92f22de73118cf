/* SPDX-License-Identifier: Apache-2.0 */

/* The token's segments, decoded as well as they can be. */
#include "explain_form.h"

#include "base64url.h"

#include <stdlib.h>

enum { HEX_MAC_CHARACTERS = 2 * PBJWTI_MAC_BYTES };

/* The character as base64url, 0 if it is skipped, '=' for padding, or '!'. */
static unsigned char segment_character(unsigned char c) {
    if (pbjwti_is_base64url_character(c) || c == '=')
        return c;
    return c == '+' ? '-' : c == '/' ? '_' : pbjwti_is_one_of(c, " \t\r\n") ? 0 : '!';
}

/* Writes the base64url characters of a segment; SIZE_MAX where there is another one. */
static size_t segment_normalize(pbjwti_view segment, unsigned char *out) {
    size_t length = 0;
    bool padded = false;
    for (size_t i = 0; i < segment.length; i++) {
        const unsigned char c = segment_character(segment.data[i]);
        if (c == '!' || (padded && c != '=' && c != 0))
            return SIZE_MAX;
        padded |= c == '=';
        if (c != 0 && c != '=')
            out[length++] = c;
    }
    return length;
}

/* Removes errors that only a strict decoder rejects: a last character too many, and unused bits. */
static size_t segment_round(unsigned char *text, size_t length) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    if (length % 4 == 1)
        return length - 1;
    if (length % 4 != 0) {
        const char *const digit = strchr(digits, text[length - 1]);
        const size_t unused = length % 4 == 2 ? 15 : 3;
        text[length - 1] = (unsigned char)digits[(size_t)(digit - digits) & ~unused];
    }
    return length;
}

bool pbjwti_segment_decode(const pbjwti_explaining *work, pbjwti_view segment,
                           pbjwti_decoded *decoded) {
    *decoded = (pbjwti_decoded){.bytes = NULL};
    unsigned char *const text = (unsigned char *)calloc(segment.length + 1, 1);
    unsigned char *const bytes = (unsigned char *)malloc(pbjwti_base64url_room(segment.length) + 1);
    if (text == NULL || bytes == NULL) {
        free(text);
        free(bytes);
        return false;
    }
    size_t length = segment_normalize(segment, text);
    if (length != SIZE_MAX) {
        length = segment_round(text, length);
        (void)pbjwti_base64url_decode(text, length, bytes);
        decoded->bytes = bytes;
        decoded->length = pbjwti_base64url_decoded_size(length);
        /* A strict segment is its own round form. */
        decoded->strict = pbjwti_view_equal(segment, (pbjwti_view){text, length});
        pbjwti_json_value none;
        decoded->is_json = pbjwti_segment_member(work, decoded, "", &none);
    } else {
        free(bytes);
    }
    free(text);
    return true;
}

bool pbjwti_is_hex_mac(pbjwti_view text) {
    if (text.length != HEX_MAC_CHARACTERS)
        return false;
    for (size_t i = 0; i < text.length; i++)
        if (pbjwti_hex_value(text.data[i]) < 0)
            return false;
    return true;
}

static void segment_decode_hex(pbjwti_view hex, unsigned char bytes[PBJWTI_MAC_BYTES]) {
    for (size_t i = 0; i < PBJWTI_MAC_BYTES; i++)
        bytes[i] = (unsigned char)(pbjwti_hex_value(hex.data[2 * i]) << 4 |
                                   pbjwti_hex_value(hex.data[2 * i + 1]));
}

bool pbjwti_segment_decode_signature(const pbjwti_explaining *work, pbjwti_view segment,
                                     pbjwti_decoded *decoded) {
    unsigned char mac[PBJWTI_MAC_BYTES];
    if (!pbjwti_segment_decode(work, segment, decoded))
        return false;
    if (decoded->bytes == NULL)
        return true;
    const pbjwti_view inner = {decoded->bytes, decoded->length};
    if (!pbjwti_is_hex_mac(segment) && !pbjwti_is_hex_mac(inner))
        return true;
    /* Both are longer than the 32 bytes. */
    segment_decode_hex(pbjwti_is_hex_mac(segment) ? segment : inner, mac);
    memcpy(decoded->bytes, mac, sizeof mac);
    decoded->length = sizeof mac;
    decoded->strict = false;
    return true;
}

bool pbjwti_segment_member(const pbjwti_explaining *work, const pbjwti_decoded *decoded,
                           const char *name, pbjwti_json_value *value) {
    const pbjwti_view wanted = {(const unsigned char *)name, strlen(name)};
    pbjwti_json_names names;
    pbjwti_json_reader reader;
    pbjwti_json_member member;
    value->kind = PBJWT_JSON_ABSENT;
    pbjwti_json_names_use(&names, &work->hash_key);
    pbjwti_json_open_object(&reader, (pbjwti_view){decoded->bytes, decoded->length}, &names,
                            PBJWT_MAX_PAYLOAD_MEMBERS);
    while (pbjwti_json_next_member(&reader, &member))
        if (pbjwti_json_equals(&member.name, wanted))
            *value = member.value;
    return reader.error == PBJWTI_JSON_NO_ERROR;
}
