/* SPDX-License-Identifier: Apache-2.0 */
/* Rows are verified in parts. A free thread takes the next part, and writes that part's own
   columns; when all are done, the threads copy them to their places in the whole. */
#define _POSIX_C_SOURCE 200809L
#include "verify.h"

#include "fields.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

enum { ROWS_OF_PART = 4096 };

typedef struct {
    const arrow_job *job;
    const token_column *tokens;
    const time_column *times;
    size_t part_count;
    arrow_column *parts; /* the columns of a part are adjacent */
    result_chunk *whole;
    atomic_size_t next; /* the next part to take */
    atomic_bool stopped;
    pthread_mutex_t lock; /* protects the fault */
    arrow_fault fault;
} arrow_run;

/* If there are several faults, the first row's is reported. */
static void stop(arrow_run *run, fault_kind kind, int64_t row, pbjwt_status status) {
    pthread_mutex_lock(&run->lock);
    if (run->fault.kind == FAULT_NONE || row < run->fault.row)
        run->fault = (arrow_fault){kind, row, status};
    pthread_mutex_unlock(&run->lock);
    atomic_store(&run->stopped, true);
}

static fault_kind kind_of(column_fault fault) {
    return fault == COLUMN_TOO_LONG ? FAULT_TOO_LONG : FAULT_MEMORY;
}

/* Writes the result for the token in a row. */
static fault_kind judge(const arrow_run *run, int64_t row, pbjwt_identity *identity,
                        arrow_verdict *verdict) {
    const arrow_job *const job = run->job;
    const uint8_t *bytes = NULL;
    size_t count = 0;
    int64_t now = job->now;
    const cell token = token_at(run->tokens, row, &bytes, &count);
    verdict->there = token == CELL_THERE;
    if (token != CELL_THERE)
        return token == CELL_NULL ? FAULT_NONE : FAULT_MALFORMED_TOKEN;
    if (run->times != NULL && time_at(run->times, row, &now) != CELL_THERE)
        return FAULT_NO_TIME;
    verdict->status = job->timed || run->times != NULL
                          ? pbjwt_verify_at(job->verifier, bytes, count, now, identity)
                          : pbjwt_verify(job->verifier, bytes, count, identity);
    if (verdict->status >= PBJWT_INVALID_ARGUMENT)
        return verdict->status == PBJWT_INVALID_ARGUMENT ? FAULT_TIME_RANGE : FAULT_STATUS;
    verdict->claim = pbjwt_identity_claim_at_fault(identity);
    verdict->view.size = sizeof verdict->view;
    if (verdict->status == PBJWT_OK && pbjwt_identity_read(identity, &verdict->view) != PBJWT_OK)
        return FAULT_MEMORY;
    return FAULT_NONE;
}

static void verify_part(arrow_run *run, size_t part, pbjwt_identity *identity) {
    const arrow_job *const job = run->job;
    arrow_column *const columns = &run->parts[part * job->field_count];
    const int64_t first = (int64_t)part * ROWS_OF_PART, rest = run->tokens->length - first,
                  end = first + (rest < ROWS_OF_PART ? rest : ROWS_OF_PART);
    arrow_verdict verdict = {.identity = identity};
    for (size_t index = 0; index < job->field_count; index++)
        if (!column_start(&columns[index], field_type(job->fields[index])))
            return stop(run, FAULT_MEMORY, first, PBJWT_OK);
    for (int64_t row = first; row < end; row++) {
        const fault_kind fault = judge(run, row, identity, &verdict);
        if (fault != FAULT_NONE)
            return stop(run, fault, row, verdict.status);
        for (size_t index = 0; index < job->field_count; index++) {
            const column_fault full = field_add(job->fields[index], &columns[index], &verdict);
            if (full != COLUMN_OK)
                return stop(run, kind_of(full), row, PBJWT_OK);
        }
    }
}

