/* SPDX-License-Identifier: Apache-2.0 */

/* Explanations of a header or payload that isn't strict JSON: the cause and its words, with a caret under the
   faulty byte. */
#include "support.h"

#include "explain.h"

#include <stdlib.h>
#include <string.h>

static pbjwt_report *explain_by(struct token token, const char *text) {
    pbjwt_secret *secret = new_secret(text);
    pbjwt_policy *policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    pbjwt_report *explained = NULL;
    assert_int_equal(pbjwt_policy_set_max_token_bytes(policy, 1 << 16), PBJWT_OK);
    const pbjwt_explain_input input = {.size = sizeof input,
                                       .secrets = &secret,
                                       .secret_count = 1,
                                       .policy = policy,
                                       .token = token.bytes,
                                       .token_length = token.length,
                                       .now = NOW};
    assert_int_equal(pbjwt_explain(&input, &explained), PBJWT_OK);
    pbjwt_policy_free(policy);
    pbjwt_secret_free(secret);
    return explained;
}

static void expect_cause(const pbjwt_report *explained, size_t index, const char *name,
                         const char *found, int line) {
    pbjwt_cause cause;
    if (!pbjwt_report_cause(explained, index, &cause))
        report(__FILE__, line, "there is no cause %zu, and %s was expected", index, name);
    else if (strcmp(cause.name, name) != 0 || strcmp(cause.found, found) != 0)
        report(__FILE__, line, "expected %s:\n%s\ngot %s:\n%s", name, found, cause.name,
               cause.found);
}

static void expect_payload_check(const pbjwt_report *explained, pbjwt_outcome outcome,
                                 const char *values, int line) {
    const char *name, *got_values;
    for (size_t i = 0; i < pbjwt_report_check_count(explained); i++) {
        const pbjwt_outcome got = pbjwt_report_check(explained, i, &name, &got_values);
        if (strcmp(name, "payload") != 0)
            continue;
        if (got != outcome || (values == NULL) != (got_values == NULL) ||
            (values != NULL && strcmp(values, got_values) != 0))
            report(__FILE__, line, "expected the payload %s (%s), got %s (%s)",
                   pbjwt_outcome_name(outcome), values == NULL ? "-" : values,
                   pbjwt_outcome_name(got), got_values == NULL ? "-" : got_values);
    }
}

static void expect_payload(const char *payload, size_t length, pbjwt_status status,
                           const char *cause, const char *found, int line) {
    pbjwt_report *const explained =
        explain_by(make_token_bytes(HEADER, strlen(HEADER), payload, length, SECRET, 64), SECRET);
    expect_status(pbjwt_report_status(explained, NULL), status, payload, __FILE__, line);
    expect_cause(explained, 0, cause, found, line);
    expect_true(explained->causes[0].rank < 10, "it explains the status", __FILE__, line);
    expect_true(explained->faulty_part == 2, "the payload is the faulty part", __FILE__, line);
    expect_payload_check(explained, PBJWT_OUTCOME_FAILED,
                         textf("%zu bytes, no strict JSON", length), line);
    pbjwt_report_free(explained);
}

#define check_malformed(payload, cause, found)                                                     \
    expect_payload(payload, sizeof(payload) - 1, PBJWT_MALFORMED_PAYLOAD, cause, found, __LINE__)

static void each_cause_says_what_is_wrong_and_where(void **state) {
    (void)state;
    check_malformed("{\"name\":\"Ada \\ud83d\"}", "json_half_character",
                    "The payload isn't strict JSON at byte 13, in the member \"name\": a lone "
                    "surrogate, half of a character such as an emoji (\"Ada \\\\ud83d\"):\n"
                    "{\"name\":\"Ada \\ud83d\"}\n"
                    "             ^");
    check_malformed("{\"id\":12345678901234567890}", "json_integer_range",
                    "The payload isn't strict JSON at byte 6, in the member \"id\": a whole number "
                    "beyond 64 bits (\"12345678901234567890\"):\n"
                    "{\"id\":12345678901234567890...\n"
                    "      ^");
    check_malformed(
        "{" PERSON ",\"mrr\":NaN}", "json_nan",
        "The payload isn't strict JSON at byte 67, in the member \"mrr\": not a number, "
        "or infinite (\"NaN\"):\n"
        "...p\":1750003540,\"mrr\":NaN}\n"
        "                       ^");
    check_malformed("{\"a\":1,}", "json_comma",
                    "The payload isn't strict JSON at byte 6, in the member \"a\": a comma before "
                    "a closing bracket:\n"
                    "{\"a\":1,}\n"
                    "      ^");
    check_malformed(
        "{'a': 1}", "json_python_repr",
        "The payload isn't strict JSON at byte 1, in the member \"a\": a dict as Python "
        "prints it:\n"
        "{'a': 1}\n"
        " ^");
    check_malformed("{} {}", "json_two_documents",
                    "The payload isn't strict JSON at byte 3: a second JSON value after the "
                    "first:\n"
                    "{} {}\n"
                    "   ^");
    check_malformed("{\"a\":[1,2", "json_cut",
                    "The payload isn't strict JSON at byte 9, in the member \"a\": the text ends "
                    "too early:\n"
                    "{\"a\":[1,2\n"
                    "         ^");
    check_malformed("  ", "json_empty", "The payload is empty: only white space is there.");
    check_malformed("\x1f\x8b\x08\xff", "payload_not_json",
                    "The payload isn't strict JSON at byte 0: no JSON begins like this:\n"
                    "\\x1f\\x8b\\x08\\xff\n"
                    "^");
    check_malformed("{\"a\":undefined}", "json_undefined",
                    "The payload isn't strict JSON at byte 5, in the member \"a\": JavaScript's "
                    "undefined (\"undefined\"):\n"
                    "{\"a\":undefined}\n"
                    "     ^");
    check_malformed("{\"a\":1 /* one */}", "json_comment",
                    "The payload isn't strict JSON at byte 7, in the member \"a\": a comment:\n"
                    "{\"a\":1 /* one */}\n"
                    "       ^");
    check_malformed("{\"a\" 1}", "json_separator",
                    "The payload isn't strict JSON at byte 5, in the member \"a\": no colon after "
                    "a name:\n"
                    "{\"a\" 1}\n"
                    "     ^");
    const char *const twice = "{" PERSON ",\"sub\":\"1\",\"sub\":\"2\"}";
    expect_payload(twice, strlen(twice), PBJWT_DUPLICATE_MEMBER, "json_duplicate",
                   "The payload isn't strict JSON at byte 71, in the member \"sub\": a second "
                   "member of this name in its object:\n"
                   "...750003540,\"sub\":\"1\",\"sub\":\"2\"}\n"
                   "                       ^",
                   __LINE__);
}

