/* SPDX-License-Identifier: Apache-2.0 */
#include "fields.h"

#include <string.h>

/* How to get a field's value from the verdict. */
typedef enum {
    OF_STATUS,
    OF_CLAIM,
    OF_TEXT,
    OF_MRR,
    OF_TIME,
    OF_AUDIENCE,
    OF_USER_HASH,
    OF_WARNINGS,
    OF_WOULD_REFUSE,
    OF_CUSTOM
} source;

typedef struct {
    column_type type;
    source source;
    size_t place; /* offset of a text or number in the view */
    uint32_t flag;
} field_row;

static const column_type text_items[] = {{"item", KIND_TEXT, false, 0, NULL}};
static const column_type warning_parts[] = {{"kind", KIND_TEXT, false, 0, NULL},
                                            {"claim", KIND_TEXT, true, 0, NULL}};
static const column_type refusal_parts[] = {{"status", KIND_TEXT, false, 0, NULL},
                                            {"claim", KIND_TEXT, true, 0, NULL}};
static const column_type warning_items[] = {{"item", KIND_STRUCT, false, 2, warning_parts}};
static const column_type refusal_items[] = {{"item", KIND_STRUCT, false, 2, refusal_parts}};

#define PLAIN(name, kind, source)                                                                  \
    { {name, kind, true, 0, NULL}, source, 0, 0 }
#define A_TEXT(name, member)                                                                       \
    { {name, KIND_TEXT, true, 0, NULL}, OF_TEXT, offsetof(pbjwt_identity_view, member), 0 }
#define A_TIME(name, member, flag)                                                                 \
    { {name, KIND_TIME, true, 0, NULL}, OF_TIME, offsetof(pbjwt_identity_view, member), flag }
#define A_LIST(name, items, source)                                                                \
    { {name, KIND_LIST, true, 1, items}, source, 0, 0 }

static const field_row fields[] = {
    PLAIN("status", KIND_TEXT, OF_STATUS),
    PLAIN("claim", KIND_TEXT, OF_CLAIM),
    A_TEXT("key_id", key_id),
    A_TEXT("email", email),
    A_TEXT("canonical_email", canonical_email),
    A_TEXT("user_id", user_id),
    A_TEXT("name", name),
    A_TEXT("avatar_url", avatar_url),
    A_TEXT("company_id", company_id),
    A_TEXT("company_name", company_name),
    PLAIN("company_mrr", KIND_NUMBER, OF_MRR),
    A_TEXT("customer_status", customer_status),
    A_TEXT("renewal_date", renewal_date),
    A_TIME("renewal_time", renewal_date_seconds, PBJWT_HAS_RENEWAL_DATE),
    A_TEXT("renewal_risk", renewal_risk),
    A_TEXT("account_owner_id", account_owner_id),
    A_TEXT("account_owner_email", account_owner_email),
    A_TEXT("external_user_id", external_user_id),
    A_TIME("issued_at", issued_at, PBJWT_HAS_ISSUED_AT),
    A_TIME("not_before", not_before, PBJWT_HAS_NOT_BEFORE),
    A_TIME("expires_at", expires_at, PBJWT_HAS_EXPIRES_AT),
    A_TEXT("issuer", issuer),
    A_LIST("audience", text_items, OF_AUDIENCE),
    A_TEXT("token_id", token_id),
    PLAIN("user_hash", KIND_TEXT, OF_USER_HASH),
    A_LIST("warnings", warning_items, OF_WARNINGS),
    A_LIST("would_refuse", refusal_items, OF_WOULD_REFUSE),
    PLAIN("custom_json", KIND_TEXT, OF_CUSTOM),
};

_Static_assert(sizeof fields / sizeof *fields <= MOST_FIELDS, "callers have room for them");

size_t field_count(void) {
    return sizeof fields / sizeof *fields;
}

const column_type *field_type(size_t index) {
    return &fields[index].type;
}

static column_fault add_word(arrow_column *column, const char *word) {
    return column_add_text(column, word, word != NULL ? strlen(word) : 0);
}

