/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Checks with valgrind's memcheck whether a branch or an address depends on a secret: secrets are marked as
 * undefined, memcheck follows them into key states and MACs, and reports each branch and address that is
 * computed from undefined bytes. Compiled with a copy of the library's sources, which Tests/Trust/constant_time
 * makes; that script lists what may become known, and where.
 */
#include "pbjwt.c"

#include <stdio.h>
#include <valgrind/memcheck.h>

#define SECRET "fb60048f7c7bdf81ff6d8da9d8a40998bff6f3ebe89c4c7a49330ac2bd257dcc"
#define NOW INT64_C(1750000000)

enum { MAX_TEXT = 256 };

static unsigned complaints; /* of all steps */
static unsigned steps;
static unsigned failures;

static void fail(const char *why) {
    printf("FAILED: %s\n", why);
    failures++;
}

static void require(bool condition, const char *what) {
    if (!condition)
        fail(what);
}

/* Ends a step: memcheck's reports since the last one belong to it. */
static void step(const char *name) {
    const unsigned all = (unsigned)VALGRIND_COUNT_ERRORS;
    if (all != complaints)
        printf("%s: %u branches or addresses depend on a secret\n", name, all - complaints);
    complaints = all;
    steps++;
}

/* Whether memcheck treats any bit of these bytes as secret. Asking isn't a complaint. */
static bool is_secret(const void *bytes, size_t length) {
    unsigned char bits[MAX_TEXT];
    unsigned char any = 0;
    if (VALGRIND_GET_VBITS(bytes, bits, length) != 1)
        return false;
    for (size_t i = 0; i < length; i++)
        any |= bits[i];
    return any != 0;
}

static void make_secret(void *bytes, size_t length) {
    (void)VALGRIND_MAKE_MEM_UNDEFINED(bytes, length);
}

static void make_public(void *bytes, size_t length) {
    (void)VALGRIND_MAKE_MEM_DEFINED(bytes, length);
}

/* Tokens, issued from the same secret while it is public. */

typedef struct tokens {
    char *good;
    char *mismatched;
    char *bad_hash;
    size_t good_length, mismatched_length, bad_hash_length;
} tokens;

static char *issue(const char *key, size_t length, const char *hash, size_t *token_length) {
    pbjwt_secret *secret = NULL;
    pbjwt_claims *const claims = pbjwt_claims_new();
    char *token = NULL;
    if (pbjwt_secret_new(key, length, PBJWT_SECRET_TEXT, &secret) != PBJWT_OK ||
        pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "ann@example.com", 15) != PBJWT_OK ||
        pbjwt_claims_set_text(claims, PBJWT_CLAIM_SUB, "42", 2) != PBJWT_OK ||
        pbjwt_claims_set_user_hash(claims, hash != NULL) != PBJWT_OK ||
        pbjwt_issue_at(secret, claims, NOW, 60, &token, token_length, NULL) != PBJWT_OK)
        fail("no token can be issued");
    pbjwt_claims_free(claims);
    pbjwt_secret_free(secret);
    return token;
}

/* The same token with a different user_hash, signed again. */
static char *with_bad_hash(const char *key, size_t length, size_t *token_length) {
    static const char json[] =
        "{\"email\":\"ann@example.com\",\"sub\":\"42\",\"user_hash\":\"00000000"
        "00000000000000000000000000000000000000000000000000000000\","
        "\"iat\":1750000000,\"exp\":1750000060}";
    pbjwti_owned_text header, token = {NULL, 0};
    pbjwti_owned_text payload = {(unsigned char *)(uintptr_t)json, sizeof json - 1};
    pbjwti_mac *mac = NULL;
    if (pbjwti_tree_write_header((pbjwti_view){NULL, 0}, (pbjwti_view){NULL, 0}, &header) !=
            PBJWT_OK ||
        pbjwti_mac_new((pbjwti_view){(const unsigned char *)key, length}, NULL, NULL, &mac) !=
            PBJWT_OK ||
        sign(mac, &header, &payload, &token) != PBJWT_OK)
        fail("no token can be signed");
    pbjwti_mac_free(mac);
    free(header.data);
    *token_length = token.length;
    return (char *)token.data;
}

static tokens issue_all(const char *key, size_t length) {
    tokens made;
    made.good = issue(key, length, "with", &made.good_length);
    made.mismatched =
        issue("another secret of at least 32 bytes", 35, "with", &made.mismatched_length);
    made.bad_hash = with_bad_hash(key, length, &made.bad_hash_length);
    return made;
}

static void free_all(tokens *made) {
    pbjwt_free(made->good);
    pbjwt_free(made->mismatched);
    pbjwt_free(made->bad_hash);
}

/* Operations with a secret */

