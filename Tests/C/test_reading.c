/* SPDX-License-Identifier: Apache-2.0 */

/* How a value is read, for every claim and every kind of JSON value: the first that applies of absent, wrong
   type, placeholder, empty, the claim's form, a form that is coerced, wrong form. */

#include "claim_checks.h"
#include "support.h"

#include <string.h>

/* How the claims of a column are read. */
enum column { EMAIL, ID, TEXT, URL, AMOUNT, DATE, RISK, PARTY, AUDIENCE, HASH, TIME, COLUMNS };

/* - absent, g good, c coerced, t wrong type, f wrong form; in capitals with a placeholder's warning, and P is
   absent with one. A placeholder as the address has no warning, because the token is refused. */
struct row {
    const char *json;
    char of[COLUMNS + 1];
};

#define HEX "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct row rows[] = {
    /* in the columns' order: e-mail, ids, texts, URLs, amounts, dates, risks, parties, audience, hash, times */
    {"null", "-----------"},
    {"true", "ttttttttttt"},
    {"false", "ttttttttttt"},
    {"{}", "ttttttttttt"},
    {"{\"a\":\"a@b.c\"}", "ttttttttttt"},
    {"[]", "ttttttttgtt"},
    {"[\"a@b.c\"]", "ttttttttgtt"},
    {"[\"\"]", "ttttttttgtt"},
    {"[\"undefined\"]", "ttttttttGtt"},
    {"[1]", "ttttttttttt"},
    {"[\"a\",null]", "ttttttttttt"},
    {"[\"undefined\",null]", "ttttttttttt"},
    {"1750000001", "ttttgcttttg"},
    {"1750000001.5", "ttttgcttttg"},
    {"-1", "ttttgfttttf"},
    {"-0.5", "ttttgfttttf"},
    {"253402300800", "ttttgfttttf"},
    {"1e300", "ttttgfttttf"},
    {"\"\"", "-------ggft"},
    {"\" \"", "fggffffggft"},
    {"\"undefined\"", "-PGFfFFGGft"},
    {"\" NULL\\u200b\"", "-PGFfFFGGft"},
    {"\"\\u005bobject Object]\"", "-PGFfFFGGft"},
    {"\"UNDEFINED\"", "-ggffffggft"},
    {"\"a@b.c\"", "gggffffggft"},
    {"\"ab.c\"", "fggffffggft"},
    {"\"https://a.b/c\"", "fgggfffggft"},
    {"\"12.50\"", "fggfcffggft"},
    {"\"-3e2\"", "fggfcffggft"},
    {"\"1e309\"", "fggffffggft"},
    {"\"1750000001\"", "fggfcffggft"},
    {"\"2026-03-31\"", "fggffgfggft"},
    {"\"2026-03-31T09:30:00Z\"", "fggffgfggft"},
    {"\"2026-03-31 09:30:00\"", "fggffcfggft"},
    {"\"2026-02-30\"", "fggffffggft"},
    {"\"medium\"", "fggfffgggft"},
    {"\"Medium\"", "fggfffcggft"},
    {"\"" HEX "\"", "fggffffgggt"},
};

static const struct {
    pbjwt_claim claim;
    enum column column;
    text_accessor text;
    number_accessor number;
    bool refused; /* instead of being left out with a warning */
} claims[] = {
    {PBJWT_CLAIM_EMAIL, EMAIL, identity_email, NULL, true},
    {PBJWT_CLAIM_SUB, ID, pbjwt_identity_user_id, NULL, true},
    {PBJWT_CLAIM_ID, ID, pbjwt_identity_user_id, NULL, true},
    {PBJWT_CLAIM_NAME, TEXT, identity_name, NULL, false},
    {PBJWT_CLAIM_COMPANY_NAME, TEXT, identity_company_name, NULL, false},
    {PBJWT_CLAIM_COMPANY_ID, ID, identity_company_id, NULL, false},
    {PBJWT_CLAIM_EXTERNAL_USER_ID, ID, identity_external_user_id, NULL, false},
    {PBJWT_CLAIM_ACCOUNT_OWNER_ID, ID, identity_account_owner_id, NULL, false},
    {PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL, TEXT, identity_account_owner_email, NULL, false},
    {PBJWT_CLAIM_AVATAR_URL, URL, pbjwt_identity_avatar_url, NULL, false},
    {PBJWT_CLAIM_AVATAR_URL_CAMEL, URL, pbjwt_identity_avatar_url, NULL, false},
    {PBJWT_CLAIM_COMPANY_MRR, AMOUNT, NULL, identity_company_mrr, false},
    {PBJWT_CLAIM_CUSTOMER_STATUS, TEXT, identity_customer_status_text, NULL, false},
    {PBJWT_CLAIM_RENEWAL_DATE, DATE, identity_renewal_date_text, NULL, false},
    {PBJWT_CLAIM_RENEWAL_RISK, RISK, identity_renewal_risk_text, NULL, false},
    {PBJWT_CLAIM_ISS, PARTY, identity_issuer, NULL, true},
    {PBJWT_CLAIM_JTI, PARTY, identity_token_id, NULL, true},
    {PBJWT_CLAIM_AUD, AUDIENCE, NULL, NULL, true},
    {PBJWT_CLAIM_EXP, TIME, NULL, identity_expires_at, true},
    {PBJWT_CLAIM_NBF, TIME, NULL, identity_not_before, true},
    {PBJWT_CLAIM_IAT, TIME, NULL, identity_issued_at, true},
};

