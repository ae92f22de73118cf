// SPDX-License-Identifier: Apache-2.0
#ifndef PBJWT_VERIFIER_HPP
#define PBJWT_VERIFIER_HPP

#include <pbjwt/identity.hpp>
#include <pbjwt/policy.hpp>

#include <functional>
#include <mutex>

namespace pbjwt {

using secret_reference = std::reference_wrapper<const secret>;

// Memory for successive verifications in one thread at a time, so that none has to allocate an identity.
class workspace {
  public:
    workspace() noexcept = default;

  private:
    friend class verifier;
    identity held_;
};

// Secrets and a policy, ready to verify with. It is immutable, and any number of threads may use one at once.
class verifier {
  public:
    // From one to eight secrets, any of which may have signed. They are not kept. `report`, which may be
    // null, refuses nobody: identity.would_refuse() lists what it would refuse, so that you can try a
    // requirement before you enforce it.
    static result<verifier> make(const std::vector<secret_reference> &secrets,
                                 const policy &demands = {}, const policy *report = nullptr) {
        const auto first = detail::make(demands);
        if (!first)
            return first.error();
        result<detail::owned_policy> second = detail::owned_policy();
        if (report)
            second = detail::make(*report);
        if (!second)
            return second.error();
        std::vector<pbjwt_secret *> borrowed;
        for (const secret &one : secrets)
            borrowed.push_back(one.get());
        pbjwt_verifier *made = nullptr;
        const pbjwt_status status = pbjwt_verifier_new_reporting(
            borrowed.data(), borrowed.size(), first->get(), second->get(), &made);
        if (status != PBJWT_OK)
            return detail::failure(status, "secrets");
        return verifier(made);
    }
    static result<verifier> make(const secret &one, const policy &demands = {},
                                 const policy *report = nullptr) {
        return make(std::vector{secret_reference(one)}, demands, report);
    }

    // Who the token says it is, now or at a given time.
    result<identity> verify(std::string_view token,
                            std::optional<sys_seconds> now = std::nullopt) const noexcept {
        identity into;
        if (!into.get())
            return error(status::out_of_memory);
        const pbjwt_status status = verify_into(token, now, into);
        if (status != PBJWT_OK)
            return refused(status, into);
        return into;
    }

    // The same, lent by a workspace until its next token.
    result<identity_view> verify(std::string_view token, workspace &in,
                                 std::optional<sys_seconds> now = std::nullopt) const noexcept {
        if (!in.held_.get())
            return error(status::out_of_memory);
        const pbjwt_status status = verify_into(token, now, in.held_);
        if (status != PBJWT_OK)
            return refused(status, in.held_);
        return identity_view(in.held_.get());
    }

    // The library's own line of JSON for the result. An error is never the token's fault.
    result<std::string> verify_json(std::string_view token,
                                    std::optional<sys_seconds> now = std::nullopt) const {
        const auto who = verify(token, now);
        if (who)
            return who->to_result_json();
        const error &why = who.error();
        if (!why.is_refused())
            return why;
        return detail::copied([&](char **to, std::size_t *length) {
            return pbjwt_result_json(static_cast<pbjwt_status>(why.status()),
                                     static_cast<pbjwt_claim>(why.claim()), nullptr, to, length);
        });
    }

    // For the C library; null in one that was moved from.
    const pbjwt_verifier *get() const noexcept {
        return handle_.get();
    }

  private:
    explicit verifier(pbjwt_verifier *made) noexcept : handle_(made) {}

    pbjwt_status verify_into(std::string_view token, const std::optional<sys_seconds> &now,
                             identity &into) const noexcept {
        pbjwt_identity *const handle = into.handle_.get();
        return now ? pbjwt_verify_at(get(), token.data(), token.size(),
                                     now->time_since_epoch().count(), handle)
                   : pbjwt_verify(get(), token.data(), token.size(), handle);
    }
    static error refused(pbjwt_status status, const identity &by) noexcept {
        return error(static_cast<pbjwt::status>(status),
                     static_cast<claim>(pbjwt_identity_claim_at_fault(by.get())));
    }
    detail::owned<pbjwt_verifier, pbjwt_verifier_release> handle_;
};

// Holds the verifier of a running program, so that secrets can be rotated without a restart. Any number of
// threads may use one.
class verifier_store {
  public:
    explicit verifier_store(verifier first)
        : held_(std::make_shared<const verifier>(std::move(first))) {}

    // The current verifier. Take it again for each request.
    std::shared_ptr<const verifier> current() const {
        const std::lock_guard lock(mutex_);
        return held_;
    }
    // Replaces the verifier.
    void replace(verifier next) {
        auto made = std::make_shared<const verifier>(std::move(next));
        const std::lock_guard lock(mutex_);
        held_.swap(made);
    }

  private:
    mutable std::mutex mutex_;
    std::shared_ptr<const verifier> held_;
};

} // namespace pbjwt

#endif
