/* SPDX-License-Identifier: Apache-2.0 */

/* One verifier for many threads, each with its own identity. */

#include "support.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum { THREADS = 8, ROUNDS = 400, KINDS = 6 };

struct kind {
    struct token token;
    pbjwt_status status;
    pbjwt_claim claim;
    const char *user_id;
};

struct work {
    pbjwt_verifier *verifier;
    const struct kind *kinds;
    size_t number;
    atomic_int *wrong;
};

/* Threads only count failures, because the checks of support.h belong to the test's own thread. */
static void *verify_over_and_over(void *argument) {
    const struct work *work = argument;
    pbjwt_identity *identity = pbjwt_identity_new(0);
    if (identity == NULL) {
        atomic_fetch_add(work->wrong, 1);
        pbjwt_verifier_release(work->verifier);
        return NULL;
    }
    for (size_t round = 0; round < ROUNDS; round++) {
        const struct kind *kind = &work->kinds[(round + work->number) % KINDS];
        pbjwt_verifier *verifier = pbjwt_verifier_retain(work->verifier);
        pbjwt_status status =
            pbjwt_verify_at(verifier, kind->token.bytes, kind->token.length, NOW, identity);
        pbjwt_verifier_release(verifier);
        size_t length = 0;
        const char *id = pbjwt_identity_user_id(identity, &length);
        bool same = kind->user_id == NULL ? id == NULL
                                          : id != NULL && length == strlen(kind->user_id) &&
                                                memcmp(id, kind->user_id, length) == 0;
        if (status != kind->status || pbjwt_identity_claim_at_fault(identity) != kind->claim ||
            !same) {
            atomic_fetch_add(work->wrong, 1);
        }
    }
    pbjwt_identity_free(identity);
    pbjwt_verifier_release(work->verifier);
    return NULL;
}

static void run(pbjwt_verifier *verifier, const struct kind *kinds) {
    pthread_t threads[THREADS];
    struct work works[THREADS];
    atomic_int wrong = 0;
    for (size_t i = 0; i < THREADS; i++) {
        works[i] = (struct work){pbjwt_verifier_retain(verifier), kinds, i, &wrong};
        assert_int_equal(pthread_create(&threads[i], NULL, verify_over_and_over, &works[i]), 0);
    }
    /* The last thread releases the last reference. */
    pbjwt_verifier_release(verifier);
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    check(atomic_load(&wrong) == 0);
}

static void a_verifier_serves_all_threads_at_once(void **state) {
    struct fixture *f = *state;
    const struct kind kinds[KINDS] = {
        {person_token(textf("\"sub\":\"one\",\"user_hash\":\"%s\"", hmac_hex(SECRET, "one"))),
         PBJWT_OK, PBJWT_CLAIM_NONE, "one"},
        {person_token(textf("\"id\":\"two\",\"user_hash\":\"%s\"", hmac_hex(SECRET, "two"))),
         PBJWT_OK, PBJWT_CLAIM_NONE, "two"},
        {person_token("\"sub\":\"three\",\"user_hash\":"
                      "\"0000000000000000000000000000000000000000000000000000000000000000\""),
         PBJWT_USER_HASH_MISMATCH, PBJWT_CLAIM_NONE, NULL},
        {make_token(HEADER, "{" PERSON ",\"sub\":\"four\"}", OTHER_SECRET),
         PBJWT_SIGNATURE_MISMATCH, PBJWT_CLAIM_NONE, NULL},
        {person_token("\"sub\":5"), PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_SUB, NULL},
        {token_of_length(4000), PBJWT_OK, PBJWT_CLAIM_NONE, NULL},
    };
    assert_int_equal(pbjwt_policy_set_user_hash(f->policy, PBJWT_USER_HASH_IF_PRESENT), PBJWT_OK);
    run(new_verifier(SECRET, f->policy), kinds);
    assert_int_equal(pbjwt_policy_set_reader(f->policy, PBJWT_READER_BOTH), PBJWT_OK);
    run(new_verifier(SECRET, f->policy), kinds);
}

