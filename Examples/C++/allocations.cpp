// SPDX-License-Identifier: Apache-2.0

// Allocations that fail on demand. In a file of its own, where no compiler sees only half of a pair.

#include <atomic>
#include <cstdlib>
#include <new>

// How many are left before one fails, once; none does where it is negative.
std::atomic<long> allocations_left = -1;

void *operator new(std::size_t size) {
    if (allocations_left >= 0 && allocations_left-- == 0)
        throw std::bad_alloc();
    if (void *memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}

void operator delete(void *memory) noexcept {
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept {
    std::free(memory);
}
