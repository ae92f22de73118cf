/* SPDX-License-Identifier: Apache-2.0 */
#include "addon.h"

/* An identity that the thread reuses for its verifications. */
static pbjwt_identity *working_space(napi_env env) {
    void *identity = NULL;
    napi_get_instance_data(env, &identity);
    return (pbjwt_identity *)identity;
}

/* Verifies with the arguments (verifier, token, now). On failure returns false, with an exception or a refusal's
   number in *result. */
static bool run(napi_env env, napi_callback_info info, pbjwt_status *status,
                pbjwt_identity **identity, napi_value *result) {
    napi_value args[3];
    size_t given = 3;
    int64_t now = 0;
    text_view token;
    *result = NULL;
    *identity = working_space(env);
    if (napi_get_cb_info(env, info, &given, args, NULL, NULL) != napi_ok)
        return fail(env) != NULL;
    const pbjwt_verifier *const verifier = (const pbjwt_verifier *)handle_of(env, args[0]);
    if (verifier == NULL)
        return false;
    const bool timed = !is_nothing(env, args[2]);
    if (timed && napi_get_value_int64(env, args[2], &now) != napi_ok)
        return fail(env) != NULL;
    if (!text_of(env, args[1], &token))
        return false;
    *status = timed ? pbjwt_verify_at(verifier, token.data, token.length, now, *identity)
                    : pbjwt_verify(verifier, token.data, token.length, *identity);
    text_done(&token);
    if (*status == PBJWT_INVALID_ARGUMENT)
        *result = refuse(env, *status, PBJWT_CLAIM_NONE, "now must be in the years 1970 to 9999");
    return *status != PBJWT_INVALID_ARGUMENT;
}

/* verify(verifier, token, now): the string from pack.c, or a refusal's number. */
napi_value verify(napi_env env, napi_callback_info info) {
    pbjwt_status status;
    pbjwt_identity *identity;
    napi_value result;
    if (!run(env, info, &status, &identity, &result))
        return result;
    if (status == PBJWT_OK)
        return pack(env, identity);
    return refuse(env, status, pbjwt_identity_claim_at_fault(identity), NULL);
}

/* verifyJson(verifier, token, now): the library's own JSON, or the number of an error that isn't the token's. */
napi_value verify_json(napi_env env, napi_callback_info info) {
    pbjwt_status status;
    pbjwt_identity *identity;
    napi_value result;
    char *json;
    size_t length;
    if (!run(env, info, &status, &identity, &result))
        return result;
    const pbjwt_claim claim = pbjwt_identity_claim_at_fault(identity);
    if (status < PBJWT_INVALID_ARGUMENT)
        status = pbjwt_result_json(status, claim, identity, &json, &length);
    return status == PBJWT_OK ? text_taken(env, json, length)
                              : refuse(env, status, PBJWT_CLAIM_NONE, NULL);
}
