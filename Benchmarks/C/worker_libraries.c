/* SPDX-License-Identifier: Apache-2.0 */

/* One loop for each library, which verifies a token and reads its e-mail and user id. */
#include "floor.h"
#include "pbjwt.h"
#include "worker.h"

#include <jansson.h>
#include <openssl/crypto.h>

#include <stdlib.h>
#include <string.h>

struct worker_key {
    pbjwt_verifier *verifier;
    floor_key floor;
    floor_evp_key floor_evp;
};

struct worker_state {
    const worker_key *keys;
    pbjwt_identity *identity;
    char *payload;
    volatile size_t sink; /* keeps the compiler from removing what is read */
};

/* libpbjwt */

static void start_pbjwt(worker_key *key, const worker_secret *text, const char *backend) {
    pbjwt_secret *secret = NULL;
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_WIDGET);
    pbjwt_status status = pbjwt_policy_set_user_hash(policy, PBJWT_USER_HASH_IF_PRESENT);
    if (status == PBJWT_OK)
        status = pbjwt_secret_new(text->text, text->length, PBJWT_SECRET_TEXT, &secret);
    if (status == PBJWT_OK)
        status = pbjwt_verifier_new(&secret, 1, policy, &key->verifier);
    if (status != PBJWT_OK)
        worker_stop(pbjwt_status_message(status));
    pbjwt_secret_free(secret);
    pbjwt_policy_free(policy);

    if (strcmp(pbjwt_verifier_backend(key->verifier), backend) != 0)
        worker_stop("the library that this program is linked with computes MACs the other way");
}

static void start_saved_states(worker_key *key, const worker_secret *secret) {
    start_pbjwt(key, secret, "sha256");
}

static void start_evp(worker_key *key, const worker_secret *secret) {
    start_pbjwt(key, secret, "evp");
}

static worker_tally run_pbjwt(worker_state *state, const worker_token *token, size_t count) {
    static const pbjwt_status statuses[] = {
        [WORKER_ACCEPTED] = PBJWT_OK,
        [WORKER_WRONG_SIGNATURE] = PBJWT_SIGNATURE_MISMATCH,
        [WORKER_EXPIRED] = PBJWT_EXPIRED,
        [WORKER_MALFORMED] = PBJWT_MALFORMED_PAYLOAD,
    };
    const pbjwt_verifier *const verifier = state->keys[token->secret].verifier;
    const pbjwt_status expected = statuses[token->outcome];
    pbjwt_status status = PBJWT_INTERNAL;
    size_t right = 0, lengths = 0;
    for (size_t i = 0; i < count; i++) {
        status = pbjwt_verify(verifier, token->text, token->length, state->identity);
        right += status == expected;
        if (status == PBJWT_OK) {
            size_t email, user_id;
            pbjwt_identity_canonical_email(state->identity, &email);
            pbjwt_identity_user_id(state->identity, &user_id);
            lengths += email + user_id;
        }
    }
    state->sink = state->sink + lengths;
    return (worker_tally){right, pbjwt_status_name(status)};
}

/* The floors */

static const char *openssl_version(void) {
    return OpenSSL_version(OPENSSL_VERSION_STRING);
}

/* All MACs of a token must be equal, and equal to the signature unless the token has a wrong one. */
static worker_tally judge(const worker_token *token, const unsigned char mac[FLOOR_MAC_BYTES],
                          size_t computed) {
    const bool same = token->signature_length == FLOOR_MAC_BYTES &&
                      memcmp(token->signature, mac, FLOOR_MAC_BYTES) == 0;
    const bool right = same == (token->outcome != WORKER_WRONG_SIGNATURE);
    return (worker_tally){right ? computed : 0, same ? "signed" : "not signed with the secret"};
}

static void start_floor(worker_key *key, const worker_secret *secret) {
    floor_start(&key->floor, secret->text, secret->length);
}

