/* SPDX-License-Identifier: Apache-2.0 */
#include "forms.h"

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
    unsigned port = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (!pbjwti_is_digit(text.data[i]))
            return false;
        port = port * 10 + (unsigned)(text.data[i] - '0');
        if (port > 65535)
            return false;
    }
    return true;
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
