/* SPDX-License-Identifier: Apache-2.0 */

/* The warnings that tell without changing the outcome: placeholders, a missing "iat", an address
   that is not canonical, a weak secret; and the order in which they come. */

#include "support.h"

static const char *const placeholders[] = {"undefined", "null", "NaN", "None", "[object Object]"};

/* Texts that only resemble one. */
static const char *const others[] = {
    "Undefined",
    "UNDEFINED",
    "undefine",
    "undefined ",
    " undefined",
    "undefinedd",
    "Null",
    "NULL",
    "nul",
    "nulll",
    "nan",
    "NAN",
    "Nan",
    "none",
    "NONE",
    "Nones",
    "[object object]",
    "[object Object",
    "object Object",
    "[object  Object]",
    "[Object Object]",
    "nil",
    "N/A",
    "undefined,undefined",
};

struct claim_row {
    const char *name;
    text_accessor get;
    bool absent; /* where the text is a placeholder */
};

static const struct claim_row claims[] = {
    {"name", pbjwt_identity_name, false},
    {"company_name", pbjwt_identity_company_name, false},
    {"account_owner_email", pbjwt_identity_account_owner_email, false},
    {"customer_status", pbjwt_identity_customer_status_text, false},
    {"iss", pbjwt_identity_issuer, false},
    {"jti", pbjwt_identity_token_id, false},
    {"sub", pbjwt_identity_user_id, true},
    {"id", pbjwt_identity_user_id, true},
    {"company_id", pbjwt_identity_company_id, true},
    {"external_user_id", pbjwt_identity_external_user_id, true},
    {"account_owner_id", pbjwt_identity_account_owner_id, true},
};

