/* SPDX-License-Identifier: Apache-2.0 */

/* Size, form and base64url: each mistake is made in a good token, and has its cause. */

#include "explain_form_checks.h"

/* The parts of a good token. */
struct parts {
    char *header;
    char *payload;
    char *signature;
    char *text;
};

static struct parts parts_of(struct token token) {
    return (struct parts){token_segment(token, 0), token_segment(token, 1), token_segment(token, 2),
                          textf("%.*s", (int)token.length, (const char *)token.bytes)};
}

static struct parts good_parts(void) {
    return parts_of(person_token("\"sub\":\"4711\""));
}

static char *token_with_signature(struct parts good, const char *signature) {
    return textf("%s.%s.%s", good.header, good.payload, signature);
}

static void a_wrong_number_of_parts_is_explained(void **state) {
    (void)state;
    const struct parts good = good_parts();
    const char *const jwe = base64url("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}", 29);
    check_causes_of_text(textf("%s..aXY.Y2lwaGVy.dGFn", jwe), "30", "enc \"A256GCM\"");
    check_causes_of_text(textf("%s.a2V5.aXY.Y2lwaGVy.dGFn", jwe), "30", "alg \"dir\"");
    check_causes_of_text("not.a.header.of.json", "30", "five parts");
    check_causes_of_text(textf("%s.%s.a.b.c", good.header, good.payload), "31", "4 dots");
    check_causes_of_text(textf("%s%s", good.text, good.text), "31", "two tokens in a row");
    check_causes_of_text(textf("%s.x", good.text), "31", "3 dots");
    check_causes_of_text(textf("%s%s%s", good.header, good.payload, good.signature), "31",
                         "no dot");
    check_causes_of_text(textf(".%s.%s", good.payload, good.signature), "31", "first part");
    check_causes_of_text(textf("%s..%s", good.header, good.signature), "31", "second part");
    check_causes_of_text("..", "31", "first part");
    check_causes_of_text(textf("%s.%s.", good.header, good.payload), "33", "no signature");
}

static void a_cut_token_is_recognized_by_its_length(void **state) {
    (void)state;
    const struct parts good = good_parts();
    const size_t length = strlen(good.text);
    check_causes_of_text(textf("%s.%s", good.header, good.payload), "32", "at least 44");
    check_causes_of_text(textf("%s.", good.header), "32", "only the header");
    check_causes_of_text(textf("%s.%s...", good.header, good.payload), "32", "shortened");
    check_causes_of_text(textf("%s.%.9s\xE2\x80\xA6", good.header, good.payload), "32", NULL);
    for (size_t missing = 1; missing < 43; missing++) {
        const char *const cut = textf("%.*s", (int)(length - missing), good.text);
        pbjwt_report *const explained = explanation(token_of_text(cut), NOTHING_ELSE);
        const char *const found = all_found(explained);
        const char *const wanted =
            textf("%zu characters are there, and at least %zu are missing", 43 - missing, missing);
        if (strncmp(causes_between(explained, 0, 999), "32", 2) != 0 ||
            strstr(found, wanted) == NULL) {
            report(__FILE__, __LINE__, "no \"%s\" in\n%s", wanted, found);
        }
        pbjwt_report_free(explained);
    }
    static const struct {
        size_t length;
        const char *limit;
    } limits[] = {{255, "column of 255"}, {253, "column of 255"}, {1024, "of 1024"},
                  {2048, "URL limit"},    {4096, "cookie limit"}, {4093, "cookie limit"},
                  {8192, "8192 bytes"}};
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        /* Cut within the payload, and within the signature. */
        struct token token = token_of_length(limits[i].length + 90);
        token.length = limits[i].length;
        check_causes(token_of_bytes(token.bytes, token.length), "32", limits[i].limit);
        token = token_of_length(limits[i].length + 9);
        pbjwt_report *const explained =
            explanation(token_of_bytes(token.bytes, limits[i].length), NOTHING_ELSE);
        check(strstr(all_found(explained), limits[i].limit) != NULL);
        pbjwt_report_free(explained);
    }
}

