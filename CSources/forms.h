/* SPDX-License-Identifier: Apache-2.0 */

/* The forms that the texts of claims, and of a header's "typ", must have. All take well-formed UTF-8 without U+0000. */
#ifndef PBJWT_FORMS_H
#define PBJWT_FORMS_H

#include "text.h"

PBJWTI_HIDDEN_BEGIN

/*
 * ISO 8601 in its extended form: a calendar date (2026-03-31), or a date and a time with its offset
 * (2026-03-31T09:30Z, 2026-03-31T09:30:00.000Z as JavaScript's toISOString writes it,
 * 2026-03-31T09:30:00+02:00). Years 0000 to 9999, hours to 23, no leap second. Sets the seconds
 * since 1970-01-01T00:00:00Z; a date alone is its midnight in UTC.
 */
bool pbjwti_read_renewal_date(pbjwti_view text, double *seconds);

/*
 * An absolute http or https URL with a host, as one may put into an image's src: no white space
 * (Unicode White_Space), control character, double quote, angle bracket or backslash, no user and
 * password before the host, two hex digits after each percent sign. Letters beyond ASCII may stand
 * in it as they are.
 */
bool pbjwti_is_http_url(pbjwti_view text);

/* 64 hex characters of either case, as the 32 bytes that they mean. */
bool pbjwti_read_hash(pbjwti_view text, unsigned char hash[PBJWTI_MAC_BYTES]);

/* A type that can be asked for: 1 to PBJWT_MAX_TYPE_BYTES of the characters of media types' names
   (RFC 6838, 4.2) and of the slash between two of them. */
bool pbjwti_is_type(pbjwti_view text);

/* What String(undefined) and its kin leave behind: undefined, null, NaN, None, [object Object]. */
static inline bool pbjwti_is_placeholder(pbjwti_view text) {
    switch (text.length) { /* most texts are none by their length */
    case 3:
        return PBJWTI_IS(text, "NaN");
    case 4:
        return PBJWTI_IS(text, "null") || PBJWTI_IS(text, "None");
    case 9:
        return PBJWTI_IS(text, "undefined");
    case 15:
        return PBJWTI_IS(text, "[object Object]");
    default:
        return false;
    }
}

PBJWTI_HIDDEN_END

#endif
