/* SPDX-License-Identifier: Apache-2.0 */

/* Policies that require a "typ" (RFC 8725, 3.11), and claims that are issued with one. */

#include "header_checks.h"
#include "issue_checks.h"
#include "support.h"

#include <string.h>

#define SESSION "pb-session+jwt"
#define SESSION_HEADER "{\"alg\":\"HS256\",\"typ\":\"" SESSION "\"}"

static void expect_type(struct fixture *f, const char *type) {
    struct token exact = token_of_text(type == NULL ? "" : type);
    assert_int_equal(
        pbjwt_policy_set_type(f->policy, type == NULL ? NULL : exact.bytes, exact.length),
        PBJWT_OK);
    fixture_apply(f);
}

/* In forms that the library can read byte by byte, and in forms that it must decode. */
static const char *const usual_headers[] = {
    HEADER,
    "{\"typ\":\"JWT\",\"alg\":\"HS256\"}",
    "{\"alg\":\"HS256\"}",
    "{\"alg\":\"HS256\",\"typ\":\"jwt\"}",
    "{ \"alg\":\"HS256\"}",
    "{\"alg\":\"HS256\",\"kid\":\"k\",\"typ\":\"JWT\"}",
};

static void without_a_type_only_jwt_is_accepted(void **state) {
    struct fixture *f = *state;
    check_headers(f, usual_headers, COUNT_OF(usual_headers), PBJWT_OK, __LINE__);
    check_header(f, SESSION_HEADER, PBJWT_UNSUPPORTED_TYPE);
}

static void a_usual_header_is_not_of_another_type(void **state) {
    struct fixture *f = *state;
    expect_type(f, SESSION);
    check_headers(f, usual_headers, COUNT_OF(usual_headers), PBJWT_UNSUPPORTED_TYPE, __LINE__);
    check_header(f, SESSION_HEADER, PBJWT_OK);
    check_view(f->identity, identity_email, "ann@example.com");
}

static void the_type_is_compared_in_any_case(void **state) {
    struct fixture *f = *state;
    static const char *const types[] = {"pb-session+jwt", "PB-SESSION+JWT", "Pb-Session+jWt"};
    for (size_t wanted = 0; wanted < COUNT_OF(types); wanted++) {
        expect_type(f, types[wanted]);
        for (size_t sent = 0; sent < COUNT_OF(types); sent++)
            check_header(f, textf("{\"alg\":\"HS256\",\"typ\":\"%s\"}", types[sent]), PBJWT_OK);
    }
    /* Only ASCII letters: other characters that differ in the same bit are different. */
    expect_type(f, "a^!+.-_#$&/9");
    check_header(f, "{\"alg\":\"HS256\",\"typ\":\"A^!+.-_#$&/9\"}", PBJWT_OK);
    check_header(f, "{\"alg\":\"HS256\",\"typ\":\"A~!+.-_#$&/9\"}", PBJWT_UNSUPPORTED_TYPE);
    check_header(f, "{\"alg\":\"HS256\",\"typ\":\"a^!+.-\\u007f#$&/9\"}", PBJWT_UNSUPPORTED_TYPE);
    check_header(f, "{\"alg\":\"HS256\",\"typ\":\"a^!+.\\r_#$&/9\"}", PBJWT_UNSUPPORTED_TYPE);
}

static void the_type_is_compared_unescaped(void **state) {
    struct fixture *f = *state;
    expect_type(f, "pb/session+jwt");
    static const char *const good[] = {
        "{\"typ\":\"pb/session+jwt\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"typ\":\"pb\\/session+jwt\"}",
        "{\"alg\":\"HS256\",\"typ\":\"\\u0070b/sessio\\u006e+jw\\u0054\"}",
        "{\"alg\":\"HS256\",\"t\\u0079p\":\"pb/session\\u002bjwt\"}",
        "{\"alg\":\"HS256\",\"typ\":\"pb/session+jwt\",\"kid\":\"k\",\"x\":{\"typ\":1}}",
    };
    check_headers(f, good, COUNT_OF(good), PBJWT_OK, __LINE__);
}

