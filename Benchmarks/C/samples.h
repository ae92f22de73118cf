/* SPDX-License-Identifier: Apache-2.0 */

/* The person in the tokens of bench_verify and of the suite. */
#ifndef PBJWT_BENCHMARKS_SAMPLES_H
#define PBJWT_BENCHMARKS_SAMPLES_H

#include "pbjwt.h"

/* A secret in ProductBridge's format. */
#define SAMPLE_SECRET "6b1f0c9de2a8473b95d4c7e80f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c"
#define SAMPLE_USER_ID "usr_7Yk2LqP0"
/* 2025-06-15T15:06:40Z. Every sample is verified at this time, so that no token expires during a long run. */
#define SAMPLE_NOW INT64_C(1750000000)

#ifdef __cplusplus
extern "C" {
#endif

/* E-mail, name and user id; the full one also has everything else that the documents' sample servers
   send, and the user_hash. NULL if memory runs out. The caller frees it. */
pbjwt_claims *sample_claims(bool full);

#ifdef __cplusplus
}
#endif

#endif
