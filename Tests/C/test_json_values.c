/* SPDX-License-Identifier: Apache-2.0 */

/* The strings of a payload: literals beside them, escapes, surrogates and UTF-8. */

#include "support.h"

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

static void there_are_three_literals(void **state) {
    struct fixture *f = *state;
    static const char *const good[] = {"true", "false", "null", "[]", "{}", "\"\""};
    check_values(f, good, COUNT_OF(good), PBJWT_OK, __LINE__);
    static const char *const bad[] = {
        "True",     "TRUE",       "tru",    "truee",     "true1", "tRUE", "t",   "False",
        "FALSE",    "fals",       "falsee", "f",         "Null",  "NULL", "nul", "nulll",
        "n",        "None",       "nil",    "undefined", "yes",   "no",   "on",  "truefalse",
        "nullnull", "true false", "\"true", "trux",      "falsx", "nulx",
    };
    check_values(f, bad, COUNT_OF(bad), PBJWT_MALFORMED_PAYLOAD, __LINE__);
}

static void escapes_are_those_of_rfc_8259(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *json;
        const char *text;
    } good[] = {
        {"\\\"", "\""},
        {"\\\\", "\\"},
        {"\\/", "/"},
        {"/", "/"},
        {"\\b\\f\\n\\r\\t", "\b\f\n\r\t"},
        {"\\u0001", "\x01"},
        {"\\u001f\\u0020", "\x1f "},
        {"\\u0041\\u005a", "AZ"},
        {"\\u007f", "\x7f"},
        {"\\u0080", "\xc2\x80"},
        {"\\u00e9\\u00E9", "\xc3\xa9\xc3\xa9"},
        {"\\u07ff", "\xdf\xbf"},
        {"\\u0800", "\xe0\xa0\x80"},
        {"\\u20AC\\u20ac", "\xe2\x82\xac\xe2\x82\xac"},
        {"\\ud7ff", "\xed\x9f\xbf"},
        {"\\ue000", "\xee\x80\x80"},
        {"\\ufffd", "\xef\xbf\xbd"},
        {"\\uFFFE", "\xef\xbf\xbe"},
        {"\\uffff", "\xef\xbf\xbf"},
        {"\\uFEFF", "\xef\xbb\xbf"},
        {"\\ud800\\udc00", "\xf0\x90\x80\x80"},
        {"\\uD83D\\uDE00", "\xf0\x9f\x98\x80"},
        {"\\udbff\\udfff", "\xf4\x8f\xbf\xbf"},
        {"\\ud800\\udfff", "\xf0\x90\x8f\xbf"},
        {"\\udbff\\udc00", "\xf4\x8f\xb0\x80"},
        {"a\\u0062c", "abc"},
        {"\\\\u0041", "\\u0041"},
        {"\\\\\\u0041", "\\A"},
        {"\\\\u0000", "\\u0000"},
        {" ", " "},
    };
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        check_members(f, textf("\"name\":\"%s\"", good[i].json), PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(f->identity, identity_name, good[i].text);
        check_value(f, textf("\"%s\"", good[i].json), PBJWT_OK, __LINE__);
        check_members(f, textf("\"name\":\"<%s>\"", good[i].json), PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(f->identity, identity_name, textf("<%s>", good[i].text));
    }
    static const char *const bad[] = {
        "\\a",
        "\\v",
        "\\e",
        "\\x41",
        "\\0",
        "\\1",
        "\\'",
        "\\U0041",
        "\\B",
        "\\N",
        "\\ ",
        "\\\xc3\xa9",
        "\\\n",
        "\\u",
        "\\u0",
        "\\u00",
        "\\u004",
        "\\u004G",
        "\\u00g1",
        "\\u 041",
        "\\u+041",
        "\\u-041",
        "\\u{41}",
        "\\u0x41",
        "\\u004\xc3\xa9",
        "\\",
        "\\\\\\",
        "\\u004:",
        "\\u004/",
        "\\u004@",
        "\\u004`",
        "\\u004\xb1",
        "\\u\357\274\220041",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        check_value(f, textf("\"%s\"", bad[i]), PBJWT_MALFORMED_PAYLOAD, __LINE__);
        check_members(f, textf("\"%s\":0", bad[i]), PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
    }
}

static void a_surrogate_needs_its_partner(void **state) {
    struct fixture *f = *state;
    static const char *const bad[] = {
        "\\ud800",
        "\\udbff",
        "\\udc00",
        "\\udfff",
        "\\ud83d",
        "\\ude00",
        "a\\ud83d",
        "\\ud83da",
        "\\ud83d\\n",
        "\\ud83d\\nde00",
        "\\ud83d\\Ude00",
        "\\ud83d/ude00",
        "\\ud83d\\\\de00",
        "\\ud83d\\u0041",
        "\\ud83d\\ud83d",
        "\\ude00\\ud83d",
        "\\ud83d \\ude00",
        "\\ud83d\\\\ude00",
        "\\ud83d\\ud83d\\ude00",
        "\\ud83d\\ude00\\ude00",
        "\\ud83d\\udbff",
        "\\ud83d\\ue000",
        "\\ud83d\\ud7ff",
        "\\ud83dude00",
        "\\ud83d\xf0\x9f\x98\x80",
        "\\ud83d\\",
        "\\ud83d\\u",
        "\\ud83d\\ude0",
        "\\uD800\\uD800",
        "\\uDFFF\\uDFFF",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        check_value(f, textf("\"%s\"", bad[i]), PBJWT_MALFORMED_PAYLOAD, __LINE__);
        check_members(f, textf("\"%s\":0", bad[i]), PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
    }
}

static void a_string_has_no_nul(void **state) {
    struct fixture *f = *state;
    static const char *const bad[] = {"\\u0000", "a\\u0000b", "\\u0000\\u0000", "\\\\\\u0000",
                                      "\\ud83d\\u0000"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        check_value(f, textf("\"%s\"", bad[i]), PBJWT_MALFORMED_PAYLOAD, __LINE__);
        check_members(f, textf("\"%s\":0", bad[i]), PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
        check_payload(f, textf("{\"email\":\"ann@example.com%s\",%s}", bad[i], TIMES),
                      PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
    }
}

static void control_characters_are_escaped(void **state) {
    struct fixture *f = *state;
    for (unsigned byte = 1; byte < 0x20; byte++) {
        check_value(f, textf("\"%c\"", (char)byte), PBJWT_MALFORMED_PAYLOAD, __LINE__);
        check_value(f, textf("\"abcdefghijklmnop%cq\"", (char)byte), PBJWT_MALFORMED_PAYLOAD,
                    __LINE__);
        check_members(f, textf("\"a%c\":0", (char)byte), PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
        /* At each offset of a long text, because a reader may process several bytes at a time. */
        for (size_t offset = 0; offset < 36; offset++) {
            check_members(
                f, textf("\"x\":\"%s%c%s\"", repeat("a", offset), (char)byte, repeat("b", 24)),
                PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
        }
    }
    check_value(f, "\"\x7f\"", PBJWT_OK, __LINE__);
    check_value(f, "\"\xc2\x80\xc2\x9f\"", PBJWT_OK, __LINE__);
}

static void utf8_is_strict(void **state) {
    struct fixture *f = *state;
    static const char *const good[] = {
        "\xc2\x80",         "\xdf\xbf",         "\xe0\xa0\x80",
        "\xe1\x80\x80",     "\xec\xbf\xbf",     "\xed\x80\x80",
        "\xed\x9f\xbf",     "\xee\x80\x80",     "\xef\xbf\xbd",
        "\xef\xbf\xbe",     "\xef\xbf\xbf",     "\xef\xbb\xbf",
        "\xf0\x90\x80\x80", "\xf1\x80\x80\x80", "\xf3\xbf\xbf\xbf",
        "\xf4\x80\x80\x80", "\xf4\x8f\xbf\xbf", "\xe2\x80\xa8\xe2\x80\xa9",
        "e\xcc\x81",        "\xd7\x90\xd7\x91",
    };
    static const char *const bad[] = {
        /* a byte that never starts one */
        "\x80",
        "\xbf",
        "\xc0",
        "\xc1",
        "\xf5",
        "\xf8",
        "\xfc",
        "\xfe",
        "\xff",
        /* too short */
        "\xc2",
        "\xdf",
        "\xe0",
        "\xe0\xa0",
        "\xe2\x82",
        "\xed\x9f",
        "\xf0",
        "\xf0\x90",
        "\xf0\x9f\x98",
        "\xf4\x8f\xbf",
        /* not followed by one that continues */
        "\xc2\x41",
        "\xc2\xc0",
        "\xe2\x82\x41",
        "\xe2\x41\xac",
        "\xf0\x9f\x98\x41",
        "\xf0\x9f\x41\x80",
        "\xf0\x41\x98\x80",
        "\xc3\x28",
        "\xe2\x82\xc0",
        "\xf0\x9f\x98\xc0",
        "\xc2\x7f",
        /* overlong */
        "\xc0\x80",
        "\xc0\xaf",
        "\xc1\xbf",
        "\xe0\x80\x80",
        "\xe0\x80\xaf",
        "\xe0\x9f\xbf",
        "\xf0\x80\x80\x80",
        "\xf0\x80\x80\xaf",
        "\xf0\x8f\xbf\xbf",
        "\xf8\x80\x80\x80\x80",
        "\xfc\x80\x80\x80\x80\x80",
        /* surrogates, and past the last code point */
        "\xed\xa0\x80",
        "\xed\xaf\xbf",
        "\xed\xb0\x80",
        "\xed\xbf\xbf",
        "\xed\xa0\xbd\xed\xb8\x80",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xf7\xbf\xbf\xbf",
        /* other encodings */
        "\xe9",
        "caf\xe9",
        "\x93quoted\x94",
    };
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        check_value(f, textf("\"%s\"", good[i]), PBJWT_OK, __LINE__);
        check_members(f, textf("\"%s\":0,\"name\":\"-%s-\"", good[i], good[i]), PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_view(f->identity, identity_name, textf("-%s-", good[i]));
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        check_value(f, textf("\"%s\"", bad[i]), PBJWT_MALFORMED_PAYLOAD, __LINE__);
        check_members(f, textf("\"%s\":0", bad[i]), PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
        /* As the last bytes, after which nothing may be read. */
        check_payload(f, textf("{%s,\"x\":\"%s", PERSON, bad[i]), PBJWT_MALFORMED_PAYLOAD,
                      PBJWT_CLAIM_NONE);
        check_payload(f, textf("{%s}%s", PERSON, bad[i]), PBJWT_MALFORMED_PAYLOAD,
                      PBJWT_CLAIM_NONE);
        /* At each offset, because a reader may process several bytes at a time. */
        for (size_t offset = 1; offset <= 35; offset++) {
            check_members(f,
                          textf("\"x\":\"%s%s%s\"", repeat("a", offset), bad[i], repeat("b", 16)),
                          PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
        }
    }
}

static void plain_and_special_bytes_mix_at_every_offset(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *json;
        const char *text;
    } units[] = {
        {"\\\"", "\""},
        {"\\\\", "\\"},
        {"\\u0041", "A"},
        {"\xc3\xa9", "\xc3\xa9"},
        {"\x7f", "\x7f"},
        {" ", " "},
        {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
        {"!", "!"},
        {"#", "#"},
        {"[", "["},
        {"]", "]"},
    };
    for (size_t u = 0; u < COUNT_OF(units); u++) {
        for (size_t offset = 0; offset < 36; offset++) {
            for (size_t rest = 0; rest < 12; rest += 11) {
                const char *before = repeat("a", offset);
                const char *after = repeat("~", rest);
                check_members(f, textf("\"name\":\"%s%s%s\"", before, units[u].json, after),
                              PBJWT_OK, PBJWT_CLAIM_NONE);
                check_view(f->identity, identity_name,
                           textf("%s%s%s", before, units[u].text, after));
            }
        }
    }
}

static void a_fault_in_a_value_is_found_whatever_the_claim(void **state) {
    struct fixture *f = *state;
    static const char *const names[] = {"email", "sub",      "id",          "name",
                                        "exp",   "iss",      "company_mrr", "renewal_date",
                                        "aud",   "user_hash"};
    static const char *const values[] = {"01",      "\"\\x\"",  "tru",  "[1,]",
                                         "{\"a\"}", "\"\xff\"", "1e999"};
    for (size_t n = 0; n < COUNT_OF(names); n++) {
        for (size_t v = 0; v < COUNT_OF(values); v++) {
            check_payload(f, textf("{\"%s\":%s}", names[n], values[v]), PBJWT_MALFORMED_PAYLOAD,
                          PBJWT_CLAIM_NONE);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(there_are_three_literals),
        fixture_test(escapes_are_those_of_rfc_8259),
        fixture_test(a_surrogate_needs_its_partner),
        fixture_test(a_string_has_no_nul),
        fixture_test(control_characters_are_escaped),
        fixture_test(utf8_is_strict),
        fixture_test(plain_and_special_bytes_mix_at_every_offset),
        fixture_test(a_fault_in_a_value_is_found_whatever_the_claim),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
