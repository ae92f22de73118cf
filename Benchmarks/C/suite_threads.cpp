// SPDX-License-Identifier: Apache-2.0

// Verifications by one thread and by two that share the verifier. All run in new threads, because the main
// thread's stack and heap are elsewhere, which makes a difference of some per cent.

#include "suite.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace suite {
namespace {

constexpr int callsOfThread = 20000;

using Clock = std::chrono::steady_clock;

struct Span {
    Clock::time_point start, end;
};

Span verifyRepeatedly(const pbjwt_verifier *verifier, const Token &token) {
    const Identity identity = makeIdentity(token.text.size());
    const auto verify = [&] {
        require(pbjwt_verify_at(verifier, token.text.data(), token.text.size(), SAMPLE_NOW,
                                identity.get()));
    };
    verify();
    Span span = {Clock::now(), {}};
    for (int i = 0; i < callsOfThread; i++)
        verify();
    span.end = Clock::now();
    return span;
}

// An iteration is this many calls in each thread, from the start of the first to the end of the last.
void verifyInThreads(benchmark::State &state, const pbjwt_verifier *verifier, const Token &token) {
    const size_t count = size_t(state.range(0));
    for (auto _ : state) {
        std::vector<Span> spans(count);
        std::vector<std::thread> threads;
        for (Span &span : spans)
            threads.emplace_back([&] { span = verifyRepeatedly(verifier, token); });
        for (std::thread &thread : threads)
            thread.join();
        Span all = spans[0];
        for (const Span &span : spans)
            all = {std::min(all.start, span.start), std::max(all.end, span.end)};
        state.SetIterationTime(std::chrono::duration<double>(all.end - all.start).count());
    }
    state.SetItemsProcessed(state.iterations() * int64_t(count) * callsOfThread);
}

} // namespace

void registerThreads(const pbjwt_verifier *verifier) {
    for (const Token *const token : acceptedTokens())
        if (token->name == "minimal" || token->name == "full")
            benchmark::RegisterBenchmark(
                ("threads/" + token->name).c_str(),
                [=](benchmark::State &state) { verifyInThreads(state, verifier, *token); })
                ->UseManualTime()
                ->Unit(benchmark::kMicrosecond)
                ->Arg(1)
                ->Arg(2);
}

} // namespace suite
