/* SPDX-License-Identifier: Apache-2.0 */

#include "pbjwtpg.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_SCALE = 16383 /* the most digits after the point in PostgreSQL's numeric */
};

/* How many digits a number has after the point once its exponent is applied, or negative, how many zeros before
   it. */
static int scale(const char *number, size_t length) {
    const char *point = memchr(number, '.', length);
    const char *end = number + strcspn(number, "eE");
    long exponent = 0;

    if (end > number + length)
        end = number + length;
    if (end < number + length)
        exponent = strtol(end + 1, NULL, 10); /* LONG_MIN if it is out of range */
    exponent = Max(Min(exponent, INT_MAX / 4), -(INT_MAX / 4));
    return (point == NULL ? 0 : (int)(end - point) - 1) - (int)exponent;
}

/* Replaces the number with the nearest double. A number with such a scale has many characters, or
   is 0. */
static void write_double(char *number, size_t length) {
    char text[32];
    size_t size = (size_t)snprintf(text, sizeof text, "%.17g", strtod(number, NULL));

    if (size > length) {
        text[0] = '0';
        size = 1;
    }
    memcpy(number, text, size);
    memset(number + size, ' ', length - size);
}

void pbjwtpg_fit_numbers(char *json) {
    while (*json != '\0') {
        size_t length = strspn(json, "0123456789+-.eE");

        if (*json == '"') {
            for (json++; *json != '"'; json++)
                if (*json == '\\')
                    json++;
            json++;
        } else if (*json == '-' || isdigit((unsigned char)*json)) {
            if (abs(scale(json, length)) > MAX_SCALE)
                write_double(json, length);
            json += length;
        } else
            json++;
    }
}
