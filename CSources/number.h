/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_NUMBER_H
#define PBJWT_NUMBER_H

#include "internal.h"

PBJWTI_HIDDEN_BEGIN

/* Texts follow RFC 8259's grammar of numbers. */

/*
 * The nearest double, ties to even, or an infinity: in any locale and any rounding mode, in time
 * linear in the text.
 */
double pbjwti_number_to_double(pbjwti_view text);

/* The same for digits / 10^decimals, of PBJWTI_MAX_DECIMALS at the most. */
enum { PBJWTI_MAX_DECIMALS = 3 };
double pbjwti_number_of_decimal(uint64_t digits, unsigned decimals);

/* Whether the nearest double is finite. No arithmetic. */
bool pbjwti_number_is_finite(pbjwti_view text);

PBJWTI_HIDDEN_END

#endif
