/* SPDX-License-Identifier: Apache-2.0 */

/* Explanations of times, claims and user_hash: every mistake has its cause, and good tokens have none. */

#include "explain_checks.h"

#include <openssl/sha.h>
#include <stdlib.h>

/* An e-mail with members, a payload with good times and members, and one with members first. */
#define WITH(members) "{" PERSON "," members "}"
#define TIMED(times) "{\"email\":\"ann@example.com\"," times "}"
#define UNNAMED(members) "{" TIMES "," members "}"
#define EMAIL(text) UNNAMED("\"email\":\"" text "\"")
/* NOW, and the same with something added. */
#define IAT "\"iat\":1749999940"
#define EXP "\"exp\":1750003540"

static void good_tokens_have_no_cause(void **state) {
    (void)state;
    const struct mistake rows[] = {
        {"{" PERSON "}", "", "", BY_DEFAULT, PBJWT_OK},
        {WITH("\"sub\":\"1\",\"name\":\"Ann\",\"company_mrr\":12.5,\"renewal_risk\":\"low\""), "",
         "", STRICT, PBJWT_OK},
        {WITH("\"renewal_date\":\"2026-03-31\",\"avatar_url\":\"https://a.example/a.png\""), "", "",
         STRICT, PBJWT_OK},
        {WITH("\"iss\":\"https://a.example\",\"aud\":[\"x\",\"portal\"],\"jti\":\"1\""), "", "",
         ISSUER_AND_AUDIENCE, PBJWT_OK},
        {WITH("\"sub\":\"1\",\"id\":\"1\",\"nbf\":1749999940"), "", "", LOWER_CASE, PBJWT_OK},
        {WITH("\"user\":{\"email\":\"x@y.z\"},\"plan\":\"a@b\""), "", "", BY_DEFAULT, PBJWT_OK},
        {WITH("\"name\":null,\"company_id\":\"\",\"sub\":null"), "", "", STRICT, PBJWT_OK},
        {TIMED("\"iat\":1749999990,\"exp\":1749999993"), "", "", BY_DEFAULT, PBJWT_OK},
        {TIMED("\"iat\":1750000030,\"exp\":1750003630"), "", "", BY_DEFAULT, PBJWT_OK},
        {TIMED("\"iat\":0,\"exp\":1750003540"), "", "", ANY_LIFETIME, PBJWT_OK},
        {TIMED(IAT), "", "", WITHOUT_EXP, PBJWT_OK},
    };
    check_mistakes(rows);
}

