/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Shared by the workers in C and C++: loads the tokens, answers commands and measures time. A worker includes
 * this file and defines the two functions declared below; PEER_VERSION comes from the build.
 */
#ifndef WORKER_LOOP_H
#define WORKER_LOOP_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* RTLD_DEFAULT; C++ compilers define it */
#endif

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The claims of a verified token that a worker reads. */
typedef struct peer_claims {
    size_t email_length, sub_length;
} peer_claims;

/* Creates the objects that a service creates once for each secret. The secret is NUL-terminated and outlives
   them. NULL if the library doesn't accept it. */
static void *peer_key(const char *secret, size_t length);

/* Verifies a NUL-terminated token and reads its claims; false is a refusal. */
static bool peer_verify(void *key, const char *token, size_t length, peer_claims *claims);

typedef struct worker_token {
    char *outcome, *text;
    size_t length;
    void *key;
} worker_token;

typedef struct worker_tokens {
    worker_token *all;
    size_t count;
} worker_tokens;

typedef struct worker_secret {
    char *text;
    void *key;
} worker_secret;

typedef struct worker_secrets {
    worker_secret *all;
    size_t count;
} worker_secrets;

typedef unsigned long (*worker_counter)(void);

static volatile size_t worker_sink;

static void worker_stop(const char *what) {
    fprintf(stderr, "worker: %s\n", what);
    exit(3);
}

/* The next line without its end, or NULL at the end of the file. The caller owns it. */
static char *worker_line(FILE *file, size_t *length) {
    char *line = NULL;
    size_t capacity = 0;
    const ssize_t got = getline(&line, &capacity, file);
    if (got < 0) {
        free(line);
        return NULL;
    }
    line[strcspn(line, "\r\n")] = '\0';
    *length = strlen(line);
    return line;
}

static void *worker_grow(void *all, size_t count, size_t size) {
    void *const grown = realloc(all, (count + 1) * size);
    if (grown == NULL)
        worker_stop("out of memory");
    return grown;
}

/* The key for a secret; created if the secret is new. */
static void *worker_key(worker_secrets *secrets, char *text) {
    for (size_t i = 0; i < secrets->count; i++)
        if (strcmp(secrets->all[i].text, text) == 0)
            return secrets->all[i].key;
    const worker_secret made = {text, peer_key(text, strlen(text))};
    if (made.key == NULL)
        worker_stop("the library does not take a secret");
    secrets->all = (worker_secret *)worker_grow(secrets->all, secrets->count, sizeof made);
    secrets->all[secrets->count++] = made;
    return made.key;
}

static worker_tokens worker_load(const char *path) {
    worker_tokens tokens = {NULL, 0};
    worker_secrets secrets = {NULL, 0};
    size_t length;
    FILE *const file = fopen(path, "r");
    char *line = file == NULL ? NULL : worker_line(file, &length);
    if (line == NULL)
        worker_stop("no secret");
    void *const key = worker_key(&secrets, line);

    while ((line = worker_line(file, &length)) != NULL) {
        char *rest = NULL;
        worker_token token;
        if (strtok_r(line, " ", &rest) == NULL)
            continue;
        token.outcome = strtok_r(NULL, " ", &rest);
        token.text = strtok_r(NULL, " ", &rest);
        if (token.outcome == NULL || token.text == NULL)
            worker_stop("a line without a token");
        token.length = strlen(token.text);
        char *const own = strtok_r(NULL, " ", &rest);
        token.key = own == NULL ? key : worker_key(&secrets, own);

        tokens.all = (worker_token *)worker_grow(tokens.all, tokens.count, sizeof token);
        tokens.all[tokens.count++] = token;
    }
    fclose(file);
    free(secrets.all);
    return tokens;
}

/* If the library's answer to this token is wrong, says so on stdout. */
static bool worker_check(const worker_token *token) {
    peer_claims claims = {0, 0};
    const bool accepted = peer_verify(token->key, token->text, token->length, &claims);
    const bool expected = strcmp(token->outcome, "accepted") == 0;
    if (accepted && expected && claims.email_length == 0)
        printf("wrong read no email\n");
    else if (accepted && !expected)
        printf("wrong accepted a token marked %s\n", token->outcome);
    else if (!accepted && expected)
        printf("wrong refused an accepted token\n");
    return accepted == expected && (!accepted || claims.email_length > 0);
}

/* How many of the verifications accepted the token. */
static unsigned long worker_repeat(const worker_token *token, unsigned long count) {
    unsigned long accepted = 0;
    for (unsigned long i = 0; i < count; i++) {
        peer_claims claims = {0, 0};
        if (peer_verify(token->key, token->text, token->length, &claims))
            accepted++;
        worker_sink = worker_sink + claims.email_length + claims.sub_length;
    }
    return accepted;
}

static uint64_t worker_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void worker_run(const worker_token *token, unsigned long count, worker_counter counter) {
    if (!worker_check(token))
        return;
    const unsigned long allocations = counter == NULL ? 0 : counter();
    const uint64_t start = worker_nanoseconds();
    const unsigned long accepted = worker_repeat(token, count);
    const uint64_t elapsed = worker_nanoseconds() - start;

    if (accepted != (strcmp(token->outcome, "accepted") == 0 ? count : 0))
        printf("wrong did not decide alike each time\n");
    else if (counter == NULL)
        printf("%llu\n", (unsigned long long)elapsed);
    else
        printf("%lu\n", counter() - allocations);
}

#include "worker_sweep.h"

int main(int argc, char **argv) {
    /* Present if the driver preloads the counter. ISO C has no cast for dlsym's result. */
    worker_counter counter = NULL;
    void *const symbol = dlsym(RTLD_DEFAULT, "bench_allocations");
    memcpy(&counter, &symbol, sizeof counter);
    if (argc != 3)
        worker_stop("usage: worker LIBRARY TOKENS");
    const worker_tokens tokens = worker_load(argv[2]);
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("ready\t%s\n", PEER_VERSION);

    char *line = NULL;
    size_t capacity = 0;
    while (getline(&line, &capacity, stdin) > 0) {
        char command[8];
        size_t index;
        unsigned long count;
        if (sscanf(line, "%7s %zu %lu", command, &index, &count) != 3 || index >= tokens.count)
            worker_stop("an unknown command");
        const bool counts = strcmp(command, "count") == 0;
        if ((counts && counter == NULL) || strcmp(command, "pair") == 0)
            printf("-\n");
        else if (strcmp(command, "sweep") == 0)
            worker_sweep(&tokens.all[index], count);
        else if (strcmp(command, "p50") == 0 || strcmp(command, "p99") == 0)
            worker_percentile(&tokens.all[index], count, (unsigned long)atoi(command + 1));
        else
            worker_run(&tokens.all[index], count, counts ? counter : NULL);
    }
    return 0;
}

#endif
