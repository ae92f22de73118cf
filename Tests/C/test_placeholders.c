/* SPDX-License-Identifier: Apache-2.0 */

/* Warnings that don't change the outcome: placeholders, a missing "iat", an address that isn't canonical, a weak
   secret; and their order. */

#include "claim_checks.h"
#include "placeholder.h"
#include "support.h"

#include <ctype.h>
#include <string.h>

/* The specification's list, and texts for each of its patterns, including the shortest. */
static const char *const placeholders[] = {
    "undefined",
    "null",
    "NULL",
    "(null)",
    "nil",
    "<nil>",
    "%!s(<nil>)",
    "<null>",
    "none",
    "None",
    "NONE",
    "NaN",
    "nan",
    "Array",
    "Optional.empty",
    "00000000-0000-0000-0000-000000000000",
    "[object Object]",
    "[object object]",
    "[object  Object]",
    "[object Promise], [object Object]",
    "[object ]",
    "Optional(nil)",
    "Optional(ann@example.com)",
    "Optional()",
    "Optional[abc]",
    "Optional[]",
    "#<User:0x000055d5>",
    "#<>",
    "<__main__.User object at 0x7f00>",
    "<a object at 0x object at 0x>",
    "< object at 0x>",
};

/* Texts that only resemble a placeholder. */
static const char *const others[] = {
    "Undefined",
    "UNDEFINED",
    "undefine",
    "undefinedd",
    "un defined",
    "unde\342\200\213fined",
    "undefined,undefined",
    "Null",
    "nULL",
    "nul",
    "nulll",
    "(null",
    "null)",
    "(NULL)",
    "Nil",
    "NIL",
    "<nil",
    "nil>",
    "<Nil>",
    "<NULL>",
    "%!s(<nil>",
    "%!d(<nil>)",
    "%!S(<nil>)",
    "Nones",
    "nONE",
    "NAN",
    "Nan",
    "nAN",
    "array",
    "ARRAY",
    "Arrays",
    "optional.empty",
    "Optional.Empty",
    "Optional.emptyy",
    "Optional",
    "0",
    "00000000-0000-0000-0000-00000000000",
    "00000000-0000-0000-0000-000000000001",
    "10000000-0000-0000-0000-000000000000",
    "00000000000000000000000000000000",
    "[object]",
    "[object Object",
    "object Object]",
    "object Object",
    "[Object Object]",
    "[object Object].",
    "x[object Object]",
    "Optional(",
    "Optional[",
    "Optional(a",
    "Optional(a]",
    "Optional[a)",
    "Optional{a}",
    "optional(a)",
    "OPTIONAL[a]",
    "#<",
    "#<a",
    "#a>",
    "# <a>",
    "<a>",
    "<a object at 0x7f",
    "a object at 0x7f>",
    "<a object at 7f>",
    "<a Object at 0x7f>",
    "<a object  at 0x7f>",
    "<a object at 0X7f>",
    "<object at 0x7f>",
    "N/A",
    "-",
};

/* The characters that are trimmed, as JSON. */
static const char *const ends[] = {
    " ",        "\\t",          "\\u0085",      "\xc2\xa0", "\xe3\x80\x80",
    "\xc2\xad", "\xe2\x80\x8b", "\xef\xbb\xbf", "\\u2028",  "\\udb40\\udc7f"};

struct claim_row {
    const char *name;
    text_accessor get;
    bool absent; /* whether a placeholder counts as absent */
};

static const struct claim_row claims[] = {
    {"name", identity_name, false},
    {"company_name", identity_company_name, false},
    {"account_owner_email", identity_account_owner_email, false},
    {"customer_status", identity_customer_status_text, false},
    {"iss", identity_issuer, false},
    {"jti", identity_token_id, false},
    {"sub", pbjwt_identity_user_id, true},
    {"id", pbjwt_identity_user_id, true},
    {"company_id", identity_company_id, true},
    {"external_user_id", identity_external_user_id, true},
    {"account_owner_id", identity_account_owner_id, true},
};

