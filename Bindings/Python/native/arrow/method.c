/* SPDX-License-Identifier: Apache-2.0 */
/* Verifier.verify_arrow: from Python objects to a job, and from its results or fault back. */
#define _GNU_SOURCE
#include "fields.h"
#include "results.h"
#include "source.h"
#include "verify.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_THREADS = 256 };

/* How many cores the process may use. */
static int core_count(void) {
    long count = sysconf(_SC_NPROCESSORS_ONLN);
#ifdef CPU_COUNT
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        count = CPU_COUNT(&set);
#endif
    return count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : (int)count;
}

static bool read_threads(PyObject *value, int *threads) {
    int64_t number;
    *threads = core_count();
    if (value == Py_None)
        return true;
    if (!whole_number("threads", value, &number))
        return false;
    if (number < 1 || number > MOST_THREADS) {
        PyErr_SetString(PyExc_ValueError, "threads must be 1 to 256");
        return false;
    }
    *threads = (int)number;
    return true;
}

static bool add_field(PyObject *name, size_t *fields, size_t *count) {
    if (!PyUnicode_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "fields must be a sequence of str");
        return false;
    }
    for (size_t field = 0; field < field_count(); field++) {
        if (PyUnicode_CompareWithASCIIString(name, field_type(field)->name) != 0)
            continue;
        for (size_t index = 0; index < *count; index++)
            if (fields[index] == field) {
                PyErr_Format(PyExc_ValueError, "fields has '%U' twice", name);
                return false;
            }
        fields[(*count)++] = field;
        return true;
    }
    PyErr_Format(PyExc_ValueError, "there is no field '%U'", name);
    return false;
}

/* `fields` has room for all fields. */
static bool read_fields(PyObject *value, size_t *fields, size_t *count) {
    *count = 0;
    if (value == Py_None) {
        while (*count < field_count()) {
            fields[*count] = *count;
            (*count)++;
        }
        return true;
    }
    const Py_ssize_t given = PyUnicode_Check(value) ? -1 : PySequence_Size(value);
    if (given < 1) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_TypeError, "fields must be a sequence of str, not empty");
        return false;
    }
    for (Py_ssize_t index = 0; index < given; index++) {
        PyObject *const name = PySequence_GetItem(value, index);
        const bool right = name != NULL && add_field(name, fields, count);
        Py_XDECREF(name);
        if (!right)
            return false;
    }
    return true;
}

static void fail(module_state *state, const arrow_fault *fault, int64_t before) {
    const long long row = (long long)(before + fault->row);
    switch (fault->kind) {
    case FAULT_TOO_LONG:
        PyErr_SetString(PyExc_OverflowError, "the results of one array are longer than 2^31 - 1 "
                                             "bytes or rows: give the tokens in smaller arrays");
        break;
    case FAULT_MALFORMED_TOKEN:
        PyErr_Format(
            PyExc_ValueError,
            "tokens is not a well-formed Arrow array: the text of row %lld lies outside of it",
            row);
        break;
    case FAULT_NO_TIME:
        PyErr_Format(PyExc_ValueError, "now has no time in row %lld", row);
        break;
    case FAULT_TIME_RANGE:
        PyErr_Format(PyExc_ValueError, "now must be in the years 1970 to 9999, also in row %lld",
                     row);
        break;
    case FAULT_STATUS:
        fail_with_status(state, fault->status, PBJWT_CLAIM_NONE);
        break;
    default:
        PyErr_NoMemory();
    }
}

static bool wrong(const char *name, const char *what) {
    PyErr_Format(PyExc_ValueError, "%s %s", name, what);
    return false;
}

/* The views of the latest arrays; `times` may be NULL. */
static bool view(const arrow_source *tokens, token_column *column, const arrow_source *times,
                 time_column *time) {
    const char *what = token_column_of(&tokens->schema, &tokens->array, column);
    if (what != NULL)
        return wrong("tokens", what);
    if (times == NULL)
        return true;
    what = time_column_of(&times->schema, &times->array, time);
    if (what != NULL)
        return wrong("now", what);
    return time->length == column->length ||
           wrong("now", "must have as many rows as tokens, in arrays of the same lengths");
}

static bool add_chunk(result_set *set, result_chunk *chunk) {
    result_chunk **const larger =
        (result_chunk **)realloc(set->chunks, (set->chunk_count + 1) * sizeof *larger);
    if (larger == NULL) {
        result_chunk_release(chunk);
        return PyErr_NoMemory() != NULL;
    }
    set->chunks = larger;
    set->chunks[set->chunk_count++] = chunk;
    return true;
}

/* Verifies array after array. False with an exception set. */
static bool run(module_state *state, const arrow_job *job, arrow_source *tokens,
                arrow_source *times, result_set *set) {
    int64_t rows = 0;
    while (true) {
        const int more = source_next(tokens);
        const int timed = times == NULL || more < 0 ? more : source_next(times);
        if (more < 0 || timed < 0)
            return false;
        if (timed != more)
            return wrong("now", "must have as many rows as tokens, in arrays of the same lengths");
        if (more == 0)
            return true;
        token_column column;
        time_column time;
        arrow_fault fault;
        result_chunk *chunk;
        if (PyErr_CheckSignals() != 0 || !view(tokens, &column, times, &time))
            return false;
        Py_BEGIN_ALLOW_THREADS;
        chunk = arrow_verify(job, &column, times != NULL ? &time : NULL, &fault);
        Py_END_ALLOW_THREADS;
        if (chunk == NULL) {
            fail(state, &fault, rows);
            return false;
        }
        rows += column.length;
        if (!add_chunk(set, chunk))
            return false;
    }
}

/* The input for the results. */
static bool start_set(const arrow_job *job, result_set *set) {
    *set = (result_set){.type_count = job->field_count};
    set->types = (const column_type **)malloc(job->field_count * sizeof *set->types);
    for (size_t index = 0; set->types != NULL && index < job->field_count; index++)
        set->types[index] = field_type(job->fields[index]);
    return set->types != NULL || PyErr_NoMemory() != NULL;
}

PyObject *verify_arrow(module_state *state, const pbjwt_verifier *verifier, PyObject *args,
                       PyObject *keywords) {
    static char *names[] = {"", "now", "fields", "threads", NULL};
    PyObject *tokens_given, *now = Py_None, *fields_given = Py_None, *threads = Py_None;
    size_t fields[MOST_FIELDS];
    arrow_job job = {.verifier = verifier, .fields = fields};
    arrow_source tokens, times;
    result_set set;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "O|$OOO:verify_arrow", names, &tokens_given,
                                     &now, &fields_given, &threads) ||
        !read_fields(fields_given, fields, &job.field_count) ||
        !read_threads(threads, &job.threads))
        return NULL;
    const bool by_row = source_is_given(now);
    if (!by_row && now != Py_None) {
        if (!time_number(state, "now", now, &job.now))
            return NULL;
        job.timed = true;
    }
    if (!source_open(&tokens, "tokens", tokens_given))
        return NULL;
    if (by_row && !source_open(&times, "now", now)) {
        source_close(&tokens);
        return NULL;
    }
    bool right = start_set(&job, &set);
    right = right && run(state, &job, &tokens, by_row ? &times : NULL, &set);
    source_close(&tokens);
    if (by_row)
        source_close(&times);
    if (right)
        return arrow_results_wrap(state, &set);
    result_set_free(&set);
    return NULL;
}
