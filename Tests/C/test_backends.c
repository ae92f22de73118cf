/* SPDX-License-Identifier: Apache-2.0 */

/* Both ways to compute a MAC give the same result as OpenSSL's own HMAC; and if a provider can't compute,
   making the verifier fails. */
#ifdef OPENSSL_NO_DEPRECATED_3_0
#define DEFAULT_BACKEND "evp"
#else
#define DEFAULT_BACKEND "sha256"
#endif

#include "support.h"

#include "mac.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/provider.h>
#include <stdlib.h>
#include <string.h>

static pbjwti_mac *new_mac(const unsigned char *key, size_t length, const char *properties) {
    pbjwti_mac *mac = NULL;
    assert_int_equal(pbjwti_mac_new((pbjwti_view){key, length}, NULL, properties, &mac), PBJWT_OK);
    return mac;
}

static void check_mac(const pbjwti_mac *mac, pbjwti_mac_scratch **scratch, const unsigned char *key,
                      size_t key_length, pbjwti_view data) {
    unsigned char expected[32], got[32];
    hmac_sha256(key, key_length, data.data, data.length, expected);
    assert_int_equal(pbjwti_mac_compute(mac, scratch, data, got), PBJWT_OK);
    assert_memory_equal(got, expected, sizeof got);
}

static void test_both_backends_compute_openssls_hmac(void **state) {
    (void)state;
    unsigned char key[200], data[300];
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (unsigned char)(i * 7 + 1);
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)(i * 13 + 5);

    const size_t key_lengths[] = {1, 31, 32, 63, 64, 65, 66, 200};
    for (size_t k = 0; k < COUNT_OF(key_lengths); k++) {
        pbjwti_mac *const plain = new_mac(key, key_lengths[k], NULL);
        pbjwti_mac *const evp = new_mac(key, key_lengths[k], "");
        pbjwti_mac_scratch *scratch = NULL;
        assert_string_equal(pbjwti_mac_backend(evp), "evp");
        for (size_t length = 0; length <= sizeof data; length++) {
            check_mac(plain, &scratch, key, key_lengths[k], (pbjwti_view){data, length});
            check_mac(evp, &scratch, key, key_lengths[k], (pbjwti_view){data, length});
        }
        pbjwti_mac_scratch_free(scratch);
        pbjwti_mac_free(plain);
        pbjwti_mac_free(evp);
    }
}

static void test_a_difference_in_any_bit_is_a_mismatch(void **state) {
    (void)state;
    unsigned char a[32] = {0}, b[32] = {0};
    assert_true(pbjwti_mac_equal(a, b));
    for (size_t bit = 0; bit < 256; bit++) {
        b[bit / 8] ^= (unsigned char)(1u << bit % 8);
        assert_false(pbjwti_mac_equal(a, b));
        b[bit / 8] = 0;
    }
}

/* A verifier with SECRET whose MACs come from the given environment. */
static pbjwt_verifier *verifier_in(OSSL_LIB_CTX *context, const char *properties) {
    pbjwt_secret *const secret = new_secret(SECRET);
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_policy_set_user_hash(policy, PBJWT_USER_HASH_IF_PRESENT), PBJWT_OK);
    assert_int_equal(pbjwt_secret_set_provider(secret, context, properties), PBJWT_OK);
    assert_int_equal(pbjwt_verifier_new(&secret, 1, policy, &verifier), PBJWT_OK);
    pbjwt_policy_free(policy);
    pbjwt_secret_free(secret);
    return verifier;
}

