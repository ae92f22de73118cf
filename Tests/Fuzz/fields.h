/* SPDX-License-Identifier: Apache-2.0 */

/*
 * An input as a list of fields, each a letter and its argument, ended by a byte 0xFF, which never occurs in
 * UTF-8. So libFuzzer's mutations keep most fields intact, and seeds are readable.
 */
#ifndef PBJWT_FUZZ_FIELDS_H
#define PBJWT_FUZZ_FIELDS_H

#include "oracle.h"

#include <stdlib.h>
#include <string.h>

typedef struct fuzz_field {
    unsigned char letter;
    char *text; /* allocated with exactly its size, without a NUL */
    size_t length;
    int64_t integer; /* the text as a number; 0 if it isn't one */
    double number;
} fuzz_field;

/* The next field, whose text the caller frees; false at the end. */
static inline bool fuzz_next_field(const uint8_t **data, size_t *left, fuzz_field *field) {
    char digits[64] = {0};
    if (*left == 0)
        return false;
    const uint8_t *const start = *data + 1;
    const uint8_t *const end = (const uint8_t *)memchr(start, 0xFF, *left - 1);
    const size_t length = end != NULL ? (size_t)(end - start) : *left - 1;
    field->letter = **data;
    field->text = (char *)fuzz_copy(start, length);
    field->length = length;
    memcpy(digits, start, length < sizeof digits ? length : sizeof digits - 1);
    field->integer = strtoll(digits, NULL, 10);
    field->number = strtod(digits, NULL);
    const size_t used = 1 + length + (end != NULL);
    *data += used;
    *left -= used;
    return true;
}

/* Whether a policy may require this "typ", according to RFC 6838, 4.2. */
static inline bool fuzz_is_type(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (text[i] == 0 || strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                   "!#$&-^_.+/",
                                   text[i]) == NULL)
            return false;
    return length >= 1 && length <= 127;
}

#endif
