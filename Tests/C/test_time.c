/* SPDX-License-Identifier: Apache-2.0 */

/* Step 8: "exp", "nbf" and "iat", their types, their rows and both sides of every boundary. */

#include "support.h"
#include "time_checks.h"

#include <inttypes.h>

static void exp_is_refused_from_its_second_plus_the_leeway_on(void **state) {
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(leeways); i++) {
        int64_t leeway = leeways[i];
        set_times(f, leeway, 3600);
        /* now >= exp + leeway */
        const struct time_row rows[] = {
            {claim("exp", 1 - leeway, ""), PBJWT_OK, PBJWT_CLAIM_NONE},
            {claim("exp", 0 - leeway, ""), PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
            {claim("exp", -1 - leeway, ""), PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
            {claim("exp", -1000 - leeway, ""), PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
            {claim("exp", 0 - leeway, ".0"), PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
            {claim("exp", 0 - leeway, ".001"), PBJWT_OK, PBJWT_CLAIM_NONE},
            {claim("exp", 0 - leeway, ".5"), PBJWT_OK, PBJWT_CLAIM_NONE},
            {claim("exp", -1 - leeway, ".999"), PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
        };
        check_rows(f, rows, COUNT_OF(rows), __LINE__);
    }
}

static void nbf_is_refused_before_its_second_minus_the_leeway(void **state) {
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(leeways); i++) {
        int64_t leeway = leeways[i];
        set_times(f, leeway, 3600);
        const char *good = claim("exp", 3600, "");
        /* now + leeway < nbf */
        const struct time_row rows[] = {
            {textf("%s,%s", good, claim("nbf", 0, "")), PBJWT_OK, PBJWT_CLAIM_NONE},
            {textf("%s,%s", good, claim("nbf", leeway - 1, "")), PBJWT_OK, PBJWT_CLAIM_NONE},
            {textf("%s,%s", good, claim("nbf", leeway, "")), PBJWT_OK, PBJWT_CLAIM_NONE},
            {textf("%s,%s", good, claim("nbf", leeway, ".000")), PBJWT_OK, PBJWT_CLAIM_NONE},
            {textf("%s,%s", good, claim("nbf", leeway, ".001")), PBJWT_NOT_YET_VALID,
             PBJWT_CLAIM_NONE},
            {textf("%s,%s", good, claim("nbf", leeway - 1, ".999")), PBJWT_OK, PBJWT_CLAIM_NONE},
            {textf("%s,%s", good, claim("nbf", leeway + 1, "")), PBJWT_NOT_YET_VALID,
             PBJWT_CLAIM_NONE},
            {textf("%s,%s", good, claim("nbf", 86400, "")), PBJWT_NOT_YET_VALID, PBJWT_CLAIM_NONE},
            {textf("%s,\"nbf\":0", good), PBJWT_OK, PBJWT_CLAIM_NONE},
            {textf("%s,\"nbf\":253402300799", good), PBJWT_NOT_YET_VALID, PBJWT_CLAIM_NONE},
        };
        check_rows(f, rows, COUNT_OF(rows), __LINE__);
    }
}

static void iat_is_refused_after_now_plus_the_leeway(void **state) {
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(leeways); i++) {
        int64_t leeway = leeways[i];
        set_times(f, leeway, 3600);
        const char *good = claim("exp", 3600, "");
        /* iat > now + leeway */
        const struct time_row rows[] = {
            {textf("%s,%s", good, claim("iat", 0, "")), PBJWT_OK, PBJWT_CLAIM_NONE},
            {textf("%s,%s", good, claim("iat", leeway, "")), PBJWT_OK, PBJWT_CLAIM_NONE},
            {textf("%s,%s", good, claim("iat", leeway, ".0")), PBJWT_OK, PBJWT_CLAIM_NONE},
            {textf("%s,%s", good, claim("iat", leeway, ".001")), PBJWT_ISSUED_IN_FUTURE,
             PBJWT_CLAIM_NONE},
            {textf("%s,%s", good, claim("iat", leeway + 1, "")), PBJWT_ISSUED_IN_FUTURE,
             PBJWT_CLAIM_NONE},
            {textf("%s,%s", good, claim("iat", leeway + 3600, "")), PBJWT_ISSUED_IN_FUTURE,
             PBJWT_CLAIM_NONE},
        };
        check_rows(f, rows, COUNT_OF(rows), __LINE__);
    }
}

static void exp_must_be_after_iat_without_any_leeway(void **state) {
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(leeways); i++) {
        set_times(f, leeways[i], 3600);
        const struct time_row rows[] = {
            {textf("%s,%s", claim("exp", 1, ""), claim("iat", 0, "")), PBJWT_OK, PBJWT_CLAIM_NONE},
            {textf("%s,%s", claim("exp", 1, ""), claim("iat", 0, ".999")),
             leeways[i] == 0 ? PBJWT_ISSUED_IN_FUTURE : PBJWT_OK, PBJWT_CLAIM_NONE},
            {textf("%s,%s", claim("exp", 0, ".5"), claim("iat", 0, "")), PBJWT_OK,
             PBJWT_CLAIM_NONE},
        };
        check_rows(f, rows, COUNT_OF(rows), __LINE__);
    }
    set_times(f, 30, 3600);
    static const struct time_row rows[] = {
        {"\"exp\":1750000010,\"iat\":1750000010", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EXP},
        {"\"exp\":1750000010,\"iat\":1750000011", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EXP},
        {"\"exp\":1750000010,\"iat\":1750000009", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"exp\":1750000000.5,\"iat\":1750000000.5", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EXP},
        {"\"exp\":1750000000.25,\"iat\":1750000000.5", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EXP},
        {"\"exp\":1750000000.75,\"iat\":1750000000.5", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"exp\":1749999990,\"iat\":1750000000", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EXP},
        {"\"exp\":1749999971,\"iat\":1749999971", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EXP},
        {"\"exp\":1750000030,\"iat\":1750000030", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EXP},
    };
    check_rows(f, rows, COUNT_OF(rows), __LINE__);
}

static void a_time_is_a_number_in_range(void **state) {
    struct fixture *f = *state;
    static const char *const wrong[] = {
        "\"1750000300\"",
        "\"\"",
        "true",
        "false",
        "[]",
        "[1750000300]",
        "{}",
        "{\"exp\":1750000300}",
        "-1",
        "-0.5",
        "-1750000300",
        "253402300800",
        "253402300799.5",
        "253402300800.0",
        "2.53402300800e11",
        "1750000300000",
        "1e300",
        "-1e300",
        "9223372036854775807",
        "-9223372036854775808",
        "1e12",
        "\"2025-06-15T15:11:40Z\"",
        "-1e-3",
    };
    static const struct {
        const char *name;
        pbjwt_claim claim;
        const char *others;
    } claims[] = {
        {"exp", PBJWT_CLAIM_EXP, "\"iat\":1750000000"},
        {"exp", PBJWT_CLAIM_EXP, "\"nbf\":1749999990"},
        {"nbf", PBJWT_CLAIM_NBF, "\"exp\":1750000300,\"iat\":1750000000"},
        {"nbf", PBJWT_CLAIM_NBF, "\"exp\":1"},
        {"nbf", PBJWT_CLAIM_NBF, "\"iat\":1"},
        {"iat", PBJWT_CLAIM_IAT, "\"exp\":1750000300,\"nbf\":1750000000"},
        {"iat", PBJWT_CLAIM_IAT, "\"exp\":1"},
        {"iat", PBJWT_CLAIM_IAT, "\"nbf\":1"},
    };
    for (size_t c = 0; c < COUNT_OF(claims); c++) {
        for (size_t i = 0; i < COUNT_OF(wrong); i++) {
            check_payload(
                f, textf("{%s,%s,\"%s\":%s}", EMAIL, claims[c].others, claims[c].name, wrong[i]),
                PBJWT_MALFORMED_CLAIM, claims[c].claim);
        }
    }
}

static void the_ends_of_the_range_are_in_it(void **state) {
    struct fixture *f = *state;
    set_times(f, 0, 0);
    static const struct time_row rows[] = {
        {"\"exp\":0", PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
        {"\"exp\":-0", PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
        {"\"exp\":0.0", PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
        {"\"exp\":1e-400", PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
        {"\"exp\":253402300799", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"exp\":253402300799.0", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"exp\":2.53402300799e11", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"exp\":1750000300,\"nbf\":0,\"iat\":0", PBJWT_OK, PBJWT_CLAIM_NONE},
        {"\"exp\":253402300799,\"iat\":253402300799", PBJWT_ISSUED_IN_FUTURE, PBJWT_CLAIM_NONE},
        {"\"exp\":253402300799,\"nbf\":253402300799", PBJWT_NOT_YET_VALID, PBJWT_CLAIM_NONE},
    };
    check_rows(f, rows, COUNT_OF(rows), __LINE__);
}

static void a_number_counts_in_any_notation(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *number;
        double value;
    } rows[] = {
        {"1750000300", 1750000300},       {"1750000300.0", 1750000300},
        {"1.7500003e9", 1750000300},      {"1.7500003E+9", 1750000300},
        {"17500003e2", 1750000300},       {"175000030000e-2", 1750000300},
        {"1750000300.25", 1750000300.25}, {"0.17500003e10", 1750000300},
        {"1.7500030005e9", 1750003000.5},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_payload(f, textf("{%s,\"exp\":%s}", EMAIL, rows[i].number), PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_number(f->identity, identity_expires_at, rows[i].value);
    }
    check_payload(f, "{" EMAIL ",\"exp\":1.75e9}", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_payload(f, "{" EMAIL ",\"exp\":1.7499e9}", PBJWT_EXPIRED, PBJWT_CLAIM_NONE);
    check_payload(f, "{" EMAIL ",\"exp\":1.75e9,\"iat\":17499999.40e2,\"nbf\":1.749e9}", PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_number(f->identity, identity_issued_at, 1749999940);
    check_number(f->identity, identity_not_before, 1749000000);
}

static void null_is_absent(void **state) {
    struct fixture *f = *state;
    check_payload(f, "{" EMAIL ",\"exp\":1750000300,\"nbf\":null,\"iat\":null}", PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_no_number(f->identity, identity_not_before);
    check_no_number(f->identity, identity_issued_at);
    check_number(f->identity, identity_expires_at, 1750000300);
    check_warnings(f, "missing_iat:iat");
    check_payload(f, "{" EMAIL ",\"exp\":1750000300,\"iat\":1750000000}", PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_warnings(f, "");
}

static void times_are_checked_in_their_order(void **state) {
    struct fixture *f = *state;
    static const struct time_row rows[] = {
        /* types: exp, nbf, iat */
        {"\"iat\":\"\",\"nbf\":\"\",\"exp\":\"\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EXP},
        {"\"iat\":\"\",\"nbf\":\"\",\"exp\":0", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_NBF},
        {"\"iat\":\"\",\"nbf\":253402300799,\"exp\":0", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_IAT},
        {"\"iat\":\"\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_IAT},
        {"\"nbf\":[]", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_NBF},
        /* missing_exp */
        {"\"nbf\":253402300799", PBJWT_MISSING_EXP, PBJWT_CLAIM_NONE},
        {"\"iat\":253402300799", PBJWT_MISSING_EXP, PBJWT_CLAIM_NONE},
        /* exp, nbf */
        {"\"iat\":253402300799,\"nbf\":253402300799,\"exp\":0", PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
        {"\"nbf\":253402300799,\"exp\":1749999970", PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
        {"\"iat\":253402300799,\"nbf\":253402300799,\"exp\":1750000300", PBJWT_NOT_YET_VALID,
         PBJWT_CLAIM_NONE},
        {"\"nbf\":1750000031,\"exp\":253402300799", PBJWT_NOT_YET_VALID, PBJWT_CLAIM_NONE},
        /* iat in the future, exp not after it */
        {"\"iat\":1750000031,\"exp\":1750000031", PBJWT_ISSUED_IN_FUTURE, PBJWT_CLAIM_NONE},
        {"\"iat\":1750000031,\"exp\":1750000000", PBJWT_ISSUED_IN_FUTURE, PBJWT_CLAIM_NONE},
        {"\"iat\":1750000031,\"exp\":253402300799", PBJWT_ISSUED_IN_FUTURE, PBJWT_CLAIM_NONE},
        {"\"iat\":1749999975,\"exp\":1749999970", PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
        {"\"iat\":1750000000,\"exp\":1750000000", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EXP},
        /* lifetime */
        {"\"iat\":1,\"exp\":1750000001", PBJWT_LIFETIME_TOO_LONG, PBJWT_CLAIM_NONE},
        {"\"iat\":1,\"exp\":1749999000", PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
    };
    check_rows(f, rows, COUNT_OF(rows), __LINE__);
}

static void now_must_be_a_numeric_date_too(void **state) {
    struct fixture *f = *state;
    static const int64_t wrong[] = {-1, -1750000000, PBJWT_MAX_NUMERIC_DATE + 1, INT64_MIN,
                                    INT64_MAX};
    struct token good = person_token("");
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        check_token(f, good, PBJWT_OK);
        check_at(f, good, wrong[i], PBJWT_INVALID_ARGUMENT, PBJWT_CLAIM_NONE);
    }
    /* The caller's mistake is reported before the token's. */
    check_at(f, token_of_text("x"), -1, PBJWT_INVALID_ARGUMENT, PBJWT_CLAIM_NONE);

    set_times(f, 300, 3600);
    struct token first = payload_token("{%s,\"iat\":0,\"exp\":1}", EMAIL);
    check_at(f, first, 0, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_at(f, first, 300, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_at(f, first, 301, PBJWT_EXPIRED, PBJWT_CLAIM_NONE);
    struct token last = payload_token("{%s,\"iat\":253402300798,\"exp\":253402300799}", EMAIL);
    check_at(f, last, PBJWT_MAX_NUMERIC_DATE, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_at(f, last, PBJWT_MAX_NUMERIC_DATE - 301, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_at(f, last, PBJWT_MAX_NUMERIC_DATE - 302, PBJWT_ISSUED_IN_FUTURE, PBJWT_CLAIM_NONE);
    check_at(f, good, PBJWT_MAX_NUMERIC_DATE, PBJWT_EXPIRED, PBJWT_CLAIM_NONE);
    check_at(f, good, 0, PBJWT_ISSUED_IN_FUTURE, PBJWT_CLAIM_NONE);
}

static void a_token_is_good_for_exactly_its_window(void **state) {
    struct fixture *f = *state;
    set_times(f, 2, 10);
    struct token token =
        payload_token("{%s,\"iat\":1750000000,\"nbf\":1750000003,\"exp\":1750000010}", EMAIL);
    for (int64_t now = NOW - 5; now <= NOW + 15; now++) {
        pbjwt_status status = now >= NOW + 12 ? PBJWT_EXPIRED
                              : now < NOW + 1 ? PBJWT_NOT_YET_VALID
                                              : PBJWT_OK;
        check_at(f, token, now, status, PBJWT_CLAIM_NONE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(exp_is_refused_from_its_second_plus_the_leeway_on),
        fixture_test(nbf_is_refused_before_its_second_minus_the_leeway),
        fixture_test(iat_is_refused_after_now_plus_the_leeway),
        fixture_test(exp_must_be_after_iat_without_any_leeway),
        fixture_test(a_time_is_a_number_in_range),
        fixture_test(the_ends_of_the_range_are_in_it),
        fixture_test(a_number_counts_in_any_notation),
        fixture_test(null_is_absent),
        fixture_test(times_are_checked_in_their_order),
        fixture_test(now_must_be_a_numeric_date_too),
        fixture_test(a_token_is_good_for_exactly_its_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
