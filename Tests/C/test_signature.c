/* SPDX-License-Identifier: Apache-2.0 */

/* Step 6: 32 bytes that are the HMAC-SHA256 of the first two segments and their dot. */

#include "support.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

#define PAYLOAD "{" PERSON "}"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static bool in_alphabet(unsigned char byte) {
    return byte != 0 && strchr(alphabet, byte) != NULL;
}

/* The first two segments of PAYLOAD's token. */
static const char *signing_input(void) {
    return textf("%s.%s", base64url(HEADER, strlen(HEADER)), base64url(PAYLOAD, strlen(PAYLOAD)));
}

static struct token with_mac(const void *mac, size_t length) {
    return token_of_text(textf("%s.%s", signing_input(), base64url(mac, length)));
}

static void good_mac(unsigned char mac[32]) {
    const char *input = signing_input();
    hmac_sha256(SECRET, strlen(SECRET), input, strlen(input), mac);
}

static void the_example_of_rfc_7515_a_1_is_signed(void **state) {
    struct fixture *f = *state;
    static const unsigned char key[64] = {
        3,   35,  53, 75,  43,  15, 165, 188, 131, 126, 6,   101, 119, 123, 166, 143,
        90,  179, 40, 230, 240, 84, 201, 40,  169, 15,  132, 178, 210, 80,  46,  191,
        211, 251, 90, 146, 210, 6,  71,  239, 150, 138, 180, 195, 119, 98,  61,  34,
        61,  46,  33, 114, 5,   46, 79,  8,   192, 205, 154, 245, 103, 208, 128, 163};
    static const char text[] = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                               "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
                               "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
                               "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    pbjwt_secret *secret = NULL;
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_secret_new(key, sizeof(key), PBJWT_SECRET_TEXT, &secret), PBJWT_OK);
    assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);

    /* The signature is right; the payload is refused: it expires at 1300819380, and has no "iat" and no "email". */
    struct token token = token_of_text(text);
    check_verdict(verifier, f->identity, token, NOW, PBJWT_EXPIRED, PBJWT_CLAIM_NONE);
    check_verdict(verifier, f->identity, token, 1300819300, PBJWT_MISSING_EMAIL, PBJWT_CLAIM_NONE);
    check_verdict(verifier, f->identity, token, 1300800000, PBJWT_LIFETIME_TOO_LONG,
                  PBJWT_CLAIM_NONE);

    char *flipped = textf("%s", text);
    size_t length = strlen(text);
    flipped[length - 43] = 'e';
    check_verdict(verifier, f->identity, token_of_text(flipped), 1300819300,
                  PBJWT_SIGNATURE_MISMATCH, PBJWT_CLAIM_NONE);
    flipped = textf("%s", text);
    flipped[length - 1] = 'g';
    check_verdict(verifier, f->identity, token_of_text(flipped), 1300819300,
                  PBJWT_SIGNATURE_MISMATCH, PBJWT_CLAIM_NONE);
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
}