static void anything_else_is_the_wrong_type(void **state) {
    struct fixture *f = *state;
    static const char *const values[] = {
        "null",
        "true",
        "0",
        "14",
        "[]",
        "{}",
        "[\"" SESSION "\"]",
        "{\"typ\":\"" SESSION "\"}",
        "\"\"",
        "\"p\"",
        "\"pb-session+jw\"",
        "\"b-session+jwt\"",
        "\"" SESSION "s\"",
        "\"x" SESSION "\"",
        "\"" SESSION " \"",
        "\" " SESSION "\"",
        "\"" SESSION "\\n\"",
        "\"" SESSION SESSION "\"",
        "\"application/" SESSION "\"",
        "\"pb-session+jws\"",
        "\"qb-session+jwt\"",
        "\"pb_session+jwt\"",
        "\"pb-sess\\u0130on+jwt\"",
        "\"pb-\305\277ession+jwt\"", /* U+017F, whose capital is an S */
        "\"jwt\"",
        "\"at+jwt\"",
    };
    expect_type(f, SESSION);
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        check_header(f, textf("{\"alg\":\"HS256\",\"typ\":%s}", values[i]), PBJWT_UNSUPPORTED_TYPE);
        check_header(f, textf("{\"typ\":%s,\"alg\":\"HS256\"}", values[i]), PBJWT_UNSUPPORTED_TYPE);
    }
    static const char *const elsewhere[] = {
        "{\"alg\":\"HS256\",\"Typ\":\"" SESSION "\"}",
        "{\"alg\":\"HS256\",\"TYP\":\"" SESSION "\"}",
        "{\"alg\":\"HS256\",\"cty\":\"" SESSION "\"}",
        "{\"alg\":\"HS256\",\"x\":{\"typ\":\"" SESSION "\"}}",
    };
    check_headers(f, elsewhere, COUNT_OF(elsewhere), PBJWT_UNSUPPORTED_TYPE, __LINE__);
    check_token(f, make_token(HEADER, "{\"typ\":\"" SESSION "\"," PERSON "}", SECRET),
                PBJWT_UNSUPPORTED_TYPE);
}

static void jwt_as_the_policys_type_is_required(void **state) {
    struct fixture *f = *state;
    expect_type(f, "jwt");
    check_header(f, HEADER, PBJWT_OK);
    check_header(f, "{\"alg\":\"HS256\",\"typ\":\"Jwt\"}", PBJWT_OK);
    check_header(f, "{\"alg\":\"HS256\"}", PBJWT_UNSUPPORTED_TYPE);
    check_header(f, "{\"alg\":\"HS256\",\"typ\":null}", PBJWT_UNSUPPORTED_TYPE);
    check_header(f, SESSION_HEADER, PBJWT_UNSUPPORTED_TYPE);
    /* Unchanged: without a type in the policy both are the same. */
    check_header(f, "{\"alg\":\"HS256\",\"typ\":\"application/jwt\"}", PBJWT_UNSUPPORTED_TYPE);
    expect_type(f, "application/jwt");
    check_header(f, "{\"alg\":\"HS256\",\"typ\":\"Application/JWT\"}", PBJWT_OK);
    check_header(f, HEADER, PBJWT_UNSUPPORTED_TYPE);
}

