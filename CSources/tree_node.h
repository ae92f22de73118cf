/* SPDX-License-Identifier: Apache-2.0 */

/* Shared by the files that work on jansson's nodes; the only file that includes jansson. */
#ifndef PBJWT_TREE_NODE_H
#define PBJWT_TREE_NODE_H

#include "json.h"

#include <jansson.h>

PBJWTI_HIDDEN_BEGIN

/* Whether an object matches what the strict reader sees in a text that it has read before: name by
   name in their order, and numbers to the bit. */
bool pbjwti_tree_says(json_t *object, pbjwti_view text);

/* A tree of an object that the strict reader has read, checked to match it: PBJWT_OUT_OF_MEMORY, or
   PBJWT_INTERNAL if it doesn't. */
pbjwt_status pbjwti_tree_build(pbjwti_view text, json_t **root);

PBJWTI_HIDDEN_END

#endif
