/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A released secret leaves nothing behind, a call leaves nothing of a key on the stack, and an identity contains
 * nothing that would make a refused token a good one. Each block is searched before it returns to the heap, each
 * call runs on a stack that is searched afterwards, and so are the blocks of an identity. Wraps glibc's malloc and
 * free, in builds without sanitizers.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "support.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Other C libraries don't provide access to their own malloc, and musl has no contexts. */
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#include <ucontext.h>
#define WATCHES 1
#else
#define WATCHES 0
#endif

/* Data that must not be left */

enum { PIECE = 8, MAX_NEEDLES = 64, MAX_BLOCKS = 64, STACK_BYTES = 256 * 1024, PAINT = 0xA5 };

static struct needle {
    const char *what;
    unsigned char bytes[128];
    size_t length;
} needles[MAX_NEEDLES];
static size_t needle_count;

static void add_needle(const char *what, const void *bytes, size_t length) {
    assert_true(needle_count < MAX_NEEDLES && length <= sizeof needles[0].bytes);
    struct needle *const needle = &needles[needle_count++];
    needle->what = what;
    needle->length = length;
    memcpy(needle->bytes, bytes, length);
}

/* A hash, or a state on the way to one, as OpenSSL's words and as bytes. */
static void add_words(const char *what, const SHA_LONG words[8]) {
    unsigned char bytes[32];
    for (size_t i = 0; i < 32; i++)
        bytes[i] = (unsigned char)(words[i / 4] >> (24 - 8 * (i % 4)));
    add_needle(what, words, sizeof bytes);
    add_needle(what, bytes, sizeof bytes);
}

static void add_hash(const char *what, const unsigned char hash[32]) {
    SHA_LONG words[8];
    for (size_t i = 0; i < 8; i++)
        words[i] = (SHA_LONG)hash[4 * i] << 24 | (SHA_LONG)hash[4 * i + 1] << 16 |
                   (SHA_LONG)hash[4 * i + 2] << 8 | hash[4 * i + 3];
    add_words(what, words);
}

/* The hash state after a block. */
static void add_state(const char *what, const unsigned char block[64]) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, block, 64);
    add_words(what, context.h);
}

/* The block that RFC 2104 makes from a key. */
static void pad_key(const unsigned char *key, size_t length, int with, unsigned char padded[64]) {
    unsigned char hashed[32];
    if (length > 64) {
        SHA256(key, length, hashed);
        key = hashed;
        length = sizeof hashed;
    }
    memset(padded, with, 64);
    for (size_t i = 0; i < length; i++)
        padded[i] ^= key[i];
}

/* The key, its blocks from RFC 2104, and the states, which are enough to compute MACs. */
static void add_key(const unsigned char *key, size_t length) {
    unsigned char hashed[32], padded[64];
    add_needle("the key", key, length);
    if (length > 64) {
        SHA256(key, length, hashed);
        add_needle("the key's hash", hashed, sizeof hashed);
    }
    for (int outer = 0; outer < 2; outer++) {
        pad_key(key, length, outer ? 0x5C : 0x36, padded);
        add_needle(outer ? "the outer block" : "the inner block", padded,
                   length > 64 ? sizeof hashed : length);
        add_state(outer ? "the outer state" : "the inner state", padded);
    }
}

/* RFC 2104's inner hash of a key and a text. */
static void add_inner(const unsigned char *key, size_t key_length, const void *text,
                      size_t length) {
    unsigned char inner[32], padded[64];
    SHA256_CTX context;
    pad_key(key, key_length, 0x36, padded);
    SHA256_Init(&context);
    SHA256_Update(&context, padded, sizeof padded);
    SHA256_Update(&context, text, length);
    SHA256_Final(inner, &context);
    add_hash("an inner hash", inner);
}

