/* SPDX-License-Identifier: Apache-2.0 */
#include "column.h"

#include <stdlib.h>
#include <string.h>

/* The number of bytes for a row in `values`. */
static size_t width_of(const column_type *type) {
    switch (type->kind) {
    case KIND_TEXT:
    case KIND_LIST:
        return sizeof(int32_t);
    case KIND_NUMBER:
    case KIND_TIME:
        return 8;
    default:
        return 0;
    }
}

bool column_start(arrow_column *column, const column_type *type) {
    *column = (struct arrow_column){.type = type};
    if (type->child_count == 0)
        return true;
    column->children = (arrow_column *)calloc((size_t)type->child_count, sizeof *column);
    for (int child = 0; column->children != NULL && child < type->child_count; child++)
        if (!column_start(&column->children[child], &type->children[child]))
            return false;
    return column->children != NULL;
}

void column_free(arrow_column *column) {
    for (int child = 0; column->children != NULL && child < column->type->child_count; child++)
        column_free(&column->children[child]);
    free(column->children);
    free(column->validity);
    free(column->values);
    free(column->data);
    *column = (struct arrow_column){.type = column->type};
}

/* Makes room for `more` bytes after `used`. */
static bool reserve(void **bytes, size_t *room, size_t used, size_t more) {
    if (more <= *room - used)
        return true;
    size_t wanted = *room < 256 ? 256 : *room * 2;
    if (wanted < used + more)
        wanted = used + more;
    void *const larger = realloc(*bytes, wanted);
    if (larger == NULL)
        return false;
    *bytes = larger;
    *room = wanted;
    return true;
}

/* Adds a row whose entry in `values` is at `value`. */
static column_fault add_row(arrow_column *column, const void *value, bool there) {
    const size_t row = (size_t)column->length, width = width_of(column->type);
    if (column->length == COLUMN_MOST)
        return COLUMN_TOO_LONG;
    if (!reserve(&column->values, &column->values_room, row * width, width))
        return COLUMN_NO_MEMORY;
    if (column->type->nullable) {
        void *bits = column->validity;
        if (!reserve(&bits, &column->validity_room, row / 8, 1))
            return COLUMN_NO_MEMORY;
        column->validity = (uint8_t *)bits;
        if (row % 8 == 0)
            column->validity[row / 8] = 0;
        column->validity[row / 8] |= (uint8_t)((there ? 1u : 0u) << (row % 8));
    }
    if (width > 0)
        memcpy((uint8_t *)column->values + row * width, value, width);
    column->length++;
    column->null_count += !there;
    return COLUMN_OK;
}

static column_fault add_end(arrow_column *column, int64_t end, bool there) {
    if (end > COLUMN_MOST)
        return COLUMN_TOO_LONG;
    const int32_t narrow = (int32_t)end;
    return add_row(column, &narrow, there);
}

static column_fault end_row(arrow_column *column, bool there) {
    switch (column->type->kind) {
    case KIND_TEXT:
        return add_end(column, (int64_t)column->data_used, there);
    case KIND_LIST:
        return add_end(column, column->children[0].length, there);
    default:
        return add_row(column, &(int64_t){0}, there);
    }
}

column_fault column_add_null(arrow_column *column) {
    return end_row(column, false);
}

column_fault column_add_text(arrow_column *column, const char *text, size_t length) {
    if (text == NULL)
        return column_add_null(column);
    if (length > COLUMN_MOST - column->data_used)
        return COLUMN_TOO_LONG;
    void *data = column->data;
    if (!reserve(&data, &column->data_room, column->data_used, length))
        return COLUMN_NO_MEMORY;
    column->data = (uint8_t *)data;
    if (length > 0)
        memcpy(column->data + column->data_used, text, length);
    column->data_used += length;
    return end_row(column, true);
}

column_fault column_add_number(arrow_column *column, double number) {
    return add_row(column, &number, true);
}

column_fault column_add_time(arrow_column *column, int64_t microseconds) {
    return add_row(column, &microseconds, true);
}

column_fault column_add_parts(arrow_column *column) {
    return end_row(column, true);
}

/* Allocates at least one byte, because NULL means failure. */
static bool allocate(void **memory, size_t bytes) {
    *memory = malloc(bytes > 0 ? bytes : 1);
    return *memory != NULL;
}

