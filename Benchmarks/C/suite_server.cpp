// SPDX-License-Identifier: Apache-2.0

// A server's load: each of many tokens once, with caches that other work has filled; a verifier for each
// customer; some refusals; and the slowest single calls.

#include "suite.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

namespace suite {
namespace {

constexpr size_t tokenCount = 10000;
constexpr size_t tenantCount = 1000;
constexpr size_t coldBytes = size_t(64) << 20; // larger than the caches of a core

using Clock = std::chrono::steady_clock;

double secondsBetween(Clock::time_point start, Clock::time_point end) {
    return std::chrono::duration<double>(end - start).count();
}

// What a server keeps for a customer.
struct Tenant {
    Secret secret;
    Verifier verifier;
    floor_key floor;
};

// A call that a server gets: the customer's verifier and floor, the token, and the expected result.
struct Call {
    const pbjwt_verifier *verifier;
    const floor_key *floor;
    std::string text;
    size_t signedLength;
    pbjwt_status expected;
    bool hashed; // its user id is hashed too
};

std::string secretOf(size_t tenant) {
    std::string text = SAMPLE_SECRET;
    const std::string number = std::to_string(tenant);
    return text.replace(0, number.size(), number);
}

std::string issue(const pbjwt_secret *secret, bool full, size_t person) {
    const std::string email = "person" + std::to_string(person) + "@example.com";
    const Claims claims(sample_claims(full));
    char *token = nullptr;
    size_t length;
    require(pbjwt_claims_set_text(claims.get(), PBJWT_CLAIM_EMAIL, email.data(), email.size()));
    require(pbjwt_issue_at(secret, claims.get(), SAMPLE_NOW, PBJWT_DEFAULT_LIFETIME, &token,
                           &length, nullptr));
    const std::string text(token, length);
    pbjwt_free(token);
    return text;
}

// A wrong signature of the same length: its first character is changed.
std::string forge(std::string text) {
    char &digit = text[text.rfind('.') + 1];
    digit = digit == 'A' ? 'B' : 'A';
    return text;
}

// Distinct tokens in random order, from this many customers, with about this percentage of refusals.
class Load {
  public:
    Load(bool full, size_t count, unsigned refusedPercent) {
        const Policy policy = makePolicy();
        for (size_t i = 0; i < count; i++) {
            const std::string text = secretOf(i);
            pbjwt_secret *secret = nullptr;
            require(pbjwt_secret_new(text.data(), text.size(), PBJWT_SECRET_TEXT, &secret));
            pbjwt_verifier *verifier = nullptr;
            require(pbjwt_verifier_new(&secret, 1, policy.get(), &verifier));
            tenants.push_back({Secret(secret), Verifier(verifier), {}});
            floor_start(&tenants.back().floor, text.data(), text.size());
        }
        std::mt19937 random(1);
        for (size_t i = 0; i < tokenCount; i++) {
            const Tenant &tenant = tenants[i % count];
            std::string text = issue(tenant.secret.get(), full, i);
            const bool refused = random() % 100 < refusedPercent; // regardless of the customer
            if (refused)
                text = forge(std::move(text));
            const size_t signedLength = text.rfind('.');
            calls.push_back({tenant.verifier.get(), &tenant.floor, std::move(text), signedLength,
                             refused ? PBJWT_SIGNATURE_MISMATCH : PBJWT_OK, full && !refused});
        }
        std::shuffle(calls.begin(), calls.end(), random);
    }

    std::vector<Call> calls;

