/* SPDX-License-Identifier: Apache-2.0 */
#include "fields.h"
#include "json.h"
#include "json_marks.h"
#include "payload.h"
#include "text.h"
#include "verifier.h"

#include <stdlib.h>

/* The object */

/* A valid token's signature needs no space, nor do its two dots. */
static size_t space_for_token(size_t token_bytes) {
    const size_t others = pbjwti_base64url_encoded_size(PBJWTI_MAC_BYTES) + 2;
    return pbjwti_space_for(token_bytes > others ? token_bytes - others : 0);
}

size_t pbjwt_identity_size(size_t token_bytes) {
    return token_bytes <= PBJWT_MAX_TOKEN_BYTES_LIMIT
               ? sizeof(pbjwt_identity) + space_for_token(token_bytes)
               : 0;
}

_Static_assert(_Alignof(pbjwt_identity) <= _Alignof(void *) ||
                   _Alignof(pbjwt_identity) <= _Alignof(double),
               "memory as pbjwt_identity_init requires it is aligned for an identity");

pbjwt_identity *pbjwt_identity_init(void *memory, size_t bytes) {
    if (memory == NULL || (uintptr_t)memory % _Alignof(pbjwt_identity) != 0 ||
        bytes < sizeof(pbjwt_identity))
        return NULL;
    pbjwt_identity *const identity = (pbjwt_identity *)memory;
    /* While it isn't verified, nobody reads more; a verification empties it. */
    identity->verified = false;
    identity->fault = PBJWT_CLAIM_NONE;
    identity->would_refuse.count = 0;
    identity->mac_scratch = NULL;
    identity->counts = NULL;
    identity->space = (pbjwti_space){
        .bytes = (unsigned char *)identity + sizeof *identity,
        .capacity = bytes - sizeof *identity,
    };
    return identity;
}

pbjwt_identity *pbjwt_identity_new(size_t token_bytes) {
    const size_t bytes = pbjwt_identity_size(token_bytes);
    void *const memory = bytes > 0 ? malloc(bytes) : NULL;
    return pbjwt_identity_init(memory, bytes);
}

void pbjwt_identity_deinit(pbjwt_identity *identity) {
    if (identity == NULL)
        return;
    pbjwti_mac_scratch_free(identity->mac_scratch);
    pbjwti_space_free(&identity->space);
}

void pbjwt_identity_free(pbjwt_identity *identity) {
    pbjwt_identity_deinit(identity);
    free(identity);
}

void pbjwti_identity_empty(pbjwt_identity *identity) {
    /* By member: compilers make a slow instruction of a memset of this size. */
    const pbjwti_view none = {NULL, 0};
    identity->verified = false;
    identity->fault = PBJWT_CLAIM_NONE;
    identity->user_hash = PBJWT_HASH_ABSENT;
    identity->payload = none;
    identity->canonical_email = none;
    identity->key_id = none;
    identity->warning_count = 0;
    identity->would_refuse.count = 0;
    identity->claims.has_custom = false;
    identity->claims.there = 0;
    identity->claims.resembled = 0;
    identity->claims.good = 0;
    identity->claims.coerced = 0;
    identity->claims.wrong_types = 0;
    identity->claims.wrong_forms = 0;
    identity->claims.texts = 0;
    identity->claims.placeholders = 0;
    identity->claims.audience_count = 0;
}

void pbjwti_identity_warn(pbjwt_identity *identity, pbjwt_warning kind, pbjwt_claim claim) {
    PBJWTI_ASSERT(identity->warning_count < PBJWTI_MAX_WARNINGS);
    identity->warnings[identity->warning_count++] =
        (pbjwt_noted_warning){(uint8_t)kind, (uint8_t)claim};
}

static bool holds_someone(const pbjwt_identity *identity) {
    return identity != NULL && identity->verified;
}

