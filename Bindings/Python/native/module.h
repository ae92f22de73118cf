/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_PYTHON_MODULE_H
#define PBJWT_PYTHON_MODULE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <pbjwt.h>

/* Identities that nothing refers to any more are kept, so that most verifications allocate nothing for them. */
enum { SPARE_IDENTITIES = 8 };

typedef struct {
    PyTypeObject *secret_type;
    PyTypeObject *verifier_type;
    PyTypeObject *identity_type;
    PyTypeObject *arrow_results_type;
    PyObject *pure; /* pbjwt._pure, which is imported when something of it is needed first */
    pbjwt_identity *spare[SPARE_IDENTITIES];
    int spare_count;
    bool closed; /* nothing is kept any more */
} module_state;

/* A call's view of a text or bytes; `owned`, if any, holds what it points to. */
typedef struct {
    const char *data;
    Py_ssize_t length;
    PyObject *owned;
} text_view;

/* Texts. Each gives false with an exception set. */
bool text_of_str(const char *name, PyObject *value, text_view *view);
bool text_of_str_or_bytes(const char *name, PyObject *value, text_view *view);
void text_done(text_view *view);
PyObject *text_or_none(const char *data, size_t length);
/* Takes over memory from the library. */
PyObject *text_taken(char *data, size_t length);

/* Whether a value is a whole number of 64 bits and no bool; sets a TypeError. What is outside of 64 bits becomes a
   number outside of every range. */
bool whole_number(const char *name, PyObject *value, int64_t *number);
/* The same for a time, which may be a datetime with a time zone. */
bool time_number(module_state *state, const char *name, PyObject *value, int64_t *number);

/* The word's place among `words`; sets a TypeError or ValueError, and is -1 then. */
int place_of_word(const char *name, PyObject *value, const char *const *words);

/* Errors: each sets an exception and gives NULL. */
PyObject *fail_with_status(module_state *state, pbjwt_status status, pbjwt_claim claim);
/* A ValueError of `rule` for an invalid argument. */
PyObject *fail_with_rule(module_state *state, pbjwt_status status, const char *rule);
PyObject *call_pure(module_state *state, const char *function, const char *format, ...);

/* Functions that several types need. */
extern PyType_Spec secret_spec, verifier_spec, identity_spec, arrow_results_spec;
/* A secret of a Secret, str or bytes; the caller frees *made where it isn't NULL. */
pbjwt_secret *secret_of(module_state *state, PyObject *value, pbjwt_secret **made);
PyObject *identity_wrap(module_state *state, pbjwt_identity *identity, size_t token_bytes);
pbjwt_identity *identity_take(module_state *state);
void identity_give_back(module_state *state, pbjwt_identity *identity, size_t token_bytes);

/* A policy of a Policy; NULL for None. */
bool policy_of(module_state *state, PyObject *value, pbjwt_policy **policy);

/* The secrets of a tuple or list, and those that have to be freed. */
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
