/* SPDX-License-Identifier: Apache-2.0 */
#include "json_string.h"

#include "text.h"

#include <string.h>

/* Escapes */

/* The value of a hex digit, or HEX_NONE. */
#define HEX_NONE 0x80
#define HEX_NONE4 HEX_NONE, HEX_NONE, HEX_NONE, HEX_NONE
#define HEX_NONE16 HEX_NONE4, HEX_NONE4, HEX_NONE4, HEX_NONE4
#define HEX_LETTERS HEX_NONE, 10, 11, 12, 13, 14, 15, HEX_NONE, HEX_NONE4, HEX_NONE4
static const unsigned char hex_values[256] = {
    HEX_NONE16, HEX_NONE16, HEX_NONE16,  0,          1,           2,          3,
    4,          5,          6,           7,          8,           9,          HEX_NONE,
    HEX_NONE,   HEX_NONE4,  HEX_LETTERS, HEX_NONE16, HEX_LETTERS, HEX_NONE16, HEX_NONE16,
    HEX_NONE16, HEX_NONE16, HEX_NONE16,  HEX_NONE16, HEX_NONE16,  HEX_NONE16, HEX_NONE16,
};

static inline int read_hex4(const unsigned char *p) {
    const int a = hex_values[p[0]], b = hex_values[p[1]];
    const int c = hex_values[p[2]], d = hex_values[p[3]];
    return ((a | b | c | d) & HEX_NONE) != 0 ? -1 : a << 12 | b << 8 | c << 4 | d;
}

