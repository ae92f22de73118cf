/* SPDX-License-Identifier: Apache-2.0 */
#include "claims.h"

#include "forms.h"
#include "number.h"
#include "text.h"

/* How a claim is read. */
typedef enum claim_type {
    NO_TYPE,
    TEXT,
    USER_ID, /* a text that is absent when empty or a placeholder */
    ID,      /* a text that is absent when a placeholder */
    EMAIL,
    URL,
    DATE,
    RISK,
    AUDIENCE,
    /* From here on, no text is a placeholder for one. */
    HASH,
    NUMBER,
    NUMERIC_DATE
} claim_type;

static const unsigned char type_of[PBJWTI_CLAIM_COUNT] = {
    [PBJWT_CLAIM_EMAIL] = EMAIL,
    [PBJWT_CLAIM_SUB] = USER_ID,
    [PBJWT_CLAIM_ID] = USER_ID,
    [PBJWT_CLAIM_USER_HASH] = HASH,
    [PBJWT_CLAIM_NAME] = TEXT,
    [PBJWT_CLAIM_AVATAR_URL] = URL,
    [PBJWT_CLAIM_AVATAR_URL_CAMEL] = URL,
    [PBJWT_CLAIM_COMPANY_NAME] = TEXT,
    [PBJWT_CLAIM_COMPANY_ID] = ID,
    [PBJWT_CLAIM_COMPANY_MRR] = NUMBER,
    [PBJWT_CLAIM_CUSTOMER_STATUS] = TEXT,
    [PBJWT_CLAIM_RENEWAL_DATE] = DATE,
    [PBJWT_CLAIM_RENEWAL_RISK] = RISK,
    [PBJWT_CLAIM_ACCOUNT_OWNER_ID] = ID,
    [PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL] = TEXT,
    [PBJWT_CLAIM_EXTERNAL_USER_ID] = ID,
    [PBJWT_CLAIM_EXP] = NUMERIC_DATE,
    [PBJWT_CLAIM_NBF] = NUMERIC_DATE,
    [PBJWT_CLAIM_IAT] = NUMERIC_DATE,
    [PBJWT_CLAIM_ISS] = TEXT,
    [PBJWT_CLAIM_AUD] = AUDIENCE,
    [PBJWT_CLAIM_JTI] = TEXT,
};

/* Memory */

static unsigned lowest_bit(uint32_t bits) {
#if defined(__GNUC__)
    return (unsigned)__builtin_ctz(bits);
#else
    unsigned bit = 0;
    while ((bits >> bit & 1) == 0)
        bit++;
    return bit;
#endif
}

/* The elements of an "aud" array, and how much their texts take unescaped. False where one is no
   string. */
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

/* A string's bytes: where it stands, or unescaped at *next, which moves on. */
static pbjwti_view text_of(const pbjwti_json_value *string, unsigned char **next) {
    if (!pbjwti_json_has_escapes(string))
        return string->text;
    const pbjwti_view text = {*next, string->as.decoded};
    pbjwti_json_decode(string, *next);
    *next += text.length;
    return text;
}

/* Types and forms */

typedef enum claim_state { ABSENT, GOOD, MALFORMED } claim_state;

static claim_state good_if(bool condition) {
    return condition ? GOOD : MALFORMED;
}

static claim_state claim_number(const pbjwti_json_value *value, double *number) {
    if (value->kind == PBJWT_JSON_INTEGER)
        *number = (double)value->as.integer;
    else if (value->kind == PBJWT_JSON_REAL)
        *number = pbjwti_number_to_double(value->text);
    else
        return MALFORMED;
    return GOOD;
}

/* RFC 7519, 2, within what this library takes for a time. */
static claim_state read_numeric_date(const pbjwti_json_value *value, double *number) {
    if (claim_number(value, number) != GOOD)
        return MALFORMED;
    return good_if(*number >= 0 && *number <= (double)PBJWT_MAX_NUMERIC_DATE);
}

static bool is_email(pbjwti_view text) {
    return text.length <= PBJWT_MAX_EMAIL_BYTES && !pbjwti_has_control(text) &&
           pbjwti_trim(text).length > 0;
}

static bool is_risk(pbjwti_view text) {
    return PBJWTI_IS(text, "low") || PBJWTI_IS(text, "medium") || PBJWTI_IS(text, "high");
}

