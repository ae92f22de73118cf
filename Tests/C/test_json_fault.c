/* SPDX-License-Identifier: Apache-2.0 */

/* Faults of JSON: which fault, where, and in which member; and that the strict reader refuses a text exactly if
   this one finds a fault. */
#include "support.h"

#include "json_fault.h"
#include "text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const pbjwti_hash_key a_key = {{UINT64_C(0x0123456789ABCDEF), UINT64_C(0xFEDCBA9876543210)}};

/* Finds the fault in an exactly sized copy, for sanitizers; all members of `fault` must be overwritten. */
static void find_fault(const void *bytes, size_t length, size_t max_members,
                       pbjwti_json_fault *fault) {
    unsigned char *const exact = (unsigned char *)malloc(length + (length == 0));
    assert_non_null(exact);
    if (length > 0)
        memcpy(exact, bytes, length);
    memset(fault, 0xA5, sizeof *fault);
    *fault = pbjwti_json_find_fault((pbjwti_view){exact, length}, max_members, &a_key);
    /* Converts the views to views of the caller's text. */
    const unsigned char *const start = (const unsigned char *)bytes;
    if (fault->member.data != NULL)
        fault->member.data = start + (fault->member.data - exact);
    if (fault->item.data != NULL)
        fault->item.data = start + (fault->item.data - exact);
    free(exact);
}

static char *copy_of(pbjwti_view view) {
    char *const copy = allocate(view.length + 1);
    memcpy(copy, view.data, view.length);
    copy[view.length] = '\0';
    return copy;
}

/* Kinds */

/* In the texts, ~ is a quote and ! a backslash, so that the caret is under the byte. */
static char *written(const char *text) {
    char *const out = textf("%s", text);
    for (char *p = out; *p != '\0'; p++)
        *p = (char)(*p == '~' ? '"' : *p == '!' ? '\\' : *p);
    return out;
}

typedef struct faulty {
    const char *text;
    const char *caret;
    const char *kind;
    const char *member; /* NULL: none */
    const char *item;
} faulty;

static const char *const kind_names[PBJWTI_JSON_FAULT_KINDS] = {
    "none",    "empty",    "not json",  "not object", "duplicate", "surrogate", "nan",
    "integer", "real",     "nul",       "not utf8",   "bom",       "nesting",   "members",
    "two",     "trailing", "python",    "comma",      "control",   "escape",    "number",
    "cut",     "quotes",   "undefined", "separator",  "comment",   "syntax"};

static void check_fault(const pbjwti_json_fault *fault, const char *text, size_t offset,
                        const char *kind, const char *member, const char *item, int line) {
    const char *const got_member = fault->member.data == NULL ? NULL : copy_of(fault->member);
    const char *const got_item = fault->item.data == NULL ? NULL : copy_of(fault->item);
    const char *const got_kind =
        fault->kind < PBJWTI_JSON_FAULT_KINDS ? kind_names[fault->kind] : "?";
    if (strcmp(got_kind, kind) != 0 || fault->offset != offset ||
        (fault->reason == NULL) != (fault->kind == PBJWTI_JSON_FAULT_NONE))
        report(__FILE__, line, "%s: expected %s at %zu, got %s at %zu", text, kind, offset,
               got_kind, fault->offset);
    if ((member == NULL) != (got_member == NULL) ||
        (member != NULL && strcmp(member, got_member) != 0))
        report(__FILE__, line, "%s: expected the member %s, got %s", text,
               member == NULL ? "-" : member, got_member == NULL ? "-" : got_member);
    if ((item == NULL) != (got_item == NULL) || (item != NULL && strcmp(item, got_item) != 0))
        report(__FILE__, line, "%s: expected the item %s, got %s", text, item == NULL ? "-" : item,
               got_item == NULL ? "-" : got_item);
}

static void check_faulty(const faulty *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const char *const text = written(rows[i].text);
        const char *const member = rows[i].member == NULL ? NULL : written(rows[i].member);
        const char *const item = rows[i].item == NULL ? NULL : written(rows[i].item);
        pbjwti_json_fault fault;
        find_fault(text, strlen(text), 64, &fault);
        check_fault(&fault, text, strlen(rows[i].caret) - 1, rows[i].kind, member, item, __LINE__);
    }
}

