/* SPDX-License-Identifier: Apache-2.0 */
#include "module.h"

#include <string.h>

static pbjwt_claim claim_named(PyObject *name) {
    if (PyUnicode_Check(name))
        for (size_t claim = 1; claim <= pbjwt_claim_count(); claim++)
            if (PyUnicode_CompareWithASCIIString(name, pbjwt_claim_name((pbjwt_claim)claim)) == 0)
                return (pbjwt_claim)claim;
    return PBJWT_CLAIM_NONE;
}

static bool judged(module_state *state, pbjwt_status status, PyObject *name) {
    if (status == PBJWT_INVALID_ARGUMENT)
        PyErr_Format(PyExc_ValueError, "%S can't be set to that value", name);
    else if (status != PBJWT_OK)
        fail_with_status(state, status, PBJWT_CLAIM_NONE);
    return status == PBJWT_OK;
}

static bool add_audiences(module_state *state, pbjwt_claims *claims, PyObject *name,
                          PyObject *list) {
    const Py_ssize_t count = PySequence_Size(list);
    for (Py_ssize_t index = 0; index < count; index++) {
        text_view text;
        PyObject *const value = PySequence_GetItem(list, index);
        bool right = value != NULL && text_of_str("an audience", value, &text);
        if (right) {
            right = judged(state, pbjwt_claims_add_audience(claims, text.data, (size_t)text.length),
                           name);
            text_done(&text);
        }
        Py_XDECREF(value);
        if (!right)
            return false;
    }
    return count >= 0;
}

static bool set_claim(module_state *state, pbjwt_claims *claims, PyObject *name, PyObject *value) {
    const pbjwt_claim claim = claim_named(name);
    text_view text;
    if (claim == PBJWT_CLAIM_NONE) {
        PyErr_Format(PyExc_ValueError,
                     "%R is not a claim of the documents; give it as custom=", name);
        return false;
    }
    if (value == Py_None)
        return true;
    if (claim == PBJWT_CLAIM_AUD && (PyList_Check(value) || PyTuple_Check(value)))
        return add_audiences(state, claims, name, value);
    if ((PyLong_Check(value) || PyFloat_Check(value)) && !PyBool_Check(value)) {
        const double number = PyFloat_AsDouble(value);
        return !PyErr_Occurred() &&
               judged(state, pbjwt_claims_set_number(claims, claim, number), name);
    }
    if (!text_of_str("a claim", value, &text))
        return false;
    const pbjwt_status status =
        pbjwt_claims_set_text(claims, claim, text.data, (size_t)text.length);
    text_done(&text);
    return judged(state, status, name);
}

static bool set_claims(module_state *state, pbjwt_claims *claims, PyObject *mapping) {
    PyObject *const items = PyMapping_Items(mapping);
    bool right = items != NULL;
    const Py_ssize_t count = right ? PyList_Size(items) : 0;
    for (Py_ssize_t index = 0; right && index < count; index++) {
        PyObject *const pair = PyList_GetItem(items, index);
        right = set_claim(state, claims, PyTuple_GetItem(pair, 0), PyTuple_GetItem(pair, 1));
    }
    Py_XDECREF(items);
    return right;
}

/* Values with their own setter: custom claims, and the header's type. */
static bool set_text(module_state *state, const char *name, const char *rule, PyObject *value,
                     pbjwt_claims *claims,
                     pbjwt_status (*set)(pbjwt_claims *, const void *, size_t)) {
    text_view text;
    if (value == NULL || value == Py_None)
        return true;
    if (!text_of_str(name, value, &text))
        return false;
    const pbjwt_status status = set(claims, text.data, (size_t)text.length);
    text_done(&text);
    return status == PBJWT_OK || fail_with_rule(state, status, rule) != NULL;
}