static void the_type_is_checked_after_alg_and_before_crit_and_the_key(void **state) {
    struct fixture *f = *state;
    expect_type(f, SESSION);
    static const struct {
        const char *header;
        pbjwt_status status;
    } rows[] = {
        {"{\"typ\":\"JWT\",\"typ\":\"JWT\",\"alg\":\"none\"}", PBJWT_MALFORMED_HEADER},
        {"{\"typ\":\"JWT\",\"alg\":\"none\",\"crit\":[]}", PBJWT_UNSUPPORTED_ALGORITHM},
        {"{\"crit\":[]}", PBJWT_UNSUPPORTED_ALGORITHM},
        {"{\"crit\":[],\"alg\":\"HS256\"}", PBJWT_UNSUPPORTED_TYPE},
        {"{\"crit\":[],\"alg\":\"HS256\",\"typ\":\"JWT\"}", PBJWT_UNSUPPORTED_TYPE},
        {"{\"b64\":true,\"typ\":\"" SESSION "\",\"alg\":\"HS256\"}", PBJWT_CRITICAL_HEADER},
        {HEADER, PBJWT_UNSUPPORTED_TYPE},
        {"{\"alg\":\"HS256\"}", PBJWT_UNSUPPORTED_TYPE},
        {SESSION_HEADER, PBJWT_SIGNATURE_MISMATCH},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_token(f, make_token(rows[i].header, PAYLOAD, OTHER_SECRET), rows[i].status);
}

/* Setting */

static void set_either_type(struct fixture *f, pbjwt_claims *claims, const char *type,
                            size_t length, pbjwt_status status, int line) {
    const struct token exact =
        type != NULL ? token_of_bytes(type, length) : (struct token){NULL, length};
    const char *const text =
        textf("%.*s", type != NULL ? (int)length : 4, type != NULL ? type : "NULL");
    expect_status(pbjwt_policy_set_type(f->policy, exact.bytes, length), status, text, __FILE__,
                  line);
    expect_status(pbjwt_claims_set_type(claims, exact.bytes, length), status, text, __FILE__, line);
}

static void a_type_is_1_to_127_characters_of_media_types(void **state) {
    struct fixture *f = *state;
    pbjwt_claims *claims = new_claims();
    for (int c = 0; c < 256; c++) {
        const char text[] = {'a', (char)c, 'b'};
        const bool good = c != 0 && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                           "0123456789!#$&-^_.+/",
                                           c) != NULL;
        const pbjwt_status status = good ? PBJWT_OK : PBJWT_INVALID_ARGUMENT;
        set_either_type(f, claims, text, 3, status, __LINE__);
        set_either_type(f, claims, text, 2, status, __LINE__);
        set_either_type(f, claims, text + 1, 2, status, __LINE__);
        set_either_type(f, claims, text + 1, 1, status, __LINE__);
    }
    const char *const longest = repeat("t", PBJWT_MAX_TYPE_BYTES + 1);
    check(PBJWT_MAX_TYPE_BYTES == 127);
    set_either_type(f, claims, longest, 1, PBJWT_OK, __LINE__);
    set_either_type(f, claims, longest, 127, PBJWT_OK, __LINE__);
    set_either_type(f, claims, longest, 128, PBJWT_INVALID_ARGUMENT, __LINE__);
    set_either_type(f, claims, longest, 0, PBJWT_INVALID_ARGUMENT, __LINE__);
    set_either_type(f, claims, NULL, 1, PBJWT_INVALID_ARGUMENT, __LINE__);
    set_either_type(f, claims, NULL, 0, PBJWT_OK, __LINE__);
    check_call(pbjwt_policy_set_type(NULL, "a", 1), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_policy_set_type(NULL, NULL, 0), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_claims_set_type(NULL, "a", 1), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_claims_set_type(NULL, NULL, 0), PBJWT_INVALID_ARGUMENT);
    pbjwt_claims_free(claims);
}

static void the_longest_type_is_compared_to_its_end(void **state) {
    struct fixture *f = *state;
    const char *const almost = repeat("t", PBJWT_MAX_TYPE_BYTES - 1);
    expect_type(f, textf("%su", almost));
    check_header(f, textf("{\"alg\":\"HS256\",\"typ\":\"%su\"}", almost), PBJWT_OK);
    check_header(f, textf("{\"alg\":\"HS256\",\"typ\":\"%st\"}", almost), PBJWT_UNSUPPORTED_TYPE);
    check_header(f, textf("{\"alg\":\"HS256\",\"typ\":\"%suu\"}", almost), PBJWT_UNSUPPORTED_TYPE);
    check_header(f, textf("{\"alg\":\"HS256\",\"typ\":\"%s\"}", almost), PBJWT_UNSUPPORTED_TYPE);
    check_header(f, textf("{\"alg\":\"HS256\",\"typ\":\"%s\"}", repeat("t", 5000)),
                 PBJWT_UNSUPPORTED_TYPE);
}

static void a_setter_copies_the_last_good_one_counts_and_null_removes_it(void **state) {
    struct fixture *f = *state;
    char type[] = SESSION;
    check_call(pbjwt_policy_set_type(f->policy, "other", 5), PBJWT_OK);
    check_call(pbjwt_policy_set_type(f->policy, type, strlen(type)), PBJWT_OK);
    check_call(pbjwt_policy_set_type(f->policy, "a b", 3), PBJWT_INVALID_ARGUMENT);
    memset(type, 'x', sizeof type);
    fixture_apply(f);
    /* A verifier keeps a copy of its policy. */
    check_call(pbjwt_policy_set_type(f->policy, NULL, 0), PBJWT_OK);
    check_header(f, SESSION_HEADER, PBJWT_OK);
    check_header(f, HEADER, PBJWT_UNSUPPORTED_TYPE);
    fixture_apply(f);
    check_header(f, SESSION_HEADER, PBJWT_UNSUPPORTED_TYPE);
    check_headers(f, usual_headers, COUNT_OF(usual_headers), PBJWT_OK, __LINE__);
}

