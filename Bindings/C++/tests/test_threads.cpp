// SPDX-License-Identifier: Apache-2.0

// Objects that threads share, and secrets that are rotated under load. Also meant to run with a sanitizer.

#include "support.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <thread>

namespace {

// In KiB. Not checked with a sanitizer, whose own memory grows and which reports leaks itself.
long resident() {
    std::ifstream file("/proc/self/statm");
    long size = 0, pages = 0;
    file >> size >> pages;
    return pages * 4;
}

} // namespace

TEST_CASE("threads share a verifier, an identity and a secret") {
    const auto by = verifier();
    const auto signing = secret();
    const auto good = issued(), late = expired();
    const auto who = by.verify(good).value();
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; i++)
        threads.emplace_back([&] {
            pbjwt::workspace workspace;
            for (int round = 0; round < 500; round++)
                right += by.verify(good)->user_id() == who.user_id() &&
                         by.verify(good, workspace)->email() == who.email() &&
                         by.verify(late, workspace).error().status() == pbjwt::status::expired &&
                         signing.user_hash("usr_1").value().size() == 64;
        });
    for (std::thread &thread : threads)
        thread.join();
    CHECK(right == 8 * 500);
}

TEST_CASE("secrets are rotated while threads verify") {
    const auto old = issued(), fresh = issued(other_key);
    pbjwt::verifier_store store(verifier());
    std::atomic<bool> rotating = true;
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++)
        threads.emplace_back([&] {
            while (rotating)
                wrong += !store.current()->verify(old);
            wrong += !store.current()->verify(fresh);
        });
    const auto one = secret(other_key), two = secret();
    for (int i = 0; i < 300; i++)
        store.replace(pbjwt::verifier::make({one, two}).value());
    rotating = false;
    for (std::thread &thread : threads)
        thread.join();
    CHECK(wrong == 0);
}

TEST_CASE("a million verifications leave nothing") {
    const auto by = verifier();
    const auto good = issued(), late = expired();
    pbjwt::workspace workspace;
    long right = 0, before = 0;
    for (int i = 0; i < 500000; i++) {
        right += by.verify(good)->name() == "Ada";
        right += !by.verify(late, workspace);
        if (i % 100 == 0)
            right += by.verify_json(late).value().size() > 10;
        if (i == 10000)
            before = resident();
    }
    CHECK(right == 1005000);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    CHECK(resident() <= before + 512);
#endif
}
