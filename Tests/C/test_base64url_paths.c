/* SPDX-License-Identifier: Apache-2.0 */

/* The decoder's vector path and its portable path give the same bytes and the same refusals. */
#include "support.h"

#include "base64url.h"
#include "base64url_avx2.h"
#include "base64url_neon.h"

#include <string.h>

enum { LONGEST = 200 };

/* Each writes into a block of exactly the permitted size. */
static void check_alike(const unsigned char *text, size_t length) {
    const size_t size = pbjwti_base64url_decoded_size(length);
    unsigned char *const exact = allocate(length);
    unsigned char *const a = allocate(pbjwti_base64url_room(length));
    unsigned char *const b = allocate(size);
    memcpy(exact, text, length);
    const bool good = pbjwti_base64url_decode(exact, length, a);
    if (good != pbjwti_base64url_decode_portable(exact, length, b) ||
        (good && memcmp(a, b, size) != 0))
        report(__FILE__, __LINE__, "%zu characters: %.*s", length, (int)length, (const char *)text);
}

static void fill(unsigned char *text, size_t length, unsigned seed) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (size_t i = 0; i < length; i++) {
        seed = seed * 1103515245u + 12345u;
        text[i] = (unsigned char)digits[seed >> 16 & 63];
    }
}

static void every_length_decodes_alike(void **state) {
    (void)state;
    unsigned char text[LONGEST];
    for (unsigned seed = 1; seed <= 20; seed++) {
        fill(text, sizeof text, seed);
        for (size_t length = 0; length <= LONGEST; length++)
            check_alike(text, length);
    }
}

static void all_paths_agree_on_every_byte_at_every_place(void **state) {
    (void)state;
    unsigned char text[120];
    fill(text, sizeof text, 7);
    for (size_t at = 0; at < sizeof text; at++) {
        const unsigned char before = text[at];
        for (unsigned byte = 0; byte < 256; byte++) {
            text[at] = (unsigned char)byte;
            check_alike(text, sizeof text);
        }
        text[at] = before;
        release_memory();
    }
}

/* The value of each character of the alphabet (RFC 4648, 5); -1 for all other bytes. */
static void list_values(int values[256]) {
    for (int byte = 0; byte < 256; byte++)
        values[byte] = byte >= 'A' && byte <= 'Z'   ? byte - 'A'
                       : byte >= 'a' && byte <= 'z' ? byte - 'a' + 26
                       : byte >= '0' && byte <= '9' ? byte - '0' + 52
                       : byte == '-'                ? 62
                       : byte == '_'                ? 63
                                                    : -1;
}

/* A decoder reads a text in blocks and then the rest, so every length is a different case. The other paths have
   their own builds of this test. */
static void every_byte_is_checked_at_every_place_of_every_length(void **state) {
    (void)state;
    static const int unused[] = {0, 0, 15, 3}; /* unused bits of the last character */
    int values[256];
    size_t judged = 0, wrong = 0;
    list_values(values);
    for (size_t length = 0; length <= LONGEST; length++) {
        unsigned char *const text = allocate(length);
        unsigned char *const out = allocate(pbjwti_base64url_room(length));
        fill(text, length, (unsigned)length);
        if (length > 0)
            text[length - 1] = 'A';
        for (size_t at = 0; at < length; at++) {
            const unsigned char before = text[at];
            const int zero = at == length - 1 ? unused[length % 4] : 0;
            for (int byte = 0; byte < 256; byte++) {
                const bool good =
                    length % 4 != 1 && values[byte] >= 0 && (values[byte] & zero) == 0;
                text[at] = (unsigned char)byte;
                judged++;
                if (pbjwti_base64url_decode(text, length, out) != good && wrong++ < 20)
                    report(__FILE__, __LINE__, "byte %d at %zu of %zu characters is %s", byte, at,
                           length, good ? "refused" : "accepted");
            }
            text[at] = before;
        }
        release_memory();
    }
    check(judged == 256u * LONGEST * (LONGEST + 1) / 2 && wrong == 0);
}

static void encoded_bytes_decode_to_themselves(void **state) {
    (void)state;
    unsigned char bytes[150], back[150]; /* whole groups */
    char text[200];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 37 + 11);
    for (size_t length = 0; length <= sizeof bytes; length++) {
        const size_t size = pbjwti_base64url_encoded_size(length);
        pbjwti_base64url_encode(bytes, length, text);
        check(pbjwti_base64url_decoded_size(size) == length);
        check(pbjwti_base64url_decode((const unsigned char *)text, size, back));
        check(memcmp(bytes, back, length) == 0);
        check(strcmp(base64url(bytes, length), textf("%.*s", (int)size, text)) == 0);
    }
}

static void the_vector_path_runs_if_the_machine_has_it(void **state) {
    (void)state;
#if PBJWTI_HAS_AVX2
    if (PBJWTI_RUNS_AVX2()) {
        unsigned char text[104], out[78];
        fill(text, sizeof text, 3);
        check(pbjwti_base64url_decode_avx2(text, 104, out));
        check(!pbjwti_base64url_decode_avx2(text, 101, out));
        check(pbjwti_base64url_decode_avx2(text, 96, out));
        check(pbjwti_base64url_decode_avx2(text, PBJWTI_AVX2_SHORTEST + 1, out));
        text[33] = '=';
        check(!pbjwti_base64url_decode_avx2(text, 104, out));
        return;
    }
#elif PBJWTI_HAS_NEON
    unsigned char text[136], out[102];
    fill(text, sizeof text, 3);
    check(pbjwti_base64url_decode_neon(text, 136, out) == 136); /* two, two, and one more */
    check(pbjwti_base64url_decode_neon(text, 104, out) == 104);
    check(pbjwti_base64url_decode_neon(text, 43, out) == 40);
    check(pbjwti_base64url_decode_neon(text, 32, out) == 32);
    check(pbjwti_base64url_decode_neon(text, 31, out) == 0);
    text[103] = '=';
    check(pbjwti_base64url_decode_neon(text, 136, out) == 64);
    check(pbjwti_base64url_decode_neon(text, 104, out) == 96);
    check(pbjwti_base64url_decode_neon(text, 103, out) == 100);
    return;
#endif
    print_message("left out: neither AVX2 nor NEON here\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(every_length_decodes_alike),
        fixture_test(all_paths_agree_on_every_byte_at_every_place),
        fixture_test(every_byte_is_checked_at_every_place_of_every_length),
        fixture_test(encoded_bytes_decode_to_themselves),
        fixture_test(the_vector_path_runs_if_the_machine_has_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
