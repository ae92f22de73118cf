/* SPDX-License-Identifier: Apache-2.0 */
#include "memory_scenarios.h"

#include <stdlib.h>
#include <string.h>

struct shortage shortage;

bool shortage_fails_now(void) {
    if (!shortage.on)
        return false;
    shortage.calls++;
    return shortage.failing_call != 0 &&
           (shortage.calls == shortage.failing_call ||
            (shortage.all_the_rest && shortage.calls > shortage.failing_call));
}

void shortage_start(void) {
    shortage.calls = 0;
    shortage.on = true;
}

void shortage_go_on(void) {
    shortage.on = true;
}

void shortage_stop(void) {
    shortage.on = false;
}

bool is_done(pbjwt_status status, pbjwt_status expected) {
    if (status != expected && status != PBJWT_OUT_OF_MEMORY &&
        !(status == PBJWT_INTERNAL && shortage.may_be_internal))
        report(__FILE__, __LINE__, "expected %s or out_of_memory, got %s",
               pbjwt_status_name(expected), pbjwt_status_name(status));
    return status == expected;
}

/* The world */

/* A verifier's result for a token, after a first call for OpenSSL's one-time allocations. */
static const char *told_by(const pbjwt_verifier *verifier, struct fixture *f, struct token token) {
    check_verdict(verifier, f->identity, token, NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    return describe_identity(f->identity);
}

static void make_verifiers(struct world *world) {
    pbjwt_secret *secret = new_secret(SECRET);
    assert_int_equal(pbjwt_secret_set_provider(secret, NULL, "provider=default"), PBJWT_OK);
    assert_int_equal(pbjwt_verifier_new(&secret, 1, world->f->policy, &world->provided), PBJWT_OK);
    pbjwt_secret_free(secret);

    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    assert_int_equal(pbjwt_policy_set_reader(policy, PBJWT_READER_BOTH), PBJWT_OK);
    world->both = new_verifier(SECRET, policy);
    assert_int_equal(pbjwt_policy_set_reader(policy, PBJWT_READER_FAST), PBJWT_OK);
    assert_int_equal(pbjwt_policy_set_email_form(policy, PBJWT_EMAIL_LOWERCASED), PBJWT_OK);
    secret = new_secret_with_id(SECRET, repeat("k", PBJWT_MAX_KEY_ID_BYTES));
    assert_int_equal(pbjwt_verifier_new(&secret, 1, policy, &world->lowering), PBJWT_OK);
    pbjwt_secret_free(secret);
    pbjwt_policy_free(policy);
}

static void make_tokens(struct world *world) {
    /* Enough unescaped texts that they don't fit into the token's own space. */
    const char *const text = repeat("n", 300);
    world->good =
        person_token(textf("\"sub\":\"%s\\u0041\",\"name\":\"%s\\u0042\",\"aud\":[\"\\u0061\","
                           "\"b\"],\"x\":[ 1,\"\\u0041\"]",
                           text, text));
    world->mismatched = make_token(HEADER, "{" PERSON "}", OTHER_SECRET);
    world->refused =
        person_token(textf("\"sub\":\"%s\\u0041\",\"name\":\"%s\\u0042\",\"user_hash\":\"%s\"",
                           text, text, repeat("0", 64)));
    world->doubly_read = payload_token(
        "{\"iat\":1749999940,\"exp\":1750003540,\"email\":\"%s@%s.example\",\"name\":\"%s\","
        "\"sub\":\"%s\",\"aud\":[\"%s\",\"b\"],\"x\":{\"%s\":[true,null,1.5,\"%s\"]}}",
        repeat("a", 20), repeat("b", 20), repeat("n", 150), repeat("u", 40), repeat("d", 70),
        repeat("x", 40), repeat("y", 300));
    /* The audience uses the room in which the secret's id would fit. */
    world->capital =
        payload_token("{\"email\":\"%s@EXAMPLE.com\",\"aud\":[\"a\",\"b\",\"c\",\"d\"]," TIMES "}",
                      repeat("A", 290));
}

void world_make(struct world *world, struct fixture *fixture) {
    *world = (struct world){.f = fixture};
    assert_int_equal(pbjwt_policy_set_user_hash(fixture->policy, PBJWT_USER_HASH_IF_PRESENT),
                     PBJWT_OK);
    fixture_apply(fixture);
    make_tokens(world);
    make_verifiers(world);
    world->told = told_by(fixture->fast, fixture, world->good);
    assert_string_equal(told_by(world->provided, fixture, world->good), world->told);
    world->told_doubly = told_by(world->both, fixture, world->doubly_read);
    world->told_capital = told_by(world->lowering, fixture, world->capital);

    world->secret = new_secret(SECRET);
    world->policy = pbjwt_policy_new(PBJWT_PROFILE_WIDGET);
    assert_int_equal(pbjwt_policy_set_issuer(world->policy, "issuer", 6), PBJWT_OK);
    assert_int_equal(pbjwt_policy_set_audience(world->policy, "audience", 8), PBJWT_OK);
    assert_int_equal(pbjwt_policy_set_type(world->policy, "jwt", 3), PBJWT_OK);
    world->claims = pbjwt_claims_new();
    assert_int_equal(pbjwt_claims_set_text(world->claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_text(world->claims, PBJWT_CLAIM_SUB, "42", 2), PBJWT_OK);
    assert_int_equal(pbjwt_claims_add_audience(world->claims, "portal", 6), PBJWT_OK);
    assert_int_equal(pbjwt_claims_add_audience(world->claims, "widget", 6), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_user_hash(world->claims, true), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_type(world->claims, "jwt", 3), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_custom(world->claims, "{\"x\":[\"a\",{\"b\":1.5}]}", 21),
                     PBJWT_OK);
    char *issued = NULL;
    assert_int_equal(pbjwt_issue_at(world->secret, world->claims, NOW, 3600, &issued, NULL, NULL),
                     PBJWT_OK);
    world->issued = textf("%s", issued);
    pbjwt_free(issued);
}

void world_free(struct world *world) {
    pbjwt_verifier_release(world->provided);
    pbjwt_verifier_release(world->both);
    pbjwt_verifier_release(world->lowering);
    pbjwt_secret_free(world->secret);
    pbjwt_policy_free(world->policy);
    pbjwt_claims_free(world->claims);
}
