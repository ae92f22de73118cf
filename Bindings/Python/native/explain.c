/* SPDX-License-Identifier: Apache-2.0 */
/* Explains and inspects tokens; this is not verification. */
#include "module.h"

#include <string.h>
#include <time.h>

static PyObject *told(module_state *state, const pbjwt_explain_input *input) {
    pbjwt_report *report = NULL;
    char *json = NULL, *text = NULL;
    size_t json_length = 0, text_length = 0;
    pbjwt_status status;
    /* It may compute hundreds of MACs. */
    Py_BEGIN_ALLOW_THREADS;
    status = pbjwt_explain(input, &report);
    if (status == PBJWT_OK)
        status = pbjwt_report_json(report, &json, &json_length);
    if (status == PBJWT_OK)
        status = pbjwt_report_text(report, false, &text, &text_length);
    pbjwt_report_free(report);
    Py_END_ALLOW_THREADS;
    PyObject *result = NULL;
    if (status == PBJWT_OK)
        result = call_pure(state, "report_of", "s#s#", json, (Py_ssize_t)json_length, text,
                           (Py_ssize_t)text_length);
    else
        fail_with_rule(
            state, status,
            "explain takes 1 to 8 secrets of different ids, at most 32 other secrets, and a "
            "time in the years 1970 to 9999");
    pbjwt_free(json);
    pbjwt_free(text);
    return result;
}

PyObject *module_explain(PyObject *module, PyObject *args, PyObject *keywords) {
    static char *names[] = {"token",        "secrets", "policy", "other_secrets",
                            "second_token", "now",     NULL};
    module_state *const state = (module_state *)PyModule_GetState(module);
    PyObject *token_given, *secrets_given, *policy_given = Py_None, *others_given = NULL,
                                           *second_given = Py_None, *now = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "OO|$OOOO:explain", names, &token_given,
                                     &secrets_given, &policy_given, &others_given, &second_given,
                                     &now))
        return NULL;
    pbjwt_explain_input input;
    memset(&input, 0, sizeof input);
    input.size = sizeof input;
    input.now = (int64_t)time(NULL);
    text_view token = {NULL, 0, NULL}, second = {NULL, 0, NULL};
    secret_list secrets = {NULL, NULL, 0}, others = {NULL, NULL, 0};
    pbjwt_policy *policy = NULL;
    PyObject *result = NULL;
    if ((now == Py_None || time_number(state, "now", now, &input.now)) &&
        text_of_str_or_bytes("token", token_given, &token) &&
        (second_given == Py_None || text_of_str_or_bytes("second_token", second_given, &second)) &&
        secrets_of(state, secrets_given, &secrets) &&
        (others_given == NULL || secrets_of(state, others_given, &others)) &&
        policy_of(state, policy_given, &policy)) {
        input.secrets = secrets.secrets;
        input.secret_count = secrets.count;
        input.other_secrets = others.secrets;
        input.other_secret_count = others.count;
        input.policy = policy;
        input.token = token.data;
        input.token_length = (size_t)token.length;
        input.second_token = second.data;
        input.second_token_length = (size_t)second.length;
        result = told(state, &input);
    }
    pbjwt_policy_free(policy);
    secrets_done(&secrets);
    secrets_done(&others);
    text_done(&token);
    text_done(&second);
    return result;
}

PyObject *module_inspect(PyObject *module, PyObject *token) {
    module_state *const state = (module_state *)PyModule_GetState(module);
    text_view text;
    char *header, *payload;
    size_t header_length, payload_length;
    if (!text_of_str_or_bytes("token", token, &text))
        return NULL;
    const pbjwt_status status = pbjwt_inspect_unverified(text.data, (size_t)text.length, &header,
                                                         &header_length, &payload, &payload_length);
    text_done(&text);
    PyObject *result = NULL;
    if (status < PBJWT_INVALID_ARGUMENT)
        result = call_pure(state, "Inspection", "sz#z#", pbjwt_status_name(status), header,
                           (Py_ssize_t)header_length, payload, (Py_ssize_t)payload_length);
    else
        fail_with_status(state, status, PBJWT_CLAIM_NONE);
    pbjwt_free(header);
    pbjwt_free(payload);
    return result;
}
