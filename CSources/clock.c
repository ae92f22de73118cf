/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include <time.h>

bool pbjwti_clock_read(int64_t *now) {
    struct timespec time;
    if (timespec_get(&time, TIME_UTC) != TIME_UTC)
        return false;
    *now = (int64_t)time.tv_sec;
    return pbjwti_is_numeric_date(*now);
}

bool pbjwti_clock_read_roughly(int64_t *now) {
    *now = (int64_t)time(NULL); /* -1 where it fails */
    return pbjwti_is_numeric_date(*now);
}
