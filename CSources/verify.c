/* SPDX-License-Identifier: Apache-2.0 */

/* The straight line that a token flows along. */
#include "base64url.h"
#include "clock.h"
#include "compact.h"
#include "counts.h"
#include "header.h"
#include "json_marks.h"
#include "payload.h"
#include "policy.h"
#include "refusals.h"
#include "signature.h"
#include "tree.h"

#include <string.h>

/* What the second policy would refuse */

static PBJWTI_SELDOM void report_header(const pbjwt_verifier *verifier, pbjwti_view header,
                                        pbjwt_identity *identity) {
    pbjwti_header_refusal(&verifier->report, header, &verifier->hash_key, identity->space.bytes,
                          &identity->would_refuse);
}

static PBJWTI_SELDOM void report_claims(const pbjwt_verifier *verifier, const pbjwti_key *key,
                                        int64_t now, pbjwt_identity *identity) {
    const bool hash_is_good = identity->user_hash == PBJWT_HASH_VERIFIED;
    pbjwti_policy_refusals(&verifier->report, &identity->claims, hash_is_good ? NULL : key,
                           &identity->mac_scratch, now, &identity->would_refuse);
}

/* What is known of a token on its way, for its counts and for the reason of its refusal. */
typedef struct passage {
    pbjwti_compact parts;
    bool guessed;                /* `parts` may have more dots */
    const pbjwti_key *signed_by; /* NULL until the signature is verified */
} passage;

static pbjwt_status run(const pbjwt_verifier *verifier, const unsigned char *token, size_t length,
                        int64_t now, pbjwt_identity *identity, passage *on) {
    const pbjwt_policy *const policy = &verifier->policy;
    pbjwti_slots left;
    pbjwti_header header;
    pbjwt_status status;

    on->signed_by = NULL;
    on->guessed =
        length <= policy->max_token_bytes && pbjwti_compact_guess(token, length, &on->parts);
    if (!on->guessed) {
        status = pbjwti_compact_split(token, length, policy->max_token_bytes, &on->parts);
        if (status != PBJWT_OK)
            return status;
    }
    const pbjwti_view payload = on->parts.payload;

    if (!pbjwti_space_reserve(&identity->space,
                              pbjwti_space_for(on->parts.header.length + payload.length)))
        return PBJWT_OUT_OF_MEMORY;

    status = pbjwti_header_read(on->parts.header, pbjwti_owned_view(&policy->type),
                                &verifier->hash_key, identity->space.bytes, &header);
    if (status != PBJWT_OK)
        return status;

    status = pbjwti_signature_check(verifier, &on->parts, &header, now, &identity->mac_scratch,
                                    &on->signed_by);
    if (status != PBJWT_OK)
        return status;

    /* From here on the bytes are authentic. */
    const pbjwti_key *const key = on->signed_by;
    if (verifier->reports)
        report_header(verifier, on->parts.header, identity);
    if (!pbjwti_base64url_decode(payload.data, payload.length, identity->space.bytes))
        return PBJWT_MALFORMED_PAYLOAD;
    identity->payload =
        (pbjwti_view){identity->space.bytes, pbjwti_base64url_decoded_size(payload.length)};
    identity->space.used = identity->payload.length;
    memset(identity->space.bytes + identity->payload.length, 0, PBJWTI_PADDING);

    status = pbjwti_payload_read(identity->payload, &verifier->hash_key, &identity->claims, &left);
    if (status == PBJWT_OK && policy->reader == PBJWT_READER_BOTH)
        status = pbjwti_tree_confirms(identity->payload);
    if (status != PBJWT_OK)
        return status;

    status = pbjwti_claims_read(&left, &identity->space, &identity->claims);
    if (status != PBJWT_OK)
        return status;

    status = pbjwti_policy_judge(policy, key, now, identity);
    if (status != PBJWT_OK)
        return status;

    if (verifier->reports)
        report_claims(verifier, key, now, identity);
    if (key->id.data != NULL) { /* the verifier may be gone before the identity is */
        unsigned char *const id = (unsigned char *)pbjwti_space_take(
            &identity->space, PBJWTI_SPACE_OF_KEY_ID, key->id.length);
        if (id == NULL)
            return PBJWT_OUT_OF_MEMORY;
        memcpy(id, key->id.data, key->id.length);
        identity->key_id = (pbjwti_view){id, key->id.length};
    }
    identity->verified = true;
    return PBJWT_OK;
}

static pbjwt_status counted(const pbjwt_identity *identity, pbjwt_status status) {
    return identity->counts == NULL ? status : pbjwti_counts_result(identity, status);
}

pbjwt_status pbjwt_verify_at(const pbjwt_verifier *verifier, const void *token, size_t length,
                             int64_t now, pbjwt_identity *identity) {
    if (identity == NULL)
        return PBJWT_INVALID_ARGUMENT;
    pbjwti_identity_empty(identity);
    if (verifier == NULL || (token == NULL && length > 0) || !pbjwti_is_numeric_date(now))
        return counted(identity, PBJWT_INVALID_ARGUMENT);

    passage on;
    pbjwt_status status = run(verifier, (const unsigned char *)token, length, now, identity, &on);
    if (status != PBJWT_OK) {
        if (on.guessed && pbjwti_compact_has_more_dots(&on.parts)) {
            status = PBJWT_MALFORMED_TOKEN; /* which is the first check */
            on.signed_by = NULL;
        }
        const uint8_t fault = identity->fault;
        pbjwti_identity_empty(identity);
        identity->fault = fault;
        /* It may contain the token's correct signature or user_hash. */
        pbjwti_mac_scratch_wipe(identity->mac_scratch);
    }
    /* An accepted token's three parts are all base64url, so they have no dots. */
    PBJWTI_ASSERT(status != PBJWT_OK || !on.guessed || !pbjwti_compact_has_more_dots(&on.parts));
    if (identity->counts != NULL && on.signed_by != NULL)
        pbjwti_counts_key(identity, verifier, on.signed_by);
    return counted(identity, status);
}

pbjwt_status pbjwt_verify(const pbjwt_verifier *verifier, const void *token, size_t length,
                          pbjwt_identity *identity) {
    int64_t now;
    const bool exact = verifier == NULL || verifier->exact;
    if (!(exact ? pbjwti_clock_read(&now) : pbjwti_clock_read_roughly(&now))) {
        if (identity == NULL)
            return PBJWT_INTERNAL;
        pbjwti_identity_empty(identity);
        return counted(identity, PBJWT_INTERNAL);
    }
    return pbjwt_verify_at(verifier, token, length, now, identity);
}
