/* SPDX-License-Identifier: Apache-2.0 */

/* Counts by status, by kind of warning, by key, and by what a second policy would refuse. */

#include "support.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* How many tokens the key with this name signed; -1 if it isn't listed. */
static long long tokens_of(const pbjwt_counts *counts, const char *name) {
    for (size_t i = 0; i < pbjwt_counts_key_count(counts); i++) {
        size_t length = 0;
        uint64_t tokens = 0;
        const char *const label = pbjwt_counts_key(counts, i, &length, &tokens);
        if (length == strlen(name) && memcmp(label, name, length) == 0)
            return (long long)tokens;
    }
    return -1;
}

#define check_count(got, expected) expect_count((uint64_t)(got), expected, #got, __LINE__)
static void expect_count(uint64_t got, uint64_t expected, const char *what, int line) {
    if (got != expected)
        report(__FILE__, line, "%s: expected %llu, got %llu", what, (unsigned long long)expected,
               (unsigned long long)got);
}

static uint64_t all_statuses(const pbjwt_counts *counts) {
    uint64_t sum = 0;
    for (int status = 0; status < 128; status++)
        sum += pbjwt_counts_status(counts, (pbjwt_status)status);
    return sum;
}

/* Keys "new" and, without an id, the second. */
static pbjwt_verifier *two_keys(const pbjwt_policy *report) {
    pbjwt_secret *secrets[] = {new_secret_with_id(SECRET, "new"), new_secret(OTHER_SECRET)};
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_verifier_new_reporting(secrets, 2, NULL, report, &verifier), PBJWT_OK);
    pbjwt_secret_free(secrets[0]);
    pbjwt_secret_free(secrets[1]);
    return verifier;
}

static void verify(const pbjwt_verifier *verifier, pbjwt_identity *identity, struct token token,
                   pbjwt_status expected) {
    check_call(pbjwt_verify_at(verifier, token.bytes, token.length, NOW, identity), expected);
}

static void statuses_warnings_and_keys_are_counted(void **state) {
    struct fixture *f = *state;
    pbjwt_verifier *const verifier = two_keys(NULL);
    pbjwt_counts *const counts = pbjwt_counts_new(verifier);
    pbjwt_identity_set_counts(f->identity, counts);
    check_count(tokens_of(counts, "new"), 0);
    check_count(tokens_of(counts, "key 1"), 0);
    check_count(pbjwt_counts_key_count(counts), 2);

    verify(verifier, f->identity, person_token("\"name\":7,\"company_id\":7,\"jti\":\"j\""),
           PBJWT_OK);
    verify(verifier, f->identity, person_token("\"renewal_risk\":\"LOW\",\"name\":7"), PBJWT_OK);
    verify(verifier, f->identity, make_token(HEADER, "{" PERSON "}", OTHER_SECRET), PBJWT_OK);
    verify(verifier, f->identity, make_token(HEADER, "{\"exp\":1}", OTHER_SECRET), PBJWT_EXPIRED);
    verify(verifier, f->identity, make_token(HEADER, "{", SECRET), PBJWT_MALFORMED_PAYLOAD);
    verify(verifier, f->identity, make_token(HEADER, "{" PERSON "}", "neither of them"),
           PBJWT_SIGNATURE_MISMATCH);
    verify(verifier, f->identity, token_of_text("a.b"), PBJWT_MALFORMED_TOKEN);
    /* Signed, but no token: not one of the key's. */
    verify(verifier, f->identity,
           sign_segments(base64url(HEADER, strlen(HEADER)), "eyJh.In0", SECRET),
           PBJWT_MALFORMED_TOKEN);
    check_call(pbjwt_verify_at(verifier, NULL, 1, NOW, f->identity), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_verify(NULL, NULL, 0, f->identity), PBJWT_INVALID_ARGUMENT);

    check_count(pbjwt_counts_status(counts, PBJWT_OK), 3);
    check_count(pbjwt_counts_status(counts, PBJWT_EXPIRED), 1);
    check_count(pbjwt_counts_status(counts, PBJWT_MALFORMED_PAYLOAD), 1);
    check_count(pbjwt_counts_status(counts, PBJWT_SIGNATURE_MISMATCH), 1);
    check_count(pbjwt_counts_status(counts, PBJWT_MALFORMED_TOKEN), 2);
    check_count(pbjwt_counts_status(counts, PBJWT_INVALID_ARGUMENT), 2);
    check_count(all_statuses(counts), 10);
    check_count(pbjwt_counts_warning(counts, PBJWT_WARNING_WRONG_TYPE), 3);
    check_count(pbjwt_counts_warning(counts, PBJWT_WARNING_COERCED), 1);
    check_count(pbjwt_counts_warning(counts, PBJWT_WARNING_PLACEHOLDER), 0);
    check_count(tokens_of(counts, "new"), 3);
    check_count(tokens_of(counts, "key 1"), 2);
    check_count(pbjwt_counts_would_refuse(counts, PBJWT_OK), 0);

    pbjwt_identity_set_counts(f->identity, NULL);
    verify(verifier, f->identity, person_token("\"sub\":\"7\""), PBJWT_OK);
    check_count(all_statuses(counts), 10);
    check_count(tokens_of(counts, "new"), 3);
    pbjwt_counts_free(counts);
    pbjwt_verifier_release(verifier);
}

