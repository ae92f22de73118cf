/* SPDX-License-Identifier: Apache-2.0 */
#include "compact.h"

#include <string.h>

static bool has_dot(pbjwti_view part) {
    return memchr(part.data, '.', part.length) != NULL;
}

bool pbjwti_compact_has_more_dots(const pbjwti_compact *parts) {
    return has_dot(parts->header) || has_dot(parts->payload) || has_dot(parts->signature);
}

pbjwt_status pbjwti_compact_split(const unsigned char *token, size_t length, size_t max_bytes,
                                  pbjwti_compact *parts) {
    if (length == 0)
        return PBJWT_MALFORMED_TOKEN;
    if (length > max_bytes)
        return PBJWT_TOKEN_TOO_LARGE;

    const unsigned char *const end = token + length;
    const unsigned char *const first = (const unsigned char *)memchr(token, '.', length);
    if (first == NULL || first == token)
        return PBJWT_MALFORMED_TOKEN;

    const unsigned char *const payload = first + 1;
    const unsigned char *const second =
        (const unsigned char *)memchr(payload, '.', (size_t)(end - payload));
    if (second == NULL || second == payload)
        return PBJWT_MALFORMED_TOKEN;

    const unsigned char *const signature = second + 1;
    if (memchr(signature, '.', (size_t)(end - signature)) != NULL)
        return PBJWT_MALFORMED_TOKEN;

    pbjwti_compact_set(parts, token, first, second, end);
    return PBJWT_OK;
}
