// SPDX-License-Identifier: Apache-2.0

// Secrets, policies and verifiers as a case of the contract describes them.
#ifndef MADE_HPP
#define MADE_HPP

#include <pbjwt.hpp>

#include <nlohmann/json.hpp>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

using nlohmann::json;
using std::chrono::seconds;

inline pbjwt::sys_seconds time_of(const json &number) {
    return pbjwt::sys_seconds(seconds(number.get<std::int64_t>()));
}

template <class Kind> Kind one_of(const json &text, const std::map<std::string, Kind> &kinds) {
    return kinds.at(text.get<std::string>());
}

inline pbjwt::result<pbjwt::secret> secret_of(const json &from) {
    using format = pbjwt::secret_format;
    pbjwt::secret_options options;
    if (from.contains("format"))
        options.format = one_of<format>(
            from["format"],
            {{"text", format::text}, {"hex", format::hex}, {"base64", format::base64}});
    if (from.contains("id"))
        options.id = from["id"];
    if (from.contains("not_after"))
        options.not_after = time_of(from["not_after"]);
    options.weak = from.value("weak", false);
    return pbjwt::secret::make(from["text"].get<std::string>(), options);
}

inline pbjwt::policy policy_of(const json &from) {
    using hash = pbjwt::user_hash_mode;
    using form = pbjwt::email_form;
    pbjwt::policy to;
    for (const auto &[name, value] : from.items()) {
        if (name == "profile")
            to.profile = one_of<pbjwt::profile>(
                value, {{"sso", pbjwt::profile::sso}, {"widget", pbjwt::profile::widget}});
        else if (name == "max_token_bytes")
            to.max_token_bytes = value;
        else if (name == "leeway")
            to.leeway = seconds(value.get<std::int64_t>());
        else if (name == "max_lifetime")
            to.max_lifetime = seconds(value.get<std::int64_t>());
        else if (name == "allow_missing_exp")
            to.allow_missing_exp = value;
        else if (name == "user_hash")
            to.user_hash = one_of<hash>(value, {{"off", hash::off},
                                                {"if_present", hash::if_present},
                                                {"required", hash::required}});
        else if (name == "issuer")
            to.issuer = value;
        else if (name == "audience")
            to.audience = value;
        else if (name == "type")
            to.type = value;
        else if (name == "strict_claims")
            to.strict_claims = value;
        else if (name == "email_form")
            to.email_form = one_of<form>(value, {{"as_sent", form::as_sent},
                                                 {"lowercased", form::lowercased},
                                                 {"require_lowercase", form::require_lowercase}});
        else if (name == "reader")
            to.reader = one_of<pbjwt::reader>(
                value, {{"fast", pbjwt::reader::fast}, {"both", pbjwt::reader::both}});
        else
            throw std::runtime_error("an unknown setting: " + name);
    }
    return to;
}

inline pbjwt::result<std::vector<pbjwt::secret>> secrets_of(const json &from) {
    std::vector<pbjwt::secret> all;
    for (const json &one : from) {
        auto made = secret_of(one);
        if (!made)
            return made.error();
        all.push_back(*std::move(made));
    }
    return all;
}

inline pbjwt::result<pbjwt::verifier> verifier_of(const json &from) {
    const auto secrets = secrets_of(from["secrets"]);
    if (!secrets)
        return secrets.error();
    const std::vector<pbjwt::secret_reference> all(secrets->begin(), secrets->end());
    const pbjwt::policy report = policy_of(from.value("report", json::object()));
    return pbjwt::verifier::make(all, policy_of(from.value("policy", json::object())),
                                 from.contains("report") ? &report : nullptr);
}

#endif
