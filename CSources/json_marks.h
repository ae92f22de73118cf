/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Marks the bytes of a text that end a string or don't stand for themselves in one: quotes,
 * backslashes, control characters and non-ASCII bytes. It marks many bytes at once, ahead of the
 * reader, so that no string has to wait for the end of the one before it. Only for padded texts:
 * the zeros after one are marked, and stop each search.
 */
#ifndef PBJWT_JSON_MARKS_H
#define PBJWT_JSON_MARKS_H

#include "internal.h"
#include "vector.h"
#include "wide.h"

PBJWTI_HIDDEN_BEGIN

enum {
    PBJWTI_PADDING = 64, /* zeros after a padded text */
    PBJWTI_MARKED = 64,  /* bytes, by the bits of a word */
    /* How many words are made at once: if that is quick, usually those of the whole text. */
    PBJWTI_MARK_WORDS = PBJWTI_HAS_SSE2 ? 16 : 1,
    PBJWTI_MARKED_AT_ONCE = PBJWTI_MARK_WORDS * PBJWTI_MARKED
};

typedef struct pbjwti_json_marks {
    const unsigned char *from; /* where the first word begins */
    const unsigned char *end;  /* of the text */
    uint64_t words[PBJWTI_MARK_WORDS];
} pbjwti_json_marks;

/* A reader's place, which moves from mark to mark; a separate variable, so that compilers keep it
   in registers. */
typedef struct pbjwti_json_place {
    const unsigned char *word; /* where the word begins */
    uint64_t bits;             /* its marks that are still ahead, the first one lowest */
} pbjwti_json_place;

/* Starts with a padded text. */
void pbjwti_json_mark_text(pbjwti_json_marks *marks, pbjwti_view text);

/* Marks the rest of the text from `from` on, which is a whole number of words after its start. Never inlined: clang
   would put it into the walk four times. */
void pbjwti_json_mark_from(pbjwti_json_marks *marks, const unsigned char *from);

/* The place of the first byte of a text that was just marked. */
static PBJWTI_INLINE pbjwti_json_place pbjwti_json_first_place(const pbjwti_json_marks *marks) {
    return (pbjwti_json_place){marks->from, marks->words[0]};
}

/* The place of `p`: its next mark is the first one from there on. Callers only move forward. */
pbjwti_json_place pbjwti_json_place_of(pbjwti_json_marks *marks, const unsigned char *p);

static PBJWTI_INLINE void pbjwti_json_next_word(pbjwti_json_marks *marks,
                                                pbjwti_json_place *place) {
    place->word += PBJWTI_MARKED;
    if (place->word == marks->from + PBJWTI_MARKED_AT_ONCE)
        pbjwti_json_mark_from(marks, place->word);
    place->bits = marks->words[(size_t)(place->word - marks->from) / PBJWTI_MARKED];
}

/* Steps past the next mark. */
static PBJWTI_INLINE void pbjwti_json_pass_mark(pbjwti_json_marks *marks,
                                                pbjwti_json_place *place) {
    while (place->bits == 0)
        pbjwti_json_next_word(marks, place);
    place->bits &= place->bits - 1;
}

/* The same, and returns where it is. */
static PBJWTI_INLINE const unsigned char *pbjwti_json_next_mark(pbjwti_json_marks *marks,
                                                                pbjwti_json_place *place) {
    while (place->bits == 0)
        pbjwti_json_next_word(marks, place);
    const unsigned char *const mark = place->word + pbjwti_trailing_zeros(place->bits);
    place->bits &= place->bits - 1;
    return mark;
}

PBJWTI_HIDDEN_END

#endif
