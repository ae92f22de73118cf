/* SPDX-License-Identifier: Apache-2.0 */

/* Checks headers with one good payload. */
#ifndef PBJWT_TESTS_HEADER_CHECKS_H
#define PBJWT_TESTS_HEADER_CHECKS_H

#include "support.h"

#define PAYLOAD "{" PERSON "}"

#define check_header(fixture, header, status)                                                      \
    verdict_of_both(fixture, make_token(header, PAYLOAD, SECRET), NOW, status, PBJWT_CLAIM_NONE,   \
                    __FILE__, __LINE__)

static inline void check_headers(struct fixture *f, const char *const *headers, size_t count,
                                 pbjwt_status status, int line) {
    for (size_t i = 0; i < count; i++) {
        verdict_of_both(f, make_token(headers[i], PAYLOAD, SECRET), NOW, status, PBJWT_CLAIM_NONE,
                        __FILE__, line);
    }
}

#endif
