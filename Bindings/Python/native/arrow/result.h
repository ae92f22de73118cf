/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_PYTHON_ARROW_RESULT_H
#define PBJWT_PYTHON_ARROW_RESULT_H

#include "abi.h"
#include "column.h"

#include <stdatomic.h>

/* Results for the rows of an array, with one column per field. References are counted, for threads without Python. */
typedef struct {
    atomic_size_t references;
    int64_t length;
    size_t count;
    arrow_column columns[];
} result_chunk;

/* All chunks of a call, and their fields. */
typedef struct {
    const column_type **types;
    size_t type_count;
    result_chunk **chunks;
    size_t chunk_count;
} result_set;

/* NULL when memory runs out. */
result_chunk *result_chunk_new(int64_t length, size_t count);
result_chunk *result_chunk_retain(result_chunk *chunk);
void result_chunk_release(result_chunk *chunk);
void result_set_free(result_set *set);

/* The struct type of all chunks, one chunk as an array, and a stream of all chunks. The consumer releases each. False
   if memory runs out; then nothing is passed on. */
bool result_export_schema(const result_set *set, struct ArrowSchema *schema);
bool result_export_chunk(result_chunk *chunk, struct ArrowArray *array);
bool result_export_stream(const result_set *set, struct ArrowArrayStream *stream);

#endif
