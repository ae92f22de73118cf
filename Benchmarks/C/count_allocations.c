/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Stands in front of glibc's malloc and counts: how often memory is asked for (a realloc is one
 * request), and how many usable bytes are held. Preloaded into a worker, or linked with the suite.
 *
 * Preloaded it counts the whole process. The suite times what it counts, and counts each thread on
 * its own: an atomic addition for every malloc would be a good part of what others' floors cost, and
 * a shared one would make threads wait for each other that otherwise wouldn't.
 */
#define _POSIX_C_SOURCE 200809L /* posix_memalign */

#include "count_allocations.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

/* What is behind malloc. Asking the linker for it would allocate. */
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
    return (long)malloc_usable_size(block); /* 0 of NULL */
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
    if (moved != NULL || size == 0) /* else the old block stays */
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
