/* SPDX-License-Identifier: Apache-2.0 */

/* Secrets: their lengths, formats and ids, and the warning about a short one. */

#include "support.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define PAYLOAD "{" PERSON "}"

/* Makes a secret from the bytes, which must give `status`; for PBJWT_OK the key must be right. */
static void expect_secret(struct fixture *f, const void *bytes, size_t length,
                          pbjwt_secret_format format, pbjwt_status status, const void *key,
                          size_t key_length, int line) {
    struct token exact = token_of_bytes(bytes, length);
    pbjwt_secret *secret = (pbjwt_secret *)allocate(1);
    pbjwt_status got = pbjwt_secret_new(exact.bytes, exact.length, format, &secret);
    if (got != status) {
        report(__FILE__, line, "expected %s, got %s: format %d, %zu bytes \"%.*s\"",
               pbjwt_status_name(status), pbjwt_status_name(got), (int)format, length,
               (int)(length < 80 ? length : 80), (const char *)bytes);
    }
    if (got != PBJWT_OK) {
        expect_true(secret == NULL, "secret == NULL", __FILE__, line);
        return;
    }
    if (key != NULL) {
        pbjwt_verifier *verifier = NULL;
        assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
        struct token token =
            make_token_bytes(HEADER, strlen(HEADER), PAYLOAD, strlen(PAYLOAD), key, key_length);
        verdict(verifier, f->identity, token, NOW, PBJWT_OK, PBJWT_CLAIM_NONE, __FILE__, line);
        expect_warnings(f->identity, "", __FILE__, line);
        pbjwt_verifier_release(verifier);
    }
    pbjwt_secret_free(secret);
}

