/* SPDX-License-Identifier: Apache-2.0 */

/* Scenarios for verifiers, identities and reading from them. */
#include "memory_scenarios.h"

#include <openssl/crypto.h>
#include <string.h>

static bool verify_with(const pbjwt_verifier *verifier, struct token token, pbjwt_status expected,
                        const char *told) {
    shortage_start();
    pbjwt_identity *identity = pbjwt_identity_new(0);
    const pbjwt_status status =
        identity == NULL ? PBJWT_OUT_OF_MEMORY
                         : pbjwt_verify_at(verifier, token.bytes, token.length, NOW, identity);
    shortage_stop();
    const bool done = is_done(status, expected);
    if (status == PBJWT_OK)
        check(strcmp(describe_identity(identity), told) == 0);
    else
        check(identity_is_empty(identity));
    if (identity != NULL && !done) /* the next call works, with the same identity */
        check_verdict(verifier, identity, token, NOW, expected, PBJWT_CLAIM_NONE);
    pbjwt_identity_free(identity);
    return done;
}

static bool verify_a_good_token(struct world *world) {
    return verify_with(world->f->fast, world->good, PBJWT_OK, world->told);
}

static bool verify_by_a_provider(struct world *world) {
    return verify_with(world->provided, world->good, PBJWT_OK, world->told);
}

static bool verify_by_both_readers(struct world *world) {
    return verify_with(world->both, world->doubly_read, PBJWT_OK, world->told_doubly);
}

static bool verify_a_capital_address(struct world *world) {
    return verify_with(world->lowering, world->capital, PBJWT_OK, world->told_capital);
}

static bool verify_a_mismatched_token(struct world *world) {
    return verify_with(world->f->fast, world->mismatched, PBJWT_SIGNATURE_MISMATCH, NULL);
}

static bool verify_a_refused_token(struct world *world) {
    return verify_with(world->f->fast, world->refused, PBJWT_USER_HASH_MISMATCH, NULL);
}

static bool issue_and_verify_now(struct world *world) {
    char *token = (char *)allocate(1);
    size_t length = 99;
    shortage_start();
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    pbjwt_status status = pbjwt_issue(world->secret, world->claims, 3600, &token, &length, NULL);
    check((token != NULL) == (status == PBJWT_OK) && (length != 0) == (status == PBJWT_OK));
    if (identity == NULL)
        status = PBJWT_OUT_OF_MEMORY;
    if (status == PBJWT_OK)
        status = pbjwt_verify(world->f->fast, token, length, identity);
    shortage_stop();
    const bool done = is_done(status, PBJWT_OK);
    check_view(identity, pbjwt_identity_user_id, done ? "42" : NULL);
    pbjwt_free(token);
    pbjwt_identity_free(identity);
    return done;
}

/* Verifiers */

