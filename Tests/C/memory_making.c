/* SPDX-License-Identifier: Apache-2.0 */

/* Scenarios for secrets, policies and issuing. */
#include "memory_scenarios.h"

#include <pthread.h>
#include <string.h>

/* Secrets */

typedef pbjwt_status (*secret_maker)(const void *bytes, size_t length, pbjwt_secret_format format,
                                     pbjwt_secret **secret);

static bool make_a_secret_by(secret_maker make, const char *bytes, size_t length) {
    pbjwt_secret *secret = (pbjwt_secret *)allocate(1);
    char hex[PBJWT_HASH_HEX_SIZE];
    shortage_start();
    const pbjwt_status status = make(bytes, length, PBJWT_SECRET_TEXT, &secret);
    shortage_stop();
    const bool done = is_done(status, PBJWT_OK);
    check(done || secret == NULL);
    if (done) {
        check_call(pbjwt_user_hash(secret, "42", 2, hex, sizeof hex), PBJWT_OK);
        check(strcmp(hex, hmac_hex(bytes, "42")) == 0);
    }
    pbjwt_secret_free(secret);
    return done;
}

static bool make_a_secret(struct world *world) {
    (void)world;
    return make_a_secret_by(pbjwt_secret_new, SECRET, 64);
}

static bool make_a_weak_secret(struct world *world) {
    (void)world;
    return make_a_secret_by(pbjwt_secret_new_weak, "weak", 4);
}

static bool name_a_secret(struct world *world) {
    pbjwt_secret *secret = new_secret_with_id(SECRET, "old");
    shortage_start();
    const pbjwt_status status = pbjwt_secret_set_id(secret, "new", 3);
    shortage_stop();
    const bool done = is_done(status, PBJWT_OK);
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    check_verdict(verifier, world->f->identity, world->good, NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_view(world->f->identity, pbjwt_identity_key_id, done ? "new" : "old");
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
    return done;
}

static bool give_a_secret_a_provider(struct world *world) {
    (void)world;
    pbjwt_secret *secret = new_secret(SECRET);
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_secret_set_provider(secret, NULL, NULL), PBJWT_OK);
    shortage_start();
    const pbjwt_status status = pbjwt_secret_set_provider(secret, NULL, "provider=no-such");
    shortage_stop();
    const bool done = is_done(status, PBJWT_OK);
    check_call(pbjwt_verifier_new(&secret, 1, NULL, &verifier), done ? PBJWT_INTERNAL : PBJWT_OK);
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
    return done;
}

/* In a new thread, for which OpenSSL first has to make a generator. */
static void *generate(void *argument) {
    struct generated {
        char hex[PBJWT_HASH_HEX_SIZE];
        pbjwt_status status;
    } *const generated = argument;
    shortage_start();
    generated->status = pbjwt_generate_secret(generated->hex, sizeof generated->hex);
    shortage_stop();
    return NULL;
}

static bool generate_a_secret(struct world *world) {
    (void)world;
    struct {
        char hex[PBJWT_HASH_HEX_SIZE];
        pbjwt_status status;
    } generated = {"x", PBJWT_OK};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, generate, &generated), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    const bool done = is_done(generated.status, PBJWT_OK);
    check(strlen(generated.hex) == (done ? PBJWT_HASH_HEX_LENGTH : 0));
    return done;
}

/* Policies */

static bool make_a_policy(struct world *world) {
    (void)world;
    shortage_start();
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    shortage_stop();
    const bool done = policy != NULL;
    pbjwt_policy_free(policy);
    return done;
}