static void size_is_explained_with_both_numbers(void **state) {
    (void)state;
    check_causes(token_of_length(8193), "40", "8193 bytes, but the verifier accepts at most 8192");
    check_causes(token_of_length(100000), "40", "100000 bytes");
    check_causes(token_of_length(1 << 20), "40", NULL);
    check_causes(token_of_length((1 << 20) + 1), "40", NULL);
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    check_call(pbjwt_policy_set_max_token_bytes(policy, 256), PBJWT_OK);
    const struct asked asked = {.policy = policy};
    expect_causes(token_of_length(257), asked, "40", "257 bytes", __FILE__, __LINE__);
    expect_causes(token_of_length(256), asked, "", NULL, __FILE__, __LINE__);
    /* The form of a large token is still checked. */
    struct token large = token_of_length(100000);
    check_causes(token_of_bytes(large.bytes, large.length - 9), "40 32", NULL);
    pbjwt_policy_free(policy);
}

/* A payload whose base64 has all differing characters: from ?, > and their neighbours. */
#define SPECIAL "{" PERSON ",\"name\":\"a?b>c?d>>e??f~~~\"}"

static char *standard(const char *text) {
    return replaced(replaced(text, "-", "+"), "_", "/");
}

static void base64_of_another_kind_is_named(void **state) {
    (void)state;
    const struct parts good = good_parts();
    struct parts special = parts_of(make_token(HEADER, SPECIAL, SECRET));
    check(strcmp(standard(special.payload), special.payload) != 0);
    check_causes_of_text(
        textf("%s.%s.%s", special.header, standard(special.payload), special.signature), "34",
        "In the payload, at offset");
    const char *const dashed = "-bcdefghijklmnopqrstuvwxyz_bcdefghijklmnopQ";
    check_causes_of_text(token_with_signature(good, "-bcdefghijklmnopqrstuvwxyz_bcdefghijklmnopQ"),
                         "", NULL);
    check_causes_of_text(token_with_signature(good, standard(dashed)), "34",
                         "In the signature, at offset 0: + is of standard base64, not of base64url "
                         "(2 such)");
    check_causes_of_text(textf("%s=", good.text), "35", "offset 43");
    check_causes_of_text(textf("%s%%3D", good.text), "20 35", NULL);
    check_causes_of_text(token_with_signature(good, textf("%s=", standard(dashed))), "34 35", NULL);
    const struct parts padded = parts_of(make_token("{\"alg\":\"HS256\"} ", SPECIAL, SECRET));
    check(strlen(padded.header) % 4 == 2);
    check_causes_of_text(textf("%s==.%s.%s", padded.header, padded.payload, padded.signature), "35",
                         "(2 of them)");
}

