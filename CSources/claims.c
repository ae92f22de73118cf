/* SPDX-License-Identifier: Apache-2.0 */
#include "claims.h"

#include "json.h"
#include "number.h"
#include "text.h"
#include "wide.h"

/* Types and forms */

/* Classifies a value, in the specification's order: the first class that fits. */
typedef enum claim_state {
    CLAIM_ABSENT,
    CLAIM_WRONG_TYPE,
    CLAIM_WRONG_FORM,
    CLAIM_GOOD,
    CLAIM_COERCED
} claim_state;

static claim_state good_if(bool condition) {
    return condition ? CLAIM_GOOD : CLAIM_WRONG_FORM;
}

static claim_state state_of(pbjwti_form form) {
    switch (form) {
    case PBJWTI_FORM_GOOD:
        return CLAIM_GOOD;
    case PBJWTI_FORM_COERCED:
        return CLAIM_COERCED;
    case PBJWTI_FORM_WRONG:
        break;
    }
    return CLAIM_WRONG_FORM;
}

/* A number that fits a double exactly converts alike in every rounding mode; others would be
   rounded by the mode. */
static double number_of(const pbjwti_json_value *value) {
    const int64_t exact = INT64_C(1) << 53;
    const bool whole = value->kind == PBJWT_JSON_INTEGER && value->as.integer >= -exact &&
                       value->as.integer <= exact;
    return whole ? (double)value->as.integer : pbjwti_number_to_double(value->text);
}

/* RFC 7519, 2, within this library's range of times. */
static bool is_numeric_date(double number) {
    return number >= 0 && number <= (double)PBJWT_MAX_NUMERIC_DATE;
}

/* Whether a text counts as absent: empty, or a placeholder. */
static PBJWTI_SELDOM bool is_none(pbjwti_reading reading, pbjwti_view text) {
    if (reading <= PBJWTI_READ_ID)
        return true;
    return text.length == 0 && (reading <= PBJWTI_READ_RISK || reading == PBJWTI_READ_NUMBER);
}

static inline bool is_placeholder_for(pbjwti_reading reading, pbjwti_view text) {
    return reading < PBJWTI_READ_HASH && pbjwti_is_placeholder(text, reading == PBJWTI_READ_EMAIL);
}

bool pbjwti_claim_is_absent(pbjwt_claim claim, pbjwti_view text) {
    const pbjwti_reading reading = (pbjwti_reading)pbjwti_claim_rows[claim].reading;
    return (text.length == 0 || is_placeholder_for(reading, text)) && is_none(reading, text);
}

/* The state of a text that isn't absent. */
static claim_state typed_text(pbjwti_reading reading, pbjwti_view text, pbjwti_typed_claims *claims,
                              pbjwti_typed_claim *claim) {
    switch (reading) {
    case PBJWTI_READ_ID:
    case PBJWTI_READ_TEXT:
    case PBJWTI_READ_PARTY:
        return CLAIM_GOOD;
    case PBJWTI_READ_EMAIL:
        return good_if(
            pbjwti_read_email(text, &claims->trimmed_email, &claims->email_is_canonical));
    case PBJWTI_READ_URL:
        return good_if(pbjwti_is_http_url(text));
    case PBJWTI_READ_DATE:
        return state_of(pbjwti_read_renewal_date(text, &claims->renewal_date));
    case PBJWTI_READ_RISK:
        return state_of(pbjwti_read_risk(text, &claim->text));
    case PBJWTI_READ_HASH:
        return good_if(pbjwti_read_hash(text, claims->user_hash));
    case PBJWTI_READ_AUDIENCE:
        claims->audience = (pbjwt_text){(const char *)text.data, text.length};
        claims->audiences = &claims->audience;
        claims->audience_count = 1;
        return CLAIM_GOOD;
    case PBJWTI_READ_NUMBER:
        return pbjwti_read_number(text, &claim->number) ? CLAIM_COERCED : CLAIM_WRONG_FORM;
    case PBJWTI_READ_NUMERIC_DATE:
    case PBJWTI_READ_NONE:
        break;
    }
    return CLAIM_WRONG_TYPE;
}

