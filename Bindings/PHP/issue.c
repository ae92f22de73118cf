/* SPDX-License-Identifier: Apache-2.0 */
#include "php_pbjwt.h"

#include "ext/json/php_json.h"
#include "zend_smart_str.h"

static pbjwt_claim claim_named(const zend_string *name) {
    for (int claim = 1; name != NULL && claim <= (int)pbjwt_claim_count(); claim++) {
        const char *const known = pbjwt_claim_name((pbjwt_claim)claim);
        if (zend_string_equals_cstr(name, known, strlen(known)))
            return (pbjwt_claim)claim;
    }
    return PBJWT_CLAIM_NONE;
}

static pbjwt_status add_audiences(pbjwt_claims *claims, zval *audiences) {
    pbjwt_status status = PBJWT_OK;
    zval *one;
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(audiences), one) {
        ZVAL_DEREF(one);
        status = Z_TYPE_P(one) == IS_STRING
                     ? pbjwt_claims_add_audience(claims, Z_STRVAL_P(one), Z_STRLEN_P(one))
                     : PBJWT_INVALID_ARGUMENT;
        if (status != PBJWT_OK)
            break;
    }
    ZEND_HASH_FOREACH_END();
    return status;
}

static pbjwt_status set_claim(pbjwt_claims *claims, pbjwt_claim claim, zval *value) {
    ZVAL_DEREF(value);
    switch (Z_TYPE_P(value)) {
    case IS_NULL:
        return PBJWT_OK;
    case IS_STRING:
        return pbjwt_claims_set_text(claims, claim, Z_STRVAL_P(value), Z_STRLEN_P(value));
    case IS_LONG:
        return pbjwt_claims_set_number(claims, claim, (double)Z_LVAL_P(value));
    case IS_DOUBLE:
        return pbjwt_claims_set_number(claims, claim, Z_DVAL_P(value));
    case IS_ARRAY:
        return claim == PBJWT_CLAIM_AUD ? add_audiences(claims, value) : PBJWT_INVALID_ARGUMENT;
    default:
        return PBJWT_INVALID_ARGUMENT;
    }
}

static bool set_claims(pbjwt_claims *claims, HashTable *values) {
    zend_ulong place;
    zend_string *name;
    zval *value;
    ZEND_HASH_FOREACH_KEY_VAL(values, place, name, value) {
        const pbjwt_status status = set_claim(claims, claim_named(name), value);
        if (status == PBJWT_INVALID_ARGUMENT && name != NULL)
            zend_argument_value_error(
                1, "has a claim \"%s\" that can't be set, or a value that can't be its",
                ZSTR_VAL(name));
        else if (status == PBJWT_INVALID_ARGUMENT)
            zend_argument_value_error(1, "must have names as keys, not " ZEND_ULONG_FMT, place);
        else if (status != PBJWT_OK)
            pbjwt_throw_unissued(status, PBJWT_CLAIM_NONE);
        if (status != PBJWT_OK)
            return false;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

/* Sets the custom claims of a JSON text or an array. */
static bool set_custom(pbjwt_claims *claims, zend_string *text, HashTable *members) {
    smart_str json = {0};
    pbjwt_status status;
    if (text != NULL) {
        status = pbjwt_claims_set_custom(claims, ZSTR_VAL(text), ZSTR_LEN(text));
    } else if (members != NULL && zend_hash_num_elements(members) != 0) {
        zval value;
        ZVAL_ARR(&value, members);
        if (php_json_encode_ex(&json, &value,
                               PHP_JSON_UNESCAPED_SLASHES | PHP_JSON_UNESCAPED_UNICODE,
                               PBJWT_MAX_NESTING) == FAILURE) {
            smart_str_free(&json);
            zend_argument_value_error(6, "must be what JSON can say, nested at most 32 deep");
            return false;
        }
        smart_str_0(&json);
        status = pbjwt_claims_set_custom(claims, ZSTR_VAL(json.s), ZSTR_LEN(json.s));
        smart_str_free(&json);
    } else {
        return true;
    }
    if (status == PBJWT_INVALID_ARGUMENT)
        zend_argument_value_error(6, "must be a JSON object without a claim that has a name here");
    else if (status != PBJWT_OK)
        pbjwt_throw_unissued(status, PBJWT_CLAIM_NONE);
    return status == PBJWT_OK;
}

static bool set_type(pbjwt_claims *claims, zend_string *type) {
    if (type == NULL)
        return true;
    const pbjwt_status status = pbjwt_claims_set_type(claims, ZSTR_VAL(type), ZSTR_LEN(type));
    if (status == PBJWT_INVALID_ARGUMENT)
        zend_argument_value_error(5, "must be 1 to 127 characters of a media type");
    else if (status != PBJWT_OK)
        pbjwt_throw_unissued(status, PBJWT_CLAIM_NONE);
    return status == PBJWT_OK;
}

ZEND_METHOD(Pbjwt_Secret, issue) {
    HashTable *values, *members = NULL;
    zend_long lifetime = PBJWT_DEFAULT_LIFETIME;
    zval *at = NULL;
    bool with_hash = false;
    zend_string *type = NULL, *text = NULL;
    ZEND_PARSE_PARAMETERS_START(1, 6)
    Z_PARAM_ARRAY_HT(values)
    Z_PARAM_OPTIONAL
    Z_PARAM_LONG(lifetime)
    Z_PARAM_ZVAL_OR_NULL(at)
    Z_PARAM_BOOL(with_hash)
    Z_PARAM_STR_OR_NULL(type)
    Z_PARAM_ARRAY_HT_OR_STR_OR_NULL(members, text)
    ZEND_PARSE_PARAMETERS_END();

    int64_t now = 0;
    if (at != NULL && !pbjwt_seconds(at, 3, &now))
        RETURN_THROWS();
    const pbjwt_secret *const secret = PBJWT_OF(pbjwt_secret_object, Z_OBJ_P(ZEND_THIS))->secret;
    pbjwt_claims *const claims = pbjwt_claims_new();
    char *token = NULL;
    size_t length = 0;
    pbjwt_claim fault = PBJWT_CLAIM_NONE;
    pbjwt_status status =
        claims != NULL ? pbjwt_claims_set_user_hash(claims, with_hash) : PBJWT_OUT_OF_MEMORY;
    if (status == PBJWT_OK && set_claims(claims, values) && set_custom(claims, text, members) &&
        set_type(claims, type))
        status = at == NULL
                     ? pbjwt_issue(secret, claims, lifetime, &token, &length, &fault)
                     : pbjwt_issue_at(secret, claims, now, lifetime, &token, &length, &fault);
    pbjwt_claims_free(claims);
    if (EG(exception))
        RETURN_THROWS();
    if (status == PBJWT_INVALID_ARGUMENT)
        zend_value_error("The lifetime must be 1 or more seconds, end before the year 10000 and "
                         "after an nbf, and "
                         "the secret's notAfter must not have passed; nor can a user id be hashed "
                         "that a token's "
                         "signature is computed of");
    else if (status != PBJWT_OK)
        pbjwt_throw_unissued(status, fault);
    else
        RETVAL_STRINGL(token, length);
    pbjwt_free(token);
}
