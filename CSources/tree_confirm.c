/* SPDX-License-Identifier: Apache-2.0 */
#include "tree.h"

#include "tree_node.h"

/*
 * The only place where jansson parses. When one of its allocations fails, jansson up to 2.15.1 may
 * not only shorten a text but write past its buffers; so it parses only for a second opinion, if
 * the caller's policy asks for one.
 */
pbjwt_status pbjwti_tree_confirms(pbjwti_view text) {
    json_error_t error = {.line = -1}; /* jansson leaves it as it is on most failed allocations */
    json_t *const root =
        json_loadb((const char *)text.data, text.length, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        const enum json_error_code code = json_error_code(&error);
        return code == json_error_unknown || code == json_error_out_of_memory ? PBJWT_OUT_OF_MEMORY
                                                                              : PBJWT_INTERNAL;
    }
    const bool same = json_is_object(root) && pbjwti_tree_says(root, text);
    json_decref(root);
    return same ? PBJWT_OK : PBJWT_INTERNAL;
}
