/* SPDX-License-Identifier: Apache-2.0 */
#include "module.h"

typedef struct {
    PyObject_HEAD pbjwt_verifier *verifier;
} verifier_object;

/* From this length on, a verification takes much longer than releasing the GIL and getting it
   back. */
enum { WORTH_THE_GIL = 4096 };

static PyObject *verifier_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static char *names[] = {"policy", "report", NULL};
    module_state *const state = (module_state *)PyType_GetModuleState(type);
    PyObject *policy_given = Py_None, *report_given = Py_None;
    pbjwt_policy *policy = NULL, *report = NULL;
    pbjwt_verifier *verifier = NULL;
    secret_list list;
    PyObject *const none = PyTuple_New(0);
    const bool parsed =
        none != NULL && PyArg_ParseTupleAndKeywords(none, keywords, "|$OO:Verifier", names,
                                                    &policy_given, &report_given);
    Py_XDECREF(none);
    if (!parsed || !secrets_of(state, args, &list))
        return NULL;
    if (policy_of(state, policy_given, &policy) && policy_of(state, report_given, &report)) {
        const pbjwt_status status =
            pbjwt_verifier_new_reporting(list.secrets, list.count, policy, report, &verifier);
        if (status != PBJWT_OK)
            fail_with_rule(state, status,
                           "a verifier takes 1 to 8 secrets, no two with the same id");
    }
    pbjwt_policy_free(policy);
    pbjwt_policy_free(report);
    secrets_done(&list);
    if (verifier == NULL)
        return NULL;
    verifier_object *const object = PyObject_New(verifier_object, type);
    if (object == NULL)
        pbjwt_verifier_release(verifier);
    else
        object->verifier = verifier;
    return (PyObject *)object;
}

static void verifier_dealloc(PyObject *self) {
    PyTypeObject *const type = Py_TYPE(self);
    pbjwt_verifier_release(((verifier_object *)self)->verifier);
    PyObject_Free(self);
    Py_DECREF(type);
}

static PyObject *verifier_repr(PyObject *self) {
    return PyUnicode_FromFormat("<Verifier by %s>",
                                pbjwt_verifier_backend(((verifier_object *)self)->verifier));
}

/* Reads the arguments of both methods: a token, and `now` as a keyword. */
static bool read_arguments(module_state *state, PyObject *const *args, Py_ssize_t count,
                           PyObject *names, text_view *token, bool *timed, int64_t *now) {
    *token = (text_view){NULL, 0, NULL};
    *timed = false;
    const Py_ssize_t named = names != NULL ? PyTuple_Size(names) : 0;
    if (count != 1 || named > 1) {
        PyErr_SetString(PyExc_TypeError, "it takes a token, and now= if need be");
        return false;
    }
    if (named == 1) {
        PyObject *const name = PyTuple_GetItem(names, 0);
        if (PyUnicode_CompareWithASCIIString(name, "now") != 0) {
            PyErr_Format(PyExc_TypeError, "it has no argument '%U'", name);
            return false;
        }
        if (args[1] != Py_None) {
            if (!time_number(state, "now", args[1], now))
                return false;
            *timed = true;
        }
    }
    return text_of_str_or_bytes("token", args[0], token);
}

static pbjwt_status run(const pbjwt_verifier *verifier, const text_view *token, bool timed,
                        int64_t now, pbjwt_identity *identity) {
    return timed ? pbjwt_verify_at(verifier, token->data, (size_t)token->length, now, identity)
                 : pbjwt_verify(verifier, token->data, (size_t)token->length, identity);
}

