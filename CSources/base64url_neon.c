/* SPDX-License-Identifier: Apache-2.0 */
#include "base64url_neon.h"

#if PBJWTI_HAS_NEON

/*
 * Values of 16 characters; sets bits of `bad` where one is no base64url character. Rows and columns are
 * those of base64url_avx2.c: a character is bad where a bit of its row is among those of its column.
 */
static inline uint8x16_t neon_values_of(uint8x16_t text, uint8x16_t *bad) {
    enum { SIGNS = 1, DIGITS = 2, FIRST_LETTERS = 4, CAPITALS = 8, SMALL = 16, NONE = 32 };
    static const uint8_t rows[16] = {NONE,          NONE,  SIGNS, DIGITS, FIRST_LETTERS, CAPITALS,
                                     FIRST_LETTERS, SMALL, NONE,  NONE,   NONE,          NONE,
                                     NONE,          NONE,  NONE,  NONE};
    enum { OTHER_SIGNS = NONE | SIGNS, AFTER_9 = OTHER_SIGNS | DIGITS, AFTER_Z = CAPITALS | SMALL };
    static const uint8_t columns[16] = {OTHER_SIGNS | FIRST_LETTERS,
                                        OTHER_SIGNS,
                                        OTHER_SIGNS,
                                        OTHER_SIGNS,
                                        OTHER_SIGNS,
                                        OTHER_SIGNS,
                                        OTHER_SIGNS,
                                        OTHER_SIGNS,
                                        OTHER_SIGNS,
                                        OTHER_SIGNS,
                                        AFTER_9,
                                        AFTER_9 | AFTER_Z,
                                        AFTER_9 | AFTER_Z,
                                        NONE | DIGITS | AFTER_Z,
                                        AFTER_9 | AFTER_Z,
                                        AFTER_9 | SMALL};
    /* The offsets from a row's characters to their values, modulo 256; '_' needs its own extra
       offset. */
    static const uint8_t steps[16] = {0,         0,         62 - '-',       52 - '0',
                                      256 - 'A', 256 - 'A', 256 + 26 - 'a', 256 + 26 - 'a'};

    const uint8x16_t row = vshrq_n_u8(text, 4);
    const uint8x16_t column = vandq_u8(text, vdupq_n_u8(0x0F));
    *bad = vorrq_u8(
        *bad, vandq_u8(vqtbl1q_u8(vld1q_u8(rows), row), vqtbl1q_u8(vld1q_u8(columns), column)));
    const uint8x16_t underscore = vceqq_u8(text, vdupq_n_u8('_'));
    return vaddq_u8(vaddq_u8(text, vqtbl1q_u8(vld1q_u8(steps), row)),
                    vandq_u8(underscore, vdupq_n_u8(63 - '_' + 'A')));
}

/* 64 characters, the four places of their groups in a register each, to 48 bytes. */
static inline bool neon_decode_two_blocks(const unsigned char *text, unsigned char *out) {
    const uint8x16x4_t places = vld4q_u8(text);
    uint8x16_t bad = vdupq_n_u8(0);
    const uint8x16_t a = neon_values_of(places.val[0], &bad);
    const uint8x16_t b = neon_values_of(places.val[1], &bad);
    const uint8x16_t c = neon_values_of(places.val[2], &bad);
    const uint8x16_t d = neon_values_of(places.val[3], &bad);
    if (vmaxvq_u8(bad) != 0)
        return false;
    const uint8x16x3_t bytes = {{vorrq_u8(vshlq_n_u8(a, 2), vshrq_n_u8(b, 4)),
                                 vorrq_u8(vshlq_n_u8(b, 4), vshrq_n_u8(c, 2)),
                                 vorrq_u8(vshlq_n_u8(c, 6), d)}};
    vst3q_u8(out, bytes);
    return true;
}

/* 32 characters, two places in a register, to 24 bytes. */
static inline bool neon_decode_block(const unsigned char *text, unsigned char *out) {
    const uint8x8x4_t places = vld4_u8(text);
    uint8x16_t bad = vdupq_n_u8(0);
    const uint8x16_t ab = neon_values_of(vcombine_u8(places.val[0], places.val[1]), &bad);
    const uint8x16_t cd = neon_values_of(vcombine_u8(places.val[2], places.val[3]), &bad);
    if (vmaxvq_u8(bad) != 0)
        return false;
    const uint8x8_t a = vget_low_u8(ab), b = vget_high_u8(ab);
    const uint8x8_t c = vget_low_u8(cd), d = vget_high_u8(cd);
    const uint8x8x3_t bytes = {{vorr_u8(vshl_n_u8(a, 2), vshr_n_u8(b, 4)),
                                vorr_u8(vshl_n_u8(b, 4), vshr_n_u8(c, 2)),
                                vorr_u8(vshl_n_u8(c, 6), d)}};
    vst3_u8(out, bytes);
    return true;
}

size_t pbjwti_base64url_decode_neon(const unsigned char *text, size_t length, unsigned char *out) {
    enum { BLOCK = PBJWTI_NEON_BLOCK };
    const size_t whole = length / 4 * 4; /* groups */
    size_t done = 0;
    if (whole < BLOCK)
        return 0;
    for (; whole - done >= 2 * BLOCK; done += 2 * BLOCK)
        if (!neon_decode_two_blocks(text + done, out + done / 4 * 3))
            return done;
    for (; whole - done > BLOCK; done += BLOCK)
        if (!neon_decode_block(text + done, out + done / 4 * 3))
            return done;
    if (done == whole)
        return whole;
    /* The last block covers the rest, and overlaps some that is done. */
    const size_t last = whole - BLOCK;
    return neon_decode_block(text + last, out + last / 4 * 3) ? whole : done;
}

#else
typedef int pbjwti_no_neon_path; /* a translation unit isn't empty */
#endif
