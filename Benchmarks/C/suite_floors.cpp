// SPDX-License-Identifier: Apache-2.0

// The parts of a verification that other libraries do: the floor, with each of OpenSSL's APIs, and the JSON.

#include "suite.hpp"

#include "count_allocations.h"

#include <jansson.h>
#include <openssl/core_names.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>

namespace suite {
namespace {

// The CPU time of the thread so far.
double threadSeconds() {
    timespec time;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) != 0)
        stop("there is no clock of a thread");
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

// Computes a MAC with one of the APIs; true if OpenSSL didn't fail.
using Mac = bool (*)(const char *data, size_t length, unsigned char *mac);

const size_t secretLength = sizeof SAMPLE_SECRET - 1;

bool bySavedStates(const char *data, size_t length, unsigned char *mac) {
    static const floor_key key = [] {
        floor_key made;
        floor_start(&made, SAMPLE_SECRET, secretLength);
        return made;
    }();
    floor_mac(&key, data, length, mac);
    return true;
}

bool byCopying(const char *data, size_t length, unsigned char *mac) {
    static const floor_evp_key key = [] {
        floor_evp_key made;
        if (!floor_evp_start(&made, SAMPLE_SECRET, secretLength))
            stop("OpenSSL can't give SHA-256");
        return made;
    }();
    return floor_evp_mac(&key, data, length, mac);
}

EVP_MAC_CTX *keyedContext() {
    static char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end()};
    EVP_MAC *const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    EVP_MAC_CTX *const context = EVP_MAC_CTX_new(algorithm);
    EVP_MAC_free(algorithm); // the context owns it now
    if (EVP_MAC_init(context, reinterpret_cast<const unsigned char *>(SAMPLE_SECRET), secretLength,
                     parameters) != 1)
        stop("OpenSSL can't give HMAC");
    return context;
}

bool finish(EVP_MAC_CTX *context, const char *data, size_t length, unsigned char *mac) {
    size_t size;
    return EVP_MAC_update(context, reinterpret_cast<const unsigned char *>(data), length) == 1 &&
           EVP_MAC_final(context, mac, &size, FLOOR_MAC_BYTES) == 1;
}

bool byInitializing(const char *data, size_t length, unsigned char *mac) {
    static EVP_MAC_CTX *const context = keyedContext();
    return EVP_MAC_init(context, nullptr, 0, nullptr) == 1 && finish(context, data, length, mac);
}

bool byDuplicating(const char *data, size_t length, unsigned char *mac) {
    static const EVP_MAC_CTX *const keyed = keyedContext();
    EVP_MAC_CTX *const context = EVP_MAC_CTX_dup(keyed);
    const bool good = context != nullptr && finish(context, data, length, mac);
    EVP_MAC_CTX_free(context);
    return good;
}

bool atOnce(const char *data, size_t length, unsigned char *mac) {
    return HMAC(EVP_sha256(), SAMPLE_SECRET, int(secretLength),
                reinterpret_cast<const unsigned char *>(data), length, mac, nullptr) != nullptr;
}

// The MACs of a token: over its signing input, and over its user id if that is needed to accept the token.
bool compute(Mac way, const Token &token) {
    unsigned char mac[FLOOR_MAC_BYTES];
    bool good = way(token.text.data(), token.signedLength, mac);
    benchmark::DoNotOptimize(mac[0]);
    if (!token.userID.empty()) {
        good = way(token.userID.data(), token.userID.size(), mac) && good;
        benchmark::DoNotOptimize(mac[0]);
    }
    return good;
}

// The seconds that the token's HMACs take from saved states.
double floorSeconds(const Token &token) {
    const int calls = 200;
    std::array<double, 15> rounds;
    for (double &round : rounds) {
        const double start = threadSeconds();
        for (int i = 0; i < calls; i++)
            compute(bySavedStates, token);
        round = (threadSeconds() - start) / calls;
    }
    const auto middle = rounds.begin() + rounds.size() / 2;
    std::nth_element(rounds.begin(), middle, rounds.end());
    return *middle;
}

void measure(benchmark::State &state, Mac way, const Token &token) {
    unsigned char expected[FLOOR_MAC_BYTES], mac[FLOOR_MAC_BYTES];
    bySavedStates(token.text.data(), token.signedLength, expected);
    if (!way(token.text.data(), token.signedLength, mac) ||
        std::memcmp(mac, expected, sizeof mac) != 0) {
        state.SkipWithError("the MAC is wrong");
        return;
    }
    const Meter meter(token);
    for (auto _ : state) {
        if (!compute(way, token)) {
            state.SkipWithError("OpenSSL failed");
            return;
        }
    }
    meter.report(state);
}

void parse(benchmark::State &state, const Token &token) {
    const Meter meter(token);
    for (auto _ : state) {
        json_t *const claims = json_loadb(token.payload.data(), token.payload.size(), 0, nullptr);
        if (claims == nullptr) {
            state.SkipWithError("jansson doesn't read the payload");
            return;
        }
        benchmark::DoNotOptimize(claims);
        json_decref(claims);
    }
    meter.report(state);
}

} // namespace

Meter::Meter(const Token &token)
    : tokenBytes(double(token.text.size())), floor(floorSeconds(token)),
      allocations(bench_allocations()), start(threadSeconds()) {}

void Meter::report(benchmark::State &state) const {
    using benchmark::Counter;
    const double seconds = threadSeconds() - start;
    const double allocated = double(bench_allocations() - allocations);
    state.counters["token_bytes"] = Counter(tokenBytes, Counter::kAvgThreads);
    state.counters["allocations"] = Counter(allocated, Counter::kAvgIterations);
    state.counters["x_floor"] =
        Counter(seconds / double(state.iterations()) / floor, Counter::kAvgThreads);
}

void registerFloors() {
    const struct {
        const char *name;
        Mac mac;
    } ways[] = {
        {"saved-states", bySavedStates},
        {"EVP_MD_CTX_copy", byCopying},
        {"EVP_MAC_init", byInitializing},
        {"EVP_MAC_CTX_dup", byDuplicating},
        {"HMAC", atOnce},
    };
    for (const auto &way : ways)
        for (const Token *const token : acceptedTokens())
            benchmark::RegisterBenchmark(
                (std::string("floor/") + way.name + "/" + token->name).c_str(),
                [mac = way.mac, token](benchmark::State &state) { measure(state, mac, *token); });
    for (const Token *const token : acceptedTokens())
        benchmark::RegisterBenchmark(("jansson/" + token->name).c_str(),
                                     [token](benchmark::State &state) { parse(state, *token); });
}

} // namespace suite