static void a_verifier_of_a_provider_serves_all_threads_at_once(void **state) {
    (void)state;
    const struct kind kinds[KINDS] = {
        {person_token("\"sub\":\"one\""), PBJWT_OK, PBJWT_CLAIM_NONE, "one"},
        {person_token("\"sub\":\"two\""), PBJWT_OK, PBJWT_CLAIM_NONE, "two"},
        {make_token(HEADER, "{" PERSON "}", OTHER_SECRET), PBJWT_SIGNATURE_MISMATCH,
         PBJWT_CLAIM_NONE, NULL},
        {person_token("\"id\":\"four\""), PBJWT_OK, PBJWT_CLAIM_NONE, "four"},
        {token_of_text("a.b.c"), PBJWT_MALFORMED_HEADER, PBJWT_CLAIM_NONE, NULL},
        {token_of_length(8192), PBJWT_OK, PBJWT_CLAIM_NONE, NULL},
    };
    pbjwt_secret *secret = new_secret(SECRET);
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_secret_set_provider(secret, NULL, "provider=default"), PBJWT_OK);
    assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    pbjwt_secret_free(secret);
    run(verifier, kinds);
}

struct reading {
    const pbjwt_identity *identity;
    const pbjwt_json *tree;
    atomic_int *wrong;
};

static void *read_over_and_over(void *argument) {
    const struct reading *reading = argument;
    for (size_t round = 0; round < ROUNDS; round++) {
        size_t length = 0;
        const char *name = identity_name(reading->identity, &length);
        const char *audience = pbjwt_identity_audience(reading->identity, 1, NULL);
        const char *json = pbjwt_identity_member_json(reading->identity, "x", 1, NULL);
        const pbjwt_json *x = pbjwt_json_member(reading->tree, "x", 1);
        char *custom = NULL;
        if (name == NULL || length != 3 || memcmp(name, "Ann", 3) != 0 || audience == NULL ||
            memcmp(audience, "b", 1) != 0 || json == NULL || memcmp(json, "[7]", 3) != 0 ||
            pbjwt_json_integer(pbjwt_json_element(x, 0)) != 7 ||
            pbjwt_identity_custom_json(reading->identity, &custom, &length) != PBJWT_OK ||
            strcmp(custom, "{\"x\":[7]}") != 0) {
            atomic_fetch_add(reading->wrong, 1);
        }
        pbjwt_free(custom);
    }
    return NULL;
}

static void an_identity_may_be_read_by_all_threads_at_once(void **state) {
    struct fixture *f = *state;
    check_members(f, "\"name\":\"\\u0041nn\",\"aud\":[\"a\",\"\\u0062\"],\"x\":[7]", PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    pbjwt_json *tree = NULL;
    assert_int_equal(pbjwt_identity_custom_tree(f->identity, &tree), PBJWT_OK);
    pthread_t threads[THREADS];
    atomic_int wrong = 0;
    struct reading reading = {f->identity, tree, &wrong};
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, read_over_and_over, &reading), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    check(atomic_load(&wrong) == 0);
    pbjwt_json_free(tree);
}

struct issuing {
    const pbjwt_secret *secret;
    const pbjwt_claims *claims;
    const char *token;
    const char *hash;
    atomic_int *wrong;
};

static void *issue_over_and_over(void *argument) {
    const struct issuing *issuing = argument;
    for (size_t round = 0; round < ROUNDS / 4; round++) {
        char *token = NULL;
        char hex[PBJWT_HASH_HEX_SIZE];
        if (pbjwt_issue_at(issuing->secret, issuing->claims, NOW, 3600, &token, NULL, NULL) !=
                PBJWT_OK ||
            strcmp(token, issuing->token) != 0 ||
            pbjwt_user_hash(issuing->secret, "42", 2, hex, sizeof(hex)) != PBJWT_OK ||
            strcmp(hex, issuing->hash) != 0) {
            atomic_fetch_add(issuing->wrong, 1);
        }
        pbjwt_free(token);
    }
    return NULL;
}

