/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The clock fails, or OpenSSL at any of its calls. Then a call returns internal and accepts no token; and once
 * they work again, so does the next call. The linker replaces the library's calls with __wrap_time and so on.
 */
#include "support.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The clock */

static bool clock_is_ours;
static bool clock_fails;
static time_t shown;
static time_t ahead; /* by how much the exact clock is ahead */

/* If time_t has 64 bits and long has 32, glibc's headers map these names to other functions. */
#if defined(__TIMESIZE) && __TIMESIZE == 32 && defined(_TIME_BITS) && _TIME_BITS == 64
#define __real_time __real___time64
#define __wrap_time __wrap___time64
#define __real_timespec_get __real___timespec_get64
#define __wrap_timespec_get __wrap___timespec_get64
#endif
time_t __real_time(time_t *result);
time_t __wrap_time(time_t *result);
int __real_timespec_get(struct timespec *result, int base);
int __wrap_timespec_get(struct timespec *result, int base);

time_t __wrap_time(time_t *result) {
    if (!clock_is_ours)
        return __real_time(result);
    return clock_fails ? (time_t)-1 : shown;
}

int __wrap_timespec_get(struct timespec *result, int base) {
    if (!clock_is_ours)
        return __real_timespec_get(result, base);
    result->tv_sec = shown + ahead; /* also on failure, when nobody may read it */
    result->tv_nsec = 999999999;
    return clock_fails ? 0 : base;
}

static pbjwt_status verify_now(const pbjwt_verifier *verifier, struct token token,
                               pbjwt_identity *identity) {
    return pbjwt_verify(verifier, token.bytes, token.length, identity);
}

static void check_clock(const pbjwt_verifier *verifier, pbjwt_identity *identity,
                        pbjwt_status status) {
    const struct token good = payload_token("{" PERSON "}");
    clock_is_ours = false;
    check_verdict(verifier, identity, good, NOW, PBJWT_OK,
                  PBJWT_CLAIM_NONE); /* the identity isn't empty */
    clock_is_ours = true;
    check_call(verify_now(verifier, good, identity), status);
    check(identity_is_empty(identity) == (status != PBJWT_OK));
    clock_is_ours = false;
}

static void a_clock_that_fails_accepts_no_token(void **state) {
    struct fixture *const f = *state;
    pbjwt_secret *const secret = new_secret(SECRET);
    pbjwt_claims *const claims = pbjwt_claims_new();
    pbjwt_counts *const counts = pbjwt_counts_new(NULL);
    pbjwt_identity_set_counts(f->identity, counts);
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5), PBJWT_OK);
    static const struct {
        bool fails;
        int64_t shown;
        pbjwt_status verified, issued;
    } clocks[] = {
        {true, NOW, PBJWT_INTERNAL, PBJWT_INTERNAL},
        {false, -1, PBJWT_INTERNAL, PBJWT_INTERNAL},
        {false, INT64_MIN, PBJWT_INTERNAL, PBJWT_INTERNAL},
        {false, PBJWT_MAX_NUMERIC_DATE + 1, PBJWT_INTERNAL, PBJWT_INTERNAL},
        {false, INT64_MAX, PBJWT_INTERNAL, PBJWT_INTERNAL},
        {false, PBJWT_MAX_NUMERIC_DATE, PBJWT_EXPIRED, PBJWT_INVALID_ARGUMENT},
        {false, 0, PBJWT_ISSUED_IN_FUTURE, PBJWT_OK},
        {false, NOW, PBJWT_OK, PBJWT_OK},
    };
    for (int exact = 0; exact < 2; exact++) { /* with a leeway it is time(), else timespec_get() */
        assert_int_equal(pbjwt_policy_set_leeway(f->policy, exact ? 0 : 30), PBJWT_OK);
        fixture_apply(f);
        for (size_t i = 0; i < COUNT_OF(clocks); i++) {
            char *token = NULL;
            size_t length = 99;
            clock_fails = clocks[i].fails;
            shown = (time_t)clocks[i].shown;
            const uint64_t before = pbjwt_counts_status(counts, clocks[i].verified);
            check_clock(f->fast, f->identity, clocks[i].verified);
            clock_is_ours = true;
            check_call(pbjwt_issue(secret, claims, 60, &token, &length, NULL), clocks[i].issued);
            check_call(pbjwt_verify(f->fast, "", 0, NULL), clocks[i].verified == PBJWT_INTERNAL
                                                               ? PBJWT_INTERNAL
                                                               : PBJWT_INVALID_ARGUMENT);
            clock_is_ours = false;
            check(pbjwt_counts_status(counts, clocks[i].verified) > before);
            check((token != NULL) == (clocks[i].issued == PBJWT_OK));
            check((length != 0) == (clocks[i].issued == PBJWT_OK));
            pbjwt_free(token);
        }
    }
    pbjwt_identity_set_counts(f->identity, NULL);
    pbjwt_counts_free(counts);
    pbjwt_claims_free(claims);
    pbjwt_secret_free(secret);
}

