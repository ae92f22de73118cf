// SPDX-License-Identifier: Apache-2.0

// What the parts of the suite share.
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
    std::string userID; // whose hash it takes to accept the token; empty where it takes none
};

// One of the tokens minimal, full, php-escaped, python-escaped, nested and 4k, with an outcome of
// accepted, wrong-signature, expired and malformed.
Token makeToken(const std::string &name, const std::string &outcome);
// An accepted one of exactly so many bytes.
Token makeToken(size_t bytes);

// Each of the names with each of the outcomes, made once.
const std::vector<Token> &tokens();
// Those of the outcome accepted.
std::vector<const Token *> acceptedTokens();

// suite_floors.cpp

// What each loop over a token reports: the allocations of an iteration, and how many times the floor it
// takes, both in time that the thread spends: what it waits for other threads and programs doesn't
// count. The floor is measured when the meter is made, right before the loop, so that both meet the
// machine in the same mood.
class Meter {
  public:
    explicit Meter(const Token &token);
    void report(benchmark::State &state) const;

  private:
    double tokenBytes;
    double floor; // in seconds
    unsigned long allocations;
    double start; // of the thread, in seconds
};

void registerFloors();

// suite_threads.cpp

void registerThreads(const pbjwt_verifier *verifier);

// suite_server.cpp

void registerServer();

// suite_costs.cpp

void registerCosts();

} // namespace suite