/* A struct of a word and the claim that it is about, which may be none. */
static column_fault add_pair(arrow_column *list, const char *word, pbjwt_claim claim) {
    arrow_column *const item = &list->children[0];
    column_fault fault = add_word(&item->children[0], word != NULL ? word : "");
    if (fault == COLUMN_OK)
        fault = add_word(&item->children[1], pbjwt_claim_name(claim));
    return fault == COLUMN_OK ? column_add_parts(item) : fault;
}

static column_fault add_warnings(arrow_column *column, const pbjwt_identity_view *view) {
    column_fault fault = COLUMN_OK;
    for (size_t index = 0; fault == COLUMN_OK && index < view->warning_count; index++)
        fault = add_pair(column, pbjwt_warning_name((pbjwt_warning)view->warnings[index].kind),
                         (pbjwt_claim)view->warnings[index].claim);
    return fault == COLUMN_OK ? column_add_parts(column) : fault;
}

static column_fault add_would_refuse(arrow_column *column, const pbjwt_identity_view *view) {
    column_fault fault = COLUMN_OK;
    for (size_t index = 0; fault == COLUMN_OK && index < view->would_refuse_count; index++)
        fault = add_pair(column, pbjwt_status_name((pbjwt_status)view->would_refuse[index].status),
                         (pbjwt_claim)view->would_refuse[index].claim);
    return fault == COLUMN_OK ? column_add_parts(column) : fault;
}

static column_fault add_audience(arrow_column *column, const pbjwt_identity_view *view) {
    column_fault fault = COLUMN_OK;
    for (size_t index = 0; fault == COLUMN_OK && index < view->audience_count; index++)
        fault = column_add_text(&column->children[0], view->audiences[index].data,
                                view->audiences[index].length);
    return fault == COLUMN_OK ? column_add_parts(column) : fault;
}

static column_fault add_custom(arrow_column *column, const arrow_verdict *verdict) {
    char *json;
    size_t length;
    if (verdict->view.has_custom == 0)
        return column_add_null(column);
    if (pbjwt_identity_custom_json(verdict->identity, &json, &length) != PBJWT_OK)
        return COLUMN_NO_MEMORY;
    const column_fault fault = column_add_text(column, json, length);
    pbjwt_free(json);
    return fault;
}

static double number_at(const arrow_verdict *verdict, const field_row *field) {
    double number;
    memcpy(&number, (const char *)&verdict->view + field->place, sizeof number);
    return number;
}

/* Rounds to the nearest; no time of a token is beyond the year 9999. */
static int64_t microseconds(double seconds) {
    const double exact = seconds * 1e6;
    return (int64_t)(exact < 0 ? exact - 0.5 : exact + 0.5);
}

/* Values of an accepted token. */
static column_fault add_said(const field_row *field, arrow_column *column,
                             const arrow_verdict *verdict) {
    static const char *const hashes[] = {"absent", "unchecked", "verified"};
    const pbjwt_identity_view *const view = &verdict->view;
    pbjwt_text text;
    switch (field->source) {
    case OF_TEXT:
        memcpy(&text, (const char *)view + field->place, sizeof text);
        return column_add_text(column, text.data, text.length);
    case OF_MRR:
        return (view->numbers & PBJWT_HAS_COMPANY_MRR) != 0
                   ? column_add_number(column, view->company_mrr)
                   : column_add_null(column);
    case OF_TIME:
        return (view->numbers & field->flag) != 0
                   ? column_add_time(column, microseconds(number_at(verdict, field)))
                   : column_add_null(column);
    case OF_AUDIENCE:
        return add_audience(column, view);
    case OF_USER_HASH:
        return add_word(column, hashes[view->user_hash]);
    case OF_WARNINGS:
        return add_warnings(column, view);
    case OF_WOULD_REFUSE:
        return add_would_refuse(column, view);
    case OF_CUSTOM:
        return add_custom(column, verdict);
    default:
        return column_add_null(column);
    }
}

column_fault field_add(size_t index, arrow_column *column, const arrow_verdict *verdict) {
    const field_row *const field = &fields[index];
    if (!verdict->there)
        return column_add_null(column);
    if (field->source == OF_STATUS)
        return add_word(column, pbjwt_status_name(verdict->status));
    if (field->source == OF_CLAIM)
        return add_word(column, pbjwt_claim_name(verdict->claim));
    return verdict->status == PBJWT_OK ? add_said(field, column, verdict) : column_add_null(column);
}
