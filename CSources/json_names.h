/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The names of a text's members, for finding duplicate names in an object. They are kept in a hash
 * table with a keyed hash: nobody without the key can choose names that collide, and a name costs
 * the same however many precede it.
 */
#ifndef PBJWT_JSON_NAMES_H
#define PBJWT_JSON_NAMES_H

#include "json_value.h"

PBJWTI_HIDDEN_BEGIN

/* Random and secret. */
typedef struct pbjwti_hash_key {
    uint64_t words[2];
} pbjwti_hash_key;

typedef struct pbjwti_json_name {
    uint32_t start; /* in the text, as written */
    uint32_t length;
    uint32_t hash;
    uint32_t scope; /* the object that it is in: 0 for the outermost */
} pbjwti_json_name;

enum {
    PBJWTI_MAX_NAMES = PBJWT_MAX_PAYLOAD_MEMBERS,
    PBJWTI_MAX_SLOTS = 2 * PBJWTI_MAX_NAMES /* so that a table is at most half full */
};

/* 20 KiB on the reader's stack; unused parts are never touched. */
typedef struct pbjwti_json_names {
    const pbjwti_hash_key *key;
    const unsigned char *text;
    uint32_t count;
    uint32_t scopes;     /* objects that have begun within the outermost one */
    uint32_t slot_count; /* a power of two; 0 before the first name */
    pbjwti_json_name list[PBJWTI_MAX_NAMES];
    uint16_t slots[PBJWTI_MAX_SLOTS]; /* 1 + the place in the list, or 0 */
} pbjwti_json_names;

/* Names the key, which is borrowed. */
static inline void pbjwti_json_names_use(pbjwti_json_names *names, const pbjwti_hash_key *key) {
    names->key = key;
}

/* Starts without a name, for a text of less than 4 GiB. */
static inline void pbjwti_json_names_start(pbjwti_json_names *names, const unsigned char *text) {
    names->text = text;
    names->count = 0;
    names->scopes = 0;
    names->slot_count = 0;
}

/* An object begins inside another; its number distinguishes its names from those of other
   objects. */
static inline uint32_t pbjwti_json_names_scope(pbjwti_json_names *names) {
    return ++names->scopes;
}

/*
 * Adds the name of a member of an object, of which there are at most PBJWTI_MAX_NAMES in a text. False:
 * the object has that name already.
 */
bool pbjwti_json_names_add(pbjwti_json_names *names, uint32_t scope, const pbjwti_json_value *name);

PBJWTI_HIDDEN_END

#endif
