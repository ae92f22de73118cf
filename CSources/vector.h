/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Which vector instructions the code may be built with. PBJWT_PORTABLE excludes all of them, and
 * PBJWT_BASELINE those that not every machine of its kind has, so that each way can be tested on a
 * machine that would choose another.
 */
#ifndef PBJWT_VECTOR_H
#define PBJWT_VECTOR_H

#if !defined(__GNUC__) || defined(PBJWT_PORTABLE)
#define PBJWTI_HAS_SSE2 0
#define PBJWTI_HAS_NEON 0
#else
#if defined(__x86_64__)
#define PBJWTI_HAS_SSE2 1
#else
#define PBJWTI_HAS_SSE2 0
#endif
#if defined(__aarch64__) && defined(__ARM_NEON)
#define PBJWTI_HAS_NEON 1
#else
#define PBJWTI_HAS_NEON 0
#endif
#endif

/* Checked at run time. */
#if PBJWTI_HAS_SSE2 && !defined(PBJWT_BASELINE)
#define PBJWTI_HAS_AVX2 1
#define PBJWTI_AVX2 __attribute__((target("avx2")))
#define PBJWTI_RUNS_AVX2() (PBJWTI_CPU_HAS_AVX2())
/* glibc knows; where there is no glibc of 2.33 or newer, the compiler's own code finds out, and is linked
   in with 5 KB. */
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#define PBJWTI_CPU_HAS_AVX2() CPU_FEATURE_ACTIVE(AVX2)
#else
#define PBJWTI_CPU_HAS_AVX2() (__builtin_cpu_supports("avx2") != 0)
#endif
#else
#define PBJWTI_HAS_AVX2 0
#define PBJWTI_RUNS_AVX2() 0
#endif

#if PBJWTI_HAS_SSE2
#include <immintrin.h>
#elif PBJWTI_HAS_NEON
#include <arm_neon.h>
#endif

#endif
