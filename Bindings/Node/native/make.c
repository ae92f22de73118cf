/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets, policies and verifiers. */
#include "addon.h"

#include <stdint.h>

static void free_secret(napi_env env, void *secret, void *hint) {
    (void)env, (void)hint;
    pbjwt_secret_free((pbjwt_secret *)secret);
}

static void free_verifier(napi_env env, void *verifier, void *hint) {
    (void)env, (void)hint;
    pbjwt_verifier_release((pbjwt_verifier *)verifier);
}

/* Whole seconds and counts, which JavaScript has checked. */
static bool whole(napi_env env, napi_value value, int64_t *number) {
    const bool right = napi_get_value_int64(env, value, number) == napi_ok;
    if (!right)
        fail(env);
    return right;
}

/* Secrets */

static pbjwt_status fill_secret(napi_env env, const napi_value *args, pbjwt_secret **secret,
                                const char **rule, bool *thrown) {
    static const char value_rule[] =
        "a secret must be written in its format, and of at most 4096 bytes";
    text_view text;
    int64_t number;
    bool weak = false;
    pbjwt_status status = PBJWT_INTERNAL;
    *thrown = true;
    *rule = value_rule;
    if (napi_get_value_bool(env, args[2], &weak) != napi_ok || !whole(env, args[1], &number) ||
        !text_of(env, args[0], &text))
        return status;
    status = (weak ? pbjwt_secret_new_weak : pbjwt_secret_new)(text.data, text.length,
                                                               (pbjwt_secret_format)number, secret);
    text_done(&text);
    if (status == PBJWT_OK && !is_nothing(env, args[3])) {
        if (!text_of(env, args[3], &text))
            return PBJWT_INTERNAL;
        status = pbjwt_secret_set_id(*secret, text.data, text.length);
        *rule = "id must be of 1 to 255 bytes without control characters";
        text_done(&text);
    }
    if (status == PBJWT_OK && !is_nothing(env, args[4])) {
        if (!whole(env, args[4], &number))
            return PBJWT_INTERNAL;
        status = pbjwt_secret_set_not_after(*secret, number);
        *rule = "notAfter must be in the years 1970 to 9999";
    }
    *thrown = false;
    return status;
}

/* makeSecret(value, format, weak, id, notAfter): a handle or a refusal's number. */
napi_value make_secret(napi_env env, napi_callback_info info) {
    napi_value args[5], handle = NULL;
    size_t given = 5;
    const char *rule;
    bool thrown;
    pbjwt_secret *secret = NULL;
    TRY(napi_get_cb_info(env, info, &given, args, NULL, NULL));
    const pbjwt_status status = fill_secret(env, args, &secret, &rule, &thrown);
    if (status == PBJWT_OK &&
        napi_create_external(env, secret, free_secret, NULL, &handle) == napi_ok)
        return handle;
    pbjwt_secret_free(secret);
    if (status == PBJWT_OK || thrown)
        return fail(env);
    return refuse(env, status, PBJWT_CLAIM_NONE, rule);
}

bool secrets_of(napi_env env, napi_value array, pbjwt_secret **secrets, uint32_t most,
                uint32_t *count) {
    if (napi_get_array_length(env, array, count) != napi_ok)
        return fail(env) != NULL;
    for (uint32_t index = 0; index < *count && index < most; index++) {
        napi_value handle;
        if (napi_get_element(env, array, index, &handle) != napi_ok)
            return fail(env) != NULL;
        if ((secrets[index] = (pbjwt_secret *)handle_of(env, handle)) == NULL)
            return false;
    }
    if (*count > most)
        *count = most + 1;
    return true;
}

/* Policies */

typedef struct {
    const char *rule;
    pbjwt_status (*number)(pbjwt_policy *, int64_t);
    pbjwt_status (*text)(pbjwt_policy *, const void *, size_t);
} setting;

static pbjwt_status set_max_token_bytes(pbjwt_policy *policy, int64_t bytes) {
    return pbjwt_policy_set_max_token_bytes(policy, bytes < 0 ? 0 : (size_t)bytes);
}
static pbjwt_status set_allow_missing_exp(pbjwt_policy *policy, int64_t allow) {
    return pbjwt_policy_set_allow_missing_exp(policy, allow != 0);
}
static pbjwt_status set_user_hash(pbjwt_policy *policy, int64_t mode) {
    return pbjwt_policy_set_user_hash(policy, (pbjwt_user_hash_mode)mode);
}
static pbjwt_status set_strict_claims(pbjwt_policy *policy, int64_t strict) {
    return pbjwt_policy_set_strict_claims(policy, strict != 0);
}
static pbjwt_status set_email_form(pbjwt_policy *policy, int64_t form) {
    return pbjwt_policy_set_email_form(policy, (pbjwt_email_form)form);
}
static pbjwt_status set_reader(pbjwt_policy *policy, int64_t reader) {
    return pbjwt_policy_set_reader(policy, (pbjwt_reader)reader);
}

