/* SPDX-License-Identifier: Apache-2.0 */
#include "tree_node.h"

#include "number.h"

#include <string.h>

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

/* To the bit: 0.0 and -0.0 differ. */
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

bool pbjwti_tree_says(json_t *object, pbjwti_view text) {
    return same_object(object, text);
}
