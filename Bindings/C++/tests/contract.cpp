// SPDX-License-Identifier: Apache-2.0

// Runs the cases of the file that PBJWT_CONTRACT names.

#include "made.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>

namespace {

// The failures of the current case.
std::vector<std::string> faults;

template <class T> void compare(const std::string &what, const T &found, const T &expected) {
    if (found != expected)
        faults.push_back(what + " is " + json(found).dump() + " and not " + json(expected).dump());
}

json null_or(const std::optional<std::string_view> &text) {
    return text ? json(*text) : json();
}
json null_or(pbjwt::claim claim) {
    return claim == pbjwt::claim::none ? json() : json(name(claim));
}
json null_or(const std::optional<double> &number) {
    return number ? json(*number) : json();
}
json null_or(const std::optional<pbjwt::token_time> &time) {
    return time ? json(time->time_since_epoch().count()) : json();
}

void compare_identity(const pbjwt::identity &who, const json &expected) {
    static const std::map<pbjwt::customer_status, json> statuses = {
        {pbjwt::customer_status::absent, nullptr},
        {pbjwt::customer_status::active, "active"},
        {pbjwt::customer_status::trial, "trial"},
        {pbjwt::customer_status::churned, "churned"},
        {pbjwt::customer_status::other, "other"}};
    static const std::map<pbjwt::user_hash_state, json> hashes = {
        {pbjwt::user_hash_state::absent, "absent"},
        {pbjwt::user_hash_state::unchecked, "unchecked"},
        {pbjwt::user_hash_state::verified, "verified"}};
    const json found = {
        {"email", who.email()},
        {"canonical_email", who.canonical_email()},
        {"user_id", null_or(who.user_id())},
        {"name", null_or(who.name())},
        {"avatar_url", null_or(who.avatar_url())},
        {"company_id", null_or(who.company_id())},
        {"company_name", null_or(who.company_name())},
        {"company_mrr", null_or(who.company_mrr())},
        {"customer_status", null_or(who.customer_status())},
        {"customer_status_kind", statuses.at(who.customer_status_kind())},
        {"renewal_date", null_or(who.renewal_date())},
        {"renewal_date_seconds", null_or(who.renewal_date_seconds())},
        {"renewal_risk", null_or(who.renewal_risk())},
        {"account_owner_id", null_or(who.account_owner_id())},
        {"account_owner_email", null_or(who.account_owner_email())},
        {"external_user_id", null_or(who.external_user_id())},
        {"user_hash", hashes.at(who.user_hash())},
        {"issued_at", null_or(who.issued_at())},
        {"not_before", null_or(who.not_before())},
        {"expires_at", null_or(who.expires_at())},
        {"issuer", null_or(who.issuer())},
        {"token_id", null_or(who.token_id())},
        {"key_id", null_or(who.key_id())},
        {"audience", who.audience()},
        {"custom_json", who.custom_json().value()},
    };
    for (const auto &[name, value] : found.items()) {
        json absent;
        if (name == "audience")
            absent = json::array();
        if (name == "custom_json")
            absent = "{}";
        compare(name, value, expected.value(name, absent));
    }
    for (const auto &[name, value] : expected.items())
        if (!found.contains(name))
            faults.push_back("there is no " + name);
}

void compare_warnings(const pbjwt::identity &who, const json &expected) {
    json warnings = json::array(), refusals = json::array();
    for (const pbjwt::warning &one : who.warnings()) {
        warnings.push_back({{"kind", name(one.kind)}, {"claim", null_or(one.claim)}});
        const std::string_view message = one.message();
        if (message.empty() || message.find(name(one.claim)) == std::string_view::npos)
            faults.push_back("a warning's message is " + std::string(message));
    }
    for (const pbjwt::refusal &one : who.would_refuse())
        refusals.push_back({{"status", name(one.status)}, {"claim", null_or(one.claim)}});
    compare("warnings", warnings, expected["warnings"]);
    compare("would_refuse", refusals, expected["would_refuse"]);
}

void compare_error(const pbjwt::error &found, const json &expected) {
    compare("status", json(name(found.status())), expected["status"]);
    if (expected.contains("claim"))
        compare("claim", null_or(found.claim()), expected["claim"]);
}

std::string unhex(const std::string &digits) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    return bytes;
}

void verify(const json &one) {
    const auto verifier = verifier_of(one);
    const json &expected = one["expect"];
    const std::string token = one.contains("token_hex") ? unhex(one["token_hex"].get<std::string>())
                                                        : one["token"].get<std::string>();
    const auto now = time_of(one["now"]);
    const auto who = verifier.value().verify(token, now);
    pbjwt::workspace workspace;
    const auto lent = verifier->verify(token, workspace, now);
    const std::string written = verifier->verify_json(token, now).value();
    if (who) {
        compare("status", json("ok"), expected["status"]);
        compare_identity(*who, expected.value("identity", json::object()));
        compare_warnings(*who, expected);
        compare("JSON", json(written), expected["json"]);
        compare("the workspace's e-mail", lent.value().email(), who->email());
    } else {
        compare_error(who.error(), expected);
        compare("the workspace's error", lent.error().description(), who.error().description());
        std::string whole = expected["json_start"];
        whole.pop_back(); // the message's quotation mark
        whole += json(who.error().message()).dump() + "}";
        compare("JSON", written, whole);
    }
}

