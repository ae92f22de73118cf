/* SPDX-License-Identifier: Apache-2.0 */

/* Whose signature a token bears: the keys that people sign with by mistake, and the texts that they sign. */
#include "explain.h"

#include "base64url.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* MACs */

static bool may_compute(pbjwti_explaining *work) {
    if (work->failed || work->out_of_memory)
        return false;
    if (work->report->macs == PBJWT_EXPLAIN_MAX_MACS) {
        work->report->search_ended = true;
        return false;
    }
    work->report->macs++;
    return true;
}

static bool note_failure(pbjwti_explaining *work, pbjwt_status status) {
    work->out_of_memory = work->out_of_memory || status == PBJWT_OUT_OF_MEMORY;
    work->failed = work->failed || (status != PBJWT_OK && status != PBJWT_OUT_OF_MEMORY);
    return status == PBJWT_OK;
}

bool pbjwti_explain_mac(pbjwti_explaining *work, pbjwti_view key, pbjwti_view data,
                        unsigned char mac[PBJWTI_MAC_BYTES]) {
    pbjwti_mac *made = NULL;
    const pbjwt_secret *const secret = work->input.secrets[0]; /* its provider */
    if (!may_compute(work) ||
        !note_failure(work, pbjwti_mac_new(key, secret->context,
                                           (const char *)secret->properties.data, &made)))
        return false;
    const pbjwt_status status = pbjwti_mac_compute(made, &work->identity->mac_scratch, data, mac);
    pbjwti_mac_free(made);
    if (!note_failure(work, status))
        return false;
    pbjwti_keep_secret(work, (pbjwti_view){mac, PBJWTI_MAC_BYTES});
    return true;
}

bool pbjwti_explain_sha256(pbjwti_explaining *work, pbjwti_view first, pbjwti_view second,
                           unsigned char hash[PBJWTI_MAC_BYTES]) {
    if (!may_compute(work) || !note_failure(work, pbjwti_sha256(first, second, hash)))
        return false;
    pbjwti_keep_secret(work, (pbjwti_view){hash, PBJWTI_MAC_BYTES});
    return true;
}

/* What is compared with */

static pbjwti_view key_of(const pbjwt_secret *secret) {
    return (pbjwti_view){secret->bytes, secret->length};
}

/* Whether the token's signature is this text's by this key. */
static bool is_signature_of(pbjwti_explaining *work, pbjwti_view key, pbjwti_view text) {
    unsigned char mac[PBJWTI_MAC_BYTES];
    const bool same =
        pbjwti_explain_mac(work, key, text, mac) && pbjwti_mac_equal(work->signature.bytes, mac);
    pbjwti_wipe(mac, sizeof mac);
    return same;
}

/* The name of a secret if there are several: its id, or its position. */
static void tell_secret(pbjwti_writer *to, const pbjwti_explaining *work,
                        const pbjwt_secret *secret, bool other) {
    pbjwt_secret *const *const secrets = other ? work->input.other_secrets : work->input.secrets;
    const size_t count = other ? work->input.other_secret_count : work->input.secret_count;
    const pbjwti_view id = pbjwti_owned_view(&secret->id);
    if (id.data != NULL) {
        pbjwti_tell(to, other ? "the other secret %v" : "the secret %v", &id);
        return;
    }
    if (!other && count == 1) {
        pbjwti_tell(to, "the secret");
        return;
    }
    size_t place = 0;
    while (place + 1 < count && secrets[place] != secret)
        place++;
    pbjwti_tell(to, other ? "other secret %i" : "secret %i", (int64_t)place + 1);
}

