/* SPDX-License-Identifier: Apache-2.0 */

/* Step 12: claims whose faults give a warning, or with strict claims a refusal. */

#include "claim_checks.h"
#include "support.h"

#include <math.h>
#include <string.h>

struct text_claim {
    const char *name;
    pbjwt_claim claim;
    text_accessor get;
};

/* Claims that accept any text. */
static const struct text_claim free_texts[] = {
    {"name", PBJWT_CLAIM_NAME, identity_name},
    {"company_name", PBJWT_CLAIM_COMPANY_NAME, identity_company_name},
    {"company_id", PBJWT_CLAIM_COMPANY_ID, identity_company_id},
    {"external_user_id", PBJWT_CLAIM_EXTERNAL_USER_ID, identity_external_user_id},
    {"account_owner_id", PBJWT_CLAIM_ACCOUNT_OWNER_ID, identity_account_owner_id},
    {"account_owner_email", PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL, identity_account_owner_email},
    {"customer_status", PBJWT_CLAIM_CUSTOMER_STATUS, identity_customer_status_text},
};

static void a_text_is_returned_as_sent(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *json;
        const char *text;
    } values[] = {
        {"Ann Example", "Ann Example"},
        {" ", " "},
        {"\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t"},
        {"Zo\\u00eb \xe2\x82\xac \\ud83d\\ude00", "Zo\xc3\xab \xe2\x82\xac \xf0\x9f\x98\x80"},
        {"%s%n%d", "%s%n%d"},
        {"<script>alert(1)</script>", "<script>alert(1)</script>"},
        {"undefine", "undefine"},
        {"Null", "Null"},
    };
    for (size_t c = 0; c < COUNT_OF(free_texts); c++) {
        for (size_t v = 0; v < COUNT_OF(values); v++) {
            check_right(f, textf("\"%s\":\"%s\"", free_texts[c].name, values[v].json),
                        free_texts[c].get, values[v].text, __LINE__);
        }
        const char *large = repeat("x", 4000);
        check_right(f, textf("\"%s\":\"%s\"", free_texts[c].name, large), free_texts[c].get, large,
                    __LINE__);
        check_right(f, textf("\"%s\":null", free_texts[c].name), free_texts[c].get, NULL, __LINE__);
        check_right(f, textf("\"%s\":\"\"", free_texts[c].name), free_texts[c].get, NULL, __LINE__);
        check_right(f, "\"x\":1", free_texts[c].get, NULL, __LINE__);
    }
}

static void a_text_of_the_wrong_type_is_left_out(void **state) {
    struct fixture *f = *state;
    static const char *const values[] = {
        "0", "12.5", "true", "false", "[]", "[\"a\"]", "{}", "{\"name\":\"a\"}", "-1e3"};
    for (size_t c = 0; c < COUNT_OF(free_texts); c++) {
        for (size_t v = 0; v < COUNT_OF(values); v++) {
            check_wrong(f, textf("\"%s\":%s", free_texts[c].name, values[v]), free_texts[c].claim,
                        free_texts[c].get, __LINE__);
        }
    }
}

static void one_claim_is_not_another(void **state) {
    struct fixture *f = *state;
    const char *members = "\"name\":\"n\",\"company_name\":\"cn\",\"company_id\":\"ci\","
                          "\"external_user_id\":\"eui\",\"account_owner_id\":\"aoi\","
                          "\"account_owner_email\":\"aoe\",\"customer_status\":\"cs\","
                          "\"renewal_risk\":\"low\",\"renewal_date\":\"2026-01-31\","
                          "\"avatar_url\":\"https://a.b/c\",\"sub\":\"s\",\"iss\":\"i\","
                          "\"jti\":\"j\",\"Name\":\"x\",\"NAME\":\"x\",\"company\":\"x\","
                          "\"nam\":\"x\",\"names\":\"x\",\"companyName\":\"x\"";
    check_members(f, members, PBJWT_OK, PBJWT_CLAIM_NONE);
    static const char *const expected[] = {
        "ann@example.com",
        "ann@example.com",
        "s",
        "n",
        "https://a.b/c",
        "cn",
        "ci",
        "cs",
        "2026-01-31",
        "low",
        "aoi",
        "aoe",
        "eui",
        "i",
        "j",
        NULL,
    };
    for (size_t i = 0; i < COUNT_OF(all_texts); i++) {
        check_view(f->identity, all_texts[i].get, expected[i]);
    }
    check_warnings(f, "");
}