static void *verify_parts(void *context) {
    arrow_run *const run = context;
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    if (identity == NULL)
        stop(run, FAULT_MEMORY, 0, PBJWT_OK);
    while (!atomic_load(&run->stopped)) {
        const size_t part = atomic_fetch_add(&run->next, 1);
        if (part >= run->part_count)
            break;
        verify_part(run, part, identity);
    }
    pbjwt_identity_free(identity);
    return NULL;
}

static void *join_parts(void *context) {
    arrow_run *const run = context;
    const size_t fields = run->job->field_count;
    for (size_t part; (part = atomic_fetch_add(&run->next, 1)) < run->part_count;)
        for (size_t index = 0; index < fields; index++)
            column_join(&run->whole->columns[index], &run->parts[part * fields + index]);
    return NULL;
}

/* Runs `body` on as many threads as there is work for. If one can't be started, the others do its
   work. Signals are for the threads that the program started itself. */
static void on_threads(arrow_run *run, void *(*body)(void *)) {
    pthread_t threads[256];
    int started = 0;
    sigset_t all, before;
    atomic_store(&run->next, 0);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (started + 1 < run->job->threads && (size_t)started + 1 < run->part_count &&
           pthread_create(&threads[started], NULL, body, run) == 0)
        started++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    body(run);
    while (started > 0)
        pthread_join(threads[--started], NULL);
}

/* Joins the parts. */
static column_fault join(arrow_run *run) {
    const size_t fields = run->job->field_count, count = run->part_count;
    arrow_column **const pointers =
        (arrow_column **)calloc(fields * count + 1, sizeof(arrow_column *));
    column_fault fault = pointers != NULL ? COLUMN_OK : COLUMN_NO_MEMORY;
    for (size_t index = 0; fault == COLUMN_OK && index < fields; index++) {
        for (size_t part = 0; part < count; part++)
            pointers[index * count + part] = &run->parts[part * fields + index];
        fault =
            column_join_prepare(&run->whole->columns[index], field_type(run->job->fields[index]),
                                &pointers[index * count], count);
    }
    if (fault == COLUMN_OK)
        on_threads(run, join_parts);
    for (size_t index = 0; fault == COLUMN_OK && index < fields; index++)
        fault = column_join_end(&run->whole->columns[index], &pointers[index * count], count);
    free(pointers);
    return fault;
}

result_chunk *arrow_verify(const arrow_job *job, const token_column *tokens,
                           const time_column *times, arrow_fault *fault) {
    arrow_run run = {.job = job, .tokens = tokens, .times = times};
    const bool too_long = tokens->length > COLUMN_MOST;
    run.part_count = too_long ? 0 : (size_t)((tokens->length + ROWS_OF_PART - 1) / ROWS_OF_PART);
    run.parts = (arrow_column *)calloc(run.part_count * job->field_count + 1, sizeof(arrow_column));
    run.whole = result_chunk_new(tokens->length, job->field_count);
    pthread_mutex_init(&run.lock, NULL);
    if (too_long) {
        stop(&run, FAULT_TOO_LONG, 0, PBJWT_OK);
    } else if (run.parts == NULL || run.whole == NULL) {
        stop(&run, FAULT_MEMORY, 0, PBJWT_OK);
    } else {
        on_threads(&run, verify_parts);
        const column_fault joined = run.fault.kind == FAULT_NONE ? join(&run) : COLUMN_OK;
        if (joined != COLUMN_OK)
            stop(&run, kind_of(joined), 0, PBJWT_OK);
    }
    for (size_t index = 0; run.parts != NULL && index < run.part_count * job->field_count; index++)
        if (run.parts[index].type != NULL)
            column_free(&run.parts[index]);
    free(run.parts);
    pthread_mutex_destroy(&run.lock);
    *fault = run.fault;
    if (run.fault.kind == FAULT_NONE)
        return run.whole;
    result_chunk_release(run.whole);
    return NULL;
}
