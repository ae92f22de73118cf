/* SPDX-License-Identifier: Apache-2.0 */

/* The numbers, names and messages on which others rely. */

#include "sentence_checks.h"
#include "support.h"

#include <string.h>

static const struct {
    pbjwt_status status;
    int number;
    const char *name;
} statuses[] = {
    {PBJWT_OK, 0, "ok"},
    {PBJWT_MALFORMED_TOKEN, 10, "malformed_token"},
    {PBJWT_TOKEN_TOO_LARGE, 11, "token_too_large"},
    {PBJWT_MALFORMED_HEADER, 20, "malformed_header"},
    {PBJWT_UNSUPPORTED_ALGORITHM, 21, "unsupported_algorithm"},
    {PBJWT_UNSUPPORTED_TYPE, 22, "unsupported_type"},
    {PBJWT_CRITICAL_HEADER, 23, "critical_header"},
    {PBJWT_UNKNOWN_KEY, 24, "unknown_key"},
    {PBJWT_MALFORMED_SIGNATURE, 30, "malformed_signature"},
    {PBJWT_SIGNATURE_MISMATCH, 31, "signature_mismatch"},
    {PBJWT_MALFORMED_PAYLOAD, 40, "malformed_payload"},
    {PBJWT_DUPLICATE_MEMBER, 41, "duplicate_member"},
    {PBJWT_MISSING_EXP, 50, "missing_exp"},
    {PBJWT_EXPIRED, 51, "expired"},
    {PBJWT_NOT_YET_VALID, 52, "not_yet_valid"},
    {PBJWT_ISSUED_IN_FUTURE, 53, "issued_in_future"},
    {PBJWT_LIFETIME_TOO_LONG, 54, "lifetime_too_long"},
    {PBJWT_MISSING_EMAIL, 60, "missing_email"},
    {PBJWT_MALFORMED_CLAIM, 61, "malformed_claim"},
    {PBJWT_CONFLICTING_USER_ID, 62, "conflicting_user_id"},
    {PBJWT_MISSING_USER_HASH, 63, "missing_user_hash"},
    {PBJWT_MISSING_USER_ID, 64, "missing_user_id"},
    {PBJWT_USER_HASH_MISMATCH, 65, "user_hash_mismatch"},
    {PBJWT_ISSUER_MISMATCH, 66, "issuer_mismatch"},
    {PBJWT_AUDIENCE_MISMATCH, 67, "audience_mismatch"},
    {PBJWT_EMAIL_NOT_CANONICAL, 68, "email_not_canonical"},
    {PBJWT_INVALID_ARGUMENT, 90, "invalid_argument"},
    {PBJWT_WEAK_SECRET, 91, "weak_secret"},
    {PBJWT_OUT_OF_MEMORY, 92, "out_of_memory"},
    {PBJWT_INTERNAL, 93, "internal"},
};

static const struct {
    pbjwt_claim claim;
    int number;
    const char *name;
} claims[] = {
    {PBJWT_CLAIM_EMAIL, 1, "email"},
    {PBJWT_CLAIM_SUB, 2, "sub"},
    {PBJWT_CLAIM_ID, 3, "id"},
    {PBJWT_CLAIM_USER_HASH, 4, "user_hash"},
    {PBJWT_CLAIM_NAME, 5, "name"},
    {PBJWT_CLAIM_AVATAR_URL, 6, "avatar_url"},
    {PBJWT_CLAIM_AVATAR_URL_CAMEL, 7, "avatarURL"},
    {PBJWT_CLAIM_COMPANY_NAME, 8, "company_name"},
    {PBJWT_CLAIM_COMPANY_ID, 9, "company_id"},
    {PBJWT_CLAIM_COMPANY_MRR, 10, "company_mrr"},
    {PBJWT_CLAIM_CUSTOMER_STATUS, 11, "customer_status"},
    {PBJWT_CLAIM_RENEWAL_DATE, 12, "renewal_date"},
    {PBJWT_CLAIM_RENEWAL_RISK, 13, "renewal_risk"},
    {PBJWT_CLAIM_ACCOUNT_OWNER_ID, 14, "account_owner_id"},
    {PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL, 15, "account_owner_email"},
    {PBJWT_CLAIM_EXTERNAL_USER_ID, 16, "external_user_id"},
    {PBJWT_CLAIM_EXP, 17, "exp"},
    {PBJWT_CLAIM_NBF, 18, "nbf"},
    {PBJWT_CLAIM_IAT, 19, "iat"},
    {PBJWT_CLAIM_ISS, 20, "iss"},
    {PBJWT_CLAIM_AUD, 21, "aud"},
    {PBJWT_CLAIM_JTI, 22, "jti"},
};

