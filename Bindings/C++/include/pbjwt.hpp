// SPDX-License-Identifier: Apache-2.0

// libpbjwt for C++17: verifies the HS256 JSON Web Tokens that tell ProductBridge who a person is.
//
//     const auto verifier = pbjwt::verifier::make(pbjwt::secret::make(text).value()).value();
//
//     if (const auto identity = verifier.verify(token)) {
//         greet(identity->canonical_email());
//     } else {
//         log(identity.error().description());       // "expired: The token has expired …"
//         respond(identity.error().public_message()); // safe to show to the sender
//     }
//
// Functions that can fail return a pbjwt::result, which is like C++23's std::expected; its value() throws
// pbjwt::exception if there is none. If a std::string or std::vector runs out of memory it throws
// std::bad_alloc, as usual in C++. Everything else is as in pbjwt.h, at the same cost.
//
// Objects own their contents, and can be moved but not copied. One that was moved from may only be assigned
// to or destroyed; the library refuses it as an invalid argument. Different threads may call const member
// functions of one object at the same time.
#ifndef PBJWT_HPP
#define PBJWT_HPP

#include <pbjwt/error.hpp>
#include <pbjwt/explain.hpp>
#include <pbjwt/identity.hpp>
#include <pbjwt/issue.hpp>
#include <pbjwt/policy.hpp>
#include <pbjwt/result.hpp>
#include <pbjwt/secret.hpp>
#include <pbjwt/status.hpp>
#include <pbjwt/verifier.hpp>

namespace pbjwt {

// The version of the running library, such as "0.1.0".
inline std::string_view version() noexcept {
    return pbjwt_version();
}

} // namespace pbjwt

#endif
