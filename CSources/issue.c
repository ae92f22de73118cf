/* SPDX-License-Identifier: Apache-2.0 */
#include "issue.h"

#include "base64url.h"
#include "clock.h"
#include "forms.h"
#include "text.h"
#include "tree.h"

#include <stdlib.h>

/* user_hash */

/* Returns the bytes that any base64 decoder, however lenient, might see: both alphabets, skipping
   any other characters. */
typedef struct lenient_decoder {
    pbjwti_view left;
    uint32_t bits;
    unsigned bit_count;
} lenient_decoder;

static int lenient_digit(unsigned char c) {
    if (pbjwti_is_ascii_upper(c))
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (pbjwti_is_digit(c))
        return c - '0' + 52;
    if (c == '-' || c == '+')
        return 62;
    return c == '_' || c == '/' ? 63 : -1;
}

static bool lenient_next(lenient_decoder *from, unsigned char *byte) {
    while (from->bit_count < 8) {
        if (from->left.length == 0)
            return false;
        const int digit = lenient_digit(*from->left.data++);
        from->left.length--;
        if (digit < 0)
            continue;
        from->bits = (from->bits << 6 | (uint32_t)digit) & 0xFFFF;
        from->bit_count += 6;
    }
    from->bit_count -= 8;
    *byte = (unsigned char)(from->bits >> from->bit_count);
    return true;
}

/* Bytes that a lenient reader skips before an object: white space, and the marks and zeros of other
   encodings than UTF-8. */
static bool may_precede_object(unsigned char c) {
    return memchr(" \t\n\r\xEF\xBB\xBF\xFE\xFF", c, 10) != NULL; /* with the NUL at its end */
}

/*
 * Whether the id could be a token's header, dot and payload, to any verifier. The hash of an id and
 * the signature of a token are made with one key, so the hash of such an id would be that token's
 * signature. Others read less strictly than this library, so it refuses more than it would accept
 * as a header: any text before a dot that decodes to an opening brace and, later, a closing one.
 */
static bool is_signing_input(pbjwti_view id) {
    const unsigned char *const dot =
        id.length > 0 ? (const unsigned char *)memchr(id.data, '.', id.length) : NULL;
    if (dot == NULL)
        return false;

    lenient_decoder from = {.left = {id.data, (size_t)(dot - id.data)}};
    unsigned char byte;
    do {
        if (!lenient_next(&from, &byte))
            return false;
    } while (may_precede_object(byte));
    if (byte != '{')
        return false;
    while (lenient_next(&from, &byte))
        if (byte == '}')
            return true;
    return false;
}

static pbjwt_status write_user_hash(const pbjwti_mac *mac, pbjwti_view id, char *hex) {
    unsigned char hash[PBJWTI_MAC_BYTES];
    pbjwti_mac_scratch *scratch = NULL;
    const pbjwt_status status = pbjwti_mac_compute(mac, &scratch, id, hash);
    if (status == PBJWT_OK)
        pbjwti_write_hex(hash, sizeof hash, hex);
    pbjwti_mac_scratch_free(scratch);
    return status;
}

pbjwt_status pbjwt_user_hash(const pbjwt_secret *secret, const void *id, size_t id_length,
                             char *hex, size_t capacity) {
    const pbjwti_view user_id = {(const unsigned char *)id, id_length};
    if (hex != NULL && capacity > 0)
        hex[0] = 0;
    if (hex == NULL || capacity < PBJWT_HASH_HEX_SIZE)
        return PBJWT_INVALID_ARGUMENT;
    if (secret == NULL || id == NULL || id_length == 0 || is_signing_input(user_id))
        return PBJWT_INVALID_ARGUMENT;

    pbjwti_mac *mac;
    pbjwt_status status = pbjwti_secret_new_mac(secret, &mac);
    if (status == PBJWT_OK)
        status = write_user_hash(mac, user_id, hex);
    pbjwti_mac_free(mac);
    return status;
}

/* Building */

/* The user id unless it counts as absent, or an absent view. */
static pbjwti_view user_id_of(const pbjwt_claims *claims) {
    const pbjwti_owned_text *const sub = &claims->text[PBJWT_CLAIM_SUB];
    return pbjwti_owned_view(sub->data != NULL ? sub : &claims->text[PBJWT_CLAIM_ID]);
}

