/* SPDX-License-Identifier: Apache-2.0 */

/* Step 4: a JSON object whose "alg" is HS256, whose "typ" is JWT or absent and which has neither
   "crit" nor "b64". */

#include "header_checks.h"
#include "support.h"

#include <string.h>

static void the_algorithm_is_the_string_hs256(void **state) {
    struct fixture *f = *state;
    static const char *const good[] = {
        "{\"alg\":\"HS256\"}",
        "{\"alg\":\"\\u0048S256\"}",
        "{\"alg\":\"\\u0048\\u0053\\u0032\\u0035\\u0036\"}",
        "{\"\\u0061lg\":\"HS256\"}",
        "{\"ALG\":\"none\",\"alg\":\"HS256\"}",
        "{\"alg \":\"none\",\"alg\":\"HS256\"}",
        "{\"x\":{\"alg\":\"none\"},\"alg\":\"HS256\"}",
    };
    check_headers(f, good, COUNT_OF(good), PBJWT_OK, __LINE__);
}

static void any_other_algorithm_is_unsupported(void **state) {
    struct fixture *f = *state;
    static const char *const values[] = {
        "\"none\"",
        "\"None\"",
        "\"NONE\"",
        "\"nOnE\"",
        "\"\"",
        "\"hs256\"",
        "\"Hs256\"",
        "\"hS256\"",
        "\"HS256 \"",
        "\" HS256\"",
        "\"HS25\"",
        "\"HS2560\"",
        "\"HS2566\"",
        "\"HS257\"",
        "\"HS\"",
        "\"H\"",
        "\"HS384\"",
        "\"HS512\"",
        "\"HS1\"",
        "\"RS256\"",
        "\"PS256\"",
        "\"ES256\"",
        "\"EdDSA\"",
        "\"A256GCM\"",
        "\"dir\"",
        "\"HMACSHA256\"",
        "\"S256\"",
        "\"HS256\\n\"",
        "\"HS256\\u0020\"",
        "\"\\u0068s256\"",
        "\"HS256,none\"",
        "\"GS256\"",
        "\"HS256\\\\\"",
        "\"HS\\u0662\"",
        "\"H\305\277256\"",
        "\"\xef\xbc\xa8S256\"",
        "\"HS256\xe2\x80\x8b\"",
        "null",
        "true",
        "false",
        "256",
        "0",
        "-1",
        "1e2",
        "[]",
        "[\"HS256\"]",
        "{}",
        "{\"alg\":\"HS256\"}",
        "\"SH256\"",
        "\"HS256HS256\"",
    };
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        check_header(f, textf("{\"alg\":%s}", values[i]), PBJWT_UNSUPPORTED_ALGORITHM);
        check_header(f, textf("{\"alg\":%s,\"typ\":\"JWT\"}", values[i]),
                     PBJWT_UNSUPPORTED_ALGORITHM);
        check_header(f, textf("{\"typ\":\"JWT\",\"alg\":%s}", values[i]),
                     PBJWT_UNSUPPORTED_ALGORITHM);
    }
}

static void an_absent_algorithm_is_unsupported(void **state) {
    struct fixture *f = *state;
    static const char *const headers[] = {
        "{}",
        "{ }",
        "{\"typ\":\"JWT\"}",
        "{\"ALG\":\"HS256\"}",
        "{\"Alg\":\"HS256\"}",
        "{\"al\":\"HS256\"}",
        "{\"algo\":\"HS256\"}",
        "{\"alg \":\"HS256\"}",
        "{\"\":\"HS256\"}",
        "{\"enc\":\"HS256\"}",
        "{\"x\":{\"alg\":\"HS256\"}}",
        "{\"x\":[{\"alg\":\"HS256\"}]}",
        "{\"\\u0041lg\":\"HS256\"}",
    };
    check_headers(f, headers, COUNT_OF(headers), PBJWT_UNSUPPORTED_ALGORITHM, __LINE__);
}

static void the_type_is_jwt_in_any_case(void **state) {
    struct fixture *f = *state;
    for (unsigned bits = 0; bits < 8; bits++) {
        check_header(f,
                     textf("{\"alg\":\"HS256\",\"typ\":\"%c%c%c\"}", bits & 1 ? 'j' : 'J',
                           bits & 2 ? 'w' : 'W', bits & 4 ? 't' : 'T'),
                     PBJWT_OK);
    }
    static const char *const good[] = {
        "{\"alg\":\"HS256\",\"typ\":\"\\u004aW\\u0054\"}",
        "{\"alg\":\"HS256\",\"t\\u0079p\":\"jwt\"}",
        "{\"alg\":\"HS256\",\"typ\":\"application/jwt\"}",
        "{\"alg\":\"HS256\",\"typ\":\"APPLICATION/JWT\"}",
        "{\"typ\":\"Application\\/jw\\u0054\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"Typ\":\"JWS\"}",
        "{\"alg\":\"HS256\",\"TYP\":1}",
        "{\"alg\":\"HS256\",\"type\":\"JWE\"}",
        "{\"alg\":\"HS256\",\"cty\":\"JWE\"}",
        "{\"alg\":\"HS256\",\"x\":{\"typ\":\"JWE\"}}",
    };
    check_headers(f, good, COUNT_OF(good), PBJWT_OK, __LINE__);
}

