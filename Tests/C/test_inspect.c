/* SPDX-License-Identifier: Apache-2.0 */

/* Inspecting a token without verifying it. */

#include "support.h"

#include <string.h>

struct seen {
    pbjwt_status status;
    char *header;
    size_t header_length;
    char *payload;
    size_t payload_length;
};

static struct seen look(struct token token) {
    struct seen seen = {PBJWT_INTERNAL, (char *)allocate(1), 99, (char *)allocate(1), 99};
    seen.status =
        pbjwt_inspect_unverified(token.bytes, token.length, &seen.header, &seen.header_length,
                                 &seen.payload, &seen.payload_length);
    return seen;
}

static void check_look(struct token token, pbjwt_status status, const char *header,
                       const char *payload, int line) {
    struct seen seen = look(token);
    expect_status(seen.status, status, header == NULL ? "(no header)" : header, __FILE__, line);
    expect_text(seen.header, seen.header_length, header, "the header", __FILE__, line);
    expect_text(seen.payload, seen.payload_length, payload, "the payload", __FILE__, line);
    if (seen.header != NULL && seen.header[seen.header_length] != '\0') {
        report(__FILE__, line, "no NUL after the header");
    }
    if (seen.payload != NULL && seen.payload[seen.payload_length] != '\0') {
        report(__FILE__, line, "no NUL after the payload");
    }
    pbjwt_free(seen.header);
    pbjwt_free(seen.payload);
}

static void texts_are_returned_as_they_are(void **state) {
    (void)state;
    static const struct {
        const char *header;
        const char *payload;
    } rows[] = {
        {HEADER, "{" PERSON "}"},
        {"{}", "{}"},
        {" {\"alg\" : \"none\"}\r\n", "\t{ \"email\" : \"\\u0061\" } "},
        {"{\"alg\":5,\"typ\":\"JWE\",\"crit\":[]}", "{\"exp\":0,\"email\":7,\"sub\":[]}"},
        {"{\"kid\":\"\xc3\xa9\"}", "{\"name\":\"\xf0\x9f\x98\x80\"}"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_look(make_token(rows[i].header, rows[i].payload, "any"), PBJWT_OK, rows[i].header,
                   rows[i].payload, __LINE__);
    }
}

static void the_signature_is_not_checked(void **state) {
    (void)state;
    const char *header = base64url("{\"alg\":\"none\"}", 14);
    static const char *const signatures[] = {"", "A", "AAAA", "!!!!", "not base64url at all", "="};
    for (size_t i = 0; i < COUNT_OF(signatures); i++) {
        check_look(token_of_text(textf("%s.e30.%s", header, signatures[i])), PBJWT_OK,
                   "{\"alg\":\"none\"}", "{}", __LINE__);
    }
}

static void a_bad_segment_leaves_the_other_one(void **state) {
    (void)state;
    static const char *const bad[] = {"e31",  "e30=",        "e3",      "A",
                                      "e30+", " e30",        "W10",     "bnVsbA",
                                      "e31d", "eyJhIjoxLH0", "77u_e30", "eyJhIjoiXHUwMDAwIn0"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        check_look(token_of_text(textf("%s.e30.", bad[i])), PBJWT_MALFORMED_HEADER, NULL, "{}",
                   __LINE__);
        check_look(token_of_text(textf("e30.%s.", bad[i])), PBJWT_MALFORMED_PAYLOAD, "{}", NULL,
                   __LINE__);
        check_look(token_of_text(textf("%s.%s.", bad[i], bad[i])), PBJWT_MALFORMED_HEADER, NULL,
                   NULL, __LINE__);
    }
    const char *twice = base64url("{\"a\":1,\"\\u0061\":1}", 18);
    check_look(token_of_text(textf("%s.e30.", twice)), PBJWT_MALFORMED_HEADER, NULL, "{}",
               __LINE__);
    check_look(token_of_text(textf("e30.%s.", twice)), PBJWT_DUPLICATE_MEMBER, "{}", NULL,
               __LINE__);
    check_look(token_of_text(textf("%s.%s.", twice, twice)), PBJWT_MALFORMED_HEADER, NULL, NULL,
               __LINE__);
    check_look(token_of_text(textf("A.%s.", twice)), PBJWT_MALFORMED_HEADER, NULL, NULL, __LINE__);
}

static char *object_of(size_t members) {
    char *text = textf("%s", "{");
    for (size_t i = 0; i < members; i++) {
        text = textf("%s%s\"m%zu\":0", text, i == 0 ? "" : ",", i);
    }
    return textf("%s}", text);
}

static void the_limits_are_those_of_verification(void **state) {
    (void)state;
    const char *most = object_of(64);
    const char *more = object_of(65);
    check_look(make_token(most, more, "any"), PBJWT_OK, most, more, __LINE__);
    check_look(make_token(more, most, "any"), PBJWT_MALFORMED_HEADER, NULL, most, __LINE__);
    const char *payload = object_of(1024);
    check_look(make_token("{}", payload, "any"), PBJWT_OK, "{}", payload, __LINE__);
    check_look(make_token("{}", object_of(1025), "any"), PBJWT_MALFORMED_PAYLOAD, "{}", NULL,
               __LINE__);
    const char *deep = textf("{\"a\":%s%s}", repeat("[", 31), repeat("]", 31));
    const char *deeper = textf("{\"a\":%s%s}", repeat("[", 32), repeat("]", 32));
    check_look(make_token(deep, deep, "any"), PBJWT_OK, deep, deep, __LINE__);
    check_look(make_token(deep, deeper, "any"), PBJWT_MALFORMED_PAYLOAD, deep, NULL, __LINE__);
    check_look(make_token(deeper, deep, "any"), PBJWT_MALFORMED_HEADER, NULL, deep, __LINE__);
}

static void segments_of_every_length_are_complete(void **state) {
    (void)state;
    for (size_t length = 0; length < 150; length++) {
        const char *header = textf("{\"a\":\"%s\"}", repeat("h", length));
        const char *payload = textf("{%s}", repeat(" ", length));
        check_look(make_token(header, payload, "any"), PBJWT_OK, header, payload, __LINE__);
        check_look(make_token(payload, header, "any"), PBJWT_OK, payload, header, __LINE__);
    }
}

static void form_and_size_are_checked_first(void **state) {
    (void)state;
    static const char *const forms[] = {"",        "a",     ".",     "..",          "a.b",
                                        "e30.e30", ".e30.", "e30..", "e30.e30.a.b", "..."};
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        check_look(token_of_text(forms[i]), PBJWT_MALFORMED_TOKEN, NULL, NULL, __LINE__);
    }
    check_look((struct token){NULL, 0}, PBJWT_MALFORMED_TOKEN, NULL, NULL, __LINE__);
    struct token largest = token_of_length(1048576);
    struct seen seen = look(largest);
    check(seen.status == PBJWT_OK && seen.payload_length > 700000);
    pbjwt_free(seen.header);
    pbjwt_free(seen.payload);
    check_look(token_of_length(1048577), PBJWT_TOKEN_TOO_LARGE, NULL, NULL, __LINE__);
    struct token tiny = token_of_bytes("e", 1);
    tiny.length = SIZE_MAX;
    check_look(tiny, PBJWT_TOKEN_TOO_LARGE, NULL, NULL, __LINE__);
}

