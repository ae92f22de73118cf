/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Writes JSON exactly as the specification pins it: no white space, and escapes for all characters
 * that don't stand for themselves wherever such a line ends up (terminals, logs, HTML, JavaScript).
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

/* Returns the text with a NUL after it, or PBJWT_OUT_OF_MEMORY. */
pbjwt_status pbjwti_writer_finish(pbjwti_writer *to, char **json, size_t *length);

/* Writes bytes as they are. */
void pbjwti_write_bytes(pbjwti_writer *to, const char *bytes, size_t length);
#define pbjwti_write_literal(to, literal) pbjwti_write_bytes(to, literal, sizeof(literal) - 1)

/* Writes the characters of well-formed UTF-8, those that need it escaped, without quotes. */
void pbjwti_write_characters(pbjwti_writer *to, pbjwti_view text);

/* Writes a string of well-formed UTF-8, or null where it is absent. */
void pbjwti_write_string(pbjwti_writer *to, pbjwti_view text);

/* Writes a finite number: a whole one of a magnitude below 2^53 without a fraction, any other with
   the fewest of 15 to 17 digits that read back. */
void pbjwti_write_number(pbjwti_writer *to, double number);

/* Rewrites a value that was read before: without white space, texts by the rules above, numbers
   unchanged. */
void pbjwti_write_value(pbjwti_writer *to, const pbjwti_json_value *value);

PBJWTI_HIDDEN_END

#endif
