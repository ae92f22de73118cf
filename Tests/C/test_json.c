/* SPDX-License-Identifier: Apache-2.0 */

/* Step 7: a payload is one strict JSON object. Each document is read by both readers. */

#include "support.h"

#include <string.h>

static void check_all(struct fixture *f, const char *const *payloads, size_t count,
                      pbjwt_status status, int line) {
    for (size_t i = 0; i < count; i++) {
        verdict_of_both(f, make_token(HEADER, payloads[i], SECRET), NOW, status, PBJWT_CLAIM_NONE,
                        __FILE__, line);
    }
}

static void check_bytes(struct fixture *f, const void *payload, size_t length, pbjwt_status status,
                        int line) {
    struct token token =
        make_token_bytes(HEADER, strlen(HEADER), payload, length, SECRET, strlen(SECRET));
    verdict_of_both(f, token, NOW, status, PBJWT_CLAIM_NONE, __FILE__, line);
}

static void a_payload_is_an_object(void **state) {
    struct fixture *f = *state;
    static const char *const bad[] = {
        "null",
        "true",
        "false",
        "0",
        "-1.5e3",
        "1750003540",
        "\"\"",
        "\"email\"",
        "[]",
        "[{" PERSON "}]",
        "[" TIMES "]",
        "{" PERSON "}{" PERSON "}",
        "{" PERSON "}[]",
        "\"{" TIMES "}\"",
        " ",
        "\n\n",
        "a",
        "eyJhbGciOiJIUzI1NiJ9.e30.AAAA",
    };
    check_all(f, bad, COUNT_OF(bad), PBJWT_MALFORMED_PAYLOAD, __LINE__);
    check_payload(f, "{}", PBJWT_MISSING_EXP, PBJWT_CLAIM_NONE);
    check_payload(f, " { } ", PBJWT_MISSING_EXP, PBJWT_CLAIM_NONE);
}

static void broken_objects_are_malformed(void **state) {
    struct fixture *f = *state;
    static const char *const bad[] = {
        "{",
        "}",
        "{" PERSON,
        PERSON "}",
        "{" PERSON "}}",
        "{{" PERSON "}",
        "{{" PERSON "}}",
        "{" PERSON ",}",
        "{," PERSON "}",
        "{" PERSON ",,\"x\":1}",
        "{" PERSON ",\"x\"}",
        "{" PERSON ",\"x\":}",
        "{" PERSON ",\"x\" 1}",
        "{" PERSON ",\"x\"::1}",
        "{" PERSON ",\"x\"=1}",
        "{" PERSON ",\"x\",1}",
        "{" PERSON ",:1}",
        "{" PERSON " \"x\":1}",
        "{" PERSON ";\"x\":1}",
        "{" PERSON ",\"x\":1 2}",
        "{" PERSON ",\"x\":1 \"y\":2}",
        "{" PERSON ",\"x\":1,\"y\"",
        "{" PERSON ",\"x\":1,\"y",
        "{" PERSON ",\"x\":1,\"y\":",
        "{" PERSON ",\"x\":1,\"y\":\"",
        "{" PERSON ",\"x\":1,",
        "{" PERSON ",x:1}",
        "{" PERSON ",'x':1}",
        "{" PERSON ",\"x\":'y'}",
        "{" PERSON ",\"x\":y}",
        "{" PERSON ",1:1}",
        "{" PERSON ",null:1}",
        "{" PERSON ",[]:1}",
        "{" PERSON ",{}:1}",
        "{" PERSON ",\"x\":1)",
        "{" PERSON ",\"x\":1]",
        "[" PERSON "}",
        "{" PERSON "]",
        "{" PERSON ",\"x\":[}",
        "{" PERSON ",\"x\":[1}",
        "{" PERSON ",\"x\":[1]]}",
        "{" PERSON ",\"x\":[1,]}",
        "{" PERSON ",\"x\":[,1]}",
        "{" PERSON ",\"x\":[,]}",
        "{" PERSON ",\"x\":[1,,2]}",
        "{" PERSON ",\"x\":[1 2]}",
        "{" PERSON ",\"x\":[1:2]}",
        "{" PERSON ",\"x\":[\"a\":1]}",
        "{" PERSON ",\"x\":{\"a\"}}",
        "{" PERSON ",\"x\":{1}}",
        "{" PERSON ",\"x\":{\"a\":1,}}",
        "{" PERSON ",\"x\":{\"a\":1]}",
        "{" PERSON ",\"x\":[\"a\"}",
        "{" PERSON ",\"x\":[[]}",
        "{" PERSON ",\"x\":{}",
        "{" PERSON "/* */}",
        "{" PERSON "// \n}",
        "{" PERSON "# \n}",
        "/**/{" PERSON "}",
    };
    check_all(f, bad, COUNT_OF(bad), PBJWT_MALFORMED_PAYLOAD, __LINE__);
}