/* Issuing */

static struct token issue(const pbjwt_claims *claims, const char *key_id) {
    pbjwt_secret *secret = key_id == NULL ? new_secret(SECRET) : new_secret_with_id(SECRET, key_id);
    char *text = NULL;
    check_call(pbjwt_issue_at(secret, claims, NOW, HOUR, &text, NULL, NULL), PBJWT_OK);
    assert_non_null(text);
    const struct token token = token_of_text(text);
    pbjwt_free(text);
    pbjwt_secret_free(secret);
    return token;
}

static void check_issued_header(struct token token, const char *header) {
    const char *segment = token_segment(token, 0);
    size_t length = 0;
    const unsigned char *const text = base64url_decode(segment, strlen(segment), &length);
    check_text((const char *)text, length, header);
}

static void a_token_is_issued_with_its_type(void **state) {
    struct fixture *f = *state;
    pbjwt_claims *claims = new_claims();
    char type[] = "Pb-Session+jwt";
    check_call(pbjwt_claims_set_type(claims, "other", 5), PBJWT_OK);
    check_call(pbjwt_claims_set_type(claims, type, strlen(type)), PBJWT_OK);
    check_call(pbjwt_claims_set_type(claims, "a b", 3), PBJWT_INVALID_ARGUMENT);
    memset(type, 'x', sizeof type);
    const struct token session = issue(claims, NULL);
    check_issued_header(session, "{\"alg\":\"HS256\",\"typ\":\"Pb-Session+jwt\"}");
    check_issued_header(issue(claims, "k"),
                        "{\"alg\":\"HS256\",\"typ\":\"Pb-Session+jwt\",\"kid\":\"k\"}");
    check_call(pbjwt_claims_set_type(claims, NULL, 0), PBJWT_OK);
    const struct token usual = issue(claims, NULL);
    check_issued_header(usual, HEADER);

    check_token(f, session, PBJWT_UNSUPPORTED_TYPE);
    check_token(f, usual, PBJWT_OK);
    expect_type(f, SESSION);
    check_token(f, session, PBJWT_OK);
    check_token(f, usual, PBJWT_UNSUPPORTED_TYPE);
    pbjwt_claims_free(claims);
}

static void any_type_that_can_be_set_can_be_issued(void **state) {
    struct fixture *f = *state;
    pbjwt_claims *claims = new_claims();
    const char *const types[] = {
        "a",
        "JWT",
        "jWt",
        "/",
        "application/pb-session+jwt",
        "!#$&-^_.+/09azAZ",
        repeat("t", PBJWT_MAX_TYPE_BYTES),
    };
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        check_call(pbjwt_claims_set_type(claims, types[i], strlen(types[i])), PBJWT_OK);
        const struct token token = issue(claims, NULL);
        expect_type(f, types[i]);
        check_token(f, token, PBJWT_OK);
        check_issued_header(token, textf("{\"alg\":\"HS256\",\"typ\":\"%s\"}", types[i]));
    }
    pbjwt_claims_free(claims);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(without_a_type_only_jwt_is_accepted),
        fixture_test(a_usual_header_is_not_of_another_type),
        fixture_test(the_type_is_compared_in_any_case),
        fixture_test(the_type_is_compared_unescaped),
        fixture_test(anything_else_is_the_wrong_type),
        fixture_test(jwt_as_the_policys_type_is_required),
        fixture_test(the_type_is_checked_after_alg_and_before_crit_and_the_key),
        fixture_test(a_type_is_1_to_127_characters_of_media_types),
        fixture_test(the_longest_type_is_compared_to_its_end),
        fixture_test(a_setter_copies_the_last_good_one_counts_and_null_removes_it),
        fixture_test(a_token_is_issued_with_its_type),
        fixture_test(any_type_that_can_be_set_can_be_issued),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
