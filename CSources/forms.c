/* SPDX-License-Identifier: Apache-2.0 */
#include "forms.h"

#include "json_scalar.h"
#include "number.h"
#include "vector.h"

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

/* URLs */

/* Takes https:// or http:// from the front, in any case. */
static bool take_scheme(pbjwti_view *text) {
    const uint64_t https = UINT64_C(0x2F2F3A7370747468), http = UINT64_C(0x2F2F3A70747468);
    if (text->length < 8) /* also the shortest URL with a host */
        return false;
    /* Setting one bit lower-cases a letter; no other character here depends on that bit. */
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

/* The class of an ASCII character in a URL. */
enum {
    URL_OUTSIDE = 1,    /* outside: a control character, space, and " < > \ ^ ` { | } */
    URL_PERCENT = 2,    /* a percent sign */
    URL_ENDS_HOST = 4,  /* ends the host: / ? # */
    URL_HOST_PART = 8,  /* makes more of the host than a name: : [ ] */
    URL_ENDS_USER = 16, /* ends a user's name: @ */
    URL_NO_ASCII = 32,  /* part of a non-ASCII character */
};

/* Short names, only for the table. */
#define O URL_OUTSIDE
#define P URL_PERCENT
#define E URL_ENDS_HOST
#define H URL_HOST_PART
#define U URL_ENDS_USER
#define A URL_NO_ASCII
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
#undef O
#undef P
#undef E
#undef H
#undef U
#undef A
#undef A16

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
    if ((classes & URL_OUTSIDE) != 0 || ((classes & URL_PERCENT) != 0 && !has_good_escapes(text)) ||
        ((classes & URL_NO_ASCII) != 0 &&
         (pbjwti_has_control(text) || pbjwti_has_white_space(text))))
        return false;

    pbjwti_view host = text;
    if ((classes & (URL_HOST_PART | URL_ENDS_USER)) != 0) {
        host.length = 0;
        while (host.length < text.length && (class_of[text.data[host.length]] & URL_ENDS_HOST) == 0)
            host.length++;
    }
    const unsigned in_host = host.length < text.length ? classes_of(host) : classes;
    if (host.length == 0 || (class_of[text.data[0]] & URL_ENDS_HOST) != 0 ||
        (in_host & URL_ENDS_USER) != 0)
        return false;
    if ((in_host & URL_HOST_PART) == 0)
        return true;

    /* A colon parts the port from the host, except within an IPv6 address's brackets. */
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
        while (end < host.length && (class_of[host.data[end]] & URL_HOST_PART) == 0)
            end++;
    }
    if (end == 0)
        return false;
    if (end == host.length)
        return true;
    return host.data[end] == ':' &&
           is_port((pbjwti_view){host.data + end + 1, host.length - end - 1});
}

/* Placeholders */

/* Complete texts, each after its length in octal. */
static const unsigned char placeholder_words[] = "\011undefined"
                                                 "\004null"
                                                 "\004NULL"
                                                 "\006(null)"
                                                 "\003nil"
                                                 "\005<nil>"
                                                 "\012%!s(<nil>)"
                                                 "\006<null>"
                                                 "\004none"
                                                 "\004None"
                                                 "\004NONE"
                                                 "\003NaN"
                                                 "\003nan"
                                                 "\005Array"
                                                 "\016Optional.empty"
                                                 "\04400000000-0000-0000-0000-000000000000";

/* Texts that begin and end like this, with `within` somewhere between. */
static const struct placeholder_pattern {
    char begin[10];
    char within[15];
    char end;
} placeholder_patterns[] = {
    {"[object ", "", ']'}, {"Optional(", "", ')'},      {"Optional[", "", ']'},
    {"#<", "", '>'},       {"<", " object at 0x", '>'},
};

static bool starts_with(pbjwti_view text, const void *start, size_t length, bool any_case) {
    const pbjwti_view wanted = {(const unsigned char *)start, length};
    if (text.length < length)
        return false;
    text.length = length;
    return any_case ? pbjwti_equal_in_any_case(text, wanted) : pbjwti_view_equal(text, wanted);
}

static bool has_within(pbjwti_view text, const char *part, bool any_case) {
    const size_t length = strlen(part);
    for (; text.length >= length; text.data++, text.length--)
        if (starts_with(text, part, length, any_case))
            return true;
    return false;
}

static bool is_pattern(pbjwti_view text, const struct placeholder_pattern *one, bool any_case) {
    /* This decides nearly always; it ignores the case. */
    if (((text.data[0] ^ (unsigned char)one->begin[0]) & ~0x20u) != 0)
        return false;
    const size_t length = strlen(one->begin);
    if (!starts_with(text, one->begin, length, any_case))
        return false;
    text.data += length;
    text.length -= length;
    return text.length > 0 && text.data[text.length - 1] == (unsigned char)one->end &&
           has_within(text, one->within, any_case);
}

/* The 3s are trimmed: control characters, space, and non-ASCII bytes; the 2s are ) > ]; the others
   begin a word. */
