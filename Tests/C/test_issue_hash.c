/* SPDX-License-Identifier: Apache-2.0 */

/* The user hash, refused ids, and generated secrets. */

#include "issue_checks.h"
#include "support.h"

#include <string.h>

static void check_hash(const pbjwt_secret *secret, const char *id, bool good, int line) {
    struct token exact = token_of_text(id);
    char hex[PBJWT_HASH_HEX_SIZE];
    memset(hex, 'x', sizeof(hex));
    pbjwt_status status = pbjwt_user_hash(secret, exact.bytes, exact.length, hex, sizeof(hex));
    expect_status(status, good ? PBJWT_OK : PBJWT_INVALID_ARGUMENT, id, __FILE__, line);
    if (status == PBJWT_OK) {
        expect_text(hex, strlen(hex), hmac_hex(SECRET, id), id, __FILE__, line);
    } else if (strstr(textf("%.64s", hex), hmac_hex(SECRET, id)) != NULL) {
        report(__FILE__, line, "refused, but the hash is there: %s", id);
    }
}

static void a_signing_input_is_not_a_user_id(void **state) {
    (void)state;
    pbjwt_secret *secret = new_secret(SECRET);
    const char *const headers[] = {"{}",
                                   HEADER,
                                   "{\"alg\":\"HS256\"}",
                                   "{\"alg\":\"none\"}",
                                   " { } ",
                                   "{\"a\":{\"b\":[1,null]}}",
                                   "{\n\"x\":\"\xc3\xa9\"}"};
    const char *const payloads[] = {"{" PERSON "}", "{}", "x", "\xff\xfe", "no json"};
    for (size_t h = 0; h < COUNT_OF(headers); h++) {
        for (size_t p = 0; p < COUNT_OF(payloads); p++) {
            const char *id = textf("%s.%s", base64url(headers[h], strlen(headers[h])),
                                   base64url(payloads[p], strlen(payloads[p])));
            check_hash(secret, id, false, __LINE__);
            static const pbjwt_claim names[] = {PBJWT_CLAIM_SUB, PBJWT_CLAIM_ID};
            for (size_t n = 0; n < COUNT_OF(names); n++) {
                pbjwt_claims *claims = new_claims();
                set(claims, names[n], id);
                check_issue(claims, NOW, HOUR, PBJWT_INVALID_ARGUMENT, PBJWT_CLAIM_NONE, __LINE__);
                check_call(pbjwt_claims_set_user_hash(claims, true), PBJWT_OK);
                check_issue(claims, NOW, HOUR, PBJWT_INVALID_ARGUMENT, PBJWT_CLAIM_NONE, __LINE__);
                pbjwt_claims_free(claims);
            }
        }
    }
    const char *const others[] = {
        "42",
        "ann@example.com",
        "john.doe",
        "a.b",
        ".",
        "..",
        "e30",
        ".e30",
        "e30,e30",
        "W10.e30",
        "MTIz.MTIz",
        "bnVsbA.e30",
        "InsifSI.e30",
        "{}.{}",
        "auth0|e30.e30",
        "com.example.user",
        "\xc3\xa9.\xc3\xa9",
        /* {" and {1 are never closed */
        "eyI.e30",
        "ezE.e30",
        textf("%s.e30", base64url("[{}]", 4)),
        textf("%s.e30", base64url("x{}", 3)),
    };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        check_hash(secret, others[i], true, __LINE__);
        pbjwt_claims *claims = new_claims();
        set(claims, PBJWT_CLAIM_SUB, others[i]);
        check_call(pbjwt_claims_set_user_hash(claims, true), PBJWT_OK);
        check_issue(claims, NOW, HOUR, PBJWT_OK, PBJWT_CLAIM_NONE, __LINE__);
        pbjwt_claims_free(claims);
    }
    pbjwt_secret_free(secret);
}

/* Other libraries accept headers and tokens that this one refuses, and must not be able to use a hash as a
   signature either. */
static void an_id_that_a_lenient_verifier_reads_as_a_token_is_refused(void **state) {
    (void)state;
    static const char utf16_big[] = {'\0', '{', '\0', '}'};
    static const char utf16_little[] = {'{', '\0', '}', '\0'};
    static const char utf16_marked[] = {'\xff', '\xfe', '{', '\0', '"', '\0',
                                        'a',    '\0',   '"', '\0', '}', '\0'};
    const struct {
        const char *bytes;
        size_t length;
    } headers[] = {
        {"{\"alg\":\"HS256\",\"x\":9223372036854775808}", 39},
        {"{\"alg\":\"HS256\",\"x\":1e400}", 25},
        {"{\"alg\":\"HS256\",\"x\":\"\\u0000\"}", 28},
        {"{\"alg\":\"HS256\",\"x\":\"\\ud800\"}", 28},
        {"{\"alg\":\"HS256\",\"alg\":\"HS256\"}", 29},
        {"\xef\xbb\xbf{\"alg\":\"HS256\"}", 18},
        {"{\"alg\":\"HS256\"} trailing", 24},
        {"{'alg':'HS256',}", 16},
        {" \t\r\n{ }", 7},
        {utf16_big, sizeof(utf16_big)},
        {utf16_little, sizeof(utf16_little)},
        {utf16_marked, sizeof(utf16_marked)},
    };
    static const char *const spellings[] = {
        "e30.",
        "e30..e30",
        "e30.e30.e30",
        "e30.ann@example.com",
        "e30 .e30",
        " e30.e30",
        "e\n30.e30",
        "e30=.e30",
        "e30==.e30=",
        "e30.e3 0",
        "e30.e30\n",
        "e30.e30=",
        "e31.e30",
        "e30A.e30",
        "e30.e31",
        "eyIvIjoiPz8/Pz8ifQ.e30",
        "eyIvIjoiPz8_Pz8ifQ.e30",
        "eyIhIjoifn5+In0.e30",
        "eyIhIjoifn5-In0.e30",
    };
    pbjwt_secret *secret = new_secret(SECRET);
    for (size_t i = 0; i < COUNT_OF(headers) + COUNT_OF(spellings); i++) {
        const char *id = i < COUNT_OF(headers)
                             ? textf("%s.e30", base64url(headers[i].bytes, headers[i].length))
                             : spellings[i - COUNT_OF(headers)];
        check_hash(secret, id, false, __LINE__);
        pbjwt_claims *claims = new_claims();
        set(claims, PBJWT_CLAIM_ID, id);
        check_issue(claims, NOW, HOUR, PBJWT_INVALID_ARGUMENT, PBJWT_CLAIM_NONE, __LINE__);
        pbjwt_claims_free(claims);
    }
    pbjwt_secret_free(secret);
}

