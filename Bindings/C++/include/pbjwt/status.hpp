// SPDX-License-Identifier: Apache-2.0

// The library's numbers in C++. They are stable, but a newer library may have more: a switch needs a default
// that refuses.
#ifndef PBJWT_STATUS_HPP
#define PBJWT_STATUS_HPP

#if !__has_include(<pbjwt.h>)
#error "pbjwt.h is missing: link the CMake target pbjwt::cpp, or use `pkg-config --cflags pbjwt`"
#endif
#include <pbjwt.h>

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <system_error>

namespace pbjwt {

// The result of a call; pbjwt.h describes each.
enum class status {
    ok = PBJWT_OK,
    malformed_token = PBJWT_MALFORMED_TOKEN,
    token_too_large = PBJWT_TOKEN_TOO_LARGE,
    malformed_header = PBJWT_MALFORMED_HEADER,
    unsupported_algorithm = PBJWT_UNSUPPORTED_ALGORITHM,
    unsupported_type = PBJWT_UNSUPPORTED_TYPE,
    critical_header = PBJWT_CRITICAL_HEADER,
    unknown_key = PBJWT_UNKNOWN_KEY,
    malformed_signature = PBJWT_MALFORMED_SIGNATURE,
    signature_mismatch = PBJWT_SIGNATURE_MISMATCH,
    malformed_payload = PBJWT_MALFORMED_PAYLOAD,
    duplicate_member = PBJWT_DUPLICATE_MEMBER,
    missing_exp = PBJWT_MISSING_EXP,
    expired = PBJWT_EXPIRED,
    not_yet_valid = PBJWT_NOT_YET_VALID,
    issued_in_future = PBJWT_ISSUED_IN_FUTURE,
    lifetime_too_long = PBJWT_LIFETIME_TOO_LONG,
    missing_email = PBJWT_MISSING_EMAIL,
    malformed_claim = PBJWT_MALFORMED_CLAIM,
    conflicting_user_id = PBJWT_CONFLICTING_USER_ID,
    missing_user_hash = PBJWT_MISSING_USER_HASH,
    missing_user_id = PBJWT_MISSING_USER_ID,
    user_hash_mismatch = PBJWT_USER_HASH_MISMATCH,
    issuer_mismatch = PBJWT_ISSUER_MISMATCH,
    audience_mismatch = PBJWT_AUDIENCE_MISMATCH,
    email_not_canonical = PBJWT_EMAIL_NOT_CANONICAL,
    invalid_argument = PBJWT_INVALID_ARGUMENT,
    weak_secret = PBJWT_WEAK_SECRET,
    out_of_memory = PBJWT_OUT_OF_MEMORY,
    internal = PBJWT_INTERNAL,
};

// A typed claim, by one of its names.
enum class claim {
    none = PBJWT_CLAIM_NONE,
    email = PBJWT_CLAIM_EMAIL,
    sub = PBJWT_CLAIM_SUB,
    id = PBJWT_CLAIM_ID,
    user_hash = PBJWT_CLAIM_USER_HASH,
    name = PBJWT_CLAIM_NAME,
    avatar_url = PBJWT_CLAIM_AVATAR_URL,
    avatar_url_camel = PBJWT_CLAIM_AVATAR_URL_CAMEL,
    company_name = PBJWT_CLAIM_COMPANY_NAME,
    company_id = PBJWT_CLAIM_COMPANY_ID,
    company_mrr = PBJWT_CLAIM_COMPANY_MRR,
    customer_status = PBJWT_CLAIM_CUSTOMER_STATUS,
    renewal_date = PBJWT_CLAIM_RENEWAL_DATE,
    renewal_risk = PBJWT_CLAIM_RENEWAL_RISK,
    account_owner_id = PBJWT_CLAIM_ACCOUNT_OWNER_ID,
    account_owner_email = PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL,
    external_user_id = PBJWT_CLAIM_EXTERNAL_USER_ID,
    exp = PBJWT_CLAIM_EXP,
    nbf = PBJWT_CLAIM_NBF,
    iat = PBJWT_CLAIM_IAT,
    iss = PBJWT_CLAIM_ISS,
    aud = PBJWT_CLAIM_AUD,
    jti = PBJWT_CLAIM_JTI,
};

// What is odd about an accepted token.
enum class warning_kind {
    wrong_type = PBJWT_WARNING_WRONG_TYPE,
    not_canonical = PBJWT_WARNING_NOT_CANONICAL,
    placeholder = PBJWT_WARNING_PLACEHOLDER,
    missing_iat = PBJWT_WARNING_MISSING_IAT,
    weak_secret = PBJWT_WARNING_WEAK_SECRET,
    wrong_form = PBJWT_WARNING_WRONG_FORM,
    coerced = PBJWT_WARNING_COERCED,
    unknown_name = PBJWT_WARNING_UNKNOWN_NAME,
};

namespace detail {

// A static text of the library, or nothing.
inline std::string_view text(const char *name) noexcept {
    return name ? std::string_view(name) : std::string_view();
}

} // namespace detail

// The stable name, such as "signature_mismatch".
inline std::string_view name(status of) noexcept {
    return detail::text(pbjwt_status_name(static_cast<pbjwt_status>(of)));
}
// The name in a payload, such as "avatarURL"; empty for none.
inline std::string_view name(claim of) noexcept {
    return detail::text(pbjwt_claim_name(static_cast<pbjwt_claim>(of)));
}
// The stable name, such as "not_canonical"; empty if the library doesn't know it.
inline std::string_view name(warning_kind of) noexcept {
    return detail::text(pbjwt_warning_name(static_cast<pbjwt_warning>(of)));
}

inline std::ostream &operator<<(std::ostream &to, status of) {
    return to << name(of);
}
inline std::ostream &operator<<(std::ostream &to, claim of) {
    return to << name(of);
}
inline std::ostream &operator<<(std::ostream &to, warning_kind of) {
    return to << name(of);
}

namespace detail {

class category final : public std::error_category {
  public:
    const char *name() const noexcept override {
        return "pbjwt";
    }
    std::string message(int value) const override {
        return pbjwt_status_message(static_cast<pbjwt_status>(value));
    }
};

} // namespace detail

// The statuses as a category of std::error_code.
inline const std::error_category &category() noexcept {
    static const detail::category one;
    return one;
}

inline std::error_code make_error_code(status of) noexcept {
    return {static_cast<int>(of), category()};
}

} // namespace pbjwt

template <> struct std::is_error_code_enum<pbjwt::status> : std::true_type {};

#endif
