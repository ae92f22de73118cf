/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Everything in an identity as one string, because passing each value separately is slow.
 * lib/identity.js extracts a text on access.
 *
 * It begins with numbers, each written as characters of seven bits, low ones first: so the string
 * stays ASCII if the texts are, which is the fast case. The layout is
 *
 *   the start of each text, 3 characters each: the texts below, the payload if it has custom claims, the
 *   audiences, and the end of the last one;
 *   which texts are present, 3 characters; the number of audiences, 3; the kinds, 1 each; which numbers are
 *   present, 1; the numbers, 10 characters each for their 64 bits; the number of warnings, 1, and 2 for each;
 *   the number of refusals, 1, and 2 for each; the texts, one after the other.
 *
 * The counts come first, because all other positions depend on them.
 */
#include "addon.h"

#include <stdlib.h>
#include <string.h>

enum { TEXTS = 17, NUMBERS = 5, ROOM = 4096 };

/* The part written so far; `data` has room for everything. */
typedef struct {
    char *data;
    size_t length;
} writer;

static void put(writer *to, uint64_t number, int characters) {
    for (int shift = 0; shift < 7 * characters; shift += 7)
        to->data[to->length++] = (char)(number >> shift & 0x7f);
}

/* The width of texts: V8 has a function for each, and only the last is slow. */
typedef enum { ASCII, LATIN1, WIDE } width;

static width width_of(const char *text, size_t length) {
    uint64_t all = 0, word;
    size_t index = 0;
    for (; index + sizeof word <= length; index += sizeof word) {
        memcpy(&word, text + index, sizeof word);
        all |= word;
    }
    for (; index < length; index++)
        all |= (uint64_t)(unsigned char)text[index];
    if ((all & UINT64_C(0x8080808080808080)) == 0)
        return ASCII;
    for (index = 0; index < length; index++)
        if ((unsigned char)text[index] > 0xc3) /* begins a character above U+00FF */
            return WIDE;
    return LATIN1;
}

/* Units of UTF-16, in which JavaScript counts: a character of four bytes is two. */
static size_t units_of(const char *text, size_t length) {
    size_t units = 0;
    for (size_t index = 0; index < length; index++) {
        const unsigned char byte = (unsigned char)text[index];
        units += ((byte & 0xc0) != 0x80) + (size_t)(byte >= 0xf0);
    }
    return units;
}

/* Writes characters up to U+00FF as one byte each; returns their number. */
static size_t narrow(char *to, const char *text, size_t length) {
    size_t written = 0;
    for (size_t index = 0; index < length; index++) {
        unsigned char byte = (unsigned char)text[index];
        if (byte >= 0xc0)
            byte = (unsigned char)(byte << 6 | (text[++index] & 0x3f));
        to[written++] = (char)byte;
    }
    return written;
}

/* In the order of lib/identity.js. */
static void list_texts(const pbjwt_identity_view *says, pbjwt_text *texts) {
    const pbjwt_text in_order[TEXTS - 1] = {
        says->email,
        says->canonical_email,
        says->user_id,
        says->name,
        says->avatar_url,
        says->company_id,
        says->company_name,
        says->customer_status,
        says->renewal_date,
        says->renewal_risk,
        says->account_owner_id,
        says->account_owner_email,
        says->external_user_id,
        says->issuer,
        says->token_id,
        says->key_id,
    };
    memcpy(texts, in_order, sizeof in_order);
}

static void put_numbers(writer *to, const pbjwt_identity_view *says) {
    const double in_order[NUMBERS] = {says->company_mrr, says->renewal_date_seconds,
                                      says->issued_at, says->not_before, says->expires_at};
    put(to, says->numbers, 1);
    for (int index = 0; index < NUMBERS; index++) {
        uint64_t bits;
        memcpy(&bits, &in_order[index], sizeof bits);
        put(to, bits, 10);
    }
}