static const struct {
    pbjwt_warning warning;
    int number;
    const char *name;
} warnings[] = {
    {PBJWT_WARNING_WRONG_TYPE, 1, "wrong_type"},
    {PBJWT_WARNING_NOT_CANONICAL, 2, "not_canonical"},
    {PBJWT_WARNING_PLACEHOLDER, 3, "placeholder"},
    {PBJWT_WARNING_MISSING_IAT, 4, "missing_iat"},
    {PBJWT_WARNING_WEAK_SECRET, 5, "weak_secret"},
    {PBJWT_WARNING_WRONG_FORM, 6, "wrong_form"},
    {PBJWT_WARNING_COERCED, 7, "coerced"},
    {PBJWT_WARNING_UNKNOWN_NAME, 8, "unknown_name"},
};

static void a_status_has_its_number_and_name(void **state) {
    (void)state;
    size_t known = 0;
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        assert_int_equal(statuses[i].status, statuses[i].number);
        assert_string_equal(pbjwt_status_name(statuses[i].status), statuses[i].name);
    }
    for (int number = -300; number < 1000; number++) {
        const char *name = pbjwt_status_name((pbjwt_status)number);
        assert_non_null(name);
        known += strcmp(name, "unknown_status") != 0 ? 1 : 0;
    }
    assert_int_equal(known, COUNT_OF(statuses));
    assert_string_equal(pbjwt_status_name((pbjwt_status)1), "unknown_status");
    assert_string_equal(pbjwt_status_name((pbjwt_status)94), "unknown_status");
    assert_string_equal(pbjwt_status_name((pbjwt_status)INT32_MAX), "unknown_status");
}

static void a_claim_has_its_number_and_name(void **state) {
    (void)state;
    assert_int_equal(PBJWT_CLAIM_NONE, 0);
    for (size_t i = 0; i < COUNT_OF(claims); i++) {
        assert_int_equal(claims[i].claim, claims[i].number);
        assert_string_equal(pbjwt_claim_name(claims[i].claim), claims[i].name);
    }
    assert_int_equal(pbjwt_claim_count(), COUNT_OF(claims));
    assert_null(pbjwt_claim_name(PBJWT_CLAIM_NONE));
    assert_null(pbjwt_claim_name((pbjwt_claim)23));
    assert_null(pbjwt_claim_name((pbjwt_claim)-1));
    assert_null(pbjwt_claim_name((pbjwt_claim)INT32_MAX));
}

static void a_warning_has_its_number_and_name(void **state) {
    (void)state;
    assert_int_equal(PBJWT_WARNING_NONE, 0);
    for (size_t i = 0; i < COUNT_OF(warnings); i++) {
        assert_int_equal(warnings[i].warning, warnings[i].number);
        assert_string_equal(pbjwt_warning_name(warnings[i].warning), warnings[i].name);
    }
    assert_null(pbjwt_warning_name(PBJWT_WARNING_NONE));
    assert_null(pbjwt_warning_name((pbjwt_warning)9));
    assert_null(pbjwt_warning_name((pbjwt_warning)-1));
}

static void the_other_numbers_are_pinned(void **state) {
    (void)state;
    assert_int_equal(PBJWT_SECRET_TEXT, 0);
    assert_int_equal(PBJWT_SECRET_HEX, 1);
    assert_int_equal(PBJWT_SECRET_BASE64, 2);
    assert_int_equal(PBJWT_PROFILE_SSO, 0);
    assert_int_equal(PBJWT_PROFILE_WIDGET, 1);
    assert_int_equal(PBJWT_USER_HASH_OFF, 0);
    assert_int_equal(PBJWT_USER_HASH_IF_PRESENT, 1);
    assert_int_equal(PBJWT_USER_HASH_REQUIRED, 2);
    assert_int_equal(PBJWT_EMAIL_AS_SENT, 0);
    assert_int_equal(PBJWT_EMAIL_LOWERCASED, 1);
    assert_int_equal(PBJWT_EMAIL_REQUIRE_LOWERCASE, 2);
    assert_int_equal(PBJWT_READER_FAST, 0);
    assert_int_equal(PBJWT_READER_BOTH, 1);
    assert_int_equal(PBJWT_CUSTOMER_OTHER, 4);
    assert_int_equal(PBJWT_RISK_HIGH, 3);
    assert_int_equal(PBJWT_HASH_VERIFIED, 2);
    assert_int_equal(PBJWT_JSON_ABSENT, 0);
    assert_int_equal(PBJWT_JSON_NULL, 1);
    assert_int_equal(PBJWT_JSON_OBJECT, 7);
    assert_int_equal(PBJWT_MAX_NUMERIC_DATE, INT64_C(253402300799));
    assert_int_equal(PBJWT_MAX_LEEWAY, 300);
}

