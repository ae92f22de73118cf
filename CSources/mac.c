/* SPDX-License-Identifier: Apache-2.0 */

/* The SHA256_* functions are deprecated since OpenSSL 3.0 and still there in 4.0. If a build
   excludes them, the EVP way is the only one. OpenSSL's headers undo a definition from outside, so
   it is checked before and after them. */
#ifdef OPENSSL_NO_DEPRECATED_3_0
#define SAVED_STATES 0
#endif
#define OPENSSL_SUPPRESS_DEPRECATED

#include "mac.h"

#include "vector.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <stdlib.h>
#include <string.h>

/* 1 where this build can save SHA-256 states itself. */
#ifndef SAVED_STATES
#ifdef OPENSSL_NO_DEPRECATED_3_0
#define SAVED_STATES 0
#else
#define SAVED_STATES 1
#endif
#endif

/* Before a loop of four rounds, which are then inlined. */
#if defined(__GNUC__)
#define UNROLL_4 _Pragma("GCC unroll 4")
#else
#define UNROLL_4
#endif

enum { BLOCK_BYTES = 64, INNER_PAD = 0x36, OUTER_PAD = 0x5C };

#if SAVED_STATES
typedef struct plain_state {
    SHA_LONG words[8];
} plain_state;
#endif

/*
 * HMAC(K, m) = H(K ^ opad || H(K ^ ipad || m)) (RFC 2104): the states after the two padded key
 * blocks are all that is needed from a key. Copying them saves two of the four or more compressions
 * of a token, and all set-up.
 */
struct pbjwti_mac {
    /* The EVP way, where digest is not NULL. */
    EVP_MD *digest;
    EVP_MD_CTX *evp_inner;
    EVP_MD_CTX *evp_outer;
#if SAVED_STATES
    /* The plain way: copied as memory, nothing shared is written. */
    plain_state inner;
    plain_state outer;
#endif
};

#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LITTLE_ENDIAN_WORDS 1
#else
#define LITTLE_ENDIAN_WORDS 0
#endif

#if LITTLE_ENDIAN_WORDS && (PBJWTI_HAS_SSE2 || PBJWTI_HAS_NEON)
#define SWAPS_FOUR_WORDS 1
/* Halves of four words. */
typedef uint16_t halves __attribute__((vector_size(16)));
#if defined(__clang__)
#define SWAP_HALVES(four) __builtin_shufflevector(four, four, 1, 0, 3, 2, 5, 4, 7, 6)
#else
#define SWAP_HALVES(four) __builtin_shuffle(four, (halves){1, 0, 3, 2, 5, 4, 7, 6})
#endif
#else
#define SWAPS_FOUR_WORDS 0
#endif

struct pbjwti_mac_scratch {
    EVP_MD_CTX *context;
    bool holds_mac;
};

void pbjwti_wipe(void *bytes, size_t length) {
#if defined(__GNUC__)
    memset(bytes, 0, length);
    __asm__ volatile("" : : "r"(bytes) : "memory"); /* somebody might look: the zeros are written */
#else
    OPENSSL_cleanse(bytes, length);
#endif
}

bool pbjwti_random(void *bytes, size_t length) {
    ERR_set_mark();
    const bool good = RAND_priv_bytes((unsigned char *)bytes, (int)length) == 1;
    ERR_pop_to_mark();
    return good;
}

/* For a variable that held a piece of a MAC: without optimization, it is in memory. */
static inline void forget(uint64_t *piece) {
    *piece = 0;
}

bool pbjwti_mac_equal(const unsigned char a[PBJWTI_MAC_BYTES],
                      const unsigned char b[PBJWTI_MAC_BYTES]) {
    /* Like CRYPTO_memcmp, but by words: byte by byte it costs as much as a tenth of the HMAC. The
       words are no longer than what write_words has just written, so that no load has to wait for
       two stores. */
    uint64_t difference = 0, x, y;
    UNROLL_4
    for (size_t i = 0; i < PBJWTI_MAC_BYTES; i += sizeof difference) {
        memcpy(&x, a + i, sizeof x);
        memcpy(&y, b + i, sizeof y);
        difference |= x ^ y;
    }
    forget(&x);
    forget(&y);
#if defined(__GNUC__)
    __asm__ volatile("" : "+r"(difference)); /* nothing is known about it until it is complete */
#endif
    return difference == 0;
}

/* The key as a block of the hash (RFC 2104, 2), after one longer than a block was hashed. */
static void pad(unsigned char block[BLOCK_BYTES], pbjwti_view key, unsigned char with) {
    memset(block, with, BLOCK_BYTES);
    for (size_t i = 0; i < key.length; i++)
        block[i] ^= key.data[i];
}

