/* SPDX-License-Identifier: Apache-2.0 */

/* Whatever a text is looked at by (64 bytes, 8 or 1), each special byte is found where it is. */
#include "support.h"

#include "json_scan.h"

#include <string.h>

enum { LONGEST = 210 };

static bool stands_for_itself(unsigned char c) {
    return c >= 0x20 && c <= 0x7F && c != '"' && c != '\\';
}

/* Steps through the text by the scan, and byte by byte, from each special byte to the next. */
static void check_scan(const unsigned char *text, size_t length) {
    unsigned char *const exact = allocate(length);
    memcpy(exact, text, length);
    pbjwti_json_scan scan = pbjwti_json_scan_of((pbjwti_view){exact, length});
    for (size_t at = 0;; at++) {
        size_t expected = at;
        while (expected < length && stands_for_itself(exact[expected]))
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

static void every_byte_is_told_right(void **state) {
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

/* A number or a literal may stand between two strings, of any length. */
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
        fixture_test(every_byte_is_told_right),
        fixture_test(a_special_byte_is_found_at_every_place),
        fixture_test(a_run_of_special_bytes_is_found_one_by_one),
        fixture_test(a_scan_goes_on_after_a_jump),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
