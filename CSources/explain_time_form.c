/* SPDX-License-Identifier: Apache-2.0 */

/* Values of exp, nbf and iat that can't be times. */
#include "explain_time.h"

#include "forms.h"

/* How far a time may be from now to be one of a token. */
static const double time_of_tokens = 20 * 366 * 86400.0;

static bool looks_like_date(pbjwti_view text) {
    double seconds;
    const bool parted =
        memchr(text.data, ':', text.length) != NULL || memchr(text.data, '/', text.length) != NULL;
    return pbjwti_read_renewal_date(text, &seconds) != PBJWTI_FORM_WRONG ||
           (parted && text.length >= 8);
}

/* A number that can't be a time: in another unit, or out of range. */
static void tell_number(pbjwti_explaining *work, pbjwt_claim claim, double number, unsigned rank) {
    static const struct {
        double in_a_second;
        const char *name;
    } units[] = {{1e3, "milliseconds"}, {1e6, "microseconds"}, {1e9, "nanoseconds"}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        const double seconds = number / units[i].in_a_second;
        if (pbjwti_time_between(seconds, (double)work->input.now) > time_of_tokens)
            continue;
        pbjwti_cause(work, PBJWTI_CAUSE_TIME_MILLISECONDS, rank,
                     "%c is %n: as %s that is %t, as seconds far beyond the year 9999.", (int)claim,
                     number, units[i].name, seconds);
        return;
    }
    pbjwti_cause(work, PBJWTI_CAUSE_TIME_RANGE, rank,
                 number < 0 ? "%c is %n, which is before 1970: out of range."
                            : "%c is %n, which is beyond the year 9999: out of range.",
                 (int)claim, number);
}

void pbjwti_explain_malformed_time(pbjwti_explaining *work, pbjwt_claim claim) {
    const pbjwti_json_value *const value = &work->slots.of[claim];
    const unsigned rank = pbjwti_rank_of_claim(work, claim, 3);
    if (value->kind == PBJWT_JSON_STRING) {
        const pbjwti_view text = pbjwti_shown_text(work, claim);
        const bool date = looks_like_date(text);
        pbjwti_cause(work, date ? PBJWTI_CAUSE_TIME_DATE_TEXT : PBJWTI_CAUSE_TIME_TEXT, rank,
                     date ? "%c is the text of a date, %v." : "%c is text, %v.", (int)claim, &text);
    } else if (pbjwti_has(work->identity->claims.wrong_types, claim)) {
        pbjwti_cause(work, PBJWTI_CAUSE_TIME_TYPE, rank, "%c is %s.", (int)claim,
                     pbjwti_kind_in_words(value->kind));
    } else {
        tell_number(work, claim, pbjwti_number_in(value), rank);
    }
    pbjwti_check_is(work, PBJWTI_CHECK_TIME, PBJWT_OUTCOME_FAILED, "%c is %s", (int)claim,
                    pbjwti_kind_in_words(value->kind));
}