static void a_secret_is_32_to_4096_bytes(void **state) {
    struct fixture *f = *state;
    assert_int_equal(PBJWT_MIN_SECRET_BYTES, 32);
    assert_int_equal(PBJWT_MAX_SECRET_BYTES, 4096);
    pbjwt_secret *none = NULL;
    check_call(pbjwt_secret_new(NULL, 0, PBJWT_SECRET_TEXT, &none), PBJWT_WEAK_SECRET);
    check_call(pbjwt_secret_new(NULL, 1, PBJWT_SECRET_TEXT, &none), PBJWT_INVALID_ARGUMENT);
    check(none == NULL);
    static const struct {
        size_t length;
        pbjwt_status strict;
        pbjwt_status weak;
    } rows[] = {
        {0, PBJWT_WEAK_SECRET, PBJWT_WEAK_SECRET},
        {1, PBJWT_WEAK_SECRET, PBJWT_OK},
        {16, PBJWT_WEAK_SECRET, PBJWT_OK},
        {31, PBJWT_WEAK_SECRET, PBJWT_OK},
        {32, PBJWT_OK, PBJWT_OK},
        {33, PBJWT_OK, PBJWT_OK},
        {63, PBJWT_OK, PBJWT_OK},
        {64, PBJWT_OK, PBJWT_OK},
        {65, PBJWT_OK, PBJWT_OK},
        {128, PBJWT_OK, PBJWT_OK},
        {4095, PBJWT_OK, PBJWT_OK},
        {4096, PBJWT_OK, PBJWT_OK},
        {4097, PBJWT_INVALID_ARGUMENT, PBJWT_INVALID_ARGUMENT},
        {8192, PBJWT_INVALID_ARGUMENT, PBJWT_INVALID_ARGUMENT},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *text = repeat("k", rows[i].length);
        expect_secret(f, text, rows[i].length, PBJWT_SECRET_TEXT, rows[i].strict, text,
                      rows[i].length, __LINE__);

        pbjwt_secret *weak = (pbjwt_secret *)allocate(1);
        pbjwt_status status = pbjwt_secret_new_weak(text, rows[i].length, PBJWT_SECRET_TEXT, &weak);
        check_call(status, rows[i].weak);
        if (status != PBJWT_OK) {
            check(weak == NULL);
            continue;
        }
        pbjwt_verifier *verifier = NULL;
        assert_int_equal(pbjwt_verifier_new(&weak, 1, NULL, &verifier), PBJWT_OK);
        check_verdict(verifier, f->identity, make_token(HEADER, PAYLOAD, text), NOW, PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_warnings(f, rows[i].length < 32 ? "weak_secret:-" : "");
        pbjwt_verifier_release(verifier);
        pbjwt_secret_free(weak);
    }
}

static void a_texts_bytes_are_the_key(void **state) {
    struct fixture *f = *state;
    char every[256];
    for (size_t i = 0; i < sizeof(every); i++) {
        every[i] = (char)(unsigned char)i;
    }
    expect_secret(f, every, sizeof(every), PBJWT_SECRET_TEXT, PBJWT_OK, every, sizeof(every),
                  __LINE__);
    const char zeros[32] = {0};
    expect_secret(f, zeros, sizeof(zeros), PBJWT_SECRET_TEXT, PBJWT_OK, zeros, sizeof(zeros),
                  __LINE__);
    const char *padded = " fb60048f7c7bdf81ff6d8da9d8a40998 \r\n";
    expect_secret(f, padded, strlen(padded), PBJWT_SECRET_TEXT, PBJWT_OK, padded, strlen(padded),
                  __LINE__);
}

static void a_text_is_neither_decoded_nor_trimmed(void **state) {
    struct fixture *f = *state;
    unsigned char decoded[32];
    for (size_t i = 0; i < sizeof(decoded); i++) {
        char digits[3] = {SECRET[2 * i], SECRET[2 * i + 1], '\0'};
        decoded[i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    char *upper = textf("%s", SECRET);
    for (char *at = upper; *at != '\0'; at++) {
        *at = (char)toupper((unsigned char)*at);
    }
    check_token(f, make_token(HEADER, PAYLOAD, SECRET), PBJWT_OK);
    check_token(f,
                make_token_bytes(HEADER, strlen(HEADER), PAYLOAD, strlen(PAYLOAD), decoded,
                                 sizeof(decoded)),
                PBJWT_SIGNATURE_MISMATCH);
    const char *const others[] = {
        upper,         SECRET "\n", SECRET " ",
        SECRET "\r\n", "\n" SECRET, "0x" SECRET,
        SECRET SECRET, "",          "fb60048f7c7bdf81ff6d8da9d8a40998",
    };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        check_token(f, make_token(HEADER, PAYLOAD, others[i]), PBJWT_SIGNATURE_MISMATCH);
    }
    const char *with_nul = SECRET;
    check_token(f, make_token_bytes(HEADER, strlen(HEADER), PAYLOAD, strlen(PAYLOAD), with_nul, 65),
                PBJWT_SIGNATURE_MISMATCH);
}

static void hex_is_decoded(void **state) {
    struct fixture *f = *state;
    static const char zeros[32];
    const char *key = "0123456789abcdefghijklmnopqrstuv";
    const char *lower = "303132333435363738396162636465666768696a6b6c6d6e6f70717273747576";
    const char *upper = "303132333435363738396162636465666768696A6B6C6D6E6F70717273747576";
    expect_secret(f, lower, 64, PBJWT_SECRET_HEX, PBJWT_OK, key, 32, __LINE__);
    expect_secret(f, upper, 64, PBJWT_SECRET_HEX, PBJWT_OK, key, 32, __LINE__);
    expect_secret(f, repeat("00", 32), 64, PBJWT_SECRET_HEX, PBJWT_OK, zeros, 32, __LINE__);
    expect_secret(f, repeat("fFFf", 32), 128, PBJWT_SECRET_HEX, PBJWT_OK, repeat("\xff", 64), 64,
                  __LINE__);
    expect_secret(f, repeat("6b", 4096), 8192, PBJWT_SECRET_HEX, PBJWT_OK, repeat("k", 4096), 4096,
                  __LINE__);

    static const struct {
        const char *text;
        pbjwt_status status;
    } rows[] = {
        {"", PBJWT_WEAK_SECRET},
        {"00", PBJWT_WEAK_SECRET},
        {"303132333435363738396162636465666768696a6b6c6d6e6f707172737475", PBJWT_WEAK_SECRET},
        {"303132333435363738396162636465666768696a6b6c6d6e6f7071727374757", PBJWT_INVALID_ARGUMENT},
        {"303132333435363738396162636465666768696a6b6c6d6e6f707172737475760",
         PBJWT_INVALID_ARGUMENT},
        {"303132333435363738396162636465666768696a6b6c6d6e6f7071727374757g",
         PBJWT_INVALID_ARGUMENT},
        {"G03132333435363738396162636465666768696a6b6c6d6e6f70717273747576",
         PBJWT_INVALID_ARGUMENT},
        {"303132333435363738396162636465666768696a6b6c6d6e6f70717273747576\n",
         PBJWT_INVALID_ARGUMENT},
        {"303132333435363738396162636465666768696a6b6c6d6e6f70717273747576\r\n",
         PBJWT_INVALID_ARGUMENT},
        {" 303132333435363738396162636465666768696a6b6c6d6e6f7071727374757",
         PBJWT_INVALID_ARGUMENT},
        {"0x303132333435363738396162636465666768696a6b6c6d6e6f70717273747576",
         PBJWT_INVALID_ARGUMENT},
        {"30:31:32:33:34:35:36:37:38:39:61:62:63:64:65:66:67:68:69:6a:6b:6c:6d:6e:6f:70:71:72:73:74"
         ":75:76",
         PBJWT_INVALID_ARGUMENT},
        {"303132333435363738396162636465666768696a6b6c6d6e6f707172737475/6",
         PBJWT_INVALID_ARGUMENT},
        {"303132333435363738396162636465666768696a6b6c6d6e6f707172737475:6",
         PBJWT_INVALID_ARGUMENT},
        {"303132333435363738396162636465666768696a6b6c6d6e6f707172737475@6",
         PBJWT_INVALID_ARGUMENT},
        {"303132333435363738396162636465666768696a6b6c6d6e6f707172737475`6",
         PBJWT_INVALID_ARGUMENT},
        {"303132333435363738396162636465666768696a6b6c6d6e6f707172737475\xb6\xb6",
         PBJWT_INVALID_ARGUMENT},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        expect_secret(f, rows[i].text, strlen(rows[i].text), PBJWT_SECRET_HEX, rows[i].status, NULL,
                      0, __LINE__);
    }
    expect_secret(f, repeat("6b", 4097), 8194, PBJWT_SECRET_HEX, PBJWT_INVALID_ARGUMENT, NULL, 0,
                  __LINE__);
}

static void base64_is_decoded(void **state) {
    struct fixture *f = *state;
    const char *key = "0123456789abcdefghijklmnopqrstuv";
    expect_secret(f, "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=", 44, PBJWT_SECRET_BASE64,
                  PBJWT_OK, key, 32, __LINE__);
    expect_secret(f, "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3", 44, PBJWT_SECRET_BASE64,
                  PBJWT_OK, "0123456789abcdefghijklmnopqrstuvw", 33, __LINE__);
    expect_secret(f, "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eA==", 48, PBJWT_SECRET_BASE64,
                  PBJWT_OK, "0123456789abcdefghijklmnopqrstuvwx", 34, __LINE__);
    expect_secret(f, textf("%s8=", repeat("/", 42)), 44, PBJWT_SECRET_BASE64, PBJWT_OK,
                  repeat("\xff", 32), 32, __LINE__);
    expect_secret(f, repeat("++++", 11), 44, PBJWT_SECRET_BASE64, PBJWT_OK,
                  repeat("\xfb\xef\xbe", 11), 33, __LINE__);
    expect_secret(f, textf("%saw==", repeat("a2tr", 1365)), 5464, PBJWT_SECRET_BASE64, PBJWT_OK,
                  repeat("k", 4096), 4096, __LINE__);

    static const struct {
        const char *text;
        pbjwt_status status;
    } rows[] = {
        {"", PBJWT_WEAK_SECRET},
        {"AA==", PBJWT_WEAK_SECRET},
        {"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dQ==", PBJWT_WEAK_SECRET},
        /* without its padding */
        {"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY", PBJWT_INVALID_ARGUMENT},
        {"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eA=", PBJWT_INVALID_ARGUMENT},
        {"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eA", PBJWT_INVALID_ARGUMENT},
        /* with too much padding, or in the wrong place */
        {"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3====", PBJWT_INVALID_ARGUMENT},
        {"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=====", PBJWT_INVALID_ARGUMENT},
        {"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0d===", PBJWT_INVALID_ARGUMENT},
        {"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3A===", PBJWT_INVALID_ARGUMENT},
        {"MDE=MzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=", PBJWT_INVALID_ARGUMENT},
        {"MD==MzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=", PBJWT_INVALID_ARGUMENT},
        {"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dX=2", PBJWT_INVALID_ARGUMENT},
        {"=DEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3", PBJWT_INVALID_ARGUMENT},
        /* unused bits set */
        {"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ=", PBJWT_INVALID_ARGUMENT},
        {"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eB==", PBJWT_INVALID_ARGUMENT},
        /* another alphabet, white space, a dot */
        {"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ-", PBJWT_INVALID_ARGUMENT},
        {"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ_", PBJWT_INVALID_ARGUMENT},
        {"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=\n", PBJWT_INVALID_ARGUMENT},
        {"MDEyMzQ1Njc4OWFiY2RlZmdo\naWprbG1ub3BxcnN0dXY=", PBJWT_INVALID_ARGUMENT},
        {" MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=", PBJWT_INVALID_ARGUMENT},
        {"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY.", PBJWT_INVALID_ARGUMENT},
        {"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dX\xff=", PBJWT_INVALID_ARGUMENT},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        expect_secret(f, rows[i].text, strlen(rows[i].text), PBJWT_SECRET_BASE64, rows[i].status,
                      NULL, 0, __LINE__);
    }
    expect_secret(f, textf("%sa2s=", repeat("a2tr", 1365)), 5464, PBJWT_SECRET_BASE64,
                  PBJWT_INVALID_ARGUMENT, NULL, 0, __LINE__);
}

static void a_weak_secret_is_decoded_too(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *text;
        pbjwt_secret_format format;
        pbjwt_status status;
    } rows[] = {
        {"6b6579", PBJWT_SECRET_HEX, PBJWT_OK},
        {"a2V5", PBJWT_SECRET_BASE64, PBJWT_OK},
        {"key", PBJWT_SECRET_TEXT, PBJWT_OK},
        {"", PBJWT_SECRET_HEX, PBJWT_WEAK_SECRET},
        {"", PBJWT_SECRET_BASE64, PBJWT_WEAK_SECRET},
        {"6b657", PBJWT_SECRET_HEX, PBJWT_INVALID_ARGUMENT},
        {"a2V", PBJWT_SECRET_BASE64, PBJWT_INVALID_ARGUMENT},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pbjwt_secret *secret = NULL;
        check_call(
            pbjwt_secret_new_weak(rows[i].text, strlen(rows[i].text), rows[i].format, &secret),
            rows[i].status);
        if (secret != NULL) {
            pbjwt_verifier *verifier = NULL;
            assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
            check_verdict(verifier, f->identity, make_token(HEADER, PAYLOAD, "key"), NOW, PBJWT_OK,
                          PBJWT_CLAIM_NONE);
            check_warnings(f, "weak_secret:-");
            pbjwt_verifier_release(verifier);
            pbjwt_secret_free(secret);
        }
    }
}

static void only_an_identity_that_a_weak_secret_verified_has_a_warning(void **state) {
    struct fixture *f = *state;
    pbjwt_secret *secrets[2] = {new_secret(SECRET), NULL};
    assert_int_equal(pbjwt_secret_new_weak("short", 5, PBJWT_SECRET_TEXT, &secrets[1]), PBJWT_OK);
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_verifier_new(secrets, 2, NULL, &verifier), PBJWT_OK);
    check_verdict(verifier, f->identity, make_token(HEADER, PAYLOAD, SECRET), NOW, PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_warnings(f, "");
    check_verdict(verifier, f->identity, make_token(HEADER, PAYLOAD, "short"), NOW, PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_warnings(f, "weak_secret:-");
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secrets[0]);
    pbjwt_secret_free(secrets[1]);
}

static void an_unknown_format_and_missing_arguments_are_refused(void **state) {
    struct fixture *f = *state;
    expect_secret(f, SECRET, 64, (pbjwt_secret_format)3, PBJWT_INVALID_ARGUMENT, NULL, 0, __LINE__);
    expect_secret(f, SECRET, 64, (pbjwt_secret_format)99, PBJWT_INVALID_ARGUMENT, NULL, 0,
                  __LINE__);
    pbjwt_secret *secret = (pbjwt_secret *)allocate(1);
    check_call(pbjwt_secret_new(NULL, 64, PBJWT_SECRET_TEXT, &secret), PBJWT_INVALID_ARGUMENT);
    check(secret == NULL);
    secret = (pbjwt_secret *)allocate(1);
    check_call(pbjwt_secret_new_weak(NULL, 64, PBJWT_SECRET_HEX, &secret), PBJWT_INVALID_ARGUMENT);
    check(secret == NULL);
    check_call(pbjwt_secret_new(SECRET, 64, PBJWT_SECRET_TEXT, NULL), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_secret_new_weak(SECRET, 64, PBJWT_SECRET_TEXT, NULL), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_secret_set_id(NULL, "a", 1), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_secret_set_not_after(NULL, NOW), PBJWT_INVALID_ARGUMENT);
    pbjwt_secret *const with_end = new_secret(SECRET);
    check_call(pbjwt_secret_set_not_after(with_end, -1), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_secret_set_not_after(with_end, 0), PBJWT_OK);
    check_call(pbjwt_secret_set_not_after(with_end, PBJWT_MAX_NUMERIC_DATE), PBJWT_OK);
    check_call(pbjwt_secret_set_not_after(with_end, PBJWT_MAX_NUMERIC_DATE + 1),
               PBJWT_INVALID_ARGUMENT);
    pbjwt_secret_free(with_end);
    check_call(pbjwt_secret_set_provider(NULL, NULL, NULL), PBJWT_INVALID_ARGUMENT);
    pbjwt_secret_free(NULL);
}

/* The id in the identity of a token that the secret verified. */
static const char *id_of(struct fixture *f, pbjwt_secret *secret) {
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    check_verdict(verifier, f->identity, make_token(HEADER, PAYLOAD, SECRET), NOW, PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    size_t length = 0;
    const char *id = pbjwt_identity_key_id(f->identity, &length);
    const char *copy = id == NULL ? NULL : textf("%.*s", (int)length, id);
    pbjwt_verifier_release(verifier);
    return copy;
}

static void an_id_is_1_to_255_bytes_of_text(void **state) {
    struct fixture *f = *state;
    assert_int_equal(PBJWT_MAX_KEY_ID_BYTES, 255);
    const char *const good[] = {
        "a",
        "production",
        " ",
        "a b",
        "\xc3\xa9",
        "\xc2\xa0",
        "\xe2\x82\xac",
        "\xf0\x9f\x94\x91",
        "\xf4\x8f\xbf\xbf",
        "~",
        "!",
        repeat("k", 255),
        repeat("\xc3\xa9", 127),
    };
    const char *const bad[] = {
        "",
        "\x01",
        "a\n",
        "\t",
        "a\x1f",
        "\x7f",
        "\xc2\x80",
        "a\xc2\x85",
        "\xc2\x9f",
        "\xc0\x80",
        "\x80",
        "\xff",
        "\xc3",
        "a\xe2\x82",
        "\xed\xa0\x80",
        "\xf4\x90\x80\x80",
        "\xc1\xbf",
        repeat("k", 256),
        repeat("\xc3\xa9", 128),
    };
    pbjwt_secret *secret = new_secret(SECRET);
    check(id_of(f, secret) == NULL);
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct token exact = token_of_text(good[i]);
        check_call(pbjwt_secret_set_id(secret, exact.bytes, exact.length), PBJWT_OK);
        const char *id = id_of(f, secret);
        check_text(id, id == NULL ? 0 : strlen(id), good[i]);
    }
    check_call(pbjwt_secret_set_id(secret, "kept", 4), PBJWT_OK);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct token exact = token_of_text(bad[i]);
        check_call(pbjwt_secret_set_id(secret, exact.bytes, exact.length), PBJWT_INVALID_ARGUMENT);
        const char *id = id_of(f, secret);
        check_text(id, id == NULL ? 0 : strlen(id), "kept");
    }
    for (size_t length = 1; length <= 20; length++) {
        for (size_t place = 0; place < length; place++) {
            static const char wrong[] = {'\x01', '\x1f', '\x7f', '\x80', '\xff', '\0'};
            for (size_t w = 0; w < COUNT_OF(wrong); w++) {
                char *text = repeat("k", length);
                text[place] = wrong[w];
                check_call(pbjwt_secret_set_id(secret, token_of_bytes(text, length).bytes, length),
                           PBJWT_INVALID_ARGUMENT);
            }
        }
    }
    check_call(pbjwt_secret_set_id(secret, "a\0b", 3), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_secret_set_id(secret, "\0", 1), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_secret_set_id(secret, NULL, 1), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_secret_set_id(secret, NULL, 0), PBJWT_INVALID_ARGUMENT);
    check_call(pbjwt_secret_set_id(secret, "a", 0), PBJWT_INVALID_ARGUMENT);
    const char *id = id_of(f, secret);
    check_text(id, id == NULL ? 0 : strlen(id), "kept");
    pbjwt_secret_free(secret);
}