static worker_tally run_floor(worker_state *state, const worker_token *token, size_t count) {
    const floor_key *const key = &state->keys[token->secret].floor;
    unsigned char mac[FLOOR_MAC_BYTES], hash[FLOOR_MAC_BYTES];
    for (size_t i = 0; i < count; i++) {
        floor_mac(key, token->text, token->signed_length, mac);
        if (token->user_id != NULL)
            floor_mac(key, token->user_id, token->user_id_length, hash);
    }
    return judge(token, mac, count);
}

static void start_floor_evp(worker_key *key, const worker_secret *secret) {
    if (!floor_evp_start(&key->floor_evp, secret->text, secret->length))
        worker_stop("OpenSSL can't give SHA-256");
}

static worker_tally run_floor_evp(worker_state *state, const worker_token *token, size_t count) {
    const floor_evp_key *const key = &state->keys[token->secret].floor_evp;
    unsigned char mac[FLOOR_MAC_BYTES], hash[FLOOR_MAC_BYTES];
    size_t computed = 0;
    for (size_t i = 0; i < count; i++)
        computed += floor_evp_mac(key, token->text, token->signed_length, mac) &&
                    (token->user_id == NULL ||
                     floor_evp_mac(key, token->user_id, token->user_id_length, hash));
    return judge(token, mac, computed);
}

/* jansson */

static const char *jansson_version(void) {
#if JANSSON_VERSION_HEX >= 0x020d00
    return jansson_version_str();
#else
    return JANSSON_VERSION;
#endif
}

static worker_tally run_jansson(worker_state *state, const worker_token *token, size_t count) {
    const bool expected = token->outcome != WORKER_MALFORMED;
    bool read = false;
    size_t right = 0, lengths = 0;
    for (size_t i = 0; i < count; i++) {
        size_t length;
        json_t *const claims = worker_payload(token, state->payload, &length)
                                   ? json_loadb(state->payload, length, 0, NULL)
                                   : NULL;
        read = claims != NULL;
        right += read == expected;
        lengths += json_string_length(json_object_get(claims, "email")) +
                   json_string_length(json_object_get(claims, "sub"));
        json_decref(claims);
    }
    state->sink = state->sink + lengths;
    return (worker_tally){right, read ? "JSON" : "not JSON"};
}

/* All of them */

static const worker_library libraries[] = {
    {"libpbjwt", true, pbjwt_version, start_saved_states, run_pbjwt},
    {"libpbjwt (EVP)", true, pbjwt_version, start_evp, run_pbjwt},
    {"floor", true, openssl_version, start_floor, run_floor},
    {"floor (EVP)", false, openssl_version, start_floor_evp, run_floor_evp},
    {"jansson", true, jansson_version, NULL, run_jansson},
};

const worker_library *worker_find(const char *name) {
    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++)
        if (strcmp(libraries[i].name, name) == 0)
            return &libraries[i];
    return NULL;
}

worker_key *worker_keys(const worker_library *library, const worker_file *file) {
    worker_key *const keys = (worker_key *)calloc(file->secret_count, sizeof *keys);
    if (keys == NULL)
        worker_stop("out of memory");
    if (library->start != NULL)
        for (size_t i = 0; i < file->secret_count; i++)
            library->start(&keys[i], &file->secrets[i]);
    return keys;
}

void worker_keys_end(worker_key *keys, const worker_file *file) {
    for (size_t i = 0; i < file->secret_count; i++) {
        pbjwt_verifier_release(keys[i].verifier);
        floor_evp_end(&keys[i].floor_evp);
    }
    free(keys);
}

worker_state *worker_start(const worker_key *keys, const worker_file *file) {
    worker_state *const state = (worker_state *)calloc(1, sizeof *state);
    if (state == NULL)
        worker_stop("out of memory");
    state->keys = keys;
    state->identity = pbjwt_identity_new(file->longest);
    state->payload = (char *)malloc(file->longest + 1);
    if (state->identity == NULL || state->payload == NULL)
        worker_stop("out of memory");
    return state;
}

void worker_end(worker_state *state) {
    pbjwt_identity_free(state->identity);
    free(state->payload);
    free(state);
}