/* What a form is, in words. */
static const char *form_in_words(pbjwti_cause_id cause) {
    static const struct {
        unsigned char cause;
        const char *words;
    } all[] = {
        {PBJWTI_CAUSE_KEY_HEX_DECODED, ", hex-decoded"},
        {PBJWTI_CAUSE_KEY_BASE64_DECODED, ", base64-decoded"},
        {PBJWTI_CAUSE_KEY_BASE64_ENCODED, ", base64-encoded"},
        {PBJWTI_CAUSE_KEY_HEX_ENCODED, ", hex-encoded"},
        {PBJWTI_CAUSE_KEY_LINE_END, " with a line end (newline, \\n)"},
        {PBJWTI_CAUSE_KEY_CARRIAGE_RETURN, " with a carriage return (\\r, a line end of CRLF)"},
        {PBJWTI_CAUSE_KEY_SPACE, " with white space around it"},
        {PBJWTI_CAUSE_KEY_QUOTES, " with quotes around it"},
        {PBJWTI_CAUSE_KEY_BOM, " with a byte order mark (BOM, U+FEFF) in front"},
        {PBJWTI_CAUSE_KEY_ASSIGNMENT, " with NAME= in front"},
        {PBJWTI_CAUSE_KEY_CASE, " in another case"},
        {PBJWTI_CAUSE_KEY_CUT, ", cut: only a part of it"},
        {PBJWTI_CAUSE_KEY_UTF16, " as UTF-16"},
        {PBJWTI_CAUSE_OWN_WRAPPED, " without the characters that are around it here"},
        {PBJWTI_CAUSE_OWN_UTF16, " as plain text: here it is UTF-16"},
        {PBJWTI_CAUSE_OWN_DECODED, " as the text that was decoded here"},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i].cause == cause)
            return all[i].words;
    return "";
}

static bool is_text(pbjwti_view key) {
    for (size_t i = 0; i < key.length; i++)
        if (key.data[i] < ' ' || key.data[i] > '~')
            return false;
    return true;
}

/* A secret of raw bytes was decoded when the verifier was made. */
static pbjwti_cause_id cause_of(const pbjwti_key_form *form) {
    const bool encoded = form->cause == PBJWTI_CAUSE_KEY_HEX_ENCODED ||
                         form->cause == PBJWTI_CAUSE_KEY_BASE64_ENCODED;
    return encoded && !is_text(key_of(form->secret)) ? PBJWTI_CAUSE_OWN_DECODED : form->cause;
}

static void tell_key(pbjwti_explaining *work, const pbjwti_key_form *form, unsigned rank,
                     const char *before, const char *behind) {
    const pbjwti_cause_id cause = cause_of(form);
    pbjwti_writer words;
    pbjwti_writer_start(&words, 96);
    if (form->secret == NULL && form->key.length == 0)
        pbjwti_tell(&words, "an empty key");
    else if (form->secret == NULL)
        pbjwti_tell(&words, "the text %v as its key", &form->key);
    else {
        tell_secret(&words, work, form->secret, form->other);
        pbjwti_tell(&words, "%s", form_in_words(cause));
    }
    pbjwti_write_bytes(&words, "", 1);
    if (words.failed)
        work->out_of_memory = true;
    else
        pbjwti_cause(work, cause, rank, "%s%s%s.", before, words.bytes, behind);
    free(words.bytes);
}

/* The signature as it is, by all forms of all keys */

typedef struct search {
    pbjwti_key_form found;
    bool by_other_name; /* a form of a key that isn't the verifier's own as it is */
} search;

static bool try_signature(pbjwti_explaining *work, const pbjwti_key_form *form, void *context) {
    search *const to = (search *)context;
    if (!is_signature_of(work, form->key, work->parts.signing_input))
        return false;
    to->found = *form;
    to->by_other_name = form->other || form->cause != PBJWTI_CAUSE_KEY_OTHER_SECRET;
    return true;
}

static const pbjwti_key *verifier_key(const pbjwti_explaining *work, const pbjwt_secret *secret) {
    for (size_t i = 0; i < work->input.secret_count; i++)
        if (work->input.secrets[i] == secret)
            return &work->verifier->keys[i];
    return NULL;
}

static void tell_right_key(pbjwti_explaining *work, const pbjwti_key_form *form) {
    const pbjwti_key *const key = verifier_key(work, form->secret);
    if (!work->signature.strict) {
        work->signed_otherwise = true;
        if (!pbjwti_has_cause(work, PBJWTI_CAUSE_HEX_SIGNATURE))
            tell_key(work,
                     &(pbjwti_key_form){.cause = PBJWTI_CAUSE_SIGNATURE_ENCODING,
                                        .secret = form->secret},
                     pbjwti_rank_for(work, PBJWT_MALFORMED_SIGNATURE, 5),
                     "Decoded, the signature is right by ", "");
        return;
    }
    if (work->report->cleaned_status == PBJWT_SIGNATURE_MISMATCH) { /* that key wasn't tried */
        work->signed_otherwise = true;
        tell_key(work,
                 &(pbjwti_key_form){.cause = PBJWTI_CAUSE_KID_OF_OTHER_KEY, .secret = form->secret},
                 0, "The header's kid names another key: it is signed with ", "");
        return;
    }
    work->key = key;
    if (key->weak)
        pbjwti_cause(
            work, PBJWTI_CAUSE_OWN_FORM, 22,
            "The verifier's secret has only %i bytes: anyone who holds one token can search "
            "for it.",
            (int64_t)form->secret->length);
}