/* Verifies into *identity, which the caller owns whatever the status; NULL and an exception on bad arguments. */
static pbjwt_status verify(PyObject *self, module_state *state, PyObject *const *args,
                           Py_ssize_t count, PyObject *names, pbjwt_identity **identity,
                           size_t *length) {
    text_view token;
    bool timed;
    int64_t now = 0;
    *identity = NULL;
    if (!read_arguments(state, args, count, names, &token, &timed, &now))
        return PBJWT_INVALID_ARGUMENT;
    *length = (size_t)token.length;
    pbjwt_status status = PBJWT_OUT_OF_MEMORY;
    if ((*identity = identity_take(state)) == NULL) {
        fail_with_status(state, status, PBJWT_CLAIM_NONE);
    } else {
        const pbjwt_verifier *const verifier = ((verifier_object *)self)->verifier;
        if (token.length < WORTH_THE_GIL) {
            status = run(verifier, &token, timed, now, *identity);
        } else {
            Py_BEGIN_ALLOW_THREADS;
            status = run(verifier, &token, timed, now, *identity);
            Py_END_ALLOW_THREADS;
        }
        if (status == PBJWT_INVALID_ARGUMENT) {
            identity_give_back(state, *identity, *length);
            *identity = NULL;
            fail_with_rule(state, status, "now must be in the years 1970 to 9999");
        }
    }
    text_done(&token);
    return status;
}

static PyObject *verifier_verify(PyObject *self, PyObject *const *args, Py_ssize_t count,
                                 PyObject *names) {
    module_state *const state = (module_state *)PyType_GetModuleState(Py_TYPE(self));
    pbjwt_identity *identity;
    size_t length = 0;
    const pbjwt_status status = verify(self, state, args, count, names, &identity, &length);
    if (identity == NULL)
        return NULL;
    if (status == PBJWT_OK)
        return identity_wrap(state, identity, length);
    const pbjwt_claim claim = pbjwt_identity_claim_at_fault(identity);
    identity_give_back(state, identity, length);
    return fail_with_status(state, status, claim);
}

static PyObject *verifier_verify_json(PyObject *self, PyObject *const *args, Py_ssize_t count,
                                      PyObject *names) {
    module_state *const state = (module_state *)PyType_GetModuleState(Py_TYPE(self));
    pbjwt_identity *identity;
    char *json = NULL;
    size_t length = 0, json_length = 0;
    const pbjwt_status status = verify(self, state, args, count, names, &identity, &length);
    if (identity == NULL)
        return NULL;
    const pbjwt_claim claim = pbjwt_identity_claim_at_fault(identity);
    /* Problems that aren't the token's fault are errors here as well. */
    pbjwt_status made = status;
    if (status < PBJWT_INVALID_ARGUMENT)
        made = pbjwt_result_json(status, claim, identity, &json, &json_length);
    identity_give_back(state, identity, length);
    return made == PBJWT_OK ? text_taken(json, json_length)
                            : fail_with_status(state, made, PBJWT_CLAIM_NONE);
}

static PyObject *verifier_verify_arrow(PyObject *self, PyObject *args, PyObject *keywords) {
    return verify_arrow((module_state *)PyType_GetModuleState(Py_TYPE(self)),
                        ((verifier_object *)self)->verifier, args, keywords);
}

static PyMethodDef verifier_methods[] = {
    {"verify", (PyCFunction)(void (*)(void))verifier_verify, METH_FASTCALL | METH_KEYWORDS,
     "verify($self, token, /, *, now=None)\n--\n\n"
     "Says whose token it is, now or at another time, or raises TokenRefused."},
    {"verify_json", (PyCFunction)(void (*)(void))verifier_verify_json,
     METH_FASTCALL | METH_KEYWORDS,
     "verify_json($self, token, /, *, now=None)\n--\n\n"
     "The library's own JSON of the result, accepted or refused."},
    {"verify_arrow", (PyCFunction)(void (*)(void))verifier_verify_arrow,
     METH_VARARGS | METH_KEYWORDS,
     "verify_arrow($self, tokens, /, *, now=None, fields=None, threads=None)\n--\n\n"
     "Verifies a column of tokens, and returns a column of structs with the results."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot verifier_slots[] = {
    {Py_tp_doc, "Verifier(*secrets, policy=None, report=None)\n--\n\n"
                "Secrets and a policy. Immutable; any number of threads may use it."},
    {Py_tp_new, (void *)verifier_new},
    {Py_tp_dealloc, (void *)verifier_dealloc},
    {Py_tp_repr, (void *)verifier_repr},
    {Py_tp_methods, verifier_methods},
    {0, NULL},
};

PyType_Spec verifier_spec = {
    .name = "pbjwt.Verifier",
    .basicsize = sizeof(verifier_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = verifier_slots,
};