static const char *find_needle(const unsigned char *bytes, size_t length) {
    for (size_t n = 0; n < needle_count; n++)
        for (size_t at = 0; at + PIECE <= needles[n].length; at += PIECE)
            for (size_t i = 0; i + PIECE <= length; i++)
                if (bytes[i] == needles[n].bytes[at] &&
                    memcmp(bytes + i, needles[n].bytes + at, PIECE) == 0)
                    return needles[n].what;
    return NULL;
}

/* The heap */

static bool watching;
static size_t freed_blocks, dirty_blocks;
static const char *left_in_block;

/* The blocks of an identity: those allocated while it is made or verified into. Volatile, because compilers
   assume that malloc and free don't change these variables. */
static volatile bool is_identitys;
static void *blocks[MAX_BLOCKS];
static volatile size_t block_count, most_blocks;

#if WATCHES
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void __libc_free(void *block);
size_t malloc_usable_size(void *block);

static void *keep(void *block) {
    if (is_identitys && block != NULL) {
        assert_true(block_count < MAX_BLOCKS);
        blocks[block_count++] = block;
        if (block_count > most_blocks)
            most_blocks = block_count;
    }
    return block;
}

void *malloc(size_t size) {
    void *const block = __libc_malloc(size);
    if (is_identitys && block != NULL)
        memset(block, PAINT, malloc_usable_size(block)); /* it may contain old data of others */
    return keep(block);
}

void *calloc(size_t count, size_t size) {
    return keep(__libc_calloc(count, size));
}

static const char *find_in_blocks(void) {
    for (size_t i = 0; i < block_count; i++) {
        const char *const found = find_needle(blocks[i], malloc_usable_size(blocks[i]));
        if (found != NULL)
            return found;
    }
    return NULL;
}

void free(void *block) {
    for (size_t i = 0; i < block_count; i++)
        if (blocks[i] == block)
            blocks[i--] = blocks[--block_count];
    if (watching && block != NULL) {
        watching = false;
        const char *const found = find_needle(block, malloc_usable_size(block));
        freed_blocks++;
        if (found != NULL) {
            dirty_blocks++;
            left_in_block = found;
        }
        watching = true;
    }
    __libc_free(block);
}

/* Always moves, so that the old block is searched. */
void *realloc(void *block, size_t size) {
    void *const moved = malloc(size);
    if (block == NULL || moved == NULL)
        return moved;
    const size_t old = malloc_usable_size(block);
    memcpy(moved, block, old < size ? old : size);
    free(block);
    return moved;
}
#else
static const char *find_in_blocks(void) {
    return NULL;
}
#endif

/* OpenSSL, of which one call may fail */

static bool openssl_is_counted;
static size_t openssl_calls, failing_openssl_call;

#define FAILING(name, parameters, arguments)                                                       \
    int __real_##name parameters;                                                                  \
    int __wrap_##name parameters;                                                                  \
    int __wrap_##name parameters {                                                                 \
        if (openssl_is_counted && ++openssl_calls == failing_openssl_call)                         \
            return 0;                                                                              \
        return __real_##name arguments;                                                            \
    }

FAILING(EVP_DigestInit_ex2,
        (EVP_MD_CTX * context, const EVP_MD *type, const OSSL_PARAM parameters[]),
        (context, type, parameters))
FAILING(EVP_DigestUpdate, (EVP_MD_CTX * context, const void *bytes, size_t count),
        (context, bytes, count))
FAILING(EVP_DigestFinal_ex, (EVP_MD_CTX * context, unsigned char *out, unsigned *length),
        (context, out, length))
FAILING(EVP_MD_CTX_copy_ex, (EVP_MD_CTX * to, const EVP_MD_CTX *from), (to, from))

/* The stack */

static unsigned char *stack; /* the stack for the steps */
static size_t deepest;

#if WATCHES
/* `clean` is from before the test had a key: a step may spill its caller's registers, and this test itself
   handles keys. */
static ucontext_t here, there, clean;

