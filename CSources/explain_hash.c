/* SPDX-License-Identifier: Apache-2.0 */

/* user_hash: whether it is present, under which name, and what is wrong with it. */
#include "explain_hash.h"

#include "explain_claims.h"

/* A hash under another name: reported, and checked if it is a hash. */
static void explain_other_name(pbjwti_explaining *work, pbjwti_hash_search *search) {
    pbjwti_found_member found;
    const bool required = work->input.policy->user_hash == PBJWT_USER_HASH_REQUIRED;
    const unsigned rank = required ? pbjwti_rank_for(work, PBJWT_MISSING_USER_HASH, 3) : 20;
    if (pbjwti_find_near(work, PBJWT_CLAIM_USER_HASH, &found)) {
        unsigned char text[PBJWT_HASH_HEX_LENGTH * 3];
        pbjwti_cause(work, PBJWTI_CAUSE_HASH_NAME, rank, "There is %v: did you mean %c?",
                     &found.name, (int)PBJWT_CLAIM_USER_HASH);
        if (found.value.kind == PBJWT_JSON_STRING && found.value.as.decoded <= sizeof text) {
            pbjwti_json_decode(&found.value, text);
            pbjwti_read_sent_hash((pbjwti_view){text, found.value.as.decoded}, &search->sent);
            if (search->sent.is_read)
                (void)pbjwti_find_hash_source(work, search);
        }
    } else if (required) {
        pbjwti_cause(work, PBJWTI_CAUSE_HASH_MISSING, rank,
                     pbjwti_has(work->slots.filled, PBJWT_CLAIM_USER_HASH) ? "%c is null."
                                                                           : "There is no %c.",
                     (int)PBJWT_CLAIM_USER_HASH);
    }
    pbjwti_check_is(work, PBJWTI_CHECK_USER_HASH,
                    required ? PBJWT_OUTCOME_FAILED : PBJWT_OUTCOME_PASSED, "no user_hash");
}

static void explain_sent(pbjwti_explaining *work, pbjwti_hash_search *search) {
    const int claim = (int)PBJWT_CLAIM_USER_HASH;
    const unsigned rank = pbjwti_rank_of_claim(work, PBJWT_CLAIM_USER_HASH, 3);
    const pbjwti_json_value *const value = &work->slots.of[PBJWT_CLAIM_USER_HASH];
    if (value->kind != PBJWT_JSON_STRING) {
        search->sent.cause = PBJWTI_CAUSE_HASH_FORM;
        pbjwti_cause(work, PBJWTI_CAUSE_HASH_FORM, rank, "%c is %s, not text.", claim,
                     pbjwti_kind_in_words(value->kind));
    } else {
        pbjwti_read_sent_hash(work->identity->claims.of[PBJWT_CLAIM_USER_HASH].text, &search->sent);
        if (search->sent.cause != PBJWTI_CAUSES)
            pbjwti_cause(work, search->sent.cause, rank, "%c %s.", claim, search->sent.words);
    }
    const pbjwti_typed_claims *const claims = &work->identity->claims;
    if (search->id.data == NULL && !pbjwti_is_malformed(claims, PBJWT_CLAIM_SUB) &&
        !pbjwti_is_malformed(claims, PBJWT_CLAIM_ID))
        pbjwti_cause(work, PBJWTI_CAUSE_HASH_NO_ID, pbjwti_rank_for(work, PBJWT_MISSING_USER_ID, 5),
                     "%c is there, and no user id: no %c and no %c.", claim, (int)PBJWT_CLAIM_SUB,
                     (int)PBJWT_CLAIM_ID);
    if (search->sent.is_read && !pbjwti_find_hash_source(work, search) && search->id.data != NULL &&
        work->key != NULL)
        pbjwti_cause(work, PBJWTI_CAUSE_HASH_UNKNOWN, search->rank + 12,
                     "%c is not of the user id by the secret, nor of anything else that was tried.",
                     claim);
}

/* Computes the correct hash even if nothing is compared with it: a claim may contain it, and it
   must not be shown. */
static void keep_right_hash(pbjwti_explaining *work, const pbjwti_hash_search *search) {
    static const pbjwt_claim ids[] = {PBJWT_CLAIM_SUB, PBJWT_CLAIM_ID};
    if (search->id.data != NULL)
        (void)pbjwti_is_hash_by_right_key(work, search, search->id, PBJWT_MAX_KEYS);
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        if (pbjwti_is_given(work, ids[i]) && work->slots.of[ids[i]].kind == PBJWT_JSON_INTEGER)
            (void)pbjwti_is_hash_by_right_key(work, search, work->slots.of[ids[i]].text,
                                              PBJWT_MAX_KEYS);
}

void pbjwti_explain_user_hash(pbjwti_explaining *work) {
    pbjwti_hash_search search = {.rank = pbjwti_rank_for(work, PBJWT_USER_HASH_MISMATCH, 0)};
    if (!work->has_claims)
        return;
    search.id = pbjwti_claims_user_id(&work->identity->claims);
    if (!pbjwti_is_given(work, PBJWT_CLAIM_USER_HASH)) {
        explain_other_name(work, &search);
        if (!search.sent.is_read)
            keep_right_hash(work, &search);
        return;
    }
    explain_sent(work, &search);
    if (!search.sent.is_read)
        keep_right_hash(work, &search);
    const bool checked = work->input.policy->user_hash != PBJWT_USER_HASH_OFF;
    const bool good = search.right && search.sent.cause == PBJWTI_CAUSES;
    const char *const words = checked ? "" : ", and the policy doesn't check it";
    if (good)
        pbjwti_check_is(work, PBJWTI_CHECK_USER_HASH, PBJWT_OUTCOME_PASSED, "right%s", words);
    else if (work->key == NULL)
        pbjwti_check_is(work, PBJWTI_CHECK_USER_HASH, PBJWT_OUTCOME_NOT_REACHED,
                        "its key is the signature's, which isn't known");
    else
        pbjwti_check_is(work, PBJWTI_CHECK_USER_HASH,
                        checked ? PBJWT_OUTCOME_FAILED : PBJWT_OUTCOME_WARNED, "wrong%s", words);
}