static void a_secret_and_claims_may_be_read_by_all_threads_at_once(void **state) {
    (void)state;
    pbjwt_secret *secret = new_secret_with_id(SECRET, "a");
    pbjwt_claims *claims = pbjwt_claims_new();
    char *token = NULL;
    assert_non_null(claims);
    assert_int_equal(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_text(claims, PBJWT_CLAIM_SUB, "42", 2), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_user_hash(claims, true), PBJWT_OK);
    assert_int_equal(pbjwt_issue_at(secret, claims, NOW, 3600, &token, NULL, NULL), PBJWT_OK);
    pthread_t threads[THREADS];
    atomic_int wrong = 0;
    struct issuing issuing = {secret, claims, token, hmac_hex(SECRET, "42"), &wrong};
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, issue_over_and_over, &issuing), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    check(atomic_load(&wrong) == 0);
    pbjwt_free(token);
    pbjwt_claims_free(claims);
    pbjwt_secret_free(secret);
}

/* The stack of a small worker thread is enough for the deepest and longest token. */
static void *verify_the_deepest(void *argument) {
    struct work *work = argument;
    pbjwt_identity *identity = pbjwt_identity_new(0);
    for (size_t i = 0; i < KINDS; i++) {
        const struct kind *kind = &work->kinds[i];
        if (identity == NULL ||
            pbjwt_verify_at(work->verifier, kind->token.bytes, kind->token.length, NOW, identity) !=
                kind->status) {
            atomic_fetch_add(work->wrong, 1);
        }
    }
    pbjwt_identity_free(identity);
    return NULL;
}

static void a_small_stack_is_enough(void **state) {
    struct fixture *f = *state;
    const char *deep = textf("\"x\":%s%s", repeat("[", 31), repeat("]", 31));
    const struct kind kinds[KINDS] = {
        {person_token(deep), PBJWT_OK, PBJWT_CLAIM_NONE, NULL},
        {person_token(textf("\"x\":%s", repeat("[", 5000))), PBJWT_MALFORMED_PAYLOAD,
         PBJWT_CLAIM_NONE, NULL},
        {make_token(textf("{\"alg\":\"HS256\",%s}", deep), "{" PERSON "}", SECRET), PBJWT_OK,
         PBJWT_CLAIM_NONE, NULL},
        {make_token(textf("{\"alg\":\"HS256\",\"x\":%s", repeat("{\"x\":", 1000)), "{}", SECRET),
         PBJWT_MALFORMED_HEADER, PBJWT_CLAIM_NONE, NULL},
        {token_of_length(8192), PBJWT_OK, PBJWT_CLAIM_NONE, NULL},
        {token_of_text(repeat(".", 8000)), PBJWT_MALFORMED_TOKEN, PBJWT_CLAIM_NONE, NULL},
    };
    pthread_attr_t attributes;
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstacksize(&attributes, 128 * 1024), 0);
    pbjwt_verifier *const verifiers[] = {f->fast, f->both};
    atomic_int wrong = 0;
    for (size_t i = 0; i < COUNT_OF(verifiers); i++) {
        pthread_t thread;
        struct work work = {verifiers[i], kinds, 0, &wrong};
        assert_int_equal(pthread_create(&thread, &attributes, verify_the_deepest, &work), 0);
        assert_int_equal(pthread_join(thread, NULL), 0);
    }
    check(atomic_load(&wrong) == 0);
    assert_int_equal(pthread_attr_destroy(&attributes), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_verifier_serves_all_threads_at_once),
        fixture_test(a_verifier_of_a_provider_serves_all_threads_at_once),
        fixture_test(an_identity_may_be_read_by_all_threads_at_once),
        fixture_test(a_secret_and_claims_may_be_read_by_all_threads_at_once),
        fixture_test(a_small_stack_is_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