static claim_state read_text(claim_type type, pbjwti_claims *claims, pbjwti_claim *claim,
                             bool placeholder) {
    const pbjwti_view text = claim->text;
    switch (type) {
    case USER_ID:
        return text.length == 0 || placeholder ? ABSENT : GOOD;
    case ID:
        return placeholder ? ABSENT : GOOD;
    case EMAIL:
        return text.length == 0 ? ABSENT : good_if(is_email(text));
    case URL:
        return good_if(pbjwti_is_http_url(text));
    case DATE:
        return good_if(pbjwti_read_renewal_date(text, &claims->renewal_date));
    case RISK:
        return good_if(is_risk(text));
    case HASH:
        return good_if(pbjwti_read_hash(text, claims->user_hash));
    case AUDIENCE:
        claims->audiences = &claim->text;
        claims->audience_count = 1;
        return GOOD;
    case TEXT:
        return GOOD;
    case NUMBER:
    case NUMERIC_DATE:
    case NO_TYPE:
        break;
    }
    return MALFORMED;
}

/* The texts of an "aud" array, of which there are `count`. True where one is a placeholder. */
static bool read_audiences(pbjwti_view array, pbjwti_view *audiences, size_t count,
                           unsigned char **next, pbjwti_claims *claims) {
    pbjwti_json_reader reader;
    pbjwti_json_value element;
    bool placeholder = false;
    claims->audiences = audiences;
    claims->audience_count = count;
    pbjwti_json_open_array(&reader, array);
    while (pbjwti_json_next_element(&reader, &element)) {
        *audiences = text_of(&element, next);
        placeholder = placeholder || pbjwti_is_placeholder(*audiences);
        audiences++;
    }
    return placeholder;
}

/* The memory that the claims need behind the payload: texts to unescape, and the list of audiences. */
typedef struct needs {
    bool audience_list;
    size_t audiences;
    size_t text_bytes;
} needs;

static needs measure(const pbjwti_slots *slots) {
    needs total = {false, 0, 0};
    for (uint32_t left = slots->in_need; left != 0; left &= left - 1) {
        const unsigned claim = lowest_bit(left);
        const pbjwti_json_value *const value = &slots->of[claim];
        if (value->kind == PBJWT_JSON_STRING)
            total.text_bytes += value->as.decoded;
        else if (claim == PBJWT_CLAIM_AUD)
            total.audience_list =
                measure_audiences(value->text, &total.audiences, &total.text_bytes);
    }
    return total;
}

pbjwt_status pbjwti_claims_read(const pbjwti_slots *slots, pbjwti_space *space,
                                pbjwti_claims *claims) {
    const needs needed = measure(slots);
    const size_t list_bytes = needed.audience_list ? needed.audiences * sizeof(pbjwti_view) : 0;
    pbjwti_view *list = NULL;
    unsigned char *next = NULL;
    if (list_bytes + needed.text_bytes > 0) {
        list = (pbjwti_view *)pbjwti_space_take(space, PBJWTI_SPACE_OF_CLAIMS,
                                                list_bytes + needed.text_bytes);
        if (list == NULL)
            return PBJWT_OUT_OF_MEMORY;
        next = (unsigned char *)list + list_bytes;
    }

    pbjwti_claim_set sets[] = {[ABSENT] = 0, [GOOD] = 0, [MALFORMED] = 0};
    pbjwti_claim_set texts = 0, placeholders = 0;
    for (pbjwti_claim_set left = slots->filled; left != 0; left &= left - 1) {
        const unsigned which = lowest_bit(left);
        const claim_type type = (claim_type)type_of[which];
        const pbjwti_json_value *const value = &slots->of[which];
        pbjwti_claim *const claim = &claims->of[which];
        const pbjwti_claim_set bit = left & -left;
        bool placeholder = false;
        claim_state found = MALFORMED;
        if (value->kind == PBJWT_JSON_STRING) {
            texts |= bit;
            claim->text = text_of(value, &next);
            placeholder = type < HASH && pbjwti_is_placeholder(claim->text);
            found = read_text(type, claims, claim, placeholder);
        } else if (value->kind == PBJWT_JSON_NULL) {
            found = ABSENT;
        } else if (type == NUMERIC_DATE) {
            found = read_numeric_date(value, &claim->number);
        } else if (type == NUMBER) {
            found = claim_number(value, &claim->number);
        } else if (type == AUDIENCE && needed.audience_list) {
            placeholder = read_audiences(value->text, list, needed.audiences, &next, claims);
            found = GOOD;
        }
        sets[found] |= bit;
        placeholders |= placeholder ? bit : 0;
    }
    claims->good = sets[GOOD];
    claims->malformed = sets[MALFORMED];
    claims->texts = texts;
    claims->placeholders = placeholders;
    return PBJWT_OK;
}

pbjwti_view pbjwti_claims_user_id(const pbjwti_claims *claims) {
    if (pbjwti_has(claims->good, PBJWT_CLAIM_SUB))
        return claims->of[PBJWT_CLAIM_SUB].text;
    if (pbjwti_has(claims->good, PBJWT_CLAIM_ID))
        return claims->of[PBJWT_CLAIM_ID].text;
    return (pbjwti_view){NULL, 0};
}
