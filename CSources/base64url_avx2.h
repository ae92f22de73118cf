/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_BASE64URL_AVX2_H
#define PBJWT_BASE64URL_AVX2_H

#include "internal.h"
#include "vector.h"

#if PBJWTI_HAS_AVX2
PBJWTI_HIDDEN_BEGIN

enum { PBJWTI_AVX2_BLOCK = 32 }; /* characters */

/*
 * Decodes the whole groups of four of a text that has a block or more of them, up to the first block
 * with a character that isn't base64url; gives how many characters it has decoded. What it leaves, the
 * characters that are none among it, is for the portable code to judge. Only for processors that have
 * AVX2.
 */
size_t pbjwti_base64url_decode_avx2(const unsigned char *text, size_t length, unsigned char *out);

PBJWTI_HIDDEN_END
#endif

#endif
