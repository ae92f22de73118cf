/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_NODE_ADDON_H
#define PBJWT_NODE_ADDON_H

#include <node_api.h>
#include <pbjwt.h>

/* lib/native.js checks and converts what its callers pass. What is wrong nevertheless throws here. */

/* Leaves with an exception where a call of Node-API fails. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        if ((call) != napi_ok)                                                                     \
            return fail(env);                                                                      \
    } while (0)

/* Throws why Node-API failed; NULL. */
napi_value fail(napi_env env);
/* Throws a RangeError of `rule` for an invalid argument, and else gives the refusal's number; NULL or that. */
napi_value refuse(napi_env env, pbjwt_status status, pbjwt_claim claim, const char *rule);

bool is_nothing(napi_env env, napi_value value);
napi_value text_or_null(napi_env env, const char *text, size_t length);
/* Takes memory of the library's over. */
napi_value text_taken(napi_env env, char *text, size_t length);

/* A string's or Buffer's bytes. Those of most strings fit into `room`; others are in `owned`. */
typedef struct {
    const char *data;
    size_t length;
    char *owned;
    char room[4096];
} text_view;
/* Of what is longer than every token only so much that it stays too long. */
bool text_of(napi_env env, napi_value value, text_view *text);
void text_done(text_view *text);

/* The objects behind the handles. */
void *handle_of(napi_env env, napi_value handle);

/* The secrets of an array of at most `most` handles; more of them gives `most` + 1. */
bool secrets_of(napi_env env, napi_value array, pbjwt_secret **secrets, uint32_t most,
                uint32_t *count);

/* A policy of an array of settings in the order of lib/settings.js, of which null is not set. */
bool policy_of(napi_env env, napi_value settings, pbjwt_policy **policy, napi_value *refusal);

/* What a verified identity says, in one string: pack.c. NULL and an exception where that fails. */
napi_value pack(napi_env env, const pbjwt_identity *identity);

/* The addon's functions. */
napi_value make_secret(napi_env env, napi_callback_info info);
napi_value make_verifier(napi_env env, napi_callback_info info);
napi_value verify(napi_env env, napi_callback_info info);
napi_value verify_json(napi_env env, napi_callback_info info);
napi_value issue(napi_env env, napi_callback_info info);
napi_value user_hash(napi_env env, napi_callback_info info);
napi_value explain(napi_env env, napi_callback_info info);
napi_value inspect(napi_env env, napi_callback_info info);

#endif
