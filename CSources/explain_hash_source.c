/* SPDX-License-Identifier: Apache-2.0 */

/* What was hashed for a user_hash, and with which key. All 256 bits are compared, and no part of a
   hash is shown. */
#include "explain_hash.h"

#include "explain_claims.h"
#include "payload.h"
#include "text.h"

enum {
    MOST_MEMBERS_HASHED = 24,
    MOST_BYTES_HASHED = 512, /* an id or an address */
    KEYS_FOR_MEMBERS = 2     /* where the signature doesn't say which key it is */
};

/* Comparing */

static bool is_hash_of(pbjwti_explaining *work, const pbjwti_hash_search *search, pbjwti_view key,
                       pbjwti_view text) {
    unsigned char mac[PBJWTI_MAC_BYTES];
    const bool same =
        pbjwti_explain_mac(work, key, text, mac) && pbjwti_mac_equal(mac, search->sent.bytes);
    pbjwti_wipe(mac, sizeof mac);
    return same;
}

/* The keys that may be right: the one that signed the token, or all of the verifier's. */
static pbjwti_view right_key(const pbjwti_explaining *work, size_t index) {
    const size_t at = work->key != NULL ? (size_t)(work->key - work->verifier->keys) : index;
    const pbjwt_secret *const secret = work->input.secrets[at];
    return (pbjwti_view){secret->bytes, secret->length};
}

bool pbjwti_is_hash_by_right_key(pbjwti_explaining *work, const pbjwti_hash_search *search,
                                 pbjwti_view text, size_t most_keys) {
    const size_t held = work->key != NULL ? 1 : work->input.secret_count;
    const size_t count = held < most_keys ? held : most_keys;
    for (size_t i = 0; i < count; i++)
        if (is_hash_of(work, search, right_key(work, i), text))
            return true;
    return false;
}

/* Other texts */

/* The texts that servers make of an id before they hash it. */
static bool find_in_variants(pbjwti_explaining *work, const pbjwti_hash_search *search) {
    static const struct {
        const char *before, *behind;
        bool lower, trimmed;
        const char *words;
    } variants[] = {
        {"", "", false, true, "without the white space around it"},
        {"", "", true, false, "in lower case"},
        {"", "\n", false, false, "with a line end after it"},
        {"", "\r\n", false, false, "with a line end (CRLF) after it"},
        {"\"", "\"", false, false, "in quotes, as JSON"},
    };
    unsigned char text[MOST_BYTES_HASHED + 4];
    for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++) {
        const pbjwti_view id = variants[i].trimmed ? pbjwti_trim(search->id) : search->id;
        const size_t before = strlen(variants[i].before), behind = strlen(variants[i].behind);
        if (id.length > MOST_BYTES_HASHED)
            return false;
        memcpy(text, variants[i].before, before);
        for (size_t j = 0; j < id.length; j++)
            text[before + j] = variants[i].lower ? pbjwti_ascii_lower(id.data[j]) : id.data[j];
        memcpy(text + before + id.length, variants[i].behind, behind);
        const pbjwti_view made = {text, before + id.length + behind};
        if (pbjwti_view_equal(made, search->id) ||
            !pbjwti_is_hash_by_right_key(work, search, made, KEYS_FOR_MEMBERS))
            continue;
        pbjwti_cause(work, PBJWTI_CAUSE_HASH_OTHER_ID, search->rank + 3,
                     "The hash is of the user id %s.", variants[i].words);
        return true;
    }
    return false;
}

/* The e-mail as it is, or in lower case and trimmed. */
static bool is_hash_of_email(pbjwti_explaining *work, const pbjwti_hash_search *search,
                             pbjwti_view email) {
    unsigned char lower[MOST_BYTES_HASHED];
    const pbjwti_view trimmed = pbjwti_trim(email);
    if (pbjwti_is_hash_by_right_key(work, search, email, KEYS_FOR_MEMBERS))
        return true;
    for (size_t i = 0; i < trimmed.length; i++)
        lower[i] = pbjwti_ascii_lower(trimmed.data[i]);
    const pbjwti_view made = {lower, trimmed.length};
    return !pbjwti_view_equal(made, email) &&
           pbjwti_is_hash_by_right_key(work, search, made, KEYS_FOR_MEMBERS);
}

