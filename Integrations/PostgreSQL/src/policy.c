/* SPDX-License-Identifier: Apache-2.0 */

#include "pbjwtpg.h"

#include <string.h>

typedef struct Choice {
    const char *name;
    int value;
} Choice;

static const Choice profiles[] = {
    {"sso", PBJWT_PROFILE_SSO}, {"widget", PBJWT_PROFILE_WIDGET}, {NULL, 0}};
static const Choice user_hash_modes[] = {{"off", PBJWT_USER_HASH_OFF},
                                         {"if_present", PBJWT_USER_HASH_IF_PRESENT},
                                         {"required", PBJWT_USER_HASH_REQUIRED},
                                         {NULL, 0}};
static const Choice email_forms[] = {{"as_sent", PBJWT_EMAIL_AS_SENT},
                                     {"lowercased", PBJWT_EMAIL_LOWERCASED},
                                     {"require_lowercase", PBJWT_EMAIL_REQUIRE_LOWERCASE},
                                     {NULL, 0}};
static const Choice readers[] = {
    {"fast", PBJWT_READER_FAST}, {"both", PBJWT_READER_BOTH}, {NULL, 0}};

/* The value with that name, or -1, which no setter accepts. */
static int choose(const Choice *choices, const PolicyText *name) {
    for (; choices->name != NULL; choices++)
        if (strlen(choices->name) == name->length &&
            memcmp(choices->name, name->data, name->length) == 0)
            return choices->value;
    return -1;
}

static pbjwt_status apply(const ProfileRow *row, pbjwt_policy *policy, const char **column) {
    pbjwt_status status = PBJWT_OK;

#define APPLY(NAME, PRESENT, ...)                                                                  \
    if (status == PBJWT_OK && (PRESENT)) {                                                         \
        *column = #NAME;                                                                           \
        status = pbjwt_policy_set_##NAME(policy, __VA_ARGS__);                                     \
    }
    APPLY(max_token_bytes, row->has_max_token_bytes,
          row->max_token_bytes < 0 ? 0 : (size_t)row->max_token_bytes)
    APPLY(leeway, row->has_leeway, row->leeway)
    APPLY(max_lifetime, row->has_max_lifetime, row->max_lifetime)
    APPLY(allow_missing_exp, row->has_allow_missing_exp, row->allow_missing_exp)
    APPLY(user_hash, row->user_hash.data,
          (pbjwt_user_hash_mode)choose(user_hash_modes, &row->user_hash))
    APPLY(issuer, row->issuer.data, row->issuer.data, row->issuer.length)
    APPLY(audience, row->audience.data, row->audience.data, row->audience.length)
    APPLY(type, row->type.data, row->type.data, row->type.length)
    APPLY(strict_claims, row->has_strict_claims, row->strict_claims)
    APPLY(email_form, row->email_form.data, (pbjwt_email_form)choose(email_forms, &row->email_form))
    APPLY(reader, row->reader.data, (pbjwt_reader)choose(readers, &row->reader))
#undef APPLY
    return status;
}

pbjwt_status pbjwtpg_make_verifier(const ProfileRow *row, pbjwt_verifier **verifier,
                                   const char **column) {
    pbjwt_status status;
    pbjwt_policy *policy;
    int base = PBJWT_PROFILE_SSO;

    *verifier = NULL;
    *column = "profile";
    if (row->profile.data != NULL)
        base = choose(profiles, &row->profile);
    if (base < 0)
        return PBJWT_INVALID_ARGUMENT;
    policy = pbjwt_policy_new((pbjwt_profile)base);
    if (policy == NULL)
        return PBJWT_OUT_OF_MEMORY;
    status = apply(row, policy, column);
    if (status == PBJWT_OK) {
        *column = "secrets";
        status = pbjwt_verifier_new(row->secrets, row->secret_count, policy, verifier);
    }
    pbjwt_policy_free(policy);
    return status;
}
