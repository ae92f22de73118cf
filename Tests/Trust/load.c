/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Millions of verifications of good and bad tokens: no wrong result, and no more memory at the end than after
 * a twentieth of them.
 *
 *     load [COUNT [THREADS]]      by default ten million in two threads
 */
#include "pbjwt.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NOW INT64_C(1750000000)
#define HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
#define PERSON "\"email\":\"ann@example.com\",\"iat\":1749999940,\"exp\":1750003540"

static const char secret_text[] =
    "fb60048f7c7bdf81ff6d8da9d8a40998bff6f3ebe89c4c7a49330ac2bd257dcc";
static const char other_text[] = "d74ea9a3452bcdda7aba24e0400e51054deb4b05a01d41cf4949d1ef88439f49";

enum { KINDS = 20, MAX_THREADS = 64, MAX_TOKEN = 16384, ALLOWED_GROWTH_KIB = 512 };

static struct kind {
    char *token;
    size_t length;
    pbjwt_status status;
    const char *user; /* for a good token */
} kinds[KINDS];
static size_t kind_count;

static void give_up(const char *why) {
    fprintf(stderr, "load: %s\n", why);
    exit(2);
}

/* Tokens, made without the library */

static size_t encode(const void *bytes, size_t length, char *out) {
    int size = EVP_EncodeBlock((unsigned char *)out, bytes, (int)length);
    for (int i = 0; i < size; i++)
        out[i] = (char)(out[i] == '+' ? '-' : out[i] == '/' ? '_' : out[i]);
    while (size > 0 && out[size - 1] == '=')
        size--;
    return (size_t)size;
}

static void add(const char *header, const char *payload, const char *key, pbjwt_status status,
                const char *user) {
    unsigned char mac[32];
    char *const text = malloc(MAX_TOKEN);
    if (text == NULL || kind_count == KINDS || strlen(payload) > MAX_TOKEN / 2)
        give_up("no room for the tokens");
    size_t length = encode(header, strlen(header), text);
    text[length++] = '.';
    length += encode(payload, strlen(payload), text + length);
    HMAC(EVP_sha256(), key, (int)strlen(key), (const unsigned char *)text, length, mac, NULL);
    text[length++] = '.';
    length += encode(mac, sizeof mac, text + length);
    char *const exact = malloc(length);
    if (exact == NULL)
        give_up("no memory");
    memcpy(exact, text, length);
    free(text);
    kinds[kind_count++] = (struct kind){exact, length, status, user};
}

static void add_text(const char *text, pbjwt_status status) {
    char *const copy = malloc(strlen(text) + 1);
    if (copy == NULL || kind_count == KINDS)
        give_up("no room for the tokens");
    memcpy(copy, text, strlen(text));
    kinds[kind_count++] = (struct kind){copy, strlen(text), status, NULL};
}