static void put_notes(writer *to, const pbjwt_identity_view *says) {
    put(to, says->warning_count, 1);
    for (size_t index = 0; index < says->warning_count; index++) {
        put(to, says->warnings[index].kind, 1);
        put(to, says->warnings[index].claim, 1);
    }
    put(to, says->would_refuse_count, 1);
    for (size_t index = 0; index < says->would_refuse_count; index++) {
        put(to, says->would_refuse[index].status, 1);
        put(to, says->would_refuse[index].claim, 1);
    }
}

/* Writes the starts of the texts, and the texts one after the other; returns their width. */
static width put_texts(writer *to, writer *bytes, const pbjwt_text *texts, size_t count) {
    width widest = ASCII;
    for (size_t index = 0; index < count; index++) {
        const width wide = width_of(texts[index].data, texts[index].length);
        widest = wide > widest ? wide : widest;
    }
    size_t place = 0;
    for (size_t index = 0; index < count; index++) {
        const pbjwt_text text = texts[index];
        put(to, place, 3);
        if (text.length == 0)
            continue;
        char *const end = bytes->data + bytes->length;
        const bool ascii = widest == ASCII || width_of(text.data, text.length) == ASCII;
        if (widest == LATIN1 && !ascii) {
            const size_t written = narrow(end, text.data, text.length);
            bytes->length += written;
            place += written;
        } else {
            memcpy(end, text.data, text.length);
            bytes->length += text.length;
            place += ascii ? text.length : units_of(text.data, text.length);
        }
    }
    put(to, place, 3);
    return widest;
}

static napi_value packed(napi_env env, const pbjwt_identity_view *says) {
    const size_t count = TEXTS + says->audience_count;
    pbjwt_text few[64], *const texts = count <= 64 ? few : (pbjwt_text *)calloc(count, sizeof *few);
    napi_value result = NULL;
    if (texts == NULL) {
        napi_throw_error(env, NULL, "out of memory");
        return NULL;
    }
    list_texts(says, texts);
    /* lib/custom.js extracts the custom claims from this on access. */
    if (says->has_custom)
        texts[TEXTS - 1] = says->payload;
    else
        texts[TEXTS - 1] = (pbjwt_text){NULL, 0};
    if (says->audience_count > 0)
        memcpy(texts + TEXTS, says->audiences, says->audience_count * sizeof *texts);
    uint64_t there = 0;
    for (int index = 0; index < TEXTS; index++)
        there |= (uint64_t)(texts[index].data != NULL) << index;
    size_t bytes = 0;
    for (size_t index = 0; index < count; index++)
        bytes += texts[index].length;
    const size_t head = 3 + 1 + 3 + 3 + 1 + 10 * NUMBERS + 2 +
                        2 * (says->warning_count + says->would_refuse_count) + 3 * (count + 1);
    char room[ROOM], *const memory = head + bytes <= ROOM ? room : (char *)malloc(head + bytes);
    if (memory != NULL) {
        writer to = {memory, 0}, text = {memory + head, 0};
        put(&to, says->audience_count, 3);
        put(&to, (uint64_t)(says->customer_status_kind << 2 | says->user_hash), 1);
        put(&to, there, 3);
        put(&to, head, 3);
        put_numbers(&to, says);
        put_notes(&to, says);
        const width widest = put_texts(&to, &text, texts, count);
        const napi_status status =
            widest == WIDE ? napi_create_string_utf8(env, memory, head + text.length, &result)
                           : napi_create_string_latin1(env, memory, head + text.length, &result);
        if (status != napi_ok)
            result = fail(env);
    } else {
        napi_throw_error(env, NULL, "out of memory");
    }
    if (memory != room)
        free(memory);
    if (texts != few)
        free(texts);
    return result;
}

napi_value pack(napi_env env, const pbjwt_identity *identity) {
    pbjwt_identity_view says = {.size = sizeof says};
    const pbjwt_status status = pbjwt_identity_read(identity, &says);
    if (status != PBJWT_OK)
        return refuse(env, status, PBJWT_CLAIM_NONE, NULL);
    return packed(env, &says);
}