/*
 * The coarse clock may begin a second late. Without a leeway that matters, so a verifier reads the exact clock,
 * as an issuer does; with a leeway it reads the coarse one, which costs a tenth.
 */
static void without_a_leeway_the_exact_clock_is_read(void **state) {
    struct fixture *const f = *state;
    static const struct {
        int64_t leeway;
        bool exact;
    } rows[] = {{0, true}, {1, false}, {30, false}, {PBJWT_MAX_LEEWAY, false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const int64_t leeway = rows[i].leeway;
        assert_int_equal(pbjwt_policy_set_leeway(f->policy, leeway), PBJWT_OK);
        fixture_apply(f);
        /* One token that begins and one that ends with the later clock's second. */
        const struct token begins =
            payload_token("{\"email\":\"a@b.c\",\"exp\":%lld,\"nbf\":%lld}", (long long)NOW + 600,
                          (long long)(NOW + 1 + leeway));
        const struct token ends =
            payload_token("{\"email\":\"a@b.c\",\"exp\":%lld}", (long long)(NOW + 1 - leeway));
        shown = (time_t)NOW;
        for (ahead = 0; ahead < 2; ahead++) {
            const bool later = rows[i].exact && ahead == 1;
            clock_is_ours = true;
            check_call(verify_now(f->fast, begins, f->identity),
                       later ? PBJWT_OK : PBJWT_NOT_YET_VALID);
            check_call(verify_now(f->fast, ends, f->identity), later ? PBJWT_EXPIRED : PBJWT_OK);
            clock_is_ours = false;
        }
        ahead = 0;
        shown = (time_t)(NOW + 1); /* both clocks have reached it */
        clock_is_ours = true;
        check_call(verify_now(f->fast, begins, f->identity), PBJWT_OK);
        check_call(verify_now(f->fast, ends, f->identity), PBJWT_EXPIRED);
        clock_is_ours = false;
    }
}

/* A reported policy does the same; otherwise it would list refusals that enforcing it doesn't give. */
static void a_reported_policy_without_a_leeway_reads_the_exact_clock_too(void **state) {
    struct fixture *const f = *state;
    pbjwt_secret *const secret = new_secret(SECRET);
    const struct token begins = payload_token("{\"email\":\"a@b.c\",\"exp\":%lld,\"nbf\":%lld}",
                                              (long long)NOW + 600, (long long)NOW + 1);
    shown = (time_t)NOW;
    ahead = 1;
    for (int64_t leeway = 0; leeway < 2; leeway++) {
        pbjwt_verifier *verifier = NULL;
        check_call(pbjwt_policy_set_leeway(f->policy, leeway), PBJWT_OK);
        check_call(pbjwt_verifier_new_reporting(&secret, 1, NULL, f->policy, &verifier), PBJWT_OK);
        clock_is_ours = true;
        check_call(verify_now(verifier, begins, f->identity), PBJWT_OK);
        clock_is_ours = false;
        check(pbjwt_identity_would_refuse_count(f->identity) == 0);
        pbjwt_verifier_release(verifier);
    }
    ahead = 0;
    pbjwt_secret_free(secret);
}

static void an_issuer_reads_the_exact_clock(void **state) {
    struct fixture *const f = *state;
    pbjwt_secret *const secret = new_secret(SECRET);
    pbjwt_claims *const claims = pbjwt_claims_new();
    char *token = NULL;
    size_t length = 0;
    double issued_at = 0;
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5), PBJWT_OK);
    shown = (time_t)NOW;
    ahead = 7;
    clock_is_ours = true;
    check_call(pbjwt_issue(secret, claims, 60, &token, &length, NULL), PBJWT_OK);
    clock_is_ours = false;
    ahead = 0;
    check_call(pbjwt_verify_at(f->fast, token, length, NOW + 7, f->identity), PBJWT_OK);
    check(identity_issued_at(f->identity, &issued_at) && issued_at == (double)NOW + 7);
    pbjwt_free(token);
    pbjwt_claims_free(claims);
    pbjwt_secret_free(secret);
}

