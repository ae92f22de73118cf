/* SPDX-License-Identifier: Apache-2.0 */

/* libjwt 1.10. It checks signatures but no times before 1.11, so exp is compared here. */
#include "worker_loop.h"

#include <jwt.h>

typedef struct secret_bytes {
    const unsigned char *bytes;
    int length;
} secret_bytes;

static void *peer_key(const char *secret, size_t length) {
    secret_bytes *const key = (secret_bytes *)malloc(sizeof *key);
    if (key != NULL)
        *key = (secret_bytes){(const unsigned char *)secret, (int)length};
    return key;
}

static bool peer_verify(void *key, const char *token, size_t length, peer_claims *claims) {
    const secret_bytes *const secret = (const secret_bytes *)key;
    jwt_t *jwt = NULL;
    (void)length;
    if (jwt_decode(&jwt, token, secret->bytes, secret->length) != 0)
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
