/* SPDX-License-Identifier: Apache-2.0 */
#include "php_pbjwt.h"

#include "ext/date/php_date.h"
#include "zend_enum.h"

#include <math.h>

/* How to read a text that isn't a claim with the property's name. */
typedef const char *read_text(const pbjwt_identity *identity, size_t *length);

static void set_time(zval *value, double seconds) {
    char written[32];
    const double whole = floor(seconds);
    const int length = snprintf(written, sizeof written, "@%.0f", whole);
    php_date_instantiate(php_date_get_immutable_ce(), value);
    php_date_initialize(Z_PHPDATE_P(value), written, (size_t)length, NULL, NULL, 0);
    Z_PHPDATE_P(value)->time->us = (timelib_sll)((seconds - whole) * 1e6);
}

static void set_time_claim(zval *value, const pbjwt_identity *identity, pbjwt_claim claim) {
    double seconds;
    if (pbjwt_identity_number(identity, claim, &seconds))
        set_time(value, seconds);
    else
        ZVAL_NULL(value);
}

static void set_claim(zval *value, const pbjwt_identity *identity, pbjwt_claim claim) {
    size_t length;
    const char *const text = pbjwt_identity_text(identity, claim, &length);
    pbjwt_set_text(value, text, length);
}

static void set_text(zval *value, const pbjwt_identity *identity, read_text *read) {
    size_t length;
    const char *const text = read(identity, &length);
    pbjwt_set_text(value, text, length);
}

static void set_case(zval *value, zend_class_entry *enumeration, const char *name) {
    if (name != NULL)
        ZVAL_OBJ_COPY(value, zend_enum_get_case_cstr(enumeration, name));
    else
        ZVAL_NULL(value);
}

static void set_audience(zval *value, const pbjwt_identity *identity) {
    const size_t count = pbjwt_identity_audience_count(identity);
    array_init_size(value, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        size_t length;
        const char *const text = pbjwt_identity_audience(identity, i, &length);
        add_next_index_stringl(value, text, length);
    }
}

/* Adds a warning or refusal: a first text, the claim, and a sentence. */
static void add_note(zval *list, zend_class_entry *ce, const char *first, pbjwt_claim claim,
                     const char *sentence) {
    zval note;
    object_init_ex(&note, ce);
    pbjwt_set_static(pbjwt_property(Z_OBJ(note), 0), first);
    pbjwt_set_static(pbjwt_property(Z_OBJ(note), 1), pbjwt_claim_name(claim));
    pbjwt_set_static(pbjwt_property(Z_OBJ(note), 2), sentence);
    add_next_index_zval(list, &note);
}

static void set_warnings(zval *value, const pbjwt_identity *identity) {
    const size_t count = pbjwt_identity_warning_count(identity);
    array_init_size(value, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        pbjwt_claim claim;
        const pbjwt_warning kind = pbjwt_identity_warning(identity, i, &claim);
        const char *const name = pbjwt_warning_name(kind);
        add_note(value, pbjwt_warning_ce, name != NULL ? name : "unknown_warning", claim,
                 pbjwt_warning_message(kind, claim));
    }
}

static void set_refusals(zval *value, const pbjwt_identity *identity) {
    const size_t count = pbjwt_identity_would_refuse_count(identity);
    array_init_size(value, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        pbjwt_status status;
        pbjwt_claim claim;
        pbjwt_identity_would_refuse(identity, i, &status, &claim);
        add_note(value, pbjwt_refusal_ce, pbjwt_status_name(status), claim,
                 pbjwt_claim_message(status, claim));
    }
}

static void set_custom(zval *value, const pbjwt_identity *identity) {
    char *json = NULL;
    size_t length = 0;
    const pbjwt_status status = pbjwt_identity_custom_json(identity, &json, &length);
    if (status == PBJWT_OK)
        ZVAL_STRINGL(value, json, length);
    else
        pbjwt_throw(status, PBJWT_CLAIM_NONE);
    pbjwt_free(json);
}

/* The indexes are those of Identity's properties in the stub. */
void pbjwt_read_property(const pbjwt_identity *identity, uint32_t place, zval *value) {
    static const char *const states[] = {"Absent", "Unchecked", "Verified"};
    static const char *const customers[] = {NULL, "Active", "Trial", "Churned", "Other"};
    double number;
    switch (place) {
    case 0:
        return set_claim(value, identity, PBJWT_CLAIM_EMAIL);
    case 1:
        return set_text(value, identity, pbjwt_identity_canonical_email);
    case 2:
        return set_text(value, identity, pbjwt_identity_user_id);
    case 3:
        return set_claim(value, identity, PBJWT_CLAIM_NAME);
    case 4:
        return set_text(value, identity, pbjwt_identity_avatar_url);
    case 5:
        return set_claim(value, identity, PBJWT_CLAIM_COMPANY_ID);
    case 6:
        return set_claim(value, identity, PBJWT_CLAIM_COMPANY_NAME);
    case 7:
        if (pbjwt_identity_number(identity, PBJWT_CLAIM_COMPANY_MRR, &number))
            ZVAL_DOUBLE(value, number);
        else
            ZVAL_NULL(value);
        return;
    case 8:
        return set_claim(value, identity, PBJWT_CLAIM_CUSTOMER_STATUS);
    case 9:
        return set_case(value, pbjwt_customer_ce,
                        customers[pbjwt_identity_customer_status(identity)]);
    case 10:
        return set_claim(value, identity, PBJWT_CLAIM_RENEWAL_DATE);
    case 11:
        if (pbjwt_identity_renewal_date(identity, &number))
            set_time(value, number);
        else
            ZVAL_NULL(value);
        return;
    case 12:
        return set_claim(value, identity, PBJWT_CLAIM_RENEWAL_RISK);
    case 13:
        return set_claim(value, identity, PBJWT_CLAIM_ACCOUNT_OWNER_ID);
    case 14:
        return set_claim(value, identity, PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL);
    case 15:
        return set_claim(value, identity, PBJWT_CLAIM_EXTERNAL_USER_ID);
    case 16:
        return set_case(value, pbjwt_hash_state_ce, states[pbjwt_identity_user_hash(identity)]);
    case 17:
        return set_time_claim(value, identity, PBJWT_CLAIM_IAT);
    case 18:
        return set_time_claim(value, identity, PBJWT_CLAIM_NBF);
    case 19:
        return set_time_claim(value, identity, PBJWT_CLAIM_EXP);
    case 20:
        return set_claim(value, identity, PBJWT_CLAIM_ISS);
    case 21:
        return set_audience(value, identity);
    case 22:
        return set_claim(value, identity, PBJWT_CLAIM_JTI);
    case 23:
        return set_text(value, identity, pbjwt_identity_key_id);
    case 24:
        return set_warnings(value, identity);
    case 25:
        return set_refusals(value, identity);
    default:
        return set_custom(value, identity);
    }
}
