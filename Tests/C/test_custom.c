/* SPDX-License-Identifier: Apache-2.0 */

/* Members that the library doesn't type, as compact JSON and as a tree. */

#include "support.h"

#include <inttypes.h>
#include <string.h>

static void check_custom(struct fixture *f, const char *expected, int line) {
    char *json = NULL;
    size_t length = 99;
    expect_status(pbjwt_identity_custom_json(f->identity, &json, &length), PBJWT_OK,
                  "pbjwt_identity_custom_json", __FILE__, line);
    expect_text(json, length, expected, "the custom members", __FILE__, line);
    if (json != NULL && strlen(json) != length) {
        report(__FILE__, line, "not closed by a NUL: %s", expected);
    }
    pbjwt_free(json);
}

static void typed_members_are_not_custom_ones(void **state) {
    struct fixture *f = *state;
    check_members(f, "", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_custom(f, "{}", __LINE__);
    const char *all = "";
    for (int claim = PBJWT_CLAIM_NONE + 1; claim <= PBJWT_CLAIM_JTI; claim++) {
        if (claim == PBJWT_CLAIM_EMAIL || claim == PBJWT_CLAIM_EXP || claim == PBJWT_CLAIM_IAT) {
            continue;
        }
        all = textf("%s%s\"%s\":null", all, all[0] == '\0' ? "" : ",",
                    pbjwt_claim_name((pbjwt_claim)claim));
    }
    check_members(f, all, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_custom(f, "{}", __LINE__);
    check_members(f, textf("\"a\":1,%s,\"b\":2", all), PBJWT_OK, PBJWT_CLAIM_NONE);
    check_custom(f, "{\"a\":1,\"b\":2}", __LINE__);
    /* Also if their names have escapes or the claims were left out. */
    check_members(f, "\"n\\u0061me\":7,\"\\u0061vatarURL\":7,\"x\":1", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_custom(f, "{\"x\":1}", __LINE__);
}

/* Names that differ from a claim's in one byte. */
static void a_name_that_resembles_a_claims_is_a_custom_one(void **state) {
    struct fixture *f = *state;
    for (int claim = PBJWT_CLAIM_NONE + 1; claim <= PBJWT_CLAIM_JTI; claim++) {
        const char *name = pbjwt_claim_name((pbjwt_claim)claim);
        size_t length = strlen(name);
        for (size_t i = 0; i < length; i++) {
            const char others[] = {(char)(name[i] ^ 0x20), (char)(name[i] + 1),
                                   (char)(name[i] - 1)};
            for (size_t o = 0; o < COUNT_OF(others); o++) {
                char *other = textf("%s", name);
                other[i] = others[o];
                check_members(f, textf("\"%s\":1", other), PBJWT_OK, PBJWT_CLAIM_NONE);
                check_custom(f, textf("{\"%s\":1}", other), __LINE__);
            }
        }
        const char *const others[] = {textf("%s ", name), textf(" %s", name),
                                      textf("%s%s", name, name),
                                      textf("%.*s", (int)length - 1, name), name + 1};
        for (size_t o = 0; o < COUNT_OF(others); o++) {
            check_members(f, textf("\"%s\":1", others[o]), PBJWT_OK, PBJWT_CLAIM_NONE);
            check_custom(f, textf("{\"%s\":1}", others[o]), __LINE__);
        }
    }
}

static void custom_members_keep_their_order_and_spelling(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *members;
        const char *custom;
    } rows[] = {
        {"\"plan\":\"pro\"", "{\"plan\":\"pro\"}"},
        {"\"b\":1,\"name\":\"n\",\"a\":2", "{\"b\":1,\"a\":2}"},
        {" \"a\" : 1 ,\n\t\"b\" :\r\n[ 1 , 2 , { \"c\" : null } ] ",
         "{\"a\":1,\"b\":[1,2,{\"c\":null}]}"},
        {"\"a\":\"white  space \\t stays\"", "{\"a\":\"white  space \\t stays\"}"},
        {"\"a\":\"\\u0041\\/\\u00e9\xc3\xa9\\\"\"", "{\"a\":\"\\u0041\\/\\u00e9\xc3\xa9\\\"\"}"},
        {"\"\\u0061 b\":1", "{\"\\u0061 b\":1}"},
        {"\"a\":\" : , { } [ ] \\\" : , \"", "{\"a\":\" : , { } [ ] \\\" : , \"}"},
        {"\"a\":\"\\\\\" , \"b\" : \"\\\\\\\" \"", "{\"a\":\"\\\\\",\"b\":\"\\\\\\\" \"}"},
        {"\"n\":1.50e+02,\"m\":-0,\"k\":1E5,\"j\":-0.0",
         "{\"n\":1.50e+02,\"m\":-0,\"k\":1E5,\"j\":-0.0}"},
        {"\"o\":{ } , \"l\" : [ ]", "{\"o\":{},\"l\":[]}"},
        {"\"o\":{\"email\":\"inner\" , \"exp\": 0}", "{\"o\":{\"email\":\"inner\",\"exp\":0}}"},
        {"\"Email\":1,\"EXP\":2,\"avatarUrl\":3,\"avatar_URL\":4,\"companyId\":5",
         "{\"Email\":1,\"EXP\":2,\"avatarUrl\":3,\"avatar_URL\":4,\"companyId\":5}"},
        {"\"\":\"\"", "{\"\":\"\"}"},
        {"\"a\":[ \"x \\\" y , z\" ,\r\n\t{ \"b \\\\\" : \"\\\\\\\" [ 1 ] \" }\r]",
         "{\"a\":[\"x \\\" y , z\",{\"b \\\\\":\"\\\\\\\" [ 1 ] \"}]}"},
        {"\"http://example.com/is_root\":true", "{\"http://example.com/is_root\":true}"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_members(f, rows[i].members, PBJWT_OK, PBJWT_CLAIM_NONE);
        check_custom(f, rows[i].custom, __LINE__);
    }
    check_payload(f, "{ \"a\" : 1 , " PERSON " , \"b\" : 2 } ", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_custom(f, "{\"a\":1,\"b\":2}", __LINE__);
    char *json = NULL;
    check_call(pbjwt_identity_custom_json(f->identity, &json, NULL), PBJWT_OK);
    check_text(json, json == NULL ? 0 : strlen(json), "{\"a\":1,\"b\":2}");
    pbjwt_free(json);
    check_call(pbjwt_identity_custom_json(f->identity, NULL, NULL), PBJWT_INVALID_ARGUMENT);
    pbjwt_free(NULL);
}

static void a_name_may_be_of_any_length(void **state) {
    struct fixture *f = *state;
    static const size_t lengths[] = {18, 19, 20, 31, 32, 33, 34, 40, 64, 65, 255, 256, 700};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        const char *plain = repeat("n", lengths[i]);
        const char *escaped = repeat("\\u006e", lengths[i]);
        check_members(f, textf("\"%s\":1", plain), PBJWT_OK, PBJWT_CLAIM_NONE);
        check_custom(f, textf("{\"%s\":1}", plain), __LINE__);
        check_members(f, textf("\"%s\":1", escaped), PBJWT_OK, PBJWT_CLAIM_NONE);
        check_custom(f, textf("{\"%s\":1}", escaped), __LINE__);
        size_t length = 0;
        const char *json = pbjwt_identity_member_json(f->identity, plain, lengths[i], &length);
        check_text(json, length, "1");
        check_members(f, textf("\"%s\":1,\"%s\":2", escaped, plain), PBJWT_DUPLICATE_MEMBER,
                      PBJWT_CLAIM_NONE);
    }
}

static pbjwt_json *tree_of(struct fixture *f, const char *members) {
    pbjwt_json *tree = NULL;
    check_members(f, members, PBJWT_OK, PBJWT_CLAIM_NONE);
    check_call(pbjwt_identity_custom_tree(f->identity, &tree), PBJWT_OK);
    assert_non_null(tree);
    return tree;
}

static const pbjwt_json *member(const pbjwt_json *object, const char *name) {
    return pbjwt_json_member(object, name, strlen(name));
}

/* A node's accessors for other kinds return nothing. */
static void check_kind(const pbjwt_json *node, pbjwt_json_kind kind, int line) {
    size_t length = 99;
    bool good = pbjwt_json_get_kind(node) == kind;
    good = good && (kind == PBJWT_JSON_BOOLEAN || !pbjwt_json_boolean(node));
    good = good && (kind == PBJWT_JSON_INTEGER || pbjwt_json_integer(node) == 0);
    double number = pbjwt_json_number(node);
    good = good && (kind == PBJWT_JSON_INTEGER || kind == PBJWT_JSON_REAL ||
                    (!(number < 0) && !(number > 0)));
    const char *text = pbjwt_json_string(node, &length);
    good = good && (kind == PBJWT_JSON_STRING ? text != NULL : text == NULL && length == 0);
    good = good &&
           (kind == PBJWT_JSON_ARRAY || kind == PBJWT_JSON_OBJECT || pbjwt_json_count(node) == 0);
    good = good && (kind == PBJWT_JSON_ARRAY || pbjwt_json_element(node, 0) == NULL);
    good = good && (kind == PBJWT_JSON_OBJECT || member(node, "a") == NULL);
    if (!good) {
        report(__FILE__, line, "the node is of kind %d instead of %d, or tells what it is not",
               (int)pbjwt_json_get_kind(node), (int)kind);
    }
}

static void a_tree_has_nodes_of_every_kind(void **state) {
    struct fixture *f = *state;
    pbjwt_json *tree = tree_of(
        f, "\"nothing\":null,\"yes\":true,\"no\":false,\"int\":-7,\"zero\":0,\"real\":2.5,"
           "\"whole\":3.0,\"exp\\u0061nd\":1e2,\"text\":\"a\\u00e9\\n\",\"empty\":\"\","
           "\"list\":[1,\"two\",[3],{\"a\":4},null],\"object\":{\"a\":{\"a\":5}},\"none\":[],"
           "\"void\":{},\"name\":\"typed\"");
    /* The identity may go on to another token. */
    check_members(f, "", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_kind(tree, PBJWT_JSON_OBJECT, __LINE__);
    check(pbjwt_json_count(tree) == 14);
    check_kind(member(tree, "nothing"), PBJWT_JSON_NULL, __LINE__);
    check_kind(member(tree, "yes"), PBJWT_JSON_BOOLEAN, __LINE__);
    check(pbjwt_json_boolean(member(tree, "yes")));
    check_kind(member(tree, "no"), PBJWT_JSON_BOOLEAN, __LINE__);
    check(!pbjwt_json_boolean(member(tree, "no")));
    check_kind(member(tree, "int"), PBJWT_JSON_INTEGER, __LINE__);
    check(pbjwt_json_integer(member(tree, "int")) == -7);
    check(pbjwt_json_number(member(tree, "int")) <= -7 &&
          pbjwt_json_number(member(tree, "int")) >= -7);
    check_kind(member(tree, "zero"), PBJWT_JSON_INTEGER, __LINE__);
    check_kind(member(tree, "real"), PBJWT_JSON_REAL, __LINE__);
    check(pbjwt_json_number(member(tree, "real")) >= 2.5 &&
          pbjwt_json_number(member(tree, "real")) <= 2.5);
    check_kind(member(tree, "whole"), PBJWT_JSON_REAL, __LINE__);
    check_kind(member(tree, "expand"), PBJWT_JSON_REAL, __LINE__);
    check(pbjwt_json_number(member(tree, "expand")) >= 100 &&
          pbjwt_json_number(member(tree, "expand")) <= 100);
    check_kind(member(tree, "text"), PBJWT_JSON_STRING, __LINE__);
    size_t length = 0;
    const char *text = pbjwt_json_string(member(tree, "text"), &length);
    check_text(text, length, "a\xc3\xa9\n");
    check(pbjwt_json_string(member(tree, "text"), NULL) == text);
    check_kind(member(tree, "empty"), PBJWT_JSON_STRING, __LINE__);
    text = pbjwt_json_string(member(tree, "empty"), &length);
    check_text(text, length, "");

    const pbjwt_json *list = member(tree, "list");
    check_kind(list, PBJWT_JSON_ARRAY, __LINE__);
    check(pbjwt_json_count(list) == 5);
    check(pbjwt_json_integer(pbjwt_json_element(list, 0)) == 1);
    text = pbjwt_json_string(pbjwt_json_element(list, 1), &length);
    check_text(text, length, "two");
    check(pbjwt_json_integer(pbjwt_json_element(pbjwt_json_element(list, 2), 0)) == 3);
    check(pbjwt_json_integer(member(pbjwt_json_element(list, 3), "a")) == 4);
    check_kind(pbjwt_json_element(list, 4), PBJWT_JSON_NULL, __LINE__);
    check(pbjwt_json_element(list, 5) == NULL);
    check(pbjwt_json_element(list, SIZE_MAX) == NULL);

    check(pbjwt_json_integer(member(member(member(tree, "object"), "a"), "a")) == 5);
    check_kind(member(tree, "none"), PBJWT_JSON_ARRAY, __LINE__);
    check(pbjwt_json_count(member(tree, "none")) == 0);
    check_kind(member(tree, "void"), PBJWT_JSON_OBJECT, __LINE__);
    check(pbjwt_json_count(member(tree, "void")) == 0);

    check(member(tree, "name") == NULL);
    check(member(tree, "email") == NULL);
    check(member(tree, "tex") == NULL);
    check(member(tree, "textt") == NULL);
    check(member(tree, "") == NULL);
    check(pbjwt_json_member(tree, NULL, 3) == NULL);
    check(pbjwt_json_member(tree, "textual", 4) == member(tree, "text"));
    check(pbjwt_json_member(tree, "text\0", 5) == NULL);
    pbjwt_json_free(tree);
}

static void a_tree_of_nothing_is_an_empty_object(void **state) {
    struct fixture *f = *state;
    pbjwt_json *tree = tree_of(f, "");
    check_kind(tree, PBJWT_JSON_OBJECT, __LINE__);
    check(pbjwt_json_count(tree) == 0);
    pbjwt_json_free(tree);
    pbjwt_json_free(NULL);
    check_kind(NULL, PBJWT_JSON_ABSENT, __LINE__);
    check_call(pbjwt_identity_custom_tree(f->identity, NULL), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_identity_custom_tree(NULL, NULL), PBJWT_INVALID_ARGUMENT);
}

static void numbers_of_a_tree_are_exact(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *json;
        pbjwt_json_kind kind;
        int64_t integer;
        double number;
    } rows[] = {
        {"9223372036854775807", PBJWT_JSON_INTEGER, INT64_MAX, 9223372036854775808.0},
        {"-9223372036854775808", PBJWT_JSON_INTEGER, INT64_MIN, -9223372036854775808.0},
        {"9007199254740993", PBJWT_JSON_INTEGER, INT64_C(9007199254740993), 9007199254740992.0},
        {"12345678901234567", PBJWT_JSON_INTEGER, INT64_C(12345678901234567), 12345678901234568.0},
        {"-0", PBJWT_JSON_INTEGER, 0, 0},
        {"0.1", PBJWT_JSON_REAL, 0, 0.1},
        {"1e0", PBJWT_JSON_REAL, 0, 1},
        {"-1.7976931348623157e308", PBJWT_JSON_REAL, 0, -1.7976931348623157e308},
        {"5e-324", PBJWT_JSON_REAL, 0, 5e-324},
        {"9223372036854775808.0", PBJWT_JSON_REAL, 0, 9223372036854775808.0},
        {"123456789012345678901234567890e-10", PBJWT_JSON_REAL, 0, 12345678901234567890.123456789},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pbjwt_json *tree = tree_of(f, textf("\"x\":%s", rows[i].json));
        const pbjwt_json *node = member(tree, "x");
        check_kind(node, rows[i].kind, __LINE__);
        double number = pbjwt_json_number(node);
        if (pbjwt_json_integer(node) != rows[i].integer || number < rows[i].number ||
            number > rows[i].number) {
            report(__FILE__, __LINE__, "%s gives %" PRId64 " and %.17g", rows[i].json,
                   pbjwt_json_integer(node), number);
        }
        pbjwt_json_free(tree);
    }
}

static void a_tree_may_be_large_and_deep(void **state) {
    struct fixture *f = *state;
    const char *text = repeat("long \\u20ac text ", 300);
    pbjwt_json *tree = tree_of(f, textf("\"x\":\"%s\"", text));
    size_t length = 0;
    const char *got = pbjwt_json_string(member(tree, "x"), &length);
    check_text(got, length, repeat("long \xe2\x82\xac text ", 300));
    pbjwt_json_free(tree);

    tree = tree_of(f, textf("\"x\":%s7%s", repeat("[", 31), repeat("]", 31)));
    const pbjwt_json *node = member(tree, "x");
    for (size_t i = 0; i < 31; i++) {
        check_kind(node, PBJWT_JSON_ARRAY, __LINE__);
        node = pbjwt_json_element(node, 0);
    }
    check(pbjwt_json_integer(node) == 7);
    pbjwt_json_free(tree);

    const char *members = "\"m0\":0";
    for (int i = 1; i < 400; i++) {
        members = textf("%s,\"m%d\":%d", members, i, i);
    }
    tree = tree_of(f, members);
    check(pbjwt_json_count(tree) == 400);
    for (int i = 0; i < 400; i++) {
        check(pbjwt_json_integer(member(tree, textf("m%d", i))) == i);
    }
    pbjwt_json_free(tree);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(typed_members_are_not_custom_ones),
        fixture_test(a_name_that_resembles_a_claims_is_a_custom_one),
        fixture_test(custom_members_keep_their_order_and_spelling),
        fixture_test(a_name_may_be_of_any_length),
        fixture_test(a_tree_has_nodes_of_every_kind),
        fixture_test(a_tree_of_nothing_is_an_empty_object),
        fixture_test(numbers_of_a_tree_are_exact),
        fixture_test(a_tree_may_be_large_and_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
