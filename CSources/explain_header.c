/* SPDX-License-Identifier: Apache-2.0 */

/* The header: its JSON, its algorithm, its type, what it calls critical, and the key that it asks for. */
#include "explain_form.h"

#include "base64url.h"

#include <stdlib.h>

enum {
    SHOWN_BYTES = PBJWT_MAX_TYPE_BYTES + 1,
    SHOWN_ROOM = SHOWN_BYTES + PBJWTI_JSON_ESCAPE_BYTES
};

/* The member of a header that refuses the token. */
typedef struct header_members {
    pbjwti_json_value crit, b64;
} header_members;

static bool header_is(const pbjwti_json_value *value, const char *text) {
    return value->kind == PBJWT_JSON_STRING &&
           pbjwti_json_equals(value, (pbjwti_view){(const unsigned char *)text, strlen(text)});
}

/* A value to quote: a text unescaped, anything else as written. */
static pbjwti_view header_shown(const pbjwti_json_value *value, unsigned char buffer[SHOWN_ROOM]) {
    if (value->kind != PBJWT_JSON_STRING)
        return value->text;
    const unsigned char *p = value->text.data;
    const size_t length = pbjwti_json_decode_part(&p, p + value->text.length, buffer, SHOWN_BYTES);
    return (pbjwti_view){buffer, length};
}

/* Not JSON */

/* Whether these characters are base64url of a JSON object. */
static bool header_is_object(pbjwti_explaining *work, pbjwti_view segment) {
    pbjwti_decoded decoded;
    if (!pbjwti_segment_decode(work, segment, &decoded)) {
        work->out_of_memory = true;
        return false;
    }
    free(decoded.bytes);
    return decoded.is_json;
}

/* Letters that run into the token's beginning. */
static bool header_tell_front(pbjwti_explaining *work) {
    const pbjwti_view segment = work->parts.header;
    const size_t at = pbjwti_clean_find(segment, 1, PBJWTI_TOKEN_BEGINNING);
    const unsigned rank = pbjwti_rank_for(work, PBJWT_MALFORMED_HEADER, 0);
    if (at == segment.length || !header_is_object(work, pbjwti_clean_from(segment, at)))
        return false;
    const pbjwti_view front = {segment.data, at};
    if (pbjwti_equal_in_any_case(front, PBJWTI_VIEW("bearer")))
        pbjwti_cause(work, PBJWTI_CAUSE_BEARER, rank, "Before the token there is %v.", &front);
    else
        pbjwti_cause(work, PBJWTI_CAUSE_PART_REMOVED, rank,
                     "Before the token there are %i more characters: %v.", (int64_t)at, &front);
    return true;
}

/* The first characters are missing if it is JSON with those that nearly every token begins with. */
static bool header_tell_cut(pbjwti_explaining *work) {
    static const char beginning[] = "eyJ";
    const pbjwti_view segment = work->parts.header;
    bool cut = false;
    unsigned char *const whole = (unsigned char *)malloc(segment.length + sizeof beginning);
    if (whole == NULL) {
        work->out_of_memory = true;
        return false;
    }
    for (size_t missing = 1; missing < sizeof beginning && !cut; missing++) {
        memcpy(whole, beginning, missing);
        memcpy(whole + missing, segment.data, segment.length);
        cut = header_is_object(work, (pbjwti_view){whole, segment.length + missing});
        if (cut)
            pbjwti_cause(work, PBJWTI_CAUSE_FRONT_CUT,
                         pbjwti_rank_for(work, PBJWT_MALFORMED_HEADER, 0),
                         "The beginning is missing: nearly all tokens begin with \"eyJ\", and the "
                         "first characters (%i) of this one aren't there.",
                         (int64_t)missing);
    }
    free(whole);
    return cut;
}

static void header_tell_not_json(pbjwti_explaining *work) {
    const pbjwti_view text = {work->header.bytes, work->header.length};
    pbjwti_check_is(work, PBJWTI_CHECK_HEADER, PBJWT_OUTCOME_FAILED, "not a JSON object");
    if (work->report->faulty_part == 0)
        work->report->faulty_part = 1;
    if (pbjwti_has_cause(work, PBJWTI_CAUSE_SECOND_ENCODING) || header_tell_front(work) ||
        header_tell_cut(work))
        return;
    pbjwti_explain_json(work, text, PBJWT_MAX_HEADER_MEMBERS, "header");
    pbjwti_cause(work, PBJWTI_CAUSE_HEADER_NOT_JSON,
                 pbjwti_rank_for(work, PBJWT_MALFORMED_HEADER, 9), "The header decodes to %v.",
                 &text);
}

