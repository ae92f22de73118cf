/* SPDX-License-Identifier: Apache-2.0 */

/* "renewal_date": an ISO 8601 calendar date, or a date-time with an offset. */

#include "support.h"

#include <math.h>
#include <string.h>

static void check_read(struct fixture *f, const char *json, const char *text, double seconds,
                       const char *warnings, int line) {
    verdict_of_both(f, person_token(textf("\"renewal_date\":%s", json)), NOW, PBJWT_OK,
                    PBJWT_CLAIM_NONE, __FILE__, line);
    expect_warnings(f->identity, warnings, __FILE__, line);
    size_t length = 99;
    const char *view = identity_renewal_date_text(f->identity, &length);
    expect_text(view, length, text, "the text of the date", __FILE__, line);
    expect_number(f->identity, pbjwt_identity_renewal_date, true, seconds, json, __FILE__, line);
}

static void check_good(struct fixture *f, const char *text, double seconds, int line) {
    check_read(f, textf("\"%s\"", text), text, seconds, "", line);
}

static void check_coerced(struct fixture *f, const char *text, double seconds, int line) {
    check_read(f, textf("\"%s\"", text), text, seconds, "coerced:renewal_date", line);
}

static void check_bad(struct fixture *f, const char *json, int line) {
    const bool formed = json[0] == '"' || json[0] == '-' || (json[0] >= '0' && json[0] <= '9');
    verdict_of_both(f, person_token(textf("\"renewal_date\":%s", json)), NOW, PBJWT_OK,
                    PBJWT_CLAIM_NONE, __FILE__, line);
    expect_warnings(f->identity, formed ? "wrong_form:renewal_date" : "wrong_type:renewal_date",
                    __FILE__, line);
    size_t length = 99;
    const char *view = identity_renewal_date_text(f->identity, &length);
    expect_text(view, length, NULL, json, __FILE__, line);
    expect_number(f->identity, pbjwt_identity_renewal_date, false, 0, json, __FILE__, line);
}

static bool is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static void a_date_is_its_midnight_in_utc(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *text;
        double seconds;
    } rows[] = {
        {"1970-01-01", 0},
        {"1970-01-02", 86400},
        {"1969-12-31", -86400},
        {"2026-01-31", 1769817600},
        {"2026-06-30", 1782777600},
        {"2024-02-29", 1709164800},
        {"2000-02-29", 951782400},
        {"1900-02-28", -2203977600},
        {"1900-03-01", -2203891200},
        {"2100-02-28", 4107456000},
        {"2100-03-01", 4107542400},
        {"2400-02-29", 13574563200},
        {"1600-02-29", -11670998400},
        {"0001-01-01", -62135596800},
        {"9999-12-31", 253402214400},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_good(f, rows[i].text, rows[i].seconds, __LINE__);
    }
}

static void a_date_time_has_an_offset(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *text;
        double seconds;
    } rows[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01T00:00:00+00:00", 0},
        {"1969-12-31T23:59:59Z", -1},
        {"1970-01-01T00:00:01Z", 1},
        {"1970-01-01T00:01:00Z", 60},
        {"1970-01-01T01:00:00Z", 3600},
        {"2026-01-31T10:20:30Z", 1769854830},
        {"2026-01-31T10:20:30+02:00", 1769847630},
        {"2026-01-31T10:20:30-05:30", 1769874630},
        {"2026-03-01T00:00:00+14:00", 1772272800},
        {"9999-12-31T23:59:59Z", 253402300799},
        {"2024-02-29T23:59:59Z", 1709251199},
        {"2026-01-31T10:20Z", 1769854800},
        {"2026-01-31T10:20+02:00", 1769847600},
        {"2026-01-31T10:20:30+23:59", 1769768490},
        {"2026-01-31T10:20:30-23:59", 1769941170},
        /* as JavaScript's toISOString writes it */
        {"2026-01-31T10:20:30.000Z", 1769854830},
        {"2026-01-31T10:20:30.500Z", 1769854830.5},
        {"2026-01-31T10:20:30.5Z", 1769854830.5},
        {"2026-01-31T10:20:30.25+02:00", 1769847630.25},
        {"1969-12-31T23:59:59.500Z", -0.5},
        {"1969-12-31T23:59:58.750Z", -1.25},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_good(f, rows[i].text, rows[i].seconds, __LINE__);
    }
    /* Milliseconds that no double represents exactly. */
    check_members(f, "\"renewal_date\":\"2025-12-31T23:59:59.999Z\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    double seconds = 0;
    check(pbjwt_identity_renewal_date(f->identity, &seconds));
    check(fabs(seconds - 1767225599.999) < 1e-6);
}

