/* SPDX-License-Identifier: Apache-2.0 */

/* exp, nbf and iat: what is wrong with their values, and with the clock that they come from. */
#include "explain_time.h"

/* Seconds, as the doubles that times are. */
static const double one_minute = 60;
static const double one_hour = 3600;
static const double one_day = 86400;
static const double one_year = 366 * 86400.0;
static const double lifetime_of_samples = 3600; /* what the documents' samples issue for */
static const double zone_tolerance = 120;
static const double most_drift = 900; /* of a clock that runs; more is another mistake */
static const double just_expired = 300;
static const double shortest_meant = 10; /* a lifetime below is a mistake */

/* A token's times, and the policy's. */
typedef struct token_times {
    bool has_exp, has_nbf, has_iat; /* a good one */
    double exp, nbf, iat;
    double now, leeway;
} token_times;

static token_times times_of(const pbjwti_explaining *work) {
    const pbjwti_typed_claims *const claims = &work->identity->claims;
    token_times times = {
        .has_exp = pbjwti_has(claims->good, PBJWT_CLAIM_EXP),
        .has_nbf = pbjwti_has(claims->good, PBJWT_CLAIM_NBF),
        .has_iat = pbjwti_has(claims->good, PBJWT_CLAIM_IAT),
        .now = (double)work->input.now,
        .leeway = (double)work->input.policy->leeway,
    };
    times.exp = times.has_exp ? claims->of[PBJWT_CLAIM_EXP].number : 0;
    times.nbf = times.has_nbf ? claims->of[PBJWT_CLAIM_NBF].number : 0;
    times.iat = times.has_iat ? claims->of[PBJWT_CLAIM_IAT].number : 0;
    return times;
}

/* Offsets of clocks */

/* Whether a clock that differs by this many seconds is in another time zone: whole hours from -12 to +14, and
 * the half hours that zones have. Gives the hours.
 */
static bool is_zone(double offset, double *hours) {
    static const double halves[] = {-9.5, -3.5, -2.5, 3.5, 4.5, 5.5, 6.5, 9.5, 10.5};
    const size_t half_count = sizeof halves / sizeof halves[0];
    for (int i = -12; i <= 14 + (int)half_count; i++) {
        *hours = i <= 14 ? (double)i : halves[i - 15];
        if (i != 0 && pbjwti_time_between(offset, *hours * one_hour) <= zone_tolerance)
            return true;
    }
    return false;
}

/* Tells that the signer's clock is off by hours. The reverse of the mistake has the reverse sign, so the text
   names no zone. */
static void tell_zone(pbjwti_explaining *work, pbjwt_claim claim, double hours, bool issued,
                      unsigned rank) {
    const char *const way = hours > 0 ? "ahead" : "behind";
    if (issued)
        pbjwti_cause(work, PBJWTI_CAUSE_TIME_ZONE, rank,
                     "%c is %d %s: this looks like a time zone.", (int)claim, hours * one_hour,
                     way);
    else
        pbjwti_cause(work, PBJWTI_CAUSE_TIME_ZONE, rank,
                     "If the token lives for 1 hour, %c comes from a clock that is %d %s: this "
                     "looks like a time zone.",
                     (int)claim, hours * one_hour, way);
}

/* nbf or iat that is ahead of now. */
static void explain_ahead(pbjwti_explaining *work, pbjwt_claim claim, double by, unsigned rank,
                          bool may_be_meant) {
    double hours;
    if (!may_be_meant && is_zone(by, &hours)) {
        if (!pbjwti_has_cause(work, PBJWTI_CAUSE_TIME_ZONE))
            tell_zone(work, claim, hours, true, rank + 5);
    } else if (!may_be_meant && by <= most_drift) {
        if (!pbjwti_has_cause(work, PBJWTI_CAUSE_CLOCK_DRIFT))
            pbjwti_cause(work, PBJWTI_CAUSE_CLOCK_DRIFT, rank,
                         "%c is %d ahead: the signer's clock is fast, or the verifier's slow.",
                         (int)claim, by);
    } else {
        pbjwti_cause(
            work, claim == PBJWT_CLAIM_NBF ? PBJWTI_CAUSE_NBF_AHEAD : PBJWTI_CAUSE_IAT_AHEAD, rank,
            "%c is %t, %d ahead of now.", (int)claim, (double)work->input.now + by, by);
    }
    pbjwti_check_is(work, PBJWTI_CHECK_TIME, PBJWT_OUTCOME_FAILED, NULL);
}

/* The causes */

