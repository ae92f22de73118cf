/* SPDX-License-Identifier: Apache-2.0 */
#include "tree.h"

#include "tree_node.h"

#include <stdlib.h>

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

/* The text with the fewest digits for its reals, 15 to 17, with which all of them read back
   unchanged. */
static pbjwt_status write_text(json_t *root, pbjwti_owned_text *json) {
    for (size_t precision = 15; precision <= 17; precision++) {
        const pbjwt_status status = write_at(root, precision, json);
        if (status != PBJWT_OK)
            return status;
        if (pbjwti_tree_says(root, (pbjwti_view){json->data, json->length}))
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

/* "aud" as a text if there is one, or as an array (RFC 7519, 4.1.3). */
static bool add_audiences(json_t *root, const pbjwt_claims *claims) {
    if (claims->audience_count == 1)
        return add_text(root, "aud", pbjwti_owned_view(&claims->audiences[0]));
    json_t *const array = json_array();
    for (size_t i = 0; i < claims->audience_count; i++) {
        const pbjwti_view text = pbjwti_owned_view(&claims->audiences[i]);
        if (json_array_append_new(array, json_stringn((const char *)text.data, text.length)) != 0) {
            json_decref(array);
            return false;
        }
    }
    return add(root, "aud", array);
}

static bool add_claims(json_t *root, const pbjwt_claims *claims) {
    for (size_t i = 1; i < PBJWTI_CLAIM_COUNT; i++) {
        const char *const name = pbjwti_claim_rows[i].name;
        const pbjwti_owned_text *const text = &claims->text[i];
        if (text->data != NULL && !add_text(root, name, pbjwti_owned_view(text)))
            return false;
        if (pbjwti_has(claims->numbers, (pbjwt_claim)i) &&
            !add(root, name, number_node(claims->number[i])))
            return false;
    }
    return claims->audience_count == 0 || add_audiences(root, claims);
}

static bool add_issuance(json_t *root, const pbjwti_issuance *issuance) {
    return (issuance->user_hash[0] == 0 ||
            add(root, "user_hash", json_string(issuance->user_hash))) &&
           add(root, "iat", json_integer(issuance->issued_at)) &&
           add(root, "exp", json_integer(issuance->expires_at));
}

pbjwt_status pbjwti_tree_write_payload(const pbjwt_claims *claims, const pbjwti_issuance *issuance,
                                       pbjwti_owned_text *json) {
    json_t *custom = NULL;
    pbjwt_status status = PBJWT_OK;
    if (claims->custom.data != NULL)
        status =
            pbjwti_tree_build((pbjwti_view){claims->custom.data, claims->custom.length}, &custom);
    if (status != PBJWT_OK)
        return status;

    json_t *const root = json_object();
    const bool built = root != NULL && add_claims(root, claims) &&
                       (custom == NULL || json_object_update(root, custom) == 0) &&
                       add_issuance(root, issuance);
    status = built ? write_text(root, json) : PBJWT_OUT_OF_MEMORY;
    json_decref(root);
    json_decref(custom);
    return status;
}
