/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Shared by the C suites: a token maker that is independent of the library under test, a fixture with a
 * verifier for each reader, and checks that report a failure with the text that caused it and continue, so
 * that one run shows every wrong row of a table. fixture_teardown fails a test whose checks failed.
 */
#ifndef PBJWT_TESTS_SUPPORT_H
#define PBJWT_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pbjwt.h"

/* 2025-06-15T15:06:40Z, the time of every test that doesn't set another. */
#define NOW INT64_C(1750000000)

/* Two secrets in ProductBridge's format. */
#define SECRET "fb60048f7c7bdf81ff6d8da9d8a40998bff6f3ebe89c4c7a49330ac2bd257dcc"
#define OTHER_SECRET "d74ea9a3452bcdda7aba24e0400e51054deb4b05a01d41cf4949d1ef88439f49"

#define HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"

/* The members of a good payload: issued a minute before NOW, valid for an hour. */
#define TIMES "\"iat\":1749999940,\"exp\":1750003540"
#define PERSON "\"email\":\"ann@example.com\"," TIMES

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* The bytes are in a heap block of exactly `length` bytes, so that a sanitizer detects an over-read.
   They belong to the test; its teardown or release_memory frees them. */
struct token {
    const unsigned char *bytes;
    size_t length;
};

struct fixture {
    pbjwt_policy *policy; /* set it, then fixture_apply */
    pbjwt_verifier *fast; /* PBJWT_READER_FAST, keyed with SECRET */
    pbjwt_verifier *both; /* the same with PBJWT_READER_BOTH */
    pbjwt_identity *identity;
};

typedef const char *(*text_accessor)(const pbjwt_identity *identity, size_t *length);
typedef bool (*number_accessor)(const pbjwt_identity *identity, double *value);

typedef struct named_text {
    const char *name;
    text_accessor get;
} named_text;

typedef struct named_number {
    const char *name;
    number_accessor get;
} named_number;

/* Accessors by name; those of claims have the claim's name. */
const char *identity_email(const pbjwt_identity *identity, size_t *length);
const char *identity_name(const pbjwt_identity *identity, size_t *length);
const char *identity_company_name(const pbjwt_identity *identity, size_t *length);
const char *identity_company_id(const pbjwt_identity *identity, size_t *length);
const char *identity_customer_status_text(const pbjwt_identity *identity, size_t *length);
const char *identity_renewal_date_text(const pbjwt_identity *identity, size_t *length);
const char *identity_renewal_risk_text(const pbjwt_identity *identity, size_t *length);
const char *identity_account_owner_id(const pbjwt_identity *identity, size_t *length);
const char *identity_account_owner_email(const pbjwt_identity *identity, size_t *length);
const char *identity_external_user_id(const pbjwt_identity *identity, size_t *length);
const char *identity_issuer(const pbjwt_identity *identity, size_t *length);
const char *identity_token_id(const pbjwt_identity *identity, size_t *length);
bool identity_issued_at(const pbjwt_identity *identity, double *value);
bool identity_not_before(const pbjwt_identity *identity, double *value);
bool identity_expires_at(const pbjwt_identity *identity, double *value);
bool identity_company_mrr(const pbjwt_identity *identity, double *value);

/* All accessors of each kind. */
extern const named_text all_texts[16];
extern const named_number all_numbers[5];

/* Fixture */

int fixture_setup(void **state);
int fixture_teardown(void **state);

/* Makes both verifiers again from fixture->policy. */
void fixture_apply(struct fixture *fixture);

/* Replaces the policy with a new one, as from fixture_setup. */
void fixture_reset_policy(struct fixture *fixture);

#define fixture_test(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

/* Memory of a test */

void *allocate(size_t size);
void release_memory(void);
char *textf(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *repeat(const char *text, size_t times);
/* Writes a character as UTF-8, and returns its length. */
size_t put_utf8(unsigned code, char out[4]);

/* Tokens */

char *base64url(const void *bytes, size_t length);
void hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length,
                 unsigned char mac[32]);
char *hmac_hex(const char *key, const char *text);

struct token token_of_bytes(const void *bytes, size_t length);
struct token token_of_text(const char *text);
/* Signs the bytes unchanged, whatever they are. */
struct token sign_input(const void *input, size_t length, const void *key, size_t key_length);
/* The same for two finished segments. */
struct token sign_segments(const char *header, const char *payload, const char *secret);
struct token make_token_bytes(const void *header, size_t header_length, const void *payload,
                              size_t payload_length, const void *key, size_t key_length);