static void a_placeholder_is_warned_of_and_no_id(void **state) {
    struct fixture *f = *state;
    for (size_t c = 0; c < COUNT_OF(claims); c++) {
        for (size_t p = 0; p < COUNT_OF(placeholders); p++) {
            check_members(f, textf("\"%s\":\"%s\"", claims[c].name, placeholders[p]), PBJWT_OK,
                          PBJWT_CLAIM_NONE);
            check_view(f->identity, claims[c].get, claims[c].absent ? NULL : placeholders[p]);
            check_warnings(f, textf("placeholder:%s", claims[c].name));
        }
        check_members(f, textf("\"%s\":\"\\u0075ndefin\\u0065d\"", claims[c].name), PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_warnings(f, textf("placeholder:%s", claims[c].name));
        for (size_t o = 0; o < COUNT_OF(others); o++) {
            check_members(f, textf("\"%s\":\"%s\"", claims[c].name, others[o]), PBJWT_OK,
                          PBJWT_CLAIM_NONE);
            check_view(f->identity, claims[c].get, others[o]);
            check_warnings(f, "");
        }
    }
}

static void a_placeholder_as_the_customer_status_is_a_custom_one(void **state) {
    struct fixture *f = *state;
    check_members(f, "\"customer_status\":\"undefined\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    check(pbjwt_identity_customer_status(f->identity) == PBJWT_CUSTOMER_OTHER);
}

static void a_placeholder_as_the_address_is_warned_of(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *email;
        const char *warnings;
    } rows[] = {
        {"undefined", "placeholder:email"},
        {"null", "placeholder:email"},
        {"NaN", "not_canonical:email placeholder:email"},
        {"None", "not_canonical:email placeholder:email"},
        {"[object Object]", "not_canonical:email placeholder:email"},
        {"nan", ""},
        {" null", "not_canonical:email"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_payload(f, textf("{\"email\":\"%s\",%s}", rows[i].email, TIMES), PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_view(f->identity, pbjwt_identity_email, rows[i].email);
        check_warnings(f, rows[i].warnings);
    }
}

static void where_a_form_is_asked_for_a_placeholder_is_a_wrong_one_too(void **state) {
    struct fixture *f = *state;
    static const char *const names[] = {"avatar_url", "avatarURL", "renewal_date", "renewal_risk"};
    for (size_t p = 0; p < COUNT_OF(placeholders); p++) {
        for (size_t n = 0; n < COUNT_OF(names); n++) {
            check_members(f, textf("\"%s\":\"%s\"", names[n], placeholders[p]), PBJWT_OK,
                          PBJWT_CLAIM_NONE);
            check_warnings(f, textf("wrong_type:%s placeholder:%s", names[n], names[n]));
        }
        check_members(f, textf("\"company_mrr\":\"%s\"", placeholders[p]), PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_warnings(f, "wrong_type:company_mrr");
    }
}

static void a_placeholder_as_the_audience_is_warned_of(void **state) {
    struct fixture *f = *state;
    check_members(f, "\"aud\":\"undefined\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "placeholder:aud");
    check(pbjwt_identity_audience_count(f->identity) == 1);
    check_members(f, "\"aud\":\"Undefined\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "");
    check_members(f, "\"aud\":[\"null\",\"a\",\"b\"]", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "placeholder:aud");
    check_members(f, "\"aud\":[\"a\",\"b\"]", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "");
    check_members(f, "\"aud\":[\"a\",\"None\",\"null\"]", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "placeholder:aud");
    check(pbjwt_identity_audience_count(f->identity) == 3);
}

static void a_custom_claim_may_read_anything(void **state) {
    struct fixture *f = *state;
    check_members(f, "\"plan\":\"undefined\",\"x\":[\"null\"],\"NaN\":\"NaN\"", PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_warnings(f, "");
    check_members(f, "\"user_hash\":\"undefined\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "");
}

static void a_missing_iat_is_warned_of(void **state) {
    struct fixture *f = *state;
    check_payload(f, "{\"email\":\"a@b.c\",\"exp\":1750000300}", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "missing_iat:iat");
    check_payload(f, "{\"email\":\"a@b.c\",\"exp\":1750000300,\"iat\":null}", PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_warnings(f, "missing_iat:iat");
    check_payload(f, "{\"email\":\"a@b.c\",\"exp\":1750000300,\"IAT\":1}", PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_warnings(f, "missing_iat:iat");
    check_payload(f, "{\"email\":\"a@b.c\",\"exp\":1750000300,\"iat\":1750000000}", PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_warnings(f, "");
}

static void warnings_come_in_the_order_of_the_checks(void **state) {
    struct fixture *f = *state;
    pbjwt_secret *secret = NULL;
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_secret_new_weak("weak", 4, PBJWT_SECRET_TEXT, &secret), PBJWT_OK);
    assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    static const char *const payloads[] = {
        "{\"email\":\"Ann@b.c\",\"sub\":\"null\",\"id\":\"NaN\",\"iss\":\"None\",\"jti\":\"null\","
        "\"name\":7,\"company_id\":\"undefined\",\"renewal_risk\":\"x\",\"exp\":1750000300}",
        "{\"renewal_risk\":\"x\",\"company_id\":\"undefined\",\"name\":7,\"jti\":\"null\","
        "\"iss\":\"None\",\"id\":\"NaN\",\"sub\":\"null\",\"email\":\"Ann@b.c\","
        "\"exp\":1750000300}",
    };
    for (size_t i = 0; i < COUNT_OF(payloads); i++) {
        check_verdict(verifier, f->identity, make_token(HEADER, payloads[i], "weak"), NOW, PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_warnings(f, "weak_secret:- missing_iat:iat not_canonical:email placeholder:sub "
                          "placeholder:id placeholder:iss placeholder:jti wrong_type:name "
                          "placeholder:company_id wrong_type:renewal_risk");
        pbjwt_claim claim = PBJWT_CLAIM_JTI;
        check(pbjwt_identity_warning(f->identity, 0, &claim) == PBJWT_WARNING_WEAK_SECRET);
        check(claim == PBJWT_CLAIM_NONE);
        check(pbjwt_identity_warning(f->identity, 1, &claim) == PBJWT_WARNING_MISSING_IAT);
        check(claim == PBJWT_CLAIM_IAT);
        check(pbjwt_identity_warning(f->identity, 9, NULL) == PBJWT_WARNING_WRONG_TYPE);
        claim = PBJWT_CLAIM_JTI;
        check(pbjwt_identity_warning(f->identity, 10, &claim) == PBJWT_WARNING_NONE);
        check(claim == PBJWT_CLAIM_NONE);
        check(pbjwt_identity_warning(f->identity, SIZE_MAX, NULL) == PBJWT_WARNING_NONE);
    }
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
}

static void every_claim_can_be_warned_of_at_once(void **state) {
    struct fixture *f = *state;
    pbjwt_secret *secret = NULL;
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_secret_new_weak("weak", 4, PBJWT_SECRET_TEXT, &secret), PBJWT_OK);
    assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    check_verdict(
        verifier, f->identity,
        make_token(HEADER,
                   "{\"email\":\"NaN\",\"sub\":\"null\",\"id\":\"NaN\",\"iss\":\"None\","
                   "\"jti\":\"null\",\"aud\":\"null\",\"name\":\"null\",\"company_name\":\"null\","
                   "\"company_id\":\"null\",\"external_user_id\":\"null\","
                   "\"account_owner_id\":\"null\",\"account_owner_email\":\"null\","
                   "\"avatar_url\":\"null\",\"avatarURL\":\"null\",\"company_mrr\":\"null\","
                   "\"customer_status\":\"null\",\"renewal_date\":\"null\","
                   "\"renewal_risk\":\"null\",\"exp\":1750000300}",
                   "weak"),
        NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(
        f, "weak_secret:- missing_iat:iat not_canonical:email placeholder:email "
           "placeholder:sub placeholder:id placeholder:iss placeholder:jti "
           "placeholder:aud placeholder:name placeholder:company_name placeholder:company_id "
           "placeholder:external_user_id placeholder:account_owner_id "
           "placeholder:account_owner_email wrong_type:avatar_url "
           "placeholder:avatar_url wrong_type:avatarURL placeholder:avatarURL "
           "wrong_type:company_mrr placeholder:customer_status "
           "wrong_type:renewal_date placeholder:renewal_date "
           "wrong_type:renewal_risk placeholder:renewal_risk");
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_placeholder_is_warned_of_and_no_id),
        fixture_test(a_placeholder_as_the_customer_status_is_a_custom_one),
        fixture_test(a_placeholder_as_the_address_is_warned_of),
        fixture_test(where_a_form_is_asked_for_a_placeholder_is_a_wrong_one_too),
        fixture_test(a_placeholder_as_the_audience_is_warned_of),
        fixture_test(a_custom_claim_may_read_anything),
        fixture_test(a_missing_iat_is_warned_of),
        fixture_test(warnings_come_in_the_order_of_the_checks),
        fixture_test(every_claim_can_be_warned_of_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
