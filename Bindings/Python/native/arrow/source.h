/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_PYTHON_ARROW_SOURCE_H
#define PBJWT_PYTHON_ARROW_SOURCE_H

#include "../module.h"
#include "abi.h"

/* The data of a Python object with Arrow's PyCapsule interface: one array, or a stream of arrays. */
typedef struct {
    const char *name; /* the argument's name */
    bool is_stream;
    bool is_taken; /* the one array */
    struct ArrowSchema schema;
    struct ArrowArray array; /* the latest */
    struct ArrowArrayStream stream;
} arrow_source;

/* Whether the object has that interface. */
bool source_is_given(PyObject *value);
/* False with an exception set. */
bool source_open(arrow_source *source, const char *name, PyObject *value);
/* 1 and the next array; 0 at the end; -1 with an exception. Releases the GIL while a stream makes the array. */
int source_next(arrow_source *source);
void source_close(arrow_source *source);

#endif
