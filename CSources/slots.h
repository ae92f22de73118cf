/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_SLOTS_H
#define PBJWT_SLOTS_H

#include "claim_table.h"
#include "json_value.h"

/* The members of a payload that are claims, each in its claim's slot. */
typedef struct pbjwti_slots {
    pbjwti_claim_set filled; /* the other slots are undefined */
    pbjwti_claim_set
        in_need; /* of these, whose claim needs memory: texts with escapes, and arrays */
    pbjwti_claim_set resembled; /* claims that the name of a member which is none resembles */
    bool has_custom;            /* members that are no claim */
    pbjwti_json_value of[PBJWTI_CLAIM_COUNT];
} pbjwti_slots;

#endif