static void check_decides(const pbjwt_verifier *verifier) {
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    char *const members =
        textf("{" PERSON ",\"sub\":\"u-1\",\"user_hash\":\"%s\"}", hmac_hex(SECRET, "u-1"));
    for (int i = 0; i < 3; i++) { /* reuses one identity */
        check_verdict(verifier, identity, make_token(HEADER, members, SECRET), NOW, PBJWT_OK,
                      PBJWT_CLAIM_NONE);
        check_verdict(verifier, identity, make_token(HEADER, members, OTHER_SECRET), NOW,
                      PBJWT_SIGNATURE_MISMATCH, PBJWT_CLAIM_NONE);
        check_verdict(verifier, identity,
                      make_token(HEADER,
                                 textf("{" PERSON ",\"sub\":\"u-2\",\"user_hash\":\"%s\"}",
                                       hmac_hex(SECRET, "u-1")),
                                 SECRET),
                      NOW, PBJWT_USER_HASH_MISMATCH, PBJWT_CLAIM_NONE);
    }
    pbjwt_identity_free(identity);
}

static void test_a_property_query_uses_evp(void **state) {
    (void)state;
    pbjwt_verifier *const verifier = verifier_in(NULL, "provider=default");
    check(strcmp(pbjwt_verifier_backend(verifier), "evp") == 0);
    check_decides(verifier);
    pbjwt_verifier_release(verifier);
}

static void test_a_library_context_uses_evp(void **state) {
    (void)state;
    OSSL_LIB_CTX *const context = OSSL_LIB_CTX_new();
    assert_non_null(context);
    pbjwt_verifier *const verifier = verifier_in(context, NULL);
    check(strcmp(pbjwt_verifier_backend(verifier), "evp") == 0);
    check_decides(verifier);
    pbjwt_verifier_release(verifier);
    OSSL_LIB_CTX_free(context);
}

static void test_without_either_the_builds_own_backend_is_used(void **state) {
    (void)state;
    pbjwt_verifier *const verifier = verifier_in(NULL, NULL);
    check(strcmp(pbjwt_verifier_backend(verifier), DEFAULT_BACKEND) == 0);
    check_decides(verifier);
    pbjwt_verifier_release(verifier);
    check(pbjwt_verifier_backend(NULL) == NULL);
}

/* A verifier's secrets may use both ways; its backend is that of the first one. */
static void test_the_first_keys_backend_is_reported(void **state) {
    (void)state;
    pbjwt_secret *const plain = new_secret(SECRET), *const by_provider = new_secret(OTHER_SECRET);
    const struct {
        pbjwt_secret *secrets[3];
        size_t count;
        const char *backend;
    } rows[] = {
        {{plain, by_provider}, 2, DEFAULT_BACKEND},
        {{by_provider, plain}, 2, "evp"},
        {{plain, by_provider, by_provider}, 3, DEFAULT_BACKEND},
        {{by_provider, plain, plain}, 3, "evp"},
        {{plain, by_provider, plain}, 3, DEFAULT_BACKEND},
        {{by_provider, plain, by_provider}, 3, "evp"},
    };
    check_call(pbjwt_secret_set_provider(by_provider, NULL, "provider=default"), PBJWT_OK);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pbjwt_verifier *verifier = NULL;
        check_call(pbjwt_verifier_new(rows[i].secrets, rows[i].count, NULL, &verifier), PBJWT_OK);
        const char *const backend = pbjwt_verifier_backend(verifier);
        check_text(backend, strlen(backend), rows[i].backend);
        pbjwt_verifier_release(verifier);
    }
    pbjwt_secret_free(plain);
    pbjwt_secret_free(by_provider);
}

