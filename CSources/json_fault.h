/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Tells people what is wrong with a text that the strict reader (json.h) refuses: the reader only
 * says that something is. It reads strings, numbers and literals with the reader's own steps, so
 * that both agree on them.
 */
#ifndef PBJWT_JSON_FAULT_H
#define PBJWT_JSON_FAULT_H

#include "json.h"

PBJWTI_HIDDEN_BEGIN

typedef enum pbjwti_json_fault_kind {
    PBJWTI_JSON_FAULT_NONE = 0,
    PBJWTI_JSON_FAULT_EMPTY,      /* nothing but white space */
    PBJWTI_JSON_FAULT_NOT_JSON,   /* no JSON value begins like this */
    PBJWTI_JSON_FAULT_NOT_OBJECT, /* another JSON value */
    PBJWTI_JSON_FAULT_DUPLICATE,
    PBJWTI_JSON_FAULT_SURROGATE, /* \uD800 to \uDFFF without its other half */
    PBJWTI_JSON_FAULT_NAN,       /* or an infinity */
    PBJWTI_JSON_FAULT_INTEGER,   /* beyond 64 bits */
    PBJWTI_JSON_FAULT_REAL,      /* beyond a double */
    PBJWTI_JSON_FAULT_NUL,       /* the byte, or \u0000 */
    PBJWTI_JSON_FAULT_NOT_UTF8,
    PBJWTI_JSON_FAULT_BOM,      /* U+FEFF outside of a string */
    PBJWTI_JSON_FAULT_NESTING,  /* count: how deep */
    PBJWTI_JSON_FAULT_MEMBERS,  /* count: how many */
    PBJWTI_JSON_FAULT_TWO,      /* a second array or object behind the object */
    PBJWTI_JSON_FAULT_TRAILING, /* anything else behind it */
    PBJWTI_JSON_FAULT_PYTHON,
    PBJWTI_JSON_FAULT_COMMA, /* one too many */
    PBJWTI_JSON_FAULT_CONTROL,
    PBJWTI_JSON_FAULT_ESCAPE,
    PBJWTI_JSON_FAULT_NUMBER, /* not written as JSON does */
    PBJWTI_JSON_FAULT_CUT,    /* the text ends too early */
    PBJWTI_JSON_FAULT_QUOTES, /* none, or others than "" */
    PBJWTI_JSON_FAULT_UNDEFINED,
    PBJWTI_JSON_FAULT_SEPARATOR, /* a colon or a comma is missing */
    PBJWTI_JSON_FAULT_COMMENT,
    PBJWTI_JSON_FAULT_SYNTAX, /* anything else */
    PBJWTI_JSON_FAULT_KINDS
} pbjwti_json_fault_kind;

typedef struct pbjwti_json_fault {
    pbjwti_json_fault_kind kind;
    const char *reason; /* in words; static; NULL if there is no fault */
    size_t
        offset; /* of the faulty byte, or of the first one of what is at fault as a whole: a number, a
                           word, an escape, a name; the text's length where it ends too early */
    pbjwti_view
        member; /* as written: the name of the innermost member that has begun; absent before the first */
    pbjwti_view
        item; /* as written: the number, word or string at fault; absent if it is something else */
    size_t count; /* 0 where there is nothing to count */
} pbjwti_json_fault;

/*
 * The first fault of a text of less than 4 GiB. There is none exactly if the strict reader accepts
 * the whole text as an object of at most `max_members` members, which are at most PBJWTI_MAX_NAMES,
 * and it is DUPLICATE exactly if the reader says so. One pass, no recursion, no allocation. The
 * views are views of the text.
 */
pbjwti_json_fault pbjwti_json_find_fault(pbjwti_view text, size_t max_members,
                                         const pbjwti_hash_key *key);

/* What is wrong at a place where the strict reader got stuck. Unless it says otherwise, each leaves
   the fault's member as it is. */

/* json_fault_string.c */

static inline pbjwti_view pbjwti_json_between(const unsigned char *from, const unsigned char *to) {
    return (pbjwti_view){from, (size_t)(to - from)};
}

void pbjwti_json_set_fault(pbjwti_view text, const unsigned char *p, pbjwti_json_fault_kind kind,
                           const char *reason, pbjwti_json_fault *fault);

/* The text ends too early. */
void pbjwti_json_set_cut(pbjwti_view text, pbjwti_json_fault *fault);

/* At a faulty place, with what is wrong there unless the byte says more: the text's end, a NUL, a
   byte order mark, invalid UTF-8, a comment. */
void pbjwti_json_fault_at(pbjwti_view text, const unsigned char *p, pbjwti_json_fault_kind kind,
                          const char *reason, pbjwti_json_fault *fault);

/* Where the string from `p` on ends: at a quote that isn't escaped, or at the text's end. */
const unsigned char *pbjwti_json_find_quote(const unsigned char *p, const unsigned char *end,
                                            unsigned char quote);

/* In the string whose opening quote ends at `start`. */
void pbjwti_json_fault_in_string(pbjwti_view text, const unsigned char *start,
                                 pbjwti_json_fault *fault);

/* json_fault_value.c */

/* In the value at `p`, which is neither an array nor an object. */
void pbjwti_json_fault_in_value(pbjwti_view text, const unsigned char *p, pbjwti_json_fault *fault);

/* In the name at `p`, which has no opening quote or is faulty as a string: sets the member to it. */
void pbjwti_json_fault_in_name(pbjwti_view text, const unsigned char *p, pbjwti_json_fault *fault);

/* In a text that doesn't begin with an object at `p`. */
void pbjwti_json_fault_at_top(pbjwti_view text, const unsigned char *p, pbjwti_json_fault *fault);

PBJWTI_HIDDEN_END

#endif