static bool name_an_issuer_and_an_audience(struct world *world) {
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    assert_int_equal(pbjwt_policy_set_issuer(policy, "old", 3), PBJWT_OK);
    assert_int_equal(pbjwt_policy_set_audience(policy, "old", 3), PBJWT_OK);
    shortage_start();
    const pbjwt_status issuer = pbjwt_policy_set_issuer(policy, "new", 3);
    const pbjwt_status audience = pbjwt_policy_set_audience(policy, "new", 3);
    shortage_stop();
    const bool new_issuer = is_done(issuer, PBJWT_OK);
    const bool new_audience = is_done(audience, PBJWT_OK);
    pbjwt_verifier *const verifier = new_verifier(SECRET, policy);
    check_verdict(verifier, world->f->identity,
                  person_token(textf("\"iss\":\"%s\",\"aud\":\"%s\"", new_issuer ? "new" : "old",
                                     new_audience ? "new" : "old")),
                  NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    pbjwt_verifier_release(verifier);
    pbjwt_policy_free(policy);
    return new_issuer && new_audience;
}

static bool name_a_type(struct world *world) {
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    assert_int_equal(pbjwt_policy_set_type(policy, "old", 3), PBJWT_OK);
    shortage_start();
    const pbjwt_status status = pbjwt_policy_set_type(policy, "new", 3);
    shortage_stop();
    const bool done = is_done(status, PBJWT_OK);
    pbjwt_verifier *const verifier = new_verifier(SECRET, policy);
    const char *const header = textf("{\"alg\":\"HS256\",\"typ\":\"%s\"}", done ? "new" : "old");
    check_verdict(verifier, world->f->identity, make_token(header, "{" PERSON "}", SECRET), NOW,
                  PBJWT_OK, PBJWT_CLAIM_NONE);
    pbjwt_verifier_release(verifier);
    pbjwt_policy_free(policy);
    return done;
}

/* Issuing */

static bool set_a_type(struct world *world) {
    pbjwt_claims *const claims = pbjwt_claims_new();
    assert_int_equal(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_type(claims, "old", 3), PBJWT_OK);
    shortage_start();
    const pbjwt_status status = pbjwt_claims_set_type(claims, "new", 3);
    shortage_stop();
    const bool done = is_done(status, PBJWT_OK);
    char *token = NULL;
    assert_int_equal(pbjwt_issue_at(world->secret, claims, NOW, 60, &token, NULL, NULL), PBJWT_OK);
    const char *const header = token_segment(token_of_text(token), 0);
    const char *const json = textf("{\"alg\":\"HS256\",\"typ\":\"%s\"}", done ? "new" : "old");
    check_text(header, strlen(header), base64url(json, strlen(json)));
    pbjwt_free(token);
    pbjwt_claims_free(claims);
    return done;
}

static bool set_claims(struct world *world) {
    (void)world;
    shortage_start();
    pbjwt_claims *const claims = pbjwt_claims_new();
    shortage_stop();
    if (claims == NULL)
        return false;
    assert_int_equal(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "old@a.b", 7), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_custom(claims, "{\"old\":1}", 9), PBJWT_OK);
    shortage_go_on();
    const pbjwt_status text = pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "new@a.b", 7);
    const pbjwt_status custom = pbjwt_claims_set_custom(claims, "{\"new\":1}", 9);
    shortage_stop();
    const bool new_text = is_done(text, PBJWT_OK);
    const bool new_custom = is_done(custom, PBJWT_OK);
    pbjwt_secret *const secret = new_secret(SECRET);
    char *token = NULL;
    assert_int_equal(pbjwt_issue_at(secret, claims, NOW, 60, &token, NULL, NULL), PBJWT_OK);
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    pbjwt_verifier *const verifier = new_verifier(SECRET, NULL);
    check_verdict(verifier, identity, token_of_text(token), NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_view(identity, identity_email, new_text ? "new@a.b" : "old@a.b");
    check((pbjwt_identity_member_json(identity, "new", 3, NULL) != NULL) == new_custom);
    check((pbjwt_identity_member_json(identity, "old", 3, NULL) == NULL) == new_custom);
    pbjwt_verifier_release(verifier);
    pbjwt_identity_free(identity);
    pbjwt_free(token);
    pbjwt_secret_free(secret);
    pbjwt_claims_free(claims);
    return new_text && new_custom;
}

/* If an audience can't be added, or all can't be replaced, the audiences stay unchanged. */
static bool add_audiences(struct world *world) {
    pbjwt_claims *const claims = pbjwt_claims_new();
    char *token = NULL;
    (void)world;
    assert_int_equal(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_text(claims, PBJWT_CLAIM_AUD, "zero", 4), PBJWT_OK);
    shortage_start();
    const pbjwt_status set = pbjwt_claims_set_text(claims, PBJWT_CLAIM_AUD, "one", 3);
    const pbjwt_status add = pbjwt_claims_add_audience(claims, "two", 3);
    shortage_stop();
    const bool is_set = is_done(set, PBJWT_OK), is_added = is_done(add, PBJWT_OK);
    pbjwt_secret *const secret = new_secret(SECRET);
    size_t length, decoded;
    assert_int_equal(pbjwt_issue_at(secret, claims, NOW, 60, &token, &length, NULL), PBJWT_OK);
    const char *const payload = token_segment(token_of_bytes(token, length), 1);
    const unsigned char *const json = base64url_decode(payload, strlen(payload), &decoded);
    const char *const first = is_set ? "one" : "zero";
    const char *const expected =
        is_added ? textf("\"aud\":[\"%s\",\"two\"]", first) : textf("\"aud\":\"%s\"", first);
    check(strstr(textf("%.*s", (int)decoded, (const char *)json), expected) != NULL);
    pbjwt_free(token);
    pbjwt_secret_free(secret);
    pbjwt_claims_free(claims);
    return is_set && is_added;
}

