/* SPDX-License-Identifier: Apache-2.0 */

/* The numbers of a payload. */

#include "support.h"

#include "json_scalar.h"

#include <string.h>

/* Every value is tried in four places: as a member, the last one, an element and deep inside. */
static void check_value(struct fixture *f, const char *value, pbjwt_status status, int line) {
    const char *const payloads[] = {
        textf("{\"x\":%s,%s}", value, PERSON),
        textf("{%s,\"x\":%s}", PERSON, value),
        textf("{%s,\"x\":[%s,0]}", PERSON, value),
        textf("{%s,\"x\":[{\"y\":[0,%s]}]}", PERSON, value),
    };
    for (size_t i = 0; i < COUNT_OF(payloads); i++) {
        verdict_of_both(f, make_token(HEADER, payloads[i], SECRET), NOW, status, PBJWT_CLAIM_NONE,
                        __FILE__, line);
    }
}

static void check_values(struct fixture *f, const char *const *values, size_t count,
                         pbjwt_status status, int line) {
    for (size_t i = 0; i < count; i++) {
        check_value(f, values[i], status, line);
    }
}

static void numbers_are_those_of_rfc_8259(void **state) {
    struct fixture *f = *state;
    static const char *const good[] = {
        "0",
        "-0",
        "1",
        "-1",
        "9",
        "10",
        "1234567890",
        "0.0",
        "-0.0",
        "0.5",
        "-0.5",
        "1.25",
        "10.0",
        "0.000001",
        "0e0",
        "0E0",
        "0e+0",
        "0e-0",
        "1e1",
        "1E1",
        "1e+1",
        "1e-1",
        "1E+01",
        "1e0001",
        "1.5e3",
        "-1.5E-3",
        "123e20",
        "0.1e1",
        "0e1000",
        "-0e99",
        "1e-400",
        "-1e-400",
        "1e-99999",
        "0.0e400",
        "1e308",
        "-1e308",
        "4.9e-324",
        "2.2250738585072014e-308",
        "1.7976931348623157e308",
        "-1.7976931348623157e+308",
        "179769313486231570000e288",
        "0.00001e310",
    };
    check_values(f, good, COUNT_OF(good), PBJWT_OK, __LINE__);
    static const char *const bad[] = {
        "01",
        "-01",
        "00",
        "-00",
        "007",
        "0123.5",
        "+1",
        "+0",
        "++1",
        "--1",
        "-",
        "+",
        "- 1",
        ".5",
        "-.5",
        "0.",
        "1.",
        "-1.",
        "1.e1",
        ".e1",
        "1e",
        "1E",
        "1e+",
        "1e-",
        "1e+-1",
        "1ee1",
        "1e1.5",
        "1e1e1",
        "1.2.3",
        "1..2",
        "0x10",
        "0X1",
        "0b1",
        "0o7",
        "1_000",
        "1,000.",
        "1 000",
        "1f",
        "1L",
        "1.0f",
        "\xd9\xa1",
        "\xef\xbc\x91",
        "1e\xef\xbc\x91",
        "NaN",
        "nan",
        "-NaN",
        "Infinity",
        "-Infinity",
        "inf",
        "-inf",
        "1.#INF",
        "1a",
        "1-",
        "1+1",
        "0e",
        "-e1",
        "e1",
        "1/2",
        "$1",
        "(1)",
        "1%",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        /* A comma changes the array, but the document is still malformed. */
        check_value(f, bad[i], PBJWT_MALFORMED_PAYLOAD, __LINE__);
    }
}