static claim_state typed_number(pbjwti_reading reading, double number, pbjwti_view text,
                                pbjwti_typed_claims *claims, pbjwti_typed_claim *claim) {
    switch (reading) {
    case PBJWTI_READ_NUMBER:
        claim->number = number;
        return CLAIM_GOOD;
    case PBJWTI_READ_NUMERIC_DATE:
        claim->number = number;
        return good_if(is_numeric_date(number));
    case PBJWTI_READ_DATE:
        claims->renewal_date = number;
        claim->text = text;
        return is_numeric_date(number) ? CLAIM_COERCED : CLAIM_WRONG_FORM;
    case PBJWTI_READ_NONE:
    case PBJWTI_READ_EMAIL:
    case PBJWTI_READ_ID:
    case PBJWTI_READ_TEXT:
    case PBJWTI_READ_URL:
    case PBJWTI_READ_RISK:
    case PBJWTI_READ_PARTY:
    case PBJWTI_READ_AUDIENCE:
    case PBJWTI_READ_HASH:
        break;
    }
    return CLAIM_WRONG_TYPE;
}

/* Records a claim's class. */
static void note(pbjwti_typed_claims *claims, pbjwt_claim claim, claim_state state) {
    const pbjwti_claim_set bit = pbjwti_bit(claim);
    switch (state) {
    case CLAIM_GOOD:
        claims->good |= bit;
        break;
    case CLAIM_WRONG_TYPE:
        claims->wrong_types |= bit;
        break;
    case CLAIM_WRONG_FORM:
        claims->wrong_forms |= bit;
        break;
    case CLAIM_COERCED:
        claims->coerced |= bit;
        claims->good |= bit;
        break;
    case CLAIM_ABSENT:
        break;
    }
}

/* Takes an address as they mostly are; false where it may be another, or a placeholder. With an @ within it, it
   can't be one of the words, and only those of two ends are left. */
static PBJWTI_APART bool take_plain_email(pbjwti_typed_claims *claims, pbjwti_view text) {
    bool has_upper;
    if (!pbjwti_is_plain_email(text, &has_upper))
        return false;
    claims->of[PBJWT_CLAIM_EMAIL].text = text;
    claims->trimmed_email = text;
    claims->email_is_canonical = !has_upper;
    claims->texts |= pbjwti_bit(PBJWT_CLAIM_EMAIL);
    claims->good |= pbjwti_bit(PBJWT_CLAIM_EMAIL);
    return true;
}

static PBJWTI_APART void take_other_text(pbjwti_typed_claims *claims, pbjwt_claim claim,
                                         pbjwti_view text) {
    const pbjwti_reading reading = (pbjwti_reading)pbjwti_claim_rows[claim].reading;
    pbjwti_typed_claim *const typed = &claims->of[claim];
    typed->text = text;
    claims->texts |= pbjwti_bit(claim);
    /* A text with the form of a URL, a date or a risk is not a placeholder. */
    const bool has_form = reading >= PBJWTI_READ_URL && reading <= PBJWTI_READ_RISK;
    bool placeholder = !has_form && is_placeholder_for(reading, text);
    claim_state state = CLAIM_ABSENT;
    if ((text.length > 0 && !placeholder) || !is_none(reading, text))
        state = typed_text(reading, text, claims, typed);
    if (has_form && state == CLAIM_WRONG_FORM)
        placeholder = is_placeholder_for(reading, text);
    if (placeholder)
        claims->placeholders |= pbjwti_bit(claim);
    note(claims, claim, state);
}

void pbjwti_claims_take_any_text(pbjwti_typed_claims *claims, pbjwt_claim claim, pbjwti_view text) {
    if (claim != PBJWT_CLAIM_EMAIL || !take_plain_email(claims, text))
        take_other_text(claims, claim, text);
}

void pbjwti_claims_take_number(pbjwti_typed_claims *claims, pbjwt_claim claim, double number,
                               pbjwti_view text) {
    const pbjwti_reading reading = (pbjwti_reading)pbjwti_claim_rows[claim].reading;
    if (reading == PBJWTI_READ_DATE)
        claims->texts |= pbjwti_bit(claim);
    note(claims, claim, typed_number(reading, number, text, claims, &claims->of[claim]));
}

bool pbjwti_claims_take(pbjwti_typed_claims *claims, pbjwt_claim claim,
                        const pbjwti_json_value *value) {
    if (value->kind == PBJWT_JSON_STRING) {
        if (pbjwti_json_has_escapes(value))
            return false;
        pbjwti_claims_take_any_text(claims, claim, value->text);
    } else if (value->kind == PBJWT_JSON_INTEGER || value->kind == PBJWT_JSON_REAL) {
        pbjwti_claims_take_number(claims, claim, number_of(value), value->text);
    } else if (value->kind == PBJWT_JSON_ARRAY && claim == PBJWT_CLAIM_AUD) {
        return false;
    } else if (value->kind != PBJWT_JSON_NULL) {
        note(claims, claim, CLAIM_WRONG_TYPE);
    }
    return true;
}

