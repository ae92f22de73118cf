/* SPDX-License-Identifier: Apache-2.0 */
#include "php_pbjwt.h"

#include <time.h>

/* Converts a text of the library to PHP and frees it; does nothing if `status` says that there is none. */
static pbjwt_status take(pbjwt_status status, char *text, size_t length, zval *value) {
    if (status == PBJWT_OK)
        ZVAL_STRINGL(value, text, length);
    pbjwt_free(text);
    return status;
}

static void fill_causes(zval *causes, const pbjwt_report *report) {
    pbjwt_cause found;
    array_init(causes);
    for (size_t i = 0; pbjwt_report_cause(report, i, &found); i++) {
        zval cause;
        object_init_ex(&cause, pbjwt_cause_ce);
        ZVAL_LONG(pbjwt_property(Z_OBJ(cause), 0), found.number);
        pbjwt_set_static(pbjwt_property(Z_OBJ(cause), 1), found.name);
        pbjwt_set_static(pbjwt_property(Z_OBJ(cause), 2), pbjwt_side_name(found.side));
        pbjwt_set_static(pbjwt_property(Z_OBJ(cause), 3), found.found);
        pbjwt_set_static(pbjwt_property(Z_OBJ(cause), 4), found.advice);
        add_next_index_zval(causes, &cause);
    }
}

/* The indexes are those of Report's properties in the stub. */
static pbjwt_status fill_report(zend_object *object, const pbjwt_report *report) {
    char *text = NULL;
    size_t length = 0;
    pbjwt_claim claim;
    pbjwt_set_static(pbjwt_property(object, 0),
                     pbjwt_status_name(pbjwt_report_status(report, &claim)));
    pbjwt_set_static(pbjwt_property(object, 1), pbjwt_claim_name(claim));
    pbjwt_set_static(pbjwt_property(object, 2),
                     pbjwt_status_name(pbjwt_report_status_after_cleaning(report, NULL)));
    fill_causes(pbjwt_property(object, 3), report);
    pbjwt_status status = pbjwt_report_json(report, &text, &length);
    status = take(status, text, length, pbjwt_property(object, 4));
    for (uint32_t color = 0; status == PBJWT_OK && color <= 1; color++) {
        status = pbjwt_report_text(report, color != 0, &text, &length);
        status = take(status, text, length, pbjwt_property(object, 5 + color));
    }
    return status;
}

ZEND_FUNCTION(Pbjwt_explain) {
    zend_string *token, *second = NULL;
    zval *from, *others = NULL, *at = NULL, none;
    zend_object *policy = NULL;
    ZEND_PARSE_PARAMETERS_START(2, 6)
    Z_PARAM_STR(token)
    Z_PARAM_ZVAL(from)
    Z_PARAM_OPTIONAL
    Z_PARAM_OBJ_OF_CLASS_OR_NULL(policy, pbjwt_policy_ce)
    Z_PARAM_ARRAY(others)
    Z_PARAM_STR_OR_NULL(second)
    Z_PARAM_ZVAL_OR_NULL(at)
    ZEND_PARSE_PARAMETERS_END();

    ZVAL_EMPTY_ARRAY(&none);
    int64_t now = (int64_t)time(NULL);
    pbjwt_secret_list secrets, more;
    if (at != NULL && !pbjwt_seconds(at, 6, &now))
        RETURN_THROWS();
    if (!pbjwt_list_secrets(from, 2, PBJWT_MAX_KEYS, &secrets))
        RETURN_THROWS();
    if (!pbjwt_list_secrets(others != NULL ? others : &none, 4, PBJWT_EXPLAIN_MAX_OTHER_SECRETS,
                            &more)) {
        pbjwt_free_secrets(&secrets);
        RETURN_THROWS();
    }
    const pbjwt_explain_input input = {
        .size = sizeof input,
        .secrets = secrets.handles,
        .secret_count = secrets.count,
        .other_secrets = more.handles,
        .other_secret_count = more.count,
        .policy = policy != NULL ? PBJWT_OF(pbjwt_policy_object, policy)->policy : NULL,
        .token = ZSTR_VAL(token),
        .token_length = ZSTR_LEN(token),
        .second_token = second != NULL ? ZSTR_VAL(second) : NULL,
        .second_token_length = second != NULL ? ZSTR_LEN(second) : 0,
        .now = now,
    };
    pbjwt_report *report = NULL;
    pbjwt_status status = pbjwt_explain(&input, &report);
    pbjwt_free_secrets(&secrets);
    pbjwt_free_secrets(&more);
    if (status == PBJWT_OK) {
        object_init_ex(return_value, pbjwt_report_ce);
        status = fill_report(Z_OBJ_P(return_value), report);
    }
    pbjwt_report_free(report);
    if (status == PBJWT_INVALID_ARGUMENT)
        zend_value_error(
            "An explanation takes 1 to 8 secrets, no two with the same id, and a time in the "
            "years 1970 to 9999");
    else if (status != PBJWT_OK)
        pbjwt_throw(status, PBJWT_CLAIM_NONE);
}

ZEND_FUNCTION(Pbjwt_inspect_unverified) {
    zend_string *token;
    char *header = NULL, *payload = NULL;
    size_t header_length = 0, payload_length = 0;
    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_STR(token)
    ZEND_PARSE_PARAMETERS_END();
    const pbjwt_status status = pbjwt_inspect_unverified(ZSTR_VAL(token), ZSTR_LEN(token), &header,
                                                         &header_length, &payload, &payload_length);
    if (status >= PBJWT_INVALID_ARGUMENT) {
        pbjwt_throw(status, PBJWT_CLAIM_NONE);
    } else {
        object_init_ex(return_value, pbjwt_unverified_ce);
        zend_object *const object = Z_OBJ_P(return_value);
        pbjwt_set_static(pbjwt_property(object, 0), pbjwt_status_name(status));
        pbjwt_set_text(pbjwt_property(object, 1), header, header_length);
        pbjwt_set_text(pbjwt_property(object, 2), payload, payload_length);
    }
    pbjwt_free(header);
    pbjwt_free(payload);
}

ZEND_FUNCTION(Pbjwt_version) {
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_STRING(pbjwt_version());
}