static void a_wrong_character_is_named_with_its_place(void **state) {
    (void)state;
    const struct parts good = good_parts();
    static const struct {
        const char *character;
        const char *found;
    } rows[] = {
        {"*", "at offset 20: the character * isn't"},
        {"!", "the character !"},
        {"\"", "the character \""},
        {"=", "the character ="},
        {"\xC3\xA9", "U+00E9"},
        {"\xF0\x9F\x98\x80", "U+1F600"},
        {"\xFF", "the byte 0xFF"},
        {"\x01", "U+0001"},
        {"*\n", "the character *"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_causes_of_text(textf("%s.%.20s%s%s.%s", good.header, good.payload, rows[i].character,
                                   good.payload + 21, good.signature),
                             "37", rows[i].found);
    }
    check_causes_of_text(
        textf("%.5s~%s.%s.%s", good.header, good.header + 6, good.payload, good.signature), "37",
        "In the header, at offset 5");
    /* The caret is under the character, in an excerpt of the part. */
    check_causes_of_text(
        textf("%s.%.20s*%s.%s", good.header, good.payload, good.payload + 21, good.signature), "37",
        textf("\n  %.12s*%.11s\n              ^", good.payload + 8, good.payload + 21));
    /* No other character of the signature is shown. */
    check_causes_of_text(
        token_with_signature(good, textf("%.20s*%s", good.signature, good.signature + 21)), "37",
        "In the signature, at offset 20: the character *");
}

static void lengths_and_unused_bits_are_explained(void **state) {
    (void)state;
    const struct parts good = good_parts();
    const char *header = base64url("{\"alg\":\"HS256\"}  ", 17); /* 23 characters */
    check(strlen(header) == 23);
    check_causes_of_text(textf("%.21s.%s.%s", header, good.payload, good.signature), "39",
                         "a length of 21 characters");
    check_causes_of_text(textf("%.22sB.%s.%s", header, good.payload, good.signature), "38",
                         "In the header, at offset 22");
    char *const signature = textf("%s", good.signature);
    signature[42]++; /* the next character in the alphabet, which sets one of two unused bits */
    check_causes_of_text(token_with_signature(good, signature), "38", "In the signature");
    check_causes_of_text(textf("%sA", good.text), "41", "44 characters, which are 33 bytes");
    check_causes_of_text(textf("%sAA", good.text), "41 39", NULL);
}

static void a_part_that_was_encoded_twice_is_named(void **state) {
    (void)state;
    const struct parts good = good_parts();
    const char *const header = base64url(good.header, strlen(good.header));
    const char *const payload = base64url(good.payload, strlen(good.payload));
    check_causes_of_text(textf("%s.%s.%s", header, good.payload, good.signature), "42",
                         "The header decodes to base64");
    check_causes(sign_segments(good.header, payload, SECRET), "42",
                 "The payload decodes to base64");
}

static void a_signature_of_another_kind_is_named(void **state) {
    (void)state;
    const struct parts good = good_parts();
    static const struct {
        size_t bytes;
        const char *kind;
    } rows[] = {{48, "HS384"},
                {64, "HS512, or of ES256"},
                {71, "DER"},
                {96, "ES384"},
                {132, "ES512"},
                {256, "2048 bits"},
                {384, "3072 bits"},
                {512, "4096 bits"},
                {40, "nothing that is usual"}};
    const char *const bytes = repeat("\x9c", 512);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_causes_of_text(token_with_signature(good, base64url(bytes, rows[i].bytes)), "41",
                             rows[i].kind);
    }
    const char *const hex = hmac_hex(SECRET, textf("%s.%s", good.header, good.payload));
    char *const upper = textf("%s", hex);
    for (char *p = upper; *p != 0; p++) {
        *p = *p >= 'a' ? (char)(*p - 32) : *p;
    }
    check_causes_of_text(token_with_signature(good, hex), "36", "64 hex characters");
    check_causes_of_text(token_with_signature(good, upper), "36", NULL);
    check_causes_of_text(token_with_signature(good, base64url(hex, 64)), "36",
                         "base64url of 64 hex");
    /* The signature's bytes are read in each encoding: the right key is found, and only the encoding is reported. */
    const char *const spellings[] = {hex, upper, base64url(hex, 64), textf("%s=", good.signature)};
    for (size_t i = 0; i < COUNT_OF(spellings); i++) {
        pbjwt_report *const explained =
            explanation(token_of_text(token_with_signature(good, spellings[i])), NOTHING_ELSE);
        const char *const wanted = i < 3 ? "" : "91";
        if (strcmp(causes_between(explained, 70, 99), wanted) != 0) {
            report(__FILE__, __LINE__, "not the spelling only:\n%s", all_found(explained));
        }
        pbjwt_report_free(explained);
    }
}

