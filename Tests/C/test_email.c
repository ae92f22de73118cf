/* SPDX-License-Identifier: Apache-2.0 */

/* Step 9: the e-mail address, its canonical form, the user id and its two names. */

#include "support.h"

#include "text.h"

#include <string.h>

/* The Unicode White_Space that is no control character. */
static const char *const spaces[] = {
    " ",
    "\xc2\xa0",
    "\xe1\x9a\x80",
    "\xe2\x80\x80",
    "\xe2\x80\x81",
    "\xe2\x80\x82",
    "\xe2\x80\x83",
    "\xe2\x80\x84",
    "\xe2\x80\x85",
    "\xe2\x80\x86",
    "\xe2\x80\x87",
    "\xe2\x80\x88",
    "\xe2\x80\x89",
    "\xe2\x80\x8a",
    "\xe2\x80\xa8",
    "\xe2\x80\xa9",
    "\xe2\x80\xaf",
    "\xe2\x81\x9f",
    "\xe3\x80\x80",
};

/* What looks like white space, or stands beside it, and is none. */
static const char *const no_spaces[] = {
    "\xc2\xa1",     "\xc2\xad",     "\xe1\x99\xbf", "\xe1\x9a\x81",     "\xe1\xa0\x8e",
    "\xe2\x80\x8b", "\xe2\x80\x8c", "\xe2\x80\x8d", "\xe2\x80\xa7",     "\xe2\x80\xaa",
    "\xe2\x80\xae", "\xe2\x80\xb0", "\xe2\x81\x9e", "\xe2\x81\xa0",     "\xe3\x80\x81",
    "\xef\xbb\xbf", "\xe1\xbf\xbf", "\xe2\x9f\x9f", "\xf0\x90\x80\x80",
};

static bool check_email(struct fixture *f, const char *json, pbjwt_status status,
                        pbjwt_claim claim) {
    return check_payload(f, textf("{\"email\":%s,%s}", json, TIMES), status, claim);
}

static void set_form(struct fixture *f, pbjwt_email_form form) {
    assert_int_equal(pbjwt_policy_set_email_form(f->policy, form), PBJWT_OK);
    fixture_apply(f);
}