pbjwt_claim pbjwt_identity_claim_at_fault(const pbjwt_identity *identity) {
    return identity != NULL ? (pbjwt_claim)identity->fault : PBJWT_CLAIM_NONE;
}

/* Texts */

static const char *give(pbjwti_view view, size_t *length) {
    if (length != NULL)
        *length = view.length;
    return (const char *)view.data;
}

static const char *absent(size_t *length) {
    return give((pbjwti_view){NULL, 0}, length);
}

static bool is_good(const pbjwt_identity *identity, pbjwt_claim claim) {
    return holds_someone(identity) && pbjwti_has(identity->claims.good, claim);
}

/* Of a text claim. */
static pbjwti_view text_of_claim(const pbjwt_identity *identity, pbjwt_claim claim) {
    if (!is_good(identity, claim) || !pbjwti_has(identity->claims.texts, claim) ||
        pbjwti_claim_rows[claim].reading >= PBJWTI_READ_NUMBER)
        return (pbjwti_view){NULL, 0};
    return identity->claims.of[claim].text;
}

const char *pbjwt_identity_text(const pbjwt_identity *identity, pbjwt_claim claim, size_t *length) {
    return pbjwt_claim_name(claim) != NULL ? give(text_of_claim(identity, claim), length)
                                           : absent(length);
}

const char *pbjwt_identity_canonical_email(const pbjwt_identity *identity, size_t *length) {
    return holds_someone(identity) ? give(identity->canonical_email, length) : absent(length);
}

const char *pbjwt_identity_user_id(const pbjwt_identity *identity, size_t *length) {
    return holds_someone(identity) ? give(pbjwti_claims_user_id(&identity->claims), length)
                                   : absent(length);
}

static pbjwti_view avatar_of(const pbjwt_identity *identity) {
    const pbjwti_view avatar = text_of_claim(identity, PBJWT_CLAIM_AVATAR_URL);
    return avatar.data != NULL ? avatar : text_of_claim(identity, PBJWT_CLAIM_AVATAR_URL_CAMEL);
}

const char *pbjwt_identity_avatar_url(const pbjwt_identity *identity, size_t *length) {
    return give(avatar_of(identity), length);
}

const char *pbjwt_identity_key_id(const pbjwt_identity *identity, size_t *length) {
    return holds_someone(identity) ? give(identity->key_id, length) : absent(length);
}

size_t pbjwt_identity_audience_count(const pbjwt_identity *identity) {
    return is_good(identity, PBJWT_CLAIM_AUD) ? identity->claims.audience_count : 0;
}

const char *pbjwt_identity_audience(const pbjwt_identity *identity, size_t index, size_t *length) {
    if (index >= pbjwt_identity_audience_count(identity))
        return absent(length);
    const pbjwt_text *const audience = &identity->claims.audiences[index];
    if (length != NULL)
        *length = audience->length;
    return audience->data;
}

/* Numbers and kinds */

bool pbjwt_identity_number(const pbjwt_identity *identity, pbjwt_claim claim, double *value) {
    const bool there = pbjwt_claim_name(claim) != NULL && is_good(identity, claim) &&
                       pbjwti_claim_rows[claim].reading >= PBJWTI_READ_NUMBER;
    if (value != NULL)
        *value = there ? identity->claims.of[claim].number : 0;
    return there;
}

bool pbjwt_identity_renewal_date(const pbjwt_identity *identity, double *seconds) {
    const bool there = is_good(identity, PBJWT_CLAIM_RENEWAL_DATE);
    if (seconds != NULL)
        *seconds = there ? identity->claims.renewal_date : 0;
    return there;
}

pbjwt_customer_status pbjwt_identity_customer_status(const pbjwt_identity *identity) {
    if (!is_good(identity, PBJWT_CLAIM_CUSTOMER_STATUS))
        return PBJWT_CUSTOMER_ABSENT;
    const pbjwti_view status = identity->claims.of[PBJWT_CLAIM_CUSTOMER_STATUS].text;
    if (PBJWTI_IS(status, "active"))
        return PBJWT_CUSTOMER_ACTIVE;
    if (PBJWTI_IS(status, "trial"))
        return PBJWT_CUSTOMER_TRIAL;
    return PBJWTI_IS(status, "churned") ? PBJWT_CUSTOMER_CHURNED : PBJWT_CUSTOMER_OTHER;
}