static void a_message_is_one_sentence_of_its_own(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        const char *message = pbjwt_status_message(statuses[i].status);
        assert_non_null(message);
        if (!is_one_sentence(message, NULL) || !is_plain(message)) {
            report(__FILE__, __LINE__, "%s: %s", statuses[i].name, message);
        }
        for (size_t k = 0; k < i; k++) {
            if (strcmp(message, pbjwt_status_message(statuses[k].status)) == 0) {
                report(__FILE__, __LINE__, "%s and %s share a message", statuses[i].name,
                       statuses[k].name);
            }
        }
        const char *public_message = pbjwt_status_public_message(statuses[i].status);
        assert_non_null(public_message);
        if (!is_one_sentence(public_message, NULL) || !is_plain(public_message)) {
            report(__FILE__, __LINE__, "%s in public: %s", statuses[i].name, public_message);
        }
    }
    static const int unknown[] = {-1, 1, 12, 94, 1000, INT32_MAX};
    for (size_t i = 0; i < COUNT_OF(unknown); i++) {
        const char *message = pbjwt_status_message((pbjwt_status)unknown[i]);
        const char *public_message = pbjwt_status_public_message((pbjwt_status)unknown[i]);
        check(message != NULL && is_one_sentence(message, NULL));
        check(public_message != NULL && is_one_sentence(public_message, NULL));
        check(strcmp(public_message, pbjwt_status_public_message(PBJWT_OK)) != 0);
    }
}

static void a_public_message_gives_nothing_away(void **state) {
    (void)state;
    static const char *const words[] = {
        "signature", "signed",   "secret",    "key",    "keys",    "algorithm", "alg",
        "HS256",     "HMAC",     "MAC",       "SHA",    "header",  "typ",       "kid",
        "crit",      "base64",   "base64url", "JSON",   "payload", "segment",   "hash",
        "issuer",    "audience", "claim",     "claims", "member",  "OpenSSL",   "jansson",
        "duplicate", "mismatch", "match",     "byte",   "bytes",   "forged",    "verifier",
    };
    for (size_t i = 1; i < COUNT_OF(statuses); i++) {
        const char *message = pbjwt_status_public_message(statuses[i].status);
        for (size_t w = 0; w < COUNT_OF(words); w++) {
            if (has_word(message, words[w])) {
                report(__FILE__, __LINE__, "%s says \"%s\" in public: %s", statuses[i].name,
                       words[w], message);
            }
        }
        for (size_t c = 0; c < COUNT_OF(claims); c++) {
            /* "email", "id" and "name" are also ordinary words, but may not occur here either. */
            if (has_word(message, claims[c].name)) {
                report(__FILE__, __LINE__, "%s names the claim %s in public: %s", statuses[i].name,
                       claims[c].name, message);
            }
        }
        /* An expired sign-in is something that its owner can fix. */
        if (statuses[i].status != PBJWT_EXPIRED && strstr(message, statuses[i].name) != NULL) {
            report(__FILE__, __LINE__, "%s tells its name in public", statuses[i].name);
        }
    }
    /* The message doesn't reveal which check of form, header, key, signature or payload failed. */
    const char *one = pbjwt_status_public_message(PBJWT_SIGNATURE_MISMATCH);
    static const pbjwt_status alike[] = {
        PBJWT_MALFORMED_HEADER,   PBJWT_UNSUPPORTED_ALGORITHM, PBJWT_UNSUPPORTED_TYPE,
        PBJWT_CRITICAL_HEADER,    PBJWT_UNKNOWN_KEY,           PBJWT_MALFORMED_SIGNATURE,
        PBJWT_USER_HASH_MISMATCH, PBJWT_MISSING_USER_HASH,
    };
    for (size_t i = 0; i < COUNT_OF(alike); i++) {
        check_text(pbjwt_status_public_message(alike[i]),
                   strlen(pbjwt_status_public_message(alike[i])), one);
    }
}

