/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the fuzz targets judge by: base64url, HMAC and UTF-8 a second time, written for being obvious or
 * taken from OpenSSL, so that the library is not its own judge. This file and what includes it are built
 * without coverage counters: the edges that libFuzzer reports are the library's.
 */
#ifndef PBJWT_FUZZ_ORACLE_H
#define PBJWT_FUZZ_ORACLE_H

#include <pbjwt.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The secrets of the seeds, of the mutator and of the verifiers. They protect nothing. */
#define FUZZ_SECRET "a-secret-for-fuzzing-that-protects-nothing-01"
#define FUZZ_SECOND_SECRET "a-secret-for-fuzzing-that-protects-nothing-02"
#define FUZZ_OLD_SECRET "a-secret-for-fuzzing-that-protects-nothing-03"
#define FUZZ_KEY_ID "k1"

enum {
    FUZZ_NOW = 1750000000, /* when every token is judged */
    FUZZ_MAC_BYTES = 32,
    FUZZ_ROOM = 1 << 14 /* bytes of the longest token that the mutator makes */
};

/* Holds or ends the process, which libFuzzer reports with the input. */
#define FUZZ_CHECK(condition)                                                                      \
    do {                                                                                           \
        if (!(condition))                                                                          \
            fuzz_fail(#condition, __FILE__, __LINE__);                                             \
    } while (0)
_Noreturn void fuzz_fail(const char *condition, const char *file, int line);

/* One more input that the library let in; the sum is printed at the end, and the runner fails where it
   is 0: a target that never gets past the first check finds nothing behind it. */
void fuzz_accepted(void);

/* A heap block of exactly this size, so that a sanitizer sees a byte too much. The caller frees it. */
unsigned char *fuzz_copy(const void *bytes, size_t length);

/* How many bytes the strict base64url text is, written to `out`, or -1 where it is none. */
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

/* False where there are not exactly two dots. */
bool fuzz_split(const unsigned char *token, size_t length, fuzz_parts *parts);

/* Whether the token ends in the strict base64url of its HMAC with that secret. */
bool fuzz_is_signed_with(const char *secret, const unsigned char *token, size_t length);

/* Whether it is well-formed UTF-8 without U+0000. */
bool fuzz_is_text(const char *text, size_t length);

/* A secret of these characters, which can't fail. */
pbjwt_secret *fuzz_secret(const char *text, const char *id);

/* All that the accessors say, one line each. The caller frees it. */
char *fuzz_describe(const pbjwt_identity *identity, size_t *length);

/* An identity that holds no one says nothing. */
void fuzz_check_empty(const pbjwt_identity *identity);

/* What any verified identity keeps to, whatever the policy. */
void fuzz_check_identity(const pbjwt_identity *identity);

/* What it says is what jansson reads in the payload. */
void fuzz_check_against_payload(const pbjwt_identity *identity, const unsigned char *token,
                                size_t length);

#endif
