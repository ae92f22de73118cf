/* SPDX-License-Identifier: Apache-2.0 */

/* Whatever the block size of a scan (64, 8 or 1 bytes), every special byte is found and marked. */
#include "support.h"

#include "json_marks.h"
#include "json_scan.h"

#include <string.h>

enum { LONGEST = 210 };

static bool is_ordinary(unsigned char c) {
    return c >= 0x20 && c <= 0x7F && c != '"' && c != '\\';
}

/* Goes through the padded text from mark to mark, and again to each mark from each of three positions before
   it: only special bytes are marked, and the first zero after them. */
static void check_marks(const unsigned char *text, size_t length) {
    unsigned char *const padded = allocate(length + PBJWTI_PADDING);
    pbjwti_json_marks marks, again;
    memset(padded, 0, length + PBJWTI_PADDING);
    memcpy(padded, text, length);
    pbjwti_json_mark_text(&marks, (pbjwti_view){padded, length});
    pbjwti_json_place place = pbjwti_json_place_of(&marks, padded);
    for (size_t at = 0; at <= length; at++) {
        const size_t from = at;
        while (at < length && is_ordinary(padded[at]))
            at++;
        const size_t middle = from + (at - from) / 2;
        const size_t found = (size_t)(pbjwti_json_next_mark(&marks, &place) - padded);
        pbjwti_json_mark_text(&again, (pbjwti_view){padded, length});
        pbjwti_json_place other = pbjwti_json_place_of(&again, padded + middle);
        const size_t found_again = (size_t)(pbjwti_json_next_mark(&again, &other) - padded);
        if (found != at || found_again != at) {
            report(__FILE__, __LINE__, "%zu bytes, from %zu on: expected %zu, found %zu and %zu",
                   length, from, at, found, found_again);
            return;
        }
    }
}

/* Steps through the text by the scan, and byte by byte, from each special byte to the next. */
static void check_scan(const unsigned char *text, size_t length) {
    unsigned char *const exact = allocate(length);
    memcpy(exact, text, length);
    pbjwti_json_scan scan = pbjwti_json_scan_of((pbjwti_view){exact, length});
    check_marks(text, length);
    for (size_t at = 0;; at++) {
        size_t expected = at;
        while (expected < length && is_ordinary(exact[expected]))
            expected++;
        const size_t found = (size_t)(pbjwti_json_skip_plain(&scan, exact + at) - exact);
        if (found != expected) {
            report(__FILE__, __LINE__, "%zu bytes, from %zu on: expected %zu, found %zu", length,
                   at, expected, found);
            return;
        }
        if (found == length)
            return;
        at = found;
    }
}

static void every_byte_is_classified_correctly(void **state) {
    (void)state;
    unsigned char text[100];
    for (unsigned byte = 0; byte < 256; byte++) {
        memset(text, 'a', sizeof text);
        text[3] = text[40] = text[77] = (unsigned char)byte;
        check_scan(text, sizeof text);
        check_scan(text, 20);
    }
}

static void a_special_byte_is_found_at_every_place(void **state) {
    (void)state;
    unsigned char text[LONGEST];
    for (size_t length = 1; length <= LONGEST; length++) {
        for (size_t at = 0; at < length; at++) {
            memset(text, 'a', length);
            text[at] = '"';
            check_scan(text, length);
            text[length - 1 - at] = 0xC3;
            check_scan(text, length);
        }
        release_memory();
    }
}

static void a_run_of_special_bytes_is_found_one_by_one(void **state) {
    (void)state;
    unsigned char text[LONGEST];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (unsigned char)(i * 89 + i / 7);
    for (size_t length = 0; length <= LONGEST; length++)
        check_scan(text, length);
    memset(text, '\\', sizeof text);
    check_scan(text, sizeof text);
}

/* More than the number of marks that are kept. */
static void a_long_text_is_marked_part_by_part(void **state) {
    (void)state;
    static unsigned char text[3 * PBJWTI_MARK_WORDS * PBJWTI_MARKED + 5];
    for (size_t every = 1; every < 3000; every = every * 3 + 1) {
        memset(text, 'a', sizeof text);
        for (size_t i = every - 1; i < sizeof text; i += every)
            text[i] = '"';
        check_marks(text, sizeof text);
        release_memory();
    }
}

/* There may be a number or a literal of any length between two strings. */
static void a_scan_goes_on_after_a_jump(void **state) {
    (void)state;
    unsigned char text[LONGEST];
    memset(text, '"', sizeof text);
    for (size_t to = 1; to < sizeof text; to++) {
        pbjwti_json_scan scan = pbjwti_json_scan_of((pbjwti_view){text, sizeof text});
        check(pbjwti_json_skip_plain(&scan, text) == text);
        check(pbjwti_json_skip_plain(&scan, text + to) == text + to);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(every_byte_is_classified_correctly),
        fixture_test(a_special_byte_is_found_at_every_place),
        fixture_test(a_run_of_special_bytes_is_found_one_by_one),
        fixture_test(a_long_text_is_marked_part_by_part),
        fixture_test(a_scan_goes_on_after_a_jump),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