static void an_address_is_told_as_sent(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *json;
        const char *email;
        const char *warnings;
    } rows[] = {
        {"ann@example.com", "ann@example.com", ""},
        {"a", "a", ""},
        {"no at sign", "no at sign", ""},
        {"@", "@", ""},
        {"ann\\u0040example.com", "ann@example.com", ""},
        {"a\\/b\\\"c\\\\d", "a/b\"c\\d", ""},
        {"Ann@example.com", "Ann@example.com", "not_canonical:email"},
        {"ann@exampLe.com", "ann@exampLe.com", "not_canonical:email"},
        {"ann@example.coM", "ann@example.coM", "not_canonical:email"},
        {"A", "A", "not_canonical:email"},
        {"Z", "Z", "not_canonical:email"},
        {"@[`{~!", "@[`{~!", ""},
        {"\\u0041nn@example.com", "Ann@example.com", "not_canonical:email"},
        {" ann@example.com", " ann@example.com", "not_canonical:email"},
        {"ann@example.com ", "ann@example.com ", "not_canonical:email"},
        {"ann @ example.com", "ann @ example.com", ""},
        /* Letters beyond ASCII have no upper case here. */
        {"\xc3\x84nn@example.com", "\xc3\x84nn@example.com", ""},
        {"\xd0\x90@example.com", "\xd0\x90@example.com", ""},
        {"\xef\xbc\xa1@example.com", "\xef\xbc\xa1@example.com", ""},
        {"\\ud835\\udc00@example.com", "\xf0\x9d\x90\x80@example.com", ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_email(f, textf("\"%s\"", rows[i].json), PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(f->identity, pbjwt_identity_email, rows[i].email);
        check_view(f->identity, pbjwt_identity_canonical_email, rows[i].email);
        check_warnings(f, rows[i].warnings);
    }
}

static void without_an_address_there_is_no_one(void **state) {
    struct fixture *f = *state;
    static const char *const payloads[] = {
        "{" TIMES "}",
        "{\"email\":null," TIMES "}",
        "{\"email\":\"\"," TIMES "}",
        "{\"Email\":\"ann@example.com\"," TIMES "}",
        "{\"EMAIL\":\"ann@example.com\"," TIMES "}",
        "{\"e-mail\":\"ann@example.com\"," TIMES "}",
        "{\"email \":\"ann@example.com\"," TIMES "}",
        "{\"mail\":\"ann@example.com\"," TIMES "}",
        "{\"user\":{\"email\":\"ann@example.com\"}," TIMES "}",
        "{\"x\":[{\"email\":\"ann@example.com\"}]," TIMES "}",
    };
    for (size_t i = 0; i < COUNT_OF(payloads); i++) {
        check_payload(f, payloads[i], PBJWT_MISSING_EMAIL, PBJWT_CLAIM_NONE);
    }
}

static void an_address_of_another_type_is_malformed(void **state) {
    struct fixture *f = *state;
    static const char *const values[] = {
        "true",
        "false",
        "0",
        "1",
        "-1.5",
        "[]",
        "[\"ann@example.com\"]",
        "{}",
        "{\"email\":\"ann@example.com\"}",
        "[null]",
    };
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        check_email(f, values[i], PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
    }
}

static void an_address_of_white_space_alone_is_malformed(void **state) {
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(spaces); i++) {
        check_email(f, textf("\"%s\"", spaces[i]), PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
        check_email(f, textf("\"%s%s \"", spaces[i], spaces[COUNT_OF(spaces) - 1 - i]),
                    PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
    }
    check_email(f, textf("\"%s\"", repeat(" ", 320)), PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
    for (size_t i = 0; i < COUNT_OF(no_spaces); i++) {
        check_email(f, textf("\"%s\"", no_spaces[i]), PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(f->identity, pbjwt_identity_email, no_spaces[i]);
        check_warnings(f, "");
    }
}

static void white_space_at_an_end_is_warned_of_and_taken_off(void **state) {
    struct fixture *f = *state;
    for (int form = PBJWT_EMAIL_AS_SENT; form <= PBJWT_EMAIL_LOWERCASED; form++) {
        set_form(f, (pbjwt_email_form)form);
        bool lowered = form == PBJWT_EMAIL_LOWERCASED;
        for (size_t i = 0; i < COUNT_OF(spaces); i++) {
            const char *s = spaces[i];
            const char *const sent[] = {
                textf("%sann@b.c", s),
                textf("ann@b.c%s", s),
                textf("%s%sann@b.c%s %s", s, s, s, s),
            };
            for (size_t k = 0; k < COUNT_OF(sent); k++) {
                check_email(f, textf("\"%s\"", sent[k]), PBJWT_OK, PBJWT_CLAIM_NONE);
                check_view(f->identity, pbjwt_identity_email, sent[k]);
                check_view(f->identity, pbjwt_identity_canonical_email,
                           lowered ? "ann@b.c" : sent[k]);
                check_warnings(f, "not_canonical:email");
            }
            const char *inside = textf("an%sn@b.c", s);
            check_email(f, textf("\"%s\"", inside), PBJWT_OK, PBJWT_CLAIM_NONE);
            check_view(f->identity, pbjwt_identity_canonical_email, inside);
            check_warnings(f, "");
        }
        for (size_t i = 0; i < COUNT_OF(no_spaces); i++) {
            const char *sent = textf("%sann@b.c%s", no_spaces[i], no_spaces[i]);
            check_email(f, textf("\"%s\"", sent), PBJWT_OK, PBJWT_CLAIM_NONE);
            check_view(f->identity, pbjwt_identity_canonical_email, sent);
            check_warnings(f, "");
        }
    }
}

static void control_characters_are_malformed(void **state) {
    struct fixture *f = *state;
    for (unsigned code = 1; code < 0xa0; code++) {
        if (code >= 0x20 && code < 0x7f) {
            continue;
        }
        const char *const addresses[] = {
            textf("\"ann\\u%04x@b.c\"", code),
            textf("\"\\u%04xann@b.c\"", code),
            textf("\"ann@b.c\\u%04x\"", code),
            textf("\"\\u%04x\"", code),
        };
        for (size_t i = 0; i < COUNT_OF(addresses); i++) {
            check_email(f, addresses[i], PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
        }
    }
    check_email(f, "\"ann\x7f@b.c\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
    check_email(f, "\"ann\xc2\x80@b.c\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
    check_email(f, "\"ann\xc2\x85@b.c\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
    check_email(f, "\"ann\xc2\x9f@b.c\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
    check_email(f, "\"ann\\n@b.c\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
    check_email(f, "\"\\t\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
    check_email(f, "\"ann\xc2\xa0@b.c\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_email(f, "\"ann~@b.c\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    /* The second byte of another character is none of them. */
    check_email(f, "\"\xc3\x80\xc3\x9f\xe2\x82\x80@b.c\"", PBJWT_OK, PBJWT_CLAIM_NONE);
}

/* A reader may go by several bytes at a time, so that each place of each length is another case. */
static void every_place_of_an_address_counts(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *json;
        const char *text;
        const char *lowered;
        bool malformed;
    } units[] = {
        {"A", "A", "a", false},
        {"M", "M", "m", false},
        {"Z", "Z", "z", false},
        {"@", "@", "@", false},
        {"[", "[", "[", false},
        {"`", "`", "`", false},
        {"{", "{", "{", false},
        {"~", "~", "~", false},
        {"!", "!", "!", false},
        {"\xc3\x81", "\xc3\x81", "\xc3\x81", false},
        {"\xef\xbd\x81", "\xef\xbd\x81", "\xef\xbd\x81", false},
        {"\\u0001", NULL, NULL, true},
        {"\\u001f", NULL, NULL, true},
        {"\\u007f", NULL, NULL, true},
        {"\\u0080", NULL, NULL, true},
        {"\\u009f", NULL, NULL, true},
    };
    set_form(f, PBJWT_EMAIL_LOWERCASED);
    for (size_t length = 1; length <= 26; length++) {
        for (size_t place = 0; place < length; place++) {
            for (size_t u = 0; u < COUNT_OF(units); u++) {
                const char *before = repeat("x", place);
                const char *after = repeat("x", length - 1 - place);
                const char *json = textf("\"%s%s%s\"", before, units[u].json, after);
                if (units[u].malformed) {
                    check_email(f, json, PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
                    continue;
                }
                check_email(f, json, PBJWT_OK, PBJWT_CLAIM_NONE);
                check_view(f->identity, pbjwt_identity_canonical_email,
                           textf("%s%s%s", before, units[u].lowered, after));
                check_warnings(
                    f, strcmp(units[u].text, units[u].lowered) == 0 ? "" : "not_canonical:email");
            }
        }
        release_memory();
    }
}

static void an_address_has_320_bytes_at_most(void **state) {
    struct fixture *f = *state;
    assert_int_equal(PBJWT_MAX_EMAIL_BYTES, 320);
    static const struct {
        const char *unit;
        size_t count;
        const char *rest;
        bool good;
    } rows[] = {
        {"a", 319, "", true},
        {"a", 320, "", true},
        {"a", 321, "", false},
        {"a", 5000, "", false},
        {"\xc3\xa9", 160, "", true},
        {"\xc3\xa9", 160, "a", false},
        {"\xc3\xa9", 161, "", false},
        {"\xf0\x9f\x98\x80", 80, "", true},
        {"\xf0\x9f\x98\x80", 80, "a", false},
        /* As text, not as it is written. */
        {"\\u0061", 320, "", true},
        {"\\u0061", 321, "", false},
        {"\\u00e9", 160, "", true},
        {"\\u00e9", 160, "a", false},
        {"\\u20ac", 106, "ab", true},
        {"\\u20ac", 106, "abc", false},
        {"\\ud83d\\ude00", 80, "", true},
        {"\\ud83d\\ude00", 80, "\\u0061", false},
        /* White space at the ends counts. */
        {"a", 319, " ", true},
        {"a", 320, " ", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *json = textf("\"%s%s\"", repeat(rows[i].unit, rows[i].count), rows[i].rest);
        check_email(f, json, rows[i].good ? PBJWT_OK : PBJWT_MALFORMED_CLAIM,
                    rows[i].good ? PBJWT_CLAIM_NONE : PBJWT_CLAIM_EMAIL);
    }
}

/* The limit is of the address as it was sent, so that none is longer, whatever is taken off. */
static void white_space_at_either_end_counts_for_the_limit(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *json;
        size_t bytes;
    } white[] = {{" ", 1},       {"\\u0020", 1},      {"\xc2\xa0", 2},
                 {"\\u00a0", 2}, {"\xe3\x80\x80", 3}, {"\\u3000", 3}};
    static const size_t counts[][2] = {{1, 0}, {0, 1}, {1, 1}, {2, 0}, {0, 2}, {7, 3}, {99, 0}};
    for (int form = PBJWT_EMAIL_AS_SENT; form <= PBJWT_EMAIL_LOWERCASED; form++) {
        set_form(f, (pbjwt_email_form)form);
        for (size_t i = 0; i < COUNT_OF(white); i++) {
            for (size_t c = 0; c < COUNT_OF(counts); c++) {
                const char *const front = repeat(white[i].json, counts[c][0]);
                const char *const behind = repeat(white[i].json, counts[c][1]);
                const size_t bytes = white[i].bytes * (counts[c][0] + counts[c][1]);
                const char *const good = textf("%s@b.c", repeat("a", 316 - bytes));
                check_email(f, textf("\"%s%s%s\"", front, good, behind), PBJWT_OK,
                            PBJWT_CLAIM_NONE);
                if (form == PBJWT_EMAIL_LOWERCASED)
                    check_view(f->identity, pbjwt_identity_canonical_email, good);
                check_email(f, textf("\"%sa%s%s\"", front, good, behind), PBJWT_MALFORMED_CLAIM,
                            PBJWT_CLAIM_EMAIL);
            }
        }
    }
}

static void the_canonical_address_is_of_the_policys_form(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *sent;
        const char *lowered;
    } rows[] = {
        {"ann@example.com", "ann@example.com"},
        {"ANN@EXAMPLE.COM", "ann@example.com"},
        {"AZaz@[`{", "azaz@[`{"},
        {" Ann@Example.com  ", "ann@example.com"},
        {"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", "abcdefghijklmnopqrstuvwxyz0123456789._-"},
        {"\xc3\x84NN@\xc3\x96.com", "\xc3\x84nn@\xc3\x96.com"},
        {"\xc4\xb0I@b.c", "\xc4\xb0i@b.c"},
        {"\343\200\200A B\343\200\200", "a b"},
        {"\xe2\x84\xaa@K.c", "\xe2\x84\xaa@k.c"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool same = strcmp(rows[i].sent, rows[i].lowered) == 0;
        const char *json = textf("\"%s\"", rows[i].sent);
        const char *warnings = same ? "" : "not_canonical:email";

        set_form(f, PBJWT_EMAIL_AS_SENT);
        check_email(f, json, PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(f->identity, pbjwt_identity_email, rows[i].sent);
        check_view(f->identity, pbjwt_identity_canonical_email, rows[i].sent);
        check_warnings(f, warnings);

        set_form(f, PBJWT_EMAIL_LOWERCASED);
        check_email(f, json, PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(f->identity, pbjwt_identity_email, rows[i].sent);
        check_view(f->identity, pbjwt_identity_canonical_email, rows[i].lowered);
        check_warnings(f, warnings);

        set_form(f, PBJWT_EMAIL_REQUIRE_LOWERCASE);
        check_email(f, json, same ? PBJWT_OK : PBJWT_EMAIL_NOT_CANONICAL, PBJWT_CLAIM_NONE);
        check_view(f->identity, pbjwt_identity_canonical_email, same ? rows[i].sent : NULL);
    }
    /* What is malformed stays so. */
    check_email(f, "\" \"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
    check_email(f, "\"A\\n\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
    check_email(f, "\"\"", PBJWT_MISSING_EMAIL, PBJWT_CLAIM_NONE);

    check_call(pbjwt_policy_set_email_form(f->policy, (pbjwt_email_form)3), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_policy_set_email_form(f->policy, (pbjwt_email_form)77),
               PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_policy_set_email_form(NULL, PBJWT_EMAIL_AS_SENT), PBJWT_INVALID_ARGUMENT);
    fixture_apply(f);
    check_email(f, "\"A\"", PBJWT_EMAIL_NOT_CANONICAL, PBJWT_CLAIM_NONE);
}

/* A long one has no room behind the payload. */
static void a_canonical_address_of_any_length_is_whole(void **state) {
    struct fixture *f = *state;
    set_form(f, PBJWT_EMAIL_LOWERCASED);
    for (size_t length = 1; length <= PBJWT_MAX_EMAIL_BYTES; length++) {
        pbjwt_identity *identity = pbjwt_identity_new(0);
        assert_non_null(identity);
        check_verdict(f->fast, identity,
                      payload_token("{" TIMES ",\"email\":\"%s\"}", repeat("A", length)), NOW,
                      PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(identity, pbjwt_identity_canonical_email, repeat("a", length));
        pbjwt_identity_free(identity);
    }
}

/* By what is left when a name was unescaped there: nothing, less than aligning takes, or enough. */
static void a_canonical_address_is_whole_behind_an_unescaped_name(void **state) {
    struct fixture *f = *state;
    set_form(f, PBJWT_EMAIL_LOWERCASED);
    for (size_t length = 1; length <= 300; length++) {
        pbjwt_identity *identity = pbjwt_identity_new(0);
        const char *name = repeat("n", length);
        assert_non_null(identity);
        check_verdict(f->fast, identity,
                      payload_token("{" TIMES ",\"name\":\"\\u006e%s\",\"email\":\"A\"}", name + 1),
                      NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(identity, pbjwt_identity_canonical_email, "a");
        check_view(identity, pbjwt_identity_name, name);
        pbjwt_identity_free(identity);
    }
}

static void check_trimmed(const char *sent, const char *trimmed) {
    const pbjwti_view text = pbjwti_trim((pbjwti_view){(const unsigned char *)sent, strlen(sent)});
    expect_text((const char *)text.data, text.length, trimmed, sent, __FILE__, __LINE__);
}

/* No address that the library trims has one of these in it: they are refused before. */
static void white_space_that_is_a_control_character_is_taken_off_too(void **state) {
    (void)state;
    static const char *const both[] = {"\t", "\n", "\v", "\f", "\r", "\xc2\x85"};
    static const char *const controls[] = {"\x01",     "\x08",     "\x0e",    "\x1f",
                                           "\xc2\x84", "\xc2\x86", "\xc4\x85"};
    for (size_t i = 0; i < COUNT_OF(both); i++) {
        check_trimmed(both[i], "");
        check_trimmed(textf("%sa%s %s", both[i], both[i], both[i]), "a");
    }
    for (size_t i = 0; i < COUNT_OF(controls); i++)
        check_trimmed(textf("%sa%s", controls[i], controls[i]),
                      textf("%sa%s", controls[i], controls[i]));
    check_trimmed("", "");
}

static void the_user_id_has_two_names(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *members;
        pbjwt_status status;
        pbjwt_claim claim;
        const char *user_id;
        const char *warnings;
    } rows[] = {
        {"", PBJWT_OK, PBJWT_CLAIM_NONE, NULL, ""},
        {"\"sub\":\"42\"", PBJWT_OK, PBJWT_CLAIM_NONE, "42", ""},
        {"\"id\":\"42\"", PBJWT_OK, PBJWT_CLAIM_NONE, "42", ""},
        {"\"sub\":\"42\",\"id\":\"42\"", PBJWT_OK, PBJWT_CLAIM_NONE, "42", ""},
        {"\"sub\":\"42\",\"id\":\"\\u0034\\u0032\"", PBJWT_OK, PBJWT_CLAIM_NONE, "42", ""},
        {"\"id\":\"\xf0\x9f\x98\x80\",\"sub\":\"\\ud83d\\ude00\"", PBJWT_OK, PBJWT_CLAIM_NONE,
         "\xf0\x9f\x98\x80", ""},
        {"\"sub\":\"42\",\"id\":\"43\"", PBJWT_CONFLICTING_USER_ID, PBJWT_CLAIM_NONE, NULL, ""},
        {"\"id\":\"43\",\"sub\":\"42\"", PBJWT_CONFLICTING_USER_ID, PBJWT_CLAIM_NONE, NULL, ""},
        {"\"sub\":\"a\",\"id\":\"A\"", PBJWT_CONFLICTING_USER_ID, PBJWT_CLAIM_NONE, NULL, ""},
        {"\"sub\":\"42\",\"id\":\"42 \"", PBJWT_CONFLICTING_USER_ID, PBJWT_CLAIM_NONE, NULL, ""},
        {"\"sub\":\"42\",\"id\":\"421\"", PBJWT_CONFLICTING_USER_ID, PBJWT_CLAIM_NONE, NULL, ""},
        {"\"sub\":\"142\",\"id\":\"42\"", PBJWT_CONFLICTING_USER_ID, PBJWT_CLAIM_NONE, NULL, ""},
        {"\"sub\":\"\",\"id\":\"42\"", PBJWT_OK, PBJWT_CLAIM_NONE, "42", ""},
        {"\"sub\":\"42\",\"id\":\"\"", PBJWT_OK, PBJWT_CLAIM_NONE, "42", ""},
        {"\"sub\":\"\",\"id\":\"\"", PBJWT_OK, PBJWT_CLAIM_NONE, NULL, ""},
        {"\"sub\":\"\"", PBJWT_OK, PBJWT_CLAIM_NONE, NULL, ""},
        {"\"id\":\"\"", PBJWT_OK, PBJWT_CLAIM_NONE, NULL, ""},
        {"\"sub\":null,\"id\":\"42\"", PBJWT_OK, PBJWT_CLAIM_NONE, "42", ""},
        {"\"sub\":\"42\",\"id\":null", PBJWT_OK, PBJWT_CLAIM_NONE, "42", ""},
        {"\"sub\":null,\"id\":null", PBJWT_OK, PBJWT_CLAIM_NONE, NULL, ""},
        {"\"sub\":\" \"", PBJWT_OK, PBJWT_CLAIM_NONE, " ", ""},
        {"\"sub\":\"undefined\"", PBJWT_OK, PBJWT_CLAIM_NONE, NULL, "placeholder:sub"},
        {"\"id\":\"null\"", PBJWT_OK, PBJWT_CLAIM_NONE, NULL, "placeholder:id"},
        {"\"sub\":\"undefined\",\"id\":\"42\"", PBJWT_OK, PBJWT_CLAIM_NONE, "42",
         "placeholder:sub"},
        {"\"id\":\"NaN\",\"sub\":\"42\"", PBJWT_OK, PBJWT_CLAIM_NONE, "42", "placeholder:id"},
        {"\"id\":\"None\",\"sub\":\"[object Object]\"", PBJWT_OK, PBJWT_CLAIM_NONE, NULL,
         "placeholder:sub placeholder:id"},
        {"\"id\":\"null\",\"sub\":\"null\"", PBJWT_OK, PBJWT_CLAIM_NONE, NULL,
         "placeholder:sub placeholder:id"},
        {"\"Sub\":\"1\",\"ID\":\"2\",\"user_id\":\"3\"", PBJWT_OK, PBJWT_CLAIM_NONE, NULL, ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_members(f, rows[i].members, rows[i].status, rows[i].claim);
        check_view(f->identity, pbjwt_identity_user_id, rows[i].user_id);
        check_warnings(f, rows[i].warnings);
    }
}

static void a_user_id_of_another_type_is_malformed(void **state) {
    struct fixture *f = *state;
    static const char *const values[] = {"0",     "42", "-1.5",     "true",
                                         "false", "[]", "[\"42\"]", "{}"};
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        check_members(f, textf("\"sub\":%s", values[i]), PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_SUB);
        check_members(f, textf("\"id\":%s", values[i]), PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_ID);
        check_members(f, textf("\"sub\":\"42\",\"id\":%s", values[i]), PBJWT_MALFORMED_CLAIM,
                      PBJWT_CLAIM_ID);
        check_members(f, textf("\"id\":\"42\",\"sub\":%s", values[i]), PBJWT_MALFORMED_CLAIM,
                      PBJWT_CLAIM_SUB);
        check_members(f, textf("\"id\":%s,\"sub\":%s", values[i], values[i]), PBJWT_MALFORMED_CLAIM,
                      PBJWT_CLAIM_SUB);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(an_address_is_told_as_sent),
        fixture_test(without_an_address_there_is_no_one),
        fixture_test(an_address_of_another_type_is_malformed),
        fixture_test(an_address_of_white_space_alone_is_malformed),
        fixture_test(white_space_at_an_end_is_warned_of_and_taken_off),
        fixture_test(control_characters_are_malformed),
        fixture_test(every_place_of_an_address_counts),
        fixture_test(an_address_has_320_bytes_at_most),
        fixture_test(white_space_at_either_end_counts_for_the_limit),
        fixture_test(the_canonical_address_is_of_the_policys_form),
        fixture_test(a_canonical_address_of_any_length_is_whole),
        fixture_test(a_canonical_address_is_whole_behind_an_unescaped_name),
        fixture_test(white_space_that_is_a_control_character_is_taken_off_too),
        fixture_test(the_user_id_has_two_names),
        fixture_test(a_user_id_of_another_type_is_malformed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
