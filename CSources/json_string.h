/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_JSON_STRING_H
#define PBJWT_JSON_STRING_H

#include "json.h"

PBJWTI_HIDDEN_BEGIN

/* Reads on in the string that began at `start`, from a byte at `p` that doesn't stand for itself. Gives
   where it ends, or NULL. */
const unsigned char *pbjwti_json_read_special(pbjwti_json_scan *scan, const unsigned char *start,
                                              const unsigned char *p, pbjwti_json_value *value);

/* Reads the string whose opening quote ends at `start`. Gives where it ends, or NULL. */
static inline const unsigned char *pbjwti_json_read_string(pbjwti_json_scan *scan,
                                                           const unsigned char *start,
                                                           pbjwti_json_value *value) {
    const unsigned char *const p = pbjwti_json_skip_plain(scan, start);
    if (p == scan->end || *p != '"')
        return pbjwti_json_read_special(scan, start, p, value);
    value->kind = PBJWT_JSON_STRING;
    value->text = (pbjwti_view){start, (size_t)(p - start)};
    value->as.decoded = value->text.length;
    return p + 1;
}

/* A hash of the string unescaped. Not keyed: whoever picks the names can make them collide, and
   what that costs is bounded by the number of members. */
uint32_t pbjwti_json_hash(const pbjwti_json_value *string);

/* Whether two strings, one given as it is written, are the same unescaped. */
bool pbjwti_json_same(const pbjwti_json_value *string, const unsigned char *other,
                      size_t other_length);

PBJWTI_HIDDEN_END

#endif
