/* SPDX-License-Identifier: Apache-2.0 */

#include "support.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Accessors */

#define TEXT_ACCESSOR(name, claim)                                                                 \
    const char *identity_##name(const pbjwt_identity *identity, size_t *length) {                  \
        return pbjwt_identity_text(identity, PBJWT_CLAIM_##claim, length);                         \
    }
#define NUMBER_ACCESSOR(name, claim)                                                               \
    bool identity_##name(const pbjwt_identity *identity, double *value) {                          \
        return pbjwt_identity_number(identity, PBJWT_CLAIM_##claim, value);                        \
    }
TEXT_ACCESSOR(email, EMAIL)
TEXT_ACCESSOR(name, NAME)
TEXT_ACCESSOR(company_name, COMPANY_NAME)
TEXT_ACCESSOR(company_id, COMPANY_ID)
TEXT_ACCESSOR(customer_status_text, CUSTOMER_STATUS)
TEXT_ACCESSOR(renewal_date_text, RENEWAL_DATE)
TEXT_ACCESSOR(renewal_risk_text, RENEWAL_RISK)
TEXT_ACCESSOR(account_owner_id, ACCOUNT_OWNER_ID)
TEXT_ACCESSOR(account_owner_email, ACCOUNT_OWNER_EMAIL)
TEXT_ACCESSOR(external_user_id, EXTERNAL_USER_ID)
TEXT_ACCESSOR(issuer, ISS)
TEXT_ACCESSOR(token_id, JTI)
NUMBER_ACCESSOR(issued_at, IAT)
NUMBER_ACCESSOR(not_before, NBF)
NUMBER_ACCESSOR(expires_at, EXP)
NUMBER_ACCESSOR(company_mrr, COMPANY_MRR)

const named_text all_texts[16] = {
    {"email", identity_email},
    {"canonical_email", pbjwt_identity_canonical_email},
    {"user_id", pbjwt_identity_user_id},
    {"name", identity_name},
    {"avatar_url", pbjwt_identity_avatar_url},
    {"company_name", identity_company_name},
    {"company_id", identity_company_id},
    {"customer_status", identity_customer_status_text},
    {"renewal_date", identity_renewal_date_text},
    {"renewal_risk", identity_renewal_risk_text},
    {"account_owner_id", identity_account_owner_id},
    {"account_owner_email", identity_account_owner_email},
    {"external_user_id", identity_external_user_id},
    {"issuer", identity_issuer},
    {"token_id", identity_token_id},
    {"key_id", pbjwt_identity_key_id},
};

const named_number all_numbers[5] = {
    {"issued_at", identity_issued_at},
    {"not_before", identity_not_before},
    {"expires_at", identity_expires_at},
    {"company_mrr", identity_company_mrr},
    {"renewal_date", pbjwt_identity_renewal_date},
};

/* Memory of a test */

static void **blocks;
static size_t block_count;
static size_t block_capacity;

void *allocate(size_t size) {
    if (block_count == block_capacity) {
        block_capacity = block_capacity == 0 ? 64 : block_capacity * 2;
        blocks = realloc(blocks, block_capacity * sizeof(*blocks));
        assert_non_null(blocks);
    }
    void *block = malloc(size == 0 ? 1 : size);
    assert_non_null(block);
    blocks[block_count++] = block;
    return block;
}

void release_memory(void) {
    for (size_t i = 0; i < block_count; i++) {
        free(blocks[i]);
    }
    free(blocks);
    blocks = NULL;
    block_count = 0;
    block_capacity = 0;
}