static void either_pair_of_results_may_be_left_out(void **state) {
    (void)state;
    struct token token = make_token("{\"a\":1}", "{\"b\":2}", "any");
    char *text = NULL;
    size_t length = 0;
    check_call(pbjwt_inspect_unverified(token.bytes, token.length, &text, &length, NULL, NULL),
               PBJWT_OK);
    check_text(text, length, "{\"a\":1}");
    pbjwt_free(text);
    text = NULL;
    check_call(pbjwt_inspect_unverified(token.bytes, token.length, NULL, NULL, &text, &length),
               PBJWT_OK);
    check_text(text, length, "{\"b\":2}");
    pbjwt_free(text);
    char *other = NULL;
    text = NULL;
    check_call(pbjwt_inspect_unverified(token.bytes, token.length, &text, NULL, &other, NULL),
               PBJWT_OK);
    check_text(text, text == NULL ? 0 : strlen(text), "{\"a\":1}");
    check_text(other, other == NULL ? 0 : strlen(other), "{\"b\":2}");
    pbjwt_free(text);
    pbjwt_free(other);
    text = (char *)allocate(1);
    check_call(pbjwt_inspect_unverified(NULL, 5, &text, &length, NULL, NULL),
               PBJWT_INVALID_ARGUMENT);
    check(text == NULL && length == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(texts_are_returned_as_they_are),
        fixture_test(the_signature_is_not_checked),
        fixture_test(a_bad_segment_leaves_the_other_one),
        fixture_test(the_limits_are_those_of_verification),
        fixture_test(segments_of_every_length_are_complete),
        fixture_test(form_and_size_are_checked_first),
        fixture_test(either_pair_of_results_may_be_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
