/* SPDX-License-Identifier: Apache-2.0 */

/* The debug build, which has the address sanitizer, stops at any use of a released object: each misuse runs in
   its own process, which must end because of it. */
#include "support.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define STOPS_AT "heap-use-after-free"
#endif
#endif
#if !defined(STOPS_AT) && defined(__SANITIZE_ADDRESS__)
#define STOPS_AT "heap-use-after-free"
#endif

static pbjwt_secret *secret;
static pbjwt_verifier *verifier;
static pbjwt_identity *identity;
static struct token good;

static pbjwt_status verify(void) {
    return pbjwt_verify_at(verifier, good.bytes, good.length, NOW, identity);
}

static void a_verifier(void) {
    pbjwt_verifier_release(verifier);
    (void)!verify();
}

static void a_verifier_released_twice(void) {
    pbjwt_verifier_release(verifier);
    pbjwt_verifier_release(verifier);
}

static void a_verifier_retained_too_late(void) {
    pbjwt_verifier_release(verifier);
    pbjwt_verifier_release(pbjwt_verifier_retain(verifier));
}

static void an_identity_verified_into(void) {
    pbjwt_identity_free(identity);
    (void)!verify();
}

static void an_identity_read(void) {
    size_t length;
    pbjwt_identity_free(identity);
    (void)identity_email(identity, &length);
}

static void a_secret_that_hashes(void) {
    char hex[PBJWT_HASH_HEX_SIZE];
    pbjwt_secret_free(secret);
    (void)!pbjwt_user_hash(secret, "42", 2, hex, sizeof hex);
}

static void a_secret_that_makes_a_verifier(void) {
    pbjwt_verifier *made;
    pbjwt_secret_free(secret);
    (void)!pbjwt_verifier_new(&secret, 1, NULL, &made);
}

static void nothing(void) {
    (void)!verify();
}

/* The child's output, and its status from waitpid. */
static int run_child(void (*misuse)(void), char *said, size_t capacity) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        signal(SIGABRT, SIG_DFL); /* cmocka's handlers would continue with the next test */
        signal(SIGSEGV, SIG_DFL);
        misuse();
        _exit(0);
    }
    close(ends[1]);
    size_t length = 0;
    ssize_t count;
    char chunk[512];
    while ((count = read(ends[0], chunk, sizeof chunk)) > 0) {
        const size_t left = capacity - 1 - length;
        const size_t taken = (size_t)count < left ? (size_t)count : left;
        memcpy(said + length, chunk, taken);
        length += taken;
    }
    said[length] = 0;
    close(ends[0]);
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void use_after_release_is_stopped(void **state) {
    (void)state;
    static const struct {
        const char *name;
        void (*misuse)(void);
    } misuses[] = {
        {"a_verifier", a_verifier},
        {"a_verifier_released_twice", a_verifier_released_twice},
        {"a_verifier_retained_too_late", a_verifier_retained_too_late},
        {"an_identity_verified_into", an_identity_verified_into},
        {"an_identity_read", an_identity_read},
        {"a_secret_that_hashes", a_secret_that_hashes},
        {"a_secret_that_makes_a_verifier", a_secret_that_makes_a_verifier},
    };
    char said[8192];
    secret = new_secret(SECRET);
    verifier = new_verifier(SECRET, NULL);
    identity = pbjwt_identity_new(0);
    good = person_token("");
    check_call(verify(), PBJWT_OK);
    check(run_child(nothing, said, sizeof said) == 0);
    check(strcmp(said, "") == 0);
#ifdef STOPS_AT
    for (size_t i = 0; i < COUNT_OF(misuses); i++) {
        const int status = run_child(misuses[i].misuse, said, sizeof said);
        if (status == 0 || strstr(said, STOPS_AT) == NULL)
            report(__FILE__, __LINE__, "%s: status %#x, said \"%.200s\"", misuses[i].name,
                   (unsigned)status, said);
    }
    if (reported_failures() == 0)
        print_message("%zu uses after release, each stopped by \"%s\"\n", COUNT_OF(misuses),
                      STOPS_AT);
#else
    print_message("left out: this build has no checks for %zu uses after release\n",
                  COUNT_OF(misuses));
#endif
    pbjwt_identity_free(identity);
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(use_after_release_is_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