static void rfc_4231_vectors_come_out_of_the_user_hash(void **state) {
    (void)state;
    static const struct {
        const char *key;
        size_t key_repeated;
        const char *data;
        const char *mac;
    } rows[] = {
        {"\x0b", 20, "Hi There",
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"Jefe", 1, "what do ya want for nothing?",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {"\xaa", 131, "Test Using Larger Than Block-Size Key - Hash Key First",
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
        {"\xaa", 131,
         "This is a test using a larger than block-size key and a larger than block-size data. The "
         "key needs to be hashed before being used by the HMAC algorithm.",
         "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *key = repeat(rows[i].key, rows[i].key_repeated);
        pbjwt_secret *secret = NULL;
        char hex[PBJWT_HASH_HEX_SIZE];
        assert_int_equal(pbjwt_secret_new_weak(key, strlen(key), PBJWT_SECRET_TEXT, &secret),
                         PBJWT_OK);
        check_call(pbjwt_user_hash(secret, rows[i].data, strlen(rows[i].data), hex, sizeof(hex)),
                   PBJWT_OK);
        check_text(hex, strlen(hex), rows[i].mac);
        pbjwt_secret_free(secret);
    }
}

static void keys_and_inputs_of_all_lengths_around_a_block_agree_with_openssl(void **state) {
    (void)state;
    for (size_t key_length = 1; key_length <= 200; key_length += key_length < 60 ? 13 : 1) {
        const char *key = repeat("K", key_length);
        pbjwt_secret *secret = NULL;
        assert_int_equal(pbjwt_secret_new_weak(key, key_length, PBJWT_SECRET_TEXT, &secret),
                         PBJWT_OK);
        for (size_t length = 1; length <= 260; length += 1 + key_length % 3) {
            const char *id = repeat("i", length);
            char hex[PBJWT_HASH_HEX_SIZE];
            check_call(pbjwt_user_hash(secret, id, length, hex, sizeof(hex)), PBJWT_OK);
            check_text(hex, strlen(hex), hmac_hex(key, id));
        }
        pbjwt_secret_free(secret);
    }
}

static void no_bit_of_a_token_can_be_flipped(void **state) {
    struct fixture *f = *state;
    struct token good = make_token(HEADER, PAYLOAD, SECRET);
    size_t header_length = strlen(token_segment(good, 0));
    size_t payload_end = header_length + 1 + strlen(token_segment(good, 1));
    for (size_t i = 0; i < good.length; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            unsigned char byte = (unsigned char)(good.bytes[i] ^ 1u << bit);
            unsigned char *copy = allocate(good.length);
            memcpy(copy, good.bytes, good.length);
            copy[i] = byte;
            struct token changed = {copy, good.length};
            if (byte == '.' || i == header_length || i == payload_end) {
                check_token(f, changed, PBJWT_MALFORMED_TOKEN);
            } else if (i > payload_end && !in_alphabet(byte)) {
                check_token(f, changed, PBJWT_MALFORMED_SIGNATURE);
            } else if (i == good.length - 1) {
                size_t value = (size_t)(strchr(alphabet, byte) - alphabet);
                check_token(f, changed,
                            value % 4 != 0 ? PBJWT_MALFORMED_SIGNATURE : PBJWT_SIGNATURE_MISMATCH);
            } else if (i > header_length) {
                check_token(f, changed, PBJWT_SIGNATURE_MISMATCH);
            } else if (!in_alphabet(byte)) {
                check_token(f, changed, PBJWT_MALFORMED_HEADER);
            } else {
                pbjwt_status status =
                    pbjwt_verify_at(f->fast, changed.bytes, changed.length, NOW, f->identity);
                if (status != PBJWT_MALFORMED_HEADER && status != PBJWT_UNSUPPORTED_ALGORITHM &&
                    status != PBJWT_UNSUPPORTED_TYPE && status != PBJWT_SIGNATURE_MISMATCH) {
                    report(__FILE__, __LINE__, "bit %u of byte %zu flipped: %s", bit, i,
                           pbjwt_status_name(status));
                }
                check(identity_is_empty(f->identity));
            }
        }
        if (i % 16 == 15) {
            struct token again = make_token(HEADER, PAYLOAD, SECRET);
            check_token(f, again, PBJWT_OK);
        }
    }
}

static void no_prefix_of_a_token_is_a_token(void **state) {
    struct fixture *f = *state;
    struct token good = make_token(HEADER, PAYLOAD, SECRET);
    for (size_t length = 0; length < good.length; length++) {
        check_token(f, token_of_bytes(good.bytes, length),
                    length < good.length - 43 ? PBJWT_MALFORMED_TOKEN : PBJWT_MALFORMED_SIGNATURE);
    }
}

static void a_token_with_an_extra_byte_is_refused(void **state) {
    struct fixture *f = *state;
    struct token good = make_token(HEADER, PAYLOAD, SECRET);
    for (unsigned byte = 0; byte < 256; byte++) {
        unsigned char *longer = allocate(good.length + 1);
        memcpy(longer, good.bytes, good.length);
        longer[good.length] = (unsigned char)byte;
        check_token(f, ((struct token){longer, good.length + 1}),
                    byte == '.' ? PBJWT_MALFORMED_TOKEN : PBJWT_MALFORMED_SIGNATURE);

        longer = allocate(good.length + 1);
        memcpy(longer + 1, good.bytes, good.length);
        longer[0] = (unsigned char)byte;
        check_token(f, ((struct token){longer, good.length + 1}),
                    byte == '.' ? PBJWT_MALFORMED_TOKEN : PBJWT_MALFORMED_HEADER);
    }
    const char *text = textf("%.*s", (int)good.length, (const char *)good.bytes);
    const char *const around[] = {textf("Bearer %s", text), textf("\"%s\"", text),
                                  textf("%s\r\n", text), textf("\xef\xbb\xbf%s", text)};
    for (size_t i = 0; i < COUNT_OF(around); i++) {
        check_token(f, token_of_text(around[i]),
                    i == 2 ? PBJWT_MALFORMED_SIGNATURE : PBJWT_MALFORMED_HEADER);
    }
}

static void a_shorter_or_longer_mac_is_refused(void **state) {
    struct fixture *f = *state;
    unsigned char mac[64] = {0};
    good_mac(mac);
    for (size_t length = 0; length <= 64; length++) {
        check_token(f, with_mac(mac, length), length == 32 ? PBJWT_OK : PBJWT_MALFORMED_SIGNATURE);
    }
    for (size_t from = 1; from < 32; from++) {
        check_token(f, with_mac(mac + from, 32 - from), PBJWT_MALFORMED_SIGNATURE);
    }
}

static void every_byte_of_a_mac_counts(void **state) {
    struct fixture *f = *state;
    unsigned char mac[32];
    for (size_t i = 0; i < 32; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            good_mac(mac);
            mac[i] ^= (unsigned char)(1u << bit);
            check_token(f, with_mac(mac, 32), PBJWT_SIGNATURE_MISMATCH);
        }
        /* Two changes that cancel each other in a sum or exclusive or of bytes or words. */
        for (size_t j = 0; j < i; j++) {
            good_mac(mac);
            mac[i] ^= 0x55;
            mac[j] ^= 0x55;
            check_token(f, with_mac(mac, 32), PBJWT_SIGNATURE_MISMATCH);
            good_mac(mac);
            mac[i]++;
            mac[j]--;
            check_token(f, with_mac(mac, 32), PBJWT_SIGNATURE_MISMATCH);
        }
        good_mac(mac);
        memset(mac + i, 0, 32 - i);
        check_token(f, with_mac(mac, 32), PBJWT_SIGNATURE_MISMATCH);
    }
    memset(mac, 0, 32);
    check_token(f, with_mac(mac, 32), PBJWT_SIGNATURE_MISMATCH);
    memset(mac, 0xff, 32);
    check_token(f, with_mac(mac, 32), PBJWT_SIGNATURE_MISMATCH);
    good_mac(mac);
    for (size_t i = 0; i < 16; i++) {
        unsigned char other = mac[i];
        mac[i] = mac[31 - i];
        mac[31 - i] = other;
    }
    check_token(f, with_mac(mac, 32), PBJWT_SIGNATURE_MISMATCH);
}

static void a_mac_with_a_nul_byte_is_compared_to_its_end(void **state) {
    struct fixture *f = *state;
    static const size_t places[] = {0, 1, 8, 15, 30, 31};
    for (size_t p = 0; p < COUNT_OF(places); p++) {
        unsigned char mac[32];
        const char *input = NULL;
        const char *header = base64url(HEADER, strlen(HEADER));
        unsigned number = 0;
        do {
            const char *payload = textf("{%s,\"x\":%u}", PERSON, number++);
            input = textf("%s.%s", header, base64url(payload, strlen(payload)));
            hmac_sha256(SECRET, strlen(SECRET), input, strlen(input), mac);
        } while (mac[places[p]] != 0);
        check_token(f, token_of_text(textf("%s.%s", input, base64url(mac, 32))), PBJWT_OK);
        mac[31 - places[p]] ^= 1;
        check_token(f, token_of_text(textf("%s.%s", input, base64url(mac, 32))),
                    PBJWT_SIGNATURE_MISMATCH);
    }
}

static void a_mac_constructed_differently_is_a_mismatch(void **state) {
    struct fixture *f = *state;
    const char *input = signing_input();
    const char *header = base64url(HEADER, strlen(HEADER));
    const char *payload = base64url(PAYLOAD, strlen(PAYLOAD));
    const char *const inputs[] = {
        textf("%s%s", header, payload),
        textf("%s.", input),
        textf(".%s", input),
        textf("%s\n", input),
        header,
        payload,
        textf("%s.%s", payload, header),
        textf("%s.%s", HEADER, PAYLOAD),
        textf("%s.%s", header, PAYLOAD),
        textf("%s", PAYLOAD),
        textf("%s.", header),
        textf("%s..%s", header, payload),
        "",
    };
    unsigned char mac[64];
    for (size_t i = 0; i < COUNT_OF(inputs); i++) {
        hmac_sha256(SECRET, strlen(SECRET), inputs[i], strlen(inputs[i]), mac);
        check_token(f, with_mac(mac, 32), PBJWT_SIGNATURE_MISMATCH);
    }
    unsigned size = 0;
    const unsigned char *bytes = (const unsigned char *)input;
    assert_non_null(HMAC(EVP_sha512(), SECRET, 64, bytes, strlen(input), mac, &size));
    check_token(f, with_mac(mac, 32), PBJWT_SIGNATURE_MISMATCH);
    check_token(f, with_mac(mac, 64), PBJWT_MALFORMED_SIGNATURE);
    assert_non_null(HMAC(EVP_sha384(), SECRET, 64, bytes, strlen(input), mac, &size));
    check_token(f, with_mac(mac, 32), PBJWT_SIGNATURE_MISMATCH);
    assert_non_null(HMAC(EVP_sha3_256(), SECRET, 64, bytes, strlen(input), mac, &size));
    check_token(f, with_mac(mac, 32), PBJWT_SIGNATURE_MISMATCH);
    /* HMAC with key and text swapped, and a plain hash of both. */
    hmac_sha256(input, strlen(input), SECRET, strlen(SECRET), mac);
    check_token(f, with_mac(mac, 32), PBJWT_SIGNATURE_MISMATCH);
    const char *joined = textf("%s%s", SECRET, input);
    assert_non_null(SHA256((const unsigned char *)joined, strlen(joined), mac));
    check_token(f, with_mac(mac, 32), PBJWT_SIGNATURE_MISMATCH);
    assert_non_null(SHA256(bytes, strlen(input), mac));
    check_token(f, with_mac(mac, 32), PBJWT_SIGNATURE_MISMATCH);
    hmac_sha256("", 0, input, strlen(input), mac);
    check_token(f, with_mac(mac, 32), PBJWT_SIGNATURE_MISMATCH);
    hmac_sha256(OTHER_SECRET, strlen(OTHER_SECRET), input, strlen(input), mac);
    check_token(f, with_mac(mac, 32), PBJWT_SIGNATURE_MISMATCH);
    /* The MAC as hex text has the wrong length. */
    const char *hex = hmac_hex(SECRET, input);
    check_token(f, with_mac(hex, 64), PBJWT_MALFORMED_SIGNATURE);
    check_token(f, with_mac(hex, 32), PBJWT_SIGNATURE_MISMATCH);
    check_token(f, token_of_text(textf("%s.%s", input, hex)), PBJWT_MALFORMED_SIGNATURE);
}

static void a_signature_fits_only_its_own_token(void **state) {
    struct fixture *f = *state;
    struct token one = person_token("\"sub\":\"1\"");
    struct token two = person_token("\"sub\":\"2\"");
    check_token(f, one, PBJWT_OK);
    check_token(f, two, PBJWT_OK);
    check_token(f,
                token_of_text(textf("%s.%s.%s", token_segment(one, 0), token_segment(one, 1),
                                    token_segment(two, 2))),
                PBJWT_SIGNATURE_MISMATCH);
    check_token(f,
                token_of_text(textf("%s.%s.%s", token_segment(one, 0), token_segment(two, 1),
                                    token_segment(one, 2))),
                PBJWT_SIGNATURE_MISMATCH);
    check_token(f,
                token_of_text(textf("%s.%s.%s", base64url("{\"alg\":\"HS256\"}", 15),
                                    token_segment(one, 1), token_segment(one, 2))),
                PBJWT_SIGNATURE_MISMATCH);
}

static void a_wrong_signature_hides_whatever_the_payload_is(void **state) {
    struct fixture *f = *state;
    static const char *const payloads[] = {
        "not json",      "[]",   "{\"exp\":1,\"exp\":2}", "{\"exp\":0,\"email\":\"a@b.c\"}", "{}",
        "{\"email\":5}", "\xff",
    };
    for (size_t i = 0; i < COUNT_OF(payloads); i++) {
        check_token(f, make_token(HEADER, payloads[i], OTHER_SECRET), PBJWT_SIGNATURE_MISMATCH);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(the_example_of_rfc_7515_a_1_is_signed),
        fixture_test(rfc_4231_vectors_come_out_of_the_user_hash),
        fixture_test(keys_and_inputs_of_all_lengths_around_a_block_agree_with_openssl),
        fixture_test(no_bit_of_a_token_can_be_flipped),
        fixture_test(no_prefix_of_a_token_is_a_token),
        fixture_test(a_token_with_an_extra_byte_is_refused),
        fixture_test(a_shorter_or_longer_mac_is_refused),
        fixture_test(every_byte_of_a_mac_counts),
        fixture_test(a_mac_with_a_nul_byte_is_compared_to_its_end),
        fixture_test(a_mac_constructed_differently_is_a_mismatch),
        fixture_test(a_signature_fits_only_its_own_token),
        fixture_test(a_wrong_signature_hides_whatever_the_payload_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