pbjwt_renewal_risk pbjwt_identity_renewal_risk(const pbjwt_identity *identity) {
    if (!is_good(identity, PBJWT_CLAIM_RENEWAL_RISK))
        return PBJWT_RISK_ABSENT;
    const pbjwti_view risk = identity->claims.of[PBJWT_CLAIM_RENEWAL_RISK].text;
    if (PBJWTI_IS(risk, "low"))
        return PBJWT_RISK_LOW;
    return PBJWTI_IS(risk, "medium") ? PBJWT_RISK_MEDIUM : PBJWT_RISK_HIGH;
}

pbjwt_user_hash_state pbjwt_identity_user_hash(const pbjwt_identity *identity) {
    return holds_someone(identity) ? (pbjwt_user_hash_state)identity->user_hash : PBJWT_HASH_ABSENT;
}

size_t pbjwt_identity_warning_count(const pbjwt_identity *identity) {
    return holds_someone(identity) ? identity->warning_count : 0;
}

pbjwt_warning pbjwt_identity_warning(const pbjwt_identity *identity, size_t index,
                                     pbjwt_claim *claim) {
    pbjwt_noted_warning warning = {PBJWT_WARNING_NONE, PBJWT_CLAIM_NONE};
    if (index < pbjwt_identity_warning_count(identity))
        warning = identity->warnings[index];
    if (claim != NULL)
        *claim = (pbjwt_claim)warning.claim;
    return (pbjwt_warning)warning.kind;
}

/* All at once */

static pbjwt_text text_view(pbjwti_view view) {
    return (pbjwt_text){(const char *)view.data, view.length};
}

static double number_view(const pbjwt_identity *identity, pbjwt_claim claim, uint32_t bit,
                          uint32_t *numbers) {
    double number;
    *numbers |= pbjwt_identity_number(identity, claim, &number) ? bit : 0;
    return number;
}

static void fill(const pbjwt_identity *identity, pbjwt_identity_view *view) {
    for (size_t i = 0; i < PBJWTI_FIELDS; i++) {
        const pbjwti_field *const field = &pbjwti_fields[i];
        if (field->kind != PBJWTI_FIELD_TEXT)
            continue;
        const pbjwt_text text = text_view(text_of_claim(identity, (pbjwt_claim)field->claim));
        memcpy((unsigned char *)view + field->view, &text, sizeof text);
    }
    view->company_id = text_view(text_of_claim(identity, PBJWT_CLAIM_COMPANY_ID));
    view->company_name = text_view(text_of_claim(identity, PBJWT_CLAIM_COMPANY_NAME));
    view->canonical_email = text_view(identity->canonical_email);
    view->user_id = text_view(pbjwti_claims_user_id(&identity->claims));
    view->avatar_url = text_view(avatar_of(identity));
    view->key_id = text_view(identity->key_id);
    view->payload = text_view(identity->payload);

    view->audience_count = pbjwt_identity_audience_count(identity);
    view->audiences = view->audience_count > 0 ? identity->claims.audiences : NULL;
    view->warning_count = identity->warning_count;
    view->warnings = view->warning_count > 0 ? identity->warnings : NULL;

    uint32_t *const numbers = &view->numbers;
    view->company_mrr =
        number_view(identity, PBJWT_CLAIM_COMPANY_MRR, PBJWT_HAS_COMPANY_MRR, numbers);
    view->issued_at = number_view(identity, PBJWT_CLAIM_IAT, PBJWT_HAS_ISSUED_AT, numbers);
    view->not_before = number_view(identity, PBJWT_CLAIM_NBF, PBJWT_HAS_NOT_BEFORE, numbers);
    view->expires_at = number_view(identity, PBJWT_CLAIM_EXP, PBJWT_HAS_EXPIRES_AT, numbers);
    if (pbjwt_identity_renewal_date(identity, &view->renewal_date_seconds))
        *numbers |= PBJWT_HAS_RENEWAL_DATE;
    view->customer_status_kind = (uint8_t)pbjwt_identity_customer_status(identity);
    view->renewal_risk_kind = (uint8_t)pbjwt_identity_renewal_risk(identity);
    view->user_hash = (uint8_t)identity->user_hash;
    view->has_custom = identity->claims.has_custom;
    view->would_refuse_count = identity->would_refuse.count;
    view->would_refuse = view->would_refuse_count > 0 ? identity->would_refuse.of : NULL;
}

