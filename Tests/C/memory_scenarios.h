/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Scenarios for every public function that allocates, with checks of the outcome. Two programs run them with
 * failing allocations: test_memory.c with the library's own, test_oom.c with those of the whole process.
 */
#ifndef PBJWT_TESTS_MEMORY_SCENARIOS_H
#define PBJWT_TESTS_MEMORY_SCENARIOS_H

#include "support.h"

#include <stdatomic.h>

struct ossl_lib_ctx_st;

/* Which allocations fail. Counted from shortage_start, while the scenario permits failures. */
struct shortage {
    atomic_bool on;
    size_t calls;
    size_t failing_call;  /* from 1; 0 for none */
    bool all_the_rest;    /* all that follow fail too */
    bool may_be_internal; /* OpenSSL's fail too, which may give pbjwt_internal */
};
extern struct shortage shortage;

/* The allocator calls this for each allocation, to decide whether it fails. */
bool shortage_fails_now(void);

void shortage_start(void);
void shortage_go_on(void); /* without resetting the count */
void shortage_stop(void);

/* The objects for a scenario; made while nothing fails. */
struct world {
    struct fixture *f;
    struct token good;
    struct token mismatched;
    struct token refused;
    struct token doubly_read; /* jansson can lose any byte of its texts and still parse it */
    struct token capital; /* with an address that is lowercased, signed by a secret with an id */
    const char *told;     /* the result for `good` */
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
    FAILS_ONCE = 1, /* only one allocation fails, because jansson's parser can't cope with more */
    /* OpenSSL may skip an allocation, or not say why it failed; jansson may read another text if
       its buffer doesn't grow. */
    MAY_BE_INTERNAL = 2,
    LOADS_A_PROVIDER = 4, /* which leaks in OpenSSL 3.0 itself */
};

typedef struct memory_scenario {
    const char *name;
    const char *functions; /* the functions in the header whose allocations fail here */
    /* Does something in which allocations may fail between start and stop, and checks the outcome. Returns
       whether it succeeded as if nothing had failed. */
    bool (*run)(struct world *world);
    size_t least_calls; /* the minimum number of the library's own allocations */
    unsigned how;
} memory_scenario;

extern const memory_scenario verifying_scenarios[], making_scenarios[];
extern const size_t verifying_scenario_count, making_scenario_count;

/* For the scenarios: whether the call succeeded; else it must give the reason. */
bool is_done(pbjwt_status status, pbjwt_status expected);

#endif
