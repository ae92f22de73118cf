/* SPDX-License-Identifier: Apache-2.0 */

/* The payload: its JSON, and the claims that are in it. */
#include "explain.h"

#include "json_marks.h"
#include "payload.h"

#include <string.h>

/* The members of the payload's object; those of objects within it don't count. */
static size_t count_top_members(pbjwti_view payload) {
    pbjwti_json_reader reader;
    pbjwti_json_member member;
    size_t count = 0;
    pbjwti_json_open_object(&reader, payload, NULL, 0);
    while (pbjwti_json_next_member(&reader, &member))
        count++;
    return count;
}

/* Each member that is a claim, in its slot. */
static void fill_slots(pbjwti_view payload, pbjwti_slots *slots) {
    pbjwti_json_reader reader;
    pbjwti_json_member member;
    slots->filled = 0;
    pbjwti_json_open_object(&reader, payload, NULL, 0);
    while (pbjwti_json_next_member(&reader, &member)) {
        const pbjwt_claim claim = pbjwti_payload_claim(&member.name);
        if (claim == PBJWT_CLAIM_NONE)
            continue;
        slots->of[claim] = member.value;
        slots->filled |= pbjwti_bit(claim);
    }
}

/* Reads the claims as a verification does, except for the signature. False if the payload isn't
   strict JSON. Memory may run out. */
static bool read_payload_claims(pbjwti_explaining *work, pbjwti_view text) {
    pbjwt_identity *const identity = work->identity;
    pbjwti_slots left;
    pbjwti_identity_empty(identity);
    if (!pbjwti_space_reserve(&identity->space, text.length + PBJWTI_PADDING)) {
        work->out_of_memory = true;
        return true;
    }
    if (text.length > 0)
        memcpy(identity->space.bytes, text.data, text.length);
    memset(identity->space.bytes + text.length, 0, PBJWTI_PADDING);
    identity->space.used = text.length;
    identity->payload = (pbjwti_view){identity->space.bytes, text.length};
    if (pbjwti_payload_read(identity->payload, &work->hash_key, &identity->claims, &left) !=
        PBJWT_OK)
        return false;
    fill_slots(identity->payload, &work->slots);
    if (pbjwti_claims_read(&left, &identity->space, &identity->claims) != PBJWT_OK)
        work->out_of_memory = true;
    else
        work->has_claims = true;
    return true;
}

void pbjwti_explain_payload(pbjwti_explaining *work) {
    const pbjwti_view text = {work->payload.bytes, work->payload.length};
    const int64_t bytes = (int64_t)text.length;
    if (!work->has_parts)
        return;
    if (text.data == NULL) { /* the form's causes say why */
        pbjwti_check_is(work, PBJWTI_CHECK_PAYLOAD, PBJWT_OUTCOME_FAILED, "no base64");
        return;
    }
    if (!read_payload_claims(work, text)) {
        pbjwti_check_is(work, PBJWTI_CHECK_PAYLOAD, PBJWT_OUTCOME_FAILED,
                        "%i bytes, no strict JSON", bytes);
        pbjwti_explain_json(work, text, PBJWT_MAX_PAYLOAD_MEMBERS, "payload");
        return;
    }
    if (work->out_of_memory)
        return;
    work->payload.is_json = true;
    const int64_t members = (int64_t)count_top_members(work->identity->payload);
    pbjwti_check_is(work, PBJWTI_CHECK_PAYLOAD,
                    work->payload.strict ? PBJWT_OUTCOME_PASSED : PBJWT_OUTCOME_FAILED,
                    "%i member%s, %i bytes%s", members, members == 1 ? "" : "s", bytes,
                    work->key == NULL ? ", unverified" : "");
}
