/* SPDX-License-Identifier: Apache-2.0 */

/* What explain_time.c and explain_time_form.c share. */
#ifndef PBJWT_EXPLAIN_TIME_H
#define PBJWT_EXPLAIN_TIME_H

#include "explain_claims.h"

PBJWTI_HIDDEN_BEGIN

/* Reports what is wrong with a time's value. explain_time_form.c. */
void pbjwti_explain_malformed_time(pbjwti_explaining *work, pbjwt_claim claim);

static inline double pbjwti_time_between(double a, double b) {
    return a > b ? a - b : b - a;
}

PBJWTI_HIDDEN_END

#endif
