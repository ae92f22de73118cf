/* SPDX-License-Identifier: Apache-2.0 */

/* The contents of an identity, and its invariants. */
#include "oracle.h"

#include <jansson.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef const char *(*text_of)(const pbjwt_identity *identity, size_t *length);

/* The texts that aren't a claim of the same name, with the claims that they may come from. */
static const struct {
    text_of get;
    pbjwt_claim claim, other;
} chosen[] = {
    {pbjwt_identity_canonical_email, PBJWT_CLAIM_NONE, PBJWT_CLAIM_NONE},
    {pbjwt_identity_user_id, PBJWT_CLAIM_SUB, PBJWT_CLAIM_ID},
    {pbjwt_identity_avatar_url, PBJWT_CLAIM_AVATAR_URL, PBJWT_CLAIM_AVATAR_URL_CAMEL},
    {pbjwt_identity_key_id, PBJWT_CLAIM_NONE, PBJWT_CLAIM_NONE},
};

/* The text members of a view, with the accessor for each. */
static const struct {
    size_t offset;
    text_of get; /* if NULL, `claim` is used */
    pbjwt_claim claim;
} views[] = {
#define VIEW(member, get, claim)                                                                   \
    { offsetof(pbjwt_identity_view, member), get, PBJWT_CLAIM_##claim }
    VIEW(email, NULL, EMAIL),
    VIEW(canonical_email, pbjwt_identity_canonical_email, NONE),
    VIEW(user_id, pbjwt_identity_user_id, NONE),
    VIEW(name, NULL, NAME),
    VIEW(avatar_url, pbjwt_identity_avatar_url, NONE),
    VIEW(company_id, NULL, COMPANY_ID),
    VIEW(company_name, NULL, COMPANY_NAME),
    VIEW(customer_status, NULL, CUSTOMER_STATUS),
    VIEW(renewal_date, NULL, RENEWAL_DATE),
    VIEW(renewal_risk, NULL, RENEWAL_RISK),
    VIEW(account_owner_id, NULL, ACCOUNT_OWNER_ID),
    VIEW(account_owner_email, NULL, ACCOUNT_OWNER_EMAIL),
    VIEW(external_user_id, NULL, EXTERNAL_USER_ID),
    VIEW(issuer, NULL, ISS),
    VIEW(token_id, NULL, JTI),
    VIEW(key_id, pbjwt_identity_key_id, NONE),
#undef VIEW
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A claim's text, or the one chosen from several claims; data is NULL if there is none. */
static pbjwt_text claim_text(const pbjwt_identity *identity, size_t claim) {
    pbjwt_text text = {NULL, 1};
    text.data = pbjwt_identity_text(identity, (pbjwt_claim)claim, &text.length);
    return text;
}

static pbjwt_text other_text(const pbjwt_identity *identity, text_of get) {
    pbjwt_text text = {NULL, 1};
    text.data = get(identity, &text.length);
    return text;
}

static bool same(pbjwt_text a, pbjwt_text b) {
    return a.data == b.data && a.length == b.length;
}

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
    double value;
    for (size_t claim = 1; claim <= pbjwt_claim_count(); claim++) {
        const pbjwt_text text = claim_text(identity, claim);
        write_text(to, text.data, text.length);
        const bool is = pbjwt_identity_number(identity, (pbjwt_claim)claim, &value);
        fprintf(to, "%d %a\n", is, value);
    }
    for (size_t i = 0; i < COUNT_OF(chosen); i++) {
        const pbjwt_text text = other_text(identity, chosen[i].get);
        write_text(to, text.data, text.length);
    }
    const bool is_renewed = pbjwt_identity_renewal_date(identity, &value);
    fprintf(to, "%d %a\n", is_renewed, value);
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
    for (size_t i = 0; i < pbjwt_identity_would_refuse_count(identity); i++) {
        pbjwt_status status;
        pbjwt_claim claim;
        (void)pbjwt_identity_would_refuse(identity, i, &status, &claim);
        fprintf(to, "%d %d\n", (int)status, (int)claim);
    }
    char *json = NULL;
    if (pbjwt_identity_custom_json(identity, &json, &size) == PBJWT_OK)
        write_text(to, json, size);
    pbjwt_free(json);
    fclose(to);
    return description;
}

static void check_empty_view(const pbjwt_identity *identity) {
    pbjwt_identity_view view, none;
    memset(&view, 0xa5, sizeof view);
    memset(&none, 0, sizeof none);
    view.size = none.size = sizeof view;
    FUZZ_CHECK(pbjwt_identity_read(identity, &view) == PBJWT_INVALID_ARGUMENT);
    FUZZ_CHECK(memcmp(&view, &none, sizeof view) == 0);
}

void fuzz_check_empty(const pbjwt_identity *identity) {
    size_t length = 1;
    double value = 1;
    char *json = NULL;
    pbjwt_json *tree = NULL;
    for (size_t claim = 1; claim <= pbjwt_claim_count(); claim++) {
        FUZZ_CHECK(same(claim_text(identity, claim), (pbjwt_text){NULL, 0}));
        FUZZ_CHECK(!pbjwt_identity_number(identity, (pbjwt_claim)claim, &value) && value == 0);
    }
    for (size_t i = 0; i < COUNT_OF(chosen); i++)
        FUZZ_CHECK(same(other_text(identity, chosen[i].get), (pbjwt_text){NULL, 0}));
    FUZZ_CHECK(!pbjwt_identity_renewal_date(identity, &value) && value == 0);
    check_empty_view(identity);
    FUZZ_CHECK(pbjwt_identity_audience_count(identity) == 0);
    FUZZ_CHECK(pbjwt_identity_warning_count(identity) == 0);
    FUZZ_CHECK(pbjwt_identity_would_refuse_count(identity) == 0);
    FUZZ_CHECK(pbjwt_identity_customer_status(identity) == PBJWT_CUSTOMER_ABSENT);
    FUZZ_CHECK(pbjwt_identity_renewal_risk(identity) == PBJWT_RISK_ABSENT);
    FUZZ_CHECK(pbjwt_identity_user_hash(identity) == PBJWT_HASH_ABSENT);
    FUZZ_CHECK(pbjwt_identity_member_json(identity, "email", 5, &length) == NULL && length == 0);
    FUZZ_CHECK(pbjwt_identity_custom_json(identity, &json, &length) == PBJWT_INVALID_ARGUMENT);
    FUZZ_CHECK(json == NULL);
    FUZZ_CHECK(pbjwt_identity_custom_tree(identity, &tree) == PBJWT_INVALID_ARGUMENT);
    FUZZ_CHECK(tree == NULL);
}

/* The view agrees with the accessors. */
static void check_view(const pbjwt_identity *identity, const pbjwt_identity_view *view) {
    for (size_t i = 0; i < COUNT_OF(views); i++) {
        const pbjwt_text *const text =
            (const pbjwt_text *)(const void *)((const char *)view + views[i].offset);
        FUZZ_CHECK(same(*text, views[i].get != NULL ? other_text(identity, views[i].get)
                                                    : claim_text(identity, views[i].claim)));
    }
    FUZZ_CHECK(view->audience_count == pbjwt_identity_audience_count(identity));
    for (size_t i = 0; i < view->audience_count; i++) {
        pbjwt_text audience = {NULL, 1};
        audience.data = pbjwt_identity_audience(identity, i, &audience.length);
        FUZZ_CHECK(same(view->audiences[i], audience));
    }
    FUZZ_CHECK(view->warning_count == pbjwt_identity_warning_count(identity));
    for (size_t i = 0; i < view->warning_count; i++) {
        pbjwt_claim claim;
        FUZZ_CHECK(view->warnings[i].kind == pbjwt_identity_warning(identity, i, &claim));
        FUZZ_CHECK(view->warnings[i].claim == claim);
    }
    FUZZ_CHECK(view->would_refuse_count == pbjwt_identity_would_refuse_count(identity));
    for (size_t i = 0; i < view->would_refuse_count; i++) {
        pbjwt_status status;
        pbjwt_claim claim;
        FUZZ_CHECK(pbjwt_identity_would_refuse(identity, i, &status, &claim));
        FUZZ_CHECK(view->would_refuse[i].status == status && view->would_refuse[i].claim == claim);
    }
    double mrr, renewal, iat, nbf, exp;
    uint32_t there = 0;
    if (pbjwt_identity_number(identity, PBJWT_CLAIM_COMPANY_MRR, &mrr))
        there |= PBJWT_HAS_COMPANY_MRR;
    if (pbjwt_identity_renewal_date(identity, &renewal))
        there |= PBJWT_HAS_RENEWAL_DATE;
    if (pbjwt_identity_number(identity, PBJWT_CLAIM_IAT, &iat))
        there |= PBJWT_HAS_ISSUED_AT;
    if (pbjwt_identity_number(identity, PBJWT_CLAIM_NBF, &nbf))
        there |= PBJWT_HAS_NOT_BEFORE;
    if (pbjwt_identity_number(identity, PBJWT_CLAIM_EXP, &exp))
        there |= PBJWT_HAS_EXPIRES_AT;
    FUZZ_CHECK(view->numbers == there && view->company_mrr == mrr && view->issued_at == iat);
    FUZZ_CHECK(view->renewal_date_seconds == renewal && view->not_before == nbf);
    FUZZ_CHECK(view->expires_at == exp);
    FUZZ_CHECK(view->customer_status_kind == pbjwt_identity_customer_status(identity));
    FUZZ_CHECK(view->renewal_risk_kind == pbjwt_identity_renewal_risk(identity));
    FUZZ_CHECK(view->user_hash == pbjwt_identity_user_hash(identity));
    FUZZ_CHECK(view->has_custom <= 1);
}

static bool is_text_or_none(pbjwt_text text) {
    return text.data != NULL ? fuzz_is_text(text.data, text.length) : text.length == 0;
}

void fuzz_check_identity(const pbjwt_identity *identity) {
    size_t length = 0;
    double value = 0;
    pbjwt_claim claim;
    for (size_t i = 1; i <= pbjwt_claim_count(); i++) {
        FUZZ_CHECK(is_text_or_none(claim_text(identity, i)));
        FUZZ_CHECK(pbjwt_identity_number(identity, (pbjwt_claim)i, &value) ? isfinite(value)
                                                                           : value == 0);
    }
    for (size_t i = 0; i < COUNT_OF(chosen); i++) {
        const pbjwt_text text = other_text(identity, chosen[i].get);
        FUZZ_CHECK(is_text_or_none(text));
        if (chosen[i].claim != PBJWT_CLAIM_NONE) {
            const pbjwt_text first = claim_text(identity, chosen[i].claim);
            FUZZ_CHECK(
                same(text, first.data != NULL ? first : claim_text(identity, chosen[i].other)));
        }
    }
    FUZZ_CHECK(pbjwt_identity_renewal_date(identity, &value) ? isfinite(value) : value == 0);

    pbjwt_identity_view view = {.size = sizeof view};
    FUZZ_CHECK(pbjwt_identity_read(identity, &view) == PBJWT_OK && view.size == sizeof view);
    check_view(identity, &view);
    FUZZ_CHECK(pbjwt_identity_claim_at_fault(identity) == PBJWT_CLAIM_NONE);
    FUZZ_CHECK(view.email.length > 0 && view.email.length <= PBJWT_MAX_EMAIL_BYTES);
    FUZZ_CHECK(view.canonical_email.length > 0);
    FUZZ_CHECK((view.customer_status.data != NULL) ==
               (view.customer_status_kind != PBJWT_CUSTOMER_ABSENT));
    FUZZ_CHECK((view.renewal_risk.data != NULL) == (view.renewal_risk_kind != PBJWT_RISK_ABSENT));
    FUZZ_CHECK((view.renewal_date.data != NULL) == ((view.numbers & PBJWT_HAS_RENEWAL_DATE) != 0));
    for (size_t i = 0; i < view.warning_count; i++) {
        FUZZ_CHECK(pbjwt_warning_name((pbjwt_warning)view.warnings[i].kind) != NULL);
        FUZZ_CHECK(pbjwt_claim_name((pbjwt_claim)view.warnings[i].claim) != NULL);
    }
    FUZZ_CHECK(pbjwt_identity_warning(identity, view.warning_count, &claim) == PBJWT_WARNING_NONE);
    for (size_t i = 0; i < view.audience_count; i++)
        FUZZ_CHECK(fuzz_is_text(view.audiences[i].data, view.audiences[i].length));
    FUZZ_CHECK(pbjwt_identity_audience(identity, view.audience_count, &length) == NULL &&
               length == 0);
}

static bool is_coerced(const pbjwt_identity_view *view, pbjwt_claim claim) {
    for (size_t i = 0; i < view->warning_count; i++)
        if (view->warnings[i].kind == PBJWT_WARNING_COERCED && view->warnings[i].claim == claim)
            return true;
    return false;
}

/* A text equals the member's, except for the case of a risk and for a date that is a number. */
static bool is_text_of(const json_t *node, pbjwt_claim claim, pbjwt_text text, bool coerced) {
    if (!json_is_string(node))
        return coerced && claim == PBJWT_CLAIM_RENEWAL_DATE && json_is_number(node);
    if (json_string_length(node) != text.length)
        return false;
    if (coerced && claim == PBJWT_CLAIM_RENEWAL_RISK)
        return strncasecmp(json_string_value(node), text.data, text.length) == 0;
    return memcmp(json_string_value(node), text.data, text.length) == 0;
}

static bool is_number_of(const json_t *node, pbjwt_claim claim, double value, bool coerced) {
    if (json_is_number(node))
        return json_number_value(node) == value;
    return coerced && claim == PBJWT_CLAIM_COMPANY_MRR && json_is_string(node);
}

static void check_claims(const pbjwt_identity *identity, const pbjwt_identity_view *view,
                         const json_t *root) {
    for (size_t i = 1; i <= pbjwt_claim_count(); i++) {
        const pbjwt_claim claim = (pbjwt_claim)i;
        const json_t *const node = json_object_get(root, pbjwt_claim_name(claim));
        const bool coerced = is_coerced(view, claim);
        const pbjwt_text text = claim_text(identity, i);
        double value;
        const bool is = pbjwt_identity_number(identity, claim, &value);
        FUZZ_CHECK(text.data == NULL || is_text_of(node, claim, text, coerced));
        FUZZ_CHECK(!is || is_number_of(node, claim, value, coerced));
        FUZZ_CHECK(!coerced || is || text.data != NULL);
    }
}

/* The custom claims are exactly the members that the library doesn't type. */
static void check_custom(const pbjwt_identity *identity, const pbjwt_identity_view *view,
                         json_t *root) {
    size_t length;
    char *text;
    pbjwt_json *tree;
    FUZZ_CHECK(pbjwt_identity_custom_json(identity, &text, &length) == PBJWT_OK);
    json_t *const custom = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    FUZZ_CHECK(json_is_object(custom) && strlen(text) == length);
    for (size_t claim = 1; claim <= pbjwt_claim_count(); claim++)
        json_object_del(root, pbjwt_claim_name((pbjwt_claim)claim));
    FUZZ_CHECK(json_equal(custom, root) && view->has_custom == (json_object_size(root) > 0));
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
    pbjwt_identity_view view = {.size = sizeof view};
    FUZZ_CHECK(pbjwt_identity_read(identity, &view) == PBJWT_OK);
    FUZZ_CHECK(view.payload.length == (size_t)size);
    FUZZ_CHECK(memcmp(view.payload.data, payload, (size_t)size) == 0);
    check_claims(identity, &view, root);
    check_custom(identity, &view, root);
    json_decref(root);
    free(payload);
}
