/* SPDX-License-Identifier: Apache-2.0 */
/* Converts values from and to JavaScript. */
#include "addon.h"

#include <stdlib.h>

napi_value fail(napi_env env) {
    const napi_extended_error_info *info;
    bool thrown = false;
    napi_get_last_error_info(env, &info);
    const char *const message = info->error_message; /* static; the next call overwrites *info */
    napi_is_exception_pending(env, &thrown);
    if (!thrown)
        napi_throw_type_error(env, NULL, message != NULL ? message : "Node-API has failed");
    return NULL;
}

napi_value refuse(napi_env env, pbjwt_status status, pbjwt_claim claim, const char *rule) {
    napi_value number;
    if (status == PBJWT_INVALID_ARGUMENT && rule != NULL) {
        napi_throw_range_error(env, NULL, rule);
        return NULL;
    }
    TRY(napi_create_uint32(env, (uint32_t)status * 256 + (uint32_t)claim, &number));
    return number;
}

bool is_nothing(napi_env env, napi_value value) {
    napi_valuetype type;
    return napi_typeof(env, value, &type) == napi_ok &&
           (type == napi_null || type == napi_undefined);
}

napi_value text_or_null(napi_env env, const char *text, size_t length) {
    napi_value value;
    if (text == NULL)
        TRY(napi_get_null(env, &value));
    else
        TRY(napi_create_string_utf8(env, text, length, &value));
    return value;
}

napi_value text_taken(napi_env env, char *text, size_t length) {
    const napi_value value = text_or_null(env, text, length);
    pbjwt_free(text);
    return value;
}

/* The bytes of a Buffer are copied: our calls must not keep anything that a JavaScript callback
   could change. */
static bool bytes_of(napi_env env, napi_value value, text_view *text) {
    void *bytes;
    bool is_buffer = false;
    if (napi_is_buffer(env, value, &is_buffer) != napi_ok || !is_buffer ||
        napi_get_buffer_info(env, value, &bytes, &text->length) != napi_ok) {
        napi_throw_type_error(env, NULL, "a text must be a string or a Buffer");
        return false;
    }
    text->data = text->length > 0 ? (const char *)bytes : text->room;
    return true;
}

bool text_of(napi_env env, napi_value value, text_view *text) {
    const size_t most = PBJWT_MAX_TOKEN_BYTES_LIMIT + 8;
    text->owned = NULL;
    text->data = text->room;
    napi_status status =
        napi_get_value_string_utf8(env, value, text->room, sizeof text->room, &text->length);
    if (status == napi_string_expected)
        return bytes_of(env, value, text);
    /* Almost full, so it may be truncated: a character takes up to four bytes, and the NUL one. */
    if (status == napi_ok && text->length >= sizeof text->room - 5) {
        status = napi_get_value_string_utf8(env, value, NULL, 0, &text->length);
        const size_t size = (text->length < most ? text->length : most) + 1;
        text->data = text->owned = (char *)malloc(size);
        if (text->owned == NULL) {
            napi_throw_error(env, NULL, "out of memory");
            return false;
        }
        if (status == napi_ok)
            status = napi_get_value_string_utf8(env, value, text->owned, size, &text->length);
    }
    if (status == napi_ok)
        return true;
    text_done(text);
    fail(env);
    return false;
}

void text_done(text_view *text) {
    free(text->owned);
    text->owned = NULL;
}

void *handle_of(napi_env env, napi_value handle) {
    void *object = NULL;
    if (napi_get_value_external(env, handle, &object) != napi_ok)
        fail(env);
    return object;
}