/* Words that the operator's message for each status must have in any version, and the public message for the
   sender. */
enum group { LOGGED_IN, LOG_IN, LOG_IN_AGAIN, NO_ADDRESS, TRY_LATER, GROUPS };

static const struct {
    pbjwt_status status;
    enum group group;
    const char *words[5];
} told[] = {
    {PBJWT_OK, LOGGED_IN, {"good", "The token is"}},
    {PBJWT_MALFORMED_TOKEN, LOG_IN, {"three", "dots", "empty", "undefined", "cut"}},
    {PBJWT_TOKEN_TOO_LARGE, LOG_IN, {"max_token_bytes", "claims"}},
    {PBJWT_MALFORMED_HEADER, LOG_IN, {"header", "base64url", "quote", "Bearer", "in front"}},
    {PBJWT_UNSUPPORTED_ALGORITHM, LOG_IN, {"HS256", "algorithm: 'HS256'"}},
    {PBJWT_UNSUPPORTED_TYPE, LOG_IN, {"typ"}},
    {PBJWT_CRITICAL_HEADER, LOG_IN, {"crit", "b64"}},
    {PBJWT_UNKNOWN_KEY, LOG_IN, {"kid"}},
    {PBJWT_MALFORMED_SIGNATURE, LOG_IN, {"32 bytes", "after", "quote", "hex", "plain base64"}},
    {PBJWT_SIGNATURE_MISMATCH,
     LOG_IN,
     {"PRODUCTBRIDGE_WIDGET_SECRET", "is set at all", "64 characters", "decoded",
      "Settings > SSO > API Keys"}},
    {PBJWT_MALFORMED_PAYLOAD,
     LOG_IN,
     {"payload is not JSON", "by hand", "emoji", "NaN", "64 bits"}},
    {PBJWT_DUPLICATE_MEMBER, LOG_IN, {"payload", "twice", "once"}},
    {PBJWT_MISSING_EXP, LOG_IN, {"no exp", "Math.floor(Date.now() / 1000) + 3600"}},
    {PBJWT_EXPIRED, LOG_IN_AGAIN, {"expired", "page load", "clock"}},
    {PBJWT_NOT_YET_VALID, LOG_IN, {"nbf", "future", "clock"}},
    {PBJWT_ISSUED_IN_FUTURE, LOG_IN, {"iat", "future", "clock", "UTC"}},
    {PBJWT_LIFETIME_TOO_LONG, LOG_IN, {"max_lifetime", "no iat", "clock", "time zone", "hour"}},
    {PBJWT_MISSING_EMAIL, NO_ADDRESS, {"no email claim", "undefined", "user.email"}},
    {PBJWT_MALFORMED_CLAIM, LOG_IN, {"claim", "type", "form", "range"}},
    {PBJWT_CONFLICTING_USER_ID, LOG_IN, {"sub", "id", "different"}},
    {PBJWT_MISSING_USER_HASH, LOG_IN, {"user_hash", "policy", "hex"}},
    {PBJWT_MISSING_USER_ID, LOG_IN, {"user_hash", "sub", "no user id"}},
    {PBJWT_USER_HASH_MISMATCH, LOG_IN, {"user_hash", "same text", "secret"}},
    {PBJWT_ISSUER_MISMATCH, LOG_IN, {"iss", "policy"}},
    {PBJWT_AUDIENCE_MISMATCH, LOG_IN, {"aud", "policy"}},
    {PBJWT_EMAIL_NOT_CANONICAL, NO_ADDRESS, {"email", "lower-case", "new record"}},
    {PBJWT_INVALID_ARGUMENT, TRY_LATER, {"argument", "documentation"}},
    {PBJWT_WEAK_SECRET, TRY_LATER, {"32 bytes", "64 characters", "is set"}},
    {PBJWT_OUT_OF_MEMORY, TRY_LATER, {"memory"}},
    {PBJWT_INTERNAL, TRY_LATER, {"crypto", "clock"}},
    {(pbjwt_status)94, TRY_LATER, {"version", "number", "newer"}},
};

static bool has_words(const char *message, const char *const *words, size_t count) {
    for (size_t i = 0; i < count && words[i] != NULL; i++) {
        if (!has_word(message, words[i])) {
            return false;
        }
    }
    return true;
}

