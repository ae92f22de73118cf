/* SPDX-License-Identifier: Apache-2.0 */

/* The search for duplicate names: comparing names with any escapes, and the hash table. */
#include "support.h"

#include "json.h"
#include "json_string.h"
#include "verifier.h"

#include <stdio.h>
#include <string.h>

/* The reader calls it only for names with the same hash, so payloads can't test most of this. `decoded` is the
   length of the name without escapes. */
static bool same(const char *name, size_t decoded, const char *other) {
    pbjwti_json_value value = {.kind = PBJWT_JSON_STRING};
    value.text = (pbjwti_view){(const unsigned char *)name, strlen(name)};
    value.as.decoded = decoded;
    return pbjwti_json_same(&value, (const unsigned char *)other, strlen(other));
}

static void names_are_compared_unescaped(void **state) {
    (void)state;
    check(same("", 0, ""));
    check(same("exp", 3, "exp"));
    check(same("\\u0065xp", 3, "exp"));
    check(same("exp", 3, "e\\u0078p"));
    check(same("\\u0065xp", 3, "ex\\u0070"));
    check(same("a\\/b\\n", 4, "a/b\\u000A"));
    check(same("\\u00e9", 2, "\xc3\xa9"));
    check(same("\\ud83d\\ude80", 4, "\xf0\x9f\x9a\x80"));
}

static void different_names_are_told_apart(void **state) {
    (void)state;
    check(!same("exp", 3, "exq"));
    check(!same("exp", 3, "ex"));
    check(!same("ex", 2, "exp"));
    check(!same("\\u0065xp", 3, "fxp"));
    check(!same("\\u0065xp", 3, "exq"));
    check(!same("\\u0065xp", 3, "ex"));
    check(!same("\\u0065x", 2, "exp"));
    check(!same("exp", 3, "ex\\u0071"));
    check(!same("ex", 2, "ex\\u0070"));
    check(!same("exp\\u0065", 4, "exp"));
    check(!same("axp\\u0065", 4, "exp\\u0065"));
    check(!same("\\ud83d\\ude80", 4, "\xf0\x9f\x9a\x81"));
}

/* A key with only random collisions, and one with which everything collides. */
static const pbjwti_hash_key a_key = {{UINT64_C(0x0123456789ABCDEF), UINT64_C(0xFEDCBA9876543210)}};
static const pbjwti_hash_key another_key = {
    {UINT64_C(0x9E3779B97F4A7C15), UINT64_C(0xC2B2AE3D27D4EB4F)}};
static const pbjwti_hash_key no_key = {{0, 0}};

static pbjwti_json_error read_object(const char *text, const pbjwti_hash_key *key) {
    pbjwti_json_names names;
    pbjwti_json_reader reader;
    pbjwti_json_member member;
    pbjwti_json_names_use(&names, key);
    pbjwti_json_open_object(&reader, (pbjwti_view){(const unsigned char *)text, strlen(text)},
                            &names, PBJWTI_MAX_NAMES);
    while (pbjwti_json_next_member(&reader, &member))
        continue;
    return reader.error;
}

/* A name for a number; a third of the names are long, and a third have an escaped letter. */
static char *put_name(char *out, size_t number, size_t written) {
    static const char *const starts[] = {"n", "a-name-of-some-length-for-more-than-one-word-", "m"};
    out += sprintf(out, "\"%s%zu", starts[number % 3], number * 7919);
    out += written % 3 == 0 ? sprintf(out, "\\u0078") : sprintf(out, "x");
    return out + sprintf(out, "\":0,");
}

static void a_second_name_is_found_among_1024(void **state) {
    (void)state;
    static const pbjwti_hash_key *const keys[] = {&a_key, &no_key};
    char *const text = (char *)allocate(1 << 17);
    for (size_t k = 0; k < COUNT_OF(keys); k++) {
        /* Around each size of the table, and in between. Less often if all collide. */
        const size_t step = k == 0 ? 41 : 211;
        for (size_t count = 1; count < PBJWTI_MAX_NAMES;
             count += count < 20 || count % 128 < 2 || count % 128 == 127 ? 1 : step) {
            char *p = text;
            *p++ = '{';
            for (size_t i = 0; i < count; i++)
                p = put_name(p, i, i);
            char *const end = p;
            p[-1] = '}';
            *p = '\0';
            if (read_object(text, keys[k]) != PBJWTI_JSON_NO_ERROR)
                report(__FILE__, __LINE__, "%zu names: one is found twice", count);
            /* One of them again, with the same or another spelling. */
            const size_t again[] = {0, count - 1, count * 7 % 11 % count, count / 2};
            for (size_t i = 0; i < COUNT_OF(again); i++) {
                end[-1] = ',';
                p = put_name(end, again[i], again[i] + i);
                p[-1] = '}';
                *p = '\0';
                if (read_object(text, keys[k]) != PBJWTI_JSON_DUPLICATE)
                    report(__FILE__, __LINE__, "%zu names: the second %zu isn't found", count,
                           again[i]);
            }
        }
    }
}