/* The value of a member, unescaped to `text` where it is a string; false if that is longer. */
static bool read_member(const pbjwti_json_value *value, unsigned char text[MOST_BYTES_HASHED],
                        pbjwti_view *made) {
    *made = value->text; /* of a number */
    if (value->kind != PBJWT_JSON_STRING)
        return true;
    if (value->as.decoded > MOST_BYTES_HASHED)
        return false;
    pbjwti_json_decode(value, text);
    *made = (pbjwti_view){text, value->as.decoded};
    return true;
}

/* One member: true if its value was hashed. */
static bool try_member(pbjwti_explaining *work, pbjwti_hash_search *search,
                       const pbjwti_json_member *member) {
    unsigned char text[MOST_BYTES_HASHED];
    const pbjwt_claim claim = pbjwti_payload_claim(&member->name);
    pbjwti_view made;
    if (!read_member(&member->value, text, &made))
        return false;
    if (claim == PBJWT_CLAIM_EMAIL) {
        if (!is_hash_of_email(work, search, made))
            return false;
        pbjwti_cause(work, PBJWTI_CAUSE_HASH_OF_EMAIL, search->rank + 1,
                     "The hash is of the e-mail, not of the user id.");
        return true;
    }
    if (!pbjwti_is_hash_by_right_key(work, search, made, KEYS_FOR_MEMBERS))
        return false;
    if (claim != PBJWT_CLAIM_NONE && pbjwti_claim_rows[claim].of == PBJWT_CLAIM_SUB &&
        member->value.kind == PBJWT_JSON_INTEGER) {
        search->right = true; /* only the id's type is wrong, which is told */
        return true;
    }
    pbjwti_found_member found;
    pbjwti_found_name(&found, &member->name);
    pbjwti_cause(work, PBJWTI_CAUSE_HASH_OTHER_ID, search->rank + 2,
                 "The hash is of the value of %v, not of the user id.", &found.name);
    return true;
}

static bool find_in_members(pbjwti_explaining *work, pbjwti_hash_search *search) {
    pbjwti_json_reader reader;
    pbjwti_json_member member;
    size_t tried = 0;
    pbjwti_json_open_object(&reader, work->identity->payload, NULL, 0);
    while (tried < MOST_MEMBERS_HASHED && pbjwti_json_next_member(&reader, &member)) {
        const pbjwt_claim claim = pbjwti_payload_claim(&member.name);
        if (claim == PBJWT_CLAIM_USER_HASH || claim == PBJWT_CLAIM_EXP ||
            claim == PBJWT_CLAIM_NBF || claim == PBJWT_CLAIM_IAT ||
            (member.value.kind != PBJWT_JSON_STRING && member.value.kind != PBJWT_JSON_INTEGER) ||
            member.value.text.length == 0 ||
            (search->id.data != NULL && pbjwti_view_equal(member.value.text, search->id)))
            continue;
        tried++;
        if (try_member(work, search, &member))
            return true;
    }
    return false;
}

/* SHA-256 without a key, or with the secret before or behind the id. */
static bool find_plain_hash(pbjwti_explaining *work, const pbjwti_hash_search *search) {
    const pbjwti_view nothing = {(const unsigned char *)"", 0}, key = right_key(work, 0);
    const struct {
        pbjwti_view first, second;
        const char *words;
    } hashes[] = {
        {search->id, nothing, "of the user id, without a key"},
        {key, search->id, "of the secret and the user id after it"},
        {search->id, key, "of the user id and the secret after it"},
    };
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
        unsigned char hash[PBJWTI_MAC_BYTES];
        const bool same = pbjwti_explain_sha256(work, hashes[i].first, hashes[i].second, hash) &&
                          pbjwti_mac_equal(hash, search->sent.bytes);
        pbjwti_wipe(hash, sizeof hash);
        if (!same)
            continue;
        pbjwti_cause(work, PBJWTI_CAUSE_HASH_PLAIN_SHA, search->rank + 2,
                     "The hash is a plain SHA-256 %s.", hashes[i].words);
        return true;
    }
    return false;
}

