/* SPDX-License-Identifier: Apache-2.0 */

/* Size and form: how long the token is, and which parts it has. */
#include "explain_form.h"

#include <stdlib.h>

enum { SIGNATURE_CHARACTERS = 43 }; /* of 32 bytes */

/* Cut off */

/* What limits texts to about this length, or NULL. */
static const char *form_limit_near(size_t length) {
    static const struct {
        size_t limit;
        const char *what;
    } limits[] = {
        {255, "a database column of 255 characters (VARCHAR(255))"},
        {500, "a database column or form field of 500 characters"},
        {512, "a database column or buffer of 512 characters"},
        {1000, "a database column or log line of 1000 characters"},
        {1024, "a column or buffer of 1024 characters"},
        {2000, "a URL limit of 2000 characters"},
        {2048, "a URL limit of 2048 characters"},
        {2083, "a URL limit of 2083 characters"},
        {4096, "a cookie limit of 4096 bytes"},
        {8192, "a limit of 8192 bytes for a request line or header"},
    };
    enum { NEAR = 4 };
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        if (length + NEAR >= limits[i].limit && length <= limits[i].limit + NEAR)
            return limits[i].what;
    return NULL;
}

/* The same for the token as received, or as it is now. */
static const char *form_limit(const pbjwti_explaining *work) {
    const char *const limit = form_limit_near(work->token.length);
    return limit != NULL ? limit : form_limit_near(work->input.token_length);
}

static void form_tell_cut(pbjwti_explaining *work, pbjwt_status status, const char *what,
                          int64_t there, int64_t missing) {
    const unsigned rank = pbjwti_rank_for(work, status, 1);
    const char *const limit = form_limit(work);
    if (limit != NULL)
        pbjwti_cause(work, PBJWTI_CAUSE_CUT, rank,
                     "%s: %i characters are there, and at least %i are missing. The token has %i "
                     "bytes, which is where %s cuts.",
                     what, there, missing, (int64_t)work->token.length, limit);
    else
        pbjwti_cause(work, PBJWTI_CAUSE_CUT, rank,
                     "%s: %i characters are there, and at least %i are missing.", what, there,
                     missing);
}

/* Dots */

static size_t form_dots(pbjwti_view token) {
    size_t dots = 0;
    for (size_t i = 0; i < token.length; i++)
        dots += token.data[i] == '.';
    return dots;
}

/* Whether the token ends like a text that was shortened for display. */
static bool form_is_shortened(pbjwti_view token) {
    return token.length > 3 && (memcmp(token.data + token.length - 3, "...", 3) == 0 ||
                                memcmp(token.data + token.length - 3, "\xE2\x80\xA6", 3) == 0);
}

/* Whether a cause already says that there is no token. */
static bool form_is_no_token(const pbjwti_explaining *work) {
    static const pbjwti_cause_id causes[] = {PBJWTI_CAUSE_EMPTY, PBJWTI_CAUSE_PLACEHOLDER_TOKEN,
                                             PBJWTI_CAUSE_HTML, PBJWTI_CAUSE_JSON_INSTEAD,
                                             PBJWTI_CAUSE_TEXT_INSTEAD};
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
        if (pbjwti_has_cause(work, causes[i]))
            return true;
    return false;
}

/* RFC 7516, 7.1: five parts, and an "enc" in the header. A header that can't be read speaks for it, too. */
static bool form_tell_encrypted(pbjwti_explaining *work) {
    const pbjwti_view token = work->token;
    const unsigned char *const dot = (const unsigned char *)memchr(token.data, '.', token.length);
    const pbjwti_view header = {token.data, (size_t)(dot - token.data)};
    const unsigned rank = pbjwti_rank_for(work, PBJWT_MALFORMED_TOKEN, 0);
    pbjwti_decoded decoded;
    pbjwti_json_value alg, enc;
    if (!pbjwti_segment_decode(work, header, &decoded)) {
        work->out_of_memory = true;
        return false;
    }
    const bool is_json = decoded.bytes != NULL &&
                         pbjwti_segment_member(work, &decoded, "alg", &alg) &&
                         pbjwti_segment_member(work, &decoded, "enc", &enc);
    const bool encrypted = !is_json || enc.kind == PBJWT_JSON_STRING;
    if (is_json && encrypted)
        pbjwti_cause(work, PBJWTI_CAUSE_ENCRYPTED, rank,
                     "The token has five parts, and its header says that it is encrypted: alg %v, "
                     "enc %v.",
                     &alg.text, &enc.text);
    else if (encrypted)
        pbjwti_cause(work, PBJWTI_CAUSE_ENCRYPTED, rank,
                     "The token has five parts, as encrypted ones do.");
    free(decoded.bytes);
    return encrypted;
}

