/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Compares the library's JSON reader with jansson on generated and mutated payloads: either both accept a
 * document or neither does, and every value in accepted documents is the same.
 *
 *     differential [DOCUMENTS [SEED]]
 *
 * Documents with NUL bytes or unbounded nesting don't reach jansson, which leaves these checks to its callers.
 * Prints each difference and the counts; the exit status is 1 if there is a difference.
 */
#include "differential_compare.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 4096 };

/* Every kind of value, escape and number in payloads, some of them close to a limit. */
static const char *const seeds[] = {
    "{\"email\":\"a@b.c\",\"name\":\"Zo\\u00eb \\ud83d\\ude80\",\"exp\":1750000000,\"iat\":1.75e9,"
    "\"x\":[1,2,{\"a\":null,\"b\":true,\"c\":false}],\"m\":-0.1e-5}",
    "{\"a\":\"\\/\\\\\\\"\\b\\f\\n\\r\\t\",\"\\u0061b\":9223372036854775807,"
    "\"n\":-9223372036854775808,\"\xc3\xa9\":\"\xf0\x9f\x9a\x80\xe2\x82\xac\"}",
    " { \"k\" : [ ] , \"o\" : { } , \"d\" : [ [ [ { \"z\" : 0 } ] ] ] } ",
    "{\"big\":123456789012345678,\"r\":1.7976931348623157e308,\"q\":0.30000000000000004,"
    "\"t\":5e-324,\"u\":12345678901234567890.5}",
    "{\"a_longer_name_than_sixteen\":\"and a text that is longer than thirty-two bytes, too\","
    "\"a_longer_name_than_sixteem\":\"\\u00e9t\\u00e9 \\u4f60\\u597d\",\"id\":\"7\"}",
    "{\"l\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
};

static const char *const pieces[] = {
    "\"",
    "\\",
    "\\u",
    "\\ud800",
    "\\udc00",
    "\\u0000",
    "\\u0061",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "0",
    "-",
    "1e",
    "e5",
    ".5",
    "true",
    "nul",
    "\x80",
    "\xc2",
    "\xe0\x80",
    "\xed\xa0\x80",
    "\xf4\x90\x80\x80",
    "\xef\xbf\xbf",
    " ",
    "\n",
    "\x0b",
    "/",
    "9223372036854775808",
    "1e309",
    "1e308",
    "99999999",
    "\"a\":1",
    "\"a\":1,\"a\":2",
    "\"\\u0061\":1",
    "E+",
    "-0",
    "00",
    "\x7f",
    "\x1f",
    "{\"id\":1}",
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static uint64_t random_state;

static size_t below(size_t limit) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)(random_state % limit);
}

/* Inserts `count` bytes at `at`, if there is room. */
static size_t insert(unsigned char *text, size_t length, size_t at, const void *bytes,
                     size_t count) {
    if (length + count > ROOM)
        return length;
    memmove(text + at + count, text + at, length - at);
    memcpy(text + at, bytes, count);
    return length + count;
}

static size_t mutate(unsigned char *text, size_t length) {
    unsigned char moved[32];
    const char *const piece = pieces[below(COUNT_OF(pieces))];
    if (length == 0)
        return insert(text, 0, 0, piece, strlen(piece));
    const size_t at = below(length);
    size_t count = 1 + below(sizeof moved - 1);
    if (count > length - at)
        count = length - at;

    switch (below(6)) {
    case 0: /* another byte */
        text[at] = (unsigned char)below(256);
        return length;
    case 1: /* another bit */
        text[at] ^= (unsigned char)(1u << below(8));
        return length;
    case 2: /* fewer bytes */
        memmove(text + at, text + at + count, length - at - count);
        return length - count;
    case 3: /* some bytes copied elsewhere */
        memcpy(moved, text + at, count);
        return insert(text, length, below(length + 1), moved, count);
    default: /* a piece of the grammar */
        return insert(text, length, at, piece, strlen(piece));
    }
}

int main(int argc, char **argv) {
    const long documents = argc > 1 ? atol(argv[1]) : 200000;
    const uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    random_state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;

    long accepted = 0, differences = 0;
    for (long i = 0; i < documents; i++) {
        unsigned char text[ROOM];
        const char *const start = seeds[below(COUNT_OF(seeds))];
        size_t length = strlen(start);
        memcpy(text, start, length);
        for (size_t changes = below(4); changes > 0; changes--)
            length = mutate(text, length);

        /* A block of exactly its size, so that a sanitizer detects an over-read. */
        unsigned char *const exact = malloc(length + (length == 0));
        if (exact == NULL)
            return 3;
        memcpy(exact, text, length);
        const char *const what = difference((pbjwti_view){exact, length}, &accepted);
        if (what != NULL) {
            differences++;
            printf("%s: %.*s\n", what, (int)length, (const char *)exact);
        }
        free(exact);
        if (documents >= 1000000 && (i + 1) % 1000000 == 0)
            fprintf(stderr, "%ld documents\n", i + 1);
    }
    printf("differential: %ld documents, %ld accepted by both, %ld differences, seed %" PRIu64 "\n",
           documents, accepted, differences, seed);
    return differences == 0 ? 0 : 1;
}
