/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_BASE64URL_AVX2_H
#define PBJWT_BASE64URL_AVX2_H

#include "internal.h"

/* PBJWT_PORTABLE leaves all vector instructions out. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(PBJWT_PORTABLE)
#define PBJWTI_HAS_AVX2_PATH 1
#else
#define PBJWTI_HAS_AVX2_PATH 0
#endif

#if PBJWTI_HAS_AVX2_PATH
PBJWTI_HIDDEN_BEGIN

/*
 * Decodes blocks of 32 characters for as long as they are all base64url and at least 8 more follow;
 * gives how many characters it has decoded. What it leaves, the characters that are none among it, is
 * for the portable code to judge. Only for processors that have AVX2.
 */
size_t pbjwti_base64url_decode_avx2(const unsigned char *text, size_t length, unsigned char *out);

PBJWTI_HIDDEN_END
#endif

#endif
