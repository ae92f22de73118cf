/* SPDX-License-Identifier: Apache-2.0 */

/* The avatar: an http or https URL under two names. */

#include "claim_checks.h"
#include "support.h"

struct text_claim {
    const char *name;
    pbjwt_claim claim;
    text_accessor get;
};

static void an_avatar_is_an_http_or_https_url(void **state) {
    struct fixture *f = *state;
    static const char *const good[] = {
        "https://cdn.example.com/a.png",
        "http://cdn.example.com/a.png",
        "https://example.com",
        "https://example.com/",
        "https://example.com:8443/a?b=c&d=%20#e",
        "http://127.0.0.1/a",
        "http://[::1]/a",
        "http://[2001:db8::1]:8080/a",
        "http://[::ffff:192.0.2.1]/a",
        "http://a:1",
        "http://a:65535/b",
        "http://a:0080/b",
        "http://a:0000065535",
        "http://a:0",
        "http://a:000",
        "http://a:/b",
        "https://a/b@c:d/e?f=//g:h",
        "https://m\xc3\xbcnchen.example/\xc3\xa9.png",
        "http://a",
        "HTTPS://EXAMPLE.COM/A.PNG",
        "HtTp://example.com/a",
    };
    static const char *const bad[] = {
        "https://example.com/a%",
        "https://example.com/a%2",
        "https://example.com/a%zz",
        "https://example.com/a%2z",
        "https://example.com/a%z2",
        "https://%/a",
        "https://example.com/a\xc2\xa0"
        "b",
        "https://example.com/a\xe2\x80\xa8",
        "https://example.com/\xe3\x80\x80"
        "a",
        " ",
        "a.png",
        "/a.png",
        "//cdn.example.com/a.png",
        "cdn.example.com/a.png",
        "http",
        "https",
        "http:",
        "https:",
        "http:/",
        "https:/example.com/a",
        "http://",
        "https://",
        "https:///a.png",
        "https//example.com",
        "https;//example.com",
        "ftp://example.com/a",
        "javascript:alert(1)",
        "javascript://example.com/%0aalert(1)",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "httpx://example.com",
        "httpss://example.com",
        "xhttp://example.com",
        "htt://example.com",
        " https://example.com",
        "https ://example.com",
        "blob:https://example.com/a",
        /* RFC 3986, 2: characters that URLs can't contain */
        "https://example.com/a b",
        "https://exa mple.com/a",
        "https://example.com/a\\n",
        "https://example.com/\\u0001",
        "https://example.com/\x7f",
        "https://example.com/\xc2\x85",
        "https://example.com/<a>",
        "https://example.com/\\\"onload=",
        "https://example.com\\\\@evil.example",
        /* RFC 9110, 4.2.4: userinfo is an error */
        "https://user@example.com/a",
        "https://user:password@example.com/a",
        /* RFC 3986, 3.2.2 and 3.2.3: host and port */
        "https://:443/a",
        "https:///a:b",
        "https://a]b/",
        "https://[::1",
        "https://example.com:655350/a",
        "https://?a",
        "https://#a",
        "https://example.com:65536/a",
        "https://example.com:4294967376/a", /* 80 if 32 bits wrap */
        "https://example.com:99999/a",
        "https://example.com:8o/a",
        "https://example.com:80:80/a",
        "https://[::1/a",
        "https://[]/a",
        "https://[::1]x/a",
        "https://[::g]/a",
        "h\xc5\xa5tp://example.com",
        "http\xef\xbc\x9a//example.com",
    };
    static const struct text_claim names[] = {
        {"avatar_url", PBJWT_CLAIM_AVATAR_URL, pbjwt_identity_avatar_url},
        {"avatarURL", PBJWT_CLAIM_AVATAR_URL_CAMEL, pbjwt_identity_avatar_url},
    };
    for (size_t n = 0; n < COUNT_OF(names); n++) {
        for (size_t i = 0; i < COUNT_OF(good); i++) {
            check_right(f, textf("\"%s\":\"%s\"", names[n].name, good[i]), names[n].get, good[i],
                        __LINE__);
        }
        for (size_t i = 0; i < COUNT_OF(bad); i++) {
            check_left_out(f, textf("\"%s\":\"%s\"", names[n].name, bad[i]), "wrong_form",
                           names[n].claim, names[n].get, __LINE__);
        }
        check_right(f, textf("\"%s\":\"\"", names[n].name), names[n].get, NULL, __LINE__);
        static const char *const values[] = {"0", "true", "[]", "{}", "[\"https://a.b\"]"};
        for (size_t i = 0; i < COUNT_OF(values); i++) {
            check_wrong(f, textf("\"%s\":%s", names[n].name, values[i]), names[n].claim,
                        names[n].get, __LINE__);
        }
        check_right(f, textf("\"%s\":null", names[n].name), names[n].get, NULL, __LINE__);
        check_right(f, textf("\"%s\":\"https:\\/\\/a.b\\/c\"", names[n].name), names[n].get,
                    "https://a.b/c", __LINE__);
    }
}

