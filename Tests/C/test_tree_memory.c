/* SPDX-License-Identifier: Apache-2.0 */

/* When one of jansson's allocations fails, a tree or token is either right or missing: never shortened, as
   jansson's own parser would return it, and never a crash. */
#include "support.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Texts with the lengths at which jansson's buffers grow, escaped and nested. */
#define CUSTOM                                                                                     \
    "{\"14characters_x\":\"14characters_x\",\"a.name.of.thirty.characters...\":[1,-2.5,true,null," \
    "\"a.text.of.thirty.characters...\"],\"o\":{\"sixty-two.characters.of.a.name.sixty-two."       \
    "characters.of.a.na\":\"caf\\u00e9\"}}"

static long calls;
static long failing_call; /* 0: none */

static void *failing_malloc(size_t size) {
    return ++calls == failing_call ? NULL : malloc(size);
}

static void start_failing_at(long call) {
    calls = 0;
    failing_call = call;
}

static int install(void **state) {
    json_set_alloc_funcs(failing_malloc, free);
    return fixture_setup(state);
}

static int uninstall(void **state) {
    start_failing_at(0);
    const int result = fixture_teardown(state);
    json_set_alloc_funcs(malloc, free);
    return result;
}

static const pbjwt_json *member(const pbjwt_json *object, const char *name) {
    return pbjwt_json_member(object, name, strlen(name));
}

static void check_tree(const pbjwt_json *root) {
    size_t length;
    const char *text = pbjwt_json_string(member(root, "14characters_x"), &length);
    check_text(text, length, "14characters_x");
    const pbjwt_json *const array = member(root, "a.name.of.thirty.characters...");
    check(pbjwt_json_count(root) == 3 && pbjwt_json_count(array) == 5);
    check(pbjwt_json_integer(pbjwt_json_element(array, 0)) == 1);
    check(pbjwt_json_number(pbjwt_json_element(array, 1)) == -2.5);
    text = pbjwt_json_string(pbjwt_json_element(array, 4), &length);
    check_text(text, length, "a.text.of.thirty.characters...");
    text = pbjwt_json_string(
        member(member(root, "o"), "sixty-two.characters.of.a.name.sixty-two.characters.of.a.na"),
        &length);
    check_text(text, length, "caf\xc3\xa9");
}

static void a_tree_is_complete_or_absent(void **state) {
    struct fixture *const f = *state;
    const char *const custom = CUSTOM;
    check_payload(f, textf("{" PERSON ",%s", custom + 1), PBJWT_OK, PBJWT_CLAIM_NONE);
    long failures = 0;
    for (long call = 1;; call++) {
        pbjwt_json *root = NULL;
        start_failing_at(call);
        const pbjwt_status status = pbjwt_identity_custom_tree(f->identity, &root);
        const bool failed = calls >= call;
        start_failing_at(0);
        if (status == PBJWT_OK)
            check_tree(root);
        else
            check_call(status, PBJWT_OUT_OF_MEMORY);
        check((root != NULL) == (status == PBJWT_OK));
        pbjwt_json_free(root);
        if (!failed)
            break;
        check(status != PBJWT_OK);
        failures++;
    }
    check(failures >= 8); /* at least one for each node */
}

static void a_token_is_correct_or_absent(void **state) {
    (void)state;
    const char *const custom = CUSTOM;
    pbjwt_secret *const secret = new_secret_with_id(SECRET, "a.key.id.of.30.characters.....");
    pbjwt_claims *const claims = pbjwt_claims_new();
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "14@characters", 13), PBJWT_OK);
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_COMPANY_MRR, 0.1), PBJWT_OK);
    check_call(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, NOW), PBJWT_OK);
    check_call(pbjwt_claims_set_custom(claims, custom, strlen(custom)), PBJWT_OK);
    char *right = NULL;
    check_call(pbjwt_issue_at(secret, claims, NOW, 60, &right, NULL, NULL), PBJWT_OK);

    long failures = 0;
    for (long call = 1;; call++) {
        char *token = NULL;
        start_failing_at(call);
        const pbjwt_status status = pbjwt_issue_at(secret, claims, NOW, 60, &token, NULL, NULL);
        const bool failed = calls >= call;
        start_failing_at(0);
        if (status == PBJWT_OK)
            check(strcmp(token, right) == 0);
        else
            check_call(status, PBJWT_OUT_OF_MEMORY);
        check((token != NULL) == (status == PBJWT_OK));
        pbjwt_free(token);
        if (!failed)
            break;
        failures++;
    }
    check(failures > 20);
    pbjwt_free(right);
    pbjwt_claims_free(claims);
    pbjwt_secret_free(secret);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_tree_is_complete_or_absent, install, uninstall),
        cmocka_unit_test_setup_teardown(a_token_is_correct_or_absent, install, uninstall),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