static void a_second_policys_refusals_are_counted_by_token(void **state) {
    struct fixture *f = *state;
    pbjwt_policy *const report = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    check_call(pbjwt_policy_set_strict_claims(report, true), PBJWT_OK);
    check_call(pbjwt_policy_set_user_hash(report, PBJWT_USER_HASH_REQUIRED), PBJWT_OK);
    pbjwt_verifier *const verifier = two_keys(report);
    pbjwt_counts *const counts = pbjwt_counts_new(NULL);
    pbjwt_identity_set_counts(f->identity, counts);
    check_count(pbjwt_counts_key_count(counts), 0);

    verify(verifier, f->identity, person_token("\"sub\":\"7\",\"name\":7,\"company_id\":7"),
           PBJWT_OK);
    verify(verifier, f->identity, person_token("\"sub\":\"7\""), PBJWT_OK);
    verify(verifier, f->identity,
           person_token(textf("\"sub\":\"7\",\"user_hash\":\"%s\"", hmac_hex(SECRET, "7"))),
           PBJWT_OK);
    verify(verifier, f->identity, person_token("\"sub\":7,\"name\":7"), PBJWT_MALFORMED_CLAIM);

    check_count(pbjwt_counts_would_refuse(counts, PBJWT_OK), 2);
    check_count(pbjwt_counts_would_refuse(counts, PBJWT_MISSING_USER_HASH), 2);
    check_count(pbjwt_counts_would_refuse(counts, PBJWT_MALFORMED_CLAIM), 1);
    check_count(pbjwt_counts_would_refuse(counts, PBJWT_MISSING_USER_ID), 0);
    check_count(pbjwt_counts_status(counts, PBJWT_MALFORMED_CLAIM), 1);
    check_count(tokens_of(counts, "new"), 4);
    pbjwt_identity_set_counts(f->identity, NULL);
    pbjwt_counts_free(counts);
    pbjwt_verifier_release(verifier);
    pbjwt_policy_free(report);
}

