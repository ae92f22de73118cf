/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"
#include "text.h"
#include "verifier.h"

#include <stdlib.h>

/*
 * Secrets are decoded and written without a branch or an index that depends on them: each character
 * is looked for in all ranges, and the results are combined as masks.
 */

/* All ones where low <= c <= high, else zero. */
static uint32_t in_range(uint32_t c, uint32_t low, uint32_t high) {
    return 0 - (((low - 1 - c) & (c - high - 1)) >> 31);
}

/* The digit's value; *bad gets bits if `c` isn't a hex digit. */
static uint32_t hex_value(uint32_t c, uint32_t *bad) {
    const uint32_t digit = in_range(c, '0', '9');
    const uint32_t upper = in_range(c, 'A', 'F');
    const uint32_t lower = in_range(c, 'a', 'f');
    *bad |= ~(digit | upper | lower);
    return (digit & (c - '0')) | (upper & (c - 'A' + 10)) | (lower & (c - 'a' + 10));
}

/* The same for base64 (RFC 4648, 4). */
static uint32_t base64_value(uint32_t c, uint32_t *bad) {
    const uint32_t upper = in_range(c, 'A', 'Z');
    const uint32_t lower = in_range(c, 'a', 'z');
    const uint32_t digit = in_range(c, '0', '9');
    const uint32_t plus = in_range(c, '+', '+');
    const uint32_t slash = in_range(c, '/', '/');
    *bad |= ~(upper | lower | digit | plus | slash);
    return (upper & (c - 'A')) | (lower & (c - 'a' + 26)) | (digit & (c - '0' + 52)) | (plus & 62) |
           (slash & 63);
}

void pbjwti_write_hex(const unsigned char *bytes, size_t length, char *hex) {
    for (size_t i = 0; i < 2 * length; i++) {
        const uint32_t nibble = (i % 2 == 0 ? bytes[i / 2] >> 4 : bytes[i / 2]) & 15;
        const uint32_t letter = in_range(nibble, 10, 15);
        hex[i] = (char)('0' + nibble + (letter & ('a' - '0' - 10)));
    }
    hex[2 * length] = 0;
}

/* The decoders write at most `length` bytes to `out`, and return how many, or SIZE_MAX. */

static size_t decode_hex(const unsigned char *text, size_t length, unsigned char *out) {
    uint32_t bad = 0;
    if (length % 2 != 0)
        return SIZE_MAX;
    for (size_t i = 0; i < length; i += 2)
        out[i / 2] = (unsigned char)(hex_value(text[i], &bad) << 4 | hex_value(text[i + 1], &bad));
    return bad == 0 ? length / 2 : SIZE_MAX;
}

static size_t decode_base64(const unsigned char *text, size_t length, unsigned char *out) {
    uint32_t bad = 0;
    size_t padding = 0;
    if (length % 4 != 0)
        return SIZE_MAX;
    while (padding < 2 && padding < length && text[length - 1 - padding] == '=')
        padding++;
    for (size_t i = 0; i < length; i += 4, out += 3) {
        uint32_t group = 0;
        for (size_t j = 0; j < 4; j++) {
            const bool padded = i + j >= length - padding;
            group = group << 6 | (padded ? 0 : base64_value(text[i + j], &bad));
        }
        if (i + 4 == length) /* the bits that no byte takes are zero */
            bad |= group & ((1u << 8 * padding) - 1);
        out[0] = (unsigned char)(group >> 16);
        out[1] = (unsigned char)(group >> 8);
        out[2] = (unsigned char)group;
    }
    return bad == 0 ? length / 4 * 3 - padding : SIZE_MAX;
}

/* The object */

enum {
    /* Hex is the longest way to write a key. */
    MAX_WRITTEN_BYTES = 2 * PBJWT_MAX_SECRET_BYTES
};

static bool is_format(pbjwt_secret_format format) {
    switch (format) {
    case PBJWT_SECRET_TEXT:
    case PBJWT_SECRET_HEX:
    case PBJWT_SECRET_BASE64:
        return true;
    }
    return false;
}

static size_t decode_secret(const unsigned char *text, size_t length, pbjwt_secret_format format,
                            unsigned char *out) {
    switch (format) {
    case PBJWT_SECRET_TEXT:
        memcpy(out, text, length);
        return length;
    case PBJWT_SECRET_HEX:
        return decode_hex(text, length, out);
    case PBJWT_SECRET_BASE64:
        break;
    }
    return decode_base64(text, length, out);
}

