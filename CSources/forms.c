/* SPDX-License-Identifier: Apache-2.0 */
#include "forms.h"

/* Dates */

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

static int days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

/* Days since 1970-01-01 in the Gregorian calendar, for years 0 to 9999. */
static int days_since_epoch(int year, int month, int day) {
    /* Years that begin in March have their leap day last. */
    const int shifted = month > 2 ? month - 3 : month + 9;
    const int years = (month > 2 ? year : year - 1) + 400; /* keeps the divisions positive */
    const int to_march = years * 365 + years / 4 - years / 100 + years / 400;
    const int to_month = (shifted * 153 + 2) / 5;
    return to_march + to_month + day - 1 - 719468 - 146097;
}

static bool take_date(pbjwti_view *text, int *days) {
    int year, month, day;
    if (!take_number(text, 4, 9999, &year) || !take_char(text, '-') ||
        !take_number(text, 2, 12, &month) || month == 0 || !take_char(text, '-') ||
        !take_number(text, 2, days_in_month(year, month), &day) || day == 0)
        return false;
    *days = days_since_epoch(year, month, day);
    return true;
}

static bool take_fraction(pbjwti_view *text, double *fraction) {
    double unit = 1;
    *fraction = 0;
    if (!take_char(text, '.'))
        return true;
    if (text->length == 0 || !pbjwti_is_digit(text->data[0]))
        return false;
    while (text->length > 0 && pbjwti_is_digit(text->data[0])) {
        unit /= 10;
        *fraction += unit * (text->data[0] - '0');
        text->data++;
        text->length--;
    }
    return true;
}

static bool take_offset(pbjwti_view *text, int *seconds) {
    int hours, minutes;
    *seconds = 0;
    if (take_char(text, 'Z'))
        return true;
    const bool west = take_char(text, '-');
    if (!west && !take_char(text, '+'))
        return false;
    if (!take_number(text, 2, 23, &hours) || !take_char(text, ':') ||
        !take_number(text, 2, 59, &minutes))
        return false;
    *seconds = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
    return true;
}

bool pbjwti_read_renewal_date(pbjwti_view text, double *seconds) {
    int days, hour, minute, second = 0, offset;
    double fraction = 0;
    if (!take_date(&text, &days))
        return false;
    *seconds = days * 86400.0;
    if (text.length == 0)
        return true;

    if (!take_char(&text, 'T') || !take_number(&text, 2, 23, &hour) || !take_char(&text, ':') ||
        !take_number(&text, 2, 59, &minute))
        return false;
    if (take_char(&text, ':') &&
        (!take_number(&text, 2, 59, &second) || !take_fraction(&text, &fraction)))
        return false;
    if (!take_offset(&text, &offset) || text.length != 0)
        return false;
    *seconds += hour * 3600 + minute * 60 + second - offset + fraction;
    return true;
}

/* URLs */

/* Takes https:// or http:// from the front, in any case. */
static bool take_scheme(pbjwti_view *text) {
    const uint64_t https = UINT64_C(0x2F2F3A7370747468), http = UINT64_C(0x2F2F3A70747468);
    if (text->length < 8) /* also the shortest URL with a host */
        return false;
    /* A letter is small by one bit, which no other character has to differ by. */
    const uint64_t start = pbjwti_low8(text->data);
    size_t taken;
    if ((start | UINT64_C(0x2020202020)) == https)
        taken = 8;
    else if (((start & UINT64_C(0xFFFFFFFFFFFFFF)) | UINT64_C(0x20202020)) == http)
        taken = 7;
    else
        return false;
    text->data += taken;
    text->length -= taken;
    return true;
}

/* What a character of ASCII is in a URL. */
enum {
    O = 1,  /* outside: a control character, space, and " < > \ ^ ` { | } */
    P = 2,  /* a percent sign */
    E = 4,  /* ends the host: / ? # */
    H = 8,  /* makes more of the host than a name: : [ ] */
    U = 16, /* ends a user's name: @ */
    A = 32, /* a part of what is no ASCII */
};

#define A16 A, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A

static const unsigned char class_of[256] = {
    O,   O,   O,   O,   O,   O,   O,   O,
    O,   O,   O,   O,   O,   O,   O,   O, /* 0x00 */
    O,   O,   O,   O,   O,   O,   O,   O,
    O,   O,   O,   O,   O,   O,   O,   O, /* 0x10 */
    O,   0,   O,   E,   0,   P,   0,   0,
    0,   0,   0,   0,   0,   0,   0,   E, /* space ! " # $ % & ' ( ) * + , - . / */
    0,   0,   0,   0,   0,   0,   0,   0,
    0,   0,   H,   0,   O,   0,   O,   E, /* 0-9 : ; < = > ? */
    U,   0,   0,   0,   0,   0,   0,   0,
    0,   0,   0,   0,   0,   0,   0,   0, /* @ A-O */
    0,   0,   0,   0,   0,   0,   0,   0,
    0,   0,   0,   H,   O,   H,   O,   0, /* P-Z [ \ ] ^ _ */
    O,   0,   0,   0,   0,   0,   0,   0,
    0,   0,   0,   0,   0,   0,   0,   0, /* ` a-o */
    0,   0,   0,   0,   0,   0,   0,   0,
    0,   0,   0,   O,   O,   O,   0,   O, /* p-z { | } ~ DEL */
    A16, A16, A16, A16, A16, A16, A16, A16,
};

