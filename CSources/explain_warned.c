/* SPDX-License-Identifier: Apache-2.0 */

/* The claims whose faults are warned of: types, forms, placeholders and names. */
#include "explain_claims.h"

#include "forms.h"
#include "text.h"

static bool text_begins(pbjwti_view text, const char *start) {
    const pbjwti_view wanted = {(const unsigned char *)start, strlen(start)};
    return text.length >= wanted.length &&
           pbjwti_equal_in_any_case((pbjwti_view){text.data, wanted.length}, wanted);
}

static bool text_holds(pbjwti_view text, char c) {
    return text.length > 0 && memchr(text.data, c, text.length) != NULL;
}

/* Types */

/* Whose object it is, by its members. */
static const char *maker_of_object(pbjwti_view object) {
    static const struct {
        const char *member;
        const char *maker;
    } makers[] = {
        {"$oid", "an object, MongoDB's {\"$oid\":...}"},
        {"$numberDecimal", "an object, MongoDB's {\"$numberDecimal\":...}"},
        {"$numberLong", "an object, MongoDB's {\"$numberLong\":...}"},
        {"$date", "an object, MongoDB's {\"$date\":...}"},
        {"timezone", "an object, PHP's DateTime"},
        {"_seconds", "an object, Firestore's Timestamp"},
    };
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++) {
        const char *const member = makers[i].member;
        if (pbjwti_object_has(object, (pbjwti_view){(const unsigned char *)member, strlen(member)}))
            return makers[i].maker;
    }
    return "an object";
}

static pbjwti_cause_id cause_of_type(pbjwt_claim claim, pbjwt_json_kind kind) {
    if (claim == PBJWT_CLAIM_AUD || claim == PBJWT_CLAIM_COMPANY_MRR)
        return PBJWTI_CAUSE_CLAIM_TYPE;
    if (kind == PBJWT_JSON_ARRAY)
        return PBJWTI_CAUSE_CLAIM_ARRAY;
    if (kind == PBJWT_JSON_INTEGER || kind == PBJWT_JSON_REAL)
        return PBJWTI_CAUSE_CLAIM_NUMBER;
    return PBJWTI_CAUSE_CLAIM_TYPE;
}

void pbjwti_tell_wrong_type(pbjwti_explaining *work, pbjwt_claim claim, unsigned rank,
                            const char *wanted) {
    const pbjwti_json_value *const value = &work->slots.of[claim];
    const pbjwti_cause_id cause = cause_of_type(claim, value->kind);
    if (value->kind == PBJWT_JSON_INTEGER) {
        pbjwti_cause(work, cause, rank, "%c is the number %i; send %s.", (int)claim,
                     value->as.integer, wanted);
        return;
    }
    const char *what = pbjwti_kind_in_words(value->kind);
    if (value->kind == PBJWT_JSON_OBJECT)
        what = maker_of_object(value->text);
    else if (claim == PBJWT_CLAIM_AUD && value->kind == PBJWT_JSON_ARRAY)
        what = "an array with something else than text in it";
    pbjwti_cause(work, cause, rank, "%c is %s; send %s.", (int)claim, what, wanted);
}

/* Placeholders */

