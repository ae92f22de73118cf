/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Headers. The input as JSON: checks the result against jansson's reading, for policies with and without a
 * type. The input as a raw segment: only checks that reading it doesn't crash.
 */
#include "header.h"
#include "base64url.h"
#include "differential_compare.h"
#include "mutate.h"
#include "oracle.h"

#include <stdlib.h>
#include <strings.h>

#define TYPE "pb-session+jwt"
static const pbjwti_view any_type = {NULL, 0};
static const pbjwti_view one_type = {(const unsigned char *)TYPE, sizeof TYPE - 1};

/* The total number of members of all objects in it. */
static size_t members_of(const json_t *node) {
    size_t count = json_object_size(node), index;
    const char *name;
    json_t *child;
    if (json_is_array(node))
        json_array_foreach(node, index, child) count += members_of(child);
    if (json_is_object(node))
        json_object_foreach((json_t *)(uintptr_t)node, name, child) count += members_of(child);
    return count;
}

static bool is(const json_t *node, const char *text) {
    return json_is_string(node) && json_string_length(node) == strlen(text) &&
           strcmp(json_string_value(node), text) == 0;
}

static bool is_type(const json_t *typ, const char *text) {
    return json_is_string(typ) && json_string_length(typ) == strlen(text) &&
           strcasecmp(json_string_value(typ), text) == 0;
}

/* The expected status, in the documented order of checks. */
static pbjwt_status expected(pbjwti_view text, pbjwti_view type, json_t **root) {
    *root = NULL;
    if (!jansson_accepts(text))
        return PBJWT_MALFORMED_HEADER;
    *root = json_loadb((const char *)text.data, text.length, JSON_REJECT_DUPLICATES, NULL);
    if (members_of(*root) > PBJWT_MAX_HEADER_MEMBERS)
        return PBJWT_MALFORMED_HEADER;
    const json_t *const typ = json_object_get(*root, "typ");
    if (!is(json_object_get(*root, "alg"), "HS256"))
        return PBJWT_UNSUPPORTED_ALGORITHM;
    if (type.data != NULL ? !is_type(typ, TYPE)
                          : typ != NULL && !is_type(typ, "JWT") && !is_type(typ, "application/jwt"))
        return PBJWT_UNSUPPORTED_TYPE;
    return json_object_get(*root, "crit") != NULL || json_object_get(*root, "b64") != NULL
               ? PBJWT_CRITICAL_HEADER
               : PBJWT_OK;
}

static void check_key_id(const pbjwti_header *header, const json_t *root) {
    const json_t *const kid = json_object_get(root, "kid");
    FUZZ_CHECK((header->kid.kind == PBJWT_JSON_STRING) == json_is_string(kid));
    if (json_is_string(kid))
        FUZZ_CHECK(pbjwti_json_equals(
            &header->kid,
            (pbjwti_view){(const unsigned char *)json_string_value(kid), json_string_length(kid)}));
}

static pbjwt_status read_segment(pbjwti_view segment, pbjwti_view type, pbjwti_header *header,
                                 unsigned char **buffer) {
    static const pbjwti_hash_key key = {
        {UINT64_C(0x0123456789ABCDEF), UINT64_C(0xFEDCBA9876543211)}};
    *buffer = (unsigned char *)malloc(pbjwti_base64url_room(segment.length));
    return pbjwti_header_read(segment, type, &key, *buffer, header);
}

/* Whether it is JSON at all. */
static bool check_json(pbjwti_view text, pbjwti_view segment, pbjwti_view type) {
    pbjwti_header header;
    unsigned char *buffer;
    json_t *root;
    const pbjwt_status status = read_segment(segment, type, &header, &buffer);
    const pbjwt_status wanted = expected(text, type, &root);
    FUZZ_CHECK(status == wanted);
    if (status == PBJWT_OK) {
        fuzz_accepted();
        check_key_id(&header, root);
    }
    json_decref(root);
    free(buffer);
    return wanted != PBJWT_MALFORMED_HEADER;
}

/* Inspection returns the same text, or the same refusal. */
static void check_inspection(const char *segment, size_t length, const uint8_t *json, size_t size,
                             bool is_json) {
    char *const token = (char *)malloc(length + 5), *shown;
    memcpy(token, segment, length);
    memcpy(token + length, ".e30.", 5);
    size_t shown_length;
    const pbjwt_status status =
        pbjwt_inspect_unverified(token, length + 5, &shown, &shown_length, NULL, NULL);
    FUZZ_CHECK((status == PBJWT_OK) == is_json && (shown != NULL) == is_json);
    if (is_json)
        FUZZ_CHECK(shown_length == size && memcmp(shown, json, size) == 0 && shown[size] == 0);
    pbjwt_free(shown);
    free(token);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length) {
    pbjwti_header header;
    unsigned char *buffer, *const raw = fuzz_copy(data, length);
    (void)read_segment((pbjwti_view){raw, length}, any_type, &header, &buffer);
    free(buffer);
    (void)read_segment((pbjwti_view){raw, length}, one_type, &header, &buffer);
    free(buffer);
    free(raw);
    if (length == 0)
        return 0;

    char *const room = (char *)malloc(length * 2 + 4);
    const size_t size = fuzz_base64url_encode(data, length, room);
    unsigned char *const segment = fuzz_copy(room, size), *const text = fuzz_copy(data, length);
    const pbjwti_view json = {text, length}, encoded = {segment, size};
    const bool is_json = check_json(json, encoded, any_type);
    FUZZ_CHECK(check_json(json, encoded, one_type) == is_json);
    check_inspection(room, size, data, length, is_json);
    free(text);
    free(segment);
    free(room);
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    fuzz_random random = fuzz_random_of(seed);
    static const char good[] = "{\"alg\":\"HS256\"}";
    /* Sometimes starts from a good header, because most of the corpus is refused. */
    if (max_size >= sizeof good && fuzz_below(&random, 4) == 0) {
        size = sizeof good - 1;
        memcpy(data, good, size);
    }
    return fuzz_mutate_json(data, size, max_size, &random);
}