/* Header, dot, payload, dot, signature, NUL. */
static pbjwt_status sign(const pbjwti_mac *mac, const pbjwti_owned_text *header,
                         const pbjwti_owned_text *payload, pbjwti_owned_text *token) {
    const size_t header_length = pbjwti_base64url_encoded_size(header->length);
    const size_t signing_length =
        header_length + 1 + pbjwti_base64url_encoded_size(payload->length);
    const size_t length = signing_length + 1 + pbjwti_base64url_encoded_size(PBJWTI_MAC_BYTES);
    if (length > PBJWT_MAX_TOKEN_BYTES_LIMIT)
        return PBJWT_TOKEN_TOO_LARGE;

    char *const text = (char *)malloc(length + 1);
    if (text == NULL)
        return PBJWT_OUT_OF_MEMORY;
    pbjwti_base64url_encode(header->data, header->length, text);
    text[header_length] = '.';
    pbjwti_base64url_encode(payload->data, payload->length, text + header_length + 1);
    text[signing_length] = '.';

    unsigned char signature[PBJWTI_MAC_BYTES];
    pbjwti_mac_scratch *scratch = NULL;
    const pbjwti_view signing_input = {(const unsigned char *)text, signing_length};
    const pbjwt_status status = pbjwti_mac_compute(mac, &scratch, signing_input, signature);
    pbjwti_mac_scratch_free(scratch);
    if (status != PBJWT_OK) {
        free(text);
        return status;
    }
    pbjwti_base64url_encode(signature, sizeof signature, text + signing_length + 1);
    text[length] = 0;
    token->data = (unsigned char *)text;
    token->length = length;
    return PBJWT_OK;
}

/* Refuses a text that a verifier would treat as absent. */
static pbjwt_status check_texts(const pbjwt_claims *claims, pbjwt_claim *fault) {
    for (size_t i = 0; i < PBJWTI_CLAIM_ROWS; i++) {
        const pbjwt_claim claim = (pbjwt_claim)pbjwti_claim_order[i];
        const pbjwti_view text = pbjwti_owned_view(&claims->text[claim]);
        if (text.data == NULL || !pbjwti_claim_is_absent(claim, text))
            continue;
        if (claim == PBJWT_CLAIM_EMAIL)
            return PBJWT_MISSING_EMAIL;
        *fault = claim;
        return PBJWT_MALFORMED_CLAIM;
    }
    return PBJWT_OK;
}

static pbjwt_status build(const pbjwt_verifier *signer, const pbjwt_claims *claims,
                          pbjwti_issuance *issuance, pbjwti_owned_text *token) {
    const pbjwti_key *const key = &signer->keys[0];
    pbjwti_owned_text header = {NULL, 0}, payload = {NULL, 0};
    pbjwt_status status = PBJWT_OK;

    issuance->user_hash[0] = 0;
    if (claims->with_user_hash) {
        const pbjwti_view user_id = user_id_of(claims);
        if (user_id.data == NULL)
            return PBJWT_MISSING_USER_ID;
        status = write_user_hash(key->mac, user_id, issuance->user_hash);
    }
    if (status == PBJWT_OK)
        status = pbjwti_tree_write_header(pbjwti_owned_view(&claims->type),
                                          pbjwti_owned_view(&key->id), &header);
    if (status == PBJWT_OK)
        status = pbjwti_tree_write_payload(claims, issuance, &payload);
    if (status == PBJWT_OK)
        status = sign(key->mac, &header, &payload, token);
    free(header.data);
    free(payload.data);
    return status;
}

/* Reading back */

static bool says_number(const pbjwti_typed_claims *read, pbjwt_claim claim, double number) {
    return pbjwti_has(read->good, claim) && read->of[claim].number == number;
}

static bool says_audiences(const pbjwti_typed_claims *read, const pbjwt_claims *claims) {
    if (read->audience_count != claims->audience_count)
        return false;
    for (size_t i = 0; i < read->audience_count; i++)
        if (!pbjwti_view_equal(pbjwti_view_of(&read->audiences[i]),
                               pbjwti_owned_view(&claims->audiences[i])))
            return false;
    return true;
}

/* Whether a verified identity says exactly what was set. */
static bool says(const pbjwt_identity *identity, const pbjwt_claims *claims,
                 const pbjwti_issuance *issuance) {
    const pbjwti_typed_claims *const read = &identity->claims;
    pbjwti_claim_set set =
        claims->numbers | pbjwti_bit(PBJWT_CLAIM_IAT) | pbjwti_bit(PBJWT_CLAIM_EXP);
    for (size_t i = 1; i < PBJWTI_CLAIM_COUNT; i++) {
        const pbjwt_claim claim = (pbjwt_claim)i;
        const pbjwti_owned_text *const text = &claims->text[i];
        if (text->data != NULL) {
            set |= pbjwti_bit(claim);
            if (!pbjwti_has(read->texts, claim) ||
                !pbjwti_view_equal(read->of[i].text, pbjwti_owned_view(text)))
                return false;
        }
        if (pbjwti_has(claims->numbers, claim) && !says_number(read, claim, claims->number[i]))
            return false;
    }
    set |= claims->with_user_hash ? pbjwti_bit(PBJWT_CLAIM_USER_HASH) : 0; /* which was checked */
    set |= claims->audience_count > 0 ? pbjwti_bit(PBJWT_CLAIM_AUD) : 0;
    return read->good == set && read->there == set && says_audiences(read, claims) &&
           says_number(read, PBJWT_CLAIM_IAT, (double)issuance->issued_at) &&
           says_number(read, PBJWT_CLAIM_EXP, (double)issuance->expires_at);
}