static void make_tokens(void) {
    static char long_payload[6000];
    char name[5001];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = 0;
    snprintf(long_payload, sizeof long_payload, "{" PERSON ",\"sub\":\"u-4\",\"name\":\"%s\"}",
             name);

    add(HEADER, "{" PERSON ",\"sub\":\"u-1\"}", secret_text, PBJWT_OK, "u-1");
    add(HEADER, "{" PERSON ",\"id\":\"u-2\",\"name\":\"Zo\\u00eb\",\"aud\":[\"a\",\"\\u0062\"]}",
        secret_text, PBJWT_OK, "u-2");
    add(HEADER, "{" PERSON ",\"sub\":\"u\\u002d3\",\"x\":{\"y\":[1,2.5,null,\"\\ud83d\\ude00\"]}}",
        other_text, PBJWT_OK, "u-3");
    add(HEADER, long_payload, secret_text, PBJWT_OK, "u-4");
    add("{\"alg\":\"HS256\",\"kid\":\"old\"}", "{" PERSON ",\"sub\":\"u-5\",\"company_mrr\":1e3}",
        secret_text, PBJWT_OK, "u-5");
    add(HEADER, "{" PERSON "}", "a secret that the verifier doesn't hold", PBJWT_SIGNATURE_MISMATCH,
        NULL);
    add("{\"alg\":\"none\"}", "{" PERSON "}", secret_text, PBJWT_UNSUPPORTED_ALGORITHM, NULL);
    add("{\"alg\":\"HS256\",\"kid\":\"no one's\"}", "{" PERSON "}", secret_text, PBJWT_UNKNOWN_KEY,
        NULL);
    add("{\"alg\":\"HS256\",\"crit\":[]}", "{" PERSON "}", secret_text, PBJWT_CRITICAL_HEADER,
        NULL);
    add("{\"alg\":\"HS256\"", "{" PERSON "}", secret_text, PBJWT_MALFORMED_HEADER, NULL);
    add(HEADER, "{" PERSON, secret_text, PBJWT_MALFORMED_PAYLOAD, NULL);
    add(HEADER, "{" PERSON ",\"x\":1,\"x\":2}", secret_text, PBJWT_DUPLICATE_MEMBER, NULL);
    add(HEADER, "{\"email\":\"ann@example.com\",\"exp\":1749990000}", secret_text, PBJWT_EXPIRED,
        NULL);
    add(HEADER, "{\"email\":\"ann@example.com\"}", secret_text, PBJWT_MISSING_EXP, NULL);
    add(HEADER, "{\"iat\":1749999940,\"exp\":1750003540}", secret_text, PBJWT_MISSING_EMAIL, NULL);
    add(HEADER, "{" PERSON ",\"sub\":7}", secret_text, PBJWT_MALFORMED_CLAIM, NULL);
    add(HEADER, "{" PERSON ",\"sub\":\"a\",\"id\":\"b\"}", secret_text, PBJWT_CONFLICTING_USER_ID,
        NULL);
    add(HEADER,
        "{" PERSON ",\"sub\":\"a\",\"user_hash\":\"0000000000000000000000000000000000000000000000"
        "000000000000000000\"}",
        secret_text, PBJWT_USER_HASH_MISMATCH, NULL);
    add_text("", PBJWT_MALFORMED_TOKEN);
    add_text("a.b.c.d", PBJWT_MALFORMED_TOKEN);
}

/* Work */

struct work {
    const pbjwt_verifier *verifier;
    uint64_t from, to; /* this thread's share */
    uint64_t seed;
    uint64_t good, bad, wrong;
};

