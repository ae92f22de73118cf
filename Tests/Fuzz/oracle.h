/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The fuzz targets' reference: base64url, HMAC and UTF-8, either written as simply as possible or taken from
 * OpenSSL, so that the library doesn't check itself. This file and those that include it are built without
 * coverage counters, so that libFuzzer reports only the library's edges.
 */
#ifndef PBJWT_FUZZ_ORACLE_H
#define PBJWT_FUZZ_ORACLE_H

#include <pbjwt.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The secrets of the seeds, the mutator and the verifiers. They protect nothing. */
#define FUZZ_SECRET "a-secret-for-fuzzing-that-protects-nothing-01"
#define FUZZ_SECOND_SECRET "a-secret-for-fuzzing-that-protects-nothing-02"
#define FUZZ_OLD_SECRET "a-secret-for-fuzzing-that-protects-nothing-03"
#define FUZZ_KEY_ID "k1"

enum {
    FUZZ_NOW = 1750000000, /* the time at which every token is verified */
    FUZZ_MAC_BYTES = 32,
    FUZZ_ROOM = 1 << 14 /* bytes of the longest token that the mutator makes */
};

/* If the condition is false, ends the process, which libFuzzer reports with the input. */
#define FUZZ_CHECK(condition)                                                                      \
    do {                                                                                           \
        if (!(condition))                                                                          \
            fuzz_fail(#condition, __FILE__, __LINE__);                                             \
    } while (0)
_Noreturn void fuzz_fail(const char *condition, const char *file, int line);

/* Counts an input that the library accepted. The sum is printed at the end, and the runner fails if it is 0,
   because a target that never passes the first check can't find anything after it. */
void fuzz_accepted(void);

/* A heap block of exactly this size, so that a sanitizer detects any overrun. The caller frees it. */
unsigned char *fuzz_copy(const void *bytes, size_t length);

/* Decodes strict base64url to `out`; returns the number of bytes, or -1 for other texts. */
long fuzz_base64url_decode(const unsigned char *text, size_t length, unsigned char *out);
/* Returns how many characters it wrote. */
size_t fuzz_base64url_encode(const unsigned char *bytes, size_t length, char *out);

void fuzz_hmac(const char *secret, const void *data, size_t length,
               unsigned char mac[FUZZ_MAC_BYTES]);

/* The three segments of a token. */
typedef struct fuzz_parts {
    const unsigned char *header, *payload, *signature;
    size_t header_length, payload_length, signature_length;
} fuzz_parts;

/* False unless there are exactly two dots. */
bool fuzz_split(const unsigned char *token, size_t length, fuzz_parts *parts);

/* Whether the token ends in the strict base64url of its HMAC with that secret. */
bool fuzz_is_signed_with(const char *secret, const unsigned char *token, size_t length);

/* Whether it is well-formed UTF-8 without U+0000. */
bool fuzz_is_text(const char *text, size_t length);

/* A secret from these characters; ends the process on failure. */
pbjwt_secret *fuzz_secret(const char *text, const char *id);

/* The results of all accessors, one line each. The caller frees it. */
char *fuzz_describe(const pbjwt_identity *identity, size_t *length);

/* Checks that an empty identity says nothing. */
void fuzz_check_empty(const pbjwt_identity *identity);

/* Checks the invariants of any verified identity, whatever the policy. */
void fuzz_check_identity(const pbjwt_identity *identity);

/* Checks that its contents are what jansson reads in the payload. */
void fuzz_check_against_payload(const pbjwt_identity *identity, const unsigned char *token,
                                size_t length);

#endif
