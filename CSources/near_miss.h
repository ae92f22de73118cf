/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_NEAR_MISS_H
#define PBJWT_NEAR_MISS_H

#include "claim_table.h"
#include "json_names.h"

PBJWTI_HIDDEN_BEGIN

/* How names that resemble a claim's begin, by their first letter: how long the shortest one is, and, as bits,
   the second letters. */
typedef struct pbjwti_near_start {
    unsigned char shortest;
    uint32_t seconds;
} pbjwti_near_start;
extern const pbjwti_near_start pbjwti_near_starts[26];

/* Whether a name, as written in JSON, may resemble a claim's, judging by how it begins: most
   don't. */
static inline bool pbjwti_may_be_near(pbjwti_view name) {
    if (name.length < 2)
        return false;
    const unsigned first = (name.data[0] | 0x20u) - 'a', second = (name.data[1] | 0x20u) - 'a';
    if (first < 26 && second < 26)
        return (pbjwti_near_starts[first].seconds >> second & 1) != 0 &&
               name.length >= pbjwti_near_starts[first].shortest;
    const unsigned char other = name.data[first < 26];
    return other == '\\' || other == '_' || other == '-';
}

/*
 * The claim that a name, as written in JSON, resembles: one of the names that people use for it, or
 * its own in another case, with or without _ and -, or as a WS-Federation claim type.
 * PBJWT_CLAIM_NONE for most.
 */
pbjwt_claim pbjwti_near_miss(pbjwti_view name);

/* The claims that names of the outermost object resemble. */
pbjwti_claim_set pbjwti_near_misses(const pbjwti_json_names *names);

PBJWTI_HIDDEN_END

#endif