/* clang-format off */
static void each_fault_has_its_kind_place_and_member(void **state) {
    (void)state;
    static const faulty rows[] = {
        {"",
         "^", "empty", NULL, NULL},
        {"  ",
         "^", "empty", NULL, NULL},

        {"[{~a~:1}]",
         "^", "not object", NULL, NULL},
        {" [object Object]",
         " ^", "not object", NULL, NULL},
        {"~{}~",
         "^", "not object", NULL, NULL},
        {"-1",
         "^", "not object", NULL, NULL},
        {"null",
         "^", "not object", NULL, "null"},
        {"eyJhIjoxfQ",
         "^", "not json", NULL, "eyJhIjoxfQ"},
        {"<html>",
         "^", "not json", NULL, NULL},
        {"tru",
         "^", "not json", NULL, "tru"},
        {"undefined",
         "^", "undefined", NULL, "undefined"},
        {"'{~a~:1}'",
         "^", "quotes", NULL, NULL},
        {"b'{~a~:1}'",
         "^", "python", NULL, "b"},
        {"}",
         "^", "not json", NULL, NULL},

        {"{~a~:1,~b~:2,~a~:3}",
         "             ^", "duplicate", "a", NULL},
        {"{~ab~:1,~c~:{~ab~:2,~!u0061b~:3}}",
         "                    ^", "duplicate", "!u0061b", NULL},
        {"{~a~:1,~a~ 3}",
         "           ^", "separator", "a", NULL},

        {"{~a~:~x!ud83d~}",
         "       ^", "surrogate", "a", "x!ud83d"},
        {"{~a~:~!ude00!ud83d!ude00~}",
         "      ^", "surrogate", "a", "!ude00!ud83d!ude00"},
        {"{~a~:~!ud83d!u0041~}",
         "      ^", "surrogate", "a", "!ud83d!u0041"},
        {"{~a~:~!ud83d!ud83d~}",
         "      ^", "surrogate", "a", "!ud83d!ud83d"},
        {"{~a~:~!ud83d!n~}",
         "      ^", "surrogate", "a", "!ud83d!n"},
        {"{~a!ud83d~:1}",
         "   ^", "surrogate", "a!ud83d", NULL},

        {"{~mrr~:NaN}",
         "       ^", "nan", "mrr", "NaN"},
        {"{~a~:[1,-Infinity]}",
         "        ^", "nan", "a", "-Infinity"},
        {"{~a~:+inf}",
         "     ^", "nan", "a", "+inf"},
        {"{~a~:-nan}",
         "     ^", "nan", "a", "-nan"},
        {"{~a~:1.#QNAN}",
         "     ^", "nan", "a", "1."},

        {"{~id~:9223372036854775808}",
         "      ^", "integer", "id", "9223372036854775808"},
        {"{~id~:-9223372036854775809 }",
         "      ^", "integer", "id", "-9223372036854775809"},
        {"{~id~:[ 12345678901234567890123 ]}",
         "        ^", "integer", "id", "12345678901234567890123"},
        {"{~a~:1e309}",
         "     ^", "real", "a", "1e309"},
        {"{~a~:{~b~:[-1.5E+400]}}",
         "           ^", "real", "b", "-1.5E+400"},

        {"{~a~:~x!u0000~}",
         "       ^", "nul", "a", "x!u0000"},
        {"{~!u0000~:1}",
         "  ^", "nul", "!u0000", NULL},

        {"{}{~a~:1}",
         "  ^", "two", NULL, NULL},
        {"{~a~:{}} []",
         "         ^", "two", NULL, NULL},
        {"{~a~:1}}",
         "       ^", "trailing", NULL, NULL},
        {"{~a~:1} x",
         "        ^", "trailing", NULL, NULL},
        {"{},",
         "  ^", "trailing", NULL, NULL},
        {"{~a~:1} ~x~",
         "        ^", "trailing", NULL, NULL},

        {"{'a': 1}",
         " ^", "python", "a", NULL},
        {"{~a~: {'b': 1}}",
         "       ^", "python", "b", NULL},
        {"{~a~: 1, 'b': ~it's~}",
         "         ^", "python", "b", NULL},
        {"{~a~: True}",
         "      ^", "python", "a", "True"},
        {"{~a~: [None]}",
         "       ^", "python", "a", "None"},
        {"{~a~:False}",
         "     ^", "python", "a", "False"},
        {"{~a~: u'x'}",
         "      ^", "python", "a", "u"},
        {"{u'a': 1}",
         " ^", "python", "u", NULL},
        {"{~a~: ('x', 1)}",
         "      ^", "python", "a", NULL},
        {"{~a~: ['x']}",
         "       ^", "python", "a", "x"},
        {"{~a~: datetime.datetime(2026, 1)}",
         "      ^", "python", "a", "datetime.datetime(2026"},
        {"{~a~: Decimal('1.5')}",
         "      ^", "python", "a", "Decimal("},

        {"{~a~:1,}",
         "      ^", "comma", "a", NULL},
        {"{~a~:{~b~:1} , }",
         "             ^", "comma", "a", NULL},
        {"{~a~:[1,]}",
         "       ^", "comma", "a", NULL},
        {"{~a~:[1,,2]}",
         "        ^", "comma", "a", NULL},
        {"{~a~:[ ,1]}",
         "       ^", "comma", "a", NULL},
        {"{,}",
         " ^", "comma", NULL, NULL},
        {"{~a~:1,,~b~:2}",
         "       ^", "comma", "a", NULL},

        {"{~a~:~x\ty~}",
         "       ^", "control", "a", "x\ty"},
        {"{~a~:~\n~}",
         "      ^", "control", "a", "\n"},
        {"{~a\x1f~:1}",
         "   ^", "control", "a\x1f", NULL},

        {"{~a~:~!x41~}",
         "      ^", "escape", "a", "!x41"},
        {"{~a~:~b!'c~}",
         "       ^", "escape", "a", "b!'c"},
        {"{~a~:~!u12G4~}",
         "      ^", "escape", "a", "!u12G4"},
        {"{~a~:~!u12~}",
         "      ^", "escape", "a", "!u12"},
        {"{~a~:~!!!U0001F600~}",
         "        ^", "escape", "a", "!!!U0001F600"},

        {"{~a~:012}",
         "     ^", "number", "a", "012"},
        {"{~a~:-00}",
         "     ^", "number", "a", "-00"},
        {"{~a~:+1}",
         "     ^", "number", "a", "+1"},
        {"{~a~:.5}",
         "     ^", "number", "a", ".5"},
        {"{~a~:-.5}",
         "     ^", "number", "a", "-.5"},
        {"{~a~:1.}",
         "     ^", "number", "a", "1."},
        {"{~a~:[1.e5]}",
         "      ^", "number", "a", "1.e5"},
        {"{~a~:1e}",
         "     ^", "number", "a", "1e"},
        {"{~a~:1e+}",
         "     ^", "number", "a", "1e+"},
        {"{~a~:-}",
         "     ^", "number", "a", "-"},
        {"{~a~:0x1F}",
         "     ^", "number", "a", "0x1F"},
        {"{~a~:1_000}",
         "     ^", "number", "a", "1_000"},
        {"{~a~:1.5.2}",
         "     ^", "number", "a", "1.5.2"},
        {"{~a~:[1-2]}",
         "      ^", "number", "a", "1-2"},
        {"{~a~:2026-01-01}",
         "     ^", "number", "a", "2026-01-01"},

        {"{",
         " ^", "cut", NULL, NULL},
        {"{~a",
         "   ^", "cut", "a", NULL},
        {"{~a~",
         "    ^", "cut", "a", NULL},
        {"{~a~:",
         "     ^", "cut", "a", NULL},
        {"{~a~:~xy",
         "        ^", "cut", "a", "xy"},
        {"{~a~:1",
         "      ^", "cut", "a", NULL},
        {"{~a~:1, ",
         "        ^", "cut", "a", NULL},
        {"{~a~:{~b~:1}",
         "            ^", "cut", "a", NULL},
        {"{~a~:fals",
         "         ^", "cut", "a", "fals"},

        {"{a:1}",
         " ^", "quotes", "a", NULL},
        {"{ ~x~:1, user_id: 'x' }",
         "         ^", "quotes", "user_id", NULL},
        {"{'a':1}",
         " ^", "quotes", "a", NULL},
        {"{1:2}",
         " ^", "quotes", "1", NULL},
        {"{~a~:'x'}",
         "     ^", "quotes", "a", "x"},
        {"{~a~:[ 'x' ]}",
         "       ^", "quotes", "a", "x"},
        {"{~a~:`x`}",
         "     ^", "quotes", "a", NULL},
        {"{~a~:ann@example.com}",
         "     ^", "quotes", "a", "ann@example.com"},
        {"{~a~:truex}",
         "     ^", "quotes", "a", "truex"},
        {"{~a~:NULL}",
         "     ^", "quotes", "a", "NULL"},

        {"{~a~: undefined}",
         "      ^", "undefined", "a", "undefined"},
        {"{~a~:[undefined]}",
         "      ^", "undefined", "a", "undefined"},

        {"{~a~ 1}",
         "     ^", "separator", "a", NULL},
        {"{~a~=>1}",
         "    ^", "separator", "a", NULL},
        {"{~a~}",
         "    ^", "separator", "a", NULL},
        {"{~a~:1 ~b~:2}",
         "       ^", "separator", "a", NULL},
        {"{~a~:1;~b~:2}",
         "      ^", "separator", "a", NULL},
        {"{~a~:[1 2]}",
         "        ^", "separator", "a", NULL},
        {"{~a~:~the ~big~ one~}",
         "           ^", "separator", "a", NULL},
        {"{~a~:{~b~:{}~c~:1}}",
         "            ^", "separator", "b", NULL},
        {"{~a~:[~b~:1]}",
         "         ^", "separator", "a", NULL},

        {"{~a~:1 // one\n}",
         "       ^", "comment", "a", NULL},
        {"{/* a */}",
         " ^", "comment", NULL, NULL},
        {"{~a~:# x\n 1}",
         "     ^", "comment", "a", NULL},
        {"/**/{}",
         "^", "comment", NULL, NULL},

        {"{~a~:}",
         "     ^", "syntax", "a", NULL},
        {"{~a~:,~b~:1}",
         "     ^", "syntax", "a", NULL},
        {"{~a~::1}",
         "     ^", "syntax", "a", NULL},
        {"{~a~:[1}",
         "       ^", "syntax", "a", NULL},
        {"{~a~:[}",
         "      ^", "syntax", "a", NULL},
        {"{~a~:1]",
         "      ^", "syntax", "a", NULL},
        {"{]",
         " ^", "syntax", NULL, NULL},
        {"{~a~:1,[]}",
         "       ^", "syntax", "a", NULL},
        {"{:1}",
         " ^", "syntax", NULL, NULL},
        {"{~a~:/x}",
         "     ^", "syntax", "a", NULL},
        {"{~a~:\v1}",
         "     ^", "syntax", "a", NULL},
    };
    check_faulty(rows, COUNT_OF(rows));
}
/* clang-format on */

