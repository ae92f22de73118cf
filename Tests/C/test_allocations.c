/* SPDX-License-Identifier: Apache-2.0 */

/* How often and how much the library allocates: an identity that has seen its longest token never does,
   not even inside OpenSSL. Counts by wrapping glibc's malloc, in builds without sanitizers. */
#include "support.h"

#include <openssl/err.h>

#include <stdlib.h>
#include <string.h>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#define COUNTS 1
#else
#define COUNTS 0
#endif

static long allocations;
static long failing; /* the number of the allocation that fails; 0 for none */
static size_t bytes; /* the total size requested, including freed blocks */

#if COUNTS
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

void *malloc(size_t size) {
    allocations++;
    bytes += size;
    return allocations == failing ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    allocations++;
    bytes += count * size;
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
    allocations++;
    bytes += size;
    return __libc_realloc(block, size);
}
#endif

/* Everything that can need memory: escapes, audiences, a user_hash, custom claims. */
static struct token rich_token(void) {
    return make_token(HEADER,
                      textf("{" PERSON ",\"name\":\"Zo\\u00eb\",\"sub\":\"u-1\",\"aud\":[\"a\\/b\","
                            "\"c\"],\"user_hash\":\"%s\",\"plan\":{\"seats\":[1,2]}}",
                            hmac_hex(SECRET, "u-1")),
                      SECRET);
}

static pbjwt_status verify(const pbjwt_verifier *verifier, struct token token,
                           pbjwt_identity *identity) {
    return pbjwt_verify_at(verifier, token.bytes, token.length, NOW, identity);
}

static void a_grown_identity_verifies_without_allocating(void **state) {
    struct fixture *const f = *state;
    const struct token rich = rich_token(), small = payload_token("{" PERSON "}");
    const struct token forged = make_token(HEADER, "{" PERSON "}", OTHER_SECRET);
    if (!COUNTS) {
        print_message("left out: the heap can't be watched in this build\n");
        return;
    }
    assert_int_equal(pbjwt_policy_set_user_hash(f->policy, PBJWT_USER_HASH_IF_PRESENT), PBJWT_OK);
    fixture_apply(f);
    check(strcmp(pbjwt_verifier_backend(f->fast), "sha256") == 0);
    check_call(verify(f->fast, rich, f->identity), PBJWT_OK);

    allocations = 0;
    for (int i = 0; i < 100; i++) {
        check_call(verify(f->fast, rich, f->identity), PBJWT_OK);
        check_call(verify(f->fast, small, f->identity), PBJWT_OK);
        check_call(verify(f->fast, forged, f->identity), PBJWT_SIGNATURE_MISMATCH);
    }
    check(allocations == 0);
}

static void an_identity_as_large_as_its_token_is_one_allocation(void **state) {
    struct fixture *const f = *state;
    const struct token small = payload_token("{" PERSON "}");
    if (!COUNTS)
        return;
    allocations = 0;
    pbjwt_identity *const identity = pbjwt_identity_new(small.length);
    check_call(verify(f->fast, small, identity), PBJWT_OK);
    check(allocations == 1);
    pbjwt_identity_free(identity);

    /* In the caller's memory it is none. */
    unsigned char memory[2048] __attribute__((aligned(16)));
    assert_true(pbjwt_identity_size(small.length) <= sizeof memory);
    allocations = 0;
    pbjwt_identity *const other = pbjwt_identity_init(memory, sizeof memory);
    check_call(verify(f->fast, small, other), PBJWT_OK);
    check(allocations == 0);
    pbjwt_identity_deinit(other);
}

