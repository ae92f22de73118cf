// SPDX-License-Identifier: Apache-2.0

// Measures libpbjwt in detail, with Google Benchmark; compare.py compares it with other libraries.
//
//     suite [--benchmark_filter=verify/] [--benchmark_repetitions=9]
//           [--benchmark_enable_random_interleaving=true] ...
//
//     verify/TOKEN/OUTCOME   a verification, as in bench_verify
//     server/TOKEN/LOAD/N    10000 distinct tokens from cold caches, by N threads; tenants: of 1000
//                            verifiers in random order; refusals: one in ten is forged
//     server-floor/...       only the HMACs of the same tokens in the same order
//     server-call/TOKEN/LOAD the same, for single calls: p50 and p99 in seconds
//     threads/TOKEN/N        20000 calls in each of N threads that share the verifier
//     growth/BYTES           a verification of longer and longer tokens
//     floor/WAY/TOKEN        the HMACs that a token needs, with each of OpenSSL's APIs
//     jansson/TOKEN          only json_loadb of the payload
//     cold-start/TOKEN       create everything, verify one token, free everything
//     make/...               create the objects only, and measure the heap that they use
//
// x_floor is the thread's time for an iteration as a multiple of the floor: the HMACs of the token from saved
// states, measured just before. allocations are per iteration; heap_bytes are usable bytes of the heap.

#include "suite.hpp"

#include <jansson.h>
#include <openssl/crypto.h>

#include <cstdio>
#include <cstdlib>

namespace suite {

void stop(const std::string &sentence) {
    std::fprintf(stderr, "suite: %s\n", sentence.c_str());
    std::exit(3);
}

void require(pbjwt_status status) {
    if (status != PBJWT_OK)
        stop(pbjwt_status_message(status));
}

Secret makeSecret() {
    pbjwt_secret *secret = nullptr;
    require(pbjwt_secret_new(SAMPLE_SECRET, sizeof SAMPLE_SECRET - 1, PBJWT_SECRET_TEXT, &secret));
    return Secret(secret);
}

Policy makePolicy() {
    Policy policy(pbjwt_policy_new(PBJWT_PROFILE_WIDGET));
    require(pbjwt_policy_set_user_hash(policy.get(), PBJWT_USER_HASH_IF_PRESENT));
    return policy;
}

Verifier makeVerifier() {
    const Secret secret = makeSecret();
    const Policy policy = makePolicy();
    pbjwt_secret *const secrets[] = {secret.get()};
    pbjwt_verifier *verifier = nullptr;
    require(pbjwt_verifier_new(secrets, 1, policy.get(), &verifier));
    return Verifier(verifier);
}

Identity makeIdentity(size_t tokenBytes) {
    Identity identity(pbjwt_identity_new(tokenBytes));
    if (identity == nullptr)
        stop("out of memory");
    return identity;
}

namespace {

void verify(benchmark::State &state, const pbjwt_verifier *verifier, const Token &token) {
    const Identity identity = makeIdentity(token.text.size());
    const Meter meter(token);
    for (auto _ : state) {
        const pbjwt_status status = pbjwt_verify_at(verifier, token.text.data(), token.text.size(),
                                                    SAMPLE_NOW, identity.get());
        if (status != token.expected) {
            state.SkipWithError(pbjwt_status_name(status));
            return;
        }
        size_t email, userID;
        benchmark::DoNotOptimize(pbjwt_identity_canonical_email(identity.get(), &email));
        benchmark::DoNotOptimize(pbjwt_identity_user_id(identity.get(), &userID));
        benchmark::DoNotOptimize(email + userID);
    }
    meter.report(state);
}

void registerVerifications(const pbjwt_verifier *verifier) {
    for (const Token &token : tokens())
        benchmark::RegisterBenchmark(
            ("verify/" + token.name + "/" + token.outcome).c_str(),
            [=, &token](benchmark::State &state) { verify(state, verifier, token); });

    for (const size_t bytes : {200, 512, 1024, 2048, 4096, 8192})
        benchmark::RegisterBenchmark(("growth/" + std::to_string(bytes)).c_str(),
                                     [=, token = makeToken(bytes)](benchmark::State &state) {
                                         verify(state, verifier, token);
                                         state.SetBytesProcessed(
                                             int64_t(state.iterations() * token.text.size()));
                                     });
}

} // namespace
} // namespace suite

int main(int argc, char **argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    const suite::Verifier verifier = suite::makeVerifier();
    benchmark::AddCustomContext("libpbjwt", pbjwt_version());
    benchmark::AddCustomContext("backend", pbjwt_verifier_backend(verifier.get()));
    benchmark::AddCustomContext("openssl", OpenSSL_version(OPENSSL_VERSION_STRING));
    benchmark::AddCustomContext("jansson", JANSSON_VERSION);
    suite::registerVerifications(verifier.get());
    suite::registerServer();
    suite::registerThreads(verifier.get());
    suite::registerFloors();
    suite::registerCosts();
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
