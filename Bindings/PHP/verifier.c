/* SPDX-License-Identifier: Apache-2.0 */
#include "php_pbjwt.h"

/* The oldest are removed beyond this number, so that a program with generated secrets doesn't fill the memory. */
enum { MAX_KEPT = 64 };

typedef struct pbjwt_verifier_object {
    pbjwt_verifier *verifier;
    zend_object std;
} pbjwt_verifier_object;

static zend_object_handlers handlers;

static void free_verifier(zend_object *object) {
    pbjwt_verifier_release(PBJWT_OF(pbjwt_verifier_object, object)->verifier);
    zend_object_std_dtor(object);
}

zend_object *pbjwt_new_verifier(zend_class_entry *ce) {
    pbjwt_verifier_object *const one = zend_object_alloc(sizeof *one, ce);
    one->verifier = NULL;
    zend_object_std_init(&one->std, ce);
    one->std.handlers = &handlers;
    return &one->std;
}

void pbjwt_init_verifier(void) {
    pbjwt_init_handlers(&handlers, offsetof(pbjwt_verifier_object, std), free_verifier);
}

static const pbjwt_policy_object *policy_of(zend_object *object) {
    return object != NULL ? PBJWT_OF(pbjwt_policy_object, object) : NULL;
}

/* The policy is empty if its constructor has thrown. */
static bool is_usable(const pbjwt_policy_object *policy) {
    if (policy == NULL || policy->policy != NULL)
        return true;
    zend_throw_error(NULL, "The policy is not constructed");
    return false;
}

static pbjwt_verifier *make(const pbjwt_secret_list *secrets, const pbjwt_policy_object *policy,
                            const pbjwt_policy_object *report) {
    pbjwt_verifier *verifier = NULL;
    const pbjwt_status status = pbjwt_verifier_new_reporting(
        secrets->handles, secrets->count, policy != NULL ? policy->policy : NULL,
        report != NULL ? report->policy : NULL, &verifier);
    if (status == PBJWT_INVALID_ARGUMENT)
        zend_argument_value_error(1, "must be 1 to 8 secrets, no two with the same id");
    else if (status != PBJWT_OK)
        pbjwt_throw(status, PBJWT_CLAIM_NONE);
    return verifier;
}

/* A kept verifier for the arguments; makes and keeps one if there is none. The caller releases its reference. */
static pbjwt_verifier *keep(const pbjwt_secret_list *secrets, const pbjwt_policy_object *policy,
                            const pbjwt_policy_object *report) {
    unsigned char digest[DIGEST_BYTES];
    const pbjwt_part parts[] = {
        {secrets->digests, secrets->count * DIGEST_BYTES},
        {policy != NULL ? policy->digest : NULL, policy != NULL ? DIGEST_BYTES : 0},
        {report != NULL ? report->digest : NULL, report != NULL ? DIGEST_BYTES : 0},
    };
    if (!pbjwt_digest(parts, sizeof parts / sizeof *parts, digest))
        return NULL;
    HashTable *const kept = &PBJWT_G(kept);
    pbjwt_verifier *verifier = zend_hash_str_find_ptr(kept, (const char *)digest, DIGEST_BYTES);
    if (verifier != NULL)
        return pbjwt_verifier_retain(verifier);
    verifier = make(secrets, policy, report);
    if (verifier == NULL)
        return NULL;
    if (zend_hash_num_elements(kept) >= MAX_KEPT) {
        zend_string *oldest;
        ZEND_HASH_FOREACH_STR_KEY(kept, oldest) {
            zend_hash_del(kept, oldest);
            break;
        }
        ZEND_HASH_FOREACH_END();
    }
    zend_hash_str_add_ptr(kept, (const char *)digest, DIGEST_BYTES,
                          pbjwt_verifier_retain(verifier));
    return verifier;
}