static void escapes_are_read_first(void **state) {
    struct fixture *f = *state;
    check_members(f, "\"renewal_date\":\"2026\\u002d01-\\u0033\\u0031\"", PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_view(f->identity, identity_renewal_date_text, "2026-01-31");
    check_number(f->identity, pbjwt_identity_renewal_date, 1769817600);
}

static void every_day_of_a_year_and_no_other_is_a_date(void **state) {
    struct fixture *f = *state;
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static const struct {
        int year;
        bool leap;
        double start;
    } years[] = {{2025, false, 1735689600},
                 {2024, true, 1704067200},
                 {1900, false, -2208988800.0},
                 {2000, true, 946684800},
                 {2100, false, 4102444800.0}};
    for (size_t y = 0; y < COUNT_OF(years); y++) {
        double seconds = years[y].start;
        for (int month = 1; month <= 12; month++) {
            int last = days[month - 1] + (month == 2 && years[y].leap ? 1 : 0);
            for (int day = 1; day <= last; day++) {
                check_good(f, textf("%04d-%02d-%02d", years[y].year, month, day), seconds,
                           __LINE__);
                seconds += 86400;
            }
            check_bad(f, textf("\"%04d-%02d-%02d\"", years[y].year, month, last + 1), __LINE__);
            check_bad(f, textf("\"%04d-%02d-00\"", years[y].year, month), __LINE__);
        }
        check_bad(f, textf("\"%04d-13-01\"", years[y].year), __LINE__);
        check_bad(f, textf("\"%04d-00-01\"", years[y].year), __LINE__);
    }
}

/* Counts days from ISO 8601's year 0 (a leap year) to 9999. */
static void every_year_begins_after_the_one_before(void **state) {
    struct fixture *f = *state;
    double days = 0;
    for (int year = 0; year < 1970; year++)
        days -= is_leap(year) ? 366 : 365;
    for (int year = 0; year <= 9999; year++) {
        const double february = is_leap(year) ? 29 : 28;
        check_good(f, textf("%04d-01-01", year), days * 86400, __LINE__);
        if (year % 100 <= 1 || year % 100 == 99 || year < 10) {
            check_good(f, textf("%04d-02-%02.0f", year, february), (days + 30 + february) * 86400,
                       __LINE__);
            check_good(f, textf("%04d-03-01T00:00:01Z", year), (days + 31 + february) * 86400 + 1,
                       __LINE__);
            check_bad(f, textf("\"%04d-02-%02.0f\"", year, february + 1), __LINE__);
        }
        days += is_leap(year) ? 366 : 365;
        check_good(f, textf("%04d-12-31", year), (days - 1) * 86400, __LINE__);
        release_memory();
    }
    check((days - 1) * 86400 == 253402214400); /* 9999-12-31, according to `date` */
}

static void dates_in_other_forms_are_left_out(void **state) {
    struct fixture *f = *state;
    static const char *const bad[] = {
        "\" \"",
        "\"2026\"",
        "\"2026-01\"",
        "\"2026-1-31\"",
        "\"2026-01-3\"",
        "\"26-01-31\"",
        "\"02026-01-31\"",
        "\"2026-001-31\"",
        "\"2026-01-031\"",
        "\"2026/01/31\"",
        "\"31.01.2026\"",
        "\"01/31/2026\"",
        "\"31-01-2026\"",
        "\"2026-031\"",
        "\"2026-W05-6\"",
        "\"2026-02-30\"",
        "\"2026-04-31\"",
        "\"2026-99-99\"",
        "\"2026-01-31 \"",
        "\" 2026-01-31\"",
        "\"2026-01-31\\n\"",
        "\"2026-01-31x\"",
        "\"2026-01-31Z\"",
        "\"2026-01-31+02:00\"",
        "\"2026-01-31T\"",
        "\"2026-01-31TZ\"",
        "\"2026-01-31T10\"",
        "\"2026-01-31T10Z\"",
        "\"2026-01-31T10:20:30Zx\"",
        "\"2026-01-31T10:20:30ZZ\"",
        "\"2026-01-31T10:20:30.Z\"",
        "\"2026-01-31T10:20:.5Z\"",
        "\"2026-01-31T25:00:00Z\"",
        "\"2026-01-31T24:00:00Z\"",
        "\"2026-01-31T24:00:01Z\"",
        "\"2026-01-31T10:60:00Z\"",
        "\"2026-01-31T10:20:60Z\"",
        "\"2016-12-31T23:59:60Z\"", /* a leap second */
        "\"2026-01-31T10:20:61Z\"",
        "\"2026-01-31T10:20:99Z\"",
        "\"2026-01-31T1:20:30Z\"",
        "\"2026-01-31T10:2:30Z\"",
        "\"2026-01-31T10:20:3Z\"",
        "\"2026-01-31T-1:20:30Z\"",
        "\"2026-01-31T+1:20:30Z\"",
        "\"2026-01-31T10:20:30+\"",
        "\"2026-01-31T10:20:30+2:00\"",
        "\"2026-01-31T10:20:30+02:0\"",
        "\"2026-01-31T10:20:30+02:60\"",
        "\"2026-01-31T10:20:30+24:00\"",
        "\"2026-01-31T10:20:30+99:99\"",
        "\"2026-01-31T10:20:30+02:00x\"",
        "\"2026-01-31T10:20:30+02:00Z\"",
        "\"2026-01-31T10:20:30 GMT\"",
        "\"2026-02-30T10:20:30Z\"",
        "\"-2026-01-31\"",
        "\"+2026-01-31\"",
        "\"2026-0a-31\"",
        "\"202x-01-31\"",
        "\"2026-01-3l\"",
        "\"2026-01-:1\"",
        "\"2026-01-3/\"",
        "\"20 6-01-31\"",
        "\"2026- 1-31\"",
        "\"2026--1-31\"",
        "\"2026-01-31T10:20:30.5x0Z\"",
        "\"2026-01-31T10:20:30..5Z\"",
        "\"Sat, 31 Jan 2026 10:20:30 GMT\"",
        "\"tomorrow\"",
        "\"1769817600\"",
        "\"\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa6-01-31\"",
        "\"2026\342\200\22001\342\200\22031\"",
        "\"Invalid Date\"",
        "\"2026-01-31  10:20:30Z\"",
        "\"2026-01-31_10:20:30Z\"",
        "\"2026-01-31\\t10:20:30Z\"",
        "\"2026-01-31\302\24010:20:30Z\"",
        "\"2026-01-31T 10:20:30Z\"",
        "\"2026-01-31 T10:20:30Z\"",
        "\"2026-01-31T10:20:30  Z\"",
        "\"2026-01-31T10:20:30 \"",
        "\"2026-01-31T10:20 \"",
        "\"2026-01-31T10:20:30Z \"",
        "\"2026-01-31T10:20:30utc\"",
        "\"2026-01-31T10:20:30Utc\"",
        "\"2026-01-31T10:20:30 UTC+2\"",
        "\"2026-01-31T10:20:30 UT\"",
        "\"2026-01-31T10:20:30 UTCx\"",
        "\"2026-01-31T10:20:30 CET\"",
        "\"2026-01-31T10:20:30+\"",
        "\"2026-01-31T10:20:30 +2\"",
        "\"2026-01-31T10:20:30+020\"",
        "\"2026-01-31T10:20:30+02000\"",
        "\"2026-01-31T10:20:30+02:\"",
        "\"2026-01-31T10:20:30+02:000\"",
        "\"2026-01-31T10:20:30+2400\"",
        "\"2026-01-31T10:20:30+0260\"",
        "\"2026-01-31T10:20:30+24\"",
        "\"2026-01-31T10:20:30+02 00\"",
        "\"2026-01-31T10:20:30+ 02\"",
        "\"2026-01-31T10:20:30\342\210\22202:00\"", /* U+2212, which ISO 8601 allows */
        "\"2026-01-31T10:20:30 +0000 utc\"",
        "\"2026-01-31T10:20:30 +0000 UTC \"",
        "\"2026-01-31T10:20:30 +0000  UTC\"",
        "\"2026-01-31T10:20:30+0000 UTC\"",
        "\"2026-01-31T10:20:30 +0200 UTC\"",
        "\"2026-01-31T10:20:30 -0000 UTC\"",
        "\"2026-01-31T10:20:30 +00:00 UTC\"",
        "\"2026-01-31T10:20:30 +0000 CET\"",
        "\"2026-01-31T10:20:30 +0000 UTC m=+0.1\"",
        "\"2026-01-31T10:20:30,5Z\"",
        "\"2026-01-31T10:20.5Z\"",
        "\"2026-01-31T102030Z\"",
        "\"20260131T102030Z\"",
        "\"2026-01-31 Z\"",
        "\"2026-01-31 UTC\"",
        "\"2026-01-31 +02:00\"",
        "\"1769817600.5\"",
        "-1",
        "-0.001",
        "-1e300",
        "253402300800",
        "253402300799.5",
        "2.534023008e11",
        "1e300",
        "1769817600000",
        "9223372036854775807",
        "true",
        "false",
        "[]",
        "[\"2026-01-31\"]",
        "{}",
        "{\"$date\":\"2026-01-31\"}",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        check_bad(f, bad[i], __LINE__);
    }
    assert_int_equal(pbjwt_policy_set_strict_claims(f->policy, true), PBJWT_OK);
    fixture_apply(f);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        check_members(f, textf("\"renewal_date\":%s", bad[i]), PBJWT_MALFORMED_CLAIM,
                      PBJWT_CLAIM_RENEWAL_DATE);
    }
    for (int empty = 0; empty < 2; empty++) {
        check_members(f, empty ? "\"renewal_date\":\"\"" : "\"renewal_date\":null", PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_view(f->identity, identity_renewal_date_text, NULL);
        check_no_number(f->identity, pbjwt_identity_renewal_date);
        check_warnings(f, "");
    }
    check_members(f, "\"renewal_date\":\"2026-01-31\"", PBJWT_OK, PBJWT_CLAIM_NONE);
}

static void no_byte_of_a_date_time_can_be_changed(void **state) {
    struct fixture *f = *state;
    const char *text = "2026-01-31T10:20:30.123+02:00";
    check_members(f, textf("\"renewal_date\":\"%s\"", text), PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "");
    static const char wrong[] = {'x', ' ', '/', '_', 'I'};
    for (size_t i = 0; text[i] != '\0'; i++) {
        for (size_t w = 0; w < COUNT_OF(wrong); w++) {
            char *changed = textf("\"%s\"", text);
            changed[i + 1] = wrong[w];
            if (wrong[w] != ' ' || (i != 10 && i != 22)) /* the T, and a digit before the offset */
                check_bad(f, changed, __LINE__);
        }
    }
    /* Valid shorter forms: a date, and each complete time, with and without an offset's hours. */
    static const size_t ends[] = {10, 16, 19, 21, 22, 23, 26};
    for (size_t i = 1, next = 0; text[i] != '\0'; i++) {
        char *shorter = textf("\"%.*s\"", (int)i, text);
        if (next < COUNT_OF(ends) && i == ends[next]) {
            next++;
            check_members(f, textf("\"renewal_date\":%s", shorter), PBJWT_OK, PBJWT_CLAIM_NONE);
            check_warnings(f, i == 10 ? "" : "coerced:renewal_date");
        } else {
            check_bad(f, shorter, __LINE__);
        }
    }
}

/* Every separator, form of time and ending, with its value; 2026-01-31 is 1769817600. */
static void every_form_that_servers_print_is_read(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *text;
        bool good;
    } separators[] = {{"T", true}, {"t", false}, {" ", false}};
    static const struct {
        const char *text;
        double seconds;
    } times[] = {
        {"10:20", 37200},
        {"10:20:30", 37230},
        {"10:20:30.5", 37230.5},
        {"10:20:30.000", 37230},
        {"10:20:30.250000", 37230.25},
        {"00:00:00.0000000000", 0},
        {"10:20:30.50000000000000000000", 37230.5},
        {"10:20:30.2500000000000000999", 37230.25}, /* more exact than a double of today's size */
        {"23:59", 86340},
        {"23:59:59.75", 86399.75},
    };
    static const struct {
        const char *text;
        double seconds; /* east of UTC */
        bool good;
    } offsets[] = {
        {"Z", 0, true},           {"+00:00", 0, true},
        {"-00:00", 0, true},      {"+02:00", 7200, true},
        {"-05:30", -19800, true}, {"+23:59", 86340, true},
        {"", 0, false},           {"z", 0, false},
        {"UTC", 0, false},        {"+0000", 0, false},
        {"+0200", 7200, false},   {"-0530", -19800, false},
        {"+2359", 86340, false},  {"+00", 0, false},
        {"+02", 7200, false},     {"-05", -18000, false},
        {"-23", -82800, false},   {" Z", 0, false},
        {" z", 0, false},         {" UTC", 0, false},
        {" +02:00", 7200, false}, {" -05:30", -19800, false},
        {" +0200", 7200, false},  {" -0530", -19800, false},
        {" +0000", 0, false},     {" +02", 7200, false},
        {" -05", -18000, false},  {" +0000 UTC", 0, false},
    };
    for (int strict = 0; strict < 2; strict++) {
        assert_int_equal(pbjwt_policy_set_strict_claims(f->policy, strict == 1), PBJWT_OK);
        fixture_apply(f);
        for (size_t s = 0; s < COUNT_OF(separators); s++) {
            for (size_t t = 0; t < COUNT_OF(times); t++) {
                for (size_t o = 0; o < COUNT_OF(offsets); o++) {
                    const char *const text = textf("2026-01-31%s%s%s", separators[s].text,
                                                   times[t].text, offsets[o].text);
                    const double seconds = 1769817600 + times[t].seconds - offsets[o].seconds;
                    if (separators[s].good && offsets[o].good)
                        check_good(f, text, seconds, __LINE__);
                    else if (strict == 0)
                        check_coerced(f, text, seconds, __LINE__);
                    else
                        check_members(f, textf("\"renewal_date\":\"%s\"", text),
                                      PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_RENEWAL_DATE);
                }
            }
            release_memory();
        }
    }
}

