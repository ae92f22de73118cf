/* SPDX-License-Identifier: Apache-2.0 */

/* Wrappings around a token: each layer is reported, and the rest is the token. */

#include "explain_form_checks.h"

/* A row: text before and after a good token, the causes, and the finding. */
struct wrapping {
    const char *front;
    const char *back;
    const char *causes;
    const char *found;
};

static const struct wrapping wrappings[] = {
    {"\"", "\"", "12", "around it"},
    {"'", "'", "12", NULL},
    {"`", "`", "12", NULL},
    {"\xE2\x80\x9C", "\xE2\x80\x9D", "12", NULL},
    {"\xE2\x80\x9E", "\xE2\x80\x9C", "12", NULL},
    {"\xC2\xAB", "\xC2\xBB", "12", NULL},
    {"\\\"", "\\\"", "12", NULL},
    {"&quot;", "&quot;", "12", NULL},
    {"\"", "", "12", "before"},
    {"", "'", "12", "after"},
    {"\"'", "'\"", "12 12", NULL},
    {"Bearer ", "", "13", "\"Bearer \""},
    {"bearer ", "", "13", NULL},
    {"BEARER  ", "", "13", NULL},
    {"Bearer:", "", "13", NULL},
    {"Bearer+", "", "13", NULL},
    {"JWT ", "", "13", NULL},
    {"Bearer", "", "13 38", "\"Bearer\""},
    {"ssoToken", "", "26", "\"ssoToken\""},
    {"Authorization: Bearer ", "", "14", "\"Authorization\""},
    {"authorization:Bearer ", "", "14", NULL},
    {"Authorization: ", "", "14", NULL},
    {"\"Authorization\": \"Bearer ", "\"", "12 14", NULL},
    {"X-Token: ", "", "14", "\"X-Token\""},
    {"Cookie: ssoToken=", "; path=/", "14 21", "cookie"},
    {"Cookie: a=b; ssoToken=", "; c=d", "14 21", NULL},
    {"b'", "'", "15", NULL},
    {"b\"", "\"", "15", NULL},
    {"b&#39;", "&#39;", "15", NULL},
    {"b%27", "%27", "20 15", NULL},
    {"\"b'", "'\"", "12 15", NULL},
    {"{\"token\":\"", "\"}", "16", "\"token\""},
    {"{ \"ok\": true, \"data\": { \"ssoToken\" : \"", "\" } }\n", "17 16", "\"ssoToken\""},
    {"[\"", "\"]", "16", NULL},
    {"{'token': '", "'}", "16", NULL},
    {"{\"token\":\"Bearer ", "\"}", "16 13", NULL},
    {"{\"url\":\"https:\\/\\/a.example\\/cb?ssoToken=", "\"}", "16 21", NULL},
    {"{\"error\":null,\"jwt\":\"", "\",\"x\":\"", "16", "\"jwt\""},
    {"\"{\\\"token\\\":\\\"", "\\\"}\"", "12 16", NULL},
    {"\"", "\\n\"", "12 17", "line feed"},
    {"", "\n", "17", "After the token there is a line feed."},
    {"", "\r\n", "17", "2 characters"},
    {" ", "", "17", "Before the token there is a space."},
    {"\t", " ", "17 17", "a tab"},
    {"", "\xC2\xA0", "17", "no-break space"},
    {"\xE3\x80\x80", "", "17", "U+3000"},
    {"", "\\n", "17", "as an escape"},
    {"", "\\r\\n", "17", "as an escape"},
    {"\xEF\xBB\xBF", "", "18", "byte order mark"},
    {"\xC3\xAF\xC2\xBB\xC2\xBF", "", "18", NULL},
    {"\xEF\xBB\xBF", "\r\n", "18 17", NULL},
    {"https://a.example/sso/callback?ssoToken=", "&organizationId=acme", "21",
     "\"ssoToken\" of a URL"},
    {"https://a.example/sso/callback?organizationId=acme&ssoToken=", "", "21", NULL},
    {"https://a.example/#token=", "", "21", "\"token\" of a URL"},
    {"https://a.example/?jwt=", "#top", "21", "\"jwt\""},
    {"https://a.example/cb?x=eyJ.a&ssoToken=", "", "21", "\"ssoToken\""},
    {"https://a.example/sso/", "", "26", "Before"},
    {"ssoToken=", "&organizationId=acme", "21", "a query"},
    {"token=", "", "21", NULL},
    {"jwt=", "", "21", NULL},
    {"?ssoToken=", "", "21", NULL},
    {"redirect=https%3A%2F%2Fa.example%2F%3FssoToken%3D", "", "20 21", NULL},
    {"ssoToken=%22", "%22", "21 20 12", NULL},
    {"GET /cb?ssoToken=", " HTTP/1.1", "21 26", "\" HTTP/1.1\""},
    {"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", "", "23", "\"HTTP/1.1 200 OK\""},
    {"HTTP/1.1 200 OK\n\n{\"token\":\"", "\"}\n", "17 23 16", NULL},
    {"", ",", "26", "After the token there is \",\"."},
    {"", ";", "26", NULL},
    {"<", ">", "26 26", NULL},
    {"(", ")", "26 26", NULL},
    {"", "\xE2\x80\x8B", "26", "zero-width space"},
    {"", " is my token", "26", "\" is my token\""},
    {"my token: ", "", "26", "\"my token: \""},
    {"ssoToken is ", ".", "26 26", NULL},
    {"'Bearer ", "'\n", "17 12 13", NULL},
    {" \"Bearer ", "\"", "17 12 13", NULL},
};

