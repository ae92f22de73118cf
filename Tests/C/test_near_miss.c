/* SPDX-License-Identifier: Apache-2.0 */

/* Names that resemble a claim's give unknown_name if no member has the claim's own name. */

#include "claim_checks.h"
#include "support.h"

#include "near_miss.h"

#include <ctype.h>
#include <string.h>

/* The specification's list, without _ and -: other common names for a claim, and each claim's own name. */
static const struct {
    const char *plain;
    pbjwt_claim claim;
} near[] = {
    {"sub", PBJWT_CLAIM_SUB},
    {"id", PBJWT_CLAIM_SUB},
    {"userid", PBJWT_CLAIM_SUB},
    {"uid", PBJWT_CLAIM_SUB},
    {"customerid", PBJWT_CLAIM_SUB},
    {"nameid", PBJWT_CLAIM_SUB},
    {"nameidentifier", PBJWT_CLAIM_SUB},
    {"name", PBJWT_CLAIM_NAME},
    {"fullname", PBJWT_CLAIM_NAME},
    {"displayname", PBJWT_CLAIM_NAME},
    {"username", PBJWT_CLAIM_NAME},
    {"avatarurl", PBJWT_CLAIM_AVATAR_URL},
    {"avatar", PBJWT_CLAIM_AVATAR_URL},
    {"picture", PBJWT_CLAIM_AVATAR_URL},
    {"photo", PBJWT_CLAIM_AVATAR_URL},
    {"profilepicture", PBJWT_CLAIM_AVATAR_URL},
    {"image", PBJWT_CLAIM_AVATAR_URL},
    {"companyname", PBJWT_CLAIM_COMPANY_NAME},
    {"company", PBJWT_CLAIM_COMPANY_NAME},
    {"companies", PBJWT_CLAIM_COMPANY_NAME},
    {"organization", PBJWT_CLAIM_COMPANY_NAME},
    {"companyid", PBJWT_CLAIM_COMPANY_ID},
    {"companymrr", PBJWT_CLAIM_COMPANY_MRR},
    {"mrr", PBJWT_CLAIM_COMPANY_MRR},
    {"customerstatus", PBJWT_CLAIM_CUSTOMER_STATUS},
    {"status", PBJWT_CLAIM_CUSTOMER_STATUS},
    {"externaluserid", PBJWT_CLAIM_EXTERNAL_USER_ID},
    {"externalid", PBJWT_CLAIM_EXTERNAL_USER_ID},
    {"userhash", PBJWT_CLAIM_USER_HASH},
    {"hash", PBJWT_CLAIM_USER_HASH},
    {"hmac", PBJWT_CLAIM_USER_HASH},
    {"identifierhash", PBJWT_CLAIM_USER_HASH},
    {"accountownerid", PBJWT_CLAIM_ACCOUNT_OWNER_ID},
    {"accountowneremail", PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL},
    {"renewaldate", PBJWT_CLAIM_RENEWAL_DATE},
    {"renewalrisk", PBJWT_CLAIM_RENEWAL_RISK},
    {"iss", PBJWT_CLAIM_ISS},
    {"jti", PBJWT_CLAIM_JTI},
    {"aud", PBJWT_CLAIM_AUD},
    {"nbf", PBJWT_CLAIM_NBF},
    {"iat", PBJWT_CLAIM_IAT},
    {"issuedat", PBJWT_CLAIM_IAT},
    {"exp", PBJWT_CLAIM_EXP},
    {"expires", PBJWT_CLAIM_EXP},
    {"expiration", PBJWT_CLAIM_EXP},
    {"expiresat", PBJWT_CLAIM_EXP},
    {"email", PBJWT_CLAIM_EMAIL},
    {"mail", PBJWT_CLAIM_EMAIL},
    {"emailaddress", PBJWT_CLAIM_EMAIL},
    {"useremail", PBJWT_CLAIM_EMAIL},
};

