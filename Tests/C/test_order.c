/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The order of the checks: of two faults the earlier one is reported, whatever the order of the members in the
 * payload. The table has every fault once, in the order of the checks; each pair is tried in both orders.
 */

#include "support.h"

#include <string.h>

/* A fault of a token, given by its replacement for the good text. Members belong to the payload, and are NULL
   for faults elsewhere. Two faults with the same `name` can't be combined. */
struct fault {
    const char *label;
    const char *name;  /* the member that it sets, or NULL */
    const char *value; /* its value; NULL leaves the member out */
    pbjwt_status status;
    pbjwt_claim claim;
};

/* Faults for a policy with a required user_hash, issuer "i", audience "a", strict claims and
   PBJWT_EMAIL_REQUIRE_LOWERCASE. */
static const struct fault faults[] = {
    {"exp type", "exp", "\"x\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EXP},
    {"nbf type", "nbf", "{}", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_NBF},
    {"nbf range", "nbf", "-1", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_NBF},
    {"iat type", "iat", "\"1\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_IAT},
    {"no exp", "exp", NULL, PBJWT_MISSING_EXP, PBJWT_CLAIM_NONE},
    {"expired", "exp", "1749999950", PBJWT_EXPIRED, PBJWT_CLAIM_NONE},
    {"nbf ahead", "nbf", "1750000031", PBJWT_NOT_YET_VALID, PBJWT_CLAIM_NONE},
    {"iat ahead", "iat", "1750000031", PBJWT_ISSUED_IN_FUTURE, PBJWT_CLAIM_NONE},
    {"exp before iat", "exp", "1749999985", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EXP},
    {"lifetime", "exp", "1750099999", PBJWT_LIFETIME_TOO_LONG, PBJWT_CLAIM_NONE},
    {"no email", "email", NULL, PBJWT_MISSING_EMAIL, PBJWT_CLAIM_NONE},
    {"empty email", "email", "\"\"", PBJWT_MISSING_EMAIL, PBJWT_CLAIM_NONE},
    {"email type", "email", "7", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL},
    {"email form", "email", "\"a\\n\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL},
    {"email case", "email", "\"A@b.c\"", PBJWT_EMAIL_NOT_CANONICAL, PBJWT_CLAIM_NONE},
    {"sub type", "sub", "42", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_SUB},
    {"id type", "id", "42", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_ID},
    {"conflict", "id", "\"43\"", PBJWT_CONFLICTING_USER_ID, PBJWT_CLAIM_NONE},
    {"no hash", "user_hash", NULL, PBJWT_MISSING_USER_HASH, PBJWT_CLAIM_NONE},
    {"no user id", "sub", NULL, PBJWT_MISSING_USER_ID, PBJWT_CLAIM_NONE},
    {"hash form", "user_hash", "\"x\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_USER_HASH},
    {"hash value", "user_hash",
     "\"0000000000000000000000000000000000000000000000000000000000000000\"",
     PBJWT_USER_HASH_MISMATCH, PBJWT_CLAIM_NONE},
    {"iss type", "iss", "7", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_ISS},
    {"jti type", "jti", "7", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_JTI},
    {"aud type", "aud", "[7]", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_AUD},
    {"iss value", "iss", "\"x\"", PBJWT_ISSUER_MISMATCH, PBJWT_CLAIM_NONE},
    {"aud value", "aud", "\"x\"", PBJWT_AUDIENCE_MISMATCH, PBJWT_CLAIM_NONE},
    {"name type", "name", "7", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_NAME},
    {"company_mrr type", "company_mrr", "\"x\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_COMPANY_MRR},
    {"renewal_risk form", "renewal_risk", "\"x\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_RENEWAL_RISK},
};

static const char *const member_names[] = {
    "email", "sub", "id",  "user_hash", "exp",         "nbf",         "iat",
    "iss",   "jti", "aud", "name",      "company_mrr", "renewal_risk"};

static const char *good_value(const char *name) {
    static const char *const good[] = {"\"ann@b.c\"", "\"42\"",     NULL,     "",      "1750000300",
                                       "1749999990",  "1749999990", "\"i\"",  "\"j\"", "\"a\"",
                                       "\"n\"",       "1",          "\"low\""};
    for (size_t i = 0; i < COUNT_OF(member_names); i++) {
        if (strcmp(member_names[i], name) == 0) {
            return i == 3 ? textf("\"%s\"", hmac_hex(SECRET, "42")) : good[i];
        }
    }
    return NULL;
}

/* A payload with the faults given (the second may be NULL), its members forwards or backwards. */
static const char *payload_with(const struct fault *one, const struct fault *two, bool backwards) {
    const char *members = "";
    for (size_t i = 0; i < COUNT_OF(member_names); i++) {
        size_t at = backwards ? COUNT_OF(member_names) - 1 - i : i;
        const char *name = member_names[at];
        const char *value = good_value(name);
        if (one != NULL && strcmp(one->name, name) == 0) {
            value = one->value;
        }
        if (two != NULL && strcmp(two->name, name) == 0) {
            value = two->value;
        }
        if (value != NULL) {
            members = textf("%s%s\"%s\":%s", members, members[0] == '\0' ? "" : ",", name, value);
        }
    }
    return textf("{%s}", members);
}

static void use_strictest_policy(struct fixture *f) {
    assert_int_equal(pbjwt_policy_set_user_hash(f->policy, PBJWT_USER_HASH_REQUIRED), PBJWT_OK);
    assert_int_equal(pbjwt_policy_set_issuer(f->policy, "i", 1), PBJWT_OK);
    assert_int_equal(pbjwt_policy_set_audience(f->policy, "a", 1), PBJWT_OK);
    assert_int_equal(pbjwt_policy_set_strict_claims(f->policy, true), PBJWT_OK);
    assert_int_equal(pbjwt_policy_set_email_form(f->policy, PBJWT_EMAIL_REQUIRE_LOWERCASE),
                     PBJWT_OK);
    fixture_apply(f);
}

static void the_payload_without_a_fault_is_verified(void **state) {
    struct fixture *f = *state;
    use_strictest_policy(f);
    check_payload(f, payload_with(NULL, NULL, false), PBJWT_OK, PBJWT_CLAIM_NONE);
    check_payload(f, payload_with(NULL, NULL, true), PBJWT_OK, PBJWT_CLAIM_NONE);
}

static void every_single_fault_is_reported(void **state) {
    struct fixture *f = *state;
    use_strictest_policy(f);
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        for (int backwards = 0; backwards < 2; backwards++) {
            const char *payload = payload_with(&faults[i], NULL, backwards == 1);
            if (!check_payload(f, payload, faults[i].status, faults[i].claim)) {
                print_error("  the fault: %s\n", faults[i].label);
            }
        }
    }
}

/* Whether the second fault affects the first: it hides the first one, or removes the reason for it. */
static bool can_stand_together(const struct fault *one, const struct fault *two) {
    if (strcmp(one->name, two->name) == 0) {
        return false;
    }
    /* A user id that is left out can't conflict; one that is wrong is reported first anyway. Where "id"
       is another and "sub" is missing, there is a user id and the hash is not of it. */
    return !(strcmp(one->label, "conflict") == 0 && strcmp(two->label, "no user id") == 0);
}

static void of_two_faults_the_earlier_is_reported(void **state) {
    struct fixture *f = *state;
    use_strictest_policy(f);
    size_t pairs = 0;
    for (size_t one = 0; one < COUNT_OF(faults); one++) {
        for (size_t two = one + 1; two < COUNT_OF(faults); two++) {
            if (!can_stand_together(&faults[one], &faults[two])) {
                continue;
            }
            pairs++;
            for (int backwards = 0; backwards < 2; backwards++) {
                const char *payload = payload_with(&faults[one], &faults[two], backwards == 1);
                const struct fault *expected = &faults[one];
                if (!check_payload(f, payload, expected->status, expected->claim)) {
                    print_error("  the faults: %s, %s\n", faults[one].label, faults[two].label);
                }
            }
        }
    }
    check(pairs > 380);
}

/* Faults before the payload: each is reported before every fault in a payload. */
static void the_steps_before_the_payload_come_first(void **state) {
    struct fixture *f = *state;
    use_strictest_policy(f);
    static const struct {
        const char *header;
        pbjwt_status status;
    } headers[] = {
        {"[]", PBJWT_MALFORMED_HEADER},
        {"{\"alg\":\"none\"}", PBJWT_UNSUPPORTED_ALGORITHM},
        {"{\"alg\":\"HS256\",\"typ\":0}", PBJWT_UNSUPPORTED_TYPE},
        {"{\"alg\":\"HS256\",\"crit\":0}", PBJWT_CRITICAL_HEADER},
    };
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        const char *payload = payload_with(&faults[i], NULL, false);
        for (size_t h = 0; h < COUNT_OF(headers); h++) {
            check_token(f, make_token(headers[h].header, payload, SECRET), headers[h].status);
        }
        check_token(f, make_token(HEADER, payload, OTHER_SECRET), PBJWT_SIGNATURE_MISMATCH);
        struct token cut = make_token(HEADER, payload, SECRET);
        check_token(f, token_of_bytes(cut.bytes, cut.length - 1), PBJWT_MALFORMED_SIGNATURE);
        size_t length = strlen(payload);
        const char *broken = textf("%.*s", (int)(length - 1), payload);
        check_payload(f, broken, PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
        check_payload(f, textf("%s,\"x\":{\"y\":1,\"y\":1}}", broken), PBJWT_DUPLICATE_MEMBER,
                      PBJWT_CLAIM_NONE);
    }
}

static void with_a_duplicate_and_another_json_fault_either_is_reported(void **state) {
    struct fixture *f = *state;
    static const char *const payloads[] = {
        "{\"a\":1,\"a\":1",
        "{\"a\":1,\"a\":1}}",
        "{\"a\":tru,\"b\":1,\"b\":1}",
        "{\"b\":1,\"b\":1,\"a\":tru}",
        "{\"a\":{\"b\":1,\"b\":1},\"c\":\"\xff\"}",
        "{\"c\":9223372036854775808,\"a\":1,\"a\":2}",
    };
    for (size_t i = 0; i < COUNT_OF(payloads); i++) {
        struct token token = make_token(HEADER, payloads[i], SECRET);
        pbjwt_status status = pbjwt_verify_at(f->fast, token.bytes, token.length, NOW, f->identity);
        if (status != PBJWT_MALFORMED_PAYLOAD && status != PBJWT_DUPLICATE_MEMBER) {
            report(__FILE__, __LINE__, "got %s: %s", pbjwt_status_name(status), payloads[i]);
        }
        check(pbjwt_verify_at(f->both, token.bytes, token.length, NOW, f->identity) == status);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(the_payload_without_a_fault_is_verified),
        fixture_test(every_single_fault_is_reported),
        fixture_test(of_two_faults_the_earlier_is_reported),
        fixture_test(the_steps_before_the_payload_come_first),
        fixture_test(with_a_duplicate_and_another_json_fault_either_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
