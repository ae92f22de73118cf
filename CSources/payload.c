/* SPDX-License-Identifier: Apache-2.0 */
#include "payload.h"

#include "text.h"

/* A name of this length that is the claim's is the claim. */
static pbjwt_claim claim_if(pbjwti_view name, pbjwt_claim claim) {
    return memcmp(name.data, pbjwt_claim_name(claim), name.length) == 0 ? claim : PBJWT_CLAIM_NONE;
}

/* Tells claims apart by the length of their names and a letter. */
static pbjwt_claim find_claim(pbjwti_view name) {
    const unsigned char *const c = name.data;
    switch (name.length) {
    case 2:
        return claim_if(name, PBJWT_CLAIM_ID);
    case 3:
        switch (c[0]) {
        case 's':
            return claim_if(name, PBJWT_CLAIM_SUB);
        case 'e':
            return claim_if(name, PBJWT_CLAIM_EXP);
        case 'n':
            return claim_if(name, PBJWT_CLAIM_NBF);
        case 'a':
            return claim_if(name, PBJWT_CLAIM_AUD);
        case 'j':
            return claim_if(name, PBJWT_CLAIM_JTI);
        default:
            return claim_if(name, c[1] == 'a' ? PBJWT_CLAIM_IAT : PBJWT_CLAIM_ISS);
        }
    case 4:
        return claim_if(name, PBJWT_CLAIM_NAME);
    case 5:
        return claim_if(name, PBJWT_CLAIM_EMAIL);
    case 9:
        return claim_if(name, c[0] == 'u' ? PBJWT_CLAIM_USER_HASH : PBJWT_CLAIM_AVATAR_URL_CAMEL);
    case 10:
        return claim_if(name, c[0] == 'c' ? PBJWT_CLAIM_COMPANY_ID : PBJWT_CLAIM_AVATAR_URL);
    case 11:
        return claim_if(name, PBJWT_CLAIM_COMPANY_MRR);
    case 12:
        if (c[0] == 'c')
            return claim_if(name, PBJWT_CLAIM_COMPANY_NAME);
        return claim_if(name, c[8] == 'd' ? PBJWT_CLAIM_RENEWAL_DATE : PBJWT_CLAIM_RENEWAL_RISK);
    case 15:
        return claim_if(name, PBJWT_CLAIM_CUSTOMER_STATUS);
    case 16:
        return claim_if(name,
                        c[0] == 'e' ? PBJWT_CLAIM_EXTERNAL_USER_ID : PBJWT_CLAIM_ACCOUNT_OWNER_ID);
    case 19:
        return claim_if(name, PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL);
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

pbjwt_status pbjwti_payload_read(pbjwti_view text, pbjwti_json_value slots[PBJWTI_CLAIM_COUNT]) {
    pbjwti_json_name names[PBJWT_MAX_PAYLOAD_MEMBERS];
    pbjwti_json_reader reader;
    pbjwti_json_member member;

    for (size_t i = 0; i < PBJWTI_CLAIM_COUNT; i++)
        slots[i].kind = PBJWT_JSON_ABSENT;

    pbjwti_json_open_object(&reader, text, names, PBJWT_MAX_PAYLOAD_MEMBERS);
    while (pbjwti_json_next_member(&reader, &member))
        slots[pbjwti_payload_claim(&member.name)] =
            member.value; /* that of no claim is never read */

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
