/* SPDX-License-Identifier: Apache-2.0 */

/* Declarations that the parts of the worker share: the tokens in the file, and the measured libraries. */
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
    /* The decoded signature, of no bytes where there is none, and the user id whose user_hash it takes to
       accept the token, or NULL. They stand behind the text, in the same memory, so the floor misses no
       cache of its own for them. */
    const char *signature;
    size_t signature_length;
    const char *user_id;
    size_t user_id_length;
    size_t secret; /* the index of the secret to verify it with */
} worker_token;

typedef struct worker_secret {
    char *text;
    size_t length;
} worker_secret;

typedef struct worker_file {
    worker_secret *secrets; /* the first is for all tokens that name none */
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

/* Stops the program if the file is malformed. */
worker_file worker_read(const char *path);
void worker_forget(worker_file *file);

/* Decodes base64url; `out` has room for as many bytes as the text has. False if the text isn't base64url. */
bool worker_decode(const char *text, size_t length, char *out, size_t *out_length);

/* Decodes the payload of a token; `out` has room for the token. False if there is none. */
bool worker_payload(const worker_token *token, char *out, size_t *length);

/* worker_libraries.c */

/* How often the result was the token's outcome, and the last result. */
typedef struct worker_tally {
    size_t right;
    const char *last;
} worker_tally;

/* The object of any library that a service creates once for each secret. */
typedef struct worker_key worker_key;
/* The object that a thread creates once. */
typedef struct worker_state worker_state;

typedef struct worker_library {
    const char *name;
    bool shares_keys; /* among threads */
    const char *(*version)(void);
    void (*start)(worker_key *key, const worker_secret *secret); /* NULL if it needs none */
    worker_tally (*run)(worker_state *state, const worker_token *token, size_t count);
} worker_library;

/* NULL if no library has that name. */
const worker_library *worker_find(const char *name);

/* One key for each secret. Stops the program if the library can't be set up. */
worker_key *worker_keys(const worker_library *library, const worker_file *file);
void worker_keys_end(worker_key *keys, const worker_file *file);
worker_state *worker_start(const worker_key *keys, const worker_file *file);
void worker_end(worker_state *state);

/* worker_sweep.c */

enum { WORKER_PAIR = 2 /* threads */ };

typedef struct worker_sweep {
    const worker_library *library;
    worker_state
        *states[WORKER_PAIR]; /* one for each thread; the second is NULL if there is one thread */
    const worker_token *tokens;
    size_t count;
} worker_sweep;

/* Measures the nanoseconds to verify each of the tokens once, in an order that no cache can predict, with
   caches full of other data. False if a result isn't its token's outcome; `last` is then that result. */
bool worker_sweep_run(const worker_sweep *sweep, uint64_t *nanoseconds, const char **last);

/* The nanoseconds within which `percent` of the calls finish, in such a sweep by one thread. Each call
   includes one reading of the clock. */
bool worker_sweep_percentile(const worker_sweep *sweep, unsigned percent, uint64_t *nanoseconds,
                             const char **last);

#endif