#define XMLSOAP "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
#define MICROSOFT "http://schemas.microsoft.com/ws/2008/06/identity/claims/"

static bool is_own(const char *name) {
    for (int claim = 1; pbjwt_claim_name((pbjwt_claim)claim) != NULL; claim++) {
        if (strcmp(pbjwt_claim_name((pbjwt_claim)claim), name) == 0)
            return true;
    }
    return false;
}

/* No member has the claim's name. */
static void check_near_miss(struct fixture *f, const char *name, pbjwt_claim claim) {
    const char *payload = textf("{\"%s\":1,\"email\":\"a@b.c\"," TIMES "}", name);
    const char *warnings = textf("unknown_name:%s", pbjwt_claim_name(claim));
    if (is_own(name))
        return;
    if (claim == PBJWT_CLAIM_IAT) {
        payload = textf("{\"email\":\"a@b.c\",\"exp\":1750003540,\"%s\":1}", name);
        warnings = "missing_iat:iat unknown_name:iat";
    } else if (claim == PBJWT_CLAIM_EXP) {
        payload = textf("{\"email\":\"a@b.c\",\"iat\":1750000000,\"%s\":1}", name);
    } else if (claim == PBJWT_CLAIM_EMAIL) {
        warnings = "";
    }
    check_payload(f, payload, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, warnings);
    const pbjwti_view written = {(const unsigned char *)name, strlen(name)};
    if (!pbjwti_may_be_near(written) || pbjwti_near_miss(written) != claim)
        report(__FILE__, __LINE__, "%s", name);
}

static const char *changed_at(const char *text, size_t at, int (*change)(int)) {
    char *const changed = textf("%s", text);
    changed[at] = (char)change((unsigned char)changed[at]);
    return changed;
}