static void verify(const pbjwt_verifier *verifier, const char *token, size_t length,
                   pbjwt_status expected, const char *name) {
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    const pbjwt_status status = pbjwt_verify_at(verifier, token, length, NOW, identity);
    step(name);
    require(status == expected, name);
    pbjwt_identity_free(identity);
}

/* `written` is the secret in its format; `key` its bytes. */
static void live_with(const char *written, pbjwt_secret_format format, const char *key,
                      size_t key_length, const char *properties) {
    tokens made = issue_all(key, key_length);
    char text[MAX_TEXT];
    const size_t length = strlen(written);
    memcpy(text, written, length);
    (void)VALGRIND_COUNT_ERRORS;
    step("issuing while nothing is secret");

    pbjwt_secret *secret = NULL;
    make_secret(text, length);
    const pbjwt_status told = pbjwt_secret_new(text, length, format, &secret);
    step("pbjwt_secret_new");
    require(told == PBJWT_OK && is_secret(secret->bytes, secret->length),
            "a secret that is secret");
    require(pbjwt_secret_set_provider(secret, NULL, properties) == PBJWT_OK, "a provider");

    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    require(pbjwt_policy_set_user_hash(policy, PBJWT_USER_HASH_REQUIRED) == PBJWT_OK, "a policy");
    pbjwt_verifier *verifier = NULL;
    require(pbjwt_verifier_new(&secret, 1, policy, &verifier) == PBJWT_OK, "a verifier");
    step("pbjwt_verifier_new");
    if (properties == NULL) {
        pbjwti_mac *const mac = verifier->keys[0].mac;
        require(is_secret(&mac->inner, sizeof mac->inner), "an inner state that is secret");
        require(is_secret(&mac->outer, sizeof mac->outer), "an outer state that is secret");
        make_secret(&mac->inner, sizeof mac->inner);
        make_secret(&mac->outer, sizeof mac->outer);
    }

    verify(verifier, made.good, made.good_length, PBJWT_OK, "pbjwt_verify_at, a good token");
    verify(verifier, made.mismatched, made.mismatched_length, PBJWT_SIGNATURE_MISMATCH,
           "pbjwt_verify_at, a mismatch");
    verify(verifier, made.bad_hash, made.bad_hash_length, PBJWT_USER_HASH_MISMATCH,
           "pbjwt_verify_at, another user_hash");

    char hex[PBJWT_HASH_HEX_SIZE];
    require(pbjwt_user_hash(secret, "42", 2, hex, sizeof hex) == PBJWT_OK, "a user_hash");
    step("pbjwt_user_hash");
    require(is_secret(hex, PBJWT_HASH_HEX_LENGTH),
            "a user_hash that is secret until it is given out");

    pbjwt_verifier_release(verifier);
    pbjwt_policy_free(policy);
    pbjwt_secret_free(secret);
    step("wiping");
    free_all(&made);
}

static void write_hex(void) {
    unsigned char bytes[32] = {0x00, 0x9F, 0xA0, 0xFF};
    char hex[PBJWT_HASH_HEX_SIZE];
    make_secret(bytes, sizeof bytes);
    pbjwti_write_hex(bytes, sizeof bytes, hex);
    step("writing hex");
    require(is_secret(hex, PBJWT_HASH_HEX_LENGTH), "hex that is secret");
    make_public(hex, sizeof hex);
    require(memcmp(hex, "009fa0ff00", 10) == 0, "right hex");
}

static void compare(void) {
    unsigned char a[PBJWTI_MAC_BYTES] = {1}, b[PBJWTI_MAC_BYTES] = {1};
    make_secret(a, sizeof a);
    require(pbjwti_mac_equal(a, b), "equal MACs");
    b[31] = 1;
    require(!pbjwti_mac_equal(a, b), "unequal MACs");
    b[0] = 2;
    require(!pbjwti_mac_equal(a, b), "unequal MACs");
    step("comparing MACs");
}

int main(void) {
    static const char hex[] = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";
    static const char base64[] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    static const char long_text[] = SECRET "0123456789abcdef";
    char key[32];
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (char)i;
    if (!RUNNING_ON_VALGRIND) {
        puts("to be run by Tests/Trust/constant_time, under valgrind");
        return 2;
    }
    for (int evp = 0; evp < 2; evp++) {
        const char *const properties = evp ? "provider=default" : NULL;
        live_with(SECRET, PBJWT_SECRET_TEXT, SECRET, 64, properties);
        live_with(long_text, PBJWT_SECRET_TEXT, long_text, strlen(long_text), properties);
        live_with(hex, PBJWT_SECRET_HEX, key, sizeof key, properties);
        live_with(base64, PBJWT_SECRET_BASE64, key, sizeof key, properties);
    }
    write_hex();
    compare();
    printf("%u steps, %u branches or addresses that depend on a secret, %u failures\n", steps,
           complaints, failures);
    return complaints > 0 ? 1 : failures > 0 ? 2 : 0;
}