void pbjwti_tell_placeholder(pbjwti_explaining *work, pbjwt_claim claim, unsigned rank,
                             const char *effect) {
    static const struct {
        const char *start;
        const char *writer;
    } writers[] = {
        {"undefined", "what JavaScript writes for nothing"},
        {"[object ", "what JavaScript writes for an object"},
        {"nan", "what programs write for no number"},
        {"none", "what Python writes for nothing"},
        {"array", "what PHP writes for an array"},
        {"<nil>", "what Go writes for nothing"},
        {"%!s(", "what Go writes for nothing"},
        {"<null>", "what programs write for nothing"},
        {"optional(", "what Swift writes for an optional value"},
        {"optional", "what Java writes for an optional value"},
        {"#<", "what Ruby writes for an object"},
        {"<", "what Python writes for an object"},
        {"0000", "what .NET writes for no id"},
    };
    const pbjwti_view text = pbjwti_shown_text(work, claim), trimmed = pbjwti_trim(text);
    const char *writer = "what programs write for nothing";
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++)
        if (text_begins(trimmed, writers[i].start)) {
            writer = writers[i].writer;
            break;
        }
    if (work->slots.of[claim].kind == PBJWT_JSON_STRING)
        pbjwti_cause(work, PBJWTI_CAUSE_PLACEHOLDER, rank, "%c is %v, %s: %s.", (int)claim, &text,
                     writer, effect);
    else /* aud */
        pbjwti_cause(work, PBJWTI_CAUSE_PLACEHOLDER, rank,
                     "%c has a text that programs write for nothing: %s.", (int)claim, effect);
}

/* Forms */

static bool has_currency(pbjwti_view text) {
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] == '$' || text.data[i] >= 0x80)
            return true;
    return false;
}

static const char *fault_of_amount(pbjwti_view text) {
    if (has_currency(text))
        return "it has a currency sign or another character that no number has";
    if (text_holds(text, ','))
        return "it has a comma";
    if (text_holds(text, ' '))
        return "it has a space";
    if (text.data[0] == '+' || text.data[0] == '.' || text.data[0] == '0' ||
        text.data[text.length - 1] == '.')
        return "JSON's numbers have no +, no leading zero, and digits on both sides of the point";
    return "it is no number";
}

static bool only_digits(pbjwti_view text) {
    for (size_t i = 0; i < text.length; i++)
        if (!pbjwti_is_digit(text.data[i]))
            return false;
    return true;
}

static const char *fault_of_date(pbjwti_view text) {
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        if (text_begins(text, days[i]))
            return text_holds(text, ',') ? "as e-mails and HTTP write a date"
                                         : "as JavaScript's toString() writes a date";
    if (only_digits(text))
        return "digits only";
    if (text_holds(text, '/'))
        return "a date with slashes, whose day and month nobody can tell apart";
    if (text.length < 10 && text.length > 4 && text.data[4] == '-')
        return "a date without leading zeros, or without its day";
    if (text_holds(text, '.') && text.length <= 10)
        return "a date with points";
    return "no ISO 8601 date";
}

static void tell_date_number(pbjwti_explaining *work, unsigned rank) {
    const double number = pbjwti_number_in(&work->slots.of[PBJWT_CLAIM_RENEWAL_DATE]);
    const bool in_milliseconds = number > 0 && number / 1000 <= (double)PBJWT_MAX_NUMERIC_DATE;
    if (in_milliseconds)
        pbjwti_cause(work, PBJWTI_CAUSE_CLAIM_FORM, rank,
                     "%c is the number %n, which is milliseconds: %t.",
                     (int)PBJWT_CLAIM_RENEWAL_DATE, number, number / 1000);
    else
        pbjwti_cause(work, PBJWTI_CAUSE_CLAIM_FORM, rank, "%c is the number %n, which is no date.",
                     (int)PBJWT_CLAIM_RENEWAL_DATE, number);
}

static void tell_avatar(pbjwti_explaining *work, pbjwt_claim claim, pbjwti_view text,
                        unsigned rank) {
    size_t scheme = 0; /* its end */
    while (scheme < text.length && memchr(":/?#", text.data[scheme], 4) == NULL)
        scheme++;
    const bool has_scheme = scheme > 0 && scheme < text.length && text.data[scheme] == ':';
    if (text_begins(text, "//"))
        pbjwti_cause(work, PBJWTI_CAUSE_AVATAR_RELATIVE, rank,
                     "%c is %v, a relative URL without its scheme, https:.", (int)claim, &text);
    else if (!has_scheme)
        pbjwti_cause(work, PBJWTI_CAUSE_AVATAR_RELATIVE, rank,
                     "%c is %v, a relative URL: it doesn't begin with http:// or https://.",
                     (int)claim, &text);
    else if (!text_begins(text, "http:") && !text_begins(text, "https:"))
        pbjwti_cause(work, PBJWTI_CAUSE_AVATAR_FORM, rank,
                     text_begins(text, "data:") ? "%c is %v, an image itself, not an http URL."
                                                : "%c is %v, which is no http or https URL.",
                     (int)claim, &text);
    else
        pbjwti_cause(work, PBJWTI_CAUSE_AVATAR_FORM, rank,
                     pbjwti_has_white_space(text)
                         ? "%c is %v, a URL with white space in it."
                         : "%c is %v: an http or https URL doesn't look like this.",
                     (int)claim, &text);
}

