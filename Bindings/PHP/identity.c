/* SPDX-License-Identifier: Apache-2.0 */
#include "php_pbjwt.h"

#include "ext/json/php_json.h"
#include "zend_interfaces.h"

/*
 * An identity's properties are declared and readonly, and unset until they are read: each way to access them first
 * makes the value, and then continues as PHP does. So a value is made once, and only if it is needed.
 */
static zend_object_handlers handlers;

enum { EXPIRES_AT = 19, WARNINGS = 24 };

static void free_identity(zend_object *object) {
    pbjwt_identity_free(PBJWT_OF(pbjwt_identity_object, object)->identity);
    zend_object_std_dtor(object);
}

zend_object *pbjwt_new_identity(zend_class_entry *ce) {
    pbjwt_identity_object *const one = zend_object_alloc(sizeof *one, ce);
    one->identity = NULL;
    zend_object_std_init(&one->std, ce);
    object_properties_init(&one->std, ce);
    one->std.handlers = &handlers;
    return &one->std;
}

static zval *make_at(zend_object *object, uint32_t place) {
    zval *const slot = OBJ_PROP_NUM(object, place);
    const pbjwt_identity *const identity = PBJWT_OF(pbjwt_identity_object, object)->identity;
    if (Z_TYPE_P(slot) == IS_UNDEF && identity != NULL)
        pbjwt_read_property(identity, place, pbjwt_property(object, place));
    return slot;
}

static void make(zend_object *object, zend_string *name) {
    const zend_property_info *const info = zend_hash_find_ptr(&object->ce->properties_info, name);
    if (info != NULL && (info->flags & ZEND_ACC_STATIC) == 0)
        make_at(object, OBJ_PROP_TO_NUM(info->offset));
}

static void make_all(zend_object *object) {
    for (int i = 0; i < object->ce->default_properties_count; i++)
        make_at(object, (uint32_t)i);
}

static zval *read_property(zend_object *object, zend_string *name, int type, void **cache,
                           zval *rv) {
    make(object, name);
    return zend_std_read_property(object, name, type, cache, rv);
}

static zval *write_property(zend_object *object, zend_string *name, zval *value, void **cache) {
    make(object, name);
    return zend_std_write_property(object, name, value, cache);
}

static zval *get_property_ptr(zend_object *object, zend_string *name, int type, void **cache) {
    make(object, name);
    return zend_std_get_property_ptr_ptr(object, name, type, cache);
}

static int has_property(zend_object *object, zend_string *name, int mode, void **cache) {
    make(object, name);
    return zend_std_has_property(object, name, mode, cache);
}

static void unset_property(zend_object *object, zend_string *name, void **cache) {
    make(object, name);
    zend_std_unset_property(object, name, cache);
}

static HashTable *get_properties(zend_object *object) {
    make_all(object);
    return zend_std_get_properties(object);
}

/* var_dump, print_r and the like show nothing about the person. */
static HashTable *get_properties_for(zend_object *object, zend_prop_purpose purpose) {
    if (purpose != ZEND_PROP_PURPOSE_DEBUG && purpose != ZEND_PROP_PURPOSE_VAR_EXPORT)
        return zend_std_get_properties_for(object, purpose);
    HashTable *const shown = zend_new_array(2);
    zval *const expires = make_at(object, EXPIRES_AT), *const warnings = make_at(object, WARNINGS);
    zval count;
    Z_TRY_ADDREF_P(expires);
    zend_hash_str_add_new(shown, ZEND_STRL("expiresAt"), expires);
    ZVAL_LONG(&count, zend_hash_num_elements(Z_ARRVAL_P(warnings)));
    zend_hash_str_add_new(shown, ZEND_STRL("warningCount"), &count);
    return shown;
}

/* The collector sees only values that exist, and makes none. */
static HashTable *get_gc(zend_object *object, zval **table, int *count) {
    *table = object->properties_table;
    *count = object->ce->default_properties_count;
    return NULL;
}

static int compare(zval *left, zval *right) {
    ZEND_COMPARE_OBJECTS_FALLBACK(left, right);
    make_all(Z_OBJ_P(left));
    if (Z_OBJ_P(right)->handlers == &handlers)
        make_all(Z_OBJ_P(right));
    return zend_std_compare_objects(left, right);
}

void pbjwt_init_identity(void) {
    pbjwt_init_handlers(&handlers, offsetof(pbjwt_identity_object, std), free_identity);
    handlers.read_property = read_property;
    handlers.write_property = write_property;
    handlers.get_property_ptr_ptr = get_property_ptr;
    handlers.has_property = has_property;
    handlers.unset_property = unset_property;
    handlers.get_properties = get_properties;
    handlers.get_properties_for = get_properties_for;
    handlers.get_gc = get_gc;
    handlers.compare = compare;
}

/* Never called: only the library creates these objects. */
ZEND_METHOD(Pbjwt_Identity, __construct) {}
ZEND_METHOD(Pbjwt_ClaimWarning, __construct) {}
ZEND_METHOD(Pbjwt_Refusal, __construct) {}
ZEND_METHOD(Pbjwt_Report, __construct) {}
ZEND_METHOD(Pbjwt_Cause, __construct) {}
ZEND_METHOD(Pbjwt_Unverified, __construct) {}

ZEND_METHOD(Pbjwt_Identity, toArray) {
    ZEND_PARSE_PARAMETERS_NONE();
    zend_object *const object = Z_OBJ_P(ZEND_THIS);
    zend_string *name;
    zend_property_info *info;
    array_init_size(return_value, (uint32_t)object->ce->default_properties_count);
    ZEND_HASH_FOREACH_STR_KEY_PTR(&object->ce->properties_info, name, info) {
        zval *const value = make_at(object, OBJ_PROP_TO_NUM(info->offset));
        if (EG(exception))
            RETURN_THROWS();
        Z_TRY_ADDREF_P(value);
        zend_hash_add_new(Z_ARRVAL_P(return_value), name, value);
    }
    ZEND_HASH_FOREACH_END();
}

ZEND_METHOD(Pbjwt_Identity, jsonSerialize) {
    char *json = NULL;
    size_t length = 0;
    ZEND_PARSE_PARAMETERS_NONE();
    const pbjwt_status status = pbjwt_identity_json(
        PBJWT_OF(pbjwt_identity_object, Z_OBJ_P(ZEND_THIS))->identity, &json, &length);
    if (status != PBJWT_OK)
        pbjwt_throw(status, PBJWT_CLAIM_NONE);
    else
        php_json_decode_ex(return_value, json, length, 0, PHP_JSON_PARSER_DEFAULT_DEPTH);
    pbjwt_free(json);
}