static void a_provider_is_asked_when_the_verifier_is_made(void **state) {
    struct fixture *f = *state;
    pbjwt_secret *secret = new_secret(SECRET);
    pbjwt_verifier *verifier = NULL;
    char hex[PBJWT_HASH_HEX_SIZE];

    check_call(pbjwt_secret_set_provider(secret, NULL, NULL), PBJWT_OK);
    check_call(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    const char *backend = pbjwt_verifier_backend(verifier);
    check(backend != NULL && (strcmp(backend, "sha256") == 0 || strcmp(backend, "evp") == 0));
    pbjwt_verifier_release(verifier);

    check_call(pbjwt_secret_set_provider(secret, NULL, "provider=default"), PBJWT_OK);
    check_call(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    backend = pbjwt_verifier_backend(verifier);
    check(backend != NULL && strcmp(backend, "evp") == 0);
    check_verdict(verifier, f->identity, make_token(HEADER, PAYLOAD, SECRET), NOW, PBJWT_OK,
                  PBJWT_CLAIM_NONE);
    check_verdict(verifier, f->identity, make_token(HEADER, PAYLOAD, OTHER_SECRET), NOW,
                  PBJWT_SIGNATURE_MISMATCH, PBJWT_CLAIM_NONE);
    pbjwt_verifier_release(verifier);
    check_call(pbjwt_user_hash(secret, "42", 2, hex, sizeof(hex)), PBJWT_OK);
    check_text(hex, strlen(hex), hmac_hex(SECRET, "42"));

    check_call(pbjwt_secret_set_provider(secret, NULL, "provider=there-is-none"), PBJWT_OK);
    verifier = (pbjwt_verifier *)allocate(1);
    check_call(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_INTERNAL);
    check(verifier == NULL);
    check_call(pbjwt_user_hash(secret, "42", 2, hex, sizeof(hex)), PBJWT_INTERNAL);
    check(pbjwt_verifier_backend(NULL) == NULL);
    pbjwt_secret_free(secret);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_secret_is_32_to_4096_bytes),
        fixture_test(a_texts_bytes_are_the_key),
        fixture_test(a_text_is_neither_decoded_nor_trimmed),
        fixture_test(hex_is_decoded),
        fixture_test(base64_is_decoded),
        fixture_test(a_weak_secret_is_decoded_too),
        fixture_test(only_an_identity_that_a_weak_secret_verified_has_a_warning),
        fixture_test(an_unknown_format_and_missing_arguments_are_refused),
        fixture_test(an_id_is_1_to_255_bytes_of_text),
        fixture_test(a_provider_is_asked_when_the_verifier_is_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
