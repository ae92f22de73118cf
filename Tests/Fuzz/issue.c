/* SPDX-License-Identifier: Apache-2.0 */

/*
 * From claims to a token and back. Each field (fields.h) sets something, which is recorded here. An issued
 * token must verify and contain everything that was set.
 */
#include "fields.h"

#include <jansson.h>

#include <math.h>
#include <stdio.h>
#include <strings.h>

enum { CLAIMS = PBJWT_CLAIM_JTI + 1 };

typedef struct model {
    char *texts[CLAIMS]; /* NULL: not set */
    size_t lengths[CLAIMS];
    char *type; /* NULL: JWT */
    char *custom;
    size_t type_length, custom_length;
    double mrr, not_before;
    bool has_mrr, has_not_before, with_hash;
    int64_t now, lifetime;
} model;

static pbjwt_secret *secret;
static pbjwt_verifier *verifier;

/* As strict as the verifier that issuing uses to read the token back. */
static pbjwt_verifier *verifier_of(const char *type, size_t length) {
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_WIDGET);
    pbjwt_verifier *made;
    FUZZ_CHECK(pbjwt_policy_set_max_token_bytes(policy, PBJWT_MAX_TOKEN_BYTES_LIMIT) == PBJWT_OK);
    FUZZ_CHECK(pbjwt_policy_set_leeway(policy, 0) == PBJWT_OK);
    FUZZ_CHECK(pbjwt_policy_set_max_lifetime(policy, 0) == PBJWT_OK);
    FUZZ_CHECK(pbjwt_policy_set_strict_claims(policy, true) == PBJWT_OK);
    FUZZ_CHECK(pbjwt_policy_set_user_hash(policy, PBJWT_USER_HASH_IF_PRESENT) == PBJWT_OK);
    FUZZ_CHECK(pbjwt_policy_set_reader(policy, PBJWT_READER_BOTH) == PBJWT_OK);
    FUZZ_CHECK(pbjwt_policy_set_type(policy, type, length) == PBJWT_OK);
    FUZZ_CHECK(pbjwt_verifier_new(&secret, 1, policy, &made) == PBJWT_OK);
    pbjwt_policy_free(policy);
    return made;
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    FUZZ_CHECK(pbjwt_claim_count() == CLAIMS - 1);
    secret = fuzz_secret(FUZZ_SECRET, FUZZ_KEY_ID);
    verifier = verifier_of(NULL, 0);
    return 0;
}

static bool takes_text(int claim) {
    return claim > 0 && claim < CLAIMS && claim != PBJWT_CLAIM_COMPANY_MRR &&
           claim != PBJWT_CLAIM_EXP && claim != PBJWT_CLAIM_NBF && claim != PBJWT_CLAIM_IAT &&
           claim != PBJWT_CLAIM_USER_HASH;
}

/* Keeps a copy of the field's text; if false, keeps the old one. */
static void remember(bool set, const fuzz_field *field, char **text, size_t *length) {
    if (!set)
        return;
    free(*text);
    *text = (char *)malloc(field->length + 1);
    memcpy(*text, field->text, field->length);
    *length = field->length;
}

static void set_text(pbjwt_claims *claims, model *is, const fuzz_field *field) {
    const int claim = field->letter - '@';
    const bool good = takes_text(claim) && fuzz_is_text(field->text, field->length);
    const void *const text = field->length > 0 ? field->text : "";
    FUZZ_CHECK(pbjwt_claims_set_text(claims, (pbjwt_claim)claim, text, field->length) ==
               (good ? PBJWT_OK : PBJWT_INVALID_ARGUMENT));
    if (good)
        remember(true, field, &is->texts[claim], &is->lengths[claim]);
}

static void set_type(pbjwt_claims *claims, model *is, const fuzz_field *field) {
    const bool good = fuzz_is_type(field->text, field->length);
    FUZZ_CHECK(pbjwt_claims_set_type(claims, field->length > 0 ? field->text : "", field->length) ==
               (good ? PBJWT_OK : PBJWT_INVALID_ARGUMENT));
    remember(good, field, &is->type, &is->type_length);
}