/* Not three parts, or one of the first two is empty. */
static void form_tell_dots(pbjwti_explaining *work, size_t dots) {
    const pbjwti_view token = work->token;
    const unsigned rank = pbjwti_rank_for(work, PBJWT_MALFORMED_TOKEN, 1);
    const int64_t length = (int64_t)token.length;
    if (dots == 4 && form_tell_encrypted(work))
        return;
    if (form_is_shortened(token)) {
        pbjwti_cause(work, PBJWTI_CAUSE_CUT, rank,
                     "It ends in \"...\": it was shortened to be shown, in a log or a debugger "
                     "(%i bytes).",
                     length);
    } else if (dots == 1) {
        const unsigned char *const dot =
            (const unsigned char *)memchr(token.data, '.', token.length);
        const int64_t header = dot - token.data;
        form_tell_cut(work, PBJWT_MALFORMED_TOKEN,
                      header + 1 == length ? "There is only the header, and the dot after it"
                                           : "There are only two parts, and no signature",
                      length, SIGNATURE_CHARACTERS + 1);
    } else if (dots == 0 && form_limit(work) != NULL) {
        form_tell_cut(work, PBJWT_MALFORMED_TOKEN, "There is no dot", length,
                      SIGNATURE_CHARACTERS + 2);
    } else if (dots == 0) {
        pbjwti_cause(work, PBJWTI_CAUSE_DOT_COUNT, rank,
                     "There is no dot in it (%i bytes): it is one part of a token, or none.",
                     length);
    } else if (dots == 2) {
        pbjwti_cause(work, PBJWTI_CAUSE_DOT_COUNT, rank, "The %s part is empty (%i bytes in all).",
                     token.data[0] == '.' ? "first" : "second", length);
    } else if (token.data[token.length - 1] == '.' && dots == 3) {
        pbjwti_cause(work, PBJWTI_CAUSE_DOT_COUNT, rank,
                     "There are three dots in it, the last one at its end.");
    } else {
        const size_t beginning = pbjwti_clean_find(token, 1, PBJWTI_VIEW(".eyJ"));
        const size_t second = beginning < token.length
                                  ? pbjwti_clean_find(token, beginning + 1, PBJWTI_VIEW(".eyJ"))
                                  : token.length;
        pbjwti_cause(work, PBJWTI_CAUSE_DOT_COUNT, rank,
                     second < token.length
                         ? "There are %i dots in it, and more than one payload: it looks like two "
                           "tokens in a row."
                         : "There are %i dots in it.",
                     (int64_t)dots);
    }
}

/* Parts */

/* Reports the signature's length; true if there is nothing more to say about it. */
static bool form_tell_signature_length(pbjwti_explaining *work, pbjwti_view signature) {
    if (signature.length == 0) {
        pbjwti_cause(work, PBJWTI_CAUSE_UNSIGNED,
                     pbjwti_rank_for(work, PBJWT_MALFORMED_SIGNATURE, 0),
                     "The token ends with its second dot: there is no signature.");
        return true;
    }
    if (signature.length < SIGNATURE_CHARACTERS) {
        form_tell_cut(work, PBJWT_MALFORMED_SIGNATURE, "The signature is too short",
                      (int64_t)signature.length, SIGNATURE_CHARACTERS - (int64_t)signature.length);
        return true;
    }
    return false;
}

