/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a policy from the attributes of a Policy. */
#include "module.h"

typedef struct {
    const char *name;
    const char *rule; /* the message for a value out of range */
    enum { NUMBER, BYTES, BOOLEAN, TEXT, WORD } kind;
    union {
        pbjwt_status (*number)(pbjwt_policy *, int64_t);
        pbjwt_status (*bytes)(pbjwt_policy *, size_t);
        pbjwt_status (*boolean)(pbjwt_policy *, bool);
        pbjwt_status (*text)(pbjwt_policy *, const void *, size_t);
        pbjwt_status (*word)(pbjwt_policy *, int);
    } set;
    const char *const *words;
} setting;

static pbjwt_status set_user_hash(pbjwt_policy *policy, int place) {
    return pbjwt_policy_set_user_hash(policy, (pbjwt_user_hash_mode)place);
}
static pbjwt_status set_email_form(pbjwt_policy *policy, int place) {
    return pbjwt_policy_set_email_form(policy, (pbjwt_email_form)place);
}
static pbjwt_status set_reader(pbjwt_policy *policy, int place) {
    return pbjwt_policy_set_reader(policy, (pbjwt_reader)place);
}

static const char *const profiles[] = {"sso", "widget", NULL};
static const char *const user_hashes[] = {"off", "if_present", "required", NULL};
static const char *const email_forms[] = {"as_sent", "lowercased", "require_lowercase", NULL};
static const char *const readers[] = {"fast", "both", NULL};

#define A_TEXT " must be a text, not empty, without U+0000"
static const setting settings[] = {
    {"max_token_bytes",
     "max_token_bytes must be 256 to 1048576",
     BYTES,
     {.bytes = pbjwt_policy_set_max_token_bytes},
     NULL},
    {"leeway",
     "leeway must be 0 to 300 seconds",
     NUMBER,
     {.number = pbjwt_policy_set_leeway},
     NULL},
    {"max_lifetime",
     "max_lifetime must be 0 to 253402300799 seconds",
     NUMBER,
     {.number = pbjwt_policy_set_max_lifetime},
     NULL},
    {"allow_missing_exp", "", BOOLEAN, {.boolean = pbjwt_policy_set_allow_missing_exp}, NULL},
    {"user_hash", "", WORD, {.word = set_user_hash}, user_hashes},
    {"issuer", "issuer" A_TEXT, TEXT, {.text = pbjwt_policy_set_issuer}, NULL},
    {"audience", "audience" A_TEXT, TEXT, {.text = pbjwt_policy_set_audience}, NULL},
    {"type",
     "type must be 1 to 127 of the characters of media types",
     TEXT,
     {.text = pbjwt_policy_set_type},
     NULL},
    {"strict_claims", "", BOOLEAN, {.boolean = pbjwt_policy_set_strict_claims}, NULL},
    {"email_form", "", WORD, {.word = set_email_form}, email_forms},
    {"reader", "", WORD, {.word = set_reader}, readers},
};

static bool apply(module_state *state, pbjwt_policy *policy, const setting *row, PyObject *value) {
    pbjwt_status status = PBJWT_INVALID_ARGUMENT;
    if (row->kind == NUMBER || row->kind == BYTES) {
        int64_t number;
        if (!whole_number(row->name, value, &number))
            return false;
        if (row->kind == NUMBER)
            status = row->set.number(policy, number);
        else if (number >= 0 && (uint64_t)number <= SIZE_MAX)
            status = row->set.bytes(policy, (size_t)number);
    } else if (row->kind == BOOLEAN) {
        if (!PyBool_Check(value)) {
            PyErr_Format(PyExc_TypeError, "%s must be bool", row->name);
            return false;
        }
        status = row->set.boolean(policy, value == Py_True);
    } else if (row->kind == WORD) {
        const int place = place_of_word(row->name, value, row->words);
        if (place < 0)
            return false;
        status = row->set.word(policy, place);
    } else {
        text_view text;
        if (!text_of_str(row->name, value, &text))
            return false;
        status = row->set.text(policy, text.data, (size_t)text.length);
        text_done(&text);
    }
    return status == PBJWT_OK || fail_with_rule(state, status, row->rule) != NULL;
}

static pbjwt_policy *of_profile(module_state *state, PyObject *value) {
    PyObject *const profile = PyObject_GetAttrString(value, "profile");
    const int place = profile != NULL ? place_of_word("profile", profile, profiles) : -1;
    Py_XDECREF(profile);
    if (place < 0)
        return NULL;
    pbjwt_policy *const policy = pbjwt_policy_new((pbjwt_profile)place);
    if (policy == NULL)
        fail_with_status(state, PBJWT_OUT_OF_MEMORY, PBJWT_CLAIM_NONE);
    return policy;
}

bool policy_of(module_state *state, PyObject *value, pbjwt_policy **policy) {
    *policy = NULL;
    if (value == Py_None)
        return true;
    PyObject *const right = call_pure(state, "is_policy", "(O)", value);
    if (right == NULL)
        return false;
    Py_DECREF(right);
    if ((*policy = of_profile(state, value)) == NULL)
        return false;
    for (size_t index = 0; index < sizeof settings / sizeof *settings; index++) {
        PyObject *const set = PyObject_GetAttrString(value, settings[index].name);
        const bool done =
            set != NULL && (set == Py_None || apply(state, *policy, &settings[index], set));
        Py_XDECREF(set);
        if (!done) {
            pbjwt_policy_free(*policy);
            *policy = NULL;
            return false;
        }
    }
    return true;
}