static const char *run_and_look(void (*step)(void)) {
    memset(stack, PAINT, STACK_BYTES);
    there = clean;
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = STACK_BYTES;
    there.uc_link = &here;
    makecontext(&there, step, 0);
    watching = true;
    assert_int_equal(swapcontext(&here, &there), 0);
    watching = false;
    size_t untouched = 0;
    while (untouched < STACK_BYTES && stack[untouched] == PAINT)
        untouched++;
    if (STACK_BYTES - untouched > deepest)
        deepest = STACK_BYTES - untouched;
    return find_needle(stack + untouched, STACK_BYTES - untouched);
}
#else
static const char *run_and_look(void (*step)(void)) {
    step();
    return NULL;
}
#endif

/* The steps */

static struct {
    const char *bytes;
    size_t length;
    pbjwt_secret_format format;
    const char *properties;
    pbjwt_secret *secret;
    pbjwt_verifier *verifier;
    pbjwt_identity *identity;
    pbjwt_claims *claims;
    char *token;
    char hash[PBJWT_HASH_HEX_SIZE];
    char expected[PBJWT_HASH_HEX_SIZE];
    struct token verified;
    pbjwt_status status;
} now;

static void make_secret(void) {
    now.status = pbjwt_secret_new(now.bytes, now.length, now.format, &now.secret);
}
static void make_weak_secret(void) {
    now.status = pbjwt_secret_new_weak(now.bytes, now.length, now.format, &now.secret);
}
static void set_provider(void) {
    now.status = pbjwt_secret_set_provider(now.secret, NULL, now.properties);
}
static void make_verifier(void) {
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    now.status = pbjwt_policy_set_user_hash(policy, PBJWT_USER_HASH_IF_PRESENT);
    now.status = pbjwt_verifier_new(&now.secret, 1, policy, &now.verifier);
    pbjwt_policy_free(policy);
}
/* One that only reports what the other one refuses. */
static void make_reporting_verifier(void) {
    pbjwt_policy *const report = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    pbjwt_verifier_release(now.verifier);
    now.status = pbjwt_policy_set_user_hash(report, PBJWT_USER_HASH_IF_PRESENT);
    now.status = pbjwt_verifier_new_reporting(&now.secret, 1, NULL, report, &now.verifier);
    pbjwt_policy_free(report);
}
static void make_identity(void) {
    is_identitys = true;
    now.identity = pbjwt_identity_new(0);
    is_identitys = false;
    now.status = now.identity == NULL ? PBJWT_OUT_OF_MEMORY : PBJWT_OK;
}
static void verify(void) {
    is_identitys = openssl_is_counted = true;
    now.status =
        pbjwt_verify_at(now.verifier, now.verified.bytes, now.verified.length, NOW, now.identity);
    is_identitys = openssl_is_counted = false;
}
static void hash(void) {
    now.status = pbjwt_user_hash(now.secret, "42", 2, now.hash, sizeof now.hash);
}
static void issue(void) {
    now.status = pbjwt_issue_at(now.secret, now.claims, NOW, 60, &now.token, NULL, NULL);
}
static void explain(void) {
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    now.status = pbjwt_policy_set_user_hash(policy, PBJWT_USER_HASH_IF_PRESENT);
    const pbjwt_explain_input input = {.size = sizeof input,
                                       .secrets = &now.secret,
                                       .secret_count = 1,
                                       .policy = policy,
                                       .token = now.verified.bytes,
                                       .token_length = now.verified.length,
                                       .now = NOW};
    pbjwt_report *answer = NULL;
    char *text = NULL;
    now.status = pbjwt_explain(&input, &answer);
    if (now.status == PBJWT_OK)
        now.status = pbjwt_report_text(answer, true, &text, NULL);
    pbjwt_free(text);
    pbjwt_report_free(answer);
    pbjwt_policy_free(policy);
}
static void release(void) {
    pbjwt_secret_free(now.secret);
    pbjwt_verifier_release(now.verifier);
    pbjwt_identity_free(now.identity);
    now.status = PBJWT_OK;
}
static void generate(void) {
    now.status = pbjwt_generate_secret(now.hash, sizeof now.hash);
}

