/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Decimal to double, correctly rounded (to nearest, ties to even) and without the C library, whose
 * strtod follows the locale. 64-bit integers give two bounds of the number. Usually both round to
 * one double, which is then the nearest; otherwise to two neighbours, and big integers decide on
 * which side of the point halfway between them the number lies. No step depends on the
 * floating-point environment.
 */
#include "number.h"

#include "text.h"
#include "wide.h"

#include <string.h>

/* A decimal number: 0.d1d2d3... * 10^point, its digits d1 (not zero) to dn (not zero) in `text`,
   where a decimal point may stand among them. */
typedef struct decimal {
    const unsigned char *first;
    const unsigned char *last; /* past dn; equal to first for zero */
    int64_t point;
} decimal;

/* Exponents are cut off here: far outside all doubles, whatever the digits before them do. */
#define EXPONENT_LIMIT INT64_C(1000000000)

static decimal read_decimal(pbjwti_view text) {
    const unsigned char *p = text.data;
    const unsigned char *const end = text.data + text.length;
    decimal number = {NULL, NULL, 0};
    bool past_point = false;

    if (*p == '-')
        p++;
    for (; p != end && *p != 'e' && *p != 'E'; p++) {
        if (*p == '.') {
            past_point = true;
            continue;
        }
        if (*p != '0') {
            if (number.first == NULL)
                number.first = p;
            number.last = p + 1;
        }
        if (past_point ? number.first == NULL : number.first != NULL)
            number.point += past_point ? -1 : 1;
    }
    if (p != end) {
        const bool negative = *++p == '-';
        int64_t exponent = 0;
        if (*p == '-' || *p == '+')
            p++;
        for (; p != end; p++)
            if (exponent < EXPONENT_LIMIT)
                exponent = exponent * 10 + (*p - '0');
        number.point += negative ? -exponent : exponent;
    }
    return number;
}

bool pbjwti_number_is_finite(pbjwti_view text) {
    /* 2^1024 - 2^970: halfway from the largest double to the next power of two. From here on a
       number rounds to infinity (the largest double is odd, so the tie goes up). */
    static const char limit[] =
        "17976931348623158079372897140530341507993413271003782693617377898044496829276475"
        "09466490179775872070963302864166928879109465555478519404026306574886715058206819"
        "08902000708383676273854845817711531764475730270069855571366959622842914819860834"
        "936475292719074168444365510704342711559699508093042880177904174497792";
    const decimal number = read_decimal(text);

    if (number.first == number.last || number.point < (int64_t)sizeof limit - 1)
        return true;
    if (number.point > (int64_t)sizeof limit - 1)
        return false;
    const char *expected = limit;
    for (const unsigned char *p = number.first; p != number.last && *expected != 0; p++) {
        if (*p == '.')
            continue;
        if (*p != (unsigned char)*expected)
            return *p < (unsigned char)*expected;
        expected++;
    }
    return *expected != 0; /* equal so far: smaller if it ended before the limit did, whose last
                              digits are not zero */
}

/* The bits of a double */

enum {
    MANTISSA_BITS = 52,
    LOWEST_EXPONENT = -1074 /* of the unit of the smallest doubles */
};

#define INFINITY_BITS UINT64_C(0x7FF0000000000000)

