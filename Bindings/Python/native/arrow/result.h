/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_PYTHON_ARROW_RESULT_H
#define PBJWT_PYTHON_ARROW_RESULT_H

#include "abi.h"
#include "column.h"

#include <stdatomic.h>

/* Results for as many rows as an array had, a column a field. Counted references, for threads without Python. */
typedef struct {
    atomic_size_t references;
    int64_t length;
    size_t count;
    arrow_column columns[];
} result_chunk;

/* All chunks of a call, and which fields they have. */
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

/* The struct that all chunks are, as an array, and as a stream of all chunks. The consumer releases each. False when
   memory runs out, and nothing is handed over. */
bool result_export_schema(const result_set *set, struct ArrowSchema *schema);
bool result_export_chunk(result_chunk *chunk, struct ArrowArray *array);
bool result_export_stream(const result_set *set, struct ArrowArrayStream *stream);

#endif
