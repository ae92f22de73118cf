/* SPDX-License-Identifier: Apache-2.0 */

/* The result of a verification as one line of JSON, as in the specification. */
#include "fields.h"
#include "json.h"
#include "json_write.h"
#include "payload.h"
#include "verifier.h"

#include <string.h>

static const char *user_hash_name(pbjwt_user_hash_state state) {
    switch (state) {
    case PBJWT_HASH_VERIFIED:
        return "verified";
    case PBJWT_HASH_UNCHECKED:
        return "unchecked";
    case PBJWT_HASH_ABSENT:
        break;
    }
    return "absent";
}

/* One of the library's own strings, or null. */
static void write_own(pbjwti_writer *to, const char *word) {
    pbjwti_write_string(
        to, (pbjwti_view){(const unsigned char *)word, word != NULL ? strlen(word) : 0});
}

/* A member's name, with its colon and the text before it. */
static void write_name(pbjwti_writer *to, const char *before, const char *name) {
    pbjwti_write_bytes(to, before, strlen(before));
    write_own(to, name);
    pbjwti_write_literal(to, ":");
}

static void write_text_claim(pbjwti_writer *to, const pbjwt_identity *identity, pbjwt_claim claim) {
    pbjwti_view text = {NULL, 0};
    text.data = (const unsigned char *)pbjwt_identity_text(identity, claim, &text.length);
    pbjwti_write_string(to, text);
}

static void write_number_claim(pbjwti_writer *to, const pbjwt_identity *identity,
                               pbjwt_claim claim) {
    double number;
    if (pbjwt_identity_number(identity, claim, &number))
        pbjwti_write_number(to, number);
    else
        pbjwti_write_literal(to, "null");
}

static void write_company(pbjwti_writer *to, const pbjwt_identity *identity) {
    const pbjwti_claim_set company = pbjwti_bit(PBJWT_CLAIM_COMPANY_ID) |
                                     pbjwti_bit(PBJWT_CLAIM_COMPANY_NAME) |
                                     pbjwti_bit(PBJWT_CLAIM_COMPANY_MRR);
    if ((identity->claims.good & company) == 0) {
        pbjwti_write_literal(to, "null");
        return;
    }
    write_name(to, "{", "id");
    write_text_claim(to, identity, PBJWT_CLAIM_COMPANY_ID);
    write_name(to, ",", "name");
    write_text_claim(to, identity, PBJWT_CLAIM_COMPANY_NAME);
    write_name(to, ",", "mrr");
    write_number_claim(to, identity, PBJWT_CLAIM_COMPANY_MRR);
    pbjwti_write_literal(to, "}");
}

static void write_audiences(pbjwti_writer *to, const pbjwt_identity *identity) {
    if (!pbjwti_has(identity->claims.good, PBJWT_CLAIM_AUD)) {
        pbjwti_write_literal(to, "null");
        return;
    }
    pbjwti_write_literal(to, "[");
    for (size_t i = 0; i < identity->claims.audience_count; i++) {
        if (i > 0)
            pbjwti_write_literal(to, ",");
        pbjwti_write_string(to, pbjwti_view_of(&identity->claims.audiences[i]));
    }
    pbjwti_write_literal(to, "]");
}

static void write_custom(pbjwti_writer *to, const pbjwt_identity *identity) {
    pbjwti_json_reader reader;
    pbjwti_json_member member;
    bool first = true;
    pbjwti_json_open_object(&reader, identity->payload, NULL, 0);
    pbjwti_write_literal(to, "{");
    while (pbjwti_json_next_member(&reader, &member)) {
        if (pbjwti_payload_claim(&member.name) != PBJWT_CLAIM_NONE)
            continue;
        if (!first)
            pbjwti_write_literal(to, ",");
        first = false;
        pbjwti_write_value(to, &member.name);
        pbjwti_write_literal(to, ":");
        pbjwti_write_value(to, &member.value);
    }
    pbjwti_write_literal(to, "}");
}

static void write_field(pbjwti_writer *to, const pbjwti_field *one,
                        const pbjwt_identity *identity) {
    const pbjwt_claim claim = (pbjwt_claim)one->claim;
    pbjwti_view text = {NULL, 0};
    switch ((pbjwti_field_kind)one->kind) {
    case PBJWTI_FIELD_TEXT:
        write_text_claim(to, identity, claim);
        break;
    case PBJWTI_FIELD_NUMBER:
        write_number_claim(to, identity, claim);
        break;
    case PBJWTI_FIELD_CANONICAL_EMAIL:
        pbjwti_write_string(to, identity->canonical_email);
        break;
    case PBJWTI_FIELD_USER_ID:
        pbjwti_write_string(to, pbjwti_claims_user_id(&identity->claims));
        break;
    case PBJWTI_FIELD_AVATAR_URL:
        text.data = (const unsigned char *)pbjwt_identity_avatar_url(identity, &text.length);
        pbjwti_write_string(to, text);
        break;
    case PBJWTI_FIELD_COMPANY:
        write_company(to, identity);
        break;
    case PBJWTI_FIELD_AUDIENCES:
        write_audiences(to, identity);
        break;
    case PBJWTI_FIELD_USER_HASH:
        write_own(to, user_hash_name((pbjwt_user_hash_state)identity->user_hash));
        break;
    case PBJWTI_FIELD_CUSTOM:
        write_custom(to, identity);
        break;
    }
}