static bool set_custom(module_state *state, PyObject *custom, pbjwt_claims *claims) {
    PyObject *const json = custom == Py_None ? NULL : call_pure(state, "json_of", "(O)", custom);
    if (custom != Py_None && json == NULL)
        return false;
    const bool right =
        set_text(state, "custom", "custom must be a JSON object without claims of the documents",
                 json, claims, pbjwt_claims_set_custom);
    Py_XDECREF(json);
    return right;
}

static PyObject *issue(module_state *state, const pbjwt_secret *secret, const pbjwt_claims *claims,
                       PyObject *now, int64_t lifetime) {
    char *token;
    size_t length;
    int64_t seconds = 0;
    pbjwt_claim fault;
    if (now != Py_None && !time_number(state, "now", now, &seconds))
        return NULL;
    const pbjwt_status status =
        now == Py_None ? pbjwt_issue(secret, claims, lifetime, &token, &length, &fault)
                       : pbjwt_issue_at(secret, claims, seconds, lifetime, &token, &length, &fault);
    if (status == PBJWT_OK)
        return text_taken(token, length);
    if (status != PBJWT_INVALID_ARGUMENT)
        return fail_with_status(state, status, fault);
    return fail_with_rule(
        state, status,
        "no such token can be issued: lifetime must be at least 1 second and end by "
        "the year 9999, nbf must lie before its end, the secret's not_after must not "
        "have passed, and a hashed user id must not be a token's first parts");
}

PyObject *module_issue(PyObject *module, PyObject *args, PyObject *keywords) {
    static char *names[] = {"secret", "claims",    "custom", "lifetime",
                            "now",    "user_hash", "type",   NULL};
    module_state *const state = (module_state *)PyModule_GetState(module);
    PyObject *secret_given, *mapping, *custom = Py_None, *lifetime_given = NULL, *now = Py_None,
                                      *type = Py_None;
    int user_hash = 0;
    int64_t lifetime = PBJWT_DEFAULT_LIFETIME;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "OO|$OOOpO:issue", names, &secret_given,
                                     &mapping, &custom, &lifetime_given, &now, &user_hash, &type))
        return NULL;
    if (lifetime_given != NULL && !whole_number("lifetime", lifetime_given, &lifetime))
        return NULL;
    pbjwt_secret *made;
    const pbjwt_secret *const secret = secret_of(state, secret_given, &made);
    if (secret == NULL)
        return NULL;
    pbjwt_claims *const claims = pbjwt_claims_new();
    PyObject *token = NULL;
    if (claims == NULL || pbjwt_claims_set_user_hash(claims, user_hash != 0) != PBJWT_OK)
        fail_with_status(state, PBJWT_OUT_OF_MEMORY, PBJWT_CLAIM_NONE);
    else if (set_claims(state, claims, mapping) && set_custom(state, custom, claims) &&
             set_text(state, "type", "type must be 1 to 127 of the characters of media types", type,
                      claims, pbjwt_claims_set_type))
        token = issue(state, secret, claims, now, lifetime);
    pbjwt_claims_free(claims);
    pbjwt_secret_free(made);
    return token;
}

PyObject *module_user_hash(PyObject *module, PyObject *args) {
    module_state *const state = (module_state *)PyModule_GetState(module);
    PyObject *secret_given, *id;
    text_view text;
    pbjwt_secret *made;
    char hex[PBJWT_HASH_HEX_SIZE];
    if (!PyArg_ParseTuple(args, "OO:user_hash", &secret_given, &id) ||
        !text_of_str_or_bytes("user_id", id, &text))
        return NULL;
    const pbjwt_secret *const secret = secret_of(state, secret_given, &made);
    pbjwt_status status = PBJWT_OK;
    if (secret != NULL) {
        status = pbjwt_user_hash(secret, text.data, (size_t)text.length, hex, sizeof hex);
        if (status != PBJWT_OK)
            fail_with_rule(state, status,
                           "user_id must not be empty, and not the first parts of a token");
    }
    pbjwt_secret_free(made);
    text_done(&text);
    return secret != NULL && status == PBJWT_OK ? PyUnicode_FromString(hex) : NULL;
}
