/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_BASE64URL_AVX2_H
#define PBJWT_BASE64URL_AVX2_H

#include "internal.h"
#include "vector.h"

#if PBJWTI_HAS_AVX2
PBJWTI_HIDDEN_BEGIN

/* Characters: two overlapping blocks of 32, with room after the first one's bytes for the rest of a register. */
enum { PBJWTI_AVX2_SHORTEST = 43 };

/* The same as pbjwti_base64url_decode, for texts of at least that length. Only for processors that have AVX2. */
bool pbjwti_base64url_decode_avx2(const unsigned char *text, size_t length, unsigned char *out);

PBJWTI_HIDDEN_END
#endif

#endif
