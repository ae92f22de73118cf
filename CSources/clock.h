/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_CLOCK_H
#define PBJWT_CLOCK_H

#include "internal.h"

PBJWTI_HIDDEN_BEGIN

/* The real-time clock in whole seconds; false if it fails or isn't a NumericDate. */
bool pbjwti_clock_read(int64_t *now);

/*
 * The same at a tenth of the cost, if some milliseconds don't matter: the system may advance this
 * clock only with its timer's ticks, so a second may begin late.
 */
bool pbjwti_clock_read_roughly(int64_t *now);

static inline bool pbjwti_is_numeric_date(int64_t seconds) {
    return seconds >= 0 && seconds <= PBJWT_MAX_NUMERIC_DATE;
}

PBJWTI_HIDDEN_END

#endif
