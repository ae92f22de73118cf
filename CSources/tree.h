/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Everything that jansson does: the second opinion on a payload (tree_confirm.c), the tree of
 * custom claims (tree_build.c, tree_read.c), and issued texts (tree_write.c). Only tree_node.h
 * includes it. It only ever sees authenticated bytes, and nothing that it returns or writes leaves
 * these files until it was compared with what the library's own reader sees (tree_compare.c). After
 * one failed allocation, its parser may return a shortened text as success, or write past its
 * buffers, so it parses only if a policy asks for both readers.
 */
#ifndef PBJWT_TREE_H
#define PBJWT_TREE_H

#include "issue.h"

PBJWTI_HIDDEN_BEGIN

/* Whether jansson reads the same from a text that the strict reader has accepted: PBJWT_OK,
   PBJWT_INTERNAL or PBJWT_OUT_OF_MEMORY. */
pbjwt_status pbjwti_tree_confirms(pbjwti_view text);

/* Write JSON without white space: a header (`type.data` NULL is JWT, `kid.data` none) and a payload. The caller frees
   json->data with free. */
pbjwt_status pbjwti_tree_write_header(pbjwti_view type, pbjwti_view kid, pbjwti_owned_text *json);
pbjwt_status pbjwti_tree_write_payload(const pbjwt_claims *claims, const pbjwti_issuance *issuance,
                                       pbjwti_owned_text *json);

PBJWTI_HIDDEN_END

#endif
