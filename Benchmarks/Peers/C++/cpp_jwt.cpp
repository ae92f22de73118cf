// SPDX-License-Identifier: Apache-2.0
#include "../C/worker_loop.h"

#include <jwt/jwt.hpp>

#include <string>

namespace {
const auto algorithms = jwt::params::algorithms({"HS256"});
} // namespace

static void *peer_key(const char *secret, size_t length) {
    return new std::string(secret, length);
}

static bool peer_verify(void *key, const char *token, size_t length, peer_claims *claims) {
    try {
        const auto jwt = jwt::decode(jwt::string_view(token, length), algorithms,
                                     jwt::params::secret(*static_cast<std::string *>(key)),
                                     jwt::params::verify(true));
        const auto email = jwt.payload().get_claim_value<std::string>("email");
        const auto sub = jwt.payload().get_claim_value<std::string>("sub");
        *claims = {email.size(), sub.size()};
        return true;
    } catch (const std::exception &) {
        return false;
    }
}
