/* SPDX-License-Identifier: Apache-2.0 */
/* An identity: the library's own object, whose attributes become Python objects when they are read. */
#include "module.h"

#include <string.h>

typedef struct {
    PyObject_HEAD pbjwt_identity *identity;
    size_t token_bytes;
} identity_object;

/* Larger spare identities would use too much memory for the time that they save. */
enum { SPARE_BYTES = PBJWT_DEFAULT_TOKEN_BYTES_LIMIT };

pbjwt_identity *identity_take(module_state *state) {
    return state->spare_count > 0 ? state->spare[--state->spare_count] : pbjwt_identity_new(1024);
}

void identity_give_back(module_state *state, pbjwt_identity *identity, size_t token_bytes) {
    if (token_bytes <= SPARE_BYTES && !state->closed && state->spare_count < SPARE_IDENTITIES)
        state->spare[state->spare_count++] = identity;
    else
        pbjwt_identity_free(identity);
}

PyObject *identity_wrap(module_state *state, pbjwt_identity *identity, size_t token_bytes) {
    identity_object *const object = PyObject_New(identity_object, state->identity_type);
    if (object == NULL) {
        identity_give_back(state, identity, token_bytes);
        return NULL;
    }
    object->identity = identity;
    object->token_bytes = token_bytes;
    return (PyObject *)object;
}

static void identity_dealloc(PyObject *self) {
    PyTypeObject *const type = Py_TYPE(self);
    identity_object *const object = (identity_object *)self;
    identity_give_back((module_state *)PyType_GetModuleState(type), object->identity,
                       object->token_bytes);
    PyObject_Free(self);
    Py_DECREF(type);
}

static const pbjwt_identity *of(PyObject *self) {
    return ((identity_object *)self)->identity;
}

static module_state *state_of(PyObject *self) {
    return (module_state *)PyType_GetModuleState(Py_TYPE(self));
}

/* Texts */

typedef const char *text_reader(const pbjwt_identity *identity, size_t *length);

/* The source of a getter's value: a text claim, or a function. */
typedef struct {
    pbjwt_claim claim;
    text_reader *read;
} text_source;

static PyObject *get_text(PyObject *self, void *closure) {
    const text_source *const source = (const text_source *)closure;
    size_t length;
    const char *const text = source->read != NULL
                                 ? source->read(of(self), &length)
                                 : pbjwt_identity_text(of(self), source->claim, &length);
    return text_or_none(text, length);
}

static text_source email = {PBJWT_CLAIM_EMAIL, NULL},
                   canonical_email = {0, pbjwt_identity_canonical_email},
                   user_id = {0, pbjwt_identity_user_id}, name = {PBJWT_CLAIM_NAME, NULL},
                   avatar_url = {0, pbjwt_identity_avatar_url},
                   company_id = {PBJWT_CLAIM_COMPANY_ID, NULL},
                   company_name = {PBJWT_CLAIM_COMPANY_NAME, NULL},
                   customer_status = {PBJWT_CLAIM_CUSTOMER_STATUS, NULL},
                   renewal_date = {PBJWT_CLAIM_RENEWAL_DATE, NULL},
                   renewal_risk = {PBJWT_CLAIM_RENEWAL_RISK, NULL},
                   account_owner_id = {PBJWT_CLAIM_ACCOUNT_OWNER_ID, NULL},
                   account_owner_email = {PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL, NULL},
                   external_user_id = {PBJWT_CLAIM_EXTERNAL_USER_ID, NULL},
                   issuer = {PBJWT_CLAIM_ISS, NULL}, token_id = {PBJWT_CLAIM_JTI, NULL},
                   key_id = {0, pbjwt_identity_key_id};

/* Numbers and times */

static PyObject *number_or_none(bool there, double number) {
    if (there)
        return PyFloat_FromDouble(number);
    Py_RETURN_NONE;
}

static PyObject *get_company_mrr(PyObject *self, void *closure) {
    (void)closure;
    double number;
    const bool there = pbjwt_identity_number(of(self), PBJWT_CLAIM_COMPANY_MRR, &number);
    return number_or_none(there, number);
}

