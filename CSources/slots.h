/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_SLOTS_H
#define PBJWT_SLOTS_H

#include "claim_table.h"
#include "json_value.h"

/* Members of a payload that are claims, each in its claim's slot. */
typedef struct pbjwti_slots {
    pbjwti_claim_set filled; /* the other slots are undefined */
    pbjwti_json_value of[PBJWTI_CLAIM_COUNT];
} pbjwti_slots;

#endif
