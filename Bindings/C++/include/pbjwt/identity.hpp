// SPDX-License-Identifier: Apache-2.0
#ifndef PBJWT_IDENTITY_HPP
#define PBJWT_IDENTITY_HPP

#include <pbjwt/secret.hpp>

#include <vector>

namespace pbjwt {

// A time in a token, with its fraction if it has one.
using token_time =
    std::chrono::time_point<std::chrono::system_clock, std::chrono::duration<double>>;

enum class customer_status {
    absent = PBJWT_CUSTOMER_ABSENT,
    active = PBJWT_CUSTOMER_ACTIVE,
    trial = PBJWT_CUSTOMER_TRIAL,
    churned = PBJWT_CUSTOMER_CHURNED,
    other = PBJWT_CUSTOMER_OTHER, // a custom one, which customer_status() returns
};

enum class renewal_risk {
    absent = PBJWT_RISK_ABSENT,
    low = PBJWT_RISK_LOW,
    medium = PBJWT_RISK_MEDIUM,
    high = PBJWT_RISK_HIGH,
};

// The state of "user_hash". It binds the user id, not the e-mail address.
enum class user_hash_state {
    absent = PBJWT_HASH_ABSENT,
    unchecked = PBJWT_HASH_UNCHECKED,
    verified = PBJWT_HASH_VERIFIED,
};

// What is odd about an accepted token.
struct warning {
    warning_kind kind;
    pbjwt::claim claim; // the claim that it is about, or none

