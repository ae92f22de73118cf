// SPDX-License-Identifier: Apache-2.0

// The guarantees of the types.

#include "support.hpp"

#include <doctest/doctest.h>

#include <ostream>

using namespace std::chrono_literals;

namespace {

template <class T>
constexpr bool only_moves =
    !std::is_copy_constructible_v<T> && !std::is_copy_assignable_v<T> &&
    std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T>;
static_assert(only_moves<pbjwt::secret> && only_moves<pbjwt::verifier> &&
              only_moves<pbjwt::identity> && only_moves<pbjwt::workspace> &&
              only_moves<pbjwt::claims> && only_moves<pbjwt::report>);
static_assert(noexcept(std::declval<const pbjwt::verifier &>().verify("")));
static_assert(std::is_nothrow_move_constructible_v<pbjwt::result<pbjwt::identity>>);
static_assert(std::is_trivially_copyable_v<pbjwt::identity_view>);

template <class T, class = void> constexpr bool is_printed = false;
template <class T>
constexpr bool
    is_printed<T, std::void_t<decltype(std::declval<std::ostream &>() << std::declval<T>())>> =
        true;
static_assert(is_printed<pbjwt::error> && is_printed<pbjwt::status>);
// No personal data gets into a log by accident.
static_assert(!is_printed<pbjwt::identity> && !is_printed<pbjwt::identity_view> &&
              !is_printed<pbjwt::secret> && !is_printed<pbjwt::claims> &&
              !is_printed<pbjwt::report> && !is_printed<pbjwt::unverified>);

} // namespace

TEST_CASE("an identity outlives its verifier, its secret and its token") {
    const auto who = verifier().verify(issued()).value();
    CHECK(who.email() == "ada@example.com");
    CHECK(who.member_json("name") == "\"Ada\"");
    CHECK(who.custom_json().value() == "{}");
}

TEST_CASE("a workspace lends until its next token") {
    const auto by = verifier();
    pbjwt::workspace workspace;
    const auto lent = by.verify(issued(), workspace);
    CHECK(lent->name() == "Ada");
    CHECK(!by.verify(expired(), workspace));
    CHECK(!lent->name());
    CHECK(by.verify(issued(), workspace)->user_id() == "usr_1");
}

TEST_CASE("secrets are made and rotated") {
    const auto one = pbjwt::generate_secret().value(), two = pbjwt::generate_secret().value();
    CHECK(one != two);
    CHECK(one.size() == 64);
    pbjwt::verifier_store store(verifier());
    CHECK(!store.current()->verify(issued(other_key)));
    pbjwt::secret_options retiring;
    retiring.id = "old";
    retiring.not_after = in(1h);
    const auto old = pbjwt::secret::make(key, retiring).value();
    const auto fresh = secret(other_key);
    store.replace(pbjwt::verifier::make({fresh, old}).value());
    const auto by = store.current();
    CHECK(by->verify(issued(other_key))->key_id() == std::nullopt);
    CHECK(by->verify(issued())->key_id() == "old");
    const auto later = in(2h);
    const auto token = secret().issue(claims(), 1h, later).value();
    CHECK(by->verify(token, later).error().status() == pbjwt::status::signature_mismatch);
}

TEST_CASE("a result gives its value, another, or ends the program") {
    pbjwt::result<int> good = 1, bad = pbjwt::error(pbjwt::status::internal);
    CHECK(good.value_or(2) == 1);
    CHECK(bad.value_or(2) == 2);
    *good = 3;
    CHECK(std::move(good).value() == 3);
    CHECK_THROWS_AS(static_cast<void>(bad.value()), pbjwt::exception);
}

TEST_CASE("an explanation names the cause") {
    const auto own = secret(), other = secret(other_key);
    const pbjwt::explanation why{{own}, {other}};
    const auto report = why.of(issued(other_key)).value();
    CHECK(report.refusal()->status() == pbjwt::status::signature_mismatch);
    CHECK(report.checks().size() == 11);
    CHECK(report.causes().size() >= 1);
    CHECK(report.text().value().find("signature") != std::string::npos);
    CHECK(report.json().value().find("\"verified\":false") != std::string::npos);
    CHECK(!why.of(issued()).value().refusal());
    CHECK(why.of(issued()).value().policies().size() == 4);
}
