/* SPDX-License-Identifier: Apache-2.0 */

/* What an identity says, and what it has to keep to. */
#include "oracle.h"

#include <jansson.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef const char *(*text_of)(const pbjwt_identity *identity, size_t *length);
typedef bool (*number_of)(const pbjwt_identity *identity, double *value);

/* Each text with the members that it may come from; none for what is no member. */
static const struct {
    text_of get;
    const char *member, *other;
} texts[] = {
    {pbjwt_identity_email, "email", NULL},
    {pbjwt_identity_canonical_email, NULL, NULL},
    {pbjwt_identity_user_id, "sub", "id"},
    {pbjwt_identity_name, "name", NULL},
    {pbjwt_identity_avatar_url, "avatar_url", "avatarURL"},
    {pbjwt_identity_company_name, "company_name", NULL},
    {pbjwt_identity_company_id, "company_id", NULL},
    {pbjwt_identity_customer_status_text, "customer_status", NULL},
    {pbjwt_identity_renewal_date_text, "renewal_date", NULL},
    {pbjwt_identity_renewal_risk_text, "renewal_risk", NULL},
    {pbjwt_identity_account_owner_id, "account_owner_id", NULL},
    {pbjwt_identity_account_owner_email, "account_owner_email", NULL},
    {pbjwt_identity_external_user_id, "external_user_id", NULL},
    {pbjwt_identity_issuer, "iss", NULL},
    {pbjwt_identity_token_id, "jti", NULL},
    {pbjwt_identity_key_id, NULL, NULL},
};

/* Each number with its member; the renewal date's is a text. */
static const struct {
    number_of get;
    const char *member;
} numbers[] = {
    {pbjwt_identity_issued_at, "iat"},   {pbjwt_identity_not_before, "nbf"},
    {pbjwt_identity_expires_at, "exp"},  {pbjwt_identity_company_mrr, "company_mrr"},
    {pbjwt_identity_renewal_date, NULL},
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static void write_text(FILE *to, const char *text, size_t length) {
    fprintf(to, "%d %zu ", text != NULL, length);
    fwrite(text, 1, length, to);
    fputc('\n', to);
}

char *fuzz_describe(const pbjwt_identity *identity, size_t *length) {
    char *description = NULL;
    FILE *const to = open_memstream(&description, length);
    FUZZ_CHECK(to != NULL);
    size_t size;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const char *const text = texts[i].get(identity, &size);
        write_text(to, text, size);
    }
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        double value;
        const bool is = numbers[i].get(identity, &value);
        fprintf(to, "%d %a\n", is, value);
    }
    fprintf(to, "%d %d %d %d\n", (int)pbjwt_identity_claim_at_fault(identity),
            (int)pbjwt_identity_customer_status(identity),
            (int)pbjwt_identity_renewal_risk(identity), (int)pbjwt_identity_user_hash(identity));
    for (size_t i = 0; i < pbjwt_identity_audience_count(identity); i++) {
        const char *const text = pbjwt_identity_audience(identity, i, &size);
        write_text(to, text, size);
    }
    for (size_t i = 0; i < pbjwt_identity_warning_count(identity); i++) {
        pbjwt_claim claim;
        const pbjwt_warning kind = pbjwt_identity_warning(identity, i, &claim);
        fprintf(to, "%d %d\n", (int)kind, (int)claim);
    }
    char *json = NULL;
    if (pbjwt_identity_custom_json(identity, &json, &size) == PBJWT_OK)
        write_text(to, json, size);
    pbjwt_free(json);
    fclose(to);
    return description;
}

void fuzz_check_empty(const pbjwt_identity *identity) {
    size_t length = 1;
    double value = 1;
    char *json = NULL;
    pbjwt_json *tree = NULL;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        FUZZ_CHECK(texts[i].get(identity, &length) == NULL && length == 0);
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        FUZZ_CHECK(!numbers[i].get(identity, &value) && value == 0);
    FUZZ_CHECK(pbjwt_identity_audience_count(identity) == 0);
    FUZZ_CHECK(pbjwt_identity_warning_count(identity) == 0);
    FUZZ_CHECK(pbjwt_identity_customer_status(identity) == PBJWT_CUSTOMER_ABSENT);
    FUZZ_CHECK(pbjwt_identity_renewal_risk(identity) == PBJWT_RISK_ABSENT);
    FUZZ_CHECK(pbjwt_identity_user_hash(identity) == PBJWT_HASH_ABSENT);
    FUZZ_CHECK(pbjwt_identity_member_json(identity, "email", 5, &length) == NULL && length == 0);
    FUZZ_CHECK(pbjwt_identity_custom_json(identity, &json, &length) == PBJWT_INVALID_ARGUMENT);
    FUZZ_CHECK(json == NULL);
    FUZZ_CHECK(pbjwt_identity_custom_tree(identity, &tree) == PBJWT_INVALID_ARGUMENT);
    FUZZ_CHECK(tree == NULL);
}

