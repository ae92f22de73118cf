/* SPDX-License-Identifier: Apache-2.0 */

/*
 * When any allocation of the process fails, including those of OpenSSL and jansson, a call either succeeds or
 * returns out_of_memory (or internal, if OpenSSL failed): nothing incomplete, nothing leaked, and the next call
 * works. Wraps glibc's malloc, in builds without sanitizers.
 */
#include "memory_scenarios.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define INTERPOSES 1
#else
#define INTERPOSES 0
#endif

static size_t
    live_count; /* the number of blocks that were allocated during a scenario and not yet freed */
static bool tracks_only_ours; /* without the allocations of OpenSSL and jansson */

#if INTERPOSES
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

static void *live[1 << 14];

extern char __executable_start, etext; /* defined by the linker: the range of the program's code */

static bool is_ours(const void *caller) {
    return (const char *)caller >= &__executable_start && (const char *)caller < &etext;
}

static void *track(void *block, const void *caller) {
    if (block != NULL && shortage.on && (!tracks_only_ours || is_ours(caller))) {
        if (live_count == COUNT_OF(live))
            abort();
        live[live_count++] = block;
    }
    return block;
}

static void forget(const void *block) {
    for (size_t i = live_count; i > 0; i--) {
        if (live[i - 1] == block) {
            live[i - 1] = live[--live_count];
            return;
        }
    }
}

void *malloc(size_t size) {
    return shortage_fails_now() ? NULL : track(__libc_malloc(size), __builtin_return_address(0));
}

void *calloc(size_t count, size_t size) {
    return shortage_fails_now() ? NULL
                                : track(__libc_calloc(count, size), __builtin_return_address(0));
}

void *realloc(void *block, size_t size) {
    if (shortage_fails_now())
        return NULL;
    forget(block);
    return track(__libc_realloc(block, size), __builtin_return_address(0));
}

void free(void *block) {
    if (block != NULL)
        forget(block);
    __libc_free(block);
}
#endif

static size_t failed_allocations, scenarios_run;

/* Repeats the scenario with its failing allocation until OpenSSL has its cached blocks; after that, remaining
   blocks are leaks. */
static bool run_repeatedly(struct world *world, const memory_scenario *scenario) {
    bool done = false;
    size_t before = 0;
    for (int i = 0; i < 3; i++) {
        before = live_count;
        done = scenario->run(world);
    }
    if (live_count != before)
        report(__FILE__, __LINE__, "%s leaks %ld blocks when allocation %zu fails%s",
               scenario->name, (long)(live_count - before), shortage.failing_call,
               shortage.all_the_rest ? " and all that follow" : "");
    return done;
}

static void sweep(struct world *world, const memory_scenario *scenario) {
    const int ways = (scenario->how & FAILS_ONCE) != 0 ? 1 : 2;
    shortage.may_be_internal = (scenario->how & MAY_BE_INTERNAL) != 0;
    tracks_only_ours = (scenario->how & LOADS_A_PROVIDER) != 0;
    for (int rest = 0; rest < ways; rest++) {
        shortage.all_the_rest = rest == 1;
        for (shortage.failing_call = 1;; shortage.failing_call++) {
            const bool done = run_repeatedly(world, scenario);
            if (shortage.calls < shortage.failing_call) {
                expect_true(done, scenario->name, __FILE__, __LINE__);
                break;
            }
            failed_allocations++;
            if (done && !shortage.may_be_internal)
                report(__FILE__, __LINE__, "%s does not notice that allocation %zu failed",
                       scenario->name, shortage.failing_call);
        }
        if (shortage.failing_call <= scenario->least_calls)
            report(__FILE__, __LINE__, "%s made %zu allocations", scenario->name,
                   shortage.failing_call - 1);
    }
    shortage.failing_call = 0;
    shortage.all_the_rest = false;
    shortage.may_be_internal = false;
    expect_true(scenario->run(world), scenario->name, __FILE__, __LINE__);
    scenarios_run++;
}

static void any_failed_allocation_is_reported(void **state) {
    struct world world;
    if (!INTERPOSES) {
        print_message("left out: the heap can't be watched in this build\n");
        return;
    }
    world_make(&world, *state);
    for (size_t i = 0; i < verifying_scenario_count; i++)
        sweep(&world, &verifying_scenarios[i]);
    for (size_t i = 0; i < making_scenario_count; i++)
        sweep(&world, &making_scenarios[i]);
    world_free(&world);
    check(failed_allocations > 300);
    if (reported_failures() == 0)
        print_message(
            "%zu failed allocations in %zu scenarios, none with a wrong result or a leak\n",
            failed_allocations, scenarios_run);
}

