/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_PYTHON_MODULE_H
#define PBJWT_PYTHON_MODULE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <pbjwt.h>

/* Unreferenced identities are kept for reuse, so that most verifications don't allocate one. */
enum { SPARE_IDENTITIES = 8 };

typedef struct {
    PyTypeObject *secret_type;
    PyTypeObject *verifier_type;
    PyTypeObject *identity_type;
    PyTypeObject *arrow_results_type;
    PyObject *pure; /* pbjwt._pure, imported when it is first needed */
    pbjwt_identity *spare[SPARE_IDENTITIES];
    int spare_count;
    bool closed; /* no more identities are kept */
} module_state;

/* A call's view of a text or bytes; `owned`, if set, owns the memory. */
typedef struct {
    const char *data;
    Py_ssize_t length;
    PyObject *owned;
} text_view;

/* Texts. On failure these return false with an exception. */
bool text_of_str(const char *name, PyObject *value, text_view *view);
bool text_of_str_or_bytes(const char *name, PyObject *value, text_view *view);
void text_done(text_view *view);
PyObject *text_or_none(const char *data, size_t length);
/* Takes ownership of memory from the library. */
PyObject *text_taken(char *data, size_t length);

/* Whether a value is an integer and not a bool; sets a TypeError. A value beyond 64 bits becomes a number outside
   every range. */
bool whole_number(const char *name, PyObject *value, int64_t *number);
/* The same for a time, which may be a datetime with a time zone. */
bool time_number(module_state *state, const char *name, PyObject *value, int64_t *number);

/* The word's index among `words`; -1 with a TypeError or ValueError on failure. */
int place_of_word(const char *name, PyObject *value, const char *const *words);

/* Errors: each sets an exception and returns NULL. */
PyObject *fail_with_status(module_state *state, pbjwt_status status, pbjwt_claim claim);
/* A ValueError with `rule` for an invalid argument. */
PyObject *fail_with_rule(module_state *state, pbjwt_status status, const char *rule);
PyObject *call_pure(module_state *state, const char *function, const char *format, ...);

/* Functions that several types need. */
extern PyType_Spec secret_spec, verifier_spec, identity_spec, arrow_results_spec;
/* The secret from a Secret, str or bytes; the caller frees *made if it isn't NULL. */
pbjwt_secret *secret_of(module_state *state, PyObject *value, pbjwt_secret **made);
PyObject *identity_wrap(module_state *state, pbjwt_identity *identity, size_t token_bytes);
pbjwt_identity *identity_take(module_state *state);
void identity_give_back(module_state *state, pbjwt_identity *identity, size_t token_bytes);

/* The library's policy from a Policy; NULL for None. */
bool policy_of(module_state *state, PyObject *value, pbjwt_policy **policy);

/* The secrets in a tuple or list, and those that must be freed. */
typedef struct {
    pbjwt_secret **secrets;
    pbjwt_secret **made;
    size_t count;
} secret_list;
bool secrets_of(module_state *state, PyObject *sequence, secret_list *list);
void secrets_done(secret_list *list);

/* Verifier.verify_arrow */
PyObject *verify_arrow(module_state *state, const pbjwt_verifier *verifier, PyObject *args,
                       PyObject *keywords);

PyObject *module_issue(PyObject *module, PyObject *args, PyObject *keywords);
PyObject *module_user_hash(PyObject *module, PyObject *args);
PyObject *module_explain(PyObject *module, PyObject *args, PyObject *keywords);
PyObject *module_inspect(PyObject *module, PyObject *token);

#endif