static void a_name_written_differently_causes_a_warning(void **state) {
    struct fixture *f = *state;
    assert_int_equal(pbjwt_policy_set_allow_missing_exp(f->policy, true), PBJWT_OK);
    fixture_apply(f);
    for (size_t n = 0; n < COUNT_OF(near); n++) {
        const char *const plain = near[n].plain;
        const size_t length = strlen(plain);
        const pbjwt_claim claim = near[n].claim;
        char *const upper = textf("%s", plain);
        char *escaped = textf("%s", "");
        for (size_t i = 0; i < length; i++) {
            upper[i] = (char)toupper((unsigned char)plain[i]);
            escaped = textf("%s\\u%04x", escaped, (unsigned)plain[i]);
        }
        check_near_miss(f, plain, claim);
        check_near_miss(f, upper, claim);
        if (!is_own(plain)) /* an escape doesn't change a name */
            check_near_miss(f, escaped, claim);
        check_near_miss(f, textf(XMLSOAP "%s", plain), claim);
        check_near_miss(f, textf(XMLSOAP "%s", upper), claim);
        check_near_miss(f, textf(MICROSOFT "%s", plain), claim);
        check_near_miss(
            f, textf("http:\\/\\/schemas.xmlsoap.org/ws/2005/05/identity/claims\\/%s", plain),
            claim);
        for (size_t i = 0; i <= length; i++) {
            const char *const marks[] = {"_", "-", "__", "-_-", "\\u005f", "\\u002d"};
            for (size_t m = 0; m < COUNT_OF(marks); m++) {
                const char *const marked = textf("%.*s%s%s", (int)i, plain, marks[m], plain + i);
                if (strcmp(marks[m], "\\u005f") != 0 ||
                    !is_own(textf("%.*s_%s", (int)i, plain, plain + i)))
                    check_near_miss(f, marked, claim);
            }
            if (i == length)
                break;
            check_near_miss(f, changed_at(plain, i, toupper), claim);
            check_near_miss(f, changed_at(upper, i, tolower), claim);
            check_near_miss(
                f, textf("%.*s\\u%04X%s", (int)i, plain, (unsigned)upper[i], plain + i + 1), claim);
        }
        release_memory();
    }
    static const struct {
        const char *name;
        pbjwt_claim claim;
    } rows[] = {
        {"companyName", PBJWT_CLAIM_COMPANY_NAME},
        {"company-name", PBJWT_CLAIM_COMPANY_NAME},
        {"externalUserId", PBJWT_CLAIM_EXTERNAL_USER_ID},
        {"accountOwnerEmail", PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL},
        {"avatarUrl", PBJWT_CLAIM_AVATAR_URL},
        {"AvatarURL", PBJWT_CLAIM_AVATAR_URL},
        {"user_id", PBJWT_CLAIM_SUB},
        {"ID", PBJWT_CLAIM_SUB},
        {"_id", PBJWT_CLAIM_SUB},
        {"issued_at", PBJWT_CLAIM_IAT},
        {XMLSOAP "NameIdentifier", PBJWT_CLAIM_SUB},
        {"HTTP://Schemas.XMLSoap.org/ws/2005/05/Identity/Claims/name", PBJWT_CLAIM_NAME},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_near_miss(f, rows[i].name, rows[i].claim);
}

static void other_names_cause_no_warning(void **state) {
    struct fixture *f = *state;
    static const char *const names[] = {
        "",
        "_",
        "-",
        "__--",
        "s",
        "su",
        "subb",
        "ssub",
        "suc",
        "subject",
        "user id",
        "user.id",
        "user:id",
        " sub",
        "sub ",
        "userids",
        "\305\277ub", /* U+017F, whose capital is an S */
        "s\303\274b",
        "u\xe2\x80\x8bid",
        "\xef\xbc\xb3ub",
        "user\xe2\x80\x90id", /* U+2010, a hyphen */
        "names",
        "nam",
        "firstname",
        "last_name",
        "companys",
        "organisation",
        "org",
        "customer",
        "account",
        "avatars",
        "pictures",
        "hashes",
        "mrrs",
        "statuses",
        "risk",
        "renewal",
        "issuer",
        "audience",
        "token_id",
        "not_before",
        "expiry",
        "claims",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims",
        XMLSOAP,
        XMLSOAP "surname",
        XMLSOAP "subb",
        XMLSOAP XMLSOAP "sub",
        MICROSOFT,
        MICROSOFT "role",
        MICROSOFT "asub",
        XMLSOAP MICROSOFT "sub",
        MICROSOFT XMLSOAP "sub",
        "https://schemas.xmlsoap.org/ws/2005/05/identity/claims/sub",
        "http://schemas.xmlsoap.org/ws/2008/06/identity/claims/sub",
        "http://schemas.microsoft.com/ws/2005/05/identity/claims/sub",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims//sub",
        "x" XMLSOAP "sub",
        "http://example.com/claims/sub",
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        check_members(f, textf("\"%s\":\"x\"", names[i]), PBJWT_OK, PBJWT_CLAIM_NONE);
        check_warnings(f, "");
    }
}

static void a_name_of_more_than_128_bytes_causes_no_warning(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *unit;
        size_t bytes;
    } units[] = {{"_", 1}, {"-", 1}, {"\\u005f", 1}, {"\\u002D", 1}};
    for (size_t u = 0; u < COUNT_OF(units); u++) {
        for (size_t length = 120; length < 140; length++) {
            const char *const filler = repeat(units[u].unit, length - 3);
            const char *const names[] = {textf("sub%s", filler), textf("%ssub", filler),
                                         textf("s%sub", filler), textf("su%s\\u0062", filler)};
            for (size_t n = 0; n < COUNT_OF(names); n++) {
                check_members(f, textf("\"%s\":1", names[n]), PBJWT_OK, PBJWT_CLAIM_NONE);
                check_warnings(f, length <= 128 ? "unknown_name:sub" : "");
            }
        }
        const size_t rest = 128 - strlen(MICROSOFT "mrr");
        check_members(f, textf("\"" MICROSOFT "mrr%s\":1", repeat(units[u].unit, rest)), PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_warnings(f, "unknown_name:company_mrr");
        check_members(f, textf("\"" MICROSOFT "mrr%s\":1", repeat(units[u].unit, rest + 1)),
                      PBJWT_OK, PBJWT_CLAIM_NONE);
        check_warnings(f, "");
    }
    check_members(f, textf("\"sub%s\":1", repeat("x", 125)), PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "");
    for (size_t length = 120; length < 140;
         length++) { /* the last character has two, three or four bytes */
        static const char *const ends[] = {"\\u00e9", "\\u20ac", "\\ud83d\\ude00"};
        for (size_t e = 0; e < COUNT_OF(ends); e++) {
            check_members(f, textf("\"sub%s%s\":1", repeat("_", length - 3), ends[e]), PBJWT_OK,
                          PBJWT_CLAIM_NONE);
            check_warnings(f, "");
        }
    }
}

static void a_near_miss_of_a_present_claim_causes_no_warning(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *members;
        const char *warnings;
    } rows[] = {
        {"\"userId\":\"1\"", "unknown_name:sub"},
        {"\"userId\":\"1\",\"sub\":\"2\"", ""},
        {"\"userId\":\"1\",\"sub\":null", ""},
        {"\"userId\":\"1\",\"sub\":\"\"", ""},
        {"\"userId\":\"1\",\"sub\":\"undefined\"", "placeholder:sub"},
        {"\"id\":\"1\",\"userId\":\"1\"", ""},
        {"\"id\":null,\"userId\":\"1\"", ""},
        {"\"id\":\"\",\"SUB\":\"1\"", ""},
        {"\"sub\":\"1\",\"ID\":\"1\"", ""},
        {"\"s\\u0075b\":\"1\",\"uid\":\"1\"", ""},
        {"\"picture\":\"x\"", "unknown_name:avatar_url"},
        {"\"picture\":\"x\",\"avatar_url\":null", ""},
        {"\"picture\":\"x\",\"avatarURL\":null", ""},
        {"\"avatarURL\":\"\",\"avatarUrl\":\"x\"", ""},
        {"\"avatarURL\":7,\"avatarUrl\":\"x\"", "wrong_type:avatarURL"},
        {"\"avatar_url\":\"x\",\"avatar\":\"x\"", "wrong_form:avatar_url"},
        {"\"mrr\":1,\"company_mrr\":[]", "wrong_type:company_mrr"},
        {"\"mrr\":1,\"company_mrr\":\"5\"", "coerced:company_mrr"},
        {"\"company\":{\"name\":\"x\"}", "unknown_name:company_name"},
        {"\"company\":\"x\",\"company_name\":null", ""},
        {"\"company\":\"x\",\"company_id\":\"y\"", "unknown_name:company_name"},
        {"\"hash\":\"x\",\"user_hash\":7", ""},
        {"\"hash\":\"x\"", "unknown_name:user_hash"},
        {"\"issuedAt\":1", ""},
        {"\"expires\":1,\"Email\":\"x\",\"mail\":\"y\",\"user_email\":1", ""},
        {"\"nbf\":null,\"NBF\":1", ""},
        {"\"Nbf\":1", "unknown_name:nbf"},
        /* Only names, and only in the top object. */
        {"\"user\":{\"userId\":1,\"mrr\":2}", ""},
        {"\"x\":[{\"uid\":1}],\"y\":{\"z\":{\"picture\":1}}", ""},
        {"\"x\":\"userId\",\"y\":[\"mrr\"]", ""},
        {"\"name\":{\"fullName\":1,\"uid\":2}", "wrong_type:name"},
        {"\"user\":{\"sub\":1},\"uid\":1", "unknown_name:sub"},
        {"\"x\":{\"uid\":1},\"y\":{\"name\":1},\"MRR\":1", "unknown_name:company_mrr"},
        /* Once a claim. */
        {"\"uid\":1,\"userId\":2,\"SUB\":3,\"nameid\":4", "unknown_name:sub"},
        {"\"avatar\":1,\"picture\":2,\"mrr\":1,\"MRR\":2",
         "unknown_name:avatar_url unknown_name:company_mrr"},
    };
    for (int strict = 0; strict < 2; strict++) {
        set_strict(f, strict == 1);
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            const bool refused = strict == 1 && (strstr(rows[i].warnings, "wrong_") != NULL ||
                                                 strstr(rows[i].warnings, "coerced") != NULL);
            if (refused)
                continue; /* test_reading.c */
            check_members(f, rows[i].members, PBJWT_OK, PBJWT_CLAIM_NONE);
            check_warnings(f, rows[i].warnings);
        }
    }
}

