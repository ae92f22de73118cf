/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_BASE64URL_NEON_H
#define PBJWT_BASE64URL_NEON_H

#include "internal.h"
#include "vector.h"

#if PBJWTI_HAS_NEON
PBJWTI_HIDDEN_BEGIN

enum { PBJWTI_NEON_BLOCK = 32 }; /* characters */

/* The same for NEON as pbjwti_base64url_decode_avx2, with the same promises. */
size_t pbjwti_base64url_decode_neon(const unsigned char *text, size_t length, unsigned char *out);

PBJWTI_HIDDEN_END
#endif

#endif
