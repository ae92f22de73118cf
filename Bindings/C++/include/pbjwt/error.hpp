// SPDX-License-Identifier: Apache-2.0
#ifndef PBJWT_ERROR_HPP
#define PBJWT_ERROR_HPP

#include <pbjwt/status.hpp>

#include <stdexcept>

namespace pbjwt {

// Why a token is refused, or why a call failed. It contains no byte of any token, claim or secret.
class error {
  public:
    // `argument` is static, or null.
    explicit error(pbjwt::status status, pbjwt::claim claim = pbjwt::claim::none,
                   const char *argument = nullptr) noexcept
        : status_(status), claim_(claim), argument_(argument) {}

    pbjwt::status status() const noexcept {
        return status_;
    }
    // The status as a std::error_code.
    std::error_code code() const noexcept {
        return make_error_code(status_);
    }
    // Whether the token is at fault: then answer its sender with 401. Otherwise the program or its machine is.
    bool is_refused() const noexcept {
        return status_ < status::invalid_argument;
    }
    // The claim at fault for malformed_claim, by the name that the token uses; else none.
    pbjwt::claim claim() const noexcept {
        return claim_;
    }
    // The setting or argument that an invalid_argument is about, if known.
    std::string_view argument() const noexcept {
        return detail::text(argument_);
    }
    // For the operator: what is wrong and what to do about it.
    std::string_view message() const noexcept {
        return pbjwt_claim_message(static_cast<pbjwt_status>(status_),
                                   static_cast<pbjwt_claim>(claim_));
    }
    // For the sender of the token: it doesn't tell which check failed.
    std::string_view public_message() const noexcept {
        return pbjwt_status_public_message(static_cast<pbjwt_status>(status_));
    }
    // Everything in one line for the log, such as "malformed_claim (email): email must be text …".
    std::string description() const {
        std::string line(name(status_));
        const std::string_view about =
            claim_ != pbjwt::claim::none ? name(claim_) : detail::text(argument_);
        if (!about.empty())
            line.append(" (").append(about).append(")");
        return line.append(": ").append(message());
    }

    friend bool operator==(const error &a, const error &b) noexcept {
        return a.status_ == b.status_ && a.claim_ == b.claim_ && a.argument() == b.argument();
    }
    friend bool operator!=(const error &a, const error &b) noexcept {
        return !(a == b);
    }
    friend std::ostream &operator<<(std::ostream &to, const error &of) {
        return to << of.description();
    }

  private:
    pbjwt::status status_;
    pbjwt::claim claim_;
    const char *argument_;
};

// The exception for an error. what() is its description.
class exception : public std::runtime_error {
  public:
    explicit exception(const pbjwt::error &why)
        : std::runtime_error(why.description()), why_(why) {}

    const pbjwt::error &error() const noexcept {
        return why_;
    }

  private:
    pbjwt::error why_;
};

namespace detail {

inline error failure(pbjwt_status of, const char *argument = nullptr) noexcept {
    return error(static_cast<status>(of), claim::none,
                 of == PBJWT_INVALID_ARGUMENT ? argument : nullptr);
}

} // namespace detail
} // namespace pbjwt

#endif
