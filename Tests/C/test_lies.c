/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Everything that jansson reads, stores or writes is compared with the strict reader's result. The linker
 * replaces jansson with one that gives wrong values, in one way at a time: no wrong value gets out.
 */
#include "support.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

json_t *__real_json_loadb(const char *text, size_t length, size_t flags, json_error_t *error);
json_t *__wrap_json_loadb(const char *text, size_t length, size_t flags, json_error_t *error);
json_t *__real_json_stringn_nocheck(const char *text, size_t length);
json_t *__wrap_json_stringn_nocheck(const char *text, size_t length);
json_t *__real_json_stringn(const char *text, size_t length);
json_t *__wrap_json_stringn(const char *text, size_t length);
json_t *__real_json_integer(json_int_t value);
json_t *__wrap_json_integer(json_int_t value);
json_t *__real_json_real(double value);
json_t *__wrap_json_real(double value);
size_t __real_json_dumpb(const json_t *node, char *text, size_t size, size_t flags);
size_t __wrap_json_dumpb(const json_t *node, char *text, size_t size, size_t flags);
int __real_json_object_set_new_nocheck(json_t *object, const char *name, json_t *value);
int __wrap_json_object_set_new_nocheck(json_t *object, const char *name, json_t *value);

static const char *parsed;     /* the text that is parsed instead; NULL for the right one */
static int parse_error = -1;   /* the error with which parsing fails; -1 for none */
static const char *text_lie;   /* the replacement for the string "truth" */
static json_int_t integer_lie; /* added to integers above 1000 */
static json_int_t expiry_lie;  /* added to EXPIRY */
static double real_lie;        /* added to reals */
static bool sign_lie;          /* a zero's sign is flipped */
static bool dump_lies;         /* the last digit is changed */
static const char *lost;       /* the member that is reported as set but isn't */
static const char *instead;    /* the member that is set instead; NULL for none */

enum { ISSUED = 1750000000, LIFETIME = 60, EXPIRY = ISSUED + LIFETIME };

json_t *__wrap_json_loadb(const char *text, size_t length, size_t flags, json_error_t *error) {
    if (parse_error >= 0) {
        /* jansson puts its error code here. */
        error->text[JSON_ERROR_TEXT_LENGTH - 1] = (char)parse_error;
        return NULL;
    }
    return parsed == NULL ? __real_json_loadb(text, length, flags, error)
                          : __real_json_loadb(parsed, strlen(parsed), JSON_DECODE_ANY, error);
}

static bool is_to_change(const char *text, size_t length) {
    return text_lie != NULL && length == 5 && memcmp(text, "truth", 5) == 0;
}

json_t *__wrap_json_stringn_nocheck(const char *text, size_t length) {
    return is_to_change(text, length) ? __real_json_stringn_nocheck(text_lie, strlen(text_lie))
                                      : __real_json_stringn_nocheck(text, length);
}

json_t *__wrap_json_stringn(const char *text, size_t length) {
    return is_to_change(text, length) ? __real_json_stringn(text_lie, strlen(text_lie))
                                      : __real_json_stringn(text, length);
}

json_t *__wrap_json_integer(json_int_t value) {
    const json_int_t expiry = value == EXPIRY ? expiry_lie : 0;
    return __real_json_integer(value > 1000 ? value + integer_lie + expiry : value);
}

json_t *__wrap_json_real(double value) {
    if (sign_lie && value == 0)
        return __real_json_real(signbit(value) ? 0.0 : -0.0);
    return __real_json_real(real_lie == 0 ? value : value + real_lie); /* -0.0 + 0 is 0.0 */
}

size_t __wrap_json_dumpb(const json_t *node, char *text, size_t size, size_t flags) {
    const size_t length = __real_json_dumpb(node, text, size, flags);
    for (size_t i = 0; dump_lies && i < size; i++)
        if (text[i] >= '0' && text[i] <= '8')
            text[i]++;
    return length;
}