static void times_in_another_form_are_explained(void **state) {
    (void)state;
    const struct mistake rows[] = {
        {TIMED(IAT), "140", "no \"exp\"", BY_DEFAULT, PBJWT_MISSING_EXP},
        {TIMED(IAT ",\"exp\":null"), "140", "null", BY_DEFAULT, PBJWT_MISSING_EXP},
        {TIMED(IAT ",\"expires\":1750003540"), "187", "\"expires\"|\"exp\"", BY_DEFAULT,
         PBJWT_MISSING_EXP},
        {TIMED(IAT ",\"expiresAt\":1750003540"), "187", "\"expiresAt\"", WITHOUT_EXP, PBJWT_OK},
        {TIMED(IAT ",\"exp\":\"1750003540\""), "142", "\"exp\"|text", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {TIMED(IAT ",\"exp\":\"1h\""), "142", "text", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {TIMED(IAT ",\"exp\":\"2025-06-15T16:00:00Z\""), "143", "date", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {TIMED(IAT ",\"exp\":\"6/15/2025, 4:00:00 PM\""), "143", "date", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {TIMED(IAT ",\"exp\":\"15/06/2025\""), "143", "date", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {TIMED(IAT ",\"exp\":\"Jun 15 16:00\""), "143", "date", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {TIMED(EXP ",\"iat\":true"), "145", "\"iat\"|a boolean", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {TIMED(IAT ",\"exp\":{\"$date\":1}"), "145", "an object", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {TIMED(IAT ",\"exp\":1750003540000"), "141", "milliseconds|2025-06-15T16:05:40Z",
         BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {TIMED(EXP ",\"iat\":1749999940123456"), "141", "\"iat\"|microseconds", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {TIMED(EXP ",\"iat\":1749999940.5e9"), "141", "nanoseconds", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {TIMED(IAT ",\"exp\":9223372036854775807"), "144", "9999|range", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {TIMED(IAT "," EXP ",\"nbf\":-1"), "144", "\"nbf\"|1970|range", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {TIMED("\"exp\":\"x\",\"iat\":\"y\""), "142 142", "\"exp\"|\"iat\"", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {TIMED(EXP), "156", "\"iat\"", BY_DEFAULT, PBJWT_OK},
        {TIMED(EXP ",\"issuedAt\":1749999940"), "187 156", "\"issuedAt\"", BY_DEFAULT, PBJWT_OK},
    };
    check_mistakes(rows);
}

static void clocks_and_lifetimes_are_explained(void **state) {
    (void)state;
    const struct mistake rows[] = {
        {TIMED("\"exp\":3600"), "146 156", "1 hour", BY_DEFAULT, PBJWT_EXPIRED},
        {TIMED(IAT ",\"exp\":864000"), "146", "10 days", BY_DEFAULT, PBJWT_EXPIRED},
        {TIMED("\"exp\":3612"), "147 156", "1970", BY_DEFAULT, PBJWT_EXPIRED},
        {TIMED("\"iat\":0,\"exp\":3600"), "147", "1970", BY_DEFAULT, PBJWT_EXPIRED},
        {TIMED("\"iat\":12," EXP), "147", "1970", BY_DEFAULT, PBJWT_LIFETIME_TOO_LONG},
        /* Without an iat, assuming the samples' lifetime of an hour. */
        {TIMED("\"exp\":1749974800"), "148 150 156", "8 hours behind|7 hours ago", BY_DEFAULT,
         PBJWT_EXPIRED},
        {TIMED("\"exp\":1750014400"), "148 152 156", "3 hours ahead", BY_DEFAULT,
         PBJWT_LIFETIME_TOO_LONG},
        {TIMED("\"exp\":1750014521"), "152 156", "4 hours", BY_DEFAULT, PBJWT_LIFETIME_TOO_LONG},
        {TIMED("\"iat\":1750019800,\"exp\":1750023400"), "148", "5 hours 30 minutes ahead",
         BY_DEFAULT, PBJWT_ISSUED_IN_FUTURE},
        {TIMED("\"iat\":1749974880,\"exp\":1749978480"), "148 150", "behind", BY_DEFAULT,
         PBJWT_EXPIRED},
        {TIMED("\"iat\":1749974921,\"exp\":1749978521"), "150", "expired", BY_DEFAULT,
         PBJWT_EXPIRED},
        {TIMED(IAT ",\"exp\":1749974800"), "148 150 153", "8 hours behind", BY_DEFAULT,
         PBJWT_EXPIRED},
        /* A token of an hour that has just expired was issued an hour ago. */
        {TIMED("\"iat\":1749996340,\"exp\":1749999940"), "150 148", "1 minute ago", BY_DEFAULT,
         PBJWT_EXPIRED},
        {TIMED("\"iat\":1749990000,\"exp\":1749993600"), "150", "2025-06-15T13:20:00Z|1 hour",
         BY_DEFAULT, PBJWT_EXPIRED},
        {TIMED("\"iat\":1749999900,\"exp\":1749999903.6"), "151 150", "only 3.6 seconds",
         BY_DEFAULT, PBJWT_EXPIRED},
        {TIMED("\"iat\":1750000095,\"exp\":1750003695"), "149", "1 minute 35 seconds ahead|clock",
         BY_DEFAULT, PBJWT_ISSUED_IN_FUTURE},
        {TIMED("\"exp\":1750003695"), "149 152 156", "1 minute 35 seconds|clock", BY_DEFAULT,
         PBJWT_LIFETIME_TOO_LONG},
        {TIMED("\"iat\":1750001234,\"exp\":1750004834"), "155", "20 minutes", BY_DEFAULT,
         PBJWT_ISSUED_IN_FUTURE},
        {TIMED(IAT "," EXP ",\"nbf\":1750000300"), "154", "\"nbf\"|5 minutes", BY_DEFAULT,
         PBJWT_NOT_YET_VALID},
        {TIMED(EXP ",\"nbf\":1750000300"), "149 156", "\"nbf\"|clock", BY_DEFAULT,
         PBJWT_NOT_YET_VALID},
        {TIMED("\"nbf\":1750007200,\"iat\":1750007200,\"exp\":1750010800"), "148",
         "\"nbf\"|2 hours", BY_DEFAULT, PBJWT_NOT_YET_VALID},
        {TIMED("\"iat\":1749999940,\"exp\":1752591940"), "152", "30 days|1 hour", BY_DEFAULT,
         PBJWT_LIFETIME_TOO_LONG},
        {TIMED("\"iat\":1749999940,\"exp\":1753599940"), "152", "milliseconds", BY_DEFAULT,
         PBJWT_LIFETIME_TOO_LONG},
        {TIMED("\"iat\":1750000010,\"exp\":1750000000"), "153", "10 seconds before", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {TIMED("\"iat\":1750000010,\"exp\":1750000010"), "153", "the same time", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
    };
    check_mistakes(rows);
}

static void a_missing_email_is_searched_for(void **state) {
    (void)state;
    const struct mistake rows[] = {
        {"{" TIMES "}", "170", "no \"email\"", BY_DEFAULT, PBJWT_MISSING_EMAIL},
        {UNNAMED("\"email\":null"), "170", "null", BY_DEFAULT, PBJWT_MISSING_EMAIL},
        {UNNAMED("\"Email\":\"ann@example.com\""), "187", "\"Email\": did you mean \"email\"",
         BY_DEFAULT, PBJWT_MISSING_EMAIL},
        {UNNAMED("\"E-Mail\":\"ann@example.com\""), "187", "\"E-Mail\"", BY_DEFAULT,
         PBJWT_MISSING_EMAIL},
        {UNNAMED("\"m\\u0061il\":\"ann@example.com\""), "187", "\"mail\"", BY_DEFAULT,
         PBJWT_MISSING_EMAIL},
        {UNNAMED("\"user_email\":\"ann@example.com\""), "187", "\"user_email\"", BY_DEFAULT,
         PBJWT_MISSING_EMAIL},
        {UNNAMED(
             "\"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress\":\"a@b.c\""),
         "188", "ClaimTypes", BY_DEFAULT, PBJWT_MISSING_EMAIL},
        {UNNAMED("\"user\":{\"id\":1,\"email\":\"ann@example.com\"}"), "189", "\"user.email\"",
         BY_DEFAULT, PBJWT_MISSING_EMAIL},
        {UNNAMED("\"a\":{},\"data\":{\"x\":{},\"user\":{\"email\":\"a@b.c\"}}"), "189",
         "\"data.user.email\"", BY_DEFAULT, PBJWT_MISSING_EMAIL},
        {UNNAMED("\"https://b.example/claims\":{\"emailAddress\":\"a@b.c\"}"), "189",
         "\"https://b.example/claims.emailAddress\"", BY_DEFAULT, PBJWT_MISSING_EMAIL},
        {UNNAMED("\"a\":{\"b\":{\"c\":{\"d\":{\"email\":\"a@b.c\"}}}}"), "170", "no \"email\"",
         BY_DEFAULT, PBJWT_MISSING_EMAIL},
        {UNNAMED("\"user\":{\"email\":\"\"}"), "170", "", BY_DEFAULT, PBJWT_MISSING_EMAIL},
        {UNNAMED("\"user\":{\"email\":7}"), "170", "", BY_DEFAULT, PBJWT_MISSING_EMAIL},
        {UNNAMED("\"sub\":\"ann@example.com\""), "170", "\"sub\" holds an address", BY_DEFAULT,
         PBJWT_MISSING_EMAIL},
        {UNNAMED("\"https://b.example/email\":\"ann@example.com\""), "170",
         "\"https://b.example/email\" holds", BY_DEFAULT, PBJWT_MISSING_EMAIL},
        {UNNAMED("\"account_owner_email\":\"bob@example.com\",\"u\":\"https://x@y.z/\""), "170",
         "no \"email\".", BY_DEFAULT, PBJWT_MISSING_EMAIL},
        {EMAIL(""), "171", "empty", BY_DEFAULT, PBJWT_MISSING_EMAIL},
        {UNNAMED("\"email\":\"\",\"mail\":\"ann@example.com\""), "171 187", "\"mail\"", BY_DEFAULT,
         PBJWT_MISSING_EMAIL},
        {EMAIL("undefined"), "172", "\"undefined\"|JavaScript|missing", BY_DEFAULT,
         PBJWT_MISSING_EMAIL},
        {EMAIL("NONE"), "172", "Python", BY_DEFAULT, PBJWT_MISSING_EMAIL},
    };
    check_mistakes(rows);
}

static void an_email_in_another_form_is_explained(void **state) {
    (void)state;
    char *const long_one = textf("%s@example.com", repeat("a", 310));
    const struct mistake rows[] = {
        {UNNAMED("\"email\":[\"a@b.c\",\"d@e.f\"]"), "184", "\"email\" is an array", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {UNNAMED("\"email\":{\"address\":\"a@b.c\"}"), "198", "an object|text", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {EMAIL("   "), "174", "blank|3 bytes", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {EMAIL("ann"), "173", "without an @", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {EMAIL("@example.com"), "173", "before the @", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {EMAIL("ann@"), "173", "after the @", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {EMAIL("ann\xEF\xBC\xA0"
               "example.com"),
         "177", "U+FF20|@", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {EMAIL("ann\\n@example.com"), "176", "U+000A", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {textf("{" TIMES ",\"email\":\"%s\"}", long_one), "175", "322 bytes|320", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {EMAIL("Ann@Example.com"), "178", "upper-case", BY_DEFAULT, PBJWT_OK},
        {EMAIL("Ann@Example.com"), "178", "upper-case", LOWER_CASE, PBJWT_EMAIL_NOT_CANONICAL},
        {EMAIL(" ann@example.com"), "179", "in front|U+0020", BY_DEFAULT, PBJWT_OK},
        {EMAIL("ann@example.com\xC2\xA0"), "179", "at its end|U+00A0 (a no-break space)",
         BY_DEFAULT, PBJWT_OK},
        {EMAIL("\xEF\xBB\xBF"
               "ann@example.com"),
         "180", "U+FEFF (a byte order mark", BY_DEFAULT, PBJWT_OK},
        {EMAIL("ann@exa\xE2\x80\x8Bmple.com"), "180", "U+200B (a zero-width space)", BY_DEFAULT,
         PBJWT_OK},
        {EMAIL("ann@example.com\xF3\xA0\x81\xBF"), "180", "U+E007F", BY_DEFAULT, PBJWT_OK},
        {EMAIL(" \xE2\x80\x8B"
               "Ann@example.com "),
         "180 179 178", "", BY_DEFAULT, PBJWT_OK},
        {EMAIL("mailto:ann@example.com"), "181", "mailto:", BY_DEFAULT, PBJWT_OK},
        {EMAIL("MailTo:ann@example.com"), "178 181", "mailto:", BY_DEFAULT, PBJWT_OK},
        {EMAIL("ann b <ann@example.com>"), "181", "display name", BY_DEFAULT, PBJWT_OK},
    };
    check_mistakes(rows);
}

static void ids_are_explained(void **state) {
    (void)state;
    const struct mistake rows[] = {
        {WITH("\"sub\":4711"), "182", "\"sub\" is the number 4711|text", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {WITH("\"id\":4711.0"), "182", "\"id\" is a number", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {WITH("\"sub\":{\"$oid\":\"507f\"}"), "198", "an object|MongoDB|text", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {WITH("\"sub\":[\"1\"]"), "184", "\"sub\" is an array", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {WITH("\"id\":false"), "183", "\"id\" is a boolean", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {WITH("\"sub\":7,\"id\":8"), "182 182", "\"sub\"|\"id\"", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {WITH("\"sub\":\"1\",\"id\":\"2\""), "190", "\"sub\" is \"1\" and \"id\" is \"2\"",
         BY_DEFAULT, PBJWT_CONFLICTING_USER_ID},
        {WITH("\"sub\":\"Array\""), "172", "\"Array\"|PHP|absent", BY_DEFAULT, PBJWT_OK},
        {WITH("\"id\":\"[object Object]\",\"sub\":\"1\""), "172", "\"id\"|JavaScript|absent",
         BY_DEFAULT, PBJWT_OK},
        {WITH("\"userId\":\"1\""), "187", "\"userId\": did you mean \"sub\"", BY_DEFAULT, PBJWT_OK},
    };
    check_mistakes(rows);
}

static void claims_with_warnings_are_explained(void **state) {
    (void)state;
    const struct mistake rows[] = {
        {WITH("\"name\":[\"Ann\",\"Ann\"]"), "184", "\"name\" is an array|.NET", BY_DEFAULT,
         PBJWT_OK},
        {WITH("\"name\":[\"Ann\",\"Ann\"]"), "184", "\"name\"", STRICT, PBJWT_MALFORMED_CLAIM},
        {WITH("\"company_id\":12"), "195", "\"company_id\" is the number 12", BY_DEFAULT, PBJWT_OK},
        {WITH("\"company\":{\"id\":1}"), "195", "\"company\"|\"company_name\"|\"company_id\"",
         BY_DEFAULT, PBJWT_OK},
        {WITH("\"company_id\":\"undefined\""), "172", "\"undefined\"|\"company_id\"|absent",
         BY_DEFAULT, PBJWT_OK},
        {WITH("\"name\":\"undefined\""), "172", "\"name\"|as it is", BY_DEFAULT, PBJWT_OK},
        {WITH("\"avatar_url\":\"null\""), "172", "\"avatar_url\"|left out", BY_DEFAULT, PBJWT_OK},
        {WITH("\"account_owner_id\":\"<a.B object at 0x7f>\""), "172", "Python", BY_DEFAULT,
         PBJWT_OK},
        {WITH("\"external_user_id\":\"Optional(7)\""), "172", "Swift", BY_DEFAULT, PBJWT_OK},
        {WITH("\"company_mrr\":\"1299.00\""), "186", "\"company_mrr\" is text|1299|number",
         BY_DEFAULT, PBJWT_OK},
        {WITH("\"company_mrr\":\"1299.00\""), "186", "\"company_mrr\"", STRICT,
         PBJWT_MALFORMED_CLAIM},
        {WITH("\"company_mrr\":\"1,200\""), "196", "a comma", BY_DEFAULT, PBJWT_OK},
        {WITH("\"company_mrr\":\"$99\""), "196", "currency", BY_DEFAULT, PBJWT_OK},
        {WITH("\"company_mrr\":\"99 \xE2\x82\xAC\""), "196", "currency", BY_DEFAULT, PBJWT_OK},
        {WITH("\"company_mrr\":\"1 200\""), "196", "a space", BY_DEFAULT, PBJWT_OK},
        {WITH("\"company_mrr\":\".5\""), "196", "digits on both sides", BY_DEFAULT, PBJWT_OK},
        {WITH("\"company_mrr\":\"n/a\""), "196", "isn't a number", BY_DEFAULT, PBJWT_OK},
        {WITH("\"company_mrr\":{\"$numberDecimal\":\"1\"}"), "196", "\"company_mrr\"|MongoDB",
         BY_DEFAULT, PBJWT_OK},
        {WITH("\"renewal_date\":\"3/5/2026\""), "197", "slashes", BY_DEFAULT, PBJWT_OK},
        {WITH("\"renewal_date\":\"Tue Sep 01 2026 00:00:00 GMT+0000\""), "197", "toString()",
         BY_DEFAULT, PBJWT_OK},
        {WITH("\"renewal_date\":\"Tue, 01 Sep 2026 00:00:00 GMT\""), "197", "HTTP", BY_DEFAULT,
         PBJWT_OK},
        {WITH("\"renewal_date\":\"2026-3-1\""), "197", "leading zeros", BY_DEFAULT, PBJWT_OK},
        {WITH("\"renewal_date\":\"01.03.2026\""), "197", "points", BY_DEFAULT, PBJWT_OK},
        {WITH("\"renewal_date\":\"20260301\""), "197", "digits only", BY_DEFAULT, PBJWT_OK},
        {WITH("\"renewal_date\":\"soon\""), "197", "ISO 8601", BY_DEFAULT, PBJWT_OK},
        {WITH("\"renewal_date\":1772323200000"), "197", "milliseconds|2026-03-01T00:00:00Z",
         BY_DEFAULT, PBJWT_OK},
        {WITH("\"renewal_date\":-1"), "197", "-1", BY_DEFAULT, PBJWT_OK},
        {WITH("\"renewal_date\":{\"date\":\"2026-09-01\",\"timezone\":\"UTC\"}"), "197", "PHP",
         BY_DEFAULT, PBJWT_OK},
        {WITH("\"renewal_date\":\"2026-03-01 00:00:00\""), "186", "read as 2026-03-01T00:00:00Z",
         BY_DEFAULT, PBJWT_OK},
        {WITH("\"renewal_date\":1772323200"), "186", "read as 2026-03-01T00:00:00Z", BY_DEFAULT,
         PBJWT_OK},
        {WITH("\"renewal_risk\":\"High\""), "186", "\"renewal_risk\" is \"High\"", BY_DEFAULT,
         PBJWT_OK},
        {WITH("\"renewal_risk\":\"severe\""), "185", "low, medium or high", BY_DEFAULT, PBJWT_OK},
        {WITH("\"avatar_url\":\"/a.png\""), "191", "relative|http", BY_DEFAULT, PBJWT_OK},
        {WITH("\"avatarURL\":\"//a.example/a.png\""), "191", "\"avatarURL\"|https:", BY_DEFAULT,
         PBJWT_OK},
        {WITH("\"avatar_url\":\"www.a.example/a.png\""), "191", "relative", BY_DEFAULT, PBJWT_OK},
        {WITH("\"avatar_url\":\"https://a.example/a b.png\""), "192", "white space", BY_DEFAULT,
         PBJWT_OK},
        {WITH("\"avatar_url\":\"data:image/png;base64,AA==\""), "192", "an image itself",
         BY_DEFAULT, PBJWT_OK},
        {WITH("\"avatar_url\":\"file:///a.png\""), "192", "isn't an http", BY_DEFAULT, PBJWT_OK},
        {WITH("\"avatar_url\":\"https://\""), "192", "like this", BY_DEFAULT, PBJWT_OK},
        {WITH("\"companyName\":\"Acme\""), "187", "\"companyName\": did you mean \"company_name\"",
         BY_DEFAULT, PBJWT_OK},
        {WITH("\"http://schemas.microsoft.com/ws/2008/06/identity/claims/name\":\"x\""), "188",
         "\"name\"", BY_DEFAULT, PBJWT_OK},
        {WITH("\"mrr\":1,\"picture\":\"x\",\"company_name\":7"), "195 187 187",
         "\"picture\"|\"avatar_url\"|\"mrr\"|\"company_mrr\"", BY_DEFAULT, PBJWT_OK},
        {WITH("\"avatar_url\":null,\"picture\":\"x\""), "", "", BY_DEFAULT, PBJWT_OK},
    };
    check_mistakes(rows);
}

static void issuers_and_audiences_are_explained(void **state) {
    (void)state;
    const struct mistake rows[] = {
        {WITH("\"iss\":7"), "182", "\"iss\"", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {WITH("\"jti\":7"), "182", "\"jti\" is the number 7", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {WITH("\"aud\":{\"a\":1}"), "183", "an object|array of texts", BY_DEFAULT,
         PBJWT_MALFORMED_CLAIM},
        {WITH("\"aud\":[1]"), "183", "something else than text", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {WITH("\"iss\":\"null\""), "172", "\"iss\"", BY_DEFAULT, PBJWT_OK},
        {WITH("\"aud\":[\"undefined\"]"), "172", "\"aud\"", BY_DEFAULT, PBJWT_OK},
        {WITH("\"aud\":\"portal\""), "193", "no \"iss\"|\"https://a.example\"", ISSUER_AND_AUDIENCE,
         PBJWT_ISSUER_MISMATCH},
        {WITH("\"aud\":\"portal\",\"iss\":\"https://a.example/\""), "193", "slash",
         ISSUER_AND_AUDIENCE, PBJWT_ISSUER_MISMATCH},
        {WITH("\"aud\":\"Portal\",\"iss\":\"https://a.example\""), "194", "\"Portal\"|case",
         ISSUER_AND_AUDIENCE, PBJWT_AUDIENCE_MISMATCH},
        {WITH("\"aud\":\"portal \",\"iss\":\"https://a.example\""), "194", "white space",
         ISSUER_AND_AUDIENCE, PBJWT_AUDIENCE_MISMATCH},
        {WITH("\"aud\":[\"a\",\"b\",\"c\"],\"iss\":\"https://a.example\""), "194",
         "\"a\" and 2 more|\"portal\"", ISSUER_AND_AUDIENCE, PBJWT_AUDIENCE_MISMATCH},
        {WITH("\"aud\":[],\"iss\":\"https://b.example\""), "193 194", "\"https://b.example\"",
         ISSUER_AND_AUDIENCE, PBJWT_ISSUER_MISMATCH},
    };
    check_mistakes(rows);
}

/* user_hash */

static const char *hashed(const char *members, const char *key, const char *text) {
    return textf("{" PERSON ",%s,\"user_hash\":\"%s\"}", members, hmac_hex(key, text));
}

static const char *hash_is(const char *value) {
    return textf("{" PERSON ",\"sub\":\"Ab1\",\"user_hash\":%s}", value);
}

/* The hash of sub, written in this alphabet. */
static char *hash_as_base64(bool url, bool of_hex) {
    unsigned char mac[32];
    hmac_sha256(SECRET, strlen(SECRET), "Ab1", 3, mac);
    char *text = of_hex ? base64url(hmac_hex(SECRET, "Ab1"), 64) : base64url(mac, sizeof mac);
    for (char *p = text; !url && *p != 0; p++)
        *p = (char)(*p == '-' ? '+' : *p == '_' ? '/' : *p);
    return textf("\"%s%s\"", text, url ? "" : of_hex ? "==" : "=");
}

static const char *hyphened(const char *hex) {
    char *text = textf("%c%c", hex[0], hex[1]);
    for (size_t i = 2; i < 64; i += 2)
        text = textf("%s-%c%c", text, hex[i], hex[i + 1]);
    return text;
}

static const char *sha256_hex(const char *text) {
    unsigned char hash[32];
    char *hex = textf("%s", "");
    (void)SHA256((const unsigned char *)text, strlen(text), hash);
    for (size_t i = 0; i < sizeof hash; i++)
        hex = textf("%s%02x", hex, hash[i]);
    return textf("\"%s\"", hex);
}

static void right_hashes_have_no_cause(void **state) {
    (void)state;
    const struct mistake rows[] = {
        {hashed("\"sub\":\"Ab1\"", SECRET, "Ab1"), "", "", HASH_REQUIRED, PBJWT_OK},
        {hashed("\"id\":\"Ab1\"", SECRET, "Ab1"), "", "", HASH_IF_PRESENT, PBJWT_OK},
        {hashed("\"id\":\"Ab1\"", SECRET, "Ab1"), "", "", BY_DEFAULT, PBJWT_OK},
        {WITH("\"sub\":\"Ab1\""), "", "", HASH_IF_PRESENT, PBJWT_OK},
        {WITH("\"user_hash\":null"), "", "", BY_DEFAULT, PBJWT_OK},
        /* Only the id's type is wrong. */
        {hashed("\"sub\":4711", SECRET, "4711"), "182", "", HASH_REQUIRED, PBJWT_MALFORMED_CLAIM},
    };
    check_mistakes(rows);
}

static void forms_of_hashes_are_explained(void **state) {
    (void)state;
    char *const hex = hmac_hex(SECRET, "Ab1");
    const struct mistake rows[] = {
        {hash_is(hash_as_base64(false, false)), "216", "base64", HASH_REQUIRED,
         PBJWT_MALFORMED_CLAIM},
        {hash_is(hash_as_base64(true, false)), "216", "base64", HASH_IF_PRESENT,
         PBJWT_MALFORMED_CLAIM},
        {hash_is(hash_as_base64(false, true)), "216", "hex text", BY_DEFAULT, PBJWT_OK},
        {hash_is(hash_as_base64(true, true)), "216", "hex text", BY_DEFAULT, PBJWT_OK},
        {hash_is(textf("\"%s\"", hyphened(hex))), "217", "separators", HASH_REQUIRED,
         PBJWT_MALFORMED_CLAIM},
        {hash_is(textf("\"%s\\n\"", hex)), "219", "white space", HASH_REQUIRED,
         PBJWT_MALFORMED_CLAIM},
        {hash_is(textf("\"sha256=%s\"", hex)), "219", "in front", HASH_REQUIRED,
         PBJWT_MALFORMED_CLAIM},
        {hash_is(textf("\"%.40s\"", hex)), "219", "SHA-1", HASH_REQUIRED, PBJWT_MALFORMED_CLAIM},
        {hash_is(textf("\"%s%s\"", hex, hex)), "219", "SHA-512", BY_DEFAULT, PBJWT_OK},
        {hash_is(textf("\"%.63sx\"", hex)), "219", "not all are hex", BY_DEFAULT, PBJWT_OK},
        {hash_is("\"abc\""), "219", "too short", BY_DEFAULT, PBJWT_OK},
        {hash_is("\"\""), "219", "empty", HASH_REQUIRED, PBJWT_MALFORMED_CLAIM},
        {hash_is("\"undefined\""), "219", "a missing value", HASH_REQUIRED, PBJWT_MALFORMED_CLAIM},
        {hash_is("7"), "219", "a number", HASH_REQUIRED, PBJWT_MALFORMED_CLAIM},
        {hash_is("true"), "219", "a boolean", BY_DEFAULT, PBJWT_OK},
    };
    check_mistakes(rows);
}

static void the_text_that_was_hashed_is_named(void **state) {
    (void)state;
    const char *const sub = "\"sub\":\"Ab1\"";
    const struct mistake rows[] = {
        {WITH("\"sub\":\"1\""), "210", "no \"user_hash\"", HASH_REQUIRED, PBJWT_MISSING_USER_HASH},
        {WITH("\"sub\":\"1\",\"user_hash\":null"), "210", "null", HASH_REQUIRED,
         PBJWT_MISSING_USER_HASH},
        {textf("{" PERSON ",%s,\"userHash\":\"%s\"}", sub, hmac_hex(SECRET, "Ab1")), "211",
         "\"userHash\"|\"user_hash\"", HASH_REQUIRED, PBJWT_MISSING_USER_HASH},
        {textf("{" PERSON ",%s,\"hmac\":\"%s\"}", sub, hmac_hex(SECRET, "ann@example.com")),
         "211 213", "\"hmac\"|\"user_hash\"", BY_DEFAULT, PBJWT_OK},
        {WITH("\"hash\":\"x\""), "211", "\"hash\"", BY_DEFAULT, PBJWT_OK},
        {hashed("\"x\":1", SECRET, "Ab1"), "212", "\"sub\"|\"id\"", HASH_REQUIRED,
         PBJWT_MISSING_USER_ID},
        {hashed("\"x\":1", SECRET, "ann@example.com"), "212 213", "e-mail", HASH_REQUIRED,
         PBJWT_MISSING_USER_ID},
        {hashed("\"sub\":\"null\"", SECRET, "null"), "172 212 214", "\"null\"", HASH_REQUIRED,
         PBJWT_MISSING_USER_ID},
        {hashed(sub, SECRET, "ann@example.com"), "213", "e-mail", HASH_REQUIRED,
         PBJWT_USER_HASH_MISMATCH},
        {hashed(sub, SECRET, "ann@example.com"), "213", "e-mail", BY_DEFAULT, PBJWT_OK},
        {textf("{" TIMES ",\"email\":\"Ann@b.c\",\"sub\":\"1\",\"user_hash\":\"%s\"}",
               hmac_hex(SECRET, "ann@b.c")),
         "213 178", "e-mail", HASH_REQUIRED, PBJWT_USER_HASH_MISMATCH},
        {hashed("\"sub\":\"Ab1\",\"id\":\"2\"", SECRET, "2"), "190 214", "value of \"id\"",
         HASH_REQUIRED, PBJWT_CONFLICTING_USER_ID},
        {hashed("\"sub\":\"Ab1\",\"external_user_id\":\"X\"", SECRET, "X"), "214",
         "\"external_user_id\"", HASH_REQUIRED, PBJWT_USER_HASH_MISMATCH},
        {hashed("\"sub\":\"Ab1\",\"user_number\":42", SECRET, "42"), "214", "\"user_number\"",
         HASH_REQUIRED, PBJWT_USER_HASH_MISMATCH},
        {hashed(sub, SECRET, "ab1"), "214", "lower case", HASH_REQUIRED, PBJWT_USER_HASH_MISMATCH},
        {hashed(sub, SECRET, "Ab1\n"), "214", "line end", HASH_REQUIRED, PBJWT_USER_HASH_MISMATCH},
        {hashed(sub, SECRET, "\"Ab1\""), "214", "in quotes", HASH_REQUIRED,
         PBJWT_USER_HASH_MISMATCH},
        {hashed("\"sub\":\" Ab1\"", SECRET, "Ab1"), "214", "without the white space", HASH_REQUIRED,
         PBJWT_USER_HASH_MISMATCH},
        {hashed(sub, SECRET "\n", "Ab1"), "215", "line end", HASH_REQUIRED,
         PBJWT_USER_HASH_MISMATCH},
        {hashed(sub, "undefined", "Ab1"), "215", "isn't set", HASH_REQUIRED,
         PBJWT_USER_HASH_MISMATCH},
        {hashed(sub, OTHER_SECRET, "Ab1"), "221", "other secrets: \"staging\"", HASH_REQUIRED,
         PBJWT_USER_HASH_MISMATCH},
        {hash_is(sha256_hex("Ab1")), "218", "without a key", HASH_REQUIRED,
         PBJWT_USER_HASH_MISMATCH},
        {hash_is(sha256_hex(SECRET "Ab1")), "218", "secret and the user id", HASH_REQUIRED,
         PBJWT_USER_HASH_MISMATCH},
        {hash_is(sha256_hex("Ab1" SECRET)), "218", "user id and the secret", HASH_IF_PRESENT,
         PBJWT_USER_HASH_MISMATCH},
        {hashed(sub, "a key that nobody has", "Ab1"), "220", "tried", HASH_REQUIRED,
         PBJWT_USER_HASH_MISMATCH},
        {hashed(sub, "a key that nobody has", "Ab1"), "220", "tried", BY_DEFAULT, PBJWT_OK},
    };
    check_mistakes(rows);
}

/* If the signature is wrong, causes about it come before causes about the payload. */
static void unverified_claims_come_last(void **state) {
    (void)state;
    static const char payload[] = "{\"exp\":\"x\",\"email\":\"ann\",\"iat\":1749999940,\"sub\":7}";
    pbjwt_report *explained = explain_token(make_token(HEADER, payload, OTHER_SECRET), BY_DEFAULT);
    pbjwt_cause first;
    check(pbjwt_report_status(explained, NULL) == PBJWT_SIGNATURE_MISMATCH);
    check(pbjwt_report_cause(explained, 0, &first) && first.number == 84);
    check(strstr(numbers_of(explained), "142 173 182") != NULL);
    pbjwt_report_free(explained);
}

/* Hashes aren't compared with a key that didn't sign the token. */
static void a_hash_with_an_unknown_key_is_left_open(void **state) {
    (void)state;
    const char *const payload = hashed("\"sub\":\"Ab1\"", "nobody's key", "Ab1");
    pbjwt_report *explained =
        explain_token(make_token(HEADER, payload, "nobody's key"), HASH_REQUIRED);
    check(outcome_of(explained, "user_hash", NULL) == PBJWT_OUTCOME_NOT_REACHED);
    check(strstr(numbers_of(explained), "220") == NULL);
    pbjwt_report_free(explained);
}

/* Eight characters of a right hash are never shown, wherever the token has them. */
static void right_hashes_are_not_shown(void **state) {
    (void)state;
    char *const hash = hmac_hex(SECRET, "4711");
    const char *const payloads[] = {
        textf(UNNAMED("\"email\":\"%s\",\"sub\":\"4711\""), hash),
        textf(WITH("\"iss\":\"%s\",\"sub\":4711"), hash),
        textf(WITH("\"renewal_date\":\"%s\",\"id\":\"4711\",\"user_hash\":\"x\""), hash),
        textf(WITH("\"avatar_url\":\"%s\",\"id\":\"4711\",\"hmac\":\"%s\""), hash, hash),
    };
    for (size_t i = 0; i < COUNT_OF(payloads); i++) {
        pbjwt_report *explained =
            explain_token(make_token(HEADER, payloads[i], SECRET), ISSUER_AND_AUDIENCE);
        char *json = NULL;
        size_t length = 0;
        assert_int_equal(pbjwt_report_json(explained, &json, &length), PBJWT_OK);
        for (size_t at = 0; at + 8 <= 64; at++)
            if (strstr(json, textf("%.8s", hash + at)) != NULL)
                report(__FILE__, __LINE__, "%s\nshows %.8s: %s", payloads[i], hash + at, json);
        pbjwt_free(json);
        pbjwt_report_free(explained);
    }
}

/* However many possibilities there are, no more MACs than the limit are computed. */
static void the_search_for_a_hash_ends(void **state) {
    (void)state;
    char *members = textf("\"sub\":\"Ab1\"");
    for (int i = 0; i < 60; i++)
        members = textf("%s,\"m%d\":\"%d\"", members, i, i);
    pbjwt_report *explained = explain_token(
        make_token(HEADER, hashed(members, "nobody's key", "Ab1"), SECRET), HASH_REQUIRED);
    char *json = NULL;
    assert_int_equal(pbjwt_report_json(explained, &json, NULL), PBJWT_OK);
    const char *const macs = strstr(json, "\"macs\":");
    check(macs != NULL && atoi(macs + 7) > 0 && atoi(macs + 7) <= PBJWT_EXPLAIN_MAX_MACS);
    check(strcmp(numbers_of(explained), "220") == 0);
    pbjwt_free(json);
    pbjwt_report_free(explained);
}

/* There are no causes about claims if the payload isn't JSON. */
static void claims_of_a_broken_payload_are_not_explained(void **state) {
    (void)state;
    pbjwt_report *explained = explain_token(make_token(HEADER, "{\"exp\":", SECRET), BY_DEFAULT);
    check(outcome_of(explained, "time", NULL) == PBJWT_OUTCOME_NOT_REACHED);
    check(outcome_of(explained, "claims", NULL) == PBJWT_OUTCOME_NOT_REACHED);
    check(outcome_of(explained, "user_hash", NULL) == PBJWT_OUTCOME_NOT_REACHED);
    pbjwt_report_free(explained);
}

/* Of several faults, that of the status comes first, whatever the order of the checks. */
static void the_cause_of_the_status_comes_first(void **state) {
    (void)state;
    const struct mistake rows[] = {
        {"{\"email\":\"ann\",\"sub\":7,\"company_mrr\":\"1\"," IAT ",\"exp\":\"x\"}",
         "142 173 182 186", "", BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {"{\"email\":\"ann@example.com\",\"sub\":7,\"company_mrr\":\"1\"," TIMES "}", "182 186", "",
         BY_DEFAULT, PBJWT_MALFORMED_CLAIM},
        {WITH("\"sub\":\"1\",\"name\":7,\"user_hash\":\"x\""), "219 182", "", HASH_REQUIRED,
         PBJWT_MALFORMED_CLAIM},
        {WITH("\"name\":7,\"aud\":\"portal\""), "193 182", "", ISSUER_AND_AUDIENCE,
         PBJWT_ISSUER_MISMATCH},
    };
    check_mistakes(rows);
}

/* Every warning of an accepted token is named by a cause. */
static void every_warning_is_named(void **state) {
    struct fixture *f = *state;
    const char *const members[] = {
        "\"name\":7,\"company_name\":[],\"company_id\":{},\"external_user_id\":true",
        "\"account_owner_id\":1,\"account_owner_email\":{\"a\":1},\"avatar_url\":1,\"avatarURL\":["
        "]",
        "\"company_mrr\":true,\"customer_status\":7,\"renewal_date\":[],\"renewal_risk\":{}",
        "\"name\":\"null\",\"company_name\":\"None\",\"company_id\":\"nil\",\"sub\":\"NaN\"",
        "\"customer_status\":\"#<A>\",\"iss\":\"null\",\"jti\":\"nan\",\"aud\":\"undefined\"",
        "\"renewal_date\":\"null\",\"renewal_risk\":\"undefined\",\"avatarURL\":\"(null)\"",
        "\"uid\":1,\"fullname\":1,\"photo\":1,\"company\":1,\"mrr\":1,\"status\":1,\"externalid\":"
        "1",
        "\"hash\":1,\"CompanyID\":1,\"renewalDate\":1,\"renewal-risk\":1,\"accountOwnerId\":1",
        "\"accountOwnerEmail\":1,\"ISS\":1,\"Jti\":1,\"AUD\":1,\"NBF\":1",
    };
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        check_members(f, members[i], PBJWT_OK, PBJWT_CLAIM_NONE);
        pbjwt_report *explained = explain_token(person_token(members[i]), BY_DEFAULT);
        const char *const said = said_by(explained);
        for (size_t j = 0; j < pbjwt_identity_warning_count(f->identity); j++) {
            pbjwt_claim claim = PBJWT_CLAIM_NONE;
            (void)pbjwt_identity_warning(f->identity, j, &claim);
            const char *const name = pbjwt_claim_name(claim);
            if (strstr(said, textf("\"%s\"", name)) == NULL)
                report(__FILE__, __LINE__, "%s\nexpected to read of %s, got\n%s", members[i], name,
                       said);
        }
        pbjwt_report_free(explained);
    }
}

/* The values in the checks. */
static void checks_show_values(void **state) {
    (void)state;
    static const struct {
        const char *check, *payload, *values;
        pbjwt_outcome outcome;
    } rows[] = {
        {"time", "{" PERSON "}",
         "exp 2025-06-15T16:05:40Z, in 59 minutes|iat 2025-06-15T15:05:40Z, 1 minute ago|leeway 30 "
         "seconds|longest lifetime 1 hour",
         PBJWT_OUTCOME_PASSED},
        {"time", TIMED(EXP), "no iat", PBJWT_OUTCOME_WARNED},
        {"time", TIMED(IAT), "no exp", PBJWT_OUTCOME_FAILED},
        {"time", TIMED(IAT ",\"exp\":\"x\""), "\"exp\" is text", PBJWT_OUTCOME_FAILED},
        {"time", TIMED("\"iat\":1749990000,\"exp\":1749993600"), "1 hour 46 minutes ago",
         PBJWT_OUTCOME_FAILED},
        {"time", TIMED("\"iat\":1750001234,\"exp\":1750004834"), "in 20 minutes",
         PBJWT_OUTCOME_FAILED},
        {"time", TIMED("\"iat\":1750000010,\"exp\":1750000000"), "exp 2025-06-15T15:06:40Z, now",
         PBJWT_OUTCOME_FAILED},
        {"time", TIMED("\"iat\":1749999940,\"exp\":1752591940"), "", PBJWT_OUTCOME_FAILED},
        {"identity", "{" TIMES "}", "no email", PBJWT_OUTCOME_FAILED},
        {"identity", EMAIL("ann"), "malformed", PBJWT_OUTCOME_FAILED},
        {"identity", EMAIL("Ann@b.c"), "", PBJWT_OUTCOME_WARNED},
        {"identity", WITH("\"sub\":\"1\",\"id\":\"2\""), "", PBJWT_OUTCOME_FAILED},
        {"identity", WITH("\"sub\":\"Ab1\""), "email \"ann@example.com\"|sub \"Ab1\"",
         PBJWT_OUTCOME_PASSED},
        {"identity", WITH("\"sub\":\"null\""), "", PBJWT_OUTCOME_WARNED},
        {"identity", WITH("\"sub\":1"), "sub is a number", PBJWT_OUTCOME_FAILED},
        {"user_hash", "{" PERSON "}", "no user_hash", PBJWT_OUTCOME_PASSED},
        {"user_hash", WITH("\"user_hash\":1"), "doesn't check", PBJWT_OUTCOME_WARNED},
        {"parties", WITH("\"iss\":\"x\",\"aud\":[\"y\"]"), "iss \"x\"|aud \"y\"",
         PBJWT_OUTCOME_PASSED},
        {"parties", WITH("\"jti\":1"), "jti is a number", PBJWT_OUTCOME_FAILED},
        {"claims", "{" PERSON "}", "", PBJWT_OUTCOME_PASSED},
        {"claims", WITH("\"name\":1,\"mrr\":1"), "name|no company_mrr", PBJWT_OUTCOME_WARNED},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pbjwt_report *explained =
            explain_token(make_token(HEADER, rows[i].payload, SECRET), BY_DEFAULT);
        const char *values = NULL;
        const pbjwt_outcome outcome = outcome_of(explained, rows[i].check, &values);
        if (outcome != rows[i].outcome || !says_all(values != NULL ? values : "", rows[i].values))
            report(__FILE__, __LINE__, "%s\nexpected %s %s, got %s %s", rows[i].payload,
                   pbjwt_outcome_name(rows[i].outcome), rows[i].values, pbjwt_outcome_name(outcome),
                   values != NULL ? values : "(null)");
        pbjwt_report_free(explained);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(good_tokens_have_no_cause),
        fixture_test(times_in_another_form_are_explained),
        fixture_test(clocks_and_lifetimes_are_explained),
        fixture_test(a_missing_email_is_searched_for),
        fixture_test(an_email_in_another_form_is_explained),
        fixture_test(ids_are_explained),
        fixture_test(claims_with_warnings_are_explained),
        fixture_test(issuers_and_audiences_are_explained),
        fixture_test(right_hashes_have_no_cause),
        fixture_test(forms_of_hashes_are_explained),
        fixture_test(the_text_that_was_hashed_is_named),
        fixture_test(unverified_claims_come_last),
        fixture_test(a_hash_with_an_unknown_key_is_left_open),
        fixture_test(right_hashes_are_not_shown),
        fixture_test(the_search_for_a_hash_ends),
        fixture_test(claims_of_a_broken_payload_are_not_explained),
        fixture_test(the_cause_of_the_status_comes_first),
        fixture_test(every_warning_is_named),
        fixture_test(checks_show_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
