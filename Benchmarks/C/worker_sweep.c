/* SPDX-License-Identifier: Apache-2.0 */

/* A server's load: each of many tokens once, with caches that other work has filled. */
#define _POSIX_C_SOURCE 200809L

#include "worker.h"

#include <pthread.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLD_BYTES = 16 << 20, /* larger than the caches of a core */
    CACHE_LINE = 64,
    STRIDE = 7919 /* a prime: visits every token, and never the next one in memory */
};

static const worker_token *token_at(const worker_sweep *sweep, size_t step) {
    return &sweep->tokens[step * STRIDE % sweep->count];
}

static void cool_down(size_t thread) {
    static volatile unsigned char memory[WORKER_PAIR][COLD_BYTES];
    for (size_t i = 0; i < COLD_BYTES; i += CACHE_LINE)
        memory[thread][i]++;
}

/* A thread's share of the tokens */

typedef struct share {
    const worker_sweep *sweep;
    size_t thread, threads;
    pthread_barrier_t *ready; /* NULL for a thread that waits for no other */
    uint64_t start, end;
    bool right;
    const char *last;
} share;

static void *verify_share(void *argument) {
    share *const own = (share *)argument;
    const worker_sweep *const sweep = own->sweep;
    own->right = true;
    cool_down(own->thread);
    if (own->ready != NULL)
        pthread_barrier_wait(own->ready);
    own->start = worker_nanoseconds();
    for (size_t i = own->thread; i < sweep->count; i += own->threads) {
        const worker_tally tally =
            sweep->library->run(sweep->states[own->thread], token_at(sweep, i), 1);
        if (tally.right != 1) {
            own->right = false;
            own->last = tally.last;
        }
    }
    own->end = worker_nanoseconds();
    return NULL;
}

static void verify_both(share shares[WORKER_PAIR]) {
    pthread_t other;
    pthread_barrier_t ready;
    if (pthread_barrier_init(&ready, NULL, WORKER_PAIR) != 0)
        worker_stop("no barrier can be made");
    for (size_t i = 0; i < WORKER_PAIR; i++)
        shares[i].ready = &ready;
    if (pthread_create(&other, NULL, verify_share, &shares[1]) != 0)
        worker_stop("no thread can be made");
    verify_share(&shares[0]);
    pthread_join(other, NULL);
    pthread_barrier_destroy(&ready);
}

bool worker_sweep_run(const worker_sweep *sweep, uint64_t *nanoseconds, const char **last) {
    const size_t threads = sweep->states[1] != NULL ? WORKER_PAIR : 1;
    share shares[WORKER_PAIR];
    for (size_t i = 0; i < threads; i++)
        shares[i] = (share){.sweep = sweep, .thread = i, .threads = threads};
    if (threads == WORKER_PAIR)
        verify_both(shares);
    else
        verify_share(&shares[0]);

    uint64_t start = shares[0].start, end = shares[0].end;
    bool right = true;
    for (size_t i = 0; i < threads; i++) {
        start = shares[i].start < start ? shares[i].start : start;
        end = shares[i].end > end ? shares[i].end : end;
        if (!shares[i].right) {
            right = false;
            *last = shares[i].last;
        }
    }
    *nanoseconds = end - start;
    return right;
}

/* Single calls */

static int by_size(const void *one, const void *other) {
    uint64_t a, b;
    memcpy(&a, one, sizeof a);
    memcpy(&b, other, sizeof b);
    return (a > b) - (a < b);
}

bool worker_sweep_percentile(const worker_sweep *sweep, unsigned percent, uint64_t *nanoseconds,
                             const char **last) {
    uint64_t *const calls = (uint64_t *)malloc(sweep->count * sizeof *calls);
    bool right = true;
    if (calls == NULL)
        worker_stop("out of memory");
    cool_down(0);
    for (size_t i = 0; i < sweep->count; i++) {
        const uint64_t start = worker_nanoseconds();
        const worker_tally tally = sweep->library->run(sweep->states[0], token_at(sweep, i), 1);
        calls[i] = worker_nanoseconds() - start;
        if (tally.right != 1) {
            right = false;
            *last = tally.last;
        }
    }
    qsort(calls, sweep->count, sizeof *calls, by_size);
    *nanoseconds = calls[(sweep->count - 1) * percent / 100];
    free(calls);
    return right;
}