static size_t steps, failures;
static bool judging; /* false while OpenSSL does something for the first time */

static void look_after(const char *name, const char *found) {
    const char *const kept = find_in_blocks();
    steps++;
    if (judging && found != NULL)
        report(__FILE__, __LINE__, "%s leaves %s on the stack", name, found);
    if (judging && kept != NULL)
        report(__FILE__, __LINE__, "%s leaves %s in the identity", name, kept);
    if (judging && dirty_blocks != 0)
        report(__FILE__, __LINE__, "%s frees %zu blocks, one with %s", name, dirty_blocks,
               left_in_block);
    dirty_blocks = 0;
}

static void run_step(void (*step)(void), const char *name, pbjwt_status expected) {
    const char *const found = run_and_look(step);
    check_call(now.status, expected);
    look_after(name, found);
}
#define STEP(step, expected) run_step(step, #step, expected)

static int setup(void **state) {
    stack = malloc(STACK_BYTES);
    needle_count = block_count = 0;
    memset(&now, 0, sizeof now);
#if WATCHES
    assert_int_equal(getcontext(&clean), 0);
#endif
    return stack == NULL ? 1 : fixture_setup(state);
}

static int teardown(void **state) {
    free(stack);
    return fixture_teardown(state);
}

/* The scan itself */

static void leave_on_the_stack(void) {
    unsigned char copy[64];
    memcpy(copy, SECRET, sizeof copy);
    __asm__ volatile("" : : "r"(copy) : "memory"); /* forces the compiler to write it */
}

static void leave_on_the_heap(void) {
    volatile char *const copy = malloc(64);
    for (size_t i = 0; i < 64; i++)
        copy[i] = SECRET[i];
    free((void *)(uintptr_t)copy);
}

static void leave_by_growing(void) {
    volatile char *copy = malloc(64);
    for (size_t i = 0; i < 64; i++)
        copy[i] = SECRET[i];
    copy = realloc((void *)(uintptr_t)copy, 1000);
    for (size_t i = 0; i < 64; i++)
        copy[i] = 0;
    free((void *)(uintptr_t)copy);
}

static void *kept;

static void leave_in_a_block(void) {
    is_identitys = true;
    kept = malloc(100);
    is_identitys = false;
    for (size_t i = 0; i < 64; i++)
        ((volatile char *)kept)[30 + i] = SECRET[i];
}

static void traces_in_memory_are_found(void **state) {
    (void)state;
    if (!WATCHES)
        skip();
    check(run_and_look(leave_on_the_stack) == NULL && dirty_blocks == 0); /* no needle yet */
    add_needle("the key", SECRET, 64);
    check(run_and_look(leave_on_the_stack) != NULL);
    check(dirty_blocks == 0);
    (void)run_and_look(leave_on_the_heap);
    check(dirty_blocks == 1);
    (void)run_and_look(leave_by_growing);
    check(dirty_blocks == 2);
    check(find_in_blocks() == NULL);
    (void)run_and_look(leave_in_a_block);
    check(dirty_blocks == 2 && block_count == 1);
    check(find_in_blocks() != NULL);
    free(kept);
    check(block_count == 0);
    dirty_blocks = 0;
}

/* The library */

enum { TOKENS = 5 };

/* Tokens that are accepted, or refused while memory contained data that would have made them good. The search
   looks for that data, and for intermediate values of any MAC. */
