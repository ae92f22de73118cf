// SPDX-License-Identifier: Apache-2.0

// What tokens and arguments get, and that nothing is left behind: meant to run under valgrind.

#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "pbjwt.hpp"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>
#include <type_traits>

using namespace std::chrono_literals;
using pbjwt::verifier;

extern std::atomic<long> allocations_left; // allocations.cpp

static_assert(!std::is_copy_constructible_v<verifier> && !std::is_copy_assignable_v<verifier>);
static_assert(std::is_nothrow_move_constructible_v<verifier> &&
              std::is_nothrow_move_assignable_v<verifier>);
static_assert(!std::is_invocable_v<decltype(&verifier::verify), verifier, std::nullptr_t,
                                   std::optional<pbjwt::sys_seconds>>);
static_assert(!std::is_convertible_v<int, pbjwt::text>);
static_assert(noexcept(std::declval<verifier>().try_verify("")));
static_assert(std::is_base_of_v<std::exception, pbjwt::error>);

static std::string file(const std::string &name) {
    const char *folder = std::getenv("PBJWT_TOKENS");
    REQUIRE(folder != nullptr);
    std::ifstream stream(folder + ("/" + name), std::ios::binary);
    REQUIRE(stream.good());
    return {std::istreambuf_iterator<char>(stream), {}};
}

static const verifier &shared() {
    static const verifier made({file("secret")});
    return made;
}

// The status of a token, by the function that doesn't throw and by the one that does.
static pbjwt_status status_of(const verifier &by, pbjwt::text token,
                              std::optional<pbjwt::sys_seconds> at = std::nullopt) {
    const auto result = by.try_verify(token, at);
    pbjwt_status thrown = PBJWT_OK;
    try {
        static_cast<void>(by.verify(token, at));
    } catch (const pbjwt::error &error) {
        thrown = error.status();
    }
    const pbjwt_status status = result.why() ? result.why()->status() : PBJWT_OK;
    CHECK(thrown == status);
    return status;
}

static pbjwt_status status_of_making(const std::vector<pbjwt::text> &secrets,
                                     const pbjwt::policy &policy = {}) {
    const auto result = verifier::try_make(secrets, policy);
    if (const auto *why = result.why()) {
        CHECK_THROWS_AS(verifier(secrets, policy), pbjwt::error);
        return why->status();
    }
    return PBJWT_OK;
}

static double seconds(const std::optional<pbjwt::token_time> &time) {
    return time.value().time_since_epoch().count();
}

TEST_CASE("the library is that of the header") {
    CHECK(pbjwt::version() == PBJWT_VERSION_STRING);
}

TEST_CASE("the good token tells all its claims") {
    const auto who = shared().verify(file("good"));
    CHECK(who.email == "ada@example.com");
    CHECK(who.canonical_email == "ada@example.com");
    CHECK(who.user_id == "usr_7Yk2L");
    CHECK(who.name == "Zo\u00EB \"Ada\" Lovelace");
    CHECK(who.avatar_url == "https://cdn.example.com/avatars/7Yk2L.png");
    CHECK(who.company_name == "Analytical Engines Ltd");
    CHECK(who.company_id == "cmp_0042");
    CHECK(who.company_mrr == 1249.5);
    CHECK(who.customer_status == PBJWT_CUSTOMER_ACTIVE);
    CHECK(who.customer_status_text == "active");
    CHECK(seconds(who.renewal_date) == 1774915200);
    CHECK(who.renewal_date_text == "2026-03-31");
    CHECK(who.renewal_risk == PBJWT_RISK_LOW);
    CHECK(who.account_owner_id == "own_17");
    CHECK(who.account_owner_email == "charles@example.org");
    CHECK(who.external_user_id == "003Dn00000XyZAB");
    CHECK(who.user_hash == PBJWT_HASH_UNCHECKED);
    CHECK(seconds(who.expires_at) == seconds(who.issued_at) + 3600);
    CHECK(std::chrono::system_clock::now() - who.issued_at.value() < 600s);
    CHECK(who.warnings.empty());
    CHECK(who.custom_json == R"({"plan":{"seats":25}})");
}

TEST_CASE("the minimal token leaves all else absent") {
    const auto who = shared().verify(file("minimal"));
    CHECK(who.name == "Ada Lovelace");
    for (const auto &claim : {who.avatar_url, who.company_name, who.company_id, who.issuer,
                              who.customer_status_text, who.renewal_date_text, who.account_owner_id,
                              who.account_owner_email, who.external_user_id, who.token_id})
        CHECK(!claim.has_value());
    CHECK(!who.company_mrr);
    CHECK(!who.renewal_date);
    CHECK(!who.not_before);
    CHECK(who.customer_status == PBJWT_CUSTOMER_ABSENT);
    CHECK(who.renewal_risk == PBJWT_RISK_ABSENT);
    CHECK(who.user_hash == PBJWT_HASH_ABSENT);
    CHECK(who.audience.empty());
    CHECK(who.custom_json == "{}");
}