static void the_revenue_is_a_finite_number(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *json;
        double value;
    } good[] = {
        {"0", 0},
        {"499", 499},
        {"499.99", 499.99},
        {"-12.5", -12.5},
        {"1e6", 1e6},
        {"1.7976931348623157e308", 1.7976931348623157e308},
        {"9223372036854775807", 9223372036854775807.0},
        {"-9223372036854775808", -9223372036854775808.0},
        {"9007199254740991", 9007199254740991.0},
        {"9007199254740992", 9007199254740992.0},
        {"9007199254740993", 9007199254740992.0},
        {"9007199254740995", 9007199254740996.0},
        {"-9007199254740991", -9007199254740991.0},
        {"-9007199254740992", -9007199254740992.0},
        {"-9007199254740993", -9007199254740992.0},
        {"-9007199254740995", -9007199254740996.0},
        {"0.1", 0.1},
        {"123456789.123456789", 123456789.123456789},
        {"5e-324", 5e-324},
        {"2.2250738585072011e-308", 2.2250738585072011e-308},
        {"0.30000000000000004", 0.30000000000000004},
        {"8.41e21", 8.41e21},
        {"9007199254740993.0", 9007199254740992.0},
        {"9007199254740995.0", 9007199254740996.0},
        /* Numbers that a distant digit decides. */
        {"9007199254740993.00000000000000000000000000001", 9007199254740994.0},
        {"9007199254740992.99999999999999999999999999999", 9007199254740992.0},
        {"0.8197631747112424372", 0x1.a3b7ffb3b328dp-1},
        {"0.3727531358400151540", 0x1.7db2ff7fa8411p-2},
        {"0.2478639328103016265", 0x1.fba015ea39ba1p-3},
    };
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        set_strict(f, true);
        check_members(f, textf("\"company_mrr\":%s", good[i].json), PBJWT_OK, PBJWT_CLAIM_NONE);
        check_number(f->identity, identity_company_mrr, good[i].value);
        check_warnings(f, "");
    }
    check_members(f, textf("\"company_mrr\":9007199254740993.%s1", repeat("0", 900)), PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_number(f->identity, identity_company_mrr, 9007199254740994.0);
    check_members(f, textf("\"company_mrr\":9007199254740993.%s", repeat("0", 900)), PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_number(f->identity, identity_company_mrr, 9007199254740992.0);
    for (int empty = 0; empty < 2; empty++) {
        check_members(f, empty ? "\"company_mrr\":\"\"" : "\"company_mrr\":null", PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_no_number(f->identity, identity_company_mrr);
        check_warnings(f, "");
    }
    static const char *const bad[] = {"true",      "false", "[499]",        "[]",
                                      "[\"499\"]", "{}",    "{\"usd\":499}"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        check_wrong(f, textf("\"company_mrr\":%s", bad[i]), PBJWT_CLAIM_COMPANY_MRR, NULL,
                    __LINE__);
        set_strict(f, false);
        check_members(f, textf("\"company_mrr\":%s", bad[i]), PBJWT_OK, PBJWT_CLAIM_NONE);
        check_no_number(f->identity, identity_company_mrr);
    }
}

/* Decimals as PHP and Ruby write them. */
static void a_number_in_a_text_is_read_as_revenue(void **state) {
    struct fixture *f = *state;
    const struct {
        const char *text;
        double value;
    } good[] = {
        {"0", 0},
        {"-0", -0.0},
        {"-0.0", -0.0},
        {"499", 499},
        {"499.00", 499},
        {"-12.50", -12.5},
        {"1e3", 1000},
        {"1E+03", 1000},
        {"25e-2", 0.25},
        {"9223372036854775808", 9223372036854775808.0}, /* larger than any integer in a payload */
        {"-9223372036854775809", -9223372036854775808.0},
        {"123456789012345678901234567890", 123456789012345678901234567890.0},
        {"1.7976931348623157e308", 1.7976931348623157e308},
        {"1e-400", 0},
        {"9007199254740993.0000000000000000000000000000000000000000000001", 9007199254740994.0},
        {"\\u0031\\u0032.5", 12.5},
        {textf("0.%s", repeat("3", 62)), 1.0 / 3},
        {textf("%s", repeat("9", 64)), 1e64},
        {textf("1.%s", repeat("0", 62)), 1},
    };
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        const char *const member = textf("\"company_mrr\":\"%s\"", good[i].text);
        set_strict(f, false);
        check_members(f, member, PBJWT_OK, PBJWT_CLAIM_NONE);
        check_number(f->identity, identity_company_mrr, good[i].value);
        double got = 0;
        identity_company_mrr(f->identity, &got);
        check(signbit(got) == signbit(good[i].value));
        check_warnings(f, "coerced:company_mrr");
        set_strict(f, true);
        check_members(f, member, PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_COMPANY_MRR);
    }
    const char *const bad[] = {
        " ",
        "+1",
        "01",
        "-01",
        ".5",
        "5.",
        "1.e3",
        "1e",
        "1e+",
        "--1",
        "-",
        " 1",
        "1 ",
        "1\\n",
        "1,5",
        "1,000.00",
        "1_000",
        "$499",
        "499 USD",
        "\342\202\2545",
        "0x10",
        "1e5.0",
        "1.2.3",
        "Infinity",
        "-inf",
        "NaN",
        "true",
        "[1]",
        "1f",
        "\xd9\xa1",
        "\xef\xbc\x91",
        "1e309",
        "-1e309",
        "1.8e308",
        "1e99999",
        "\342\200\2131",
        "1/2",
        "50%",
        textf("0.%s", repeat("3", 63)),
        textf("%s", repeat("9", 65)),
        textf("1%s", repeat("0", 64)),
        textf("1.%s", repeat("0", 63)),
        repeat("9", 400),
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *const member = textf("\"company_mrr\":\"%s\"", bad[i]);
        check_left_out(f, member, "wrong_form", PBJWT_CLAIM_COMPANY_MRR, NULL, __LINE__);
        set_strict(f, false);
        check_members(f, member, PBJWT_OK, PBJWT_CLAIM_NONE);
        check_no_number(f->identity, identity_company_mrr);
    }
}

static void a_customer_status_is_one_of_three_or_any_other(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *json;
        pbjwt_customer_status status;
        const char *text;
    } rows[] = {
        {"\"active\"", PBJWT_CUSTOMER_ACTIVE, "active"},
        {"\"trial\"", PBJWT_CUSTOMER_TRIAL, "trial"},
        {"\"churned\"", PBJWT_CUSTOMER_CHURNED, "churned"},
        {"\"\\u0061ctive\"", PBJWT_CUSTOMER_ACTIVE, "active"},
        {"\"Active\"", PBJWT_CUSTOMER_OTHER, "Active"},
        {"\"active \"", PBJWT_CUSTOMER_OTHER, "active "},
        {"\"trials\"", PBJWT_CUSTOMER_OTHER, "trials"},
        {"\"tria\"", PBJWT_CUSTOMER_OTHER, "tria"},
        {"\"paused since \\u00e9t\\u00e9\"", PBJWT_CUSTOMER_OTHER,
         "paused since \xc3\xa9t\xc3\xa9"},
        {"null", PBJWT_CUSTOMER_ABSENT, NULL},
        {"\"\"", PBJWT_CUSTOMER_ABSENT, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_members(f, textf("\"customer_status\":%s", rows[i].json), PBJWT_OK, PBJWT_CLAIM_NONE);
        check(pbjwt_identity_customer_status(f->identity) == rows[i].status);
        check_view(f->identity, identity_customer_status_text, rows[i].text);
        check_warnings(f, "");
    }
    check_members(f, "\"customer_status\":5", PBJWT_OK, PBJWT_CLAIM_NONE);
    check(pbjwt_identity_customer_status(f->identity) == PBJWT_CUSTOMER_ABSENT);
}

static void a_renewal_risk_is_low_medium_or_high(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *text;
        pbjwt_renewal_risk risk;
    } good[] = {{"low", PBJWT_RISK_LOW}, {"medium", PBJWT_RISK_MEDIUM}, {"high", PBJWT_RISK_HIGH}};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        const char *members = textf("\"renewal_risk\":\"%s\"", good[i].text);
        check_right(f, members, identity_renewal_risk_text, good[i].text, __LINE__);
        check(pbjwt_identity_renewal_risk(f->identity) == good[i].risk);
    }
    check_right(f, "\"renewal_risk\":null", identity_renewal_risk_text, NULL, __LINE__);
    check_right(f, "\"renewal_risk\":\"\"", identity_renewal_risk_text, NULL, __LINE__);
    check(pbjwt_identity_renewal_risk(f->identity) == PBJWT_RISK_ABSENT);
    check_right(f, "\"renewal_risk\":\"h\\u0069gh\"", identity_renewal_risk_text, "high", __LINE__);
    static const struct {
        const char *json;
        const char *kind;
    } bad[] = {
        {"\"lo\"", "wrong_form"},
        {"\"lows\"", "wrong_form"},
        {"\"high \"", "wrong_form"},
        {"\" \"", "wrong_form"},
        {"\"\xe2\x80\x8blow\"", "wrong_form"},
        {"\"critical\"", "wrong_form"},
        {"\"med\xc4\xb1um\"", "wrong_form"}, /* dotless: its upper case is an ASCII I */
        {"\"h\xc4\xb0gh\"", "wrong_form"},
        {"\"1\"", "wrong_form"},
        {"1", "wrong_type"},
        {"0.5", "wrong_type"},
        {"true", "wrong_type"},
        {"[]", "wrong_type"},
        {"{}", "wrong_type"},
        {"[\"low\"]", "wrong_type"},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *members = textf("\"renewal_risk\":%s", bad[i].json);
        check_left_out(f, members, bad[i].kind, PBJWT_CLAIM_RENEWAL_RISK,
                       identity_renewal_risk_text, __LINE__);
        set_strict(f, false);
        check_members(f, members, PBJWT_OK, PBJWT_CLAIM_NONE);
        check(pbjwt_identity_renewal_risk(f->identity) == PBJWT_RISK_ABSENT);
    }
}

