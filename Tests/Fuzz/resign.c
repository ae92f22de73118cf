/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The mutator of tokens: takes one apart, mutates the JSON of its header or payload, reassembles and signs it,
 * so that the fuzzer gets past the MAC. Sometimes it keeps the old signature, corrupts it, or mutates the raw
 * bytes, as attackers do.
 */
#include "mutate.h"
#include "oracle.h"

#include <string.h>

static const char start_header[] = "{\"alg\":\"HS256\"}";
static const char start_payload[] = "{\"email\":\"a@b.c\",\"iat\":1750000000,\"exp\":1750003600}";

/* The JSON of a segment, or if there is none, a text to start from. */
static size_t open_segment(const uint8_t *segment, size_t length, const char *start,
                           uint8_t *json) {
    const long size = length < FUZZ_ROOM ? fuzz_base64url_decode(segment, length, json) : -1;
    if (size > 0)
        return (size_t)size;
    memcpy(json, start, strlen(start));
    return strlen(start);
}

/* Flips one bit anywhere in the MAC. */
static void spoil(unsigned char mac[FUZZ_MAC_BYTES], fuzz_random *random) {
    mac[fuzz_below(random, FUZZ_MAC_BYTES)] ^= (unsigned char)(1u << fuzz_below(random, 8));
}

static size_t sign(char *token, size_t length, fuzz_random *random) {
    static const char *const others[] = {FUZZ_SECOND_SECRET, FUZZ_OLD_SECRET, "another secret"};
    const char *const secret =
        fuzz_below(random, 8) > 0 ? FUZZ_SECRET : others[fuzz_below(random, 3)];
    unsigned char mac[FUZZ_MAC_BYTES];
    fuzz_hmac(secret, token, length, mac);
    if (fuzz_below(random, 24) == 0)
        spoil(mac, random);
    token[length++] = '.';
    return length + fuzz_base64url_encode(mac, sizeof mac, token + length);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    static uint8_t header[FUZZ_ROOM], payload[FUZZ_ROOM];
    static char token[4 * FUZZ_ROOM];
    fuzz_random random = fuzz_random_of(seed);
    fuzz_parts parts = {0};
    if (fuzz_below(&random, 16) == 0)
        return LLVMFuzzerMutate(data, size, max_size);
    /* Sometimes starts from a good token, because most of the corpus is refused. */
    if (fuzz_below(&random, 4) > 0)
        (void)fuzz_split(data, size, &parts);

    size_t header_size = open_segment(parts.header, parts.header_length, start_header, header);
    size_t payload_size = open_segment(parts.payload, parts.payload_length, start_payload, payload);
    /* The result must fit: four characters for three bytes, dots and a signature. */
    const size_t most = max_size < FUZZ_ROOM ? max_size : FUZZ_ROOM;
    const size_t room = most < 128 ? 0 : (most - 64) / 4 * 3 - 8;
    if (header_size + payload_size > room)
        return LLVMFuzzerMutate(data, size, max_size);
    const size_t left = room - header_size - payload_size;

    for (size_t changes = 1 + fuzz_below(&random, 2); changes > 0; changes--) {
        if (fuzz_below(&random, 6) == 0)
            header_size = fuzz_mutate_json(header, header_size, header_size + left / 8, &random);
        else
            payload_size =
                fuzz_mutate_json(payload, payload_size, payload_size + left / 8, &random);
        if (header_size + payload_size > room || header_size == 0 || payload_size == 0)
            break;
    }

    size_t length = fuzz_base64url_encode(header, header_size, token);
    token[length++] = '.';
    length += fuzz_base64url_encode(payload, payload_size, token + length);
    length = sign(token, length, &random);
    if (length > max_size)
        return LLVMFuzzerMutate(data, size, max_size);
    memcpy(data, token, length);
    return length;
}