static void apply(pbjwt_claims *claims, model *is, const fuzz_field *field) {
    const double number = field->number;
    bool good;
    switch (field->letter) {
    case 'm':
        good = isfinite(number);
        FUZZ_CHECK(pbjwt_claims_set_number(claims, PBJWT_CLAIM_COMPANY_MRR, number) ==
                   (good ? PBJWT_OK : PBJWT_INVALID_ARGUMENT));
        is->mrr = good ? number : is->mrr;
        is->has_mrr = good || is->has_mrr;
        break;
    case 'n':
        good = number >= 0 && number <= (double)PBJWT_MAX_NUMERIC_DATE;
        FUZZ_CHECK(pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, number) ==
                   (good ? PBJWT_OK : PBJWT_INVALID_ARGUMENT));
        is->not_before = good ? number : is->not_before;
        is->has_not_before = good || is->has_not_before;
        break;
    case 'c':
        good = pbjwt_claims_set_custom(claims, field->length > 0 ? field->text : "",
                                       field->length) == PBJWT_OK;
        remember(good, field, &is->custom, &is->custom_length);
        break;
    case 'h':
        is->with_hash = field->length == 0;
        FUZZ_CHECK(pbjwt_claims_set_user_hash(claims, is->with_hash) == PBJWT_OK);
        break;
    case 'y':
        set_type(claims, is, field);
        break;
    case 't':
        is->now = field->integer;
        break;
    case 'l':
        is->lifetime = field->integer;
        break;
    default:
        set_text(claims, is, field);
    }
}

static bool is_text(const json_t *node, const char *text, size_t length) {
    return json_is_string(node) && json_string_length(node) == length &&
           memcmp(json_string_value(node), text, length) == 0;
}

/* Hash and signature share the key, so no hash may be the signature of a token that the verifier would accept. */
static void check_no_token(const char *id, size_t length, const unsigned char *mac) {
    char *const token = (char *)malloc(length + 64);
    memcpy(token, id, length);
    token[length] = '.';
    const size_t size = length + 1 + fuzz_base64url_encode(mac, FUZZ_MAC_BYTES, token + length + 1);
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    const pbjwt_status status = pbjwt_verify_at(verifier, token, size, FUZZ_NOW, identity);
    FUZZ_CHECK(status != PBJWT_OK && status < PBJWT_MALFORMED_SIGNATURE);
    pbjwt_identity_free(identity);
    free(token);
}

/* Whether the hash is that of the token's user id. */
static bool is_hash(const json_t *hash, const pbjwt_identity *identity) {
    unsigned char mac[FUZZ_MAC_BYTES];
    char hex[PBJWT_HASH_HEX_SIZE];
    size_t length;
    const char *const id = pbjwt_identity_user_id(identity, &length);
    if (id == NULL || pbjwt_identity_user_hash(identity) != PBJWT_HASH_VERIFIED)
        return false;
    fuzz_hmac(FUZZ_SECRET, id, length, mac);
    check_no_token(id, length, mac);
    for (size_t i = 0; i < sizeof mac; i++)
        snprintf(hex + 2 * i, 3, "%02x", mac[i]);
    return is_text(hash, hex, PBJWT_HASH_HEX_LENGTH);
}

/* The payload has exactly what was set. */
static void check_payload(const model *is, json_t *root, const pbjwt_identity *identity) {
    for (int claim = 1; claim < CLAIMS; claim++) {
        const char *const name = pbjwt_claim_name((pbjwt_claim)claim);
        const json_t *const node = json_object_get(root, name);
        if (claim == PBJWT_CLAIM_IAT)
            FUZZ_CHECK(json_number_value(node) == (double)is->now);
        else if (claim == PBJWT_CLAIM_EXP)
            FUZZ_CHECK(json_number_value(node) == (double)(is->now + is->lifetime));
        else if (claim == PBJWT_CLAIM_NBF)
            FUZZ_CHECK((node != NULL) == is->has_not_before &&
                       json_number_value(node) == is->not_before);
        else if (claim == PBJWT_CLAIM_COMPANY_MRR)
            FUZZ_CHECK((node != NULL) == is->has_mrr && json_number_value(node) == is->mrr);
        else if (claim == PBJWT_CLAIM_USER_HASH)
            FUZZ_CHECK(is->with_hash ? is_hash(node, identity) : node == NULL);
        else
            FUZZ_CHECK(is->texts[claim] == NULL ||
                       is_text(node, is->texts[claim], is->lengths[claim]));
        FUZZ_CHECK(!takes_text(claim) || is->texts[claim] != NULL || node == NULL);
        json_object_del(root, name);
    }
    json_t *const custom =
        is->custom != NULL ? json_loadb(is->custom, is->custom_length, 0, NULL) : json_object();
    FUZZ_CHECK(json_equal(root, custom));
    json_decref(custom);
}