static void too_many_members_and_levels_are_counted(void **state) {
    (void)state;
    const char *const nested = textf("{\"a\":%s%s}", repeat("[", 40), repeat("]", 40));
    expect_payload(nested, strlen(nested), PBJWT_MALFORMED_PAYLOAD, "json_nesting",
                   "The payload isn't strict JSON at byte 36, in the member \"a\": nested too deep "
                   "(41 levels, and 32 are the most):\n"
                   "...[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]...\n"
                   "                       ^",
                   __LINE__);
    char *members = textf("{\"m0\":0");
    for (int i = 1; i < 1030; i++)
        members = textf("%s,\"m%d\":0", members, i);
    members = textf("%s}", members);
    pbjwt_report *const explained = explain_by(make_token(HEADER, members, SECRET), SECRET);
    pbjwt_cause cause;
    check(pbjwt_report_cause(explained, 0, &cause) && strcmp(cause.name, "json_members") == 0 &&
          strstr(cause.found, "in the member \"m1023\": too many members (1030, and 1024 are the "
                              "most):\n") != NULL);
    pbjwt_report_free(explained);
}

static void invisible_bytes_are_escaped_and_the_caret_still_fits(void **state) {
    (void)state;
    check_malformed("{\"n\":\"Zo\xc3\xab \xe3\x81\x82 \xf0\x9f\x9a\x80\xff\"}", "json_not_utf8",
                    "The payload isn't strict JSON at byte 19, in the member \"n\": a byte that "
                    "isn't UTF-8 (\"Zo\xc3\xab \xe3\x81\x82 \xf0\x9f\x9a\x80\\xff\"):\n"
                    "{\"n\":\"Zo\xc3\xab \\u{3042} \\u{1F680}\\xff\"}\n"
                    "                            ^");
    /* Each takes nine columns, and the excerpt doesn't begin inside a character. */
    check_malformed(
        "{\"n\":\"a\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80"
        "\t\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80\"}",
        "json_control",
        "The payload isn't strict JSON at byte 23, in the member \"n\": a raw tab within "
        "a text (\"a\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80"
        "\\u0009\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80\"):\n"
        "...\\u{1F680}\\u{1F680}\\u{1F680}\\x09\\u{1F680}\\u{1F680}...\n"
        "                              ^");
    check_malformed("{\"nn\":\"\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab"
                    "\xc3\xab\xc3\xabx\x01\"}",
                    "json_control",
                    "The payload isn't strict JSON at byte 28, in the member \"nn\": a raw control "
                    "character within a text (\"\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab"
                    "\xc3\xab\xc3\xab\xc3\xab\xc3\xabx\\u0001\"):\n"
                    "...\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xabx"
                    "\\x01\"}\n"
                    "             ^");
    check_malformed("{\"n\":\"a\0b\"}", "json_nul",
                    "The payload isn't strict JSON at byte 7, in the member \"n\": a NUL byte "
                    "within a text (\"a\\u0000b\"):\n"
                    "{\"n\":\"a\\x00b\"}\n"
                    "       ^");
    check_malformed("{\"n\":\"\xe2\x80\xae\xc2\xad\x1b[31m\"}", "json_control",
                    "The payload isn't strict JSON at byte 11, in the member \"n\": a raw control "
                    "character within a text (\"\\u202e\\u00ad\\u001b[31m\"):\n"
                    "{\"n\":\"\\u{202E}\\u{AD}\\x1b[31m\"}\n"
                    "                    ^");
}

