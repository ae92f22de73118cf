/* SPDX-License-Identifier: Apache-2.0 */
/* Passes results on through the C data interface. They live independently: a consumer may release
   them on any thread, and may move a child out of its parent and keep it. */
#include "result.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

result_chunk *result_chunk_new(int64_t length, size_t count) {
    result_chunk *const chunk =
        (result_chunk *)calloc(1, sizeof *chunk + count * sizeof(chunk->columns[0]));
    if (chunk == NULL)
        return NULL;
    atomic_init(&chunk->references, 1);
    chunk->length = length;
    chunk->count = count;
    return chunk;
}

result_chunk *result_chunk_retain(result_chunk *chunk) {
    atomic_fetch_add_explicit(&chunk->references, 1, memory_order_relaxed);
    return chunk;
}

void result_chunk_release(result_chunk *chunk) {
    if (chunk == NULL || atomic_fetch_sub_explicit(&chunk->references, 1, memory_order_acq_rel) > 1)
        return;
    for (size_t index = 0; index < chunk->count; index++)
        column_free(&chunk->columns[index]);
    free(chunk);
}

void result_set_free(result_set *set) {
    for (size_t index = 0; index < set->chunk_count; index++)
        result_chunk_release(set->chunks[index]);
    free(set->chunks);
    free(set->types);
    *set = (result_set){0};
}

/* Schemas */

typedef struct {
    struct ArrowSchema **pointers;
    struct ArrowSchema children[];
} schema_parts;

static void release_schema(struct ArrowSchema *schema) {
    schema_parts *const parts = (schema_parts *)schema->private_data;
    for (int64_t child = 0; child < schema->n_children; child++)
        if (parts->children[child].release != NULL)
            parts->children[child].release(&parts->children[child]);
    if (parts != NULL)
        free(parts->pointers);
    free(parts);
    schema->release = NULL;
}

static const char *format_of(column_kind kind) {
    static const char *const formats[] = {"u", "g", "tsu:UTC", "+l", "+s"};
    return formats[kind];
}

/* A schema with room for its children, which the caller fills. */
static bool start_schema(struct ArrowSchema *schema, const char *name, column_kind kind,
                         bool nullable, size_t count) {
    *schema = (struct ArrowSchema){.format = format_of(kind),
                                   .name = name,
                                   .flags = nullable ? ARROW_NULLABLE : 0,
                                   .release = release_schema};
    if (count == 0)
        return true;
    schema_parts *const parts =
        (schema_parts *)calloc(1, sizeof *parts + count * sizeof(parts->children[0]));
    schema->private_data = parts;
    if (parts == NULL)
        return false;
    parts->pointers = (struct ArrowSchema **)calloc(count, sizeof(struct ArrowSchema *));
    if (parts->pointers == NULL)
        return false;
    for (size_t child = 0; child < count; child++)
        parts->pointers[child] = &parts->children[child];
    schema->children = parts->pointers;
    schema->n_children = (int64_t)count;
    return true;
}

static bool fill_schema(struct ArrowSchema *schema, const column_type *type) {
    bool right =
        start_schema(schema, type->name, type->kind, type->nullable, (size_t)type->child_count);
    for (int child = 0; right && child < type->child_count; child++)
        right = fill_schema(schema->children[child], &type->children[child]);
    return right;
}

bool result_export_schema(const result_set *set, struct ArrowSchema *schema) {
    bool right = start_schema(schema, "", KIND_STRUCT, false, set->type_count);
    for (size_t index = 0; right && index < set->type_count; index++)
        right = fill_schema(schema->children[index], set->types[index]);
    if (!right)
        release_schema(schema);
    return right;
}

/* Arrays */

typedef struct {
    result_chunk *chunk;
    const void *buffers[3];
    struct ArrowArray **pointers;
    struct ArrowArray children[];
} array_parts;

static void release_array(struct ArrowArray *array) {
    array_parts *const parts = (array_parts *)array->private_data;
    for (int64_t child = 0; child < array->n_children; child++)
        if (parts->children[child].release != NULL)
            parts->children[child].release(&parts->children[child]);
    if (parts != NULL) {
        result_chunk_release(parts->chunk);
        free(parts->pointers);
    }
    free(parts);
    array->release = NULL;
}

