/* SPDX-License-Identifier: Apache-2.0 */
#include "payload.h"

#include "json_marks.h"
#include "json_scalar.h"
#include "json_walk.h"
#include "near_miss.h"

pbjwt_claim pbjwti_payload_claim(const pbjwti_json_value *name) {
    unsigned char unescaped[PBJWTI_MAX_CLAIM_NAME];
    if (!pbjwti_json_has_escapes(name))
        return pbjwti_claim_find(name->text);
    if (name->as.decoded > sizeof unescaped)
        return PBJWT_CLAIM_NONE;
    pbjwti_json_decode(name, unescaped);
    return pbjwti_claim_find((pbjwti_view){unescaped, name->as.decoded});
}

/*
 * The walk. It reads what nearly every payload consists of, claims' texts and short numbers, with at
 * most one space after colons and commas, from mark to mark. The general reader does everything
 * else, and then says where to continue; the two share only the place and the count of members.
 */
typedef struct walk {
    pbjwti_json_reader reader;
    pbjwti_json_marks marks;
    const unsigned char *text;
    pbjwti_typed_claims *claims;
    pbjwti_slots *left;
    pbjwti_claim_set there; /* the claims so far, for finding duplicates */
    bool near;              /* a name may resemble a claim's */
    bool at_custom; /* the last one of another kind was no claim: mostly, the next isn't either */
} walk;

enum { NO_CLAIM = 1 << PBJWT_CLAIM_NONE }; /* as a set */

/* Whether these two characters are at `p`, with one load. */
static PBJWTI_INLINE bool are_at(const unsigned char *p, unsigned char first,
                                 unsigned char second) {
    return (pbjwti_low4(p) & 0xFFFF) == (first | (uint64_t)second << 8);
}

/* The name after a member that ends at `p`, if only a comma and at most one space come between
   them, or NULL. */
static PBJWTI_INLINE const unsigned char *next_name(const unsigned char *p) {
    if (are_at(p, ',', '"'))
        return p + 1;
    return are_at(p, ',', ' ') && p[2] == '"' ? p + 2 : NULL;
}

/* Types the claim's value, or leaves it for when there is memory. */
static void take_value(walk *on, pbjwt_claim claim, const pbjwti_json_value *slot) {
    if (!pbjwti_claims_take(on->claims, claim, slot))
        on->left->filled |= pbjwti_bit(claim);
}

/* The end of the text that is quoted at `p`, at the next mark: its quote, if it has no escapes and
   is all ASCII. */
static PBJWTI_INLINE const unsigned char *skip_text(walk *on, pbjwti_json_place *place) {
    pbjwti_json_pass_mark(&on->marks, place);
    return pbjwti_json_next_mark(&on->marks, place);
}

/* The claim's text from `start` on, whose first mark is at `mark` and isn't its quote: with escapes, or not all ASCII.
   Returns where the value ends, or NULL. */
static PBJWTI_APART const unsigned char *take_special_text(walk *on, pbjwt_claim claim,
                                                           const unsigned char *start,
                                                           const unsigned char *mark) {
    pbjwti_json_value *const slot = &on->left->of[claim];
    const pbjwti_view text = {on->text, (size_t)(on->marks.end - on->text)};
    pbjwti_json_scan scan = pbjwti_json_scan_of(text);
    const unsigned char *const end = pbjwti_json_read_special(&scan, start, mark, slot);
    if (end != NULL)
        take_value(on, claim, slot);
    return end;
}

/* Remembers a name that isn't a claim's. False: it occurred before. */
static PBJWTI_APART bool note_custom(walk *on, const pbjwti_json_value *name) {
    on->claims->has_custom = true;
    on->near = on->near || pbjwti_may_be_near(name->text);
    return pbjwti_json_remember(&on->reader, 0, name);
}

