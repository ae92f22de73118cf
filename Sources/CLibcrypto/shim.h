/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_CLIBCRYPTO_SHIM_H
#define PBJWT_CLIBCRYPTO_SHIM_H

#include <openssl/evp.h>
#include <openssl/hmac.h>

#endif