static void the_arguments_of_a_hash_are_checked(void **state) {
    (void)state;
    pbjwt_secret *secret = new_secret(SECRET);
    char hex[PBJWT_HASH_HEX_SIZE + 8];
    assert_int_equal(PBJWT_HASH_HEX_LENGTH, 64);
    assert_int_equal(PBJWT_HASH_HEX_SIZE, 65);
    memset(hex, 'x', sizeof(hex));
    check_call(pbjwt_user_hash(secret, "42", 2, hex, 65), PBJWT_OK);
    check(hex[64] == '\0' && hex[65] == 'x');
    check_text(hex, strlen(hex), hmac_hex(SECRET, "42"));
    check_call(pbjwt_user_hash(secret, "42", 2, hex, sizeof(hex)), PBJWT_OK);
    check_call(pbjwt_user_hash(secret, "42", 2, hex, SIZE_MAX), PBJWT_OK);
    memset(hex, 'x', sizeof(hex));
    check_call(pbjwt_user_hash(secret, "42", 2, hex, 64), PBJWT_INVALID_ARGUMENT);
    check(hex[0] == '\0' && hex[1] == 'x' && hex[64] == 'x');
    hex[0] = 'x';
    check_call(pbjwt_user_hash(secret, "42", 2, hex, 0), PBJWT_INVALID_ARGUMENT);
    check(hex[0] == 'x');
    check_call(pbjwt_user_hash(secret, "42", 0, hex, 65), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_user_hash(secret, NULL, 0, hex, 65), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_user_hash(secret, NULL, 2, hex, 65), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_user_hash(NULL, "42", 2, hex, 65), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_user_hash(secret, "42", 2, NULL, 65), PBJWT_INVALID_ARGUMENT);
    pbjwt_secret_free(secret);
}

static void a_generated_secret_is_64_hex_characters(void **state) {
    struct fixture *f = *state;
    char one[PBJWT_HASH_HEX_SIZE + 1];
    char two[PBJWT_HASH_HEX_SIZE];
    memset(one, 'x', sizeof(one));
    check_call(pbjwt_generate_secret(one, 65), PBJWT_OK);
    check(one[64] == '\0' && one[65] == 'x');
    check(strlen(one) == 64 && strspn(one, "0123456789abcdef") == 64);
    check_call(pbjwt_generate_secret(two, sizeof(two)), PBJWT_OK);
    check(strlen(two) == 64 && strspn(two, "0123456789abcdef") == 64);
    check(strcmp(one, two) != 0);
    /* Every position is random: in 64 secrets no position always has the same digit. */
    bool varies[64] = {false};
    for (int i = 0; i < 64; i++) {
        check_call(pbjwt_generate_secret(two, sizeof(two)), PBJWT_OK);
        for (size_t at = 0; at < 64; at++) {
            varies[at] = varies[at] || two[at] != one[at];
        }
    }
    for (size_t at = 0; at < 64; at++) {
        check(varies[at]);
    }
    pbjwt_verifier *verifier = new_verifier(one, NULL);
    check_verdict(verifier, f->identity, make_token(HEADER, "{" PERSON "}", one), NOW, PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    pbjwt_verifier_release(verifier);

    memset(one, 'x', sizeof(one));
    check_call(pbjwt_generate_secret(one, 64), PBJWT_INVALID_ARGUMENT);
    check(one[64] == 'x');
    check_call(pbjwt_generate_secret(one, 0), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_generate_secret(NULL, 65), PBJWT_INVALID_ARGUMENT);
}

static void a_placeholder_is_not_hashed_as_an_id(void **state) {
    (void)state;
    pbjwt_claims *const claims = new_claims();
    set(claims, PBJWT_CLAIM_SUB, "undefined");
    check_call(pbjwt_claims_set_user_hash(claims, true), PBJWT_OK);
    check_issue(claims, NOW, HOUR, PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_SUB, __LINE__);
    set(claims, PBJWT_CLAIM_ID, "42");
    check_issue(claims, NOW, HOUR, PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_SUB, __LINE__);
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_SUB, NULL, 0), PBJWT_OK);
    check_issue(claims, NOW, HOUR, PBJWT_OK, PBJWT_CLAIM_NONE, __LINE__);
    pbjwt_claims_free(claims);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_signing_input_is_not_a_user_id),
        fixture_test(an_id_that_a_lenient_verifier_reads_as_a_token_is_refused),
        fixture_test(the_arguments_of_a_hash_are_checked),
        fixture_test(a_placeholder_is_not_hashed_as_an_id),
        fixture_test(a_generated_secret_is_64_hex_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