/* The header has the type that was set, and only a policy with that type accepts the token. */
static void check_type(const model *is, const char *token, size_t length, int64_t at,
                       pbjwt_identity *identity) {
    const char *const type = is->type != NULL ? is->type : "JWT";
    const size_t type_length = is->type != NULL ? is->type_length : 3;
    const bool is_jwt = type_length == 3 && strncasecmp(type, "JWT", 3) == 0;
    FUZZ_CHECK(pbjwt_verify_at(verifier, token, length, at, identity) ==
               (is_jwt ? PBJWT_OK : PBJWT_UNSUPPORTED_TYPE));
    char *header;
    FUZZ_CHECK(pbjwt_inspect_unverified(token, length, &header, NULL, NULL, NULL) == PBJWT_OK);
    json_t *const root = json_loads(header, 0, NULL);
    FUZZ_CHECK(is_text(json_object_get(root, "typ"), type, type_length));
    json_decref(root);
    pbjwt_free(header);

    pbjwt_verifier *const typed = verifier_of(type, type_length);
    FUZZ_CHECK(pbjwt_verify_at(typed, token, length, at, identity) == PBJWT_OK);
    pbjwt_verifier_release(typed);
}

static void check_token(const model *is, const char *token, size_t length) {
    const unsigned char *const bytes = (const unsigned char *)token;
    FUZZ_CHECK(strlen(token) == length && length <= PBJWT_MAX_TOKEN_BYTES_LIMIT);
    FUZZ_CHECK(fuzz_is_signed_with(FUZZ_SECRET, bytes, length));
    int64_t at = is->now;
    if (is->has_not_before && ceil(is->not_before) > (double)at)
        at = (int64_t)ceil(is->not_before);
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    check_type(is, token, length, at, identity);
    fuzz_check_identity(identity);
    fuzz_check_against_payload(identity, bytes, length);

    fuzz_parts parts;
    FUZZ_CHECK(fuzz_split(bytes, length, &parts));
    unsigned char *const text = (unsigned char *)malloc(length);
    const long size = fuzz_base64url_decode(parts.payload, parts.payload_length, text);
    json_t *const root = json_loadb((const char *)text, (size_t)size, 0, NULL);
    check_payload(is, root, identity);
    json_decref(root);
    free(text);
    pbjwt_identity_free(identity);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t left);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t left) {
    model is = {.now = FUZZ_NOW, .lifetime = 3600};
    pbjwt_claims *const claims = pbjwt_claims_new();
    fuzz_field field;
    while (fuzz_next_field(&data, &left, &field)) {
        apply(claims, &is, &field);
        free(field.text);
    }
    char *token;
    size_t length;
    pbjwt_claim fault;
    const pbjwt_status status =
        pbjwt_issue_at(secret, claims, is.now, is.lifetime, &token, &length, &fault);
    FUZZ_CHECK((fault != PBJWT_CLAIM_NONE) == (status == PBJWT_MALFORMED_CLAIM));
    if (status == PBJWT_OK) {
        fuzz_accepted();
        check_token(&is, token, length);
    } else {
        FUZZ_CHECK(token == NULL && length == 0);
        FUZZ_CHECK(status == PBJWT_INVALID_ARGUMENT || status == PBJWT_MISSING_EMAIL ||
                   status == PBJWT_MISSING_USER_ID || status == PBJWT_CONFLICTING_USER_ID ||
                   status == PBJWT_MALFORMED_CLAIM || status == PBJWT_TOKEN_TOO_LARGE ||
                   status == PBJWT_MALFORMED_PAYLOAD);
    }
    pbjwt_free(token);
    pbjwt_claims_free(claims);
    for (int claim = 0; claim < CLAIMS; claim++)
        free(is.texts[claim]);
    free(is.type);
    free(is.custom);
    return 0;
}
