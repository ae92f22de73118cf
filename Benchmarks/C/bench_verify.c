/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Compares the cost of a verification with that of its bare HMAC, in one run.
 *
 *     bench_verify [--check RATIO]
 *     bench_verify --repeat COUNT minimal|full|nested|spaced|short|forged
 *
 * The floor is the HMAC-SHA256 of the token's signing input from saved key state (and of the user
 * id, if the token has a user_hash), which floor.c computes with OpenSSL only. Floor and
 * verification take turns, in rounds of a few milliseconds; the fastest round of each counts, since
 * other work of the machine only ever adds time. With --check the exit status is 1 if a ratio is
 * above RATIO.
 *
 * --repeat only verifies one token COUNT times, for a profiler; the forged token is the minimal one
 * with a wrong signature.
 */
#include "floor.h"
#include "samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    ROUNDS = 200,
    CALLS = 2000 /* in a round */
};

static void stop(const char *what) {
    fprintf(stderr, "bench_verify: %s\n", what);
    exit(3);
}

static void require(pbjwt_status status) {
    if (status != PBJWT_OK)
        stop(pbjwt_status_message(status));
}

static double nanoseconds(void) {
    struct timespec time;
    if (timespec_get(&time, TIME_UTC) != TIME_UTC)
        stop("no clock");
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* Tokens */

typedef struct subject {
    const char *name;
    const char *user_id; /* of a user_hash, or NULL */
    char *token;
    size_t length;
    size_t signed_length;
} subject;

/* The minimal payload as Python's json.dumps writes it, and another with a short address. */
static const char spaced[] =
    "{\"email\": \"ada.lovelace@example.com\", \"name\": \"Ada Lovelace\", \"sub\": "
    "\"" SAMPLE_USER_ID "\", \"iat\": 1750000000, \"exp\": 1750003600}";
static const char brief[] = "{\"email\":\"ada@example.com\",\"name\":\"Ada Lovelace\",\"sub\":"
                            "\"" SAMPLE_USER_ID "\",\"iat\":1750000000,\"exp\":1750003600}";

/* Custom claims as a larger customer sends them. */
static const char nested[] =
    "{\"plan\":{\"id\":\"team\",\"seats\":{\"used\":17,\"of\":25},\"trial\":false,\"features\":["
    "\"sso\",\"audit\","
    "\"export\",{\"beta\":[\"search\",\"inbox\"]}]},\"groups\":[{\"id\":1,\"roles\":[\"admin\","
    "\"billing\"]},"
    "{\"id\":2,\"roles\":[]}],\"limits\":[[10,20.5],[30,1e3]],\"referrer\":null}";

static subject make(const pbjwt_secret *secret, const char *name, bool full, const char *custom) {
    static const char owner[] = "own_17";
    pbjwt_claims *const claims = sample_claims(full);
    subject made = {.name = name, .user_id = full ? SAMPLE_USER_ID : NULL};
    if (claims == NULL)
        stop("out of memory");
    if (full)
        require(pbjwt_claims_set_text(claims, PBJWT_CLAIM_ACCOUNT_OWNER_ID, owner, strlen(owner)));
    if (custom != NULL)
        require(pbjwt_claims_set_custom(claims, custom, strlen(custom)));
    require(pbjwt_issue_at(secret, claims, SAMPLE_NOW, 3600, &made.token, &made.length, NULL));
    made.signed_length = (size_t)(strrchr(made.token, '.') - made.token);
    pbjwt_claims_free(claims);
    return made;
}

/* Writes base64url with a terminating NUL; returns its length. */
static size_t encode(const void *bytes, size_t length, char *out) {
    size_t written =
        (size_t)EVP_EncodeBlock((unsigned char *)out, (const unsigned char *)bytes, (int)length);
    for (; written > 0 && out[written - 1] == '='; written--)
        out[written - 1] = 0;
    for (size_t i = 0; i < written; i++)
        out[i] = out[i] == '+' ? '-' : out[i] == '/' ? '_' : out[i];
    return written;
}

/* A token whose payload is formatted differently from the library's own. */
static subject sign(const floor_key *key, const char *name, const char *payload) {
    static const char header[] = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.";
    unsigned char mac[FLOOR_MAC_BYTES];
    subject made = {.name = name};
    made.token = (char *)malloc(sizeof header + 2 * (strlen(payload) + sizeof mac));
    if (made.token == NULL)
        stop("out of memory");
    strcpy(made.token, header);
    made.signed_length = strlen(header);
    made.signed_length += encode(payload, strlen(payload), made.token + made.signed_length);
    floor_mac(key, made.token, made.signed_length, mac);
    made.token[made.signed_length] = '.';
    made.length = made.signed_length + 1;
    made.length += encode(mac, sizeof mac, made.token + made.length);
    return made;
}

/* Rounds */

static double floor_round(const floor_key *key, const subject *token) {
    unsigned char mac[FLOOR_MAC_BYTES];
    volatile unsigned char sink = 0;
    const double start = nanoseconds();
    for (int i = 0; i < CALLS; i++) {
        floor_mac(key, token->token, token->signed_length, mac);
        sink ^= mac[0];
        if (token->user_id != NULL) {
            floor_mac(key, token->user_id, strlen(token->user_id), mac);
            sink ^= mac[0];
        }
    }
    return (nanoseconds() - start) / (double)CALLS;
}

static double verify_round(const pbjwt_verifier *verifier, const subject *token,
                           pbjwt_identity *identity) {
    const double start = nanoseconds();
    for (int i = 0; i < CALLS; i++)
        require(pbjwt_verify_at(verifier, token->token, token->length, SAMPLE_NOW, identity));
    return (nanoseconds() - start) / (double)CALLS;
}

static double measure(const pbjwt_verifier *verifier, const floor_key *key, const subject *token) {
    pbjwt_identity *const identity = pbjwt_identity_new(token->length);
    double floor = 1e12, verify = 1e12;
    if (identity == NULL)
        stop("out of memory");
    for (int i = 0; i < ROUNDS; i++) {
        const double a = floor_round(key, token), b = verify_round(verifier, token, identity);
        floor = a < floor ? a : floor;
        verify = b < verify ? b : verify;
    }
    pbjwt_identity_free(identity);
    printf("%-8s %4zu bytes   HMAC %6.0f ns   verify %6.0f ns   %.2f times the HMAC\n", token->name,
           token->length, floor, verify, verify / floor);
    return verify / floor;
}

static void repeat(const pbjwt_verifier *verifier, subject *token, bool forged, long count) {
    pbjwt_identity *const identity = pbjwt_identity_new(token->length);
    const pbjwt_status expected = forged ? PBJWT_SIGNATURE_MISMATCH : PBJWT_OK;
    if (identity == NULL)
        stop("out of memory");
    if (forged)
        token->token[token->signed_length + 1] ^= 1; /* such as A to a: still base64url */
    for (long i = 0; i < count; i++)
        if (pbjwt_verify_at(verifier, token->token, token->length, SAMPLE_NOW, identity) !=
            expected)
            stop("the token is not what it should be");
    pbjwt_identity_free(identity);
}

/* The token with that name; the forged one is made from the first. */
static subject *find(subject *tokens, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(tokens[i].name, name) == 0)
            return &tokens[i];
    return &tokens[0];
}