/* alg */

/* The name in lower case, with only letters and digits; the length is below `room`, or 0. */
static size_t header_fold(pbjwti_view name, char *folded, size_t room) {
    size_t length = 0;
    for (size_t i = 0; i < name.length; i++) {
        const unsigned char c = pbjwti_ascii_lower(name.data[i]);
        if (!pbjwti_is_digit(c) && (c < 'a' || c > 'z'))
            continue;
        if (length + 1 == room)
            return 0;
        folded[length++] = (char)c;
    }
    folded[length] = 0;
    return length;
}

static bool header_is_one_of(const char *name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}
#define HEADER_IS_ONE_OF(name, names) header_is_one_of(name, names, sizeof(names) / sizeof *(names))

static pbjwti_cause_id header_alg_cause(pbjwti_view alg) {
    static const char *const longer[] = {"hs384",      "hs512",  "hmacsha384",
                                         "hmacsha512", "sha384", "sha512"};
    static const char *const asymmetric[] = {"rs256", "rs384",   "rs512", "ps256", "ps384",
                                             "ps512", "es256",   "es384", "es512", "es256k",
                                             "eddsa", "ed25519", "ed448"};
    static const char *const spellings[] = {
        "hs256",     "hmacsha256",
        "sha256",    "hmac256",
        "hs256hmac", "hmacwithsha256",
        "hmac",      "httpwwww3org200104xmldsigmorehmacsha256" /* .NET's HmacSha256Signature */};
    char folded[64];
    if (header_fold(alg, folded, sizeof folded) == 0)
        return PBJWTI_CAUSE_ALG_OTHER;
    return strcmp(folded, "none") == 0            ? PBJWTI_CAUSE_ALG_NONE
           : HEADER_IS_ONE_OF(folded, longer)     ? PBJWTI_CAUSE_ALG_LONGER
           : HEADER_IS_ONE_OF(folded, asymmetric) ? PBJWTI_CAUSE_ALG_ASYMMETRIC
           : HEADER_IS_ONE_OF(folded, spellings)  ? PBJWTI_CAUSE_ALG_SPELLING
                                                  : PBJWTI_CAUSE_ALG_OTHER;
}

static void header_explain_alg(pbjwti_explaining *work) {
    unsigned char buffer[SHOWN_ROOM];
    const pbjwti_json_value *const alg = &work->alg;
    const pbjwti_view shown = header_shown(alg, buffer);
    const unsigned rank = pbjwti_rank_for(work, PBJWT_UNSUPPORTED_ALGORITHM, 0);
    if (alg->kind == PBJWT_JSON_ABSENT) {
        pbjwti_check_is(work, PBJWTI_CHECK_HEADER, PBJWT_OUTCOME_FAILED, "no alg");
        pbjwti_cause(work, PBJWTI_CAUSE_ALG_MISSING, rank, "The header has no alg.");
        return;
    }
    const bool good = header_is(alg, "HS256");
    pbjwti_check_is(work, PBJWTI_CHECK_HEADER, good ? PBJWT_OUTCOME_PASSED : PBJWT_OUTCOME_FAILED,
                    "alg %v", &shown);
    if (good)
        return;
    if (alg->kind != PBJWT_JSON_STRING)
        pbjwti_cause(work, PBJWTI_CAUSE_ALG_MISSING, rank, "The header's alg isn't text, but %v.",
                     &shown);
    else if (shown.length == 0)
        pbjwti_cause(work, PBJWTI_CAUSE_ALG_MISSING, rank, "The header's alg is empty.");
    else
        pbjwti_cause(work, header_alg_cause(shown), rank, "The header's alg is %v.", &shown);
}

/* typ */

static void header_tell_type(pbjwti_explaining *work, pbjwti_view shown, pbjwti_view wanted) {
    const unsigned rank = pbjwti_rank_for(work, PBJWT_UNSUPPORTED_TYPE, 0);
    if (work->typ.kind != PBJWT_JSON_STRING && work->typ.kind != PBJWT_JSON_ABSENT)
        pbjwti_cause(work, PBJWTI_CAUSE_TYP_NOT_TEXT, rank, "The header's typ isn't text, but %v.",
                     &shown);
    else if (pbjwti_equal_in_any_case(shown, PBJWTI_VIEW("at+jwt")) ||
             pbjwti_equal_in_any_case(shown, PBJWTI_VIEW("application/at+jwt")))
        pbjwti_cause(work, PBJWTI_CAUSE_TYP_ACCESS_TOKEN, rank, "The header's typ is %v.", &shown);
    else if (work->typ.kind == PBJWT_JSON_ABSENT)
        pbjwti_cause(work, PBJWTI_CAUSE_TYP_OTHER, rank,
                     "The header has no typ, and the verifier asks for %v.", &wanted);
    else if (wanted.data != NULL)
        pbjwti_cause(work, PBJWTI_CAUSE_TYP_OTHER, rank,
                     "The header's typ is %v, and the verifier asks for %v.", &shown, &wanted);
    else
        pbjwti_cause(work, PBJWTI_CAUSE_TYP_OTHER, rank,
                     "The header's typ is %v, and the verifier takes JWT or none.", &shown);
}

