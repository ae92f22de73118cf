/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Nothing is left of a secret once it is released, and nothing of a key on the stack once a call has
 * returned: each block is looked through before it goes back to the heap, and each call runs on a stack
 * that is looked through after it. Stands in front of glibc's free, where no sanitizer does.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "support.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Other C libraries have neither glibc's way to its own malloc nor, musl, contexts. */
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#include <ucontext.h>
#define WATCHES 1
#else
#define WATCHES 0
#endif

/* What must not be left */

enum { PIECE = 8, MAX_NEEDLES = 64, STACK_BYTES = 256 * 1024, PAINT = 0xA5 };

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

/* The state after a block, as OpenSSL's words and as bytes. */
static void add_state(const char *what, const unsigned char block[64]) {
    SHA256_CTX context;
    unsigned char bytes[32];
    SHA256_Init(&context);
    SHA256_Update(&context, block, 64);
    for (size_t i = 0; i < 32; i++)
        bytes[i] = (unsigned char)(context.h[i / 4] >> (24 - 8 * (i % 4)));
    add_needle(what, context.h, 32);
    add_needle(what, bytes, sizeof bytes);
}

/* The key, what RFC 2104 makes of it, and the states that are all of it that a MAC needs. */
static void add_key(const unsigned char *key, size_t length) {
    unsigned char hashed[32], padded[64];
    add_needle("the key", key, length);
    if (length > 64) {
        SHA256(key, length, hashed);
        add_needle("the key's hash", hashed, sizeof hashed);
        key = hashed;
        length = sizeof hashed;
    }
    for (int outer = 0; outer < 2; outer++) {
        memset(padded, outer ? 0x5C : 0x36, sizeof padded);
        for (size_t i = 0; i < length; i++)
            padded[i] ^= key[i];
        add_needle(outer ? "the outer block" : "the inner block", padded, length);
        add_state(outer ? "the outer state" : "the inner state", padded);
    }
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

#if WATCHES
void *__libc_malloc(size_t size);
void __libc_free(void *block);
size_t malloc_usable_size(void *block);

void free(void *block) {
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

/* Always moves, so that the old block has to be looked through. */
void *realloc(void *block, size_t size) {
    void *const moved = __libc_malloc(size);
    if (block == NULL || moved == NULL)
        return moved;
    const size_t old = malloc_usable_size(block);
    memcpy(moved, block, old < size ? old : size);
    free(block);
    return moved;
}
#endif

/* The stack */

static unsigned char *stack; /* of the steps */
static size_t deepest;

#if WATCHES
/* `clean` is of before the test knew a key: a step may spill registers that are its caller's, and this
   test handles keys itself. */
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
static void verify(void) {
    now.status =
        pbjwt_verify_at(now.verifier, now.verified.bytes, now.verified.length, NOW, now.identity);
}
static void hash(void) {
    now.status = pbjwt_user_hash(now.secret, "42", 2, now.hash, sizeof now.hash);
}
static void issue(void) {
    now.status = pbjwt_issue_at(now.secret, now.claims, NOW, 60, &now.token, NULL, NULL);
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

static size_t steps;
static bool judging; /* not while OpenSSL does something for the first time */

static void run_step(void (*step)(void), const char *name, pbjwt_status expected) {
    const char *const found = run_and_look(step);
    check_call(now.status, expected);
    steps++;
    if (judging && found != NULL)
        report(__FILE__, __LINE__, "%s leaves %s on the stack", name, found);
    if (judging && dirty_blocks != 0)
        report(__FILE__, __LINE__, "%s frees %zu blocks, one with %s", name, dirty_blocks,
               left_in_block);
    dirty_blocks = 0;
}
#define STEP(step, expected) run_step(step, #step, expected)

static int setup(void **state) {
    stack = malloc(STACK_BYTES);
    needle_count = 0;
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
    __asm__ volatile("" : : "r"(copy) : "memory"); /* somebody might look: it is written */
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

static void what_is_left_is_found(void **state) {
    (void)state;
    if (!WATCHES) {
        print_message("left out: the heap and the stack can't be watched in this build\n");
        return;
    }
    check(run_and_look(leave_on_the_stack) == NULL && dirty_blocks == 0); /* no needle yet */
    add_needle("the key", SECRET, 64);
    check(run_and_look(leave_on_the_stack) != NULL);
    check(dirty_blocks == 0);
    (void)run_and_look(leave_on_the_heap);
    check(dirty_blocks == 1);
    (void)run_and_look(leave_by_growing);
    check(dirty_blocks == 2);
    dirty_blocks = 0;
}

/* The library */

#define PERSON_WITH "{" PERSON ",\"sub\":\"42\",\"user_hash\":\"%s\"}"

/* All that a program does with a secret. The key is `length` bytes, written as `written`. */
static void live_with(const char *written, pbjwt_secret_format format, const char *key,
                      size_t length, const char *properties) {
    unsigned char mac[32];
    char hex[PBJWT_HASH_HEX_SIZE];
    hmac_sha256(key, length, "42", 2, mac);
    for (size_t i = 0; i < sizeof mac; i++)
        snprintf(hex + 2 * i, 3, "%02x", mac[i]);
    const char *const good = textf(PERSON_WITH, hex), *const bad =
                                                          textf(PERSON_WITH, repeat("0", 64));
    const struct token tokens[] = {
        make_token_bytes(HEADER, strlen(HEADER), good, strlen(good), key, length),
        make_token_bytes(HEADER, strlen(HEADER), bad, strlen(bad), key, length),
        make_token(HEADER, textf("{" PERSON ",\"sub\":\"43\"}"), OTHER_SECRET),
    };
    static const pbjwt_status statuses[] = {PBJWT_OK, PBJWT_USER_HASH_MISMATCH,
                                            PBJWT_SIGNATURE_MISMATCH};
    now.bytes = written;
    now.length = strlen(written);
    now.format = format;
    now.properties = properties;

    needle_count = 0;
    add_needle("the secret as it is written", written, now.length > 128 ? 128 : now.length);
    add_key((const unsigned char *)key, length);
    /* What would sign the mismatched token. */
    const char *const dot = strrchr(textf("%.*s", (int)tokens[2].length, tokens[2].bytes), '.');
    hmac_sha256(key, length, tokens[2].bytes, tokens[2].length - strlen(dot), mac);
    add_needle("a mismatched token's right signature", mac, sizeof mac);
    uint32_t words[8]; /* as the hash has it */
    for (size_t i = 0; i < 8; i++)
        words[i] = (uint32_t)mac[4 * i] << 24 | (uint32_t)mac[4 * i + 1] << 16 |
                   (uint32_t)mac[4 * i + 2] << 8 | mac[4 * i + 3];
    add_needle("a mismatched token's right signature", words, sizeof words);

    STEP(make_secret, PBJWT_OK);
    STEP(set_provider, PBJWT_OK);
    STEP(make_verifier, PBJWT_OK);
    now.identity = pbjwt_identity_new(0);
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < COUNT_OF(tokens); i++) {
            now.verified = tokens[i];
            STEP(verify, statuses[i]);
        }
    }
    STEP(hash, PBJWT_OK);
    check(strcmp(now.hash, hex) == 0);
    now.claims = pbjwt_claims_new();
    assert_int_equal(pbjwt_claims_set_text(now.claims, PBJWT_CLAIM_EMAIL, "a@b.c", 5), PBJWT_OK);
    STEP(issue, PBJWT_OK);
    pbjwt_free(now.token);
    pbjwt_claims_free(now.claims);
    STEP(release, PBJWT_OK);
}

static void nothing_is_left_of_a_key(void **state) {
    (void)state;
    if (!WATCHES)
        return;
    static const char hex[] = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F"
                              "c6d3a1b2908f7e5d4c3b2a19f8e7d6c5b4a3928170fedcba9876543210abcdef";
    static const char base64[] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v";
    char key[64], counted[48];
    for (size_t i = 0; i < sizeof key; i++) {
        const char digits[3] = {hex[2 * i], hex[2 * i + 1], 0};
        key[i] = (char)strtoul(digits, NULL, 16);
    }
    for (size_t i = 0; i < sizeof counted; i++)
        counted[i] = (char)i;
    const char *const text = textf("%s%s", OTHER_SECRET, repeat("0f1e2d3c", 4));
    /* In the first round the dynamic linker still looks up what OpenSSL and jansson call, for which it
       puts all registers on the stack. */
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
            steps = freed_blocks = 0;
    }
    check(freed_blocks > 100);
    if (reported_failures() == 0)
        print_message(
            "%zu calls and %zu freed blocks, none with a piece of a key; the deepest stack %zu "
            "bytes\n",
            steps, freed_blocks, deepest);
}

static void nothing_is_left_of_a_refused_key(void **state) {
    (void)state;
    if (!WATCHES)
        return;
    add_needle("the key", "0123456789abcdef", 16);
    judging = true;
    now.format = PBJWT_SECRET_HEX; /* decoded up to the last character, which is no digit */
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

static void nothing_is_left_of_a_generated_one(void **state) {
    (void)state;
    if (!WATCHES)
        return;
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
    check(find_needle(stack, STACK_BYTES) == NULL); /* of the step above */
}

#define wiping_test(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        wiping_test(what_is_left_is_found),
        wiping_test(nothing_is_left_of_a_key),
        wiping_test(nothing_is_left_of_a_refused_key),
        wiping_test(nothing_is_left_of_a_generated_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
