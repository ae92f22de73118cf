/* SPDX-License-Identifier: Apache-2.0 */
#include "verifier.h"

#include "text.h"

#include <stdlib.h>

static bool share_an_id(pbjwt_secret *const *secrets, size_t count) {
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (secrets[i]->id.data != NULL && secrets[j]->id.data != NULL &&
                pbjwti_view_equal(pbjwti_owned_view(&secrets[i]->id),
                                  pbjwti_owned_view(&secrets[j]->id)))
                return true;
    return false;
}

static pbjwt_status make_key(const pbjwt_secret *secret, pbjwti_key *key) {
    key->not_after = secret->not_after;
    key->weak = secret->length < PBJWT_MIN_SECRET_BYTES;
    const pbjwt_status status = pbjwti_owned_set(&key->id, secret->id.data, secret->id.length);
    return status == PBJWT_OK ? pbjwti_secret_new_mac(secret, &key->mac) : status;
}

static void destroy(pbjwt_verifier *verifier) {
    for (size_t i = 0; i < verifier->key_count; i++) {
        pbjwti_mac_free(verifier->keys[i].mac);
        pbjwti_owned_clear(&verifier->keys[i].id);
    }
    pbjwti_policy_clear(&verifier->policy);
    pbjwti_policy_clear(&verifier->report);
    free(verifier);
}

/* The parts needed before there are keys. */
static pbjwt_status make_policies(const pbjwt_policy *policy, const pbjwt_policy *report,
                                  pbjwt_verifier *made) {
    const pbjwt_policy defaults = pbjwti_policy_defaults();
    if (!pbjwti_policy_copy(policy != NULL ? policy : &defaults, &made->policy) ||
        (report != NULL && !pbjwti_policy_copy(report, &made->report)))
        return PBJWT_OUT_OF_MEMORY;
    made->reports = report != NULL;
    made->report.email_form = made->policy.email_form; /* the address is the first policy's */
    made->exact = made->policy.leeway == 0 || (made->reports && made->report.leeway == 0);
    return pbjwti_random(&made->hash_key, sizeof made->hash_key) ? PBJWT_OK : PBJWT_INTERNAL;
}

pbjwt_status pbjwt_verifier_new(pbjwt_secret *const *secrets, size_t count,
                                const pbjwt_policy *policy, pbjwt_verifier **verifier) {
    return pbjwt_verifier_new_reporting(secrets, count, policy, NULL, verifier);
}

pbjwt_status pbjwt_verifier_new_reporting(pbjwt_secret *const *secrets, size_t count,
                                          const pbjwt_policy *policy, const pbjwt_policy *report,
                                          pbjwt_verifier **verifier) {
    if (verifier == NULL)
        return PBJWT_INVALID_ARGUMENT;
    *verifier = NULL;
    if (secrets == NULL || count == 0 || count > PBJWT_MAX_KEYS)
        return PBJWT_INVALID_ARGUMENT;
    for (size_t i = 0; i < count; i++)
        if (secrets[i] == NULL)
            return PBJWT_INVALID_ARGUMENT;
    if (share_an_id(secrets, count))
        return PBJWT_INVALID_ARGUMENT;

    pbjwt_verifier *const made =
        (pbjwt_verifier *)calloc(1, sizeof *made + count * sizeof made->keys[0]);
    if (made == NULL)
        return PBJWT_OUT_OF_MEMORY;
    atomic_init(&made->references, 1);

    pbjwt_status status = make_policies(policy, report, made);
    for (; made->key_count < count && status == PBJWT_OK; made->key_count++)
        status = make_key(secrets[made->key_count], &made->keys[made->key_count]);
    if (status != PBJWT_OK) {
        destroy(made);
        return status;
    }
    *verifier = made;
    return PBJWT_OK;
}

pbjwt_verifier *pbjwt_verifier_retain(pbjwt_verifier *verifier) {
    if (verifier != NULL)
        atomic_fetch_add_explicit(&verifier->references, 1, memory_order_relaxed);
    return verifier;
}

void pbjwt_verifier_release(pbjwt_verifier *verifier) {
    if (verifier == NULL ||
        atomic_fetch_sub_explicit(&verifier->references, 1, memory_order_acq_rel) != 1)
        return;
    destroy(verifier);
}

const char *pbjwt_verifier_backend(const pbjwt_verifier *verifier) {
    return verifier != NULL ? pbjwti_mac_backend(verifier->keys[0].mac) : NULL;
}
