/* SPDX-License-Identifier: Apache-2.0 */
/* The Python object that holds results until a consumer takes them. */
#include "results.h"

#include <stdlib.h>

typedef struct {
    PyObject_HEAD result_set set;
} results_object;

PyObject *arrow_results_wrap(module_state *state, result_set *set) {
    results_object *const object = PyObject_New(results_object, state->arrow_results_type);
    if (object == NULL) {
        result_set_free(set);
        return NULL;
    }
    object->set = *set;
    return (PyObject *)object;
}

static const result_set *set_of(PyObject *self) {
    return &((results_object *)self)->set;
}

static void results_dealloc(PyObject *self) {
    PyTypeObject *const type = Py_TYPE(self);
    result_set_free(&((results_object *)self)->set);
    PyObject_Free(self);
    Py_DECREF(type);
}

static Py_ssize_t results_length(PyObject *self) {
    Py_ssize_t length = 0;
    for (size_t index = 0; index < set_of(self)->chunk_count; index++)
        length += (Py_ssize_t)set_of(self)->chunks[index]->length;
    return length;
}

static PyObject *results_repr(PyObject *self) {
    return PyUnicode_FromFormat("<ArrowResults of %zd tokens>", results_length(self));
}

/* Capsules own what they point to, unless a consumer has taken it. */

static void drop_schema(PyObject *capsule) {
    struct ArrowSchema *const schema =
        (struct ArrowSchema *)PyCapsule_GetPointer(capsule, "arrow_schema");
    if (schema->release != NULL)
        schema->release(schema);
    free(schema);
}

static void drop_array(PyObject *capsule) {
    struct ArrowArray *const array =
        (struct ArrowArray *)PyCapsule_GetPointer(capsule, "arrow_array");
    if (array->release != NULL)
        array->release(array);
    free(array);
}

static void drop_stream(PyObject *capsule) {
    struct ArrowArrayStream *const stream =
        (struct ArrowArrayStream *)PyCapsule_GetPointer(capsule, "arrow_array_stream");
    if (stream->release != NULL)
        stream->release(stream);
    free(stream);
}

static PyObject *schema_capsule(PyObject *self) {
    struct ArrowSchema *const schema = (struct ArrowSchema *)calloc(1, sizeof *schema);
    if (schema == NULL || !result_export_schema(set_of(self), schema)) {
        free(schema);
        return PyErr_NoMemory();
    }
    PyObject *const capsule = PyCapsule_New(schema, "arrow_schema", drop_schema);
    if (capsule == NULL) {
        schema->release(schema);
        free(schema);
    }
    return capsule;
}

static PyObject *array_capsule(result_chunk *chunk) {
    struct ArrowArray *const array = (struct ArrowArray *)calloc(1, sizeof *array);
    if (array == NULL || !result_export_chunk(chunk, array)) {
        free(array);
        return PyErr_NoMemory();
    }
    PyObject *const capsule = PyCapsule_New(array, "arrow_array", drop_array);
    if (capsule == NULL) {
        array->release(array);
        free(array);
    }
    return capsule;
}

/* The requested schema is only a request: consumers cast the results themselves. */
static bool read_wish(PyObject *args, PyObject *keywords, const char *format) {
    static char *names[] = {"requested_schema", NULL};
    PyObject *wish = Py_None;
    return PyArg_ParseTupleAndKeywords(args, keywords, format, names, &wish) != 0;
}

static PyObject *results_schema(PyObject *self, PyObject *nothing) {
    (void)nothing;
    return schema_capsule(self);
}

static PyObject *results_array(PyObject *self, PyObject *args, PyObject *keywords) {
    if (!read_wish(args, keywords, "|O:__arrow_c_array__"))
        return NULL;
    const result_set *const set = set_of(self);
    if (set->chunk_count != 1)
        return PyErr_Format(PyExc_ValueError,
                            "the tokens came in %zu arrays: take the results as a stream, such as "
                            "by pyarrow.chunked_array",
                            set->chunk_count);
    PyObject *const schema = schema_capsule(self);
    PyObject *const array = schema != NULL ? array_capsule(set->chunks[0]) : NULL;
    PyObject *const pair = array != NULL ? PyTuple_Pack(2, schema, array) : NULL;
    Py_XDECREF(schema);
    Py_XDECREF(array);
    return pair;
}

static PyObject *results_stream(PyObject *self, PyObject *args, PyObject *keywords) {
    if (!read_wish(args, keywords, "|O:__arrow_c_stream__"))
        return NULL;
    struct ArrowArrayStream *const stream = (struct ArrowArrayStream *)calloc(1, sizeof *stream);
    if (stream == NULL || !result_export_stream(set_of(self), stream)) {
        free(stream);
        return PyErr_NoMemory();
    }
    PyObject *const capsule = PyCapsule_New(stream, "arrow_array_stream", drop_stream);
    if (capsule == NULL) {
        stream->release(stream);
        free(stream);
    }
    return capsule;
}

static PyMethodDef results_methods[] = {
    {"__arrow_c_schema__", results_schema, METH_NOARGS, "A capsule with the type of the results."},
    {"__arrow_c_array__", (PyCFunction)(void (*)(void))results_array, METH_VARARGS | METH_KEYWORDS,
     "__arrow_c_array__($self, requested_schema=None)\n--\n\nCapsules with their type and the "
     "array that they are, where the tokens came in one."},
    {"__arrow_c_stream__", (PyCFunction)(void (*)(void))results_stream,
     METH_VARARGS | METH_KEYWORDS,
     "__arrow_c_stream__($self, requested_schema=None)\n--\n\nA capsule with the stream of arrays "
     "that they are."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot results_slots[] = {
    {Py_tp_doc,
     "The results for a column of tokens: structs, for libraries that take Arrow's arrays."},
    {Py_tp_dealloc, (void *)results_dealloc},
    {Py_tp_repr, (void *)results_repr},
    {Py_tp_methods, results_methods},
    {Py_sq_length, (void *)results_length},
    {0, NULL},
};

PyType_Spec arrow_results_spec = {
    .name = "pbjwt.ArrowResults",
    .basicsize = sizeof(results_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = results_slots,
};