/* The EVP way */

static bool evp_start_one(const pbjwti_mac *mac, EVP_MD_CTX **state, pbjwti_view key,
                          unsigned char with) {
    unsigned char block[BLOCK_BYTES];
    pad(block, key, with);
    *state = EVP_MD_CTX_new();
    const bool good = *state != NULL && EVP_DigestInit_ex2(*state, mac->digest, NULL) == 1 &&
                      EVP_DigestUpdate(*state, block, sizeof block) == 1;
    pbjwti_wipe(block, sizeof block);
    return good;
}

static bool evp_start(pbjwti_mac *mac, pbjwti_view key, struct ossl_lib_ctx_st *context,
                      const char *properties) {
    unsigned char hashed[PBJWTI_MAC_BYTES];
    mac->digest = EVP_MD_fetch(context, "SHA256", properties);
    if (mac->digest == NULL)
        return false;
    bool good = true;
    if (key.length > BLOCK_BYTES) {
        good = EVP_Digest(key.data, key.length, hashed, NULL, mac->digest, NULL) == 1;
        key = (pbjwti_view){hashed, sizeof hashed};
    }
    good = good && evp_start_one(mac, &mac->evp_inner, key, INNER_PAD) &&
           evp_start_one(mac, &mac->evp_outer, key, OUTER_PAD);
    pbjwti_wipe(hashed, sizeof hashed);
    return good;
}

static bool evp_compute(const pbjwti_mac *mac, EVP_MD_CTX *context, pbjwti_view data,
                        unsigned char out[PBJWTI_MAC_BYTES]) {
    unsigned char inner[PBJWTI_MAC_BYTES];
    const bool good = EVP_MD_CTX_copy_ex(context, mac->evp_inner) == 1 &&
                      EVP_DigestUpdate(context, data.data, data.length) == 1 &&
                      EVP_DigestFinal_ex(context, inner, NULL) == 1 &&
                      EVP_MD_CTX_copy_ex(context, mac->evp_outer) == 1 &&
                      EVP_DigestUpdate(context, inner, sizeof inner) == 1 &&
                      EVP_DigestFinal_ex(context, out, NULL) == 1;
    /* The context's state is the MAC now. Resetting it here would decrement and then increment the
       digest's reference count, a write that all cores share. */
    if (!good)
        EVP_MD_CTX_reset(context);
    pbjwti_wipe(inner, sizeof inner);
    return good;
}

static bool evp_make_scratch(pbjwti_mac_scratch **scratch) {
    pbjwti_mac_scratch *const made = (pbjwti_mac_scratch *)calloc(1, sizeof *made);
    if (made == NULL)
        return false;
    made->context = EVP_MD_CTX_new();
    if (made->context == NULL) {
        free(made);
        return false;
    }
    *scratch = made;
    return true;
}

static PBJWTI_SELDOM pbjwt_status evp_mac(const pbjwti_mac *mac, pbjwti_mac_scratch **scratch,
                                          pbjwti_view data, unsigned char out[PBJWTI_MAC_BYTES]) {
    pbjwt_status status = PBJWT_OUT_OF_MEMORY;
    /* OpenSSL's error queue stays as the program left it. It is usually empty, and checking is the
       cheapest of these calls. */
    const bool had_errors = ERR_peek_error() != 0;
    if (had_errors)
        ERR_set_mark();
    if (*scratch != NULL || evp_make_scratch(scratch)) {
        (*scratch)->holds_mac = evp_compute(mac, (*scratch)->context, data, out);
        status = (*scratch)->holds_mac ? PBJWT_OK : PBJWT_INTERNAL;
    }
    if (had_errors)
        ERR_pop_to_mark();
    else if (status != PBJWT_OK)
        ERR_clear_error();
    return status;
}

void pbjwti_mac_scratch_wipe(pbjwti_mac_scratch *scratch) {
    if (scratch == NULL || !scratch->holds_mac)
        return;
    ERR_set_mark();
    /* Starting again overwrites the state, and leaves the digest's references as they are. */
    if (EVP_DigestInit_ex2(scratch->context, NULL, NULL) != 1)
        EVP_MD_CTX_reset(scratch->context);
    ERR_pop_to_mark();
    scratch->holds_mac = false;
}

void pbjwti_mac_scratch_free(pbjwti_mac_scratch *scratch) {
    if (scratch == NULL)
        return;
    EVP_MD_CTX_free(scratch->context); /* wipes its copy of a key's state */
    free(scratch);
}

/* The plain way */

#if SAVED_STATES
/*
 * SHA256_Update hashes whole blocks in place; padding them here (FIPS 180-4, 5.1.1) and reading the
 * state saves SHA256_Final's copying and cleaning, a tenth of a short token's HMAC. These functions
 * can't fail: each returns the constant 1.
 */

