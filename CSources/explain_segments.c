/* SPDX-License-Identifier: Apache-2.0 */

/* The token's segments: what is wrong with their base64url, and what they are instead. */
#include "explain_form.h"

#include "base64url.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *name;
    pbjwt_status status;
} segments[] = {
    [PBJWTI_SEGMENT_HEADER] = {"header", PBJWT_MALFORMED_HEADER},
    [PBJWTI_SEGMENT_PAYLOAD] = {"payload", PBJWT_MALFORMED_PAYLOAD},
    [PBJWTI_SEGMENT_SIGNATURE] = {"signature", PBJWT_MALFORMED_SIGNATURE},
};

/* The fault with the characters around it, and a caret under it. None are shown for a signature. */
static void segment_tell(pbjwti_explaining *work, pbjwti_cause_id cause, pbjwti_view segment,
                         pbjwti_segment which, size_t at, const char *what) {
    enum { AROUND = 12, COLUMNS = 4 * AROUND + 4 };
    const unsigned rank = pbjwti_rank_for(work, segments[which].status, 2);
    if (which == PBJWTI_SEGMENT_SIGNATURE) {
        pbjwti_cause(work, cause, rank, "In the signature, at offset %i: %s.", (int64_t)at, what);
        return;
    }
    size_t start = at > AROUND ? at - AROUND : 0;
    size_t end = segment.length - at > AROUND ? at + AROUND : segment.length;
    while (start > 0 && (segment.data[start] & 0xC0) == 0x80 && at - start < AROUND + 3)
        start--; /* not within a character */
    while (end < segment.length && (segment.data[end] & 0xC0) == 0x80 && end - at < AROUND + 3)
        end++;

    pbjwti_writer excerpt;
    char *text;
    pbjwti_writer_start(&excerpt, COLUMNS);
    size_t columns = pbjwti_tell_escaped(&excerpt, (pbjwti_view){segment.data + start, at - start});
    (void)pbjwti_tell_escaped(&excerpt, (pbjwti_view){segment.data + at, end - at});
    pbjwti_write_literal(&excerpt, "\n  ");
    for (; columns > 0 && !excerpt.failed; columns--)
        pbjwti_write_literal(&excerpt, " ");
    pbjwti_write_literal(&excerpt, "^");
    if (pbjwti_writer_finish(&excerpt, &text, NULL) != PBJWT_OK) {
        work->out_of_memory = true;
        return;
    }
    pbjwti_cause(work, cause, rank, "In the %s, at offset %i: %s.\n  %s", segments[which].name,
                 (int64_t)at, what, text);
    free(text);
}

/* What a segment that isn't base64url contains. */
typedef struct segment_faults {
    size_t standard, other,
        core; /* where the first is, or the length; and the length without padding */
    int64_t standards, others;
} segment_faults;

static segment_faults segment_look(pbjwti_view segment) {
    segment_faults faults = {segment.length, segment.length, segment.length, 0, 0};
    while (faults.core > 0 && segment.data[faults.core - 1] == '=')
        faults.core--;
    for (size_t i = 0; i < faults.core; i++) {
        const unsigned char c = segment.data[i];
        if (pbjwti_is_base64url_character(c))
            continue;
        if (c == '+' || c == '/') {
            if (faults.standards++ == 0)
                faults.standard = i;
        } else if (faults.others++ == 0) {
            faults.other = i;
        }
    }
    return faults;
}

static bool segment_has_unused_bits(pbjwti_view segment) {
    unsigned char last[3], bytes[3];
    const size_t tail = segment.length % 4;
    memcpy(last, segment.data + segment.length - tail, tail);
    return tail > 1 && !pbjwti_base64url_decode(last, tail, bytes);
}

/* Characters that don't belong there. */
static void segment_tell_characters(pbjwti_explaining *work, pbjwti_view segment,
                                    pbjwti_segment which, const segment_faults *faults) {
    char what[128];
    if (faults->standards > 0) {
        (void)snprintf(what, sizeof what, "%c is of standard base64, not of base64url (%lld such)",
                       (char)segment.data[faults->standard], (long long)faults->standards);
        segment_tell(work, PBJWTI_CAUSE_STANDARD_BASE64, segment, which, faults->standard, what);
    }
    if (faults->core < segment.length) {
        (void)snprintf(what, sizeof what, "= pads it (%lld of them)",
                       (long long)(segment.length - faults->core));
        segment_tell(work, PBJWTI_CAUSE_PADDED, segment, which, faults->core, what);
    }
    if (faults->others > 0) {
        char name[PBJWTI_CHARACTER_NAME_BYTES];
        size_t size;
        const uint32_t code = pbjwti_clean_character(segment, faults->other, &size);
        (void)snprintf(what, sizeof what, "%s isn't of base64url (wrong bytes: %lld)",
                       pbjwti_character_name(code, name), (long long)faults->others);
        segment_tell(work, PBJWTI_CAUSE_WRONG_CHARACTER, segment, which, faults->other, what);
    }
}

