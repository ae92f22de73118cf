/* SPDX-License-Identifier: Apache-2.0 */
#include "addon.h"

#include <string.h>

/* Sets a claim by its number; audiences are added one by one. */
static pbjwt_status set_claim(napi_env env, pbjwt_claims *claims, pbjwt_claim claim,
                              napi_value value, bool *thrown) {
    napi_valuetype type = napi_undefined;
    double number;
    text_view text;
    if (napi_typeof(env, value, &type) == napi_ok && type == napi_number &&
        napi_get_value_double(env, value, &number) == napi_ok)
        return pbjwt_claims_set_number(claims, claim, number);
    if (!text_of(env, value, &text)) {
        *thrown = true;
        return PBJWT_INTERNAL;
    }
    const pbjwt_status status = claim == PBJWT_CLAIM_AUD
                                    ? pbjwt_claims_add_audience(claims, text.data, text.length)
                                    : pbjwt_claims_set_text(claims, claim, text.data, text.length);
    text_done(&text);
    return status;
}

/* Sets claims from an array of pairs of a claim's number and its value. */
static pbjwt_status set_claims(napi_env env, pbjwt_claims *claims, napi_value pairs, bool *thrown) {
    uint32_t count = 0;
    pbjwt_status status = PBJWT_OK;
    *thrown = napi_get_array_length(env, pairs, &count) != napi_ok;
    for (uint32_t index = 0; !*thrown && status == PBJWT_OK && index + 1 < count; index += 2) {
        napi_value key, value;
        uint32_t claim;
        *thrown = napi_get_element(env, pairs, index, &key) != napi_ok ||
                  napi_get_value_uint32(env, key, &claim) != napi_ok ||
                  napi_get_element(env, pairs, index + 1, &value) != napi_ok;
        if (!*thrown)
            status = set_claim(env, claims, (pbjwt_claim)claim, value, thrown);
    }
    return status;
}

static pbjwt_status set_text(napi_env env, pbjwt_claims *claims, napi_value value,
                             pbjwt_status (*set)(pbjwt_claims *, const void *, size_t),
                             bool *thrown) {
    text_view text;
    if (is_nothing(env, value))
        return PBJWT_OK;
    if (!text_of(env, value, &text)) {
        *thrown = true;
        return PBJWT_INTERNAL;
    }
    const pbjwt_status status = set(claims, text.data, text.length);
    text_done(&text);
    return status;
}

/* Sets all claims from the arguments; on failure *rule says what is wrong. */
static pbjwt_status gather(napi_env env, pbjwt_claims *claims, const napi_value *args,
                           const char **rule, bool *thrown) {
    bool hashed = false;
    *rule =
        "a claim can't be set to that value: numbers are for company_mrr and nbf, and exp and iat "
        "come of lifetime and now";
    pbjwt_status status = set_claims(env, claims, args[1], thrown);
    if (status == PBJWT_OK && !*thrown) {
        status = set_text(env, claims, args[2], pbjwt_claims_set_custom, thrown);
        *rule = "custom must be a JSON object without claims of the documents";
    }
    if (status == PBJWT_OK && !*thrown) {
        status = set_text(env, claims, args[6], pbjwt_claims_set_type, thrown);
        *rule = "type must be 1 to 127 of the characters of media types";
    }
    if (status == PBJWT_OK && !*thrown) {
        *thrown = napi_get_value_bool(env, args[5], &hashed) != napi_ok;
        status = pbjwt_claims_set_user_hash(claims, hashed);
    }
    return status;
}

static const char issue_rule[] = "no such token can be issued: lifetime must be at least 1 second "
                                 "and end by the year 9999, nbf must lie before its "
                                 "end, the secret's notAfter must not have passed, and a hashed "
                                 "user id must not be a token's first parts";

/* issue(secret, pairs, custom, lifetime, now, userHash, type): the token or a refusal's number. */
napi_value issue(napi_env env, napi_callback_info info) {
    napi_value args[7];
    size_t given = 7, length;
    int64_t lifetime, now = 0;
    const char *rule = issue_rule;
    bool thrown = false;
    char *token = NULL;
    pbjwt_claim fault = PBJWT_CLAIM_NONE;
    TRY(napi_get_cb_info(env, info, &given, args, NULL, NULL));
    const pbjwt_secret *const secret = (const pbjwt_secret *)handle_of(env, args[0]);
    if (secret == NULL)
        return NULL;
    TRY(napi_get_value_int64(env, args[3], &lifetime));
    const bool timed = !is_nothing(env, args[4]);
    if (timed)
        TRY(napi_get_value_int64(env, args[4], &now));
    pbjwt_claims *const claims = pbjwt_claims_new();
    pbjwt_status status = PBJWT_OUT_OF_MEMORY;
    if (claims != NULL)
        status = gather(env, claims, args, &rule, &thrown);
    if (status == PBJWT_OK && !thrown) {
        rule = issue_rule;
        status = timed ? pbjwt_issue_at(secret, claims, now, lifetime, &token, &length, &fault)
                       : pbjwt_issue(secret, claims, lifetime, &token, &length, &fault);
    }
    pbjwt_claims_free(claims);
    if (thrown)
        return fail(env);
    return status == PBJWT_OK ? text_taken(env, token, length) : refuse(env, status, fault, rule);
}

/* userHash(secret, id): in hex, or a refusal's number. */
napi_value user_hash(napi_env env, napi_callback_info info) {
    napi_value args[2];
    size_t given = 2;
    text_view id;
    char hex[PBJWT_HASH_HEX_SIZE];
    TRY(napi_get_cb_info(env, info, &given, args, NULL, NULL));
    const pbjwt_secret *const secret = (const pbjwt_secret *)handle_of(env, args[0]);
    if (secret == NULL || !text_of(env, args[1], &id))
        return NULL;
    const pbjwt_status status = pbjwt_user_hash(secret, id.data, id.length, hex, sizeof hex);
    text_done(&id);
    return status == PBJWT_OK
               ? text_or_null(env, hex, strlen(hex))
               : refuse(env, status, PBJWT_CLAIM_NONE,
                        "a user id must not be empty, and not the first parts of a token");
}
