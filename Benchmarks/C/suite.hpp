// SPDX-License-Identifier: Apache-2.0

// Declarations that the parts of the suite share.
#pragma once

#include "floor.h"
#include "samples.h"

#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

namespace suite {

// Ends the program with a sentence on standard error.
[[noreturn]] void stop(const std::string &sentence);
void require(pbjwt_status status);

template <typename Object, void (*free)(Object *)> struct Freed {
    void operator()(Object *object) const {
        free(object);
    }
};
template <typename Object, void (*free)(Object *)>
using Owned = std::unique_ptr<Object, Freed<Object, free>>;

using Secret = Owned<pbjwt_secret, pbjwt_secret_free>;
using Policy = Owned<pbjwt_policy, pbjwt_policy_free>;
using Claims = Owned<pbjwt_claims, pbjwt_claims_free>;
using Verifier = Owned<pbjwt_verifier, pbjwt_verifier_release>;
using Identity = Owned<pbjwt_identity, pbjwt_identity_free>;

Secret makeSecret();
Policy makePolicy();
Verifier makeVerifier();
Identity makeIdentity(size_t tokenBytes);

// suite_tokens.cpp

struct Token {
    std::string name;
    std::string outcome;
    pbjwt_status expected;
    std::string text;
    size_t signedLength;
    std::string payload;
    std::string userID; // whose hash is needed to accept the token; empty if none is
};

// One of the tokens minimal, full, php-escaped, python-escaped, nested and 4k, with one of the outcomes
// accepted, wrong-signature, expired and malformed.
Token makeToken(const std::string &name, const std::string &outcome);
// An accepted token of exactly this many bytes.
Token makeToken(size_t bytes);

// The tokens of all names and outcomes, made once.
const std::vector<Token> &tokens();
// Those with the outcome accepted.
std::vector<const Token *> acceptedTokens();

// suite_floors.cpp

// Reports, for each loop over a token, the allocations per iteration and the time as a multiple of the floor.
// Both times are CPU time of the thread, so waiting for other threads and programs doesn't count. The floor
// is measured when the meter is created, just before the loop, so that both see the machine in the same state.
class Meter {
  public:
    explicit Meter(const Token &token);
    void report(benchmark::State &state) const;

  private:
    double tokenBytes;
    double floor; // in seconds
    unsigned long allocations;
    double start; // the thread's CPU time, in seconds
};

void registerFloors();

// suite_threads.cpp

void registerThreads(const pbjwt_verifier *verifier);

// suite_server.cpp

void registerServer();

// suite_costs.cpp

void registerCosts();

} // namespace suite