static bool make_a_verifier(struct world *world) {
    pbjwt_secret *secrets[2] = {world->secret, new_secret_with_id(OTHER_SECRET, "other")};
    pbjwt_verifier *verifier = (pbjwt_verifier *)allocate(1);
    shortage_start();
    const pbjwt_status status = pbjwt_verifier_new(secrets, 2, world->policy, &verifier);
    shortage_stop();
    const bool done = is_done(status, PBJWT_OK);
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

static bool make_a_reporting_verifier(struct world *world) {
    pbjwt_verifier *verifier = (pbjwt_verifier *)allocate(1);
    shortage_start();
    const pbjwt_status status =
        pbjwt_verifier_new_reporting(&world->secret, 1, NULL, world->policy, &verifier);
    shortage_stop();
    const bool done = is_done(status, PBJWT_OK);
    check(done || verifier == NULL);
    if (done) {
        check_verdict(verifier, world->f->identity, person_token("\"sub\":\"7\""), NOW, PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        pbjwt_status first = PBJWT_OK;
        check(pbjwt_identity_would_refuse(world->f->identity, 0, &first, NULL));
        check(first == PBJWT_ISSUER_MISMATCH);
    }
    pbjwt_verifier_release(verifier);
    return done;
}

/* Once counters exist, counting doesn't allocate. */
static bool count_a_token(struct world *world) {
    shortage_start();
    pbjwt_counts *const counts = pbjwt_counts_new(world->f->fast);
    pbjwt_identity_set_counts(world->f->identity, counts);
    check_verdict(world->f->fast, world->f->identity, world->good, NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    shortage_stop();
    check(pbjwt_counts_status(counts, PBJWT_OK) == (counts != NULL ? 1 : 0));
    pbjwt_identity_set_counts(world->f->identity, NULL);
    pbjwt_counts_free(counts);
    return counts != NULL;
}

static bool write_counts(struct world *world) {
    pbjwt_counts *const counts = pbjwt_counts_new(world->f->fast);
    char *text = (char *)allocate(1);
    size_t length = 99;
    shortage_start();
    const pbjwt_status status = pbjwt_counts_prometheus(counts, &text, &length);
    shortage_stop();
    const bool done = is_done(status, PBJWT_OK);
    check((text != NULL) == done && (length != 0) == done);
    pbjwt_free(text);
    pbjwt_counts_free(counts);
    return done;
}

/* If a verifier with this key and environment can be made, it accepts the key's tokens. */
static bool make_one_of(struct world *world, const char *key, struct ossl_lib_ctx_st *context,
                        const char *properties) {
    pbjwt_secret *secret = new_secret(key);
    pbjwt_verifier *verifier = (pbjwt_verifier *)allocate(1);
    assert_int_equal(pbjwt_secret_set_provider(secret, context, properties), PBJWT_OK);
    shortage_start();
    const pbjwt_status status = pbjwt_verifier_new(&secret, 1, NULL, &verifier);
    shortage_stop();
    const bool done = is_done(status, PBJWT_OK);
    check(done || verifier == NULL);
    if (done)
        check_verdict(verifier, world->f->identity, make_token(HEADER, "{" PERSON "}", key), NOW,
                      PBJWT_OK, PBJWT_CLAIM_NONE);
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
    return done;
}

/* A key longer than the hash's block is hashed first (RFC 2104, 3). */
static bool make_one_of_a_long_key(struct world *world) {
    return make_one_of(world, repeat("k", 65), NULL, NULL);
}

static bool make_one_by_a_provider(struct world *world) {
    return make_one_of(world, repeat("k", 65), NULL, "provider=default");
}

/* The context loads its provider while allocations fail. */
static bool make_one_of_a_new_context(struct world *world) {
    OSSL_LIB_CTX *const context = OSSL_LIB_CTX_new();
    assert_non_null(context);
    const bool done = make_one_of(world, SECRET, context, NULL);
    OSSL_LIB_CTX_free(context);
    return done;
}

/* Reading */

static bool read_custom_claims(struct world *world) {
    check_token(world->f, world->good, PBJWT_OK);
    char *json = (char *)allocate(1);
    size_t length = 99;
    shortage_start();
    const pbjwt_status status = pbjwt_identity_custom_json(world->f->identity, &json, &length);
    shortage_stop();
    const bool done = is_done(status, PBJWT_OK);
    check_text(json, length, done ? "{\"x\":[1,\"\\u0041\"]}" : NULL);
    pbjwt_free(json);
    return done;
}

static bool write_an_identity(struct world *world) {
    /* Longer as JSON than as sent, so that the text grows. */
    check_token(world->f,
                person_token(textf("\"name\":\"%s\",\"x\":[1,\"\\u0041\"]", repeat("\x7f", 900))),
                PBJWT_OK);
    char *json = (char *)allocate(1), *result = (char *)allocate(1);
    size_t length = 99, result_length = 99;
    shortage_start();
    const pbjwt_status one = pbjwt_identity_json(world->f->identity, &json, &length);
    const pbjwt_status other =
        pbjwt_result_json(PBJWT_OK, PBJWT_CLAIM_NONE, world->f->identity, &result, &result_length);
    shortage_stop();
    const bool done = is_done(one, PBJWT_OK), result_done = is_done(other, PBJWT_OK);
    check(done ? json[length] == 0 : json == NULL && length == 0);
    check(result_done ? result[result_length] == 0 : result == NULL && result_length == 0);
    check(!done || strstr(json, "\"custom\":{\"x\":[1,\"A\"]}}") != NULL);
    check(!done || !result_done || strstr(result, json) != NULL);
    pbjwt_free(json);
    pbjwt_free(result);
    return done && result_done;
}

static bool read_a_tree(struct world *world) {
    check_token(world->f, world->good, PBJWT_OK);
    pbjwt_json *tree = (pbjwt_json *)allocate(1);
    shortage_start();
    const pbjwt_status status = pbjwt_identity_custom_tree(world->f->identity, &tree);
    shortage_stop();
    const bool done = is_done(status, PBJWT_OK);
    check(done || tree == NULL);
    if (done) {
        size_t length = 0;
        const pbjwt_json *const array = pbjwt_json_member(tree, "x", 1);
        const char *const text = pbjwt_json_string(pbjwt_json_element(array, 1), &length);
        check_text(text, length, "A");
        check(pbjwt_json_count(tree) == 1 && pbjwt_json_count(array) == 2);
        check(pbjwt_json_integer(pbjwt_json_element(array, 0)) == 1);
    }
    pbjwt_json_free(tree);
    return done;
}

static bool inspect_a_token(struct world *world) {
    char *texts[2] = {(char *)allocate(1), (char *)allocate(1)};
    size_t lengths[2] = {99, 99};
    shortage_start();
    const pbjwt_status status =
        pbjwt_inspect_unverified(world->mismatched.bytes, world->mismatched.length, &texts[0],
                                 &lengths[0], &texts[1], &lengths[1]);
    shortage_stop();
    const bool done = is_done(status, PBJWT_OK);
    check_text(texts[0], lengths[0], done ? HEADER : NULL);
    check_text(texts[1], lengths[1], done ? "{" PERSON "}" : NULL);
    pbjwt_free(texts[0]);
    pbjwt_free(texts[1]);
    return done;
}

static bool inspect_a_part(struct world *world, char **header, char **payload) {
    shortage_start();
    const pbjwt_status status = pbjwt_inspect_unverified(
        world->mismatched.bytes, world->mismatched.length, header, NULL, payload, NULL);
    shortage_stop();
    return is_done(status, PBJWT_OK);
}

static bool inspect_a_header(struct world *world) {
    char *text = (char *)allocate(1);
    const bool done = inspect_a_part(world, &text, NULL);
    check_text(text, text == NULL ? 0 : strlen(text), done ? HEADER : NULL);
    pbjwt_free(text);
    return done;
}

static bool inspect_a_payload(struct world *world) {
    char *text = (char *)allocate(1);
    const bool done = inspect_a_part(world, NULL, &text);
    check_text(text, text == NULL ? 0 : strlen(text), done ? "{" PERSON "}" : NULL);
    pbjwt_free(text);
    return done;
}

/* Explains, and writes the report with `write`. */
static bool explain(struct world *world, struct token token, const char *name,
                    pbjwt_status (*write)(const pbjwt_report *, char **)) {
    const pbjwt_explain_input input = {.size = sizeof input,
                                       .secrets = &world->secret,
                                       .secret_count = 1,
                                       .token = token.bytes,
                                       .token_length = token.length,
                                       .now = NOW};
    pbjwt_report *answer = (pbjwt_report *)allocate(1);
    char *text = NULL;
    pbjwt_cause cause = {0};
    shortage_start();
    pbjwt_status status = pbjwt_explain(&input, &answer);
    check((status == PBJWT_OK) == (answer != NULL));
    if (status == PBJWT_OK)
        status = write(answer, &text);
    shortage_stop();
    const bool done = is_done(status, PBJWT_OK);
    check(done == (text != NULL));
    check(!done || (pbjwt_report_cause(answer, 0, &cause) && strcmp(cause.name, name) == 0));
    check(!done || strstr(text, name) != NULL);
    pbjwt_free(text);
    pbjwt_report_free(answer);
    return done;
}

static pbjwt_status as_text(const pbjwt_report *answer, char **text) {
    return pbjwt_report_text(answer, true, text, NULL);
}

static pbjwt_status as_json(const pbjwt_report *answer, char **text) {
    return pbjwt_report_json(answer, text, NULL);
}

static bool explain_a_mismatch(struct world *world) {
    return explain(world, world->mismatched, "unknown_key_or_changed", as_text);
}

static bool explain_a_claim(struct world *world) {
    const struct token token = person_token("\"sub\":4711,\"company_mrr\":\"1\"");
    return explain(world, token, "claim_not_text", as_json);
}

static bool explain_bad_json(struct world *world) {
    const struct token token = person_token("\"x\":[1,{\"a\":\"\\ud83d\"}]");
    return explain(world, token, "json_half_character", as_json);
}

static bool explain_a_wrapped_token(struct world *world) {
    const char *const good = world->issued;
    const struct token token = token_of_text(textf("\"Authorization: Bearer %s\\n\"", good));
    return explain(world, token, "quoted_token", as_text);
}

#define VERIFYING "pbjwt_identity_new pbjwt_verify_at"
#define EXPLAINING "pbjwt_explain "

const memory_scenario verifying_scenarios[] = {
    {"verify_a_good_token", VERIFYING, verify_a_good_token, 3, 0},
    {"verify_by_a_provider", VERIFYING, verify_by_a_provider, 4, MAY_BE_INTERNAL},
    {"verify_by_both_readers", VERIFYING, verify_by_both_readers, 2, FAILS_ONCE | MAY_BE_INTERNAL},
    {"verify_a_capital_address", VERIFYING, verify_a_capital_address, 4, 0},
    {"verify_a_mismatched_token", VERIFYING, verify_a_mismatched_token, 2, 0},
    {"verify_a_refused_token", VERIFYING, verify_a_refused_token, 3, 0},
    {"issue_and_verify_now", "pbjwt_issue pbjwt_verify", issue_and_verify_now, 5, 0},
    {"make_a_verifier", "pbjwt_verifier_new", make_a_verifier, 4, 0},
    {"make_a_reporting_verifier", "pbjwt_verifier_new_reporting", make_a_reporting_verifier, 4, 0},
    {"count_a_token", "pbjwt_counts_new", count_a_token, 1, 0},
    {"write_counts", "pbjwt_counts_prometheus", write_counts, 1, 0},
    {"make_one_of_a_long_key", "pbjwt_verifier_new", make_one_of_a_long_key, 2, 0},
    {"make_one_by_a_provider", "pbjwt_verifier_new", make_one_by_a_provider, 2, MAY_BE_INTERNAL},
    {"make_one_of_a_new_context", "pbjwt_verifier_new", make_one_of_a_new_context, 2,
     MAY_BE_INTERNAL | LOADS_A_PROVIDER},
    {"read_custom_claims", "pbjwt_identity_custom_json", read_custom_claims, 1, 0},
    {"write_an_identity", "pbjwt_identity_json pbjwt_result_json", write_an_identity, 4, 0},
    {"read_a_tree", "pbjwt_identity_custom_tree", read_a_tree, 1, 0},
    {"inspect_a_token", "pbjwt_inspect_unverified", inspect_a_token, 2, 0},
    {"inspect_a_header", "pbjwt_inspect_unverified", inspect_a_header, 2, 0},
    {"inspect_a_payload", "pbjwt_inspect_unverified", inspect_a_payload, 2, 0},
    {"explain_a_mismatch", EXPLAINING "pbjwt_report_text", explain_a_mismatch, 100,
     MAY_BE_INTERNAL},
    {"explain_a_claim", EXPLAINING "pbjwt_report_json", explain_a_claim, 20, MAY_BE_INTERNAL},
    {"explain_bad_json", EXPLAINING "pbjwt_report_json", explain_bad_json, 20, MAY_BE_INTERNAL},
    {"explain_a_wrapped_token", EXPLAINING "pbjwt_report_text", explain_a_wrapped_token, 20,
     MAY_BE_INTERNAL},
};
const size_t verifying_scenario_count = COUNT_OF(verifying_scenarios);
