/* SPDX-License-Identifier: Apache-2.0 */

/* libjwt 1.10. It checks signatures but no times before 1.11, so exp is compared here. */
#include "worker_loop.h"

#include <jwt.h>

static const unsigned char *key;
static int key_length;

static bool peer_start(const char *secret, size_t length) {
    key = (const unsigned char *)secret;
    key_length = (int)length;
    return true;
}

static bool peer_verify(const char *token, size_t length, peer_claims *claims) {
    jwt_t *jwt = NULL;
    (void)length;
    if (jwt_decode(&jwt, token, key, key_length) != 0)
        return false;

    const char *const email = jwt_get_grant(jwt, "email");
    const char *const sub = jwt_get_grant(jwt, "sub");
    const bool verified = jwt_get_alg(jwt) == JWT_ALG_HS256 &&
                          jwt_get_grant_int(jwt, "exp") > time(NULL) && email != NULL &&
                          sub != NULL;
    if (verified)
        *claims = (peer_claims){strlen(email), strlen(sub)};
    jwt_free(jwt);
    return verified;
}
