/* SPDX-License-Identifier: Apache-2.0 */

/* The identity: its accessors, its emptiness after a refusal, and its reuse. */

#include "support.h"

#include <stdlib.h>
#include <string.h>

static void accessors_of_an_empty_identity_return_nothing(void **state) {
    struct fixture *f = *state;
    pbjwt_identity *fresh = pbjwt_identity_new(0);
    assert_non_null(fresh);
    const pbjwt_identity *const identities[] = {NULL, fresh};
    for (size_t i = 0; i < COUNT_OF(identities); i++) {
        const pbjwt_identity *identity = identities[i];
        check(identity_is_empty(identity));
        check(pbjwt_identity_claim_at_fault(identity) == PBJWT_CLAIM_NONE);
        for (size_t t = 0; t < COUNT_OF(all_texts); t++) {
            check(all_texts[t].get(identity, NULL) == NULL);
        }
        for (size_t n = 0; n < COUNT_OF(all_numbers); n++) {
            check(!all_numbers[n].get(identity, NULL));
        }
        size_t length = 99;
        check(pbjwt_identity_audience(identity, 0, &length) == NULL && length == 0);
        length = 99;
        check(pbjwt_identity_member_json(identity, "email", 5, &length) == NULL && length == 0);
        pbjwt_claim claim = PBJWT_CLAIM_JTI;
        check(pbjwt_identity_warning(identity, 0, &claim) == PBJWT_WARNING_NONE);
        check(claim == PBJWT_CLAIM_NONE);
        char *json = (char *)allocate(1);
        length = 99;
        check_call(pbjwt_identity_custom_json(identity, &json, &length), PBJWT_INVALID_ARGUMENT);
        check(json == NULL && length == 0);
        pbjwt_json *tree = (pbjwt_json *)allocate(1);
        check_call(pbjwt_identity_custom_tree(identity, &tree), PBJWT_INVALID_ARGUMENT);
        check(tree == NULL);
    }
    pbjwt_identity_free(fresh);
    pbjwt_identity_free(NULL);
    (void)f;
}

