/* SPDX-License-Identifier: Apache-2.0 */
#include "tree.h"

#include "json.h"
#include "number.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Comparing */

static bool same_value(const json_t *node, const pbjwti_json_value *value);

static bool same_string(const char *bytes, size_t length, const pbjwti_json_value *string) {
    return pbjwti_json_equals(string, (pbjwti_view){(const unsigned char *)bytes, length});
}

static bool same_array(const json_t *node, pbjwti_view text) {
    pbjwti_json_reader reader;
    pbjwti_json_value element;
    size_t index = 0;
    pbjwti_json_open_array(&reader, text);
    while (pbjwti_json_next_element(&reader, &element))
        if (!same_value(json_array_get(node, index++), &element))
            return false;
    return reader.error == PBJWTI_JSON_NO_ERROR && index == json_array_size(node);
}

/* jansson keeps the members in the order in which it read them. */
static bool same_object(json_t *node, pbjwti_view text) {
    pbjwti_json_reader reader;
    pbjwti_json_member member;
    void *at = json_object_iter(node);
    pbjwti_json_open_object(&reader, text, NULL, 0);
    while (pbjwti_json_next_member(&reader, &member)) {
        if (at == NULL)
            return false;
        const char *const name = json_object_iter_key(at);
        if (!same_string(name, strlen(name), &member.name) ||
            !same_value(json_object_iter_value(at), &member.value))
            return false;
        at = json_object_iter_next(node, at);
    }
    return reader.error == PBJWTI_JSON_NO_ERROR && at == NULL;
}

/* To the bit: 0.0 and -0.0 are two. */
static bool same_real(double a, pbjwti_view text) {
    const double b = pbjwti_number_to_double(text);
    uint64_t a_bits, b_bits;
    memcpy(&a_bits, &a, sizeof a_bits);
    memcpy(&b_bits, &b, sizeof b_bits);
    return a_bits == b_bits;
}

/* As deep as the reader lets a text nest. */
static bool same_value(const json_t *node, const pbjwti_json_value *value) {
    switch (value->kind) {
    case PBJWT_JSON_BOOLEAN:
        return json_is_boolean(node) && json_is_true(node) == value->as.truth;
    case PBJWT_JSON_INTEGER:
        return json_is_integer(node) && json_integer_value(node) == value->as.integer;
    case PBJWT_JSON_REAL:
        return json_is_real(node) && same_real(json_real_value(node), value->text);
    case PBJWT_JSON_STRING:
        return json_is_string(node) &&
               same_string(json_string_value(node), json_string_length(node), value);
    case PBJWT_JSON_ARRAY:
        return json_is_array(node) && same_array(node, value->text);
    case PBJWT_JSON_OBJECT:
        return json_is_object(node) && same_object((json_t *)(uintptr_t)node, value->text);
    case PBJWT_JSON_NULL:
    case PBJWT_JSON_ABSENT:
        break;
    }
    return json_is_null(node);
}

/* Reading */

/*
 * The one place that has jansson parse. When one of its allocations fails, jansson up to 2.15.1 may
 * not only shorten a text but write past its buffers; so it parses for a second opinion alone, where
 * the caller's policy asks for one.
 */
pbjwt_status pbjwti_tree_confirms(pbjwti_view text) {
    json_error_t error = {.line = -1}; /* jansson leaves it as it is on most failed allocations */
    json_t *const root =
        json_loadb((const char *)text.data, text.length, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        const enum json_error_code code = json_error_code(&error);
        return code == json_error_unknown || code == json_error_out_of_memory ? PBJWT_OUT_OF_MEMORY
                                                                              : PBJWT_INTERNAL;
    }
    const bool same = json_is_object(root) && same_object(root, text);
    json_decref(root);
    return same ? PBJWT_OK : PBJWT_INTERNAL;
}

/* Building */

static json_t *build_value(const pbjwti_json_value *value);

/* Unescaped and with a NUL, or NULL when memory runs out. The caller frees it. */
static char *copy_string(const pbjwti_json_value *string) {
    char *const text = (char *)malloc(string->as.decoded + 1);
    if (text == NULL)
        return NULL;
    pbjwti_json_decode(string, (unsigned char *)text);
    text[string->as.decoded] = 0;
    return text;
}

static json_t *build_string(const pbjwti_json_value *string) {
    char *const text = copy_string(string);
    json_t *const node = text == NULL ? NULL : json_stringn_nocheck(text, string->as.decoded);
    free(text);
    return node;
}

