/* SPDX-License-Identifier: Apache-2.0 */

/*
 * When an allocation of the library's own fails, a call does what it says or tells out_of_memory:
 * no wrong value, no refused token let in, nothing lost of what was there before. The linker puts
 * __wrap_malloc and its like in the place of the library's calls; those of OpenSSL and jansson,
 * which are shared libraries, stay theirs.
 */

#include "support.h"

#include <stdlib.h>
#include <string.h>

static bool failing;        /* whether allocations are counted, and fail */
static size_t calls;        /* since then */
static size_t failing_call; /* from 1; 0 for none */
static bool all_the_rest;   /* fail, too */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);

static bool fails_now(void) {
    if (!failing) {
        return false;
    }
    calls++;
    return failing_call != 0 && (calls == failing_call || (all_the_rest && calls > failing_call));
}

void *__wrap_malloc(size_t size) {
    return fails_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return fails_now() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size) {
    return fails_now() ? NULL : __real_realloc(memory, size);
}

/* What a scenario has to work with; made while nothing fails. */
struct world {
    struct fixture *f;
    struct token good;
    struct token mismatched;
    struct token refused;
    const char *told; /* of `good` */
    pbjwt_verifier *provided;
    pbjwt_secret *secret;
    pbjwt_policy *policy;
    pbjwt_claims *claims;
    const char *issued;
};

/* Does something in which allocations may fail between start and stop, and judges what came of it.
   Gives whether it did what it does when nothing fails. */
typedef bool (*scenario)(struct world *world);

static void start(void) {
    calls = 0;
    failing = true;
}

static void stop(void) {
    failing = false;
}

/* Lets each allocation of the scenario fail once, and each with all that follow. */
static void sweep(struct world *world, scenario run, size_t least_calls, const char *name) {
    failing_call = 0;
    all_the_rest = false;
    expect_true(run(world), name, __FILE__, __LINE__);
    size_t count = calls;
    if (count < least_calls) {
        report(__FILE__, __LINE__, "%s made %zu allocations", name, count);
    }
    for (int rest = 0; rest < 2; rest++) {
        all_the_rest = rest == 1;
        size_t failed = 0;
        for (size_t number = 1; number <= count; number++) {
            failing_call = number;
            failed += run(world) ? 0 : 1;
        }
        if (failed != count) {
            report(__FILE__, __LINE__, "%s: %zu of %zu failed allocations were noticed", name,
                   failed, count);
        }
    }
    failing_call = 0;
    all_the_rest = false;
    expect_true(run(world), name, __FILE__, __LINE__);
}

/* Whether the call did its work; else it must tell why. */
static bool is_done(pbjwt_status status, pbjwt_status expected) {
    if (status != expected && status != PBJWT_OUT_OF_MEMORY) {
        report(__FILE__, __LINE__, "expected %s or out_of_memory, got %s",
               pbjwt_status_name(expected), pbjwt_status_name(status));
    }
    return status == expected;
}

/* Verifying */

static bool verify_with(const pbjwt_verifier *verifier, struct token token, pbjwt_status expected,
                        const char *told) {
    start();
    pbjwt_identity *identity = pbjwt_identity_new(0);
    pbjwt_status status = identity == NULL
                              ? PBJWT_OUT_OF_MEMORY
                              : pbjwt_verify_at(verifier, token.bytes, token.length, NOW, identity);
    stop();
    bool done = is_done(status, expected);
    if (status == PBJWT_OK) {
        check(strcmp(describe_identity(identity), told) == 0);
    } else {
        check(identity_is_empty(identity));
    }
    pbjwt_identity_free(identity);
    return done;
}

static bool verify_a_good_token(struct world *world) {
    return verify_with(world->f->fast, world->good, PBJWT_OK, world->told);
}

static bool verify_by_a_provider(struct world *world) {
    return verify_with(world->provided, world->good, PBJWT_OK, world->told);
}

static bool verify_a_mismatched_token(struct world *world) {
    return verify_with(world->f->fast, world->mismatched, PBJWT_SIGNATURE_MISMATCH, NULL);
}

