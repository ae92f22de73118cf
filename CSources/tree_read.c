/* SPDX-License-Identifier: Apache-2.0 */
#include "tree_node.h"

#include <string.h>

/* A pbjwt_json is a json_t under another name, so that including the header doesn't need
   jansson. */

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
    status = pbjwti_tree_build((pbjwti_view){(const unsigned char *)text, length}, &tree);
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
    /* jansson 2.13 and older look up a name by its NUL; walking needs neither NUL nor copy. */
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

bool pbjwt_json_next_member(const pbjwt_json *object, const void **position, const char **name,
                            size_t *name_length, const pbjwt_json **value) {
    json_t *const node = (json_t *)(uintptr_t)object;
    void *at = NULL;
    if (json_is_object(node) && position != NULL)
        at = *position == NULL ? json_object_iter(node)
                               : json_object_iter_next(node, (void *)(uintptr_t)*position);
    const char *const key = at != NULL ? json_object_iter_key(at) : NULL;
    if (at != NULL)
        *position = at;
    if (name != NULL)
        *name = key;
    if (name_length != NULL)
        *name_length = key != NULL ? strlen(key) : 0; /* no name holds a NUL */
    if (value != NULL)
        *value = at != NULL ? (const pbjwt_json *)json_object_iter_value(at) : NULL;
    return at != NULL;
}
