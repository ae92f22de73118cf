/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_JSON_SCALAR_H
#define PBJWT_JSON_SCALAR_H

#include "json_value.h"
#include "number.h"
#include "text.h"

PBJWTI_HIDDEN_BEGIN

/* Reads the number or literal at `p`. Returns where it ends, or NULL. */
const unsigned char *pbjwti_json_read_scalar(const unsigned char *p, const unsigned char *end,
                                             pbjwti_json_value *value);

/* A number as usually written: digits / 10^decimals. */
typedef struct pbjwti_json_short {
    uint64_t digits; /* below 10^15 where there are no decimals, and below 10^18 where there are */
    unsigned decimals;
} pbjwti_json_short;

/* Reads a number of up to 15 digits and up to PBJWTI_MAX_DECIMALS after a point, in a padded text.
   Returns where it ends, or NULL if it is written in any other way. */
const unsigned char *pbjwti_json_read_short(const unsigned char *p, pbjwti_json_short *number);

/* The whole number of ten digits at `p` in a padded text, as times are written from 2001 to 2286, followed by a comma
   or a brace; -1 if it is written in any other way. */
enum { PBJWTI_TEN_DIGITS = 10 };
static PBJWTI_INLINE int64_t pbjwti_json_ten_digits(const unsigned char *p) {
    const uint64_t word = pbjwti_low8(p);
    const bool is_closed = p[PBJWTI_TEN_DIGITS] == ',' || p[PBJWTI_TEN_DIGITS] == '}';
    if (!is_closed || *p == '0' || !pbjwti_are_digits(word) || !pbjwti_is_digit(p[8]) ||
        !pbjwti_is_digit(p[9]))
        return -1;
    const uint64_t ninth = p[8] - (uint64_t)'0', tenth = p[9] - (uint64_t)'0';
    return (int64_t)(pbjwti_eight_digits(word) * 100 + ninth * 10 + tenth);
}

/* Steps over the number at `p`, which begins with a digit. Returns where it ends, or NULL. */
const unsigned char *pbjwti_json_skip_number(const unsigned char *start, const unsigned char *end);

/* Whether all of the text is a number of RFC 8259's grammar, however large. */
bool pbjwti_json_is_number(pbjwti_view text);

PBJWTI_HIDDEN_END

#endif