static unsigned classes_of(pbjwti_view text) {
    unsigned classes = 0;
    size_t i = 0;
    for (; text.length - i >= 4; i += 4)
        classes |= (unsigned)class_of[text.data[i]] | class_of[text.data[i + 1]] |
                   class_of[text.data[i + 2]] | class_of[text.data[i + 3]];
    for (; i < text.length; i++)
        classes |= class_of[text.data[i]];
    return classes;
}

/* Whether two hex digits follow each percent sign. */
static bool has_good_escapes(pbjwti_view text) {
    const unsigned char *const end = text.data + text.length;
    const unsigned char *p = text.data;
    while ((p = (const unsigned char *)memchr(p, '%', (size_t)(end - p))) != NULL) {
        if (end - p < 3 || pbjwti_hex_value(p[1]) < 0 || pbjwti_hex_value(p[2]) < 0)
            return false;
        p += 3;
    }
    return true;
}

static bool is_port(pbjwti_view text) {
    int port;
    while (text.length > 1 && text.data[0] == '0') {
        text.data++;
        text.length--;
    }
    return text.length == 0 || (text.length <= 5 && take_number(&text, text.length, 65535, &port));
}

bool pbjwti_is_http_url(pbjwti_view text) {
    if (!take_scheme(&text) || text.length == 0)
        return false;

    const unsigned classes = classes_of(text);
    if ((classes & O) != 0 || ((classes & P) != 0 && !has_good_escapes(text)) ||
        ((classes & A) != 0 && (pbjwti_has_control(text) || pbjwti_has_white_space(text))))
        return false;

    pbjwti_view host = text;
    if ((classes & (H | U)) != 0) {
        host.length = 0;
        while (host.length < text.length && (class_of[text.data[host.length]] & E) == 0)
            host.length++;
    }
    const unsigned in_host = host.length < text.length ? classes_of(host) : classes;
    if (host.length == 0 || (class_of[text.data[0]] & E) != 0 || (in_host & U) != 0)
        return false;
    if ((in_host & H) == 0)
        return true;

    /* A colon parts the port from the host, save within an IPv6 address's brackets. */
    size_t end = 0;
    if (host.data[0] == '[') {
        end = 1;
        while (end < host.length && (pbjwti_hex_value(host.data[end]) >= 0 ||
                                     host.data[end] == ':' || host.data[end] == '.'))
            end++;
        if (end < 3 || end == host.length || host.data[end] != ']')
            return false;
        end++;
    } else {
        while (end < host.length && (class_of[host.data[end]] & H) == 0)
            end++;
    }
    if (end == 0)
        return false;
    if (end == host.length)
        return true;
    return host.data[end] == ':' &&
           is_port((pbjwti_view){host.data + end + 1, host.length - end - 1});
}

/* Others */

bool pbjwti_read_hash(pbjwti_view text, unsigned char hash[PBJWTI_MAC_BYTES]) {
    /* Without branches, so that compilers can do many at once. */
    unsigned char nibbles[PBJWT_HASH_HEX_LENGTH], good = 1;
    if (text.length != sizeof nibbles)
        return false;
    for (size_t i = 0; i < sizeof nibbles; i++) {
        const unsigned char digit = (unsigned char)(text.data[i] - '0');
        const unsigned char letter = (unsigned char)((text.data[i] | 0x20) - 'a');
        good &= (digit < 10) | (letter < 6);
        nibbles[i] = digit < 10 ? digit : (unsigned char)(letter + 10);
    }
    for (size_t i = 0; i < PBJWTI_MAC_BYTES; i++)
        hash[i] = (unsigned char)(nibbles[2 * i] << 4 | nibbles[2 * i + 1]);
    return good != 0;
}

bool pbjwti_is_type(pbjwti_view text) {
    static const char marks[] = {'!', '#', '$', '&', '-', '^', '_', '.', '+', '/'};
    if (text.length == 0 || text.length > PBJWT_MAX_TYPE_BYTES)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = pbjwti_ascii_lower(text.data[i]);
        if (!(c >= 'a' && c <= 'z') && !pbjwti_is_digit(c) &&
            memchr(marks, c, sizeof marks) == NULL)
            return false;
    }
    return true;
}
