/* SPDX-License-Identifier: Apache-2.0 */

/* Verifies and gathers all that a token says in one call, since each from Go to C has its price. */
#ifndef GATHER_H
#define GATHER_H

#include <pbjwt.h>

typedef struct text {
    const char *bytes; /* NULL where the claim is absent */
    size_t length;
} text;

typedef struct number {
    double value;
    bool there;
} number;

/* Views of `identity`, which lives until `found_free`. */
typedef struct found {
    pbjwt_identity *identity;
    pbjwt_claim claim_at_fault;
    char *custom_json;
    size_t custom_length;
    text email, canonical_email, user_id, name, avatar_url, company_name, company_id,
        customer_status_text, renewal_date_text, account_owner_id, account_owner_email,
        external_user_id, issuer, token_id;
    number issued_at, not_before, expires_at, company_mrr, renewal_date;
    pbjwt_customer_status customer_status;
    pbjwt_renewal_risk renewal_risk;
    pbjwt_user_hash_state user_hash;
    size_t audience_count, warning_count;
} found;

static inline text text_of(const found *from,
                           const char *(*accessor)(const pbjwt_identity *, size_t *)) {
    text text = {NULL, 0};
    text.bytes = accessor(from->identity, &text.length);
    return text;
}

static inline number number_of(const found *from,
                               bool (*accessor)(const pbjwt_identity *, double *)) {
    number number = {0, false};
    number.there = accessor(from->identity, &number.value);
    return number;
}

static inline pbjwt_status gather(found *to) {
    to->email = text_of(to, pbjwt_identity_email);
    to->canonical_email = text_of(to, pbjwt_identity_canonical_email);
    to->user_id = text_of(to, pbjwt_identity_user_id);
    to->name = text_of(to, pbjwt_identity_name);
    to->avatar_url = text_of(to, pbjwt_identity_avatar_url);
    to->company_name = text_of(to, pbjwt_identity_company_name);
    to->company_id = text_of(to, pbjwt_identity_company_id);
    to->customer_status_text = text_of(to, pbjwt_identity_customer_status_text);
    to->renewal_date_text = text_of(to, pbjwt_identity_renewal_date_text);
    to->account_owner_id = text_of(to, pbjwt_identity_account_owner_id);
    to->account_owner_email = text_of(to, pbjwt_identity_account_owner_email);
    to->external_user_id = text_of(to, pbjwt_identity_external_user_id);
    to->issuer = text_of(to, pbjwt_identity_issuer);
    to->token_id = text_of(to, pbjwt_identity_token_id);
    to->issued_at = number_of(to, pbjwt_identity_issued_at);
    to->not_before = number_of(to, pbjwt_identity_not_before);
    to->expires_at = number_of(to, pbjwt_identity_expires_at);
    to->company_mrr = number_of(to, pbjwt_identity_company_mrr);
    to->renewal_date = number_of(to, pbjwt_identity_renewal_date);
    to->customer_status = pbjwt_identity_customer_status(to->identity);
    to->renewal_risk = pbjwt_identity_renewal_risk(to->identity);
    to->user_hash = pbjwt_identity_user_hash(to->identity);
    to->audience_count = pbjwt_identity_audience_count(to->identity);
    to->warning_count = pbjwt_identity_warning_count(to->identity);
    return pbjwt_identity_custom_json(to->identity, &to->custom_json, &to->custom_length);
}

/* Whatever the status, found_free gives back what `to` holds. */
static inline pbjwt_status find(const pbjwt_verifier *verifier, const char *token, size_t length,
                                const int64_t *at, found *to) {
    to->identity = pbjwt_identity_new(0);
    if (to->identity == NULL)
        return PBJWT_OUT_OF_MEMORY;
    const pbjwt_status status = at != NULL
                                    ? pbjwt_verify_at(verifier, token, length, *at, to->identity)
                                    : pbjwt_verify(verifier, token, length, to->identity);
    to->claim_at_fault = pbjwt_identity_claim_at_fault(to->identity);
    return status == PBJWT_OK ? gather(to) : status;
}

static inline void found_free(found *from) {
    pbjwt_free(from->custom_json);
    pbjwt_identity_free(from->identity);
}

#endif
