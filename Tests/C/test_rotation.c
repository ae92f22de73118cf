/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A service replaces its verifier while its threads verify: each takes a reference under the service's lock, and
 * the last release frees the verifier. Also what a thread with a small stack can do.
 */
#include "support.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 8, ROTATIONS = 10000, LEAST_VERIFICATIONS = 200, STACK_BYTES = 64 * 1024 };

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* Rotation */

struct service {
    pthread_mutex_t lock;
    pbjwt_verifier *current;
    struct token old, new, foreign;
    atomic_bool over;
    atomic_size_t of_old, of_new, wrong, least_reached;
};

static pbjwt_verifier *take(struct service *service) {
    pthread_mutex_lock(&service->lock);
    pbjwt_verifier *const verifier = pbjwt_verifier_retain(service->current);
    pthread_mutex_unlock(&service->lock);
    return verifier;
}

static void put(struct service *service, pbjwt_verifier *verifier) {
    pthread_mutex_lock(&service->lock);
    pbjwt_verifier *const replaced = service->current;
    service->current = verifier;
    pthread_mutex_unlock(&service->lock);
    pbjwt_verifier_release(replaced);
}

static bool is_user(const pbjwt_identity *identity, const char *user) {
    size_t length = 0;
    const char *const id = pbjwt_identity_user_id(identity, &length);
    return id != NULL && length == strlen(user) && memcmp(id, user, length) == 0;
}

/* Each verifier accepts exactly one of the two tokens. */
static void judge(struct service *service, const pbjwt_verifier *verifier,
                  pbjwt_identity *identity) {
    const struct token *const old = &service->old, *const new = &service->new,
                              *const foreign = &service->foreign;
    const pbjwt_status of_old = pbjwt_verify_at(verifier, old->bytes, old->length, NOW, identity);
    const bool old_user = is_user(identity, "old");
    const pbjwt_status of_new = pbjwt_verify_at(verifier, new->bytes, new->length, NOW, identity);
    const bool new_user = is_user(identity, "new");
    const pbjwt_status of_foreign =
        pbjwt_verify_at(verifier, foreign->bytes, foreign->length, NOW, identity);
    if (of_foreign == PBJWT_SIGNATURE_MISMATCH && of_old == PBJWT_OK && old_user &&
        of_new == PBJWT_SIGNATURE_MISMATCH && !new_user)
        atomic_fetch_add(&service->of_old, 1);
    else if (of_foreign == PBJWT_SIGNATURE_MISMATCH && of_new == PBJWT_OK && new_user &&
             of_old == PBJWT_SIGNATURE_MISMATCH && !old_user)
        atomic_fetch_add(&service->of_new, 1);
    else
        atomic_fetch_add(&service->wrong, 1);
}

static void *serve(void *argument) {
    struct service *const service = argument;
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    for (size_t i = 0; i < LEAST_VERIFICATIONS || !atomic_load(&service->over); i++) {
        pbjwt_verifier *const verifier = take(service);
        judge(service, verifier, identity);
        pbjwt_verifier_release(verifier);
        if (i + 1 == LEAST_VERIFICATIONS)
            atomic_fetch_add(&service->least_reached, 1);
    }
    pbjwt_identity_free(identity);
    return NULL;
}

static bool has_met_enough(struct service *service) {
    return atomic_load(&service->wrong) > 0 ||
           (atomic_load(&service->least_reached) == THREADS &&
            atomic_load(&service->of_old) >= LEAST_VERIFICATIONS &&
            atomic_load(&service->of_new) >= LEAST_VERIFICATIONS);
}

static pbjwt_verifier *verifier_of(const char *text, bool evp) {
    pbjwt_secret *secret = new_secret(text);
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_secret_set_provider(secret, NULL, evp ? "provider=default" : NULL),
                     PBJWT_OK);
    assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    pbjwt_secret_free(secret);
    return verifier;
}

static void a_verifier_is_replaced_while_threads_verify(void **state) {
    (void)state;
    struct service service = {
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .current = verifier_of(SECRET, false),
        .old = make_token(HEADER, "{" PERSON ",\"sub\":\"old\"}", SECRET),
        .new = make_token(HEADER, "{" PERSON ",\"sub\":\"new\"}", OTHER_SECRET),
        .foreign = make_token(HEADER, "{" PERSON ",\"sub\":\"no one\"}", repeat("f", 32)),
    };
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, serve, &service), 0);
    size_t rotations = 0; /* the requested number, and until the threads have seen enough of both */
    while (rotations < ROTATIONS || !has_met_enough(&service)) {
        put(&service, verifier_of(rotations % 2 == 0 ? OTHER_SECRET : SECRET, rotations % 4 >= 2));
        rotations++;
    }
    atomic_store(&service.over, true);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    pbjwt_verifier_release(service.current);
    pthread_mutex_destroy(&service.lock);
    const size_t of_old = atomic_load(&service.of_old), of_new = atomic_load(&service.of_new);
    check(atomic_load(&service.wrong) == 0);
    check(of_old >= LEAST_VERIFICATIONS && of_new >= LEAST_VERIFICATIONS);
    if (reported_failures() == 0)
        print_message("%zu rotations while %d threads verified %zu times, none wrong\n", rotations,
                      THREADS, 3 * (of_old + of_new));
}