static void json_that_was_encoded_twice_is_named(void **state) {
    (void)state;
    static const char *const twice[] = {
        "\"{\\\"email\\\":\\\"a\\\"}\"",
        " \"{}\" ",
        "\" \\n{\\\"a\\\":1}\\r\\n \"",
        "\"\\u007b\\\"a\\\":1}\"",
    };
    static const char *const texts[] = {
        "\"{\"",   "\"}\"",    "\"\"",     "\"ann@example.com\"",
        "\"\\n\"", "\"[{}]\"", "\"{}\\\"", "\"{}\" x",
    };
    for (size_t i = 0; i < COUNT_OF(twice) + COUNT_OF(texts); i++) {
        const bool expected = i < COUNT_OF(twice);
        const char *const payload = expected ? twice[i] : texts[i - COUNT_OF(twice)];
        pbjwt_report *const explained = explain_by(make_token(HEADER, payload, SECRET), SECRET);
        pbjwt_cause cause = {.name = "none"};
        pbjwt_report_cause(explained, 0, &cause);
        if (strcmp(cause.name, expected ? "json_encoded_twice" : "json_not_object") != 0)
            report(__FILE__, __LINE__, "%s: got %s", payload, cause.name);
        pbjwt_report_free(explained);
    }
}

static void a_fault_in_a_header_is_named_as_one(void **state) {
    (void)state;
    pbjwt_report *explained = explain_by(
        make_token("{\"alg\":\"HS256\",\"alg\":\"HS256\"}", "{" PERSON "}", SECRET), SECRET);
    check(pbjwt_report_status(explained, NULL) == PBJWT_MALFORMED_HEADER);
    expect_cause(explained, 0, "json_duplicate",
                 "The header isn't strict JSON at byte 15, in the member \"alg\": a second member "
                 "of this name in its object:\n"
                 "{\"alg\":\"HS256\",\"alg\":\"HS256\"}\n"
                 "               ^",
                 __LINE__);
    /* The payload is still read. */
    expect_payload_check(explained, PBJWT_OUTCOME_PASSED, "3 members, 61 bytes", __LINE__);
    pbjwt_report_free(explained);
}

static void the_payload_check_has_its_size_and_whether_it_is_verified(void **state) {
    (void)state;
    pbjwt_report *explained = explain_by(make_token(HEADER, "{" PERSON "}", SECRET), SECRET);
    check(pbjwt_report_status(explained, NULL) == PBJWT_OK);
    expect_payload_check(explained, PBJWT_OUTCOME_PASSED, "3 members, 61 bytes", __LINE__);
    check(explained->checks[PBJWTI_CHECK_TIME].outcome == PBJWT_OUTCOME_PASSED);
    pbjwt_report_free(explained);

    explained = explain_by(make_token(HEADER, "{\"exp\":1750003540}", OTHER_SECRET), SECRET);
    check(pbjwt_report_status(explained, NULL) == PBJWT_SIGNATURE_MISMATCH);
    expect_payload_check(explained, PBJWT_OUTCOME_PASSED, "1 member, 18 bytes, unverified",
                         __LINE__);
    pbjwt_report_free(explained);

    /* Members of nested objects don't count. */
    explained =
        explain_by(make_token(HEADER, "{\"a\":{\"b\":1,\"c\":2},\"d\":[]}", SECRET), SECRET);
    expect_payload_check(explained, PBJWT_OUTCOME_PASSED, "2 members, 26 bytes", __LINE__);
    pbjwt_report_free(explained);

    /* JSON in a segment with base64url that a verifier refuses. */
    explained =
        explain_by(sign_segments(base64url(HEADER, strlen(HEADER)), "e30=", SECRET), SECRET);
    check(pbjwt_report_status(explained, NULL) == PBJWT_MALFORMED_PAYLOAD);
    expect_payload_check(explained, PBJWT_OUTCOME_FAILED, "0 members, 2 bytes", __LINE__);
    pbjwt_report_free(explained);
}

static void a_faulty_payload_explains_no_other_status(void **state) {
    (void)state;
    pbjwt_report *const explained =
        explain_by(make_token(HEADER, "{" PERSON ",}", OTHER_SECRET), SECRET);
    pbjwt_cause first, other;
    bool told = false;
    check(pbjwt_report_status(explained, NULL) == PBJWT_SIGNATURE_MISMATCH);
    check(pbjwt_report_cause(explained, 0, &first) && strcmp(first.name, "json_comma") != 0);
    for (size_t i = 1; pbjwt_report_cause(explained, i, &other); i++)
        told = told || strcmp(other.name, "json_comma") == 0;
    check(told);
    pbjwt_report_free(explained);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(each_cause_says_what_is_wrong_and_where),
        fixture_test(too_many_members_and_levels_are_counted),
        fixture_test(invisible_bytes_are_escaped_and_the_caret_still_fits),
        fixture_test(json_that_was_encoded_twice_is_named),
        fixture_test(a_fault_in_a_header_is_named_as_one),
        fixture_test(the_payload_check_has_its_size_and_whether_it_is_verified),
        fixture_test(a_faulty_payload_explains_no_other_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