/* OpenSSL */

static bool openssl_is_counted;
static size_t openssl_calls, failing_openssl_call;

static bool openssl_fails(void) {
    return openssl_is_counted && ++openssl_calls == failing_openssl_call;
}

/* Fails with an entry in OpenSSL's error queue, or makes the real call. */
#define FAILING(type, failed, name, parameters, arguments)                                         \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters {                                                                \
        if (!openssl_fails())                                                                      \
            return __real_##name arguments;                                                        \
        ERR_raise(ERR_LIB_USER, 9);                                                                \
        return failed;                                                                             \
    }

FAILING(EVP_MD *, NULL, EVP_MD_fetch, (OSSL_LIB_CTX * context, const char *name, const char *query),
        (context, name, query))
FAILING(EVP_MD_CTX *, NULL, EVP_MD_CTX_new, (void), ())
FAILING(int, 0, EVP_DigestInit_ex2,
        (EVP_MD_CTX * context, const EVP_MD *type, const OSSL_PARAM parameters[]),
        (context, type, parameters))
FAILING(int, 0, EVP_DigestUpdate, (EVP_MD_CTX * context, const void *bytes, size_t count),
        (context, bytes, count))
FAILING(int, 0, EVP_DigestFinal_ex, (EVP_MD_CTX * context, unsigned char *out, unsigned *length),
        (context, out, length))
FAILING(int, 0, EVP_MD_CTX_copy_ex, (EVP_MD_CTX * to, const EVP_MD_CTX *from), (to, from))
FAILING(int, 0, EVP_Digest,
        (const void *bytes, size_t count, unsigned char *out, unsigned *length, const EVP_MD *type,
         ENGINE *engine),
        (bytes, count, out, length, type, engine))

static bool no_random_bytes;

int __real_RAND_priv_bytes(unsigned char *out, int count);
int __wrap_RAND_priv_bytes(unsigned char *out, int count);
int __wrap_RAND_priv_bytes(unsigned char *out, int count) {
    if (!openssl_fails() && !(openssl_is_counted && no_random_bytes))
        return __real_RAND_priv_bytes(out, count);
    ERR_raise(ERR_LIB_USER, 9);
    return 0;
}

static size_t failed_calls, hashes_not_reported;

/* An operation that calls OpenSSL; returns its status, and leaves nothing incomplete. */
typedef pbjwt_status (*user)(struct fixture *f, pbjwt_secret *secret);

static pbjwt_status make_a_verifier(struct fixture *f, pbjwt_secret *secret) {
    pbjwt_verifier *verifier = (pbjwt_verifier *)allocate(1);
    (void)f;
    openssl_is_counted = true;
    const pbjwt_status status = pbjwt_verifier_new(&secret, 1, NULL, &verifier);
    openssl_is_counted = false;
    check((verifier != NULL) == (status == PBJWT_OK));
    pbjwt_verifier_release(verifier);
    return status;
}

