/* SPDX-License-Identifier: Apache-2.0 */
/* Explains and inspects tokens; this is not verification. */
#include "addon.h"

#include <string.h>
#include <time.h>

static napi_value pair(napi_env env, napi_value first, napi_value second) {
    napi_value array;
    if (first == NULL || second == NULL)
        return NULL;
    TRY(napi_create_array_with_length(env, 2, &array));
    TRY(napi_set_element(env, array, 0, first));
    TRY(napi_set_element(env, array, 1, second));
    return array;
}

static napi_value told(napi_env env, const pbjwt_explain_input *input) {
    pbjwt_report *report = NULL;
    char *json = NULL, *text = NULL;
    size_t json_length = 0, text_length = 0;
    pbjwt_status status = pbjwt_explain(input, &report);
    if (status == PBJWT_OK)
        status = pbjwt_report_json(report, &json, &json_length);
    if (status == PBJWT_OK)
        status = pbjwt_report_text(report, false, &text, &text_length);
    napi_value result;
    if (status == PBJWT_OK)
        result =
            pair(env, text_or_null(env, json, json_length), text_or_null(env, text, text_length));
    else
        result =
            refuse(env, status, PBJWT_CLAIM_NONE,
                   "explain takes 1 to 8 secrets of different ids, at most 32 other secrets, and "
                   "a time in the years 1970 to 9999");
    pbjwt_free(json);
    pbjwt_free(text);
    pbjwt_report_free(report);
    return result;
}

/* explain(token, secrets, policy, otherSecrets, secondToken, now): [JSON, text] or a refusal's number. */
napi_value explain(napi_env env, napi_callback_info info) {
    napi_value args[6], result = NULL;
    size_t given = 6;
    text_view token, second = {.owned = NULL};
    pbjwt_secret *secrets[PBJWT_MAX_KEYS + 1], *others[PBJWT_EXPLAIN_MAX_OTHER_SECRETS + 1];
    uint32_t secret_count, other_count;
    pbjwt_policy *policy = NULL;
    pbjwt_explain_input input;
    memset(&input, 0, sizeof input);
    input.size = sizeof input;
    input.now = (int64_t)time(NULL);
    TRY(napi_get_cb_info(env, info, &given, args, NULL, NULL));
    if (!is_nothing(env, args[5]))
        TRY(napi_get_value_int64(env, args[5], &input.now));
    if (!text_of(env, args[0], &token))
        return NULL;
    const bool two = !is_nothing(env, args[4]);
    if ((!two || text_of(env, args[4], &second)) &&
        secrets_of(env, args[1], secrets, PBJWT_MAX_KEYS, &secret_count) &&
        secrets_of(env, args[3], others, PBJWT_EXPLAIN_MAX_OTHER_SECRETS, &other_count) &&
        policy_of(env, args[2], &policy, &result)) {
        input.secrets = secrets;
        input.secret_count = secret_count;
        input.other_secrets = others;
        input.other_secret_count = other_count;
        input.policy = policy;
        input.token = token.data;
        input.token_length = token.length;
        input.second_token = two ? second.data : NULL;
        input.second_token_length = two ? second.length : 0;
        result = told(env, &input);
    }
    pbjwt_policy_free(policy);
    text_done(&token);
    text_done(&second);
    return result;
}

/* inspect(token): [status, [header, payload]]. */
napi_value inspect(napi_env env, napi_callback_info info) {
    napi_value arg, number;
    size_t given = 1;
    text_view token;
    char *header, *payload;
    size_t header_length, payload_length;
    TRY(napi_get_cb_info(env, info, &given, &arg, NULL, NULL));
    if (!text_of(env, arg, &token))
        return NULL;
    const pbjwt_status status = pbjwt_inspect_unverified(token.data, token.length, &header,
                                                         &header_length, &payload, &payload_length);
    text_done(&token);
    const napi_value head = text_taken(env, header, header_length),
                     body = text_taken(env, payload, payload_length);
    TRY(napi_create_uint32(env, (uint32_t)status, &number));
    return pair(env, number, pair(env, head, body));
}