static void keys_that_do_not_fit_are_counted_together(void **state) {
    struct fixture *f = *state;
    pbjwt_counts *const counts = pbjwt_counts_new(NULL);
    pbjwt_identity_set_counts(f->identity, counts);
    const struct token token = person_token("\"sub\":\"7\"");
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < PBJWT_MAX_COUNTED_KEYS + 10; i++) {
            pbjwt_secret *const secret = new_secret_with_id(SECRET, textf("tenant %d", i));
            pbjwt_verifier *verifier = NULL;
            assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
            verify(verifier, f->identity, token, PBJWT_OK);
            pbjwt_verifier_release(verifier);
            pbjwt_secret_free(secret);
        }
    check_count(pbjwt_counts_key_count(counts), PBJWT_MAX_COUNTED_KEYS);
    check_count(tokens_of(counts, "tenant 0"), 2);
    check_count(tokens_of(counts, textf("tenant %d", PBJWT_MAX_COUNTED_KEYS - 2)), 2);
    check(tokens_of(counts, textf("tenant %d", PBJWT_MAX_COUNTED_KEYS - 1)) == -1);
    check_count(tokens_of(counts, "other"), 22);

    pbjwt_counts *const sum = pbjwt_counts_new(f->fast);
    pbjwt_counts_add(sum, counts);
    pbjwt_counts_add(sum, counts);
    check_count(pbjwt_counts_key_count(sum), PBJWT_MAX_COUNTED_KEYS);
    check_count(tokens_of(sum, "key 0"), 0);
    check_count(tokens_of(sum, textf("tenant %d", PBJWT_MAX_COUNTED_KEYS - 3)), 4);
    check_count(tokens_of(sum, "other"), 48);
    pbjwt_identity_set_counts(f->identity, NULL);
    pbjwt_counts_free(counts);
    pbjwt_counts_free(sum);
}

static void null_counts_and_bad_indexes_return_nothing(void **state) {
    struct fixture *f = *state;
    size_t length = 9;
    uint64_t tokens = 9;
    pbjwt_counts *const counts = pbjwt_counts_new(f->fast);
    check(pbjwt_counts_key(counts, 1, &length, &tokens) == NULL && length == 0 && tokens == 0);
    check(pbjwt_counts_key(counts, 0, NULL, NULL) != NULL);
    check(pbjwt_counts_key(NULL, 0, &length, &tokens) == NULL);
    check_count(pbjwt_counts_key_count(NULL), 0);
    check_count(pbjwt_counts_status(NULL, PBJWT_OK), 0);
    check_count(pbjwt_counts_warning(NULL, PBJWT_WARNING_COERCED), 0);
    check_count(pbjwt_counts_would_refuse(NULL, PBJWT_OK), 0);
    check_count(pbjwt_counts_status(counts, (pbjwt_status)5000), 0);
    check_count(pbjwt_counts_warning(counts, (pbjwt_warning)5000), 0);
    check_count(pbjwt_counts_would_refuse(counts, (pbjwt_status)5000), 0);
    pbjwt_counts_add(NULL, counts);
    pbjwt_counts_add(counts, NULL);
    pbjwt_identity_set_counts(NULL, counts);
    pbjwt_counts_free(NULL);
    pbjwt_counts_free(counts);
}

/* Threads */

enum { THREADS = 4, ROUNDS = 3000 };

struct worker {
    const pbjwt_verifier *verifier;
    pbjwt_counts *counts;
    struct token good, expired;
    atomic_int *running;
};

static void *count_over_and_over(void *argument) {
    const struct worker *const worker = argument;
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    pbjwt_identity_set_counts(identity, worker->counts);
    for (int i = 0; i < ROUNDS; i++) {
        const struct token token = i % 3 == 0 ? worker->expired : worker->good;
        (void)!pbjwt_verify_at(worker->verifier, token.bytes, token.length, NOW, identity);
    }
    pbjwt_identity_free(identity);
    atomic_fetch_sub(worker->running, 1);
    return NULL;
}

