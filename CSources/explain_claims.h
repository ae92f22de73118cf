/* SPDX-License-Identifier: Apache-2.0 */

/* Shared by the files that explain claims. Unless it says otherwise, a function is in
   explain_names.c. */
#ifndef PBJWT_EXPLAIN_CLAIMS_H
#define PBJWT_EXPLAIN_CLAIMS_H

#include "explain.h"

PBJWTI_HIDDEN_BEGIN

enum { PBJWTI_FOUND_NAME_BYTES = 128 };

/* A member of the payload that was looked for: its name unescaped, or its path, cut where it is longer. */
typedef struct pbjwti_found_member {
    unsigned char bytes[PBJWTI_FOUND_NAME_BYTES + PBJWTI_JSON_ESCAPE_BYTES];
    pbjwti_view name; /* of these bytes */
    pbjwti_json_value value;
} pbjwti_found_member;

/* Sets the name, unescaped. */
void pbjwti_found_name(pbjwti_found_member *found, const pbjwti_json_value *name);

/* The first member of the top object that isn't a claim and whose name resembles this one's. */
bool pbjwti_find_near(const pbjwti_explaining *work, pbjwt_claim claim, pbjwti_found_member *found);

/* Reports which member's name resembles the claim's. False if there is none. */
bool pbjwti_tell_near(pbjwti_explaining *work, pbjwt_claim claim, unsigned rank);

/* The e-mail within another object; the name is its path, such as user.email. */
bool pbjwti_find_nested_email(const pbjwti_explaining *work, pbjwti_found_member *found);

/* A member of the top object, other than "email", that holds an address. */
bool pbjwti_find_address(const pbjwti_explaining *work, pbjwti_found_member *found);

/* The rank of a cause that explains a malformed claim: `rank` if the status is about this claim. */
unsigned pbjwti_rank_of_claim(const pbjwti_explaining *work, pbjwt_claim claim, unsigned rank);

/* A member that is present and not null. */
bool pbjwti_is_given(const pbjwti_explaining *work, pbjwt_claim claim);

/* What a value is, in words: "a number". */
const char *pbjwti_kind_in_words(pbjwt_json_kind kind);

/* A number of any size; invalid claims have no typed one. */
double pbjwti_number_in(const pbjwti_json_value *value);

/* A text as the payload has it: unescaped where the claim was read as one, else as it is written. */
pbjwti_view pbjwti_shown_text(const pbjwti_explaining *work, pbjwt_claim claim);

/* Whether a text begins so, in any case of ASCII letters. */
bool pbjwti_text_begins(pbjwti_view text, const char *start);

/* Whether the object that begins at `text` has a member with that name. */
bool pbjwti_object_has(pbjwti_view object, pbjwti_view name);

/* Writes a character's code as U+FEFF, with a NUL. */
typedef struct pbjwti_code_text {
    char text[12];
} pbjwti_code_text;
pbjwti_code_text pbjwti_code_in_text(uint32_t code);

/* Tells a claim of a type that it doesn't have; `wanted` says what to send. explain_warned.c. */
void pbjwti_tell_wrong_type(pbjwti_explaining *work, pbjwt_claim claim, unsigned rank,
                            const char *wanted);

/* Reports a placeholder that a server wrote for a missing value; `effect` says what it led to.
   explain_warned.c. */
void pbjwti_tell_placeholder(pbjwti_explaining *work, pbjwt_claim claim, unsigned rank,
                             const char *effect);

/* Reports a warned claim with the right type and a wrong form, or a form that was accepted anyway.
   explain_values.c. */
void pbjwti_tell_wrong_form(pbjwti_explaining *work, pbjwt_claim claim, unsigned rank);
void pbjwti_tell_coerced(pbjwti_explaining *work, pbjwt_claim claim, unsigned rank);

/* "email", and how it is written. explain_email.c. */
void pbjwti_explain_email(pbjwti_explaining *work);

/* The claims whose faults get warnings. explain_warned.c. */
void pbjwti_explain_warned(pbjwti_explaining *work);

PBJWTI_HIDDEN_END

#endif
