/* SPDX-License-Identifier: Apache-2.0 */
#include "claims.h"

#include "forms.h"
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
    HASH,
    NUMBER,
    NUMERIC_DATE,
    AUDIENCE
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

static pbjwti_state good_if(bool condition) {
    return condition ? PBJWTI_GOOD : PBJWTI_MALFORMED;
}

static pbjwti_state read_number(const pbjwti_json_value *value, double *number) {
    if (value->kind == PBJWT_JSON_INTEGER)
        *number = (double)value->as.integer;
    else if (value->kind == PBJWT_JSON_REAL)
        *number = pbjwti_json_to_double(value->text);
    else
        return PBJWTI_MALFORMED;
    return PBJWTI_GOOD;
}

/* RFC 7519, 2, within what this library takes for a time. */
static pbjwti_state read_numeric_date(const pbjwti_json_value *value, double *number) {
    if (read_number(value, number) != PBJWTI_GOOD)
        return PBJWTI_MALFORMED;
    return good_if(*number >= 0 && *number <= (double)PBJWT_MAX_NUMERIC_DATE);
}

static bool is_email(pbjwti_view text) {
    return text.length <= PBJWT_MAX_EMAIL_BYTES && !pbjwti_has_control(text) &&
           pbjwti_trim(text).length > 0;
}

static pbjwti_state judge_text(claim_type type, pbjwti_claim *claim) {
    const pbjwti_view text = claim->text;
    switch (type) {
    case USER_ID:
        return text.length == 0 || claim->placeholder ? PBJWTI_ABSENT : PBJWTI_GOOD;
    case ID:
        return claim->placeholder ? PBJWTI_ABSENT : PBJWTI_GOOD;
    case EMAIL:
        return text.length == 0 ? PBJWTI_ABSENT : good_if(is_email(text));
    case URL:
        return good_if(pbjwti_is_http_url(text));
    case DATE:
        return good_if(pbjwti_read_renewal_date(text, &claim->number));
    case RISK:
        return good_if(PBJWTI_IS(text, "low") || PBJWTI_IS(text, "medium") ||
                       PBJWTI_IS(text, "high"));
    case TEXT:
    case AUDIENCE:
    case HASH:
    case NUMBER:
    case NUMERIC_DATE:
    case NO_TYPE:
        break;
    }
    return PBJWTI_GOOD;
}

static void read_claim(claim_type type, const pbjwti_json_value *value, unsigned char **next,
                       pbjwti_claim *claim) {
    if (type == NUMBER) {
        claim->state = read_number(value, &claim->number);
    } else if (type == NUMERIC_DATE) {
        claim->state = read_numeric_date(value, &claim->number);
    } else if (value->kind != PBJWT_JSON_STRING) {
        claim->state = PBJWTI_MALFORMED;
    } else {
        claim->text = text_of(value, next);
        if (type == HASH) {
            unsigned char ignored[PBJWTI_MAC_BYTES];
            claim->state = good_if(pbjwti_read_hash(claim->text, ignored));
        } else {
            claim->placeholder = pbjwti_is_placeholder(claim->text);
            claim->state = judge_text(type, claim);
        }
    }
}

static void read_audiences(pbjwti_view array, pbjwti_view *audiences, unsigned char **next,
                           pbjwti_claim *claim) {
    pbjwti_json_reader reader;
    pbjwti_json_value element;
    pbjwti_json_open_array(&reader, array);
    while (pbjwti_json_next_element(&reader, &element)) {
        *audiences = text_of(&element, next);
        claim->placeholder = claim->placeholder || pbjwti_is_placeholder(*audiences);
        audiences++;
    }
    claim->state = PBJWTI_GOOD;
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
        list = (pbjwti_view *)pbjwti_space_take(space, list_bytes + needed.text_bytes);
        if (list == NULL)
            return PBJWT_OUT_OF_MEMORY;
        next = (unsigned char *)list + list_bytes;
    }

    for (uint32_t left = slots->filled; left != 0; left &= left - 1) {
        const unsigned claim = lowest_bit(left);
        const pbjwti_json_value *const value = &slots->of[claim];
        if (value->kind == PBJWT_JSON_NULL)
            continue;
        if (claim == PBJWT_CLAIM_AUD && needed.audience_list) {
            read_audiences(value->text, list, &next, &claims->of[claim]);
            claims->audiences = list;
            claims->audience_count = needed.audiences;
        } else {
            read_claim((claim_type)type_of[claim], value, &next, &claims->of[claim]);
        }
    }
    return PBJWT_OK;
}

pbjwti_view pbjwti_claims_user_id(const pbjwti_claims *claims) {
    const pbjwti_claim *const sub = &claims->of[PBJWT_CLAIM_SUB];
    const pbjwti_claim *const id = &claims->of[PBJWT_CLAIM_ID];
    if (sub->state == PBJWTI_GOOD)
        return sub->text;
    return id->state == PBJWTI_GOOD ? id->text : (pbjwti_view){NULL, 0};
}
