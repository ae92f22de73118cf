/* SPDX-License-Identifier: Apache-2.0 */
#include "forms.h"
#include "text.h"
#include "verifier.h"

#include <stdlib.h>

pbjwt_policy pbjwti_policy_defaults(void) {
    return (pbjwt_policy){
        .max_token_bytes = PBJWT_DEFAULT_TOKEN_BYTES_LIMIT,
        .leeway = PBJWT_DEFAULT_LEEWAY,
        .max_lifetime = PBJWT_DEFAULT_LIFETIME,
        .user_hash = PBJWT_USER_HASH_OFF,
        .email_form = PBJWT_EMAIL_AS_SENT,
        .reader = PBJWT_READER_FAST,
    };
}

void pbjwti_policy_clear(pbjwt_policy *policy) {
    pbjwti_owned_clear(&policy->issuer);
    pbjwti_owned_clear(&policy->audience);
    pbjwti_owned_clear(&policy->type);
}

static pbjwt_status copy_text(const pbjwti_owned_text *from, pbjwti_owned_text *to) {
    to->data = NULL;
    return pbjwti_owned_set(to, from->data, from->length);
}

bool pbjwti_policy_copy(const pbjwt_policy *from, pbjwt_policy *to) {
    *to = *from;
    const pbjwt_status issuer = copy_text(&from->issuer, &to->issuer);
    const pbjwt_status audience = copy_text(&from->audience, &to->audience);
    const pbjwt_status type = copy_text(&from->type, &to->type);
    if (issuer == PBJWT_OK && audience == PBJWT_OK && type == PBJWT_OK)
        return true;
    pbjwti_policy_clear(to);
    return false;
}

pbjwt_policy *pbjwt_policy_new(pbjwt_profile profile) {
    switch (profile) {
    case PBJWT_PROFILE_SSO:
    case PBJWT_PROFILE_WIDGET:
        break;
    default:
        return NULL;
    }
    pbjwt_policy *const policy = (pbjwt_policy *)malloc(sizeof *policy);
    if (policy != NULL)
        *policy = pbjwti_policy_defaults(); /* of either profile, today */
    return policy;
}

void pbjwt_policy_free(pbjwt_policy *policy) {
    if (policy == NULL)
        return;
    pbjwti_policy_clear(policy);
    free(policy);
}

pbjwt_status pbjwt_policy_set_max_token_bytes(pbjwt_policy *policy, size_t bytes) {
    if (policy == NULL || bytes < PBJWT_MIN_TOKEN_BYTES_LIMIT ||
        bytes > PBJWT_MAX_TOKEN_BYTES_LIMIT)
        return PBJWT_INVALID_ARGUMENT;
    policy->max_token_bytes = bytes;
    return PBJWT_OK;
}

pbjwt_status pbjwt_policy_set_leeway(pbjwt_policy *policy, int64_t seconds) {
    if (policy == NULL || seconds < 0 || seconds > PBJWT_MAX_LEEWAY)
        return PBJWT_INVALID_ARGUMENT;
    policy->leeway = seconds;
    return PBJWT_OK;
}

pbjwt_status pbjwt_policy_set_max_lifetime(pbjwt_policy *policy, int64_t seconds) {
    if (policy == NULL || seconds < 0 || seconds > PBJWT_MAX_NUMERIC_DATE)
        return PBJWT_INVALID_ARGUMENT;
    policy->max_lifetime = seconds;
    return PBJWT_OK;
}

pbjwt_status pbjwt_policy_set_allow_missing_exp(pbjwt_policy *policy, bool allow) {
    if (policy == NULL)
        return PBJWT_INVALID_ARGUMENT;
    policy->allow_missing_exp = allow;
    return PBJWT_OK;
}

pbjwt_status pbjwt_policy_set_user_hash(pbjwt_policy *policy, pbjwt_user_hash_mode mode) {
    if (policy == NULL)
        return PBJWT_INVALID_ARGUMENT;
    switch (mode) {
    case PBJWT_USER_HASH_OFF:
    case PBJWT_USER_HASH_IF_PRESENT:
    case PBJWT_USER_HASH_REQUIRED:
        policy->user_hash = mode;
        return PBJWT_OK;
    }
    return PBJWT_INVALID_ARGUMENT;
}

/* Replaces a text, which isn't empty; NULL removes it. */
static pbjwt_status set_text(pbjwti_owned_text *text, const void *bytes, size_t length) {
    if (bytes == NULL ? length > 0
                      : length == 0 || !pbjwti_is_utf8_text(
                                           (pbjwti_view){(const unsigned char *)bytes, length}))
        return PBJWT_INVALID_ARGUMENT;
    return pbjwti_owned_set(text, bytes, length);
}

pbjwt_status pbjwt_policy_set_issuer(pbjwt_policy *policy, const void *issuer, size_t length) {
    return policy == NULL ? PBJWT_INVALID_ARGUMENT : set_text(&policy->issuer, issuer, length);
}

pbjwt_status pbjwt_policy_set_audience(pbjwt_policy *policy, const void *audience, size_t length) {
    return policy == NULL ? PBJWT_INVALID_ARGUMENT : set_text(&policy->audience, audience, length);
}

pbjwt_status pbjwt_policy_set_type(pbjwt_policy *policy, const void *type, size_t length) {
    if (policy == NULL ||
        (type != NULL && !pbjwti_is_type((pbjwti_view){(const unsigned char *)type, length})))
        return PBJWT_INVALID_ARGUMENT;
    return set_text(&policy->type, type, length);
}

pbjwt_status pbjwt_policy_set_strict_claims(pbjwt_policy *policy, bool strict) {
    if (policy == NULL)
        return PBJWT_INVALID_ARGUMENT;
    policy->strict_claims = strict;
    return PBJWT_OK;
}

pbjwt_status pbjwt_policy_set_email_form(pbjwt_policy *policy, pbjwt_email_form form) {
    if (policy == NULL)
        return PBJWT_INVALID_ARGUMENT;
    switch (form) {
    case PBJWT_EMAIL_AS_SENT:
    case PBJWT_EMAIL_LOWERCASED:
    case PBJWT_EMAIL_REQUIRE_LOWERCASE:
        policy->email_form = form;
        return PBJWT_OK;
    }
    return PBJWT_INVALID_ARGUMENT;
}

pbjwt_status pbjwt_policy_set_reader(pbjwt_policy *policy, pbjwt_reader reader) {
    if (policy == NULL)
        return PBJWT_INVALID_ARGUMENT;
    switch (reader) {
    case PBJWT_READER_FAST:
    case PBJWT_READER_BOTH:
        policy->reader = reader;
        return PBJWT_OK;
    }
    return PBJWT_INVALID_ARGUMENT;
}
