/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What all files of the library share. A token flows one way:
 *
 *   bytes -> compact.c -> header.c -> signature.c -> payload.c -> claims.c -> policy.c -> identity.c
 *
 * and verify.c is the line that it flows along. No step reaches back.
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

/* For the one loop whose speed counts: in line there, whatever the compiler thinks of its size; and what
   tokens hardly ever need, or what is larger than a call, which is kept out of it. */
#if defined(__GNUC__)
#define PBJWTI_INLINE inline __attribute__((always_inline))
#define PBJWTI_SELDOM __attribute__((noinline, cold))
#define PBJWTI_APART __attribute__((noinline))
#else
#define PBJWTI_INLINE inline
#define PBJWTI_SELDOM
#define PBJWTI_APART
#endif

/* States what always holds, for builds that look for faults (PBJWT_ASSERTS). */
#ifdef PBJWT_ASSERTS
#include <assert.h>
#define PBJWTI_ASSERT(condition) assert(condition)
#else
#define PBJWTI_ASSERT(condition) ((void)0)
#endif

enum { PBJWTI_MAC_BYTES = 32 }; /* HMAC-SHA256, RFC 7518, 3.2 */

/* A view of bytes that somebody else owns. Absent: data is NULL. */
typedef struct pbjwti_view {
    const unsigned char *data;
    size_t length;
} pbjwti_view;

static inline pbjwti_view pbjwti_view_of(const pbjwt_text *text) {
    return (pbjwti_view){(const unsigned char *)text->data, text->length};
}

#endif
