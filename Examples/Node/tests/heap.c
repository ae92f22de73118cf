/* SPDX-License-Identifier: Apache-2.0 */

/* allocated(): how many bytes malloc has handed out. Node's own heap would hide a leak of C's.
   wrapped: an object that wraps something else than a verifier. */
#include <malloc.h>
#include <node_api.h>
#include <stddef.h>

static napi_value allocated(napi_env env, napi_callback_info info) {
    napi_value bytes;
    (void)info;
    const struct mallinfo2 now = mallinfo2();
    if (napi_create_double(env, (double)(now.uordblks + now.hblkhd), &bytes) != napi_ok)
        return NULL;
    return bytes;
}

NAPI_MODULE_INIT() {
    static char other[4096];
    napi_value wrapped;
    if (napi_create_object(env, &wrapped) != napi_ok ||
        napi_wrap(env, wrapped, other, NULL, NULL, NULL) != napi_ok)
        return NULL;
    const napi_property_descriptor properties[] = {
        {.utf8name = "allocated", .method = allocated},
        {.utf8name = "wrapped", .value = wrapped},
    };
    return napi_define_properties(env, exports, 2, properties) == napi_ok ? exports : NULL;
}