TEST_CASE("an unusual token tells the rest, and what is odd about it") {
    const auto who = shared().verify(file("unusual"));
    CHECK(who.user_id == "4711");
    CHECK(who.email == "Ada@Example.com");
    CHECK(who.avatar_url == "http://example.com/a.png");
    CHECK(who.customer_status == PBJWT_CUSTOMER_OTHER);
    CHECK(who.customer_status_text == "paused");
    CHECK(seconds(who.renewal_date) == -14182940);
    CHECK(who.renewal_risk == PBJWT_RISK_HIGH);
    CHECK(who.issuer == "https://id.example.com");
    CHECK(who.token_id == "t-1");
    CHECK(who.audience == std::vector<std::string>{"sso", "widget"});
    CHECK(seconds(who.not_before) == 1000000000.25);
    CHECK(!who.issued_at);
    CHECK(!who.company_mrr);
    CHECK(!who.company_id);
    std::string odd;
    for (const auto &warning : who.warnings)
        odd.append(warning.name).append("(").append(warning.claim.value_or("")).append(") ");
    CHECK(odd == "missing_iat(iat) not_canonical(email) placeholder(company_id) "
                 "wrong_type(company_mrr) ");
}

TEST_CASE("bad tokens are refused by status, name, claim and message") {
    struct {
        const char *file;
        int status;
        const char *name, *claim, *message;
    } const rows[] = {
        {"expired", 51, "expired", "", "has expired"},
        {"forged", 31, "signature_mismatch", "", "does not match"},
        {"no-email", 60, "missing_email", "", "no email claim"},
        {"number-as-email", 61, "malformed_claim", "email", "email must be text"},
    };
    for (const auto &row : rows) {
        CAPTURE(row.file);
        const std::string token = file(row.file);
        const auto refused = shared().try_verify(token);
        REQUIRE(!refused);
        const auto *why = refused.why();
        CHECK(why->status() == row.status);
        CHECK(why->name() == row.name);
        CHECK(why->claim().value_or("") == row.claim);
        CHECK(why->message().find(row.message) != std::string_view::npos);
        CHECK(!why->public_message().empty());
        CHECK(why->public_message() != why->message());
        CHECK(status_of(shared(), token) == row.status);
        for (const std::string &part : {token, token.substr(token.rfind('.')), file("secret")})
            CHECK(why->description().find(part) == std::string::npos);
    }
    const auto refused = shared().try_verify(file("number-as-email"));
    CHECK(refused.why()->description().rfind("malformed_claim (email): email must be text", 0) ==
          0);
    try {
        static_cast<void>(refused.value());
        FAIL("there is no value");
    } catch (const std::exception &error) {
        CHECK(error.what() == refused.why()->description());
    }
}

TEST_CASE("another secret is no match, and with several any will do") {
    const std::string secret = file("secret"), other = file("other-secret");
    CHECK(status_of(verifier({other}), file("good")) == PBJWT_SIGNATURE_MISMATCH);
    const verifier both({secret, other});
    CHECK(status_of(both, file("good")) == PBJWT_OK);
    CHECK(status_of(both, file("forged")) == PBJWT_OK);
    CHECK(status_of(both, file("expired")) == PBJWT_EXPIRED);
}

TEST_CASE("secrets that can't be are refused") {
    const std::string secret = file("secret");
    CHECK(status_of_making({"too short"}) == PBJWT_WEAK_SECRET);
    CHECK(status_of_making({""}) == PBJWT_WEAK_SECRET);
    CHECK(status_of_making({static_cast<const char *>(nullptr)}) == PBJWT_WEAK_SECRET);
    CHECK(status_of_making({secret, "too short"}) == PBJWT_WEAK_SECRET);
    CHECK(status_of_making({std::string(5000, 'k')}) == PBJWT_INVALID_ARGUMENT);
    CHECK(status_of_making({}) == PBJWT_INVALID_ARGUMENT);
    CHECK(status_of_making(std::vector<pbjwt::text>(9, secret)) == PBJWT_INVALID_ARGUMENT);
    CHECK(status_of_making({std::string("\0key", 4) + secret}) == PBJWT_OK);
}

TEST_CASE("a policy demands more, and out of range is refused") {
    const std::string secret = file("secret"), good = file("good"), minimal = file("minimal");
    const auto status = [&](const pbjwt::policy &policy, const std::string &token) {
        return status_of(verifier({secret}, policy), token);
    };
    pbjwt::policy hashed, strict, issuer, audience;
    hashed.user_hash = PBJWT_USER_HASH_REQUIRED;
    hashed.profile = PBJWT_PROFILE_WIDGET;
    strict.max_lifetime = 3500s;
    issuer.issuer = "https://id.example.com";
    audience.audience = "widget";
    CHECK(verifier({secret}, hashed).verify(good).user_hash == PBJWT_HASH_VERIFIED);
    CHECK(status(hashed, minimal) == PBJWT_MISSING_USER_HASH);
    CHECK(status(strict, good) == PBJWT_LIFETIME_TOO_LONG);
    CHECK(status(issuer, good) == PBJWT_ISSUER_MISMATCH);
    CHECK(status(issuer, file("unusual")) == PBJWT_OK);
    CHECK(status(audience, good) == PBJWT_AUDIENCE_MISMATCH);
    CHECK(status(audience, file("unusual")) == PBJWT_OK);

    pbjwt::policy wrong;
    wrong.leeway = 301s;
    CHECK(status_of_making({secret}, wrong) == PBJWT_INVALID_ARGUMENT);
    wrong.leeway = -1s;
    CHECK(status_of_making({secret}, wrong) == PBJWT_INVALID_ARGUMENT);
    wrong = {};
    wrong.max_lifetime = -1s;
    CHECK(status_of_making({secret}, wrong) == PBJWT_INVALID_ARGUMENT);
    wrong = {};
    wrong.issuer = "";
    CHECK(status_of_making({secret}, wrong) == PBJWT_INVALID_ARGUMENT);
    wrong.issuer = std::string("a\0b", 3);
    CHECK(status_of_making({secret}, wrong) == PBJWT_INVALID_ARGUMENT);
}