static bool verify_a_refused_token(struct world *world) {
    return verify_with(world->f->fast, world->refused, PBJWT_USER_HASH_MISMATCH, NULL);
}

static bool make_a_verifier(struct world *world) {
    pbjwt_secret *secrets[2] = {world->secret, new_secret_with_id(OTHER_SECRET, "other")};
    pbjwt_verifier *verifier = (pbjwt_verifier *)allocate(1);
    start();
    pbjwt_status status = pbjwt_verifier_new(secrets, 2, world->policy, &verifier);
    stop();
    bool done = is_done(status, PBJWT_OK);
    check(done || verifier == NULL);
    if (done) {
        check_verdict(verifier, world->f->identity,
                      person_token("\"iss\":\"issuer\",\"aud\":\"audience\""), NOW, PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_verdict(verifier, world->f->identity, person_token(""), NOW, PBJWT_ISSUER_MISMATCH,
                      PBJWT_CLAIM_NONE);
    }
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secrets[1]);
    return done;
}

/* Setting up */

static bool make_a_secret(struct world *world) {
    (void)world;
    pbjwt_secret *secret = (pbjwt_secret *)allocate(1);
    start();
    pbjwt_status status = pbjwt_secret_new(SECRET, 64, PBJWT_SECRET_HEX, &secret);
    stop();
    bool done = is_done(status, PBJWT_OK);
    check(done || secret == NULL);
    pbjwt_secret_free(secret);
    return done;
}

