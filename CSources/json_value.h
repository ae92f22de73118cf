/* SPDX-License-Identifier: Apache-2.0 */

/* What the reader says about a value. */
#ifndef PBJWT_JSON_VALUE_H
#define PBJWT_JSON_VALUE_H

#include "internal.h"

typedef struct pbjwti_json_value {
    pbjwt_json_kind kind;
    pbjwti_view text; /* as written; a string without its quotes */
    union {
        size_t decoded;  /* of a string: its length unescaped, text.length where it has no escape */
        int64_t integer; /* of an integer */
        bool truth;      /* of a boolean */
    } as;
} pbjwti_json_value;

static inline bool pbjwti_json_has_escapes(const pbjwti_json_value *string) {
    return string->as.decoded != string->text.length;
}

#endif