/* The value at `p`, of any kind, for the claim; returns where it ends, or NULL. */
static PBJWTI_APART const unsigned char *read_any_value(walk *on, const unsigned char *p,
                                                        pbjwt_claim claim) {
    /* The slot for no claim takes all members that aren't claims; nothing reads it. */
    pbjwti_json_value *const slot = &on->left->of[claim];
    p = pbjwti_json_read_value(&on->reader, p, slot);
    if (p != NULL && claim != PBJWT_CLAIM_NONE)
        take_value(on, claim, slot);
    return p;
}

/* The member at `p`, however it is written; returns where its value ends, or NULL. */
static PBJWTI_APART const unsigned char *read_any_member(walk *on, const unsigned char *p) {
    pbjwti_json_value name;
    p = pbjwti_json_read_name(&on->reader, p, &name);
    if (p == NULL)
        return NULL;
    const pbjwt_claim claim = pbjwti_payload_claim(&name);
    if (claim == PBJWT_CLAIM_NONE ? !note_custom(on, &name) : pbjwti_has(on->there, claim)) {
        on->reader.error = PBJWTI_JSON_DUPLICATE;
        return NULL;
    }
    on->at_custom = claim == PBJWT_CLAIM_NONE;
    on->there |= claim == PBJWT_CLAIM_NONE ? 0 : pbjwti_bit(claim);
    return read_any_value(on, p, claim);
}

/* Continues if a member isn't written like most (`end` is NULL), or the part after it isn't.
   Returns where the next name is. NULL: there is none, or there is an error. */
static PBJWTI_APART const unsigned char *read_on(walk *on, const unsigned char *p,
                                                 const unsigned char *end) {
    if (end == NULL)
        end = read_any_member(on, p);
    return end != NULL ? pbjwti_json_read_separator(&on->reader, end) : NULL;
}

/* The number at `p`, if it is a short one. Returns where it ends, or NULL. A number without decimals fits a
   double exactly. */
static PBJWTI_APART const unsigned char *take_short(pbjwti_typed_claims *claims, pbjwt_claim claim,
                                                    const unsigned char *p) {
    pbjwti_json_short number;
    const unsigned char *const end = pbjwti_json_read_short(p, &number);
    if (end == NULL)
        return NULL;
    const double value = number.decimals == 0
                             ? (double)(int64_t)number.digits
                             : pbjwti_number_of_decimal(number.digits, number.decimals);
    pbjwti_claims_take_number(claims, claim, value, (pbjwti_view){p, (size_t)(end - p)});
    return end;
}

/* The member at `p`, if it is a claim's and written like most. Returns where its value ends, or
   NULL: read it the other way. */
static PBJWTI_INLINE const unsigned char *read_member(walk *on, pbjwti_json_place *place,
                                                      pbjwti_claim_set *there,
                                                      pbjwti_typed_claims *claims,
                                                      const unsigned char *p) {
    const unsigned char *end, *const quote = skip_text(on, place);
    const uint64_t behind = pbjwti_low4(quote);
    if ((behind & 0xFFFF) != ('"' | ':' << 8))
        return NULL;
    const unsigned char *value = quote + 2;
    unsigned char first = behind >> 16 & 0xFF;
    if (first != '"' && !pbjwti_is_digit(first)) {
        value++;
        if (first != ' ' || (*value != '"' && !pbjwti_is_digit(*value)))
            return NULL;
        first = *value; /* as Python writes it */
    }
    const pbjwt_claim claim = pbjwti_claim_find((pbjwti_view){p + 1, (size_t)(quote - p - 1)});
    const pbjwti_claim_set bit = pbjwti_bit(claim);
    if ((bit & (*there | NO_CLAIM)) != 0)
        return NULL;

    int64_t time;
    if (first == '"') {
        end = skip_text(on, place);
        if (*end == '"') {
            const pbjwti_view text = {value + 1, (size_t)(end - value - 1)};
            pbjwti_claims_take_text(claims, claim, text);
            end++;
        } else {
            end = take_special_text(on, claim, value + 1, end);
            if (end == NULL)
                return NULL;
            *place = pbjwti_json_place_of(&on->marks, end);
        }
    } else if ((bit & PBJWTI_NUMERIC_DATES) != 0 && (time = pbjwti_json_ten_digits(value)) >= 0) {
        pbjwti_claims_take_usual_time(claims, claim, time);
        end = value + PBJWTI_TEN_DIGITS;
    } else {
        end = take_short(claims, claim, value);
        if (end == NULL)
            return NULL;
    }
    *there |= bit;
    on->reader.members_left--;
    return end;
}