/* Times near 1970: a lifetime as exp, or a clock that was never set. False if there are none. */
static bool explain_1970(pbjwti_explaining *work, const token_times *times) {
    const bool old_iat = times->has_iat && times->iat < one_year;
    const bool old_exp = times->has_exp && times->exp < one_year;
    const bool is_round =
        old_exp && times->exp / one_minute == (double)(int)(times->exp / one_minute);
    if (times->now < 2.0 * one_year || (!old_iat && !old_exp))
        return false;
    if (!old_exp && work->input.policy->max_lifetime == 0)
        return false; /* nothing is wrong with it then */

    const pbjwt_status status = old_exp ? PBJWT_EXPIRED : PBJWT_LIFETIME_TOO_LONG;
    const unsigned rank = pbjwti_rank_for(work, status, 5);
    if (old_iat)
        pbjwti_cause(work, PBJWTI_CAUSE_CLOCK_1970, rank, "%c is %t: the clock was not set.",
                     (int)PBJWT_CLAIM_IAT, times->iat);
    else if (!times->has_iat && !is_round && times->exp > lifetime_of_samples &&
             times->exp < lifetime_of_samples + one_day)
        pbjwti_cause(work, PBJWTI_CAUSE_CLOCK_1970, rank,
                     "%c is %t: an hour later than a clock that was not set.", (int)PBJWT_CLAIM_EXP,
                     times->exp);
    else
        pbjwti_cause(work, PBJWTI_CAUSE_EXP_IS_LIFETIME, rank,
                     "%c is %n: as a lifetime that is %d, as a time it is %t.",
                     (int)PBJWT_CLAIM_EXP, times->exp, times->exp, times->exp);
    return true;
}

/* Without the rounding error of a difference of large numbers. */
static double to_milliseconds(double seconds) {
    return (double)(int64_t)(seconds * 1000 + 0.5) / 1000;
}

static void explain_expired(pbjwti_explaining *work, const token_times *times) {
    const bool issued = times->has_iat && times->iat < times->exp;
    const double born = issued ? times->iat : times->exp - lifetime_of_samples;
    const double ago = times->now - times->exp;
    const unsigned rank = pbjwti_rank_for(work, PBJWT_EXPIRED, 0);
    double hours;
    if (issued && times->exp - times->iat < shortest_meant)
        pbjwti_cause(work, PBJWTI_CAUSE_SHORT_LIFETIME, rank + 4, "%c is only %d after %c.",
                     (int)PBJWT_CLAIM_EXP, to_milliseconds(times->exp - times->iat),
                     (int)PBJWT_CLAIM_IAT);
    else if (is_zone(born - times->now, &hours))
        /* A token that has just expired was issued its lifetime ago, which may be as many hours. */
        tell_zone(work, issued ? PBJWT_CLAIM_IAT : PBJWT_CLAIM_EXP, hours, issued,
                  rank + (ago < just_expired ? 12 : 10));
    pbjwti_cause(work, PBJWTI_CAUSE_EXPIRED_PLAIN,
                 rank + (pbjwti_has_cause(work, PBJWTI_CAUSE_TIME_ZONE) ? 11 : 5),
                 "%c is %t: the token expired %d ago.", (int)PBJWT_CLAIM_EXP, times->exp, ago);
}

/* exp that isn't later than iat. */
static void explain_order(pbjwti_explaining *work, const token_times *times) {
    const unsigned rank = pbjwti_rank_of_claim(work, PBJWT_CLAIM_EXP, 6);
    if (times->exp == times->iat)
        pbjwti_cause(work, PBJWTI_CAUSE_EXP_BEFORE_IAT, rank, "%c and %c are the same time, %t.",
                     (int)PBJWT_CLAIM_EXP, (int)PBJWT_CLAIM_IAT, times->exp);
    else
        pbjwti_cause(work, PBJWTI_CAUSE_EXP_BEFORE_IAT, rank, "%c is %d before %c.",
                     (int)PBJWT_CLAIM_EXP, times->iat - times->exp, (int)PBJWT_CLAIM_IAT);
}

static void explain_lifetime(pbjwti_explaining *work, const token_times *times) {
    const int64_t limit = work->input.policy->max_lifetime;
    const double lifetime = times->exp - (times->has_iat ? times->iat : times->now);
    const unsigned rank = pbjwti_rank_for(work, PBJWT_LIFETIME_TOO_LONG, 0);
    const double over = lifetime - (double)limit;
    double hours;
    if (limit == 0 || over <= times->leeway)
        return;
    pbjwti_check_is(work, PBJWTI_CHECK_TIME, PBJWT_OUTCOME_FAILED, NULL);
    if (times->has_iat && times->iat < one_year)
        return;            /* told as a clock at 1970 */
    bool likelier = false; /* another cause is */
    if (!times->has_iat && over <= most_drift) {
        likelier = true;
        pbjwti_cause(work, PBJWTI_CAUSE_CLOCK_DRIFT, rank + 10,
                     "%c is %d further ahead than the limit of %d: the signer's clock is fast, or "
                     "the verifier's slow.",
                     (int)PBJWT_CLAIM_EXP, over, (double)limit);
    } else if (!times->has_iat && is_zone(lifetime - lifetime_of_samples, &hours)) {
        likelier = true;
        tell_zone(work, PBJWT_CLAIM_EXP, hours, false, rank + 10);
    }
    const bool thousandfold = pbjwti_time_between(lifetime / 1000, lifetime_of_samples) < 5;
    pbjwti_cause(work, PBJWTI_CAUSE_LONG_LIFETIME, rank + (likelier ? 11 : 5),
                 thousandfold
                     ? "%c is %d after %s, and the limit is %d: milliseconds were added to seconds."
                     : "%c is %d after %s, and the limit is %d.",
                 (int)PBJWT_CLAIM_EXP, lifetime, times->has_iat ? "\"iat\"" : "now", (double)limit);
}

