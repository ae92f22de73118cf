/* SPDX-License-Identifier: Apache-2.0 */
#include "json_write.h"

#include "json_string.h"
#include "number.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The text */

void pbjwti_writer_start(pbjwti_writer *to, size_t bytes) {
    to->bytes = (char *)malloc(bytes + 1);
    to->length = 0;
    to->capacity = bytes;
    to->failed = to->bytes == NULL;
}

/* Room for `more` bytes, and for the NUL. */
static char *reserve(pbjwti_writer *to, size_t more) {
    if (to->failed)
        return NULL;
    if (more > to->capacity - to->length) {
        const size_t capacity = 2 * to->capacity + more;
        char *const larger = (char *)realloc(to->bytes, capacity + 1);
        if (larger == NULL) {
            to->failed = true;
            return NULL;
        }
        to->bytes = larger;
        to->capacity = capacity;
    }
    return to->bytes + to->length;
}

void pbjwti_write_bytes(pbjwti_writer *to, const char *bytes, size_t length) {
    char *const out = reserve(to, length);
    if (out == NULL)
        return;
    memcpy(out, bytes, length);
    to->length += length;
}

pbjwt_status pbjwti_writer_finish(pbjwti_writer *to, char **json, size_t *length) {
    if (to->failed) {
        free(to->bytes);
        return PBJWT_OUT_OF_MEMORY;
    }
    to->bytes[to->length] = 0;
    *json = to->bytes;
    if (length != NULL)
        *length = to->length;
    return PBJWT_OK;
}

/* Strings */

static bool is_escaped(uint32_t code) {
    return code < 0x20 || code == '"' || code == '\\' || (code >= 0x7F && code <= 0x9F) ||
           code == 0x2028 || code == 0x2029 || (code >= 0x80 && pbjwti_is_format(code));
}

static void write_unit(pbjwti_writer *to, uint32_t unit) {
    static const char digits[16] = {'0', '1', '2', '3', '4', '5', '6', '7',
                                    '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    const char escape[6] = {'\\',
                            'u',
                            digits[unit >> 12],
                            digits[unit >> 8 & 15],
                            digits[unit >> 4 & 15],
                            digits[unit & 15]};
    pbjwti_write_bytes(to, escape, sizeof escape);
}

static void write_escaped(pbjwti_writer *to, uint32_t code) {
    if (code == '"')
        pbjwti_write_literal(to, "\\\"");
    else if (code == '\\')
        pbjwti_write_literal(to, "\\\\");
    else if (code < 0x10000)
        write_unit(to, code);
    else {
        write_unit(to, 0xD800 + ((code - 0x10000) >> 10));
        write_unit(to, 0xDC00 + ((code - 0x10000) & 0x3FF));
    }
}

void pbjwti_write_characters(pbjwti_writer *to, pbjwti_view text) {
    size_t written = 0, size;
    for (size_t i = 0; i < text.length; i += size) {
        const uint32_t code = pbjwti_character(text.data + i, &size);
        if (!is_escaped(code))
            continue;
        pbjwti_write_bytes(to, (const char *)text.data + written, i - written);
        write_escaped(to, code);
        written = i + size;
    }
    pbjwti_write_bytes(to, (const char *)text.data + written, text.length - written);
}

void pbjwti_write_string(pbjwti_writer *to, pbjwti_view text) {
    if (text.data == NULL) {
        pbjwti_write_literal(to, "null");
        return;
    }
    pbjwti_write_literal(to, "\"");
    pbjwti_write_characters(to, text);
    pbjwti_write_literal(to, "\"");
}

/* JSON text without its quotes, one escape at a time. */
static void write_json_characters(pbjwti_writer *to, pbjwti_view json) {
    const unsigned char *p = json.data;
    const unsigned char *const end = p + json.length;
    unsigned char character[2 * PBJWTI_JSON_ESCAPE_BYTES];
    while (p != end) {
        const unsigned char *const escape =
            (const unsigned char *)memchr(p, '\\', (size_t)(end - p));
        const unsigned char *const plain_end = escape != NULL ? escape : end;
        pbjwti_write_characters(to, (pbjwti_view){p, (size_t)(plain_end - p)});
        p = plain_end;
        if (p != end) {
            const size_t length = pbjwti_json_decode_part(&p, end, character, 1);
            pbjwti_write_characters(to, (pbjwti_view){character, length});
        }
    }
}

/* Numbers */

static void write_integer(pbjwti_writer *to, uint64_t integer) {
    char digits[20];
    size_t start = sizeof digits;
    do {
        digits[--start] = (char)('0' + integer % 10);
        integer /= 10;
    } while (integer != 0);
    pbjwti_write_bytes(to, digits + start, sizeof digits - start);
}

/* Writes the requested number of digits to `out`, with a point in every locale; returns how many
   bytes. */
static size_t print_real(double number, int digits, char out[32]) {
    char text[32];
    const int printed = snprintf(text, sizeof text, "%.*g", digits, number);
    size_t length = 0;
    for (int i = 0; i < printed; i++) {
        if (strchr("0123456789+-e", text[i]) != NULL)
            out[length++] = text[i];
        else if (out[length - 1] != '.') /* the locale's point, of any bytes */
            out[length++] = '.';
    }
    return length;
}

PBJWTI_SELDOM void pbjwti_write_number(pbjwti_writer *to, double number) {
    const double exact = 9007199254740992; /* 2^53 */
    if (number > -exact && number < exact && (double)(int64_t)number == number) {
        uint64_t bits;
        memcpy(&bits, &number, sizeof bits);
        if (bits >> 63 != 0)
            pbjwti_write_literal(to, "-");
        write_integer(to, (uint64_t)(number < 0 ? -number : number));
        return;
    }
    char text[32];
    size_t length = 0;
    for (int digits = 15; digits <= 17; digits++) {
        length = print_real(number, digits, text);
        if (pbjwti_number_to_double((pbjwti_view){(const unsigned char *)text, length}) == number)
            break;
    }
    pbjwti_write_bytes(to, text, length);
}

/* Values */

/* The end of the string whose opening quote is at `p`. */
static const unsigned char *after_string(const unsigned char *p) {
    for (p++; *p != '"'; p++)
        p += *p == '\\';
    return p + 1;
}

void pbjwti_write_value(pbjwti_writer *to, const pbjwti_json_value *value) {
    const unsigned char *p = value->text.data;
    const unsigned char *const end = p + value->text.length;
    if (value->kind == PBJWT_JSON_STRING) {
        pbjwti_write_literal(to, "\"");
        write_json_characters(to, value->text);
        pbjwti_write_literal(to, "\"");
        return;
    }
    while (p != end) {
        const unsigned char *const start = p;
        if (*p == '"') {
            p = after_string(p);
            pbjwti_write_literal(to, "\"");
            write_json_characters(to, (pbjwti_view){start + 1, (size_t)(p - start) - 2});
            pbjwti_write_literal(to, "\"");
            continue;
        }
        if (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t') {
            p++;
            continue;
        }
        while (p != end && *p > ' ' && *p != '"')
            p++;
        pbjwti_write_bytes(to, (const char *)start, (size_t)(p - start));
    }
}
