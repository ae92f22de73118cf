/* SPDX-License-Identifier: Apache-2.0 */

/* Tables of times. */
#ifndef PBJWT_TESTS_TIME_CHECKS_H
#define PBJWT_TESTS_TIME_CHECKS_H

#include "support.h"

#include <inttypes.h>

#define EMAIL "\"email\":\"ann@example.com\""

/* Members that follow the e-mail. */
struct time_row {
    const char *members;
    pbjwt_status status;
    pbjwt_claim claim;
};

static inline void check_rows(struct fixture *f, const struct time_row *rows, size_t count,
                              int line) {
    for (size_t i = 0; i < count; i++) {
        const char *members = rows[i].members;
        struct token token =
            payload_token("{%s%s%s}", EMAIL, members[0] == '\0' ? "" : ",", members);
        verdict_of_both(f, token, NOW, rows[i].status, rows[i].claim, __FILE__, line);
    }
}

static inline void set_times(struct fixture *f, int64_t leeway, int64_t max_lifetime) {
    assert_int_equal(pbjwt_policy_set_leeway(f->policy, leeway), PBJWT_OK);
    assert_int_equal(pbjwt_policy_set_max_lifetime(f->policy, max_lifetime), PBJWT_OK);
    fixture_apply(f);
}

/* A claim `offset` seconds from NOW, with the fraction given as text. */
static inline const char *claim(const char *name, int64_t offset, const char *fraction) {
    return textf("\"%s\":%" PRId64 "%s", name, NOW + offset, fraction);
}

static const int64_t leeways[] = {0, 1, 30, 299, 300};

#endif