static void explain_missing(pbjwti_explaining *work, const token_times *times) {
    const pbjwti_typed_claims *const claims = &work->identity->claims;
    const bool no_exp = !times->has_exp && !pbjwti_is_malformed(claims, PBJWT_CLAIM_EXP);
    const bool no_iat = !times->has_iat && !pbjwti_is_malformed(claims, PBJWT_CLAIM_IAT);
    const bool refused = no_exp && !work->input.policy->allow_missing_exp;
    if (no_exp) {
        const unsigned rank = pbjwti_rank_for(work, PBJWT_MISSING_EXP, 0);
        const bool other_name = !pbjwti_has(claims->there, PBJWT_CLAIM_EXP) &&
                                pbjwti_tell_near(work, PBJWT_CLAIM_EXP, rank + 4);
        if (refused && !other_name)
            pbjwti_cause(work, PBJWTI_CAUSE_EXP_MISSING, rank + 5,
                         pbjwti_has(claims->there, PBJWT_CLAIM_EXP) ? "%c is null."
                                                                    : "There is no %c.",
                         (int)PBJWT_CLAIM_EXP);
        pbjwti_check_is(work, PBJWTI_CHECK_TIME,
                        refused      ? PBJWT_OUTCOME_FAILED
                        : other_name ? PBJWT_OUTCOME_WARNED
                                     : PBJWT_OUTCOME_PASSED,
                        "no exp");
    }
    if (no_iat) {
        pbjwti_cause(work, PBJWTI_CAUSE_IAT_MISSING, 25,
                     pbjwti_has(claims->there, PBJWT_CLAIM_IAT) ? "%c is null." : "There is no %c.",
                     (int)PBJWT_CLAIM_IAT);
        pbjwti_check_is(work, PBJWTI_CHECK_TIME, PBJWT_OUTCOME_WARNED, "no iat");
    }
}

/* The values */

static void show_time(pbjwti_explaining *work, pbjwt_claim claim, bool there, double time) {
    if (!there)
        return;
    const double ahead = time - (double)work->input.now;
    pbjwti_check_is(work, PBJWTI_CHECK_TIME, PBJWT_OUTCOME_PASSED,
                    ahead > 0    ? "%s %t, in %d"
                    : ahead == 0 ? "%s %t, now"
                                 : "%s %t, %d ago",
                    pbjwt_claim_name(claim), time, ahead);
}

void pbjwti_explain_time(pbjwti_explaining *work) {
    static const pbjwt_claim claims[] = {PBJWT_CLAIM_EXP, PBJWT_CLAIM_NBF, PBJWT_CLAIM_IAT};
    if (!work->has_claims)
        return;
    const token_times times = times_of(work);
    const pbjwt_policy *const policy = work->input.policy;
    show_time(work, PBJWT_CLAIM_EXP, times.has_exp, times.exp);
    show_time(work, PBJWT_CLAIM_NBF, times.has_nbf, times.nbf);
    show_time(work, PBJWT_CLAIM_IAT, times.has_iat, times.iat);
    for (size_t i = 0; i < sizeof claims / sizeof claims[0]; i++)
        if (pbjwti_is_malformed(&work->identity->claims, claims[i]))
            pbjwti_explain_malformed_time(work, claims[i]);
    explain_missing(work, &times);

    const bool odd = explain_1970(work, &times);
    if (times.has_exp && times.now - times.leeway >= times.exp) {
        pbjwti_check_is(work, PBJWTI_CHECK_TIME, PBJWT_OUTCOME_FAILED, NULL);
        if (!odd)
            explain_expired(work, &times);
    }
    if (times.has_nbf && times.now + times.leeway < times.nbf)
        explain_ahead(work, PBJWT_CLAIM_NBF, times.nbf - times.now,
                      pbjwti_rank_for(work, PBJWT_NOT_YET_VALID, 5),
                      times.has_iat && times.iat <= times.now + times.leeway);
    if (times.has_iat && times.iat > times.now + times.leeway)
        explain_ahead(work, PBJWT_CLAIM_IAT, times.iat - times.now,
                      pbjwti_rank_for(work, PBJWT_ISSUED_IN_FUTURE, 5), false);
    if (times.has_iat && times.has_exp && times.exp <= times.iat) {
        pbjwti_check_is(work, PBJWTI_CHECK_TIME, PBJWT_OUTCOME_FAILED, NULL);
        if (!odd)
            explain_order(work, &times);
    }
    if (times.has_exp)
        explain_lifetime(work, &times);
    pbjwti_check_is(work, PBJWTI_CHECK_TIME, PBJWT_OUTCOME_PASSED,
                    policy->max_lifetime != 0 ? "leeway %d, longest lifetime %d"
                                              : "leeway %d, any lifetime",
                    times.leeway, (double)policy->max_lifetime);
}