static void a_numeric_date_is_read(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *json;
        double seconds;
    } rows[] = {
        {"0", 0},
        {"-0", 0},
        {"0.0", 0},
        {"-0.0", 0},
        {"-1e-400", 0},
        {"0.5", 0.5},
        {"2026", 2026},
        {"1769817600", 1769817600},
        {"1769817600.25", 1769817600.25},
        {"1.7698176e9", 1769817600},
        {"253402300799", 253402300799},
        {"253402300799.0", 253402300799},
        {"253402300798.5", 253402300798.5},
        /* The nearest double is the bound. */
        {"253402300799.000001", 253402300799},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_read(f, rows[i].json, rows[i].json, rows[i].seconds, "coerced:renewal_date",
                   __LINE__);
    assert_int_equal(pbjwt_policy_set_strict_claims(f->policy, true), PBJWT_OK);
    fixture_apply(f);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_members(f, textf("\"renewal_date\":%s", rows[i].json), PBJWT_MALFORMED_CLAIM,
                      PBJWT_CLAIM_RENEWAL_DATE);
}

/* The name leaves no room for the date after the payload, and with its escape it needs memory: it is put at the
   end of a block, where a sanitizer detects an over-read. */
static void a_date_is_not_read_past_its_end(void **state) {
    struct fixture *f = *state;
    const char *text = "2026-01-31T10:20:30.123+02:00", *name = repeat("n", 400);
    for (size_t length = 1; length <= strlen(text); length++) {
        pbjwt_identity *identity = pbjwt_identity_new(0);
        assert_non_null(identity);
        struct token token =
            person_token(textf("\"name\":\"\\u006e%s\",\"renewal_date\":\"\\u0032%.*s\"", name,
                               (int)length - 1, text + 1));
        check_verdict(f->fast, identity, token, NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
        bool whole = length == 10 || length == 16 || length == 19 ||
                     (length >= 21 && length <= 23) || length == 26 || length == strlen(text);
        check_view(identity, identity_renewal_date_text,
                   whole ? textf("%.*s", (int)length, text) : NULL);
        pbjwt_identity_free(identity);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_date_is_its_midnight_in_utc),
        fixture_test(a_date_time_has_an_offset),
        fixture_test(escapes_are_read_first),
        fixture_test(every_day_of_a_year_and_no_other_is_a_date),
        fixture_test(every_year_begins_after_the_one_before),
        fixture_test(dates_in_other_forms_are_left_out),
        fixture_test(no_byte_of_a_date_time_can_be_changed),
        fixture_test(every_form_that_servers_print_is_read),
        fixture_test(a_numeric_date_is_read),
        fixture_test(a_date_is_not_read_past_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
