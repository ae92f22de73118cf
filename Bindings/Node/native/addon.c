/* SPDX-License-Identifier: Apache-2.0 */
#include "addon.h"

static napi_value texts(napi_env env, const char *const *from, uint32_t count) {
    napi_value array;
    TRY(napi_create_array_with_length(env, count, &array));
    for (uint32_t index = 0; index < count; index++) {
        const napi_value text = text_or_null(env, from[index], NAPI_AUTO_LENGTH);
        if (text == NULL)
            return NULL;
        TRY(napi_set_element(env, array, index, text));
    }
    return array;
}

static bool two_numbers(napi_env env, napi_callback_info info, uint32_t *numbers) {
    napi_value args[2];
    size_t given = 2;
    if (napi_get_cb_info(env, info, &given, args, NULL, NULL) == napi_ok &&
        napi_get_value_uint32(env, args[0], &numbers[0]) == napi_ok &&
        napi_get_value_uint32(env, args[1], &numbers[1]) == napi_ok)
        return true;
    return fail(env) != NULL;
}

/* describe(status, claim): [name, claim, message, public message]. */
static napi_value describe(napi_env env, napi_callback_info info) {
    uint32_t of[2];
    if (!two_numbers(env, info, of))
        return NULL;
    const pbjwt_status status = (pbjwt_status)of[0];
    const pbjwt_claim claim = (pbjwt_claim)of[1];
    const char *const all[] = {pbjwt_status_name(status), pbjwt_claim_name(claim),
                               pbjwt_claim_message(status, claim),
                               pbjwt_status_public_message(status)};
    return texts(env, all, 4);
}

/* describeWarning(kind, claim): [kind, claim, message]. */
static napi_value describe_warning(napi_env env, napi_callback_info info) {
    uint32_t of[2];
    if (!two_numbers(env, info, of))
        return NULL;
    const pbjwt_warning kind = (pbjwt_warning)of[0];
    const pbjwt_claim claim = (pbjwt_claim)of[1];
    const char *const all[] = {pbjwt_warning_name(kind), pbjwt_claim_name(claim),
                               pbjwt_warning_message(kind, claim)};
    return texts(env, all, 3);
}

static napi_value generate_secret(napi_env env, napi_callback_info info) {
    char hex[PBJWT_HASH_HEX_SIZE];
    (void)info;
    const pbjwt_status status = pbjwt_generate_secret(hex, sizeof hex);
    return status == PBJWT_OK ? text_or_null(env, hex, PBJWT_HASH_HEX_LENGTH)
                              : refuse(env, status, PBJWT_CLAIM_NONE, NULL);
}

static napi_value version(napi_env env, napi_callback_info info) {
    (void)info;
    return text_or_null(env, pbjwt_version(), NAPI_AUTO_LENGTH);
}

/* The claims' names by their numbers. */
static napi_value claim_names(napi_env env) {
    const char *names[256] = {NULL};
    const size_t count = pbjwt_claim_count() < 255 ? pbjwt_claim_count() : 255;
    for (size_t claim = 1; claim <= count; claim++)
        names[claim] = pbjwt_claim_name((pbjwt_claim)claim);
    return texts(env, names, (uint32_t)count + 1);
}

static void free_identity(napi_env env, void *identity, void *hint) {
    (void)env, (void)hint;
    pbjwt_identity_free((pbjwt_identity *)identity);
}

/* Once for each thread that loads it: threads share nothing. */
NAPI_MODULE_INIT() {
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    if (identity == NULL) {
        napi_throw_error(env, NULL, "out of memory");
        return NULL;
    }
    TRY(napi_set_instance_data(env, identity, free_identity, NULL));
    const napi_value claims = claim_names(env);
    if (claims == NULL)
        return NULL;
    const napi_property_descriptor properties[] = {
        {.utf8name = "claims", .value = claims},
        {.utf8name = "version", .method = version},
        {.utf8name = "describe", .method = describe},
        {.utf8name = "describeWarning", .method = describe_warning},
        {.utf8name = "generateSecret", .method = generate_secret},
        {.utf8name = "makeSecret", .method = make_secret},
        {.utf8name = "makeVerifier", .method = make_verifier},
        {.utf8name = "verify", .method = verify},
        {.utf8name = "verifyJson", .method = verify_json},
        {.utf8name = "issue", .method = issue},
        {.utf8name = "userHash", .method = user_hash},
        {.utf8name = "explain", .method = explain},
        {.utf8name = "inspect", .method = inspect},
    };
    TRY(napi_define_properties(env, exports, sizeof properties / sizeof *properties, properties));
    return exports;
}