static pbjwt_status read_back(const pbjwt_verifier *signer, const pbjwti_owned_text *token,
                              int64_t at, const pbjwt_claims *claims,
                              const pbjwti_issuance *issuance, pbjwt_claim *fault) {
    pbjwt_identity *const identity = pbjwt_identity_new(token->length);
    if (identity == NULL)
        return PBJWT_OUT_OF_MEMORY;
    pbjwt_status status = pbjwt_verify_at(signer, token->data, token->length, at, identity);
    *fault = pbjwt_identity_claim_at_fault(identity);
    /* The values that the caller doesn't set can only be missing if they were lost on the way. */
    if (status == PBJWT_MISSING_EXP || status == PBJWT_MISSING_USER_HASH ||
        (status == PBJWT_OK && !says(identity, claims, issuance)))
        status = PBJWT_INTERNAL;
    pbjwt_identity_free(identity);
    return status;
}

/* A verifier that holds only the secret, and is as strict as possible except for the lifetime. */
static pbjwt_status make_signer(const pbjwt_secret *secret, const pbjwt_claims *claims,
                                pbjwt_verifier **signer) {
    pbjwt_policy policy = pbjwti_policy_defaults();
    policy.max_token_bytes = PBJWT_MAX_TOKEN_BYTES_LIMIT;
    policy.leeway = 0;
    policy.max_lifetime = 0;
    policy.strict_claims = true;
    policy.type = claims->type; /* lent */
    policy.user_hash = claims->with_user_hash ? PBJWT_USER_HASH_REQUIRED : PBJWT_USER_HASH_OFF;

    pbjwt_secret copy = *secret;
    pbjwt_secret *const secrets[] = {&copy};
    copy.not_after = INT64_MAX;
    return pbjwt_verifier_new(secrets, 1, &policy, signer);
}

/* The first whole second at which the token is valid. */
static int64_t first_second(const pbjwt_claims *claims, int64_t now) {
    const double not_before = claims->number[PBJWT_CLAIM_NBF];
    if (!pbjwti_has(claims->numbers, PBJWT_CLAIM_NBF) || not_before <= (double)now)
        return now;
    const int64_t whole = (int64_t)not_before;
    return (double)whole < not_before ? whole + 1 : whole;
}

pbjwt_status pbjwt_issue_at(const pbjwt_secret *secret, const pbjwt_claims *claims, int64_t now,
                            int64_t lifetime, char **token, size_t *length, pbjwt_claim *fault) {
    pbjwt_claim ignored;
    if (fault == NULL)
        fault = &ignored;
    *fault = PBJWT_CLAIM_NONE;
    if (length != NULL)
        *length = 0;
    if (token == NULL)
        return PBJWT_INVALID_ARGUMENT;
    *token = NULL;
    if (secret == NULL || claims == NULL || !pbjwti_is_numeric_date(now) || lifetime < 1 ||
        lifetime > PBJWT_MAX_NUMERIC_DATE - now)
        return PBJWT_INVALID_ARGUMENT;

    pbjwti_issuance issuance = {.issued_at = now, .expires_at = now + lifetime};
    const int64_t from = first_second(claims, now);
    if (from >= issuance.expires_at || from > secret->not_after ||
        is_signing_input(pbjwti_owned_view(&claims->text[PBJWT_CLAIM_SUB])) ||
        is_signing_input(pbjwti_owned_view(&claims->text[PBJWT_CLAIM_ID])))
        return PBJWT_INVALID_ARGUMENT;

    pbjwt_verifier *signer;
    pbjwti_owned_text text = {NULL, 0};
    pbjwt_status status = check_texts(claims, fault);
    if (status != PBJWT_OK)
        return status;
    status = make_signer(secret, claims, &signer);
    if (status == PBJWT_OK)
        status = build(signer, claims, &issuance, &text);
    if (status == PBJWT_OK)
        status = read_back(signer, &text, from, claims, &issuance, fault);
    pbjwt_verifier_release(signer);
    if (status != PBJWT_OK) {
        free(text.data);
        return status;
    }
    *token = (char *)text.data;
    if (length != NULL)
        *length = text.length;
    return PBJWT_OK;
}

pbjwt_status pbjwt_issue(const pbjwt_secret *secret, const pbjwt_claims *claims, int64_t lifetime,
                         char **token, size_t *length, pbjwt_claim *fault) {
    /* If the clock fails, a time that is refused, so that the outputs are emptied. */
    int64_t now = -1;
    const bool clock = pbjwti_clock_read(&now);
    const pbjwt_status status = pbjwt_issue_at(secret, claims, now, lifetime, token, length, fault);
    return clock ? status : PBJWT_INTERNAL;
}