static pbjwti_json_value name_value(const char *name) {
    pbjwti_json_value value = {.kind = PBJWT_JSON_STRING};
    value.text = (pbjwti_view){(const unsigned char *)name, strlen(name)};
    value.as.decoded = value.text.length;
    return value;
}

static void the_hash_depends_on_the_key_and_on_every_byte(void **state) {
    (void)state;
    static pbjwti_json_names one, other;
    size_t alike = 0, close = 0, count = 0;
    for (size_t length = 1; length <= 70; length++) {
        char *const name = repeat("a", length);
        pbjwti_json_names_use(&one, &a_key);
        pbjwti_json_names_use(&other, &another_key);
        pbjwti_json_names_start(&one, (const unsigned char *)name);
        pbjwti_json_names_start(&other, (const unsigned char *)name);
        const pbjwti_json_value value = name_value(name);
        check(pbjwti_json_names_add(&one, 0, &value));
        check(pbjwti_json_names_add(&other, 0, &value));
        alike += one.list[0].hash == other.list[0].hash ? 1 : 0;
        const uint32_t hash = one.list[0].hash;
        for (size_t i = 0; i < length; i++, count++) {
            name[i] = 'b';
            pbjwti_json_names_start(&one, (const unsigned char *)name);
            check(pbjwti_json_names_add(&one, 0, &value));
            close += one.list[0].hash == hash ? 1 : 0;
            name[i] = 'a';
        }
    }
    check(alike == 0);
    check(count > 2000 && close == 0);
    /* The position of words must matter, and both halves of the key must be used. */
    static const struct {
        const char *name;
        pbjwti_hash_key key;
    } rows[] = {
        {"aaaaaaaabbbbbbbb", {{1, 0xFEDCBA9876543211}}},
        {"bbbbbbbbaaaaaaaa", {{1, 0xFEDCBA9876543211}}},
        {"aaaaaaaabbbbbbbb", {{2, 0xFEDCBA9876543211}}},
        {"aaaaaaaabbbbbbbb", {{1, 0xFEDCBA9876543213}}},
        {"aaaaaaaabbbbbbbbc", {{1, 0xFEDCBA9876543211}}},
        {"aaaaaaaacbbbbbbbb", {{1, 0xFEDCBA9876543211}}},
    };
    uint32_t hashes[COUNT_OF(rows)];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const pbjwti_json_value value = name_value(rows[i].name);
        pbjwti_json_names_use(&one, &rows[i].key);
        pbjwti_json_names_start(&one, (const unsigned char *)rows[i].name);
        check(pbjwti_json_names_add(&one, 0, &value));
        hashes[i] = one.list[0].hash;
        for (size_t k = 0; k < i; k++)
            check(hashes[i] != hashes[k]);
    }
}

static void a_table_is_at_most_half_full(void **state) {
    (void)state;
    static pbjwti_json_names names;
    char *const text = (char *)allocate(PBJWTI_MAX_NAMES * 8);
    pbjwti_json_names_use(&names, &a_key);
    pbjwti_json_names_start(&names, (const unsigned char *)text);
    for (unsigned i = 0; i < PBJWTI_MAX_NAMES; i++) {
        char *const name = text + (size_t)i * 8;
        sprintf(name, "n%u", i);
        const pbjwti_json_value value = name_value(name);
        check(pbjwti_json_names_add(&names, 0, &value));
        check(2 * names.count <= names.slot_count && names.slot_count <= PBJWTI_MAX_SLOTS);
        if (names.count < PBJWTI_MAX_NAMES)
            check(!pbjwti_json_names_add(&names, 0, &value));
    }
    check(names.count == PBJWTI_MAX_NAMES);
}

/* Names in two objects may have the same hash by chance. */
static void a_name_with_the_same_hash_in_another_object_is_no_duplicate(void **state) {
    (void)state;
    static pbjwti_json_names names;
    const char *const text = "a";
    const pbjwti_json_value value = name_value(text);
    pbjwti_json_names_use(&names, &a_key);
    pbjwti_json_names_start(&names, (const unsigned char *)text);
    const uint32_t one = pbjwti_json_names_scope(&names), other = pbjwti_json_names_scope(&names);
    check(one != 0 && other != 0 && one != other);
    check(pbjwti_json_names_add(&names, one, &value));
    names.list[0].scope = other;
    check(pbjwti_json_names_add(&names, one, &value));
    check(!pbjwti_json_names_add(&names, one, &value));
}

/* The key must differ between verifiers. */
static void each_verifier_has_a_key_of_its_own(void **state) {
    struct fixture *f = *state;
    const uint64_t *const one = f->fast->hash_key.words, *const other = f->both->hash_key.words;
    check(one[0] != other[0] && one[1] != other[1]);
    check(one[0] != 0 && one[1] != 0 && one[0] != one[1]);
}

