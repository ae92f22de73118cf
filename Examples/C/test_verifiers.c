/* SPDX-License-Identifier: Apache-2.0 */

/* Tests secrets, policies, and verifiers that threads share. Meant to run under valgrind. */

#include "support.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 10000, THREADS = 4, THREAD_ROUNDS = 500 };

static pbjwt_verifier *verifier;
static pbjwt_identity *identity;

static int set_up(void **state) {
    (void)state;
    verifier = verifier_of("secret", NULL);
    identity = pbjwt_identity_new(0);
    return identity == NULL;
}

static int tear_down(void **state) {
    (void)state;
    pbjwt_identity_free(identity);
    pbjwt_verifier_release(verifier);
    return 0;
}

static void a_short_secret_is_refused(void **state) {
    (void)state;
    pbjwt_secret *secret = (pbjwt_secret *)(void *)&secret;
    assert_int_equal(pbjwt_secret_new("too short", 9, PBJWT_SECRET_TEXT, &secret),
                     PBJWT_WEAK_SECRET);
    assert_null(secret);
    assert_string_equal(pbjwt_status_name(PBJWT_WEAK_SECRET), "weak_secret");
}

static void another_secret_is_no_match_and_with_several_any_will_do(void **state) {
    (void)state;
    pbjwt_verifier *other = verifier_of("other-secret", NULL), *both;
    assert_int_equal(verify_file(other, "good", -1, identity), PBJWT_SIGNATURE_MISMATCH);
    assert_int_equal(verify_file(other, "forged", -1, identity), PBJWT_OK);
    pbjwt_verifier_release(other);

    const text characters[2] = {read_token("secret"), read_token("other-secret")};
    pbjwt_secret *secrets[2];
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pbjwt_secret_new(characters[i].bytes, characters[i].length,
                                          PBJWT_SECRET_TEXT, &secrets[i]),
                         PBJWT_OK);
        free(characters[i].bytes); /* the library has copied it */
    }
    assert_int_equal(pbjwt_verifier_new(secrets, 2, NULL, &both), PBJWT_OK);
    pbjwt_secret_free(secrets[0]);
    pbjwt_secret_free(secrets[1]);
    assert_int_equal(verify_file(both, "good", -1, identity), PBJWT_OK);
    assert_int_equal(verify_file(both, "forged", -1, identity), PBJWT_OK);
    assert_int_equal(verify_file(both, "expired", -1, identity), PBJWT_EXPIRED);
    pbjwt_verifier_release(both);
}

typedef pbjwt_status (*text_setter)(pbjwt_policy *policy, const void *bytes, size_t length);

static void verify_demanding(text_setter set, const char *value, pbjwt_status expected) {
    pbjwt_policy *policy = pbjwt_policy_new(PBJWT_PROFILE_WIDGET);
    assert_int_equal(set(policy, value, strlen(value)), PBJWT_OK);
    pbjwt_verifier *demanding = verifier_of("secret", policy);
    pbjwt_policy_free(policy);
    assert_int_equal(verify_file(demanding, "good", -1, identity), expected);
    assert_int_equal(verify_file(demanding, "unusual", -1, identity), PBJWT_OK);
    pbjwt_verifier_release(demanding);
}

static void a_policy_demands_issuer_and_audience(void **state) {
    (void)state;
    verify_demanding(pbjwt_policy_set_issuer, "https://id.example.com", PBJWT_ISSUER_MISMATCH);
    verify_demanding(pbjwt_policy_set_audience, "widget", PBJWT_AUDIENCE_MISMATCH);
}

static void a_policy_demands_a_user_hash_and_a_short_life(void **state) {
    (void)state;
    pbjwt_policy *policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    assert_int_equal(pbjwt_policy_set_user_hash(policy, PBJWT_USER_HASH_REQUIRED), PBJWT_OK);
    pbjwt_verifier *hashed = verifier_of("secret", policy);
    assert_int_equal(pbjwt_policy_set_max_lifetime(policy, 3599), PBJWT_OK);
    assert_int_equal(pbjwt_policy_set_leeway(policy, PBJWT_MAX_LEEWAY + 1), PBJWT_INVALID_ARGUMENT);
    assert_int_equal(pbjwt_policy_set_leeway(policy, 0), PBJWT_OK);
    pbjwt_verifier *strict = verifier_of("secret", policy);
    pbjwt_policy_free(policy);

    assert_int_equal(verify_file(hashed, "good", -1, identity), PBJWT_OK);
    assert_int_equal(pbjwt_identity_user_hash(identity), PBJWT_HASH_VERIFIED);
    assert_int_equal(verify_file(hashed, "minimal", -1, identity), PBJWT_MISSING_USER_HASH);
    assert_int_equal(verify_file(strict, "good", -1, identity), PBJWT_LIFETIME_TOO_LONG);
    pbjwt_verifier_release(hashed);
    pbjwt_verifier_release(strict);
}

