/* SPDX-License-Identifier: Apache-2.0 */
/* Converts values from and to Python. */
#include "module.h"

#include <stdarg.h>
#include <string.h>

static PyObject *wrong_type(const char *name, const char *wanted, PyObject *value) {
    PyObject *const type = PyType_GetName(Py_TYPE(value));
    if (type != NULL)
        PyErr_Format(PyExc_TypeError, "%s must be %s, not %U", name, wanted, type);
    Py_XDECREF(type);
    return NULL;
}

bool text_of_str(const char *name, PyObject *value, text_view *view) {
    *view = (text_view){NULL, 0, NULL};
    if (!PyUnicode_Check(value))
        return wrong_type(name, "str", value) != NULL;
    view->data = PyUnicode_AsUTF8AndSize(value, &view->length);
    if (view->data != NULL)
        return true;
    /* This encodes lone surrogates as bytes that the library never accepts as text. */
    if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError))
        return false;
    PyErr_Clear();
    view->owned = PyUnicode_AsEncodedString(value, "utf-8", "surrogatepass");
    return view->owned != NULL &&
           PyBytes_AsStringAndSize(view->owned, (char **)&view->data, &view->length) == 0;
}

bool text_of_str_or_bytes(const char *name, PyObject *value, text_view *view) {
    if (PyUnicode_Check(value))
        return text_of_str(name, value, view);
    *view = (text_view){NULL, 0, NULL};
    if (!PyBytes_Check(value))
        return wrong_type(name, "str or bytes", value) != NULL;
    return PyBytes_AsStringAndSize(value, (char **)&view->data, &view->length) == 0;
}

void text_done(text_view *view) {
    Py_CLEAR(view->owned);
}

PyObject *text_or_none(const char *data, size_t length) {
    if (data == NULL)
        Py_RETURN_NONE;
    return PyUnicode_DecodeUTF8(data, (Py_ssize_t)length, NULL);
}

PyObject *text_taken(char *data, size_t length) {
    PyObject *const text = text_or_none(data, length);
    pbjwt_free(data);
    return text;
}

bool whole_number(const char *name, PyObject *value, int64_t *number) {
    if (!PyLong_Check(value) || PyBool_Check(value))
        return wrong_type(name, "int", value) != NULL;
    int overflow = 0;
    *number = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow != 0)
        *number = overflow < 0 ? INT64_MIN : INT64_MAX;
    return !PyErr_Occurred();
}

bool time_number(module_state *state, const char *name, PyObject *value, int64_t *number) {
    if (PyLong_Check(value))
        return whole_number(name, value, number);
    PyObject *const seconds = call_pure(state, "seconds_of", "sO", name, value);
    const bool right = seconds != NULL && whole_number(name, seconds, number);
    Py_XDECREF(seconds);
    return right;
}

int place_of_word(const char *name, PyObject *value, const char *const *words) {
    if (!PyUnicode_Check(value)) {
        wrong_type(name, "str", value);
        return -1;
    }
    for (int place = 0; words[place] != NULL; place++)
        if (PyUnicode_CompareWithASCIIString(value, words[place]) == 0)
            return place;
    PyObject *list = PyUnicode_FromString("");
    for (int place = 0; list != NULL && words[place] != NULL; place++) {
        PyObject *const longer =
            PyUnicode_FromFormat("%U%s%s", list, place == 0 ? "" : ", ", words[place]);
        Py_DECREF(list);
        list = longer;
    }
    if (list != NULL)
        PyErr_Format(PyExc_ValueError, "%s must be one of: %U", name, list);
    Py_XDECREF(list);
    return -1;
}

PyObject *call_pure(module_state *state, const char *function, const char *format, ...) {
    if (state->pure == NULL)
        state->pure = PyImport_ImportModule("pbjwt._pure");
    if (state->pure == NULL)
        return NULL;
    va_list values;
    va_start(values, format);
    PyObject *const arguments = Py_VaBuildValue(format, values);
    va_end(values);
    PyObject *const called = PyObject_GetAttrString(state->pure, function);
    PyObject *result = NULL;
    if (arguments != NULL && called != NULL)
        result = PyTuple_Check(arguments) ? PyObject_CallObject(called, arguments)
                                          : PyObject_CallFunctionObjArgs(called, arguments, NULL);
    Py_XDECREF(called);
    Py_XDECREF(arguments);
    return result;
}

PyObject *fail_with_status(module_state *state, pbjwt_status status, pbjwt_claim claim) {
    PyObject *const error =
        call_pure(state, "error_of", "iz", (int)status, pbjwt_claim_name(claim));
    if (error != NULL)
        PyErr_SetObject((PyObject *)Py_TYPE(error), error);
    Py_XDECREF(error);
    return NULL;
}

PyObject *fail_with_rule(module_state *state, pbjwt_status status, const char *rule) {
    if (status != PBJWT_INVALID_ARGUMENT)
        return fail_with_status(state, status, PBJWT_CLAIM_NONE);
    PyErr_SetString(PyExc_ValueError, rule);
    return NULL;
}
