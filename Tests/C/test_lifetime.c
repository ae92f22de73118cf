/* SPDX-License-Identifier: Apache-2.0 */

/* Step 8: the maximum lifetime, and tokens without an end. */

#include "support.h"
#include "time_checks.h"

#include <inttypes.h>

static void a_lifetime_is_counted_from_iat(void **state) {
    struct fixture *f = *state;
    static const int64_t lifetimes[] = {1, 60, 3600, 86400};
    for (size_t i = 0; i < COUNT_OF(leeways) * COUNT_OF(lifetimes); i++) {
        int64_t leeway = leeways[i / COUNT_OF(lifetimes)];
        int64_t lifetime = lifetimes[i % COUNT_OF(lifetimes)];
        set_times(f, leeway, lifetime);
        /* exp - iat > max_lifetime + leeway, with iat now or in the past */
        const struct time_row rows[] = {
            {textf("%s,%s", claim("iat", 0, ""), claim("exp", lifetime, "")), PBJWT_OK,
             PBJWT_CLAIM_NONE},
            {textf("%s,%s", claim("iat", 0, ""), claim("exp", lifetime + leeway, "")), PBJWT_OK,
             PBJWT_CLAIM_NONE},
            {textf("%s,%s", claim("iat", 0, ""), claim("exp", lifetime + leeway, ".5")),
             PBJWT_LIFETIME_TOO_LONG, PBJWT_CLAIM_NONE},
            {textf("%s,%s", claim("iat", -1, ".5"), claim("exp", lifetime + leeway - 1, ".5")),
             PBJWT_OK, PBJWT_CLAIM_NONE},
            {textf("%s,%s", claim("iat", -1, ".5"), claim("exp", lifetime + leeway - 1, ".75")),
             PBJWT_LIFETIME_TOO_LONG, PBJWT_CLAIM_NONE},
            {textf("%s,%s", claim("iat", 0, ""), claim("exp", lifetime + leeway + 1, "")),
             PBJWT_LIFETIME_TOO_LONG, PBJWT_CLAIM_NONE},
            {textf("%s,%s", claim("iat", -1, ""), claim("exp", lifetime + leeway, "")),
             PBJWT_LIFETIME_TOO_LONG, PBJWT_CLAIM_NONE},
            {textf("%s,%s", claim("iat", -1, ""), claim("exp", lifetime + leeway - 1, "")),
             lifetime + leeway == 1 ? PBJWT_EXPIRED : PBJWT_OK, PBJWT_CLAIM_NONE},
            {textf("\"iat\":0,%s", claim("exp", 1, "")), PBJWT_LIFETIME_TOO_LONG, PBJWT_CLAIM_NONE},
        };
        check_rows(f, rows, COUNT_OF(rows), __LINE__);
    }
}

static void a_lifetime_is_counted_from_now_without_iat(void **state) {
    struct fixture *f = *state;
    static const int64_t lifetimes[] = {1, 3600, 86400};
    static const char *const none[] = {"", "\"iat\":null,"};
    for (size_t i = 0; i < COUNT_OF(leeways) * COUNT_OF(lifetimes); i++) {
        int64_t leeway = leeways[i / COUNT_OF(lifetimes)];
        int64_t lifetime = lifetimes[i % COUNT_OF(lifetimes)];
        set_times(f, leeway, lifetime);
        for (size_t n = 0; n < COUNT_OF(none); n++) {
            const struct time_row rows[] = {
                {textf("%s%s", none[n], claim("exp", lifetime + leeway, "")), PBJWT_OK,
                 PBJWT_CLAIM_NONE},
                {textf("%s%s", none[n], claim("exp", lifetime + leeway, ".5")),
                 PBJWT_LIFETIME_TOO_LONG, PBJWT_CLAIM_NONE},
                {textf("%s%s", none[n], claim("exp", lifetime + leeway + 1, "")),
                 PBJWT_LIFETIME_TOO_LONG, PBJWT_CLAIM_NONE},
            };
            check_rows(f, rows, COUNT_OF(rows), __LINE__);
        }
    }
}

