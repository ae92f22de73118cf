/* SPDX-License-Identifier: Apache-2.0 */

/* Steps 1 and 2: the size of a token and its three segments. */

#include "support.h"

#include <string.h>
#include <time.h>

static void a_good_token_is_verified(void **state) {
    struct fixture *f = *state;
    check_token(f, person_token(""), PBJWT_OK);
    check_view(f->identity, identity_email, "ann@example.com");
    check_warnings(f, "");
    check_token(f, token_of_length(512), PBJWT_OK);
}

static void an_empty_token_is_malformed(void **state) {
    struct fixture *f = *state;
    check_token(f, token_of_text(""), PBJWT_MALFORMED_TOKEN);
    check_token(f, ((struct token){NULL, 0}), PBJWT_MALFORMED_TOKEN);
}

static void tokens_in_another_form_are_malformed(void **state) {
    struct fixture *f = *state;
    static const char *const texts[] = {
        "a",
        "eyJhbGciOiJIUzI1NiJ9",
        ".",
        "..",
        "...",
        "....",
        "a.b",
        "a.",
        ".a",
        ".b.c",
        "a..c",
        "..c",
        "a..",
        ".b.",
        "a.b.c.",
        ".a.b.c",
        "a.b.c.d",
        "a.b..c",
        "a..b.c",
        "a.b.c.d.e",
        "{}",
        "null",
        "\n",
        " ",
        "eyJhbGciOiJIUzI1NiJ9.e30",
        "eyJhbGciOiJIUzI1NiJ9..",
        ".eyJhbGciOiJIUzI1NiJ9.e30",
        "eyJhbGciOiJIUzI1NiJ9 e30 AAAA",
        "eyJhbGciOiJIUzI1NiJ9,e30,AAAA",
        "eyJhbGciOiJIUzI1NiJ9%2Ee30%2EAAAA",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        check_token(f, token_of_text(texts[i]), PBJWT_MALFORMED_TOKEN);
    }
    check_token(f, token_of_bytes("\0", 1), PBJWT_MALFORMED_TOKEN);
    check_token(f, token_of_bytes("a\0.b\0", 5), PBJWT_MALFORMED_TOKEN);
}

static void a_good_token_with_an_extra_or_a_missing_segment_is_malformed(void **state) {
    struct fixture *f = *state;
    struct token good = person_token("");
    const char *text = textf("%.*s", (int)good.length, (const char *)good.bytes);
    const char *header = token_segment(good, 0);
    const char *payload = token_segment(good, 1);
    const char *signature = token_segment(good, 2);
    const char *const texts[] = {
        textf("%s.", text),
        textf(".%s", text),
        textf("%s.AAAA", text),
        textf("%s.%s", text, text),
        textf("%s.%s.%s", header, header, text),
        textf("%s..%s", header, signature),
        textf(".%s.%s", payload, signature),
        textf("%s.%s", header, payload),
        textf("%s%s%s", header, payload, signature),
        textf("%s.%s%s", header, payload, signature),
        textf("%s..%s.%s", header, payload, signature),
        textf("%s.%s..%s", header, payload, signature),
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        check_token(f, token_of_text(texts[i]), PBJWT_MALFORMED_TOKEN);
    }
}

/* The library expects the dots where most tokens have them, and looks for more only when it refuses a token. */
static void dot_everywhere(struct fixture *f, pbjwt_status without_type) {
    static const char *const headers[] = {
        HEADER,
        "{\"typ\":\"JWT\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"a\"}",
    };
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        const struct token good = make_token(headers[i], "{" PERSON "}", SECRET);
        const size_t signed_bytes = good.length - 44;
        check_token(f, good, i == 2 ? without_type : PBJWT_OK);
        for (size_t at = 0; at < good.length; at++) {
            if (good.bytes[at] == '.')
                continue;
            unsigned char *const dotted = (unsigned char *)allocate(good.length);
            memcpy(dotted, good.bytes, good.length);
            dotted[at] = '.';
            check_token(f, ((struct token){dotted, good.length}), PBJWT_MALFORMED_TOKEN);
            if (at < signed_bytes)
                check_token(f, sign_input(dotted, signed_bytes, SECRET, strlen(SECRET)),
                            PBJWT_MALFORMED_TOKEN);
        }
    }
}