static void write_identity(pbjwti_writer *to, const pbjwt_identity *identity) {
    for (size_t i = 0; i < PBJWTI_FIELDS; i++) {
        write_name(to, i == 0 ? "{" : ",", pbjwti_fields[i].name);
        write_field(to, &pbjwti_fields[i], identity);
    }
    pbjwti_write_literal(to, "}");
}

static void write_warnings(pbjwti_writer *to, const pbjwt_identity *identity) {
    pbjwti_write_literal(to, "[");
    for (size_t i = 0; i < identity->warning_count; i++) {
        const pbjwt_noted_warning warning = identity->warnings[i];
        if (i > 0)
            pbjwti_write_literal(to, ",");
        write_name(to, "{", "claim");
        write_own(to, pbjwt_claim_name((pbjwt_claim)warning.claim));
        write_name(to, ",", "kind");
        write_own(to, pbjwt_warning_name((pbjwt_warning)warning.kind));
        pbjwti_write_literal(to, "}");
    }
    pbjwti_write_literal(to, "]");
}

static void write_refusals(pbjwti_writer *to, const pbjwti_refusals *refusals) {
    pbjwti_write_literal(to, "[");
    for (size_t i = 0; i < refusals->count; i++) {
        write_name(to, i == 0 ? "{" : ",{", "status");
        write_own(to, pbjwt_status_name((pbjwt_status)refusals->of[i].status));
        write_name(to, ",", "claim");
        write_own(to, pbjwt_claim_name((pbjwt_claim)refusals->of[i].claim));
        pbjwti_write_literal(to, "}");
    }
    pbjwti_write_literal(to, "]");
}

static void write_acceptance(pbjwti_writer *to, const pbjwt_identity *identity) {
    pbjwti_write_literal(to, "{\"status\":\"ok\",\"verified\":true,\"key\":");
    pbjwti_write_string(to, identity->key_id);
    write_name(to, ",", "warnings");
    write_warnings(to, identity);
    write_name(to, ",", "would_refuse");
    write_refusals(to, &identity->would_refuse);
    write_name(to, ",", "identity");
    write_identity(to, identity);
    pbjwti_write_literal(to, "}");
}

static void write_refusal(pbjwti_writer *to, pbjwt_status status, pbjwt_claim claim) {
    write_name(to, "{", "status");
    write_own(to, pbjwt_status_name(status));
    pbjwti_write_literal(to, ",\"verified\":false,\"claim\":");
    write_own(to, pbjwt_claim_name(claim));
    write_name(to, ",", "message");
    write_own(to, pbjwt_claim_message(status, claim));
    pbjwti_write_literal(to, "}");
}

/* Room for the rest of an identity besides its texts, most of which are unescaped. */
enum { RESULT_BYTES = 768 };

static bool can_write(const pbjwt_identity *identity, char **json, size_t *length) {
    if (length != NULL)
        *length = 0;
    if (json == NULL)
        return false;
    *json = NULL;
    return identity != NULL && identity->verified;
}

pbjwt_status pbjwt_identity_json(const pbjwt_identity *identity, char **json, size_t *length) {
    pbjwti_writer to;
    if (!can_write(identity, json, length))
        return PBJWT_INVALID_ARGUMENT;
    pbjwti_writer_start(&to, RESULT_BYTES + identity->payload.length);
    write_identity(&to, identity);
    return pbjwti_writer_finish(&to, json, length);
}

pbjwt_status pbjwt_result_json(pbjwt_status status, pbjwt_claim claim,
                               const pbjwt_identity *identity, char **json, size_t *length) {
    pbjwti_writer to;
    const bool holds_someone = can_write(identity, json, length);
    if (json == NULL || (status == PBJWT_OK && !holds_someone))
        return PBJWT_INVALID_ARGUMENT;
    pbjwti_writer_start(&to, RESULT_BYTES + (status == PBJWT_OK ? identity->payload.length : 0));
    if (status == PBJWT_OK)
        write_acceptance(&to, identity);
    else
        write_refusal(&to, status, claim);
    return pbjwti_writer_finish(&to, json, length);
}