static inline size_t encode_utf8(uint32_t code, unsigned char *out) {
    if (code < 0x80) {
        out[0] = (unsigned char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (unsigned char)(0xC0 | code >> 6);
        out[1] = (unsigned char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (unsigned char)(0xE0 | code >> 12);
        out[1] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (unsigned char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (unsigned char)(0xF0 | code >> 18);
    out[1] = (unsigned char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (unsigned char)(0x80 | (code & 0x3F));
    return 4;
}

/* RFC 8259, 7: a code unit, or the pair of them that stands for one character. */
static inline size_t read_unicode_escape(const unsigned char *p, const unsigned char *end,
                                         unsigned char out[4], size_t *out_length) {
    if (end - p < 6)
        return 0;
    const int unit = read_hex4(p + 2);
    if (unit <= 0) /* no hex digits, or U+0000, which no text here may hold */
        return 0;
    if (unit < 0xD800 || unit > 0xDFFF) {
        *out_length = encode_utf8((uint32_t)unit, out);
        return 6;
    }
    if (unit > 0xDBFF || end - p < 12 || p[6] != '\\' || p[7] != 'u')
        return 0;
    const int low = read_hex4(p + 8);
    if (low < 0xDC00 || low > 0xDFFF)
        return 0;
    *out_length =
        encode_utf8(0x10000 + ((uint32_t)(unit - 0xD800) << 10) + (uint32_t)(low - 0xDC00), out);
    return 12;
}

/* What a letter after a backslash stands for, if that is one byte. */
static const unsigned char short_escapes[256] = {
    ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

/* The escape at the backslash `p`: its length as written (0 if it isn't one), and what it stands
   for. */
static inline size_t read_escape(const unsigned char *p, const unsigned char *end,
                                 unsigned char out[4], size_t *out_length) {
    if (end - p < 2)
        return 0;
    if (p[1] == 'u')
        return read_unicode_escape(p, end, out, out_length);
    out[0] = short_escapes[p[1]];
    *out_length = 1;
    return out[0] != 0 ? 2 : 0;
}

/* Reading */

const unsigned char *pbjwti_json_read_special(pbjwti_json_scan *scan, const unsigned char *start,
                                              const unsigned char *p, pbjwti_json_value *value) {
    const unsigned char *const end = scan->end;
    unsigned char ignored[4];
    size_t decoded = 0, saved = 0; /* saved: by unescaping */

    for (;;) {
        if (p == end)
            return NULL;
        if (*p != '\\') { /* escapes often come in a row */
            p = pbjwti_json_skip_plain(scan, p);
            if (p == end)
                return NULL;
        }
        if (*p == '"')
            break;
        if (*p == '\\') {
            const size_t written = read_escape(p, end, ignored, &decoded);
            if (written == 0)
                return NULL;
            saved += written - decoded;
            p += written;
        } else {
            const size_t size = *p < 0x80 ? 0 : pbjwti_utf8_sequence(p, (size_t)(end - p));
            if (size == 0) /* a control character, or no UTF-8 */
                return NULL;
            p += size;
        }
    }

    const size_t length = (size_t)(p - start);
    value->kind = PBJWT_JSON_STRING;
    value->text = (pbjwti_view){start, length};
    value->as.decoded = length - saved;
    return p + 1;
}

/* Unescaped */

/* Returns a string's unescaped bytes one by one. The string was read before. */
typedef struct decoder {
    const unsigned char *p;
    const unsigned char *end;
    unsigned char unit[4];
    size_t unit_length;
    size_t unit_at;
    const unsigned char *escape; /* the next one from p on or the end, once it was looked for */
} decoder;

static decoder decoder_of(const unsigned char *text, size_t length) {
    return (decoder){.p = text, .end = text + length};
}

static bool next_byte(decoder *from, unsigned char *byte) {
    if (from->unit_at < from->unit_length) {
        *byte = from->unit[from->unit_at++];
        return true;
    }
    if (from->p == from->end)
        return false;
    if (*from->p != '\\') {
        *byte = *from->p++;
        return true;
    }
    from->p += read_escape(from->p, from->end, from->unit, &from->unit_length);
    from->unit_at = 1;
    *byte = from->unit[0];
    return true;
}

/* How many bytes from here on are unescaped. Looks at each byte once in a string's life. */
static size_t plain_run(decoder *from) {
    if (from->unit_at < from->unit_length)
        return 0;
    if (from->escape == NULL || from->escape < from->p) {
        const size_t left = (size_t)(from->end - from->p);
        from->escape = (const unsigned char *)memchr(from->p, '\\', left);
        if (from->escape == NULL)
            from->escape = from->end;
    }
    return (size_t)(from->escape - from->p);
}

size_t pbjwti_json_decode_part(const unsigned char **p, const unsigned char *end,
                               unsigned char *out, size_t room) {
    const unsigned char *from = *p;
    size_t written = 0, length = 0;
    while (from != end && written < room) {
        if (*from != '\\') {
            out[written++] = *from++;
            continue;
        }
        from += read_escape(from, end, out + written, &length); /* not a byte more than it says */
        written += length;
    }
    *p = from;
    return written;
}

void pbjwti_json_decode(const pbjwti_json_value *string, unsigned char *out) {
    const unsigned char *p = string->text.data;
    if (!pbjwti_json_has_escapes(string))
        memcpy(out, p, string->text.length);
    else
        pbjwti_json_decode_part(&p, p + string->text.length, out, string->as.decoded);
}

PBJWTI_SELDOM bool pbjwti_json_same(const pbjwti_json_value *string, const unsigned char *other,
                                    size_t other_length) {
    const bool escapes = pbjwti_json_has_escapes(string);
    if (!escapes && memchr(other, '\\', other_length) == NULL)
        return string->text.length == other_length &&
               memcmp(string->text.data, other, other_length) == 0;

    decoder a = decoder_of(string->text.data, string->text.length);
    decoder b = decoder_of(other, other_length);
    for (;;) {
        /* The sender chooses names: parts that are unescaped in both are compared at once. */
        const size_t run_a = plain_run(&a), run_b = plain_run(&b);
        const size_t run = run_a < run_b ? run_a : run_b;
        if (memcmp(a.p, b.p, run) != 0)
            return false;
        a.p += run;
        b.p += run;

        unsigned char x = 0, y = 0;
        const bool more_a = next_byte(&a, &x), more_b = next_byte(&b, &y);
        if (more_a != more_b || x != y)
            return false;
        if (!more_a)
            return true;
    }
}

/* For as many bytes as the string has. */
static PBJWTI_SELDOM bool equals_escaped(const pbjwti_json_value *string, pbjwti_view bytes) {
    decoder from = decoder_of(string->text.data, string->text.length);
    for (size_t i = 0; i < bytes.length; i++) {
        unsigned char byte = 0;
        if (!next_byte(&from, &byte) || byte != bytes.data[i])
            return false;
    }
    return true;
}

bool pbjwti_json_equals(const pbjwti_json_value *string, pbjwti_view bytes) {
    if (string->as.decoded != bytes.length)
        return false;
    return pbjwti_json_has_escapes(string) ? equals_escaped(string, bytes)
                                           : pbjwti_view_equal(string->text, bytes);
}