static void any_other_type_is_unsupported(void **state) {
    struct fixture *f = *state;
    static const char *const values[] = {
        "null",
        "true",
        "false",
        "0",
        "1",
        "[]",
        "{}",
        "[\"JWT\"]",
        "\"\"",
        "\"J\"",
        "\"JW\"",
        "\"JWTS\"",
        "\"JWT \"",
        "\" JWT\"",
        "\"JWS\"",
        "\"JWE\"",
        "\"at+jwt\"",
        "\"JOSE\"",
        "\"application/jws\"",
        "\"application/JW\"",
        "\"application/jwt \"",
        "\"application/jwt;charset=utf-8\"",
        "\"application/at+jwt\"",
        "\"application/\"",
        "\"applicationjwt\"",
        "\"text/jwt\"",
        "\"JWT\\n\"",
        "\"\\u006awu\"",
        "\"TWJ\"",
        "\"JVT\"",
        "\"KWT\"",
        "\"*WT\"",
        "\"J7T\"",
        "\"JW4\"",
        "\"\\nWT\"",
        "\"dpop+jwt\"",
    };
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        check_header(f, textf("{\"alg\":\"HS256\",\"typ\":%s}", values[i]), PBJWT_UNSUPPORTED_TYPE);
        check_header(f, textf("{\"typ\":%s,\"alg\":\"HS256\"}", values[i]), PBJWT_UNSUPPORTED_TYPE);
    }
}

static void crit_and_b64_are_refused_in_any_form(void **state) {
    struct fixture *f = *state;
    static const char *const names[] = {"crit", "b64", "cr\\u0069t", "\\u00624",
                                        "\\u0062\\u0036\\u0034"};
    static const char *const values[] = {
        "null", "true",      "false",     "0",      "1",       "\"\"",       "[]",
        "{}",   "[\"exp\"]", "[\"b64\"]", "[null]", "\"b64\"", "[\"crit\"]", "{\"x\":[]}"};
    for (size_t n = 0; n < COUNT_OF(names); n++) {
        /* "\u00624" is b4, which has no meaning. */
        pbjwt_status status = n == 3 ? PBJWT_OK : PBJWT_CRITICAL_HEADER;
        for (size_t v = 0; v < COUNT_OF(values); v++) {
            check_header(f, textf("{\"alg\":\"HS256\",\"%s\":%s}", names[n], values[v]), status);
            check_header(
                f, textf("{\"%s\":%s,\"typ\":\"JWT\",\"alg\":\"HS256\"}", names[n], values[v]),
                status);
        }
    }
    static const char *const good[] = {
        "{\"alg\":\"HS256\",\"Crit\":[\"exp\"]}",
        "{\"alg\":\"HS256\",\"B64\":false}",
        "{\"alg\":\"HS256\",\"cri\":[]}",
        "{\"alg\":\"HS256\",\"crits\":[]}",
        "{\"alg\":\"HS256\",\"b6\":1}",
        "{\"alg\":\"HS256\",\"x\":{\"crit\":[],\"b64\":false}}",
        "{\"alg\":\"HS256\",\"x\":\"crit\"}",
        "{\"alg\":\"HS256\",\"x\":[\"b64\",\"crit\"]}",
    };
    check_headers(f, good, COUNT_OF(good), PBJWT_OK, __LINE__);
}