static void the_operators_message_is_about_the_status(void **state) {
    (void)state;
    assert_int_equal(COUNT_OF(told), COUNT_OF(statuses) + 1);
    for (size_t i = 0; i < COUNT_OF(told); i++) {
        check(i == COUNT_OF(statuses) || told[i].status == statuses[i].status);
        for (size_t k = 0; k < COUNT_OF(told); k++) {
            const char *const message = pbjwt_status_message(told[k].status);
            if (has_words(message, told[i].words, COUNT_OF(told[i].words)) != (i == k)) {
                report(__FILE__, __LINE__, "the words of %s and the message of %s: %s",
                       pbjwt_status_name(told[i].status), pbjwt_status_name(told[k].status),
                       message);
            }
        }
    }
}

/* A hint must be given for the status that the token really gets. */
static void a_hint_belongs_to_the_status_that_such_tokens_get(void **state) {
    struct fixture *f = *state;
    const char *const token = (const char *)person_token("\"name\":\"Ann\"").bytes;
    const struct {
        const char *before, *after;
        pbjwt_status status;
    } pasted[] = {
        {"\"", "\"", PBJWT_MALFORMED_HEADER},  {"Bearer ", "", PBJWT_MALFORMED_HEADER},
        {" ", "", PBJWT_MALFORMED_HEADER},     {"{\"token\":\"", "\"}", PBJWT_MALFORMED_HEADER},
        {"", "\"", PBJWT_MALFORMED_SIGNATURE}, {"", "\n", PBJWT_MALFORMED_SIGNATURE},
        {"", "=", PBJWT_MALFORMED_SIGNATURE},  {"", " ", PBJWT_MALFORMED_SIGNATURE},
    };
    const int length = (int)person_token("\"name\":\"Ann\"").length;
    for (size_t i = 0; i < COUNT_OF(pasted); i++) {
        const char *const text =
            textf("%s%.*s%s", pasted[i].before, length, token, pasted[i].after);
        check_token(f, token_of_text(text), pasted[i].status);
    }
    const char *const payload = pbjwt_status_message(PBJWT_MALFORMED_PAYLOAD);
    check(!has_word(payload, "library"));
    check(!has_word(pbjwt_status_message(PBJWT_MALFORMED_TOKEN), "quotes"));
}

static void a_sender_is_told_what_to_do(void **state) {
    (void)state;
    static const char *const words[GROUPS][3] = {
        [LOGGED_IN] = {"logged in"},
        [LOG_IN] = {"log in"},
        [LOG_IN_AGAIN] = {"expired", "log in"},
        [NO_ADDRESS] = {"address", "support"},
        [TRY_LATER] = {"later"},
    };
    for (size_t i = 0; i < COUNT_OF(told); i++) {
        const char *const message = pbjwt_status_public_message(told[i].status);
        if (!has_words(message, words[told[i].group], COUNT_OF(words[0]))) {
            report(__FILE__, __LINE__, "%s in public: %s", pbjwt_status_name(told[i].status),
                   message);
        }
        for (size_t k = 0; k < i; k++) {
            const bool same = strcmp(message, pbjwt_status_public_message(told[k].status)) == 0;
            if (same != (told[i].group == told[k].group)) {
                report(__FILE__, __LINE__, "%s and %s in public: %s",
                       pbjwt_status_name(told[k].status), pbjwt_status_name(told[i].status),
                       message);
            }
        }
    }
}

static void the_headers_version_is_the_librarys(void **state) {
    (void)state;
    assert_string_equal(pbjwt_version(), PBJWT_VERSION_STRING);
    assert_int_equal(pbjwt_version_number(), PBJWT_VERSION_NUMBER);
    assert_string_equal(pbjwt_version(), textf("%d.%d.%d", PBJWT_VERSION_MAJOR, PBJWT_VERSION_MINOR,
                                               PBJWT_VERSION_PATCH));
    assert_int_equal(PBJWT_VERSION_NUMBER,
                     PBJWT_VERSION_MAJOR * 10000 + PBJWT_VERSION_MINOR * 100 + PBJWT_VERSION_PATCH);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_status_has_its_number_and_name),
        fixture_test(a_claim_has_its_number_and_name),
        fixture_test(a_warning_has_its_number_and_name),
        fixture_test(the_other_numbers_are_pinned),
        fixture_test(a_message_is_one_sentence_of_its_own),
        fixture_test(a_public_message_gives_nothing_away),
        fixture_test(the_operators_message_is_about_the_status),
        fixture_test(a_hint_belongs_to_the_status_that_such_tokens_get),
        fixture_test(a_sender_is_told_what_to_do),
        fixture_test(the_headers_version_is_the_librarys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
