/* SPDX-License-Identifier: Apache-2.0 */

/* Verifies each of many tokens once, for worker_loop.h: out of order, with caches full of other data. */
#ifndef WORKER_SWEEP_H
#define WORKER_SWEEP_H

enum { WORKER_COLD_BYTES = 16 << 20, WORKER_STRIDE = 7919 /* a prime */ };

static void worker_cool_down(void) {
    static volatile unsigned char memory[WORKER_COLD_BYTES];
    for (size_t i = 0; i < sizeof memory; i += 64)
        memory[i]++;
}

/* Whether the library gives the right result for the token at this step. */
static bool worker_step(const worker_token *tokens, size_t count, size_t step) {
    const worker_token *const token = &tokens[step * WORKER_STRIDE % count];
    peer_claims claims = {0, 0};
    const bool accepted = peer_verify(token->key, token->text, token->length, &claims);
    worker_sink = worker_sink + claims.email_length + claims.sub_length;
    return accepted == (token->outcome[0] == 'a');
}

static void worker_sweep(const worker_token *tokens, size_t count) {
    size_t right = 0;
    worker_cool_down();
    const uint64_t start = worker_nanoseconds();
    for (size_t i = 0; i < count; i++)
        right += worker_step(tokens, count, i);
    const uint64_t elapsed = worker_nanoseconds() - start;
    if (right == count)
        printf("%llu\n", (unsigned long long)elapsed);
    else
        printf("wrong misjudged a token in the sweep\n");
}

static int worker_by_size(const void *one, const void *other) {
    uint64_t a, b;
    memcpy(&a, one, sizeof a);
    memcpy(&b, other, sizeof b);
    return (a > b) - (a < b);
}

static void worker_percentile(const worker_token *tokens, size_t count, unsigned long percent) {
    uint64_t *const calls = (uint64_t *)malloc(count * sizeof *calls);
    size_t right = 0;
    if (calls == NULL)
        worker_stop("out of memory");
    worker_cool_down();
    for (size_t i = 0; i < count; i++) {
        const uint64_t start = worker_nanoseconds();
        right += worker_step(tokens, count, i);
        calls[i] = worker_nanoseconds() - start;
    }
    qsort(calls, count, sizeof *calls, worker_by_size);
    if (right == count)
        printf("%llu\n", (unsigned long long)calls[(count - 1) * percent / 100]);
    else
        printf("wrong misjudged a token in the sweep\n");
    free(calls);
}

#endif
