/* SPDX-License-Identifier: Apache-2.0 */

/* What form and header share: segments, decoded as well as they can be, and what is wrong with them. */
#ifndef PBJWT_EXPLAIN_FORM_H
#define PBJWT_EXPLAIN_FORM_H

#include "explain_clean.h"

PBJWTI_HIDDEN_BEGIN

typedef enum pbjwti_segment {
    PBJWTI_SEGMENT_HEADER,
    PBJWTI_SEGMENT_PAYLOAD,
    PBJWTI_SEGMENT_SIGNATURE
} pbjwti_segment;

/* explain_decode.c */

/* Whether it is 64 hex characters. */
bool pbjwti_is_hex_mac(pbjwti_view text);

/*
 * Decodes base64 of either alphabet, with padding and white space. `decoded` gets memory that the
 * caller frees, or NULL if there is a character of no kind. False, with nothing to free, if memory
 * runs out.
 */
bool pbjwti_segment_decode(const pbjwti_explaining *work, pbjwti_view segment,
                           pbjwti_decoded *decoded);

/* The same, and hex of 32 bytes, also encoded as base64 once more. */
bool pbjwti_segment_decode_signature(const pbjwti_explaining *work, pbjwti_view segment,
                                     pbjwti_decoded *decoded);

/* The member of a decoded JSON object, or of kind absent; false if it is no strict JSON object. */
bool pbjwti_segment_member(const pbjwti_explaining *work, const pbjwti_decoded *decoded,
                           const char *name, pbjwti_json_value *value);

/* explain_segments.c */

/* Tells what keeps a segment from being the base64url that the verifier takes; true where nothing does. */
bool pbjwti_segment_explain(pbjwti_explaining *work, pbjwti_view segment, pbjwti_segment which);

/* explain_kid.c */

/* Tells what becomes of work->kid. */
void pbjwti_explain_kid(pbjwti_explaining *work);

PBJWTI_HIDDEN_END

#endif
