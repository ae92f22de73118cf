/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"
#include "forms.h"
#include "issue.h"
#include "mac.h"
#include "payload.h"
#include "text.h"

#include <stdlib.h>

pbjwt_claims *pbjwt_claims_new(void) {
    return (pbjwt_claims *)calloc(1, sizeof(pbjwt_claims));
}

void pbjwt_claims_free(pbjwt_claims *claims) {
    if (claims == NULL)
        return;
    for (size_t i = 0; i < PBJWTI_CLAIM_COUNT; i++)
        free(claims->text[i].data);
    free(claims->type.data);
    free(claims->custom.data);
    free(claims);
}

/* Replaces a text; NULL takes it out. */
static pbjwt_status set(pbjwti_owned_text *text, const void *bytes, size_t length) {
    unsigned char *copied = NULL;
    if (bytes != NULL) {
        copied = (unsigned char *)malloc(length + 1); /* an empty text is one, too */
        if (copied == NULL)
            return PBJWT_OUT_OF_MEMORY;
        memcpy(copied, bytes, length);
    }
    free(text->data);
    text->data = copied;
    text->length = bytes != NULL ? length : 0;
    return PBJWT_OK;
}

static bool is_text_claim(pbjwt_claim claim) {
    switch (claim) {
    case PBJWT_CLAIM_EMAIL:
    case PBJWT_CLAIM_SUB:
    case PBJWT_CLAIM_ID:
    case PBJWT_CLAIM_NAME:
    case PBJWT_CLAIM_AVATAR_URL:
    case PBJWT_CLAIM_AVATAR_URL_CAMEL:
    case PBJWT_CLAIM_COMPANY_NAME:
    case PBJWT_CLAIM_COMPANY_ID:
    case PBJWT_CLAIM_CUSTOMER_STATUS:
    case PBJWT_CLAIM_RENEWAL_DATE:
    case PBJWT_CLAIM_RENEWAL_RISK:
    case PBJWT_CLAIM_ACCOUNT_OWNER_ID:
    case PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL:
    case PBJWT_CLAIM_EXTERNAL_USER_ID:
    case PBJWT_CLAIM_ISS:
    case PBJWT_CLAIM_AUD:
    case PBJWT_CLAIM_JTI:
        return true;
    case PBJWT_CLAIM_USER_HASH:
    case PBJWT_CLAIM_COMPANY_MRR:
    case PBJWT_CLAIM_EXP:
    case PBJWT_CLAIM_NBF:
    case PBJWT_CLAIM_IAT:
    case PBJWT_CLAIM_NONE:
        break;
    }
    return false;
}

pbjwt_status pbjwt_claims_set_text(pbjwt_claims *claims, pbjwt_claim claim, const void *text,
                                   size_t length) {
    if (claims == NULL || !is_text_claim(claim) || (text == NULL && length > 0) ||
        length > PBJWT_MAX_TOKEN_BYTES_LIMIT ||
        !pbjwti_is_utf8_text((pbjwti_view){(const unsigned char *)text, length}))
        return PBJWT_INVALID_ARGUMENT;
    return set(&claims->text[claim], text, length);
}

pbjwt_status pbjwt_claims_set_number(pbjwt_claims *claims, pbjwt_claim claim, double value) {
    const double finite = 1.7976931348623157e308; /* NaN compares false */
    if (claims == NULL || !(value >= -finite && value <= finite))
        return PBJWT_INVALID_ARGUMENT;
    if (claim == PBJWT_CLAIM_COMPANY_MRR) {
        claims->mrr = value;
        claims->has_mrr = true;
        return PBJWT_OK;
    }
    if (claim == PBJWT_CLAIM_NBF && value >= 0 && value <= (double)PBJWT_MAX_NUMERIC_DATE) {
        claims->not_before = value;
        claims->has_not_before = true;
        return PBJWT_OK;
    }
    return PBJWT_INVALID_ARGUMENT;
}

pbjwt_status pbjwt_claims_set_user_hash(pbjwt_claims *claims, bool with) {
    if (claims == NULL)
        return PBJWT_INVALID_ARGUMENT;
    claims->with_user_hash = with;
    return PBJWT_OK;
}

/* Whether the text is an object that a payload can take in beside the claims. */
static pbjwt_status check_custom(pbjwti_view text) {
    pbjwti_hash_key key;
    pbjwti_slots slots;
    if (text.length > PBJWT_MAX_TOKEN_BYTES_LIMIT)
        return PBJWT_INVALID_ARGUMENT;
    if (!pbjwti_random(&key, sizeof key))
        return PBJWT_INTERNAL;
    return pbjwti_payload_read(text, &key, &slots) == PBJWT_OK && slots.filled == 0
               ? PBJWT_OK
               : PBJWT_INVALID_ARGUMENT;
}

pbjwt_status pbjwt_claims_set_custom(pbjwt_claims *claims, const void *json, size_t length) {
    if (claims == NULL || (json == NULL && length > 0))
        return PBJWT_INVALID_ARGUMENT;
    const pbjwt_status status =
        json == NULL ? PBJWT_OK : check_custom((pbjwti_view){(const unsigned char *)json, length});
    return status == PBJWT_OK ? set(&claims->custom, json, length) : status;
}

pbjwt_status pbjwt_claims_set_type(pbjwt_claims *claims, const void *type, size_t length) {
    if (claims == NULL ||
        (type == NULL ? length > 0
                      : !pbjwti_is_type((pbjwti_view){(const unsigned char *)type, length})))
        return PBJWT_INVALID_ARGUMENT;
    return set(&claims->type, type, length);
}