static pbjwt_status verify(struct fixture *f, pbjwt_secret *secret) {
    const struct token good = make_token(HEADER, "{" PERSON "}", repeat("k", 65));
    pbjwt_verifier *verifier = NULL;
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    (void)f;
    assert_int_equal(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_OK);
    openssl_is_counted = true;
    const pbjwt_status status = pbjwt_verify_at(verifier, good.bytes, good.length, NOW, identity);
    openssl_is_counted = false;
    check(identity_is_empty(identity) == (status != PBJWT_OK));
    check_verdict(verifier, identity, good, NOW, PBJWT_OK, PBJWT_CLAIM_NONE);
    pbjwt_identity_free(identity);
    pbjwt_verifier_release(verifier);
    return status;
}

/* Only the second policy checks the user_hash: if it can't be computed, the token is accepted and this is reported. */
static pbjwt_status report_a_hash(struct fixture *f, pbjwt_secret *secret) {
    const char *const key = repeat("k", 65);
    const struct token good = make_token(
        HEADER, textf("{" PERSON ",\"sub\":\"7\",\"user_hash\":\"%s\"}", hmac_hex(key, "7")), key);
    pbjwt_policy *const report = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    pbjwt_verifier *verifier = NULL;
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    (void)f;
    assert_int_equal(pbjwt_policy_set_user_hash(report, PBJWT_USER_HASH_REQUIRED), PBJWT_OK);
    assert_int_equal(pbjwt_verifier_new_reporting(&secret, 1, NULL, report, &verifier), PBJWT_OK);
    openssl_is_counted = true;
    pbjwt_status status = pbjwt_verify_at(verifier, good.bytes, good.length, NOW, identity);
    openssl_is_counted = false;
    check(pbjwt_identity_would_refuse_count(identity) <= 1);
    if (pbjwt_identity_would_refuse_count(identity) > 0) {
        (void)pbjwt_identity_would_refuse(identity, 0, &status, NULL);
        hashes_not_reported++;
    }
    pbjwt_identity_free(identity);
    pbjwt_verifier_release(verifier);
    pbjwt_policy_free(report);
    return status;
}

static pbjwt_status issue(struct fixture *f, pbjwt_secret *secret) {
    pbjwt_claims *const claims = pbjwt_claims_new();
    char *token = (char *)allocate(1);
    (void)f;
    assert_int_equal(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_text(claims, PBJWT_CLAIM_SUB, "42", 2), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_user_hash(claims, true), PBJWT_OK);
    openssl_is_counted = true;
    const pbjwt_status status = pbjwt_issue_at(secret, claims, NOW, 60, &token, NULL, NULL);
    openssl_is_counted = false;
    check((token != NULL) == (status == PBJWT_OK));
    pbjwt_free(token);
    pbjwt_claims_free(claims);
    return status;
}

static pbjwt_status hash(struct fixture *f, pbjwt_secret *secret) {
    char hex[PBJWT_HASH_HEX_SIZE] = "x";
    (void)f;
    openssl_is_counted = true;
    const pbjwt_status status = pbjwt_user_hash(secret, "42", 2, hex, sizeof hex);
    openssl_is_counted = false;
    check(strcmp(hex, status == PBJWT_OK ? hmac_hex(repeat("k", 65), "42") : "") == 0);
    return status;
}

static pbjwt_status generate(struct fixture *f, pbjwt_secret *secret) {
    char hex[PBJWT_HASH_HEX_SIZE] = "x";
    (void)f;
    (void)secret;
    openssl_is_counted = true;
    const pbjwt_status status = pbjwt_generate_secret(hex, sizeof hex);
    openssl_is_counted = false;
    check(strlen(hex) == (status == PBJWT_OK ? PBJWT_HASH_HEX_LENGTH : 0));
    return status;
}

/* The key of the hash with which these find duplicate names. */
static pbjwt_status inspect(struct fixture *f, pbjwt_secret *secret) {
    const struct token good = payload_token("{" PERSON "}");
    char *header = (char *)allocate(1), *payload = header;
    size_t header_length = 9, payload_length = 9;
    (void)f;
    (void)secret;
    openssl_is_counted = true;
    const pbjwt_status status = pbjwt_inspect_unverified(good.bytes, good.length, &header,
                                                         &header_length, &payload, &payload_length);
    openssl_is_counted = false;
    check((header != NULL) == (status == PBJWT_OK) && (payload != NULL) == (status == PBJWT_OK));
    check((header_length != 0) == (status == PBJWT_OK));
    check((payload_length != 0) == (status == PBJWT_OK));
    pbjwt_free(header);
    pbjwt_free(payload);
    return status;
}

