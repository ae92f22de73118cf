/* SPDX-License-Identifier: Apache-2.0 */

/* The cost of unauthenticated bytes grows linearly, not quadratically. */
#include "support.h"

#include "json.h"

#include <string.h>
#include <time.h>

enum { RUNS = 7 };

/* An object with a duplicate member: unescaped, and with every letter escaped. */
static pbjwti_view twice(size_t letters) {
    const char *const text =
        textf("{\"%s\":1,\"%s\":2}", repeat("a", letters), repeat("\\u0061", letters));
    return (pbjwti_view){(const unsigned char *)text, strlen(text)};
}

/* The CPU time of the fastest of several readings. */
static double reading_time(pbjwti_view text) {
    double fastest = 0;
    for (int run = 0; run < RUNS; run++) {
        static const pbjwti_hash_key key = {
            {UINT64_C(0x0123456789ABCDEF), UINT64_C(0xFEDCBA9876543210)}};
        pbjwti_json_names names;
        pbjwti_json_reader reader;
        pbjwti_json_member member;
        const clock_t start = clock();
        pbjwti_json_names_use(&names, &key);
        pbjwti_json_open_object(&reader, text, &names, 2);
        while (pbjwti_json_next_member(&reader, &member))
            continue;
        const double taken = (double)(clock() - start);
        check(reader.error == PBJWTI_JSON_DUPLICATE);
        if (run == 0 || taken < fastest)
            fastest = taken;
    }
    return fastest;
}

static void comparing_escaped_names_takes_linear_time(void **state) {
    (void)state;
    const double once = reading_time(twice(15000)), eightfold = reading_time(twice(120000));
    if (eightfold > 24 * once) /* 8 for linear, 64 for quadratic */
        report(__FILE__, __LINE__, "eight times the name takes %.1f times as long",
               eightfold / once);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        fixture_test(comparing_escaped_names_takes_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
