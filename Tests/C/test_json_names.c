/* SPDX-License-Identifier: Apache-2.0 */

/* Whether two names mean the same, however each is escaped. The reader asks it only of names with the same
   hash, so that no payload could show most of this. */
#include "support.h"

#include "json_string.h"

#include <string.h>

/* `decoded` is how long the name is without its escapes. */
static bool same(const char *name, size_t decoded, const char *other) {
    pbjwti_json_value value = {.kind = PBJWT_JSON_STRING};
    value.text = (pbjwti_view){(const unsigned char *)name, strlen(name)};
    value.as.decoded = decoded;
    return pbjwti_json_same(&value, (const unsigned char *)other, strlen(other));
}

static void names_are_compared_by_what_they_mean(void **state) {
    (void)state;
    check(same("", 0, ""));
    check(same("exp", 3, "exp"));
    check(same("\\u0065xp", 3, "exp"));
    check(same("exp", 3, "e\\u0078p"));
    check(same("\\u0065xp", 3, "ex\\u0070"));
    check(same("a\\/b\\n", 4, "a/b\\u000A"));
    check(same("\\u00e9", 2, "\xc3\xa9"));
    check(same("\\ud83d\\ude80", 4, "\xf0\x9f\x9a\x80"));
}

static void names_that_differ_are_told_apart(void **state) {
    (void)state;
    check(!same("exp", 3, "exq"));
    check(!same("exp", 3, "ex"));
    check(!same("ex", 2, "exp"));
    check(!same("\\u0065xp", 3, "fxp"));
    check(!same("\\u0065xp", 3, "exq"));
    check(!same("\\u0065xp", 3, "ex"));
    check(!same("\\u0065x", 2, "exp"));
    check(!same("exp", 3, "ex\\u0071"));
    check(!same("ex", 2, "ex\\u0070"));
    check(!same("exp\\u0065", 4, "exp"));
    check(!same("axp\\u0065", 4, "exp\\u0065"));
    check(!same("\\ud83d\\ude80", 4, "\xf0\x9f\x9a\x81"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_compared_by_what_they_mean),
        cmocka_unit_test(names_that_differ_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
