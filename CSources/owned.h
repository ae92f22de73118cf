/* SPDX-License-Identifier: Apache-2.0 */

/* Texts that an object owns. */
#ifndef PBJWT_OWNED_H
#define PBJWT_OWNED_H

#include "internal.h"

PBJWTI_HIDDEN_BEGIN

/* data is NULL if there is none; an empty text has some. */
typedef struct pbjwti_owned_text {
    unsigned char *data;
    size_t length;
} pbjwti_owned_text;

static inline pbjwti_view pbjwti_owned_view(const pbjwti_owned_text *text) {
    return (pbjwti_view){text->data, text->length};
}

/* Replaces a text with a copy of these bytes; NULL removes it. Keeps the old one when memory runs
   out: PBJWT_OUT_OF_MEMORY, the only failure. */
pbjwt_status pbjwti_owned_set(pbjwti_owned_text *text, const void *bytes, size_t length);

/* Frees it and removes it. */
void pbjwti_owned_clear(pbjwti_owned_text *text);

PBJWTI_HIDDEN_END

#endif
