/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What index.js needs of libpbjwt, by Node-API. index.js checks and converts what its callers pass;
 * what is wrong nevertheless throws here.
 */
#include "values.h"

#include <stdlib.h>

/* Marks the objects that hold a verifier, so that no other object is taken for one. */
static const napi_type_tag verifier_tag = {0x9d2f6b0c41e84a57, 0xb6a3f1d07c5e2894};

static bool is_ours(napi_env env, napi_value object) {
    napi_valuetype type;
    bool ours = false;
    return napi_typeof(env, object, &type) == napi_ok && type == napi_object &&
           napi_check_object_type_tag(env, object, &verifier_tag, &ours) == napi_ok && ours;
}

/* Opening */

/* True if `status` is good; else throws which rule the caller has broken, or sets *refusal. */
static bool is_good(napi_env env, pbjwt_status status, const char *rule, napi_value *refusal) {
    if (status == PBJWT_OK)
        return true;
    if (status == PBJWT_INVALID_ARGUMENT)
        napi_throw_range_error(env, NULL, rule);
    else
        *refusal = pbjwt_node_refusal(env, status, PBJWT_CLAIM_NONE);
    return false;
}

static bool is_null(napi_env env, napi_value value) {
    napi_valuetype type;
    return napi_typeof(env, value, &type) == napi_ok && type == napi_null;
}

/* Bytes of a Buffer; those of an empty one are not NULL, which the library would take for "none". */
static bool get_bytes(napi_env env, napi_value buffer, void **bytes, size_t *length) {
    static char nothing;
    bool is_buffer = false; /* without having asked, Node 18 aborts */
    if (napi_is_buffer(env, buffer, &is_buffer) != napi_ok || !is_buffer ||
        napi_get_buffer_info(env, buffer, bytes, length) != napi_ok) {
        napi_throw_type_error(env, NULL, "bytes must be a Buffer");
        return false;
    }
    if (*bytes == NULL)
        *bytes = &nothing;
    return true;
}

static pbjwt_status set_user_hash(pbjwt_policy *policy, int64_t mode) {
    return pbjwt_policy_set_user_hash(policy, (pbjwt_user_hash_mode)mode);
}

static bool set_number(napi_env env, napi_value value, pbjwt_policy *policy,
                       pbjwt_status (*setter)(pbjwt_policy *, int64_t), const char *rule,
                       napi_value *refusal) {
    int64_t number;
    if (is_null(env, value))
        return true;
    if (napi_get_value_int64(env, value, &number) != napi_ok) {
        pbjwt_node_fail(env);
        return false;
    }
    return is_good(env, setter(policy, number), rule, refusal);
}

static bool set_text(napi_env env, napi_value value, pbjwt_policy *policy,
                     pbjwt_status (*setter)(pbjwt_policy *, const void *, size_t), const char *rule,
                     napi_value *refusal) {
    void *bytes;
    size_t length;
    if (is_null(env, value))
        return true;
    return get_bytes(env, value, &bytes, &length) &&
           is_good(env, setter(policy, bytes, length), rule, refusal);
}

static const char count_rule[] = "a verifier has 1 to 8 secrets";

static bool make_secrets(napi_env env, napi_value array, pbjwt_secret **secrets, uint32_t *count,
                         napi_value *refusal) {
    if (napi_get_array_length(env, array, count) != napi_ok) {
        pbjwt_node_fail(env);
        return false;
    }
    if (*count > PBJWT_MAX_KEYS)
        return is_good(env, PBJWT_INVALID_ARGUMENT, count_rule, refusal);
    for (uint32_t i = 0; i < *count; i++) {
        napi_value buffer;
        void *bytes;
        size_t length;
        if (napi_get_element(env, array, i, &buffer) != napi_ok) {
            pbjwt_node_fail(env);
            return false;
        }
        if (!get_bytes(env, buffer, &bytes, &length) ||
            !is_good(env, pbjwt_secret_new(bytes, length, PBJWT_SECRET_TEXT, &secrets[i]),
                     "a secret has at most 4096 bytes", refusal))
            return false;
    }
    return true;
}

static void release(napi_env env, void *verifier, void *hint) {
    (void)env;
    (void)hint;
    pbjwt_verifier_release((pbjwt_verifier *)verifier);
}

/* An object that owns the verifier: it is released by close, or when the object is collected. */
static napi_value wrap(napi_env env, pbjwt_verifier *verifier) {
    napi_value object;
    if (napi_create_object(env, &object) == napi_ok &&
        napi_type_tag_object(env, object, &verifier_tag) == napi_ok &&
        napi_wrap(env, object, verifier, release, NULL, NULL) == napi_ok)
        return object;
    pbjwt_verifier_release(verifier);
    return pbjwt_node_fail(env);
}

/* open(secrets, profile, userHash, leeway, maxLifetime, issuer, audience): the verifier's object or
   a refusal. Texts are Buffers; null leaves what the profile says. */