/* Of a claim of the right type. */
static void tell_wrong_form(pbjwti_explaining *work, pbjwt_claim claim, unsigned rank) {
    const pbjwti_view text = pbjwti_shown_text(work, claim);
    if (claim == PBJWT_CLAIM_COMPANY_MRR)
        pbjwti_cause(work, PBJWTI_CAUSE_CLAIM_FORM, rank, "%c is the text %v: %s.", (int)claim,
                     &text, fault_of_amount(text));
    else if (claim == PBJWT_CLAIM_RENEWAL_DATE && work->slots.of[claim].kind != PBJWT_JSON_STRING)
        tell_date_number(work, rank);
    else if (claim == PBJWT_CLAIM_RENEWAL_DATE)
        pbjwti_cause(work, PBJWTI_CAUSE_CLAIM_FORM, rank, "%c is %v, %s.", (int)claim, &text,
                     fault_of_date(text));
    else if (pbjwti_claim_rows[claim].of == PBJWT_CLAIM_AVATAR_URL)
        tell_avatar(work, claim, text, rank);
    else
        pbjwti_cause(work, PBJWTI_CAUSE_CLAIM_FORM, rank, "%c is %v, not low, medium or high.",
                     (int)claim, &text);
}

static void tell_coerced(pbjwti_explaining *work, pbjwt_claim claim, unsigned rank) {
    const pbjwti_typed_claims *const claims = &work->identity->claims;
    const pbjwti_view text = pbjwti_shown_text(work, claim);
    if (claim == PBJWT_CLAIM_COMPANY_MRR)
        pbjwti_cause(work, PBJWTI_CAUSE_CLAIM_COERCED, rank,
                     "%c is text, %v, and was read as %n; send a number.", (int)claim, &text,
                     claims->of[claim].number);
    else if (claim == PBJWT_CLAIM_RENEWAL_DATE)
        pbjwti_cause(work, PBJWTI_CAUSE_CLAIM_COERCED, rank,
                     "%c is %v, and was read as %t; send 2026-03-31 or 2026-03-31T09:30:00Z.",
                     (int)claim, &text, claims->renewal_date);
    else
        pbjwti_cause(work, PBJWTI_CAUSE_CLAIM_COERCED, rank,
                     "%c is %v, and was read in lower case; send it so.", (int)claim, &text);
}

/* All */

static const char *wanted_of(pbjwt_claim claim) {
    switch (pbjwti_claim_rows[claim].reading) {
    case PBJWTI_READ_NUMBER:
        return "a number";
    case PBJWTI_READ_AUDIENCE:
        return "text or an array of texts";
    case PBJWTI_READ_DATE:
        return "a date as text";
    default:
        return "text";
    }
}

static const char *effect_of_placeholder(pbjwt_claim claim) {
    switch (pbjwti_claim_rows[claim].reading) {
    case PBJWTI_READ_ID:
        return "it counts as absent";
    case PBJWTI_READ_URL:
    case PBJWTI_READ_DATE:
    case PBJWTI_READ_RISK:
        return "it is left out";
    default:
        return "it was taken as it is";
    }
}

