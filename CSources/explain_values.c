/* SPDX-License-Identifier: Apache-2.0 */

/* Values of warned claims whose form is wrong: amounts, dates, risks and avatars. */
#include "explain_claims.h"

#include "text.h"

static bool text_holds(pbjwti_view text, char c) {
    return text.length > 0 && memchr(text.data, c, text.length) != NULL;
}

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
    return "it isn't a number";
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
        if (pbjwti_text_begins(text, days[i]))
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
        pbjwti_cause(work, PBJWTI_CAUSE_DATE_FORM, rank,
                     "%c is the number %n, which is milliseconds: %t.",
                     (int)PBJWT_CLAIM_RENEWAL_DATE, number, number / 1000);
    else
        pbjwti_cause(work, PBJWTI_CAUSE_DATE_FORM, rank, "%c is the number %n, which isn't a date.",
                     (int)PBJWT_CLAIM_RENEWAL_DATE, number);
}

static void tell_avatar(pbjwti_explaining *work, pbjwt_claim claim, pbjwti_view text,
                        unsigned rank) {
    static const char ends_of_scheme[] = {':', '/', '?', '#'};
    size_t scheme = 0; /* its end */
    while (scheme < text.length &&
           memchr(ends_of_scheme, text.data[scheme], sizeof ends_of_scheme) == NULL)
        scheme++;
    const bool has_scheme = scheme > 0 && scheme < text.length && text.data[scheme] == ':';
    if (pbjwti_text_begins(text, "//"))
        pbjwti_cause(work, PBJWTI_CAUSE_AVATAR_RELATIVE, rank,
                     "%c is %v, a relative URL without its scheme, https:.", (int)claim, &text);
    else if (!has_scheme)
        pbjwti_cause(work, PBJWTI_CAUSE_AVATAR_RELATIVE, rank,
                     "%c is %v, a relative URL: it doesn't begin with http:// or https://.",
                     (int)claim, &text);
    else if (!pbjwti_text_begins(text, "http:") && !pbjwti_text_begins(text, "https:"))
        pbjwti_cause(work, PBJWTI_CAUSE_AVATAR_FORM, rank,
                     pbjwti_text_begins(text, "data:")
                         ? "%c is %v, an image itself, not an http URL."
                         : "%c is %v, which isn't an http or https URL.",
                     (int)claim, &text);
    else
        pbjwti_cause(work, PBJWTI_CAUSE_AVATAR_FORM, rank,
                     pbjwti_has_white_space(text)
                         ? "%c is %v, a URL with white space in it."
                         : "%c is %v: an http or https URL doesn't look like this.",
                     (int)claim, &text);
}

/* Of a claim of the right type. */
void pbjwti_tell_wrong_form(pbjwti_explaining *work, pbjwt_claim claim, unsigned rank) {
    const pbjwti_view text = pbjwti_shown_text(work, claim);
    if (claim == PBJWT_CLAIM_COMPANY_MRR)
        pbjwti_cause(work, PBJWTI_CAUSE_MRR_FORM, rank, "%c is the text %v: %s.", (int)claim, &text,
                     fault_of_amount(text));
    else if (claim == PBJWT_CLAIM_RENEWAL_DATE && work->slots.of[claim].kind != PBJWT_JSON_STRING)
        tell_date_number(work, rank);
    else if (claim == PBJWT_CLAIM_RENEWAL_DATE)
        pbjwti_cause(work, PBJWTI_CAUSE_DATE_FORM, rank, "%c is %v, %s.", (int)claim, &text,
                     fault_of_date(text));
    else if (pbjwti_claim_rows[claim].of == PBJWT_CLAIM_AVATAR_URL)
        tell_avatar(work, claim, text, rank);
    else
        pbjwti_cause(work, PBJWTI_CAUSE_CLAIM_FORM, rank, "%c is %v, not low, medium or high.",
                     (int)claim, &text);
}

void pbjwti_tell_coerced(pbjwti_explaining *work, pbjwt_claim claim, unsigned rank) {
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
                     "%c is %v, and was read in lower case; send it that way.", (int)claim, &text);
}
