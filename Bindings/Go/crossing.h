/* SPDX-License-Identifier: Apache-2.0 */

/* The interface between C and Go: one call returns everything that a token says, because each call is expensive. */
#ifndef PBJWT_GO_CROSSING_H
#define PBJWT_GO_CROSSING_H

#include <pbjwt.h>
#include <stdlib.h>
#include <string.h>

enum { PBJWT_GO_TEXTS = 17, PBJWT_GO_NUMBERS = 5 };

/*
 * What a token says. The bytes that Go passes get the texts one after the other: those of identity.go in its order
 * (the payload only if it has custom claims), then the audiences, then a pair of numbers for each warning and each
 * refusal of the second policy, then the end of each audience, 4 bytes each. Contains no pointers, so that Go can
 * copy and compare it.
 */
typedef struct pbjwt_go_said {
    uint32_t ends[PBJWT_GO_TEXTS];
    uint32_t there; /* which texts are present, one bit each */
    double numbers[PBJWT_GO_NUMBERS];
    uint32_t which_numbers; /* PBJWT_HAS_... */
    uint32_t audiences;
    uint32_t warnings;
    uint32_t refusals;
    uint8_t customer_status;
    uint8_t user_hash;
    uint8_t holds_someone;
} pbjwt_go_said;

static inline size_t pbjwt_go_put(char *room, size_t at, const void *bytes, size_t length) {
    if (length > 0)
        memcpy(room + at, bytes, length);
    return at + length;
}

/* Writes into `room` if everything fits; returns how many bytes are needed. */
static inline size_t pbjwt_go_write(const pbjwt_identity_view *view, pbjwt_go_said *said,
                                    char *room, size_t capacity) {
    static const pbjwt_text none;
    const pbjwt_text texts[PBJWT_GO_TEXTS] = {
        view->email,
        view->canonical_email,
        view->user_id,
        view->name,
        view->avatar_url,
        view->company_id,
        view->company_name,
        view->customer_status,
        view->renewal_date,
        view->renewal_risk,
        view->account_owner_id,
        view->account_owner_email,
        view->external_user_id,
        view->issuer,
        view->token_id,
        view->key_id,
        view->has_custom ? view->payload : none,
    };
    size_t needed = 2 * (view->warning_count + view->would_refuse_count) + 4 * view->audience_count;
    for (int index = 0; index < PBJWT_GO_TEXTS; index++)
        needed += texts[index].length;
    for (size_t index = 0; index < view->audience_count; index++)
        needed += view->audiences[index].length;
    if (needed > capacity)
        return needed;

    size_t at = 0;
    said->there = 0;
    for (int index = 0; index < PBJWT_GO_TEXTS; index++) {
        at = pbjwt_go_put(room, at, texts[index].data, texts[index].length);
        said->ends[index] = (uint32_t)at;
        said->there |= (uint32_t)(texts[index].data != NULL) << index;
    }
    for (size_t index = 0; index < view->audience_count; index++)
        at = pbjwt_go_put(room, at, view->audiences[index].data, view->audiences[index].length);
    at = pbjwt_go_put(room, at, view->warnings, 2 * view->warning_count);
    at = pbjwt_go_put(room, at, view->would_refuse, 2 * view->would_refuse_count);
    uint32_t end = said->ends[PBJWT_GO_TEXTS - 1];
    for (size_t index = 0; index < view->audience_count; index++) {
        end += (uint32_t)view->audiences[index].length;
        const unsigned char bytes[4] = {(unsigned char)end, (unsigned char)(end >> 8),
                                        (unsigned char)(end >> 16), (unsigned char)(end >> 24)};
        at = pbjwt_go_put(room, at, bytes, sizeof bytes);
    }
    const double numbers[PBJWT_GO_NUMBERS] = {view->company_mrr, view->renewal_date_seconds,
                                              view->issued_at, view->not_before, view->expires_at};
    memcpy(said->numbers, numbers, sizeof numbers);
    said->which_numbers = view->numbers;
    said->audiences = (uint32_t)view->audience_count;
    said->warnings = (uint32_t)view->warning_count;
    said->refusals = (uint32_t)view->would_refuse_count;
    said->customer_status = view->customer_status_kind;
    said->user_hash = view->user_hash;
    said->holds_someone = 1;
    return at;
}

/*
 * Verifies at `now`, or at the clock's time unless `timed`, and writes what the token says. *used is the number of
 * bytes needed in `room`; if it is more than `capacity`, nothing is written.
 *
 * C's objects are passed as numbers: cgo checks pointers, and older versions of Go allocate for that.
 */
static inline pbjwt_status pbjwt_go_verify(uintptr_t verifier_address, const char *token,
                                           size_t length, int64_t now, int timed,
                                           uintptr_t identity_address, pbjwt_go_said *said,
                                           char *room, size_t capacity, size_t *used,
                                           pbjwt_claim *fault) {
    const pbjwt_verifier *const verifier = (const pbjwt_verifier *)verifier_address;
    pbjwt_identity *const identity = (pbjwt_identity *)identity_address;
    pbjwt_identity_view view;
    pbjwt_status status = timed ? pbjwt_verify_at(verifier, token, length, now, identity)
                                : pbjwt_verify(verifier, token, length, identity);
    *used = 0;
    *fault = pbjwt_identity_claim_at_fault(identity);
    view.size = sizeof view;
    if (status == PBJWT_OK)
        status = pbjwt_identity_read(identity, &view);
    if (status == PBJWT_OK)
        *used = pbjwt_go_write(&view, said, room, capacity);
    return status;
}

static inline pbjwt_status pbjwt_go_verify_json(const pbjwt_verifier *verifier, const char *token,
                                                size_t length, int64_t now, int timed,
                                                pbjwt_identity *identity, char **json,
                                                size_t *json_length) {
    const pbjwt_status status = timed ? pbjwt_verify_at(verifier, token, length, now, identity)
                                      : pbjwt_verify(verifier, token, length, identity);
    *json = NULL;
    if (status >= PBJWT_INVALID_ARGUMENT)
        return status;
    return pbjwt_result_json(status, pbjwt_identity_claim_at_fault(identity), identity, json,
                             json_length);
}

#endif