static void each_kind_of_layer_is_named(void **state) {
    (void)state;
    const char *const good = good_text();
    for (size_t i = 0; i < COUNT_OF(wrappings); i++) {
        const struct wrapping *const row = &wrappings[i];
        const struct token token = token_of_text(textf("%s%s%s", row->front, good, row->back));
        expect_causes(token, NOTHING_ELSE, row->causes, row->found, __FILE__, __LINE__);
        pbjwt_report *const explained = explanation(token, NOTHING_ELSE);
        if (pbjwt_report_status(explained, NULL) == PBJWT_OK) {
            report(__FILE__, __LINE__, "accepted: %s%s", row->front, row->back);
        }
        /* Letters directly next to the token can't be removed, because the form stays good. */
        const bool grown = strcmp(row->front, "Bearer") == 0 || strcmp(row->front, "ssoToken") == 0;
        expect_status(pbjwt_report_status_after_cleaning(explained, NULL),
                      grown ? PBJWT_MALFORMED_HEADER : PBJWT_OK,
                      textf("%s...%s", row->front, row->back), __FILE__, __LINE__);
        pbjwt_report_free(explained);
    }
}

/* The good token with `between` inserted after each group of this many characters. */
static char *broken(const char *good, size_t every, const char *between) {
    char *text = textf("%s", "");
    for (size_t i = 0; i < strlen(good); i += every) {
        text = textf("%s%s%.*s", text, i == 0 ? "" : between, (int)every, good + i);
    }
    return text;
}