static array_parts *start_array(struct ArrowArray *array, result_chunk *chunk, int64_t length,
                                size_t count) {
    array_parts *const parts =
        (array_parts *)calloc(1, sizeof *parts + count * sizeof(parts->children[0]));
    *array = (struct ArrowArray){.length = length, .release = release_array, .private_data = parts};
    if (parts == NULL)
        return NULL;
    parts->chunk = result_chunk_retain(chunk);
    parts->pointers = (struct ArrowArray **)calloc(count + 1, sizeof(struct ArrowArray *));
    if (parts->pointers == NULL)
        return NULL;
    for (size_t child = 0; child < count; child++)
        parts->pointers[child] = &parts->children[child];
    array->buffers = parts->buffers;
    array->children = parts->pointers;
    array->n_children = (int64_t)count;
    return parts;
}

static bool fill_array(struct ArrowArray *array, result_chunk *chunk, const arrow_column *column) {
    const column_type *const type = column->type;
    array_parts *const parts = start_array(array, chunk, column->length, (size_t)type->child_count);
    if (parts == NULL)
        return false;
    array->null_count = column->null_count;
    parts->buffers[0] = column->validity;
    parts->buffers[1] = column->values;
    parts->buffers[2] = column->data;
    array->n_buffers = type->kind == KIND_STRUCT ? 1 : type->kind == KIND_TEXT ? 3 : 2;
    bool right = true;
    for (int child = 0; right && child < type->child_count; child++)
        right = fill_array(&parts->children[child], chunk, &column->children[child]);
    return right;
}

bool result_export_chunk(result_chunk *chunk, struct ArrowArray *array) {
    array_parts *const parts = start_array(array, chunk, chunk->length, chunk->count);
    array->n_buffers = 1;
    bool right = parts != NULL;
    for (size_t index = 0; right && index < chunk->count; index++)
        right = fill_array(&parts->children[index], chunk, &chunk->columns[index]);
    if (!right)
        release_array(array);
    return right;
}

/* Streams */

typedef struct {
    result_set set;
    size_t next;
} stream_state;

static int stream_schema(struct ArrowArrayStream *stream, struct ArrowSchema *schema) {
    return result_export_schema(&((stream_state *)stream->private_data)->set, schema) ? 0 : ENOMEM;
}

static int stream_next(struct ArrowArrayStream *stream, struct ArrowArray *array) {
    stream_state *const state = (stream_state *)stream->private_data;
    if (state->next == state->set.chunk_count) {
        *array = (struct ArrowArray){.release = NULL};
        return 0;
    }
    if (!result_export_chunk(state->set.chunks[state->next], array))
        return ENOMEM;
    state->next++;
    return 0;
}

static const char *stream_error(struct ArrowArrayStream *stream) {
    (void)stream;
    return "memory ran out";
}

static void stream_release(struct ArrowArrayStream *stream) {
    stream_state *const state = (stream_state *)stream->private_data;
    result_set_free(&state->set);
    free(state);
    stream->release = NULL;
}

/* A set with its own references. */
static bool copy_set(const result_set *set, result_set *copy) {
    *copy = (result_set){.type_count = set->type_count};
    copy->types = (const column_type **)malloc((set->type_count + 1) * sizeof *copy->types);
    copy->chunks = (result_chunk **)malloc((set->chunk_count + 1) * sizeof *copy->chunks);
    if (copy->types == NULL || copy->chunks == NULL) {
        result_set_free(copy);
        return false;
    }
    memcpy(copy->types, set->types, set->type_count * sizeof *copy->types);
    for (size_t index = 0; index < set->chunk_count; index++)
        copy->chunks[index] = result_chunk_retain(set->chunks[index]);
    copy->chunk_count = set->chunk_count;
    return true;
}

bool result_export_stream(const result_set *set, struct ArrowArrayStream *stream) {
    stream_state *const state = (stream_state *)calloc(1, sizeof *state);
    if (state == NULL || !copy_set(set, &state->set)) {
        free(state);
        return false;
    }
    *stream = (struct ArrowArrayStream){.get_schema = stream_schema,
                                        .get_next = stream_next,
                                        .get_last_error = stream_error,
                                        .release = stream_release,
                                        .private_data = state};
    return true;
}
