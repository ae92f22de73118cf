/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_JSON_STRING_H
#define PBJWT_JSON_STRING_H

#include "json_scan.h"
#include "json_value.h"

PBJWTI_HIDDEN_BEGIN

/* Reads on in the string that began at `start`, from a byte at `p` that doesn't stand for itself.
   Returns where it ends, or NULL. */
const unsigned char *pbjwti_json_read_special(pbjwti_json_scan *scan, const unsigned char *start,
                                              const unsigned char *p, pbjwti_json_value *value);

/* Reads the string whose opening quote ends at `start`. Returns where it ends, or NULL. */
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

enum { PBJWTI_JSON_ESCAPE_BYTES = 4 }; /* at most what an escape stands for */

/* Writes the string unescaped: string->as.decoded bytes. */
void pbjwti_json_decode(const pbjwti_json_value *string, unsigned char *out);

/*
 * Unescapes from *p on until `room` bytes are written (or a few more, fewer than
 * PBJWTI_JSON_ESCAPE_BYTES) or everything is; moves *p and returns how many.
 */
size_t pbjwti_json_decode_part(const unsigned char **p, const unsigned char *end,
                               unsigned char *out, size_t room);

/* Whether the string, unescaped, is these bytes. */
bool pbjwti_json_equals(const pbjwti_json_value *string, pbjwti_view bytes);

/* Whether two strings, one given as it is written, are the same unescaped. */
bool pbjwti_json_same(const pbjwti_json_value *string, const unsigned char *other,
                      size_t other_length);

PBJWTI_HIDDEN_END

#endif