static void near_misses_come_last_and_in_the_order_of_the_claims(void **state) {
    struct fixture *f = *state;
    static const char *const names[] = {"Nbf",
                                        "AUD",
                                        "JTI",
                                        "ISS",
                                        "renewalRisk",
                                        "renewalDate",
                                        "status",
                                        "mrr",
                                        "image",
                                        "ownerless",
                                        "accountOwnerEmail",
                                        "accountOwnerId",
                                        "externalId",
                                        "companyId",
                                        "organization",
                                        "username",
                                        "hmac",
                                        "uid"};
    const char *forwards = "", *backwards = "";
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        forwards = textf("%s\"%s\":1,", forwards, names[i]);
        backwards = textf("\"%s\":1,%s", names[i], backwards);
    }
    const char *const expected =
        "not_canonical:email unknown_name:sub unknown_name:user_hash unknown_name:name "
        "unknown_name:company_name unknown_name:company_id unknown_name:external_user_id "
        "unknown_name:account_owner_id unknown_name:account_owner_email unknown_name:avatar_url "
        "unknown_name:company_mrr unknown_name:customer_status unknown_name:renewal_date "
        "unknown_name:renewal_risk unknown_name:iss unknown_name:jti unknown_name:aud "
        "unknown_name:nbf";
    check_payload(f, textf("{%s\"email\":\"A@b.c\"," TIMES "}", forwards), PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_warnings(f, expected);
    check_payload(f, textf("{%s\"email\":\"A@b.c\"," TIMES "}", backwards), PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_warnings(f, expected);
    check_payload(f,
                  "{\"issuedAt\":1,\"NBF\":1,\"uid\":1,\"renewal_risk\":7,\"aud\":\"null\","
                  "\"email\":\"a@b.c\",\"exp\":1750000300}",
                  PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "missing_iat:iat wrong_type:renewal_risk placeholder:aud unknown_name:sub "
                      "unknown_name:nbf unknown_name:iat");
}

/* Without it the token is refused, so there is no warning. */
static void a_near_miss_of_exp_causes_a_warning_if_exp_may_be_missing(void **state) {
    struct fixture *f = *state;
    const char *const payload = "{\"email\":\"a@b.c\",\"iat\":1750000000,\"expiresAt\":1750003540}";
    check_payload(f, payload, PBJWT_MISSING_EXP, PBJWT_CLAIM_NONE);
    assert_int_equal(pbjwt_policy_set_allow_missing_exp(f->policy, true), PBJWT_OK);
    fixture_apply(f);
    check_payload(f, payload, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "unknown_name:exp");
    check_members(f, "\"expiresAt\":1750003540", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "");
    check_payload(f, "{\"email\":\"a@b.c\",\"iat\":1750000000,\"exp\":null,\"EXP\":1}", PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_warnings(f, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_name_written_differently_causes_a_warning),
        fixture_test(other_names_cause_no_warning),
        fixture_test(a_name_of_more_than_128_bytes_causes_no_warning),
        fixture_test(a_near_miss_of_a_present_claim_causes_no_warning),
        fixture_test(near_misses_come_last_and_in_the_order_of_the_claims),
        fixture_test(a_near_miss_of_exp_causes_a_warning_if_exp_may_be_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
