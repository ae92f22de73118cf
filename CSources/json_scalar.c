/* SPDX-License-Identifier: Apache-2.0 */
#include "json_scalar.h"

#include "number.h"
#include "text.h"
#include "wide.h"

#include <string.h>

typedef const unsigned char *cursor;

static cursor skip_digits(cursor p, cursor end) {
    while (end - p >= 8 && pbjwti_are_digits(pbjwti_low8(p)))
        p += 8;
    while (p != end && pbjwti_is_digit(*p))
        p++;
    return p;
}

/* How many of eight characters are digits, from the first one on. */
static unsigned count_digits(uint64_t word) {
    /* A top bit for each byte that isn't a digit: of another high half, or of a low half above
       9. */
    const uint64_t digits = word ^ PBJWTI_EACH('0');
    const uint64_t others = (digits | (digits + PBJWTI_EACH(0x76))) & PBJWTI_EACH(0x80);
    return others == 0 ? 8 : pbjwti_trailing_zeros(others) / 8;
}

/* The value of the first `count` characters, 1 to 8 digits. */
static uint64_t first_digits(uint64_t word, unsigned count) {
    return pbjwti_eight_digits(word << 8 * (8 - count)); /* zeros before them */
}

cursor pbjwti_json_read_short(cursor p, pbjwti_json_short *number) {
    static const uint32_t powers_of_10[PBJWTI_MAX_DECIMALS + 1] = {1, 10, 100, 1000};
    const uint64_t word = pbjwti_low8(p);
    unsigned count = count_digits(word), decimals = 0;
    if (count == 0 || (*p == '0' && count > 1))
        return NULL;
    uint64_t digits = first_digits(word, count);
    p += count;
    if (count == 8) {
        enum { AT_MOST = 15 };
        for (; pbjwti_is_digit(*p); p++, count++) {
            if (count == AT_MOST)
                return NULL;
            digits = digits * 10 + (uint64_t)(*p - '0');
        }
    }
    if (*p == '.') {
        const uint64_t fraction = pbjwti_low8(p + 1);
        decimals = count_digits(fraction);
        if (decimals == 0 || decimals > PBJWTI_MAX_DECIMALS)
            return NULL;
        digits = digits * powers_of_10[decimals] + first_digits(fraction, decimals);
        p += 1 + decimals;
    }
    *number = (pbjwti_json_short){digits, decimals};
    return (*p | 0x20) == 'e' ? NULL : p;
}

/* Steps over digits and adds them up, which is right for up to 19 of them: below 2^64. */
static cursor read_digits(cursor p, cursor end, uint64_t *sum) {
    *sum = 0;
    for (uint64_t word; end - p >= 8 && pbjwti_are_digits(word = pbjwti_low8(p)); p += 8)
        *sum = *sum * 100000000 + pbjwti_eight_digits(word);
    for (; p != end && pbjwti_is_digit(*p); p++)
        *sum = *sum * 10 + (uint64_t)(*p - '0');
    return p;
}

/*
 * Steps over the fraction and the exponent of a number, if it has them; returns where it ends, or
 * NULL. `finite` means that the number can't be too large: it has no exponent that raises it by 100
 * digits or more.
 */
static cursor skip_rest(cursor p, cursor end, bool *finite) {
    *finite = true;
    if (p != end && *p == '.') {
        const cursor fraction = ++p;
        p = skip_digits(p, end);
        if (p == fraction)
            return NULL;
    }
    if (p != end && (*p == 'e' || *p == 'E')) {
        const bool lowers = ++p != end && *p == '-';
        if (p != end && (*p == '+' || *p == '-'))
            p++;
        const cursor exponent = p;
        p = skip_digits(p, end);
        if (p == exponent)
            return NULL;
        *finite = lowers || p - exponent <= 2;
    }
    return p;
}

/* Whether these are the digits of a whole part: some, and no zero before others. */
static bool is_whole(cursor digits, cursor end) {
    return end != digits && (*digits != '0' || end - digits == 1);
}

bool pbjwti_json_is_number(pbjwti_view text) {
    const cursor end = text.data + text.length;
    const cursor digits = text.data + (text.length > 0 && text.data[0] == '-');
    const cursor whole_end = skip_digits(digits, end);
    bool finite;
    return is_whole(digits, whole_end) && skip_rest(whole_end, end, &finite) == end;
}

/* The rest of a real, from where its whole part ends; returns where it ends, or NULL. */
static cursor read_real(cursor start, cursor p, cursor end, pbjwti_json_value *value) {
    bool finite;
    p = skip_rest(p, end, &finite);
    if (p == NULL)
        return NULL;
    value->kind = PBJWT_JSON_REAL;
    value->text = (pbjwti_view){start, (size_t)(p - start)};
    const bool small = finite && p - start < 200; /* below 10^300 */
    return small || pbjwti_number_is_finite(value->text) ? p : NULL;
}

/* RFC 8259, 6. Returns where the number ends, or NULL. */
static PBJWTI_INLINE cursor read_number(cursor start, cursor end, pbjwti_json_value *value) {
    const bool negative = *start == '-';
    const cursor digits = negative ? start + 1 : start;
    uint64_t sum;
    const cursor p = read_digits(digits, end, &sum);
    if (!is_whole(digits, p))
        return NULL;
    if (p != end && (*p == '.' || *p == 'e' || *p == 'E'))
        return read_real(start, p, end, value);

    /* Within -2^63 ... 2^63-1. */
    if (p - digits > 19 || sum > (negative ? UINT64_C(1) << 63 : INT64_MAX))
        return NULL;
    value->kind = PBJWT_JSON_INTEGER;
    value->text = (pbjwti_view){start, (size_t)(p - start)};
    value->as.integer = negative ? (int64_t)(0 - sum) : (int64_t)sum;
    return p;
}

static cursor read_literal(cursor p, cursor end, const char *word, size_t length,
                           pbjwt_json_kind kind, pbjwti_json_value *value) {
    if ((size_t)(end - p) < length || memcmp(p, word, length) != 0)
        return NULL;
    value->kind = kind;
    value->text = (pbjwti_view){p, length};
    value->as.truth = *p == 't';
    return p + length;
}

static PBJWTI_SELDOM cursor skip_long_number(cursor start, cursor end) {
    pbjwti_json_value ignored;
    return read_number(start, end, &ignored);
}

cursor pbjwti_json_skip_number(cursor start, cursor end) {
    cursor p = start;
    while (p != end && pbjwti_is_digit(*p))
        p++;
    if (p - start < 19 && (p == end || (*p != '.' && *p != 'e' && *p != 'E')))
        return is_whole(start, p) ? p : NULL;
    return skip_long_number(start, end);
}

cursor pbjwti_json_read_scalar(cursor p, cursor end, pbjwti_json_value *value) {
    if (p == end)
        return NULL;
    switch (*p) {
    case 't':
        return read_literal(p, end, "true", 4, PBJWT_JSON_BOOLEAN, value);
    case 'f':
        return read_literal(p, end, "false", 5, PBJWT_JSON_BOOLEAN, value);
    case 'n':
        return read_literal(p, end, "null", 4, PBJWT_JSON_NULL, value);
    default:
        return read_number(p, end, value);
    }
}