/* What the signature is instead of 32 bytes, by its length. */
static const char *segment_signature_kind(size_t bytes) {
    static const struct {
        size_t bytes;
        const char *kind;
    } kinds[] = {
        {48, "as of HS384"},
        {64, "as of HS512, or of ES256"},
        {96, "as of ES384"},
        {128, "as of RSA with a key of 1024 bits"},
        {132, "as of ES512"},
        {256, "as of RS256 or PS256 with a key of 2048 bits"},
        {384, "as of RS256 or PS256 with a key of 3072 bits"},
        {512, "as of RS256 or PS256 with a key of 4096 bits"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].bytes == bytes)
            return kinds[i].kind;
    return bytes >= 70 && bytes <= 72 ? "as of ECDSA in DER" : "as of nothing that is usual";
}

/* A signature that is base64url but may not have 32 bytes; returns whether it has. */
static bool segment_tell_signature(pbjwti_explaining *work, pbjwti_view segment,
                                   const pbjwti_decoded *decoded) {
    const unsigned rank = pbjwti_rank_for(work, PBJWT_MALFORMED_SIGNATURE, 1);
    if (pbjwti_is_hex_mac(segment))
        pbjwti_cause(work, PBJWTI_CAUSE_HEX_SIGNATURE, rank,
                     "The signature is 64 hex characters: the 32 bytes of an HMAC as hex.");
    else if (pbjwti_is_hex_mac((pbjwti_view){decoded->bytes, decoded->length}))
        pbjwti_cause(
            work, PBJWTI_CAUSE_HEX_SIGNATURE, rank,
            "The signature is base64url of 64 hex characters: the 32 bytes of an HMAC were "
            "made hex first.");
    else if (decoded->length != PBJWTI_MAC_BYTES)
        pbjwti_cause(work, PBJWTI_CAUSE_LONG_SIGNATURE, rank,
                     "The signature has %i characters, which are %i bytes, %s; HS256 makes 32.",
                     (int64_t)segment.length, (int64_t)decoded->length,
                     segment_signature_kind(decoded->length));
    else
        return true;
    return false;
}

/* Whether what a segment decodes to is base64 of a JSON object again. */
static bool segment_tell_twice(pbjwti_explaining *work, pbjwti_segment which,
                               const pbjwti_decoded *decoded) {
    const pbjwti_view inner = {decoded->bytes, decoded->length};
    pbjwti_decoded again;
    if (inner.length < 2 || !pbjwti_clean_begins(inner, "e"))
        return false;
    if (!pbjwti_segment_decode(work, inner, &again)) {
        work->out_of_memory = true;
        return false;
    }
    const bool twice = again.is_json;
    free(again.bytes);
    if (twice)
        pbjwti_cause(
            work, PBJWTI_CAUSE_SECOND_ENCODING, pbjwti_rank_for(work, segments[which].status, 0),
            "The %s decodes to base64 of a JSON object, not to JSON.", segments[which].name);
    return twice;
}

bool pbjwti_segment_explain(pbjwti_explaining *work, pbjwti_view segment, pbjwti_segment which) {
    const segment_faults faults = segment_look(segment);
    const pbjwti_view core = {segment.data, faults.core};
    bool good = faults.standards + faults.others == 0 && core.length == segment.length;
    segment_tell_characters(work, segment, which, &faults);

    if (faults.others == 0 && core.length % 4 == 1) {
        char what[96];
        (void)snprintf(what, sizeof what, "a length of %lld characters is one too many or too few",
                       (long long)core.length);
        segment_tell(work, PBJWTI_CAUSE_WRONG_LENGTH, segment, which, core.length - 1, what);
        good = false;
    } else if (good && segment_has_unused_bits(segment)) {
        segment_tell(work, PBJWTI_CAUSE_UNUSED_BITS, segment, which, segment.length - 1,
                     "the last character has bits set that no byte takes");
        good = false;
    }
    if (work->token.length > PBJWT_EXPLAIN_MAX_TOKEN_BYTES || work->out_of_memory)
        return good;

    pbjwti_decoded decoded;
    if (!pbjwti_segment_decode(work, segment, &decoded)) {
        work->out_of_memory = true;
        return good;
    }
    if (decoded.bytes != NULL && which == PBJWTI_SEGMENT_SIGNATURE)
        good = segment_tell_signature(work, segment, &decoded) && good;
    else if (decoded.bytes != NULL && !decoded.is_json)
        (void)segment_tell_twice(work, which, &decoded);
    free(decoded.bytes);
    return good;
}
