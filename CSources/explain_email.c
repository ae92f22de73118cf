/* SPDX-License-Identifier: Apache-2.0 */

/* "email": where it is instead, and how it is written. */
#include "explain_claims.h"

#include "forms.h"
#include "text.h"

/* If there is none */

/* Reports where the address may be instead. False if there is none in sight. */
static bool tell_other_place(pbjwti_explaining *work) {
    const unsigned rank = pbjwti_rank_for(work, PBJWT_MISSING_EMAIL, 0);
    pbjwti_found_member found;
    if (pbjwti_tell_near(work, PBJWT_CLAIM_EMAIL, rank + 3))
        return true;
    if (pbjwti_find_nested_email(work, &found)) {
        pbjwti_cause(work, PBJWTI_CAUSE_NESTED, rank + 4,
                     "%v is nested: there is no %c at the top of the payload.", &found.name,
                     (int)PBJWT_CLAIM_EMAIL);
        return true;
    }
    if (pbjwti_find_address(work, &found)) {
        pbjwti_cause(work, PBJWTI_CAUSE_EMAIL_MISSING, rank + 10,
                     "There is no %c, and %v holds an address.", (int)PBJWT_CLAIM_EMAIL,
                     &found.name);
        return true;
    }
    return false;
}

static void explain_no_email(pbjwti_explaining *work) {
    const int email = (int)PBJWT_CLAIM_EMAIL;
    const unsigned rank = pbjwti_rank_for(work, PBJWT_MISSING_EMAIL, 2);
    const bool elsewhere = tell_other_place(work);
    if (pbjwti_has(work->identity->claims.texts, PBJWT_CLAIM_EMAIL)) {
        if (work->identity->claims.of[PBJWT_CLAIM_EMAIL].text.length == 0)
            pbjwti_cause(work, PBJWTI_CAUSE_EMAIL_EMPTY, rank, "%c is empty.", email);
        else
            pbjwti_tell_placeholder(work, PBJWT_CLAIM_EMAIL, rank, "it counts as missing");
    } else if (pbjwti_has(work->slots.filled, PBJWT_CLAIM_EMAIL)) {
        pbjwti_cause(work, PBJWTI_CAUSE_EMAIL_MISSING, rank, "%c is null.", email);
    } else if (!elsewhere) {
        pbjwti_cause(work, PBJWTI_CAUSE_EMAIL_MISSING, rank, "There is no %c.", email);
    }
    pbjwti_check_is(work, PBJWTI_CHECK_IDENTITY, PBJWT_OUTCOME_FAILED, "no email");
}

/* If it is malformed */

static bool is_control(uint32_t code) {
    return code < 0x20 || (code >= 0x7F && code <= 0x9F);
}

/* The first character of the text for which the test holds; false if there is none. */
static bool find_character(pbjwti_view text, bool (*test)(uint32_t code), uint32_t *code) {
    size_t size;
    for (size_t i = 0; i < text.length; i += size) {
        *code = pbjwti_character(text.data + i, &size);
        if (test(*code))
            return true;
    }
    return false;
}

static bool is_fullwidth_at(uint32_t code) {
    return code == 0xFF20 || code == 0xFE6B; /* and the small one */
}

/* Reports the first reason why a text isn't an address. */
static void explain_no_address(pbjwti_explaining *work, pbjwti_view email) {
    const int claim = (int)PBJWT_CLAIM_EMAIL;
    const unsigned rank = pbjwti_rank_of_claim(work, PBJWT_CLAIM_EMAIL, 3);
    const pbjwti_view trimmed = pbjwti_trim(email);
    uint32_t code;
    if (email.length > PBJWT_MAX_EMAIL_BYTES) {
        pbjwti_cause(work, PBJWTI_CAUSE_EMAIL_LONG, rank, "%c has %i bytes, too long by %i.", claim,
                     (int64_t)email.length, (int64_t)email.length - PBJWT_MAX_EMAIL_BYTES);
    } else if (trimmed.length == 0) {
        pbjwti_cause(work, PBJWTI_CAUSE_EMAIL_BLANK, rank,
                     "%c is blank: white space and nothing else, %i bytes.", claim,
                     (int64_t)email.length);
    } else if (find_character(email, is_control, &code)) {
        pbjwti_cause(work, PBJWTI_CAUSE_EMAIL_CONTROL, rank,
                     "%c is %v, which holds the control character %s.", claim, &email,
                     pbjwti_code_in_text(code).text);
    } else if (find_character(email, is_fullwidth_at, &code) &&
               memchr(email.data, '@', email.length) == NULL) {
        pbjwti_cause(work, PBJWTI_CAUSE_EMAIL_FULLWIDTH, rank,
                     "%c is %v, with %s, a wide character, in place of @.", claim, &email,
                     pbjwti_code_in_text(code).text);
    } else {
        const bool has_at = memchr(email.data, '@', email.length) != NULL;
        pbjwti_cause(work, PBJWTI_CAUSE_EMAIL_FORM, rank,
                     !has_at                  ? "%c is %v, without an @."
                     : trimmed.data[0] == '@' ? "%c is %v, with nothing before the @."
                                              : "%c is %v, with nothing after the @.",
                     claim, &email);
    }
}