static char *textv(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

static char *textv(const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    assert_true(length >= 0);
    char *text = allocate((size_t)length + 1);
    (void)vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

char *textf(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = textv(format, arguments);
    va_end(arguments);
    return text;
}

size_t put_utf8(unsigned code, char out[4]) {
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    const size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(unsigned char)(0x80 | (code & 0x3F));
    out[0] = (char)(unsigned char)(leads[length] | code);
    return length;
}

char *repeat(const char *text, size_t times) {
    size_t length = strlen(text);
    char *result = allocate(length * times + 1);
    for (size_t i = 0; i < times; i++) {
        memcpy(result + i * length, text, length);
    }
    result[length * times] = '\0';
    return result;
}

/* Tokens */

static const char base64url_alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char *base64url(const void *bytes, size_t length) {
    const unsigned char *in = bytes;
    char *text = allocate(length / 3 * 4 + 5);
    size_t out = 0;
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < length; i++) {
        bits = (bits << 8 | in[i]) & 0xffffu;
        held += 8;
        while (held >= 6) {
            held -= 6;
            text[out++] = base64url_alphabet[bits >> held & 63u];
        }
    }
    if (held > 0) {
        text[out++] = base64url_alphabet[bits << (6 - held) & 63u];
    }
    text[out] = '\0';
    return text;
}

unsigned char *base64url_decode(const char *text, size_t length, size_t *decoded_length) {
    unsigned char *bytes = allocate(length + 1);
    size_t out = 0;
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < length; i++) {
        const char *at = text[i] == '\0' ? NULL : strchr(base64url_alphabet, text[i]);
        if (at == NULL) {
            continue;
        }
        bits = (bits << 6 | (uint32_t)(at - base64url_alphabet)) & 0xffffu;
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes[out++] = (unsigned char)(bits >> held & 0xffu);
        }
    }
    bytes[out] = '\0';
    if (decoded_length != NULL) {
        *decoded_length = out;
    }
    return bytes;
}

void hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length,
                 unsigned char mac[32]) {
    unsigned size = 32;
    assert_non_null(HMAC(EVP_sha256(), key, (int)key_length, bytes, length, mac, &size));
    assert_int_equal(size, 32);
}

char *hmac_hex(const char *key, const char *text) {
    unsigned char mac[32];
    char *hex = allocate(65);
    hmac_sha256(key, strlen(key), text, strlen(text), mac);
    for (size_t i = 0; i < sizeof(mac); i++) {
        (void)snprintf(hex + 2 * i, 3, "%02x", mac[i]);
    }
    return hex;
}

struct token token_of_bytes(const void *bytes, size_t length) {
    unsigned char *copy = allocate(length);
    if (length > 0) {
        memcpy(copy, bytes, length);
    }
    return (struct token){copy, length};
}

struct token token_of_text(const char *text) {
    return token_of_bytes(text, strlen(text));
}

struct token sign_input(const void *input, size_t length, const void *key, size_t key_length) {
    unsigned char mac[32];
    hmac_sha256(key, key_length, input, length, mac);
    const char *signature = base64url(mac, sizeof(mac));
    unsigned char *whole = allocate(length + 44);
    memcpy(whole, input, length);
    whole[length] = '.';
    memcpy(whole + length + 1, signature, 43);
    return (struct token){whole, length + 44};
}

static struct token sign(const char *header, const char *payload, const void *key,
                         size_t key_length) {
    const char *input = textf("%s.%s", header, payload);
    return sign_input(input, strlen(input), key, key_length);
}

struct token sign_segments(const char *header, const char *payload, const char *secret) {
    return sign(header, payload, secret, strlen(secret));
}

struct token make_token_bytes(const void *header, size_t header_length, const void *payload,
                              size_t payload_length, const void *key, size_t key_length) {
    return sign(base64url(header, header_length), base64url(payload, payload_length), key,
                key_length);
}

struct token make_token(const char *header, const char *payload, const char *secret) {
    return make_token_bytes(header, strlen(header), payload, strlen(payload), secret,
                            strlen(secret));
}

struct token payload_token(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *payload = textv(format, arguments);
    va_end(arguments);
    return make_token(HEADER, payload, SECRET);
}

struct token person_token(const char *members) {
    return payload_token("{%s%s%s}", PERSON, members[0] == '\0' ? "" : ",", members);
}

struct token token_of_length(size_t length) {
    /* Together, headers of each length modulo 3 give all lengths of tokens, which one header in base64url can't. */
    for (int spaces = 0; spaces < 3; spaces++) {
        char *header = base64url(textf("{\"alg\":\"HS256\"%*s}", spaces, ""), 15 + (size_t)spaces);
        size_t payload_length = length - strlen(header) - 45;
        if (payload_length % 4 == 1) {
            continue;
        }
        size_t bytes = payload_length * 3 / 4;
        char *start = textf("{%s,\"pad\":\"", PERSON);
        assert_true(bytes > strlen(start) + 2);
        char *payload = textf("%s%s\"}", start, repeat("p", bytes - strlen(start) - 2));
        struct token made = sign_segments(header, base64url(payload, bytes), SECRET);
        assert_int_equal(made.length, length);
        return made;
    }
    fail_msg("no token of %zu bytes", length);
    return (struct token){NULL, 0};
}

