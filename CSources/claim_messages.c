/* SPDX-License-Identifier: Apache-2.0 */
#include "claim_sentences.h"
#include "claim_table.h"

/* All texts one after the other: a row finds its own by two bytes, so nothing has to be
   relocated. */
#define SENTENCE_ROOM(kind, claim, text) char kind##_##claim[sizeof(text)];
typedef struct sentence_texts {
    PBJWTI_CLAIM_SENTENCES(SENTENCE_ROOM)
} sentence_texts;

#define SENTENCE_TEXT(kind, claim, text) text,
static const sentence_texts sentences = {PBJWTI_CLAIM_SENTENCES(SENTENCE_TEXT)};

typedef struct sentence_row {
    unsigned char kind;  /* pbjwt_warning */
    unsigned char claim; /* pbjwt_claim */
    unsigned short at;
} sentence_row;
_Static_assert(sizeof(sentence_texts) <= 65535, "a row has room for the place of its text");

#define SENTENCE_ROW(kind, claim, text)                                                            \
    {PBJWT_WARNING_##kind, PBJWT_CLAIM_##claim, offsetof(sentence_texts, kind##_##claim)},
static const sentence_row sentence_rows[] = {PBJWTI_CLAIM_SENTENCES(SENTENCE_ROW)};

/* NULL if there is none. */
static const char *find_sentence(pbjwt_warning kind, pbjwt_claim claim) {
    for (size_t i = 0; i < sizeof sentence_rows / sizeof sentence_rows[0]; i++)
        if (sentence_rows[i].kind == kind && sentence_rows[i].claim == claim)
            return (const char *)&sentences + sentence_rows[i].at;
    return NULL;
}

const char *pbjwt_claim_message(pbjwt_status status, pbjwt_claim claim) {
    const char *sentence = NULL;
    if (status == PBJWT_MALFORMED_CLAIM)
        sentence = find_sentence(PBJWT_WARNING_NONE, claim);
    return sentence != NULL ? sentence : pbjwt_status_message(status);
}

const char *pbjwt_warning_message(pbjwt_warning kind, pbjwt_claim claim) {
    if (pbjwt_warning_name(kind) == NULL)
        return pbjwt_status_message((pbjwt_status)INT32_MAX); /* the text for unknown numbers */
    const char *const sentence = find_sentence(kind, claim);
    return sentence != NULL ? sentence : find_sentence(kind, PBJWT_CLAIM_NONE);
}
