/* SPDX-License-Identifier: Apache-2.0 */

/* Step 4: the form of a header, a strict JSON object within its limits. */

#include "header_checks.h"
#include "support.h"

#include <string.h>

static void a_member_named_twice_is_malformed(void **state) {
    struct fixture *f = *state;
    static const char *const headers[] = {
        "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",
        "{\"alg\":\"none\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"alg\":\"none\"}",
        "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"typ\":\"JWT\"}",
        "{\"alg\":\"HS256\",\"kid\":\"a\",\"kid\":\"b\"}",
        "{\"alg\":\"HS256\",\"x\":1,\"y\":2,\"x\":1}",
        "{\"alg\":\"HS256\",\"\":1,\"\":2}",
        "{\"alg\":\"HS256\",\"\\u0061lg\":\"HS256\"}",
        "{\"\\u0061lg\":\"HS256\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"t\\u0079p\":\"JWT\",\"typ\":\"JWT\"}",
        "{\"alg\":\"HS256\",\"x\":{\"a\":1,\"a\":1}}",
        "{\"alg\":\"HS256\",\"x\":[[{\"a\":1,\"b\":{},\"\\u0061\":1}]]}",
        "{\"alg\":\"HS256\",\"\xc3\xa9\":1,\"\\u00e9\":1}",
        "{\"alg\":\"HS256\",\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\ude00\":1}",
        "{\"alg\":\"HS256\",\"\\/\":1,\"/\":1}",
    };
    check_headers(f, headers, COUNT_OF(headers), PBJWT_MALFORMED_HEADER, __LINE__);
    static const char *const good[] = {
        "{\"alg\":\"HS256\",\"x\":{\"alg\":1},\"y\":{\"alg\":1}}",
        "{\"alg\":\"HS256\",\"x\":[{\"a\":1},{\"a\":1}]}",
        "{\"alg\":\"HS256\",\"\xc3\xa9\":1,\"e\xcc\x81\":1}",
        "{\"alg\":\"HS256\",\"a\":1,\"aa\":1,\"aaa\":1,\"A\":1,\"\":1}",
    };
    check_headers(f, good, COUNT_OF(good), PBJWT_OK, __LINE__);
}

static char *members(size_t from, size_t count) {
    char *text = textf("%s", "");
    for (size_t i = 0; i < count; i++) {
        text = textf("%s%s\"m%zu\":0", text, i == 0 ? "" : ",", from + i);
    }
    return text;
}

static void a_header_has_at_most_64_members_in_all_its_objects(void **state) {
    struct fixture *f = *state;
    assert_int_equal(PBJWT_MAX_HEADER_MEMBERS, 64);
    check_header(f, textf("{\"alg\":\"HS256\",%s}", members(0, 62)), PBJWT_OK);
    check_header(f, textf("{\"alg\":\"HS256\",%s}", members(0, 63)), PBJWT_OK);
    check_header(f, textf("{\"alg\":\"HS256\",%s}", members(0, 64)), PBJWT_MALFORMED_HEADER);
    check_header(f, textf("{%s,\"alg\":\"HS256\"}", members(0, 64)), PBJWT_MALFORMED_HEADER);
    check_header(f, textf("{\"alg\":\"HS256\",\"x\":{%s}}", members(0, 62)), PBJWT_OK);
    check_header(f, textf("{\"alg\":\"HS256\",\"x\":{%s}}", members(0, 63)),
                 PBJWT_MALFORMED_HEADER);
    check_header(
        f, textf("{\"alg\":\"HS256\",\"x\":[{%s},[{%s}]],\"y\":0}", members(0, 31), members(0, 30)),
        PBJWT_OK);
    check_header(
        f, textf("{\"alg\":\"HS256\",\"x\":[{%s},[{%s}]],\"y\":0}", members(0, 31), members(0, 31)),
        PBJWT_MALFORMED_HEADER);
    check_header(f, textf("{\"alg\":\"HS256\",\"x\":[%s0]}", repeat("0,", 2000)), PBJWT_OK);
}

static void a_header_is_nested_at_most_32_deep(void **state) {
    struct fixture *f = *state;
    assert_int_equal(PBJWT_MAX_NESTING, 32);
    for (size_t depth = 30; depth < 36; depth++) {
        pbjwt_status status = depth <= 32 ? PBJWT_OK : PBJWT_MALFORMED_HEADER;
        check_header(
            f,
            textf("{\"alg\":\"HS256\",\"x\":%s%s}", repeat("[", depth - 1), repeat("]", depth - 1)),
            status);
        check_header(f,
                     textf("{\"x\":%s1%s,\"alg\":\"HS256\"}", repeat("{\"a\":", depth - 1),
                           repeat("}", depth - 1)),
                     status);
    }
    check_header(f, textf("{\"alg\":\"HS256\",\"x\":%s", repeat("[", 3000)),
                 PBJWT_MALFORMED_HEADER);
}

static void the_usual_headers_and_odd_spacing_are_read(void **state) {
    struct fixture *f = *state;
    static const char *const headers[] = {
        "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
        "{\"typ\":\"JWT\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\"}",
        "{\"alg\": \"HS256\", \"typ\": \"JWT\"}",
        "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}",
        " {\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\"} ",
        "{\"alg\":\"HS256\",\"typ\":\"JWT\"}\n",
        "\t\r\n {\t\r\n \"alg\"\t\r\n :\t\r\n \"HS256\"\t\r\n ,\t\r\n \"typ\" : \"JWT\" }\t\r\n ",
        "{\"typ\":\"JWT\",\"alg\":\"HS256\"}   ",
    };
    check_headers(f, headers, COUNT_OF(headers), PBJWT_OK, __LINE__);
}