char *token_segment(struct token token, size_t index) {
    size_t start = 0;
    size_t at = 0;
    for (size_t i = 0; i <= token.length; i++) {
        if (i == token.length || token.bytes[i] == '.') {
            if (at == index) {
                return textf("%.*s", (int)(i - start), (const char *)token.bytes + start);
            }
            at++;
            start = i + 1;
        }
    }
    fail_msg("no segment %zu", index);
    return NULL;
}

/* Keys */

pbjwt_secret *new_secret(const char *text) {
    pbjwt_secret *secret = NULL;
    assert_int_equal(pbjwt_secret_new(text, strlen(text), PBJWT_SECRET_TEXT, &secret), PBJWT_OK);
    assert_non_null(secret);
    return secret;
}

pbjwt_secret *new_secret_with_id(const char *text, const char *id) {
    pbjwt_secret *secret = new_secret(text);
    if (id != NULL) {
        assert_int_equal(pbjwt_secret_set_id(secret, id, strlen(id)), PBJWT_OK);
    }
    return secret;
}

pbjwt_verifier *new_verifier(const char *text, const pbjwt_policy *policy) {
    pbjwt_secret *secret = new_secret(text);
    pbjwt_verifier *verifier = NULL;
    assert_int_equal(pbjwt_verifier_new(&secret, 1, policy, &verifier), PBJWT_OK);
    assert_non_null(verifier);
    pbjwt_secret_free(secret);
    return verifier;
}

/* Fixture */

static int failures;

void fixture_apply(struct fixture *fixture) {
    pbjwt_verifier_release(fixture->fast);
    pbjwt_verifier_release(fixture->both);
    assert_int_equal(pbjwt_policy_set_reader(fixture->policy, PBJWT_READER_BOTH), PBJWT_OK);
    fixture->both = new_verifier(SECRET, fixture->policy);
    assert_int_equal(pbjwt_policy_set_reader(fixture->policy, PBJWT_READER_FAST), PBJWT_OK);
    fixture->fast = new_verifier(SECRET, fixture->policy);
}

void fixture_reset_policy(struct fixture *fixture) {
    pbjwt_policy_free(fixture->policy);
    fixture->policy = pbjwt_policy_new(PBJWT_PROFILE_WIDGET);
    assert_non_null(fixture->policy);
}

int fixture_setup(void **state) {
    failures = 0;
    struct fixture *made = calloc(1, sizeof(*made));
    assert_non_null(made);
    made->identity = pbjwt_identity_new(0);
    assert_non_null(made->identity);
    fixture_reset_policy(made);
    fixture_apply(made);
    *state = made;
    return 0;
}

int fixture_teardown(void **state) {
    struct fixture *made = *state;
    pbjwt_policy_free(made->policy);
    pbjwt_verifier_release(made->fast);
    pbjwt_verifier_release(made->both);
    pbjwt_identity_free(made->identity);
    free(made);
    release_memory();
    if (failures > 0) {
        print_error("%d failed checks\n", failures);
    }
    return failures > 0 ? -1 : 0;
}

/* Checks */

void report(const char *file, int line, const char *format, ...) {
    const char *slash = strrchr(file, '/');
    va_list arguments;
    va_start(arguments, format);
    char *text = textv(format, arguments);
    va_end(arguments);
    print_error("%s:%d: %s\n", slash == NULL ? file : slash + 1, line, text);
    failures++;
}

int reported_failures(void) {
    return failures;
}

