/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Compares the JSON reader with jansson, like the differential test. Built for each way to scan a text: the
 * machine's vectors, the baseline's vectors, and portable code.
 */
#include "differential_compare.h"
#include "mutate.h"
#include "oracle.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length) {
    long accepted = 0;
    unsigned char *const text = fuzz_copy(data, length);
    const char *const what = difference((pbjwti_view){text, length}, &accepted);
    if (what != NULL)
        fuzz_fail(what, __FILE__, __LINE__);
    if (accepted > 0)
        fuzz_accepted();
    free(text);
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    fuzz_random random = fuzz_random_of(seed);
    return fuzz_mutate_json(data, size, max_size, &random);
}