static void checks_have_their_values(void **state) {
    (void)state;
    const struct parts good = good_parts();
    pbjwt_report *const explained = explanation(token_of_text(good.text), NOTHING_ELSE);
    const char *const wanted[] = {
        textf("%zu bytes, at most 8192", strlen(good.text)),
        textf("header %zu, payload %zu, signature 43 characters", strlen(good.header),
              strlen(good.payload)),
        "alg \"HS256\"; typ \"JWT\"",
        "no kid, keys held: 1",
    };
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        const char *name, *values;
        check(pbjwt_report_check(explained, i, &name, &values) == PBJWT_OUTCOME_PASSED);
        if (values == NULL || strcmp(values, wanted[i]) != 0) {
            report(__FILE__, __LINE__, "%s: %s instead of %s", name, values, wanted[i]);
        }
    }
    pbjwt_report_free(explained);
}

/* Whatever the token, seven consecutive characters of a signature are never shown. */
static void explain_and_look(struct token token, const char *signature) {
    pbjwt_report *const explained = explanation(token, NOTHING_ELSE);
    char *json = NULL;
    check_call(pbjwt_report_json(explained, &json, NULL), PBJWT_OK);
    for (size_t at = 0; at + 7 <= strlen(signature); at++) {
        if (strstr(json, textf("%.7s", signature + at)) != NULL) {
            report(__FILE__, __LINE__, "a signature is shown:\n%.*s\n%s", (int)token.length,
                   (const char *)token.bytes, json);
            break;
        }
    }
    check(pbjwt_report_status(explained, NULL) == PBJWT_OK ||
          pbjwt_report_cause_count(explained) > 0);
    pbjwt_free(json);
    pbjwt_report_free(explained);
}

static void every_prefix_is_explained(void **state) {
    (void)state;
    const struct parts good = good_parts();
    const size_t length = strlen(good.text);
    for (size_t i = 0; i <= length; i++) {
        explain_and_look(token_of_bytes(good.text, i), good.signature);
        explain_and_look(token_of_bytes(good.text + length - i, i), good.signature);
    }
}

static uint32_t next_random(uint32_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static void changed_tokens_are_explained(void **state) {
    (void)state;
    static const char *const pieces[] = {
        "\"", "'",   ".",     "=",   "%",    "%2E",          " ",    "\n",     "{", "}",       "<",
        ">",  "eyJ", "\\",    "\\n", "\xEF", "\xEF\xBB\xBF", "\xFF", "token=", "&", "Bearer ", ":",
        "b'", "\\u", "HTTP/", "+",   "/"};
    const struct parts good = good_parts();
    uint32_t seed = 20251129;
    for (size_t i = 0; i < 1000; i++) {
        char *text = textf("%s", good.text);
        for (uint32_t changes = 1 + next_random(&seed) % 4; changes > 0; changes--) {
            const size_t length = strlen(text);
            const size_t at = next_random(&seed) % (length + 1);
            const size_t skipped = next_random(&seed) % 3;
            text = textf("%.*s%s%s", (int)at, text, pieces[next_random(&seed) % COUNT_OF(pieces)],
                         text + (at + skipped < length ? at + skipped : length));
        }
        /* A dot inside the signature makes its beginning another part. */
        const char *const dot = strrchr(text, '.');
        const bool whole = dot != NULL && strlen(dot) > 40;
        explain_and_look(token_of_text(text), whole ? good.signature : "");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_wrong_number_of_parts_is_explained),
        fixture_test(a_cut_token_is_recognized_by_its_length),
        fixture_test(size_is_explained_with_both_numbers),
        fixture_test(base64_of_another_kind_is_named),
        fixture_test(a_wrong_character_is_named_with_its_place),
        fixture_test(lengths_and_unused_bits_are_explained),
        fixture_test(a_part_that_was_encoded_twice_is_named),
        fixture_test(a_signature_of_another_kind_is_named),
        fixture_test(checks_have_their_values),
        fixture_test(every_prefix_is_explained),
        fixture_test(changed_tokens_are_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
