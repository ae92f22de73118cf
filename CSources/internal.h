/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What all files of the library share. A token flows one way:
 *
 *   bytes -> compact.c -> header.c -> signature.c -> payload.c -> claims.c -> policy.c -> identity.c
 *
 * and verify.c is the line that it flows along. No stop reaches back.
 */
#ifndef PBJWT_INTERNAL_H
#define PBJWT_INTERNAL_H

#include "pbjwt.h"

/* Hides what is not API, also where the build system can't pass -fvisibility=hidden. */
#if defined(__GNUC__)
#define PBJWTI_HIDDEN_BEGIN _Pragma("GCC visibility push(hidden)")
#define PBJWTI_HIDDEN_END _Pragma("GCC visibility pop")
#else
#define PBJWTI_HIDDEN_BEGIN
#define PBJWTI_HIDDEN_END
#endif

enum {
    PBJWTI_MAC_BYTES = 32, /* HMAC-SHA256, RFC 7518, 3.2 */
    PBJWTI_CLAIM_COUNT = PBJWT_CLAIM_JTI + 1
};

/* A view of bytes that somebody else owns. Absent: data is NULL. */
typedef struct pbjwti_view {
    const unsigned char *data;
    size_t length;
} pbjwti_view;

#endif
