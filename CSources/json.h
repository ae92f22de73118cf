/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The library's own JSON reader: strict RFC 8259 in one pass over the bytes, without allocation,
 * recursion or a tree. It walks one object (or array) and hands out its members as views of the
 * text; nested values are validated and skipped. It knows nothing about tokens and claims.
 */
#ifndef PBJWT_JSON_H
#define PBJWT_JSON_H

#include "json_names.h"
#include "json_string.h"

PBJWTI_HIDDEN_BEGIN

typedef struct pbjwti_json_member {
    pbjwti_json_value name;
    pbjwti_json_value value;
} pbjwti_json_member;

typedef enum pbjwti_json_error {
    PBJWTI_JSON_NO_ERROR = 0,
    PBJWTI_JSON_MALFORMED,
    PBJWTI_JSON_DUPLICATE
} pbjwti_json_error;

typedef struct pbjwti_json_reader {
    const unsigned char *cursor; /* where the next item begins; NULL: there is none */
    pbjwti_json_scan scan;
    pbjwti_json_names *names;
    size_t members_left;
    pbjwti_json_error error;
    unsigned char closer;
} pbjwti_json_reader;

/*
 * Starts on a text whose one value is an object, and that has at most `max_members` members in all
 * of its objects together, which are at most PBJWTI_MAX_NAMES. `names`, which already has its key,
 * must outlive the reading. NULL skips the search for duplicates and the limit: for text that was
 * read before.
 */
void pbjwti_json_open_object(pbjwti_json_reader *reader, pbjwti_view text, pbjwti_json_names *names,
                             size_t max_members);

/* Starts on a text whose one value is an array, read before. */
void pbjwti_json_open_array(pbjwti_json_reader *reader, pbjwti_view text);

/*
 * The next member or element. False at the end and on an error, which is in reader->error; discard
 * everything that the reader returned before an error. Only false without an error means that it
 * has read to the end of the text and found strict JSON.
 */
bool pbjwti_json_next_member(pbjwti_json_reader *reader, pbjwti_json_member *member);
bool pbjwti_json_next_element(pbjwti_json_reader *reader, pbjwti_json_value *element);

/* Copies a value that was read before, without the white space between its parts; returns how many
   bytes it wrote, at most text.length. For a string with its quotes: text.length + 2. */
size_t pbjwti_json_compact(const pbjwti_json_value *value, char *out);

PBJWTI_HIDDEN_END

#endif