static void explain_malformed_email(pbjwti_explaining *work) {
    if (pbjwti_has(work->identity->claims.wrong_types, PBJWT_CLAIM_EMAIL))
        pbjwti_tell_wrong_type(work, PBJWT_CLAIM_EMAIL,
                               pbjwti_rank_of_claim(work, PBJWT_CLAIM_EMAIL, 3), "text");
    else
        explain_no_address(work, work->identity->claims.of[PBJWT_CLAIM_EMAIL].text);
    pbjwti_check_is(work, PBJWTI_CHECK_IDENTITY, PBJWT_OUTCOME_FAILED, "email malformed");
}

/* If it is valid, but not as it should be */

static bool is_upper(uint32_t code) {
    return code >= 'A' && code <= 'Z';
}

/* The names of characters that get into addresses unseen. */
static const char *name_of_character(uint32_t code) {
    static const struct {
        uint32_t code;
        const char *name;
    } names[] = {
        {0x0009, " (a tab)"},
        {0x0020, " (a space)"},
        {0x00A0, " (a no-break space)"},
        {0x00AD, " (a soft hyphen)"},
        {0x200B, " (a zero-width space)"},
        {0x200C, " (a zero-width non-joiner)"},
        {0x200D, " (a zero-width joiner)"},
        {0x200E, " (a left-to-right mark)"},
        {0x200F, " (a right-to-left mark)"},
        {0x2028, " (a line separator)"},
        {0x202A, " (a mark of the direction of writing)"},
        {0x202C, " (a mark of the direction of writing)"},
        {0x202F, " (a narrow no-break space)"},
        {0x2060, " (a word joiner)"},
        {0x3000, " (a wide space)"},
        {0xFEFF, " (a byte order mark, BOM)"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].code == code)
            return names[i].name;
    return "";
}

/* What makes an address differ from the canonical one. */
static void explain_not_canonical(pbjwti_explaining *work, pbjwti_view email, pbjwti_view trimmed) {
    const int claim = (int)PBJWT_CLAIM_EMAIL;
    const unsigned rank = pbjwti_rank_for(work, PBJWT_EMAIL_NOT_CANONICAL, 4);
    const pbjwti_view front = {email.data, (size_t)(trimmed.data - email.data)};
    const pbjwti_view behind = {trimmed.data + trimmed.length,
                                email.length - trimmed.length - front.length};
    uint32_t code;
    if (find_character(email, pbjwti_is_format, &code))
        pbjwti_cause(work, PBJWTI_CAUSE_EMAIL_INVISIBLE, rank,
                     "%c is %v, with the invisible character %s%s.", claim, &email,
                     pbjwti_code_in_text(code).text, name_of_character(code));
    const bool in_front = find_character(front, pbjwti_is_white_space, &code);
    if (in_front || find_character(behind, pbjwti_is_white_space, &code))
        pbjwti_cause(work, PBJWTI_CAUSE_EMAIL_SPACE, rank,
                     in_front ? "%c is %v, with white space in front: %s%s."
                              : "%c is %v, with white space at its end: %s%s.",
                     claim, &email, pbjwti_code_in_text(code).text, name_of_character(code));
    if (find_character(trimmed, is_upper, &code))
        pbjwti_cause(work, PBJWTI_CAUSE_EMAIL_CASE, rank, "%c is %v, with upper-case letters.",
                     claim, &email);
}

static bool is_display_form(pbjwti_view trimmed) {
    const unsigned char *const open =
        (const unsigned char *)memchr(trimmed.data, '<', trimmed.length);
    return open != NULL && trimmed.data[trimmed.length - 1] == '>' &&
           memchr(open, '@', (size_t)(trimmed.data + trimmed.length - open)) != NULL;
}

void pbjwti_explain_email(pbjwti_explaining *work) {
    const pbjwti_typed_claims *const claims = &work->identity->claims;
    if (pbjwti_is_malformed(claims, PBJWT_CLAIM_EMAIL)) {
        explain_malformed_email(work);
        return;
    }
    if (!pbjwti_has(claims->good, PBJWT_CLAIM_EMAIL)) {
        explain_no_email(work);
        return;
    }

    const pbjwti_view email = claims->of[PBJWT_CLAIM_EMAIL].text;
    const pbjwti_view trimmed = claims->trimmed_email, mailto = PBJWTI_VIEW("mailto:");
    const bool canonical = trimmed.length == email.length && !pbjwti_has_upper_or_format(trimmed);
    const bool refused =
        !canonical && work->input.policy->email_form == PBJWT_EMAIL_REQUIRE_LOWERCASE;
    pbjwti_check_is(work, PBJWTI_CHECK_IDENTITY,
                    refused      ? PBJWT_OUTCOME_FAILED
                    : !canonical ? PBJWT_OUTCOME_WARNED
                                 : PBJWT_OUTCOME_PASSED,
                    "email %v", &email);
    if (!canonical)
        explain_not_canonical(work, email, trimmed);
    if (trimmed.length > mailto.length &&
        pbjwti_equal_in_any_case((pbjwti_view){trimmed.data, mailto.length}, mailto))
        pbjwti_cause(work, PBJWTI_CAUSE_EMAIL_MAILTO, 24, "%c is %v, which begins with mailto:.",
                     (int)PBJWT_CLAIM_EMAIL, &email);
    else if (is_display_form(trimmed))
        pbjwti_cause(work, PBJWTI_CAUSE_EMAIL_MAILTO, 24,
                     "%c is %v, a display name with an address in angle brackets.",
                     (int)PBJWT_CLAIM_EMAIL, &email);
}
