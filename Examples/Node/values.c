/* SPDX-License-Identifier: Apache-2.0 */
#include "values.h"

#include <stddef.h>

napi_value pbjwt_node_fail(napi_env env) {
    const napi_extended_error_info *info;
    bool thrown = false;
    napi_get_last_error_info(env, &info);
    const char *message = info->error_message; /* static; the next call overwrites *info */
    napi_is_exception_pending(env, &thrown);
    if (!thrown)
        napi_throw_type_error(env, NULL, message != NULL ? message : "Node-API has failed");
    return NULL;
}

static napi_status make_text(napi_env env, const char *text, size_t length, napi_value *value) {
    return text == NULL ? napi_get_null(env, value)
                        : napi_create_string_utf8(env, text, length, value);
}

static napi_value make_texts(napi_env env, const char *const *texts, size_t count) {
    napi_value array, value;
    TRY(napi_create_array_with_length(env, count, &array));
    for (size_t i = 0; i < count; i++) {
        TRY(make_text(env, texts[i], NAPI_AUTO_LENGTH, &value));
        TRY(napi_set_element(env, array, (uint32_t)i, value));
    }
    return array;
}

napi_value pbjwt_node_status(napi_env env, pbjwt_status status) {
    const char *const texts[] = {pbjwt_status_name(status), pbjwt_status_message(status),
                                 pbjwt_status_public_message(status)};
    return make_texts(env, texts, sizeof texts / sizeof *texts);
}

napi_value pbjwt_node_refusal(napi_env env, pbjwt_status status, pbjwt_claim claim) {
    napi_value array, number, name, message;
    TRY(napi_create_array_with_length(env, 3, &array));
    TRY(napi_create_int32(env, status, &number));
    TRY(make_text(env, pbjwt_claim_name(claim), NAPI_AUTO_LENGTH, &name));
    TRY(make_text(env, pbjwt_claim_message(status, claim), NAPI_AUTO_LENGTH, &message));
    TRY(napi_set_element(env, array, 0, number));
    TRY(napi_set_element(env, array, 1, name));
    TRY(napi_set_element(env, array, 2, message));
    return array;
}

static napi_value make_audience(napi_env env, const pbjwt_identity_view *from) {
    napi_value array, value;
    TRY(napi_create_array_with_length(env, from->audience_count, &array));
    for (size_t i = 0; i < from->audience_count; i++) {
        TRY(make_text(env, from->audiences[i].data, from->audiences[i].length, &value));
        TRY(napi_set_element(env, array, (uint32_t)i, value));
    }
    return array;
}

/* Of each warning its kind and its claim, one after the other. */
static napi_value make_warnings(napi_env env, const pbjwt_identity_view *from) {
    napi_value array, value;
    TRY(napi_create_array_with_length(env, from->warning_count, &array));
    for (size_t i = 0; i < from->warning_count; i++) {
        const char *const kind = pbjwt_warning_name((pbjwt_warning)from->warnings[i].kind);
        const char *const texts[] = {kind != NULL ? kind : "unknown_warning",
                                     pbjwt_claim_name((pbjwt_claim)from->warnings[i].claim)};
        if ((value = make_texts(env, texts, 2)) == NULL)
            return NULL;
        TRY(napi_set_element(env, array, (uint32_t)i, value));
    }
    return array;
}

/* The properties of an object, gathered to be defined at once; `status` is of the first failure. */
typedef struct properties {
    napi_env env;
    napi_status status;
    size_t count;
    napi_property_descriptor of[32];
} properties;

static void add(properties *all, const char *name, napi_value value) {
    all->of[all->count++] =
        (napi_property_descriptor){.utf8name = name, .value = value, .attributes = napi_enumerable};
}

static void add_text(properties *all, const char *name, pbjwt_text text) {
    napi_value value;
    if (all->status == napi_ok)
        all->status = make_text(all->env, text.data, text.length, &value);
    if (all->status == napi_ok)
        add(all, name, value);
}

static void add_number(properties *all, const char *name, bool is_there, double number,
                       bool is_time) {
    napi_value value;
    if (all->status != napi_ok)
        return;
    if (!is_there)
        all->status = napi_get_null(all->env, &value);
    else if (is_time)
        all->status = napi_create_date(all->env, number * 1000, &value);
    else
        all->status = napi_create_double(all->env, number, &value);
    if (all->status == napi_ok)
        add(all, name, value);
}

static pbjwt_text user_hash_name(uint8_t state) {
    if (state == PBJWT_HASH_VERIFIED)
        return (pbjwt_text){"verified", NAPI_AUTO_LENGTH};
    return (pbjwt_text){state == PBJWT_HASH_UNCHECKED ? "unchecked" : "absent", NAPI_AUTO_LENGTH};
}

static void add_claims(properties *all, const pbjwt_identity_view *from) {
    add_text(all, "email", from->email);
    add_text(all, "canonicalEmail", from->canonical_email);
    add_text(all, "userId", from->user_id);
    add_text(all, "name", from->name);
    add_text(all, "avatarUrl", from->avatar_url);
    add_text(all, "companyName", from->company_name);
    add_text(all, "companyId", from->company_id);
    add_number(all, "companyMrr", from->numbers & PBJWT_HAS_COMPANY_MRR, from->company_mrr, false);
    add_text(all, "customerStatus", from->customer_status);
    add_text(all, "renewalDate", from->renewal_date);
    add_number(all, "renewalTime", from->numbers & PBJWT_HAS_RENEWAL_DATE,
               from->renewal_date_seconds, true);
    add_text(all, "renewalRisk", from->renewal_risk);
    add_text(all, "accountOwnerId", from->account_owner_id);
    add_text(all, "accountOwnerEmail", from->account_owner_email);
    add_text(all, "externalUserId", from->external_user_id);
    add_text(all, "userHash", user_hash_name(from->user_hash));
    add_number(all, "issuedAt", from->numbers & PBJWT_HAS_ISSUED_AT, from->issued_at, true);
    add_number(all, "notBefore", from->numbers & PBJWT_HAS_NOT_BEFORE, from->not_before, true);
    add_number(all, "expiresAt", from->numbers & PBJWT_HAS_EXPIRES_AT, from->expires_at, true);
    add_text(all, "issuer", from->issuer);
    add_text(all, "tokenId", from->token_id);
}

napi_value pbjwt_node_identity(napi_env env, const pbjwt_identity *identity) {
    properties all = {.env = env, .status = napi_ok};
    pbjwt_identity_view view = {.size = sizeof view};
    pbjwt_text custom = {"{}", 2};
    char *json = NULL;
    pbjwt_status status = pbjwt_identity_read(identity, &view);
    if (status == PBJWT_OK && view.has_custom) {
        status = pbjwt_identity_custom_json(identity, &json, &custom.length);
        custom.data = json;
    }
    if (status != PBJWT_OK)
        return pbjwt_node_refusal(env, status, PBJWT_CLAIM_NONE);

    add_claims(&all, &view);
    add_text(&all, "customJson", custom);
    pbjwt_free(json);
    TRY(all.status);

    const napi_value audience = make_audience(env, &view);
    const napi_value warnings = audience != NULL ? make_warnings(env, &view) : NULL;
    if (warnings == NULL)
        return NULL;
    add(&all, "audience", audience);
    add(&all, "warnings", warnings);

    napi_value object;
    TRY(napi_create_object(env, &object));
    TRY(napi_define_properties(env, object, all.count, all.of));
    return object;
}