static void an_identity_is_made_for_tokens_up_to_a_mebibyte(void **state) {
    struct fixture *f = *state;
    static const size_t sizes[] = {1, 255, 8192, 1048576};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        pbjwt_identity *identity = pbjwt_identity_new(sizes[i]);
        assert_non_null(identity);
        check_verdict(f->fast, identity, person_token(""), NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
        check_verdict(f->fast, identity, token_of_length(8000), NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
        pbjwt_identity_free(identity);
    }
    check(pbjwt_identity_new(1048577) == NULL);
    check(pbjwt_identity_new(SIZE_MAX) == NULL);
}

static void an_identity_can_be_in_the_callers_memory(void **state) {
    struct fixture *f = *state;
    static const size_t lengths[] = {0, 240, 8192, 1048576};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        const size_t bytes = pbjwt_identity_size(lengths[i]);
        check(bytes > lengths[i] / 4 * 3 && bytes < lengths[i] + 1024);
        unsigned char *const memory = (unsigned char *)allocate(bytes);
        memset(memory, 0xA5, bytes); /* nothing is expected of it */
        pbjwt_identity *const identity = pbjwt_identity_init(memory, bytes);
        check((void *)identity == (void *)memory);
        check(identity_is_empty(identity));
        check_verdict(f->fast, identity, person_token(""), NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(identity, identity_email, "ann@example.com");
        /* More than it has room for, and texts that don't fit behind the payload. */
        check_verdict(f->fast, identity, token_of_length(8000), NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
        check_verdict(f->fast, identity,
                      person_token("\"name\":\"Zo\\u00eb\",\"aud\":[\"\\u0061\"]"), NOW, PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_view(identity, identity_name, "Zo\xC3\xAB");
        pbjwt_identity_deinit(identity);
        /* And again in the same memory. */
        check(identity_is_empty(pbjwt_identity_init(memory, bytes)));
        pbjwt_identity_deinit(identity);
    }
    pbjwt_identity_deinit(NULL);
}

/* The blocks end where the memory ends, for AddressSanitizer. */
static void memory_of_any_size_is_refused_or_enough(void **state) {
    struct fixture *f = *state;
    const size_t most = pbjwt_identity_size(240);
    size_t refused = 0;
    for (size_t bytes = 0; bytes <= most; bytes++) {
        void *const memory = malloc(bytes);
        pbjwt_identity *const identity = pbjwt_identity_init(memory, bytes);
        if (identity == NULL) {
            refused++;
        } else {
            check_verdict(f->fast, identity, person_token(""), NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
            check_view(identity, identity_email, "ann@example.com");
            pbjwt_identity_deinit(identity);
        }
        free(memory);
        release_memory();
    }
    check(refused > 0 && refused <= pbjwt_identity_size(0));
}

static void memory_that_no_identity_fits_is_refused(void **state) {
    (void)state;
    const size_t bytes = pbjwt_identity_size(0);
    unsigned char *const memory = (unsigned char *)allocate(bytes + 16);
    check(pbjwt_identity_size(1048577) == 0);
    check(pbjwt_identity_size(SIZE_MAX) == 0);
    check(pbjwt_identity_init(NULL, bytes) == NULL);
    check(pbjwt_identity_init(memory, 0) == NULL);
    check(pbjwt_identity_init(memory, bytes / 2) == NULL);
    for (size_t offset = 1; offset < sizeof(void *); offset++)
        check(pbjwt_identity_init(memory + offset, bytes) == NULL);
    check(pbjwt_identity_init(memory + sizeof(double), bytes) != NULL);
}

static void views_have_the_tokens_claims(void **state) {
    struct fixture *f = *state;
    struct token token = person_token("\"name\":\"A\\u006en\",\"company_id\":\"c-7\"");
    assert_int_equal(pbjwt_verify_at(f->fast, token.bytes, token.length, NOW, f->identity),
                     PBJWT_OK);
    /* The token is no longer needed. */
    release_memory();
    check_view(f->identity, identity_name, "Ann");
    check_view(f->identity, identity_company_id, "c-7");
    /* A view stays at the same address until something is verified into its identity. */
    const char *name = identity_name(f->identity, NULL);
    check(name == identity_name(f->identity, NULL));
}

static void a_number_may_be_read_without_a_place_for_it(void **state) {
    struct fixture *f = *state;
    check_members(f, "\"nbf\":1749999000.5,\"company_mrr\":-1.5,\"renewal_date\":\"1970-01-02\"",
                  PBJWT_OK, PBJWT_CLAIM_NONE);
    check_number(f->identity, identity_issued_at, 1749999940);
    check_number(f->identity, identity_not_before, 1749999000.5);
    check_number(f->identity, identity_expires_at, 1750003540);
    check_number(f->identity, identity_company_mrr, -1.5);
    check_number(f->identity, pbjwt_identity_renewal_date, 86400);
    for (size_t n = 0; n < COUNT_OF(all_numbers); n++) {
        check(all_numbers[n].get(f->identity, NULL));
    }
}

static void audiences_are_returned_in_their_order(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *json;
        size_t count;
        const char *values[4];
    } rows[] = {
        {"\"a\"", 1, {"a", NULL, NULL, NULL}},
        {"\"\"", 1, {"", NULL, NULL, NULL}},
        {"[]", 0, {NULL, NULL, NULL, NULL}},
        {"null", 0, {NULL, NULL, NULL, NULL}},
        {"[\"a\"]", 1, {"a", NULL, NULL, NULL}},
        {"[\"a\",\"b\",\"a\"]", 3, {"a", "b", "a", NULL}},
        {"[\"\",\"\"]", 2, {"", "", NULL, NULL}},
        {" [ \"a,b\" , \"]\\\"\" ,\"\\u00e9\\ud83d\\ude00\" ] ",
         3,
         {"a,b", "]\"", "\xc3\xa9\xf0\x9f\x98\x80", NULL}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_members(f, textf("\"aud\":%s", rows[i].json), PBJWT_OK, PBJWT_CLAIM_NONE);
        check(pbjwt_identity_audience_count(f->identity) == rows[i].count);
        for (size_t at = 0; at < 4; at++) {
            size_t length = 99;
            const char *audience = pbjwt_identity_audience(f->identity, at, &length);
            check_text(audience, length, rows[i].values[at]);
        }
        check(pbjwt_identity_audience(f->identity, SIZE_MAX, NULL) == NULL);
    }
    /* An earlier audience stays valid while later ones are read. */
    check_members(f, "\"aud\":[\"\\u0061one\",\"\\u0062two\",\"\\u0063three\"]", PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    size_t lengths[3] = {0};
    const char *audiences[3] = {NULL};
    for (size_t i = 0; i < 3; i++) {
        audiences[i] = pbjwt_identity_audience(f->identity, i, &lengths[i]);
    }
    check_text(audiences[0], lengths[0], "aone");
    check_text(audiences[1], lengths[1], "btwo");
    check_text(audiences[2], lengths[2], "cthree");
}

/* The list of audiences and the unescaped texts share the available memory. */
static void audiences_with_escapes_may_take_as_much_as_their_list(void **state) {
    struct fixture *f = *state;
    for (size_t length = 1; length <= 3 * sizeof(void *); length++) {
        const char *rest = repeat("x", length - 1);
        check_members(f, textf("\"aud\":[\"\\u0061%s\"]", rest), PBJWT_OK, PBJWT_CLAIM_NONE);
        check(pbjwt_identity_audience_count(f->identity) == 1);
        size_t told = 99;
        const char *audience = pbjwt_identity_audience(f->identity, 0, &told);
        check_text(audience, told, textf("a%s", rest));
    }
}

/* The elements of a claim that is left out aren't audiences. */
static void an_array_in_another_claim_is_not_an_audience(void **state) {
    struct fixture *f = *state;
    for (int claim = PBJWT_CLAIM_NAME; claim <= PBJWT_CLAIM_EXTERNAL_USER_ID; claim++) {
        const char *name = pbjwt_claim_name((pbjwt_claim)claim);
        check_members(f, textf("\"%s\":[\"x\",\"\\u0079\"],\"aud\":[\"\\u0061\"]", name), PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_warnings(f, textf("wrong_type:%s", name));
        check(pbjwt_identity_audience_count(f->identity) == 1);
        size_t length = 99;
        const char *audience = pbjwt_identity_audience(f->identity, 0, &length);
        check_text(audience, length, "a");
    }
}

/* Unescaped texts need memory, even if the token leaves little room. */
static void escaped_texts_of_every_length_are_complete(void **state) {
    struct fixture *f = *state;
    for (size_t length = 1; length < 420; length += length < 120 ? 13 : 1) {
        const char *text = repeat("n", length);
        struct token token = person_token(textf("\"name\":\"%s\\u0041\"", text));
        pbjwt_identity *fresh = pbjwt_identity_new(length % 2 == 0 ? 0 : token.length);
        assert_non_null(fresh);
        check_verdict(length % 3 == 0 ? f->both : f->fast, fresh, token, NOW, PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_view(fresh, identity_name, textf("%sA", text));
        check_view(fresh, identity_email, "ann@example.com");
        pbjwt_identity_free(fresh);
    }
}

static void many_escaped_texts_fit_side_by_side(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *name;
        text_accessor get;
    } texts[] = {
        {"sub", pbjwt_identity_user_id},
        {"name", identity_name},
        {"company_name", identity_company_name},
        {"company_id", identity_company_id},
        {"customer_status", identity_customer_status_text},
        {"account_owner_id", identity_account_owner_id},
        {"account_owner_email", identity_account_owner_email},
        {"external_user_id", identity_external_user_id},
        {"iss", identity_issuer},
        {"jti", identity_token_id},
    };
    static const size_t lengths[] = {0, 1, 50, 100, 101, 102, 103, 104, 300, 400};
    for (size_t l = 0; l < COUNT_OF(lengths); l++) {
        const char *members = "";
        for (size_t i = 0; i < COUNT_OF(texts); i++) {
            members = textf("%s\"%s\":\"%s\\u00e9%zu\",", members, texts[i].name,
                            repeat("x", lengths[l]), i);
        }
        const char *audience = repeat("a", lengths[l]);
        members =
            textf("%s\"aud\":[\"\\u0061%s\",\"plain\",\"\\u0062%s\"]", members, audience, audience);
        check_members(f, members, PBJWT_OK, PBJWT_CLAIM_NONE);
        for (size_t i = 0; i < COUNT_OF(texts); i++) {
            check_view(f->identity, texts[i].get,
                       textf("%s\xc3\xa9%zu", repeat("x", lengths[l]), i));
        }
        const char *const expected[] = {textf("a%s", audience), "plain", textf("b%s", audience)};
        for (size_t i = 0; i < COUNT_OF(expected); i++) {
            size_t length = 0;
            const char *got = pbjwt_identity_audience(f->identity, i, &length);
            check_text(got, length, expected[i]);
        }
        check(pbjwt_identity_audience_count(f->identity) == 3);
    }
}

static void a_refusal_empties_the_identity(void **state) {
    struct fixture *f = *state;
    struct token full = person_token(
        "\"sub\":\"s\",\"name\":\"n\",\"avatar_url\":\"https://a.b\",\"company_name\":\"c\","
        "\"company_id\":\"ci\",\"company_mrr\":1,\"customer_status\":\"trial\","
        "\"renewal_date\":\"2026-01-31\",\"renewal_risk\":\"low\",\"account_owner_id\":\"o\","
        "\"account_owner_email\":\"o@b.c\",\"external_user_id\":\"e\",\"iss\":\"i\",\"jti\":\"j\","
        "\"aud\":[\"a\",\"b\"],\"nbf\":1,\"user_hash\":\"x\",\"x\":1,\"avatarURL\":7");
    struct token bad[] = {
        token_of_text(""),
        token_of_text("a.b.c"),
        make_token("{}", "{}", SECRET),
        make_token(HEADER, "{" PERSON "}", OTHER_SECRET),
        make_token(HEADER, "[", SECRET),
        make_token(HEADER, "{\"x\":1,\"x\":1}", SECRET),
        payload_token("{%s}", "\"email\":\"a@b.c\""),
        payload_token("{%s}", TIMES),
        person_token("\"sub\":7"),
        person_token("\"sub\":\"a\",\"id\":\"b\""),
        person_token("\"jti\":7,\"name\":7"),
        token_of_text(repeat("a", 9000)),
    };
    static const pbjwt_status statuses[] = {
        PBJWT_MALFORMED_TOKEN,     PBJWT_MALFORMED_HEADER,  PBJWT_UNSUPPORTED_ALGORITHM,
        PBJWT_SIGNATURE_MISMATCH,  PBJWT_MALFORMED_PAYLOAD, PBJWT_DUPLICATE_MEMBER,
        PBJWT_MISSING_EXP,         PBJWT_MISSING_EMAIL,     PBJWT_MALFORMED_CLAIM,
        PBJWT_CONFLICTING_USER_ID, PBJWT_MALFORMED_CLAIM,   PBJWT_TOKEN_TOO_LARGE,
    };
    static const pbjwt_claim claims[] = {
        PBJWT_CLAIM_NONE, PBJWT_CLAIM_NONE, PBJWT_CLAIM_NONE, PBJWT_CLAIM_NONE,
        PBJWT_CLAIM_NONE, PBJWT_CLAIM_NONE, PBJWT_CLAIM_NONE, PBJWT_CLAIM_NONE,
        PBJWT_CLAIM_SUB,  PBJWT_CLAIM_NONE, PBJWT_CLAIM_JTI,  PBJWT_CLAIM_NONE,
    };
    assert_int_equal(COUNT_OF(bad), COUNT_OF(statuses));
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        check_token(f, full, PBJWT_OK);
        check(!identity_is_empty(f->identity));
        check_at(f, bad[i], NOW, statuses[i], claims[i]);
        char *json = NULL;
        pbjwt_json *tree = NULL;
        check_call(pbjwt_identity_custom_json(f->identity, &json, NULL), PBJWT_INVALID_ARGUMENT);
        check_call(pbjwt_identity_custom_tree(f->identity, &tree), PBJWT_INVALID_ARGUMENT);
        check(json == NULL && tree == NULL);
    }
    /* A fault is cleared with the next token. */
    check_members(f, "\"sub\":7", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_SUB);
    check_token(f, token_of_text("a.b"), PBJWT_MALFORMED_TOKEN);
    check_members(f, "\"sub\":7", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_SUB);
    check_token(f, full, PBJWT_OK);
}

/* An identity that is reused for thousands of tokens has the same contents as a new one. */
static void an_identity_can_be_used_again_and_again(void **state) {
    struct fixture *f = *state;
    enum { KINDS = 12, ROUNDS = 3000 };
    struct token tokens[KINDS];
    const char *told[KINDS];
    pbjwt_status statuses[KINDS];
    tokens[0] = person_token("");
    tokens[1] = person_token("\"sub\":\"1\",\"name\":\"One\",\"aud\":[\"a\",\"b\"]");
    tokens[2] = person_token("\"id\":\"2\",\"company_mrr\":2,\"renewal_risk\":\"high\"");
    tokens[3] = token_of_length(8192);
    tokens[4] = token_of_length(300);
    tokens[5] = make_token(HEADER, "{" PERSON "}", OTHER_SECRET);
    tokens[6] = person_token("\"sub\":6");
    tokens[7] = person_token("\"name\":7,\"company_name\":7,\"jti\":\"\\u0037\"");
    tokens[8] = token_of_text("");
    tokens[9] = make_token(HEADER, "{\"email\":\"nine\\u0040b.c\",\"exp\":1750000300}", SECRET);
    tokens[10] = person_token("\"x\":{\"y\":1,\"y\":1}");
    tokens[11] = person_token("\"iss\":\"eleven\",\"renewal_date\":\"2026-01-31\",\"x\":[1]");
    for (size_t i = 0; i < KINDS; i++) {
        pbjwt_identity *fresh = pbjwt_identity_new(0);
        statuses[i] = pbjwt_verify_at(f->fast, tokens[i].bytes, tokens[i].length, NOW, fresh);
        told[i] = describe_identity(fresh);
        pbjwt_identity_free(fresh);
    }
    size_t good = 0;
    unsigned random = 1;
    for (size_t round = 0; round < ROUNDS; round++) {
        random = (random * 1103515245u + 12345u) & 0x7fffffffu;
        size_t i = (random >> 8) % KINDS;
        const pbjwt_verifier *verifier = round % 2 == 0 ? f->fast : f->both;
        pbjwt_status status =
            pbjwt_verify_at(verifier, tokens[i].bytes, tokens[i].length, NOW, f->identity);
        const char *now_told = describe_identity(f->identity);
        if (status != statuses[i] || strcmp(now_told, told[i]) != 0) {
            report(__FILE__, __LINE__, "round %zu, token %zu: %s, %s instead of %s", round, i,
                   pbjwt_status_name(status), now_told, told[i]);
        }
        good += status == PBJWT_OK ? 1 : 0;
    }
    check(good > ROUNDS / 3 && good < ROUNDS);
}

static void any_member_can_be_read_as_json(void **state) {
    struct fixture *f = *state;
    check_payload(f,
                  "{ \"email\" : \"a\\u0040b.c\" , " TIMES
                  ", \"x\" : [ 1 , {\"y\" :2} ] ,\"n\":null,"
                  "\"\":-0.50e+1 , \"\\u00e9\\n\" :\"\\u00e9\", \"t\":true,\"o\":{ } ,\"s\":\"\","
                  "\"nested\":{\"inner\":1}}",
                  PBJWT_OK, PBJWT_CLAIM_NONE);
    static const struct {
        const char *name;
        const char *json;
    } rows[] = {
        {"email", "\"a\\u0040b.c\""},
        {"iat", "1749999940"},
        {"exp", "1750003540"},
        {"x", "[ 1 , {\"y\" :2} ]"},
        {"n", "null"},
        {"", "-0.50e+1"},
        {"\xc3\xa9\n", "\"\\u00e9\""},
        {"t", "true"},
        {"o", "{ }"},
        {"s", "\"\""},
        {"nested", "{\"inner\":1}"},
        {"inner", NULL},
        {"y", NULL},
        {"X", NULL},
        {"emai", NULL},
        {"emaill", NULL},
        {"\\u00e9\\n", NULL},
        {"sub", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct token name = token_of_text(rows[i].name);
        size_t length = 99;
        const char *json =
            pbjwt_identity_member_json(f->identity, name.bytes, name.length, &length);
        check_text(json, length, rows[i].json);
        check((pbjwt_identity_member_json(f->identity, name.bytes, name.length, NULL) == NULL) ==
              (rows[i].json == NULL));
    }
    size_t length = 99;
    check(pbjwt_identity_member_json(f->identity, NULL, 0, &length) == NULL ||
          strncmp(pbjwt_identity_member_json(f->identity, NULL, 0, NULL), "-0.50e+1", 8) == 0);
    check(pbjwt_identity_member_json(f->identity, NULL, 3, &length) == NULL && length == 0);
    check(pbjwt_identity_member_json(f->identity, "x\0", 2, &length) == NULL && length == 0);
}

static void a_typed_claim_that_was_left_out_is_still_readable_as_json(void **state) {
    struct fixture *f = *state;
    check_members(f, "\"name\":[7],\"sub\":\"undefined\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_view(f->identity, identity_name, NULL);
    size_t length = 0;
    const char *json = pbjwt_identity_member_json(f->identity, "name", 4, &length);
    check_text(json, length, "[7]");
    json = pbjwt_identity_member_json(f->identity, "sub", 3, &length);
    check_text(json, length, "\"undefined\"");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(accessors_of_an_empty_identity_return_nothing),
        fixture_test(an_identity_is_made_for_tokens_up_to_a_mebibyte),
        fixture_test(an_identity_can_be_in_the_callers_memory),
        fixture_test(memory_of_any_size_is_refused_or_enough),
        fixture_test(memory_that_no_identity_fits_is_refused),
        fixture_test(views_have_the_tokens_claims),
        fixture_test(a_number_may_be_read_without_a_place_for_it),
        fixture_test(audiences_are_returned_in_their_order),
        fixture_test(audiences_with_escapes_may_take_as_much_as_their_list),
        fixture_test(an_array_in_another_claim_is_not_an_audience),
        fixture_test(escaped_texts_of_every_length_are_complete),
        fixture_test(many_escaped_texts_fit_side_by_side),
        fixture_test(a_refusal_empties_the_identity),
        fixture_test(an_identity_can_be_used_again_and_again),
        fixture_test(any_member_can_be_read_as_json),
        fixture_test(a_typed_claim_that_was_left_out_is_still_readable_as_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