#define A_TEXT " must be a text, not empty, without U+0000"
/* After the profile, in the order of lib/settings.js. */
static const setting settings_in_order[] = {
    {"maxTokenBytes must be 256 to 1048576", set_max_token_bytes, NULL},
    {"leeway must be 0 to 300 seconds", pbjwt_policy_set_leeway, NULL},
    {"maxLifetime must be 0 to 253402300799 seconds", pbjwt_policy_set_max_lifetime, NULL},
    {"", set_allow_missing_exp, NULL},
    {"", set_user_hash, NULL},
    {"issuer" A_TEXT, NULL, pbjwt_policy_set_issuer},
    {"audience" A_TEXT, NULL, pbjwt_policy_set_audience},
    {"type must be 1 to 127 of the characters of media types", NULL, pbjwt_policy_set_type},
    {"", set_strict_claims, NULL},
    {"", set_email_form, NULL},
    {"", set_reader, NULL},
};

static bool set(napi_env env, pbjwt_policy *policy, const setting *row, napi_value value,
                napi_value *refusal) {
    pbjwt_status status;
    int64_t number;
    text_view text;
    if (is_nothing(env, value))
        return true;
    if (row->number != NULL) {
        if (!whole(env, value, &number))
            return false;
        status = row->number(policy, number);
    } else {
        if (!text_of(env, value, &text))
            return false;
        status = row->text(policy, text.data, text.length);
        text_done(&text);
    }
    if (status != PBJWT_OK)
        *refusal = refuse(env, status, PBJWT_CLAIM_NONE, row->rule);
    return status == PBJWT_OK;
}

bool policy_of(napi_env env, napi_value settings, pbjwt_policy **policy, napi_value *refusal) {
    napi_value value;
    int64_t profile;
    *policy = NULL;
    if (is_nothing(env, settings))
        return true;
    if (napi_get_element(env, settings, 0, &value) != napi_ok)
        return fail(env) != NULL;
    if (!whole(env, value, &profile))
        return false;
    *policy = pbjwt_policy_new((pbjwt_profile)profile);
    if (*policy == NULL) {
        *refusal = refuse(env, PBJWT_OUT_OF_MEMORY, PBJWT_CLAIM_NONE, NULL);
        return false;
    }
    for (uint32_t index = 0; index < sizeof settings_in_order / sizeof *settings_in_order; index++)
        if (napi_get_element(env, settings, index + 1, &value) != napi_ok ||
            !set(env, *policy, &settings_in_order[index], value, refusal)) {
            pbjwt_policy_free(*policy);
            *policy = NULL;
            return false;
        }
    return true;
}

/* Verifiers */

/* makeVerifier(secrets, policy, report): a handle or a refusal's number. */
napi_value make_verifier(napi_env env, napi_callback_info info) {
    napi_value args[3], result = NULL;
    size_t given = 3;
    pbjwt_secret *secrets[PBJWT_MAX_KEYS];
    uint32_t count;
    pbjwt_policy *policy = NULL, *report = NULL;
    pbjwt_verifier *verifier = NULL;
    TRY(napi_get_cb_info(env, info, &given, args, NULL, NULL));
    if (secrets_of(env, args[0], secrets, PBJWT_MAX_KEYS, &count) &&
        policy_of(env, args[1], &policy, &result) && policy_of(env, args[2], &report, &result)) {
        const pbjwt_status status =
            pbjwt_verifier_new_reporting(secrets, count, policy, report, &verifier);
        if (status != PBJWT_OK)
            result = refuse(env, status, PBJWT_CLAIM_NONE,
                            "a verifier takes 1 to 8 secrets, no two with the same id");
        else if (napi_create_external(env, verifier, free_verifier, NULL, &result) != napi_ok) {
            pbjwt_verifier_release(verifier);
            result = fail(env);
        }
    }
    pbjwt_policy_free(policy);
    pbjwt_policy_free(report);
    return result;
}
