/* SPDX-License-Identifier: Apache-2.0 */

/* Which of the verifier's keys the header asks for, and whether the verifier still holds it. */
#include "explain_form.h"

#include <stdlib.h>

static bool kid_is_held(const pbjwti_explaining *work, const pbjwti_key *key) {
    return work->input.now <= key->not_after;
}

/* The ids of the keys that are held, as text that the caller frees; NULL if memory runs out. */
static char *kid_list(pbjwti_explaining *work) {
    const pbjwt_verifier *const verifier = work->verifier;
    pbjwti_writer list;
    char *text = NULL;
    bool first = true;
    pbjwti_writer_start(&list, 64);
    for (size_t i = 0; i < verifier->key_count; i++) {
        const pbjwti_key *const key = &verifier->keys[i];
        const pbjwti_view id = pbjwti_owned_view(&key->id);
        if (!kid_is_held(work, key) || id.data == NULL)
            continue;
        pbjwti_tell(&list, first ? "%v" : ", %v", &id);
        first = false;
    }
    if (pbjwti_writer_finish(&list, &text, NULL) != PBJWT_OK)
        work->out_of_memory = true;
    return text;
}

static void kid_tell_retired(pbjwti_explaining *work, const pbjwti_key *key) {
    const pbjwti_view id = pbjwti_owned_view(&key->id);
    const unsigned rank = pbjwti_rank_for(work, PBJWT_UNKNOWN_KEY, 0);
    if (id.data != NULL)
        pbjwti_cause(work, PBJWTI_CAUSE_KEY_RETIRED, rank, "The key %v counted until %t, %d ago.",
                     &id, (double)key->not_after, (double)work->input.now - (double)key->not_after);
    else
        pbjwti_cause(work, PBJWTI_CAUSE_KEY_RETIRED, rank,
                     "A key of the verifier, without an id, counted until %t, %d ago.",
                     (double)key->not_after, (double)work->input.now - (double)key->not_after);
}

static void kid_tell_unknown(pbjwti_explaining *work, pbjwti_view kid, bool in_other_case) {
    char *const ids = kid_list(work);
    if (ids == NULL)
        return;
    pbjwti_cause(work, PBJWTI_CAUSE_UNKNOWN_KID, pbjwti_rank_for(work, PBJWT_UNKNOWN_KEY, 1),
                 in_other_case
                     ? "The header asks for the key %v, and the verifier holds: %s. Only the case "
                       "of letters differs."
                     : "The header asks for the key %v, and the verifier holds: %s.",
                 &kid, ids);
    free(ids);
}

/* The verifier's keys, and how they relate to a kid. */
typedef struct kid_keys {
    size_t held;
    bool any_id, fits, in_other_case;
    const pbjwti_key *retired; /* the key of that id, whose time has passed */
    const pbjwti_key *latest;  /* of all keys, the one that counts longest */
} kid_keys;

static kid_keys kid_look(const pbjwti_explaining *work, const pbjwti_view *kid) {
    const pbjwt_verifier *const verifier = work->verifier;
    kid_keys keys = {.held = 0};
    for (size_t i = 0; i < verifier->key_count; i++) {
        const pbjwti_key *const key = &verifier->keys[i];
        const pbjwti_view id = pbjwti_owned_view(&key->id);
        const bool held = kid_is_held(work, key);
        const bool same = kid != NULL && id.data != NULL && pbjwti_view_equal(id, *kid);
        keys.held += held;
        keys.any_id |= held && id.data != NULL;
        keys.fits |= held && same;
        keys.in_other_case |=
            held && kid != NULL && id.data != NULL && pbjwti_equal_in_any_case(id, *kid);
        if (!held && same)
            keys.retired = key;
        if (keys.latest == NULL || key->not_after > keys.latest->not_after)
            keys.latest = key;
    }
    return keys;
}

void pbjwti_explain_kid(pbjwti_explaining *work) {
    /* A longer text is no key's id, and is shown in part. */
    unsigned char buffer[PBJWT_MAX_KEY_ID_BYTES + 1 + PBJWTI_JSON_ESCAPE_BYTES];
    pbjwti_view kid = {buffer, 0};
    const bool has_kid = work->kid.kind == PBJWT_JSON_STRING;
    if (work->verifier == NULL)
        return;
    if (has_kid) {
        const unsigned char *p = work->kid.text.data;
        kid.length = pbjwti_json_decode_part(&p, p + work->kid.text.length, buffer,
                                             PBJWT_MAX_KEY_ID_BYTES + 1);
    }
    const kid_keys keys = kid_look(work, has_kid ? &kid : NULL);
    const bool good = keys.held > 0 && (!has_kid || keys.fits || !keys.any_id);
    const pbjwt_outcome outcome = good ? PBJWT_OUTCOME_PASSED : PBJWT_OUTCOME_FAILED;
    if (has_kid)
        pbjwti_check_is(work, PBJWTI_CHECK_KEY, outcome, "kid %v, keys held: %i", &kid,
                        (int64_t)keys.held);
    else
        pbjwti_check_is(work, PBJWTI_CHECK_KEY, outcome, "no kid, keys held: %i",
                        (int64_t)keys.held);
    if (good && work->report->status == PBJWT_OK)
        return;
    if (keys.retired != NULL && !keys.fits)
        kid_tell_retired(work, keys.retired);
    else if (keys.held == 0 && keys.latest != NULL)
        kid_tell_retired(work, keys.latest);
    else if (!good)
        kid_tell_unknown(work, kid, keys.in_other_case);
}
