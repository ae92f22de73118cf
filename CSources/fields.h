/* SPDX-License-Identifier: Apache-2.0 */

/* How an identity is written, and what is copied to a caller's view of it. */
#ifndef PBJWT_FIELDS_H
#define PBJWT_FIELDS_H

#include "internal.h"

typedef enum pbjwti_field_kind {
    PBJWTI_FIELD_TEXT, /* of a claim, as is a number */
    PBJWTI_FIELD_NUMBER,
    PBJWTI_FIELD_CANONICAL_EMAIL,
    PBJWTI_FIELD_USER_ID,
    PBJWTI_FIELD_AVATAR_URL,
    PBJWTI_FIELD_COMPANY,
    PBJWTI_FIELD_AUDIENCES,
    PBJWTI_FIELD_USER_HASH,
    PBJWTI_FIELD_CUSTOM
} pbjwti_field_kind;

typedef struct pbjwti_field {
    char name[20];
    unsigned char kind;
    unsigned char claim; /* of a text or number */
    uint16_t view;       /* where a text is in pbjwt_identity_view, or 0 */
} pbjwti_field;

PBJWTI_HIDDEN_BEGIN

/* In the order of the JSON. */
enum { PBJWTI_FIELDS = 20 };
extern const pbjwti_field pbjwti_fields[PBJWTI_FIELDS];

PBJWTI_HIDDEN_END

#endif
