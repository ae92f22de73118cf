/* SPDX-License-Identifier: Apache-2.0 */
#include "source.h"

#include <string.h>

static const char ARRAY[] = "__arrow_c_array__", STREAM[] = "__arrow_c_stream__";

static bool has(PyObject *value, const char *method) {
    PyObject *const found = PyObject_GetAttrString(value, method);
    if (found == NULL)
        PyErr_Clear();
    Py_XDECREF(found);
    return found != NULL;
}

bool source_is_given(PyObject *value) {
    return has(value, ARRAY) || has(value, STREAM);
}

static bool wrong(const char *name, const char *what) {
    PyErr_Format(PyExc_ValueError, "%s %s", name, what);
    return false;
}

/* pyarrow knows the lengths of an array's buffers, which aren't in the interface, and checks its
   offsets against them. */
static bool is_valid(PyObject *value) {
    PyObject *const type = (PyObject *)Py_TYPE(value);
    PyObject *const module = PyObject_GetAttrString(type, "__module__");
    if (module == NULL) {
        PyErr_Clear();
        return true;
    }
    const bool is_pyarrow = PyUnicode_Check(module) &&
                            PyUnicode_CompareWithASCIIString(module, "pyarrow.lib") == 0 &&
                            has(value, "validate");
    Py_DECREF(module);
    if (!is_pyarrow)
        return true;
    PyObject *const said = PyObject_CallMethod(value, "validate", NULL);
    Py_XDECREF(said);
    return said != NULL;
}

/* Moves a struct out of its capsule, so that the capsule no longer releases it. */
#define TAKE(capsule, word, type, target)                                                          \
    (take((capsule), (word), &(target), sizeof(target), offsetof(type, release)))

static bool take(PyObject *capsule, const char *word, void *target, size_t size, size_t release) {
    char *const found =
        PyCapsule_IsValid(capsule, word) ? (char *)PyCapsule_GetPointer(capsule, word) : NULL;
    void (*function)(void) = NULL;
    if (found != NULL)
        memcpy(&function, found + release, sizeof function);
    if (function == NULL)
        return false;
    memcpy(target, found, size);
    memset(found + release, 0, sizeof function);
    return true;
}

static bool open_array(arrow_source *source, PyObject *value) {
    PyObject *const pair = PyObject_CallMethod(value, ARRAY, NULL);
    if (pair == NULL)
        return false;
    const bool right =
        PyTuple_Check(pair) && PyTuple_Size(pair) == 2 &&
        TAKE(PyTuple_GetItem(pair, 0), "arrow_schema", struct ArrowSchema, source->schema) &&
        TAKE(PyTuple_GetItem(pair, 1), "arrow_array", struct ArrowArray, source->array);
    Py_DECREF(pair);
    return right || wrong(source->name, "gives no Arrow array");
}

static bool open_stream(arrow_source *source, PyObject *value) {
    source->is_stream = true;
    PyObject *const capsule = PyObject_CallMethod(value, STREAM, NULL);
    if (capsule == NULL)
        return false;
    const bool right = TAKE(capsule, "arrow_array_stream", struct ArrowArrayStream, source->stream);
    Py_DECREF(capsule);
    if (!right || source->stream.get_schema == NULL || source->stream.get_next == NULL)
        return wrong(source->name, "gives no Arrow stream");
    int failure;
    Py_BEGIN_ALLOW_THREADS;
    failure = source->stream.get_schema(&source->stream, &source->schema);
    Py_END_ALLOW_THREADS;
    if (failure != 0)
        source->schema.release = NULL;
    return failure == 0 || wrong(source->name, "is a stream that fails");
}

bool source_open(arrow_source *source, const char *name, PyObject *value) {
    *source = (arrow_source){.name = name};
    bool right = is_valid(value);
    if (right && !has(value, ARRAY) && !has(value, STREAM)) {
        PyObject *const type = PyType_GetName(Py_TYPE(value));
        PyErr_Format(PyExc_TypeError, "%s must be an Arrow array or stream, not %U", name, type);
        Py_XDECREF(type);
        right = false;
    }
    right = right && (has(value, ARRAY) ? open_array(source, value) : open_stream(source, value));
    if (!right)
        source_close(source);
    return right;
}

int source_next(arrow_source *source) {
    if (!source->is_stream) {
        const bool is_first = !source->is_taken;
        source->is_taken = true;
        return is_first;
    }
    int failure;
    Py_BEGIN_ALLOW_THREADS;
    if (source->array.release != NULL)
        source->array.release(&source->array);
    source->array = (struct ArrowArray){.release = NULL};
    failure = source->stream.get_next(&source->stream, &source->array);
    Py_END_ALLOW_THREADS;
    if (failure == 0)
        return source->array.release != NULL;
    source->array.release = NULL;
    return wrong(source->name, "is a stream that fails") ? 0 : -1;
}

void source_close(arrow_source *source) {
    /* Releasing may run Python code, which must not run while an exception is set. */
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (source->array.release != NULL)
        source->array.release(&source->array);
    if (source->schema.release != NULL)
        source->schema.release(&source->schema);
    if (source->stream.release != NULL)
        source->stream.release(&source->stream);
    *source = (arrow_source){.name = source->name};
    PyErr_Restore(type, value, traceback);
}