/* Small stacks */

struct kind {
    struct token token;
    pbjwt_status status;
};

struct work {
    const pbjwt_verifier *verifier;
    const struct kind *kinds;
    size_t count;
    size_t wrong;
};

/* Verifies, reads and inspects. */
static void *use_all(void *argument) {
    struct work *const work = argument;
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    for (size_t i = 0; i < work->count; i++) {
        const struct kind *const kind = &work->kinds[i];
        char *json = NULL, *header = NULL, *payload = NULL;
        pbjwt_json *tree = NULL;
        const pbjwt_status status =
            pbjwt_verify_at(work->verifier, kind->token.bytes, kind->token.length, NOW, identity);
        const pbjwt_status expected = status == PBJWT_OK ? PBJWT_OK : PBJWT_INVALID_ARGUMENT;
        work->wrong += status != kind->status;
        work->wrong += pbjwt_identity_custom_json(identity, &json, NULL) != expected;
        work->wrong += pbjwt_identity_custom_tree(identity, &tree) != expected;
        const pbjwt_status inspected = pbjwt_inspect_unverified(
            kind->token.bytes, kind->token.length, &header, NULL, &payload, NULL);
        work->wrong += status == PBJWT_OK && inspected != PBJWT_OK;
        pbjwt_free(json);
        pbjwt_free(header);
        pbjwt_free(payload);
        pbjwt_json_free(tree);
    }
    pbjwt_identity_free(identity);
    return NULL;
}

static void a_stack_of_64_kib_is_enough(void **state) {
    struct fixture *const f = *state;
    const char *const deep =
        textf("\"x\":%s%s", repeat("[", PBJWT_MAX_NESTING - 1), repeat("]", PBJWT_MAX_NESTING - 1));
    const char *const deeper =
        textf("\"x\":%s%s", repeat("[", PBJWT_MAX_NESTING), repeat("]", PBJWT_MAX_NESTING));
    const struct kind kinds[] = {
        {person_token(deep), PBJWT_OK},
        {person_token(deeper), PBJWT_MALFORMED_PAYLOAD},
        {make_token(textf("{\"alg\":\"HS256\",%s}", deep), "{" PERSON "}", SECRET), PBJWT_OK},
        {make_token(textf("{\"alg\":\"HS256\",%s}", deeper), "{" PERSON "}", SECRET),
         PBJWT_MALFORMED_HEADER},
        {person_token(textf("\"x\":%s", repeat("[", 700000))), PBJWT_MALFORMED_PAYLOAD},
        {person_token(textf("\"x\":%s", repeat("{\"x\":", 140000))), PBJWT_MALFORMED_PAYLOAD},
        {make_token(repeat("{\"alg\":", 100000), "{}", SECRET), PBJWT_MALFORMED_HEADER},
        {person_token(textf("\"x\":[0%s]", repeat(",0", 350000))), PBJWT_OK},
        {token_of_length(PBJWT_MAX_TOKEN_BYTES_LIMIT), PBJWT_OK},
        {token_of_text(repeat(".", PBJWT_MAX_TOKEN_BYTES_LIMIT)), PBJWT_MALFORMED_TOKEN},
        {token_of_text(repeat("a", PBJWT_MAX_TOKEN_BYTES_LIMIT + 1)), PBJWT_TOKEN_TOO_LARGE},
    };
    assert_int_equal(pbjwt_policy_set_max_token_bytes(f->policy, PBJWT_MAX_TOKEN_BYTES_LIMIT),
                     PBJWT_OK);
    fixture_apply(f);
    pthread_attr_t attributes;
    assert_int_equal(pthread_attr_init(&attributes), 0);
    /* Sanitizers need more stack. */
    const long least =
        sysconf(_SC_THREAD_STACK_MIN); /* aarch64's glibc gives no less than 128 KiB */
    const size_t size = (SANITIZED ? 8 : 1) * (size_t)STACK_BYTES;
    assert_int_equal(
        pthread_attr_setstacksize(&attributes, least > (long)size ? (size_t)least : size), 0);
    const pbjwt_verifier *const verifiers[] = {f->fast, f->both};
    for (size_t i = 0; i < COUNT_OF(verifiers); i++) {
        pthread_t thread;
        struct work work = {verifiers[i], kinds, COUNT_OF(kinds), 0};
        assert_int_equal(pthread_create(&thread, &attributes, use_all, &work), 0);
        assert_int_equal(pthread_join(thread, NULL), 0);
        check(work.wrong == 0);
    }
    assert_int_equal(pthread_attr_destroy(&attributes), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_verifier_is_replaced_while_threads_verify),
        fixture_test(a_stack_of_64_kib_is_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