static void header_explain_typ(pbjwti_explaining *work) {
    unsigned char
        buffer[SHOWN_ROOM]; /* a type that is longer is shown in part, and is no wanted one */
    const pbjwti_json_value *const typ = &work->typ;
    const pbjwti_view wanted = pbjwti_owned_view(&work->input.policy->type);
    const pbjwti_view shown = header_shown(typ, buffer);
    const bool is_text = typ->kind == PBJWT_JSON_STRING;
    const bool good = wanted.data != NULL ? is_text && pbjwti_equal_in_any_case(shown, wanted)
                      : is_text
                          ? pbjwti_equal_in_any_case(shown, PBJWTI_VIEW("JWT")) ||
                                pbjwti_equal_in_any_case(shown, PBJWTI_VIEW("application/jwt"))
                          : typ->kind == PBJWT_JSON_ABSENT;
    const pbjwt_outcome outcome = good ? PBJWT_OUTCOME_PASSED : PBJWT_OUTCOME_FAILED;
    if (typ->kind == PBJWT_JSON_ABSENT)
        pbjwti_check_is(work, PBJWTI_CHECK_HEADER, outcome, "no typ");
    else
        pbjwti_check_is(work, PBJWTI_CHECK_HEADER, outcome, "typ %v", &shown);
    if (!good)
        header_tell_type(work, shown, wanted);
}

/* crit and b64 */

static void header_explain_critical(pbjwti_explaining *work, const char *name,
                                    const pbjwti_json_value *value) {
    unsigned char buffer[SHOWN_ROOM];
    if (value->kind == PBJWT_JSON_ABSENT)
        return;
    const pbjwti_view shown = header_shown(value, buffer);
    pbjwti_check_is(work, PBJWTI_CHECK_HEADER, PBJWT_OUTCOME_FAILED, "%s %v", name, &shown);
    pbjwti_cause(work, PBJWTI_CAUSE_CRITICAL, pbjwti_rank_for(work, PBJWT_CRITICAL_HEADER, 0),
                 "The header has the member %s: %v.", name, &shown);
}

static bool header_read(pbjwti_explaining *work, header_members *members) {
    pbjwti_json_names names;
    pbjwti_json_reader reader;
    pbjwti_json_member member;
    pbjwti_json_names_use(&names, &work->hash_key);
    pbjwti_json_open_object(&reader, (pbjwti_view){work->header.bytes, work->header.length}, &names,
                            PBJWT_MAX_HEADER_MEMBERS);
    while (pbjwti_json_next_member(&reader, &member)) {
        if (header_is(&member.name, "alg"))
            work->alg = member.value;
        else if (header_is(&member.name, "typ"))
            work->typ = member.value;
        else if (header_is(&member.name, "kid"))
            work->kid = member.value;
        else if (header_is(&member.name, "crit"))
            members->crit = member.value;
        else if (header_is(&member.name, "b64"))
            members->b64 = member.value;
    }
    return reader.error == PBJWTI_JSON_NO_ERROR;
}

void pbjwti_explain_header(pbjwti_explaining *work) {
    const pbjwti_json_value absent = {.kind = PBJWT_JSON_ABSENT, .text = {NULL, 0}};
    header_members members = {absent, absent};
    work->alg = work->typ = work->kid = absent;
    if (!work->has_parts)
        return;
    if (work->header.bytes == NULL) {
        pbjwti_check_is(work, PBJWTI_CHECK_HEADER, PBJWT_OUTCOME_FAILED, NULL);
        return;
    }
    work->header.is_json = header_read(work, &members);
    if (!work->header.is_json) {
        work->alg = work->typ = work->kid = absent;
        header_tell_not_json(work);
        return;
    }
    if (!work->header.strict)
        pbjwti_check_is(work, PBJWTI_CHECK_HEADER, PBJWT_OUTCOME_FAILED, NULL);
    header_explain_alg(work);
    header_explain_typ(work);
    header_explain_critical(work, "crit", &members.crit);
    header_explain_critical(work, "b64", &members.b64);
    pbjwti_explain_kid(work);
}
