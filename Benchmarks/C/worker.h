/* SPDX-License-Identifier: Apache-2.0 */

/* What the parts of the worker share: the tokens of the file, and the libraries that it measures. */
#ifndef PBJWT_BENCHMARKS_WORKER_H
#define PBJWT_BENCHMARKS_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum worker_outcome {
    WORKER_ACCEPTED,
    WORKER_WRONG_SIGNATURE,
    WORKER_EXPIRED,
    WORKER_MALFORMED
} worker_outcome;

typedef struct worker_token {
    worker_outcome outcome;
    char *text;
    size_t length;
    size_t signed_length;
    char *user_id; /* whose user_hash it takes to accept the token; NULL where it takes none */
    size_t user_id_length;
    size_t secret; /* the index of the secret that it is to be verified with */
} worker_token;

typedef struct worker_secret {
    char *text;
    size_t length;
} worker_secret;

typedef struct worker_file {
    worker_secret *secrets; /* the first is that of all tokens that name none */
    size_t secret_count;
    worker_token *tokens;
    size_t count;
    size_t longest; /* of the tokens, in bytes */
} worker_file;

/* worker.c */

/* Ends the program with a sentence on standard error. */
_Noreturn void worker_stop(const char *sentence);

/* By the monotonic clock. */
uint64_t worker_nanoseconds(void);

/* worker_tokens.c */

/* Stops the program where the file isn't as it should be. */
worker_file worker_read(const char *path);
void worker_forget(worker_file *file);

/* Decodes base64url; `out` has room for as many bytes as the text has. False for any other text. */
bool worker_decode(const char *text, size_t length, char *out, size_t *out_length);

/* The decoded payload of a token; `out` has room for the token. False where there is none. */
bool worker_payload(const worker_token *token, char *out, size_t *length);

/* worker_libraries.c */

/* How often the result was the outcome of the token; and what the last result was. */
typedef struct worker_tally {
    size_t right;
    const char *last;
} worker_tally;

/* What a service makes once for each secret, of whatever library. */
typedef struct worker_key worker_key;
/* What a thread makes once. */
typedef struct worker_state worker_state;

typedef struct worker_library {
    const char *name;
    bool shares_keys; /* among threads */
    const char *(*version)(void);
    void (*start)(worker_key *key, const worker_secret *secret); /* NULL where it needs none */
    worker_tally (*run)(worker_state *state, const worker_token *token, size_t count);
} worker_library;

/* NULL where there is none of that name. */
const worker_library *worker_find(const char *name);

/* One key for each secret. Stops the program where the library can't be made ready. */
worker_key *worker_keys(const worker_library *library, const worker_file *file);
void worker_keys_end(worker_key *keys, const worker_file *file);
worker_state *worker_start(const worker_key *keys, const worker_file *file);
void worker_end(worker_state *state);

/* worker_sweep.c */

enum { WORKER_PAIR = 2 /* threads */ };

typedef struct worker_sweep {
    const worker_library *library;
    worker_state
        *states[WORKER_PAIR]; /* of each thread; the second is NULL where there is one thread */
    const worker_token *tokens;
    size_t count;
} worker_sweep;

/* The nanoseconds in which each of the tokens is verified once, in an order that no cache foresees, from
   caches that hold something else. False where a result isn't the outcome of its token: then `last` is it. */
bool worker_sweep_run(const worker_sweep *sweep, uint64_t *nanoseconds, const char **last);

/* The nanoseconds that `percent` of the calls stay within, in such a sweep by one thread. Each includes one
   reading of the clock. */
bool worker_sweep_percentile(const worker_sweep *sweep, unsigned percent, uint64_t *nanoseconds,
                             const char **last);

#endif