/* One claim; the parties' types are told by explain_claims.c. */
static void explain_odd(pbjwti_explaining *work, pbjwt_claim claim) {
    const pbjwti_typed_claims *const claims = &work->identity->claims;
    const unsigned rank = pbjwti_rank_of_claim(work, claim, 3);
    const bool placeholder = pbjwti_has(claims->placeholders, claim);
    const bool is_form = pbjwti_is_malformed(claims, claim) || pbjwti_has(claims->coerced, claim);
    if (placeholder)
        pbjwti_tell_placeholder(work, claim, rank, effect_of_placeholder(claim));
    else if (pbjwti_has(claims->wrong_types, claim))
        pbjwti_tell_wrong_type(work, claim, rank, wanted_of(claim));
    else if (pbjwti_has(claims->wrong_forms, claim))
        tell_wrong_form(work, claim, rank);
    else
        tell_coerced(work, claim, rank);
    pbjwti_check_is(work, PBJWTI_CHECK_CLAIMS,
                    is_form && work->input.policy->strict_claims ? PBJWT_OUTCOME_FAILED
                                                                 : PBJWT_OUTCOME_WARNED,
                    "%s", pbjwt_claim_name(claim));
}

/* Names that the verifier warns of; of user_hash, exp and email other files tell. */
static void explain_unknown_names(pbjwti_explaining *work) {
    const pbjwti_claim_set told = pbjwti_bit(PBJWT_CLAIM_EMAIL) | pbjwti_bit(PBJWT_CLAIM_EXP) |
                                  pbjwti_bit(PBJWT_CLAIM_USER_HASH);
    pbjwti_claim_set there = work->identity->claims.there | told;
    for (size_t i = 0; i < PBJWTI_CLAIM_ROWS; i++)
        if (pbjwti_has(work->identity->claims.there, (pbjwt_claim)pbjwti_claim_order[i]))
            there |= pbjwti_bit((pbjwt_claim)pbjwti_claim_rows[pbjwti_claim_order[i]].of);
    for (size_t i = 0; i < PBJWTI_CLAIM_ROWS; i++) {
        const pbjwt_claim claim = (pbjwt_claim)pbjwti_claim_order[i];
        if (!pbjwti_has(there, claim) && pbjwti_tell_near(work, claim, 24))
            pbjwti_check_is(work, PBJWTI_CHECK_CLAIMS, PBJWT_OUTCOME_WARNED, "no %s",
                            pbjwt_claim_name(claim));
    }
}

void pbjwti_explain_warned(pbjwti_explaining *work) {
    const pbjwti_typed_claims *const claims = &work->identity->claims;
    const pbjwti_claim_set elsewhere =
        pbjwti_bit(PBJWT_CLAIM_EMAIL) | pbjwti_bit(PBJWT_CLAIM_SUB) | pbjwti_bit(PBJWT_CLAIM_ID) |
        pbjwti_bit(PBJWT_CLAIM_USER_HASH) | pbjwti_bit(PBJWT_CLAIM_EXP) |
        pbjwti_bit(PBJWT_CLAIM_NBF) | pbjwti_bit(PBJWT_CLAIM_IAT);
    const pbjwti_claim_set parties =
        pbjwti_bit(PBJWT_CLAIM_ISS) | pbjwti_bit(PBJWT_CLAIM_JTI) | pbjwti_bit(PBJWT_CLAIM_AUD);
    const pbjwti_claim_set malformed = claims->wrong_types | claims->wrong_forms;
    const pbjwti_claim_set odd =
        ((malformed & ~parties) | claims->coerced | claims->placeholders) & ~elsewhere;
    pbjwti_check_is(work, PBJWTI_CHECK_CLAIMS, PBJWT_OUTCOME_PASSED, NULL);
    for (size_t i = 0; i < PBJWTI_CLAIM_ROWS; i++)
        if (pbjwti_has(odd, (pbjwt_claim)pbjwti_claim_order[i]))
            explain_odd(work, (pbjwt_claim)pbjwti_claim_order[i]);
    explain_unknown_names(work);
}
