/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Decimal to double, correctly rounded (to nearest, ties to even) and without the C library, whose
 * strtod follows the locale. What people write goes through 128-bit integers; the rest, which a
 * payload hardly ever has, through a search that compares big integers and so can't be wrong by a
 * digit.
 */
#include "json.h"

#include "text.h"

#include <string.h>

/* A decimal number: 0.d1d2d3... * 10^point, its digits d1 (not zero) to dn (not zero) in `text`,
   where a decimal point may stand among them. */
typedef struct decimal {
    const unsigned char *first;
    const unsigned char *last; /* past dn; equal to first for zero */
    int64_t point;
} decimal;

/* Exponents are cut off here: far outside of all doubles, whatever the digits before them do. */
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

bool pbjwti_json_is_finite(pbjwti_view text) {
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

static double double_of_bits(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Big integers, for the search */

enum {
    /* A double and the halfway points between doubles have at most 767 significant digits. */
    MAX_DIGITS = 768,
    /* Digits, scaled by 5^(up to 1100) and shifted by up to 1200 bits: below 2^7000. */
    LIMBS = 7040 / 32
};

typedef struct big {
    uint32_t limb[LIMBS]; /* lowest first */
    size_t count;         /* the highest one is not zero */
} big;

static big big_of(uint64_t value) {
    const uint32_t low = (uint32_t)value, high = (uint32_t)(value >> 32);
    return (big){.limb = {low, high}, .count = high != 0 ? 2 : low != 0};
}

static void big_multiply_add(big *n, uint32_t factor, uint32_t addend) {
    uint64_t carry = addend;
    for (size_t i = 0; i < n->count; i++) {
        carry += (uint64_t)n->limb[i] * factor;
        n->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0)
        n->limb[n->count++] = (uint32_t)carry;
}

/* Of a number that isn't 0. */
static void big_shift_left(big *n, size_t bits) {
    const size_t limbs = bits / 32, rest = bits % 32;
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

/* Compares the number `value` / 5^scale * 2^exponent with the point halfway above the double of
   these bits, (2m+1) * 2^(e-1). */
static int compare_with_halfway(const big *value, uint64_t scale, int64_t exponent, uint64_t bits) {
    const uint64_t field = bits >> MANTISSA_BITS;
    uint64_t mantissa = bits & ((UINT64_C(1) << MANTISSA_BITS) - 1);
    int64_t unit = LOWEST_EXPONENT;
    if (field != 0) {
        mantissa |= UINT64_C(1) << MANTISSA_BITS;
        unit += (int64_t)field - 1;
    }

    big halfway = big_of(2 * mantissa + 1);
    big_multiply_power_of_5(&halfway, scale);

    big number = *value;
    const int64_t shift = exponent - (unit - 1);
    if (shift >= 0)
        big_shift_left(&number, (size_t)shift);
    else
        big_shift_left(&halfway, (size_t)-shift);
    return big_compare(&number, &halfway);
}

/* The doubles in order are their bits in order: searches for the first whose upper halfway point
   isn't passed. */
static uint64_t search(const decimal *number) {
    big value = big_of(0);
    int64_t exponent = number->point; /* of ten, after the digits taken as an integer */
    size_t taken = 0;
    for (const unsigned char *p = number->first; p != number->last; p++) {
        if (*p == '.')
            continue;
        if (taken == MAX_DIGITS) {
            /* Only that there is more matters now: dn isn't zero. */
            big_multiply_add(&value, 10, 1);
            exponent--;
            break;
        }
        big_multiply_add(&value, 10, (uint32_t)(*p - '0'));
        taken++;
        exponent--;
    }

    /* 10^exponent is 2^exponent times 5^exponent, which goes to the side that keeps it whole. */
    uint64_t scale = 0;
    if (exponent >= 0)
        big_multiply_power_of_5(&value, (uint64_t)exponent);
    else
        scale = (uint64_t)-exponent;

    uint64_t low = 0, high = UINT64_C(0x7FEFFFFFFFFFFFFF); /* the largest double */
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        const int order = compare_with_halfway(&value, scale, exponent, middle);
        if (order < 0 || (order == 0 && middle % 2 == 0))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* 128 bits, for what people write */

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 uint128;

enum {
    EASY_DIGITS = 19, /* below 2^64 */
    EASY_POWER = 19   /* 10^19 is below 2^64 */
};

/* `value` * 2^exponent, and a bit more where `inexact`. Not zero, within the normal doubles. */
static uint64_t round_to_bits(uint128 value, int exponent, bool inexact) {
    const uint64_t high = (uint64_t)(value >> 64);
    const int width =
        high != 0 ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll((uint64_t)value);
    const int excess = width - (MANTISSA_BITS + 1);

    uint64_t mantissa;
    if (excess <= 0) {
        mantissa = (uint64_t)value << -excess; /* never inexact: a quotient has 64 bits and more */
    } else {
        const uint128 rest = value & (((uint128)1 << excess) - 1);
        const uint128 half = (uint128)1 << (excess - 1);
        mantissa = (uint64_t)(value >> excess);
        if (rest > half || (rest == half && (inexact || mantissa % 2 != 0)))
            mantissa++; /* where it carries into the next power of two, so does the sum below */
    }
    const int biased = exponent + excess - LOWEST_EXPONENT + 1; /* at least 1 */
    return ((uint64_t)biased << MANTISSA_BITS) + mantissa - (UINT64_C(1) << MANTISSA_BITS);
}

/* Converts a number of few digits and a small exponent. */
static bool convert_easily(pbjwti_view text, uint64_t *bits) {
    const unsigned char *p = text.data + (text.data[0] == '-');
    const unsigned char *const end = text.data + text.length;
    uint64_t digits = 0;
    int taken = 0, exponent = 0;
    bool past_point = false;

    for (; p != end && *p != 'e' && *p != 'E'; p++) {
        if (*p == '.') {
            past_point = true;
            continue;
        }
        if (taken++ == EASY_DIGITS)
            return false;
        digits = digits * 10 + (uint64_t)(*p - '0');
        exponent -= past_point;
    }
    if (p != end) {
        const bool negative = *++p == '-';
        int written = 0;
        if (*p == '-' || *p == '+')
            p++;
        if (end - p > 2)
            return false;
        for (; p != end; p++)
            written = written * 10 + (*p - '0');
        exponent += negative ? -written : written;
    }
    if (exponent < -EASY_POWER || exponent > EASY_POWER)
        return false;

    uint64_t power = 1;
    for (int i = exponent < 0 ? -exponent : exponent; i > 0; i--)
        power *= 10;
    if (digits == 0) {
        *bits = 0;
    } else if (exponent >= 0) {
        *bits = round_to_bits((uint128)digits * power, 0, false);
    } else {
        const int shift = __builtin_clzll(digits) + 64;
        const uint128 dividend = (uint128)digits << shift;
        const uint128 quotient = dividend / power;
        *bits = round_to_bits(quotient, -shift, quotient * power != dividend);
    }
    return true;
}
#endif

double pbjwti_json_to_double(pbjwti_view text) {
    const uint64_t sign = (uint64_t)(text.data[0] == '-') << 63;
#ifdef __SIZEOF_INT128__
    uint64_t bits;
    if (convert_easily(text, &bits))
        return double_of_bits(sign | bits);
#endif
    const decimal number = read_decimal(text);
    if (number.first == number.last ||
        number.point < -330) /* zero, or below half of the smallest */
        return double_of_bits(sign);
    if (!pbjwti_json_is_finite(text))
        return double_of_bits(sign | UINT64_C(0x7FF0000000000000));
    return double_of_bits(sign | search(&number));
}
