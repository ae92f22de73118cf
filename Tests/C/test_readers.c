/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Which of the two readers is asked, and what becomes of a jansson that runs out of memory: its
 * parser may give a shortened text as a success then, which must never be anyone's name.
 */

#include "support.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* jansson's allocations, of which one (counted from 1; 0: none) fails. */
static size_t asked;
static size_t failing;

static void *counted_malloc(size_t size) {
    asked++;
    return asked == failing ? NULL : malloc(size);
}

static void fail_at(size_t number) {
    asked = 0;
    failing = number;
}

static int use_counted_memory(void **state) {
    (void)state;
    json_set_alloc_funcs(counted_malloc, free);
    return 0;
}

static int use_usual_memory(void **state) {
    (void)state;
    json_set_alloc_funcs(malloc, free);
    return 0;
}

#define LONG_CLAIMS                                                                                \
    "\"sub\":\"a-user-id-that-is-longer-than-sixteen\",\"name\":\"A name that is longer, too\","   \
    "\"a member with a long name\":[12345678901234567,\"a text of some length\",{\"k\":1.5}],"     \
    "\"iss\":\"an issuer with a \\u00e9 in it\",\"x\":{\"yy\":[true,null,-7]}"

static void the_fast_reader_never_asks_jansson(void **state) {
    struct fixture *f = *state;
    struct token token = person_token(LONG_CLAIMS);
    fail_at(0);
    check_verdict(f->fast, f->identity, token, NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    check(asked == 0);
    check_verdict(f->both, f->identity, token, NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    check(asked > 0);
}

static void jansson_never_sees_what_is_not_authentic(void **state) {
    struct fixture *f = *state;
    const char *payload = "{" PERSON "," LONG_CLAIMS "}";
    const struct {
        struct token token;
        pbjwt_status status;
    } rows[] = {
        {token_of_text("a.b"), PBJWT_MALFORMED_TOKEN},
        {make_token("{\"alg\":\"none\",\"a long member\":\"a long value\"}", payload, SECRET),
         PBJWT_UNSUPPORTED_ALGORITHM},
        {make_token("{\"alg\":\"HS256\",\"a long member\":[\"a long value\"]}", payload,
                    OTHER_SECRET),
         PBJWT_SIGNATURE_MISMATCH},
        {make_token(HEADER, payload, OTHER_SECRET), PBJWT_SIGNATURE_MISMATCH},
        {make_token(HEADER, "[", OTHER_SECRET), PBJWT_SIGNATURE_MISMATCH},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        fail_at(0);
        check_verdict(f->both, f->identity, rows[i].token, NOW, rows[i].status, PBJWT_CLAIM_NONE);
        check(asked == 0);
    }
}

static bool is_shortage(pbjwt_status status) {
    return status == PBJWT_OUT_OF_MEMORY || status == PBJWT_INTERNAL;
}

static void a_second_reader_short_of_memory_never_changes_a_person(void **state) {
    struct fixture *f = *state;
    struct token token = person_token(LONG_CLAIMS);
    fail_at(0);
    check_verdict(f->both, f->identity, token, NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    const char *told = describe_identity(f->identity);
    size_t count = asked;
    size_t refused = 0;
    for (size_t number = 1; number <= count; number++) {
        fail_at(number);
        pbjwt_status status = pbjwt_verify_at(f->both, token.bytes, token.length, NOW, f->identity);
        if (status == PBJWT_OK) {
            check(strcmp(describe_identity(f->identity), told) == 0);
        } else {
            refused++;
            check(is_shortage(status));
            check(identity_is_empty(f->identity));
            check(pbjwt_identity_claim_at_fault(f->identity) == PBJWT_CLAIM_NONE);
        }
    }
    check(refused > 0);
    /* It recovers. */
    fail_at(0);
    check_verdict(f->both, f->identity, token, NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    check(strcmp(describe_identity(f->identity), told) == 0);
}

/* The tree as text, by its own accessors. */
static char *describe_tree(const pbjwt_json *node) {
    size_t length = 0;
    char *text =
        textf("%d:%d:%.17g:%s", (int)pbjwt_json_get_kind(node), pbjwt_json_boolean(node),
              pbjwt_json_number(node),
              pbjwt_json_string(node, &length) == NULL ? "" : pbjwt_json_string(node, &length));
    for (size_t i = 0; pbjwt_json_element(node, i) != NULL; i++) {
        text = textf("%s[%s]", text, describe_tree(pbjwt_json_element(node, i)));
    }
    static const char *const names[] = {"a member with a long name", "k", "x", "yy"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const pbjwt_json *member = pbjwt_json_member(node, names[i], strlen(names[i]));
        if (member != NULL) {
            text = textf("%s{%s=%s}", text, names[i], describe_tree(member));
        }
    }
    return textf("%s;%zu", text, pbjwt_json_count(node));
}

static void a_tree_is_right_or_there_is_none(void **state) {
    struct fixture *f = *state;
    fail_at(0);
    check_members(f, LONG_CLAIMS, PBJWT_OK, PBJWT_CLAIM_NONE);
    pbjwt_json *tree = NULL;
    fail_at(0);
    assert_int_equal(pbjwt_identity_custom_tree(f->identity, &tree), PBJWT_OK);
    size_t count = asked;
    const char *told = describe_tree(tree);
    pbjwt_json_free(tree);
    size_t refused = 0;
    for (size_t number = 1; number <= count; number++) {
        tree = (pbjwt_json *)allocate(1);
        fail_at(number);
        pbjwt_status status = pbjwt_identity_custom_tree(f->identity, &tree);
        if (status == PBJWT_OK) {
            check(strcmp(describe_tree(tree), told) == 0);
            pbjwt_json_free(tree);
        } else {
            refused++;
            check(is_shortage(status));
            check(tree == NULL);
        }
    }
    check(refused > 0);
    fail_at(0);
}

static void a_token_is_right_or_none_is_issued(void **state) {
    struct fixture *f = *state;
    fail_at(0);
    pbjwt_secret *secret = new_secret_with_id(SECRET, "a key id that is longer than sixteen");
    pbjwt_claims *claims = pbjwt_claims_new();
    assert_non_null(claims);
    static const char email[] = "someone.with.a.long.name@example.com";
    static const char custom[] =
        "{\"a member with a long name\":[12345678901234567,\"a long text\"]}";
    assert_int_equal(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, email, sizeof(email) - 1),
                     PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_text(claims, PBJWT_CLAIM_SUB, email, sizeof(email) - 1),
                     PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_number(claims, PBJWT_CLAIM_COMPANY_MRR, 1234.5), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_user_hash(claims, true), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_custom(claims, custom, sizeof(custom) - 1), PBJWT_OK);
    char *token = NULL;
    fail_at(0);
    assert_int_equal(pbjwt_issue_at(secret, claims, NOW, 3600, &token, NULL, NULL), PBJWT_OK);
    size_t count = asked;
    const char *expected = textf("%s", token);
    pbjwt_free(token);
    check_token(f, token_of_text(expected), PBJWT_OK);
    check_view(f->identity, pbjwt_identity_email, email);
    size_t refused = 0;
    for (size_t number = 1; number <= count; number++) {
        token = (char *)allocate(1);
        size_t length = 99;
        pbjwt_claim fault = PBJWT_CLAIM_JTI;
        fail_at(number);
        pbjwt_status status = pbjwt_issue_at(secret, claims, NOW, 3600, &token, &length, &fault);
        if (status == PBJWT_OK) {
            check(strcmp(token, expected) == 0);
            pbjwt_free(token);
        } else {
            refused++;
            check(is_shortage(status));
            check(token == NULL && length == 0 && fault == PBJWT_CLAIM_NONE);
        }
    }
    check(refused > 0);
    fail_at(0);
    pbjwt_claims_free(claims);
    pbjwt_secret_free(secret);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(the_fast_reader_never_asks_jansson),
        fixture_test(jansson_never_sees_what_is_not_authentic),
        fixture_test(a_second_reader_short_of_memory_never_changes_a_person),
        fixture_test(a_tree_is_right_or_there_is_none),
        fixture_test(a_token_is_right_or_none_is_issued),
    };
    return cmocka_run_group_tests(tests, use_counted_memory, use_usual_memory);
}
