/* SPDX-License-Identifier: Apache-2.0 */

/* Compares base64url of the vector code, the portable code and the reference. */
#include "base64url.h"
#include "oracle.h"

#include <stdlib.h>
#include <string.h>

typedef bool (*decoder)(const unsigned char *text, size_t length, unsigned char *out);

/* The library's result for a text of exactly its size, decoded into a block of exactly the required size. */
static void check(decoder decode, const unsigned char *text, size_t length,
                  const unsigned char *wanted, long wanted_size) {
    const size_t size = pbjwti_base64url_decoded_size(length);
    unsigned char *const out = (unsigned char *)malloc(pbjwti_base64url_room(length));
    const bool good = decode(text, length, out);
    FUZZ_CHECK(good == (wanted_size >= 0));
    if (good)
        FUZZ_CHECK((size_t)wanted_size == size && memcmp(out, wanted, size) == 0);
    free(out);
}

/* Encoding gives the reference's text, which decodes to the original bytes. */
static void check_round_trip(const unsigned char *bytes, size_t length) {
    const size_t size = pbjwti_base64url_encoded_size(length);
    char *const text = (char *)malloc(size), *const wanted = (char *)malloc(size + 4);
    pbjwti_base64url_encode(bytes, length, text);
    FUZZ_CHECK(fuzz_base64url_encode(bytes, length, wanted) == size);
    FUZZ_CHECK(size == 0 || memcmp(text, wanted, size) == 0);
    check(pbjwti_base64url_decode, (const unsigned char *)text, size, bytes, (long)length);
    check(pbjwti_base64url_decode_portable, (const unsigned char *)text, size, bytes, (long)length);
    free(wanted);
    free(text);
}

static void check_text(const unsigned char *text, size_t length) {
    unsigned char *const wanted = (unsigned char *)malloc(length + 1);
    const long size = fuzz_base64url_decode(text, length, wanted);
    check(pbjwti_base64url_decode, text, length, wanted, size);
    check(pbjwti_base64url_decode_portable, text, length, wanted, size);
    if (size > 0)
        fuzz_accepted();
    free(wanted);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length) {
    unsigned char *const text = fuzz_copy(data, length);
    check_text(text, length);
    check_round_trip(text, length);
    /* The same bytes mapped to the alphabet except for a few, which gives good or nearly good texts. */
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (size_t i = 0; i < length; i++)
        if (text[i] < 250)
            text[i] = (unsigned char)digits[text[i] & 63];
    check_text(text, length);
    free(text);
    return 0;
}