static void null_in_any_argument_is_a_status_and_no_crash(void **state) {
    (void)state;
    pbjwt_secret *none = NULL, *secret = NULL;
    pbjwt_verifier *made = NULL;
    assert_int_equal(pbjwt_secret_new(NULL, 64, PBJWT_SECRET_TEXT, &secret),
                     PBJWT_INVALID_ARGUMENT);
    assert_int_equal(pbjwt_secret_new("", 0, PBJWT_SECRET_TEXT, &secret), PBJWT_WEAK_SECRET);
    assert_int_equal(pbjwt_secret_new("", 0, PBJWT_SECRET_TEXT, NULL), PBJWT_INVALID_ARGUMENT);
    assert_int_equal(pbjwt_verifier_new(NULL, 1, NULL, &made), PBJWT_INVALID_ARGUMENT);
    assert_int_equal(pbjwt_verifier_new(&none, 1, NULL, &made), PBJWT_INVALID_ARGUMENT);
    assert_int_equal(pbjwt_verifier_new(&none, 0, NULL, &made), PBJWT_INVALID_ARGUMENT);
    assert_int_equal(pbjwt_verifier_new(&none, 1, NULL, NULL), PBJWT_INVALID_ARGUMENT);
    /* A verifier that was released and set to NULL, as is good practice, can't be used by mistake. */
    assert_int_equal(pbjwt_verify(NULL, "a.b.c", 5, identity), PBJWT_INVALID_ARGUMENT);
    assert_int_equal(pbjwt_verify(verifier, NULL, 5, identity), PBJWT_INVALID_ARGUMENT);
    assert_int_equal(pbjwt_verify(verifier, "a.b.c", 5, NULL), PBJWT_INVALID_ARGUMENT);
    assert_null(pbjwt_identity_text(NULL, PBJWT_CLAIM_EMAIL, NULL));
    assert_int_equal(pbjwt_policy_set_leeway(NULL, 1), PBJWT_INVALID_ARGUMENT);
    pbjwt_identity_free(NULL);
    pbjwt_verifier_release(NULL);
    pbjwt_policy_free(NULL);
    pbjwt_secret_free(NULL);
}

/* Threads and memory */

/* The good token, and the refused tokens with their results. */
static text good, bad[REFUSALS];

static void read_tokens(void) {
    good = read_token("good");
    for (size_t i = 0; i < REFUSALS; i++)
        bad[i] = read_token(refusals[i].file);
}

static void free_tokens(void) {
    free(good.bytes);
    for (size_t i = 0; i < REFUSALS; i++)
        free(bad[i].bytes);
}

/* Whether a good and a bad token get the expected results. Uses no assertions, because those work only
   in the test's own thread. */
static bool verify_two(size_t round, pbjwt_identity *into) {
    const text *other = &bad[round % REFUSALS];
    return pbjwt_verify(verifier, good.bytes, good.length, into) == PBJWT_OK &&
           pbjwt_verify(verifier, other->bytes, other->length, into) ==
               refusals[round % REFUSALS].status;
}

static void *verify_in_a_thread(void *wrong) {
    pbjwt_identity *own = pbjwt_identity_new(0);
    for (size_t i = 0; i < THREAD_ROUNDS; i++)
        *(int *)wrong += !verify_two(i, own);
    pbjwt_identity_free(own);
    return NULL;
}

static void threads_share_a_verifier(void **state) {
    (void)state;
    pthread_t threads[THREADS];
    int wrong[THREADS] = {0};
    read_tokens();
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, verify_in_a_thread, &wrong[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(wrong[i], 0);
    }
    free_tokens();
}

/* Creates a new identity each time, as a service may do if speed doesn't matter. */
static void twenty_thousand_verifications_leave_nothing(void **state) {
    (void)state;
    read_tokens();
    for (size_t i = 0; i < ROUNDS; i++) {
        pbjwt_identity *fresh = pbjwt_identity_new(0);
        assert_true(verify_two(i, fresh));
        pbjwt_identity_free(fresh);
    }
    free_tokens();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_secret_is_refused),
        cmocka_unit_test(another_secret_is_no_match_and_with_several_any_will_do),
        cmocka_unit_test(a_policy_demands_issuer_and_audience),
        cmocka_unit_test(a_policy_demands_a_user_hash_and_a_short_life),
        cmocka_unit_test(null_in_any_argument_is_a_status_and_no_crash),
        cmocka_unit_test(threads_share_a_verifier),
        cmocka_unit_test(twenty_thousand_verifications_leave_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