static pbjwt_status new_secret(const void *bytes, size_t length, pbjwt_secret_format format,
                               size_t least, pbjwt_secret **secret) {
    if (secret == NULL)
        return PBJWT_INVALID_ARGUMENT;
    *secret = NULL;
    if ((bytes == NULL && length > 0) || length > MAX_WRITTEN_BYTES || !is_format(format))
        return PBJWT_INVALID_ARGUMENT;
    if (length == 0)
        return PBJWT_WEAK_SECRET;

    unsigned char key[MAX_WRITTEN_BYTES];
    const size_t key_length = decode_secret((const unsigned char *)bytes, length, format, key);
    pbjwt_status status = PBJWT_OK;
    if (key_length > PBJWT_MAX_SECRET_BYTES)
        status = PBJWT_INVALID_ARGUMENT;
    else if (key_length < least)
        status = PBJWT_WEAK_SECRET;

    if (status == PBJWT_OK) {
        /* One allocation for both. */
        pbjwt_secret *const made = (pbjwt_secret *)calloc(1, sizeof *made + key_length);
        if (made == NULL) {
            status = PBJWT_OUT_OF_MEMORY;
        } else {
            made->bytes = (unsigned char *)made + sizeof *made;
            made->length = key_length;
            made->not_after = INT64_MAX;
            memcpy(made->bytes, key, key_length);
            *secret = made;
        }
    }
    pbjwti_wipe(key, sizeof key);
    return status;
}

pbjwt_status pbjwt_secret_new(const void *bytes, size_t length, pbjwt_secret_format format,
                              pbjwt_secret **secret) {
    return new_secret(bytes, length, format, PBJWT_MIN_SECRET_BYTES, secret);
}

pbjwt_status pbjwt_secret_new_weak(const void *bytes, size_t length, pbjwt_secret_format format,
                                   pbjwt_secret **secret) {
    return new_secret(bytes, length, format, 1, secret);
}

void pbjwt_secret_free(pbjwt_secret *secret) {
    if (secret == NULL)
        return;
    pbjwti_owned_clear(&secret->id);
    pbjwti_owned_clear(&secret->properties);
    pbjwti_wipe(secret, sizeof *secret + secret->length);
    free(secret);
}

pbjwt_status pbjwt_secret_set_id(pbjwt_secret *secret, const void *id, size_t length) {
    const pbjwti_view text = {(const unsigned char *)id, length};
    if (secret == NULL || id == NULL || length == 0 || length > PBJWT_MAX_KEY_ID_BYTES ||
        !pbjwti_is_utf8_text(text) || pbjwti_has_control(text))
        return PBJWT_INVALID_ARGUMENT;
    return pbjwti_owned_set(&secret->id, id, length);
}

pbjwt_status pbjwt_secret_set_not_after(pbjwt_secret *secret, int64_t not_after) {
    if (secret == NULL || !pbjwti_is_numeric_date(not_after))
        return PBJWT_INVALID_ARGUMENT;
    secret->not_after = not_after;
    return PBJWT_OK;
}

pbjwt_status pbjwt_secret_set_provider(pbjwt_secret *secret, struct ossl_lib_ctx_st *context,
                                       const char *properties) {
    if (secret == NULL)
        return PBJWT_INVALID_ARGUMENT;
    const pbjwt_status status = pbjwti_owned_set(&secret->properties, properties,
                                                 properties != NULL ? strlen(properties) + 1 : 0);
    if (status == PBJWT_OK)
        secret->context = context;
    return status;
}

pbjwt_status pbjwti_secret_new_mac(const pbjwt_secret *secret, pbjwti_mac **mac) {
    return pbjwti_mac_new((pbjwti_view){secret->bytes, secret->length}, secret->context,
                          (const char *)secret->properties.data, mac);
}

pbjwt_status pbjwt_generate_secret(char *hex, size_t capacity) {
    unsigned char bytes[PBJWT_HASH_HEX_LENGTH / 2];
    if (hex != NULL && capacity > 0)
        hex[0] = 0;
    if (hex == NULL || capacity < PBJWT_HASH_HEX_SIZE)
        return PBJWT_INVALID_ARGUMENT;
    if (!pbjwti_random(bytes, sizeof bytes))
        return PBJWT_INTERNAL;
    pbjwti_write_hex(bytes, sizeof bytes, hex);
    pbjwti_wipe(bytes, sizeof bytes);
    return PBJWT_OK;
}