static PyObject *get_renewal_date_seconds(PyObject *self, void *closure) {
    (void)closure;
    double seconds;
    const bool there = pbjwt_identity_renewal_date(of(self), &seconds);
    return number_or_none(there, seconds);
}

static PyObject *time_or_none(PyObject *self, bool there, double seconds) {
    if (!there)
        Py_RETURN_NONE;
    return call_pure(state_of(self), "time_of", "(d)", seconds);
}

static PyObject *get_renewal_time(PyObject *self, void *closure) {
    (void)closure;
    double seconds;
    const bool there = pbjwt_identity_renewal_date(of(self), &seconds);
    return time_or_none(self, there, seconds);
}

static PyObject *get_time(PyObject *self, void *closure) {
    double seconds;
    const bool there = pbjwt_identity_number(of(self), *(const pbjwt_claim *)closure, &seconds);
    return time_or_none(self, there, seconds);
}

static pbjwt_claim issued_at = PBJWT_CLAIM_IAT, not_before = PBJWT_CLAIM_NBF,
                   expires_at = PBJWT_CLAIM_EXP;

/* Kinds */

static PyObject *get_customer_status_kind(PyObject *self, void *closure) {
    static const char *const words[] = {NULL, "active", "trial", "churned", "other"};
    (void)closure;
    const char *const word = words[pbjwt_identity_customer_status(of(self))];
    return text_or_none(word, word != NULL ? strlen(word) : 0);
}

static PyObject *get_user_hash(PyObject *self, void *closure) {
    static const char *const words[] = {"absent", "unchecked", "verified"};
    (void)closure;
    return PyUnicode_FromString(words[pbjwt_identity_user_hash(of(self))]);
}

/* Lists */

static PyObject *get_audience(PyObject *self, void *closure) {
    (void)closure;
    const size_t count = pbjwt_identity_audience_count(of(self));
    PyObject *const tuple = PyTuple_New((Py_ssize_t)count);
    for (size_t index = 0; tuple != NULL && index < count; index++) {
        size_t length;
        const char *const text = pbjwt_identity_audience(of(self), index, &length);
        PyObject *const value = text_or_none(text, length);
        if (value == NULL || PyTuple_SetItem(tuple, (Py_ssize_t)index, value) != 0) {
            Py_DECREF(tuple);
            return NULL;
        }
    }
    return tuple;
}

/* A tuple of `count` entries, which pbjwt._pure's function `entry` makes from two words each. */
static PyObject *entries(PyObject *self, size_t count,
                         PyObject *(*entry)(PyObject *self, size_t index)) {
    PyObject *const tuple = PyTuple_New((Py_ssize_t)count);
    for (size_t index = 0; tuple != NULL && index < count; index++) {
        PyObject *const value = entry(self, index);
        if (value == NULL || PyTuple_SetItem(tuple, (Py_ssize_t)index, value) != 0) {
            Py_DECREF(tuple);
            return NULL;
        }
    }
    return tuple;
}

static PyObject *warning_at(PyObject *self, size_t index) {
    pbjwt_claim claim;
    const pbjwt_warning kind = pbjwt_identity_warning(of(self), index, &claim);
    return call_pure(state_of(self), "ClaimWarning", "szs", pbjwt_warning_name(kind),
                     pbjwt_claim_name(claim), pbjwt_warning_message(kind, claim));
}

static PyObject *get_warnings(PyObject *self, void *closure) {
    (void)closure;
    return entries(self, pbjwt_identity_warning_count(of(self)), warning_at);
}

static PyObject *refusal_at(PyObject *self, size_t index) {
    pbjwt_status status;
    pbjwt_claim claim;
    pbjwt_identity_would_refuse(of(self), index, &status, &claim);
    return call_pure(state_of(self), "Refusal", "sz", pbjwt_status_name(status),
                     pbjwt_claim_name(claim));
}

static PyObject *get_would_refuse(PyObject *self, void *closure) {
    (void)closure;
    return entries(self, pbjwt_identity_would_refuse_count(of(self)), refusal_at);
}

