/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Whole tokens, with three policies and both readers. The input is the token; resign.c mutates its contents
 * and signs it again.
 */
#include "oracle.h"

#include <stdlib.h>
#include <string.h>

enum { STRICT, USUAL, LENIENT, POLICIES };
enum { OWN_READER, BOTH_READERS, READERS };

static pbjwt_verifier *verifiers[POLICIES][READERS];
static const pbjwt_verifier *plain; /* accepts the good token */
static char *good;                  /* a token that fills many fields of an identity */
static size_t good_length;

#define SET(setter, ...) FUZZ_CHECK(pbjwt_policy_set_##setter(policy, __VA_ARGS__) == PBJWT_OK)

/* A token that a stricter policy accepts must also be accepted by a more lenient one. */
static pbjwt_policy *policy_of(int strictness, int reader) {
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    SET(reader, reader == BOTH_READERS ? PBJWT_READER_BOTH : PBJWT_READER_FAST);
    if (strictness == STRICT) {
        SET(leeway, 0);
        SET(user_hash, PBJWT_USER_HASH_REQUIRED);
        SET(issuer, "https://issuer.example", 22);
        SET(audience, "productbridge", 13);
        SET(strict_claims, true);
        SET(email_form, PBJWT_EMAIL_REQUIRE_LOWERCASE);
    } else if (strictness == USUAL) {
        SET(user_hash, PBJWT_USER_HASH_IF_PRESENT);
    } else {
        SET(leeway, PBJWT_MAX_LEEWAY);
        SET(max_lifetime, 0);
        SET(allow_missing_exp, true);
        SET(email_form, PBJWT_EMAIL_LOWERCASED);
    }
    return policy;
}

