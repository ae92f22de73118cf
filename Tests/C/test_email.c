/* SPDX-License-Identifier: Apache-2.0 */

/* Step 9: the e-mail address, its canonical form, the user id and its two names. */

#include "support.h"

#include "text.h"

#include <string.h>

/* Unicode's White_Space except control characters. */
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

/* Characters that look like white space, or are next to it, but are neither that nor format characters. */
static const char *const no_spaces[] = {
    "\xc2\xa1",     "\xe1\x99\xbf", "\xe1\x9a\x81",     "\xe2\x80\xa7",
    "\xe2\x80\xb0", "\xe2\x81\x9e", "\xe3\x80\x81",     "\xe1\xbf\xbf",
    "\xe2\x9f\x9f", "\xe2\xa0\x80", "\xf0\x90\x80\x80",
};

struct range {
    unsigned first;
    unsigned last;
};

/* Unicode 16.0's White_Space and Cf (PropList.txt, DerivedGeneralCategory.txt). */
static const struct range white_space[] = {
    {0x0009, 0x000D}, {0x0020, 0x0020}, {0x0085, 0x0085}, {0x00A0, 0x00A0}, {0x1680, 0x1680},
    {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000},
};
static const struct range format[] = {
    {0x00AD, 0x00AD},   {0x0600, 0x0605},   {0x061C, 0x061C},   {0x06DD, 0x06DD},
    {0x070F, 0x070F},   {0x0890, 0x0891},   {0x08E2, 0x08E2},   {0x180E, 0x180E},
    {0x200B, 0x200F},   {0x202A, 0x202E},   {0x2060, 0x2064},   {0x2066, 0x206F},
    {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},   {0x110BD, 0x110BD}, {0x110CD, 0x110CD},
    {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0001, 0xE0001},
    {0xE0020, 0xE007F},
};

static bool is_in(const struct range *ranges, size_t count, unsigned code) {
    for (size_t i = 0; i < count; i++) {
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    }
    return false;
}

static const char *utf8(unsigned code) {
    char character[4];
    const size_t length = put_utf8(code, character);
    return textf("%.*s", (int)length, character);
}

static bool check_email(struct fixture *f, const char *json, pbjwt_status status,
                        pbjwt_claim claim) {
    return check_payload(f, textf("{\"email\":%s,%s}", json, TIMES), status, claim);
}

static void set_form(struct fixture *f, pbjwt_email_form form) {
    assert_int_equal(pbjwt_policy_set_email_form(f->policy, form), PBJWT_OK);
    fixture_apply(f);
}

static void an_address_is_returned_as_sent(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *json;
        const char *email;
        const char *warnings;
    } rows[] = {
        {"ann@example.com", "ann@example.com", ""},
        {"a@b", "a@b", ""},
        {"no host @ all", "no host @ all", ""},
        {"@@@", "@@@", ""},
        {"ann\\u0040example.com", "ann@example.com", ""},
        {"a\\/b\\\"@c\\\\d", "a/b\"@c\\d", ""},
        {"Ann@example.com", "Ann@example.com", "not_canonical:email"},
        {"ann@exampLe.com", "ann@exampLe.com", "not_canonical:email"},
        {"ann@example.coM", "ann@example.coM", "not_canonical:email"},
        {"A@b", "A@b", "not_canonical:email"},
        {"b@Z", "b@Z", "not_canonical:email"},
        {"@@[`{~!", "@@[`{~!", ""},
        {"\\u0041nn@example.com", "Ann@example.com", "not_canonical:email"},
        {" ann@example.com", " ann@example.com", "not_canonical:email"},
        {"ann@example.com ", "ann@example.com ", "not_canonical:email"},
        {"ann @ example.com", "ann @ example.com", ""},
        /* Only ASCII letters are lowercased. */
        {"\xc3\x84nn@example.com", "\xc3\x84nn@example.com", ""},
        {"\xd0\x90@example.com", "\xd0\x90@example.com", ""},
        {"\xef\xbc\xa1@example.com", "\xef\xbc\xa1@example.com", ""},
        {"\\ud835\\udc00@example.com", "\xf0\x9d\x90\x80@example.com", ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_email(f, textf("\"%s\"", rows[i].json), PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(f->identity, identity_email, rows[i].email);
        check_view(f->identity, pbjwt_identity_canonical_email, rows[i].email);
        check_warnings(f, rows[i].warnings);
    }
}

static void a_token_without_an_address_is_refused(void **state) {
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
        "{\"email\":\"undefined\"," TIMES "}",
        "{\"email\":\"\\ufeffNULL \"," TIMES "}",
        "{\"user\":{\"email\":\"ann@example.com\"}," TIMES "}",
        "{\"x\":[{\"email\":\"ann@example.com\"}]," TIMES "}",
    };
    for (size_t i = 0; i < COUNT_OF(payloads); i++) {
        check_payload(f, payloads[i], PBJWT_MISSING_EMAIL, PBJWT_CLAIM_NONE);
    }
}

