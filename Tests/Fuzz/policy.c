/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Settings of policies and secrets with arbitrary values: each field (fields.h) calls one setter, which must
 * accept exactly what the header allows. Accepted values are recorded here, and a verifier made from them must
 * apply them to two known tokens.
 */
#include "fields.h"

enum { SECRETS = PBJWT_MAX_KEYS + 1, TOKENS = 2, LIFETIME = 600 };

typedef struct model {
    int64_t max_token_bytes, leeway, max_lifetime;
    int user_hash, email_form;
    bool issuer_differs, audience_differs, has_type, allow_missing_exp, strict;
    char *ids[SECRETS];
} model;

/* One token with an expiry, longer than the smallest limit, and one without. Every requirement that a policy
   can have refuses both. */
static char tokens[TOKENS][512];
static size_t lengths[TOKENS];
static const char *const payloads[TOKENS] = {
    "{\"email\":\"Ada@b.c\",\"name\":7,\"iss\":\"i\",\"aud\":[\"a\"],\"sub\":\"u\","
    "\"iat\":1750000000,\"exp\":1750000600,"
    "\"x\":\"what makes it longer than the smallest limit that there may be\"}",
    "{\"email\":\"Ada@b.c\",\"name\":7,\"iss\":\"i\",\"aud\":\"a\",\"sub\":\"u\",\"iat\":"
    "1750000000}",
};

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    for (int i = 0; i < TOKENS; i++) {
        unsigned char mac[FUZZ_MAC_BYTES];
        char *const token = tokens[i];
        size_t length =
            fuzz_base64url_encode((const unsigned char *)"{\"alg\":\"HS256\"}", 15, token);
        token[length++] = '.';
        length += fuzz_base64url_encode((const unsigned char *)payloads[i], strlen(payloads[i]),
                                        token + length);
        fuzz_hmac(FUZZ_SECRET, token, length, mac);
        token[length++] = '.';
        lengths[i] = length + fuzz_base64url_encode(mac, sizeof mac, token + length);
    }
    return 0;
}

#define EXPECT(call, good) FUZZ_CHECK((call) == ((good) ? PBJWT_OK : PBJWT_INVALID_ARGUMENT))

static void set_text(pbjwt_policy *policy, model *is, const fuzz_field *field) {
    const bool good = field->length > 0 && fuzz_is_text(field->text, field->length);
    const bool same =
        good && field->length == 1 && field->text[0] == (field->letter == 'i' ? 'i' : 'a');
    const void *const text = field->length > 0 ? field->text : "";
    if (field->letter == 'i')
        EXPECT(pbjwt_policy_set_issuer(policy, text, field->length), good);
    else
        EXPECT(pbjwt_policy_set_audience(policy, text, field->length), good);
    bool *const differs = field->letter == 'i' ? &is->issuer_differs : &is->audience_differs;
    *differs = good ? !same : *differs;
}

/* The tokens have no "typ", so any required type refuses them. */
static void set_type(pbjwt_policy *policy, model *is, const fuzz_field *field) {
    const bool none = field->length == 1 && field->text[0] == '-';
    const bool good = none || fuzz_is_type(field->text, field->length);
    const void *const text = field->length > 0 ? field->text : "";
    EXPECT(pbjwt_policy_set_type(policy, none ? NULL : text, none ? 0 : field->length), good);
    is->has_type = good ? !none : is->has_type;
}

/* Applies a policy's setting; false for other letters. */
static bool set_policy(pbjwt_policy *policy, model *is, const fuzz_field *field) {
    const int64_t value = field->integer;
    const int mode = (int)(value & 0xFF); /* a byte, as any value that the enum can hold */
    bool good;
    switch (field->letter) {
    case 'b':
        good = value >= PBJWT_MIN_TOKEN_BYTES_LIMIT && value <= PBJWT_MAX_TOKEN_BYTES_LIMIT;
        EXPECT(pbjwt_policy_set_max_token_bytes(policy, (size_t)value), good);
        is->max_token_bytes = good ? value : is->max_token_bytes;
        return true;
    case 'l':
        good = value >= 0 && value <= PBJWT_MAX_LEEWAY;
        EXPECT(pbjwt_policy_set_leeway(policy, value), good);
        is->leeway = good ? value : is->leeway;
        return true;
    case 'f':
        good = value >= 0 && value <= PBJWT_MAX_NUMERIC_DATE;
        EXPECT(pbjwt_policy_set_max_lifetime(policy, value), good);
        is->max_lifetime = good ? value : is->max_lifetime;
        return true;
    case 'h':
        good = mode <= PBJWT_USER_HASH_REQUIRED;
        EXPECT(pbjwt_policy_set_user_hash(policy, (pbjwt_user_hash_mode)mode), good);
        is->user_hash = good ? mode : is->user_hash;
        return true;
    case 'e':
        good = mode <= PBJWT_EMAIL_REQUIRE_LOWERCASE;
        EXPECT(pbjwt_policy_set_email_form(policy, (pbjwt_email_form)mode), good);
        is->email_form = good ? mode : is->email_form;
        return true;
    case 'r':
        EXPECT(pbjwt_policy_set_reader(policy, (pbjwt_reader)mode), mode <= PBJWT_READER_BOTH);
        return true;
    case 'x':
        is->allow_missing_exp = value != 0;
        EXPECT(pbjwt_policy_set_allow_missing_exp(policy, value != 0), true);
        return true;
    case 's':
        is->strict = value != 0;
        EXPECT(pbjwt_policy_set_strict_claims(policy, value != 0), true);
        return true;
    case 'i':
    case 'a':
        set_text(policy, is, field);
        return true;
    case 't':
        set_type(policy, is, field);
        return true;
    default:
        return false;
    }
}