static bool name_a_secret(struct world *world) {
    pbjwt_secret *secret = new_secret_with_id(SECRET, "old");
    start();
    pbjwt_status status = pbjwt_secret_set_id(secret, "new", 3);
    stop();
    bool done = is_done(status, PBJWT_OK);
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    check_verdict(verifier, world->f->identity, person_token(""), NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_view(world->f->identity, pbjwt_identity_key_id, done ? "new" : "old");
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
    return done;
}

static bool give_a_secret_a_provider(struct world *world) {
    (void)world;
    pbjwt_secret *secret = new_secret(SECRET);
    assert_int_equal(pbjwt_secret_set_provider(secret, NULL, NULL), PBJWT_OK);
    start();
    pbjwt_status status = pbjwt_secret_set_provider(secret, NULL, "provider=default");
    stop();
    bool done = is_done(status, PBJWT_OK);
    pbjwt_secret_free(secret);
    return done;
}

static bool make_a_policy(struct world *world) {
    (void)world;
    start();
    pbjwt_policy *policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    stop();
    bool done = policy != NULL;
    pbjwt_policy_free(policy);
    return done;
}

static bool name_an_issuer_and_an_audience(struct world *world) {
    pbjwt_policy *policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    assert_int_equal(pbjwt_policy_set_issuer(policy, "old", 3), PBJWT_OK);
    assert_int_equal(pbjwt_policy_set_audience(policy, "old", 3), PBJWT_OK);
    start();
    pbjwt_status issuer = pbjwt_policy_set_issuer(policy, "new", 3);
    pbjwt_status audience = pbjwt_policy_set_audience(policy, "new", 3);
    stop();
    bool new_issuer = is_done(issuer, PBJWT_OK);
    bool new_audience = is_done(audience, PBJWT_OK);
    pbjwt_verifier *verifier = new_verifier(SECRET, policy);
    check_verdict(verifier, world->f->identity,
                  person_token(textf("\"iss\":\"%s\",\"aud\":\"%s\"", new_issuer ? "new" : "old",
                                     new_audience ? "new" : "old")),
                  NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    pbjwt_verifier_release(verifier);
    pbjwt_policy_free(policy);
    return new_issuer && new_audience;
}

/* Reading */

static bool read_custom_claims(struct world *world) {
    check_token(world->f, world->good, PBJWT_OK);
    char *json = (char *)allocate(1);
    size_t length = 99;
    start();
    pbjwt_status status = pbjwt_identity_custom_json(world->f->identity, &json, &length);
    stop();
    bool done = is_done(status, PBJWT_OK);
    check_text(json, length, done ? "{\"x\":[1,\"\\u0041\"]}" : NULL);
    pbjwt_free(json);
    return done;
}

static bool read_a_tree(struct world *world) {
    check_token(world->f, world->good, PBJWT_OK);
    pbjwt_json *tree = (pbjwt_json *)allocate(1);
    start();
    pbjwt_status status = pbjwt_identity_custom_tree(world->f->identity, &tree);
    stop();
    bool done = is_done(status, PBJWT_OK);
    check(done || tree == NULL);
    if (done) {
        size_t length = 0;
        const char *text =
            pbjwt_json_string(pbjwt_json_element(pbjwt_json_member(tree, "x", 1), 1), &length);
        check_text(text, length, "A");
    }
    pbjwt_json_free(tree);
    return done;
}

static bool inspect_a_token(struct world *world) {
    char *texts[2] = {(char *)allocate(1), (char *)allocate(1)};
    size_t lengths[2] = {99, 99};
    start();
    pbjwt_status status =
        pbjwt_inspect_unverified(world->mismatched.bytes, world->mismatched.length, &texts[0],
                                 &lengths[0], &texts[1], &lengths[1]);
    stop();
    bool done = is_done(status, PBJWT_OK);
    check_text(texts[0], lengths[0], done ? HEADER : NULL);
    check_text(texts[1], lengths[1], done ? "{" PERSON "}" : NULL);
    pbjwt_free(texts[0]);
    pbjwt_free(texts[1]);
    return done;
}

/* Issuing */

static bool set_claims(struct world *world) {
    (void)world;
    start();
    pbjwt_claims *claims = pbjwt_claims_new();
    stop();
    if (claims == NULL) {
        return false;
    }
    assert_int_equal(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "old", 3), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_custom(claims, "{\"old\":1}", 9), PBJWT_OK);
    failing = true;
    pbjwt_status text = pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "new", 3);
    pbjwt_status custom = pbjwt_claims_set_custom(claims, "{\"new\":1}", 9);
    failing = false;
    bool new_text = is_done(text, PBJWT_OK);
    bool new_custom = is_done(custom, PBJWT_OK);
    pbjwt_secret *secret = new_secret(SECRET);
    char *token = NULL;
    assert_int_equal(pbjwt_issue_at(secret, claims, NOW, 60, &token, NULL, NULL), PBJWT_OK);
    pbjwt_identity *identity = pbjwt_identity_new(0);
    pbjwt_verifier *verifier = new_verifier(SECRET, NULL);
    check_verdict(verifier, identity, token_of_text(token), NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_view(identity, pbjwt_identity_email, new_text ? "new" : "old");
    check((pbjwt_identity_member_json(identity, "new", 3, NULL) != NULL) == new_custom);
    check((pbjwt_identity_member_json(identity, "old", 3, NULL) == NULL) == new_custom);
    pbjwt_verifier_release(verifier);
    pbjwt_identity_free(identity);
    pbjwt_free(token);
    pbjwt_secret_free(secret);
    pbjwt_claims_free(claims);
    return new_text && new_custom;
}

static bool issue_a_token(struct world *world) {
    char *token = (char *)allocate(1);
    size_t length = 99;
    pbjwt_claim fault = PBJWT_CLAIM_JTI;
    start();
    pbjwt_status status =
        pbjwt_issue_at(world->secret, world->claims, NOW, 3600, &token, &length, &fault);
    stop();
    bool done = is_done(status, PBJWT_OK);
    check_text(token, length, done ? world->issued : NULL);
    check(fault == PBJWT_CLAIM_NONE);
    pbjwt_free(token);
    return done;
}

static bool hash_a_user_id(struct world *world) {
    char hex[PBJWT_HASH_HEX_SIZE];
    memset(hex, 0, sizeof(hex));
    start();
    pbjwt_status status = pbjwt_user_hash(world->secret, "a.user.id", 9, hex, sizeof(hex));
    stop();
    bool done = is_done(status, PBJWT_OK);
    check(!done || strcmp(hex, hmac_hex(SECRET, "a.user.id")) == 0);
    check(done || strcmp(hex, hmac_hex(SECRET, "a.user.id")) != 0);
    return done;
}

static void every_failed_allocation_is_told(void **state) {
    struct world world = {.f = *state};
    pbjwt_policy *policy = world.f->policy;
    assert_int_equal(pbjwt_policy_set_user_hash(policy, PBJWT_USER_HASH_IF_PRESENT), PBJWT_OK);
    fixture_apply(world.f);
    /* So many unescaped texts that the token's own space doesn't take them. */
    const char *text = repeat("n", 300);
    world.good =
        person_token(textf("\"sub\":\"%s\\u0041\",\"name\":\"%s\\u0042\",\"aud\":[\"\\u0061\","
                           "\"b\"],\"x\":[ 1,\"\\u0041\"]",
                           text, text));
    check_token(world.f, world.good, PBJWT_OK);
    world.told = describe_identity(world.f->identity);
    world.mismatched = make_token(HEADER, "{" PERSON "}", OTHER_SECRET);
    world.refused =
        person_token(textf("\"sub\":\"%s\\u0041\",\"name\":\"%s\\u0042\",\"user_hash\":\"%s\"",
                           text, text, repeat("0", 64)));
    world.secret = new_secret(SECRET);
    world.policy = pbjwt_policy_new(PBJWT_PROFILE_WIDGET);
    assert_int_equal(pbjwt_policy_set_issuer(world.policy, "issuer", 6), PBJWT_OK);
    assert_int_equal(pbjwt_policy_set_audience(world.policy, "audience", 8), PBJWT_OK);
    world.claims = pbjwt_claims_new();
    assert_int_equal(pbjwt_claims_set_text(world.claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_text(world.claims, PBJWT_CLAIM_SUB, "42", 2), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_user_hash(world.claims, true), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_custom(world.claims, "{\"x\":[\"a\",{\"b\":1.5}]}", 21),
                     PBJWT_OK);
    char *issued = NULL;
    assert_int_equal(pbjwt_issue_at(world.secret, world.claims, NOW, 3600, &issued, NULL, NULL),
                     PBJWT_OK);
    world.issued = textf("%s", issued);
    pbjwt_free(issued);
    pbjwt_secret *provided = new_secret(SECRET);
    assert_int_equal(pbjwt_secret_set_provider(provided, NULL, "provider=default"), PBJWT_OK);
    assert_int_equal(pbjwt_verifier_new(&provided, 1, policy, &world.provided), PBJWT_OK);
    pbjwt_secret_free(provided);

    static const struct {
        const char *name;
        scenario run;
        size_t least_calls;
    } scenarios[] = {
        {"verify_a_good_token", verify_a_good_token, 3},
        {"verify_by_a_provider", verify_by_a_provider, 4},
        {"verify_a_mismatched_token", verify_a_mismatched_token, 2},
        {"verify_a_refused_token", verify_a_refused_token, 3},
        {"make_a_verifier", make_a_verifier, 4},
        {"make_a_secret", make_a_secret, 1},
        {"name_a_secret", name_a_secret, 1},
        {"give_a_secret_a_provider", give_a_secret_a_provider, 1},
        {"make_a_policy", make_a_policy, 1},
        {"name_an_issuer_and_an_audience", name_an_issuer_and_an_audience, 2},
        {"read_custom_claims", read_custom_claims, 1},
        {"read_a_tree", read_a_tree, 1},
        {"inspect_a_token", inspect_a_token, 2},
        {"set_claims", set_claims, 3},
        {"issue_a_token", issue_a_token, 3},
        {"hash_a_user_id", hash_a_user_id, 1},
    };
    for (size_t i = 0; i < COUNT_OF(scenarios); i++) {
        sweep(&world, scenarios[i].run, scenarios[i].least_calls, scenarios[i].name);
    }
    pbjwt_verifier_release(world.provided);
    pbjwt_secret_free(world.secret);
    pbjwt_policy_free(world.policy);
    pbjwt_claims_free(world.claims);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(every_failed_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