TEST_CASE("a token is verified at a given time") {
    const std::string good = file("good");
    const auto expiry =
        std::chrono::time_point_cast<std::chrono::seconds>(*shared().verify(good).expires_at);
    pbjwt::policy exact;
    exact.leeway = 0s;
    const verifier strict({file("secret")}, exact);
    CHECK(status_of(shared(), file("expired"), expiry - 7200s) == PBJWT_OK);
    CHECK(status_of(shared(), good, expiry + 29s) == PBJWT_OK);
    CHECK(status_of(shared(), good, expiry + 30s) == PBJWT_EXPIRED);
    CHECK(status_of(strict, good, expiry - 1s) == PBJWT_OK);
    CHECK(status_of(strict, good, expiry) == PBJWT_EXPIRED);
    CHECK(status_of(shared(), good, pbjwt::sys_seconds(-1s)) == PBJWT_INVALID_ARGUMENT);
}

TEST_CASE("what is no token is refused") {
    std::string token = file("good");
    token[token.size() / 2] = '\0';
    CHECK(status_of(shared(), token) != PBJWT_OK);
    CHECK(status_of(shared(), file("good") + '\0') == PBJWT_MALFORMED_SIGNATURE);
    CHECK(status_of(shared(), std::string("a\0b", 3)) == PBJWT_MALFORMED_TOKEN);
    CHECK(status_of(shared(), "") == PBJWT_MALFORMED_TOKEN);
    CHECK(status_of(shared(), std::string_view()) == PBJWT_MALFORMED_TOKEN);
    CHECK(status_of(shared(), static_cast<const char *>(nullptr)) == PBJWT_MALFORMED_TOKEN);
    CHECK(status_of(shared(), std::string(2 << 20, 'a')) == PBJWT_TOKEN_TOO_LARGE);
}

TEST_CASE("a verifier that was moved from says so") {
    verifier first({file("secret")});
    const verifier second = std::move(first);
    CHECK(status_of(second, file("good")) == PBJWT_OK);
    CHECK(status_of(first, file("good")) == PBJWT_INVALID_ARGUMENT);
    const auto refused = first.try_verify(file("good"));
    CHECK(refused.why()->description() ==
          "invalid_argument: The verifier is used after it was moved from.");
}

TEST_CASE("threads share a verifier") {
    const std::string good = file("good"), forged = file("forged");
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++)
        threads.emplace_back([&] {
            for (int round = 0; round < 250; round++)
                right += shared().try_verify(good).value().user_id == "usr_7Yk2L" &&
                         shared().try_verify(forged).why()->status() == PBJWT_SIGNATURE_MISMATCH;
        });
    for (auto &thread : threads)
        thread.join();
    CHECK(right == 1000);
}

TEST_CASE("no failing allocation is more than a failure") {
    const std::string good = file("good"), secret = file("secret");
    const std::vector<pbjwt::text> secrets{secret, secret};
    long failed[2] = {0, 0};
    for (long left = 0; left < 100; left++) {
        allocations_left = left;
        auto made = verifier::try_make(secrets);
        const bool spared = allocations_left.exchange(-1) >= 0;
        CHECK((made ? PBJWT_OK : made.why()->status()) ==
              (spared ? PBJWT_OK : PBJWT_OUT_OF_MEMORY));
        failed[0] += !spared;

        allocations_left = left;
        const auto who = shared().try_verify(good);
        const bool enough = allocations_left.exchange(-1) >= 0;
        CHECK((who ? PBJWT_OK : who.why()->status()) == (enough ? PBJWT_OK : PBJWT_OUT_OF_MEMORY));
        failed[1] += !enough;
    }
    CHECK(failed[0] >= 2);
    CHECK(failed[1] >= 5);
}

TEST_CASE("twenty thousand verifications leave nothing") {
    const std::string good = file("good"), bad = file("number-as-email");
    int right = 0;
    for (int i = 0; i < 10000; i++) {
        right += shared().try_verify(good).value().custom_json.size() == 21;
        try {
            static_cast<void>(shared().verify(bad));
        } catch (const pbjwt::error &error) {
            right += error.claim() == "email";
        }
    }
    CHECK(right == 20000);
}