static void a_name_belongs_to_its_own_object(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *json;
        bool twice;
    } rows[] = {
        {"{\"a\":1,\"b\":{\"a\":1}}", false},
        {"{\"a\":{\"a\":{\"a\":{\"a\":1}}}}", false},
        {"{\"x\":{\"a\":1},\"a\":2}", false},
        {"{\"x\":{\"a\":1},\"y\":{\"a\":2}}", false},
        {"{\"x\":[{\"a\":1},{\"a\":2},[{\"a\":3}]],\"a\":4}", false},
        {"{\"x\":{\"y\":{\"a\":1},\"a\":2},\"a\":3}", false},
        {"{\"x\":{\"y\":{\"b\":1},\"a\":2},\"b\":3}", false},
        {"{\"x\":[],\"y\":[{}],\"z\":{\"x\":1,\"y\":2}}", false},
        {"{\"sub\":{\"a\":1},\"a\":2}", false},
        {"{\"a\":2,\"sub\":{\"a\":1}}", false},
        {"{\"name\":{\"a\":1},\"x\":{\"a\":2},\"a\":3}", false},
        {"{\"name\":{\"name\":1,\"sub\":2},\"x\":{\"name\":3}}", false},
        {"{\"name\":[{\"a\":1},{\"a\":2}],\"company_name\":{\"a\":1},\"a\":3}", false},
        {"{\"aud\":[{\"aud\":1},{\"aud\":2}]}", false},
        {"{\"x\":1,\"\\u0058\":2}", false},
        {"{\"x\":{\"a\":1,\"a\":2}}", true},
        {"{\"x\":[{\"b\":1},{\"a\":1,\"b\":1,\"\\u0061\":2}]}", true},
        {"{\"a\":1,\"x\":{\"a\":1},\"a\":2}", true},
        {"{\"a\":1,\"x\":{\"y\":{\"a\":1}},\"\\u0061\":2}", true},
        {"{\"x\":{\"a\":1,\"b\":{\"a\":1},\"a\":2}}", true},
        {"{\"x\":{\"a\":1,\"b\":[{\"a\":1},[]],\"a\":2}}", true},
        {"{\"sub\":{\"a\":1,\"a\":2}}", true},
        {"{\"sub\":1,\"x\":{\"sub\":1},\"s\\u0075b\":2}", true},
        {"{\"name\":{\"sub\":1,\"sub\":2}}", true},
        {"{\"\":1,\"x\":{\"\":1},\"\":2}", true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const pbjwti_json_error error =
            rows[i].twice ? PBJWTI_JSON_DUPLICATE : PBJWTI_JSON_NO_ERROR;
        check(read_object(rows[i].json, &a_key) == error);
        check(read_object(rows[i].json, &no_key) == error);
        const char *const members = textf("%.*s", (int)strlen(rows[i].json) - 2, rows[i].json + 1);
        char *header = NULL, *payload = NULL;
        const struct token token = make_token(HEADER, textf("{%s}", members), SECRET);
        check_call(
            pbjwt_inspect_unverified(token.bytes, token.length, &header, NULL, &payload, NULL),
            rows[i].twice ? PBJWT_DUPLICATE_MEMBER : PBJWT_OK);
        pbjwt_free(header);
        pbjwt_free(payload);
        /* Payloads are read by a separate loop. */
        const pbjwt_status status =
            pbjwt_verify_at(f->fast, token.bytes, token.length, NOW, f->identity);
        check((status == PBJWT_DUPLICATE_MEMBER) == rows[i].twice);
    }
}

/* More than 16 bits count. */
static void tens_of_thousands_of_objects_are_told_apart(void **state) {
    (void)state;
    static const size_t counts[] = {65533, 65534, 65535, 65536, 65537, 131071};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        const char *const many = repeat("{},", counts[i]);
        static const pbjwti_hash_key *const keys[] = {&a_key, &no_key};
        for (size_t k = 0; k < COUNT_OF(keys); k++) {
            check(read_object(textf("{\"a\":0,\"x\":[{\"a\":1},%s{\"a\":2}]}", many), keys[k]) ==
                  PBJWTI_JSON_NO_ERROR);
            check(read_object(textf("{\"x\":[%s{\"a\":2}],\"a\":0}", many), keys[k]) ==
                  PBJWTI_JSON_NO_ERROR);
            check(read_object(textf("{\"x\":[%s{\"a\":2,\"a\":3}]}", many), keys[k]) ==
                  PBJWTI_JSON_DUPLICATE);
            check(read_object(textf("{\"a\":0,\"x\":[%s1],\"a\":0}", many), keys[k]) ==
                  PBJWTI_JSON_DUPLICATE);
        }
        release_memory();
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_compared_unescaped),
        cmocka_unit_test(different_names_are_told_apart),
        fixture_test(a_second_name_is_found_among_1024),
        fixture_test(the_hash_depends_on_the_key_and_on_every_byte),
        fixture_test(a_table_is_at_most_half_full),
        fixture_test(a_name_with_the_same_hash_in_another_object_is_no_duplicate),
        fixture_test(each_verifier_has_a_key_of_its_own),
        fixture_test(a_name_belongs_to_its_own_object),
        fixture_test(tens_of_thousands_of_objects_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