/* For SHA256_Transform: SHA256_Update and SHA256_Final look at more. */
static void start_from(SHA256_CTX *context, const plain_state *state) {
    memcpy(context->h, state->words, sizeof context->h);
}

/* Hashes whole blocks in place. */
static void hash_blocks(SHA256_CTX *context, const unsigned char *blocks, size_t bytes) {
    if (bytes == 0)
        return;
    context->Nl = context->Nh = 0; /* only SHA256_Final uses these counts */
    context->num = 0;              /* no bytes wait for the rest of a block */
    SHA256_Update(context, blocks, bytes);
}

/* The highest byte first. */
static void write_word(unsigned char out[4], uint32_t word) {
#if LITTLE_ENDIAN_WORDS
    word = __builtin_bswap32(word); /* compilers turn eight times four bytes into something slow */
    memcpy(out, &word, sizeof word);
#else
    out[0] = (unsigned char)(word >> 24);
    out[1] = (unsigned char)(word >> 16);
    out[2] = (unsigned char)(word >> 8);
    out[3] = (unsigned char)word;
#endif
}

/* The state's words, as many at a time as the machine can swap. OpenSSL writes and reads four at a
   time, and a load that has to wait for two stores takes longer than this. */
static void write_words(unsigned char out[PBJWTI_MAC_BYTES], const SHA256_CTX *context) {
#if SWAPS_FOUR_WORDS
    /* Not by intrinsics: without optimization, these are functions that leave it on the stack. */
    halves four;
    for (size_t i = 0; i < 8; i += 4) {
        memcpy(&four, &context->h[i], sizeof four);
        four = four << 8 | four >> 8;
        four = SWAP_HALVES(four);
        memcpy(out + 4 * i, &four, sizeof four);
    }
    memset(&four, 0, sizeof four); /* as forget() does */
#elif LITTLE_ENDIAN_WORDS
    uint64_t pair;
    UNROLL_4
    for (size_t i = 0; i < 8; i += 2) {
        memcpy(&pair, &context->h[i], sizeof pair);
        pair = __builtin_bswap64(pair); /* which swaps the two words, too */
        pair = pair >> 32 | pair << 32;
        memcpy(out + 4 * i, &pair, sizeof pair);
    }
    forget(&pair);
#else
    for (size_t i = 0; i < 8; i++)
        write_word(out + 4 * i, context->h[i]);
#endif
}

/* Writes the padding of a message of `bytes` after its last ones in `block`, which is zero there;
   it ends at `end`. */
static void write_padding(unsigned char *block, unsigned char *end, size_t bytes) {
    block[bytes % BLOCK_BYTES] = 0x80;
    const uint64_t bits = (uint64_t)bytes * 8;
    write_word(end - 8, (uint32_t)(bits >> 32));
    write_word(end - 4, (uint32_t)bits);
}

static void plain_start_one(plain_state *state, pbjwti_view key, unsigned char with) {
    unsigned char block[BLOCK_BYTES];
    SHA256_CTX context;
    pad(block, key, with);
    SHA256_Init(&context);
    SHA256_Update(&context, block, sizeof block);
    memcpy(state->words, context.h, sizeof state->words);
    pbjwti_wipe(block, sizeof block);
    pbjwti_wipe(&context, sizeof context);
}

static void plain_start(pbjwti_mac *mac, pbjwti_view key) {
    unsigned char hashed[PBJWTI_MAC_BYTES];
    if (key.length > BLOCK_BYTES) {
        SHA256_CTX context; /* SHA256() itself allocates, and so can fail */
        SHA256_Init(&context);
        SHA256_Update(&context, key.data, key.length);
        SHA256_Final(hashed, &context);
        pbjwti_wipe(&context, sizeof context);
        key = (pbjwti_view){hashed, sizeof hashed};
    }
    plain_start_one(&mac->inner, key, INNER_PAD);
    plain_start_one(&mac->outer, key, OUTER_PAD);
    pbjwti_wipe(hashed, sizeof hashed);
}

