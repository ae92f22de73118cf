// SPDX-License-Identifier: Apache-2.0
#ifndef SUPPORT_HPP
#define SUPPORT_HPP

#include <pbjwt.hpp>

inline const std::string key(64, 'k');
inline const std::string other_key(64, 'o');

inline pbjwt::secret secret(std::string_view of = key) {
    return pbjwt::secret::make(of).value();
}

inline pbjwt::verifier verifier(std::string_view of = key) {
    return pbjwt::verifier::make(secret(of)).value();
}

inline pbjwt::claims claims() {
    pbjwt::claims made;
    made.set(pbjwt::claim::email, "ada@example.com")
        .set(pbjwt::claim::sub, "usr_1")
        .set(pbjwt::claim::name, "Ada");
    return made;
}

inline pbjwt::sys_seconds in(std::chrono::seconds distance) {
    return std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now()) +
           distance;
}

inline std::string issued(std::string_view by = key) {
    return secret(by).issue(claims(), std::chrono::minutes(10)).value();
}

// Over an hour ago.
inline std::string expired() {
    return secret().issue(claims(), std::chrono::hours(1), in(-std::chrono::hours(2))).value();
}

#endif