static int compare_all(const pbjwt_verifier *verifier, const floor_key *key, const subject *tokens,
                       size_t count, double limit) {
    bool within = true;
    printf("libpbjwt %s, backend %s\n", pbjwt_version(), pbjwt_verifier_backend(verifier));
    for (size_t i = 0; i < count; i++)
        within = (measure(verifier, key, &tokens[i]) <= limit || limit <= 0) && within;
    if (!within)
        fprintf(stderr, "bench_verify: above %.2f times the HMAC\n", limit);
    return within ? 0 : 1;
}

int main(int argc, char **argv) {
    double limit = 0;
    long count = 0;
    if (argc == 3 && strcmp(argv[1], "--check") == 0)
        limit = strtod(argv[2], NULL);
    if (argc == 4 && strcmp(argv[1], "--repeat") == 0)
        count = strtol(argv[2], NULL, 10);
    if (argc != 1 && limit <= 0 && count <= 0) {
        fprintf(stderr, "usage: bench_verify [--check RATIO | --repeat COUNT TOKEN]\n");
        return 2;
    }

    pbjwt_secret *secret;
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_WIDGET);
    pbjwt_verifier *verifier;
    require(pbjwt_secret_new(SAMPLE_SECRET, strlen(SAMPLE_SECRET), PBJWT_SECRET_TEXT, &secret));
    require(pbjwt_policy_set_user_hash(policy, PBJWT_USER_HASH_IF_PRESENT));
    require(pbjwt_verifier_new(&secret, 1, policy, &verifier));

    floor_key key;
    floor_start(&key, SAMPLE_SECRET, strlen(SAMPLE_SECRET));
    subject tokens[] = {make(secret, "minimal", false, NULL), make(secret, "full", true, NULL),
                        make(secret, "nested", false, nested), sign(&key, "spaced", spaced),
                        sign(&key, "short", brief)};
    const size_t token_count = sizeof tokens / sizeof tokens[0];
    int result = 0;
    if (count > 0)
        repeat(verifier, find(tokens, token_count, argv[3]), strcmp(argv[3], "forged") == 0, count);
    else
        result = compare_all(verifier, &key, tokens, token_count, limit);

    for (size_t i = 0; i < token_count; i++)
        pbjwt_free(tokens[i].token);
    pbjwt_verifier_release(verifier);
    pbjwt_policy_free(policy);
    pbjwt_secret_free(secret);
    return result;
}
