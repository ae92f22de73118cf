/* SPDX-License-Identifier: Apache-2.0 */
#include "json_names.h"

#include "json_string.h"
#include "text.h"
#include "wide.h"

#include <string.h>

/* Hashing */

/* Both halves of the product, so that each bit of the result depends on all of both factors.
   Without the key, nothing is known about the first factor, and so nothing about which words
   collide. */
static uint64_t fold(uint64_t hash, uint64_t word, const pbjwti_hash_key *key) {
    const pbjwti_wide product = pbjwti_multiply(hash ^ word, key->words[1]);
    return product.high ^ product.low;
}

static uint64_t fold_words(uint64_t hash, const unsigned char *p, size_t words,
                           const pbjwti_hash_key *key) {
    for (; words > 0; words--, p += 8)
        hash = fold(hash, pbjwti_low8(p), key);
    return hash;
}

/* The last 0 to 7 bytes of a text as a number, from loads that may overlap. */
static inline uint64_t low_rest(const unsigned char *p, size_t count) {
    if (count >= 4)
        return pbjwti_low4(p) | pbjwti_low4(p + count - 4) << 8 * (count - 4);
    if (count == 0)
        return 0;
    return p[0] | (uint64_t)p[count / 2] << 8 * (count / 2) |
           (uint64_t)p[count - 1] << 8 * (count - 1);
}

static PBJWTI_INLINE uint32_t finish(uint64_t hash, const unsigned char *p, size_t left,
                                     const pbjwti_hash_key *key) {
    hash = fold_words(hash, p, left / 8, key);
    hash = fold(hash, low_rest(p + left / 8 * 8, left % 8), key);
    return (uint32_t)(hash ^ hash >> 32);
}

/* Unescapes a part at a time. */
static PBJWTI_SELDOM uint32_t hash_escaped(const pbjwti_json_value *name, uint64_t hash,
                                           const pbjwti_hash_key *key) {
    enum { PART = 64 };
    unsigned char part[PART + PBJWTI_JSON_ESCAPE_BYTES];
    const unsigned char *p = name->text.data;
    const unsigned char *const end = p + name->text.length;
    size_t held = 0;
    for (;;) {
        held += pbjwti_json_decode_part(&p, end, part + held, PART - held);
        if (held < PART)
            return finish(hash, part, held, key);
        hash = fold_words(hash, part, PART / 8, key);
        held -= PART;
        memcpy(part, part + PART, held);
    }
}

/* A hash of the unescaped name: its length, its words, and the rest of a word, which trailing zeros
   can't imitate because of the length. */
static uint32_t hash_of(const pbjwti_json_value *name, const pbjwti_hash_key *key) {
    const uint64_t hash = key->words[0] ^ name->as.decoded;
    return pbjwti_json_has_escapes(name) ? hash_escaped(name, hash, key)
                                         : finish(hash, name->text.data, name->text.length, key);
}

/* The table */

/* Open addressing: a name is in the first free slot from the one that its hash says. */
static uint32_t next_slot(const pbjwti_json_names *names, uint32_t slot) {
    return (slot + 1) & (names->slot_count - 1);
}

static void put(pbjwti_json_names *names, uint32_t at) {
    uint32_t slot = names->list[at].hash & (names->slot_count - 1);
    while (names->slots[slot] != 0)
        slot = next_slot(names, slot);
    names->slots[slot] = (uint16_t)(at + 1);
}

/* The first table is small enough to be cleared inline, and large enough for most texts. */
enum { FIRST_SLOTS = 32, GROWTH = 8 };

static PBJWTI_SELDOM void grow(pbjwti_json_names *names) {
    names->slot_count *= GROWTH;
    memset(names->slots, 0, names->slot_count * sizeof names->slots[0]);
    for (uint32_t i = 0; i < names->count; i++)
        put(names, i);
}
_Static_assert(FIRST_SLOTS *GROWTH *GROWTH == PBJWTI_MAX_SLOTS, "what the table grows to");

bool pbjwti_json_names_add(pbjwti_json_names *names, uint32_t scope,
                           const pbjwti_json_value *name) {
    PBJWTI_ASSERT(names->count < PBJWTI_MAX_NAMES && scope <= names->scopes);
    if (names->count == 0) {
        names->slot_count = FIRST_SLOTS;
        memset(names->slots, 0, FIRST_SLOTS * sizeof names->slots[0]);
    } else if (2 * names->count >= names->slot_count) {
        grow(names);
    }

    /* The same name in other objects, as in a list of them, is spread over the table. */
    const uint32_t hash = hash_of(name, names->key) + scope * UINT32_C(0x9E3779B1);
    uint32_t slot = hash & (names->slot_count - 1);
    for (; names->slots[slot] != 0; slot = next_slot(names, slot)) {
        const pbjwti_json_name *const other = &names->list[names->slots[slot] - 1];
        if (other->hash == hash && other->scope == scope &&
            pbjwti_json_same(name, names->text + other->start, other->length))
            return false;
    }
    names->slots[slot] = (uint16_t)(names->count + 1);
    names->list[names->count++] = (pbjwti_json_name){
        .start = (uint32_t)(name->text.data - names->text),
        .length = (uint32_t)name->text.length,
        .hash = hash,
        .scope = scope,
    };
    return true;
}
