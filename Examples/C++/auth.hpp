// SPDX-License-Identifier: Apache-2.0

// Identifies the sender of a request: what a framework calls middleware.
#ifndef AUTH_HPP
#define AUTH_HPP

#include <pbjwt.hpp>

#include <algorithm>
#include <cctype>
#include <map>

namespace auth {

inline constexpr std::string_view cookie_name = "pbjwt";

inline bool equal_but_for_case(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); i++)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

inline std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") + 1 - first);
}

// The headers of a request by name, in upper or lower case.
struct by_name {
    bool operator()(const std::string &a, const std::string &b) const {
        return std::lexicographical_compare(
            a.begin(), a.end(), b.begin(), b.end(),
            [](unsigned char x, unsigned char y) { return std::tolower(x) < std::tolower(y); });
    }
};
using headers = std::multimap<std::string, std::string, by_name>;

inline std::optional<std::string_view> bearer(const headers &of) {
    const auto found = of.find("Authorization");
    if (found == of.end())
        return std::nullopt;
    const std::string_view value = found->second;
    const auto space = value.find(' ');
    if (space == value.npos || !equal_but_for_case(value.substr(0, space), "Bearer"))
        return std::nullopt;
    return trimmed(value.substr(space));
}

inline std::optional<std::string_view> cookie(const headers &of) {
    const auto [first, last] = of.equal_range("Cookie");
    for (auto header = first; header != last; ++header) {
        std::string_view rest = header->second;
        while (!rest.empty()) {
            const std::string_view pair = trimmed(rest.substr(0, rest.find(';')));
            rest.remove_prefix(std::min(rest.size(), rest.find(';')));
            rest.remove_prefix(rest.empty() ? 0 : 1);
            const auto equals = pair.find('=');
            if (equals != pair.npos && pair.substr(0, equals) == cookie_name)
                return pair.substr(equals + 1);
        }
    }
    return std::nullopt;
}

// The answer to a request without an identity. Without a token the challenge (RFC 6750, 3) names no error, and
// it never says which check failed.
struct unauthorized {
    int status;
    std::string challenge;
    std::string for_the_log;
};

// Passed to a handler with the request: who sent it, or what to answer.
using outcome = std::variant<pbjwt::identity, unauthorized>;

inline outcome authenticate(const pbjwt::verifier &by, const headers &request) {
    const std::string challenge = "Bearer realm=\"greeter\"";
    auto token = bearer(request);
    if (!token)
        token = cookie(request);
    if (!token)
        return unauthorized{401, challenge, "no token"};
    auto who = by.verify(*token);
    if (who)
        return *std::move(who);
    if (!who.error().is_refused())
        return unauthorized{503, "", who.error().description()};
    return unauthorized{401,
                        challenge + ", error=\"invalid_token\", error_description=\"" +
                            std::string(who.error().public_message()) + "\"",
                        who.error().description()};
}

} // namespace auth

#endif
