/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Writes JSON as the specification pins it to the byte: no white space, and of the characters that don't
 * stand for themselves in every place where such a line ends up (terminals, logs, HTML, JavaScript) escapes.
 */
#ifndef PBJWT_JSON_WRITE_H
#define PBJWT_JSON_WRITE_H

#include "json_value.h"

PBJWTI_HIDDEN_BEGIN

/* Grows as it is written. Once memory has run out, nothing more happens. */
typedef struct pbjwti_writer {
    char *bytes;
    size_t length;
    size_t capacity;
    bool failed;
} pbjwti_writer;

/* Starts with room for `bytes`. */
void pbjwti_writer_start(pbjwti_writer *to, size_t bytes);

/* Hands over the text with a NUL behind it, or gives PBJWT_OUT_OF_MEMORY. */
pbjwt_status pbjwti_writer_finish(pbjwti_writer *to, char **json, size_t *length);

/* Writes bytes as they are. */
void pbjwti_write_bytes(pbjwti_writer *to, const char *bytes, size_t length);
#define pbjwti_write_literal(to, literal) pbjwti_write_bytes(to, literal, sizeof(literal) - 1)

/* Writes the characters of well-formed UTF-8, those that need it escaped, without quotes. */
void pbjwti_write_characters(pbjwti_writer *to, pbjwti_view text);

/* Writes a string of well-formed UTF-8, or null where it is absent. */
void pbjwti_write_string(pbjwti_writer *to, pbjwti_view text);

/* Writes a finite number: a whole one of a magnitude below 2^53 without a fraction, another one with as
   few of 15 to 17 digits as read back. */
void pbjwti_write_number(pbjwti_writer *to, double number);

/* Writes a value that was read before anew: without white space, texts by the rules above, numbers with
   their characters. */
void pbjwti_write_value(pbjwti_writer *to, const pbjwti_json_value *value);

PBJWTI_HIDDEN_END

#endif