static char *printable(const unsigned char *bytes, size_t length) {
    enum { SHOWN = 400 };
    size_t shown = length < SHOWN ? length : SHOWN;
    char *text = allocate(shown * 4 + 4);
    size_t out = 0;
    for (size_t i = 0; i < shown; i++) {
        if (bytes[i] >= 0x20 && bytes[i] < 0x7f) {
            text[out++] = (char)bytes[i];
        } else {
            (void)snprintf(text + out, 5, "\\x%02x", bytes[i]);
            out += 4;
        }
    }
    if (shown < length) {
        memcpy(text + out, "...", 3);
        out += 3;
    }
    text[out] = '\0';
    return text;
}

/* The token's first two segments decoded, or the token if it has no such segments. */
static char *describe_token(struct token token) {
    const unsigned char *first = token.length == 0 ? NULL : memchr(token.bytes, '.', token.length);
    if (first == NULL) {
        return textf("token \"%s\"", printable(token.bytes, token.length));
    }
    size_t rest = token.length - (size_t)(first - token.bytes) - 1;
    const unsigned char *second = memchr(first + 1, '.', rest);
    size_t payload_length = second == NULL ? rest : (size_t)(second - first) - 1;
    size_t header_size = 0;
    size_t payload_size = 0;
    unsigned char *header =
        base64url_decode((const char *)token.bytes, (size_t)(first - token.bytes), &header_size);
    unsigned char *payload =
        base64url_decode((const char *)first + 1, payload_length, &payload_size);
    return textf("header %s payload %s (%zu bytes of token)", printable(header, header_size),
                 printable(payload, payload_size), token.length);
}

static const char *name_of_claim(pbjwt_claim claim) {
    const char *name = pbjwt_claim_name(claim);
    return name == NULL ? "-" : name;
}

char *describe_warnings(const pbjwt_identity *identity) {
    char *text = textf("%s", "");
    size_t count = pbjwt_identity_warning_count(identity);
    for (size_t i = 0; i < count; i++) {
        pbjwt_claim claim = PBJWT_CLAIM_JTI;
        pbjwt_warning kind = pbjwt_identity_warning(identity, i, &claim);
        const char *name = pbjwt_warning_name(kind);
        text = textf("%s%s%s:%s", text, i == 0 ? "" : " ", name == NULL ? "?" : name,
                     name_of_claim(claim));
    }
    return text;
}

char *describe_identity(const pbjwt_identity *identity) {
    char *text = textf("fault=%d status=%d risk=%d hash=%d warnings=[%s]",
                       (int)pbjwt_identity_claim_at_fault(identity),
                       (int)pbjwt_identity_customer_status(identity),
                       (int)pbjwt_identity_renewal_risk(identity),
                       (int)pbjwt_identity_user_hash(identity), describe_warnings(identity));
    for (size_t i = 0; i < COUNT_OF(all_texts); i++) {
        size_t length = 0;
        const char *value = all_texts[i].get(identity, &length);
        if (value != NULL) {
            text = textf("%s %s=%zu<%.*s>", text, all_texts[i].name, length, (int)length, value);
        }
    }
    for (size_t i = 0; i < COUNT_OF(all_numbers); i++) {
        double value = 0;
        if (all_numbers[i].get(identity, &value)) {
            text = textf("%s %s=%.17g", text, all_numbers[i].name, value);
        }
    }
    pbjwt_status status;
    pbjwt_claim claim;
    for (size_t i = 0; pbjwt_identity_would_refuse(identity, i, &status, &claim); i++) {
        text = textf("%s would_refuse=%d:%d", text, (int)status, (int)claim);
    }
    for (size_t i = 0; i < pbjwt_identity_audience_count(identity); i++) {
        size_t length = 0;
        const char *value = pbjwt_identity_audience(identity, i, &length);
        text = textf("%s aud=%zu<%.*s>", text, length, (int)length, value == NULL ? "" : value);
    }
    return text;
}

