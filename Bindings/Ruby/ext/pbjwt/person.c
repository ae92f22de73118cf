/* SPDX-License-Identifier: Apache-2.0 */
#include "pbjwt_ruby.h"

#include <stdatomic.h>

/*
 * The collector sweeps some 400 identities at once, and the next tokens need as many. So empty ones are kept for reuse,
 * at most 1.5 MiB of them. Other Ractors may verify at the same time. No thread waits: if the lock is taken, it
 * allocates or frees as usual, and so does a process that was forked while the lock was taken.
 */
enum { KEPT = 512, KEPT_BYTES = PBJWT_RB_IDENTITY_BYTES + 2048 };
static pbjwt_rb_person *kept[KEPT];
static size_t kept_count;
static atomic_flag kept_lock = ATOMIC_FLAG_INIT;

/* Memory not yet reported to the collector: reporting costs as much as a string. */
enum { TOLD_BYTES = 65536 };
static atomic_long untold;

static void tell(long bytes) {
    const long sum = atomic_fetch_add_explicit(&untold, bytes, memory_order_relaxed) + bytes;
    if (sum < TOLD_BYTES && sum > -TOLD_BYTES)
        return;
    atomic_fetch_sub_explicit(&untold, sum, memory_order_relaxed);
    rb_gc_adjust_memory_usage(sum);
}

static pbjwt_rb_person *take_kept(void) {
    if (atomic_flag_test_and_set_explicit(&kept_lock, memory_order_acquire))
        return NULL;
    pbjwt_rb_person *const person = kept_count > 0 ? kept[--kept_count] : NULL;
    atomic_flag_clear_explicit(&kept_lock, memory_order_release);
    return person;
}

static bool keep(pbjwt_rb_person *person) {
    if (person->bytes > KEPT_BYTES ||
        atomic_flag_test_and_set_explicit(&kept_lock, memory_order_acquire))
        return false;
    const bool has_room = kept_count < KEPT;
    if (has_room)
        kept[kept_count++] = person;
    atomic_flag_clear_explicit(&kept_lock, memory_order_release);
    return has_room;
}

static pbjwt_rb_person *make(size_t token_length) {
    pbjwt_rb_person *const person = (pbjwt_rb_person *)malloc(sizeof *person);
    if (person == NULL)
        return NULL;
    person->identity = pbjwt_identity_new(token_length);
    person->bytes = 0;
    if (person->identity != NULL)
        return person;
    free(person);
    return NULL;
}

pbjwt_rb_person *pbjwt_rb_person_take(size_t token_length) {
    pbjwt_rb_person *person = take_kept();
    if (person == NULL)
        person = make(token_length);
    if (person == NULL)
        return NULL;
    /* A kept identity has grown to its longest token so far. */
    const long bytes = PBJWT_RB_IDENTITY_BYTES + (long)token_length;
    if (person->bytes < bytes)
        person->bytes = bytes;
    tell(person->bytes);
    return person;
}

void pbjwt_rb_person_give(pbjwt_rb_person *person) {
    tell(-person->bytes);
    /* This always fails, and a failed verification leaves the identity empty. */
    if (pbjwt_verify_at(NULL, NULL, 0, 0, person->identity) != PBJWT_OK && keep(person))
        return;
    pbjwt_identity_free(person->identity);
    free(person);
}
