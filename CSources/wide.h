/* SPDX-License-Identifier: Apache-2.0 */

/* Products of two 64-bit numbers, also on 32-bit machines. */
#ifndef PBJWT_WIDE_H
#define PBJWT_WIDE_H

#include "internal.h"

typedef struct pbjwti_wide {
    uint64_t high;
    uint64_t low;
} pbjwti_wide;

static inline pbjwti_wide pbjwti_multiply(uint64_t a, uint64_t b) {
#if defined(__SIZEOF_INT128__) && !defined(PBJWT_PORTABLE)
    __extension__ typedef unsigned __int128 uint128;
    const uint128 product = (uint128)a * b;
    return (pbjwti_wide){(uint64_t)(product >> 64), (uint64_t)product};
#else
    const uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
    const uint64_t low = a0 * b0, middle = a1 * b0 + (low >> 32);
    const uint64_t other = a0 * b1 + (uint32_t)middle;
    return (pbjwti_wide){a1 * b1 + (middle >> 32) + (other >> 32), other << 32 | (uint32_t)low};
#endif
}

/* How many of the lowest bits of a nonzero number are zero. */
static inline unsigned pbjwti_trailing_zeros(uint64_t number) {
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(number);
#else
    unsigned zeros = 0;
    for (; (number & 1) == 0; number >>= 1)
        zeros++;
    return zeros;
#endif
}

/* How many of the highest bits of a nonzero number are zero. */
static inline int pbjwti_leading_zeros(uint64_t number) {
#if defined(__GNUC__)
    return __builtin_clzll(number);
#else
    int zeros = 0;
    for (; (number >> 63) == 0; number <<= 1)
        zeros++;
    return zeros;
#endif
}

#endif