static json_t *build_array(pbjwti_view text) {
    json_t *const array = json_array();
    pbjwti_json_reader reader;
    pbjwti_json_value element;
    pbjwti_json_open_array(&reader, text);
    while (pbjwti_json_next_element(&reader, &element)) {
        if (json_array_append_new(array, build_value(&element)) != 0) { /* fails on NULL, too */
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *build_object(pbjwti_view text) {
    json_t *const object = json_object();
    pbjwti_json_reader reader;
    pbjwti_json_member member;
    pbjwti_json_open_object(&reader, text, NULL, 0);
    while (pbjwti_json_next_member(&reader, &member)) {
        char *const name = copy_string(&member.name);
        json_t *const value = build_value(&member.value);
        const bool added = json_object_set_new_nocheck(object, name, value) == 0; /* likewise */
        free(name);
        if (!added) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

/* As deep as the reader lets a text nest. NULL when memory runs out. */
static json_t *build_value(const pbjwti_json_value *value) {
    switch (value->kind) {
    case PBJWT_JSON_BOOLEAN:
        return json_boolean(value->as.truth);
    case PBJWT_JSON_INTEGER:
        return json_integer(value->as.integer);
    case PBJWT_JSON_REAL:
        return json_real(pbjwti_number_to_double(value->text));
    case PBJWT_JSON_STRING:
        return build_string(value);
    case PBJWT_JSON_ARRAY:
        return build_array(value->text);
    case PBJWT_JSON_OBJECT:
        return build_object(value->text);
    case PBJWT_JSON_NULL:
    case PBJWT_JSON_ABSENT:
        break;
    }
    return json_null();
}

/* A tree of an object that the strict reader has accepted, and that says the same. */
static pbjwt_status build_tree(pbjwti_view text, json_t **root) {
    *root = build_object(text);
    if (*root == NULL)
        return PBJWT_OUT_OF_MEMORY;
    if (same_object(*root, text))
        return PBJWT_OK;
    json_decref(*root);
    *root = NULL;
    return PBJWT_INTERNAL;
}

/* Custom claims */

/* A pbjwt_json is a json_t under another name, so that no one who includes the header needs
 * jansson. */

static const json_t *node_of(const pbjwt_json *node) {
    return (const json_t *)node;
}

pbjwt_status pbjwt_identity_custom_tree(const pbjwt_identity *identity, pbjwt_json **root) {
    char *text;
    size_t length;
    json_t *tree;
    if (root == NULL)
        return PBJWT_INVALID_ARGUMENT;
    *root = NULL;
    pbjwt_status status = pbjwt_identity_custom_json(identity, &text, &length);
    if (status != PBJWT_OK)
        return status;
    status = build_tree((pbjwti_view){(const unsigned char *)text, length}, &tree);
    pbjwt_free(text);
    *root = (pbjwt_json *)tree;
    return status;
}

void pbjwt_json_free(pbjwt_json *root) {
    json_decref((json_t *)root);
}

pbjwt_json_kind pbjwt_json_get_kind(const pbjwt_json *node) {
    if (node == NULL)
        return PBJWT_JSON_ABSENT;
    switch (json_typeof(node_of(node))) {
    case JSON_OBJECT:
        return PBJWT_JSON_OBJECT;
    case JSON_ARRAY:
        return PBJWT_JSON_ARRAY;
    case JSON_STRING:
        return PBJWT_JSON_STRING;
    case JSON_INTEGER:
        return PBJWT_JSON_INTEGER;
    case JSON_REAL:
        return PBJWT_JSON_REAL;
    case JSON_TRUE:
    case JSON_FALSE:
        return PBJWT_JSON_BOOLEAN;
    case JSON_NULL:
        break;
    }
    return PBJWT_JSON_NULL;
}

bool pbjwt_json_boolean(const pbjwt_json *node) {
    return json_is_true(node_of(node));
}

int64_t pbjwt_json_integer(const pbjwt_json *node) {
    return json_integer_value(node_of(node));
}

double pbjwt_json_number(const pbjwt_json *node) {
    return json_number_value(node_of(node));
}

const char *pbjwt_json_string(const pbjwt_json *node, size_t *length) {
    if (length != NULL)
        *length = json_string_length(node_of(node));
    return json_string_value(node_of(node));
}

size_t pbjwt_json_count(const pbjwt_json *node) {
    return json_is_array(node_of(node)) ? json_array_size(node_of(node))
                                        : json_object_size(node_of(node));
}

const pbjwt_json *pbjwt_json_element(const pbjwt_json *array, size_t index) {
    return (const pbjwt_json *)json_array_get(node_of(array), index);
}

const pbjwt_json *pbjwt_json_member(const pbjwt_json *object, const void *name,
                                    size_t name_length) {
    /* jansson 2.13 and older look a name up by its NUL; walking asks for neither NUL nor copy. */
    json_t *const node = (json_t *)(uintptr_t)object;
    if (!json_is_object(node) || name == NULL)
        return NULL;
    for (void *at = json_object_iter(node); at != NULL; at = json_object_iter_next(node, at)) {
        const char *const key = json_object_iter_key(at);
        if (strlen(key) == name_length && memcmp(key, name, name_length) == 0)
            return (const pbjwt_json *)json_object_iter_value(at);
    }
    return NULL;
}

/* Writing */

static bool add(json_t *object, const char *name, json_t *value) {
    return json_object_set_new_nocheck(object, name, value) == 0; /* steals; fails on NULL */
}

static bool add_text(json_t *object, const char *name, pbjwti_view text) {
    return add(object, name, json_stringn((const char *)text.data, text.length));
}

/* A whole number as an integer, as every issuer's language writes it. */
static json_t *number_node(double number) {
    const double exact = 9007199254740992; /* 2^53 */
    if (number > -exact && number < exact && (double)(int64_t)number == number)
        return json_integer((int64_t)number);
    return json_real(number);
}

static pbjwt_status write_at(const json_t *root, size_t precision, pbjwti_owned_text *json) {
    const size_t flags = JSON_COMPACT | JSON_REAL_PRECISION(precision);
    const size_t length = json_dumpb(root, NULL, 0, flags);
    json->data = length == 0 ? NULL : (unsigned char *)malloc(length);
    if (json->data == NULL)
        return PBJWT_OUT_OF_MEMORY;
    json->length = json_dumpb(root, (char *)json->data, length, flags);
    if (json->length != length) {
        free(json->data);
        json->data = NULL;
        return PBJWT_OUT_OF_MEMORY;
    }
    return PBJWT_OK;
}

/* The text with as few digits for its reals, 15 to 17, as read back all of them as they are. */
static pbjwt_status write_text(json_t *root, pbjwti_owned_text *json) {
    for (size_t precision = 15; precision <= 17; precision++) {
        const pbjwt_status status = write_at(root, precision, json);
        if (status != PBJWT_OK)
            return status;
        if (same_object(root, (pbjwti_view){json->data, json->length}))
            return PBJWT_OK;
        free(json->data);
        json->data = NULL;
    }
    return PBJWT_INTERNAL;
}

pbjwt_status pbjwti_tree_write_header(pbjwti_view type, pbjwti_view kid, pbjwti_owned_text *json) {
    if (type.data == NULL)
        type = (pbjwti_view){(const unsigned char *)"JWT", 3};
    json_t *const root = json_object();
    const bool built = root != NULL && add(root, "alg", json_string("HS256")) &&
                       add_text(root, "typ", type) &&
                       (kid.data == NULL || add_text(root, "kid", kid));
    const pbjwt_status status = built ? write_text(root, json) : PBJWT_OUT_OF_MEMORY;
    json_decref(root);
    return status;
}

static bool add_claims(json_t *root, const pbjwt_claims *claims) {
    for (size_t i = 1; i < PBJWTI_CLAIM_COUNT; i++) {
        const pbjwti_owned_text *const text = &claims->text[i];
        if (text->data != NULL && !add_text(root, pbjwt_claim_name((pbjwt_claim)i),
                                            (pbjwti_view){text->data, text->length}))
            return false;
        if (i == PBJWT_CLAIM_COMPANY_MRR && claims->has_mrr &&
            !add(root, "company_mrr", number_node(claims->mrr)))
            return false;
    }
    return true;
}

static bool add_issuance(json_t *root, const pbjwt_claims *claims,
                         const pbjwti_issuance *issuance) {
    return (issuance->user_hash[0] == 0 ||
            add(root, "user_hash", json_string(issuance->user_hash))) &&
           (!claims->has_not_before || add(root, "nbf", number_node(claims->not_before))) &&
           add(root, "iat", json_integer(issuance->issued_at)) &&
           add(root, "exp", json_integer(issuance->expires_at));
}

pbjwt_status pbjwti_tree_write_payload(const pbjwt_claims *claims, const pbjwti_issuance *issuance,
                                       pbjwti_owned_text *json) {
    json_t *custom = NULL;
    pbjwt_status status = PBJWT_OK;
    if (claims->custom.data != NULL)
        status = build_tree((pbjwti_view){claims->custom.data, claims->custom.length}, &custom);
    if (status != PBJWT_OK)
        return status;

    json_t *const root = json_object();
    const bool built = root != NULL && add_claims(root, claims) &&
                       (custom == NULL || json_object_update(root, custom) == 0) &&
                       add_issuance(root, claims, issuance);
    status = built ? write_text(root, json) : PBJWT_OUT_OF_MEMORY;
    json_decref(root);
    json_decref(custom);
    return status;
}