static void each_thread_counts_and_any_may_sum(void **state) {
    (void)state;
    pbjwt_verifier *const verifier = two_keys(NULL);
    pthread_t threads[THREADS];
    struct worker workers[THREADS];
    atomic_int running = THREADS;
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){verifier, pbjwt_counts_new(NULL),
                                     make_token(HEADER, "{" PERSON ",\"name\":7}", OTHER_SECRET),
                                     make_token(HEADER, "{\"exp\":1}", SECRET), &running};
        assert_int_equal(pthread_create(&threads[i], NULL, count_over_and_over, &workers[i]), 0);
    }
    uint64_t before = 0;
    for (bool last = false; !last;) { /* while the threads run, and once after they have ended */
        last = atomic_load(&running) == 0;
        pbjwt_counts *const sum = pbjwt_counts_new(NULL);
        for (size_t i = 0; i < THREADS; i++)
            pbjwt_counts_add(sum, workers[i].counts);
        check(all_statuses(sum) >= before);
        before = all_statuses(sum);
        if (last) {
            check_count(pbjwt_counts_status(sum, PBJWT_OK), THREADS * ROUNDS / 3 * 2);
            check_count(pbjwt_counts_status(sum, PBJWT_EXPIRED), THREADS * ROUNDS / 3);
            check_count(pbjwt_counts_warning(sum, PBJWT_WARNING_WRONG_TYPE),
                        THREADS * ROUNDS / 3 * 2);
            check_count(tokens_of(sum, "new"), THREADS * ROUNDS / 3);
            check_count(tokens_of(sum, "key 1"), THREADS * ROUNDS / 3 * 2);
        }
        pbjwt_counts_free(sum);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        pbjwt_counts_free(workers[i].counts);
    }
    pbjwt_verifier_release(verifier);
}

/* Prometheus */

static void prometheus_reads_them(void **state) {
    struct fixture *f = *state;
    pbjwt_secret *const secret = new_secret_with_id(SECRET, "a\"b\\c");
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    pbjwt_counts *const counts = pbjwt_counts_new(verifier);
    pbjwt_identity_set_counts(f->identity, counts);
    for (int i = 0; i < 12; i++)
        verify(verifier, f->identity, person_token("\"name\":7"), PBJWT_OK);

    char *text = NULL;
    size_t length = 0;
    check_call(pbjwt_counts_prometheus(counts, &text, &length), PBJWT_OK);
    assert_non_null(text);
    check(length == strlen(text) && text[length - 1] == '\n');
    static const char start[] = "# HELP pbjwt_verifications_total Tokens by status.\n"
                                "# TYPE pbjwt_verifications_total counter\n"
                                "pbjwt_verifications_total{status=\"ok\"} 12\n"
                                "pbjwt_verifications_total{status=\"malformed_token\"} 0\n";
    check(strncmp(text, start, strlen(start)) == 0);
    static const char *const lines[] = {
        "\npbjwt_verifications_total{status=\"internal\"} 0\n",
        "\n# TYPE pbjwt_warnings_total counter\npbjwt_warnings_total{kind=\"wrong_type\"} 12\n",
        "\npbjwt_warnings_total{kind=\"unknown_name\"} 0\n",
        "\n# TYPE pbjwt_signatures_total counter\npbjwt_signatures_total{key=\"a\\\"b\\\\c\"} 12\n",
        "\n# TYPE pbjwt_would_refuse_tokens_total counter\npbjwt_would_refuse_tokens_total 0\n",
        ("\n# TYPE pbjwt_would_refuse_total counter\n"
         "pbjwt_would_refuse_total{status=\"malformed_token\"} 0\n"),
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        if (strstr(text, lines[i]) == NULL)
            report(__FILE__, __LINE__, "%s is missing in %s", lines[i], text);
    check(strstr(text, "unknown") ==
          strstr(text, "unknown_key")); /* only real statuses are listed */
    pbjwt_free(text);

    check_call(pbjwt_counts_prometheus(NULL, &text, &length), PBJWT_INVALID_ARGUMENT);
    check(text == NULL && length == 0);
    check_call(pbjwt_counts_prometheus(counts, NULL, &length), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_counts_prometheus(counts, &text, NULL), PBJWT_OK);
    pbjwt_free(text);
    pbjwt_identity_set_counts(f->identity, NULL);
    pbjwt_counts_free(counts);
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(statuses_warnings_and_keys_are_counted),
        fixture_test(a_second_policys_refusals_are_counted_by_token),
        fixture_test(keys_that_do_not_fit_are_counted_together),
        fixture_test(null_counts_and_bad_indexes_return_nothing),
        fixture_test(each_thread_counts_and_any_may_sum),
        fixture_test(prometheus_reads_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
