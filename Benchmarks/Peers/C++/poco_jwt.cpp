// SPDX-License-Identifier: Apache-2.0

// POCO's JWT checks signatures but no times, so exp is compared here.
#include "../C/worker_loop.h"

#include <Poco/JWT/Signer.h>
#include <Poco/JWT/Token.h>
#include <Poco/Timestamp.h>

#include <string>

// HS256 is the only algorithm that a signer accepts by default.
static void *peer_key(const char *secret, size_t length) {
    return new Poco::JWT::Signer(std::string(secret, length));
}

static bool peer_verify(void *key, const char *token, size_t length, peer_claims *claims) {
    try {
        const auto jwt = static_cast<Poco::JWT::Signer *>(key)->verify(std::string(token, length));
        if (jwt.getExpiration() <= Poco::Timestamp())
            return false;
        const auto email = jwt.payload().getValue<std::string>("email");
        *claims = {email.size(), jwt.getSubject().size()};
        return true;
    } catch (const std::exception &) {
        return false;
    }
}
