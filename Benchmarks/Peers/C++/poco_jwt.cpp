// SPDX-License-Identifier: Apache-2.0

// POCO's JWT checks signatures but no times, so exp is compared here.
#include "../C/worker_loop.h"

#include <Poco/JWT/Signer.h>
#include <Poco/JWT/Token.h>
#include <Poco/Timestamp.h>

#include <memory>
#include <string>

namespace {
std::unique_ptr<Poco::JWT::Signer> signer; // HS256 is the only algorithm that it takes by default
} // namespace

static bool peer_start(const char *secret, size_t length) {
    signer = std::make_unique<Poco::JWT::Signer>(std::string(secret, length));
    return true;
}

static bool peer_verify(const char *token, size_t length, peer_claims *claims) {
    try {
        const auto jwt = signer->verify(std::string(token, length));
        if (jwt.getExpiration() <= Poco::Timestamp())
            return false;
        const auto email = jwt.payload().getValue<std::string>("email");
        *claims = {email.size(), jwt.getSubject().size()};
        return true;
    } catch (const std::exception &) {
        return false;
    }
}
