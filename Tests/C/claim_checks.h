/* SPDX-License-Identifier: Apache-2.0 */

/* Checks for a claim that is left out with a warning, or refused by strict claims. */
#ifndef PBJWT_TESTS_CLAIM_CHECKS_H
#define PBJWT_TESTS_CLAIM_CHECKS_H

#include "support.h"

static inline void set_strict(struct fixture *f, bool strict) {
    assert_int_equal(pbjwt_policy_set_strict_claims(f->policy, strict), PBJWT_OK);
    fixture_apply(f);
}

/* All members but `claim` are good; it is left out with a warning of `kind`, or refused by strict claims. */
static inline void check_left_out(struct fixture *f, const char *members, const char *kind,
                                  pbjwt_claim claim, text_accessor get, int line) {
    set_strict(f, false);
    verdict_of_both(f, person_token(members), NOW, PBJWT_OK, PBJWT_CLAIM_NONE, __FILE__, line);
    expect_warnings(f->identity, textf("%s:%s", kind, pbjwt_claim_name(claim)), __FILE__, line);
    if (get != NULL) {
        size_t length = 99;
        const char *text = get(f->identity, &length);
        expect_text(text, length, NULL, members, __FILE__, line);
    }
    set_strict(f, true);
    verdict_of_both(f, person_token(members), NOW, PBJWT_MALFORMED_CLAIM, claim, __FILE__, line);
}

/* A value with the wrong type: a JSON value that isn't text, for a claim that must be text. */
static inline void check_wrong(struct fixture *f, const char *members, pbjwt_claim claim,
                               text_accessor get, int line) {
    check_left_out(f, members, "wrong_type", claim, get, line);
}

static inline void check_right(struct fixture *f, const char *members, text_accessor get,
                               const char *expected, int line) {
    for (int strict = 0; strict < 2; strict++) {
        set_strict(f, strict == 1);
        verdict_of_both(f, person_token(members), NOW, PBJWT_OK, PBJWT_CLAIM_NONE, __FILE__, line);
        expect_warnings(f->identity, "", __FILE__, line);
        size_t length = 99;
        const char *text = get(f->identity, &length);
        expect_text(text, length, expected, members, __FILE__, line);
    }
}

#endif