  private:
    std::vector<Tenant> tenants;
};

void answer(const Call &call, pbjwt_identity *identity) {
    const pbjwt_status status =
        pbjwt_verify_at(call.verifier, call.text.data(), call.text.size(), SAMPLE_NOW, identity);
    if (status != call.expected)
        stop(pbjwt_status_name(status));
    size_t email;
    benchmark::DoNotOptimize(pbjwt_identity_canonical_email(identity, &email));
    benchmark::DoNotOptimize(email);
}

// Only the HMACs of the call.
void hash(const Call &call, pbjwt_identity *) {
    unsigned char mac[FLOOR_MAC_BYTES];
    floor_mac(call.floor, call.text.data(), call.signedLength, mac);
    benchmark::DoNotOptimize(mac[0]);
    if (call.hashed) {
        floor_mac(call.floor, SAMPLE_USER_ID, sizeof SAMPLE_USER_ID - 1, mac);
        benchmark::DoNotOptimize(mac[0]);
    }
}

using Work = void (*)(const Call &call, pbjwt_identity *identity);

// Fills the caches with other data, as a server's other work does.
void coolDown() {
    static std::vector<unsigned char> memory(coldBytes);
    for (size_t i = 0; i < memory.size(); i += 64)
        memory[i]++;
    benchmark::DoNotOptimize(memory.data());
}

// When a thread's share of the calls starts and ends.
struct Run {
    Clock::time_point start, end;
};

Run workShare(Work work, const Load &load, size_t thread, size_t threads) {
    const Identity identity = makeIdentity(0);
    Run run = {Clock::now(), {}};
    for (size_t i = thread; i < load.calls.size(); i += threads)
        work(load.calls[i], identity.get());
    run.end = Clock::now();
    return run;
}

// An iteration verifies each token once, shared among the threads. All run in new threads.
void serve(benchmark::State &state, Work work, const Load &load) {
    const size_t count = size_t(state.range(0));
    for (auto _ : state) {
        coolDown();
        std::vector<Run> runs(count);
        std::vector<std::thread> threads;
        for (size_t i = 0; i < count; i++)
            threads.emplace_back([&, i] { runs[i] = workShare(work, load, i, count); });
        for (std::thread &thread : threads)
            thread.join();
        Run all = runs[0];
        for (const Run &run : runs)
            all = {std::min(all.start, run.start), std::max(all.end, run.end)};
        state.SetIterationTime(secondsBetween(all.start, all.end));
    }
    using benchmark::Counter;
    state.counters["per_token"] =
        Counter(double(load.calls.size()), Counter::kIsIterationInvariantRate | Counter::kInvert);
}

double percentile(const std::vector<double> &sorted, double share) {
    return sorted[size_t(share * double(sorted.size() - 1))];
}

// Times each call with two readings of the clock, and subtracts the cost of reading.
void serveOneByOne(benchmark::State &state, const Load &load) {
    const Identity identity = makeIdentity(0);
    std::vector<double> seconds, clock;
    for (auto _ : state) {
        coolDown();
        double all = 0;
        for (const Call &call : load.calls) {
            const Clock::time_point before = Clock::now(), start = Clock::now();
            answer(call, identity.get());
            const Clock::time_point end = Clock::now();
            clock.push_back(secondsBetween(before, start));
            seconds.push_back(secondsBetween(start, end));
            all += seconds.back();
        }
        state.SetIterationTime(all);
    }
    std::sort(seconds.begin(), seconds.end());
    std::sort(clock.begin(), clock.end());
    const double reading = percentile(clock, 0.5);
    state.counters["p50"] = percentile(seconds, 0.5) - reading;
    state.counters["p99"] = percentile(seconds, 0.99) - reading;
}

void registerLoad(const std::string &name, bool full, size_t tenants, unsigned refusedPercent) {
    const auto load = std::make_shared<const Load>(full, tenants, refusedPercent);
    for (const auto &[kind, work] :
         {std::pair("server/", answer), std::pair("server-floor/", hash)})
        benchmark::RegisterBenchmark(
            (kind + name).c_str(),
            [load, work = work](benchmark::State &state) { serve(state, work, *load); })
            ->UseManualTime()
            ->Unit(benchmark::kMicrosecond)
            ->Arg(1)
            ->Arg(2);
    benchmark::RegisterBenchmark(("server-call/" + name).c_str(),
                                 [load](benchmark::State &state) { serveOneByOne(state, *load); })
        ->UseManualTime()
        ->Unit(benchmark::kMicrosecond);
}

} // namespace

void registerServer() {
    for (const bool full : {false, true}) {
        const std::string token = full ? "full" : "minimal";
        registerLoad(token + "/distinct", full, 1, 0);
        registerLoad(token + "/tenants", full, tenantCount, 0);
        registerLoad(token + "/tenants-refusals", full, tenantCount, 10);
    }
}

} // namespace suite
