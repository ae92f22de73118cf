/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_PYTHON_ARROW_VERIFY_H
#define PBJWT_PYTHON_ARROW_VERIFY_H

#include "input.h"
#include "result.h"

#include <pbjwt.h>

/* Verifies the tokens of an array on several threads, without Python. */

typedef struct {
    const pbjwt_verifier *verifier;
    bool
        timed; /* all tokens are checked at `now`; else at the current time, or each at its own time */
    int64_t now;
    const size_t *fields; /* the fields of the result */
    size_t field_count;
    int threads;
} arrow_job;

typedef enum {
    FAULT_NONE,
    FAULT_MEMORY,
    FAULT_TOO_LONG,        /* a column is too long for 32 bits */
    FAULT_MALFORMED_TOKEN, /* a row's token is outside its array */
    FAULT_NO_TIME,         /* a row has a token and no time */
    FAULT_TIME_RANGE,      /* a row's time is out of the library's range */
    FAULT_STATUS           /* memory, or the crypto library: see `status` */
} fault_kind;

typedef struct {
    fault_kind kind;
    int64_t row;
    pbjwt_status status;
} arrow_fault;

/* On failure sets *fault and returns NULL. `times` may be NULL; otherwise it is as long as `tokens`. */
result_chunk *arrow_verify(const arrow_job *job, const token_column *tokens,
                           const time_column *times, arrow_fault *fault);

#endif