/* The unescaped text, if it is kept. */
static void check_member_text(struct fixture *f, const struct claim_row *claim, const char *json,
                              const char *text, bool placeholder) {
    check_members(f, textf("\"%s\":\"%s\"", claim->name, json), PBJWT_OK, PBJWT_CLAIM_NONE);
    check_view(f->identity, claim->get, placeholder && claim->absent ? NULL : text);
    check_warnings(f, placeholder ? textf("placeholder:%s", claim->name) : "");
}

static void a_placeholder_causes_a_warning_and_is_not_an_id(void **state) {
    struct fixture *f = *state;
    for (int strict = 0; strict < 2; strict++) {
        set_strict(f, strict == 1);
        for (size_t c = 0; c < COUNT_OF(claims); c++) {
            for (size_t p = 0; p < COUNT_OF(placeholders); p++)
                check_member_text(f, &claims[c], placeholders[p], placeholders[p], true);
            for (size_t o = 0; o < COUNT_OF(others); o++)
                check_member_text(f, &claims[c], others[o], others[o], false);
            check_member_text(f, &claims[c], "\\u0075ndefin\\u0065d", "undefined", true);
            release_memory();
        }
    }
}

static void white_space_and_format_characters_around_a_placeholder_do_not_matter(void **state) {
    struct fixture *f = *state;
    for (size_t p = 0; p < COUNT_OF(placeholders); p++) {
        for (size_t e = 0; e < COUNT_OF(ends); e++) {
            const char *const one = ends[e], *const two = ends[(e + 1) % COUNT_OF(ends)];
            const char *const around[] = {
                textf("%s%s", one, placeholders[p]),
                textf("%s%s", placeholders[p], one),
                textf("%s%s%s%s%s", one, two, placeholders[p], two, one),
            };
            for (size_t a = 0; a < COUNT_OF(around); a++) {
                check_members(f, textf("\"sub\":\"%s\",\"name\":\"%s\"", around[a], around[a]),
                              PBJWT_OK, PBJWT_CLAIM_NONE);
                check_view(f->identity, pbjwt_identity_user_id, NULL);
                check_warnings(f, "placeholder:sub placeholder:name");
                check_payload(f, textf("{\"email\":\"%s\",%s}", around[a], TIMES),
                              PBJWT_MISSING_EMAIL, PBJWT_CLAIM_NONE);
            }
        }
        release_memory();
    }
    /* A text of only trimmed characters isn't one. */
    for (size_t e = 0; e < COUNT_OF(ends); e++) {
        check_members(f, textf("\"sub\":\"%s\"", ends[e]), PBJWT_OK, PBJWT_CLAIM_NONE);
        check(pbjwt_identity_user_id(f->identity, NULL) != NULL);
        check_warnings(f, "");
    }
    /* Control characters that aren't white space stay. */
    check_members(f, "\"name\":\"\\u0001undefined\",\"sub\":\"null\\u007f\"", PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_warnings(f, "");
}

static void a_placeholder_is_not_a_user_id_for_a_required_hash(void **state) {
    struct fixture *f = *state;
    assert_int_equal(pbjwt_policy_set_user_hash(f->policy, PBJWT_USER_HASH_REQUIRED), PBJWT_OK);
    fixture_apply(f);
    for (size_t p = 0; p < COUNT_OF(placeholders); p++) {
        const char *const hash = hmac_hex(SECRET, placeholders[p]);
        check_members(f, textf("\"sub\":\"%s\",\"user_hash\":\"%s\"", placeholders[p], hash),
                      PBJWT_MISSING_USER_ID, PBJWT_CLAIM_NONE);
        check_members(f, textf("\"user_hash\":\"%s\",\"id\":\"%s\"", hash, placeholders[p]),
                      PBJWT_MISSING_USER_ID, PBJWT_CLAIM_NONE);
    }
    check_members(f, "\"sub\":\"7\",\"user_hash\":\"undefined\"", PBJWT_MALFORMED_CLAIM,
                  PBJWT_CLAIM_USER_HASH);
}

static void a_placeholder_as_the_customer_status_is_a_custom_status(void **state) {
    struct fixture *f = *state;
    check_members(f, "\"customer_status\":\"undefined\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    check(pbjwt_identity_customer_status(f->identity) == PBJWT_CUSTOMER_OTHER);
}

static const char *in_case(const char *text, int (*change)(int), size_t step) {
    char *const changed = textf("%s", text);
    for (size_t i = 0; i < strlen(text); i += step)
        changed[i] = (char)change((unsigned char)changed[i]);
    return changed;
}

/* Otherwise everyone whose server wrote it would be one person. */
static void a_placeholder_is_not_an_address_in_any_case(void **state) {
    struct fixture *f = *state;
    for (size_t p = 0; p < COUNT_OF(placeholders); p++) {
        const char *const sent[] = {
            placeholders[p],
            in_case(placeholders[p], toupper, 1),
            in_case(placeholders[p], tolower, 1),
            in_case(in_case(placeholders[p], tolower, 1), toupper, 2),
        };
        for (size_t i = 0; i < COUNT_OF(sent); i++)
            check_payload(f, textf("{\"email\":\"%s\",%s}", sent[i], TIMES), PBJWT_MISSING_EMAIL,
                          PBJWT_CLAIM_NONE);
    }
    static const struct {
        const char *email;
        pbjwt_status status;
    } rows[] = {
        /* An @ doesn't make them addresses. */
        {"Optional(ann@b.c)", PBJWT_MISSING_EMAIL},
        {"OPTIONAL[ANN@B.C]", PBJWT_MISSING_EMAIL},
        {"#<ann@b.c>", PBJWT_MISSING_EMAIL},
        {"[OBJECT ann@b.c]", PBJWT_MISSING_EMAIL},
        {"<ann@b.c OBJECT AT 0X7f>", PBJWT_MISSING_EMAIL},
        {"undefined@b.c", PBJWT_OK},
        {"null@null", PBJWT_OK},
        {"Optional.empty@b.c", PBJWT_OK},
        {"<ann@b.c>", PBJWT_OK},
        {"Optional(ann@b.c) x", PBJWT_OK},
        {"undefine", PBJWT_MALFORMED_CLAIM},
        {"undefinedd", PBJWT_MALFORMED_CLAIM},
        {"undef\xc4\xb1ned", PBJWT_MALFORMED_CLAIM}, /* dotless: its upper case is an ASCII I */
        {"nulll", PBJWT_MALFORMED_CLAIM},
        {"(null", PBJWT_MALFORMED_CLAIM},
        {"Optional(", PBJWT_MALFORMED_CLAIM},
        {"[object]", PBJWT_MALFORMED_CLAIM},
        {"#<a", PBJWT_MALFORMED_CLAIM},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_payload(f, textf("{\"email\":\"%s\",%s}", rows[i].email, TIMES), rows[i].status,
                      rows[i].status == PBJWT_MALFORMED_CLAIM ? PBJWT_CLAIM_EMAIL
                                                              : PBJWT_CLAIM_NONE);
}

static void a_placeholder_for_a_claim_with_a_form_has_the_wrong_form_too(void **state) {
    struct fixture *f = *state;
    static const pbjwt_claim formed[] = {PBJWT_CLAIM_AVATAR_URL, PBJWT_CLAIM_AVATAR_URL_CAMEL,
                                         PBJWT_CLAIM_RENEWAL_DATE, PBJWT_CLAIM_RENEWAL_RISK};
    for (size_t p = 0; p < COUNT_OF(placeholders); p++) {
        for (size_t c = 0; c < COUNT_OF(formed); c++) {
            const char *const name = pbjwt_claim_name(formed[c]);
            const char *const member = textf("\"%s\":\"%s\"", name, placeholders[p]);
            set_strict(f, false);
            check_members(f, member, PBJWT_OK, PBJWT_CLAIM_NONE);
            check_warnings(f, textf("wrong_form:%s placeholder:%s", name, name));
            set_strict(f, true);
            check_members(f, member, PBJWT_MALFORMED_CLAIM, formed[c]);
        }
        set_strict(f, false);
        check_members(f, textf("\"company_mrr\":\"%s\"", placeholders[p]), PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_warnings(f, "wrong_form:company_mrr");
    }
    for (size_t o = 0; o < COUNT_OF(others); o++) {
        check_members(f,
                      textf("\"avatar_url\":\"%s\",\"renewal_risk\":\"%s\"", others[o], others[o]),
                      PBJWT_OK, PBJWT_CLAIM_NONE);
        check_warnings(f, "wrong_form:avatar_url wrong_form:renewal_risk");
    }
}

static void a_placeholder_as_the_audience_causes_a_warning(void **state) {
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
    check_members(f, "\"aud\":[\"a\",\" Optional(b)\"]", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "placeholder:aud");
    check_members(f, "\"aud\":[\"a\",\"n\\u0069l\",\"b\"]", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "placeholder:aud");
    check_members(f, "\"aud\":[\"a\",\"None\",\"null\"]", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "placeholder:aud");
    check(pbjwt_identity_audience_count(f->identity) == 3);
}

static void a_custom_claim_may_be_a_placeholder(void **state) {
    struct fixture *f = *state;
    check_members(f, "\"plan\":\"undefined\",\"x\":[\"null\"],\"NaN\":\"NaN\"", PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_warnings(f, "");
    check_members(f, "\"user_hash\":\"undefined\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "");
}

static void a_missing_iat_causes_a_warning(void **state) {
    struct fixture *f = *state;
    check_payload(f, "{\"email\":\"a@b.c\",\"exp\":1750000300}", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "missing_iat:iat");
    check_payload(f, "{\"email\":\"a@b.c\",\"exp\":1750000300,\"iat\":null}", PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_warnings(f, "missing_iat:iat");
    check_payload(f, "{\"email\":\"a@b.c\",\"exp\":1750000300,\"IAT\":1}", PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_warnings(f, "missing_iat:iat unknown_name:iat");
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
        "{\"email\":\"Ann@b.c\",\"sub\":\"null\",\"id\":\"NaN\",\"name\":7,"
        "\"company_id\":\"undefined\",\"company_mrr\":\"5\",\"renewal_risk\":\"x\","
        "\"iss\":\"None\",\"jti\":\"null\",\"hmac\":1,\"issuedAt\":1,\"exp\":1750000300}",
        "{\"issuedAt\":1,\"hmac\":1,\"renewal_risk\":\"x\",\"company_mrr\":\"5\","
        "\"company_id\":\"undefined\",\"name\":7,\"jti\":\"null\",\"iss\":\"None\","
        "\"id\":\"NaN\",\"sub\":\"null\",\"email\":\"Ann@b.c\",\"exp\":1750000300}",
    };
    for (size_t i = 0; i < COUNT_OF(payloads); i++) {
        check_verdict(verifier, f->identity, make_token(HEADER, payloads[i], "weak"), NOW, PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_warnings(f,
                       "weak_secret:- missing_iat:iat not_canonical:email placeholder:sub "
                       "placeholder:id wrong_type:name placeholder:company_id coerced:company_mrr "
                       "wrong_form:renewal_risk placeholder:iss placeholder:jti "
                       "unknown_name:user_hash unknown_name:iat");
        pbjwt_claim claim = PBJWT_CLAIM_JTI;
        check(pbjwt_identity_warning(f->identity, 0, &claim) == PBJWT_WARNING_WEAK_SECRET);
        check(claim == PBJWT_CLAIM_NONE);
        check(pbjwt_identity_warning(f->identity, 1, &claim) == PBJWT_WARNING_MISSING_IAT);
        check(claim == PBJWT_CLAIM_IAT);
        check(pbjwt_identity_warning(f->identity, 12, &claim) == PBJWT_WARNING_UNKNOWN_NAME);
        check(claim == PBJWT_CLAIM_IAT);
        check(pbjwt_identity_warning(f->identity, 12, NULL) == PBJWT_WARNING_UNKNOWN_NAME);
        check(pbjwt_identity_warning(f->identity, 13, &claim) == PBJWT_WARNING_NONE);
        check(claim == PBJWT_CLAIM_NONE);
        check(pbjwt_identity_warning(f->identity, SIZE_MAX, NULL) == PBJWT_WARNING_NONE);
    }
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
}

static void every_claim_can_cause_a_warning_at_once(void **state) {
    struct fixture *f = *state;
    pbjwt_secret *secret = NULL;
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_secret_new_weak("weak", 4, PBJWT_SECRET_TEXT, &secret), PBJWT_OK);
    assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    check_verdict(
        verifier, f->identity,
        make_token(
            HEADER,
            "{\"email\":\"NaN@b.c \",\"sub\":\"null\",\"id\":\"NaN\",\"iss\":\"None\","
            "\"jti\":\"null\",\"aud\":\"null\",\"name\":\"null\",\"company_name\":\"null\","
            "\"company_id\":\"null\",\"external_user_id\":\"null\","
            "\"account_owner_id\":\"null\",\"account_owner_email\":\"null\","
            "\"avatar_url\":\"null\",\"avatarURL\":\"null\",\"company_mrr\":\"null\","
            "\"customer_status\":\"null\",\"renewal_date\":\"null\","
            "\"renewal_risk\":\"null\",\"exp\":1750000300,\"issued_at\":1,\"Nbf\":1,\"hash\":1}",
            "weak"),
        NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(
        f, "weak_secret:- missing_iat:iat not_canonical:email placeholder:sub placeholder:id "
           "placeholder:name placeholder:company_name placeholder:company_id "
           "placeholder:external_user_id placeholder:account_owner_id "
           "placeholder:account_owner_email wrong_form:avatar_url "
           "placeholder:avatar_url wrong_form:avatarURL placeholder:avatarURL "
           "wrong_form:company_mrr placeholder:customer_status "
           "wrong_form:renewal_date placeholder:renewal_date "
           "wrong_form:renewal_risk placeholder:renewal_risk placeholder:iss placeholder:jti "
           "placeholder:aud unknown_name:user_hash unknown_name:nbf unknown_name:iat");
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
}

/* The quick look at a text's bytes must not miss what the thorough one finds, whatever is around it. */
static void every_trimmed_character_may_surround_a_placeholder(void **state) {
    static const char *const some[] = {"null", "undefined", "[object Object]", "#<>", "Optional()"};
    (void)state;
    size_t found = 0;
    /* Without the surrogates, and without planes 2 to 13 and above, which have ideographs or nothing. */
    for (unsigned code = 1; code < 0xE1000; code++) {
        if ((code >= 0xD800 && code < 0xE000) || (code >= 0x20000 && code < 0xE0000))
            continue;
        char text[64];
        const size_t size = put_utf8(code, text);
        const bool trimmed = pbjwti_trim((pbjwti_view){(unsigned char *)text, size}).length == 0;
        found += trimmed;
        /* One is enough for the many that aren't trimmed. */
        for (size_t i = 0; i < (trimmed ? COUNT_OF(some) : 1); i++) {
            const size_t length = strlen(some[i]);
            memcpy(text + size, some[i], length);
            const pbjwti_view before = {(unsigned char *)text, size + length};
            char behind[64];
            memcpy(behind, some[i], length);
            memcpy(behind + length, text, size);
            const pbjwti_view after = {(unsigned char *)behind, length + size};
            for (int any_case = 0; any_case <= (int)trimmed; any_case++) {
                check(pbjwti_is_placeholder(before, any_case) == trimmed);
                check(pbjwti_is_placeholder(after, any_case) == trimmed);
            }
        }
    }
    /* White_Space has 25 characters, and the category Cf 170. */
    assert_int_equal(found, 25 + 170);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_placeholder_causes_a_warning_and_is_not_an_id),
        fixture_test(white_space_and_format_characters_around_a_placeholder_do_not_matter),
        fixture_test(every_trimmed_character_may_surround_a_placeholder),
        fixture_test(a_placeholder_is_not_a_user_id_for_a_required_hash),
        fixture_test(a_placeholder_as_the_customer_status_is_a_custom_status),
        fixture_test(a_placeholder_is_not_an_address_in_any_case),
        fixture_test(a_placeholder_for_a_claim_with_a_form_has_the_wrong_form_too),
        fixture_test(a_placeholder_as_the_audience_causes_a_warning),
        fixture_test(a_custom_claim_may_be_a_placeholder),
        fixture_test(a_missing_iat_causes_a_warning),
        fixture_test(warnings_come_in_the_order_of_the_checks),
        fixture_test(every_claim_can_cause_a_warning_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
