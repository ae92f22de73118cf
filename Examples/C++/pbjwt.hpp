// SPDX-License-Identifier: Apache-2.0

// libpbjwt for C++17: this header and pbjwt_values.hpp are all to copy into a service.
//
//     const pbjwt::verifier verifier({secret});
//     try {
//         greet(verifier.verify(token).canonical_email);
//     } catch (const pbjwt::error &error) {
//         log(error.what());                // "malformed_claim (email): email must be text …"
//         respond(error.public_message());  // safe to show to whoever sent the token
//     }
//
// Compile with the flags that `pkg-config --cflags --libs pbjwt` prints.
#ifndef PBJWT_HPP
#define PBJWT_HPP

#include "pbjwt_values.hpp"

#include <initializer_list>
#include <memory>
#include <new>

namespace pbjwt {

// The version of the library that is running.
inline std::string_view version() noexcept {
    return pbjwt_version();
}

namespace detail {

template <auto function> struct call {
    template <class T> void operator()(T *object) const noexcept {
        function(object);
    }
};
template <class T, auto function> using owned = std::unique_ptr<T, call<function>>;
using owned_secret = owned<pbjwt_secret, pbjwt_secret_free>;
using owned_policy = owned<pbjwt_policy, pbjwt_policy_free>;
using owned_verifier = owned<pbjwt_verifier, pbjwt_verifier_release>;
using owned_identity = owned<pbjwt_identity, pbjwt_identity_free>;

inline pbjwt_status first_failure(std::initializer_list<pbjwt_status> statuses) noexcept {
    for (const pbjwt_status status : statuses)
        if (status != PBJWT_OK)
            return status;
    return PBJWT_OK;
}

inline pbjwt_status make_policy(const policy &settings, owned_policy &made) noexcept {
    if (settings.profile != PBJWT_PROFILE_SSO && settings.profile != PBJWT_PROFILE_WIDGET)
        return PBJWT_INVALID_ARGUMENT;
    made.reset(pbjwt_policy_new(settings.profile));
    if (!made)
        return PBJWT_OUT_OF_MEMORY;
    const auto &[profile, leeway, max_lifetime, user_hash, issuer, audience] = settings;
    pbjwt_policy *const to = made.get();
    return first_failure({
        pbjwt_policy_set_user_hash(to, user_hash),
        leeway ? pbjwt_policy_set_leeway(to, leeway->count()) : PBJWT_OK,
        max_lifetime ? pbjwt_policy_set_max_lifetime(to, max_lifetime->count()) : PBJWT_OK,
        issuer ? pbjwt_policy_set_issuer(to, issuer->data(), issuer->size()) : PBJWT_OK,
        audience ? pbjwt_policy_set_audience(to, audience->data(), audience->size()) : PBJWT_OK,
    });
}

inline pbjwt_status make_verifier(const std::vector<text> &secrets, const policy &settings,
                                  owned_verifier &made) {
    owned_policy owned_settings;
    const pbjwt_status status = make_policy(settings, owned_settings);
    if (status != PBJWT_OK)
        return status;
    std::vector<owned_secret> owners; // wipe and free on every way out
    std::vector<pbjwt_secret *> borrowed;
    for (const text &bytes : secrets) {
        pbjwt_secret *secret = nullptr;
        const pbjwt_status one =
            pbjwt_secret_new(bytes.data(), bytes.size(), PBJWT_SECRET_TEXT, &secret);
        if (one != PBJWT_OK)
            return one;
        owned_secret owner(secret);
        borrowed.push_back(secret);
        owners.push_back(std::move(owner));
    }
    pbjwt_verifier *verifier = nullptr;
    const pbjwt_status all =
        pbjwt_verifier_new(borrowed.data(), borrowed.size(), owned_settings.get(), &verifier);
    made.reset(verifier);
    return all;
}

inline std::optional<std::string> copy(const pbjwt_text &from) {
    return from.data ? std::optional<std::string>(std::in_place, from.data, from.length)
                     : std::nullopt;
}

inline pbjwt_status copy_custom(const pbjwt_identity *from, std::string &to) {
    char *json = nullptr;
    std::size_t length = 0;
    const pbjwt_status status = pbjwt_identity_custom_json(from, &json, &length);
    const owned<char, pbjwt_free> owner(json);
    to.assign(json ? json : "", length);
    return status;
}

inline pbjwt_status copy(const pbjwt_identity *from, identity &to) {
    pbjwt_identity_view view{};
    view.size = sizeof view;
    const pbjwt_status status = pbjwt_identity_read(from, &view);
    if (status != PBJWT_OK)
        return status;
    const auto moment = [&](unsigned number, double seconds) {
        return view.numbers & number ? std::optional<token_time>(token_time::duration(seconds))
                                     : std::nullopt;
    };
    to.email = copy(view.email).value();
    to.canonical_email = copy(view.canonical_email).value();
    to.user_id = copy(view.user_id);
    to.name = copy(view.name);
    to.avatar_url = copy(view.avatar_url);
    to.company_name = copy(view.company_name);
    to.company_id = copy(view.company_id);
    if (view.numbers & PBJWT_HAS_COMPANY_MRR)
        to.company_mrr = view.company_mrr;
    to.customer_status = static_cast<pbjwt_customer_status>(view.customer_status_kind);
    to.customer_status_text = copy(view.customer_status);
    to.renewal_date = moment(PBJWT_HAS_RENEWAL_DATE, view.renewal_date_seconds);
    to.renewal_date_text = copy(view.renewal_date);
    to.renewal_risk = static_cast<pbjwt_renewal_risk>(view.renewal_risk_kind);
    to.account_owner_id = copy(view.account_owner_id);
    to.account_owner_email = copy(view.account_owner_email);
    to.external_user_id = copy(view.external_user_id);
    to.user_hash = static_cast<pbjwt_user_hash_state>(view.user_hash);
    to.issued_at = moment(PBJWT_HAS_ISSUED_AT, view.issued_at);
    to.not_before = moment(PBJWT_HAS_NOT_BEFORE, view.not_before);
    to.expires_at = moment(PBJWT_HAS_EXPIRES_AT, view.expires_at);
    to.issuer = copy(view.issuer);
    to.token_id = copy(view.token_id);
    for (std::size_t i = 0; i < view.audience_count; i++)
        to.audience.emplace_back(view.audiences[i].data, view.audiences[i].length);
    for (std::size_t i = 0; i < view.warning_count; i++) {
        const auto kind = static_cast<pbjwt_warning>(view.warnings[i].kind);
        const char *const name = pbjwt_warning_name(kind);
        const char *const about =
            pbjwt_claim_name(static_cast<pbjwt_claim>(view.warnings[i].claim));
        to.warnings.push_back({kind, name ? name : std::string_view("unknown_warning"),
                               about ? std::optional<std::string_view>(about) : std::nullopt});
    }
    if (view.has_custom)
        return copy_custom(from, to.custom_json);
    to.custom_json = "{}";
    return PBJWT_OK;
}

} // namespace detail

// Secrets and a policy, made ready. Any number of threads may use one at once. One that was moved
// from refuses every token as an invalid argument, and says so.
class verifier {
  public:
    // From one to eight secrets, any of which may have signed. They are not kept; to wipe the caller's
    // own copy of them is up to the caller. Throws `error`.
    explicit verifier(const std::vector<text> &secrets, const policy &settings = {})
        : verifier(try_make(secrets, settings).value()) {}

