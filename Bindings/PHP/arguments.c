/* SPDX-License-Identifier: Apache-2.0 */
#include "php_pbjwt.h"

#include "ext/date/php_date.h"
#include "ext/hash/php_hash.h"
#include "ext/hash/php_hash_sha.h"
#include "ext/random/php_random.h"
#include "zend_enum.h"
#include "zend_exceptions.h"
#include "zend_interfaces.h"

bool pbjwt_seconds(zval *at, uint32_t argument, int64_t *seconds) {
    ZVAL_DEREF(at);
    if (Z_TYPE_P(at) == IS_LONG) {
        *seconds = Z_LVAL_P(at);
        return true;
    }
    if (Z_TYPE_P(at) != IS_OBJECT ||
        !instanceof_function(Z_OBJCE_P(at), php_date_get_interface_ce())) {
        zend_argument_type_error(argument, "must be of type int|DateTimeInterface|null, %s given",
                                 zend_zval_type_name(at));
        return false;
    }
    zval stamp;
    ZVAL_UNDEF(&stamp);
    zend_call_method_with_0_params(Z_OBJ_P(at), NULL, NULL, "gettimestamp", &stamp);
    if (Z_TYPE(stamp) != IS_LONG) {
        zval_ptr_dtor(&stamp);
        if (!EG(exception))
            zend_argument_value_error(argument, "must have a timestamp");
        return false;
    }
    *seconds = Z_LVAL(stamp);
    return true;
}

int pbjwt_case(zend_object *enumeration, const char *const *names, int count) {
    const zval *const value = zend_enum_fetch_case_value(enumeration);
    for (int i = 0; i < count; i++) {
        if (zend_string_equals_cstr(Z_STR_P(value), names[i], strlen(names[i])))
            return i;
    }
    ZEND_UNREACHABLE();
}

bool pbjwt_digest(const pbjwt_part *parts, size_t count, unsigned char digest[DIGEST_BYTES]) {
    if (!PBJWT_G(keyed)) {
        if (php_random_bytes_throw(PBJWT_G(key), DIGEST_BYTES) == FAILURE)
            return false;
        PBJWT_G(keyed) = true;
    }
    PHP_SHA256_CTX context;
    PHP_SHA256InitArgs(&context, NULL);
    PHP_SHA256Update(&context, PBJWT_G(key), DIGEST_BYTES);
    for (size_t i = 0; i < count; i++) {
        PHP_SHA256Update(&context, (const unsigned char *)&parts[i].length, sizeof parts[i].length);
        PHP_SHA256Update(&context, (const unsigned char *)parts[i].bytes, parts[i].length);
    }
    PHP_SHA256Final(digest, &context);
    ZEND_SECURE_ZERO(&context, sizeof context);
    return true;
}

/* A string's Secret is one of the defaults. */
static bool make_secret(zend_string *bytes, uint32_t argument, pbjwt_secret **secret,
                        unsigned char *digest) {
    const pbjwt_part part = {ZSTR_VAL(bytes), ZSTR_LEN(bytes)};
    const pbjwt_status status =
        pbjwt_secret_new(ZSTR_VAL(bytes), ZSTR_LEN(bytes), PBJWT_SECRET_TEXT, secret);
    if (status == PBJWT_INVALID_ARGUMENT)
        zend_argument_value_error(argument, "must hold secrets of at most 4096 bytes");
    else if (status != PBJWT_OK)
        pbjwt_throw(status, PBJWT_CLAIM_NONE);
    return status == PBJWT_OK && pbjwt_digest(&part, 1, digest);
}

static bool add_secret(zval *one, uint32_t argument, size_t room, pbjwt_secret_list *list) {
    const size_t place = list->count;
    ZVAL_DEREF(one);
    if (place == room) {
        zend_argument_value_error(argument, "must not hold more than %zu secrets", room);
        return false;
    }
    if (Z_TYPE_P(one) == IS_STRING) {
        list->handles[place] = NULL;
        list->own[place] = true;
        list->count++;
        return make_secret(Z_STR_P(one), argument, &list->handles[place], list->digests[place]);
    }
    if (Z_TYPE_P(one) != IS_OBJECT || Z_OBJCE_P(one) != pbjwt_secret_ce) {
        zend_argument_type_error(argument, "must hold strings and Pbjwt\\Secret, not %s",
                                 zend_zval_type_name(one));
        return false;
    }
    const pbjwt_secret_object *const object = PBJWT_OF(pbjwt_secret_object, Z_OBJ_P(one));
    list->handles[place] = object->secret;
    list->own[place] = false;
    memcpy(list->digests[place], object->digest, DIGEST_BYTES);
    list->count++;
    return true;
}

bool pbjwt_list_secrets(zval *secrets, uint32_t argument, size_t room, pbjwt_secret_list *list) {
    list->count = 0;
    ZVAL_DEREF(secrets);
    bool good = true;
    if (Z_TYPE_P(secrets) == IS_ARRAY) {
        zval *one;
        ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(secrets), one) {
            good = add_secret(one, argument, room, list);
            if (!good)
                break;
        }
        ZEND_HASH_FOREACH_END();
    } else {
        good = add_secret(secrets, argument, room, list);
    }
    if (!good)
        pbjwt_free_secrets(list);
    return good;
}

void pbjwt_free_secrets(pbjwt_secret_list *list) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->own[i])
            pbjwt_secret_free(list->handles[i]);
    }
    list->count = 0;
}
