/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Keeps secrets out of a report. Whatever the texts quote, and wherever it comes from: at the end,
 * any eight bytes in a row that occur in any spelling of a secret are overwritten.
 */
#include "explain.h"

#include "base64url.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_AT_MOST = 7, GRAM = SHOWN_AT_MOST + 1 };

/* The spellings, each behind its length, of which short ones are left out. */

static void wipe_and_free(void *bytes, size_t length) {
    if (bytes != NULL)
        pbjwti_wipe(bytes, length);
    free(bytes);
}

/* A writer's own growth would leave its contents in freed memory. */
static void make_room(pbjwti_writer *to, size_t more) {
    if (to->failed || more <= to->capacity - to->length)
        return;
    pbjwti_writer larger;
    pbjwti_writer_start(&larger, 2 * (to->capacity + more));
    if (!larger.failed)
        pbjwti_write_bytes(&larger, to->bytes, to->length);
    wipe_and_free(to->bytes, to->capacity);
    *to = larger;
}

static void keep_spelling(pbjwti_writer *to, const char *bytes, size_t length) {
    if (length < GRAM)
        return;
    make_room(to, sizeof length + length);
    pbjwti_write_bytes(to, (const char *)&length, sizeof length);
    pbjwti_write_bytes(to, bytes, length);
}

void pbjwti_forget_secrets(pbjwti_writer *secrets) {
    wipe_and_free(secrets->bytes, secrets->capacity);
    *secrets = (pbjwti_writer){NULL, 0, 0, false};
}

/* Room for the longest spelling of `length` bytes: percent encoding, or an escape for each. */
static char *spelling_room(size_t length) {
    return (char *)malloc(6 * length + 16);
}

static void keep_hex(pbjwti_writer *to, pbjwti_view bytes, char *text, const char *digits) {
    for (size_t i = 0; i < bytes.length; i++) {
        text[2 * i] = digits[bytes.data[i] >> 4];
        text[2 * i + 1] = digits[bytes.data[i] & 15];
    }
    keep_spelling(to, text, 2 * bytes.length);
}

/* base64 of either alphabet, and at each place within what else was encoded. */
static void keep_base64(pbjwti_writer *to, pbjwti_view bytes, char *text) {
    for (size_t skipped = 0; skipped < 3 && skipped < bytes.length; skipped++) {
        const size_t length = pbjwti_base64url_encoded_size(bytes.length - skipped);
        pbjwti_base64url_encode(bytes.data + skipped, bytes.length - skipped, text);
        keep_spelling(to, text, length);
        bool differs = false;
        for (size_t i = 0; i < length; i++) {
            const char c = text[i];
            text[i] = (char)(c == '-' ? '+' : c == '_' ? '/' : c);
            differs = differs || text[i] != c;
        }
        if (differs)
            keep_spelling(to, text, length);
    }
}

static bool is_unreserved(unsigned char c) {
    return pbjwti_is_digit(c) || (c | 0x20u) - 'a' < 26 || (c != 0 && strchr("-._~", c) != NULL);
}

static void keep_percent(pbjwti_writer *to, pbjwti_view bytes, char *text) {
    static const char digits[] = "0123456789ABCDEF";
    size_t length = 0;
    for (size_t i = 0; i < bytes.length; i++) {
        const unsigned char c = bytes.data[i];
        if (is_unreserved(c)) {
            text[length++] = (char)c;
            continue;
        }
        text[length++] = '%';
        text[length++] = digits[c >> 4];
        text[length++] = digits[c & 15];
    }
    if (length != bytes.length)
        keep_spelling(to, text, length);
}

/* Of UTF-16 every second character would be an escape of NUL, which other texts have, too; and of the secret's
   characters no eight are in a row. */
static bool is_utf16_of_ascii(pbjwti_view bytes) {
    size_t zeros = 0;
    for (size_t i = 0; i < bytes.length; i++)
        zeros += bytes.data[i] == 0;
    return 2 * zeros + 2 >= bytes.length;
}

