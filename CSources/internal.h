/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Shared by all files of the library. A token flows one way:
 *
 *   bytes -> compact.c -> header.c -> signature.c -> payload.c -> claims.c -> policy.c -> identity.c
 *
 * and verify.c is the line that it flows along. No step reaches back.
 */
#ifndef PBJWT_INTERNAL_H
#define PBJWT_INTERNAL_H

#include "pbjwt.h"

/* Hides everything that is not API, even if the build system can't pass -fvisibility=hidden. */
#if defined(__GNUC__)
#define PBJWTI_HIDDEN_BEGIN _Pragma("GCC visibility push(hidden)")
#define PBJWTI_HIDDEN_END _Pragma("GCC visibility pop")
#else
#define PBJWTI_HIDDEN_BEGIN
#define PBJWTI_HIDDEN_END
#endif

/* For the one loop whose speed matters: inlined there, whatever the compiler thinks of the size;
   and for code that tokens hardly ever need, or that is larger than a call, kept out of it. */
#if defined(__GNUC__)
#define PBJWTI_INLINE inline __attribute__((always_inline))
#define PBJWTI_SELDOM __attribute__((noinline, cold))
#define PBJWTI_APART __attribute__((noinline))
#else
#define PBJWTI_INLINE inline
#define PBJWTI_SELDOM
#define PBJWTI_APART
#endif

/* States an invariant, for builds that look for faults (PBJWT_ASSERTS). */
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