static void make_tokens(const unsigned char *key, size_t length, struct token tokens[TOKENS],
                        pbjwt_status statuses[TOKENS]) {
    unsigned char mac[32];
    hmac_sha256(key, length, "42", 2, mac);
    for (size_t i = 0; i < sizeof mac; i++)
        snprintf(now.expected + 2 * i, 3, "%02x", mac[i]);
    const struct {
        const char *user, *hash; /* NULL: the right one, "": none */
        pbjwt_status status;
    } rows[TOKENS] = {
        {"42", NULL, PBJWT_OK},
        {"43", repeat("0", 64), PBJWT_USER_HASH_MISMATCH},
        {"44", "", PBJWT_SIGNATURE_MISMATCH},
        {"45", now.expected, PBJWT_USER_HASH_MISMATCH},
        {"46", "", PBJWT_OK},
    };
    for (size_t i = 0; i < TOKENS; i++) {
        const char *const user = rows[i].user, *hash = rows[i].hash;
        const char *const members = hash != NULL && hash[0] == 0
                                        ? textf("{" PERSON ",\"sub\":\"%s\"}", user)
                                        : textf("{" PERSON ",\"sub\":\"%s\",\"user_hash\":\"%s\"}",
                                                user, hash == NULL ? now.expected : hash);
        const bool forged = rows[i].status == PBJWT_SIGNATURE_MISMATCH;
        tokens[i] = make_token_bytes(HEADER, strlen(HEADER), members, strlen(members),
                                     forged ? (const void *)OTHER_SECRET : key,
                                     forged ? strlen(OTHER_SECRET) : length);
        statuses[i] = rows[i].status;

        const size_t signed_length = tokens[i].length - 44; /* a dot and 43 characters */
        add_inner(key, length, tokens[i].bytes, signed_length);
        add_inner(key, length, user, strlen(user));
        hmac_sha256(key, length, tokens[i].bytes, signed_length, mac);
        if (forged)
            add_hash("a refused token's right signature", mac);
        hmac_sha256(key, length, user, strlen(user), mac);
        if (rows[i].status == PBJWT_USER_HASH_MISMATCH)
            add_hash("a refused token's right user_hash", mac);
    }
}

/* Everything that a program does with a secret. The key has `length` bytes, and is written as `written`. */
static void live_with(const char *written, pbjwt_secret_format format, const char *key_text,
                      size_t length, const char *properties) {
    const unsigned char *const key = (const unsigned char *)key_text;
    struct token tokens[TOKENS];
    pbjwt_status statuses[TOKENS];
    now.bytes = written;
    now.length = strlen(written);
    now.format = format;
    now.properties = properties;

    needle_count = 0;
    add_needle("the secret as it is written", written, now.length > 128 ? 128 : now.length);
    add_key(key, length);
    make_tokens(key, length, tokens, statuses);

    STEP(make_secret, PBJWT_OK);
    STEP(set_provider, PBJWT_OK);
    STEP(make_verifier, PBJWT_OK);
    STEP(make_identity, PBJWT_OK);
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < TOKENS; i++) {
            now.verified = tokens[i];
            STEP(verify, statuses[i]);
        }
    }
    /* Each call of OpenSSL fails once: no token is accepted, and nothing is left either. */
    for (size_t i = 0; properties != NULL && i < TOKENS; i++) {
        now.verified = tokens[i];
        openssl_calls = failing_openssl_call = 0;
        STEP(verify, statuses[i]);
        const size_t count = openssl_calls;
        check(count >= 6);
        for (failing_openssl_call = 1; failing_openssl_call <= count; failing_openssl_call++) {
            openssl_calls = 0;
            const char *const found = run_and_look(verify);
            const bool computed = statuses[i] != PBJWT_OK && failing_openssl_call == count;
            check_call(now.status, computed ? statuses[i] : PBJWT_INTERNAL);
            look_after("a verification in which OpenSSL fails", found);
            failures++;
        }
        failing_openssl_call = 0;
    }
    /* If a token is accepted without its right user_hash, that isn't left either. */
    STEP(make_reporting_verifier, PBJWT_OK);
    for (size_t i = 0; i < TOKENS; i++) {
        const bool forged = statuses[i] == PBJWT_SIGNATURE_MISMATCH;
        now.verified = tokens[i];
        STEP(verify, forged ? PBJWT_SIGNATURE_MISMATCH : PBJWT_OK);
        check(pbjwt_identity_would_refuse_count(now.identity) ==
              (statuses[i] == PBJWT_USER_HASH_MISMATCH ? 1 : 0));
    }
    /* Only with the token for which most keys are tried, because searching everything that it frees takes long. */
    for (size_t i = 0; judging && i < TOKENS; i++) {
        now.verified = tokens[i];
        if (statuses[i] == PBJWT_SIGNATURE_MISMATCH)
            STEP(explain, PBJWT_OK);
    }
    STEP(hash, PBJWT_OK);
    check(strcmp(now.hash, now.expected) == 0);
    now.claims = pbjwt_claims_new();
    assert_int_equal(pbjwt_claims_set_text(now.claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5), PBJWT_OK);
    STEP(issue, PBJWT_OK);
    pbjwt_free(now.token);
    pbjwt_claims_free(now.claims);
    STEP(release, PBJWT_OK);
    if (judging)
        check(block_count == 0);
}

