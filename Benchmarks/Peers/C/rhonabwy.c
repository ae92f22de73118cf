/* SPDX-License-Identifier: Apache-2.0 */
#include "worker_loop.h"

#include <rhonabwy.h>

static void *peer_key(const char *secret, size_t length) {
    static bool ready;
    jwk_t *key;
    ready = ready || r_global_init() == RHN_OK;
    const bool made =
        ready && r_jwk_init(&key) == RHN_OK &&
        r_jwk_import_from_symmetric_key(key, (const unsigned char *)secret, length) == RHN_OK;
    return made ? key : NULL;
}

static bool peer_verify(void *key, const char *token, size_t length, peer_claims *claims) {
    jwt_t *const jwt = r_jwt_quick_parsen(token, length, R_PARSE_NONE, 0);
    bool verified = false;
    if (jwt == NULL)
        return false;

    if (r_jwt_get_sign_alg(jwt) == R_JWA_ALG_HS256 &&
        r_jwt_verify_signature(jwt, (jwk_t *)key, 0) == RHN_OK &&
        r_jwt_validate_claims(jwt, R_JWT_CLAIM_EXP, R_JWT_CLAIM_NOW, R_JWT_CLAIM_NOP) == RHN_OK) {
        const char *const email = r_jwt_get_claim_str_value(jwt, "email");
        const char *const sub = r_jwt_get_claim_str_value(jwt, "sub");
        verified = email != NULL && sub != NULL;
        if (verified)
            *claims = (peer_claims){strlen(email), strlen(sub)};
    }
    r_jwt_free(jwt);
    return verified;
}
