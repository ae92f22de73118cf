/* SPDX-License-Identifier: Apache-2.0 */

/* The required forms of claims' texts and of a header's "typ". All functions take well-formed UTF-8
   without U+0000. */
#ifndef PBJWT_FORMS_H
#define PBJWT_FORMS_H

#include "placeholder.h"
#include "text.h"

PBJWTI_HIDDEN_BEGIN

/* The class of a text for a claim that has a form. */
typedef enum pbjwti_form {
    PBJWTI_FORM_WRONG,
    PBJWTI_FORM_GOOD,
    PBJWTI_FORM_COERCED /* accepted, though it isn't written as it should be */
} pbjwti_form;

/*
 * A date as ISO 8601 writes it: a calendar date (2026-03-31), or a date and a time with its offset
 * (2026-03-31T09:30Z, 2026-03-31T09:30:00.000Z as JavaScript's toISOString writes it,
 * 2026-03-31T09:30:00+02:00). Years 0000 to 9999, hours to 23, no leap second. Other forms that
 * servers print are coerced: a space or t for the T, a space before the offset, z, UTC, +hhmm, +hh,
 * Go's " +0000 UTC", and no offset, which is UTC. Sets the seconds since 1970-01-01T00:00:00Z; a
 * date without a time means midnight UTC.
 */
pbjwti_form pbjwti_read_renewal_date(pbjwti_view text, double *seconds);

/* An address with an @ between two non-empty parts once it is trimmed; before that, no control
   character and at most PBJWT_MAX_EMAIL_BYTES. Returns it trimmed, and whether the text is
   canonical: nothing to trim, no ASCII capital and no format character. */
PBJWTI_SELDOM bool pbjwti_read_email(pbjwti_view text, pbjwti_view *trimmed, bool *canonical);

/* low, medium or high, coerced in another case. Returns the lower-case one, a static text. */
pbjwti_form pbjwti_read_risk(pbjwti_view text, pbjwti_view *risk);

/* The text of a JSON number, of PBJWTI_MAX_NUMBER_BYTES at the most, whose nearest double is finite. */
enum { PBJWTI_MAX_NUMBER_BYTES = 64 };
bool pbjwti_read_number(pbjwti_view text, double *number);

/*
 * An absolute http or https URL with a host, suitable for an image's src: no white space (Unicode
 * White_Space), control character, double quote, angle bracket or backslash, no user and password
 * before the host, two hex digits after each percent sign. Non-ASCII letters may appear unescaped.
 */
bool pbjwti_is_http_url(pbjwti_view text);

/* 64 hex characters of either case, as the 32 bytes that they mean. */
bool pbjwti_read_hash(pbjwti_view text, unsigned char hash[PBJWTI_MAC_BYTES]);

/* A type that a policy can require: 1 to PBJWT_MAX_TYPE_BYTES of the characters of media types'
   names (RFC 6838, 4.2) and of the slash between two of them. */
bool pbjwti_is_type(pbjwti_view text);

/* Whether it is an address like most (pbjwti_is_plain_address), and no placeholder: it has an @, so
   it can't be one of the words, and its last character decides. All others go to pbjwti_read_email. */
static inline bool pbjwti_is_plain_email(pbjwti_view text, bool *has_upper) {
    return text.length <= PBJWT_MAX_EMAIL_BYTES && pbjwti_is_plain_address(text, has_upper) &&
           (pbjwti_placeholder_letters[text.data[text.length - 1]] & 2) == 0;
}

PBJWTI_HIDDEN_END

#endif