bool identity_is_empty(const pbjwt_identity *identity) {
    bool empty = pbjwt_identity_warning_count(identity) == 0 &&
                 pbjwt_identity_would_refuse_count(identity) == 0 &&
                 pbjwt_identity_warning(identity, 0, NULL) == PBJWT_WARNING_NONE &&
                 pbjwt_identity_audience_count(identity) == 0 &&
                 pbjwt_identity_audience(identity, 0, NULL) == NULL &&
                 pbjwt_identity_customer_status(identity) == PBJWT_CUSTOMER_ABSENT &&
                 pbjwt_identity_renewal_risk(identity) == PBJWT_RISK_ABSENT &&
                 pbjwt_identity_user_hash(identity) == PBJWT_HASH_ABSENT &&
                 pbjwt_identity_member_json(identity, "email", 5, NULL) == NULL;
    for (size_t i = 0; i < COUNT_OF(all_texts); i++) {
        size_t length = 99;
        empty = all_texts[i].get(identity, &length) == NULL && length == 0 && empty;
    }
    for (size_t i = 0; i < COUNT_OF(all_numbers); i++) {
        double value = 99;
        empty = !all_numbers[i].get(identity, &value) && !(value < 0) && !(value > 0) && empty;
    }
    return empty;
}

bool verdict(const pbjwt_verifier *verifier, pbjwt_identity *identity, struct token token,
             int64_t now, pbjwt_status status, pbjwt_claim claim, const char *file, int line) {
    pbjwt_status got = pbjwt_verify_at(verifier, token.bytes, token.length, now, identity);
    pbjwt_claim fault = pbjwt_identity_claim_at_fault(identity);
    if (got != status || fault != claim) {
        report(file, line, "expected %s of %s, got %s of %s: %s", pbjwt_status_name(status),
               name_of_claim(claim), pbjwt_status_name(got), name_of_claim(fault),
               describe_token(token));
        return false;
    }
    if (got == PBJWT_OK) {
        if (identity_email(identity, NULL) == NULL) {
            report(file, line, "verified, but no e-mail: %s", describe_token(token));
            return false;
        }
    } else if (!identity_is_empty(identity)) {
        report(file, line, "refused, but the identity tells %s: %s", describe_identity(identity),
               describe_token(token));
        return false;
    }
    return true;
}

bool verdict_of_both(struct fixture *fixture, struct token token, int64_t now, pbjwt_status status,
                     pbjwt_claim claim, const char *file, int line) {
    bool good = verdict(fixture->both, fixture->identity, token, now, status, claim, file, line);
    const char *second = status == PBJWT_OK ? describe_identity(fixture->identity) : "";
    good = verdict(fixture->fast, fixture->identity, token, now, status, claim, file, line) && good;
    const char *first = status == PBJWT_OK ? describe_identity(fixture->identity) : "";
    if (good && strcmp(first, second) != 0) {
        report(file, line, "the readers differ: %s / %s", first, second);
        return false;
    }
    return good;
}

void expect_warnings(const pbjwt_identity *identity, const char *expected, const char *file,
                     int line) {
    char *got = describe_warnings(identity);
    if (strcmp(got, expected) != 0) {
        size_t length = 0;
        const char *email = identity_email(identity, &length);
        report(file, line, "expected the warnings \"%s\", got \"%s\" (%.*s)", expected, got,
               (int)length, email == NULL ? "" : email);
    }
}

void expect_text(const char *text, size_t length, const char *expected, const char *what,
                 const char *file, int line) {
    if (expected == NULL) {
        if (text != NULL || length != 0) {
            report(file, line, "%s: expected nothing, got %zu bytes", what, length);
        }
    } else if (text == NULL || length != strlen(expected) || memcmp(text, expected, length) != 0) {
        report(file, line, "%s: expected \"%s\", got \"%s\"", what, expected,
               text == NULL ? "(nothing)" : printable((const unsigned char *)text, length));
    }
}

void expect_number(const pbjwt_identity *identity, number_accessor get, bool present, double value,
                   const char *what, const char *file, int line) {
    double got = 99;
    bool there = get(identity, &got);
    if (there != present || got < value || got > value) {
        report(file, line, "%s: expected %s %.17g, got %s %.17g", what, present ? "true" : "false",
               value, there ? "true" : "false", got);
    }
}

void expect_true(bool condition, const char *text, const char *file, int line) {
    if (!condition) {
        report(file, line, "not so: %s", text);
    }
}

void expect_status(pbjwt_status got, pbjwt_status expected, const char *text, const char *file,
                   int line) {
    if (got != expected) {
        report(file, line, "expected %s, got %s: %s", pbjwt_status_name(expected),
               pbjwt_status_name(got), text);
    }
}
