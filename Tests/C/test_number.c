/* SPDX-License-Identifier: Apache-2.0 */

/* Decimal to double: the nearest one, ties to even. The reference is the C library's strtod in the "C" locale,
   which rounds correctly in glibc. */
#include "support.h"

#include "json_scalar.h"
#include "number.h"
#include "wide.h"

#include <fenv.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pbjwti_view view_of(const char *text) {
    return (pbjwti_view){(const unsigned char *)text, strlen(text)};
}

static double convert(const char *text) {
    return pbjwti_number_to_double(view_of(text));
}

/* Both give the same double, or neither gives a finite one. */
static void check_nearest(const char *text) {
    const double expected = strtod(text, NULL), got = convert(text);
    if (memcmp(&expected, &got, sizeof got) != 0)
        report(__FILE__, __LINE__, "%.60s: %a instead of %a", text, got, expected);
    if (pbjwti_number_is_finite(view_of(text)) != (isfinite(expected) != 0))
        report(__FILE__, __LINE__, "%.60s: finite or not?", text);
}

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static double double_of(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void test_known_numbers(void **state) {
    (void)state;
    const char *const texts[] = {
        "0",
        "-0",
        "0.0",
        "-0.0",
        "0e5",
        "0.000e-999999999999999999999",
        "1",
        "-1.5",
        "1e0",
        "1E+2",
        "100e-2",
        "9007199254740993",
        "9007199254740992.99999999999999999999",
        "9007199254740993.00000000000000000001",
        "0.1",
        "0.30000000000000004",
        "599.8800000000001",
        "1750000000.25",
        "1.75e9",
        "123456789012345678901234567890",
        "0.000000000000000000000000000001",
        "1e22",
        "1e23",
        "8.5e22",
        "179769313486231570e291",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e308",
        "1e309",
        "1e-400",
        "1e-999999999999",
        "1e999999999999",
        /* Exponents that wrap to small ones in 32 and 64 bits. */
        "1e4294967297",
        "1e-4294967297",
        "1e18446744073709551617",
        "1e-18446744073709551617",
        "4.9e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "0.5e-323",
        "7.4109846876186981e-324",
        /* Few digits, and just above the point halfway between two doubles. */
        "86090632443979416e-18",
        "5024208056660237e-19",
        "2e-308",
        "4e-320",
        "2.2250738585072009e-308",
        "3e-324",
        "2e-324",
        "1e-323",
        "1.5e-323",
        "4.4501477170144023e-308",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        check_nearest(texts[i]);
    check(convert("9007199254740993") == 9007199254740992.0);
    check(convert("0.1") == (double)0.1); /* x87 also has a longer 0.1 */
    check(convert("-2.5e-1") == -0.25);
    check(signbit(convert("-0")) != 0);
}

/* 2^1024 - 2^970, from which on a number rounds to infinity. */
#define LIMIT                                                                                      \
    "1797693134862315807937289714053034150799341327100378269361737789804449682927647509466490"     \
    "1797758720709633028641669288791094655554785194040263065748867150582068190890200070838367"     \
    "6273854845817711531764475730270069855571366959622842914819860834936475292719074168444365"     \
    "510704342711559699508093042880177904174497792"
#define BELOW_LIMIT                                                                                \
    "1797693134862315807937289714053034150799341327100378269361737789804449682927647509466490"     \
    "1797758720709633028641669288791094655554785194040263065748867150582068190890200070838367"     \
    "6273854845817711531764475730270069855571366959622842914819860834936475292719074168444365"     \
    "510704342711559699508093042880177904174497791"

static void test_the_edge_of_infinity_to_the_digit(void **state) {
    (void)state;
    check(!pbjwti_number_is_finite(view_of(LIMIT ".0")));
    check(!pbjwti_number_is_finite(view_of(LIMIT "e0")));
    check(!pbjwti_number_is_finite(view_of(LIMIT ".000000000001")));
    check(pbjwti_number_is_finite(view_of(BELOW_LIMIT ".9999999999999999")));
    check(!pbjwti_number_is_finite(view_of("-" LIMIT ".0")));
    check(convert(BELOW_LIMIT ".9999999999999999") == DBL_MAX);
    check_nearest(LIMIT ".0");
    check_nearest(BELOW_LIMIT ".9");
}

static void test_numbers_of_every_size_and_length(void **state) {
    (void)state;
    uint64_t random = UINT64_C(88172645463325252);
    char text[64];
    for (int i = 0; i < 30000; i++) {
        const double value = double_of(next_random(&random));
        const int precision = (int)(next_random(&random) % 20) + 1;
        if (!isfinite(value))
            continue;
        snprintf(text, sizeof text, "%.*e", precision, value);
        check_nearest(text);
    }
}

static void test_numbers_that_people_write(void **state) {
    (void)state;
    uint64_t random = UINT64_C(42);
    char text[64];
    for (int i = 0; i < 30000; i++) {
        const uint64_t whole = next_random(&random) % UINT64_C(10000000000000);
        const int places = (int)(next_random(&random) % 16);
        snprintf(text, sizeof text, "%.*f", places, (double)whole / 1e4);
        check_nearest(text);
        snprintf(text, sizeof text, "%.17g", (double)whole / 7.0);
        if (strchr(text, '.') != NULL)
            check_nearest(text);
    }
}

/* All digits of a double, before and after the point. */
enum { WHOLE = 310, PLACES = 1080, DIGITS = WHOLE + PLACES };

/* All digits of the point halfway between two doubles, from the first nonzero digit: five times their sum, with
   the point one position to the left. A long double may be the same as a double. */
typedef struct halfway_point {
    char digits[DIGITS + 1];
    int exponent;
} halfway_point;

static halfway_point halfway_between(double low, double high) {
    char first[DIGITS + 2], second[DIGITS + 2], product[DIGITS + 1];
    snprintf(first, sizeof first, "%0*.*f", DIGITS + 1, PLACES, low);
    snprintf(second, sizeof second, "%0*.*f", DIGITS + 1, PLACES, high);
    product[DIGITS] = '\0';
    int carry = 0;
    for (size_t i = DIGITS; i-- > 0;) {
        const size_t at = i < WHOLE ? i : i + 1; /* beyond the point */
        const int sum = 5 * (first[at] - '0' + second[at] - '0') + carry;
        product[i] = (char)('0' + sum % 10);
        carry = sum / 10;
    }
    const size_t zeros = strspn(product, "0");
    halfway_point made = {.exponent = WHOLE - 2 - (int)zeros};
    snprintf(made.digits, sizeof made.digits, "%s", product + zeros);
    return made;
}

static void test_ties_go_to_even_and_the_last_digit_decides(void **state) {
    (void)state;
    uint64_t random = UINT64_C(7);
    char text[DIGITS + 32];
    for (int i = 0; i < 600; i++) {
        uint64_t bits = next_random(&random) >> 1;
        if (i % 3 == 0)
            bits &= UINT64_C(0x001FFFFFFFFFFFFF); /* subnormal, or next to it */
        const double low = double_of(bits), high = double_of(bits + 1);
        if (!isfinite(low) || !isfinite(high))
            continue;
        const halfway_point halfway = halfway_between(low, high);
        const char *const digits = halfway.digits;
        const double even = bits % 2 == 0 ? low : high;
        snprintf(text, sizeof text, "%c.%se%d", digits[0], digits + 1, halfway.exponent);
        check_nearest(text);
        check(convert(text) == even);

        snprintf(text, sizeof text, "%c.%s0000000001e%d", digits[0], digits + 1, halfway.exponent);
        check_nearest(text);
        check(convert(text) == high);
    }
}

/* The decimal digits of a halfway point are cut to about as many as a reader processes at once: the result is on
   one side of it, and the next number with as many digits on the other. */
static void test_halfway_points_cut_to_17_to_20_digits(void **state) {
    (void)state;
    uint64_t random = UINT64_C(1234567);
    char text[64];
    for (int i = 0; i < 6000; i++) {
        uint64_t bits = next_random(&random) >> 1;
        if (i % 4 == 0)
            bits &= UINT64_C(0x001FFFFFFFFFFFFF);
        const double low = double_of(bits), high = double_of(bits + 1);
        if (!isfinite(low) || !isfinite(high))
            continue;
        const halfway_point halfway = halfway_between(low, high);
        for (int digits = 17; digits <= 20; digits++) {
            snprintf(text, sizeof text, "%c.%.*se%d", halfway.digits[0], digits - 1,
                     halfway.digits + 1, halfway.exponent);
            check_nearest(text);
            char *const last = strchr(text, 'e') - 1;
            const char kept = *last;
            if (kept != '9') {
                *last = (char)(kept + 1);
                check_nearest(text);
            }
            if (kept != '0') {
                *last = (char)(kept - 1);
                check_nearest(text);
            }
        }
    }
}

static void test_every_exponent_of_ten(void **state) {
    (void)state;
    static const char *const mantissas[] = {"1",
                                            "2",
                                            "5",
                                            "9",
                                            "4",
                                            "1.7976931348623157",
                                            "2.2250738585072011",
                                            "4.9406564584124654",
                                            "9.999999999999999",
                                            "1.2345678901234567891",
                                            "9007199254740993",
                                            "18446744073709551615",
                                            "18446744073709551616",
                                            "0.000123",
                                            "99999999999999999999999999999999999999999"};
    for (size_t m = 0; m < COUNT_OF(mantissas); m++) {
        for (int exponent = -345; exponent <= 310; exponent++) {
            check_nearest(textf("%se%d", mantissas[m], exponent));
            check_nearest(textf("-%sE%+d", mantissas[m], exponent));
        }
        release_memory();
    }
}

static void test_800_digits_with_the_point_anywhere(void **state) {
    (void)state;
    uint64_t random = UINT64_C(99);
    char digits[801] = "";
    for (int round = 0; round < 4; round++) {
        for (size_t i = 0; i < 800; i++)
            digits[i] = (char)('0' + (i == 0 ? 1u : 0u) + next_random(&random) % 9);
        for (int point = 1; point < 800; point += 7) {
            check_nearest(textf("%.*s.%s", point, digits, digits + point));
            check_nearest(textf("%.*s.%se-%d", point, digits, digits + point, point + 308));
            check_nearest(textf("0.%se-%d", digits, point % 350));
            check_nearest(textf("%se-%d", digits, 1000 + point % 150));
        }
        release_memory();
    }
}

/* The program may have set another rounding mode, which must not change any number. */
static void test_the_rounding_mode_does_not_matter(void **state) {
    struct fixture *const fixture = *state;
    static const int modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    uint64_t random = UINT64_C(31);
    for (int i = 0; i < 4000; i++) {
        const char *const text = textf("%s%llu.%llue%d", i % 2 == 0 ? "" : "-",
                                       (unsigned long long)next_random(&random) >> i % 60,
                                       (unsigned long long)next_random(&random), i % 640 - 330);
        const double expected = strtod(text, NULL);
        for (size_t m = 0; m < COUNT_OF(modes); m++) {
            fesetround(modes[m]);
            const double got = convert(text);
            fesetround(FE_TONEAREST);
            if (memcmp(&expected, &got, sizeof got) != 0)
                report(__FILE__, __LINE__, "%s in mode %zu: %a instead of %a", text, m, got,
                       expected);
        }
        if (i % 100 == 0)
            release_memory();
    }
    static const struct {
        const char *json;
        double value;
    } amounts[] = {
        {"9007199254740993", 9007199254740992.0},
        {"-9007199254740993", -9007199254740992.0},
        {"9007199254740995", 9007199254740996.0},
        {"-9007199254740995", -9007199254740996.0},
        {"9223372036854775807", 9223372036854775808.0},
        {"-9223372036854775807", -9223372036854775808.0},
        {"9007199254740993.0", 9007199254740992.0},
        {"0.1", 0.1},
        {"0.7", 0.7},
        {"1249.35", 1249.35},
        {"8999999999999.999", 8999999999999.999},
        {"\"0.1\"", 0.1},
        {"\"9007199254740993\"", 9007199254740992.0},
    };
    for (size_t i = 0; i < COUNT_OF(amounts); i++) {
        const struct token token = person_token(textf("\"company_mrr\":%s", amounts[i].json));
        for (size_t m = 0; m < COUNT_OF(modes); m++) {
            double got = 0;
            fesetround(modes[m]);
            const pbjwt_status status =
                pbjwt_verify_at(fixture->fast, token.bytes, token.length, NOW, fixture->identity);
            fesetround(FE_TONEAREST);
            check(status == PBJWT_OK && identity_company_mrr(fixture->identity, &got));
            if (memcmp(&amounts[i].value, &got, sizeof got) != 0)
                report(__FILE__, __LINE__, "%s in mode %zu: %a", amounts[i].json, m, got);
        }
    }
}

/* Short numbers take a separate path, which must not depend on the rounding mode either. */
static void test_decimals_are_the_nearest_doubles(void **state) {
    (void)state;
    static const int modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    uint64_t random = UINT64_C(1713);
    for (int i = 0; i < 20000; i++) {
        const unsigned decimals = (unsigned)(i % PBJWTI_MAX_DECIMALS) + 1;
        const uint64_t digits = next_random(&random) % UINT64_C(1000000000000000000) >> i % 60;
        const uint64_t power = decimals == 1 ? 10 : decimals == 2 ? 100 : 1000;
        const char *const text = textf("%llu.%0*llu", (unsigned long long)(digits / power),
                                       (int)decimals, (unsigned long long)(digits % power));
        const double expected = strtod(text, NULL);
        for (size_t m = 0; m < COUNT_OF(modes); m++) {
            fesetround(modes[m]);
            const double got = pbjwti_number_of_decimal(digits, decimals);
            fesetround(FE_TONEAREST);
            if (memcmp(&expected, &got, sizeof got) != 0)
                report(__FILE__, __LINE__, "%s in mode %zu: %a instead of %a", text, m, got,
                       expected);
        }
        if (i % 100 == 0)
            release_memory();
    }
}

/* All lengths of both parts, as claims: both ways to read give the same number. */
static void test_numbers_of_every_short_length(void **state) {
    struct fixture *const fixture = *state;
    for (int whole = 1; whole <= 18; whole++) {
        for (int decimals = 0; decimals <= 5; decimals++) {
            const char *const text = textf("%.*s%s%.*s", whole, "907199254740993271",
                                           decimals > 0 ? "." : "", decimals, "30508");
            const struct token token = person_token(textf("\"company_mrr\":%s", text));
            const double expected = strtod(text, NULL);
            double got = 0;
            check(pbjwt_verify_at(fixture->fast, token.bytes, token.length, NOW,
                                  fixture->identity) == PBJWT_OK &&
                  identity_company_mrr(fixture->identity, &got));
            if (memcmp(&expected, &got, sizeof got) != 0)
                report(__FILE__, __LINE__, "%s: %a instead of %a", text, got, expected);
        }
        release_memory();
    }
}

/* Every byte at every position of such a number, in a block of exactly the permitted size. */
static void test_ten_digits_and_what_follows_them(void **state) {
    (void)state;
    for (int end = 0; end < 2; end++) {
        for (size_t at = 0; at <= PBJWTI_TEN_DIGITS; at++) {
            for (unsigned byte = 0; byte < 256; byte++) {
                unsigned char *const text = allocate(PBJWTI_TEN_DIGITS + 1);
                memcpy(text, end == 0 ? "1750003694," : "9876543210}", PBJWTI_TEN_DIGITS + 1);
                text[at] = (unsigned char)byte;
                int64_t expected = 0;
                for (size_t i = 0; i < PBJWTI_TEN_DIGITS && expected >= 0; i++)
                    expected =
                        text[i] >= '0' && text[i] <= '9' ? expected * 10 + text[i] - '0' : -1;
                if (text[0] == '0' || (text[10] != ',' && text[10] != '}'))
                    expected = -1;
                if (pbjwti_json_ten_digits(text) != expected)
                    report(__FILE__, __LINE__, "byte %u at %zu", byte, at);
            }
        }
        release_memory();
    }
}

/* The same in tokens: other texts take the usual path. */
static void test_times_of_about_ten_digits(void **state) {
    struct fixture *const fixture = *state;
    static const struct {
        const char *json;
        pbjwt_status status;
    } times[] = {
        {"1000000000", PBJWT_OK},
        {"0100000000", PBJWT_MALFORMED_PAYLOAD},
        {"100000000a", PBJWT_MALFORMED_PAYLOAD},
        {"10000000:0", PBJWT_MALFORMED_PAYLOAD},
        {"1000000000 0", PBJWT_MALFORMED_PAYLOAD},
        {"1000000000.", PBJWT_MALFORMED_PAYLOAD},
        {"1000000000.5", PBJWT_OK},
        {"1000000000 ", PBJWT_OK},
        {"10000000000", PBJWT_NOT_YET_VALID},
        {"1000000000e1", PBJWT_NOT_YET_VALID},
    };
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        const struct token token = person_token(textf("\"nbf\":%s", times[i].json));
        const pbjwt_status status =
            pbjwt_verify_at(fixture->fast, token.bytes, token.length, NOW, fixture->identity);
        if (status != times[i].status)
            report(__FILE__, __LINE__, "%s: %s", times[i].json, pbjwt_status_message(status));
    }
}

/* Numbers less than 2^-60 from a halfway point, where one of the two compared integers has one word more than the
   other: they come from 2^448 - 1 and 2^512. */
static void test_a_halfway_point_of_another_size(void **state) {
    (void)state;
    static const char below[] =
        "72683872429560689054932380788800453435364136068731806028149019918063928811339792"
        "3326191050713763565560762521606266177933534601628614655";
    static const char above[] =
        "13407807929942597099574024998205846127479365820592393377723561443721764030073546"
        "976801874298166903427690031858186486050853753882811946569946433649006084096";
    check_nearest(textf("%se-163", below));
    check_nearest(textf("%se-192", above));
}

static void test_numbers_of_any_length(void **state) {
    (void)state;
    char *const nines = repeat("9", 100000);
    char *const zeros = repeat("0", 100000);
    check(convert(textf("9.%se-5", nines)) == (double)1e-4);
    check(convert(textf("0.%s123e100003", zeros)) == 123);
    check(convert(textf("123%se-100000", zeros)) == 123);
    check(!pbjwti_number_is_finite(view_of(textf("%se5", nines))));
    check(pbjwti_number_is_finite(view_of(textf("%se-99900", nines))));
}

/* The build makes a locale with a decimal comma if it can (PBJWT_COMMA_LOCALE). */
static void test_the_locale_does_not_matter(void **state) {
    struct fixture *const fixture = *state;
    const char *const locale = getenv("PBJWT_COMMA_LOCALE");
    if (locale == NULL) {
        print_message("left out: there is no locale with a decimal comma here\n");
        return;
    }
    assert_non_null(setlocale(LC_ALL, locale));
    assert_string_equal(localeconv()->decimal_point, ",");

    check(convert("1234.5") == 1234.5);
    check(convert("12345678901234567890.5e-19") == (double)1.2345678901234567);
    check_members(fixture, "\"company_mrr\":1234.5", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_number(fixture->identity, identity_company_mrr, 1234.5);

    pbjwt_secret *const secret = new_secret(SECRET);
    pbjwt_claims *const claims = pbjwt_claims_new();
    char *token = NULL;
    size_t length;
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "ann@example.com", 15), PBJWT_OK);
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_COMPANY_MRR, 1234.5), PBJWT_OK);
    check_call(pbjwt_issue_at(secret, claims, NOW, 60, &token, &length, NULL), PBJWT_OK);
    const char *const payload = token_segment(token_of_bytes(token, length), 1);
    size_t decoded;
    const unsigned char *const json = base64url_decode(payload, strlen(payload), &decoded);
    check(strstr(textf("%.*s", (int)decoded, (const char *)json), "1234.5") != NULL);
    pbjwt_free(token);
    pbjwt_claims_free(claims);
    pbjwt_secret_free(secret);
    setlocale(LC_ALL, "C");
}

