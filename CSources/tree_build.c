/* SPDX-License-Identifier: Apache-2.0 */
#include "tree_node.h"

#include "number.h"

#include <stdlib.h>

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
        const bool added = json_object_set_new_nocheck(object, name, value) == 0; /* the same */
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

pbjwt_status pbjwti_tree_build(pbjwti_view text, json_t **root) {
    *root = build_object(text);
    if (*root == NULL)
        return PBJWT_OUT_OF_MEMORY;
    if (pbjwti_tree_says(*root, text))
        return PBJWT_OK;
    json_decref(*root);
    *root = NULL;
    return PBJWT_INTERNAL;
}
