/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Taking off what is wrapped around a token, a layer at a time:
 *
 *   explain_clean.c, the loop -> explain_instead.c, explain_layers.c, explain_carriers.c, explain_within.c
 */
#ifndef PBJWT_EXPLAIN_CLEAN_H
#define PBJWT_EXPLAIN_CLEAN_H

#include "explain.h"
#include "text.h"

PBJWTI_HIDDEN_BEGIN

typedef struct pbjwti_cleaning {
    pbjwti_explaining *work;
    pbjwti_view text; /* what is left: of the input, or of work->cleaned */
    bool ended;       /* a cause says that there is no token, or memory has run out */
} pbjwti_cleaning;

/* Removes one layer and reports it, or returns false and changes nothing. Takes at most a constant
   times the text's length. */
typedef bool pbjwti_layer(pbjwti_cleaning *cleaning);

/* explain_clean.c */

/* The text in its own memory, which a layer may shorten in place; NULL if memory runs out. */
unsigned char *pbjwti_clean_own(pbjwti_cleaning *cleaning);

/* The rank of a layer's cause. */
unsigned pbjwti_clean_rank(const pbjwti_cleaning *cleaning);

/* Like pbjwti_character, for any bytes: one that isn't UTF-8 is a character above 0x10FFFF. */
uint32_t pbjwti_clean_character(pbjwti_view text, size_t at, size_t *size);

/* The same of the character that ends before `end`, which is above 0. */
uint32_t pbjwti_clean_character_before(pbjwti_view text, size_t end, size_t *size);

enum { PBJWTI_CHARACTER_NAME_BYTES = 32 };

/* Names a character as people know it: "a line feed", "U+200B". */
const char *pbjwti_character_name(uint32_t code, char name[PBJWTI_CHARACTER_NAME_BYTES]);

/* The first position of the literal at or after `from`, or text.length. */
size_t pbjwti_clean_find(pbjwti_view text, size_t from, pbjwti_view literal);

/* Whether the text begins with these characters, which are in lower case, in any ASCII case. */
bool pbjwti_clean_begins(pbjwti_view text, const char *lower);

static inline pbjwti_view pbjwti_clean_from(pbjwti_view text, size_t at) {
    return (pbjwti_view){text.data + at, text.length - at};
}

static inline bool pbjwti_is_base64url_character(unsigned char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || pbjwti_is_digit(c) || c == '-' ||
           c == '_';
}

/* What nearly every token begins with: {" in base64url. */
#define PBJWTI_TOKEN_BEGINNING PBJWTI_VIEW("eyJ")

/* Whether the text holds "eyJ". */
static inline bool pbjwti_holds_beginning(pbjwti_view text) {
    return pbjwti_clean_find(text, 0, PBJWTI_TOKEN_BEGINNING) < text.length;
}

/* Whether it begins with "eyJ" and has two dots, as they are or percent-encoded. */
bool pbjwti_looks_like_token(pbjwti_view text);

/* explain_instead.c */

/* If something obvious was sent instead of the token, reports it and returns true. */
bool pbjwti_clean_instead(pbjwti_cleaning *cleaning);

/* Reports a text that no layer fits and that isn't a token. */
void pbjwti_clean_tell_text(pbjwti_cleaning *cleaning);

/* Whether no word in the text may be a part of a signature or a key: those are long, and of both cases and digits. */
bool pbjwti_may_be_shown(pbjwti_view text);

/* explain_layers.c */

pbjwti_layer pbjwti_clean_http, pbjwti_clean_header_line, pbjwti_clean_bearer, pbjwti_clean_bytes,
    pbjwti_clean_quotes, pbjwti_clean_escapes, pbjwti_clean_marks;

/* explain_carriers.c */

/* Removes JSON's escapes from the text, if it has any. */
void pbjwti_clean_unescape(pbjwti_cleaning *cleaning);

pbjwti_layer pbjwti_clean_json, pbjwti_clean_parameter, pbjwti_clean_percent;

/* explain_within.c */

pbjwti_layer pbjwti_clean_utf16, pbjwti_clean_extract, pbjwti_clean_join;

PBJWTI_HIDDEN_END

#endif