/* A good payload except for the claim. */
static struct token token_with(pbjwt_claim claim, const char *json) {
    const char *const others[][2] = {
        {"email", "\"ann@example.com\""}, {"iat", "1749999940"}, {"exp", "1750003540"}};
    const char *payload = textf("{\"%s\":%s", pbjwt_claim_name(claim), json);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        if (strcmp(others[i][0], pbjwt_claim_name(claim)) != 0)
            payload = textf("%s,\"%s\":%s", payload, others[i][0], others[i][1]);
    }
    return make_token(HEADER, textf("%s}", payload), SECRET);
}

static const char *joined(const char *one, const char *two) {
    return textf("%s%s%s", one, one[0] != '\0' && two[0] != '\0' ? " " : "", two);
}

static void every_claim_is_read_in_the_same_order(void **state) {
    struct fixture *f = *state;
    for (int strict = 0; strict < 2; strict++) {
        set_strict(f, strict == 1);
        for (size_t c = 0; c < COUNT_OF(claims); c++) {
            const pbjwt_claim claim = claims[c].claim;
            const char *const name = pbjwt_claim_name(claim);
            for (size_t r = 0; r < COUNT_OF(rows); r++) {
                const char outcome = rows[r].of[claims[c].column];
                const bool faulty = strchr("tfF", outcome) != NULL;
                const bool odd = faulty || outcome == 'c';
                pbjwt_status status = PBJWT_OK;
                if (outcome == '-' && claim == PBJWT_CLAIM_EMAIL)
                    status = PBJWT_MISSING_EMAIL;
                else if (outcome == '-' && claim == PBJWT_CLAIM_EXP)
                    status = PBJWT_MISSING_EXP;
                else if (claims[c].refused ? faulty : odd && strict == 1)
                    status = PBJWT_MALFORMED_CLAIM;
                check_at(f, token_with(claim, rows[r].json), NOW, status,
                         status == PBJWT_MALFORMED_CLAIM ? claim : PBJWT_CLAIM_NONE);
                if (status != PBJWT_OK)
                    continue;

                const char *const form = outcome == 't'   ? textf("wrong_type:%s", name)
                                         : outcome == 'c' ? textf("coerced:%s", name)
                                         : faulty         ? textf("wrong_form:%s", name)
                                         : outcome == '-' && claim == PBJWT_CLAIM_IAT
                                             ? "missing_iat:iat"
                                             : "";
                const bool placeholder = strchr("PGF", outcome) != NULL;
                check_warnings(f, joined(form, placeholder ? textf("placeholder:%s", name) : ""));
                const bool told = strchr("gGc", outcome) != NULL;
                double number;
                if (claims[c].text != NULL)
                    check((claims[c].text(f->identity, NULL) != NULL) == told);
                if (claims[c].number != NULL)
                    check(claims[c].number(f->identity, &number) == told);
            }
            release_memory();
        }
    }
}

/* For each mode of the policy. */
static void a_user_hash_is_read_only_if_it_is_checked(void **state) {
    struct fixture *f = *state;
    static const struct {
        char outcome;
        pbjwt_status if_present, required;
        pbjwt_user_hash_state off;
    } of[] = {
        {'-', PBJWT_OK, PBJWT_MISSING_USER_HASH, PBJWT_HASH_ABSENT},
        {'t', PBJWT_MALFORMED_CLAIM, PBJWT_MALFORMED_CLAIM, PBJWT_HASH_UNCHECKED},
        {'f', PBJWT_MALFORMED_CLAIM, PBJWT_MALFORMED_CLAIM, PBJWT_HASH_UNCHECKED},
        {'g', PBJWT_USER_HASH_MISMATCH, PBJWT_USER_HASH_MISMATCH, PBJWT_HASH_UNCHECKED},
    };
    for (size_t r = 0; r < COUNT_OF(rows); r++) {
        size_t o = 0;
        while (of[o].outcome != rows[r].of[HASH])
            o++;
        const char *const members = textf("\"sub\":\"42\",\"user_hash\":%s", rows[r].json);
        for (int mode = PBJWT_USER_HASH_OFF; mode <= PBJWT_USER_HASH_REQUIRED; mode++) {
            assert_int_equal(pbjwt_policy_set_user_hash(f->policy, (pbjwt_user_hash_mode)mode),
                             PBJWT_OK);
            set_strict(f, mode == PBJWT_USER_HASH_OFF); /* strict claims don't check it either */
            const pbjwt_status status = mode == PBJWT_USER_HASH_OFF          ? PBJWT_OK
                                        : mode == PBJWT_USER_HASH_IF_PRESENT ? of[o].if_present
                                                                             : of[o].required;
            check_members(f, members, status,
                          status == PBJWT_MALFORMED_CLAIM ? PBJWT_CLAIM_USER_HASH
                                                          : PBJWT_CLAIM_NONE);
            check_warnings(f, "");
            if (mode == PBJWT_USER_HASH_OFF)
                check(pbjwt_identity_user_hash(f->identity) == of[o].off);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(every_claim_is_read_in_the_same_order),
        fixture_test(a_user_hash_is_read_only_if_it_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
