/* SPDX-License-Identifier: Apache-2.0 */
/* The module pbjwt._pbjwt, for pbjwt/__init__.py and pbjwt/_pure.py. */
#include "module.h"

#include <string.h>

static PyObject *module_version(PyObject *module, PyObject *nothing) {
    (void)module, (void)nothing;
    return PyUnicode_FromString(pbjwt_version());
}

static PyObject *module_generate_secret(PyObject *module, PyObject *nothing) {
    (void)nothing;
    char hex[PBJWT_HASH_HEX_SIZE];
    const pbjwt_status status = pbjwt_generate_secret(hex, sizeof hex);
    return status == PBJWT_OK ? PyUnicode_FromString(hex)
                              : fail_with_status((module_state *)PyModule_GetState(module), status,
                                                 PBJWT_CLAIM_NONE);
}

static PyObject *module_status_texts(PyObject *module, PyObject *args) {
    (void)module;
    int status;
    const char *name;
    pbjwt_claim claim = PBJWT_CLAIM_NONE;
    if (!PyArg_ParseTuple(args, "iz:_status_texts", &status, &name))
        return NULL;
    for (size_t number = 1; name != NULL && number <= pbjwt_claim_count(); number++)
        if (strcmp(name, pbjwt_claim_name((pbjwt_claim)number)) == 0)
            claim = (pbjwt_claim)number;
    return Py_BuildValue("sss", pbjwt_status_name((pbjwt_status)status),
                         pbjwt_claim_message((pbjwt_status)status, claim),
                         pbjwt_status_public_message((pbjwt_status)status));
}

static PyMethodDef module_functions[] = {
    {"version", module_version, METH_NOARGS, "version()\n--\n\nThe version of libpbjwt."},
    {"generate_secret", module_generate_secret, METH_NOARGS,
     "generate_secret()\n--\n\nA new secret, as ProductBridge makes them."},
    {"issue", (PyCFunction)(void (*)(void))module_issue, METH_VARARGS | METH_KEYWORDS,
     "issue(secret, claims, *, custom=None, lifetime=3600, now=None, user_hash=False, type=None)\n"
     "--\n\nA signed token."},
    {"user_hash", module_user_hash, METH_VARARGS,
     "user_hash(secret, user_id, /)\n--\n\nThe user_hash of a user id, in hex."},
    {"explain", (PyCFunction)(void (*)(void))module_explain, METH_VARARGS | METH_KEYWORDS,
     "explain(token, secrets, *, policy=None, other_secrets=(), second_token=None, "
     "now=None)\n--\n\n"
     "Why a token is refused or gets a warning. Never a verification."},
    {"inspect", module_inspect, METH_O,
     "inspect(token, /)\n--\n\nHeader and payload of a token, UNVERIFIED."},
    {"_status_texts", module_status_texts, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int add_type(PyObject *module, PyType_Spec *spec, const char *name, PyTypeObject **type) {
    *type = (PyTypeObject *)PyType_FromModuleAndSpec(module, spec, NULL);
    return *type == NULL ? -1 : PyModule_AddObjectRef(module, name, (PyObject *)*type);
}

static int module_exec(PyObject *module) {
    module_state *const state = (module_state *)PyModule_GetState(module);
    if (add_type(module, &secret_spec, "Secret", &state->secret_type) != 0 ||
        add_type(module, &verifier_spec, "Verifier", &state->verifier_type) != 0)
        return -1;
    if (add_type(module, &identity_spec, "Identity", &state->identity_type) != 0)
        return -1;
    return add_type(module, &arrow_results_spec, "ArrowResults", &state->arrow_results_type);
}

static int module_traverse(PyObject *module, visitproc visit, void *arg) {
    module_state *const state = (module_state *)PyModule_GetState(module);
    Py_VISIT(state->secret_type);
    Py_VISIT(state->verifier_type);
    Py_VISIT(state->identity_type);
    Py_VISIT(state->arrow_results_type);
    Py_VISIT(state->pure);
    return 0;
}

static int module_clear(PyObject *module) {
    module_state *const state = (module_state *)PyModule_GetState(module);
    Py_CLEAR(state->secret_type);
    Py_CLEAR(state->verifier_type);
    Py_CLEAR(state->identity_type);
    Py_CLEAR(state->arrow_results_type);
    Py_CLEAR(state->pure);
    state->closed = true;
    while (state->spare_count > 0)
        pbjwt_identity_free(state->spare[--state->spare_count]);
    return 0;
}

static void module_free(void *module) {
    module_clear((PyObject *)module);
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, (void *)module_exec},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,         .m_name = "pbjwt._pbjwt", .m_size = sizeof(module_state),
    .m_methods = module_functions, .m_slots = module_slots,  .m_traverse = module_traverse,
    .m_clear = module_clear,       .m_free = module_free,
};

PyMODINIT_FUNC PyInit__pbjwt(void) {
    return PyModuleDef_Init(&definition);
}