static void the_defaults_are_half_a_minute_and_an_hour(void **state) {
    struct fixture *f = *state;
    assert_int_equal(PBJWT_DEFAULT_LEEWAY, 30);
    assert_int_equal(PBJWT_DEFAULT_LIFETIME, 3600);
    static const struct time_row rows[] = {
        {"\"exp\":1749999971", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"exp\":1749999970", PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
        {"\"exp\":1750003630", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"exp\":1750003631", PBJWT_LIFETIME_TOO_LONG, PBJWT_CLAIM_NONE},
        {"\"iat\":1750000000,\"exp\":1750003601", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"iat\":1750000030,\"exp\":1750003660", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"iat\":1750000030,\"exp\":1750003661", PBJWT_LIFETIME_TOO_LONG, PBJWT_CLAIM_NONE},
        {"\"iat\":1750000031,\"exp\":1750003600", PBJWT_ISSUED_IN_FUTURE, PBJWT_CLAIM_NONE},
        {"\"exp\":1750003600,\"nbf\":1750000030", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"exp\":1750003600,\"nbf\":1750000031", PBJWT_NOT_YET_VALID, PBJWT_CLAIM_NONE},
    };
    check_rows(f, rows, COUNT_OF(rows), __LINE__);
}

static void a_lifetime_of_0_turns_the_check_off(void **state) {
    struct fixture *f = *state;
    set_times(f, 30, 0);
    static const struct time_row rows[] = {
        {"\"exp\":253402300799", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"exp\":253402300799,\"iat\":0", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"exp\":1750000001,\"iat\":0", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"exp\":0,\"iat\":0", PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
        {"\"exp\":1749999980,\"iat\":1749999980", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EXP},
    };
    check_rows(f, rows, COUNT_OF(rows), __LINE__);
    set_times(f, 300, PBJWT_MAX_NUMERIC_DATE);
    check_rows(f, rows, COUNT_OF(rows), __LINE__);
}

static void exp_may_be_missing_if_the_policy_allows_it(void **state) {
    struct fixture *f = *state;
    static const struct time_row by_default[] = {
        {"", PBJWT_MISSING_EXP, PBJWT_CLAIM_NONE},
        {"\"exp\":null", PBJWT_MISSING_EXP, PBJWT_CLAIM_NONE},
        {"\"iat\":1750000000", PBJWT_MISSING_EXP, PBJWT_CLAIM_NONE},
        {"\"Exp\":1750000300", PBJWT_MISSING_EXP, PBJWT_CLAIM_NONE},
        {"\"x\":{\"exp\":1750000300}", PBJWT_MISSING_EXP, PBJWT_CLAIM_NONE},
    };
    check_rows(f, by_default, COUNT_OF(by_default), __LINE__);

    assert_int_equal(pbjwt_policy_set_allow_missing_exp(f->policy, true), PBJWT_OK);
    fixture_apply(f);
    static const struct time_row allowed[] = {
        {"", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"exp\":null", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"iat\":0", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"iat\":1750000030", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"iat\":1750000031", PBJWT_ISSUED_IN_FUTURE, PBJWT_CLAIM_NONE},
        {"\"nbf\":1750000031", PBJWT_NOT_YET_VALID, PBJWT_CLAIM_NONE},
        {"\"exp\":1749999970", PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
        {"\"exp\":\"\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EXP},
        {"\"exp\":1750003631", PBJWT_LIFETIME_TOO_LONG, PBJWT_CLAIM_NONE},
    };
    check_rows(f, allowed, COUNT_OF(allowed), __LINE__);
    check_payload(f, "{" EMAIL "}", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_no_number(f->identity, identity_expires_at);

    assert_int_equal(pbjwt_policy_set_allow_missing_exp(f->policy, false), PBJWT_OK);
    fixture_apply(f);
    check_rows(f, by_default, COUNT_OF(by_default), __LINE__);
    check_call(pbjwt_policy_set_allow_missing_exp(NULL, true), PBJWT_INVALID_ARGUMENT);
}

static void leeway_and_lifetime_have_their_ranges(void **state) {
    struct fixture *f = *state;
    static const int64_t leeway_bad[] = {-1, 301, 3600, INT64_MIN, INT64_MAX};
    static const int64_t lifetime_bad[] = {-1, PBJWT_MAX_NUMERIC_DATE + 1, INT64_MIN, INT64_MAX};
    set_times(f, 7, 100);
    for (size_t i = 0; i < COUNT_OF(leeway_bad); i++) {
        check_call(pbjwt_policy_set_leeway(f->policy, leeway_bad[i]), PBJWT_INVALID_ARGUMENT);
    }
    for (size_t i = 0; i < COUNT_OF(lifetime_bad); i++) {
        check_call(pbjwt_policy_set_max_lifetime(f->policy, lifetime_bad[i]),
                   PBJWT_INVALID_ARGUMENT);
    }
    fixture_apply(f);
    const struct time_row rows[] = {
        {claim("exp", -6, ""), PBJWT_OK, PBJWT_CLAIM_NONE},
        {claim("exp", -7, ""), PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
        {claim("exp", 107, ""), PBJWT_OK, PBJWT_CLAIM_NONE},
        {claim("exp", 108, ""), PBJWT_LIFETIME_TOO_LONG, PBJWT_CLAIM_NONE},
    };
    check_rows(f, rows, COUNT_OF(rows), __LINE__);
    check_call(pbjwt_policy_set_leeway(f->policy, 0), PBJWT_OK);
    check_call(pbjwt_policy_set_leeway(f->policy, 300), PBJWT_OK);
    check_call(pbjwt_policy_set_max_lifetime(f->policy, 0), PBJWT_OK);
    check_call(pbjwt_policy_set_max_lifetime(f->policy, 1), PBJWT_OK);
    check_call(pbjwt_policy_set_max_lifetime(f->policy, PBJWT_MAX_NUMERIC_DATE), PBJWT_OK);
    check_call(pbjwt_policy_set_leeway(NULL, 0), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_policy_set_max_lifetime(NULL, 0), PBJWT_INVALID_ARGUMENT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_lifetime_is_counted_from_iat),
        fixture_test(a_lifetime_is_counted_from_now_without_iat),
        fixture_test(the_defaults_are_half_a_minute_and_an_hour),
        fixture_test(a_lifetime_of_0_turns_the_check_off),
        fixture_test(exp_may_be_missing_if_the_policy_allows_it),
        fixture_test(leeway_and_lifetime_have_their_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
