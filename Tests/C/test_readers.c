/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Which of the two readers is used, and the result if the second one runs out of memory: its parser may then
 * return a shortened text as a success, which must never be anyone's name.
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

/* Longer than jansson's initial buffers, and none ends where one grows: if the closing quote gets lost, jansson
   up to 2.15.1 reads past its buffer, which callers can't prevent. */
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

static void jansson_never_sees_unverified_bytes(void **state) {
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
    check(refused == count);
    /* It recovers. */
    fail_at(0);
    check_verdict(f->both, f->identity, token, NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    check(strcmp(describe_identity(f->identity), told) == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(the_fast_reader_never_asks_jansson),
        fixture_test(jansson_never_sees_unverified_bytes),
        fixture_test(a_second_reader_short_of_memory_never_changes_a_person),
    };
    return cmocka_run_group_tests(tests, use_counted_memory, use_usual_memory);
}