/* Other keys */

static const char *key_in_words(pbjwti_cause_id cause) {
    static const struct {
        unsigned char cause;
        const char *words;
    } all[] = {
        {PBJWTI_CAUSE_KEY_HEX_DECODED, "the hex-decoded secret"},
        {PBJWTI_CAUSE_KEY_BASE64_DECODED, "the base64-decoded secret"},
        {PBJWTI_CAUSE_KEY_BASE64_ENCODED, "the base64-encoded secret"},
        {PBJWTI_CAUSE_KEY_HEX_ENCODED, "the hex-encoded secret"},
        {PBJWTI_CAUSE_KEY_LINE_END, "the secret with a line end"},
        {PBJWTI_CAUSE_KEY_CARRIAGE_RETURN, "the secret with a carriage return"},
        {PBJWTI_CAUSE_KEY_SPACE, "the secret with white space"},
        {PBJWTI_CAUSE_KEY_QUOTES, "the secret in quotes"},
        {PBJWTI_CAUSE_KEY_CASE, "the secret in another case"},
        {PBJWTI_CAUSE_KEY_CUT, "a part of the secret"},
        {PBJWTI_CAUSE_KEY_UTF16, "the secret in UTF-16"},
        {PBJWTI_CAUSE_KEY_EMPTY, "an empty key: the variable isn't set"},
        {PBJWTI_CAUSE_KEY_UNDEFINED, "a placeholder: the variable isn't set"},
        {PBJWTI_CAUSE_KEY_VARIABLE_NAME, "the variable's name"},
        {PBJWTI_CAUSE_KEY_SAMPLE, "the documentation's example"},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i].cause == cause)
            return all[i].words;
    return "another form of the secret";
}

static bool try_hash_key(pbjwti_explaining *work, const pbjwti_key_form *form, void *context) {
    const pbjwti_hash_search *const search = (const pbjwti_hash_search *)context;
    if (!is_hash_of(work, search, form->key, search->id))
        return false;
    const unsigned rank = search->rank + 2;
    const pbjwti_view id =
        form->secret != NULL ? pbjwti_owned_view(&form->secret->id) : (pbjwti_view){NULL, 0};
    const pbjwti_cause_id cause = form->cause == PBJWTI_CAUSE_KEY_OTHER_SECRET
                                      ? PBJWTI_CAUSE_HASH_OTHER_SECRET
                                      : PBJWTI_CAUSE_HASH_KEY;
    const char *const words = cause == PBJWTI_CAUSE_HASH_KEY ? key_in_words(form->cause)
                              : form->other                  ? "one of the other secrets"
                                                             : "another of the verifier's secrets";
    if (id.data != NULL)
        pbjwti_cause(work, cause, rank, "The hash is of the user id, by %s: %v.", words, &id);
    else
        pbjwti_cause(work, cause, rank, "The hash is of the user id, by %s.", words);
    return true;
}

bool pbjwti_find_hash_source(pbjwti_explaining *work, pbjwti_hash_search *search) {
    const bool has_id = search->id.data != NULL;
    search->right = has_id && pbjwti_is_hash_by_right_key(work, search, search->id, PBJWT_MAX_KEYS);
    return search->right || find_in_members(work, search) ||
           (has_id && (find_in_variants(work, search) || find_plain_hash(work, search) ||
                       pbjwti_try_keys(work, try_hash_key, search)));
}