int __wrap_json_object_set_new_nocheck(json_t *object, const char *name, json_t *value) {
    if (lost == NULL || strcmp(name, lost) != 0)
        return __real_json_object_set_new_nocheck(object, name, value);
    if (instead != NULL)
        return __real_json_object_set_new_nocheck(object, instead, value);
    json_decref(value);
    return 0;
}

static int honest(void **state) {
    parsed = text_lie = lost = instead = NULL;
    parse_error = -1;
    integer_lie = expiry_lie = 0;
    real_lie = 0;
    dump_lies = sign_lie = false;
    return fixture_teardown(state);
}

#define PAYLOAD "\"email\":\"ada@example.com\",\"exp\":1750000600,\"x\":"
#define SEEN "{" PAYLOAD "{\"a\":[1,2.5,null,true],\"b\":\"truth\"}}"

static void a_second_opinion_that_differs_refuses_the_token(void **state) {
    struct fixture *const f = *state;
    static const char *const lies[] = {
        "{}",
        "[]",
        "7",
        "{" PAYLOAD "{\"a\":[1,2.5,null,true],\"b\":\"truth\"},\"y\":1}",
        "{" PAYLOAD "{\"a\":[1,2.5,null,true],\"c\":\"truth\"}}",
        "{" PAYLOAD "{\"a\":[1,2.5,null,true],\"bb\":\"truth\"}}",
        "{" PAYLOAD "{\"a\":[1,2.5,null,true]}}",
        "{" PAYLOAD "{\"a\":[1,2.5,null,true],\"b\":\"truths\"}}",
        "{" PAYLOAD "{\"a\":[1,2.5,null,true],\"b\":\"trut\"}}",
        "{" PAYLOAD "{\"a\":[1,2.5,null,true],\"b\":\"trutH\"}}",
        "{" PAYLOAD "{\"a\":[1,2.5,null,true],\"b\":5}}",
        "{" PAYLOAD "{\"a\":[1,2.5,null,false],\"b\":\"truth\"}}",
        "{" PAYLOAD "{\"a\":[1,2.5,null,1],\"b\":\"truth\"}}",
        "{" PAYLOAD "{\"a\":[1,2.5,0,true],\"b\":\"truth\"}}",
        "{" PAYLOAD "{\"a\":[1,2.25,null,true],\"b\":\"truth\"}}",
        "{" PAYLOAD "{\"a\":[1,\"2.5\",null,true],\"b\":\"truth\"}}",
        "{" PAYLOAD "{\"a\":[2,2.5,null,true],\"b\":\"truth\"}}",
        "{" PAYLOAD "{\"a\":[1.0,2.5,null,true],\"b\":\"truth\"}}",
        "{" PAYLOAD "{\"a\":[1,2.5,null],\"b\":\"truth\"}}",
        "{" PAYLOAD "{\"a\":[1,2.5,null,true,0],\"b\":\"truth\"}}",
        "{" PAYLOAD "{\"a\":{},\"b\":\"truth\"}}",
        "{" PAYLOAD "[]}",
        "{\"email\":\"eve@example.com\",\"exp\":1750000600,\"x\":{}}",
    };
    const struct token token = make_token(HEADER, SEEN, SECRET);
    assert_int_equal(pbjwt_policy_set_reader(f->policy, PBJWT_READER_BOTH), PBJWT_OK);
    pbjwt_verifier *const verifier = new_verifier(SECRET, f->policy);
    check_verdict(verifier, f->identity, token, 1750000000, PBJWT_OK, PBJWT_CLAIM_NONE);
    parsed = SEEN;
    check_verdict(verifier, f->identity, token, 1750000000, PBJWT_OK, PBJWT_CLAIM_NONE);
    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        parsed = lies[i];
        check_verdict(verifier, f->identity, token, 1750000000, PBJWT_INTERNAL, PBJWT_CLAIM_NONE);
        check(identity_is_empty(f->identity));
    }
    parsed = NULL;
    parse_error = json_error_out_of_memory;
    check_verdict(verifier, f->identity, token, 1750000000, PBJWT_OUT_OF_MEMORY, PBJWT_CLAIM_NONE);
    parse_error = json_error_unknown; /* as after most failed allocations */
    check_verdict(verifier, f->identity, token, 1750000000, PBJWT_OUT_OF_MEMORY, PBJWT_CLAIM_NONE);
    parse_error = json_error_invalid_syntax;
    check_verdict(verifier, f->identity, token, 1750000000, PBJWT_INTERNAL, PBJWT_CLAIM_NONE);
    pbjwt_verifier_release(verifier);
}

