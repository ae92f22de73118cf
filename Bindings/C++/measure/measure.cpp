// SPDX-License-Identifier: Apache-2.0

// Measures the time from a token's text to its claims, in turns of 20 ms: for these headers, the C library,
// cpp-jwt as the peer, and an empty call as the floor. Prints one JSON object for each row.

#include <pbjwt.hpp>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>

#include <jwt/jwt.hpp>

namespace {

std::size_t sink;

std::string file(const std::string &name) {
    std::ifstream stream(std::getenv("PBJWT_TOKENS") + ("/" + name), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

[[noreturn]] void stop(const char *why) {
    std::cerr << "bench: " << why << "\n";
    std::exit(1);
}

void read(std::string_view text) {
    sink += text.size();
}
void read(const std::optional<std::string_view> &text) {
    sink += text ? text->size() : 0;
}

template <class Who> void read_three(const Who &who) {
    read(who.email());
    read(who.user_id());
    read(who.name());
}

template <class Who> void read_all(const Who &who) {
    read_three(who);
    read(who.canonical_email());
    for (const auto &text :
         {who.avatar_url(), who.company_id(), who.company_name(), who.customer_status(),
          who.renewal_date(), who.renewal_risk(), who.account_owner_id(), who.account_owner_email(),
          who.external_user_id()})
        read(text);
    sink += who.company_mrr().has_value() + who.renewal_date_seconds().has_value() +
            who.issued_at().has_value() + who.expires_at().has_value();
    sink += static_cast<std::size_t>(who.user_hash());
}

// The same with the C API.
using getter = const char *(*)(const pbjwt_identity *, std::size_t *);

void c_text(const pbjwt_identity *who, getter get) {
    std::size_t length = 0;
    if (get(who, &length))
        sink += length;
}
void c_text(const pbjwt_identity *who, pbjwt_claim claim) {
    std::size_t length = 0;
    if (pbjwt_identity_text(who, claim, &length))
        sink += length;
}

void c_three(const pbjwt_identity *who) {
    c_text(who, PBJWT_CLAIM_EMAIL);
    c_text(who, pbjwt_identity_user_id);
    c_text(who, PBJWT_CLAIM_NAME);
}

void c_all(const pbjwt_identity *who) {
    c_three(who);
    c_text(who, pbjwt_identity_canonical_email);
    c_text(who, pbjwt_identity_avatar_url);
    for (const pbjwt_claim claim :
         {PBJWT_CLAIM_COMPANY_ID, PBJWT_CLAIM_COMPANY_NAME, PBJWT_CLAIM_CUSTOMER_STATUS,
          PBJWT_CLAIM_RENEWAL_DATE, PBJWT_CLAIM_RENEWAL_RISK, PBJWT_CLAIM_ACCOUNT_OWNER_ID,
          PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL, PBJWT_CLAIM_EXTERNAL_USER_ID})
        c_text(who, claim);
    double value = 0;
    for (const pbjwt_claim claim : {PBJWT_CLAIM_COMPANY_MRR, PBJWT_CLAIM_IAT, PBJWT_CLAIM_EXP})
        sink += pbjwt_identity_number(who, claim, &value);
    sink += pbjwt_identity_renewal_date(who, &value);
    sink += static_cast<std::size_t>(pbjwt_identity_user_hash(who));
}

void c_verify(const pbjwt_verifier *by, const std::string &token,
              void (*read)(const pbjwt_identity *)) {
    pbjwt_identity *const who = pbjwt_identity_new(0);
    if (pbjwt_verify(by, token.data(), token.size(), who) != PBJWT_OK)
        stop("C refuses a good token");
    read(who);
    pbjwt_identity_free(who);
}

void c_verify_in(const pbjwt_verifier *by, const std::string &token, pbjwt_identity *who,
                 void (*read)(const pbjwt_identity *)) {
    if (pbjwt_verify(by, token.data(), token.size(), who) != PBJWT_OK)
        stop("C refuses a good token");
    read(who);
}

void peer_verify(const std::string &key, const std::string &token) {
    using namespace jwt::params;
    const auto jwt = jwt::decode(token, algorithms({"HS256"}), secret(key), verify(true));
    for (const char *const name : {"email", "sub", "name"})
        sink += jwt.payload().get_claim_value<std::string>(name).size();
}

// A row, and the time of a call in each turn.
struct row {
    std::string token, name, about;
    std::function<void(std::size_t)> repeat;
    std::size_t calls = 1;
    std::vector<double> turns;

    // CPU time, so that other load on the machine does not count.
    double turn() {
        const double start = processor_ns();
        repeat(calls);
        return (processor_ns() - start) / static_cast<double>(calls);
    }

    static double processor_ns() {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
    }
};

template <class Call> std::function<void(std::size_t)> repeating(Call call) {
    return [call](std::size_t times) {
        for (std::size_t i = 0; i < times; i++)
            call();
    };
}

} // namespace

int main() {
    const double turn_ns = 20e6;
    const char *const asked = std::getenv("PBJWT_BENCH_SECONDS");
    const auto turns = static_cast<std::size_t>((asked ? std::atof(asked) : 3) * 1e9 / turn_ns);

    const std::string key = file("secret");
    const auto verifier = pbjwt::verifier::make(pbjwt::secret::make(key).value()).value();
    const pbjwt_verifier *const by = verifier.get();
    pbjwt::workspace workspace;
    pbjwt_identity *const space = pbjwt_identity_new(0);
    const std::string ours = "pbjwt " + std::string(pbjwt::version()) + ", " PBJWT_COMPILER;

    std::vector<row> rows;
    for (const std::string kind : {"minimal", "full"}) {
        const std::string token = file(kind);
        rows.push_back({kind, "ours", ours, repeating([&verifier, token] {
                            read_three(verifier.verify(token).value());
                        })});
        rows.push_back(
            {kind, "C", "the C library", repeating([by, token] { c_verify(by, token, c_three); })});
        rows.push_back(
            {kind, "ours in a workspace", ours, repeating([&verifier, &workspace, token] {
                 read_three(verifier.verify(token, workspace).value());
             })});
        rows.push_back({kind, "C in one identity", "the C library",
                        repeating([by, space, token] { c_verify_in(by, token, space, c_three); })});
        rows.push_back({kind, "peer cpp-jwt", PBJWT_PEER,
                        repeating([key, token] { peer_verify(key, token); })});
    }
    const std::string token = file("full");
    rows.push_back({"full-all", "ours", ours,
                    repeating([&verifier, token] { read_all(verifier.verify(token).value()); })});
    rows.push_back(
        {"full-all", "C", "the C library", repeating([by, token] { c_verify(by, token, c_all); })});
    rows.push_back({"minimal", "floor", "a call of the library that does nothing",
                    repeating([] { sink += pbjwt_version_number(); })});

    for (row &one : rows)
        while (one.turn() * static_cast<double>(one.calls) < turn_ns / 2)
            one.calls *= 2;
    for (std::size_t i = 0; i < turns; i++)
        for (row &one : rows)
            one.turns.push_back(one.turn());
    for (row &one : rows) {
        const auto middle = one.turns.begin() + static_cast<std::ptrdiff_t>(turns / 2);
        std::nth_element(one.turns.begin(), middle, one.turns.end());
        std::cout << R"({"language": "C++", "token": ")" << one.token << R"(", "row": ")"
                  << one.name << R"(", "ns": )" << *middle << R"(, "about": ")" << one.about
                  << "\"}\n";
    }
    pbjwt_identity_free(space);
    return sink == 0;
}