static napi_value open_verifier(napi_env env, napi_callback_info info) {
    napi_value args[7], result = NULL;
    size_t given = 7;
    int32_t profile;
    TRY(napi_get_cb_info(env, info, &given, args, NULL, NULL));
    TRY(napi_get_value_int32(env, args[1], &profile));

    pbjwt_policy *policy = pbjwt_policy_new((pbjwt_profile)profile);
    pbjwt_secret *secrets[PBJWT_MAX_KEYS] = {NULL};
    uint32_t count = 0;
    pbjwt_verifier *verifier;
    if (is_good(env, policy != NULL ? PBJWT_OK : PBJWT_OUT_OF_MEMORY, NULL, &result) &&
        set_number(env, args[2], policy, set_user_hash, "userHash is out of range", &result) &&
        set_number(env, args[3], policy, pbjwt_policy_set_leeway, "leeway must be 0 to 300 seconds",
                   &result) &&
        set_number(env, args[4], policy, pbjwt_policy_set_max_lifetime,
                   "maxLifetime must be 0 to 253402300799 seconds", &result) &&
        set_text(env, args[5], policy, pbjwt_policy_set_issuer,
                 "issuer must be a text, not empty and without U+0000", &result) &&
        set_text(env, args[6], policy, pbjwt_policy_set_audience,
                 "audience must be a text, not empty and without U+0000", &result) &&
        make_secrets(env, args[0], secrets, &count, &result) &&
        is_good(env, pbjwt_verifier_new(secrets, count, policy, &verifier), count_rule, &result))
        result = wrap(env, verifier);

    for (uint32_t i = 0; i < PBJWT_MAX_KEYS; i++)
        pbjwt_secret_free(secrets[i]);
    pbjwt_policy_free(policy);
    return result;
}

/* Verifying */

/* A string's UTF-8, to be freed, or NULL. Of what is too long for every policy only so much that it
   stays too long. */
static char *copy_token(napi_env env, napi_value string, size_t *length) {
    const size_t most = PBJWT_MAX_TOKEN_BYTES_LIMIT + 8;
    if (napi_get_value_string_utf8(env, string, NULL, 0, length) != napi_ok) {
        pbjwt_node_fail(env);
        return NULL;
    }
    const size_t size = (*length < most ? *length : most) + 1;
    char *const token = (char *)malloc(size);
    if (token == NULL)
        napi_throw_error(env, NULL, "out of memory");
    else
        napi_get_value_string_utf8(env, string, token, size, length);
    return token;
}

/* verify(verifier, token, at): what the token says, or a refusal. A null `at` is now. */
static napi_value verify(napi_env env, napi_callback_info info) {
    napi_value args[3], result = NULL;
    size_t given = 3, length;
    void *verifier;
    int64_t at = 0;
    TRY(napi_get_cb_info(env, info, &given, args, NULL, NULL));
    if (!is_ours(env, args[0]) || napi_unwrap(env, args[0], &verifier) != napi_ok) {
        napi_throw_error(env, NULL, "the verifier is closed");
        return NULL;
    }
    const bool now = is_null(env, args[2]);
    if (!now)
        TRY(napi_get_value_int64(env, args[2], &at));
    char *const token = copy_token(env, args[1], &length);
    if (token == NULL)
        return NULL;

    pbjwt_identity *const identity = pbjwt_identity_new(0);
    pbjwt_status status = PBJWT_OUT_OF_MEMORY;
    if (identity != NULL)
        status = now ? pbjwt_verify(verifier, token, length, identity)
                     : pbjwt_verify_at(verifier, token, length, at, identity);
    if (status == PBJWT_OK)
        result = pbjwt_node_identity(env, identity);
    else if (status == PBJWT_INVALID_ARGUMENT)
        napi_throw_range_error(env, NULL, "at must be in the years 1970 to 9999");
    else
        result = pbjwt_node_refusal(env, status, pbjwt_identity_claim_at_fault(identity));
    pbjwt_identity_free(identity);
    free(token);
    return result;
}

/* close(verifier) */
static napi_value close_verifier(napi_env env, napi_callback_info info) {
    napi_value object;
    size_t given = 1;
    void *verifier;
    TRY(napi_get_cb_info(env, info, &given, &object, NULL, NULL));
    if (is_ours(env, object) && napi_remove_wrap(env, object, &verifier) == napi_ok)
        pbjwt_verifier_release((pbjwt_verifier *)verifier);
    return NULL;
}

/* describe(status) */
static napi_value describe(napi_env env, napi_callback_info info) {
    napi_value value;
    size_t given = 1;
    int32_t status;
    TRY(napi_get_cb_info(env, info, &given, &value, NULL, NULL));
    TRY(napi_get_value_int32(env, value, &status));
    return pbjwt_node_status(env, (pbjwt_status)status);
}

/* Once for each thread that loads it: there is nothing that threads share. */
NAPI_MODULE_INIT() {
    napi_value version;
    TRY(napi_create_string_utf8(env, pbjwt_version(), NAPI_AUTO_LENGTH, &version));
    const napi_property_descriptor properties[] = {
        {.utf8name = "version", .value = version},
        {.utf8name = "open", .method = open_verifier},
        {.utf8name = "verify", .method = verify},
        {.utf8name = "close", .method = close_verifier},
        {.utf8name = "describe", .method = describe},
    };
    TRY(napi_define_properties(env, exports, sizeof properties / sizeof *properties, properties));
    return exports;
}
