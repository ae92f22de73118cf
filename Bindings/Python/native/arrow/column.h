/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_PYTHON_ARROW_COLUMN_H
#define PBJWT_PYTHON_ARROW_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Columns that are written row by row, in parts that are put together afterwards. */

typedef enum { KIND_TEXT, KIND_NUMBER, KIND_TIME, KIND_LIST, KIND_STRUCT } column_kind;

/* What a column is: lists have one child, structs several. Static. */
typedef struct column_type {
    const char *name;
    column_kind kind;
    bool nullable;
    int child_count;
    const struct column_type *children;
} column_type;

/* What it holds. */
typedef struct arrow_column {
    const column_type *type;
    int64_t length;
    int64_t null_count;
    uint8_t *validity; /* a bit a row; NULL where no row can be missing */
    void *values;      /* texts and lists: where each row ends; numbers and times: themselves */
    uint8_t *data;     /* texts: their bytes */
    size_t validity_room, values_room, data_room, data_used;
    struct arrow_column *children;
    int64_t first_row; /* of a part: where it goes */
    size_t first_byte;
} arrow_column;

/* Why a column can't take a row. */
typedef enum { COLUMN_OK, COLUMN_NO_MEMORY, COLUMN_TOO_LONG } column_fault;

/* Texts and lists are said where they end by 32 bits. */
#define COLUMN_MOST INT32_MAX

bool column_start(arrow_column *column, const column_type *type);
void column_free(arrow_column *column);

column_fault column_add_null(arrow_column *column);
column_fault column_add_text(arrow_column *column, const char *text, size_t length);
column_fault column_add_number(arrow_column *column, double number);
column_fault column_add_time(arrow_column *column, int64_t microseconds);
/* Ends a list of what was added to its child since the list before, or a struct of what was added to its children. */
column_fault column_add_parts(arrow_column *column);

/*
 * Puts `count` parts of one type together. First column_join_prepare makes `whole` as large as need be; then
 * column_join copies each part, which any number of threads may do at the same time; then column_join_end, once.
 */
column_fault column_join_prepare(arrow_column *whole, const column_type *type,
                                 arrow_column *const *parts, size_t count);
void column_join(arrow_column *whole, const arrow_column *part);
column_fault column_join_end(arrow_column *whole, arrow_column *const *parts, size_t count);

#endif
