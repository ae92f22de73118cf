/* SPDX-License-Identifier: Apache-2.0 */

/* A payload that was reread and rewritten after signing: whether another spelling of its JSON was
   signed. */
#include "explain.h"

#include "base64url.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* How libraries write JSON. */
typedef struct spelling {
    bool spaced;  /* ", " and ": ", as Python does by default */
    bool slashes; /* \/ for /, as PHP does by default */
    bool ascii;   /* \uXXXX for what isn't ASCII, as Python and PHP do by default */
    bool upper;   /* with upper-case digits */
} spelling;

static void write_escape(pbjwti_writer *to, uint32_t unit, bool upper) {
    const char *const digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    const char escape[6] = {'\\',
                            'u',
                            digits[unit >> 12 & 15],
                            digits[unit >> 8 & 15],
                            digits[unit >> 4 & 15],
                            digits[unit & 15]};
    pbjwti_write_bytes(to, escape, sizeof escape);
}

static void respell_character(pbjwti_writer *to, uint32_t code, const unsigned char *bytes,
                              size_t size, const spelling *as) {
    static const char short_escapes[][3] = {"\bb", "\tt", "\nn", "\ff", "\rr"};
    for (size_t i = 0; i < sizeof short_escapes / sizeof short_escapes[0]; i++)
        if (code == (unsigned char)short_escapes[i][0]) {
            pbjwti_write_literal(to, "\\");
            pbjwti_write_bytes(to, short_escapes[i] + 1, 1);
            return;
        }
    if (code == '"' || code == '\\' || (code == '/' && as->slashes))
        pbjwti_write_literal(to, "\\");
    if (code >= ' ' && (code < 0x80 || !as->ascii)) {
        pbjwti_write_bytes(to, (const char *)bytes, size);
    } else if (code < 0x10000) {
        write_escape(to, code, as->upper);
    } else {
        write_escape(to, 0xD800 + ((code - 0x10000) >> 10), as->upper);
        write_escape(to, 0xDC00 + ((code - 0x10000) & 0x3FF), as->upper);
    }
}

/* Behind the string whose opening quote is at `p`, in JSON that was read before. */
static const unsigned char *respell_string(pbjwti_writer *to, const unsigned char *p,
                                           const spelling *as) {
    unsigned char character[2 * PBJWTI_JSON_ESCAPE_BYTES];
    size_t size;
    const unsigned char *end = ++p;
    while (*end != '"')
        end += *end == '\\' ? 2 : 1;
    pbjwti_write_literal(to, "\"");
    while (p != end) {
        if (*p == '\\') {
            pbjwti_json_decode_part(&p, end, character, 1);
            const uint32_t code = pbjwti_character(character, &size);
            respell_character(to, code, character, size, as);
        } else {
            const uint32_t code = pbjwti_character(p, &size);
            respell_character(to, code, p, size, as);
            p += size;
        }
    }
    pbjwti_write_literal(to, "\"");
    return end + 1;
}

static void respell(pbjwti_writer *to, pbjwti_view json, const spelling *as) {
    const unsigned char *p = json.data;
    const unsigned char *const end = p + json.length;
    while (p != end) {
        if (*p == '"') {
            p = respell_string(to, p, as);
            continue;
        }
        if (*p > ' ')
            pbjwti_write_bytes(to, (const char *)p, 1);
        if (as->spaced && (*p == ',' || *p == ':'))
            pbjwti_write_literal(to, " ");
        p++;
    }
}

/* The segments with a dot, each spelled so where it is JSON, or as the token has it. */
static bool is_signed_as(pbjwti_explaining *work, const spelling *header, const spelling *payload) {
    pbjwti_writer text, json;
    bool found = false;
    pbjwti_writer_start(&text, 2 * work->token.length);
    const struct {
        const pbjwti_decoded *decoded;
        pbjwti_view segment;
        const spelling *as;
    } parts[] = {{&work->header, work->parts.header, header},
                 {&work->payload, work->parts.payload, payload}};
    for (size_t i = 0; i < 2; i++) {
        if (i == 1)
            pbjwti_write_literal(&text, ".");
        if (parts[i].as == NULL) {
            pbjwti_write_bytes(&text, (const char *)parts[i].segment.data, parts[i].segment.length);
            continue;
        }
        pbjwti_writer_start(&json, 2 * parts[i].decoded->length);
        respell(&json, (pbjwti_view){parts[i].decoded->bytes, parts[i].decoded->length},
                parts[i].as);
        const size_t length = pbjwti_base64url_encoded_size(json.length);
        char *const encoded = (char *)malloc(length + 1);
        if (json.failed || encoded == NULL) {
            work->out_of_memory = true;
        } else {
            pbjwti_base64url_encode((const unsigned char *)json.bytes, json.length, encoded);
            pbjwti_write_bytes(&text, encoded, length);
        }
        free(encoded);
        free(json.bytes);
    }
    work->out_of_memory = work->out_of_memory || text.failed;
    if (!work->out_of_memory) {
        const pbjwti_view view = {(const unsigned char *)text.bytes, text.length};
        found =
            !pbjwti_view_equal(view, work->parts.signing_input) && pbjwti_signed_by_own(work, view);
    }
    free(text.bytes);
    return found;
}

bool pbjwti_explain_reencoding(pbjwti_explaining *work) {
    const unsigned rank = pbjwti_rank_for(work, PBJWT_SIGNATURE_MISMATCH, 1);
    static const spelling compact = {false, false, false, false},
                          python = {true, false, true, false};
    static const spelling *const headers[] = {&compact, &python};
    if (!work->payload.is_json)
        return false;
    for (unsigned i = 0; i < 12; i++) {
        const spelling as = {(i & 1) != 0, (i & 2) != 0, i >= 4, i >= 8};
        if (is_signed_as(work, NULL, &as)) {
            pbjwti_cause(work, PBJWTI_CAUSE_REENCODED, rank,
                         "The signature is that of the same payload in another spelling: %s%s%s.",
                         as.spaced ? "with a space after commas and colons" : "without spaces",
                         as.slashes ? ", / as \\/" : "",
                         as.ascii ? ", other characters than ASCII as \\uXXXX" : "");
            return true;
        }
    }
    for (size_t i = 0; i < 2 && work->header.is_json; i++)
        if (is_signed_as(work, headers[i], NULL)) {
            pbjwti_cause(work, PBJWTI_CAUSE_HEADER_CHANGED, rank,
                         "The signature is that of the same header in another spelling.");
            return true;
        }
    return false;
}
