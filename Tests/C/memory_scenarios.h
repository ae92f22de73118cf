/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Every public function that allocates, called so that what comes of it can be judged. A program that
 * lets allocations fail runs them, each in its way: test_memory.c the library's own, test_oom.c
 * those of the whole process.
 */
#ifndef PBJWT_TESTS_MEMORY_SCENARIOS_H
#define PBJWT_TESTS_MEMORY_SCENARIOS_H

#include "support.h"

#include <stdatomic.h>

struct ossl_lib_ctx_st;

/* Which allocations fail. Counted from shortage_start, while the scenario lets them. */
struct shortage {
    atomic_bool on;
    size_t calls;
    size_t failing_call;  /* from 1; 0 for none */
    bool all_the_rest;    /* fail, too */
    bool may_be_internal; /* OpenSSL's fail as well, which it may tell as pbjwt_internal */
};
extern struct shortage shortage;

/* What a program's allocator asks for each allocation. */
bool shortage_fails_now(void);

void shortage_start(void);
void shortage_go_on(void); /* without counting anew */
void shortage_stop(void);

/* What a scenario has to work with; made while nothing fails. */
struct world {
    struct fixture *f;
    struct token good;
    struct token mismatched;
    struct token refused;
    struct token
        doubly_read;      /* in which jansson can lose any byte of a text without losing its way */
    struct token capital; /* whose address is lowercased, by a secret with an id */
    const char *told;     /* of `good` */
    const char *told_doubly;
    const char *told_capital;
    pbjwt_verifier *provided;
    pbjwt_verifier *both;
    pbjwt_verifier *lowering;
    pbjwt_secret *secret;
    pbjwt_policy *policy;
    pbjwt_claims *claims;
    const char *issued;
};

void world_make(struct world *world, struct fixture *fixture);
void world_free(struct world *world);

enum {
    FAILS_ONCE = 1, /* not all that follow too: jansson, as it parses, is not made for that */
    /* OpenSSL may skip an allocation, or not tell why it failed; jansson may see another text when
       its buffer doesn't grow. */
    MAY_BE_INTERNAL = 2,
    LOADS_A_PROVIDER = 4, /* of which OpenSSL 3.0 loses pieces itself */
};

typedef struct memory_scenario {
    const char *name;
    const char *functions; /* of the header: those whose allocations fail here */
    /* Does something in which allocations may fail between start and stop, and judges what came of it.
       Gives whether it did what it does when nothing fails. */
    bool (*run)(struct world *world);
    size_t least_calls; /* how often the library itself allocates, at the least */
    unsigned how;
} memory_scenario;

extern const memory_scenario verifying_scenarios[], making_scenarios[];
extern const size_t verifying_scenario_count, making_scenario_count;

/* For the scenarios: whether the call did its work; else it must tell why. */
bool is_done(pbjwt_status status, pbjwt_status expected);

#endif
