/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The library's own JSON reader: strict RFC 8259 in one pass over the bytes, without allocation,
 * recursion or a tree. It walks one object (or array) and hands out its members as views of the
 * text; nested values are validated and skipped. It knows nothing of tokens and claims.
 */
#ifndef PBJWT_JSON_H
#define PBJWT_JSON_H

#include "json_scan.h"

PBJWTI_HIDDEN_BEGIN

typedef struct pbjwti_json_value {
    pbjwt_json_kind kind;
    pbjwti_view text; /* as written; a string without its quotes */
    union {
        size_t decoded;  /* of a string: its length unescaped, text.length where it has no escape */
        int64_t integer; /* of an integer */
        bool truth;      /* of a boolean */
    } as;
} pbjwti_json_value;

typedef struct pbjwti_json_member {
    pbjwti_json_value name;
    pbjwti_json_value value;
} pbjwti_json_member;

/* One member name of an object that is still open, remembered to find its duplicates. */
typedef struct pbjwti_json_name {
    const unsigned char *text;
    uint32_t length;
    uint32_t hash;
} pbjwti_json_name;

typedef enum pbjwti_json_error {
    PBJWTI_JSON_NO_ERROR = 0,
    PBJWTI_JSON_MALFORMED,
    PBJWTI_JSON_DUPLICATE
} pbjwti_json_error;

typedef struct pbjwti_json_reader {
    const unsigned char *cursor; /* where the next item begins; NULL: there is none */
    pbjwti_json_scan scan;
    pbjwti_json_name *names; /* of the open objects, outermost first */
    size_t names_open;
    uint64_t seen; /* a bit for each name's hash: where it is new, so is the name */
    size_t members_left;
    pbjwti_json_error error;
    unsigned char closer;
} pbjwti_json_reader;

/*
 * Starts on a text whose one value is an object. `names` has room for `max_members` names, the most
 * members that all objects in the text may have together, and lives as long as the reading. NULL
 * skips the search for duplicates and the limit: for text that was read before.
 */
void pbjwti_json_open_object(pbjwti_json_reader *reader, pbjwti_view text, pbjwti_json_name *names,
                             size_t max_members);

/* Starts on a text whose one value is an array, read before. */
void pbjwti_json_open_array(pbjwti_json_reader *reader, pbjwti_view text);

/*
 * The next member or element. False at the end and on an error, which reader->error tells; all that
 * the reader gave out before an error is then to be thrown away. It has read to the end of the
 * text, and found it strict JSON, only when it has given false without an error.
 */
bool pbjwti_json_next_member(pbjwti_json_reader *reader, pbjwti_json_member *member);
bool pbjwti_json_next_element(pbjwti_json_reader *reader, pbjwti_json_value *element);

static inline bool pbjwti_json_has_escapes(const pbjwti_json_value *string) {
    return string->as.decoded != string->text.length;
}

/* Writes the string unescaped: string->as.decoded bytes. */
void pbjwti_json_decode(const pbjwti_json_value *string, unsigned char *out);

/* Whether the string, unescaped, is these bytes. */
bool pbjwti_json_equals(const pbjwti_json_value *string, pbjwti_view bytes);

/* Copies a value that was read before without the white space between its parts; returns how many
   bytes it wrote, text.length at the most. Of a string with its quotes: text.length + 2. */
size_t pbjwti_json_compact(const pbjwti_json_value *value, char *out);

/*
 * The number nearest to a JSON number's text, ties to even, in any locale. The text was read
 * before.
 */
double pbjwti_json_to_double(pbjwti_view text);

/* Whether a JSON real's magnitude rounds to a finite double. Linear in the text, no arithmetic. */
bool pbjwti_json_is_finite(pbjwti_view text);

PBJWTI_HIDDEN_END

#endif
