/* SPDX-License-Identifier: Apache-2.0 */

/* cjose checks signatures but reads no claims. Its users read the payload with jansson, which cjose needs anyway. */
#include "worker_loop.h"

#include <cjose/cjose.h>
#include <jansson.h>

static void *peer_key(const char *secret, size_t length) {
    return cjose_jwk_create_oct_spec((const uint8_t *)secret, length, NULL);
}

static bool read_claims(const json_t *payload, peer_claims *claims) {
    const json_t *const email = json_object_get(payload, "email");
    const json_t *const sub = json_object_get(payload, "sub");
    if (!json_is_string(email) || !json_is_string(sub) ||
        json_integer_value(json_object_get(payload, "exp")) <= time(NULL))
        return false;
    claims->email_length = strlen(json_string_value(email));
    claims->sub_length = strlen(json_string_value(sub));
    return true;
}

static bool is_hs256(cjose_jws_t *jws) {
    const char *const alg = cjose_header_get(cjose_jws_get_protected(jws), CJOSE_HDR_ALG, NULL);
    return alg != NULL && strcmp(alg, CJOSE_HDR_ALG_HS256) == 0;
}

static bool peer_verify(void *key, const char *token, size_t length, peer_claims *claims) {
    cjose_jws_t *const jws = cjose_jws_import(token, length, NULL);
    uint8_t *text; /* belongs to jws */
    size_t text_length;
    json_t *payload = NULL;
    if (jws == NULL)
        return false;

    if (is_hs256(jws) && cjose_jws_verify(jws, (cjose_jwk_t *)key, NULL) &&
        cjose_jws_get_plaintext(jws, &text, &text_length, NULL))
        payload = json_loadb((const char *)text, text_length, 0, NULL);
    const bool verified = payload != NULL && read_claims(payload, claims);
    json_decref(payload);
    cjose_jws_release(jws);
    return verified;
}