static uint64_t next_random(uint64_t *state) { /* xorshift64* */
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static bool is_user(const pbjwt_identity *identity, const char *user) {
    size_t length = 99;
    const char *const id = pbjwt_identity_user_id(identity, &length);
    if (user == NULL)
        return id == NULL && length == 0 &&
               pbjwt_identity_text(identity, PBJWT_CLAIM_EMAIL, NULL) == NULL;
    const char *const email = pbjwt_identity_text(identity, PBJWT_CLAIM_EMAIL, NULL);
    return id != NULL && length == strlen(user) && memcmp(id, user, length) == 0 && email != NULL &&
           memcmp(email, "ann@example.com", 15) == 0;
}

static void *verify_all(void *argument) {
    struct work *const work = argument;
    pbjwt_identity *identity = NULL;
    for (uint64_t i = work->from; i < work->to; i++) {
        const struct kind *const kind = &kinds[next_random(&work->seed) % kind_count];
        if (identity == NULL || i % 1000 == 0) { /* sometimes a new one, which grows again */
            pbjwt_identity_free(identity);
            identity = pbjwt_identity_new(0);
        }
        const pbjwt_status status =
            pbjwt_verify_at(work->verifier, kind->token, kind->length, NOW, identity);
        if (status != kind->status || !is_user(identity, kind->user))
            work->wrong++;
        else if (status == PBJWT_OK)
            work->good++;
        else
            work->bad++;
        if (i % 64 == 0 && status == PBJWT_OK) { /* memory that the caller has to free */
            char *json = NULL;
            pbjwt_json *tree = NULL;
            if (pbjwt_identity_custom_json(identity, &json, NULL) != PBJWT_OK ||
                pbjwt_identity_custom_tree(identity, &tree) != PBJWT_OK)
                work->wrong++;
            pbjwt_free(json);
            pbjwt_json_free(tree);
        }
    }
    pbjwt_identity_free(identity);
    return NULL;
}

static void run(struct work *works, size_t threads, uint64_t from, uint64_t to) {
    pthread_t ids[MAX_THREADS];
    for (size_t i = 0; i < threads; i++) {
        works[i].from = from;
        works[i].to = to;
        if (pthread_create(&ids[i], NULL, verify_all, &works[i]) != 0)
            give_up("no thread");
    }
    for (size_t i = 0; i < threads; i++)
        pthread_join(ids[i], NULL);
}

static long resident_kib(void) {
    char line[256];
    long kib = -1;
    FILE *const file = fopen("/proc/self/status", "r");
    if (file == NULL)
        give_up("/proc/self/status can't be read");
    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "VmRSS:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    fclose(file);
    if (kib <= 0)
        give_up("/proc/self/status doesn't tell");
    return kib;
}

static pbjwt_verifier *make_verifier(void) {
    pbjwt_secret *secrets[2] = {NULL, NULL};
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    pbjwt_verifier *verifier = NULL;
    if (pbjwt_secret_new(secret_text, 64, PBJWT_SECRET_TEXT, &secrets[0]) != PBJWT_OK ||
        pbjwt_secret_new(other_text, 64, PBJWT_SECRET_TEXT, &secrets[1]) != PBJWT_OK ||
        pbjwt_secret_set_id(secrets[0], "old", 3) != PBJWT_OK ||
        pbjwt_policy_set_user_hash(policy, PBJWT_USER_HASH_IF_PRESENT) != PBJWT_OK ||
        pbjwt_verifier_new(secrets, 2, policy, &verifier) != PBJWT_OK)
        give_up("no verifier");
    pbjwt_policy_free(policy);
    pbjwt_secret_free(secrets[0]);
    pbjwt_secret_free(secrets[1]);
    return verifier;
}

static double seconds(void) {
    struct timespec now;
    timespec_get(&now, TIME_UTC);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int count, char **arguments) {
    const uint64_t total = count > 1 ? strtoull(arguments[1], NULL, 10) : 10000000;
    const size_t threads = count > 2 ? (size_t)strtoull(arguments[2], NULL, 10) : 2;
    if (total < 1000 || threads < 1 || threads > MAX_THREADS)
        give_up("usage: load [COUNT [THREADS]], at least 1000 and at most 64 threads");
    make_tokens();
    pbjwt_verifier *const verifier = make_verifier();
    struct work works[MAX_THREADS];
    for (size_t i = 0; i < threads; i++)
        works[i] = (struct work){.verifier = verifier, .seed = 88172645463325252u + i};

    const uint64_t each = total / threads;
    const double start = seconds();
    run(works, threads, 0, each / 20);
    const long after_warm_up = resident_kib();
    run(works, threads, each / 20, each);
    const double taken = seconds() - start;
    const long at_end = resident_kib();

    uint64_t good = 0, bad = 0, wrong = 0;
    for (size_t i = 0; i < threads; i++) {
        good += works[i].good;
        bad += works[i].bad;
        wrong += works[i].wrong;
    }
    pbjwt_verifier_release(verifier);
    for (size_t i = 0; i < kind_count; i++)
        free(kinds[i].token);
    printf("load: %llu verifications by %zu threads in %.1f s: %llu let in, %llu refused, %llu "
           "wrong; memory %ld KiB "
           "after a twentieth, %ld KiB at the end\n",
           (unsigned long long)(good + bad + wrong), threads, taken, (unsigned long long)good,
           (unsigned long long)bad, (unsigned long long)wrong, after_warm_up, at_end);
    if (wrong != 0 || good == 0 || bad == 0 || at_end - after_warm_up > ALLOWED_GROWTH_KIB)
        return 1;
    return 0;
}
