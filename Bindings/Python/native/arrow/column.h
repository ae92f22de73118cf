/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_PYTHON_ARROW_COLUMN_H
#define PBJWT_PYTHON_ARROW_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Columns that are written row by row, in parts that are joined afterwards. */

typedef enum { KIND_TEXT, KIND_NUMBER, KIND_TIME, KIND_LIST, KIND_STRUCT } column_kind;

/* The type of a column: lists have one child, structs several. Static. */
typedef struct column_type {
    const char *name;
    column_kind kind;
    bool nullable;
    int child_count;
    const struct column_type *children;
} column_type;

/* The contents of a column. */
typedef struct arrow_column {
    const column_type *type;
    int64_t length;
    int64_t null_count;
    uint8_t *validity; /* one bit for each row; NULL if no row can be missing */
    void *values;      /* texts and lists: the end of each row; numbers and times: the values */
    uint8_t *data;     /* texts: their bytes */
    size_t validity_room, values_room, data_room, data_used;
    struct arrow_column *children;
    int64_t first_row; /* of a part: its position in the whole */
    size_t first_byte;
} arrow_column;

/* Why a row can't be added to a column. */
typedef enum { COLUMN_OK, COLUMN_NO_MEMORY, COLUMN_TOO_LONG } column_fault;

/* The ends of texts and lists have 32 bits. */
#define COLUMN_MOST INT32_MAX

bool column_start(arrow_column *column, const column_type *type);
void column_free(arrow_column *column);

column_fault column_add_null(arrow_column *column);
column_fault column_add_text(arrow_column *column, const char *text, size_t length);
column_fault column_add_number(arrow_column *column, double number);
column_fault column_add_time(arrow_column *column, int64_t microseconds);
/* Ends a list with everything added to its child since the previous list, or a struct with what was added to its
children. */
column_fault column_add_parts(arrow_column *column);

/*
 * Joins `count` parts of one type. First column_join_prepare makes `whole` large enough; then column_join copies each
 * part, which any number of threads may do at the same time; finally column_join_end, once.
 */
column_fault column_join_prepare(arrow_column *whole, const column_type *type,
                                 arrow_column *const *parts, size_t count);
void column_join(arrow_column *whole, const arrow_column *part);
column_fault column_join_end(arrow_column *whole, arrow_column *const *parts, size_t count);

#endif
