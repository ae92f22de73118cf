// SPDX-License-Identifier: Apache-2.0
#ifndef PBJWT_ISSUE_HPP
#define PBJWT_ISSUE_HPP

#include <pbjwt/secret.hpp>

namespace pbjwt {

// The claims of a token to issue:
//
//     pbjwt::claims claims;
//     claims.set(pbjwt::claim::email, "ada@example.com").set(pbjwt::claim::sub, "usr_1");
//     const auto token = secret.issue(claims, 10min);
//
// If settings fail, issue() returns the first failure.
class claims {
  public:
    claims() noexcept : handle_(pbjwt_claims_new()) {
        if (!handle_)
            first_ = error(status::out_of_memory);
    }

    // A text claim: any but company_mrr, exp, nbf, iat and user_hash; "aud" as its one audience.
    claims &set(claim which, std::string_view text) noexcept {
        return after(pbjwt_claims_set_text(handle_.get(), static_cast<pbjwt_claim>(which),
                                           bytes(text), text.size()),
                     which);
    }
    // company_mrr or nbf.
    claims &set(claim which, double value) noexcept {
        return after(pbjwt_claims_set_number(handle_.get(), static_cast<pbjwt_claim>(which), value),
                     which);
    }
    claims &add_audience(std::string_view audience) noexcept {
        return after(pbjwt_claims_add_audience(handle_.get(), bytes(audience), audience.size()),
                     claim::aud);
    }
    claims &unset(claim which) noexcept {
        return after(pbjwt_claims_unset(handle_.get(), static_cast<pbjwt_claim>(which)), which);
    }
    // Whether the token carries the user_hash of its user id.
    claims &with_user_hash(bool with = true) noexcept {
        return after(pbjwt_claims_set_user_hash(handle_.get(), with), claim::user_hash);
    }
    // All claims of your own, from a JSON object.
    claims &set_custom(std::string_view json) noexcept {
        return after(pbjwt_claims_set_custom(handle_.get(), bytes(json), json.size()), "custom");
    }
    // The "typ" of the token's header.
    claims &set_type(std::string_view type) noexcept {
        return after(pbjwt_claims_set_type(handle_.get(), bytes(type), type.size()), "type");
    }

    // The first setting that failed.
    const std::optional<error> &failure() const noexcept {
        return first_;
    }
    const pbjwt_claims *get() const noexcept {
        return handle_.get();
    }

  private:
    // A null pointer would remove the value.
    static const char *bytes(std::string_view text) noexcept {
        return text.data() ? text.data() : "";
    }
    claims &after(pbjwt_status status, claim which) noexcept {
        return after(status, pbjwt_claim_name(static_cast<pbjwt_claim>(which)));
    }
    claims &after(pbjwt_status status, const char *argument) noexcept {
        if (status != PBJWT_OK && !first_)
            first_ = detail::failure(status, argument);
        return *this;
    }
    detail::owned<pbjwt_claims, pbjwt_claims_free> handle_;
    std::optional<error> first_;
};

inline result<std::string> secret::issue(const claims &of, std::chrono::seconds lifetime,
                                         std::optional<sys_seconds> now) const {
    if (of.failure())
        return *of.failure();
    pbjwt_claim fault = PBJWT_CLAIM_NONE;
    auto token = detail::copied([&](char **to, std::size_t *length) {
        return now ? pbjwt_issue_at(get(), of.get(), now->time_since_epoch().count(),
                                    lifetime.count(), to, length, &fault)
                   : pbjwt_issue(get(), of.get(), lifetime.count(), to, length, &fault);
    });
    if (!token)
        return error(token.error().status(), static_cast<claim>(fault));
    return token;
}

} // namespace pbjwt

#endif
