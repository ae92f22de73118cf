/* SPDX-License-Identifier: Apache-2.0 */

/* fork() while other threads verify: the child, which doesn't have these threads, verifies, makes verifiers and
   issues, with each backend. The library takes no lock, so none can stay locked. */
#include "support.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 3, FORKS = 30, SECONDS_OF_A_CHILD = 60 };

struct work {
    pbjwt_verifier *verifiers[2]; /* one for each backend */
    struct token good;
    struct token forged;
    atomic_bool over;
    atomic_size_t verified;
    atomic_size_t wrong;
};

static size_t verify_both(const struct work *work, pbjwt_identity *identity) {
    size_t wrong = 0;
    for (size_t i = 0; i < 2; i++) {
        const pbjwt_verifier *const verifier = work->verifiers[i];
        wrong += pbjwt_verify_at(verifier, work->good.bytes, work->good.length, NOW, identity) !=
                     PBJWT_OK ||
                 pbjwt_identity_user_id(identity, NULL) == NULL;
        wrong += pbjwt_verify_at(verifier, work->forged.bytes, work->forged.length, NOW,
                                 identity) != PBJWT_SIGNATURE_MISMATCH ||
                 pbjwt_identity_user_id(identity, NULL) != NULL;
    }
    return wrong;
}

static void *verify_until_over(void *argument) {
    struct work *const work = argument;
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    while (!atomic_load(&work->over)) {
        atomic_fetch_add(&work->wrong, verify_both(work, identity));
        atomic_fetch_add(&work->verified, 4);
    }
    pbjwt_identity_free(identity);
    return NULL;
}

/* Doesn't use the checks of support.h, which belong to the parent. Returns the child's exit status. */
static int be_a_child(struct work *work, pbjwt_identity *inherited) {
    char hex[PBJWT_HASH_HEX_SIZE];
    char *token = NULL;
    size_t length = 0;
    pbjwt_secret *secret = NULL;
    pbjwt_verifier *verifier = NULL;
    pbjwt_claims *const claims = pbjwt_claims_new();
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    alarm(SECONDS_OF_A_CHILD); /* turns a lock that is never released into a failure */
    if (verify_both(work, inherited) != 0 || verify_both(work, identity) != 0)
        return 1;
    if (pbjwt_generate_secret(hex, sizeof hex) != PBJWT_OK ||
        pbjwt_secret_new(hex, 64, PBJWT_SECRET_TEXT, &secret) != PBJWT_OK ||
        pbjwt_secret_set_provider(secret, NULL, "provider=default") != PBJWT_OK ||
        pbjwt_verifier_new(&secret, 1, NULL, &verifier) != PBJWT_OK)
        return 2;
    if (pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5) != PBJWT_OK ||
        pbjwt_issue(secret, claims, 60, &token, &length, NULL) != PBJWT_OK ||
        pbjwt_verify(verifier, token, length, identity) != PBJWT_OK)
        return 3;
    pbjwt_free(token);
    pbjwt_identity_free(identity);
    pbjwt_claims_free(claims);
    pbjwt_secret_free(secret);
    pbjwt_verifier_release(verifier);
    pbjwt_verifier_release(work->verifiers[0]); /* its own references, not the parent's */
    pbjwt_verifier_release(work->verifiers[1]);
    return 0;
}

static void a_child_verifies_while_threads_do(void **state) {
    (void)state;
    struct work work = {
        .good = person_token("\"sub\":\"42\""),
        .forged = make_token(HEADER, "{" PERSON ",\"sub\":\"42\"}", OTHER_SECRET),
    };
    pbjwt_secret *secret = new_secret(SECRET);
    assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &work.verifiers[0]), PBJWT_OK);
    assert_int_equal(pbjwt_secret_set_provider(secret, NULL, "provider=default"), PBJWT_OK);
    assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &work.verifiers[1]), PBJWT_OK);
    assert_string_equal(pbjwt_verifier_backend(work.verifiers[1]), "evp");
    pbjwt_secret_free(secret);
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    check(verify_both(&work, identity) == 0);

    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, verify_until_over, &work), 0);
    for (int i = 0; i < FORKS; i++) {
        const size_t before = atomic_load(&work.verified);
        while (atomic_load(&work.verified) < before + 40) /* the threads are busy */
            check(verify_both(&work, identity) == 0);
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0)
            _exit(be_a_child(&work, identity));
        int status = -1;
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            report(__FILE__, __LINE__, "child %d: status %#x", i, (unsigned)status);
    }
    atomic_store(&work.over, true);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    check(atomic_load(&work.wrong) == 0);
    pbjwt_identity_free(identity);
    pbjwt_verifier_release(work.verifiers[0]);
    pbjwt_verifier_release(work.verifiers[1]);
    if (reported_failures() == 0)
        print_message("%d children of a process with %d verifying threads, each verified by both "
                      "backends\n",
                      FORKS, THREADS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_child_verifies_while_threads_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