pbjwt_status pbjwt_identity_read(const pbjwt_identity *identity, pbjwt_identity_view *view) {
    if (view == NULL || view->size < sizeof view->size)
        return PBJWT_INVALID_ARGUMENT;
    pbjwt_identity_view all;
    memset(&all, 0, sizeof all); /* including the padding: callers compare */
    const size_t size = view->size;
    if (holds_someone(identity))
        fill(identity, &all);
    all.size = size;
    memcpy(view, &all, size < sizeof all ? size : sizeof all);
    if (size > sizeof all) /* a caller of a later version */
        memset((unsigned char *)view + sizeof all, 0, size - sizeof all);
    return holds_someone(identity) ? PBJWT_OK : PBJWT_INVALID_ARGUMENT;
}

/* Members */

static pbjwti_json_reader payload_of(const pbjwt_identity *identity) {
    pbjwti_json_reader reader;
    pbjwti_json_open_object(&reader, identity->payload, NULL, 0);
    return reader;
}

const char *pbjwt_identity_member_json(const pbjwt_identity *identity, const void *name,
                                       size_t name_length, size_t *length) {
    const pbjwti_view wanted = {(const unsigned char *)name, name_length};
    if (!holds_someone(identity) || (name == NULL && name_length > 0))
        return absent(length);

    pbjwti_json_reader reader = payload_of(identity);
    pbjwti_json_member member;
    while (pbjwti_json_next_member(&reader, &member)) {
        if (!pbjwti_json_equals(&member.name, wanted))
            continue;
        pbjwti_view json = member.value.text;
        if (member.value.kind == PBJWT_JSON_STRING)
            json = (pbjwti_view){json.data - 1, json.length + 2}; /* with its quotes */
        return give(json, length);
    }
    return absent(length);
}

pbjwt_status pbjwt_identity_custom_json(const pbjwt_identity *identity, char **json,
                                        size_t *length) {
    if (length != NULL)
        *length = 0;
    if (json == NULL)
        return PBJWT_INVALID_ARGUMENT;
    *json = NULL;
    if (!holds_someone(identity))
        return PBJWT_INVALID_ARGUMENT;

    /* Never longer than the payload that it is part of. */
    char *const start = (char *)malloc(identity->payload.length + 1);
    if (start == NULL)
        return PBJWT_OUT_OF_MEMORY;

    pbjwti_json_reader reader = payload_of(identity);
    pbjwti_json_member member;
    char *out = start;
    *out++ = '{';
    while (pbjwti_json_next_member(&reader, &member)) {
        if (pbjwti_payload_claim(&member.name) != PBJWT_CLAIM_NONE)
            continue;
        if (out != start + 1)
            *out++ = ',';
        out += pbjwti_json_compact(&member.name, out);
        *out++ = ':';
        out += pbjwti_json_compact(&member.value, out);
    }
    *out++ = '}';
    *out = 0;
    *json = start;
    if (length != NULL)
        *length = (size_t)(out - start);
    return PBJWT_OK;
}

void pbjwt_free(void *memory) {
    free(memory);
}
