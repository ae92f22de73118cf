/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Wraps glibc's malloc and counts requests for memory (a realloc is one request) and the usable
 * bytes that are allocated. Preloaded into a worker, or linked with the suite.
 *
 * When preloaded it counts for the whole process. The suite also measures time while it counts, so
 * it counts for each thread separately: an atomic addition for every malloc would be a large part of
 * some floors, and a shared counter would make threads wait for each other.
 */
#define _POSIX_C_SOURCE 200809L /* posix_memalign */

#include "count_allocations.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

/* glibc's own functions. Looking them up through the linker would allocate. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

#ifdef COUNT_EACH_THREAD
static _Thread_local unsigned long requests;
static _Thread_local long held;

static void count(unsigned long requested, long bytes) {
    requests += requested;
    held += bytes;
}

unsigned long bench_allocations(void) {
    return requests;
}

long bench_heap_bytes(void) {
    return held;
}
#else
static atomic_ulong requests;
static atomic_long held;

static void count(unsigned long requested, long bytes) {
    atomic_fetch_add_explicit(&requests, requested, memory_order_relaxed);
    atomic_fetch_add_explicit(&held, bytes, memory_order_relaxed);
}

unsigned long bench_allocations(void) {
    return atomic_load_explicit(&requests, memory_order_relaxed);
}

long bench_heap_bytes(void) {
    return atomic_load_explicit(&held, memory_order_relaxed);
}
#endif

static long usable(void *block) {
    return (long)malloc_usable_size(block); /* 0 for NULL */
}

static void *counted(void *block) {
    count(1, usable(block));
    return block;
}

void *malloc(size_t size) {
    return counted(__libc_malloc(size));
}

void *calloc(size_t number, size_t size) {
    return counted(__libc_calloc(number, size));
}

void *realloc(void *block, size_t size) {
    const long before = usable(block);
    void *const moved = __libc_realloc(block, size);
    if (moved != NULL || size == 0) /* otherwise the old block stays */
        count(1, usable(moved) - before);
    return moved;
}

void free(void *block) {
    count(0, -usable(block));
    __libc_free(block);
}

void *memalign(size_t alignment, size_t size) {
    return counted(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size) {
    return memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0)
        return EINVAL;
    void *const made = memalign(alignment, size);
    if (made == NULL)
        return ENOMEM;
    *block = made;
    return 0;
}