static void a_dot_at_any_place_of_a_good_token_makes_it_malformed(void **state) {
    dot_everywhere(*state, PBJWT_OK);
}

static void so_it_does_where_a_policy_names_a_type(void **state) {
    struct fixture *f = *state;
    check_call(pbjwt_policy_set_type(f->policy, "JWT", 3), PBJWT_OK);
    fixture_apply(f);
    dot_everywhere(f, PBJWT_UNSUPPORTED_TYPE);
}

static void so_it_does_where_another_policy_is_reported(void **state) {
    struct fixture *f = *state;
    pbjwt_policy *const strict = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    pbjwt_secret *secret = new_secret(SECRET);
    pbjwt_verifier *verifier = NULL;
    check_call(pbjwt_policy_set_type(strict, "at+jwt", 6), PBJWT_OK);
    check_call(pbjwt_verifier_new_reporting(&secret, 1, NULL, strict, &verifier), PBJWT_OK);
    const struct token good = person_token("");
    check_verdict(verifier, f->identity, good, NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    check(pbjwt_identity_would_refuse_count(f->identity) > 0);
    for (size_t at = 0; at < good.length - 44; at++) {
        unsigned char *const dotted = (unsigned char *)allocate(good.length);
        memcpy(dotted, good.bytes, good.length);
        dotted[at] = '.';
        check_verdict(verifier, f->identity,
                      sign_input(dotted, good.length - 44, SECRET, strlen(SECRET)), NOW,
                      at == 36 ? PBJWT_OK : PBJWT_MALFORMED_TOKEN, PBJWT_CLAIM_NONE);
        check((pbjwt_identity_would_refuse_count(f->identity) > 0) == (at == 36));
    }
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
    pbjwt_policy_free(strict);
}

static void dots_at_the_usual_places_alone_make_no_token(void **state) {
    struct fixture *f = *state;
    for (size_t length = 79; length < 90; length++) {
        char *const text = repeat("A", length);
        text[36] = text[length - 44] = '.';
        check_token(f, token_of_text(text),
                    length < 82 ? PBJWT_MALFORMED_TOKEN : PBJWT_MALFORMED_HEADER);
    }
    /* Signed, with one dot at both places, and with two and nothing between them. */
    const char *const header = base64url(HEADER, strlen(HEADER)), *const dotted =
                                                                      textf("%s.", header);
    check_token(f, sign_input(header, strlen(header), SECRET, strlen(SECRET)),
                PBJWT_MALFORMED_TOKEN);
    check_token(f, sign_input(dotted, strlen(dotted), SECRET, strlen(SECRET)),
                PBJWT_MALFORMED_TOKEN);
}

static void an_empty_third_segment_is_a_malformed_signature(void **state) {
    struct fixture *f = *state;
    struct token good = person_token("");
    const char *text = textf("%s.%s.", token_segment(good, 0), token_segment(good, 1));
    check_token(f, token_of_text(text), PBJWT_MALFORMED_SIGNATURE);
}

static void the_default_size_limit_is_8192_bytes(void **state) {
    struct fixture *f = *state;
    assert_int_equal(PBJWT_DEFAULT_TOKEN_BYTES_LIMIT, 8192);
    check_token(f, token_of_length(8190), PBJWT_OK);
    check_token(f, token_of_length(8191), PBJWT_OK);
    check_token(f, token_of_length(8192), PBJWT_OK);
    check_token(f, token_of_length(8193), PBJWT_TOKEN_TOO_LARGE);
    check_token(f, token_of_length(8194), PBJWT_TOKEN_TOO_LARGE);
    check_token(f, token_of_length(65536), PBJWT_TOKEN_TOO_LARGE);
}

static void both_profiles_have_the_default_limit(void **state) {
    struct fixture *f = *state;
    pbjwt_policy *sso = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    assert_non_null(sso);
    pbjwt_verifier *of_profile = new_verifier(SECRET, sso);
    pbjwt_verifier *of_null = new_verifier(SECRET, NULL);
    pbjwt_policy_free(sso);
    pbjwt_verifier *const verifiers[] = {of_profile, of_null};
    for (size_t i = 0; i < COUNT_OF(verifiers); i++) {
        check_verdict(verifiers[i], f->identity, token_of_length(8192), NOW, PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_verdict(verifiers[i], f->identity, token_of_length(8193), NOW, PBJWT_TOKEN_TOO_LARGE,
                      PBJWT_CLAIM_NONE);
    }
    pbjwt_verifier_release(of_profile);
    pbjwt_verifier_release(of_null);
}

static void size_is_checked_before_form(void **state) {
    struct fixture *f = *state;
    check_token(f, token_of_text(repeat(".", 8192)), PBJWT_MALFORMED_TOKEN);
    check_token(f, token_of_text(repeat(".", 8193)), PBJWT_TOKEN_TOO_LARGE);
    check_token(f, token_of_text(repeat("a", 8192)), PBJWT_MALFORMED_TOKEN);
    check_token(f, token_of_text(repeat("a", 8193)), PBJWT_TOKEN_TOO_LARGE);
}

static void a_length_above_the_limit_is_refused_without_reading_the_bytes(void **state) {
    struct fixture *f = *state;
    struct token small = token_of_bytes("e", 1);
    small.length = 8193;
    pbjwt_status status = pbjwt_verify_at(f->fast, small.bytes, small.length, NOW, f->identity);
    check_call(status, PBJWT_TOKEN_TOO_LARGE);
    status = pbjwt_verify_at(f->fast, small.bytes, SIZE_MAX, NOW, f->identity);
    check_call(status, PBJWT_TOKEN_TOO_LARGE);
}

static void the_limit_can_be_set_from_256_bytes_to_a_mebibyte(void **state) {
    struct fixture *f = *state;
    assert_int_equal(PBJWT_MIN_TOKEN_BYTES_LIMIT, 256);
    assert_int_equal(PBJWT_MAX_TOKEN_BYTES_LIMIT, 1048576);

    check_call(pbjwt_policy_set_max_token_bytes(f->policy, 256), PBJWT_OK);
    fixture_apply(f);
    check_token(f, token_of_length(255), PBJWT_OK);
    check_token(f, token_of_length(256), PBJWT_OK);
    check_token(f, token_of_length(257), PBJWT_TOKEN_TOO_LARGE);

    check_call(pbjwt_policy_set_max_token_bytes(f->policy, 1000), PBJWT_OK);
    fixture_apply(f);
    check_token(f, token_of_length(1000), PBJWT_OK);
    check_token(f, token_of_length(1001), PBJWT_TOKEN_TOO_LARGE);

    check_call(pbjwt_policy_set_max_token_bytes(f->policy, 1048576), PBJWT_OK);
    fixture_apply(f);
    check_token(f, token_of_length(1048576), PBJWT_OK);
    check_token(f, token_of_length(1048577), PBJWT_TOKEN_TOO_LARGE);
}

static void a_limit_out_of_range_changes_nothing(void **state) {
    struct fixture *f = *state;
    static const size_t wrong[] = {0, 1, 255, 1048577, SIZE_MAX, SIZE_MAX / 2};
    check_call(pbjwt_policy_set_max_token_bytes(f->policy, 300), PBJWT_OK);
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        check_call(pbjwt_policy_set_max_token_bytes(f->policy, wrong[i]), PBJWT_INVALID_ARGUMENT);
        fixture_apply(f);
        check_token(f, token_of_length(300), PBJWT_OK);
        check_token(f, token_of_length(301), PBJWT_TOKEN_TOO_LARGE);
    }
    check_call(pbjwt_policy_set_max_token_bytes(NULL, 300), PBJWT_INVALID_ARGUMENT);
}

static void every_length_around_a_block_of_the_reader_is_verified(void **state) {
    struct fixture *f = *state;
    for (size_t length = 240; length < 520; length++) {
        check_token(f, token_of_length(length), PBJWT_OK);
    }
}

static void a_missing_argument_is_reported_and_empties_the_identity(void **state) {
    struct fixture *f = *state;
    struct token good = person_token("");
    check_token(f, good, PBJWT_OK);
    check_call(pbjwt_verify_at(NULL, good.bytes, good.length, NOW, f->identity),
               PBJWT_INVALID_ARGUMENT);
    check(identity_is_empty(f->identity));

    check_token(f, good, PBJWT_OK);
    check_call(pbjwt_verify_at(f->fast, NULL, good.length, NOW, f->identity),
               PBJWT_INVALID_ARGUMENT);
    check(identity_is_empty(f->identity));

    check_call(pbjwt_verify_at(f->fast, good.bytes, good.length, NOW, NULL),
               PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_verify_at(NULL, NULL, 0, NOW, NULL), PBJWT_INVALID_ARGUMENT);

    check_call(pbjwt_verify(NULL, good.bytes, good.length, f->identity), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_verify(f->fast, NULL, 1, f->identity), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_verify(f->fast, good.bytes, good.length, NULL), PBJWT_INVALID_ARGUMENT);
    check(identity_is_empty(f->identity));
}

static void the_clock_is_read_when_no_time_is_given(void **state) {
    struct fixture *f = *state;
    long long now = (long long)time(NULL);
    struct token good = payload_token("{\"email\":\"ann@example.com\",\"iat\":%lld,\"exp\":%lld}",
                                      now - 10, now + 1000);
    check_call(pbjwt_verify(f->fast, good.bytes, good.length, f->identity), PBJWT_OK);
    check_view(f->identity, identity_email, "ann@example.com");
    check_number(f->identity, identity_expires_at, (double)(now + 1000));

    struct token old = payload_token("{\"email\":\"ann@example.com\",\"iat\":%lld,\"exp\":%lld}",
                                     now - 1000, now - 100);
    check_call(pbjwt_verify(f->fast, old.bytes, old.length, f->identity), PBJWT_EXPIRED);
    check(identity_is_empty(f->identity));

    struct token early = payload_token("{\"email\":\"ann@example.com\",\"iat\":%lld,\"exp\":%lld}",
                                       now + 1000, now + 2000);
    check_call(pbjwt_verify(f->fast, early.bytes, early.length, f->identity),
               PBJWT_ISSUED_IN_FUTURE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_good_token_is_verified),
        fixture_test(an_empty_token_is_malformed),
        fixture_test(tokens_in_another_form_are_malformed),
        fixture_test(a_good_token_with_an_extra_or_a_missing_segment_is_malformed),
        fixture_test(a_dot_at_any_place_of_a_good_token_makes_it_malformed),
        fixture_test(so_it_does_where_a_policy_names_a_type),
        fixture_test(so_it_does_where_another_policy_is_reported),
        fixture_test(dots_at_the_usual_places_alone_make_no_token),
        fixture_test(an_empty_third_segment_is_a_malformed_signature),
        fixture_test(the_default_size_limit_is_8192_bytes),
        fixture_test(both_profiles_have_the_default_limit),
        fixture_test(size_is_checked_before_form),
        fixture_test(a_length_above_the_limit_is_refused_without_reading_the_bytes),
        fixture_test(the_limit_can_be_set_from_256_bytes_to_a_mebibyte),
        fixture_test(a_limit_out_of_range_changes_nothing),
        fixture_test(every_length_around_a_block_of_the_reader_is_verified),
        fixture_test(a_missing_argument_is_reported_and_empties_the_identity),
        fixture_test(the_clock_is_read_when_no_time_is_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