/* What else may have been signed */

bool pbjwti_signed_by_own(pbjwti_explaining *work, pbjwti_view text) {
    for (size_t i = 0; i < work->input.secret_count; i++)
        if (is_signature_of(work, key_of(work->input.secrets[i]), text))
            return true;
    return false;
}

static bool is_second_tokens(pbjwti_explaining *work) {
    pbjwti_compact second;
    const unsigned char *const token = (const unsigned char *)work->input.second_token;
    if (token == NULL || work->input.second_token_length > PBJWT_EXPLAIN_MAX_TOKEN_BYTES ||
        pbjwti_compact_split(token, work->input.second_token_length, PBJWT_EXPLAIN_MAX_TOKEN_BYTES,
                             &second) != PBJWT_OK ||
        pbjwti_view_equal(second.signing_input, work->parts.signing_input))
        return false;
    const bool same = pbjwti_view_equal(second.signature, work->parts.signature);
    if (!same && !pbjwti_signed_by_own(work, second.signing_input))
        return false;
    pbjwti_cause(work, PBJWTI_CAUSE_SECOND_TOKEN,
                 pbjwti_rank_for(work, PBJWT_SIGNATURE_MISMATCH, 1),
                 "The signature is that of the second token, which has another %s.",
                 pbjwti_view_equal(second.payload, work->parts.payload) ? "header" : "payload");
    return true;
}

static bool is_of_other_text(pbjwti_explaining *work) {
    const pbjwti_view header = {work->header.bytes, work->header.length};
    const pbjwti_view payload = {work->payload.bytes, work->payload.length};
    const char *what = NULL;
    if (pbjwti_signed_by_own(work, work->parts.payload))
        what = "the encoded payload without the header";
    else if (payload.data != NULL && pbjwti_signed_by_own(work, payload))
        what = "the payload's JSON";
    else if (header.data != NULL && payload.data != NULL) {
        pbjwti_writer both;
        pbjwti_writer_start(&both, header.length + payload.length + 1);
        pbjwti_write_bytes(&both, (const char *)header.data, header.length);
        pbjwti_write_literal(&both, ".");
        pbjwti_write_bytes(&both, (const char *)payload.data, payload.length);
        if (both.failed)
            work->out_of_memory = true;
        else if (pbjwti_signed_by_own(
                     work, (pbjwti_view){(const unsigned char *)both.bytes, both.length}))
            what = "header and payload before they were encoded";
        free(both.bytes);
    }
    if (what == NULL)
        return false;
    pbjwti_cause(work, PBJWTI_CAUSE_SIGNED_TEXT, pbjwti_rank_for(work, PBJWT_SIGNATURE_MISMATCH, 1),
                 "What was signed is %s.", what);
    return true;
}

static bool is_of_longer_hash(pbjwti_explaining *work) {
    const size_t length = work->signature.length;
    unsigned char mac[PBJWTI_LONGEST_MAC_BYTES];
    bool found = false;
    if (length != 48 && length != 64)
        return false;
    for (size_t i = 0; i < work->input.secret_count && !found; i++) {
        if (!may_compute(work) ||
            !note_failure(work, pbjwti_longer_hmac(key_of(work->input.secrets[i]),
                                                   work->parts.signing_input, length, mac)))
            break;
        pbjwti_keep_secret(work, (pbjwti_view){mac, length});
        const size_t rest = length - PBJWTI_MAC_BYTES; /* the two halves overlap, or touch */
        found = pbjwti_mac_equal(work->signature.bytes, mac) &&
                pbjwti_mac_equal(work->signature.bytes + rest, mac + rest);
    }
    pbjwti_wipe(mac, sizeof mac);
    if (found)
        pbjwti_cause(work, PBJWTI_CAUSE_SIGNED_HS512, work->report->status == PBJWT_OK ? 21 : 0,
                     "It is signed with the right secret, but with %s instead of HS256.",
                     length == 64 ? "HS512" : "HS384");
    return found;
}

/* The verifier's own secret */