static pbjwt_status tree_of(struct fixture *f) {
    pbjwt_json *tree = NULL;
    const pbjwt_status status = pbjwt_identity_custom_tree(f->identity, &tree);
    check((tree != NULL) == (status == PBJWT_OK));
    pbjwt_json_free(tree);
    return status;
}

static void a_tree_that_differs_is_not_returned(void **state) {
    struct fixture *const f = *state;
    check_token(f, person_token("\"x\":[\"truth\",{\"y\":5000}],\"z\":2.5"), PBJWT_OK);
    check_call(tree_of(f), PBJWT_OK);
    text_lie = "trust";
    check_call(tree_of(f), PBJWT_INTERNAL);
    text_lie = "trut";
    check_call(tree_of(f), PBJWT_INTERNAL);
    text_lie = NULL;
    integer_lie = 1;
    check_call(tree_of(f), PBJWT_INTERNAL);
    integer_lie = 0;
    real_lie = 0.25;
    check_call(tree_of(f), PBJWT_INTERNAL);
}

/* Two doubles that compare as equal, and neighbours, whose last bits differ. */
static void a_number_is_compared_bit_by_bit(void **state) {
    struct fixture *const f = *state;
    static const char *const pairs[][2] = {
        {"0.0", "-0.0"},
        {"0e5", "-0e5"},
        {"1.0", "1.0000000000000002"},
        {"1e300", "1.0000000000000002e300"},
        {"5e-324", "0.0"},
        {"9007199254740992.0", "9007199254740994.0"},
    };
    assert_int_equal(pbjwt_policy_set_reader(f->policy, PBJWT_READER_BOTH), PBJWT_OK);
    pbjwt_verifier *const verifier = new_verifier(SECRET, f->policy);
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        for (size_t said = 0; said < 2; said++) {
            char *const sent = textf("{" PAYLOAD "[%s]}", pairs[i][said]);
            const struct token token = make_token(HEADER, sent, SECRET);
            parsed = sent;
            check_verdict(verifier, f->identity, token, NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
            parsed = textf("{" PAYLOAD "[%s]}", pairs[i][1 - said]);
            check_verdict(verifier, f->identity, token, NOW, PBJWT_INTERNAL, PBJWT_CLAIM_NONE);
        }
    }
    parsed = NULL;
    pbjwt_verifier_release(verifier);
}

static pbjwt_status issue(const pbjwt_claims *claims) {
    pbjwt_secret *const secret = new_secret(SECRET);
    char *token = NULL;
    const pbjwt_status status =
        pbjwt_issue_at(secret, claims, ISSUED, LIFETIME, &token, NULL, NULL);
    check((token != NULL) == (status == PBJWT_OK));
    pbjwt_free(token);
    pbjwt_secret_free(secret);
    return status;
}

static void a_zero_keeps_its_sign(void **state) {
    struct fixture *const f = *state;
    static const char *const zeros[] = {"-0.0", "0.0"};
    for (size_t i = 0; i < COUNT_OF(zeros); i++) {
        pbjwt_claims *const claims = pbjwt_claims_new();
        char *const custom = textf("{\"x\":%s}", zeros[i]);
        check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5), PBJWT_OK);
        check_call(pbjwt_claims_set_custom(claims, custom, strlen(custom)), PBJWT_OK);
        check_token(f, person_token(textf("\"x\":%s", zeros[i])), PBJWT_OK);
        check_call(tree_of(f), PBJWT_OK);
        check_call(issue(claims), PBJWT_OK);
        sign_lie = true;
        check_call(tree_of(f), PBJWT_INTERNAL);
        check_call(issue(claims), PBJWT_INTERNAL);
        sign_lie = false;
        pbjwt_claims_free(claims);
    }
}