void make(const json &one) {
    const auto verifier = verifier_of(one);
    compare("status", json(name(verifier ? pbjwt::status::ok : verifier.error().status())),
            one["expect"]["status"]);
}

void issue(const json &one) {
    const json &expected = one["expect"];
    pbjwt::claims claims;
    for (const auto &[name, value] : one["claims"].items()) {
        auto which = pbjwt::claim::none;
        for (int number = 1; number <= static_cast<int>(pbjwt_claim_count()); number++)
            if (pbjwt::name(static_cast<pbjwt::claim>(number)) == name)
                which = static_cast<pbjwt::claim>(number);
        if (value.is_array())
            for (const json &audience : value)
                claims.add_audience(audience.get<std::string>());
        else if (value.is_number())
            claims.set(which, value.get<double>());
        else
            claims.set(which, value.get<std::string>());
    }
    if (one.value("user_hash", false))
        claims.with_user_hash();
    if (one.contains("custom"))
        claims.set_custom(one["custom"].get<std::string>());
    if (one.contains("type"))
        claims.set_type(one["type"].get<std::string>());
    const auto secret = secret_of(one["secret"]);
    const auto now = time_of(one["now"]);
    const auto token =
        secret.value().issue(claims, seconds(one["lifetime"].get<std::int64_t>()), now);
    if (!token)
        return compare_error(token.error(), expected);
    compare("status", json("ok"), expected["status"]);
    const auto verifier =
        pbjwt::verifier::make(*secret, policy_of(one.value("policy", json::object())));
    const auto who = verifier.value().verify(*token, now);
    compare_identity(who.value(), expected["identity"]);
    compare("warnings", who->warnings().size(), std::size_t(0));
}

void user_hash(const json &one) {
    const auto hash = secret_of(one["secret"]).value().user_hash(one["user_id"].get<std::string>());
    if (!hash)
        return compare_error(hash.error(), one["expect"]);
    compare("status", json("ok"), one["expect"]["status"]);
    compare("user_hash", json(*hash), one["expect"]["user_hash"]);
}

void explain(const json &one) {
    const json &expected = one["expect"];
    const auto own = secrets_of(one["secrets"]);
    const auto others = secrets_of(one.value("other_secrets", json::array()));
    const std::string token = one["token"];
    const std::string second = one.value("second_token", "");
    pbjwt::explanation explanation{{own.value().begin(), own.value().end()},
                                   {others.value().begin(), others.value().end()}};
    if (one.contains("second_token"))
        explanation.second_token = second;
    explanation.now = time_of(one["now"]);
    const auto report = explanation.of(token);
    const auto status = [](const std::optional<pbjwt::error> &refusal) {
        return json(name(refusal ? refusal->status() : pbjwt::status::ok));
    };
    const auto refusal = report.value().refusal();
    compare("status", status(refusal), expected["status"]);
    compare("claim", null_or(refusal ? refusal->claim() : pbjwt::claim::none), expected["claim"]);
    compare("status_after_cleaning", status(report->refusal_after_cleaning()),
            expected["status_after_cleaning"]);
    const auto causes = report->causes();
    compare("cause", causes.empty() ? json() : json(causes[0].name), expected["cause"]);
    compare("side", causes.empty() ? json() : json(name(causes[0].side)), expected["side"]);
    if (!expected["failed_check"].is_null()) {
        const json written = json::parse(report->json().value());
        json outcome;
        for (const json &check : written["checks"])
            if (check["name"] == expected["failed_check"])
                outcome = check["outcome"];
        compare("the check's outcome", outcome, json("failed"));
    }
}

void inspect(const json &one) {
    const json &expected = one["expect"];
    const auto found = pbjwt::inspect_unverified(one["token"].get<std::string>());
    compare("status", json(name(found.failure ? found.failure->status() : pbjwt::status::ok)),
            expected["status"]);
    compare("header", null_or(found.header), expected["header"]);
    compare("payload", null_or(found.payload), expected["payload"]);
}

} // namespace

int main() {
    const std::map<std::string, void (*)(const json &)> operations = {
        {"verify", verify},       {"make", make},       {"issue", issue},
        {"user_hash", user_hash}, {"explain", explain}, {"inspect", inspect}};
    const char *const path = std::getenv("PBJWT_CONTRACT");
    std::ifstream file(path ? path : "");
    const json contract = json::parse(file);
    std::size_t cases = 0, wrong = 0;
    for (const json &one : contract["cases"]) {
        faults.clear();
        try {
            operations.at(one["operation"])(one);
        } catch (const std::exception &error) {
            faults.push_back(error.what());
        }
        for (const std::string &fault : faults)
            std::cout << one["name"].get<std::string>() << ": " << fault << "\n";
        wrong += !faults.empty();
        cases++;
    }
    std::cout << "contract: " << cases << " cases\n";
    return wrong == 0 && contract["count"] == cases ? 0 : 1;
}