/* Makes a new secret, or sets the id or the end of the last one. Returns the number of secrets. */
static size_t set_secret(pbjwt_secret **secrets, size_t count, model *is, const fuzz_field *field) {
    const size_t length = field->length;
    pbjwt_secret *const last = secrets[count - 1];
    pbjwt_secret *made;
    bool good;
    switch (field->letter) {
    case 'T':
    case 'H':
    case 'B':
        if (count == SECRETS)
            return count;
        const int format = field->letter == 'T' ? 0 : field->letter == 'H' ? 1 : 2;
        const pbjwt_status status =
            pbjwt_secret_new(field->text, length, (pbjwt_secret_format)format, &made);
        FUZZ_CHECK((made != NULL) == (status == PBJWT_OK));
        FUZZ_CHECK(status == PBJWT_OK || status == PBJWT_WEAK_SECRET ||
                   status == PBJWT_INVALID_ARGUMENT);
        if (format == PBJWT_SECRET_TEXT)
            FUZZ_CHECK(status == (length < PBJWT_MIN_SECRET_BYTES   ? PBJWT_WEAK_SECRET
                                  : length > PBJWT_MAX_SECRET_BYTES ? PBJWT_INVALID_ARGUMENT
                                                                    : PBJWT_OK));
        else
            FUZZ_CHECK(status != PBJWT_OK || length >= (format == PBJWT_SECRET_HEX ? 64 : 44));
        if (status == PBJWT_OK)
            secrets[count++] = made;
        return count;
    case 'k': /* without checking control characters, which only the library does */
        good = pbjwt_secret_set_id(last, field->text, length) == PBJWT_OK;
        FUZZ_CHECK(!good || (length > 0 && length <= PBJWT_MAX_KEY_ID_BYTES &&
                             fuzz_is_text(field->text, length)));
        if (good) {
            free(is->ids[count - 1]);
            is->ids[count - 1] = strndup(field->text, length);
        }
        return count;
    case 'n':
        good = field->integer >= 0 && field->integer <= PBJWT_MAX_NUMERIC_DATE;
        if (count > 1) /* the first one must stay valid */
            EXPECT(pbjwt_secret_set_not_after(last, field->integer), good);
        return count;
    default:
        return count;
    }
}

static bool same_ids(const model *is, size_t count) {
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (is->ids[i] != NULL && is->ids[k] != NULL && strcmp(is->ids[i], is->ids[k]) == 0)
                return true;
    return false;
}

/* Whether the policy refuses the token for this reason. */
static bool refuses(const model *is, int token, pbjwt_status reason) {
    switch ((int)reason) {
    case PBJWT_TOKEN_TOO_LARGE:
        return (int64_t)lengths[token] > is->max_token_bytes;
    case PBJWT_UNSUPPORTED_TYPE:
        return is->has_type;
    case PBJWT_LIFETIME_TOO_LONG:
        return token == 0 && is->max_lifetime != 0 && LIFETIME > is->max_lifetime + is->leeway;
    case PBJWT_MISSING_EXP:
        return token == 1 && !is->allow_missing_exp;
    case PBJWT_MISSING_USER_HASH:
        return is->user_hash == PBJWT_USER_HASH_REQUIRED;
    case PBJWT_ISSUER_MISMATCH:
        return is->issuer_differs;
    case PBJWT_AUDIENCE_MISMATCH:
        return is->audience_differs;
    case PBJWT_MALFORMED_CLAIM:
        return is->strict;
    case PBJWT_EMAIL_NOT_CANONICAL:
        return is->email_form == PBJWT_EMAIL_REQUIRE_LOWERCASE;
    default:
        return false;
    }
}