#define SET_TEXT(claim, text)                                                                      \
    FUZZ_CHECK(pbjwt_claims_set_text(claims, PBJWT_CLAIM_##claim, text, sizeof text - 1) ==        \
               PBJWT_OK)

static void issue_good(const pbjwt_secret *secret) {
    pbjwt_claims *const claims = pbjwt_claims_new();
    for (size_t claim = 1; claim <= pbjwt_claim_count(); claim++)
        (void)pbjwt_claims_set_text(claims, (pbjwt_claim)claim, "low", 3); /* if it is a text */
    SET_TEXT(EMAIL, "Before@b.c");
    SET_TEXT(RENEWAL_DATE, "2026-03-31");
    SET_TEXT(AVATAR_URL, "https://b.c/");
    FUZZ_CHECK(pbjwt_claims_unset(claims, PBJWT_CLAIM_AVATAR_URL_CAMEL) == PBJWT_OK);
    FUZZ_CHECK(pbjwt_claims_unset(claims, PBJWT_CLAIM_ID) == PBJWT_OK);
    FUZZ_CHECK(pbjwt_claims_set_number(claims, PBJWT_CLAIM_COMPANY_MRR, 1.5) == PBJWT_OK);
    FUZZ_CHECK(pbjwt_claims_set_custom(claims, "{\"plan\":[1]}", 12) == PBJWT_OK);
    FUZZ_CHECK(pbjwt_issue_at(secret, claims, FUZZ_NOW, 3600, &good, &good_length, NULL) ==
               PBJWT_OK);
    pbjwt_claims_free(claims);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    pbjwt_secret *secrets[] = {fuzz_secret(FUZZ_SECRET, FUZZ_KEY_ID),
                               fuzz_secret(FUZZ_SECOND_SECRET, NULL),
                               fuzz_secret(FUZZ_OLD_SECRET, "old")};
    FUZZ_CHECK(pbjwt_secret_set_not_after(secrets[2], FUZZ_NOW - 1) == PBJWT_OK);
    for (int strictness = 0; strictness < POLICIES; strictness++) {
        for (int reader = 0; reader < READERS; reader++) {
            pbjwt_policy *const policy = policy_of(strictness, reader);
            FUZZ_CHECK(pbjwt_verifier_new(secrets, 3, policy, &verifiers[strictness][reader]) ==
                       PBJWT_OK);
            pbjwt_policy_free(policy);
        }
    }
    plain = verifiers[LENIENT][OWN_READER];
    issue_good(secrets[0]);
    for (size_t i = 0; i < 3; i++)
        pbjwt_secret_free(secrets[i]);
    return 0;
}

/* The verifier's result for the token and its description, which the caller frees. */
typedef struct verdict {
    pbjwt_status status;
    char *description;
    size_t length;
} verdict;

static verdict judge(const pbjwt_verifier *verifier, const unsigned char *token, size_t length,
                     pbjwt_identity *identity) {
    verdict of = {pbjwt_verify_at(verifier, token, length, FUZZ_NOW, identity), NULL, 0};
    if (of.status == PBJWT_OK) {
        fuzz_check_identity(identity);
    } else {
        FUZZ_CHECK(of.status >= PBJWT_MALFORMED_TOKEN && of.status <= PBJWT_EMAIL_NOT_CANONICAL);
        FUZZ_CHECK((of.status == PBJWT_MALFORMED_CLAIM) ==
                   (pbjwt_identity_claim_at_fault(identity) != PBJWT_CLAIM_NONE));
        fuzz_check_empty(identity);
    }
    of.description = fuzz_describe(identity, &of.length);
    return of;
}

static void check_same(const verdict *a, const verdict *b) {
    FUZZ_CHECK(a->status == b->status && a->length == b->length);
    FUZZ_CHECK(memcmp(a->description, b->description, a->length) == 0);
}

/* Checks an accepted token against the policy's requirements. */
static void check_demands(int strictness, const pbjwt_identity *identity) {
    static const int leeways[POLICIES] = {0, PBJWT_DEFAULT_LEEWAY, PBJWT_MAX_LEEWAY};
    const double now = FUZZ_NOW, leeway = leeways[strictness], lifetime = PBJWT_DEFAULT_LIFETIME;
    double exp, iat, nbf;
    const bool has_exp = pbjwt_identity_number(identity, PBJWT_CLAIM_EXP, &exp);
    const bool has_iat = pbjwt_identity_number(identity, PBJWT_CLAIM_IAT, &iat);
    FUZZ_CHECK(has_exp ? exp > now - leeway : strictness == LENIENT);
    FUZZ_CHECK(!has_iat || iat <= now + leeway);
    const bool has_nbf = pbjwt_identity_number(identity, PBJWT_CLAIM_NBF, &nbf);
    FUZZ_CHECK(!has_nbf || nbf <= now + leeway);
    if (strictness != LENIENT)
        FUZZ_CHECK(exp - (has_iat ? iat : now) <= lifetime + leeway);
    if (strictness == STRICT) {
        FUZZ_CHECK(pbjwt_identity_user_hash(identity) == PBJWT_HASH_VERIFIED);
        for (size_t i = 0; i < pbjwt_identity_warning_count(identity); i++) {
            const pbjwt_warning kind = pbjwt_identity_warning(identity, i, NULL);
            FUZZ_CHECK(kind != PBJWT_WARNING_WRONG_TYPE && kind != PBJWT_WARNING_WRONG_FORM &&
                       kind != PBJWT_WARNING_COERCED);
        }
    }
}

/* Checks the decision about the signature against OpenSSL's HMAC. */
static void check_signature(pbjwt_status status, const unsigned char *token, size_t length) {
    const bool is_signed = fuzz_is_signed_with(FUZZ_SECRET, token, length) ||
                           fuzz_is_signed_with(FUZZ_SECOND_SECRET, token, length);
    static const char usual[] = "eyJhbGciOiJIUzI1NiJ9.";
    const bool is_usual = length >= sizeof usual && memcmp(token, usual, sizeof usual - 1) == 0;
    FUZZ_CHECK(is_signed || (status != PBJWT_OK && status < PBJWT_MALFORMED_PAYLOAD));
    FUZZ_CHECK(!is_signed || !is_usual || status == PBJWT_OK || status >= PBJWT_MALFORMED_PAYLOAD ||
               status < PBJWT_MALFORMED_HEADER);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length) {
    unsigned char *const token = fuzz_copy(data, length);
    bool stricter = false; /* a stricter policy accepted it */
    for (int strictness = 0; strictness < POLICIES; strictness++) {
        verdict first = {PBJWT_OK, NULL, 0};
        for (int reader = 0; reader < READERS; reader++) {
            const pbjwt_verifier *const verifier = verifiers[strictness][reader];
            pbjwt_identity *const identity = pbjwt_identity_new(0);
            FUZZ_CHECK(pbjwt_verify_at(plain, good, good_length, FUZZ_NOW, identity) == PBJWT_OK);
            const verdict now = judge(verifier, token, length, identity);
            const verdict again = judge(verifier, token, length, identity);
            check_same(&now, &again);
            free(again.description);
            check_signature(now.status, token, length);
            if (now.status == PBJWT_OK) {
                check_demands(strictness, identity);
                fuzz_check_against_payload(identity, token, length);
            }
            pbjwt_identity_free(identity);
            if (reader == OWN_READER) {
                first = now;
                continue;
            }
            check_same(&first, &now);
            free(now.description);
        }
        free(first.description);
        FUZZ_CHECK(!stricter || first.status == PBJWT_OK);
        stricter = stricter || first.status == PBJWT_OK;
    }
    if (stricter)
        fuzz_accepted();
    free(token);
    return 0;
}
