/* SPDX-License-Identifier: Apache-2.0 */

/*
 * When one of the library's own allocations fails, a call either succeeds or returns out_of_memory: no wrong
 * value, no bad token accepted, no earlier data lost. The linker replaces the library's calls with
 * __wrap_malloc and so on. Those of OpenSSL and jansson, which are shared libraries, don't fail here
 * (test_oom.c lets them fail too, in builds without sanitizers).
 */
#include "memory_scenarios.h"

#include <stdlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);

void *__wrap_malloc(size_t size) {
    return shortage_fails_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return shortage_fails_now() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size) {
    return shortage_fails_now() ? NULL : __real_realloc(memory, size);
}

/* Lets each allocation of the scenario fail once by itself, and once with all that follow. */
static void sweep(struct world *world, const memory_scenario *scenario) {
    shortage.failing_call = 0;
    shortage.all_the_rest = false;
    expect_true(scenario->run(world), scenario->name, __FILE__, __LINE__);
    const size_t count = shortage.calls;
    if (count < scenario->least_calls)
        report(__FILE__, __LINE__, "%s made %zu allocations", scenario->name, count);
    for (int rest = 0; rest < 2; rest++) {
        shortage.all_the_rest = rest == 1;
        size_t failed = 0;
        for (size_t number = 1; number <= count; number++) {
            shortage.failing_call = number;
            failed += scenario->run(world) ? 0 : 1;
        }
        if (failed != count)
            report(__FILE__, __LINE__, "%s: %zu of %zu failed allocations were noticed",
                   scenario->name, failed, count);
    }
    shortage.failing_call = 0;
    shortage.all_the_rest = false;
    expect_true(scenario->run(world), scenario->name, __FILE__, __LINE__);
}

static void every_failed_allocation_is_reported(void **state) {
    struct world world;
    world_make(&world, *state);
    for (size_t i = 0; i < verifying_scenario_count; i++)
        sweep(&world, &verifying_scenarios[i]);
    for (size_t i = 0; i < making_scenario_count; i++)
        sweep(&world, &making_scenarios[i]);
    world_free(&world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(every_failed_allocation_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