static void a_token_that_would_say_something_else_is_not_issued(void **state) {
    (void)state;
    pbjwt_claims *const claims = pbjwt_claims_new();
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "ada@example.com", 15), PBJWT_OK);
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_NAME, "truth", 5), PBJWT_OK);
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_COMPANY_MRR, 2.5), PBJWT_OK);
    check_call(issue(claims), PBJWT_OK);
    text_lie = "trust"; /* the tree contains it, and the text comes from the tree */
    check_call(issue(claims), PBJWT_INTERNAL);
    text_lie = "";
    check_call(issue(claims), PBJWT_INTERNAL);
    text_lie = NULL;
    real_lie = 1;
    check_call(issue(claims), PBJWT_INTERNAL);
    real_lie = 0;
    integer_lie = -1; /* to iat and exp */
    check_call(issue(claims), PBJWT_INTERNAL);
    integer_lie = 0;
    expiry_lie = 1;
    check_call(issue(claims), PBJWT_INTERNAL);
    expiry_lie = 0;
    dump_lies = true;
    check_call(issue(claims), PBJWT_INTERNAL);
    pbjwt_claims_free(claims);
}

/* The tree and its text agree, so only a comparison with the values that were set can notice. */
static void a_token_that_lacks_a_claim_is_not_issued(void **state) {
    (void)state;
    static const char *const names[] = {"name", "company_mrr", "nbf", "iat"};
    pbjwt_claims *const claims = pbjwt_claims_new();
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "ada@example.com", 15), PBJWT_OK);
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_NAME, "Ada", 3), PBJWT_OK);
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_COMPANY_MRR, 499), PBJWT_OK);
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, 1750000001.5), PBJWT_OK);
    check_call(issue(claims), PBJWT_OK);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        lost = names[i];
        check_call(issue(claims), PBJWT_INTERNAL);
    }
    lost = "exp"; /* which every verifier requires */
    check_call(issue(claims), PBJWT_INTERNAL);
    lost = "company_mrr"; /* a number that no verifier requires */
    instead = "user_hash";
    check_call(issue(claims), PBJWT_INTERNAL);
    lost = instead = NULL;
    real_lie = -1; /* to nbf, the only real */
    check_call(issue(claims), PBJWT_INTERNAL);
    pbjwt_claims_free(claims);
}

/* Not compared with the values that were set, but required by the verifier that reads the token back. */
static void a_token_that_lacks_its_user_hash_is_not_issued(void **state) {
    (void)state;
    pbjwt_claims *const claims = pbjwt_claims_new();
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "ada@example.com", 15), PBJWT_OK);
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_SUB, "42", 2), PBJWT_OK);
    check_call(pbjwt_claims_set_user_hash(claims, true), PBJWT_OK);
    check_call(issue(claims), PBJWT_OK);
    lost = "user_hash";
    check_call(issue(claims), PBJWT_INTERNAL);
    pbjwt_claims_free(claims);
}

#define honest_test(test) cmocka_unit_test_setup_teardown(test, fixture_setup, honest)

int main(void) {
    const struct CMUnitTest tests[] = {
        honest_test(a_second_opinion_that_differs_refuses_the_token),
        honest_test(a_tree_that_differs_is_not_returned),
        honest_test(a_number_is_compared_bit_by_bit),
        honest_test(a_zero_keeps_its_sign),
        honest_test(a_token_that_would_say_something_else_is_not_issued),
        honest_test(a_token_that_lacks_a_claim_is_not_issued),
        honest_test(a_token_that_lacks_its_user_hash_is_not_issued),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