static void nothing_is_left_of_a_key(void **state) {
    (void)state;
    if (!WATCHES)
        skip();
    static const char hex[] = "02070c11161b20252a2f34393e43484d52575c61666b70757a7f84898E93989D"
                              "c6d3a1b2908f7e5d4c3b2a19f8e7d6c5b4a3928170fedcba9876543210abcdef";
    static const char base64[] = "AgcMERYbICUqLzQ5PkNITVJXXGFma3B1en+EiY6TmJ2ip6yxtrvAxcrP1Nne4+jt";
    char key[64], counted[48];
    for (size_t i = 0; i < sizeof key; i++) {
        const char digits[3] = {hex[2 * i], hex[2 * i + 1], 0};
        key[i] = (char)strtoul(digits, NULL, 16);
    }
    for (size_t i = 0; i < sizeof counted;
         i++) /* not by ones, as the library's tables for shuffles do */
        counted[i] = (char)(5 * i + 2);
    const char *const text = textf("%s%s", OTHER_SECRET, repeat("0f1e2d3c", 4));
    /* In the first round the dynamic linker still resolves functions for OpenSSL and jansson, and for this it saves
       all registers on the stack. */
    for (int round = 0; round < 2; round++) {
        judging = round == 1 || getenv("LD_BIND_NOW") != NULL;
        for (int evp = 0; evp < 2; evp++) {
            const char *const properties = evp ? "provider=default" : NULL;
            live_with(SECRET, PBJWT_SECRET_TEXT, SECRET, 64, properties);
            live_with(text, PBJWT_SECRET_TEXT, text, strlen(text), properties);
            live_with(hex, PBJWT_SECRET_HEX, key, sizeof key, properties);
            live_with(base64, PBJWT_SECRET_BASE64, counted, sizeof counted, properties);
        }
        if (!judging)
            steps = freed_blocks = failures = most_blocks = 0;
    }
    check(freed_blocks > 100 && failures > 100);
    check(most_blocks >= 4); /* the identity, its scratch, the context and its state */
    if (reported_failures() == 0)
        print_message("%zu calls, in %zu of which OpenSSL fails, %zu freed blocks and %zu of an "
                      "identity, none with a piece of a key; the deepest stack %zu bytes\n",
                      steps, failures, freed_blocks, most_blocks, deepest);
}

static void nothing_is_left_of_a_refused_key(void **state) {
    (void)state;
    if (!WATCHES)
        skip();
    add_needle("the key", "0123456789abcdef", 16);
    judging = true;
    now.format = PBJWT_SECRET_HEX; /* decoded up to the last character, which isn't a digit */
    now.bytes = textf("%sg", "303132333435363738396162636465");
    now.length = strlen(now.bytes);
    STEP(make_secret, PBJWT_INVALID_ARGUMENT);
    STEP(make_weak_secret, PBJWT_INVALID_ARGUMENT);
    now.bytes = "30313233343536373839616263646566"; /* 16 bytes */
    now.length = 32;
    STEP(make_secret, PBJWT_WEAK_SECRET);
    now.format = PBJWT_SECRET_TEXT;
    now.bytes = "0123456789abcdef";
    now.length = 16;
    STEP(make_secret, PBJWT_WEAK_SECRET);
    STEP(make_weak_secret, PBJWT_OK);
    pbjwt_secret_free(now.secret);
}