static void an_address_of_the_wrong_type_is_malformed(void **state) {
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

static void an_address_of_only_white_space_is_malformed(void **state) {
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(spaces); i++) {
        check_email(f, textf("\"%s\"", spaces[i]), PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
        check_email(f, textf("\"%s%s \"", spaces[i], spaces[COUNT_OF(spaces) - 1 - i]),
                    PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
    }
    check_email(f, textf("\"%s\"", repeat(" ", 320)), PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
    for (size_t i = 0; i < COUNT_OF(no_spaces); i++) {
        const char *const sent = textf("%s@%s", no_spaces[i], no_spaces[i]);
        check_email(f, textf("\"%s\"", sent), PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(f->identity, identity_email, sent);
        check_warnings(f, "");
    }
}

/* The parts of the trimmed address count. */
static void an_address_has_an_at_sign_between_two_parts(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *json;
        bool good;
    } rows[] = {
        {"a@b", true},
        {"a@b@c", true},
        {"@a@b", true},
        {"a@b@", true},
        {"@@@", true},
        {"a@@", true},
        {"\xf0\x9f\x98\x80@\xf0\x9f\x98\x80", true},
        {"a\\u0040b", true},
        {"a @ b", true},
        {"a", false},
        {"ab", false},
        {"abc", false},
        {"@", false},
        {"@@", false},
        {"a@", false},
        {"@b", false},
        {"ann.example.com", false},
        {"ann@", false},
        {"@example.com", false},
        {"ann\357\274\240example.com", false}, /* a full-width one */
        {"ann%40example.com", false},
        {"ann at example.com", false},
        {" @b", false},
        {"a@ ", false},
        {" a@ ", false},
        {"\xe2\x80\x8b@b", false},
        {"a@\xef\xbb\xbf\xe3\x80\x80", false},
        {"\xf3\xa0\x80\x81 @b \xc2\xad", false},
        {"\xe2\x80\x8b", false},
        {"\xc2\xad \xef\xbb\xbf", false},
    };
    for (int form = PBJWT_EMAIL_AS_SENT; form <= PBJWT_EMAIL_REQUIRE_LOWERCASE; form++) {
        set_form(f, (pbjwt_email_form)form);
        for (size_t i = 0; i < COUNT_OF(rows); i++)
            check_email(f, textf("\"%s\"", rows[i].json),
                        rows[i].good ? PBJWT_OK : PBJWT_MALFORMED_CLAIM,
                        rows[i].good ? PBJWT_CLAIM_NONE : PBJWT_CLAIM_EMAIL);
    }
}

static void the_tables_match_unicode(void **state) {
    (void)state;
    for (unsigned code = 0; code <= 0x10FFFF; code++) {
        if (pbjwti_is_white_space(code) != is_in(white_space, COUNT_OF(white_space), code) ||
            pbjwti_is_format(code) != is_in(format, COUNT_OF(format), code))
            report(__FILE__, __LINE__, "U+%04X", code);
    }
}

/* The ends of each range; their neighbours are neither format characters nor white space. */
static void format_characters_are_not_canonical_anywhere(void **state) {
    struct fixture *f = *state;
    for (size_t r = 0; r < COUNT_OF(format); r++) {
        const unsigned codes[] = {format[r].first, format[r].last, format[r].first - 1,
                                  format[r].last + 1};
        for (size_t k = 0; k < COUNT_OF(codes); k++) {
            const bool odd = is_in(format, COUNT_OF(format), codes[k]);
            if (is_in(white_space, COUNT_OF(white_space), codes[k]))
                continue;
            check(odd == (k < 2));
            const char *const c = utf8(codes[k]);
            const struct {
                const char *sent;
                const char *trimmed;
            } rows[] = {
                {textf("%sann@example.com", c), "ann@example.com"},
                {textf("ann@example.com%s", c), "ann@example.com"},
                {textf(" %s%sann@example.com%s %s", c, c, c, c), "ann@example.com"},
                {textf("%sa@b", c), "a@b"},
                {textf("an%sn@example.com", c), textf("an%sn@example.com", c)},
                {textf("a@%sb", c), textf("a@%sb", c)},
                {textf("a%s@b", c), textf("a%s@b", c)},
            };
            for (size_t i = 0; i < COUNT_OF(rows); i++) {
                const bool spaced = rows[i].sent[0] == ' ';
                const char *const json = textf("\"%s\"", rows[i].sent);
                const char *const warnings = odd || spaced ? "not_canonical:email" : "";
                set_form(f, PBJWT_EMAIL_AS_SENT);
                check_email(f, json, PBJWT_OK, PBJWT_CLAIM_NONE);
                check_view(f->identity, pbjwt_identity_canonical_email, rows[i].sent);
                check_warnings(f, warnings);
                set_form(f, PBJWT_EMAIL_LOWERCASED);
                check_email(f, json, PBJWT_OK, PBJWT_CLAIM_NONE);
                check_view(f->identity, identity_email, rows[i].sent);
                check_view(f->identity, pbjwt_identity_canonical_email,
                           odd      ? rows[i].trimmed
                           : spaced ? textf("%.*s", (int)strlen(rows[i].sent) - 1, rows[i].sent + 1)
                                    : rows[i].sent);
                check_warnings(f, warnings);
                set_form(f, PBJWT_EMAIL_REQUIRE_LOWERCASE);
                check_email(f, json, odd || spaced ? PBJWT_EMAIL_NOT_CANONICAL : PBJWT_OK,
                            PBJWT_CLAIM_NONE);
            }
        }
        release_memory();
    }
}

static void white_space_at_an_end_causes_a_warning_and_is_trimmed(void **state) {
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
                check_view(f->identity, identity_email, sent[k]);
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
    /* The second byte of another character isn't one of them. */
    check_email(f, "\"\xc3\x80\xc3\x9f\xe2\x82\x80@b.c\"", PBJWT_OK, PBJWT_CLAIM_NONE);
}

/* A reader may process several bytes at a time, so every position in every length is a different case. */
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
        {"\xe2\x80\x8b", "\xe2\x80\x8b", NULL, false},
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
                for (int behind = 0; behind < 2; behind++) {
                    const char *front = textf("%s%s", behind ? "x@" : "", before);
                    const char *back = textf("%s%s", after, behind ? "" : "@x");
                    const char *json = textf("\"%s%s%s\"", front, units[u].json, back);
                    if (units[u].malformed) {
                        check_email(f, json, PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
                        continue;
                    }
                    /* A format character is removed at an end, unless nothing would be left. */
                    const bool format_character = units[u].lowered == NULL;
                    const bool at_end = behind ? place == length - 1 : place == 0;
                    if (format_character && at_end && length == 1) {
                        check_email(f, json, PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
                        continue;
                    }
                    const char *lowered = units[u].lowered;
                    if (format_character)
                        lowered = at_end ? "" : units[u].text;
                    check_email(f, json, PBJWT_OK, PBJWT_CLAIM_NONE);
                    check_view(f->identity, pbjwt_identity_canonical_email,
                               textf("%s%s%s", front, lowered, back));
                    check_warnings(f, !format_character && strcmp(units[u].text, lowered) == 0
                                          ? ""
                                          : "not_canonical:email");
                }
            }
        }
        release_memory();
    }
}

static void an_address_has_at_most_320_bytes(void **state) {
    struct fixture *f = *state;
    assert_int_equal(PBJWT_MAX_EMAIL_BYTES, 320);
    static const struct {
        const char *unit;
        size_t count;
        const char *rest;
        bool good;
    } rows[] = {
        {"a", 317, "@b", true},
        {"a", 318, "@b", true},
        {"a", 319, "@b", false},
        {"a", 5000, "@b", false},
        {"\xc3\xa9", 159, "@b", true},
        {"\xc3\xa9", 159, "@bc", false},
        {"\xc3\xa9", 160, "@b", false},
        {"\xf0\x9f\x98\x80", 79, "@bcd", true},
        {"\xf0\x9f\x98\x80", 79, "@bcde", false},
        /* The decoded text counts. */
        {"\\u0061", 318, "@b", true},
        {"\\u0061", 319, "@b", false},
        {"\\u00e9", 159, "\\u0040b", true},
        {"\\u00e9", 159, "\\u0040bc", false},
        {"\\u20ac", 106, "@b", true},
        {"\\u20ac", 106, "@bc", false},
        {"\\ud83d\\ude00", 79, "@bcd", true},
        {"\\ud83d\\ude00", 79, "@bcd\\u0065", false},
        /* White space and format characters at the ends count. */
        {"a", 317, "@b ", true},
        {"a", 318, "@b ", false},
        {"a", 315, "@b\xe2\x80\x8b", true},
        {"a", 316, "@b\xe2\x80\x8b", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *json = textf("\"%s%s\"", repeat(rows[i].unit, rows[i].count), rows[i].rest);
        check_email(f, json, rows[i].good ? PBJWT_OK : PBJWT_MALFORMED_CLAIM,
                    rows[i].good ? PBJWT_CLAIM_NONE : PBJWT_CLAIM_EMAIL);
    }
}

/* The limit applies to the address as sent, before anything is removed. */
static void white_space_at_either_end_counts_for_the_limit(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *json;
        size_t bytes;
    } white[] = {{" ", 1},
                 {"\\u0020", 1},
                 {"\xc2\xa0", 2},
                 {"\\u00a0", 2},
                 {"\xe3\x80\x80", 3},
                 {"\\u3000", 3},
                 {"\xc2\xad", 2},
                 {"\\ufeff", 3},
                 {"\xe2\x80\x8b", 3},
                 {"\\udb40\\udc01", 4}};
    static const size_t counts[][2] = {{1, 0}, {0, 1}, {1, 1}, {2, 0}, {0, 2}, {7, 3}, {70, 0}};
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

static void the_canonical_address_has_the_policys_form(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *sent;
        const char *lowered;
    } rows[] = {
        {"ann@example.com", "ann@example.com"},
        {"ANN@EXAMPLE.COM", "ann@example.com"},
        {"AZaz@[`{", "azaz@[`{"},
        {" Ann@Example.com  ", "ann@example.com"},
        {"ABCDEFGHIJKLM@NOPQRSTUVWXYZ0123456789._-", "abcdefghijklm@nopqrstuvwxyz0123456789._-"},
        {"\xc3\x84NN@\xc3\x96.com", "\xc3\x84nn@\xc3\x96.com"},
        {"\xc4\xb0I@b.c", "\xc4\xb0i@b.c"},
        {"\343\200\200A @B\343\200\200", "a @b"},
        {"\xe2\x84\xaa@K.c", "\xe2\x84\xaa@k.c"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool same = strcmp(rows[i].sent, rows[i].lowered) == 0;
        const char *json = textf("\"%s\"", rows[i].sent);
        const char *warnings = same ? "" : "not_canonical:email";

        set_form(f, PBJWT_EMAIL_AS_SENT);
        check_email(f, json, PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(f->identity, identity_email, rows[i].sent);
        check_view(f->identity, pbjwt_identity_canonical_email, rows[i].sent);
        check_warnings(f, warnings);

        set_form(f, PBJWT_EMAIL_LOWERCASED);
        check_email(f, json, PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(f->identity, identity_email, rows[i].sent);
        check_view(f->identity, pbjwt_identity_canonical_email, rows[i].lowered);
        check_warnings(f, warnings);

        set_form(f, PBJWT_EMAIL_REQUIRE_LOWERCASE);
        check_email(f, json, same ? PBJWT_OK : PBJWT_EMAIL_NOT_CANONICAL, PBJWT_CLAIM_NONE);
        check_view(f->identity, pbjwt_identity_canonical_email, same ? rows[i].sent : NULL);
    }
    /* A malformed address stays malformed. */
    check_email(f, "\" \"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
    check_email(f, "\"A@b\\n\"", PBJWT_MALFORMED_CLAIM, PBJWT_CLAIM_EMAIL);
    check_email(f, "\"\"", PBJWT_MISSING_EMAIL, PBJWT_CLAIM_NONE);

    check_call(pbjwt_policy_set_email_form(f->policy, (pbjwt_email_form)3), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_policy_set_email_form(f->policy, (pbjwt_email_form)77),
               PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_policy_set_email_form(NULL, PBJWT_EMAIL_AS_SENT), PBJWT_INVALID_ARGUMENT);
    fixture_apply(f);
    check_email(f, "\"A@b\"", PBJWT_EMAIL_NOT_CANONICAL, PBJWT_CLAIM_NONE);
}

/* There is no room for a long one after the payload. */
static void a_canonical_address_of_any_length_is_complete(void **state) {
    struct fixture *f = *state;
    set_form(f, PBJWT_EMAIL_LOWERCASED);
    for (size_t length = 3; length <= PBJWT_MAX_EMAIL_BYTES; length++) {
        pbjwt_identity *identity = pbjwt_identity_new(0);
        assert_non_null(identity);
        check_verdict(f->fast, identity,
                      payload_token("{" TIMES ",\"email\":\"%s@B\"}", repeat("A", length - 2)), NOW,
                      PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(identity, pbjwt_identity_canonical_email,
                   textf("%s@b", repeat("a", length - 2)));
        pbjwt_identity_free(identity);
    }
}

/* With different room left after unescaping a name: none, less than alignment needs, or enough. */
static void a_canonical_address_is_complete_after_an_unescaped_name(void **state) {
    struct fixture *f = *state;
    set_form(f, PBJWT_EMAIL_LOWERCASED);
    for (size_t length = 1; length <= 300; length++) {
        pbjwt_identity *identity = pbjwt_identity_new(0);
        const char *name = repeat("n", length);
        assert_non_null(identity);
        check_verdict(
            f->fast, identity,
            payload_token("{" TIMES ",\"name\":\"\\u006e%s\",\"email\":\"A@B\"}", name + 1), NOW,
            PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(identity, pbjwt_identity_canonical_email, "a@b");
        check_view(identity, identity_name, name);
        pbjwt_identity_free(identity);
    }
}

static void check_trimmed(const char *sent, const char *trimmed) {
    const pbjwti_view text = pbjwti_trim((pbjwti_view){(const unsigned char *)sent, strlen(sent)});
    expect_text((const char *)text.data, text.length, trimmed, sent, __FILE__, __LINE__);
}

/* An address with one of these is refused before it is trimmed. */
static void white_space_that_is_a_control_character_is_trimmed_too(void **state) {
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
    check_trimmed("\xe2\x80\x8b\t\xf3\xa0\x81\xbf", "");
    check_trimmed("a\342\200\213b\xc2\xad\t", "a\342\200\213b");
    check_trimmed("", "");
}

/* Which bytes a plain address may have. */
static bool is_plain(const unsigned char *text, size_t length, bool *has_upper) {
    size_t signs = 0;
    *has_upper = false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < 0x20 || text[i] > 0x7E)
            return false;
        signs += text[i] == '@';
        *has_upper = *has_upper || (text[i] >= 'A' && text[i] <= 'Z');
    }
    return length >= 3 && signs > 0 && strchr(" @", text[0]) == NULL &&
           strchr(" @", text[length - 1]) == NULL;
}

/* Each way to scan an address, for each length, with nothing after it: with the bytes next to the limits. */
static void a_plain_address_is_recognized_byte_by_byte(void **state) {
    (void)state;
    static const unsigned char bytes[] = {0x01, 0x1F, ' ',  '!',  '@',  'A',  'Z',  '[',
                                          '`',  'a',  0x7E, 0x7F, 0x80, 0xC1, 0xC3, 0xFF};
    for (size_t length = 1; length <= 50; length++) {
        for (size_t at = 0; at < length; at++) {
            for (size_t i = 0; i < length * sizeof bytes; i++) {
                unsigned char *const text = allocate(length);
                bool expected_upper, has_upper;
                memset(text, 'x', length);
                text[at] = '@';
                text[i / sizeof bytes] = bytes[i % sizeof bytes];
                const bool expected = is_plain(text, length, &expected_upper);
                if (pbjwti_is_plain_address((pbjwti_view){text, length}, &has_upper) != expected ||
                    (expected && has_upper != expected_upper))
                    report(__FILE__, __LINE__, "%zu bytes, @ at %zu, 0x%02X at %zu", length, at,
                           bytes[i % sizeof bytes], i / sizeof bytes);
            }
        }
        release_memory();
    }
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
        {"\"Sub\":\"1\",\"ID\":\"2\",\"user_id\":\"3\"", PBJWT_OK, PBJWT_CLAIM_NONE, NULL,
         "unknown_name:sub"},
        {"\"sub\":\"nil\",\"id\":\"\"", PBJWT_OK, PBJWT_CLAIM_NONE, NULL, "placeholder:sub"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_members(f, rows[i].members, rows[i].status, rows[i].claim);
        check_view(f->identity, pbjwt_identity_user_id, rows[i].user_id);
        check_warnings(f, rows[i].warnings);
    }
}

static void a_user_id_of_the_wrong_type_is_malformed(void **state) {
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
        fixture_test(an_address_is_returned_as_sent),
        fixture_test(a_token_without_an_address_is_refused),
        fixture_test(an_address_of_the_wrong_type_is_malformed),
        fixture_test(an_address_of_only_white_space_is_malformed),
        fixture_test(an_address_has_an_at_sign_between_two_parts),
        fixture_test(the_tables_match_unicode),
        fixture_test(format_characters_are_not_canonical_anywhere),
        fixture_test(white_space_at_an_end_causes_a_warning_and_is_trimmed),
        fixture_test(control_characters_are_malformed),
        fixture_test(every_place_of_an_address_counts),
        fixture_test(a_plain_address_is_recognized_byte_by_byte),
        fixture_test(an_address_has_at_most_320_bytes),
        fixture_test(white_space_at_either_end_counts_for_the_limit),
        fixture_test(the_canonical_address_has_the_policys_form),
        fixture_test(a_canonical_address_of_any_length_is_complete),
        fixture_test(a_canonical_address_is_complete_after_an_unescaped_name),
        fixture_test(white_space_that_is_a_control_character_is_trimmed_too),
        fixture_test(the_user_id_has_two_names),
        fixture_test(a_user_id_of_the_wrong_type_is_malformed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