/* Reads members that are written like most, the first one at `p`. NULL: the object has ended, and
   the text. Otherwise it returns the name of another kind of member (`*end` is NULL), or a member
   with something else after it, and where that is. */
static PBJWTI_APART const unsigned char *
read_members(walk *on, const unsigned char *p, pbjwti_json_place place, const unsigned char **end) {
    pbjwti_typed_claims *const claims = on->claims;
    pbjwti_claim_set there = on->there;
    const unsigned char *behind = NULL;
    /* Near the limit, the other way counts: here, each claim can occur only once. */
    if (*p == '"' && on->reader.members_left >= PBJWTI_CLAIM_ROWS) {
        while ((behind = read_member(on, &place, &there, claims, p)) != NULL) {
            const unsigned char *const name = next_name(behind);
            if (name == NULL)
                break;
            p = name;
        }
    }
    on->there = there;
    *end = behind;
    return behind != NULL && *behind == '}' && behind + 1 == on->marks.end ? NULL : p;
}

/* The same for all members from there on, however they are written. Only this function has the
   table of names, which is large, in its memory: it is rarely called. */
static PBJWTI_APART void read_any_members(walk *on, const pbjwti_hash_key *key,
                                          const unsigned char *p, const unsigned char *end) {
    pbjwti_json_names names;
    pbjwti_json_names_use(&names, key);
    pbjwti_json_names_start(&names, on->text);
    on->reader.names = &names;
    while (p != NULL) {
        p = read_on(on, p, end);
        if (p != NULL && !on->at_custom)
            p = read_members(on, p, pbjwti_json_place_of(&on->marks, p), &end);
        else
            end = NULL;
    }
    if (on->near)
        on->claims->resembled = pbjwti_near_misses(&names);
    on->reader.names = NULL;
}

/* Opens the object for the general reader, which goes on at `p`, or at the first name if that is NULL. */
static PBJWTI_APART const unsigned char *open_object(walk *on, pbjwti_view text,
                                                     const unsigned char *p) {
    const size_t members_left = on->reader.members_left;
    pbjwti_json_open_object(&on->reader, text, NULL, 0);
    on->reader.members_left = members_left;
    return p != NULL ? p : on->reader.cursor;
}

pbjwt_status pbjwti_payload_read(pbjwti_view text, const pbjwti_hash_key *key,
                                 pbjwti_typed_claims *claims, pbjwti_slots *left) {
    walk on;
    PBJWTI_ASSERT(text.data[text.length] == 0 && text.data[text.length + PBJWTI_PADDING - 1] == 0);
    left->filled = 0;
    on.text = text.data;
    on.claims = claims;
    on.left = left;
    on.there = 0;
    on.near = on.at_custom = false;
    on.reader.error = PBJWTI_JSON_NO_ERROR;
    on.reader.members_left = PBJWT_MAX_PAYLOAD_MEMBERS;
    pbjwti_json_mark_text(&on.marks, text);

    /* Usually this reads everything, and the general reader isn't even opened. */
    const unsigned char *end = NULL, *p = NULL;
    const bool begins_as_most = are_at(text.data, '{', '"');
    if (begins_as_most)
        p = read_members(&on, text.data + 1, pbjwti_json_first_place(&on.marks), &end);
    if (!begins_as_most || p != NULL)
        read_any_members(&on, key, open_object(&on, text, p), end);

    claims->there = on.there;
    switch (on.reader.error) {
    case PBJWTI_JSON_NO_ERROR:
        return PBJWT_OK;
    case PBJWTI_JSON_DUPLICATE:
        return PBJWT_DUPLICATE_MEMBER;
    case PBJWTI_JSON_MALFORMED:
        break;
    }
    return PBJWT_MALFORMED_PAYLOAD;
}
