/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Steps over the bytes of a string that stand for themselves. Where the machine can compare many
 * bytes at once, it looks at a text in windows of 64 and keeps a bit for each byte: to find the
 * next special one is then a shift and a count. Looking again at each string costs as many
 * instructions, but each look has to wait for the end of the string before it, and that wait
 * dominates the reading time.
 */
#ifndef PBJWT_JSON_SCAN_H
#define PBJWT_JSON_SCAN_H

#include "internal.h"
#include "vector.h"

#define PBJWTI_HAS_WINDOWS (PBJWTI_HAS_SSE2 || PBJWTI_HAS_NEON)

PBJWTI_HIDDEN_BEGIN

enum { PBJWTI_WINDOW = 64 }; /* bytes */

typedef struct pbjwti_json_scan {
    const unsigned char *end;
#if PBJWTI_HAS_WINDOWS
    uintptr_t window; /* where it begins */
    uint64_t special; /* which of its bytes don't stand for themselves, the first one lowest */
    bool has_window;  /* the text is as long as one */
#endif
} pbjwti_json_scan;

static inline pbjwti_json_scan pbjwti_json_scan_of(pbjwti_view text) {
    pbjwti_json_scan scan = {.end = text.data + text.length};
#if PBJWTI_HAS_WINDOWS
    scan.window = (uintptr_t)text.data - PBJWTI_WINDOW; /* all of it is past */
    scan.has_window = text.length >= PBJWTI_WINDOW;
#endif
    return scan;
}

/* The same as pbjwti_json_skip_plain, where there is nothing in this window. */
const unsigned char *pbjwti_json_scan_on(pbjwti_json_scan *scan, const unsigned char *p);

/* Steps to the next byte that doesn't stand for itself, or to the end. `p` never goes back. */
static inline const unsigned char *pbjwti_json_skip_plain(pbjwti_json_scan *scan,
                                                          const unsigned char *p) {
#if PBJWTI_HAS_WINDOWS
    const size_t at = (uintptr_t)p - scan->window;
    if (at < PBJWTI_WINDOW) {
        const uint64_t rest = scan->special >> at;
        if (rest != 0)
            return p + __builtin_ctzll(rest);
    }
#endif
    return pbjwti_json_scan_on(scan, p);
}

PBJWTI_HIDDEN_END

#endif
