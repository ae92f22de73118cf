// SPDX-License-Identifier: Apache-2.0

// One-time costs: a program's verifier, a thread's identity, and the memory that they use.

#include "suite.hpp"

#include "count_allocations.h"

namespace suite {
namespace {

void coldStart(benchmark::State &state, const Token &token) {
    const Meter meter(token);
    for (auto _ : state) {
        const Verifier verifier = makeVerifier();
        const Identity identity = makeIdentity(0);
        const pbjwt_status status = pbjwt_verify_at(verifier.get(), token.text.data(),
                                                    token.text.size(), SAMPLE_NOW, identity.get());
        if (status != PBJWT_OK) {
            state.SkipWithError(pbjwt_status_name(status));
            return;
        }
        benchmark::DoNotOptimize(pbjwt_identity_canonical_email(identity.get(), nullptr));
    }
    meter.report(state);
}

void makeOneVerifier(benchmark::State &state) {
    const Secret secret = makeSecret();
    const Policy policy = makePolicy();
    pbjwt_secret *const secrets[] = {secret.get()};
    const auto make = [&] {
        pbjwt_verifier *verifier = nullptr;
        require(pbjwt_verifier_new(secrets, 1, policy.get(), &verifier));
        return Verifier(verifier);
    };

    const unsigned long before = bench_allocations();
    for (auto _ : state)
        benchmark::DoNotOptimize(make());
    const unsigned long allocations = bench_allocations() - before;

    const long held = bench_heap_bytes();
    const Verifier verifier = make();
    state.counters["heap_bytes"] = double(bench_heap_bytes() - held);
    state.counters["allocations"] =
        benchmark::Counter(double(allocations), benchmark::Counter::kAvgIterations);
}

void makeOneIdentity(benchmark::State &state, const Token &token) {
    const unsigned long before = bench_allocations();
    for (auto _ : state)
        benchmark::DoNotOptimize(makeIdentity(token.text.size()));
    const unsigned long allocations = bench_allocations() - before;

    const Verifier verifier = makeVerifier();
    const long held = bench_heap_bytes();
    const Identity identity = makeIdentity(token.text.size());
    const long made = bench_heap_bytes() - held;
    require(pbjwt_verify_at(verifier.get(), token.text.data(), token.text.size(), SAMPLE_NOW,
                            identity.get()));
    const long used = bench_heap_bytes() - held;
    state.counters["token_bytes"] = double(token.text.size());
    state.counters["heap_bytes"] = double(used);
    state.counters["beyond_token"] = double(used) - double(token.text.size());
    state.counters["by_first_token"] = double(used - made); // added by its verification
    state.counters["allocations"] =
        benchmark::Counter(double(allocations), benchmark::Counter::kAvgIterations);
}

} // namespace

void registerCosts() {
    benchmark::RegisterBenchmark("make/verifier", makeOneVerifier);
    for (const Token *const token : acceptedTokens()) {
        benchmark::RegisterBenchmark(
            ("make/identity/" + token->name).c_str(),
            [token](benchmark::State &state) { makeOneIdentity(state, *token); });
        benchmark::RegisterBenchmark(
            ("cold-start/" + token->name).c_str(),
            [token](benchmark::State &state) { coldStart(state, *token); });
    }
}

} // namespace suite
