/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SUPPORT_H
#define SUPPORT_H

/* cmocka needs these to be included first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pbjwt.h>

/* Allocated with exactly this many bytes, so that valgrind notices a read past the end. */
typedef struct text {
    char *bytes;
    size_t length;
} text;

/* A file in the folder PBJWT_TOKENS. The caller frees its bytes. */
text read_token(const char *name);

/* The tokens that are refused, with the reason. */
typedef struct refusal {
    const char *file;
    pbjwt_status status;
    int number;
    const char *name;
    const char *claim;
    const char *message; /* a part of it */
} refusal;
enum { REFUSALS = 4 };
extern const refusal refusals[REFUSALS];

/* A verifier for the secret in that file and the policy, which may be NULL. The caller releases it. */
pbjwt_verifier *verifier_of(const char *secret_name, const pbjwt_policy *policy);

/* The result for the token in that file; a negative `at` means now. */
pbjwt_status verify_file(const pbjwt_verifier *verifier, const char *name, int64_t at,
                         pbjwt_identity *identity);

/* Everything in a verified identity. Valid until the identity is changed or freed. */
pbjwt_identity_view read_identity(const pbjwt_identity *identity);

/* If `expected` is NULL, the text must be absent. */
void assert_text(pbjwt_text actual, const char *expected);

#endif