    static result<verifier> try_make(const std::vector<text> &secrets,
                                     const policy &settings = {}) noexcept {
        verifier made;
        pbjwt_status status;
        try {
            status = detail::make_verifier(secrets, settings, made.handle_);
        } catch (const std::bad_alloc &) {
            status = PBJWT_OUT_OF_MEMORY;
        }
        if (status != PBJWT_OK)
            return failure(status);
        return made;
    }

    // Who the token says it is, now or at a time of the caller's. Throws `error`.
    identity verify(text token, std::optional<sys_seconds> at = std::nullopt) const {
        return try_verify(token, at).value();
    }

    // The same, where a refused token is nothing exceptional.
    result<identity> try_verify(text token,
                                std::optional<sys_seconds> at = std::nullopt) const noexcept {
        if (!handle_)
            return failure(PBJWT_INVALID_ARGUMENT, PBJWT_CLAIM_NONE,
                           "The verifier is used after it was moved from.");
        const detail::owned_identity found(pbjwt_identity_new(0));
        if (!found)
            return failure(PBJWT_OUT_OF_MEMORY);
        pbjwt_status status =
            at ? pbjwt_verify_at(handle_.get(), token.data(), token.size(),
                                 at->time_since_epoch().count(), found.get())
               : pbjwt_verify(handle_.get(), token.data(), token.size(), found.get());
        if (status != PBJWT_OK)
            return failure(status, pbjwt_identity_claim_at_fault(found.get()));
        identity who;
        try {
            status = detail::copy(found.get(), who);
        } catch (const std::bad_alloc &) {
            status = PBJWT_OUT_OF_MEMORY;
        }
        if (status != PBJWT_OK)
            return failure(status);
        return who;
    }

  private:
    verifier() noexcept = default;
    detail::owned_verifier handle_;
};

} // namespace pbjwt

#endif
