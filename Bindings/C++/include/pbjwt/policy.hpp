// SPDX-License-Identifier: Apache-2.0
#ifndef PBJWT_POLICY_HPP
#define PBJWT_POLICY_HPP

#include <pbjwt/secret.hpp>

#include <initializer_list>

namespace pbjwt {

// Where tokens arrive.
enum class profile {
    sso = PBJWT_PROFILE_SSO,       // the redirect flow's callback
    widget = PBJWT_PROFILE_WIDGET, // the widget's init and identify
};

enum class user_hash_mode {
    off = PBJWT_USER_HASH_OFF,
    if_present = PBJWT_USER_HASH_IF_PRESENT,
    required = PBJWT_USER_HASH_REQUIRED,
};

enum class email_form {
    as_sent = PBJWT_EMAIL_AS_SENT,
    lowercased = PBJWT_EMAIL_LOWERCASED,
    require_lowercase = PBJWT_EMAIL_REQUIRE_LOWERCASE,
};

enum class reader {
    fast = PBJWT_READER_FAST,
    both =
        PBJWT_READER_BOTH, // jansson reads the payload too, and any difference is an internal error
};

// What a token needs besides a valid signature. Settings that aren't set have the library's defaults. Creating
// a verifier refuses a value out of range, and names the setting.
struct policy {
    pbjwt::profile profile = profile::sso;
    std::optional<std::size_t> max_token_bytes = std::nullopt;
    std::optional<std::chrono::seconds> leeway = std::nullopt;
    std::optional<std::chrono::seconds> max_lifetime = std::nullopt; // zero turns the check off
    bool allow_missing_exp = false;
    user_hash_mode user_hash = user_hash_mode::off;
    std::optional<std::string> issuer = std::nullopt;
    std::optional<std::string> audience = std::nullopt;
    std::optional<std::string> type = std::nullopt; // the header's "typ"
    bool strict_claims = false;
    pbjwt::email_form email_form = email_form::as_sent;
    pbjwt::reader reader = reader::fast;
};

namespace detail {

using owned_policy = owned<pbjwt_policy, pbjwt_policy_free>;

inline result<owned_policy> make(const policy &from) {
    owned_policy made(pbjwt_policy_new(static_cast<pbjwt_profile>(from.profile)));
    if (!made)
        return from.profile == profile::sso || from.profile == profile::widget
                   ? failure(PBJWT_OUT_OF_MEMORY)
                   : failure(PBJWT_INVALID_ARGUMENT, "profile");
    pbjwt_policy *const to = made.get();
    const auto text = [to](auto set, const std::optional<std::string> &value) {
        return value ? set(to, value->data(), value->size()) : PBJWT_OK;
    };
    const auto seconds = [to](auto set, const std::optional<std::chrono::seconds> &value) {
        return value ? set(to, value->count()) : PBJWT_OK;
    };
    struct setting {
        const char *name;
        pbjwt_status status;
    };
    for (const setting &one : {
             setting{"max_token_bytes", from.max_token_bytes ? pbjwt_policy_set_max_token_bytes(
                                                                   to, *from.max_token_bytes)
                                                             : PBJWT_OK},
             {"leeway", seconds(pbjwt_policy_set_leeway, from.leeway)},
             {"max_lifetime", seconds(pbjwt_policy_set_max_lifetime, from.max_lifetime)},
             {"allow_missing_exp", pbjwt_policy_set_allow_missing_exp(to, from.allow_missing_exp)},
             {"user_hash",
              pbjwt_policy_set_user_hash(to, static_cast<pbjwt_user_hash_mode>(from.user_hash))},
             {"issuer", text(pbjwt_policy_set_issuer, from.issuer)},
             {"audience", text(pbjwt_policy_set_audience, from.audience)},
             {"type", text(pbjwt_policy_set_type, from.type)},
             {"strict_claims", pbjwt_policy_set_strict_claims(to, from.strict_claims)},
             {"email_form",
              pbjwt_policy_set_email_form(to, static_cast<pbjwt_email_form>(from.email_form))},
             {"reader", pbjwt_policy_set_reader(to, static_cast<pbjwt_reader>(from.reader))},
         })
        if (one.status != PBJWT_OK)
            return failure(one.status, one.name);
    return made;
}

} // namespace detail
} // namespace pbjwt

#endif
