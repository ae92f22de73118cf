/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VALUES_H
#define VALUES_H

#include <node_api.h>
#include <pbjwt.h>

/* Throws why the last call of Node-API has failed, unless it threw itself. Returns NULL. */
napi_value pbjwt_node_fail(napi_env env);

#define TRY(call)                                                                                  \
    do {                                                                                           \
        if ((call) != napi_ok)                                                                     \
            return pbjwt_node_fail(env);                                                           \
    } while (0)

/* What a verified identity says, as an object; NULL when something was thrown. */
napi_value pbjwt_node_identity(napi_env env, const pbjwt_identity *identity);

/* A refusal: an array of the status, and of the name of the claim at fault or null. */
napi_value pbjwt_node_refusal(napi_env env, pbjwt_status status, pbjwt_claim claim);

/* What is to be said about a status: an array of its name, its message and its public message. */
napi_value pbjwt_node_status(napi_env env, pbjwt_status status);

#endif
