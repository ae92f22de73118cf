/* SPDX-License-Identifier: Apache-2.0 */

/* Mutations that know JSON. */
#ifndef PBJWT_FUZZ_MUTATE_H
#define PBJWT_FUZZ_MUTATE_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer's own mutation, by bytes and by the dictionary. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

typedef struct fuzz_random {
    uint64_t state;
} fuzz_random;

fuzz_random fuzz_random_of(unsigned seed);
size_t fuzz_below(fuzz_random *random, size_t limit);

/*
 * Changes a JSON text of `size` bytes in a buffer of `room` bytes: one of its bytes, or if it is an object, a
 * member, which is duplicated, moved, removed, renamed, given another type, escaped or nested. Returns the new
 * size.
 */
size_t fuzz_mutate_json(uint8_t *text, size_t size, size_t room, fuzz_random *random);

#endif