static void test_a_missing_provider_is_reported_at_once(void **state) {
    (void)state;
    pbjwt_secret *const secret = new_secret(SECRET);
    pbjwt_verifier *verifier = (pbjwt_verifier *)(uintptr_t)1;
    char hex[PBJWT_HASH_HEX_SIZE] = "x";
    ERR_clear_error();
    check_call(pbjwt_secret_set_provider(secret, NULL, "provider=no-such"), PBJWT_OK);
    check_call(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_INTERNAL);
    check(verifier == NULL);
    check_call(pbjwt_user_hash(secret, "u-1", 3, hex, sizeof hex), PBJWT_INTERNAL);
    check(strcmp(hex, "") == 0);
    check(ERR_peek_error() == 0); /* OpenSSL's error queue is unchanged */

    check_call(pbjwt_secret_set_provider(secret, NULL, NULL), PBJWT_OK);
    check_call(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    pbjwt_verifier_release(verifier);
    check_call(pbjwt_secret_set_provider(NULL, NULL, NULL), PBJWT_INVALID_ARGUMENT);
    pbjwt_secret_free(secret);
}

/* The system's OpenSSL configuration also applies to secrets without a provider. */
static void test_a_default_query_for_fips_is_respected(void **state) {
    (void)state;
    pbjwt_secret *const secret = new_secret(SECRET);
    pbjwt_verifier *verifier = NULL;
    OSSL_PROVIDER *const fips = OSSL_PROVIDER_try_load(NULL, "fips", 1);
    assert_int_equal(EVP_default_properties_enable_fips(NULL, 1), 1);
    const pbjwt_status status = pbjwt_verifier_new(&secret, 1, NULL, &verifier);
    if (fips != NULL)
        check(strcmp(pbjwt_verifier_backend(verifier), "evp") == 0);
    else
        check_call(status, PBJWT_INTERNAL);
    pbjwt_verifier_release(verifier);
    assert_int_equal(EVP_default_properties_enable_fips(NULL, 0), 1);
    check_call(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    check(strcmp(pbjwt_verifier_backend(verifier), DEFAULT_BACKEND) == 0);
    pbjwt_verifier_release(verifier);
    OSSL_PROVIDER_unload(fips);
    pbjwt_secret_free(secret);
}

static void test_an_issuer_signs_with_the_secrets_provider(void **state) {
    (void)state;
    pbjwt_secret *const secret = new_secret(SECRET);
    pbjwt_claims *const claims = pbjwt_claims_new();
    char *plain = NULL, *evp = NULL;
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "ann@example.com", 15), PBJWT_OK);
    check_call(pbjwt_issue_at(secret, claims, NOW, 60, &plain, NULL, NULL), PBJWT_OK);
    check_call(pbjwt_secret_set_provider(secret, NULL, "provider=default"), PBJWT_OK);
    check_call(pbjwt_issue_at(secret, claims, NOW, 60, &evp, NULL, NULL), PBJWT_OK);
    check(strcmp(plain, evp) == 0);
    pbjwt_free(plain);
    pbjwt_free(evp);
    pbjwt_claims_free(claims);
    pbjwt_secret_free(secret);
}

/* Its length in bits, which is in the padding, needs more than 32 bits. */
static void a_message_of_half_a_gigabyte_has_the_same_mac(void **state) {
    (void)state;
    const unsigned char key[] = "0123456789abcdef0123456789abcdef";
    const size_t length = (size_t)1 << 29;
    unsigned char *const data =
        (unsigned char *)calloc(length, 1); /* all pages are the same zero page */
    assert_non_null(data);
    pbjwti_mac *const plain = new_mac(key, sizeof key, NULL);
    pbjwti_mac_scratch *scratch = NULL;
    check_mac(plain, &scratch, key, sizeof key, (pbjwti_view){data, length});
    pbjwti_mac_scratch_free(scratch);
    pbjwti_mac_free(plain);
    free(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_message_of_half_a_gigabyte_has_the_same_mac),
        fixture_test(test_both_backends_compute_openssls_hmac),
        fixture_test(test_a_difference_in_any_bit_is_a_mismatch),
        fixture_test(test_a_property_query_uses_evp),
        fixture_test(test_a_library_context_uses_evp),
        fixture_test(test_without_either_the_builds_own_backend_is_used),
        fixture_test(test_the_first_keys_backend_is_reported),
        fixture_test(test_a_missing_provider_is_reported_at_once),
        fixture_test(test_a_default_query_for_fips_is_respected),
        fixture_test(test_an_issuer_signs_with_the_secrets_provider),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
