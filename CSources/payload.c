/* SPDX-License-Identifier: Apache-2.0 */
#include "payload.h"

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

static bool needs_memory(const pbjwti_json_value *value) {
    return value->kind == PBJWT_JSON_STRING ? pbjwti_json_has_escapes(value)
                                            : value->kind == PBJWT_JSON_ARRAY;
}

pbjwt_status pbjwti_payload_read(pbjwti_view text, const pbjwti_hash_key *key,
                                 pbjwti_slots *slots) {
    pbjwti_json_names names;
    bool near = false; /* a name may resemble a claim's */
    pbjwti_json_reader reader;
    pbjwti_json_value name;

    slots->filled = 0;
    slots->in_need = 0;
    slots->resembled = 0;
    slots->has_custom = false;
    pbjwti_json_names_use(&names, key);
    pbjwti_json_open_object(&reader, text, &names, PBJWT_MAX_PAYLOAD_MEMBERS);
    const unsigned char *p = reader.cursor;
    while (p != NULL) {
        p = pbjwti_json_read_name(&reader, p, &name);
        if (p == NULL)
            break;
        /* A claim's bit tells whether it was there before; only other names have to be remembered. */
        const pbjwt_claim claim = pbjwti_payload_claim(&name);
        const pbjwti_claim_set bit = claim == PBJWT_CLAIM_NONE ? 0 : pbjwti_bit(claim);
        if ((slots->filled & bit) != 0)
            return PBJWT_DUPLICATE_MEMBER;
        if (claim == PBJWT_CLAIM_NONE) {
            if (!pbjwti_json_remember(&reader, 0, &name))
                break;
            slots->has_custom = true;
            near = near || pbjwti_may_be_near(name.text);
        }
        /* The slot of no claim takes all members that are none; nobody reads it. */
        pbjwti_json_value *const slot = &slots->of[claim];
        p = pbjwti_json_read_value(&reader, p, slot); /* NULL at the end, too */
        if (p == NULL && reader.error != PBJWTI_JSON_NO_ERROR)
            break;
        slots->filled |= bit;
        if (needs_memory(slot))
            slots->in_need |= bit;
    }

    if (near)
        slots->resembled = pbjwti_near_misses(&names);
    switch (reader.error) {
    case PBJWTI_JSON_NO_ERROR:
        return PBJWT_OK;
    case PBJWTI_JSON_DUPLICATE:
        return PBJWT_DUPLICATE_MEMBER;
    case PBJWTI_JSON_MALFORMED:
        break;
    }
    return PBJWT_MALFORMED_PAYLOAD;
}
