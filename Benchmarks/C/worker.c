/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Measures libpbjwt, its bare HMAC, and jansson for compare.py.
 *
 *     worker LIBRARY TOKENS_FILE
 *
 * LIBRARY is `libpbjwt` or `libpbjwt (EVP)`, depending on how the linked library computes MACs, or
 * `floor`, `floor (EVP)` or `jansson`. The file's first line is the secret; each further line is a
 * token: NAME OUTCOME TOKEN, and the token's own secret if it has one. The program prints `ready`, a
 * tab and the version of the measured library, and then answers each line of standard input with one
 * line:
 *
 *     run INDEX COUNT     the nanoseconds that COUNT verifications of a token took
 *     count INDEX COUNT   the allocations that they made, or - if count_allocations.c isn't
 *                         preloaded
 *     sweep INDEX COUNT   the nanoseconds that COUNT tokens from INDEX on took, each verified once, out
 *                         of order and with caches full of other data
 *     pair INDEX COUNT    the same with two threads, or - if the library can't share keys
 *     p50 INDEX COUNT     the nanoseconds within which half of the single calls of such a sweep finish;
 *     p99 INDEX COUNT     the same for all but one in a hundred. Each includes one reading of the clock
 *
 * or with `wrong` and a sentence if a result isn't the token's OUTCOME.
 */
#define _GNU_SOURCE /* RTLD_DEFAULT */

#include "worker.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const outcome_names[] = {
    [WORKER_ACCEPTED] = "good",
    [WORKER_WRONG_SIGNATURE] = "wrongly signed",
    [WORKER_EXPIRED] = "expired",
    [WORKER_MALFORMED] = "malformed",
};

void worker_stop(const char *sentence) {
    fprintf(stderr, "worker: %s\n", sentence);
    exit(3);
}

uint64_t worker_nanoseconds(void) {
    struct timespec time;
    if (clock_gettime(CLOCK_MONOTONIC, &time) != 0)
        worker_stop("there is no monotonic clock");
    return (uint64_t)time.tv_sec * UINT64_C(1000000000) + (uint64_t)time.tv_nsec;
}

/* Reads the preloaded counter: the allocations of this process so far; NULL without the counter. */
typedef unsigned long (*allocation_counter)(void);

static allocation_counter find_counter(void) {
    void *const symbol = dlsym(RTLD_DEFAULT, "bench_allocations");
    allocation_counter counter;
    memcpy(&counter, &symbol, sizeof counter); /* ISO C has no cast between the two */
    return counter;
}

/* The commands */

typedef struct worker {
    const worker_library *library;
    worker_file file;
    worker_key *keys;
    worker_state *state;
    worker_state *second; /* the second thread's */
    allocation_counter allocations;
} worker;

typedef struct command {
    char verb[8];
    size_t index;
    size_t count;
} command;

static bool parse(const char *line, command *parsed) {
    int end = 0;
    uintmax_t index, count;
    if (sscanf(line, "%7s %9" SCNuMAX " %12" SCNuMAX "%n", parsed->verb, &index, &count, &end) != 3)
        return false;
    parsed->index = (size_t)index;
    parsed->count = (size_t)count;
    return strcmp(line + end, "\n") == 0 || line[end] == 0;
}

static void answer(const worker *current, const command *asked) {
    const worker_token *const token = &current->file.tokens[asked->index];
    const bool counting = strcmp(asked->verb, "count") == 0;

    worker_tally tally = current->library->run(current->state, token, 1);
    if (tally.right == 1) {
        const unsigned long before = current->allocations != NULL ? current->allocations() : 0;
        const uint64_t start = worker_nanoseconds();
        tally = current->library->run(current->state, token, asked->count);
        const uint64_t took = worker_nanoseconds() - start;
        const unsigned long after = current->allocations != NULL ? current->allocations() : 0;
        if (tally.right == asked->count) {
            if (!counting)
                printf("%" PRIu64 "\n", took);
            else if (current->allocations != NULL)
                printf("%lu\n", after - before);
            else
                puts("-");
            return;
        }
    }
    printf("wrong the %s token came out as: %s\n", outcome_names[token->outcome], tally.last);
}

static void answer_sweep(const worker *current, const command *asked) {
    const bool pair = strcmp(asked->verb, "pair") == 0;
    const worker_sweep sweep = {current->library,
                                {current->state, pair ? current->second : NULL},
                                &current->file.tokens[asked->index],
                                asked->count};
    uint64_t took;
    const char *last;
    bool right;
    if (pair && !current->library->shares_keys) {
        puts("-");
        return;
    }
    if (asked->verb[0] == 'p' && !pair)
        right = worker_sweep_percentile(&sweep, (unsigned)atoi(asked->verb + 1), &took, &last);
    else
        right = worker_sweep_run(&sweep, &took, &last);
    if (right)
        printf("%" PRIu64 "\n", took);
    else
        printf("wrong a token in the sweep came out as: %s\n", last);
}

static bool is_any(const char *verb, const char *const verbs[], size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(verb, verbs[i]) == 0)
            return true;
    return false;
}

static void serve(const worker *current) {
    static const char *const loops[] = {"run", "count"};
    static const char *const sweeps[] = {"sweep", "pair", "p50", "p99"};
    char line[64];
    command asked;
    while (fgets(line, sizeof line, stdin) != NULL) {
        const bool read = parse(line, &asked);
        const bool loop = read && is_any(asked.verb, loops, sizeof loops / sizeof loops[0]);
        const bool sweep = read && is_any(asked.verb, sweeps, sizeof sweeps / sizeof sweeps[0]);
        const size_t left =
            read && asked.index < current->file.count ? current->file.count - asked.index : 0;
        if (!loop && !sweep)
            puts("wrong the command is none of: run, count, sweep, pair, p50, p99, with INDEX "
                 "COUNT");
        else if (left == 0 || (sweep && (asked.count == 0 || asked.count > left)))
            puts("wrong there is no token of that index");
        else if (loop)
            answer(current, &asked);
        else
            answer_sweep(current, &asked);
        fflush(stdout);
    }
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: worker LIBRARY TOKENS_FILE\n");
        return 2;
    }
    worker current = {.library = worker_find(argv[1]), .allocations = find_counter()};
    if (current.library == NULL)
        worker_stop(
            "the library is none of: libpbjwt, libpbjwt (EVP), floor, floor (EVP), jansson");
    current.file = worker_read(argv[2]);
    current.keys = worker_keys(current.library, &current.file);
    current.state = worker_start(current.keys, &current.file);
    current.second = worker_start(current.keys, &current.file);

    printf("ready\t%s\n", current.library->version());
    fflush(stdout);
    serve(&current);

    worker_end(current.state);
    worker_end(current.second);
    worker_keys_end(current.keys, &current.file);
    worker_forget(&current.file);
    return 0;
}