static void faults_are_reported_in_the_order_form_alg_typ_crit(void **state) {
    struct fixture *f = *state;
    static const char *const alg_first[] = {
        "{\"alg\":\"none\",\"typ\":\"JWS\",\"crit\":[]}",
        "{\"crit\":[],\"typ\":\"JWS\",\"alg\":\"none\"}",
        "{\"typ\":\"JWS\",\"crit\":[],\"alg\":\"none\"}",
        "{\"typ\":\"JWS\",\"crit\":[]}",
        "{\"crit\":[],\"alg\":\"none\"}",
        "{\"b64\":false}",
        "{\"typ\":null}",
        "{\"b64\":false,\"alg\":1,\"typ\":1}",
    };
    check_headers(f, alg_first, COUNT_OF(alg_first), PBJWT_UNSUPPORTED_ALGORITHM, __LINE__);
    static const char *const typ_first[] = {
        "{\"alg\":\"HS256\",\"typ\":\"JWS\",\"crit\":[]}",
        "{\"crit\":[],\"typ\":\"JWS\",\"alg\":\"HS256\"}",
        "{\"crit\":[],\"alg\":\"HS256\",\"typ\":null}",
        "{\"b64\":true,\"typ\":1,\"alg\":\"HS256\"}",
        "{\"typ\":{},\"alg\":\"HS256\",\"b64\":true,\"crit\":1}",
    };
    check_headers(f, typ_first, COUNT_OF(typ_first), PBJWT_UNSUPPORTED_TYPE, __LINE__);
    static const char *const form_first[] = {
        "{\"alg\":\"none\",}",
        "{\"alg\":\"none\"}x",
        "{\"alg\":\"none\",\"alg\":\"none\"}",
        "{\"typ\":1,\"crit\":[],\"typ\":1}",
        "{\"crit\":[],\"alg\":\"HS256\",\"crit\":[]}",
        "{\"alg\":\"none\",\"x\":{\"y\":1,\"y\":1}}",
        "{\"alg\":\"none\",\"x\":\"\\ud800\"}",
        "{\"alg\":\"HS256\\u0000\"}",
        "{\"alg\":\"none\",\"x\":9223372036854775808}",
        "[{\"alg\":\"none\"}]",
    };
    check_headers(f, form_first, COUNT_OF(form_first), PBJWT_MALFORMED_HEADER, __LINE__);
}

static void a_header_is_checked_before_the_signature(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *header;
        pbjwt_status status;
    } rows[] = {
        {"{", PBJWT_MALFORMED_HEADER},
        {"[]", PBJWT_MALFORMED_HEADER},
        {"{\"alg\":\"none\"}", PBJWT_UNSUPPORTED_ALGORITHM},
        {"{\"alg\":\"HS256\",\"typ\":\"JWE\"}", PBJWT_UNSUPPORTED_TYPE},
        {"{\"alg\":\"HS256\",\"crit\":null}", PBJWT_CRITICAL_HEADER},
        {"{\"alg\":\"HS256\"}", PBJWT_SIGNATURE_MISMATCH},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_token(f, make_token(rows[i].header, PAYLOAD, OTHER_SECRET), rows[i].status);
        const char *header = base64url(rows[i].header, strlen(rows[i].header));
        check_token(f, token_of_text(textf("%s.e30.", header)),
                    rows[i].status == PBJWT_SIGNATURE_MISMATCH ? PBJWT_MALFORMED_SIGNATURE
                                                               : rows[i].status);
    }
}

static void other_members_are_ignored(void **state) {
    struct fixture *f = *state;
    const char *key = base64url(OTHER_SECRET, strlen(OTHER_SECRET));
    const char *const others[] = {
        textf("\"jwk\":{\"kty\":\"oct\",\"k\":\"%s\"}", key),
        "\"jku\":\"https://attacker.example/keys\"",
        "\"x5u\":\"file:///etc/passwd\"",
        "\"x5c\":[\"MIIB\"]",
        "\"x5t\":\"AAAA\"",
        "\"x5t#S256\":\"AAAA\"",
        "\"zip\":\"DEF\"",
        "\"enc\":\"A256GCM\"",
        "\"p2c\":2147483647",
        "\"cty\":\"JWT\"",
        "\"email\":\"eve@example.com\",\"exp\":0",
        "\"x\":[null,true,false,-0.5e-3,\"\\ud83d\\ude00\",{\"y\":[]}]",
    };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        const char *header = textf("{\"alg\":\"HS256\",%s}", others[i]);
        check_header(f, header, PBJWT_OK);
        check_view(f->identity, identity_email, "ann@example.com");
        check_header(f, textf("{%s,\"alg\":\"HS256\"}", others[i]), PBJWT_OK);
        check_token(f, make_token(header, PAYLOAD, OTHER_SECRET), PBJWT_SIGNATURE_MISMATCH);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(the_algorithm_is_the_string_hs256),
        fixture_test(any_other_algorithm_is_unsupported),
        fixture_test(an_absent_algorithm_is_unsupported),
        fixture_test(the_type_is_jwt_in_any_case),
        fixture_test(any_other_type_is_unsupported),
        fixture_test(crit_and_b64_are_refused_in_any_form),
        fixture_test(faults_are_reported_in_the_order_form_alg_typ_crit),
        fixture_test(a_header_is_checked_before_the_signature),
        fixture_test(other_members_are_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