    // One sentence for the operator.
    std::string_view message() const noexcept {
        return pbjwt_warning_message(static_cast<pbjwt_warning>(kind),
                                     static_cast<pbjwt_claim>(claim));
    }
};

// What a verifier's second policy would refuse.
struct refusal {
    pbjwt::status status;
    pbjwt::claim claim; // at fault, or none
};

namespace detail {

// The contents of an identity; `Self` provides its handle.
template <class Self> class identity_claims {
  public:
    using text_view = std::optional<std::string_view>;

    // The address as sent, and in the policy's form: look people up by it.
    std::string_view email() const noexcept {
        return text(claim::email).value_or(std::string_view());
    }
    std::string_view canonical_email() const noexcept {
        return lent(pbjwt_identity_canonical_email).value_or(std::string_view());
    }
    // "sub", or else "id".
    text_view user_id() const noexcept {
        return lent(pbjwt_identity_user_id);
    }
    text_view name() const noexcept {
        return text(claim::name);
    }
    // An http or https URL. Escape it where it becomes an attribute.
    text_view avatar_url() const noexcept {
        return lent(pbjwt_identity_avatar_url);
    }
    text_view company_id() const noexcept {
        return text(claim::company_id);
    }
    text_view company_name() const noexcept {
        return text(claim::company_name);
    }
    // US dollars.
    std::optional<double> company_mrr() const noexcept {
        return number(claim::company_mrr);
    }
    text_view customer_status() const noexcept {
        return text(claim::customer_status);
    }
    pbjwt::customer_status customer_status_kind() const noexcept {
        return static_cast<pbjwt::customer_status>(pbjwt_identity_customer_status(handle()));
    }
    text_view renewal_date() const noexcept {
        return text(claim::renewal_date);
    }
    // A date without a time means midnight UTC.
    std::optional<token_time> renewal_date_seconds() const noexcept {
        double seconds = 0;
        return pbjwt_identity_renewal_date(handle(), &seconds)
                   ? std::optional(token_time(token_time::duration(seconds)))
                   : std::nullopt;
    }
    text_view renewal_risk() const noexcept {
        return text(claim::renewal_risk);
    }
    pbjwt::renewal_risk renewal_risk_kind() const noexcept {
        return static_cast<pbjwt::renewal_risk>(pbjwt_identity_renewal_risk(handle()));
    }
    text_view account_owner_id() const noexcept {
        return text(claim::account_owner_id);
    }
    text_view account_owner_email() const noexcept {
        return text(claim::account_owner_email);
    }
    text_view external_user_id() const noexcept {
        return text(claim::external_user_id);
    }
    user_hash_state user_hash() const noexcept {
        return static_cast<user_hash_state>(pbjwt_identity_user_hash(handle()));
    }
    std::optional<token_time> issued_at() const noexcept {
        return time(claim::iat);
    }
    std::optional<token_time> not_before() const noexcept {
        return time(claim::nbf);
    }
    std::optional<token_time> expires_at() const noexcept {
        return time(claim::exp);
    }
    text_view issuer() const noexcept {
        return text(claim::iss);
    }
    text_view token_id() const noexcept {
        return text(claim::jti);
    }
    // The id of the secret that verified the token.
    text_view key_id() const noexcept {
        return lent(pbjwt_identity_key_id);
    }
    std::vector<std::string_view> audience() const {
        std::vector<std::string_view> all(pbjwt_identity_audience_count(handle()));
        for (std::size_t i = 0; i < all.size(); i++) {
            std::size_t length = 0;
            const char *const data = pbjwt_identity_audience(handle(), i, &length);
            all[i] = std::string_view(data, length);
        }
        return all;
    }
    std::vector<warning> warnings() const {
        std::vector<warning> all;
        for (std::size_t i = 0; i < pbjwt_identity_warning_count(handle()); i++) {
            pbjwt_claim about = PBJWT_CLAIM_NONE;
            const pbjwt_warning kind = pbjwt_identity_warning(handle(), i, &about);
            all.push_back({static_cast<warning_kind>(kind), static_cast<claim>(about)});
        }
        return all;
    }
    std::vector<refusal> would_refuse() const {
        std::vector<refusal> all;
        pbjwt_status status = PBJWT_OK;
        pbjwt_claim at_fault = PBJWT_CLAIM_NONE;
        while (pbjwt_identity_would_refuse(handle(), all.size(), &status, &at_fault))
            all.push_back({static_cast<pbjwt::status>(status), static_cast<claim>(at_fault)});
        return all;
    }

    // A text claim with exactly that name.
    text_view text(claim of) const noexcept {
        std::size_t length = 0;
        const char *const data =
            pbjwt_identity_text(handle(), static_cast<pbjwt_claim>(of), &length);
        return view(data, length);
    }
    // The JSON of one member of the payload, exactly as the token has it.
    text_view member_json(std::string_view member) const noexcept {
        std::size_t length = 0;
        const char *const data =
            pbjwt_identity_member_json(handle(), member.data(), member.size(), &length);
        return view(data, length);
    }
    // The custom claims, which have no function here, as one JSON object.
    result<std::string> custom_json() const {
        return json(pbjwt_identity_custom_json);
    }
    // The identity as the library's own line of JSON.
    result<std::string> to_json() const {
        return json(pbjwt_identity_json);
    }
    // The library's own line of JSON for an accepted token: {"status":"ok","verified":true,…}.
    result<std::string> to_result_json() const {
        return copied([this](char **to, std::size_t *length) {
            return pbjwt_result_json(PBJWT_OK, PBJWT_CLAIM_NONE, handle(), to, length);
        });
    }

  private:
    const pbjwt_identity *handle() const noexcept {
        return static_cast<const Self *>(this)->get();
    }
    static text_view view(const char *data, std::size_t length) noexcept {
        return data ? text_view(std::in_place, data, length) : std::nullopt;
    }
    template <class Read> text_view lent(Read read) const noexcept {
        std::size_t length = 0;
        const char *const data = read(handle(), &length);
        return view(data, length);
    }
    std::optional<double> number(claim of) const noexcept {
        double value = 0;
        return pbjwt_identity_number(handle(), static_cast<pbjwt_claim>(of), &value)
                   ? std::optional(value)
                   : std::nullopt;
    }
    std::optional<token_time> time(claim of) const noexcept {
        const auto seconds = number(of);
        return seconds ? std::optional(token_time(token_time::duration(*seconds))) : std::nullopt;
    }
    template <class Write> result<std::string> json(Write write) const {
        return copied([&](char **to, std::size_t *length) { return write(handle(), to, length); });
    }
};

} // namespace detail

// What a verified token says about a person. Texts are lent: they live as long as it does. Its memory is
// wiped at its end, and it has no operator<<, so that no personal data gets into a log by accident.
class identity : public detail::identity_claims<identity> {
  public:
    // For the C library.
    const pbjwt_identity *get() const noexcept {
        return handle_.get();
    }

  private:
    friend class verifier;
    friend class workspace;
    identity() noexcept : handle_(pbjwt_identity_new(0)) {}
    detail::owned<pbjwt_identity, pbjwt_identity_free> handle_;
};

// The same, lent by a workspace until its next token, like a std::string_view of a string.
class identity_view : public detail::identity_claims<identity_view> {
  public:
    const pbjwt_identity *get() const noexcept {
        return handle_;
    }

  private:
    friend class verifier;
    explicit identity_view(const pbjwt_identity *handle) noexcept : handle_(handle) {}
    const pbjwt_identity *handle_;
};

} // namespace pbjwt

#endif