static bool is_usual_secret(pbjwti_view secret) {
    if (secret.length != PBJWT_HASH_HEX_LENGTH)
        return false;
    for (size_t i = 0; i < secret.length; i++)
        if (pbjwti_hex_value(secret.data[i]) < 0)
            return false;
    return true;
}

static void look_at_own(pbjwti_explaining *work, const pbjwt_secret *secret, unsigned rank) {
    const pbjwti_view key = key_of(secret), inner = pbjwti_unwrapped_secret(key);
    const char *what = NULL;
    pbjwti_cause_id cause = PBJWTI_CAUSE_OWN_FORM;
    if (is_usual_secret(key))
        return;
    if (key.length >= 2 && (memcmp(key.data, "\xFF\xFE", 2) == 0 ||
                            memcmp(key.data, "\xFE\xFF", 2) == 0 || key.data[1] == 0)) {
        cause = PBJWTI_CAUSE_OWN_UTF16;
        what = "looks like UTF-16";
    } else if (inner.length != key.length) {
        cause = PBJWTI_CAUSE_OWN_WRAPPED;
        what = "has white space, quotes, a byte order mark or NAME= around it";
    } else if (key.length == PBJWT_HASH_HEX_LENGTH / 2 && is_text(key)) {
        cause = PBJWTI_CAUSE_OWN_CUT;
        what = "has 32 characters: half of what ProductBridge's have";
    } else if (!is_text(key)) {
        what = "isn't text";
    } else {
        what = "isn't 64 characters of 0-9 and a-f";
    }
    pbjwti_writer words;
    pbjwti_writer_start(&words, 64);
    tell_secret(&words, work, secret, false);
    pbjwti_write_bytes(&words, "", 1);
    if (words.failed)
        work->out_of_memory = true;
    else
        pbjwti_cause(work, cause, rank, "On the verifying side, %s %s (%i bytes).", words.bytes,
                     what, (int64_t)key.length);
    free(words.bytes);
}

static void look_at_all_own(pbjwti_explaining *work, unsigned rank) {
    for (size_t i = 0; i < work->input.secret_count; i++)
        look_at_own(work, work->input.secrets[i], rank);
}

/* The step */

static void explain_mismatch(pbjwti_explaining *work) {
    const unsigned likely = pbjwti_rank_for(work, PBJWT_SIGNATURE_MISMATCH, 12);
    look_at_all_own(work, likely);
    if (work->signature.length == PBJWTI_MAC_BYTES)
        pbjwti_cause(work, PBJWTI_CAUSE_OTHER_KEY, likely + 3,
                     "No secret that was given fits, nor any of the usual mistakes with one%s.",
                     work->report->search_ended ? "; the search ended at the limit of MACs" : "");
}

void pbjwti_explain_key(pbjwti_explaining *work) {
    search found = {.by_other_name = false};
    const bool of_usual_length = work->signature.length == PBJWTI_MAC_BYTES;
    if (!work->has_parts || work->signature.bytes == NULL ||
        work->token.length > PBJWT_EXPLAIN_MAX_TOKEN_BYTES)
        return;

    if (of_usual_length && pbjwti_try_keys(work, try_signature, &found)) {
        if (found.by_other_name) {
            work->signed_otherwise = true;
            tell_key(work, &found.found, pbjwti_rank_for(work, PBJWT_SIGNATURE_MISMATCH, 0),
                     "It is signed with ", "");
        } else {
            tell_right_key(work, &found.found);
        }
    } else {
        work->signed_otherwise =
            is_of_longer_hash(work) ||
            (of_usual_length &&
             (is_second_tokens(work) || pbjwti_explain_reencoding(work) || is_of_other_text(work)));
        if (!work->signed_otherwise)
            explain_mismatch(work);
    }

    if (work->key != NULL) {
        const pbjwti_view id = pbjwti_owned_view(&work->key->id);
        if (id.data != NULL)
            pbjwti_check_is(work, PBJWTI_CHECK_SIGNATURE, PBJWT_OUTCOME_PASSED, "by the key %v",
                            &id);
        else
            pbjwti_check_is(work, PBJWTI_CHECK_SIGNATURE, PBJWT_OUTCOME_PASSED, NULL);
    } else {
        pbjwti_check_is(work, PBJWTI_CHECK_SIGNATURE, PBJWT_OUTCOME_FAILED,
                        "%i MACs were compared with it", (int64_t)work->report->macs);
    }
}
