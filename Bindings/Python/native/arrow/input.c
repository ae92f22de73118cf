/* SPDX-License-Identifier: Apache-2.0 */
/* Reads tokens and times in place in an array, and checks the offsets. */
#include "input.h"

#include <string.h>

static const char MALFORMED[] = "is not a well-formed Arrow array";
static const char NO_TOKENS[] =
    "must hold texts or binaries, or a dictionary of them: take the one column with the tokens";
static const char NO_TIMES[] = "must hold whole seconds (int64) or timestamps";

static bool has_bit(const uint8_t *bits, int64_t index) {
    return bits == NULL || (bits[index / 8] >> (index % 8) & 1) != 0;
}

/* Checks for arrays of any type. */
static bool is_sound(const struct ArrowArray *array, int64_t least_buffers) {
    return array->length >= 0 && array->offset >= 0 && array->length < INT64_MAX - array->offset &&
           array->null_count >= -1 && array->null_count <= array->length &&
           array->n_buffers >= least_buffers && array->buffers != NULL;
}

/* The bits that say which rows are present; false if the array lacks those that it should have. */
static bool read_validity(const struct ArrowArray *array, const uint8_t **bits) {
    *bits = array->null_count == 0 ? NULL : (const uint8_t *)array->buffers[0];
    return *bits != NULL || array->null_count <= 0;
}

static bool read_offsets(const struct ArrowArray *array, text_column *column) {
    const int64_t last = array->offset + array->length;
    column->places = array->buffers[1];
    column->data = (const uint8_t *)array->buffers[2];
    if (array->length == 0)
        return true;
    if (column->places == NULL)
        return false;
    column->end = column->layout == TEXTS_32 ? ((const int32_t *)column->places)[last]
                                             : ((const int64_t *)column->places)[last];
    return column->end == 0 || (column->end > 0 && column->data != NULL);
}

static bool read_views(const struct ArrowArray *array, text_column *column) {
    column->places = array->buffers[1];
    column->part_count = array->n_buffers - 3; /* except validity, views and sizes */
    column->parts = (const uint8_t *const *)&array->buffers[2];
    column->part_sizes = (const int64_t *)array->buffers[array->n_buffers - 1];
    return (array->length == 0 || column->places != NULL) &&
           (column->part_count == 0 || column->part_sizes != NULL);
}

static const char *text_column_of(const struct ArrowSchema *schema, const struct ArrowArray *array,
                                  text_column *column) {
    const char *const format = schema->format != NULL ? schema->format : "";
    *column = (text_column){.length = array->length, .offset = array->offset};
    if (strcmp(format, "u") == 0 || strcmp(format, "z") == 0)
        column->layout = TEXTS_32;
    else if (strcmp(format, "U") == 0 || strcmp(format, "Z") == 0)
        column->layout = TEXTS_64;
    else if (strcmp(format, "vu") == 0 || strcmp(format, "vz") == 0)
        column->layout = TEXTS_VIEWED;
    else
        return NO_TOKENS;
    const bool right =
        is_sound(array, 3) && read_validity(array, &column->validity) &&
        (column->layout == TEXTS_VIEWED ? read_views(array, column) : read_offsets(array, column));
    return right ? NULL : MALFORMED;
}

const char *token_column_of(const struct ArrowSchema *schema, const struct ArrowArray *array,
                            token_column *column) {
    *column = (token_column){.length = array->length};
    if (schema->dictionary == NULL)
        return text_column_of(schema, array, &column->texts);
    const char *const format = schema->format != NULL ? schema->format : "";
    if (strlen(format) != 1 || strchr("cCsSiIlL", format[0]) == NULL)
        return MALFORMED;
    column->index_format = format[0];
    if (!is_sound(array, 2) || !read_validity(array, &column->index_validity) ||
        array->dictionary == NULL || array->dictionary->release == NULL)
        return MALFORMED;
    column->index_offset = array->offset;
    column->indices = array->buffers[1];
    if (column->indices == NULL && array->length > 0)
        return MALFORMED;
    return text_column_of(schema->dictionary, array->dictionary, &column->texts);
}