static void trailing_bytes_are_malformed(void **state) {
    struct fixture *f = *state;
    static const char *const endings[] = {
        "x",  "0",        "null",         "\"\"",         ",",  ";",    "{}", "[]", "\f", "\v",
        "\b", "\xc2\xa0", "\xef\xbb\xbf", "\xe2\x80\xa8", " x", "\n{}", "}",  "]",  "//", "/**/",
        "\\", "\x7f",     "\x80",         "\x01"};
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        check_payload(f, textf("{%s}%s", PERSON, endings[i]), PBJWT_MALFORMED_PAYLOAD,
                      PBJWT_CLAIM_NONE);
    }
    const char *with_nul = textf("{%s}x", PERSON);
    char *changed = textf("%s", with_nul);
    changed[strlen(with_nul) - 1] = '\0';
    check_bytes(f, changed, strlen(with_nul), PBJWT_MALFORMED_PAYLOAD, __LINE__);
}

static void a_byte_order_mark_and_other_encodings_are_malformed(void **state) {
    struct fixture *f = *state;
    check_payload(f, "\xef\xbb\xbf{" PERSON "}", PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
    check_payload(f, "\xef\xbb{" PERSON "}", PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
    check_payload(f, " \xef\xbb\xbf{" PERSON "}", PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
    check_payload(f, "{\xef\xbb\xbf" PERSON "}", PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
    const char *text = "{" PERSON "}";
    size_t length = strlen(text);
    for (size_t order = 0; order < 2; order++) {
        char *wide = allocate(2 * length + 2);
        memcpy(wide, order == 0 ? "\xff\xfe" : "\xfe\xff", 2);
        for (size_t i = 0; i < length; i++) {
            wide[2 + 2 * i + order] = text[i];
            wide[2 + 2 * i + 1 - order] = '\0';
        }
        check_bytes(f, wide, 2 * length + 2, PBJWT_MALFORMED_PAYLOAD, __LINE__);
        check_bytes(f, wide + 2, 2 * length, PBJWT_MALFORMED_PAYLOAD, __LINE__);
    }
}

/* No space, one space and other white space take different paths, before members of each kind. */
static void white_space_is_the_same_at_every_place(void **state) {
    struct fixture *f = *state;
    static const char *const spaces[] = {"", " ", "  ", "\n", "\t", " \n", "\r\n  "};
    static const char *const values[] = {"\"usr_1\"", "\"usr_\\u0031\""};
    double mrr;
    for (size_t i = 0; i < COUNT_OF(spaces) * COUNT_OF(spaces) * COUNT_OF(spaces); i++) {
        const char *const before = spaces[i % COUNT_OF(spaces)];
        const char *const colon = spaces[i / COUNT_OF(spaces) % COUNT_OF(spaces)];
        const char *const comma = spaces[i / COUNT_OF(spaces) / COUNT_OF(spaces)];
        const char *const value = values[i % COUNT_OF(values)];
        check_payload(
            f,
            textf("{%s\"email\"%s:%s\"a@b\"%s,%s\"plan\"%s:%s{}%s,%s\"sub\"%s:%s%s%s,%s"
                  "\"company_mrr\"%s:%s12.5%s,%s\"iat\":1750000000,%s\"exp\"%s:%s1750003600%s}",
                  before, before, colon, before, comma, before, colon, before, comma, before, colon,
                  value, before, comma, before, colon, before, comma, comma, before, colon, before),
            PBJWT_OK, PBJWT_CLAIM_NONE);
        check_warnings(f, "");
        check_view(f->identity, identity_email, "a@b");
        check_view(f->identity, pbjwt_identity_user_id, "usr_1");
        check(pbjwt_identity_number(f->identity, PBJWT_CLAIM_COMPANY_MRR, &mrr) && mrr == 12.5);
        /* Commas and colons must not be missing or doubled. */
        check_payload(f,
                      textf("{\"email\":\"a@b\",%s%s\"exp\":%s,\"iat\":1}", comma, before, comma),
                      PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
        check_payload(f, textf("{\"email\":\"a@b\",%s,\"exp\":%s1750003600}", comma, colon),
                      PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
        check_payload(f, textf("{\"email\":\"a@b\"%s\"exp\":%s1750003600}", comma, colon),
                      PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
        check_payload(f, textf("{\"email\":\"a@b\",\"exp\":%s1750003600,%s}", comma, colon),
                      PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
        check_payload(f, textf("{\"email\":%s\"a@b\",%s\"email\":%s\"a@b\"}", colon, comma, colon),
                      PBJWT_DUPLICATE_MEMBER, PBJWT_CLAIM_NONE);
        check_payload(f,
                      textf("{\"x\":%s{},%s\"email\":%s\"a@b\",\"y\":1,%s\"email\":\"a@b\"}", colon,
                            comma, colon, comma),
                      PBJWT_DUPLICATE_MEMBER, PBJWT_CLAIM_NONE);
        release_memory();
    }
}

static void white_space_is_that_of_json(void **state) {
    struct fixture *f = *state;
    static const char *const good[] = {" ", "\t", "\n", "\r", "\r\n\t ", "          "};
    static const char *const bad[] = {"\f",   "\v",   "\b",          "\xc2\xa0",
                                      "\x1c", "\x7f", "\xc2\x85",    "\xe2\x80\x83",
                                      "\\n",  "\x01", "\xe3\x80\x80"};
    for (size_t i = 0; i < COUNT_OF(good) + COUNT_OF(bad); i++) {
        const char *s = i < COUNT_OF(good) ? good[i] : bad[i - COUNT_OF(good)];
        pbjwt_status status = i < COUNT_OF(good) ? PBJWT_OK : PBJWT_MALFORMED_PAYLOAD;
        const char *const payloads[] = {
            textf("%s{%s}", s, PERSON),
            textf("{%s%s}", s, PERSON),
            textf("{\"x\"%s:1,%s}", s, PERSON),
            textf("{\"x\":%s1,%s}", s, PERSON),
            textf("{\"x\":1%s,%s}", s, PERSON),
            textf("{\"x\":\"y\"%s,%s}", s, PERSON),
            textf("{\"x\":1,%s%s}", s, PERSON),
            textf("{%s%s}", PERSON, s),
            textf("{%s}%s", PERSON, s),
            textf("{\"x\":[%s],%s}", s, PERSON),
            textf("{\"x\":[1%s],%s}", s, PERSON),
            textf("{\"x\":[1%s,2],%s}", s, PERSON),
            textf("{\"x\":[1,%s2],%s}", s, PERSON),
            textf("{\"x\":{%s},%s}", s, PERSON),
            textf("{\"x\":{\"a\":true%s},%s}", s, PERSON),
        };
        check_all(f, payloads, COUNT_OF(payloads), status, __LINE__);
    }
}

static void a_raw_nul_byte_is_malformed_everywhere(void **state) {
    struct fixture *f = *state;
    const char *text = "{\"a\":1,\"b\":-0.5e1,\"c\":true,\"d\":false,\"e\":null,\"f\":\"s\\n\","
                       "\"g\":[1,[2],{}],\"h\":{\"i\":[]}," PERSON "}";
    size_t length = strlen(text);
    check_payload(f, text, PBJWT_OK, PBJWT_CLAIM_NONE);
    for (size_t i = 0; i <= length; i++) {
        char *with = allocate(length + 1);
        memcpy(with, text, i);
        with[i] = '\0';
        memcpy(with + i + 1, text + i, length - i);
        check_bytes(f, with, length + 1, PBJWT_MALFORMED_PAYLOAD, __LINE__);
        if (i < length) {
            memcpy(with, text, length);
            with[i] = '\0';
            check_bytes(f, with, length, PBJWT_MALFORMED_PAYLOAD, __LINE__);
        }
    }
}

static void no_prefix_of_a_payload_is_a_payload(void **state) {
    struct fixture *f = *state;
    const char *text =
        "{" PERSON ",\"a\":[1,-2.5e+3,true,false,null,\"\\ud83d\\ude00\xf0\x9f\x98\x80\"],"
        "\"b\":{\"c\":{}}}";
    check_payload(f, text, PBJWT_OK, PBJWT_CLAIM_NONE);
    for (size_t length = 1; length < strlen(text); length++) {
        check_bytes(f, text, length, PBJWT_MALFORMED_PAYLOAD, __LINE__);
    }
}

static void a_member_named_twice_is_a_duplicate(void **state) {
    struct fixture *f = *state;
    static const char *const bad[] = {
        "{" PERSON ",\"email\":\"eve@example.com\"}",
        "{\"email\":\"eve@example.com\"," PERSON "}",
        "{" PERSON ",\"email\":\"ann@example.com\"}",
        "{" PERSON ",\"exp\":1750003540}",
        "{\"exp\":null," PERSON "}",
        "{" PERSON ",\"sub\":\"1\",\"sub\":\"1\"}",
        "{" PERSON ",\"x\":1,\"x\":1}",
        "{\"x\":1," PERSON ",\"x\":2}",
        "{" PERSON ",\"\":1,\"\":1}",
        "{" PERSON ",\"e\\u006dail\":\"eve@example.com\"}",
        "{\"\\u0065\\u006d\\u0061\\u0069\\u006c\":\"eve@example.com\"," PERSON "}",
        "{" PERSON ",\"\xc3\xa9\":1,\"\\u00e9\":1}",
        "{" PERSON ",\"\\u00E9\":1,\"\\u00e9\":1}",
        "{" PERSON ",\"\xe2\x82\xac\":1,\"\\u20aC\":1}",
        "{" PERSON ",\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\ude00\":1}",
        "{" PERSON ",\"\\uD83D\\uDE00\":1,\"\\ud83d\\ude00\":1}",
        "{" PERSON ",\"a/b\":1,\"a\\/b\":1}",
        "{" PERSON ",\"\\n\":1,\"\\u000a\":1}",
        "{" PERSON ",\"\\\"\":1,\"\\u0022\":1}",
        "{" PERSON ",\"\\\\\":1,\"\\u005c\":1}",
        "{" PERSON ",\"\\b\":1,\"\\u0008\":1}",
        "{" PERSON ",\"\\f\":1,\"\\u000C\":1}",
        "{" PERSON ",\"\\r\":1,\"\\u000d\":1}",
        "{" PERSON ",\"\\t\":1,\"\\u0009\":1}",
        "{" PERSON ",\"x\":{\"a\":1,\"a\":1}}",
        "{" PERSON ",\"x\":{\"a\":1,\"\\u0061\":1}}",
        "{" PERSON ",\"x\":{\"a\":1,\"b\":{\"a\":1},\"a\":1}}",
        "{" PERSON ",\"x\":[{\"a\":1,\"a\":1}]}",
        "{" PERSON ",\"x\":[0,[{},{\"b\":[{\"a\":1,\"c\":2,\"a\":1}]}]]}",
        "{\"x\":{\"a\":1,\"a\":1}," PERSON "}",
        "{\"x\":{\"y\":{\"z\":{\"a\":{},\"a\":[]}}}," PERSON "}",
        "{" PERSON ",\"name\":{\"a\":1,\"a\":1}}",
        "{" PERSON ",\"aud\":[{\"a\":1,\"a\":1}]}",
        "{\"email\":{\"a\":1,\"a\":1}," TIMES "}",
    };
    check_all(f, bad, COUNT_OF(bad), PBJWT_DUPLICATE_MEMBER, __LINE__);
    static const char *const good[] = {
        "{" PERSON ",\"Email\":1,\"EMAIL\":2,\"emai\":3,\"email \":4,\"emaill\":5,\"e-mail\":6}",
        "{" PERSON ",\"x\":{\"email\":1,\"x\":{\"email\":2,\"x\":3}}}",
        "{" PERSON ",\"x\":{\"a\":1},\"y\":{\"a\":1}}",
        "{" PERSON ",\"x\":[{\"a\":1},{\"a\":1},[{\"a\":1}]]}",
        "{" PERSON ",\"x\":{\"a\":{\"a\":{\"a\":1}}}}",
        "{" PERSON ",\"\":1,\"x\":{\"\":1}}",
        "{" PERSON ",\"\xc3\xa9\":1,\"e\xcc\x81\":1,\"e\":1,\"\\u00c9\":1}",
        "{" PERSON ",\"a/b\":1,\"a\\\\/b\":1}",
        "{" PERSON ",\"u0061\":1,\"\\u0061\":1,\"\\\\u0061\":1}",
        "{" PERSON ",\"x\":\"a\",\"a\":\"x\"}",
    };
    check_all(f, good, COUNT_OF(good), PBJWT_OK, __LINE__);
}

/* Members "m0":0 to "m<count-1>":0. */
static char *members(size_t count) {
    enum { LENGTH = 11 };
    char *text = allocate(count * LENGTH + 1);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + i * LENGTH, textf("\"m%05zu\":0,", i), LENGTH + 1);
    }
    text = count == 0 ? textf("%s", "") : textf("%.*s", (int)(count * LENGTH - 1), text);
    return text;
}

static void a_duplicate_is_found_among_a_thousand_members(void **state) {
    struct fixture *f = *state;
    assert_int_equal(pbjwt_policy_set_max_token_bytes(f->policy, 65536), PBJWT_OK);
    fixture_apply(f);
    const char *many = members(1000);
    check_payload(f, textf("{%s,%s}", PERSON, many), PBJWT_OK, PBJWT_CLAIM_NONE);
    static const unsigned places[] = {0, 1, 2, 499, 500, 511, 512, 513, 998, 999};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        check_payload(f, textf("{%s,%s,\"m%05u\":1}", PERSON, many, places[i]),
                      PBJWT_DUPLICATE_MEMBER, PBJWT_CLAIM_NONE);
        check_payload(f, textf("{%s,%s,\"\\u006d%05u\":1}", PERSON, many, places[i]),
                      PBJWT_DUPLICATE_MEMBER, PBJWT_CLAIM_NONE);
        check_payload(f, textf("{%s,\"x\":{\"m%05u\":1,%s}}", PERSON, places[i], many),
                      PBJWT_DUPLICATE_MEMBER, PBJWT_CLAIM_NONE);
    }
    const char *half = members(500);
    check_payload(f, textf("{%s,%s,\"x\":{%s,\"y\":{\"m00000\":0}}}", PERSON, half, half), PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    /* Each pair collides in the library's current 32-bit hash of names. */
    static const char *const pairs[][2] = {{"n331524", "n364192"},
                                           {"n104509", "n137171"},
                                           {"n330723", "n363391"},
                                           {"n86070", "n368591"}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        check_payload(f, textf("{%s,\"%s\":1,\"%s\":2}", PERSON, pairs[i][0], pairs[i][1]),
                      PBJWT_OK, PBJWT_CLAIM_NONE);
        check_payload(f, textf("{%s,\"%s\":1,\"%s\":2}", PERSON, pairs[i][0], pairs[i][0]),
                      PBJWT_DUPLICATE_MEMBER, PBJWT_CLAIM_NONE);
    }
    /* All pairs of names with the same length that differ in one position. */
    char *names = textf("%s", "");
    for (char first = 'a'; first <= 'j'; first++) {
        for (char second = 'a'; second <= 'j'; second++) {
            names = textf("%s,\"%c-%c\":0", names, first, second);
        }
    }
    check_payload(f, textf("{%s%s}", PERSON, names), PBJWT_OK, PBJWT_CLAIM_NONE);
    check_payload(f, textf("{%s%s,\"f-c\":0}", PERSON, names), PBJWT_DUPLICATE_MEMBER,
                  PBJWT_CLAIM_NONE);
}

/* Every name must be found, whatever the number of names. */
static void a_duplicate_is_found_at_every_place_of_an_object_of_any_size(void **state) {
    struct fixture *f = *state;
    static const char *const frames[][2] = {
        {",\"x\":{", "}"},
        {",\"x\":{\"y\":[{},{", "}]}"},
        {",", ""},
    };
    size_t tried = 0;
    for (size_t count = 1; count <= 100; count++) {
        for (size_t i = 0; i < COUNT_OF(frames); i++) {
            const char *const some = members(count);
            check_payload(f, textf("{" PERSON "%s%s%s}", frames[i][0], some, frames[i][1]),
                          PBJWT_OK, PBJWT_CLAIM_NONE);
            for (size_t place = 0; place < count; place += count < 50 ? 1 : 7) {
                check_payload(f,
                              textf("{" PERSON "%s%s,\"m%05zu\":1%s}", frames[i][0], some, place,
                                    frames[i][1]),
                              PBJWT_DUPLICATE_MEMBER, PBJWT_CLAIM_NONE);
                tried++;
            }
            release_memory();
        }
    }
    check(tried > 4000);
}

static void a_payload_has_at_most_1024_members_in_all_its_objects(void **state) {
    struct fixture *f = *state;
    assert_int_equal(PBJWT_MAX_PAYLOAD_MEMBERS, 1024);
    assert_int_equal(pbjwt_policy_set_max_token_bytes(f->policy, 65536), PBJWT_OK);
    fixture_apply(f);
    /* PERSON has three. */
    static const struct {
        size_t outer;
        size_t inner;  /* in "x", which counts as one itself */
        size_t deeper; /* in "y" in an array in "x" */
        pbjwt_status status;
    } rows[] = {
        {1020, 0, 0, PBJWT_OK}, /* 3 + 1020 + x */
        {1021, 0, 0, PBJWT_MALFORMED_PAYLOAD},
        {0, 1020, 0, PBJWT_OK},
        {0, 1021, 0, PBJWT_MALFORMED_PAYLOAD},
        {1, 0, 1018, PBJWT_OK}, /* 3 + 1 + x + y + 1018 */
        {1, 0, 1019, PBJWT_MALFORMED_PAYLOAD},
        {300, 300, 419, PBJWT_OK},
        {300, 300, 420, PBJWT_MALFORMED_PAYLOAD},
        {1021, 1021, 1021, PBJWT_MALFORMED_PAYLOAD},
        {2000, 0, 0, PBJWT_MALFORMED_PAYLOAD},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *deeper =
            rows[i].deeper == 0
                ? ""
                : textf("%s\"y\":[{%s}]", rows[i].inner == 0 ? "" : ",", members(rows[i].deeper));
        const char *inner = textf("\"x\":{%s%s}", members(rows[i].inner), deeper);
        const char *outer = rows[i].outer == 0 ? "" : textf("%s,", members(rows[i].outer));
        check_payload(f, textf("{%s,%s%s}", PERSON, outer, inner), rows[i].status,
                      PBJWT_CLAIM_NONE);
        check_payload(f, textf("{%s,%s%s}", inner, outer, PERSON), rows[i].status,
                      PBJWT_CLAIM_NONE);
    }
    check_payload(f, textf("{%s,\"x\":[%s{}]}", PERSON, repeat("{},", 5000)), PBJWT_OK,
                  PBJWT_CLAIM_NONE);
}

static void a_payload_is_nested_at_most_32_deep(void **state) {
    struct fixture *f = *state;
    for (size_t depth = 29; depth <= 40; depth++) {
        /* The top object is level 1, so it contains `depth - 1` levels. */
        pbjwt_status status = depth <= 32 ? PBJWT_OK : PBJWT_MALFORMED_PAYLOAD;
        size_t in = depth - 1;
        const char *const payloads[] = {
            textf("{%s,\"x\":%s%s}", PERSON, repeat("[", in), repeat("]", in)),
            textf("{%s,\"x\":%s1%s}", PERSON, repeat("[", in), repeat("]", in)),
            textf("{\"x\":%s{}%s,%s}", repeat("[", in - 1), repeat("]", in - 1), PERSON),
            textf("{%s,\"x\":%s\"a\"%s}", PERSON, repeat("{\"x\":", in), repeat("}", in)),
            textf("{%s,\"x\":%s%s{}%s%s}", PERSON, repeat("[{\"x\":", in / 2),
                  repeat("[", in % 2 == 0 ? 0 : 1), repeat("]", in % 2 == 0 ? 0 : 1),
                  repeat("}]", in / 2)),
        };
        check_all(f, payloads, COUNT_OF(payloads) - 1, status, __LINE__);
        check_payload(f, payloads[COUNT_OF(payloads) - 1],
                      depth + 1 <= 32 ? PBJWT_OK : PBJWT_MALFORMED_PAYLOAD, PBJWT_CLAIM_NONE);
    }
    check_payload(f, textf("{%s,\"x\":%s", PERSON, repeat("[", 5000)), PBJWT_MALFORMED_PAYLOAD,
                  PBJWT_CLAIM_NONE);
    check_payload(f, textf("{%s,\"x\":%s", PERSON, repeat("{\"x\":", 900)), PBJWT_MALFORMED_PAYLOAD,
                  PBJWT_CLAIM_NONE);
    /* Closed arrays and objects don't count. */
    check_payload(f, textf("{%s,\"x\":[%s[]]}", PERSON, repeat("[[[]]],", 500)), PBJWT_OK,
                  PBJWT_CLAIM_NONE);
}

static void a_bad_payload_is_reported_before_times_and_claims(void **state) {
    struct fixture *f = *state;
    static const char *const malformed[] = {
        "{\"exp\":0,}", "{\"exp\":\"x\"",       "{\"email\":5,\"x\":tru}",
        "{\"exp\":1}}", "{\"sub\":1 \"id\":2}",
    };
    check_all(f, malformed, COUNT_OF(malformed), PBJWT_MALFORMED_PAYLOAD, __LINE__);
    static const char *const duplicate[] = {
        "{\"exp\":0,\"exp\":0}",
        "{\"email\":5,\"email\":5}",
        "{\"exp\":\"x\",\"y\":{\"z\":1,\"z\":1}}",
    };
    check_all(f, duplicate, COUNT_OF(duplicate), PBJWT_DUPLICATE_MEMBER, __LINE__);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_payload_is_an_object),
        fixture_test(broken_objects_are_malformed),
        fixture_test(trailing_bytes_are_malformed),
        fixture_test(a_byte_order_mark_and_other_encodings_are_malformed),
        fixture_test(white_space_is_that_of_json),
        fixture_test(white_space_is_the_same_at_every_place),
        fixture_test(a_raw_nul_byte_is_malformed_everywhere),
        fixture_test(no_prefix_of_a_payload_is_a_payload),
        fixture_test(a_member_named_twice_is_a_duplicate),
        fixture_test(a_duplicate_is_found_among_a_thousand_members),
        fixture_test(a_duplicate_is_found_at_every_place_of_an_object_of_any_size),
        fixture_test(a_payload_has_at_most_1024_members_in_all_its_objects),
        fixture_test(a_payload_is_nested_at_most_32_deep),
        fixture_test(a_bad_payload_is_reported_before_times_and_claims),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
