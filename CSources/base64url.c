/* SPDX-License-Identifier: Apache-2.0 */
#include "base64url.h"

#include "base64url_avx2.h"
#include "base64url_neon.h"

/*
 * One table for each of the four places in a group, with the values already shifted: a group is
 * four loads and three ORs. Any other character is INVALID, whose top bit no group of valid
 * characters can have.
 */
#define INVALID UINT32_C(0x80000000)
#define DIGIT(c)                                                                                   \
    ((c) >= 'A' && (c) <= 'Z'   ? (c) - 'A'                                                        \
     : (c) >= 'a' && (c) <= 'z' ? (c) - 'a' + 26                                                   \
     : (c) >= '0' && (c) <= '9' ? (c) - '0' + 52                                                   \
     : (c) == '-'               ? 62                                                               \
     : (c) == '_'               ? 63                                                               \
                                : -1)
#define ENTRY(c, shift) (DIGIT(c) < 0 ? INVALID : (uint32_t)DIGIT(c) << (shift))
#define ROW4(c, s) ENTRY(c, s), ENTRY((c) + 1, s), ENTRY((c) + 2, s), ENTRY((c) + 3, s)
#define ROW16(c, s) ROW4(c, s), ROW4((c) + 4, s), ROW4((c) + 8, s), ROW4((c) + 12, s)
#define ROW64(c, s) ROW16(c, s), ROW16((c) + 16, s), ROW16((c) + 32, s), ROW16((c) + 48, s)
#define TABLE(s)                                                                                   \
    { ROW64(0, s), ROW64(64, s), ROW64(128, s), ROW64(192, s) }

static const uint32_t place[4][256] = {TABLE(18), TABLE(12), TABLE(6), TABLE(0)};

/* The last `count` characters, which don't make a whole group, with the errors seen before. */
static inline bool decode_rest(const unsigned char *text, size_t count, uint32_t seen,
                               unsigned char *out) {
    if (count == 0)
        return (seen & INVALID) == 0;
    if (count == 1)
        return false;
    uint32_t rest = place[0][text[0]] | place[1][text[1]];
    out[0] = (unsigned char)(rest >> 16);
    if (count == 2)
        return ((seen | rest) & INVALID) == 0 && (rest & 0xFFFF) == 0;
    rest |= place[2][text[2]];
    out[1] = (unsigned char)(rest >> 8);
    return ((seen | rest) & INVALID) == 0 && (rest & 0xFF) == 0;
}

bool pbjwti_base64url_decode(const unsigned char *text, size_t length, unsigned char *out) {
#if PBJWTI_HAS_AVX2
    if (length >= PBJWTI_AVX2_SHORTEST && PBJWTI_RUNS_AVX2())
        return pbjwti_base64url_decode_avx2(text, length, out);
#elif PBJWTI_HAS_NEON
    const size_t done = pbjwti_base64url_decode_neon(text, length, out);
    text += done;
    length -= done;
    out += done / 4 * 3;
    if (length < 4)
        return decode_rest(text, length, 0, out);
#endif
    return pbjwti_base64url_decode_portable(text, length, out);
}

bool pbjwti_base64url_decode_portable(const unsigned char *text, size_t length,
                                      unsigned char *out) {
    const unsigned char *const last = text + length / 4 * 4;
    uint32_t seen = 0;

    for (; text != last; text += 4, out += 3) {
        const uint32_t group =
            place[0][text[0]] | place[1][text[1]] | place[2][text[2]] | place[3][text[3]];
        seen |= group;
        out[0] = (unsigned char)(group >> 16);
        out[1] = (unsigned char)(group >> 8);
        out[2] = (unsigned char)group;
    }

    return decode_rest(text, length % 4, seen, out);
}

void pbjwti_base64url_encode(const unsigned char *bytes, size_t length, char *out) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t i = 0;

    for (; length - i >= 3; i += 3) {
        const uint32_t group =
            (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 | (uint32_t)bytes[i + 2];
        *out++ = digits[group >> 18];
        *out++ = digits[group >> 12 & 63];
        *out++ = digits[group >> 6 & 63];
        *out++ = digits[group & 63];
    }
    if (length - i == 1) {
        *out++ = digits[bytes[i] >> 2];
        *out = digits[bytes[i] << 4 & 63];
    } else if (length - i == 2) {
        const uint32_t group = (uint32_t)bytes[i] << 8 | (uint32_t)bytes[i + 1];
        *out++ = digits[group >> 10];
        *out++ = digits[group >> 4 & 63];
        *out = digits[group << 2 & 63];
    }
}