static cell part_at(const text_column *column, int64_t index, const uint8_t **bytes,
                    size_t *count) {
    /* A view is a length, followed by up to 12 bytes, or by the first 4 bytes, a buffer and an offset in it. */
    const uint8_t *const view = (const uint8_t *)column->places + 16 * index;
    int32_t words[4];
    memcpy(words, view, sizeof words);
    *count = (size_t)words[0];
    *bytes = view + 4;
    if (words[0] < 0)
        return CELL_MALFORMED;
    if (words[0] <= 12)
        return CELL_THERE;
    if (words[2] < 0 || words[2] >= column->part_count || words[3] < 0 ||
        column->parts[words[2]] == NULL ||
        (int64_t)words[3] + words[0] > column->part_sizes[words[2]])
        return CELL_MALFORMED;
    *bytes = column->parts[words[2]] + words[3];
    return CELL_THERE;
}

static cell text_at(const text_column *column, int64_t row, const uint8_t **bytes, size_t *count) {
    const int64_t index = column->offset + row;
    if (!has_bit(column->validity, index))
        return CELL_NULL;
    if (column->layout == TEXTS_VIEWED)
        return part_at(column, index, bytes, count);
    int64_t start, end;
    if (column->layout == TEXTS_32) {
        start = ((const int32_t *)column->places)[index];
        end = ((const int32_t *)column->places)[index + 1];
    } else {
        start = ((const int64_t *)column->places)[index];
        end = ((const int64_t *)column->places)[index + 1];
    }
    if (start < 0 || end < start || end > column->end)
        return CELL_MALFORMED;
    *bytes = column->data != NULL ? column->data + start : (const uint8_t *)"";
    *count = (size_t)(end - start);
    return CELL_THERE;
}

/* An index in the dictionary; -1 if it is impossible. */
static int64_t index_at(const token_column *column, int64_t place) {
    switch (column->index_format) {
    case 'c':
        return ((const int8_t *)column->indices)[place];
    case 'C':
        return ((const uint8_t *)column->indices)[place];
    case 's':
        return ((const int16_t *)column->indices)[place];
    case 'S':
        return ((const uint16_t *)column->indices)[place];
    case 'i':
        return ((const int32_t *)column->indices)[place];
    case 'I':
        return ((const uint32_t *)column->indices)[place];
    default: /* l and L, whose upper half is negative here */
        return ((const int64_t *)column->indices)[place];
    }
}

cell token_at(const token_column *column, int64_t row, const uint8_t **bytes, size_t *count) {
    if (column->index_format == 0)
        return text_at(&column->texts, row, bytes, count);
    const int64_t place = column->index_offset + row;
    if (!has_bit(column->index_validity, place))
        return CELL_NULL;
    const int64_t index = index_at(column, place);
    return index < 0 || index >= column->texts.length
               ? CELL_MALFORMED
               : text_at(&column->texts, index, bytes, count);
}

const char *time_column_of(const struct ArrowSchema *schema, const struct ArrowArray *array,
                           time_column *column) {
    const char *const format = schema->format != NULL ? schema->format : "";
    *column = (time_column){.length = array->length, .offset = array->offset, .per_second = 1};
    if (strncmp(format, "ts", 2) == 0 && format[2] != '\0' && format[3] == ':') {
        static const char units[] = "smun";
        static const int64_t parts[] = {1, 1000, 1000000, 1000000000};
        const char *const unit = strchr(units, format[2]);
        if (unit == NULL)
            return NO_TIMES;
        if (format[4] == '\0')
            return "must have a time zone";
        column->per_second = parts[unit - units];
    } else if (strcmp(format, "l") != 0) {
        return NO_TIMES;
    }
    if (schema->dictionary != NULL)
        return NO_TIMES;
    if (!is_sound(array, 2) || !read_validity(array, &column->validity) ||
        (array->buffers[1] == NULL && array->length > 0))
        return MALFORMED;
    column->numbers = (const int64_t *)array->buffers[1];
    return NULL;
}

cell time_at(const time_column *column, int64_t row, int64_t *seconds) {
    const int64_t index = column->offset + row;
    if (!has_bit(column->validity, index))
        return CELL_NULL;
    const int64_t number = column->numbers[index], whole = number / column->per_second;
    *seconds = number % column->per_second < 0 ? whole - 1 : whole;
    return CELL_THERE;
}