static void a_risk_in_another_case_is_returned_in_lower_case(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *sent;
        const char *told;
        pbjwt_renewal_risk risk;
    } rows[] = {
        {"Low", "low", PBJWT_RISK_LOW},          {"LOW", "low", PBJWT_RISK_LOW},
        {"lOw", "low", PBJWT_RISK_LOW},          {"Medium", "medium", PBJWT_RISK_MEDIUM},
        {"MEDIUM", "medium", PBJWT_RISK_MEDIUM}, {"mediuM", "medium", PBJWT_RISK_MEDIUM},
        {"High", "high", PBJWT_RISK_HIGH},       {"HIGH", "high", PBJWT_RISK_HIGH},
        {"hi\\u0047h", "high", PBJWT_RISK_HIGH},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *const member = textf("\"renewal_risk\":\"%s\"", rows[i].sent);
        set_strict(f, false);
        check_members(f, member, PBJWT_OK, PBJWT_CLAIM_NONE);
        check(pbjwt_identity_renewal_risk(f->identity) == rows[i].risk);
        check_view(f->identity, identity_renewal_risk_text, rows[i].told);
        check_warnings(f, "coerced:renewal_risk");
        set_strict(f, true);
        check_members(f, member, PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_RENEWAL_RISK);
    }
}

