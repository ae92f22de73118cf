/* SPDX-License-Identifier: Apache-2.0 */

/* The library's JSON reader beside jansson: what the differential test and the fuzzer compare. */
#ifndef PBJWT_DIFFERENTIAL_COMPARE_H
#define PBJWT_DIFFERENTIAL_COMPARE_H

#include "payload.h"
#include "tree.h"

#include <jansson.h>

#include <string.h>

/* How deep it nests, if it is JSON. */
static inline size_t nesting(pbjwti_view text) {
    size_t depth = 0, deepest = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = text.data[i];
        if (in_string) {
            i += c == '\\';
            in_string = c != '"';
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            depth++;
            deepest = depth > deepest ? depth : deepest;
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return deepest;
}

static inline bool jansson_accepts(pbjwti_view text) {
    json_error_t error;
    if (memchr(text.data, 0, text.length) != NULL || nesting(text) > PBJWT_MAX_NESTING)
        return false;
    json_t *const root =
        json_loadb((const char *)text.data, text.length, JSON_REJECT_DUPLICATES, &error);
    const bool object = json_is_object(root);
    json_decref(root);
    return object;
}

/* What the two see differently, or NULL. Counts what both accept. */
static inline const char *difference(pbjwti_view text, long *accepted) {
    static const pbjwti_hash_key key = {
        {UINT64_C(0x0123456789ABCDEF), UINT64_C(0xFEDCBA9876543211)}};
    pbjwti_slots slots;
    const bool ours = pbjwti_payload_read(text, &key, &slots) == PBJWT_OK;
    const bool theirs = jansson_accepts(text);
    if (ours != theirs)
        return ours ? "accepted here alone" : "accepted by jansson alone";
    if (!ours)
        return NULL;
    ++*accepted;
    return pbjwti_tree_confirms(text) == PBJWT_OK ? NULL : "another value";
}

#endif
