/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_PYTHON_ARROW_INPUT_H
#define PBJWT_PYTHON_ARROW_INPUT_H

#include "abi.h"

#include <stdbool.h>
#include <stddef.h>

/* Views of the contents of the caller's array. Nothing is copied; an array must outlive its view. */

typedef enum { TEXTS_32, TEXTS_64, TEXTS_VIEWED } text_layout;

typedef struct {
    text_layout layout;
    int64_t length;
    int64_t offset;
    const uint8_t *validity; /* NULL: all rows are present */
    const void *places;      /* offsets, or views */
    const uint8_t *data;
    int64_t end; /* of the data: the last offset */
    const uint8_t *const *parts;
    const int64_t *part_sizes;
    int64_t part_count;
} text_column;

/* Tokens: texts, or indexes in a dictionary of texts. */
typedef struct {
    int64_t length;
    text_column texts;
    char index_format; /* of a dictionary's indexes; 0: there is no dictionary */
    int64_t index_offset;
    const uint8_t *index_validity;
    const void *indices;
} token_column;

/* Times in whole seconds. */
typedef struct {
    int64_t length;
    int64_t offset;
    const uint8_t *validity;
    const int64_t *numbers;
    int64_t per_second;
} time_column;

typedef enum { CELL_THERE, CELL_NULL, CELL_MALFORMED } cell;

/* Each returns NULL, or the rest of a sentence that begins with the column's name. The array has
   that schema; nothing in it is trusted, except that its buffers are as long as its length, offsets
   and sizes say. */
const char *token_column_of(const struct ArrowSchema *schema, const struct ArrowArray *array,
                            token_column *column);
const char *time_column_of(const struct ArrowSchema *schema, const struct ArrowArray *array,
                           time_column *column);

/* The row must be below the column's length. */
cell token_at(const token_column *column, int64_t row, const uint8_t **bytes, size_t *count);
cell time_at(const time_column *column, int64_t row, int64_t *seconds);

#endif