static void a_verifier_takes_less_than_4_kib(void **state) {
    (void)state;
    pbjwt_secret *secret = new_secret(SECRET);
    pbjwt_verifier *verifier = NULL;
    bytes = 0;
    check_call(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    check(!COUNTS || (bytes > 0 && bytes < 4096));
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
}

static void an_identity_takes_less_than_its_token_and_1_kib(void **state) {
    struct fixture *const f = *state;
    const struct token small = payload_token("{" PERSON "}"), rich = rich_token();
    const struct token *const tokens[] = {&small, &rich};
    if (!COUNTS)
        return;
    assert_int_equal(pbjwt_policy_set_user_hash(f->policy, PBJWT_USER_HASH_IF_PRESENT), PBJWT_OK);
    fixture_apply(f);
    for (size_t i = 0; i < 2; i++) {
        bytes = 0;
        pbjwt_identity *const identity = pbjwt_identity_new(tokens[i]->length);
        check_call(verify(f->fast, *tokens[i], identity), PBJWT_OK);
        check(bytes > tokens[i]->length && bytes < tokens[i]->length + 1024);
        pbjwt_identity_free(identity);
    }
}

static void unescaping_allocates_exactly_what_it_needs(void **state) {
    struct fixture *const f = *state;
    const char *const x = repeat("x", 600);
    const size_t an_audience = sizeof(const char *) + sizeof(size_t);
    const struct {
        const char *members;
        pbjwt_status status;
        size_t more; /* what doesn't fit after the payload, where the header's length is free */
    } cases[] = {
        {textf("\"name\":\"%s\"", x), PBJWT_OK, 0},
        {textf("\"name\":\"\\/%s\"", x), PBJWT_OK, 601},
        {textf("\"aud\":[\"%s\"]", x), PBJWT_OK, 0},
        {textf("\"aud\":[\"\\/%s\"]", x), PBJWT_OK, an_audience + 601},
        {textf("\"name\":\"\\/%s\",\"aud\":[\"a\",1]", x), PBJWT_MALFORMED_CLAIM, 601},
    };
    if (!COUNTS)
        return;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct token token = payload_token("{" PERSON ",%s}", cases[i].members);
        pbjwt_identity *const identity = pbjwt_identity_new(token.length);
        bytes = 0;
        check_call(verify(f->fast, token, identity), cases[i].status);
        check(bytes == cases[i].more);
        pbjwt_identity_free(identity);
    }
}

static void openssls_error_memory_stays_when_its_allocations_fail(void **state) {
    (void)state;
    const struct token good = payload_token("{" PERSON "}");
    pbjwt_verifier *verifier = NULL;
    if (!COUNTS)
        return;
    /* A new identity each time, with room for the token, so only OpenSSL allocates. Newer versions of OpenSSL
       allocate nothing for an identity's second token. */
    pbjwt_secret *secret = new_secret(SECRET);
    check_call(pbjwt_secret_set_provider(secret, NULL, "provider=default"), PBJWT_OK);
    check_call(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    check(strcmp(pbjwt_verifier_backend(verifier), "evp") == 0);
    pbjwt_identity *identity = pbjwt_identity_new(good.length);
    check_call(verify(verifier, good, identity), PBJWT_OK);
    pbjwt_identity_free(identity);
    identity = pbjwt_identity_new(good.length);
    allocations = 0;
    check_call(verify(verifier, good, identity), PBJWT_OK);
    const long needed = allocations;
    long refused = 0;
    check(needed > 0);
    pbjwt_identity_free(identity);

    for (int of_the_program = 0; of_the_program < 2; of_the_program++) {
        ERR_clear_error();
        if (of_the_program)
            ERR_raise(ERR_LIB_USER, 7);
        for (long number = 1; number <= needed; number++) {
            identity = pbjwt_identity_new(good.length);
            allocations = 0;
            failing = number;
            const pbjwt_status status = verify(verifier, good, identity);
            failing = 0;
            /* OpenSSL can do without some of these allocations. */
            check(status == PBJWT_OK || status == PBJWT_INTERNAL || status == PBJWT_OUT_OF_MEMORY);
            check(identity_is_empty(identity) == (status != PBJWT_OK));
            refused += status != PBJWT_OK;
            check_call(verify(verifier, good, identity), PBJWT_OK);
            pbjwt_identity_free(identity);
            check((ERR_peek_error() != 0) == of_the_program);
            check(ERR_peek_error() == ERR_peek_last_error());
        }
    }
    check(refused >= 2);
    ERR_clear_error();
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_grown_identity_verifies_without_allocating),
        fixture_test(an_identity_as_large_as_its_token_is_one_allocation),
        fixture_test(a_verifier_takes_less_than_4_kib),
        fixture_test(an_identity_takes_less_than_its_token_and_1_kib),
        fixture_test(unescaping_allocates_exactly_what_it_needs),
        fixture_test(openssls_error_memory_stays_when_its_allocations_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