#define ENDS16 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3
const unsigned char pbjwti_placeholder_ends[256] = {
    3,      3,      3,      3,      3,      3,      3,      3,
    3,      3,      3,      3,      3,      3,      3,      3, /* from 0x00 */
    3,      3,      3,      3,      3,      3,      3,      3,
    3,      3,      3,      3,      3,      3,      3,      3, /* from 0x10 */
    3,      0,      0,      0,      0,      12,     0,      0,
    12,     2,      0,      0,      0,      0,      0,      0, /* from 0x20 */
    12,     0,      0,      0,      0,      0,      0,      0,
    0,      0,      0,      0,      12,     0,      2,      0, /* from 0x30 */
    0,      12,     0,      0,      0,      0,      0,      0,
    0,      0,      0,      0,      0,      0,      12,     12, /* from 0x40 */
    0,      0,      0,      0,      0,      8,      0,      0,
    0,      0,      0,      0,      0,      2,      0,      0, /* from 0x50 */
    0,      8,      0,      0,      0,      0,      0,      0,
    0,      0,      0,      0,      0,      0,      12,     8, /* from 0x60 */
    0,      0,      0,      0,      0,      12,     0,      0,
    0,      0,      0,      0,      0,      0,      0,      3, /* from 0x70 */
    ENDS16, ENDS16, ENDS16, ENDS16, ENDS16, ENDS16, ENDS16, ENDS16,
};

bool pbjwti_is_placeholder_indeed(pbjwti_view text, bool any_case) {
    text = pbjwti_trim(text);
    if (text.length == 0)
        return false;
    for (const unsigned char *word = placeholder_words; *word != 0; word += 1 + *word)
        if (text.length == *word && starts_with(text, word + 1, *word, any_case))
            return true;
    for (size_t i = 0; i < sizeof placeholder_patterns / sizeof placeholder_patterns[0]; i++)
        if (is_pattern(text, &placeholder_patterns[i], any_case))
            return true;
    return false;
}

/* Others */

PBJWTI_SELDOM bool pbjwti_read_email(pbjwti_view text, pbjwti_view *trimmed, bool *canonical) {
    if (text.length > PBJWT_MAX_EMAIL_BYTES || pbjwti_has_control(text))
        return false;
    *trimmed = pbjwti_trim(text);
    *canonical = trimmed->length == text.length && !pbjwti_has_upper_or_format(*trimmed);
    return trimmed->length >= 3 && memchr(trimmed->data + 1, '@', trimmed->length - 2) != NULL;
}

pbjwti_form pbjwti_read_risk(pbjwti_view text, pbjwti_view *risk) {
    if (PBJWTI_IS(text, "low") || PBJWTI_IS(text, "medium") || PBJWTI_IS(text, "high")) {
        *risk = text;
        return PBJWTI_FORM_GOOD;
    }
    const pbjwti_view risks[] = {PBJWTI_VIEW("low"), PBJWTI_VIEW("medium"), PBJWTI_VIEW("high")};
    for (size_t i = 0; i < sizeof risks / sizeof risks[0]; i++)
        if (pbjwti_equal_in_any_case(text, risks[i])) {
            *risk = risks[i];
            return PBJWTI_FORM_COERCED;
        }
    return PBJWTI_FORM_WRONG;
}

bool pbjwti_read_number(pbjwti_view text, double *number) {
    if (text.length > PBJWTI_MAX_NUMBER_BYTES || !pbjwti_json_is_number(text))
        return false;
    *number = pbjwti_number_to_double(text);
    return pbjwti_number_is_finite(text);
}

#if PBJWTI_HAS_SSE2
/* The values of sixteen hex digits, two to a word; any other character sets a top bit in `bad`. Digits are moved
   to 0 to 9 and letters to 10 to 15, everything else above that, so that the lower of the two is the value. */
static inline __m128i values_of_hex(const unsigned char *text, __m128i *bad) {
    const __m128i characters = _mm_loadu_si128((const __m128i *)(const void *)text);
    const __m128i up = _mm_add_epi8(characters, _mm_set1_epi8((char)(0xFF - '9')));
    const __m128i digit =
        _mm_sub_epi8(_mm_subs_epu8(up, _mm_set1_epi8(6)), _mm_set1_epi8((char)0xF0));
    const __m128i capital = _mm_and_si128(characters, _mm_set1_epi8((char)0xDF));
    const __m128i letter =
        _mm_adds_epu8(_mm_sub_epi8(capital, _mm_set1_epi8('A')), _mm_set1_epi8(10));
    const __m128i value = _mm_min_epu8(digit, letter);
    *bad = _mm_or_si128(*bad, _mm_adds_epu8(value, _mm_set1_epi8(0x7F - 15)));
    /* Of two characters, the first is the higher half. */
    const __m128i pair = _mm_or_si128(_mm_slli_epi16(value, 4), _mm_srli_epi16(value, 8));
    return _mm_and_si128(pair, _mm_set1_epi16(0xFF));
}

bool pbjwti_read_hash(pbjwti_view text, unsigned char hash[PBJWTI_MAC_BYTES]) {
    if (text.length != PBJWT_HASH_HEX_LENGTH)
        return false;
    __m128i bad = _mm_setzero_si128();
    for (size_t i = 0; i < PBJWTI_MAC_BYTES; i += 16) {
        const __m128i first = values_of_hex(text.data + 2 * i, &bad);
        const __m128i second = values_of_hex(text.data + 2 * i + 16, &bad);
        _mm_storeu_si128((__m128i *)(void *)(hash + i), _mm_packus_epi16(first, second));
    }
    return _mm_movemask_epi8(bad) == 0;
}
#else
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
#endif

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
