/* SPDX-License-Identifier: Apache-2.0 */
#include "payload.h"

#include "json_walk.h"
#include "text.h"

/* The name, which is as long as the literal, is the literal or none. */
#define ONE(literal, claim)                                                                        \
    (memcmp(name.data, (literal), sizeof(literal) - 1) == 0 ? (claim) : PBJWT_CLAIM_NONE)

/* Tells claims apart by the length of their names and a letter. Compares of a constant length become
   loads. */
static pbjwt_claim find_claim(pbjwti_view name) {
    const unsigned char *const c = name.data;
    switch (name.length) {
    case 2:
        return ONE("id", PBJWT_CLAIM_ID);
    case 3:
        switch (c[0]) {
        case 's':
            return ONE("sub", PBJWT_CLAIM_SUB);
        case 'e':
            return ONE("exp", PBJWT_CLAIM_EXP);
        case 'n':
            return ONE("nbf", PBJWT_CLAIM_NBF);
        case 'a':
            return ONE("aud", PBJWT_CLAIM_AUD);
        case 'j':
            return ONE("jti", PBJWT_CLAIM_JTI);
        default:
            return c[1] == 'a' ? ONE("iat", PBJWT_CLAIM_IAT) : ONE("iss", PBJWT_CLAIM_ISS);
        }
    case 4:
        return ONE("name", PBJWT_CLAIM_NAME);
    case 5:
        return ONE("email", PBJWT_CLAIM_EMAIL);
    case 9:
        return c[0] == 'u' ? ONE("user_hash", PBJWT_CLAIM_USER_HASH)
                           : ONE("avatarURL", PBJWT_CLAIM_AVATAR_URL_CAMEL);
    case 10:
        return c[0] == 'c' ? ONE("company_id", PBJWT_CLAIM_COMPANY_ID)
                           : ONE("avatar_url", PBJWT_CLAIM_AVATAR_URL);
    case 11:
        return ONE("company_mrr", PBJWT_CLAIM_COMPANY_MRR);
    case 12:
        if (c[0] == 'c')
            return ONE("company_name", PBJWT_CLAIM_COMPANY_NAME);
        return c[8] == 'd' ? ONE("renewal_date", PBJWT_CLAIM_RENEWAL_DATE)
                           : ONE("renewal_risk", PBJWT_CLAIM_RENEWAL_RISK);
    case 15:
        return ONE("customer_status", PBJWT_CLAIM_CUSTOMER_STATUS);
    case 16:
        return c[0] == 'e' ? ONE("external_user_id", PBJWT_CLAIM_EXTERNAL_USER_ID)
                           : ONE("account_owner_id", PBJWT_CLAIM_ACCOUNT_OWNER_ID);
    case 19:
        return ONE("account_owner_email", PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL);
    default:
        return PBJWT_CLAIM_NONE;
    }
}

pbjwt_claim pbjwti_payload_claim(const pbjwti_json_value *name) {
    unsigned char unescaped[32]; /* longer than every claim's name */
    if (!pbjwti_json_has_escapes(name))
        return find_claim(name->text);
    if (name->as.decoded > sizeof unescaped)
        return PBJWT_CLAIM_NONE;
    pbjwti_json_decode(name, unescaped);
    return find_claim((pbjwti_view){unescaped, name->as.decoded});
}

static bool needs_memory(const pbjwti_json_value *value) {
    return value->kind == PBJWT_JSON_STRING ? pbjwti_json_has_escapes(value)
                                            : value->kind == PBJWT_JSON_ARRAY;
}

pbjwt_status pbjwti_payload_read(pbjwti_view text, pbjwti_json_names *names, pbjwti_slots *slots) {
    pbjwti_json_reader reader;
    pbjwti_json_value name;

    slots->filled = 0;
    slots->in_need = 0;
    pbjwti_json_open_object(&reader, text, names, PBJWT_MAX_PAYLOAD_MEMBERS);
    const unsigned char *p = reader.cursor;
    while (p != NULL) {
        p = pbjwti_json_read_name(&reader, p, &name);
        if (p == NULL)
            break;
        /* A claim's bit tells whether it was there before; only other names have to be remembered. */
        const pbjwt_claim claim = pbjwti_payload_claim(&name);
        const uint32_t bit = claim == PBJWT_CLAIM_NONE ? 0 : UINT32_C(1) << claim;
        if ((slots->filled & bit) != 0)
            return PBJWT_DUPLICATE_MEMBER;
        if (claim == PBJWT_CLAIM_NONE && !pbjwti_json_remember(&reader, 0, &name))
            break;
        /* The slot of no claim takes all members that are none; nobody reads it. */
        pbjwti_json_value *const slot = &slots->of[claim];
        p = pbjwti_json_read_value(&reader, p, slot); /* NULL at the end, too */
        if (p == NULL && reader.error != PBJWTI_JSON_NO_ERROR)
            break;
        slots->filled |= bit;
        if (needs_memory(slot))
            slots->in_need |= bit;
    }

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