static void the_token_within_a_text_is_found(void **state) {
    (void)state;
    const char *const good = good_text();
    const struct {
        const char *text;
        const char *causes;
        const char *found;
    } rows[] = {
        {broken(good, 76, "\n"), "19", "offset 76, where base64 tools wrap"},
        {broken(good, 76, "\r\n"), "19", NULL},
        {broken(good, 64, "\n"), "19", "offset 64, where"},
        {broken(good, 50, "\\n"), "19", "offset 50."},
        {broken(good, 76, "=\n"), "19", NULL},
        {broken(good, 30, " "), "19", "spaces"},
        {broken(good, 30, "\n "), "19 19", NULL},
        {broken(good, 40, "\xE2\x80\x8B"), "26", "zero-width space (U+200B), at offset 40"},
        {broken(good, 40, "\xC2\xAD"), "26", "soft hyphen"},
        {replaced(good, ".", "%2E"), "20", "%2E"},
        {replaced(good, ".", "%2e"), "20", "2 such bytes"},
        {replaced(good, ".", "%252E"), "20", "more than once"},
        {replaced(textf("ssoToken=%s", good), ".", "%252E"), "21 20", NULL},
        {textf("%s\n%s", good, good), "26", "another token"},
        {textf("\"%s\"", broken(good, 76, "\n")), "12 19", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct token token = token_of_text(rows[i].text);
        expect_causes(token, NOTHING_ELSE, rows[i].causes, rows[i].found, __FILE__, __LINE__);
        pbjwt_report *const explained = explanation(token, NOTHING_ELSE);
        expect_status(pbjwt_report_status_after_cleaning(explained, NULL), PBJWT_OK, rows[i].text,
                      __FILE__, __LINE__);
        pbjwt_report_free(explained);
    }
}

static void utf16_is_named(void **state) {
    (void)state;
    const struct token good = person_token("");
    unsigned char *const wide = (unsigned char *)allocate(2 * good.length + 2);
    for (int high = 0; high < 2; high++) {
        wide[0] = high ? 0xFE : 0xFF;
        wide[1] = high ? 0xFF : 0xFE;
        for (size_t i = 0; i < good.length; i++) {
            wide[2 + 2 * i] = high ? 0 : good.bytes[i];
            wide[3 + 2 * i] = high ? good.bytes[i] : 0;
        }
        check_causes(token_of_bytes(wide, 2 * good.length + 2), "27", high ? "high" : "low");
        check_causes(token_of_bytes(wide + 2, 2 * good.length), "27", high ? "high" : "low");
    }
}

static void something_else_in_the_tokens_place_is_named(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *causes;
        const char *found;
    } rows[] = {
        {"", "10", "0 bytes"},
        {" \r\n", "10", "white space"},
        {"\xEF\xBB\xBF", "10", NULL},
        {"\"\"", "12 10", NULL},
        {"Bearer", "10", "Bearer"},
        {"Bearer ", "17 10", NULL},
        {"ssoToken=&organizationId=x", "21 10", NULL},
        {"undefined", "11", "\"undefined\""},
        {"null", "11", NULL},
        {"None", "11", NULL},
        {"NaN", "11", NULL},
        {"true", "11", NULL},
        {"False", "11", NULL},
        {"[object Object]", "11", NULL},
        {"[object Promise]", "11", NULL},
        {"[object Response]", "11", NULL},
        {"Bearer undefined", "13 11", NULL},
        {"\"undefined\"", "12 11", NULL},
        {"https://a.example/cb?ssoToken=undefined&x=y", "21 11", NULL},
        {"%5Bobject%20Object%5D", "20 11", NULL},
        {"{{token}}", "11", "template"},
        {"${ssoToken}", "11", "template"},
        {"<%= token %>", "11", "template"},
        {"<your token>", "11", "template"},
        {"<!DOCTYPE html><html><head><title>Sign in</title></head>", "22", "\"Sign in\""},
        {"<!doctype html>", "22", "HTML"},
        {"<html></html>", "22", NULL},
        {"<?xml version=\"1.0\"?>", "22", NULL},
        {"<p>eyJ.a.b</p>", "22", NULL},
        {"HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n<html>", "23 22", "302"},
        {"HTTP/1.1 401 Unauthorized\r\n\r\n", "17 23 10", "401"},
        {"{\"error\":\"unauthorized\"}", "24", "\"error\" is \"unauthorized\""},
        {"{\"message\":\"Not found\",\"code\":404}", "24", "Not found"},
        {"{}", "24", NULL},
        {"[]", "24", NULL},
        {"{\"payload\":\"e30\",\"signature\":\"AA\"}", "24", "JWS as JSON"},
        {"{\"email\":\"ann@example.com\"}", "24", "claims as JSON"},
        {"hello", "25", "\"hello\""},
        {"Not authorized, sorry", "25", NULL},
        {"https://a.example/cb", "25", "URL"},
        {"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "25",
         "64 hex characters"},
        {"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "25", "one word of 43"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_causes_of_text(rows[i].text, rows[i].causes, rows[i].found);
    }
    check_causes(token_of_bytes("\0\0\0", 3), "10", NULL);
    check_causes(token_of_bytes("\xFF\xFE\xFD", 3), "25", NULL);
}

static void a_signature_is_never_shown(void **state) {
    (void)state;
    const char *const good = good_text();
    const char *const signature = strrchr(good, '.') + 1;
    const char *const texts[] = {
        signature,
        textf("%s tail", signature),
        textf("%s %s", good, signature),
        textf("\"%s\"", signature),
        textf("%s, %s.", good, signature),
        textf("%.*s", (int)strlen(good) - 3, good),
        textf("%s%%", good),
        textf("%s!", good),
        textf("%s\xE2\x80\x8B%s", good, signature),
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        pbjwt_report *const explained = explanation(token_of_text(texts[i]), NOTHING_ELSE);
        char *text = NULL;
        check_call(pbjwt_report_text(explained, false, &text, NULL), PBJWT_OK);
        for (size_t at = 0; at + 7 <= strlen(signature); at++) {
            const char *const piece = textf("%.7s", signature + at);
            if (strstr(text, piece) != NULL) {
                report(__FILE__, __LINE__, "%s of the signature in\n%s", piece, text);
                break;
            }
        }
        pbjwt_free(text);
        pbjwt_report_free(explained);
    }
}

static void a_good_token_is_not_changed(void **state) {
    (void)state;
    const struct token tokens[] = {
        person_token(""),
        person_token("\"sub\":\"4711\",\"name\":\"Zo\xC3\xAB\""),
        make_token("{\"alg\":\"HS256\"}", "{" PERSON "}", SECRET),
        make_token("{ \"typ\" : \"application/jwt\", \"alg\":\"HS256\" }", "{" PERSON "}", SECRET),
        token_of_length(240),
        token_of_length(255),
        token_of_length(1024),
        token_of_length(8192),
    };
    for (size_t i = 0; i < COUNT_OF(tokens); i++) {
        pbjwt_report *const explained = explanation(tokens[i], NOTHING_ELSE);
        check(pbjwt_report_status(explained, NULL) == PBJWT_OK);
        check(pbjwt_report_status_after_cleaning(explained, NULL) == PBJWT_OK);
        if (pbjwt_report_cause_count(explained) != 0) {
            report(__FILE__, __LINE__, "causes of a good token:\n%s", all_found(explained));
        }
        pbjwt_report_free(explained);
    }
}

/* More layers than anybody really makes. */
static void deep_wrapping_ends(void **state) {
    (void)state;
    const char *text = good_text();
    text = textf("%s%s%s", repeat("\"", 2000), text, repeat("\"", 2000));
    pbjwt_report *explained = explanation(token_of_text(text), NOTHING_ELSE);
    check(pbjwt_report_status_after_cleaning(explained, NULL) != PBJWT_OK);
    pbjwt_report_free(explained);
    static const char *const repeated[] = {
        "token=", "eyJ",     "eyJ.",     "=eyJ",    "{\"",      "[\"eyJ",  "%25", "\\u0065", " eyJ",
        "b'",     "<title>", "\xE2\x80", "{\"eyJ.", "https://", "Bearer ", "\n",  "'a':"};
    for (size_t i = 0; i < COUNT_OF(repeated); i++) {
        text = repeat(repeated[i], 16384 / strlen(repeated[i]));
        pbjwt_report_free(explanation(token_of_text(text), NOTHING_ELSE));
        text = textf("{\"token\":\"%s", repeat(repeated[i], 16000 / strlen(repeated[i])));
        pbjwt_report_free(explanation(token_of_text(text), NOTHING_ELSE));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(each_kind_of_layer_is_named),
        fixture_test(the_token_within_a_text_is_found),
        fixture_test(utf16_is_named),
        fixture_test(something_else_in_the_tokens_place_is_named),
        fixture_test(a_signature_is_never_shown),
        fixture_test(a_good_token_is_not_changed),
        fixture_test(deep_wrapping_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
