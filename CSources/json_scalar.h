/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_JSON_SCALAR_H
#define PBJWT_JSON_SCALAR_H

#include "json_scan.h"
#include "json_value.h"
#include "number.h"

PBJWTI_HIDDEN_BEGIN

/* Reads the value at `p` that is neither an array nor an object. Gives where it ends, or NULL. */
const unsigned char *pbjwti_json_read_scalar(pbjwti_json_scan *scan, const unsigned char *p,
                                             pbjwti_json_value *value);

/* A number as it is mostly written: digits / 10^decimals. */
typedef struct pbjwti_json_short {
    uint64_t digits; /* below 10^15 where there are no decimals, and below 10^18 where there are */
    unsigned decimals;
} pbjwti_json_short;

/* Reads a number of up to 15 digits and up to PBJWTI_MAX_DECIMALS behind a point, in a padded text. Gives where it
   ends, or NULL for what is written in any other way. */
const unsigned char *pbjwti_json_read_short(const unsigned char *p, pbjwti_json_short *number);

/* Steps over the number at `p`, which begins with a digit. Gives where it ends, or NULL. */
const unsigned char *pbjwti_json_skip_number(const unsigned char *start, const unsigned char *end);

/* Whether all of the text is a number of RFC 8259's grammar, however large. */
bool pbjwti_json_is_number(pbjwti_view text);

PBJWTI_HIDDEN_END

#endif
