/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_NEAR_MISS_H
#define PBJWT_NEAR_MISS_H

#include "claim_table.h"
#include "json_names.h"

PBJWTI_HIDDEN_BEGIN

/*
 * The claim that a name, as it is written in JSON, resembles: one of the names that people give it, or its
 * own in another case, with or without _ and -, or as a WS-Federation claim type. PBJWT_CLAIM_NONE for
 * most.
 */
pbjwt_claim pbjwti_near_miss(pbjwti_view name);

/*
 * The claims that members of a payload resemble, by the names of those that are none; and which of these
 * claims aren't there under a name of their own.
 */
pbjwti_claim_set pbjwti_near_misses(const pbjwti_json_names *names, pbjwti_claim_set there);

PBJWTI_HIDDEN_END

#endif
