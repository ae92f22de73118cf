/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_JSON_STRING_H
#define PBJWT_JSON_STRING_H

#include "json.h"

PBJWTI_HIDDEN_BEGIN

/* Reads the string whose opening quote ends at `p`. Gives where it ends, or NULL. */
const unsigned char *pbjwti_json_read_string(const unsigned char *p, const unsigned char *end,
                                             pbjwti_json_value *value);

/* A hash of the string unescaped. Not keyed: whoever picks the names can make them collide, and
   what that costs is bounded by the number of members. */
uint32_t pbjwti_json_hash(const pbjwti_json_value *string);

/* Whether two strings, one given as it is written, are the same unescaped. */
bool pbjwti_json_same(const pbjwti_json_value *string, const unsigned char *other,
                      size_t other_length);

PBJWTI_HIDDEN_END

#endif
