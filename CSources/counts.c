/* SPDX-License-Identifier: Apache-2.0 */
#include "counts.h"

#include "text.h"

#include <stdlib.h>

/* Only one thread writes, so incrementing a number needs no lock; others may read it meanwhile. */
static void count_up(pbjwti_count *count, uint64_t by) {
    atomic_store_explicit(count, pbjwti_count_read(count) + by, memory_order_relaxed);
}

/* Keys */

/* A key without an id is named by its position among the verifier's: at most 7. */
static const unsigned char unnamed[PBJWT_MAX_KEYS][6] = {"key 0", "key 1", "key 2", "key 3",
                                                         "key 4", "key 5", "key 6", "key 7"};

static pbjwti_view label_of(const pbjwt_verifier *verifier, size_t index) {
    const pbjwti_view id = pbjwti_owned_view(&verifier->keys[index].id);
    return id.data != NULL ? id : (pbjwti_view){unnamed[index], sizeof unnamed[index] - 1};
}

/* The number of that label, created when it first occurs. The last free place is for the label of
   all the others. */
static pbjwti_count *key_labelled(pbjwt_counts *counts, pbjwti_view label) {
    const size_t count = atomic_load_explicit(&counts->key_count, memory_order_relaxed);
    const pbjwti_view rest = PBJWTI_VIEW("other");
    for (size_t i = 0; i < count; i++)
        if (pbjwti_view_equal((pbjwti_view){counts->keys[i].label, counts->keys[i].length}, label))
            return &counts->keys[i].tokens;
    if (count + 1 >= PBJWT_MAX_COUNTED_KEYS && !pbjwti_view_equal(label, rest))
        return key_labelled(counts, rest);
    pbjwti_counted_key *const made = &counts->keys[count];
    memcpy(made->label, label.data, label.length);
    made->length = label.length;
    atomic_store_explicit(&counts->key_count, count + 1, memory_order_release);
    return &made->tokens;
}

void pbjwti_counts_key(const pbjwt_identity *identity, const pbjwt_verifier *verifier,
                       const pbjwti_key *key) {
    const size_t index = (size_t)(key - verifier->keys);
    count_up(key_labelled(identity->counts, label_of(verifier, index)), 1);
}

/* Results */

/* This counts tokens, not refusals: one with several refusals of a status still counts once. */
static bool is_first_of_its_status(const pbjwti_refusals *refusals, size_t index) {
    for (size_t i = 0; i < index; i++)
        if (refusals->of[i].status == refusals->of[index].status)
            return false;
    return true;
}

pbjwt_status pbjwti_counts_result(const pbjwt_identity *identity, pbjwt_status status) {
    pbjwt_counts *const counts = identity->counts;
    const pbjwti_refusals *const refusals = &identity->would_refuse;
    count_up(&counts->statuses[status], 1);
    for (size_t i = 0; i < identity->warning_count; i++)
        count_up(&counts->warnings[identity->warnings[i].kind], 1);
    if (refusals->count > 0)
        count_up(&counts->would_refuse[PBJWT_OK], 1);
    for (size_t i = 0; i < refusals->count; i++)
        if (is_first_of_its_status(refusals, i))
            count_up(&counts->would_refuse[refusals->of[i].status], 1);
    return status;
}

/* The object */

pbjwt_counts *pbjwt_counts_new(const pbjwt_verifier *verifier) {
    pbjwt_counts *const counts = (pbjwt_counts *)calloc(1, sizeof *counts);
    for (size_t i = 0; counts != NULL && verifier != NULL && i < verifier->key_count; i++)
        (void)key_labelled(counts, label_of(verifier, i));
    return counts;
}

void pbjwt_counts_free(pbjwt_counts *counts) {
    free(counts);
}

void pbjwt_identity_set_counts(pbjwt_identity *identity, pbjwt_counts *counts) {
    if (identity != NULL)
        identity->counts = counts;
}

static void add_all(pbjwti_count *sum, const pbjwti_count *counts, size_t count) {
    for (size_t i = 0; i < count; i++)
        count_up(&sum[i], pbjwti_count_read(&counts[i]));
}

void pbjwt_counts_add(pbjwt_counts *sum, const pbjwt_counts *counts) {
    if (sum == NULL || counts == NULL)
        return;
    add_all(sum->statuses, counts->statuses, PBJWTI_COUNTED_STATUSES);
    add_all(sum->warnings, counts->warnings, PBJWTI_COUNTED_WARNINGS);
    add_all(sum->would_refuse, counts->would_refuse, PBJWTI_COUNTED_STATUSES);
    const size_t count = pbjwt_counts_key_count(counts);
    for (size_t i = 0; i < count; i++) {
        const pbjwti_counted_key *const key = &counts->keys[i];
        count_up(key_labelled(sum, (pbjwti_view){key->label, key->length}),
                 pbjwti_count_read(&key->tokens));
    }
}

/* Reading */

/* Even if a caller's number is invalid. */
static uint64_t number_at(const pbjwti_count *numbers, size_t index, size_t count) {
    return index < count ? pbjwti_count_read(&numbers[index]) : 0;
}

uint64_t pbjwt_counts_status(const pbjwt_counts *counts, pbjwt_status status) {
    return counts != NULL ? number_at(counts->statuses, (size_t)status, PBJWTI_COUNTED_STATUSES)
                          : 0;
}

uint64_t pbjwt_counts_warning(const pbjwt_counts *counts, pbjwt_warning kind) {
    return counts != NULL ? number_at(counts->warnings, (size_t)kind, PBJWTI_COUNTED_WARNINGS) : 0;
}

uint64_t pbjwt_counts_would_refuse(const pbjwt_counts *counts, pbjwt_status status) {
    return counts != NULL ? number_at(counts->would_refuse, (size_t)status, PBJWTI_COUNTED_STATUSES)
                          : 0;
}

size_t pbjwt_counts_key_count(const pbjwt_counts *counts) {
    return counts != NULL ? atomic_load_explicit(&counts->key_count, memory_order_acquire) : 0;
}

const char *pbjwt_counts_key(const pbjwt_counts *counts, size_t index, size_t *length,
                             uint64_t *tokens) {
    const bool there = index < pbjwt_counts_key_count(counts);
    if (length != NULL)
        *length = there ? counts->keys[index].length : 0;
    if (tokens != NULL)
        *tokens = there ? pbjwti_count_read(&counts->keys[index].tokens) : 0;
    return there ? (const char *)counts->keys[index].label : NULL;
}