/* Values that need memory */

/* The elements of an "aud" array, and how much space their texts take unescaped. False if one isn't
   a string. */
static bool measure_audiences(pbjwti_view array, size_t *count, size_t *text_bytes) {
    pbjwti_json_reader reader;
    pbjwti_json_value element;
    pbjwti_json_open_array(&reader, array);
    while (pbjwti_json_next_element(&reader, &element)) {
        if (element.kind != PBJWT_JSON_STRING)
            return false;
        ++*count;
        if (pbjwti_json_has_escapes(&element))
            *text_bytes += element.as.decoded;
    }
    return true;
}

/* A string's bytes: in place, or unescaped at *next, which advances. */
static pbjwti_view text_of(const pbjwti_json_value *string, unsigned char **next) {
    if (!pbjwti_json_has_escapes(string))
        return string->text;
    const pbjwti_view text = {*next, string->as.decoded};
    pbjwti_json_decode(string, *next);
    *next += text.length;
    return text;
}

/* The texts of an "aud" array, of which there are `count`. */
static void take_audiences(pbjwti_view array, pbjwt_text *audiences, size_t count,
                           unsigned char **next, pbjwti_typed_claims *claims) {
    pbjwti_json_reader reader;
    pbjwti_json_value element;
    claims->audiences = audiences;
    claims->audience_count = count;
    pbjwti_json_open_array(&reader, array);
    while (pbjwti_json_next_element(&reader, &element)) {
        const pbjwti_view text = text_of(&element, next);
        *audiences++ = (pbjwt_text){(const char *)text.data, text.length};
        if (pbjwti_is_placeholder(text, false))
            claims->placeholders |= pbjwti_bit(PBJWT_CLAIM_AUD);
    }
}

/* The memory that the claims need after the payload: texts to unescape, and the list of
   audiences. */
typedef struct needs {
    bool audience_list;
    size_t audiences;
    size_t text_bytes;
} needs;

static needs measure(const pbjwti_slots *slots) {
    needs total = {false, 0, 0};
    for (pbjwti_claim_set left = slots->filled; left != 0; left &= left - 1) {
        const pbjwti_json_value *const value = &slots->of[pbjwti_trailing_zeros(left)];
        if (value->kind == PBJWT_JSON_STRING)
            total.text_bytes += value->as.decoded;
        else
            total.audience_list =
                measure_audiences(value->text, &total.audiences, &total.text_bytes);
    }
    return total;
}

static PBJWTI_SELDOM pbjwt_status read_left(const pbjwti_slots *slots, pbjwti_space *space,
                                            pbjwti_typed_claims *claims) {
    const needs needed = measure(slots);
    const size_t list_bytes = needed.audience_list ? needed.audiences * sizeof(pbjwt_text) : 0;
    pbjwt_text *list = NULL;
    unsigned char *next = NULL;
    if (list_bytes + needed.text_bytes > 0) {
        list = (pbjwt_text *)pbjwti_space_take(space, PBJWTI_SPACE_OF_CLAIMS,
                                               list_bytes + needed.text_bytes);
        if (list == NULL)
            return PBJWT_OUT_OF_MEMORY;
        next = (unsigned char *)list + list_bytes;
    }

    for (pbjwti_claim_set left = slots->filled; left != 0; left &= left - 1) {
        const pbjwt_claim claim = (pbjwt_claim)pbjwti_trailing_zeros(left);
        const pbjwti_json_value *const value = &slots->of[claim];
        if (value->kind == PBJWT_JSON_STRING) {
            pbjwti_claims_take_any_text(claims, claim, text_of(value, &next));
        } else if (needed.audience_list) {
            take_audiences(value->text, list, needed.audiences, &next, claims);
            note(claims, claim, CLAIM_GOOD);
        } else {
            note(claims, claim, CLAIM_WRONG_TYPE);
        }
    }
    return PBJWT_OK;
}

pbjwt_status pbjwti_claims_read(const pbjwti_slots *slots, pbjwti_space *space,
                                pbjwti_typed_claims *claims) {
    return slots->filled == 0 ? PBJWT_OK : read_left(slots, space, claims);
}

pbjwti_view pbjwti_claims_user_id(const pbjwti_typed_claims *claims) {
    if (pbjwti_has(claims->good, PBJWT_CLAIM_SUB))
        return claims->of[PBJWT_CLAIM_SUB].text;
    if (pbjwti_has(claims->good, PBJWT_CLAIM_ID))
        return claims->of[PBJWT_CLAIM_ID].text;
    return (pbjwti_view){NULL, 0};
}