/* In each format, with the longest key, with one that is too long, and with the longest decodable text. */
static void nothing_is_left_of_the_longest_secrets(void **state) {
    (void)state;
    if (!WATCHES)
        skip();
    static const char hex[] = "8f3a61c47be05d29b41f7e926a0cd358";
    static const char base64[] = "q7Zp0tXcVh3LmWb5";
    unsigned char key[16], counted[12];
    for (size_t i = 0; i < sizeof key; i++) {
        const char digits[3] = {hex[2 * i], hex[2 * i + 1], 0};
        key[i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    assert_int_equal(EVP_DecodeBlock(counted, (const unsigned char *)base64, sizeof base64 - 1),
                     sizeof counted);
    const struct {
        pbjwt_secret_format format;
        const char *unit;
        const void *key;
        size_t key_bytes;
    } rows[] = {
        {PBJWT_SECRET_TEXT, SECRET, SECRET, 64},
        {PBJWT_SECRET_HEX, hex, key, sizeof key},
        {PBJWT_SECRET_BASE64, base64, counted, sizeof counted},
    };
    judging = true;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const size_t unit = strlen(rows[i].unit), most = 2 * PBJWT_MAX_SECRET_BYTES / unit;
        const size_t fitting = PBJWT_MAX_SECRET_BYTES / rows[i].key_bytes;
        now.format = rows[i].format;
        needle_count = 0;
        add_needle("the secret as it is written", rows[i].unit, unit);
        add_needle("the key", rows[i].key, rows[i].key_bytes);
        for (size_t shift = 1; shift < PIECE; shift++) /* different overlaps of pieces */
            add_needle("the key", (const char *)rows[i].key + shift, PIECE);
        const size_t counts[] = {fitting, fitting + 1, most};
        for (size_t c = 0; c < COUNT_OF(counts); c++) {
            for (int bad = 0; bad < 2;
                 bad++) { /* its last character is invalid, in formats where that matters */
                char *const text = repeat(rows[i].unit, counts[c]);
                now.length = counts[c] * unit;
                if (bad == 1)
                    text[now.length - 1] = '~';
                now.bytes = text;
                const bool good = counts[c] * rows[i].key_bytes <= PBJWT_MAX_SECRET_BYTES &&
                                  (bad == 0 || now.format == PBJWT_SECRET_TEXT);
                STEP(make_secret, good ? PBJWT_OK : PBJWT_INVALID_ARGUMENT);
                check((now.secret != NULL) == good);
                STEP(release, PBJWT_OK);
                now.secret = NULL;
            }
        }
    }
}

static void nothing_is_left_of_a_generated_secret(void **state) {
    (void)state;
    if (!WATCHES)
        skip();
    judging = true;
    (void)run_and_look(generate);
    memset(stack, PAINT, STACK_BYTES);
    STEP(generate, PBJWT_OK);
    unsigned char bytes[32];
    for (size_t i = 0; i < sizeof bytes; i++) {
        const char digits[3] = {now.hash[2 * i], now.hash[2 * i + 1], 0};
        bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    add_needle("the generated key", bytes, sizeof bytes);
    add_needle("the generated text", now.hash, 64);
    check(find_needle(stack, STACK_BYTES) == NULL); /* left by the step above */
}

#define wiping_test(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        wiping_test(traces_in_memory_are_found),
        wiping_test(nothing_is_left_of_a_key),
        wiping_test(nothing_is_left_of_a_refused_key),
        wiping_test(nothing_is_left_of_the_longest_secrets),
        wiping_test(nothing_is_left_of_a_generated_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