/* JSON */

static PyObject *made_json(PyObject *self,
                           pbjwt_status (*make)(const pbjwt_identity *, char **, size_t *)) {
    char *json;
    size_t length;
    const pbjwt_status status = make(of(self), &json, &length);
    return status == PBJWT_OK ? text_taken(json, length)
                              : fail_with_status(state_of(self), status, PBJWT_CLAIM_NONE);
}

static PyObject *get_custom_json(PyObject *self, void *closure) {
    (void)closure;
    return made_json(self, pbjwt_identity_custom_json);
}

static PyObject *get_json(PyObject *self, void *closure) {
    (void)closure;
    return made_json(self, pbjwt_identity_json);
}

static PyObject *get_custom(PyObject *self, void *closure) {
    PyObject *const json = get_custom_json(self, closure);
    PyObject *const read =
        json != NULL ? call_pure(state_of(self), "read_json", "(O)", json) : NULL;
    Py_XDECREF(json);
    return read;
}

/* A summary for logs: nothing about the person. */
static PyObject *identity_repr(PyObject *self) {
    PyObject *const until = get_time(self, &expires_at);
    PyObject *const text = until != NULL
                               ? PyUnicode_FromFormat("<Identity, expires at %S, %zu warnings>",
                                                      until, pbjwt_identity_warning_count(of(self)))
                               : NULL;
    Py_XDECREF(until);
    return text;
}

#define A_TEXT(attribute, doc)                                                                     \
    { #attribute, get_text, NULL, doc, &attribute }
#define BY_ITSELF(attribute, doc)                                                                  \
    { #attribute, get_##attribute, NULL, doc, NULL }
#define A_TIME(attribute)                                                                          \
    { #attribute, get_time, NULL, "A datetime in UTC.", &attribute }

static PyGetSetDef identity_attributes[] = {
    A_TEXT(email, "As sent."),
    A_TEXT(canonical_email, "What to look people up by."),
    A_TEXT(user_id, NULL),
    A_TEXT(name, NULL),
    A_TEXT(avatar_url, NULL),
    A_TEXT(company_id, NULL),
    A_TEXT(company_name, NULL),
    BY_ITSELF(company_mrr, "In US dollars."),
    A_TEXT(customer_status, "'active', 'trial', 'churned' or a custom one."),
    BY_ITSELF(customer_status_kind, "'active', 'trial', 'churned' or 'other'."),
    A_TEXT(renewal_date, "As the token has it."),
    BY_ITSELF(renewal_date_seconds, "The same as seconds since 1970."),
    BY_ITSELF(renewal_time, "The same as a datetime in UTC; None, too, in the year 0."),
    A_TEXT(renewal_risk, "'low', 'medium' or 'high'."),
    A_TEXT(account_owner_id, NULL),
    A_TEXT(account_owner_email, NULL),
    A_TEXT(external_user_id, NULL),
    A_TIME(issued_at),
    A_TIME(not_before),
    A_TIME(expires_at),
    A_TEXT(issuer, NULL),
    BY_ITSELF(audience, "A tuple of texts."),
    A_TEXT(token_id, NULL),
    A_TEXT(key_id, "The id of the secret that verified the token."),
    BY_ITSELF(user_hash, "'absent', 'unchecked' or 'verified'."),
    BY_ITSELF(warnings, "What is odd about the token."),
    BY_ITSELF(would_refuse, "What the report-only policy would refuse."),
    BY_ITSELF(custom_json, "The members that have no attribute here, as one JSON object."),
    BY_ITSELF(custom, "The same, read by the json module."),
    BY_ITSELF(json, "The identity as the library's own JSON."),
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot identity_slots[] = {
    {Py_tp_doc, "What a verified token says about a person; None is what it doesn't say."},
    {Py_tp_dealloc, (void *)identity_dealloc},
    {Py_tp_repr, (void *)identity_repr},
    {Py_tp_getset, identity_attributes},
    {0, NULL},
};

PyType_Spec identity_spec = {
    .name = "pbjwt.Identity",
    .basicsize = sizeof(identity_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = identity_slots,
};