static column_fault join_prepare(arrow_column *whole, arrow_column *const *parts, size_t count,
                                 arrow_column **inner) {
    const column_type *const type = whole->type;
    for (size_t part = 0; part < count; part++) {
        parts[part]->first_row = whole->length;
        parts[part]->first_byte = whole->data_used;
        whole->length += parts[part]->length;
        whole->null_count += parts[part]->null_count;
        whole->data_used += parts[part]->data_used;
    }
    if (whole->length > COLUMN_MOST || whole->data_used > COLUMN_MOST)
        return COLUMN_TOO_LONG;
    void *bits = NULL, *data = NULL;
    const size_t rows = (size_t)whole->length;
    bool right = allocate(&whole->values, (rows + 1) * width_of(type));
    if (whole->null_count > 0)
        right = allocate(&bits, rows / 8 + 1) && right;
    if (type->kind == KIND_TEXT)
        right = allocate(&data, whole->data_used) && right;
    whole->validity = (uint8_t *)bits;
    whole->data = (uint8_t *)data;
    if (!right)
        return COLUMN_NO_MEMORY;
    if (type->kind == KIND_TEXT || type->kind == KIND_LIST)
        *(int32_t *)whole->values = 0;
    for (int child = 0; child < type->child_count; child++) {
        for (size_t part = 0; part < count; part++)
            inner[part] = &parts[part]->children[child];
        const column_fault fault =
            join_prepare(&whole->children[child], inner, count, inner + count);
        if (fault != COLUMN_OK)
            return fault;
    }
    return COLUMN_OK;
}

static size_t depth_of(const column_type *type) {
    size_t most = 0;
    for (int child = 0; child < type->child_count; child++) {
        const size_t depth = depth_of(&type->children[child]);
        most = depth > most ? depth : most;
    }
    return most + 1;
}

/* Room for pointers to the parts of the columns on each level. */
static arrow_column **level_pointers(const column_type *type, size_t count) {
    return (arrow_column **)calloc(depth_of(type) * (count + 1), sizeof(arrow_column *));
}

column_fault column_join_prepare(arrow_column *whole, const column_type *type,
                                 arrow_column *const *parts, size_t count) {
    if (!column_start(whole, type))
        return COLUMN_NO_MEMORY;
    arrow_column **const inner = level_pointers(type, count);
    const column_fault fault =
        inner != NULL ? join_prepare(whole, parts, count, inner) : COLUMN_NO_MEMORY;
    free(inner);
    return fault;
}

void column_join(arrow_column *whole, const arrow_column *part) {
    const column_type *const type = whole->type;
    const size_t rows = (size_t)part->length;
    if (type->kind == KIND_TEXT || type->kind == KIND_LIST) {
        const int32_t base = type->kind == KIND_TEXT ? (int32_t)part->first_byte
                                                     : (int32_t)part->children[0].first_row;
        int32_t *const ends = (int32_t *)whole->values + part->first_row + 1;
        for (size_t row = 0; row < rows; row++)
            ends[row] = base + ((const int32_t *)part->values)[row];
    } else if (rows > 0 && width_of(type) > 0) {
        memcpy((uint8_t *)whole->values + (size_t)part->first_row * width_of(type), part->values,
               rows * width_of(type));
    }
    if (part->data_used > 0)
        memcpy(whole->data + part->first_byte, part->data, part->data_used);
    for (int child = 0; child < type->child_count; child++)
        column_join(&whole->children[child], &part->children[child]);
}

static void join_bits(uint8_t *to, const arrow_column *part) {
    const size_t first = (size_t)part->first_row, rows = (size_t)part->length;
    if (first % 8 == 0) {
        if (rows > 0)
            memcpy(to + first / 8, part->validity, (rows + 7) / 8);
        return;
    }
    for (size_t row = 0; row < rows; row++) {
        const unsigned bit = part->validity[row / 8] >> (row % 8) & 1u, place = (first + row) % 8;
        uint8_t *const byte = &to[(first + row) / 8];
        *byte = (uint8_t)((place == 0 ? 0u : *byte & ((1u << place) - 1)) | bit << place);
    }
}

static void join_end(arrow_column *whole, arrow_column *const *parts, size_t count,
                     arrow_column **inner) {
    for (size_t part = 0; whole->validity != NULL && part < count; part++)
        join_bits(whole->validity, parts[part]);
    for (int child = 0; child < whole->type->child_count; child++) {
        for (size_t part = 0; part < count; part++)
            inner[part] = &parts[part]->children[child];
        join_end(&whole->children[child], inner, count, inner + count);
    }
}

column_fault column_join_end(arrow_column *whole, arrow_column *const *parts, size_t count) {
    arrow_column **const inner = level_pointers(whole->type, count);
    if (inner == NULL)
        return COLUMN_NO_MEMORY;
    join_end(whole, parts, count, inner);
    free(inner);
    return COLUMN_OK;
}
