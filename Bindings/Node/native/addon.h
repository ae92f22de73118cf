/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_NODE_ADDON_H
#define PBJWT_NODE_ADDON_H

#include <node_api.h>
#include <pbjwt.h>

/* The JavaScript files in lib check and convert arguments. Arguments that are still wrong throw here. */

/* Returns with an exception if a call of Node-API fails. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        if ((call) != napi_ok)                                                                     \
            return fail(env);                                                                      \
    } while (0)

/* Throws the reason why Node-API failed; returns NULL. */
napi_value fail(napi_env env);
/* Throws a RangeError with `rule` for an invalid argument and returns NULL; else returns the refusal's number. */
napi_value refuse(napi_env env, pbjwt_status status, pbjwt_claim claim, const char *rule);

bool is_nothing(napi_env env, napi_value value);
napi_value text_or_null(napi_env env, const char *text, size_t length);
/* Takes ownership of memory from the library. */
napi_value text_taken(napi_env env, char *text, size_t length);

/* A string's or Buffer's bytes. Those of most strings fit into `room`; others are in `owned`. */
typedef struct {
    const char *data;
    size_t length;
    char *owned;
    char room[4096];
} text_view;
/* Of a text that is longer than any token, reads only enough for it to be too long. */
bool text_of(napi_env env, napi_value value, text_view *text);
void text_done(text_view *text);

/* The objects behind the handles. */
void *handle_of(napi_env env, napi_value handle);

/* The secrets in an array of at most `most` handles; returns `most` + 1 for more. */
bool secrets_of(napi_env env, napi_value array, pbjwt_secret **secrets, uint32_t most,
                uint32_t *count);

/* A policy from an array of settings in the order of lib/settings.js; null means not set. */
bool policy_of(napi_env env, napi_value settings, pbjwt_policy **policy, napi_value *refusal);

/* pack.c: what a verified identity says, in one string. NULL and an exception on failure. */
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