/* As the report escapes it. */
static void keep_escaped(pbjwti_explaining *work, pbjwti_view bytes) {
    pbjwti_writer escaped;
    if (is_utf16_of_ascii(bytes))
        return;
    pbjwti_writer_start(&escaped, 6 * bytes.length); /* it doesn't grow */
    (void)pbjwti_tell_escaped(&escaped, bytes);
    if (escaped.failed)
        work->out_of_memory = true;
    else if (escaped.length != bytes.length)
        keep_spelling(&work->secrets, escaped.bytes, escaped.length);
    wipe_and_free(escaped.bytes, escaped.capacity);
}

void pbjwti_keep_secret(pbjwti_explaining *work, pbjwti_view bytes) {
    pbjwti_writer *const to = &work->secrets;
    char *const text = spelling_room(bytes.length);
    if (text == NULL) {
        work->out_of_memory = true;
        return;
    }
    keep_spelling(to, (const char *)bytes.data, bytes.length);
    keep_hex(to, bytes, text, "0123456789abcdef");
    keep_hex(to, bytes, text, "0123456789ABCDEF");
    keep_base64(to, bytes, text);
    keep_percent(to, bytes, text);
    keep_escaped(work, bytes);
    wipe_and_free(text, 6 * bytes.length + 16);
}

/* Hiding */

static uint64_t gram_at(const char *text) {
    uint64_t gram;
    memcpy(&gram, text, sizeof gram);
    return gram;
}

/* Every eight bytes in a row of every spelling, in a table that is at most half full; 0 is none. */
typedef struct gram_table {
    uint64_t *grams;
    size_t mask; /* the table's size less one */
} gram_table;

static size_t gram_place(const gram_table *table, uint64_t gram) {
    size_t place = (size_t)(gram * UINT64_C(0x9E3779B97F4A7C15) >> 20) & table->mask;
    while (table->grams[place] != 0 && table->grams[place] != gram)
        place = (place + 1) & table->mask;
    return place;
}

static bool make_grams(const pbjwti_writer *spellings, gram_table *table) {
    size_t size = 64, length;
    while (size < 2 * spellings->length)
        size *= 2;
    table->grams = (uint64_t *)calloc(size, sizeof(uint64_t));
    table->mask = size - 1;
    if (table->grams == NULL)
        return false;
    for (size_t i = 0; i < spellings->length; i += length) {
        memcpy(&length, spellings->bytes + i, sizeof length);
        i += sizeof length;
        for (size_t j = 0; j + GRAM <= length; j++) {
            const uint64_t gram = gram_at(spellings->bytes + i + j);
            table->grams[gram_place(table, gram)] = gram;
        }
    }
    return true;
}

/* Overwrites whole characters; a text's end stays. */
static void mask(char *text, size_t length, size_t from, size_t to) {
    while (from > 0 && ((unsigned char)text[from] & 0xC0) == 0x80)
        from--;
    while (to < length && ((unsigned char)text[to] & 0xC0) == 0x80)
        to++;
    for (size_t i = from; i < to; i++)
        if (text[i] != 0)
            text[i] = '*';
}

void pbjwti_hide_secrets(pbjwti_explaining *work) {
    pbjwti_writer *const texts = &work->report->texts;
    _Static_assert(sizeof(uint64_t) == GRAM, "a gram is a word");
    if (work->secrets.failed || texts->failed)
        work->out_of_memory = true;
    if (work->out_of_memory || work->secrets.length == 0)
        return;

    gram_table table;
    const bool made = make_grams(&work->secrets, &table);
    char *const as_written = (char *)malloc(texts->length);
    if (!made || as_written == NULL) {
        work->out_of_memory = true;
    } else {
        memcpy(as_written, texts->bytes, texts->length);
        for (size_t i = 0; i + GRAM <= texts->length; i++) {
            const uint64_t gram = gram_at(as_written + i);
            if (gram != 0 && table.grams[gram_place(&table, gram)] == gram)
                mask(texts->bytes, texts->length, i, i + GRAM);
        }
    }
    wipe_and_free(table.grams, (table.mask + 1) * sizeof(uint64_t));
    wipe_and_free(as_written, texts->length);
}