/* The claims with warnings, in the order of their checks. */
static const pbjwt_claim warned[] = {
    PBJWT_CLAIM_NAME,
    PBJWT_CLAIM_COMPANY_NAME,
    PBJWT_CLAIM_COMPANY_ID,
    PBJWT_CLAIM_EXTERNAL_USER_ID,
    PBJWT_CLAIM_ACCOUNT_OWNER_ID,
    PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL,
    PBJWT_CLAIM_AVATAR_URL,
    PBJWT_CLAIM_AVATAR_URL_CAMEL,
    PBJWT_CLAIM_COMPANY_MRR,
    PBJWT_CLAIM_CUSTOMER_STATUS,
    PBJWT_CLAIM_RENEWAL_DATE,
    PBJWT_CLAIM_RENEWAL_RISK,
};

static void warnings_come_in_the_order_of_the_claims_not_the_payload(void **state) {
    struct fixture *f = *state;
    const char *expected = "";
    for (size_t i = 0; i < COUNT_OF(warned); i++) {
        expected =
            textf("%s%swrong_type:%s", expected, i == 0 ? "" : " ", pbjwt_claim_name(warned[i]));
    }
    for (size_t start = 0; start < COUNT_OF(warned); start++) {
        for (int backwards = 0; backwards < 2; backwards++) {
            const char *members = "";
            for (size_t i = 0; i < COUNT_OF(warned); i++) {
                size_t at = (start + i) % COUNT_OF(warned);
                at = backwards == 1 ? COUNT_OF(warned) - 1 - at : at;
                members = textf("%s%s\"%s\":[]", members, i == 0 ? "" : ",",
                                pbjwt_claim_name(warned[at]));
            }
            set_strict(f, false);
            check_members(f, members, PBJWT_OK, PBJWT_CLAIM_NONE);
            check_warnings(f, expected);
            set_strict(f, true);
            check_members(f, members, PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_NAME);
        }
    }
}