static double double_of_bits(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The bits of the double nearest to `value` * 2^exponent, ties to even. `value` has more bits than
   fit in a double. */
static uint64_t round_to_bits(uint64_t value, int exponent) {
    int excess = 64 - pbjwti_leading_zeros(value) - (MANTISSA_BITS + 1);
    if (excess < LOWEST_EXPONENT - exponent)
        excess = LOWEST_EXPONENT - exponent; /* the smallest doubles have room for fewer */
    PBJWTI_ASSERT(excess > 0);
    if (excess > 64)
        return 0; /* below half of the smallest one */

    const uint64_t half = UINT64_C(1) << (excess - 1);
    const uint64_t rest = value & (half | (half - 1));
    uint64_t mantissa = excess < 64 ? value >> excess : 0;
    if (rest > half || (rest == half && mantissa % 2 != 0))
        mantissa++; /* where it carries into the next power of two, so does the sum below */

    const int biased = exponent + excess - LOWEST_EXPONENT; /* 0 of the smallest ones */
    const uint64_t bits = ((uint64_t)biased << MANTISSA_BITS) + mantissa;
    return bits < INFINITY_BITS ? bits : INFINITY_BITS;
}

double pbjwti_number_of_decimal(uint64_t digits, unsigned decimals) {
    static const uint64_t powers_of_10[PBJWTI_MAX_DECIMALS + 1] = {1, 10, 100, 1000};
    if (digits == 0)
        return 0;
    /* 2^63 / 10^3 is above 2^53: the quotient has all of a double's bits and one to round by, and
       one more bit says whether anything is left. */
    const int zeros = pbjwti_leading_zeros(digits);
    const uint64_t scaled = digits << zeros, power = powers_of_10[decimals];
    const uint64_t quotient = scaled / power, rest = scaled % power;
    return double_of_bits(round_to_bits(quotient << 1 | (rest != 0), -zeros - 1));
}

/* Big integers */

enum {
    /* A double and the halfway points between doubles have at most 767 significant digits. */
    MAX_DIGITS = 768,
    /* Digits, scaled by 5^(up to 1100) and shifted by up to 1500 bits: below 2^7000. */
    LIMBS = 7040 / 32
};

typedef struct big {
    size_t count;         /* the highest limb is not zero */
    uint32_t limb[LIMBS]; /* lowest first; undefined from `count` on */
} big;

static void big_set(big *n, uint64_t value) {
    n->limb[0] = (uint32_t)value;
    n->limb[1] = (uint32_t)(value >> 32);
    n->count = n->limb[1] != 0 ? 2 : n->limb[0] != 0;
}

static void big_multiply_add(big *n, uint32_t factor, uint32_t addend) {
    uint64_t carry = addend;
    for (size_t i = 0; i < n->count; i++) {
        carry += (uint64_t)n->limb[i] * factor;
        n->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    PBJWTI_ASSERT(n->count < LIMBS);
    if (carry != 0)
        n->limb[n->count++] = (uint32_t)carry;
}

/* Of a number that isn't 0. */
static void big_shift_left(big *n, size_t bits) {
    const size_t limbs = bits / 32, rest = bits % 32;
    PBJWTI_ASSERT(n->count + limbs < LIMBS);
    memmove(n->limb + limbs, n->limb, n->count * sizeof n->limb[0]);
    memset(n->limb, 0, limbs * sizeof n->limb[0]);
    n->count += limbs;
    if (rest != 0)
        big_multiply_add(n, UINT32_C(1) << rest, 0);
}

static void big_multiply_power_of_5(big *n, uint64_t exponent) {
    for (; exponent >= 13; exponent -= 13)
        big_multiply_add(n, 1220703125, 0); /* 5^13 */
    for (; exponent > 0; exponent--)
        big_multiply_add(n, 5, 0);
}

static int big_compare(const big *a, const big *b) {
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    for (size_t i = a->count; i-- > 0;)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

/* The digits as an integer; returns how many powers of ten it is more than 0.d1d2d3... */
static int64_t big_of_digits(const decimal *number, big *value) {
    enum { AT_ONCE = 9 }; /* 10^9 is below 2^32 */
    uint32_t digits = 0, power = 1;
    int64_t taken = 0;
    big_set(value, 0);
    for (const unsigned char *p = number->first; p != number->last; p++) {
        if (*p == '.')
            continue;
        if (taken == MAX_DIGITS) {
            /* Only the existence of more digits matters now: dn isn't zero. */
            digits = digits * 10 + 1;
            power *= 10;
            taken++;
            break;
        }
        digits = digits * 10 + (uint32_t)(*p - '0');
        power *= 10;
        if (++taken % AT_ONCE == 0) {
            big_multiply_add(value, power, digits);
            digits = 0;
            power = 1;
        }
    }
    if (power != 1)
        big_multiply_add(value, power, digits);
    return taken;
}

/* Compares the number with the point halfway above the double of these bits, (2m+1) * 2^(e-1). */
static PBJWTI_SELDOM int compare_with_halfway(const decimal *number, uint64_t bits) {
    const uint64_t field = bits >> MANTISSA_BITS;
    uint64_t mantissa = bits & ((UINT64_C(1) << MANTISSA_BITS) - 1);
    int64_t unit = LOWEST_EXPONENT;
    if (field != 0) {
        mantissa |= UINT64_C(1) << MANTISSA_BITS;
        unit += (int64_t)field - 1;
    }

    big value, halfway;
    const int64_t exponent = number->point - big_of_digits(number, &value); /* of ten */
    big_set(&halfway, 2 * mantissa + 1);

    /* 10^exponent is 2^exponent times 5^exponent, each of which goes to the side that keeps it whole. */
    if (exponent >= 0)
        big_multiply_power_of_5(&value, (uint64_t)exponent);
    else
        big_multiply_power_of_5(&halfway, (uint64_t)-exponent);
    const int64_t shift = exponent - (unit - 1);
    if (shift >= 0)
        big_shift_left(&value, (size_t)shift);
    else
        big_shift_left(&halfway, (size_t)-shift);
    return big_compare(&value, &halfway);
}

/* Bounds */

enum {
    EASY_DIGITS = 19, /* below 2^64 */
    STEP = 16,        /* between the powers of ten that are known */
    LOWEST_STEP = -22,
    STEPS = 42,
    MIN_POINT = -323, /* below 0.1 * 10^-323 all is nearer to 0 than to 2^-1074 */
    MAX_POINT = 309   /* from 10^309 on all is infinite */
};

/* 10^q for q = 16 * (i - 22), as floor(10^q * 2^(63 - floor(q * log2(10)))). */
static const uint64_t powers[STEPS] = {
    UINT64_C(0xCD42A11346F34F7D), UINT64_C(0xE3E27A444D8D98B7), UINT64_C(0xFD00B897478238D0),
    UINT64_C(0x8C71DCD9BA0B4925), UINT64_C(0x9BECCE62836AC577), UINT64_C(0xAD1C8EAB5EE43B66),
    UINT64_C(0xC0314325637A1939), UINT64_C(0xD5605FCDCF32E1D6), UINT64_C(0xECE53CEC4A314EBD),
    UINT64_C(0x8380DEA93DA4BC60), UINT64_C(0x91FF83775423CC06), UINT64_C(0xA21727DB38CB002F),
    UINT64_C(0xB3F4E093DB73A093), UINT64_C(0xC7CABA6E7C5382C8), UINT64_C(0xDDD0467C64BCE4A0),
    UINT64_C(0xF64335BCF065D37D), UINT64_C(0x88B402F7FD75539B), UINT64_C(0x97C560BA6B0919A5),
    UINT64_C(0xA87FEA27A539E9A5), UINT64_C(0xBB127C53B17EC159), UINT64_C(0xCFB11EAD453994BA),
    UINT64_C(0xE69594BEC44DE15B), UINT64_C(0x8000000000000000), UINT64_C(0x8E1BC9BF04000000),
    UINT64_C(0x9DC5ADA82B70B59D), UINT64_C(0xAF298D050E4395D6), UINT64_C(0xC2781F49FFCFA6D5),
    UINT64_C(0xD7E77A8F87DAF7FB), UINT64_C(0xEFB3AB16C59B14A2), UINT64_C(0x850FADC09923329E),
    UINT64_C(0x93BA47C980E98CDF), UINT64_C(0xA402B9C5A8D3A6E7), UINT64_C(0xB616A12B7FE617AA),
    UINT64_C(0xCA28A291859BBF93), UINT64_C(0xE070F78D3927556A), UINT64_C(0xF92E0C3537826145),
    UINT64_C(0x8A5296FFE33CC92F), UINT64_C(0x9991A6F3D6BF1765), UINT64_C(0xAA7EEBFB9DF9DE8D),
    UINT64_C(0xBD49D14AA79DBC82), UINT64_C(0xD226FC195C6A2F8C), UINT64_C(0xE950DF20247C83FD)};

/* floor(q * log2(10)) for |q| up to 400. */
static int exponent_of_power(int q) {
    const int64_t scaled = (int64_t)q * 217706;
    return (int)(scaled >= 0 ? scaled >> 16 : -((-scaled + 65535) >> 16));
}

/* The number is within `low` and `high`, both times 2^exponent; exactly `low` where they are equal. */
typedef struct bounds {
    uint64_t low;
    uint64_t high;
    int exponent;
} bounds;

static bounds bounds_of(const decimal *number) {
    uint64_t digits = 0, power = 1;
    int taken = 0;
    const unsigned char *p = number->first;
    for (; p != number->last && taken < EASY_DIGITS; p++) {
        if (*p != '.') {
            digits = digits * 10 + (uint64_t)(*p - '0');
            taken++;
        }
    }
    const bool cut = p != number->last; /* more digits follow: it is below digits + 1 */

    /* digits * 10^exponent is digits * 10^rest * 10^(16 * step), the first product exact. */
    const int exponent = (int)number->point - taken;
    const int step = (exponent + STEP * STEPS) / STEP - STEPS; /* rounded down */
    for (int rest = exponent - step * STEP; rest > 0; rest--)
        power *= 10;
    const pbjwti_wide exact = pbjwti_multiply(digits, power);

    /* As 64 bits, the highest of which is 1, followed by 0 or a fraction. */
    uint64_t scaled = exact.low;
    int shift = 0;
    bool more = false;
    if (exact.high != 0) {
        const int zeros = pbjwti_leading_zeros(exact.high);
        scaled = exact.high << zeros | (zeros > 0 ? exact.low >> (64 - zeros) : 0);
        more = (exact.low << zeros) != 0;
        shift = 64 - zeros;
    } else {
        const int zeros = pbjwti_leading_zeros(scaled);
        scaled <<= zeros;
        shift = -zeros;
    }
    if (step == 0 && !cut && !more)
        return (bounds){scaled, scaled, shift};

    /* Of both factors a part below 1 is missing, and a cut number is less than 2^64 / 10^18 units
       larger. So the product is too small by less than 2 + 19 units of its high half, and 1 more for its
       low half; half of them are left when room is made for the sum. */
    const pbjwti_wide product = pbjwti_multiply(scaled, powers[step - LOWEST_STEP]);
    const uint64_t low = product.high >> 1;
    return (bounds){low, low + (cut ? 12 : 3),
                    shift + exponent_of_power(step * STEP) - 63 + 64 + 1};
}

double pbjwti_number_to_double(pbjwti_view text) {
    const uint64_t sign = (uint64_t)(text.data[0] == '-') << 63;
    const decimal number = read_decimal(text);
    if (number.first == number.last || number.point < MIN_POINT)
        return double_of_bits(sign);
    if (number.point > MAX_POINT)
        return double_of_bits(sign | INFINITY_BITS);

    const bounds within = bounds_of(&number);
    const uint64_t lower = round_to_bits(within.low, within.exponent);
    const uint64_t upper = round_to_bits(within.high, within.exponent);
    if (lower == upper)
        return double_of_bits(sign | lower);
    PBJWTI_ASSERT(upper == lower + 1);
    const int order = compare_with_halfway(&number, lower);
    return double_of_bits(sign | (order > 0 || (order == 0 && lower % 2 != 0) ? upper : lower));
}
