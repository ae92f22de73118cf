/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Checks by measurement whether the time of a comparison reveals how much of a signature is right: two kinds of
 * signature in random order, one wrong in its first byte and one in its last, and Welch's t-test of the times. A
 * comparison that does reveal it must be detected. Machines are noisy: run this by hand on an idle one.
 *
 *     timing [MEASUREMENTS]      two million of each
 */
#include "pbjwt.h"

#include "mac.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__x86_64__) || defined(__i386__)
#include <x86intrin.h>
#endif

/* A t beyond this is significant (dudect's threshold for "definitely"). */
#define LIMIT 10.0

enum { CALLS = 16, PERCENTILES = 8 };

static uint64_t ticks(void) {
#if defined(__x86_64__) || defined(__i386__)
    unsigned ignored;
    return __rdtscp(&ignored);
#else
    struct timespec now;
    timespec_get(&now, TIME_UTC);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
#endif
}

static uint64_t random_state = 88172645463325252u;

static uint64_t next_random(void) { /* xorshift64* */
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * 2685821657736338717u;
}

/* Statistics */

typedef struct sample {
    double count, mean, squares; /* Welford's */
} sample;

static void add(sample *to, double value) {
    const double delta = value - to->mean;
    to->count += 1;
    to->mean += delta / to->count;
    to->squares += delta * (value - to->mean);
}

static double welch(const sample *a, const sample *b) {
    if (a->count < 2 || b->count < 2)
        return 0;
    const double variance =
        a->squares / (a->count - 1) / a->count + b->squares / (b->count - 1) / b->count;
    return variance > 0 ? (a->mean - b->mean) / sqrt(variance) : 0;
}

static int by_size(const void *a, const void *b) {
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* The largest t for the times below several percentiles: the machine causes the slowest ones. */
static double largest_t(const uint32_t *times, const unsigned char *kinds, size_t count) {
    uint32_t *const sorted = malloc(count * sizeof *sorted);
    double largest = 0;
    if (sorted == NULL)
        exit(2);
    memcpy(sorted, times, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_size);
    for (int p = 1; p <= PERCENTILES; p++) {
        const uint32_t limit = sorted[(count - 1) / 100 * (size_t)(100 - pow(0.5, p) * 100)];
        sample samples[2] = {{0, 0, 0}, {0, 0, 0}};
        for (size_t i = 0; i < count; i++)
            if (times[i] <= limit)
                add(&samples[kinds[i]], times[i]);
        const double t = fabs(welch(&samples[0], &samples[1]));
        if (t > largest)
            largest = t;
    }
    free(sorted);
    return largest;
}

/* The comparisons */

static unsigned char expected[PBJWTI_MAC_BYTES];
static unsigned char sent[2][PBJWTI_MAC_BYTES]; /* wrong in the first byte, and wrong in the last */
static volatile unsigned sink;

static void compare(int kind) {
    unsigned found = 0;
    for (int i = 0; i < CALLS; i++)
        found += pbjwti_mac_equal(expected, sent[kind]);
    sink += found;
}

static void compare_up_to_a_difference(int kind) {
    unsigned found = 0;
    for (int call = 0; call < CALLS; call++) {
        const volatile unsigned char *const a = expected, *const b = sent[kind];
        size_t i = 0;
        while (i < PBJWTI_MAC_BYTES && a[i] == b[i])
            i++;
        found += i == PBJWTI_MAC_BYTES;
    }
    sink += found;
}

static pbjwt_verifier *verifier;
static pbjwt_identity *identity;
static char *tokens[2];
static size_t token_length;

static void verify(int kind) {
    sink += pbjwt_verify_at(verifier, tokens[kind], token_length, 1750000000, identity);
}

static double measure(void (*call)(int kind), size_t count) {
    uint32_t *const times = malloc(count * sizeof *times);
    unsigned char *const kinds = malloc(count);
    if (times == NULL || kinds == NULL)
        exit(2);
    for (size_t i = 0; i < count; i++) {
        kinds[i] = (unsigned char)(next_random() >> 63);
        const uint64_t start = ticks();
        call(kinds[i]);
        const uint64_t taken = ticks() - start;
        times[i] = taken < UINT32_MAX ? (uint32_t)taken : UINT32_MAX;
    }
    const double t = largest_t(times, kinds, count);
    free(times);
    free(kinds);
    return t;
}

/* A good token, and copies with a wrong first or last byte in the signature. */
static void prepare(void) {
    static const char secret_text[] =
        "fb60048f7c7bdf81ff6d8da9d8a40998bff6f3ebe89c4c7a49330ac2bd257dcc";
    pbjwt_secret *secret = NULL;
    pbjwt_claims *const claims = pbjwt_claims_new();
    identity = pbjwt_identity_new(4096);
    for (int kind = 0; kind < 2; kind++)
        if (pbjwt_secret_new(secret_text, 64, PBJWT_SECRET_TEXT, &secret) != PBJWT_OK ||
            pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5) != PBJWT_OK ||
            pbjwt_issue_at(secret, claims, 1750000000, 60, &tokens[kind], &token_length, NULL) !=
                PBJWT_OK) {
            exit(2);
        } else if (kind == 0) {
            if (pbjwt_verifier_new(&secret, 1, NULL, &verifier) != PBJWT_OK)
                exit(2);
            pbjwt_secret_free(secret);
        }
    char *const first = tokens[0] + token_length - 43, *const last = tokens[1] + token_length - 2;
    *first = *first == 'A' ? 'B' : 'A';
    *last = *last == 'A' ? 'B' : 'A';
    pbjwt_secret_free(secret);
    pbjwt_claims_free(claims);

    for (size_t i = 0; i < sizeof expected; i++)
        expected[i] = (unsigned char)next_random();
    memcpy(sent[0], expected, sizeof expected);
    memcpy(sent[1], expected, sizeof expected);
    sent[0][0] ^= 1;
    sent[1][PBJWTI_MAC_BYTES - 1] ^= 1;
}

int main(int count, char **arguments) {
    const size_t measurements = count > 1 ? (size_t)strtoull(arguments[1], NULL, 10) : 2000000;
    if (measurements < 10000) {
        fputs("usage: timing [MEASUREMENTS], at least 10000\n", stderr);
        return 2;
    }
    prepare();
    (void)measure(compare, measurements / 10); /* warm-up */
    const double of_compare = measure(compare, measurements);
    const double of_verify = measure(verify, measurements / 4);
    const double of_planted = measure(compare_up_to_a_difference, measurements);
    pbjwt_identity_free(identity);
    pbjwt_verifier_release(verifier);
    pbjwt_free(tokens[0]);
    pbjwt_free(tokens[1]);
    printf("timing: of %zu measurements |t| is %.2f for the comparison and %.2f for a "
           "verification, to be below %.0f; "
           "%.2f for one that ends at the first difference\n",
           measurements, of_compare, of_verify, LIMIT, of_planted);
    return of_compare < LIMIT && of_verify < LIMIT && of_planted > LIMIT ? 0 : 1;
}