/* How a part begins. Six characters of the signature may be shown, and the others need no more. */
static size_t form_beginning(pbjwti_explaining *work, pbjwti_view part) {
    enum { SHOWN = 6 };
    const size_t start = pbjwti_text_begin(work);
    for (size_t i = 0; i < SHOWN && i < part.length; i++) {
        const bool shows = pbjwti_is_base64url_character(part.data[i]);
        pbjwti_write_bytes(&work->report->texts, shows ? (const char *)part.data + i : "?", 1);
    }
    pbjwti_text_end(work);
    return start;
}

static void form_fill_report(pbjwti_explaining *work, const pbjwti_compact *parts) {
    const pbjwti_view views[PBJWTI_PARTS] = {parts->header, parts->payload, parts->signature};
    for (size_t i = 0; i < PBJWTI_PARTS; i++) {
        work->report->parts[i] = form_beginning(work, views[i]);
        work->report->part_lengths[i] = views[i].length;
    }
}

static void form_is_faulty(pbjwti_explaining *work, int part) {
    if (work->report->faulty_part == 0)
        work->report->faulty_part = part;
}

static void form_parts(pbjwti_explaining *work, const pbjwti_compact *parts) {
    const bool deep = work->token.length <= PBJWT_EXPLAIN_MAX_TOKEN_BYTES;
    form_fill_report(work, parts);
    work->parts = *parts;
    work->has_parts = deep;

    /* In the order in which the verifier decodes them. */
    bool good = pbjwti_segment_explain(work, parts->header, PBJWTI_SEGMENT_HEADER);
    if (!good)
        form_is_faulty(work, 1);
    if (form_tell_signature_length(work, parts->signature) ||
        !pbjwti_segment_explain(work, parts->signature, PBJWTI_SEGMENT_SIGNATURE)) {
        form_is_faulty(work, 3);
        good = false;
    }
    if (!pbjwti_segment_explain(work, parts->payload, PBJWTI_SEGMENT_PAYLOAD)) {
        form_is_faulty(work, 2);
        good = false;
    }
    pbjwti_check_is(work, PBJWTI_CHECK_FORM, good ? PBJWT_OUTCOME_PASSED : PBJWT_OUTCOME_FAILED,
                    "header %i, payload %i, signature %i characters", (int64_t)parts->header.length,
                    (int64_t)parts->payload.length, (int64_t)parts->signature.length);

    /* The bytes of a signature that is too short are compared anyway. */
    if (deep && !work->out_of_memory &&
        (!pbjwti_segment_decode(work, parts->header, &work->header) ||
         !pbjwti_segment_decode(work, parts->payload, &work->payload) ||
         !pbjwti_segment_decode_signature(work, parts->signature, &work->signature)))
        work->out_of_memory = true;
}

void pbjwti_explain_form(pbjwti_explaining *work) {
    const int64_t length = (int64_t)work->token.length;
    const int64_t limit = (int64_t)work->input.policy->max_token_bytes;
    pbjwti_compact parts;

    const bool fits = length > 0 && length <= limit;
    pbjwti_check_is(work, PBJWTI_CHECK_SIZE, fits ? PBJWT_OUTCOME_PASSED : PBJWT_OUTCOME_FAILED,
                    "%i bytes, at most %i", length, limit);
    if (length == 0)
        return;
    if (length > limit)
        pbjwti_cause(work, PBJWTI_CAUSE_TOO_LARGE, pbjwti_rank_for(work, PBJWT_TOKEN_TOO_LARGE, 0),
                     "The token has %i bytes, but the verifier accepts at most %i.", length, limit);
    if (length > PBJWT_MAX_TOKEN_BYTES_LIMIT)
        return; /* as no verifier reads it */
    if (form_is_no_token(work)) {
        pbjwti_check_is(work, PBJWTI_CHECK_FORM, PBJWT_OUTCOME_FAILED, "no token");
        return;
    }

    if (pbjwti_compact_split(work->token.data, work->token.length, SIZE_MAX, &parts) == PBJWT_OK) {
        form_parts(work, &parts);
        return;
    }
    const size_t dots = form_dots(work->token);
    pbjwti_check_is(work, PBJWTI_CHECK_FORM, PBJWT_OUTCOME_FAILED, "%i bytes with %i dots", length,
                    (int64_t)dots);
    form_tell_dots(work, dots);
}