static pbjwt_status set_custom(struct fixture *f, pbjwt_secret *secret) {
    pbjwt_claims *const claims = pbjwt_claims_new();
    char *token = NULL;
    size_t length = 0;
    assert_int_equal(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5), PBJWT_OK);
    assert_int_equal(pbjwt_claims_set_custom(claims, "{\"old\":1}", 9), PBJWT_OK);
    openssl_is_counted = true;
    const pbjwt_status status = pbjwt_claims_set_custom(claims, "{\"new\":1}", 9);
    openssl_is_counted = false;
    /* Earlier settings stay. */
    check_call(pbjwt_issue_at(secret, claims, NOW, 60, &token, &length, NULL), PBJWT_OK);
    pbjwt_verifier *const verifier = new_verifier(repeat("k", 65), NULL);
    check_call(pbjwt_verify_at(verifier, token, length, NOW, f->identity), PBJWT_OK);
    check((pbjwt_identity_member_json(f->identity, "new", 3, NULL) != NULL) ==
          (status == PBJWT_OK));
    check((pbjwt_identity_member_json(f->identity, "old", 3, NULL) == NULL) ==
          (status == PBJWT_OK));
    pbjwt_verifier_release(verifier);
    pbjwt_free(token);
    pbjwt_claims_free(claims);
    return status;
}

/* With a user_hash for which plain SHA-256 is tried as well. */
static pbjwt_status explain(struct fixture *f, pbjwt_secret *secret) {
    const char *const payload =
        textf("{" PERSON ",\"sub\":\"42\",\"user_hash\":\"%s\"}", repeat("0", 64));
    const struct token token = make_token(HEADER, payload, repeat("k", 65));
    const pbjwt_explain_input input = {.size = sizeof input,
                                       .secrets = &secret,
                                       .secret_count = 1,
                                       .token = token.bytes,
                                       .token_length = token.length,
                                       .now = NOW};
    pbjwt_report *answer = (pbjwt_report *)allocate(1);
    (void)f;
    openssl_is_counted = true;
    const pbjwt_status status = pbjwt_explain(&input, &answer);
    openssl_is_counted = false;
    check((answer != NULL) == (status == PBJWT_OK));
    pbjwt_report_free(answer);
    return status;
}

/* OpenSSL has no random bytes: nothing may continue with a known key. */
static void without_random_bytes_nothing_is_read(void **state) {
    static const user users[] = {make_a_verifier, inspect, set_custom, generate};
    pbjwt_secret *const secret = new_secret(repeat("k", 65));
    ERR_clear_error();
    for (size_t i = 0; i < COUNT_OF(users); i++) {
        no_random_bytes = true;
        failing_openssl_call = 0;
        check_call(users[i](*state, secret), PBJWT_INTERNAL);
        check(ERR_peek_error() == 0);
        no_random_bytes = false;
        check_call(users[i](*state, secret), PBJWT_OK);
    }
    /* Operations that need no key still work. */
    no_random_bytes = openssl_is_counted = true;
    char *header, *payload;
    check_call(pbjwt_inspect_unverified("x", 1, &header, NULL, &payload, NULL),
               PBJWT_MALFORMED_TOKEN);
    no_random_bytes = openssl_is_counted = false;
    pbjwt_secret_free(secret);
}

