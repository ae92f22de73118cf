/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"
#include "forms.h"
#include "issue.h"
#include "json.h"
#include "mac.h"
#include "payload.h"
#include "text.h"

#include <stdlib.h>

pbjwt_claims *pbjwt_claims_new(void) {
    return (pbjwt_claims *)calloc(1, sizeof(pbjwt_claims));
}

static void clear_audiences(pbjwt_claims *claims) {
    for (size_t i = 0; i < claims->audience_count; i++)
        pbjwti_owned_clear(&claims->audiences[i]);
    free(claims->audiences);
    claims->audiences = NULL;
    claims->audience_count = 0;
}

void pbjwt_claims_free(pbjwt_claims *claims) {
    if (claims == NULL)
        return;
    for (size_t i = 0; i < PBJWTI_CLAIM_COUNT; i++)
        pbjwti_owned_clear(&claims->text[i]);
    clear_audiences(claims);
    pbjwti_owned_clear(&claims->type);
    pbjwti_owned_clear(&claims->custom);
    free(claims);
}

/* The kind of value that a claim can be set to. */
typedef enum setting { SET_BY_ISSUER, SET_AS_TEXT, SET_AS_NUMBER, SET_AS_AUDIENCES } setting;

static setting setting_of(pbjwt_claim claim) {
    if (claim == PBJWT_CLAIM_EXP || claim == PBJWT_CLAIM_IAT || pbjwt_claim_name(claim) == NULL)
        return SET_BY_ISSUER;
    switch ((pbjwti_reading)pbjwti_claim_rows[claim].reading) {
    case PBJWTI_READ_EMAIL:
    case PBJWTI_READ_ID:
    case PBJWTI_READ_TEXT:
    case PBJWTI_READ_URL:
    case PBJWTI_READ_DATE:
    case PBJWTI_READ_RISK:
    case PBJWTI_READ_PARTY:
        return SET_AS_TEXT;
    case PBJWTI_READ_NUMBER:
    case PBJWTI_READ_NUMERIC_DATE:
        return SET_AS_NUMBER;
    case PBJWTI_READ_AUDIENCE:
        return SET_AS_AUDIENCES;
    case PBJWTI_READ_HASH:
    case PBJWTI_READ_NONE:
        break;
    }
    return SET_BY_ISSUER;
}

static bool is_text(const void *text, size_t length) {
    return length <= PBJWT_MAX_TOKEN_BYTES_LIMIT &&
           pbjwti_is_utf8_text((pbjwti_view){(const unsigned char *)text, length});
}

pbjwt_status pbjwt_claims_set_text(pbjwt_claims *claims, pbjwt_claim claim, const void *text,
                                   size_t length) {
    const setting as = setting_of(claim);
    if (claims == NULL || (as != SET_AS_TEXT && as != SET_AS_AUDIENCES) ||
        (text == NULL ? length > 0 : !is_text(text, length)))
        return PBJWT_INVALID_ARGUMENT;
    if (as == SET_AS_TEXT)
        return pbjwti_owned_set(&claims->text[claim], text, length);

    pbjwt_claims before = *claims; /* the audiences stay on any failure */
    claims->audiences = NULL;
    claims->audience_count = 0;
    const pbjwt_status status =
        text == NULL ? PBJWT_OK : pbjwt_claims_add_audience(claims, text, length);
    if (status == PBJWT_OK) {
        clear_audiences(&before);
    } else {
        clear_audiences(claims);
        claims->audiences = before.audiences;
        claims->audience_count = before.audience_count;
    }
    return status;
}

pbjwt_status pbjwt_claims_add_audience(pbjwt_claims *claims, const void *audience, size_t length) {
    if (claims == NULL || audience == NULL || !is_text(audience, length))
        return PBJWT_INVALID_ARGUMENT;
    const size_t count = claims->audience_count;
    pbjwti_owned_text *const more =
        (pbjwti_owned_text *)realloc(claims->audiences, (count + 1) * sizeof claims->audiences[0]);
    if (more == NULL)
        return PBJWT_OUT_OF_MEMORY;
    claims->audiences = more;
    more[count].data = NULL;
    const pbjwt_status status = pbjwti_owned_set(&more[count], audience, length);
    claims->audience_count += status == PBJWT_OK;
    return status;
}

pbjwt_status pbjwt_claims_set_number(pbjwt_claims *claims, pbjwt_claim claim, double value) {
    const double finite = 1.7976931348623157e308; /* NaN compares false */
    if (claims == NULL || setting_of(claim) != SET_AS_NUMBER ||
        !(value >= -finite && value <= finite) ||
        (claim == PBJWT_CLAIM_NBF && !(value >= 0 && value <= (double)PBJWT_MAX_NUMERIC_DATE)))
        return PBJWT_INVALID_ARGUMENT;
    claims->number[claim] = value;
    claims->numbers |= pbjwti_bit(claim);
    return PBJWT_OK;
}

pbjwt_status pbjwt_claims_unset(pbjwt_claims *claims, pbjwt_claim claim) {
    const setting as = setting_of(claim);
    if (claims == NULL || as == SET_BY_ISSUER)
        return PBJWT_INVALID_ARGUMENT;
    if (as == SET_AS_NUMBER)
        claims->numbers &= ~pbjwti_bit(claim);
    else
        return pbjwt_claims_set_text(claims, claim, NULL, 0);
    return PBJWT_OK;
}

pbjwt_status pbjwt_claims_set_user_hash(pbjwt_claims *claims, bool with) {
    if (claims == NULL)
        return PBJWT_INVALID_ARGUMENT;
    claims->with_user_hash = with;
    return PBJWT_OK;
}

/* Whether the text is an object that can be added to a payload's claims. */
static pbjwt_status check_custom(pbjwti_view text) {
    pbjwti_hash_key key;
    pbjwti_json_names names;
    pbjwti_json_reader reader;
    pbjwti_json_member member;
    bool has_claims = false;
    if (text.length > PBJWT_MAX_TOKEN_BYTES_LIMIT)
        return PBJWT_INVALID_ARGUMENT;
    if (!pbjwti_random(&key, sizeof key))
        return PBJWT_INTERNAL;
    pbjwti_json_names_use(&names, &key);
    pbjwti_json_open_object(&reader, text, &names, PBJWT_MAX_PAYLOAD_MEMBERS);
    while (pbjwti_json_next_member(&reader, &member))
        has_claims = has_claims || pbjwti_payload_claim(&member.name) != PBJWT_CLAIM_NONE;
    return reader.error == PBJWTI_JSON_NO_ERROR && !has_claims ? PBJWT_OK : PBJWT_INVALID_ARGUMENT;
}

pbjwt_status pbjwt_claims_set_custom(pbjwt_claims *claims, const void *json, size_t length) {
    if (claims == NULL || (json == NULL && length > 0))
        return PBJWT_INVALID_ARGUMENT;
    const pbjwt_status status =
        json == NULL ? PBJWT_OK : check_custom((pbjwti_view){(const unsigned char *)json, length});
    return status == PBJWT_OK ? pbjwti_owned_set(&claims->custom, json, length) : status;
}

pbjwt_status pbjwt_claims_set_type(pbjwt_claims *claims, const void *type, size_t length) {
    if (claims == NULL ||
        (type == NULL ? length > 0
                      : !pbjwti_is_type((pbjwti_view){(const unsigned char *)type, length})))
        return PBJWT_INVALID_ARGUMENT;
    return pbjwti_owned_set(&claims->type, type, length);
}