struct token make_token(const char *header, const char *payload, const char *secret);
/* A token with HEADER and the formatted payload, signed with SECRET. */
struct token payload_token(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same with PERSON in front of the members. */
struct token person_token(const char *members);
/* A good token of exactly `length` bytes, which must be 240 or more. */
struct token token_of_length(size_t length);
/* Decodes as much as possible, for messages and for tests of the issuer. */
unsigned char *base64url_decode(const char *text, size_t length, size_t *decoded_length);
/* The segment at `index`, NUL-terminated; fails the test if there is none. */
char *token_segment(struct token token, size_t index);

/* Keys */

pbjwt_secret *new_secret(const char *text);
pbjwt_secret *new_secret_with_id(const char *text, const char *id);
pbjwt_verifier *new_verifier(const char *text, const pbjwt_policy *policy);

/* Checks */

/* Counts a failure against the test and prints it. */
void report(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int reported_failures(void);

/* Checks the result of one verifier; after a refusal the identity must be empty. */
bool verdict(const pbjwt_verifier *verifier, pbjwt_identity *identity, struct token token,
             int64_t now, pbjwt_status status, pbjwt_claim claim, const char *file, int line);
/* Checks the result of both of the fixture's verifiers, whose identities must also be equal. */
bool verdict_of_both(struct fixture *fixture, struct token token, int64_t now, pbjwt_status status,
                     pbjwt_claim claim, const char *file, int line);
void expect_warnings(const pbjwt_identity *identity, const char *expected, const char *file,
                     int line);
void expect_text(const char *text, size_t length, const char *expected, const char *what,
                 const char *file, int line);
void expect_number(const pbjwt_identity *identity, number_accessor get, bool present, double value,
                   const char *what, const char *file, int line);
void expect_true(bool condition, const char *text, const char *file, int line);
void expect_status(pbjwt_status got, pbjwt_status expected, const char *text, const char *file,
                   int line);

#define check_verdict(verifier, identity, token, now, status, claim)                               \
    verdict(verifier, identity, token, now, status, claim, __FILE__, __LINE__)
#define check_at(fixture, token, now, status, claim)                                               \
    verdict_of_both(fixture, token, now, status, claim, __FILE__, __LINE__)
#define check_token(fixture, token, status)                                                        \
    verdict_of_both(fixture, token, NOW, status, PBJWT_CLAIM_NONE, __FILE__, __LINE__)
/* A whole payload under HEADER. */
#define check_payload(fixture, payload, status, claim)                                             \
    verdict_of_both(fixture, make_token(HEADER, payload, SECRET), NOW, status, claim, __FILE__,    \
                    __LINE__)
/* Members that follow PERSON's. */
#define check_members(fixture, members, status, claim)                                             \
    verdict_of_both(fixture, person_token(members), NOW, status, claim, __FILE__, __LINE__)
/* "kind:claim kind:claim", with "-" for no claim and "" for no warning. */
#define check_warnings(fixture, expected)                                                          \
    expect_warnings((fixture)->identity, expected, __FILE__, __LINE__)
#define check_text(text, length, expected)                                                         \
    expect_text(text, length, expected, #text, __FILE__, __LINE__)
#define check_view(identity, get, expected)                                                        \
    do {                                                                                           \
        size_t check_view_length = 99;                                                             \
        const char *check_view_text = get(identity, &check_view_length);                           \
        expect_text(check_view_text, check_view_length, expected, #get, __FILE__, __LINE__);       \
    } while (0)
#define check_number(identity, get, value)                                                         \
    expect_number(identity, get, true, value, #get, __FILE__, __LINE__)
#define check_no_number(identity, get)                                                             \
    expect_number(identity, get, false, 0, #get, __FILE__, __LINE__)
#define check(condition) expect_true(condition, #condition, __FILE__, __LINE__)
#define check_call(call, status) expect_status(call, status, #call, __FILE__, __LINE__)

/* The results of all accessors, as text. */
char *describe_identity(const pbjwt_identity *identity);
/* Whether every accessor says that the identity is empty. */
bool identity_is_empty(const pbjwt_identity *identity);
/* The warnings in the form of check_warnings. */
char *describe_warnings(const pbjwt_identity *identity);

#endif
