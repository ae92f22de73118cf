/* SPDX-License-Identifier: Apache-2.0 */
#include "module.h"

typedef struct {
    PyObject_HEAD pbjwt_secret *secret;
} secret_object;

static const char *const formats[] = {"text", "hex", "base64", NULL};

static pbjwt_secret *secret_make(module_state *state, PyObject *value, int format, bool weak) {
    text_view text;
    if (!text_of_str_or_bytes("a secret", value, &text))
        return NULL;
    pbjwt_secret *secret = NULL;
    const pbjwt_status status = (weak ? pbjwt_secret_new_weak : pbjwt_secret_new)(
        text.data, (size_t)text.length, (pbjwt_secret_format)format, &secret);
    text_done(&text);
    if (status != PBJWT_OK)
        fail_with_rule(state, status,
                       format == PBJWT_SECRET_TEXT
                           ? "a secret must be of at most 4096 bytes"
                           : "a secret must be written in its format, and of at most 4096 bytes");
    return secret;
}

static bool secret_name(module_state *state, pbjwt_secret *secret, PyObject *id) {
    text_view text;
    if (id == Py_None)
        return true;
    if (!text_of_str("id", id, &text))
        return false;
    const pbjwt_status status = pbjwt_secret_set_id(secret, text.data, (size_t)text.length);
    text_done(&text);
    return status == PBJWT_OK ||
           fail_with_rule(state, status,
                          "id must be of 1 to 255 bytes without control characters") != NULL;
}

static bool secret_end(module_state *state, pbjwt_secret *secret, PyObject *not_after) {
    int64_t seconds;
    if (not_after == Py_None)
        return true;
    if (!time_number(state, "not_after", not_after, &seconds))
        return false;
    const pbjwt_status status = pbjwt_secret_set_not_after(secret, seconds);
    return status == PBJWT_OK ||
           fail_with_rule(state, status, "not_after must be in the years 1970 to 9999") != NULL;
}

static PyObject *secret_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static char *names[] = {"value", "format", "id", "not_after", "weak", NULL};
    module_state *const state = (module_state *)PyType_GetModuleState(type);
    PyObject *value, *format = NULL, *id = Py_None, *not_after = Py_None;
    int weak = 0, place = 0;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "O|$OOOp:Secret", names, &value, &format, &id,
                                     &not_after, &weak))
        return NULL;
    if (format != NULL && (place = place_of_word("format", format, formats)) < 0)
        return NULL;
    pbjwt_secret *const secret = secret_make(state, value, place, weak != 0);
    if (secret == NULL)
        return NULL;
    secret_object *object = NULL;
    if (secret_name(state, secret, id) && secret_end(state, secret, not_after))
        object = PyObject_New(secret_object, type);
    if (object == NULL)
        pbjwt_secret_free(secret);
    else
        object->secret = secret;
    return (PyObject *)object;
}

static void secret_dealloc(PyObject *self) {
    PyTypeObject *const type = Py_TYPE(self);
    pbjwt_secret_free(((secret_object *)self)->secret);
    PyObject_Free(self);
    Py_DECREF(type);
}

static PyObject *secret_repr(PyObject *self) {
    (void)self;
    return PyUnicode_FromString("<Secret>");
}

pbjwt_secret *secret_of(module_state *state, PyObject *value, pbjwt_secret **made) {
    *made = NULL;
    if (Py_IS_TYPE(value, state->secret_type))
        return ((secret_object *)value)->secret;
    return *made = secret_make(state, value, PBJWT_SECRET_TEXT, false);
}

bool secrets_of(module_state *state, PyObject *sequence, secret_list *list) {
    *list = (secret_list){NULL, NULL, 0};
    /* Otherwise each of their characters would be a secret. */
    if (PyUnicode_Check(sequence) || PyBytes_Check(sequence)) {
        PyErr_SetString(PyExc_TypeError, "secrets must be a sequence of secrets");
        return false;
    }
    const Py_ssize_t count = PySequence_Size(sequence);
    if (count < 0)
        return false;
    /* One more, so that the size is never 0. */
    list->secrets = (pbjwt_secret **)PyMem_Calloc((size_t)count + 1, sizeof *list->secrets);
    list->made = (pbjwt_secret **)PyMem_Calloc((size_t)count + 1, sizeof *list->made);
    bool right = list->secrets != NULL && list->made != NULL;
    if (!right)
        PyErr_NoMemory();
    while (right && list->count < (size_t)count) {
        PyObject *const value = PySequence_GetItem(sequence, (Py_ssize_t)list->count);
        right = value != NULL && (list->secrets[list->count] =
                                      secret_of(state, value, &list->made[list->count])) != NULL;
        list->count += right;
        Py_XDECREF(value);
    }
    if (!right)
        secrets_done(list);
    return right;
}

void secrets_done(secret_list *list) {
    for (size_t index = 0; index < list->count; index++)
        pbjwt_secret_free(list->made[index]);
    PyMem_Free(list->secrets);
    PyMem_Free(list->made);
    *list = (secret_list){NULL, NULL, 0};
}

static PyType_Slot secret_slots[] = {
    {Py_tp_doc, "Secret(value, *, format='text', id=None, not_after=None, weak=False)\n--\n\n"
                "A signing secret. Its bytes are wiped when it is collected."},
    {Py_tp_new, (void *)secret_new},
    {Py_tp_dealloc, (void *)secret_dealloc},
    {Py_tp_repr, (void *)secret_repr},
    {0, NULL},
};

PyType_Spec secret_spec = {
    .name = "pbjwt.Secret",
    .basicsize = sizeof(secret_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = secret_slots,
};