/* A payload is read in parts of 1 KiB. */
static void claims_after_long_texts_are_read(void **state) {
    struct fixture *const fixture = *state;
    for (size_t length = 900; length < 3300; length += 7) {
        size_t got = 0;
        const struct token token =
            person_token(textf("\"name\":\"%s\",\"jti\":\"behind\"", repeat("n", length)));
        check(pbjwt_verify_at(fixture->fast, token.bytes, token.length, NOW, fixture->identity) ==
              PBJWT_OK);
        (void)pbjwt_identity_text(fixture->identity, PBJWT_CLAIM_NAME, &got);
        check(got == length);
        const char *const id = pbjwt_identity_text(fixture->identity, PBJWT_CLAIM_JTI, &got);
        check(got == 6 && memcmp(id, "behind", 6) == 0);
        release_memory();
    }
}

static void of_two_faulty_claims_strict_claims_name_the_first(void **state) {
    struct fixture *f = *state;
    set_strict(f, true);
    for (size_t one = 0; one < COUNT_OF(warned); one++) {
        for (size_t two = one + 1; two < COUNT_OF(warned); two++) {
            const char *first = pbjwt_claim_name(warned[one]);
            const char *second = pbjwt_claim_name(warned[two]);
            check_members(f, textf("\"%s\":[],\"%s\":[]", first, second), PBJWT_MALFORMED_CLAIM,
                          warned[one]);
            check_members(f, textf("\"%s\":{},\"%s\":{}", second, first), PBJWT_MALFORMED_CLAIM,
                          warned[one]);
        }
    }
    check_call(pbjwt_policy_set_strict_claims(NULL, true), PBJWT_INVALID_ARGUMENT);
}

static void strict_claims_do_not_change_other_warnings(void **state) {
    struct fixture *f = *state;
    set_strict(f, true);
    check_payload(f,
                  "{\"email\":\"Ann@example.com\",\"sub\":\"undefined\",\"name\":\"null\","
                  "\"exp\":1750003540}",
                  PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "missing_iat:iat not_canonical:email placeholder:sub placeholder:name");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_text_is_returned_as_sent),
        fixture_test(a_text_of_the_wrong_type_is_left_out),
        fixture_test(one_claim_is_not_another),
        fixture_test(the_revenue_is_a_finite_number),
        fixture_test(a_number_in_a_text_is_read_as_revenue),
        fixture_test(a_customer_status_is_one_of_three_or_any_other),
        fixture_test(a_renewal_risk_is_low_medium_or_high),
        fixture_test(a_risk_in_another_case_is_returned_in_lower_case),
        fixture_test(warnings_come_in_the_order_of_the_claims_not_the_payload),
        fixture_test(of_two_faulty_claims_strict_claims_name_the_first),
        fixture_test(strict_claims_do_not_change_other_warnings),
        fixture_test(claims_after_long_texts_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