/* RFC 3986, 3.2.2: no IPv6 address is shorter than "::". */
static void one_character_in_brackets_is_not_an_address(void **state) {
    struct fixture *f = *state;
    static const char *const behind[] = {"", "/a", ":80", ":80/a", "?a", "#a"};
    static const char characters[] = "0123456789abcdefABCDEF:.-_~!$&'()*+,;=";
    for (size_t i = 0; i < COUNT_OF(behind); i++) {
        for (size_t c = 0; c < sizeof characters - 1; c++)
            check_left_out(f, textf("\"avatar_url\":\"http://[%c]%s\"", characters[c], behind[i]),
                           "wrong_form", PBJWT_CLAIM_AVATAR_URL, pbjwt_identity_avatar_url,
                           __LINE__);
        const char *const shortest = textf("http://[::]%s", behind[i]);
        check_right(f, textf("\"avatar_url\":\"%s\"", shortest), pbjwt_identity_avatar_url,
                    shortest, __LINE__);
    }
}

static void bytes_after_the_end_do_not_complete_a_percent_escape(void **state) {
    struct fixture *f = *state;
    check_members(f, "\"avatar_url\":\"https:\\/\\/a.b\\/%\",\"company_name\":\"41\\u0020\"",
                  PBJWT_OK, PBJWT_CLAIM_NONE);
    check_view(f->identity, pbjwt_identity_avatar_url, NULL);
    check_warnings(f, "wrong_form:avatar_url");
    check_members(f, "\"avatar_url\":\"https:\\/\\/a.b\\/%4\",\"company_name\":\"1\\u0020\"",
                  PBJWT_OK, PBJWT_CLAIM_NONE);
    check_warnings(f, "wrong_form:avatar_url");
    check_members(f, "\"avatar_url\":\"https:\\/\\/a.b\\/%41\"", PBJWT_OK, PBJWT_CLAIM_NONE);
    check_view(f->identity, pbjwt_identity_avatar_url, "https://a.b/%41");
}

static void of_two_avatars_the_first_good_one_counts(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *members;
        const char *avatar;
        const char *warnings;
        pbjwt_claim strict;
    } rows[] = {
        {"\"avatar_url\":\"https://a.b/1\",\"avatarURL\":\"https://a.b/2\"", "https://a.b/1", "",
         PBJWT_CLAIM_NONE},
        {"\"avatarURL\":\"https://a.b/2\",\"avatar_url\":\"https://a.b/1\"", "https://a.b/1", "",
         PBJWT_CLAIM_NONE},
        {"\"avatar_url\":\"https://a.b/1\",\"avatarURL\":\"https://a.b/1\"", "https://a.b/1", "",
         PBJWT_CLAIM_NONE},
        {"\"avatar_url\":null,\"avatarURL\":\"https://a.b/2\"", "https://a.b/2", "",
         PBJWT_CLAIM_NONE},
        {"\"avatar_url\":\"https://a.b/1\",\"avatarURL\":null", "https://a.b/1", "",
         PBJWT_CLAIM_NONE},
        {"\"avatar_url\":7,\"avatarURL\":\"https://a.b/2\"", "https://a.b/2",
         "wrong_type:avatar_url", PBJWT_CLAIM_AVATAR_URL},
        {"\"avatar_url\":\"\",\"avatarURL\":\"https://a.b/2\"", "https://a.b/2", "",
         PBJWT_CLAIM_NONE},
        {"\"avatar_url\":\"ftp://a.b\",\"avatarURL\":\"https://a.b/2\"", "https://a.b/2",
         "wrong_form:avatar_url", PBJWT_CLAIM_AVATAR_URL},
        {"\"avatar_url\":\"https://a.b/1\",\"avatarURL\":7", "https://a.b/1",
         "wrong_type:avatarURL", PBJWT_CLAIM_AVATAR_URL_CAMEL},
        {"\"avatarURL\":{},\"avatar_url\":[]", NULL, "wrong_type:avatar_url wrong_type:avatarURL",
         PBJWT_CLAIM_AVATAR_URL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        set_strict(f, false);
        check_members(f, rows[i].members, PBJWT_OK, PBJWT_CLAIM_NONE);
        check_view(f->identity, pbjwt_identity_avatar_url, rows[i].avatar);
        check_warnings(f, rows[i].warnings);
        set_strict(f, true);
        check_members(f, rows[i].members,
                      rows[i].strict == PBJWT_CLAIM_NONE ? PBJWT_OK : PBJWT_MALFORMED_CLAIM,
                      rows[i].strict);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(an_avatar_is_an_http_or_https_url),
        fixture_test(one_character_in_brackets_is_not_an_address),
        fixture_test(bytes_after_the_end_do_not_complete_a_percent_escape),
        fixture_test(of_two_avatars_the_first_good_one_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
