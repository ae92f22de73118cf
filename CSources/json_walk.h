/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The steps of a walk over an object, for a caller that keeps its own place: a payload's walk
 * (payload.c), which uses them if a payload is not written like most. Others use
 * pbjwti_json_next_member, which consists of them.
 */
#ifndef PBJWT_JSON_WALK_H
#define PBJWT_JSON_WALK_H

#include "json.h"

PBJWTI_HIDDEN_BEGIN

/* Steps over white space. */
const unsigned char *pbjwti_json_skip_more_space(const unsigned char *p, const unsigned char *end);

static inline const unsigned char *pbjwti_json_skip_space(const unsigned char *p,
                                                          const unsigned char *end) {
    if (p == end || *p > ' ')
        return p;
    if (*p == ' ' && end - p > 1 && p[1] > ' ') /* as Python writes it */
        return p + 1;
    return pbjwti_json_skip_more_space(p, end);
}

/* Reads the name at `p` without remembering it; returns where the value starts, or NULL. */
const unsigned char *pbjwti_json_read_name(pbjwti_json_reader *reader, const unsigned char *p,
                                           pbjwti_json_value *name);

/* Remembers a member's name, so that a second one is found; `scope` is its object's. False, with the error, for
   the second one. */
bool pbjwti_json_remember(pbjwti_json_reader *reader, uint32_t scope,
                          const pbjwti_json_value *name);

/* The value at `p`; returns where it ends, or NULL. */
const unsigned char *pbjwti_json_read_value(pbjwti_json_reader *reader, const unsigned char *p,
                                            pbjwti_json_value *value);

/* What follows a value that ends at `p`; returns where the next item begins. NULL: there is none,
   or there is an error. */
const unsigned char *pbjwti_json_read_separator(pbjwti_json_reader *reader, const unsigned char *p);

PBJWTI_HIDDEN_END

#endif