static void a_usual_header_with_one_byte_changed_is_read_anew(void **state) {
    struct fixture *f = *state;
    static const char *const usual[] = {"{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
                                        "{\"typ\":\"JWT\",\"alg\":\"HS256\"}",
                                        "{\"alg\":\"HS256\"}"};
    for (size_t u = 0; u < COUNT_OF(usual); u++) {
        size_t length = strlen(usual[u]);
        const char *alg = strstr(usual[u], "HS256");
        const char *typ = strstr(usual[u], "JWT");
        for (size_t i = 0; i < length; i++) {
            char *changed = textf("%s", usual[u]);
            changed[i] = '\x01';
            check_header(f, changed, PBJWT_MALFORMED_HEADER);
            check_header(f, textf("%.*s", (int)i, usual[u]),
                         i == 0 ? PBJWT_MALFORMED_TOKEN : PBJWT_MALFORMED_HEADER);
            changed[i] = 'x';
            const char *at = usual[u] + i;
            if (at >= alg && at < alg + 5) {
                check_header(f, changed, PBJWT_UNSUPPORTED_ALGORITHM);
            } else if (typ != NULL && at >= typ && at < typ + 3) {
                check_header(f, changed, PBJWT_UNSUPPORTED_TYPE);
            } else if (strchr("{}\",:", *at) != NULL) {
                check_header(f, changed, PBJWT_MALFORMED_HEADER);
            }
        }
    }
}

static void a_header_is_strict_json(void **state) {
    struct fixture *f = *state;
    static const char *const bad[] = {
        " ",
        "null",
        "true",
        "1",
        "\"HS256\"",
        "[]",
        "[{\"alg\":\"HS256\"}]",
        "{\"alg\":\"HS256\"",
        "\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\"}}",
        "{\"alg\":\"HS256\"},",
        "{\"alg\":\"HS256\"}{}",
        "{\"alg\":\"HS256\"}0",
        "{\"alg\":\"HS256\",}",
        "{,\"alg\":\"HS256\"}",
        "{\"alg\" \"HS256\"}",
        "{\"alg\"=\"HS256\"}",
        "{\"alg\":\"HS256\" \"typ\":\"JWT\"}",
        "{\"alg\":\"HS256\";\"typ\":\"JWT\"}",
        "{alg:\"HS256\"}",
        "{'alg':'HS256'}",
        "{\"alg\":'HS256'}",
        "{\"alg\":HS256}",
        "{\"alg\":\"HS256}",
        "{\"alg\":\"HS256\"/**/}",
        "//\n{\"alg\":\"HS256\"}",
        "\xef\xbb\xbf{\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\"}\xef\xbb\xbf",
        "{\"alg\":\"HS256\"}\xc2\xa0",
        "{\"alg\":\"HS256\"}\f",
        "{\"alg\":\"HS256\",\"x\":\"\n\"}",
        "{\"alg\":\"HS256\",\"x\":\"\x1f\"}",
        "{\"alg\":\"HS256\",\"x\":\"\\u0000\"}",
        "{\"alg\":\"HS256\",\"\\u0000\":1}",
        "{\"alg\":\"HS256\",\"x\":\"\\ud83d\"}",
        "{\"alg\":\"HS256\",\"x\":\"\\ude00\\ud83d\"}",
        "{\"alg\":\"HS256\",\"x\":\"\\x41\"}",
        "{\"alg\":\"HS256\",\"x\":\"\xc0\x80\"}",
        "{\"alg\":\"HS256\",\"x\":\"\xed\xa0\x80\"}",
        "{\"alg\":\"HS256\",\"x\":\"\xff\"}",
        "{\"alg\":\"HS256\",\"x\":9223372036854775808}",
        "{\"alg\":\"HS256\",\"x\":-9223372036854775809}",
        "{\"alg\":\"HS256\",\"x\":1e400}",
        "{\"alg\":\"HS256\",\"x\":01}",
        "{\"alg\":\"HS256\",\"x\":NaN}",
        "{\"alg\":\"HS256\",\"x\":tru}",
        "{\"alg\":\"HS256\",\"x\":}",
        "{\"alg\":\"HS256\",\"x\":[1,]}",
        "{\"alg\":\"HS256\",\"x\":[}",
        "{\"alg\":\"HS256\",1:1}",
    };
    check_headers(f, bad, COUNT_OF(bad), PBJWT_MALFORMED_HEADER, __LINE__);
}

static void a_nul_byte_in_a_header_is_malformed(void **state) {
    struct fixture *f = *state;
    const char *header = "{\"alg\":\"HS256\",\"x\":[1,true,null,0.5,\"s\"]}";
    size_t length = strlen(header);
    for (size_t i = 0; i <= length; i++) {
        char *with = allocate(length + 1);
        memcpy(with, header, i);
        with[i] = '\0';
        memcpy(with + i + 1, header + i, length - i);
        check_token(
            f, make_token_bytes(with, length + 1, PAYLOAD, strlen(PAYLOAD), SECRET, strlen(SECRET)),
            PBJWT_MALFORMED_HEADER);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_member_named_twice_is_malformed),
        fixture_test(a_header_has_at_most_64_members_in_all_its_objects),
        fixture_test(a_header_is_nested_at_most_32_deep),
        fixture_test(the_usual_headers_and_odd_spacing_are_read),
        fixture_test(a_usual_header_with_one_byte_changed_is_read_anew),
        fixture_test(a_header_is_strict_json),
        fixture_test(a_nul_byte_in_a_header_is_malformed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
