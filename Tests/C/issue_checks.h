/* SPDX-License-Identifier: Apache-2.0 */

/* Issuing with one secret. */
#ifndef PBJWT_TESTS_ISSUE_CHECKS_H
#define PBJWT_TESTS_ISSUE_CHECKS_H

#include "support.h"

#include <string.h>

enum { HOUR = 3600 };

static inline void set(pbjwt_claims *claims, pbjwt_claim claim, const char *text) {
    assert_int_equal(pbjwt_claims_set_text(claims, claim, text, strlen(text)), PBJWT_OK);
}

static inline pbjwt_claims *new_claims(void) {
    pbjwt_claims *claims = pbjwt_claims_new();
    assert_non_null(claims);
    set(claims, PBJWT_CLAIM_EMAIL, "ann@example.com");
    return claims;
}

/* Issues with SECRET, after poisoning the results. */
static inline void check_issue(const pbjwt_claims *claims, int64_t now, int64_t lifetime,
                               pbjwt_status status, pbjwt_claim claim, int line) {
    pbjwt_secret *secret = new_secret(SECRET);
    char *token = (char *)allocate(1);
    size_t length = 99;
    pbjwt_claim fault = PBJWT_CLAIM_JTI;
    pbjwt_status got = pbjwt_issue_at(secret, claims, now, lifetime, &token, &length, &fault);
    if (got != status || fault != claim) {
        report(__FILE__, line, "expected %s of %d, got %s of %d", pbjwt_status_name(status),
               (int)claim, pbjwt_status_name(got), (int)fault);
    }
    if (got == PBJWT_OK) {
        expect_true(token != NULL && length == strlen(token), "a token and its length", __FILE__,
                    line);
        pbjwt_free(token);
    } else {
        expect_true(token == NULL && length == 0, "no token", __FILE__, line);
    }
    pbjwt_secret_free(secret);
}

#endif
