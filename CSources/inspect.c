/* SPDX-License-Identifier: Apache-2.0 */
#include "base64url.h"
#include "compact.h"
#include "json.h"
#include "mac.h"

#include <stdlib.h>

/* A segment as JSON text with a NUL, or NULL and the status for one that isn't. */
static pbjwt_status decode(pbjwti_view segment, pbjwt_status malformed, pbjwt_status duplicate,
                           size_t max_members, pbjwti_json_names *names, char **json,
                           size_t *length) {
    const size_t size = pbjwti_base64url_decoded_size(segment.length);
    unsigned char *const text = (unsigned char *)malloc(pbjwti_base64url_room(segment.length) + 1);
    if (text == NULL)
        return PBJWT_OUT_OF_MEMORY;

    pbjwt_status status = malformed;
    if (pbjwti_base64url_decode(segment.data, segment.length, text)) {
        pbjwti_json_reader reader;
        pbjwti_json_member member;
        pbjwti_json_open_object(&reader, (pbjwti_view){text, size}, names, max_members);
        while (pbjwti_json_next_member(&reader, &member))
            continue;
        if (reader.error == PBJWTI_JSON_NO_ERROR)
            status = PBJWT_OK;
        else if (reader.error == PBJWTI_JSON_DUPLICATE)
            status = duplicate;
    }
    if (status != PBJWT_OK || json == NULL) {
        free(text);
        return status;
    }
    text[size] = 0;
    *json = (char *)text;
    if (length != NULL)
        *length = size;
    return PBJWT_OK;
}

static void clear(char **json, size_t *length) {
    if (json != NULL)
        *json = NULL;
    if (length != NULL)
        *length = 0;
}

static void release(char **json, size_t *length) {
    if (json != NULL)
        free(*json);
    clear(json, length);
}

pbjwt_status pbjwt_inspect_unverified(const void *token, size_t length, char **header_json,
                                      size_t *header_length, char **payload_json,
                                      size_t *payload_length) {
    pbjwti_compact parts;
    pbjwti_hash_key key;
    pbjwti_json_names names;
    clear(header_json, header_length);
    clear(payload_json, payload_length);
    if (token == NULL && length > 0)
        return PBJWT_INVALID_ARGUMENT;

    const pbjwt_status form = pbjwti_compact_split((const unsigned char *)token, length,
                                                   PBJWT_MAX_TOKEN_BYTES_LIMIT, &parts);
    if (form != PBJWT_OK)
        return form;
    if (!pbjwti_random(&key, sizeof key))
        return PBJWT_INTERNAL;

    pbjwti_json_names_use(&names, &key);
    const pbjwt_status header =
        decode(parts.header, PBJWT_MALFORMED_HEADER, PBJWT_MALFORMED_HEADER,
               PBJWT_MAX_HEADER_MEMBERS, &names, header_json, header_length);
    const pbjwt_status payload =
        decode(parts.payload, PBJWT_MALFORMED_PAYLOAD, PBJWT_DUPLICATE_MEMBER,
               PBJWT_MAX_PAYLOAD_MEMBERS, &names, payload_json, payload_length);
    if (header == PBJWT_OUT_OF_MEMORY || payload == PBJWT_OUT_OF_MEMORY) {
        release(header_json, header_length);
        release(payload_json, payload_length);
        return PBJWT_OUT_OF_MEMORY;
    }
    return header != PBJWT_OK ? header : payload;
}