static void check_verifier(const pbjwt_verifier *verifier, const model *is) {
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    for (int token = 0; token < TOKENS; token++) {
        const pbjwt_status status =
            pbjwt_verify_at(verifier, tokens[token], lengths[token], FUZZ_NOW, identity);
        bool refused = false;
        for (int reason = PBJWT_OK; reason <= PBJWT_INTERNAL; reason++)
            refused = refused || refuses(is, token, (pbjwt_status)reason);
        FUZZ_CHECK(refused ? refuses(is, token, status) : status == PBJWT_OK);
        if (refused)
            continue;
        fuzz_accepted();
        fuzz_check_identity(identity);
        size_t length;
        const char *const email = pbjwt_identity_canonical_email(identity, &length);
        FUZZ_CHECK(length == 7 &&
                   email[0] == (is->email_form == PBJWT_EMAIL_LOWERCASED ? 'a' : 'A'));
    }
    pbjwt_identity_free(identity);
}

/* The refusals that a verifier must list if it only reports the policy: all of them except for the size and the
   address, which belong to the enforced policy. */
static void check_reporting(const pbjwt_verifier *verifier, const model *is) {
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    for (int token = 0; token < TOKENS; token++) {
        FUZZ_CHECK(pbjwt_verify_at(verifier, tokens[token], lengths[token], FUZZ_NOW, identity) ==
                   PBJWT_OK);
        fuzz_check_identity(identity);
        size_t listed = 0;
        for (int reason = PBJWT_OK; reason <= PBJWT_INTERNAL; reason++) {
            if (reason == PBJWT_TOKEN_TOO_LARGE || reason == PBJWT_EMAIL_NOT_CANONICAL ||
                !refuses(is, token, (pbjwt_status)reason))
                continue;
            pbjwt_status status = PBJWT_OK;
            for (size_t i = 0; status != (pbjwt_status)reason; i++)
                FUZZ_CHECK(pbjwt_identity_would_refuse(identity, i, &status, NULL));
            listed++;
        }
        FUZZ_CHECK(pbjwt_identity_would_refuse_count(identity) == listed);
    }
    pbjwt_identity_free(identity);
}

static pbjwt_verifier *make_reporting(pbjwt_secret *const *secrets, size_t count,
                                      const pbjwt_policy *policy) {
    pbjwt_policy *const lenient = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    pbjwt_verifier *verifier;
    FUZZ_CHECK(pbjwt_policy_set_allow_missing_exp(lenient, true) == PBJWT_OK);
    FUZZ_CHECK(pbjwt_policy_set_max_lifetime(lenient, 0) == PBJWT_OK);
    const pbjwt_status status =
        pbjwt_verifier_new_reporting(secrets, count, lenient, policy, &verifier);
    FUZZ_CHECK((verifier != NULL) == (status == PBJWT_OK));
    pbjwt_policy_free(lenient);
    return verifier;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t left);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t left) {
    model is = {.max_token_bytes = PBJWT_DEFAULT_TOKEN_BYTES_LIMIT,
                .leeway = PBJWT_DEFAULT_LEEWAY,
                .max_lifetime = PBJWT_DEFAULT_LIFETIME};
    pbjwt_secret *secrets[SECRETS] = {fuzz_secret(FUZZ_SECRET, NULL)};
    size_t count = 1;
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    fuzz_field field;
    while (fuzz_next_field(&data, &left, &field)) {
        if (!set_policy(policy, &is, &field))
            count = set_secret(secrets, count, &is, &field);
        free(field.text);
    }
    pbjwt_verifier *verifier;
    EXPECT(pbjwt_verifier_new(secrets, count, policy, &verifier),
           count <= PBJWT_MAX_KEYS && !same_ids(&is, count));
    pbjwt_verifier *const reporting = make_reporting(secrets, count, policy);
    FUZZ_CHECK((reporting != NULL) == (verifier != NULL));
    pbjwt_policy_free(policy); /* the verifier has its own copy */
    for (size_t i = 0; i < SECRETS; i++) {
        pbjwt_secret_free(secrets[i]);
        free(is.ids[i]);
    }
    if (verifier != NULL) {
        check_verifier(verifier, &is);
        check_reporting(reporting, &is);
    }
    pbjwt_verifier_release(verifier);
    pbjwt_verifier_release(reporting);
    return 0;
}
