/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SUPPORT_H
#define SUPPORT_H

/* cmocka wants these before itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pbjwt.h>

/* Exactly as many bytes as there are, so that valgrind sees a byte read past their end. */
typedef struct text {
    char *bytes;
    size_t length;
} text;

/* A file of the folder PBJWT_TOKENS. The caller frees its bytes. */
text read_token(const char *name);

/* The tokens that are refused, and how. */
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

/* A verifier of the secret in that file, by the policy, which may be NULL. The caller releases it. */
pbjwt_verifier *verifier_of(const char *secret_name, const pbjwt_policy *policy);

/* What becomes of the token in that file; `at` below 0 is now. */
pbjwt_status verify_file(const pbjwt_verifier *verifier, const char *name, int64_t at,
                         pbjwt_identity *identity);

/* All that the identity, which is verified, says. Lives as long as what it says. */
pbjwt_identity_view read_identity(const pbjwt_identity *identity);

/* `expected` NULL: the text is absent. */
void assert_text(pbjwt_text actual, const char *expected);

#endif
