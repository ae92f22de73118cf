/* SPDX-License-Identifier: Apache-2.0 */
#include "forms.h"

#include "number.h"

/* Takes `count` digits from the front, as a number up to `max`. */
static bool take_number(pbjwti_view *text, size_t count, int max, int *number) {
    if (text->length < count)
        return false;
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (!pbjwti_is_digit(text->data[i]))
            return false;
        sum = sum * 10 + (text->data[i] - '0');
    }
    text->data += count;
    text->length -= count;
    *number = sum;
    return sum <= max;
}

static bool take_char(pbjwti_view *text, unsigned char c) {
    if (text->length == 0 || text->data[0] != c)
        return false;
    text->data++;
    text->length--;
    return true;
}

static unsigned days_in_month(unsigned year, unsigned month) {
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    /* The long months are the odd ones, and from August on the even ones. */
    return month == 2 ? 28u + leap : 30 + ((month + month / 8) & 1);
}

/* Days since 1970-01-01 in the Gregorian calendar, for years 0 to 9999. */
static int days_since_epoch(unsigned year, unsigned month, unsigned day) {
    /* Years that begin in March have their leap day last. */
    const unsigned shifted = month > 2 ? month - 3 : month + 9;
    const unsigned years = (month > 2 ? year : year - 1) + 400; /* none is below 0 */
    const unsigned centuries = years / 100;
    const unsigned to_march = years * 365 + years / 4 - centuries + centuries / 4;
    const unsigned to_month = (shifted * 153 + 2) / 5;
    return (int)(to_march + to_month + day) - 1 - 719468 - 146097;
}

/* Takes YYYY-MM-DD from the front: its eight digits at once. */
static bool take_date(pbjwti_view *text, int *days) {
    enum { LENGTH = 10 };
    if (text->length < LENGTH)
        return false;
    const unsigned char *const p = text->data;
    const uint64_t start = pbjwti_low8(p);
    const uint64_t digits = (start & UINT64_C(0xFFFFFFFF)) |
                            (start >> 8 & UINT64_C(0xFFFF00000000)) | (uint64_t)p[8] << 48 |
                            (uint64_t)p[9] << 56;
    if (p[4] != '-' || p[7] != '-' || !pbjwti_are_digits(digits))
        return false;
    const uint64_t pairs = pbjwti_pairs_of_digits(digits);
    const unsigned year = (unsigned)(pairs & 0xFF) * 100 + (unsigned)(pairs >> 16 & 0xFF);
    const unsigned month = (unsigned)(pairs >> 32 & 0xFF), day = (unsigned)(pairs >> 48);
    if (month < 1 || month > 12 || day < 1 || (day > 28 && day > days_in_month(year, month)))
        return false;
    *days = days_since_epoch(year, month, day);
    text->data += LENGTH;
    text->length -= LENGTH;
    return true;
}

/* Sets the fraction to the nearest double of its first 15 digits, which are exact as an integer. */
static bool take_fraction(pbjwti_view *text, double *fraction) {
    double digits = 0, power = 1;
    *fraction = 0;
    if (!take_char(text, '.'))
        return true;
    if (text->length == 0 || !pbjwti_is_digit(text->data[0]))
        return false;
    for (; text->length > 0 && pbjwti_is_digit(text->data[0]); text->data++, text->length--) {
        if (power >= 1e15)
            continue;
        digits = digits * 10 + (text->data[0] - '0');
        power *= 10;
    }
    *fraction = digits / power;
    return true;
}

static bool take_time(pbjwti_view *text, double *seconds) {
    int hour, minute, second = 0;
    double fraction = 0;
    if (!take_number(text, 2, 23, &hour) || !take_char(text, ':') ||
        !take_number(text, 2, 59, &minute))
        return false;
    if (take_char(text, ':') &&
        (!take_number(text, 2, 59, &second) || !take_fraction(text, &fraction)))
        return false;
    *seconds = hour * 3600 + minute * 60 + second + fraction;
    return true;
}

/* Takes the rest of a date-time: its offset, if it has one. */
static pbjwti_form take_offset(pbjwti_view text, int *seconds) {
    int hours, minutes = 0;
    pbjwti_form form = PBJWTI_FORM_GOOD;
    *seconds = 0;
    if (text.length == 0 || PBJWTI_IS(text, " +0000 UTC"))
        return PBJWTI_FORM_COERCED;
    if (take_char(&text, ' '))
        form = PBJWTI_FORM_COERCED;
    if (PBJWTI_IS(text, "Z"))
        return form;
    if (PBJWTI_IS(text, "z") || PBJWTI_IS(text, "UTC"))
        return PBJWTI_FORM_COERCED;

    const bool west = take_char(&text, '-');
    if ((!west && !take_char(&text, '+')) || !take_number(&text, 2, 23, &hours))
        return PBJWTI_FORM_WRONG;
    if (!take_char(&text, ':'))
        form = PBJWTI_FORM_COERCED;
    else if (text.length == 0)
        return PBJWTI_FORM_WRONG;
    if (text.length != 0 && (!take_number(&text, 2, 59, &minutes) || text.length != 0))
        return PBJWTI_FORM_WRONG;
    *seconds = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
    return form;
}

/* What follows the date. */
static PBJWTI_SELDOM pbjwti_form read_date_time(pbjwti_view text, double *seconds) {
    int offset;
    double time;
    const bool parted_as_it_should_be = text.data[0] == 'T';
    if (!take_char(&text, 'T') && !take_char(&text, 't') && !take_char(&text, ' '))
        return PBJWTI_FORM_WRONG;
    if (!take_time(&text, &time))
        return PBJWTI_FORM_WRONG;
    const pbjwti_form form = take_offset(text, &offset);
    *seconds += time - offset;
    return form == PBJWTI_FORM_GOOD && !parted_as_it_should_be ? PBJWTI_FORM_COERCED : form;
}

pbjwti_form pbjwti_read_renewal_date(pbjwti_view text, double *seconds) {
    int days;
    if (!take_date(&text, &days))
        return PBJWTI_FORM_WRONG;
    *seconds = days * 86400.0;
    return text.length == 0 ? PBJWTI_FORM_GOOD : read_date_time(text, seconds);
}