static void an_integer_has_64_bits(void **state) {
    struct fixture *f = *state;
    const char *const good[] = {
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775806",
        "-9223372036854775807",
        "9007199254740993",
        "1000000000000000000",
        "2147483648",
        "4294967296",
        /* A real may be larger. */
        "9223372036854775808.0",
        "9223372036854775808e0",
        "-9223372036854775809.5",
        "1e19",
        "18446744073709551616E0",
        textf("1%s.0", repeat("0", 300)),
        textf("0.%s1", repeat("0", 400)),
        textf("1.%s", repeat("3", 400)),
        textf("%se-400", textf("1%s", repeat("0", 400))),
    };
    check_values(f, good, COUNT_OF(good), PBJWT_OK, __LINE__);
    const char *const bad[] = {
        "9223372036854775808",   "-9223372036854775809",         "9223372036854775810",
        "9223372036854775817",   "-9223372036854775810",         "-9223372036854775818",
        "10000000000000000000",  "18446744073709551615",         "18446744073709551616",
        "18446744073709551617",  "92233720368547758070",         "99999999999999999999",
        "-99999999999999999999", "36893488147419103232",         repeat("1", 60),
        repeat("9", 400),        textf("-%s", repeat("9", 400)),
    };
    check_values(f, bad, COUNT_OF(bad), PBJWT_MALFORMED_PAYLOAD, __LINE__);
}

static void a_real_is_finite(void **state) {
    struct fixture *f = *state;
    /* 2^1024 - 2^970, halfway between the largest double and the power of two above it: from here
       on a number rounds to infinity. */
    static const char halfway[] =
        "1797693134862315807937289714053034150799341327100378269361737789804449"
        "6829276475094664901797758720709633028641669288791094655554785194040263"
        "0657488671505820681908902000708383676273854845817711531764475730270069"
        "8555713669596228429148198608349364752927190741684443655107043427115596"
        "99508093042880177904174497792";
    char *below = textf("%s", halfway);
    below[sizeof(halfway) - 2] = '1';
    const char *const around[] = {
        textf("%s.0", below),       textf("%s.9%s", below, repeat("9", 500)),
        textf("-%s.5", below),      textf("%se-1", repeat("9", 309)),
        textf("%.308s.0", halfway), textf("0.%sE+309", below),
    };
    check_values(f, around, COUNT_OF(around), PBJWT_OK, __LINE__);
    const char *const past[] = {
        textf("%s.0", halfway),      textf("%se0", halfway),
        textf("-%s.0", halfway),     textf("%s.%s1", halfway, repeat("0", 500)),
        textf("0.%sE+309", halfway), textf("%s000e-3", halfway),
    };
    check_values(f, past, COUNT_OF(past), PBJWT_MALFORMED_PAYLOAD, __LINE__);
    const char *const bad[] = {
        "1e309",
        "-1e309",
        "1E400",
        "1e400",
        "-1e400",
        "1e99999",
        "1e999999999999999999999",
        "1e4294967297",
        "1e18446744073709551617",
        "1.7976931348623159e308",
        "-1.7976931348623159e308",
        "1.8e308",
        "17976931348623159e292",
        "0.1e310",
        textf("1%s.0", repeat("0", 309)),
        textf("%s.5", repeat("9", 310)),
        textf("1%se-1", repeat("0", 400)),
    };
    check_values(f, bad, COUNT_OF(bad), PBJWT_MALFORMED_PAYLOAD, __LINE__);
}

/* The conversion of amounts that are text. */
static void only_a_whole_text_can_be_a_number(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool number;
    } rows[] = {{"", false},   {"-", false},  {"0", true},   {"-0", true},    {"12.5e-3", true},
                {"1e", false}, {"1 ", false}, {" 1", false}, {"1.5x", false}, {"01", false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        /* In a block of exactly its size, so that a sanitizer detects an over-read. */
        const struct token text = token_of_bytes(rows[i].text, strlen(rows[i].text));
        check(pbjwti_json_is_number((pbjwti_view){text.bytes, text.length}) == rows[i].number);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(numbers_are_those_of_rfc_8259),
        fixture_test(an_integer_has_64_bits),
        fixture_test(a_real_is_finite),
        fixture_test(only_a_whole_text_can_be_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
