/* SPDX-License-Identifier: Apache-2.0 */

/* Compares the library's JSON reader with jansson, for the differential test and the fuzzer. */
#ifndef PBJWT_DIFFERENTIAL_COMPARE_H
#define PBJWT_DIFFERENTIAL_COMPARE_H

#include "json_marks.h"
#include "payload.h"
#include "tree.h"
#include "verifier.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>

/* The nesting depth, if it is JSON. */
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

/* Whether the library accepts the text as a payload, from a copy with exactly the required padding. */
static inline bool is_payload(pbjwti_view text) {
    static const pbjwti_hash_key key = {
        {UINT64_C(0x0123456789ABCDEF), UINT64_C(0xFEDCBA9876543211)}};
    pbjwti_slots left;
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    unsigned char *const padded = (unsigned char *)calloc(1, text.length + PBJWTI_PADDING);
    if (identity == NULL || padded == NULL)
        abort();
    pbjwti_identity_empty(identity); /* as a verification begins */
    if (text.length > 0)
        memcpy(padded, text.data, text.length);
    const pbjwt_status status =
        pbjwti_payload_read((pbjwti_view){padded, text.length}, &key, &identity->claims, &left);
    free(padded);
    pbjwt_identity_free(identity);
    return status == PBJWT_OK;
}

/* The difference between the two, or NULL. Counts documents that both accept. */
static inline const char *difference(pbjwti_view text, long *accepted) {
    const bool ours = is_payload(text);
    const bool theirs = jansson_accepts(text);
    if (ours != theirs)
        return ours ? "accepted only here" : "accepted only by jansson";
    if (!ours)
        return NULL;
    ++*accepted;
    return pbjwti_tree_confirms(text) == PBJWT_OK ? NULL : "another value";
}

#endif