/* Reads the arguments, for both ways to make a verifier. */
static void construct(INTERNAL_FUNCTION_PARAMETERS, zend_object *object, bool persistent) {
    zval *from;
    zend_object *policy = NULL, *report = NULL;
    ZEND_PARSE_PARAMETERS_START(1, 3)
    Z_PARAM_ZVAL(from)
    Z_PARAM_OPTIONAL
    Z_PARAM_OBJ_OF_CLASS_OR_NULL(policy, pbjwt_policy_ce)
    Z_PARAM_OBJ_OF_CLASS_OR_NULL(report, pbjwt_policy_ce)
    ZEND_PARSE_PARAMETERS_END();

    pbjwt_secret_list secrets;
    pbjwt_verifier_object *const one = PBJWT_OF(pbjwt_verifier_object, object);
    if (one->verifier != NULL) {
        zend_throw_error(NULL, "The verifier is constructed already");
        return;
    }
    if (!is_usable(policy_of(policy)) || !is_usable(policy_of(report)))
        return;
    if (!pbjwt_list_secrets(from, 1, PBJWT_MAX_KEYS, &secrets))
        return;
    one->verifier = (persistent ? keep : make)(&secrets, policy_of(policy), policy_of(report));
    pbjwt_free_secrets(&secrets);
}

ZEND_METHOD(Pbjwt_Verifier, __construct) {
    construct(INTERNAL_FUNCTION_PARAM_PASSTHRU, Z_OBJ_P(ZEND_THIS), false);
}

ZEND_METHOD(Pbjwt_Verifier, persistent) {
    object_init_ex(return_value, pbjwt_verifier_ce);
    construct(INTERNAL_FUNCTION_PARAM_PASSTHRU, Z_OBJ_P(return_value), true);
    if (EG(exception)) {
        zval_ptr_dtor(return_value);
        RETVAL_NULL();
    }
}

/* Verifies into `identity`, which it creates; -1 after throwing for a wrong argument. */
static int run(INTERNAL_FUNCTION_PARAMETERS, pbjwt_identity **identity) {
    zend_string *token;
    zval *at = NULL;
    int64_t now = 0;
    ZEND_PARSE_PARAMETERS_START(1, 2)
    Z_PARAM_STR(token)
    Z_PARAM_OPTIONAL
    Z_PARAM_ZVAL_OR_NULL(at)
    ZEND_PARSE_PARAMETERS_END_EX(return -1);

    const pbjwt_verifier *const verifier =
        PBJWT_OF(pbjwt_verifier_object, Z_OBJ_P(ZEND_THIS))->verifier;
    if (UNEXPECTED(verifier == NULL)) {
        zend_throw_error(NULL, "The verifier is not constructed");
        return -1;
    }
    if (at != NULL && !pbjwt_seconds(at, 2, &now))
        return -1;
    /* A token that is too long for any policy is refused without being read. */
    const size_t length = ZSTR_LEN(token);
    *identity = pbjwt_identity_new(length <= PBJWT_MAX_TOKEN_BYTES_LIMIT ? length : 0);
    if (UNEXPECTED(*identity == NULL))
        return PBJWT_OUT_OF_MEMORY;
    const pbjwt_status status =
        at == NULL ? pbjwt_verify(verifier, ZSTR_VAL(token), length, *identity)
                   : pbjwt_verify_at(verifier, ZSTR_VAL(token), length, now, *identity);
    if (UNEXPECTED(status == PBJWT_INVALID_ARGUMENT)) {
        zend_argument_value_error(2, "must be in the years 1970 to 9999");
        return -1;
    }
    return (int)status;
}

ZEND_METHOD(Pbjwt_Verifier, verify) {
    pbjwt_identity *identity = NULL;
    const int status = run(INTERNAL_FUNCTION_PARAM_PASSTHRU, &identity);
    if (EXPECTED(status == PBJWT_OK)) {
        object_init_ex(return_value, pbjwt_identity_ce);
        PBJWT_OF(pbjwt_identity_object, Z_OBJ_P(return_value))->identity = identity;
        return;
    }
    const pbjwt_claim claim = pbjwt_identity_claim_at_fault(identity);
    pbjwt_identity_free(identity);
    if (status > 0)
        pbjwt_throw((pbjwt_status)status, claim);
}

ZEND_METHOD(Pbjwt_Verifier, verifyJson) {
    pbjwt_identity *identity = NULL;
    char *json = NULL;
    size_t length = 0;
    int status = run(INTERNAL_FUNCTION_PARAM_PASSTHRU, &identity);
    if (status >= 0 && status < PBJWT_INVALID_ARGUMENT) {
        status =
            (int)pbjwt_result_json((pbjwt_status)status, pbjwt_identity_claim_at_fault(identity),
                                   identity, &json, &length);
    }
    pbjwt_identity_free(identity);
    if (status > 0)
        pbjwt_throw((pbjwt_status)status, PBJWT_CLAIM_NONE);
    if (json != NULL)
        RETVAL_STRINGL(json, length);
    pbjwt_free(json);
}
