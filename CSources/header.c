/* SPDX-License-Identifier: Apache-2.0 */
#include "header.h"

#include "base64url.h"
#include "text.h"

/*
 * The segments that issuers write, byte for byte; they need no decoding unless the policy names a
 * type. They are {"alg":"HS256","typ":"JWT"}, {"typ":"JWT","alg":"HS256"} and {"alg":"HS256"}.
 */
static bool is_usual(pbjwti_view segment) {
    return PBJWTI_IS_BY_WORDS(segment, "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9") ||
           PBJWTI_IS_BY_WORDS(segment, "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9") ||
           PBJWTI_IS_BY_WORDS(segment, "eyJhbGciOiJIUzI1NiJ9");
}

#define NAMED(member, literal) pbjwti_json_equals(&(member).name, PBJWTI_VIEW(literal))

static bool is_string(const pbjwti_json_value *value, const char *text) {
    return value->kind == PBJWT_JSON_STRING &&
           pbjwti_json_equals(value, (pbjwti_view){(const unsigned char *)text, strlen(text)});
}

/* RFC 7515, 4.1.9: media types are compared in any case; "JWT" is recommended in upper case, and stands
   for "application/jwt". */
static bool is_type(const pbjwti_json_value *typ, pbjwti_view wanted) {
    unsigned char text[PBJWT_MAX_TYPE_BYTES];
    if (typ->kind != PBJWT_JSON_STRING || typ->as.decoded != wanted.length)
        return false;
    pbjwti_json_decode(typ, text);
    return pbjwti_equal_in_any_case((pbjwti_view){text, wanted.length}, wanted);
}

/* RFC 8725, 3.11: a type that the policy names is required. */
static bool is_wanted_type(const pbjwti_json_value *typ, pbjwti_view wanted) {
    if (wanted.data != NULL)
        return is_type(typ, wanted);
    return typ->kind == PBJWT_JSON_ABSENT || is_type(typ, PBJWTI_VIEW("JWT")) ||
           is_type(typ, PBJWTI_VIEW("application/jwt"));
}

static PBJWTI_SELDOM pbjwt_status read_unusual(pbjwti_view segment, pbjwti_view type,
                                               const pbjwti_hash_key *key, unsigned char *buffer,
                                               pbjwti_header *header) {
    if (!pbjwti_base64url_decode(segment.data, segment.length, buffer))
        return PBJWT_MALFORMED_HEADER;

    const pbjwti_view text = {buffer, pbjwti_base64url_decoded_size(segment.length)};
    pbjwti_json_names names;
    pbjwti_json_reader reader;
    pbjwti_json_member member;
    pbjwti_json_value alg = {.kind = PBJWT_JSON_ABSENT}, typ = alg;
    bool critical = false;

    pbjwti_json_names_use(&names, key);
    pbjwti_json_open_object(&reader, text, &names, PBJWT_MAX_HEADER_MEMBERS);
    while (pbjwti_json_next_member(&reader, &member)) {
        if (NAMED(member, "alg"))
            alg = member.value;
        else if (NAMED(member, "typ"))
            typ = member.value;
        else if (NAMED(member, "kid") && member.value.kind == PBJWT_JSON_STRING)
            header->kid = member.value;
        else if (NAMED(member, "crit") || NAMED(member, "b64"))
            critical = true;
    }
    if (reader.error != PBJWTI_JSON_NO_ERROR)
        return PBJWT_MALFORMED_HEADER;

    /* RFC 8725, 3.1: the only algorithm, never chosen by the token. */
    if (!is_string(&alg, "HS256"))
        return PBJWT_UNSUPPORTED_ALGORITHM;
    if (!is_wanted_type(&typ, type))
        return PBJWT_UNSUPPORTED_TYPE;
    /* RFC 7515, 4.1.11: a critical member that isn't understood is a refusal; RFC 7797, 6: so is
       b64. */
    return critical ? PBJWT_CRITICAL_HEADER : PBJWT_OK;
}

pbjwt_status pbjwti_header_read(pbjwti_view segment, pbjwti_view type, const pbjwti_hash_key *key,
                                unsigned char *buffer, pbjwti_header *header) {
    header->kid.kind = PBJWT_JSON_ABSENT;
    return type.data == NULL && is_usual(segment)
               ? PBJWT_OK
               : read_unusual(segment, type, key, buffer, header);
}
