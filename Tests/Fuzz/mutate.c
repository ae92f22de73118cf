/* SPDX-License-Identifier: Apache-2.0 */
#include "mutate.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Names of members in payloads and headers. */
static const char *const names[] = {
    "email",
    "sub",
    "id",
    "user_hash",
    "name",
    "avatar_url",
    "avatarURL",
    "company_name",
    "company_id",
    "company_mrr",
    "customer_status",
    "renewal_date",
    "renewal_risk",
    "account_owner_id",
    "account_owner_email",
    "external_user_id",
    "exp",
    "nbf",
    "iat",
    "iss",
    "aud",
    "jti",
    "x",
    "plan",
    "alg",
    "typ",
    "kid",
    "crit",
    "b64",
};

/* Values of each type, many of them close to valid values of claims. The times are around FUZZ_NOW. */
static const char *const values[] = {
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-1",
    "1.5",
    "1e308",
    "1e309",
    "5e-324",
    "-0.0",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "253402300799",
    "253402300800",
    "1750000000",
    "1750000001",
    "1749999999",
    "1750000030",
    "1749999970",
    "1750003600",
    "1750003601",
    "1750003630.5",
    "1e9",
    "1.75e9",
    "\"\"",
    "\" \"",
    "\"undefined\"",
    "\"[object Object]\"",
    "\"NaN\"",
    "\"a@b.c\"",
    "\"A@b.c\"",
    "\" a@b.c\\u00a0\"",
    "\"HS256\"",
    "\"none\"",
    "\"JWT\"",
    "\"jwt\"",
    "\"k1\"",
    "\"old\"",
    "\"low\"",
    "\"active\"",
    "\"2026-03-31\"",
    "\"2026-03-31T09:30:00+02:00\"",
    "\"2024-02-30\"",
    "\"https://b.c/d%20\"",
    "\"javascript:alert(1)\"",
    "\"https://issuer.example\"",
    "\"productbridge\"",
    "[\"productbridge\",\"x\"]",
    "[]",
    "{}",
    "[1,[2,{\"a\":3}]]",
    "{\"a\":{\"a\":[]}}",
    "\"\\ud83d\\ude80\"",
    "\"\\ud83d\"",
    "\"\\u0000\"",
    "\"Zo\xc3\xab\"",
    "\"\xc3\"",
    "\"\\/\"",
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

enum { MEMBERS = 48 };

/* The range of a member of the outer object: from its name's quote to its value's end. */
typedef struct span {
    size_t start, name_end, value, end;
} span;

fuzz_random fuzz_random_of(unsigned seed) {
    return (fuzz_random){(uint64_t)seed * UINT64_C(0x9E3779B97F4A7C15) + 1};
}

size_t fuzz_below(fuzz_random *random, size_t limit) {
    random->state ^= random->state << 13;
    random->state ^= random->state >> 7;
    random->state ^= random->state << 17;
    return (size_t)((random->state >> 11) % limit);
}

/* Finds the members as far as the text looks like an object. */
static size_t find_members(const uint8_t *text, size_t size, span *members) {
    size_t count = 0, depth = 0;
    bool in_string = false, named = false;
    span current = {0, 0, 0, 0};
    for (size_t i = 0; i < size && count < MEMBERS; i++) {
        const uint8_t c = text[i];
        if (in_string) {
            i += c == '\\';
            in_string = c != '"';
            if (!in_string && depth == 1 && !named)
                current.name_end = i + 1;
        } else if (c == '"') {
            in_string = true;
            if (depth == 1 && !named)
                current.start = i;
        } else if (c == ':' && depth == 1) {
            named = true;
            current.value = i + 1;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']' || c == ',') {
            if (depth == 1 && named) {
                current.end = i;
                if (current.name_end > current.start && current.value >= current.name_end)
                    members[count++] = current;
                named = false;
            }
            depth -= c != ',' && depth > 0;
        }
    }
    return count;
}

/* Replaces `start` to `end` with bytes; does nothing if there isn't enough room. */
static size_t splice(uint8_t *text, size_t size, size_t room, size_t start, size_t end,
                     const void *bytes, size_t count) {
    const size_t changed = size - (end - start) + count;
    if (changed > room)
        return size;
    memmove(text + start + count, text + end, size - end);
    memcpy(text + start, bytes, count);
    return changed;
}

static const char *pick(const char *const *from, size_t count, fuzz_random *random) {
    return from[fuzz_below(random, count)];
}

/* Writes one character of a name or value as an escape. */
static size_t escape(uint8_t *text, size_t size, size_t room, size_t start, size_t end,
                     fuzz_random *random) {
    char escaped[8];
    if (end - start < 3)
        return size;
    const size_t at = start + 1 + fuzz_below(random, end - start - 2);
    const int length = snprintf(escaped, sizeof escaped,
                                fuzz_below(random, 2) == 0 ? "\\u%04x" : "\\u%04X", text[at]);
    return splice(text, size, room, at, at + 1, escaped, (size_t)length);
}

static size_t mutate_span(uint8_t *text, size_t size, size_t room, size_t start, size_t end) {
    uint8_t part[512];
    const size_t length = end - start;
    if (length == 0 || length > sizeof part / 2)
        return LLVMFuzzerMutate(text, size, room);
    memcpy(part, text + start, length);
    const size_t changed = LLVMFuzzerMutate(part, length, sizeof part);
    return splice(text, size, room, start, end, part, changed);
}

size_t fuzz_mutate_json(uint8_t *text, size_t size, size_t room, fuzz_random *random) {
    span members[MEMBERS];
    char piece[1024];
    const size_t count = find_members(text, size, members);
    if (count == 0 || fuzz_below(random, 6) == 0)
        return LLVMFuzzerMutate(text, size, room);
    const span m = members[fuzz_below(random, count)], other = members[fuzz_below(random, count)];
    const char *const name = pick(names, COUNT_OF(names), random);
    const char *const value = pick(values, COUNT_OF(values), random);
    const size_t length = m.end - m.start;
    int made = 0;

    switch (fuzz_below(random, 10)) {
    case 0: /* duplicated, before another one */
        if (length + 1 > sizeof piece)
            return size;
        memcpy(piece, text + m.start, length);
        piece[length] = ',';
        return splice(text, size, room, other.start, other.start, piece, length + 1);
    case 1: /* removed, with its comma */
        return splice(text, size, room, m.start, m.end + (text[m.end] == ','), "", 0);
    case 2: /* with another value */
        return splice(text, size, room, m.value, m.end, value, strlen(value));
    case 3: /* renamed */
        made = snprintf(piece, sizeof piece, "\"%s\"", name);
        return splice(text, size, room, m.start, m.name_end, piece, (size_t)made);
    case 4: /* a new one */
        made = snprintf(piece, sizeof piece, "\"%s\":%s,", name, value);
        return splice(text, size, room, m.start, m.start, piece, (size_t)made);
    case 5:
        return escape(text, size, room, m.start, m.name_end, random);
    case 6:
        return escape(text, size, room, m.value, m.end, random);
    case 7: /* nested */
        made = snprintf(piece, sizeof piece, fuzz_below(random, 2) == 0 ? "[%.*s]" : "{\"a\":%.*s}",
                        (int)(m.end - m.value), (const char *)text + m.value);
        if ((size_t)made >= sizeof piece)
            return size;
        return splice(text, size, room, m.value, m.end, piece, (size_t)made);
    case 8: /* white space around the colon */
        return splice(text, size, room, m.name_end, m.value, " \t:\r\n", 5);
    default: /* its value mutated by libFuzzer */
        return mutate_span(text, size, room, m.value, m.end);
    }
}
