/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_BENCHMARKS_COUNT_ALLOCATIONS_H
#define PBJWT_BENCHMARKS_COUNT_ALLOCATIONS_H

#ifdef __cplusplus
extern "C" {
#endif

/* The number of requests for memory so far. */
unsigned long bench_allocations(void);

/* The usable bytes of all allocated blocks. */
long bench_heap_bytes(void);

#ifdef __cplusplus
}
#endif

#endif