static bool issue_a_token(struct world *world) {
    char *token = (char *)allocate(1);
    size_t length = 99;
    pbjwt_claim fault = PBJWT_CLAIM_JTI;
    shortage_start();
    const pbjwt_status status =
        pbjwt_issue_at(world->secret, world->claims, NOW, 3600, &token, &length, &fault);
    shortage_stop();
    const bool done = is_done(status, PBJWT_OK);
    check_text(token, length, done ? world->issued : NULL);
    check(fault == PBJWT_CLAIM_NONE);
    pbjwt_free(token);
    return done;
}

static bool hash_with(const pbjwt_secret *secret, const char *key) {
    char hex[PBJWT_HASH_HEX_SIZE] = "x";
    shortage_start();
    const pbjwt_status status = pbjwt_user_hash(secret, "a.user.id", 9, hex, sizeof hex);
    shortage_stop();
    const bool done = is_done(status, PBJWT_OK);
    check(strcmp(hex, done ? hmac_hex(key, "a.user.id") : "") == 0);
    return done;
}

static bool hash_a_user_id(struct world *world) {
    return hash_with(world->secret, SECRET);
}

static bool hash_with_a_long_key(struct world *world) {
    (void)world;
    const char *const key = repeat("k", 65);
    pbjwt_secret *const secret = new_secret(key);
    const bool done = hash_with(secret, key);
    pbjwt_secret_free(secret);
    return done;
}

static bool hash_by_a_provider(struct world *world) {
    (void)world;
    const char *const key = repeat("k", 65);
    pbjwt_secret *const secret = new_secret(key);
    assert_int_equal(pbjwt_secret_set_provider(secret, NULL, "provider=default"), PBJWT_OK);
    const bool done = hash_with(secret, key);
    pbjwt_secret_free(secret);
    return done;
}

const memory_scenario making_scenarios[] = {
    {"make_a_secret", "pbjwt_secret_new", make_a_secret, 1, 0},
    {"make_a_weak_secret", "pbjwt_secret_new_weak", make_a_weak_secret, 1, 0},
    {"name_a_secret", "pbjwt_secret_set_id", name_a_secret, 1, 0},
    {"give_a_secret_a_provider", "pbjwt_secret_set_provider", give_a_secret_a_provider, 1, 0},
    {"generate_a_secret", "pbjwt_generate_secret", generate_a_secret, 0, MAY_BE_INTERNAL},
    {"make_a_policy", "pbjwt_policy_new", make_a_policy, 1, 0},
    {"name_an_issuer_and_an_audience", "pbjwt_policy_set_issuer pbjwt_policy_set_audience",
     name_an_issuer_and_an_audience, 2, 0},
    {"name_a_type", "pbjwt_policy_set_type", name_a_type, 1, 0},
    {"set_a_type", "pbjwt_claims_set_type", set_a_type, 1, 0},
    {"set_claims", "pbjwt_claims_new pbjwt_claims_set_text pbjwt_claims_set_custom", set_claims, 3,
     0},
    {"add_audiences", "pbjwt_claims_add_audience pbjwt_claims_set_text", add_audiences, 4, 0},
    {"issue_a_token", "pbjwt_issue_at", issue_a_token, 3, 0},
    {"hash_a_user_id", "pbjwt_user_hash", hash_a_user_id, 1, 0},
    {"hash_with_a_long_key", "pbjwt_user_hash", hash_with_a_long_key, 1, 0},
    {"hash_by_a_provider", "pbjwt_user_hash", hash_by_a_provider, 1, MAY_BE_INTERNAL},
};
const size_t making_scenario_count = COUNT_OF(making_scenarios);