/* The functions of the header */

static const char *listed[256];
static size_t listed_count;

static bool is_listed(const char *name) {
    for (size_t i = 0; i < listed_count; i++)
        if (strcmp(listed[i], name) == 0)
            return true;
    return false;
}

static void list(const char *name) {
    check(listed_count < COUNT_OF(listed));
    listed[listed_count++] = name;
}

static void list_scenarios(const memory_scenario *scenarios, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const char *at = scenarios[i].functions;
        while (*at != 0) {
            const size_t length = strcspn(at, " ");
            const char *const name = textf("%.*s", (int)length, at);
            if (!is_listed(name))
                list(name);
            at += length + strspn(at + length, " ");
        }
    }
}

/* Calls the function, which must not use the heap. */
#define ALLOCATES_NOTHING(function, ...)                                                           \
    do {                                                                                           \
        shortage_start();                                                                          \
        (void)function(__VA_ARGS__);                                                               \
        shortage_stop();                                                                           \
        if (shortage.calls != 0)                                                                   \
            report(__FILE__, __LINE__, "%s allocates", #function);                                 \
        list(#function);                                                                           \
    } while (0)

/* The same for a function whose status must not be ignored. */
#define ALLOCATES_NOTHING_AND(expected, function, ...)                                             \
    do {                                                                                           \
        shortage_start();                                                                          \
        const pbjwt_status got = function(__VA_ARGS__);                                            \
        shortage_stop();                                                                           \
        expect_status(got, expected, #function, __FILE__, __LINE__);                               \
        if (shortage.calls != 0)                                                                   \
            report(__FILE__, __LINE__, "%s allocates", #function);                                 \
        list(#function);                                                                           \
    } while (0)

static void call_readers(const pbjwt_identity *identity) {
    size_t length;
    double number;
    pbjwt_claim claim;
    ALLOCATES_NOTHING(pbjwt_identity_claim_at_fault, identity);
    pbjwt_identity_view view = {.size = sizeof view};
    ALLOCATES_NOTHING(pbjwt_identity_text, identity, PBJWT_CLAIM_EMAIL, &length);
    ALLOCATES_NOTHING(pbjwt_identity_number, identity, PBJWT_CLAIM_EXP, &number);
    ALLOCATES_NOTHING_AND(PBJWT_OK, pbjwt_identity_read, identity, &view);
    ALLOCATES_NOTHING(pbjwt_identity_canonical_email, identity, &length);
    ALLOCATES_NOTHING(pbjwt_identity_user_id, identity, &length);
    ALLOCATES_NOTHING(pbjwt_identity_avatar_url, identity, &length);
    ALLOCATES_NOTHING(pbjwt_identity_key_id, identity, &length);
    ALLOCATES_NOTHING(pbjwt_identity_audience_count, identity);
    ALLOCATES_NOTHING(pbjwt_identity_audience, identity, 0, &length);
    ALLOCATES_NOTHING(pbjwt_identity_renewal_date, identity, &number);
    ALLOCATES_NOTHING(pbjwt_identity_customer_status, identity);
    ALLOCATES_NOTHING(pbjwt_identity_renewal_risk, identity);
    ALLOCATES_NOTHING(pbjwt_identity_user_hash, identity);
    ALLOCATES_NOTHING(pbjwt_identity_warning_count, identity);
    ALLOCATES_NOTHING(pbjwt_identity_would_refuse_count, identity);
    ALLOCATES_NOTHING(pbjwt_identity_would_refuse, identity, 0, NULL, &claim);
    ALLOCATES_NOTHING(pbjwt_identity_warning, identity, 0, &claim);
    ALLOCATES_NOTHING(pbjwt_identity_member_json, identity, "x", 1, &length);
}

static void call_counts(pbjwt_identity *identity, pbjwt_counts *counts) {
    size_t length;
    uint64_t tokens;
    ALLOCATES_NOTHING(pbjwt_identity_set_counts, identity, counts);
    ALLOCATES_NOTHING(pbjwt_identity_set_counts, identity, NULL);
    ALLOCATES_NOTHING(pbjwt_counts_add, counts, counts);
    ALLOCATES_NOTHING(pbjwt_counts_status, counts, PBJWT_OK);
    ALLOCATES_NOTHING(pbjwt_counts_warning, counts, PBJWT_WARNING_COERCED);
    ALLOCATES_NOTHING(pbjwt_counts_would_refuse, counts, PBJWT_OK);
    ALLOCATES_NOTHING(pbjwt_counts_key_count, counts);
    ALLOCATES_NOTHING(pbjwt_counts_key, counts, 0, &length, &tokens);
    ALLOCATES_NOTHING(pbjwt_counts_free, counts);
}

static void call_tree_readers(const pbjwt_json *tree) {
    size_t length;
    const pbjwt_json *const array = pbjwt_json_member(tree, "x", 1);
    ALLOCATES_NOTHING(pbjwt_json_get_kind, tree);
    ALLOCATES_NOTHING(pbjwt_json_boolean, tree);
    ALLOCATES_NOTHING(pbjwt_json_integer, pbjwt_json_element(array, 0));
    ALLOCATES_NOTHING(pbjwt_json_number, pbjwt_json_element(array, 0));
    ALLOCATES_NOTHING(pbjwt_json_string, pbjwt_json_element(array, 1), &length);
    ALLOCATES_NOTHING(pbjwt_json_count, tree);
    ALLOCATES_NOTHING(pbjwt_json_element, array, 1);
    ALLOCATES_NOTHING(pbjwt_json_member, tree, "x", 1);
    const void *position = NULL;
    ALLOCATES_NOTHING(pbjwt_json_next_member, tree, &position, NULL, NULL, NULL);
}

static void call_setters(void) {
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    pbjwt_secret *secret = new_secret(SECRET);
    pbjwt_claims *const claims = pbjwt_claims_new();
    ALLOCATES_NOTHING_AND(PBJWT_OK, pbjwt_policy_set_max_token_bytes, policy, 4096);
    ALLOCATES_NOTHING_AND(PBJWT_OK, pbjwt_policy_set_leeway, policy, 0);
    ALLOCATES_NOTHING_AND(PBJWT_OK, pbjwt_policy_set_max_lifetime, policy, 60);
    ALLOCATES_NOTHING_AND(PBJWT_OK, pbjwt_policy_set_allow_missing_exp, policy, true);
    ALLOCATES_NOTHING_AND(PBJWT_OK, pbjwt_policy_set_user_hash, policy, PBJWT_USER_HASH_REQUIRED);
    ALLOCATES_NOTHING_AND(PBJWT_OK, pbjwt_policy_set_strict_claims, policy, true);
    ALLOCATES_NOTHING_AND(PBJWT_OK, pbjwt_policy_set_email_form, policy, PBJWT_EMAIL_LOWERCASED);
    ALLOCATES_NOTHING_AND(PBJWT_OK, pbjwt_policy_set_reader, policy, PBJWT_READER_BOTH);
    ALLOCATES_NOTHING_AND(PBJWT_OK, pbjwt_secret_set_not_after, secret, NOW);
    ALLOCATES_NOTHING_AND(PBJWT_OK, pbjwt_claims_set_number, claims, PBJWT_CLAIM_NBF, 1);
    ALLOCATES_NOTHING_AND(PBJWT_OK, pbjwt_claims_set_user_hash, claims, true);
    ALLOCATES_NOTHING_AND(PBJWT_OK, pbjwt_claims_unset, claims, PBJWT_CLAIM_NBF);
    ALLOCATES_NOTHING(pbjwt_policy_free, policy);
    ALLOCATES_NOTHING(pbjwt_secret_free, secret);
    ALLOCATES_NOTHING(pbjwt_claims_free, claims);
}

static void call_the_rest(struct fixture *f) {
    pbjwt_json *tree = NULL;
    pbjwt_verifier *const verifier = new_verifier(SECRET, NULL);
    assert_int_equal(pbjwt_identity_custom_tree(f->identity, &tree), PBJWT_OK);
    call_tree_readers(tree);
    call_counts(f->identity, pbjwt_counts_new(verifier));
    ALLOCATES_NOTHING(pbjwt_version);
    ALLOCATES_NOTHING(pbjwt_version_number);
    ALLOCATES_NOTHING(pbjwt_status_name, PBJWT_INTERNAL);
    ALLOCATES_NOTHING(pbjwt_status_message, PBJWT_INTERNAL);
    ALLOCATES_NOTHING(pbjwt_status_public_message, PBJWT_INTERNAL);
    ALLOCATES_NOTHING(pbjwt_claim_name, PBJWT_CLAIM_JTI);
    ALLOCATES_NOTHING(pbjwt_claim_count);
    ALLOCATES_NOTHING(pbjwt_claim_message, PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_JTI);
    ALLOCATES_NOTHING(pbjwt_warning_name, PBJWT_WARNING_WRONG_TYPE);
    ALLOCATES_NOTHING(pbjwt_warning_message, PBJWT_WARNING_WRONG_TYPE, PBJWT_CLAIM_NAME);
    ALLOCATES_NOTHING(pbjwt_verifier_retain, verifier);
    ALLOCATES_NOTHING(pbjwt_verifier_backend, verifier);
    ALLOCATES_NOTHING(pbjwt_verifier_release, verifier);
    ALLOCATES_NOTHING(pbjwt_json_free, tree);
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    ALLOCATES_NOTHING(pbjwt_identity_free, identity);
    const size_t bytes = pbjwt_identity_size(0);
    void *const memory = allocate(bytes);
    ALLOCATES_NOTHING(pbjwt_identity_size, 0);
    ALLOCATES_NOTHING(pbjwt_identity_init, memory, bytes);
    ALLOCATES_NOTHING(pbjwt_identity_deinit, (pbjwt_identity *)memory);
    ALLOCATES_NOTHING(pbjwt_free, NULL);
    pbjwt_verifier_release(verifier);
}

static void call_report_readers(void) {
    pbjwt_secret *const secret = new_secret(SECRET);
    const struct token token = person_token("\"sub\":7");
    const pbjwt_explain_input input = {.size = sizeof input,
                                       .secrets = &secret,
                                       .secret_count = 1,
                                       .token = token.bytes,
                                       .token_length = token.length,
                                       .now = NOW};
    pbjwt_report *answer = NULL;
    pbjwt_cause cause;
    assert_int_equal(pbjwt_explain(&input, &answer), PBJWT_OK);
    ALLOCATES_NOTHING(pbjwt_report_status, answer, NULL);
    ALLOCATES_NOTHING(pbjwt_report_status_after_cleaning, answer, NULL);
    ALLOCATES_NOTHING(pbjwt_report_check_count, answer);
    ALLOCATES_NOTHING(pbjwt_report_check, answer, 0, NULL, NULL);
    ALLOCATES_NOTHING(pbjwt_report_cause_count, answer);
    ALLOCATES_NOTHING(pbjwt_report_cause, answer, 0, &cause);
    ALLOCATES_NOTHING(pbjwt_report_policy_count, answer);
    ALLOCATES_NOTHING(pbjwt_report_policy, answer, 0, NULL, NULL);
    ALLOCATES_NOTHING(pbjwt_outcome_name, PBJWT_OUTCOME_PASSED);
    ALLOCATES_NOTHING(pbjwt_side_name, PBJWT_SIDE_SIGNER);
    ALLOCATES_NOTHING(pbjwt_report_free, answer);
    pbjwt_secret_free(secret);
}

static char *read_header(void) {
    FILE *const file = fopen(PBJWT_HEADER, "r");
    char *const text = allocate(1 << 20);
    assert_non_null(file);
    text[fread(text, 1, (1 << 20) - 1, file)] = 0;
    assert_int_equal(fclose(file), 0);
    return text;
}

/* The names before a parenthesis, in declarations and comments. */
static void every_function_of_the_header_is_listed(void **state) {
    struct fixture *const f = *state;
    check_members(f, "\"x\":[1,\"a\"]", PBJWT_OK, PBJWT_CLAIM_NONE);
    list_scenarios(verifying_scenarios, verifying_scenario_count);
    list_scenarios(making_scenarios, making_scenario_count);
    const size_t allocating = listed_count;
    call_readers(f->identity);
    call_setters();
    call_the_rest(f);
    call_report_readers();

    bool seen[COUNT_OF(listed)] = {false};
    for (const char *at = read_header(); (at = strstr(at, "pbjwt_")) != NULL;) {
        const size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789_");
        const char *const name = textf("%.*s", (int)length, at);
        at += length;
        if (*at != '(')
            continue;
        if (!is_listed(name))
            report(__FILE__, __LINE__, "%s is in no scenario and no list", name);
        for (size_t i = 0; i < listed_count; i++)
            seen[i] = seen[i] || strcmp(listed[i], name) == 0;
    }
    for (size_t i = 0; i < listed_count; i++)
        if (!seen[i])
            report(__FILE__, __LINE__, "%s is not in the header", listed[i]);
    print_message("%zu functions of the header allocate, %zu don't%s\n", allocating,
                  listed_count - allocating, INTERPOSES ? "" : " (not watched in this build)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(any_failed_allocation_is_reported),
        fixture_test(every_function_of_the_header_is_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
