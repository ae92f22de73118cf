/* SPDX-License-Identifier: Apache-2.0 */

/* The claims whose faults get warnings: types, forms, placeholders and names. */
#include "explain_claims.h"

#include "text.h"

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
    if (claim == PBJWT_CLAIM_COMPANY_ID || claim == PBJWT_CLAIM_COMPANY_NAME)
        return PBJWTI_CAUSE_COMPANY_LOST;
    if (claim == PBJWT_CLAIM_COMPANY_MRR)
        return PBJWTI_CAUSE_MRR_FORM;
    if (claim == PBJWT_CLAIM_RENEWAL_DATE)
        return PBJWTI_CAUSE_DATE_FORM;
    if (claim == PBJWT_CLAIM_AUD)
        return PBJWTI_CAUSE_CLAIM_TYPE;
    if (kind == PBJWT_JSON_OBJECT)
        return PBJWTI_CAUSE_CLAIM_OBJECT;
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
        {"undefined", "what JavaScript writes for a missing value"},
        {"[object ", "what JavaScript writes for an object"},
        {"nan", "what programs write for no number"},
        {"none", "what Python writes for a missing value"},
        {"array", "what PHP writes for an array"},
        {"<nil>", "what Go writes for a missing value"},
        {"%!s(", "what Go writes for a missing value"},
        {"<null>", "what programs write for a missing value"},
        {"optional(", "what Swift writes for an optional value"},
        {"optional", "what Java writes for an optional value"},
        {"#<", "what Ruby writes for an object"},
        {"<", "what Python writes for an object"},
        {"0000", "what .NET writes for no id"},
    };
    const pbjwti_view text = pbjwti_shown_text(work, claim), trimmed = pbjwti_trim(text);
    const char *writer = "what programs write for a missing value";
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++)
        if (pbjwti_text_begins(trimmed, writers[i].start)) {
            writer = writers[i].writer;
            break;
        }
    if (work->slots.of[claim].kind == PBJWT_JSON_STRING)
        pbjwti_cause(work, PBJWTI_CAUSE_PLACEHOLDER, rank, "%c is %v, %s: %s.", (int)claim, &text,
                     writer, effect);
    else /* aud */
        pbjwti_cause(work, PBJWTI_CAUSE_PLACEHOLDER, rank,
                     "%c has a text that programs write for a missing value: %s.", (int)claim,
                     effect);
}

/* All */

static const char *wanted_of(pbjwt_claim claim) {
    switch (pbjwti_claim_rows[claim].reading) {
    case PBJWTI_READ_NUMBER:
        return "a number";
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
        pbjwti_tell_wrong_form(work, claim, rank);
    else
        pbjwti_tell_coerced(work, claim, rank);
    pbjwti_check_is(work, PBJWTI_CHECK_CLAIMS,
                    is_form && work->input.policy->strict_claims ? PBJWT_OUTCOME_FAILED
                                                                 : PBJWT_OUTCOME_WARNED,
                    "%s", pbjwt_claim_name(claim));
}

/* Names that the verifier warns about; other files handle user_hash, exp and email. */
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
