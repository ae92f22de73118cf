// SPDX-License-Identifier: Apache-2.0
#ifndef PBJWT_EXPLAIN_HPP
#define PBJWT_EXPLAIN_HPP

#include <pbjwt/verifier.hpp>

namespace pbjwt {

enum class outcome {
    not_reached = PBJWT_OUTCOME_NOT_REACHED, // an earlier check failed
    passed = PBJWT_OUTCOME_PASSED,
    warned = PBJWT_OUTCOME_WARNED,
    failed = PBJWT_OUTCOME_FAILED,
};

// Who has to change something.
enum class side {
    nobody = PBJWT_SIDE_NOBODY,
    signer = PBJWT_SIDE_SIGNER,     // the customer's server, which makes the token
    carrier = PBJWT_SIDE_CARRIER,   // whatever passes the token on
    verifier = PBJWT_SIDE_VERIFIER, // the settings and secrets of the verifying side
};

inline std::string_view name(outcome of) noexcept {
    return detail::text(pbjwt_outcome_name(static_cast<pbjwt_outcome>(of)));
}
inline std::string_view name(side of) noexcept {
    return detail::text(pbjwt_side_name(static_cast<pbjwt_side>(of)));
}

// The texts of these belong to a report, and live as long as it does.
struct check {
    std::string_view name;
    pbjwt::outcome outcome;
    std::string_view values;
};
struct cause {
    unsigned number; // stable, and never reused
    std::string_view name;
    pbjwt::side side;
    std::string_view found, advice;
};
struct policy_result {
    std::string_view name;
    std::optional<error> refusal;
};

// Why a token is refused or gets a warning. It quotes the token's claims: show it to operators and to those
// who sign, not to the sender.
class report {
  public:
    // The result of verifying the token as received; nothing if it is accepted.
    std::optional<error> refusal() const noexcept {
        pbjwt_claim at_fault = PBJWT_CLAIM_NONE;
        const pbjwt_status status = pbjwt_report_status(get(), &at_fault);
        return refusal(status, at_fault);
    }
    // The same for the token without anything that was wrapped around it.
    std::optional<error> refusal_after_cleaning() const noexcept {
        pbjwt_claim at_fault = PBJWT_CLAIM_NONE;
        const pbjwt_status status = pbjwt_report_status_after_cleaning(get(), &at_fault);
        return refusal(status, at_fault);
    }
    std::vector<check> checks() const {
        std::vector<check> all;
        for (std::size_t i = 0; i < pbjwt_report_check_count(get()); i++) {
            const char *name = nullptr, *values = nullptr;
            const pbjwt_outcome what = pbjwt_report_check(get(), i, &name, &values);
            all.push_back({detail::text(name), static_cast<outcome>(what), detail::text(values)});
        }
        return all;
    }
    // The most likely first.
    std::vector<cause> causes() const {
        std::vector<cause> all;
        pbjwt_cause one{};
        while (pbjwt_report_cause(get(), all.size(), &one))
            all.push_back({one.number, detail::text(one.name), static_cast<side>(one.side),
                           detail::text(one.found), detail::text(one.advice)});
        return all;
    }
    // What other policies say about the token.
    std::vector<policy_result> policies() const {
        std::vector<policy_result> all;
        for (std::size_t i = 0; i < pbjwt_report_policy_count(get()); i++) {
            const char *name = nullptr;
            pbjwt_claim at_fault = PBJWT_CLAIM_NONE;
            const pbjwt_status status = pbjwt_report_policy(get(), i, &name, &at_fault);
            all.push_back({detail::text(name), refusal(status, at_fault)});
        }
        return all;
    }
    // For people: at most 80 columns, optionally with ANSI colours.
    result<std::string> text(bool color = false) const {
        return detail::copied([&](char **to, std::size_t *length) {
            return pbjwt_report_text(get(), color, to, length);
        });
    }
    // One line of JSON.
    result<std::string> json() const {
        return detail::copied([this](char **to, std::size_t *length) {
            return pbjwt_report_json(get(), to, length);
        });
    }
    const pbjwt_report *get() const noexcept {
        return handle_.get();
    }

  private:
    friend struct explanation;
    explicit report(pbjwt_report *made) noexcept : handle_(made) {}
    static std::optional<error> refusal(pbjwt_status status, pbjwt_claim at_fault) noexcept {
        return status == PBJWT_OK ? std::nullopt
                                  : std::optional(error(static_cast<pbjwt::status>(status),
                                                        static_cast<claim>(at_fault)));
    }
    detail::owned<pbjwt_report, pbjwt_report_free> handle_;
};

// The input of an explanation. An explanation is NEVER a verification, and it is slow: don't run it on
// every refused token of a public endpoint.
struct explanation {
    std::vector<secret_reference> secrets;            // the verifier's
    std::vector<secret_reference> other_secrets = {}; // tried if none of the verifier's fits
    policy demands = {};
    std::optional<std::string_view> second_token = std::nullopt; // whose signature it may have
    std::optional<sys_seconds> now = std::nullopt;

    result<report> of(std::string_view token) const {
        const auto held = detail::make(demands);
        if (!held)
            return held.error();
        std::vector<pbjwt_secret *> own, others;
        for (const secret &one : secrets)
            own.push_back(one.get());
        for (const secret &one : other_secrets)
            others.push_back(one.get());
        const auto time = now.value_or(
            std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now()));
        pbjwt_explain_input input{};
        input.size = sizeof input;
        input.secrets = own.data();
        input.secret_count = own.size();
        input.other_secrets = others.data();
        input.other_secret_count = others.size();
        input.policy = held->get();
        input.token = token.data();
        input.token_length = token.size();
        input.second_token = second_token ? second_token->data() : nullptr;
        input.second_token_length = second_token ? second_token->size() : 0;
        input.now = time.time_since_epoch().count();
        pbjwt_report *made = nullptr;
        const pbjwt_status status = pbjwt_explain(&input, &made);
        if (status != PBJWT_OK)
            return detail::failure(status);
        return report(made);
    }
};

// A token's contents, UNVERIFIED: its sender wrote this. Never let anyone in based on it.
struct unverified {
    std::optional<std::string> header, payload; // JSON, if it can be read
    std::optional<error> failure;               // the error of the one that can't
};

inline unverified inspect_unverified(std::string_view token) {
    char *header = nullptr, *payload = nullptr;
    std::size_t header_length = 0, payload_length = 0;
    const pbjwt_status status = pbjwt_inspect_unverified(token.data(), token.size(), &header,
                                                         &header_length, &payload, &payload_length);
    const detail::owned<char, pbjwt_free> header_owner(header), payload_owner(payload);
    unverified found;
    if (header)
        found.header.emplace(header, header_length);
    if (payload)
        found.payload.emplace(payload, payload_length);
    if (status != PBJWT_OK)
        found.failure = detail::failure(status);
    return found;
}

} // namespace pbjwt

#endif