static void any_call_to_openssl_may_fail(void **state) {
    static const user users[] = {make_a_verifier, verify,  issue,      hash,   report_a_hash,
                                 generate,        inspect, set_custom, explain};
    pbjwt_secret *const secret = new_secret(repeat("k", 65)); /* long: EVP_Digest has to hash it */
    size_t overwritten = 0;
    assert_int_equal(pbjwt_secret_set_provider(secret, NULL, "provider=default"), PBJWT_OK);
    ERR_clear_error();
    for (size_t i = 0; i < COUNT_OF(users); i++) {
        failing_openssl_call = 0;
        openssl_calls = 0;
        check_call(users[i](*state, secret), PBJWT_OK);
        const size_t count = openssl_calls;
        check(count > 0);
        for (failing_openssl_call = 1; failing_openssl_call <= count; failing_openssl_call++) {
            openssl_calls = 0;
            const pbjwt_status status = users[i](*state, secret);
            if (users[i] == explain && status == PBJWT_OK)
                overwritten++; /* left from a refused hash: the call may fail, and a reset follows */
            else if (status != PBJWT_INTERNAL &&
                     status != PBJWT_OUT_OF_MEMORY) /* EVP_MD_CTX_new's */
                report(__FILE__, __LINE__, "user %zu, call %zu: %s", i, failing_openssl_call,
                       pbjwt_status_name(status));
            check(ERR_peek_error() == 0); /* OpenSSL's memory of errors is as it was */
            failed_calls++;
        }
    }
    pbjwt_secret_free(secret);
    check(failed_calls > 40 && overwritten == 1);
    check(hashes_not_reported > 3);
    if (reported_failures() == 0)
        print_message("%zu failed calls of OpenSSL, each reported\n", failed_calls);
}

static void check_refused(OSSL_LIB_CTX *context, const char *properties) {
    pbjwt_secret *secret = new_secret(SECRET);
    pbjwt_claims *const claims = pbjwt_claims_new();
    pbjwt_verifier *verifier = (pbjwt_verifier *)allocate(1);
    char *token = (char *)allocate(1);
    char hex[PBJWT_HASH_HEX_SIZE] = "x";
    ERR_clear_error();
    check_call(pbjwt_secret_set_provider(secret, context, properties), PBJWT_OK);
    check_call(pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5), PBJWT_OK);
    check_call(pbjwt_verifier_new(&secret, 1, NULL, &verifier), PBJWT_INTERNAL);
    check_call(pbjwt_issue_at(secret, claims, NOW, 60, &token, NULL, NULL), PBJWT_INTERNAL);
    check_call(pbjwt_user_hash(secret, "42", 2, hex, sizeof hex), PBJWT_INTERNAL);
    check(verifier == NULL && token == NULL && hex[0] == 0);
    check(ERR_peek_error() == 0);
    pbjwt_claims_free(claims);
    pbjwt_secret_free(secret);
}

static void a_context_without_sha256_is_reported(void **state) {
    (void)state;
    OSSL_LIB_CTX *const context = OSSL_LIB_CTX_new();
    OSSL_PROVIDER *const null =
        OSSL_PROVIDER_load(context, "null"); /* so that no other provider is loaded */
    assert_non_null(null);
    check_refused(context, NULL);
    assert_int_equal(OSSL_PROVIDER_unload(null), 1);
    OSSL_LIB_CTX_free(context);
}

static void a_provider_that_cant_be_loaded_is_reported(void **state) {
    (void)state;
    OSSL_LIB_CTX *const context = OSSL_LIB_CTX_new();
    ERR_set_mark();
    assert_null(OSSL_PROVIDER_load(context, "no-such-provider"));
    ERR_pop_to_mark();
    check_refused(context, "provider=no-such-provider");
    check_refused(NULL, "provider=no-such-provider");
    check_refused(NULL, "fips=yes,provider=no-such-provider");
    OSSL_LIB_CTX_free(context);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(a_clock_that_fails_accepts_no_token),
        fixture_test(without_a_leeway_the_exact_clock_is_read),
        fixture_test(a_reported_policy_without_a_leeway_reads_the_exact_clock_too),
        fixture_test(an_issuer_reads_the_exact_clock),
        fixture_test(any_call_to_openssl_may_fail),
        fixture_test(without_random_bytes_nothing_is_read),
        fixture_test(a_context_without_sha256_is_reported),
        fixture_test(a_provider_that_cant_be_loaded_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