/* Products of two numbers of 64 bits, and of the halves from which multiplications are made. */
static void test_products_have_128_bits(void **state) {
    (void)state;
    static const struct {
        uint64_t a, b, high, low;
    } rows[] = {
        {0, UINT64_MAX, 0, 0},
        {1, UINT64_MAX, 0, UINT64_MAX},
        {UINT64_MAX, UINT64_MAX, UINT64_MAX - 1, 1},
        {UINT64_C(0xFFFFFFFF), UINT64_C(0xFFFFFFFF), 0, UINT64_C(0xFFFFFFFE00000001)},
        {UINT64_C(0xFFFFFFFF00000000), UINT64_C(0xFFFFFFFF00000000), UINT64_C(0xFFFFFFFE00000001),
         0},
        {UINT64_C(0xFFFFFFFF), UINT64_MAX, UINT64_C(0xFFFFFFFE), UINT64_C(0xFFFFFFFF00000001)},
        {UINT64_MAX, UINT64_C(0xFFFFFFFF), UINT64_C(0xFFFFFFFE), UINT64_C(0xFFFFFFFF00000001)},
        {UINT64_C(0x100000000), UINT64_C(0x100000000), 1, 0},
        {UINT64_C(0x100000001), UINT64_C(0x100000001), 1, UINT64_C(0x200000001)},
        {UINT64_C(0x123456789ABCDEF0), UINT64_C(0xFEDCBA9876543210), UINT64_C(0x121FA00AD77D7422),
         UINT64_C(0x236D88FE5618CF00)},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const pbjwti_wide product = pbjwti_multiply(rows[i].a, rows[i].b);
        if (product.high != rows[i].high || product.low != rows[i].low)
            report(__FILE__, __LINE__, "row %zu: %016llx%016llx", i,
                   (unsigned long long)product.high, (unsigned long long)product.low);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(test_products_have_128_bits),
        fixture_test(test_known_numbers),
        fixture_test(test_the_edge_of_infinity_to_the_digit),
        fixture_test(test_numbers_of_every_size_and_length),
        fixture_test(test_numbers_that_people_write),
        fixture_test(test_ties_go_to_even_and_the_last_digit_decides),
        fixture_test(test_halfway_points_cut_to_17_to_20_digits),
        fixture_test(test_every_exponent_of_ten),
        fixture_test(test_800_digits_with_the_point_anywhere),
        fixture_test(test_the_rounding_mode_does_not_matter),
        fixture_test(test_decimals_are_the_nearest_doubles),
        fixture_test(test_numbers_of_every_short_length),
        fixture_test(test_ten_digits_and_what_follows_them),
        fixture_test(test_times_of_about_ten_digits),
        fixture_test(test_a_halfway_point_of_another_size),
        fixture_test(test_numbers_of_any_length),
        fixture_test(test_the_locale_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
