/* SPDX-License-Identifier: Apache-2.0 */
#include "php_pbjwt.h"

static zend_object_handlers handlers;

static void free_secret(zend_object *object) {
    pbjwt_secret_free(PBJWT_OF(pbjwt_secret_object, object)->secret);
    zend_object_std_dtor(object);
}

zend_object *pbjwt_new_secret(zend_class_entry *ce) {
    pbjwt_secret_object *const one = zend_object_alloc(sizeof *one, ce);
    one->secret = NULL;
    zend_object_std_init(&one->std, ce);
    one->std.handlers = &handlers;
    return &one->std;
}

void pbjwt_init_secret(void) {
    pbjwt_init_handlers(&handlers, offsetof(pbjwt_secret_object, std), free_secret);
}

ZEND_METHOD(Pbjwt_Secret, __construct) {
    static const char *const formats[] = {"text", "hex", "base64"};
    zend_string *bytes, *id = NULL;
    zval *not_after = NULL;
    zend_object *format = NULL;
    bool weak = false;
    ZEND_PARSE_PARAMETERS_START(1, 5)
    Z_PARAM_STR(bytes)
    Z_PARAM_OPTIONAL
    Z_PARAM_STR_OR_NULL(id)
    Z_PARAM_ZVAL_OR_NULL(not_after)
    Z_PARAM_OBJ_OF_CLASS(format, pbjwt_secret_format_ce)
    Z_PARAM_BOOL(weak)
    ZEND_PARSE_PARAMETERS_END();

    pbjwt_secret_object *const object = PBJWT_OF(pbjwt_secret_object, Z_OBJ_P(ZEND_THIS));
    if (object->secret != NULL) {
        zend_throw_error(NULL, "The secret is constructed already");
        RETURN_THROWS();
    }
    int64_t last = -1;
    if (not_after != NULL && !pbjwt_seconds(not_after, 3, &last))
        RETURN_THROWS();
    const int form = format != NULL ? pbjwt_case(format, formats, 3) : PBJWT_SECRET_TEXT;
    pbjwt_secret *secret = NULL;
    const pbjwt_status made = (weak ? pbjwt_secret_new_weak : pbjwt_secret_new)(
        ZSTR_VAL(bytes), ZSTR_LEN(bytes), (pbjwt_secret_format)form, &secret);
    if (made == PBJWT_INVALID_ARGUMENT) {
        zend_argument_value_error(1, "must be of at most 4096 bytes, and written in its format");
        RETURN_THROWS();
    }
    if (made != PBJWT_OK) {
        pbjwt_throw(made, PBJWT_CLAIM_NONE);
        RETURN_THROWS();
    }
    pbjwt_status status = PBJWT_OK;
    if (id != NULL) {
        status = pbjwt_secret_set_id(secret, ZSTR_VAL(id), ZSTR_LEN(id));
        if (status == PBJWT_INVALID_ARGUMENT)
            zend_argument_value_error(2,
                                      "must be 1 to 255 bytes of UTF-8 without control characters");
    }
    if (status == PBJWT_OK && not_after != NULL) {
        status = pbjwt_secret_set_not_after(secret, last);
        if (status == PBJWT_INVALID_ARGUMENT)
            zend_argument_value_error(3, "must be in the years 1970 to 9999");
    }
    /* The number of parts distinguishes a secret from a string from one with settings and the same bytes. */
    const pbjwt_part parts[] = {
        {ZSTR_VAL(bytes), ZSTR_LEN(bytes)},
        {id != NULL ? ZSTR_VAL(id) : NULL, id != NULL ? ZSTR_LEN(id) : 0},
        {&last, sizeof last},
        {&form, sizeof form},
    };
    if (status == PBJWT_OK && pbjwt_digest(parts, sizeof parts / sizeof *parts, object->digest)) {
        object->secret = secret;
        return;
    }
    pbjwt_secret_free(secret);
    if (status != PBJWT_OK && !EG(exception))
        pbjwt_throw(status, PBJWT_CLAIM_NONE);
}

ZEND_METHOD(Pbjwt_Secret, generate) {
    char hex[PBJWT_HASH_HEX_SIZE];
    ZEND_PARSE_PARAMETERS_NONE();
    const pbjwt_status status = pbjwt_generate_secret(hex, sizeof hex);
    if (status != PBJWT_OK) {
        pbjwt_throw(status, PBJWT_CLAIM_NONE);
        RETURN_THROWS();
    }
    RETURN_STRINGL(hex, PBJWT_HASH_HEX_LENGTH);
}

ZEND_METHOD(Pbjwt_Secret, userHash) {
    char hex[PBJWT_HASH_HEX_SIZE];
    zend_string *id;
    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_STR(id)
    ZEND_PARSE_PARAMETERS_END();
    const pbjwt_status status =
        pbjwt_user_hash(PBJWT_OF(pbjwt_secret_object, Z_OBJ_P(ZEND_THIS))->secret, ZSTR_VAL(id),
                        ZSTR_LEN(id), hex, sizeof hex);
    if (status == PBJWT_INVALID_ARGUMENT)
        zend_argument_value_error(1,
                                  "must not be empty, nor what a token's signature is computed of");
    else if (status != PBJWT_OK)
        pbjwt_throw(status, PBJWT_CLAIM_NONE);
    else
        RETURN_STRINGL(hex, PBJWT_HASH_HEX_LENGTH);
}