static void plain_mac(const pbjwti_mac *mac, pbjwti_view data,
                      unsigned char out[PBJWTI_MAC_BYTES]) {
    /* The message's last blocks, with room before them for bytes copied along with the rest, and the
       outer hash's only one. All that is known of them is written before anything is hashed, so
       that OpenSSL finds it in the cache. */
    unsigned char room[3 * BLOCK_BYTES], *const block = room + BLOCK_BYTES, outer[BLOCK_BYTES];
    SHA256_CTX context;

    const size_t rest = data.length % BLOCK_BYTES;
    const unsigned char *const end = data.data + data.length;
    const size_t padded = rest + 9 <= BLOCK_BYTES ? BLOCK_BYTES : 2 * BLOCK_BYTES;
    memset(block, 0, BLOCK_BYTES);
    if (padded > BLOCK_BYTES)
        memset(block + BLOCK_BYTES, 0, BLOCK_BYTES);
    if (data.length >= BLOCK_BYTES)
        memcpy(block + rest - BLOCK_BYTES, end - BLOCK_BYTES,
               BLOCK_BYTES); /* in line, whatever the rest is */
    else if (rest != 0)
        memcpy(block, data.data, rest);
    write_padding(block, block + padded, BLOCK_BYTES + data.length);
    memset(outer, 0, sizeof outer);
    write_padding(outer, outer + BLOCK_BYTES, BLOCK_BYTES + PBJWTI_MAC_BYTES);

    start_from(&context, &mac->inner);
    hash_blocks(&context, data.data, data.length - rest);
    SHA256_Transform(&context, block);
    if (padded > BLOCK_BYTES)
        SHA256_Transform(&context, block + BLOCK_BYTES);
    write_words(outer, &context);

    start_from(&context, &mac->outer);
    SHA256_Transform(&context, outer);
    write_words(out, &context);

    pbjwti_wipe(outer, PBJWTI_MAC_BYTES);
    pbjwti_wipe(context.h, sizeof context.h);
}
#endif

/* Keys */

pbjwt_status pbjwti_mac_new(pbjwti_view key, struct ossl_lib_ctx_st *context,
                            const char *properties, pbjwti_mac **mac) {
    pbjwti_mac *const made = (pbjwti_mac *)calloc(1, sizeof *made);
    *mac = NULL;
    if (made == NULL)
        return PBJWT_OUT_OF_MEMORY;

#if SAVED_STATES
    if (context == NULL && properties == NULL &&
        EVP_default_properties_is_fips_enabled(NULL) != 1) {
        plain_start(made, key);
        *mac = made;
        return PBJWT_OK;
    }
#endif
    ERR_set_mark();
    const bool good = evp_start(made, key, context, properties);
    ERR_pop_to_mark();
    if (!good) {
        pbjwti_mac_free(made);
        return PBJWT_INTERNAL;
    }
    *mac = made;
    return PBJWT_OK;
}

void pbjwti_mac_free(pbjwti_mac *mac) {
    if (mac == NULL)
        return;
    EVP_MD_CTX_free(mac->evp_inner); /* wipes the state */
    EVP_MD_CTX_free(mac->evp_outer);
    EVP_MD_free(mac->digest);
    pbjwti_wipe(mac, sizeof *mac);
    free(mac);
}

const char *pbjwti_mac_backend(const pbjwti_mac *mac) {
    return mac->digest != NULL ? "evp" : "sha256";
}

pbjwt_status pbjwti_mac_compute(const pbjwti_mac *mac, pbjwti_mac_scratch **scratch,
                                pbjwti_view data, unsigned char out[PBJWTI_MAC_BYTES]) {
#if SAVED_STATES
    if (mac->digest == NULL) {
        plain_mac(mac, data, out);
        return PBJWT_OK;
    }
#endif
    return evp_mac(mac, scratch, data, out);
}

/* For explanations */

pbjwt_status pbjwti_sha256(pbjwti_view first, pbjwti_view second,
                           unsigned char out[PBJWTI_MAC_BYTES]) {
    ERR_set_mark();
    EVP_MD_CTX *const context = EVP_MD_CTX_new();
    const bool good = context != NULL && EVP_DigestInit_ex2(context, EVP_sha256(), NULL) == 1 &&
                      EVP_DigestUpdate(context, first.data, first.length) == 1 &&
                      EVP_DigestUpdate(context, second.data, second.length) == 1 &&
                      EVP_DigestFinal_ex(context, out, NULL) == 1;
    EVP_MD_CTX_free(context);
    ERR_pop_to_mark();
    return good ? PBJWT_OK : PBJWT_INTERNAL;
}

pbjwt_status pbjwti_longer_hmac(pbjwti_view key, pbjwti_view data, size_t bytes,
                                unsigned char out[PBJWTI_LONGEST_MAC_BYTES]) {
    ERR_set_mark();
    const bool good =
        EVP_Q_mac(NULL, "HMAC", NULL, bytes == 48 ? "SHA384" : "SHA512", NULL, key.data, key.length,
                  data.data, data.length, out, PBJWTI_LONGEST_MAC_BYTES, NULL) != NULL;
    ERR_pop_to_mark();
    return good ? PBJWT_OK : PBJWT_INTERNAL;
}