typedef struct faulty_bytes {
    pbjwti_view bytes;
    size_t offset;
    const char *kind;
} faulty_bytes;

static void bytes_that_are_not_text_have_their_kind_and_place(void **state) {
    (void)state;
    const faulty_bytes rows[] = {
        {PBJWTI_VIEW("\0"), 0, "nul"},
        {PBJWTI_VIEW("{}\0"), 2, "nul"},
        {PBJWTI_VIEW("{\"a\":\"x\0\"}"), 7, "nul"},
        {PBJWTI_VIEW("{\"a\0\":1}"), 3, "nul"},
        {PBJWTI_VIEW("{\"a\":1\0}"), 6, "nul"},
        {PBJWTI_VIEW("{\"a\":\0001}"), 5, "nul"},
        {PBJWTI_VIEW("{\"a\"\0:1}"), 4, "nul"},
        {PBJWTI_VIEW("{\0"), 1, "nul"},
        {PBJWTI_VIEW("{\"a\":\"Zo\xeb\"}"), 8, "not utf8"},
        {PBJWTI_VIEW("{\"Zo\xeb\":1}"), 4, "not utf8"},
        {PBJWTI_VIEW("{\"a\":\"\xc0\x80\"}"), 6, "not utf8"},
        {PBJWTI_VIEW("{\"a\":\"x\xed\xa0\xbd\xed\xb8\x80\"}"), 7, "not utf8"},
        {PBJWTI_VIEW("{\"a\":\xff}"), 5, "not utf8"},
        {PBJWTI_VIEW("{\"a\":1\x80}"), 6, "not utf8"},
        {PBJWTI_VIEW("\x1f\x8b"), 0, "not json"},
        {PBJWTI_VIEW("\x9c\x8b"), 0, "not json"},
        {PBJWTI_VIEW("\xff\xfe{\0}\0"), 0, "not utf8"},
        {PBJWTI_VIEW("\xfe\xff\0{\0}"), 0, "not utf8"},
        {PBJWTI_VIEW("{\0}\0"), 0, "not utf8"},
        {PBJWTI_VIEW("\0{\0}"), 0, "not utf8"},
        {PBJWTI_VIEW("\xef\xbb\xbf{}"), 0, "bom"},
        {PBJWTI_VIEW("{\xef\xbb\xbf\"a\":1}"), 1, "bom"},
        {PBJWTI_VIEW("{\"a\":1}\xef\xbb\xbf"), 7, "bom"},
        {PBJWTI_VIEW("{\xe2\x80\x9c"
                     "a\":1}"),
         1, "quotes"},
        {PBJWTI_VIEW("{\"a\":\xe2\x80\x99x\"}"), 5, "quotes"},
        {PBJWTI_VIEW("{\"a\":\xc2\xa0\"x\"}"), 5, "syntax"},
        {PBJWTI_VIEW("{\"a\":\xe2\x80\x8b\"x\"}"), 5, "syntax"},
        {PBJWTI_VIEW("{\"a\":\"\xe2\x82"), 8, "cut"},
        {PBJWTI_VIEW("{\"a\":\"\xed\x9f"), 8, "cut"},
        {PBJWTI_VIEW("{\"a\":\"\xed"), 7, "cut"},
        {PBJWTI_VIEW("{\"a\":\"\xed\xa0"), 6, "not utf8"},
        {PBJWTI_VIEW("{\"a\":\"\xf4\x90"), 6, "not utf8"},
        {PBJWTI_VIEW("{\"a\":\"\xf4\x8f"), 8, "cut"},
        {PBJWTI_VIEW("{\"a\":\"\xf5"), 6, "not utf8"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pbjwti_json_fault fault;
        find_fault(rows[i].bytes.data, rows[i].bytes.length, 64, &fault);
        const char *const got = kind_names[fault.kind];
        if (strcmp(got, rows[i].kind) != 0 || fault.offset != rows[i].offset)
            report(__FILE__, __LINE__, "row %zu: expected %s at %zu, got %s at %zu", i,
                   rows[i].kind, rows[i].offset, got, fault.offset);
    }
    pbjwti_json_fault fault = pbjwti_json_find_fault((pbjwti_view){NULL, 0}, 64, &a_key);
    check(fault.kind == PBJWTI_JSON_FAULT_EMPTY && fault.offset == 0);
}

static void depth_and_members_are_counted(void **state) {
    (void)state;
    pbjwti_json_fault fault;
    const char *text = textf("{\"a\":%s%s}", repeat("[", 31), repeat("]", 31));
    find_fault(text, strlen(text), 64, &fault);
    check_fault(&fault, text, 0, "none", NULL, NULL, __LINE__);

    text = textf("{\"a\":%s\"[[[\"%s,\"b\":[{\"c\":1}]}", repeat("[", 40), repeat("]", 40));
    find_fault(text, strlen(text), 64, &fault);
    check_fault(&fault, text, 5 + 31, "nesting", "a", NULL, __LINE__);
    check(fault.count == 41);
    text = textf("%s1%s", repeat("{\"k\":", 33), repeat("}", 33));
    find_fault(text, strlen(text), 64, &fault);
    check_fault(&fault, text, 32 * 5, "nesting", "k", NULL, __LINE__);
    check(fault.count == 33);

    text = "{\"a\":1,\"b\":{\"c\":\"x:\\\"::\",\"d\":[]}}";
    find_fault(text, strlen(text), 4, &fault);
    check_fault(&fault, text, 0, "none", NULL, NULL, __LINE__);
    find_fault(text, strlen(text), 3, &fault);
    check_fault(&fault, text, 25, "members", "c", NULL, __LINE__);
    check(fault.count == 4);
    find_fault(text, strlen(text), 2, &fault);
    check_fault(&fault, text, 12, "members", "b", NULL, __LINE__);
    check(fault.count == 4);
    find_fault(text, strlen(text), 0, &fault);
    check_fault(&fault, text, 1, "members", NULL, NULL, __LINE__);
    check(fault.count == 4);
    find_fault("{}", 2, 0, &fault);
    check_fault(&fault, "{}", 0, "none", NULL, NULL, __LINE__);
}

/* Comparison with the strict reader */

static pbjwti_json_error read_strictly(const void *bytes, size_t length, size_t max_members) {
    static pbjwti_json_names names;
    pbjwti_json_reader reader;
    pbjwti_json_member member;
    pbjwti_json_names_use(&names, &a_key);
    pbjwti_json_open_object(&reader, (pbjwti_view){(const unsigned char *)bytes, length}, &names,
                            max_members);
    while (pbjwti_json_next_member(&reader, &member))
        continue;
    return reader.error;
}

static bool is_within_text(pbjwti_view view, const void *bytes, size_t length) {
    const unsigned char *const start = (const unsigned char *)bytes;
    return view.data == NULL ||
           (view.data >= start && view.length <= length - (size_t)(view.data - start));
}

/* Returns the kind. */
static pbjwti_json_fault_kind check_beside_reader(const void *bytes, size_t length,
                                                  size_t max_members) {
    pbjwti_json_fault fault;
    find_fault(bytes, length, max_members, &fault);
    const pbjwti_json_error error = read_strictly(bytes, length, max_members);
    const bool alike =
        (error == PBJWTI_JSON_NO_ERROR) == (fault.kind == PBJWTI_JSON_FAULT_NONE) &&
        (error == PBJWTI_JSON_DUPLICATE) == (fault.kind == PBJWTI_JSON_FAULT_DUPLICATE);
    const bool sound = fault.kind < PBJWTI_JSON_FAULT_KINDS && fault.offset <= length &&
                       (fault.kind == PBJWTI_JSON_FAULT_CUT || fault.offset < length ||
                        (length == 0 && fault.offset == 0)) &&
                       is_within_text(fault.member, bytes, length) &&
                       is_within_text(fault.item, bytes, length);
    if (!alike || !sound)
        report(__FILE__, __LINE__, "%s: the reader says %d, and the fault is %s at %zu",
               copy_of((pbjwti_view){(const unsigned char *)bytes, length}), (int)error,
               fault.kind < PBJWTI_JSON_FAULT_KINDS ? kind_names[fault.kind] : "?", fault.offset);
    return fault.kind;
}

/* A document with everything in JSON's grammar. */
static const char all_of_json[] =
    " {\"email\" : \"ann@example.com\",\"t\":[true , "
    "false,null,{}],\n\t\"n\":[0,-1,12.50,-0.0e0,1E+3,"
    "2e-7,9223372036854775807,-9223372036854775808],\"s\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"
    "\\ud83d\\ude80 Zo\xc3\xab \xe2\x82\xac \xf0\x9f\x9a\x80 "
    "\xed\x9f\xbf\xee\x80\x80\",\"d\":{\"email\":"
    "{\"a\":[[[]],{\"b\":[ ] } ]}},\"\":\"\",\"\\u0061\xc3\xa9\":1} ";

static void a_document_cut_anywhere_ends_too_early(void **state) {
    (void)state;
    const size_t length = sizeof all_of_json - 1;
    pbjwti_json_fault fault;
    for (size_t cut = 2; cut <= length; cut++) {
        find_fault(all_of_json, cut, 64, &fault);
        const bool whole = cut + 1 >= length;
        if (fault.kind != (whole ? PBJWTI_JSON_FAULT_NONE : PBJWTI_JSON_FAULT_CUT) ||
            fault.offset != (whole ? 0 : cut))
            report(__FILE__, __LINE__, "%.*s: got %s at %zu", (int)cut, all_of_json,
                   kind_names[fault.kind], fault.offset);
        check_beside_reader(all_of_json, cut, 64);
    }
}

/* xorshift64*, the same numbers in each run. */
static uint64_t seed = UINT64_C(0x9E3779B97F4A7C15);

static size_t random_below(size_t limit) {
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return (size_t)((seed * UINT64_C(2685821657736338717)) >> 33) % limit;
}

static const char *const pieces[] = {"{",           "}",
                                     "[",           "]",
                                     ",",           ":",
                                     "\"",          "'",
                                     "\\",          " ",
                                     "\n",          "\"a\":1",
                                     "\"a\"",       "\"b\":",
                                     "\"\\u0061\"", "\\ud83d",
                                     "\\ude00",     "\\u0000",
                                     "\\u",         "\\x",
                                     "1",           "0",
                                     "-",           "+",
                                     ".",           "e5",
                                     "1.5",         "1e400",
                                     "true",        "false",
                                     "null",        "True",
                                     "NaN",         "nul",
                                     "\t",          "\xef\xbb\xbf",
                                     "\xc3\xa9",    "\xed\xa0\x80",
                                     "\xf0\x9f",    "\x80",
                                     "//",          "{\"a\":",
                                     "[1,",         "9223372036854775808",
                                     "undefined",   "u'x'",
                                     "\x7f",        "#"};

/* Changes a text in one place: removes bytes, or inserts a piece, a byte or a part of the text itself. */
static size_t mutate(char *text, size_t length, size_t capacity) {
    const size_t at = random_below(length + 1), rest = length - at;
    char inserted[48];
    size_t removed = 0, added = 0;
    switch (random_below(6)) {
    case 0: /* a byte */
        inserted[added++] = (char)random_below(256);
        removed = rest > 0;
        break;
    case 1: /* some bytes removed */
        removed = rest > 0 ? 1 + random_below(rest < 4 ? rest : 4) : 0;
        break;
    case 2: /* a part repeated */
        added = rest < sizeof inserted ? rest : random_below(sizeof inserted);
        memcpy(inserted, text + at, added);
        break;
    case 3: /* its end */
        removed = random_below(8) == 0 ? rest : 0;
        break;
    default: {
        const char *const piece = pieces[random_below(COUNT_OF(pieces))];
        added = strlen(piece);
        memcpy(inserted, piece, added);
        removed = rest > 0 && random_below(2) == 0;
    }
    }
    if (length - removed + added > capacity)
        return length;
    memmove(text + at + added, text + at + removed, rest - removed);
    memcpy(text + at, inserted, added);
    return length - removed + added;
}

static void mutated_documents_are_faulty_where_the_reader_says_so(void **state) {
    (void)state;
    enum { CASES = 400000, CAPACITY = 512 };
    static const char *const documents[] = {
        all_of_json,
        "{\"a\":1,\"b\":{\"a\":[1,{\"c\":\"x\"}],\"b\":true},\"c\":null}",
        "{\"sub\":\"u_1\",\"email\":\"ann@example.com\",\"iat\":1749999940,\"exp\":1750003540}",
        "{\"a\":\"\\ud83d\\ude00\",\"b\":-1.5e-3}",
        "{}",
        "{\"a\":{\"a\":{\"a\":{\"a\":[[[{}]]]}}}}",
        "{\"a\":[],\"\\u0061b\":[\"\",\"\\\\\"]}",
    };
    size_t kinds[PBJWTI_JSON_FAULT_KINDS] = {0};
    char text[CAPACITY];
    for (size_t i = 0; i < CASES; i++) {
        const char *const document = documents[i % COUNT_OF(documents)];
        size_t length = strlen(document);
        memcpy(text, document, length);
        for (size_t changes = 1 + random_below(3); changes > 0; changes--)
            length = mutate(text, length, sizeof text);
        const size_t max_members = i % 16 == 0 ? random_below(6) : 64;
        kinds[check_beside_reader(text, length, max_members)]++;
        if (i % 4096 == 0)
            release_memory();
        if (reported_failures() > 20)
            break;
    }
    /* All kinds occurred, and good texts often; only deep nesting needs more than a few changes. */
    for (size_t kind = 0; kind < PBJWTI_JSON_FAULT_KINDS; kind++)
        if (kinds[kind] == 0 && kind != PBJWTI_JSON_FAULT_NESTING)
            report(__FILE__, __LINE__, "no document was %s", kind_names[kind]);
    check(kinds[PBJWTI_JSON_FAULT_NONE] > CASES / 20);
}

/* Around the limits of depth, which random changes don't reach: nested arrays and objects up to 34 levels, with
   the same names in several objects. */
static void nested_documents_are_faulty_where_the_reader_says_so(void **state) {
    (void)state;
    char text[34 * 12];
    for (size_t round = 0; round < 20000; round++) {
        size_t length = 0, depth = 28 + random_below(7);
        char closers[34];
        for (size_t i = 0; i < depth; i++) {
            const bool object = i == 0 || random_below(2) == 0;
            const char *const opener = object ? "{\"k\":" : random_below(4) == 0 ? "[1," : "[";
            memcpy(text + length, opener, strlen(opener));
            length += strlen(opener);
            closers[i] = object ? '}' : ']';
        }
        text[length++] = '0';
        while (depth > 0)
            text[length++] = closers[--depth];
        if (random_below(4) == 0)
            length = mutate(text, length, sizeof text);
        check_beside_reader(text, length, 64);
        if (reported_failures() > 20)
            break;
    }
}

/* JSONTestSuite */

/* Its documents aren't part of this repository: PBJWT_VECTORS names their folder, or they are next to the
   checkout (test_vectors.c). */
static FILE *open_suite(void) {
    const char *const named = getenv("PBJWT_VECTORS");
    const char *const folder =
        named != NULL && named[0] != '\0' ? named : PBJWT_SOURCE_ROOT "/../shared/vectors";
    return fopen(textf("%s/jsontestsuite.jsonl", folder), "rb");
}

/* The payload in a row's token. */
static unsigned char *suite_payload(const json_t *row, size_t *length) {
    const char *const standard = json_string_value(json_object_get(row, "token_b64"));
    assert_non_null(standard);
    char *const url = textf("%s", standard);
    for (char *p = url; *p != '\0'; p++)
        *p = (char)(*p == '+' ? '-' : *p == '/' ? '_' : *p);
    size_t token_length;
    const unsigned char *const token = base64url_decode(url, strlen(url), &token_length);
    const char *const payload =
        token_segment((struct token){.bytes = token, .length = token_length}, 1);
    return base64url_decode(payload, strlen(payload), length);
}

/* The expected fault of some of its documents, each as the value of "x". */
static const struct {
    const char *name;
    pbjwti_json_fault_kind kind;
} suite_kinds[] = {
    {"jts-n_array_extra_comma", PBJWTI_JSON_FAULT_COMMA},
    {"jts-n_array_double_comma", PBJWTI_JSON_FAULT_COMMA},
    {"jts-n_number_NaN", PBJWTI_JSON_FAULT_NAN},
    {"jts-n_number_minus_infinity", PBJWTI_JSON_FAULT_NAN},
    {"jts-n_number_hex_1_digit", PBJWTI_JSON_FAULT_NUMBER},
    {"jts-n_number_neg_int_starting_with_zero", PBJWTI_JSON_FAULT_NUMBER},
    {"jts-n_object_single_quote", PBJWTI_JSON_FAULT_QUOTES},
    {"jts-n_object_unquoted_key", PBJWTI_JSON_FAULT_QUOTES},
    {"jts-n_object_missing_colon", PBJWTI_JSON_FAULT_SEPARATOR},
    {"jts-n_string_unescaped_tab", PBJWTI_JSON_FAULT_CONTROL},
    {"jts-n_string_escape_x", PBJWTI_JSON_FAULT_ESCAPE},
    {"jts-n_string_invalid_utf8_after_escape", PBJWTI_JSON_FAULT_ESCAPE},
    {"jts-i_string_1st_surrogate_but_2nd_missing", PBJWTI_JSON_FAULT_SURROGATE},
    {"jts-i_number_huge_exp", PBJWTI_JSON_FAULT_REAL},
    {"jts-i_number_too_big_pos_int", PBJWTI_JSON_FAULT_INTEGER},
    {"jts-y_object_duplicated_key", PBJWTI_JSON_FAULT_DUPLICATE},
    {"jts-y_string_null_escape", PBJWTI_JSON_FAULT_NUL},
};

static void check_suite_kind(const char *name, pbjwti_json_fault_kind kind, size_t *known) {
    for (size_t i = 0; i < COUNT_OF(suite_kinds); i++) {
        if (strcmp(suite_kinds[i].name, name) != 0)
            continue;
        (*known)++;
        if (kind != suite_kinds[i].kind)
            report(__FILE__, __LINE__, "%s: expected %s, got %s", name,
                   kind_names[suite_kinds[i].kind], kind_names[kind]);
    }
}

static void the_json_test_suite_is_faulty_where_the_reader_says_so(void **state) {
    (void)state;
    enum { LINE = 1 << 20 };
    FILE *const file = open_suite();
    if (file == NULL) {
        print_message("external vectors: jsontestsuite.jsonl isn't there and was left out\n");
        return;
    }
    char *const line = allocate(LINE);
    size_t count = 0, known = 0;
    while (fgets(line, LINE, file) != NULL) {
        json_t *const row = json_loads(line, 0, NULL);
        assert_non_null(row);
        size_t length;
        const unsigned char *const payload = suite_payload(row, &length);
        check_suite_kind(json_string_value(json_object_get(row, "name")),
                         check_beside_reader(payload, length, PBJWT_MAX_PAYLOAD_MEMBERS), &known);
        json_decref(row);
        count++;
    }
    assert_int_equal(fclose(file), 0);
    print_message("external vectors: jsontestsuite.jsonl, %zu documents read\n", count);
    check(count > 300);
    check(known == COUNT_OF(suite_kinds));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(each_fault_has_its_kind_place_and_member),
        fixture_test(bytes_that_are_not_text_have_their_kind_and_place),
        fixture_test(depth_and_members_are_counted),
        fixture_test(a_document_cut_anywhere_ends_too_early),
        fixture_test(mutated_documents_are_faulty_where_the_reader_says_so),
        fixture_test(nested_documents_are_faulty_where_the_reader_says_so),
        fixture_test(the_json_test_suite_is_faulty_where_the_reader_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
