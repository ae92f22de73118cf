// SPDX-License-Identifier: Apache-2.0

// The contents of errors, and what no output may contain.

#include "support.hpp"

#include <doctest/doctest.h>

#include <set>
#include <sstream>

using namespace std::chrono_literals;
using pbjwt::status;

TEST_CASE("the library is that of the headers") {
    CHECK(pbjwt::version() == PBJWT_VERSION_STRING);
}

TEST_CASE("a refused token is no error of the server") {
    const auto result = verifier().verify(expired());
    REQUIRE(!result);
    const pbjwt::error &error = result.error();
    CHECK(error.status() == status::expired);
    CHECK(error.is_refused());
    CHECK(error.description().rfind("expired: The token has expired", 0) == 0);
    CHECK(error.public_message() != error.message());
    CHECK(error == pbjwt::error(status::expired));
    CHECK(error != pbjwt::error(status::internal));
    for (const auto time : {-1s, 1s * PBJWT_MAX_NUMERIC_DATE + 1s}) {
        const pbjwt::sys_seconds now(time);
        CHECK(verifier().verify("", now).error().status() == status::invalid_argument);
        CHECK(!verifier().verify("", now).error().is_refused());
        CHECK(!verifier().verify_json("", now));
    }
}

TEST_CASE("an error is an exception and a std::error_code, too") {
    const auto result = verifier().verify("a.b.c");
    try {
        static_cast<void>(result.value());
        FAIL("there is no value");
    } catch (const std::exception &thrown) {
        CHECK(thrown.what() == result.error().description());
        CHECK(dynamic_cast<const pbjwt::exception &>(thrown).error() == result.error());
    }
    const std::error_code code = status::expired;
    CHECK(code == verifier().verify(expired()).error().code());
    CHECK(code.message() == pbjwt::error(status::expired).message());
    CHECK(std::string(code.category().name()) == "pbjwt");
    CHECK(!std::error_code(status::ok));
}

TEST_CASE("a setting out of range is named") {
    const auto refused = [](auto change) {
        pbjwt::policy demands;
        change(demands);
        const auto made = pbjwt::verifier::make(secret(), demands);
        REQUIRE(!made);
        CHECK(made.error().status() == status::invalid_argument);
        CHECK(pbjwt::verifier::make(secret(), {}, &demands).error() == made.error());
        return std::string(made.error().argument());
    };
    CHECK(refused([](pbjwt::policy &it) { it.leeway = 301s; }) == "leeway");
    CHECK(refused([](pbjwt::policy &it) { it.leeway = -1s; }) == "leeway");
    CHECK(refused([](pbjwt::policy &it) { it.max_lifetime = -1s; }) == "max_lifetime");
    CHECK(refused([](pbjwt::policy &it) { it.max_token_bytes = 255; }) == "max_token_bytes");
    CHECK(refused([](pbjwt::policy &it) { it.issuer = ""; }) == "issuer");
    CHECK(refused([](pbjwt::policy &it) { it.audience = std::string(1, '\0'); }) == "audience");
    CHECK(refused([](pbjwt::policy &it) { it.type = "a b"; }) == "type");
    CHECK(refused([](pbjwt::policy &it) { it.profile = pbjwt::profile(9); }) == "profile");
    CHECK(refused([](pbjwt::policy &it) { it.user_hash = pbjwt::user_hash_mode(9); }) ==
          "user_hash");
    CHECK(refused([](pbjwt::policy &it) { it.email_form = pbjwt::email_form(9); }) == "email_form");
    CHECK(refused([](pbjwt::policy &it) { it.reader = pbjwt::reader(9); }) == "reader");

    CHECK(pbjwt::verifier::make({}).error().argument() == "secrets");
    pbjwt::secret_options wrong;
    wrong.id = "";
    CHECK(pbjwt::secret::make(key, wrong).error().argument() == "id");
    wrong = {};
    wrong.not_after = pbjwt::sys_seconds(-1s);
    CHECK(pbjwt::secret::make(key, wrong).error().argument() == "not_after");
    CHECK(pbjwt::secret::make("short").error().status() == status::weak_secret);
    CHECK(pbjwt::secret::make(std::string_view()).error().status() == status::weak_secret);
    CHECK(secret().user_hash("").error().argument() == "user_id");
}

TEST_CASE("the first setting that fails is the one that issuing gives") {
    auto wrong = claims();
    wrong.set(pbjwt::claim::exp, "1").set(pbjwt::claim::sub, "a\0b").set_custom("[]");
    const auto token = secret().issue(wrong, 1h);
    CHECK(token.error() == pbjwt::error(status::invalid_argument, pbjwt::claim::none, "exp"));
}

TEST_CASE("no error holds a part of a token or secret") {
    const std::string forged = issued(other_key);
    std::ostringstream told;
    told << verifier().verify(forged).error();
    CHECK(told.str().rfind("signature_mismatch: ", 0) == 0);
    std::istringstream parts(forged);
    for (std::string part; std::getline(parts, part, '.');)
        CHECK(told.str().find(part) == std::string::npos);
    CHECK(told.str().find("ada") == std::string::npos);
    CHECK(told.str().find(other_key) == std::string::npos);
}

TEST_CASE("what was moved from refuses") {
    auto by = verifier();
    const auto other = std::move(by);
    CHECK(other.verify(issued()).has_value());
    CHECK(by.verify(issued()).error().status() == status::invalid_argument);
    auto signing = secret();
    const auto moved = std::move(signing);
    CHECK(pbjwt::verifier::make(signing).error().status() == status::invalid_argument);
    auto who = other.verify(issued()).value();
    const auto kept = std::move(who);
    CHECK(kept.name() == "Ada");
    CHECK(!who.name());
}
