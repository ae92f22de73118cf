/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Measures libpbjwt, its bare HMAC, and jansson for compare.py.
 *
 *     worker LIBRARY TOKENS_FILE
 *
 * LIBRARY is `libpbjwt` or `libpbjwt (EVP)`, as the library that the program is linked with computes
 * MACs, `floor`, `floor (EVP)` or `jansson`. The file's first line is the secret, each further line
 * a token: NAME OUTCOME TOKEN. On standard output the program says `ready`, a tab and the version of
 * what it measures, and then answers each line of standard input with one:
 *
 *     run INDEX COUNT     the nanoseconds that COUNT verifications of a token took
 *     count INDEX COUNT   the allocations that they made, or - where count_allocations.c isn't
 *                         preloaded
 *
 * or with `wrong` and a sentence where a result isn't the token's OUTCOME.
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

static uint64_t nanoseconds(void) {
    struct timespec time;
    if (clock_gettime(CLOCK_MONOTONIC, &time) != 0)
        worker_stop("there is no monotonic clock");
    return (uint64_t)time.tv_sec * UINT64_C(1000000000) + (uint64_t)time.tv_nsec;
}

/* The allocations of this process so far, as the preloaded counter knows them; NULL without it. */
typedef unsigned long (*allocation_counter)(void);

static allocation_counter find_counter(void) {
    void *const symbol = dlsym(RTLD_DEFAULT, "bench_allocations");
    allocation_counter counter;
    memcpy(&counter, &symbol, sizeof counter); /* ISO C knows no cast between the two */
    return counter;
}

/* The commands */

typedef struct worker {
    const worker_library *library;
    worker_state *state;
    worker_file file;
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
        const uint64_t start = nanoseconds();
        tally = current->library->run(current->state, token, asked->count);
        const uint64_t took = nanoseconds() - start;
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

static void serve(const worker *current) {
    char line[64];
    command asked;
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (!parse(line, &asked) ||
            (strcmp(asked.verb, "run") != 0 && strcmp(asked.verb, "count") != 0))
            puts("wrong the command is none of: run INDEX COUNT, count INDEX COUNT");
        else if (asked.index >= current->file.count)
            puts("wrong there is no token of that index");
        else
            answer(current, &asked);
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
    current.state = worker_start(current.library, &current.file);

    printf("ready\t%s\n", current.library->version());
    fflush(stdout);
    serve(&current);

    worker_end(current.state);
    worker_forget(&current.file);
    return 0;
}
