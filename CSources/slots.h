/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_SLOTS_H
#define PBJWT_SLOTS_H

#include "json.h"

/* The members of a payload that are claims, each in its claim's slot. */
typedef struct pbjwti_slots {
    uint32_t filled;  /* bit 1 << claim; the other slots are undefined */
    uint32_t in_need; /* of these, whose claim needs memory: texts with escapes, and arrays */
    pbjwti_json_value of[PBJWTI_CLAIM_COUNT];
} pbjwti_slots;

_Static_assert(PBJWTI_CLAIM_COUNT <= 32, "a bit for each claim");

#endif
