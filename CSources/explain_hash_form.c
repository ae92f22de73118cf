/* SPDX-License-Identifier: Apache-2.0 */

/* How a user_hash is written: by its form and length, never by what was hashed. */
#include "explain_hash.h"

#include "base64url.h"
#include "forms.h"
#include "text.h"

enum {
    BASE64_OF_HEX = 88, /* characters of base64 of 64 hex digits, padded */
    BYTES_OF_HEX = PBJWT_HASH_HEX_LENGTH,
    ROOM_OF_HEX = BYTES_OF_HEX + 2 /* for the bytes of whole groups */
};

/* Hex digits with hyphens, colons or spaces between them. */
static bool read_parted_hex(pbjwti_view text, unsigned char hash[PBJWTI_MAC_BYTES]) {
    unsigned char digits[BYTES_OF_HEX];
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = text.data[i];
        if (c == '-' || c == ':' || c == ' ')
            continue;
        if (count == sizeof digits)
            return false;
        digits[count++] = c;
    }
    return pbjwti_read_hash((pbjwti_view){digits, count}, hash);
}

/* base64 or base64url, padded or not. Returns how many bytes it encodes, or 0. */
static size_t read_base64(pbjwti_view text, unsigned char bytes[ROOM_OF_HEX]) {
    unsigned char url[BASE64_OF_HEX];
    while (text.length > 0 && text.data[text.length - 1] == '=')
        text.length--;
    if (text.length > sizeof url || pbjwti_base64url_decoded_size(text.length) > BYTES_OF_HEX)
        return 0;
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = text.data[i];
        url[i] = c == '+' ? '-' : c == '/' ? '_' : c;
    }
    return pbjwti_base64url_decode(url, text.length, bytes)
               ? pbjwti_base64url_decoded_size(text.length)
               : 0;
}

static bool read_encoded(pbjwti_view text, pbjwti_sent_hash *sent) {
    unsigned char bytes[ROOM_OF_HEX];
    const size_t count = read_base64(text, bytes);
    sent->cause = PBJWTI_CAUSE_HASH_BASE64;
    if (count == PBJWTI_MAC_BYTES) {
        memcpy(sent->bytes, bytes, sizeof sent->bytes);
        sent->words = "is base64 of 32 bytes, not hex";
        return true;
    }
    sent->words = "is base64 of the hex text";
    return count == BYTES_OF_HEX && pbjwti_read_hash((pbjwti_view){bytes, count}, sent->bytes);
}

/* Behind a prefix that names the algorithm or the base. */
static bool read_prefixed(pbjwti_view text, pbjwti_sent_hash *sent) {
    static const pbjwti_view prefixes[] = {{(const unsigned char *)"0x", 2},
                                           {(const unsigned char *)"sha256=", 7},
                                           {(const unsigned char *)"sha256:", 7}};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        const pbjwti_view prefix = prefixes[i];
        if (text.length == prefix.length + BYTES_OF_HEX &&
            pbjwti_equal_in_any_case((pbjwti_view){text.data, prefix.length}, prefix))
            return pbjwti_read_hash((pbjwti_view){text.data + prefix.length, BYTES_OF_HEX},
                                    sent->bytes);
    }
    return false;
}

/* What to say about a text that isn't a hash of 32 bytes. */
static const char *fault_by_length(pbjwti_view text) {
    static const struct {
        size_t length;
        const char *words;
    } lengths[] = {
        {0, "is empty"},
        {32, "has 32 characters, as many as MD5 or half of the hash"},
        {40, "has 40 characters, as many as SHA-1"},
        {96, "has 96 characters, as many as SHA-384"},
        {128, "has 128 characters, as many as SHA-512"},
        {BYTES_OF_HEX, "has 64 characters, and not all are hex digits"},
    };
    if (pbjwti_is_placeholder(text, true))
        return "is what programs write for a missing value";
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        if (lengths[i].length == text.length)
            return lengths[i].words;
    return text.length < BYTES_OF_HEX ? "is too short" : "is too long, or not hex";
}

void pbjwti_read_sent_hash(pbjwti_view text, pbjwti_sent_hash *sent) {
    sent->is_read = true;
    sent->cause = PBJWTI_CAUSES;
    sent->words = "";
    if (pbjwti_read_hash(text, sent->bytes))
        return;

    sent->cause = PBJWTI_CAUSE_HASH_FORM;
    sent->words = "has white space around it";
    if (pbjwti_read_hash(pbjwti_trim(text), sent->bytes))
        return;
    sent->words = "has the name of an algorithm, or 0x, in front";
    if (read_prefixed(text, sent))
        return;
    sent->cause = PBJWTI_CAUSE_HASH_HYPHENS;
    sent->words = "is hex with separators between the digits";
    if (read_parted_hex(text, sent->bytes) || read_encoded(pbjwti_trim(text), sent))
        return;
    sent->is_read = false;
    sent->cause = PBJWTI_CAUSE_HASH_FORM;
    sent->words = fault_by_length(text);
}