void fuzz_check_identity(const pbjwt_identity *identity) {
    size_t length = 0;
    double value = 0;
    pbjwt_claim claim;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const char *const text = texts[i].get(identity, &length);
        FUZZ_CHECK(text != NULL ? fuzz_is_text(text, length) : length == 0);
    }
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        FUZZ_CHECK(numbers[i].get(identity, &value) ? isfinite(value) : value == 0);

    FUZZ_CHECK(pbjwt_identity_claim_at_fault(identity) == PBJWT_CLAIM_NONE);
    FUZZ_CHECK(pbjwt_identity_email(identity, &length) != NULL);
    FUZZ_CHECK(length > 0 && length <= PBJWT_MAX_EMAIL_BYTES);
    FUZZ_CHECK(pbjwt_identity_canonical_email(identity, &length) != NULL && length > 0);
    FUZZ_CHECK((pbjwt_identity_customer_status_text(identity, NULL) != NULL) ==
               (pbjwt_identity_customer_status(identity) != PBJWT_CUSTOMER_ABSENT));
    FUZZ_CHECK((pbjwt_identity_renewal_risk_text(identity, NULL) != NULL) ==
               (pbjwt_identity_renewal_risk(identity) != PBJWT_RISK_ABSENT));
    FUZZ_CHECK((pbjwt_identity_renewal_date_text(identity, NULL) != NULL) ==
               pbjwt_identity_renewal_date(identity, &value));
    const size_t warnings = pbjwt_identity_warning_count(identity);
    for (size_t i = 0; i < warnings; i++) {
        FUZZ_CHECK(pbjwt_warning_name(pbjwt_identity_warning(identity, i, &claim)) != NULL);
        FUZZ_CHECK(claim != PBJWT_CLAIM_NONE && pbjwt_claim_name(claim) != NULL);
    }
    FUZZ_CHECK(pbjwt_identity_warning(identity, warnings, &claim) == PBJWT_WARNING_NONE);
    const size_t audiences = pbjwt_identity_audience_count(identity);
    for (size_t i = 0; i < audiences; i++)
        FUZZ_CHECK(fuzz_is_text(pbjwt_identity_audience(identity, i, &length), length));
    FUZZ_CHECK(pbjwt_identity_audience(identity, audiences, &length) == NULL && length == 0);
}

static bool is_member(const json_t *root, const char *name, const char *text, size_t length) {
    const json_t *const node = name != NULL ? json_object_get(root, name) : NULL;
    return json_is_string(node) && json_string_length(node) == length &&
           memcmp(json_string_value(node), text, length) == 0;
}

/* What the library doesn't type is in the custom claims, all of it and nothing else. */
static void check_custom(const pbjwt_identity *identity, json_t *root) {
    size_t length;
    char *text;
    pbjwt_json *tree;
    FUZZ_CHECK(pbjwt_identity_custom_json(identity, &text, &length) == PBJWT_OK);
    json_t *const custom = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    FUZZ_CHECK(json_is_object(custom) && strlen(text) == length);
    for (int claim = PBJWT_CLAIM_EMAIL; pbjwt_claim_name((pbjwt_claim)claim) != NULL; claim++)
        json_object_del(root, pbjwt_claim_name((pbjwt_claim)claim));
    FUZZ_CHECK(json_equal(custom, root));
    FUZZ_CHECK(pbjwt_identity_custom_tree(identity, &tree) == PBJWT_OK);
    FUZZ_CHECK(pbjwt_json_count(tree) == json_object_size(root));
    const char *name;
    json_t *node;
    json_object_foreach(root, name, node) {
        const pbjwt_json *const member = pbjwt_json_member(tree, name, strlen(name));
        FUZZ_CHECK((pbjwt_json_get_kind(member) == PBJWT_JSON_STRING) == json_is_string(node));
        FUZZ_CHECK((pbjwt_json_get_kind(member) == PBJWT_JSON_OBJECT) == json_is_object(node));
        FUZZ_CHECK(pbjwt_identity_member_json(identity, name, strlen(name), &length) != NULL);
        FUZZ_CHECK(length > 0);
    }
    pbjwt_json_free(tree);
    json_decref(custom);
    pbjwt_free(text);
}

void fuzz_check_against_payload(const pbjwt_identity *identity, const unsigned char *token,
                                size_t length) {
    fuzz_parts parts;
    FUZZ_CHECK(fuzz_split(token, length, &parts));
    unsigned char *const payload = (unsigned char *)malloc(length);
    const long size = fuzz_base64url_decode(parts.payload, parts.payload_length, payload);
    FUZZ_CHECK(size > 0);
    json_t *const root =
        json_loadb((const char *)payload, (size_t)size, JSON_REJECT_DUPLICATES, NULL);
    FUZZ_CHECK(json_is_object(root));
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        size_t count;
        const char *const text = texts[i].get(identity, &count);
        if (text != NULL && texts[i].member != NULL)
            FUZZ_CHECK(is_member(root, texts[i].member, text, count) ||
                       is_member(root, texts[i].other, text, count));
    }
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        double value;
        if (numbers[i].get(identity, &value) && numbers[i].member != NULL)
            FUZZ_CHECK(json_number_value(json_object_get(root, numbers[i].member)) == value);
    }
    check_custom(identity, root);
    json_decref(root);
    free(payload);
}
