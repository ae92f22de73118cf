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
    napi_value array, number, name;
    TRY(napi_create_array_with_length(env, 2, &array));
    TRY(napi_create_int32(env, status, &number));
    TRY(make_text(env, pbjwt_claim_name(claim), NAPI_AUTO_LENGTH, &name));
    TRY(napi_set_element(env, array, 0, number));
    TRY(napi_set_element(env, array, 1, name));
    return array;
}

static napi_value make_audience(napi_env env, const pbjwt_identity *identity) {
    napi_value array, value;
    const size_t count = pbjwt_identity_audience_count(identity);
    TRY(napi_create_array_with_length(env, count, &array));
    for (size_t i = 0; i < count; i++) {
        size_t length;
        const char *text = pbjwt_identity_audience(identity, i, &length);
        TRY(make_text(env, text, length, &value));
        TRY(napi_set_element(env, array, (uint32_t)i, value));
    }
    return array;
}

/* Of each warning its kind and its claim, one after the other. */
static napi_value make_warnings(napi_env env, const pbjwt_identity *identity) {
    napi_value array, value;
    const size_t count = pbjwt_identity_warning_count(identity);
    TRY(napi_create_array_with_length(env, count, &array));
    for (size_t i = 0; i < count; i++) {
        pbjwt_claim claim;
        const char *const kind = pbjwt_warning_name(pbjwt_identity_warning(identity, i, &claim));
        const char *const texts[] = {kind != NULL ? kind : "unknown_warning",
                                     pbjwt_claim_name(claim)};
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

static void add_text(properties *all, const char *name, const char *text, size_t length) {
    napi_value value;
    if (all->status == napi_ok)
        all->status = make_text(all->env, text, length, &value);
    if (all->status == napi_ok)
        add(all, name, value);
}

typedef const char *text_accessor(const pbjwt_identity *, size_t *);

static void add_claim(properties *all, const char *name, const pbjwt_identity *identity,
                      text_accessor *accessor) {
    size_t length;
    const char *const text = accessor(identity, &length);
    add_text(all, name, text, length);
}

typedef bool number_accessor(const pbjwt_identity *, double *);

static void add_number(properties *all, const char *name, const pbjwt_identity *identity,
                       number_accessor *accessor, bool is_time) {
    double number;
    napi_value value;
    if (all->status != napi_ok)
        return;
    if (!accessor(identity, &number))
        all->status = napi_get_null(all->env, &value);
    else if (is_time)
        all->status = napi_create_date(all->env, number * 1000, &value);
    else
        all->status = napi_create_double(all->env, number, &value);
    if (all->status == napi_ok)
        add(all, name, value);
}

static const char *user_hash_name(pbjwt_user_hash_state state) {
    if (state == PBJWT_HASH_VERIFIED)
        return "verified";
    return state == PBJWT_HASH_UNCHECKED ? "unchecked" : "absent";
}

static void add_claims(properties *all, const pbjwt_identity *from) {
    add_claim(all, "email", from, pbjwt_identity_email);
    add_claim(all, "canonicalEmail", from, pbjwt_identity_canonical_email);
    add_claim(all, "userId", from, pbjwt_identity_user_id);
    add_claim(all, "name", from, pbjwt_identity_name);
    add_claim(all, "avatarUrl", from, pbjwt_identity_avatar_url);
    add_claim(all, "companyName", from, pbjwt_identity_company_name);
    add_claim(all, "companyId", from, pbjwt_identity_company_id);
    add_number(all, "companyMrr", from, pbjwt_identity_company_mrr, false);
    add_claim(all, "customerStatus", from, pbjwt_identity_customer_status_text);
    add_claim(all, "renewalDate", from, pbjwt_identity_renewal_date_text);
    add_number(all, "renewalTime", from, pbjwt_identity_renewal_date, true);
    add_claim(all, "renewalRisk", from, pbjwt_identity_renewal_risk_text);
    add_claim(all, "accountOwnerId", from, pbjwt_identity_account_owner_id);
    add_claim(all, "accountOwnerEmail", from, pbjwt_identity_account_owner_email);
    add_claim(all, "externalUserId", from, pbjwt_identity_external_user_id);
    add_text(all, "userHash", user_hash_name(pbjwt_identity_user_hash(from)), NAPI_AUTO_LENGTH);
    add_number(all, "issuedAt", from, pbjwt_identity_issued_at, true);
    add_number(all, "notBefore", from, pbjwt_identity_not_before, true);
    add_number(all, "expiresAt", from, pbjwt_identity_expires_at, true);
    add_claim(all, "issuer", from, pbjwt_identity_issuer);
    add_claim(all, "tokenId", from, pbjwt_identity_token_id);
}

napi_value pbjwt_node_identity(napi_env env, const pbjwt_identity *identity) {
    properties all = {.env = env, .status = napi_ok};
    char *custom;
    size_t length;
    const pbjwt_status status = pbjwt_identity_custom_json(identity, &custom, &length);
    if (status != PBJWT_OK)
        return pbjwt_node_refusal(env, status, PBJWT_CLAIM_NONE);

    add_claims(&all, identity);
    add_text(&all, "customJson", custom, length);
    pbjwt_free(custom);
    TRY(all.status);

    const napi_value audience = make_audience(env, identity);
    const napi_value warnings = audience != NULL ? make_warnings(env, identity) : NULL;
    if (warnings == NULL)
        return NULL;
    add(&all, "audience", audience);
    add(&all, "warnings", warnings);

    napi_value object;
    TRY(napi_create_object(env, &object));
    TRY(napi_define_properties(env, object, all.count, all.of));
    return object;
}
