// SPDX-License-Identifier: Apache-2.0

// The values of pbjwt.hpp: what goes in, who comes out, and why not.
#ifndef PBJWT_VALUES_HPP
#define PBJWT_VALUES_HPP

#if !__has_include(<pbjwt.h>)
#error "pbjwt.h is missing: install libpbjwt, and use the flags of `pkg-config --cflags pbjwt`"
#endif
#include <pbjwt.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace pbjwt {

// Bytes that are borrowed for a call: whatever makes a std::string_view, and a null pointer for none,
// which std::string_view itself doesn't survive.
class text {
  public:
    text(std::string_view bytes) noexcept : bytes_(bytes) {}
    text(const std::string &bytes) noexcept : bytes_(bytes) {}
    text(const char *bytes) noexcept
        : bytes_(bytes ? std::string_view(bytes) : std::string_view()) {}
    text(std::nullptr_t) = delete;

    const char *data() const noexcept {
        return bytes_.data();
    }
    std::size_t size() const noexcept {
        return bytes_.size();
    }

  private:
    std::string_view bytes_;
};

// A time as tokens have it: with a fraction where they have one.
using token_time =
    std::chrono::time_point<std::chrono::system_clock, std::chrono::duration<double>>;
// A time to verify at: whole seconds, such as std::chrono::time_point_cast makes.
using sys_seconds = std::chrono::time_point<std::chrono::system_clock, std::chrono::seconds>;

// Why a token is refused, or why a call failed. It holds no byte of any token, claim or secret.
class failure {
  public:
    explicit failure(pbjwt_status status, pbjwt_claim claim = PBJWT_CLAIM_NONE,
                     const char *message = nullptr) noexcept
        : status_(status), claim_(claim), message_(message) {}

    // Stable, but new ones may come: a switch needs a default that refuses.
    pbjwt_status status() const noexcept {
        return status_;
    }
    std::string_view name() const noexcept {
        return pbjwt_status_name(status_);
    }
    // For the operator: what is wrong and what to do about it.
    std::string_view message() const noexcept {
        return message_ ? message_ : pbjwt_claim_message(status_, claim_);
    }
    // For whoever sent the token.
    std::string_view public_message() const noexcept {
        return pbjwt_status_public_message(status_);
    }
    // The claim at fault of a malformed_claim, as the token calls it.
    std::optional<std::string_view> claim() const noexcept {
        const char *const name = pbjwt_claim_name(claim_);
        return name ? std::optional<std::string_view>(name) : std::nullopt;
    }
    // All of it in a line for the log.
    std::string description() const {
        std::string line(name());
        if (const auto at_fault = claim())
            line.append(" (").append(*at_fault).append(")");
        return line.append(": ").append(message());
    }

  private:
    pbjwt_status status_;
    pbjwt_claim claim_;
    const char *message_; // static, where the status alone doesn't say it
};

// A failure as an exception; what() is its description.
class error : public std::runtime_error, public failure {
  public:
    explicit error(const failure &why) : std::runtime_error(why.description()), failure(why) {}
};

// A value or a failure, from the functions that don't throw.
template <class T> class result {
  public:
    result(T value) noexcept : outcome_(std::move(value)) {}
    result(const failure &why) noexcept : outcome_(why) {}

    explicit operator bool() const noexcept {
        return why() == nullptr;
    }
    // The failure; null where there is a value.
    const failure *why() const noexcept {
        return std::get_if<failure>(&outcome_);
    }
    // The value; throws `error` where there is none.
    const T &value() const & {
        throw_failure();
        return std::get<T>(outcome_);
    }
    T value() && {
        throw_failure();
        return std::get<T>(std::move(outcome_));
    }

  private:
    void throw_failure() const {
        if (const failure *const failed = why())
            throw error(*failed);
    }
    std::variant<T, failure> outcome_;
};

// What is odd about a good token.
struct warning {
    pbjwt_warning kind;
    std::string_view name;
    std::optional<std::string_view> claim; // that it is about
};

// What a token says about a person. It owns all that it holds.
struct identity {
    std::string email;           // as sent
    std::string canonical_email; // what to look people up by
    std::optional<std::string> user_id, name, avatar_url;
    std::optional<std::string> company_name, company_id;
    std::optional<double> company_mrr; // US dollars
    pbjwt_customer_status customer_status = PBJWT_CUSTOMER_ABSENT;
    std::optional<std::string> customer_status_text;
    std::optional<token_time> renewal_date;
    std::optional<std::string> renewal_date_text;
    pbjwt_renewal_risk renewal_risk = PBJWT_RISK_ABSENT;
    std::optional<std::string> account_owner_id, account_owner_email, external_user_id;
    pbjwt_user_hash_state user_hash = PBJWT_HASH_ABSENT;
    std::optional<token_time> issued_at, not_before, expires_at;
    std::optional<std::string> issuer, token_id;
    std::vector<std::string> audience;
    std::vector<warning> warnings;
    std::string custom_json; // an object of the members that have no place above
};

// What is demanded beyond a good signature; what is not set stays as the profile has it.
struct policy {
    pbjwt_profile profile = PBJWT_PROFILE_SSO;
    std::optional<std::chrono::seconds> leeway;
    std::optional<std::chrono::seconds> max_lifetime; // zero switches the check off
    pbjwt_user_hash_mode user_hash = PBJWT_USER_HASH_OFF;
    std::optional<std::string> issuer, audience;
};

} // namespace pbjwt

#endif
