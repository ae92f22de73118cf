/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The module's parts:
 *
 *     module     directives, and how levels of the configuration are merged
 *     policy     settings of a policy, and the checks made from them and the secrets
 *     secrets    reads secret files, in the master
 *     token      finds the token in what the client sent, and masks it in request lines
 *     request    verifies once, decides, challenges
 *     headers    removes and sets the headers that identify the person to upstream
 *     variables  $pbjwt_...
 *     counters   shared memory, and the endpoint that shows it
 */
#ifndef NGX_HTTP_PBJWT_H
#define NGX_HTTP_PBJWT_H

#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>
#include <pbjwt.h>

typedef enum {
    NGX_HTTP_PBJWT_OFF = 0,
    NGX_HTTP_PBJWT_ON,
    NGX_HTTP_PBJWT_OPTIONAL,
    NGX_HTTP_PBJWT_REPORT
} ngx_http_pbjwt_mode_e;

typedef enum {
    NGX_HTTP_PBJWT_BEARER = 0,
    NGX_HTTP_PBJWT_COOKIE,
    NGX_HTTP_PBJWT_ARGUMENT
} ngx_http_pbjwt_source_e;

typedef struct {
    ngx_http_pbjwt_source_e kind;
    ngx_str_t name;
} ngx_http_pbjwt_source_t;

/* Settings that aren't set anywhere have the library's defaults. */
typedef struct {
    ngx_uint_t profile;
    size_t max_token_bytes;
    time_t leeway;
    time_t max_lifetime;
    ngx_flag_t allow_missing_exp;
    ngx_uint_t user_hash;
    ngx_str_t issuer;
    ngx_str_t audience;
    ngx_str_t type;
    ngx_flag_t strict_claims;
    ngx_uint_t email_form;
    ngx_uint_t reader;
} ngx_http_pbjwt_policy_t;

/* Where the token comes from and how it is checked. Locations with the same settings share one. */
typedef struct {
    pbjwt_verifier *verifier;
    ngx_array_t *secrets;
    ngx_array_t *sources; /* of ngx_http_pbjwt_source_t */
    ngx_http_pbjwt_policy_t policy;
} ngx_http_pbjwt_check_t;

/* One counter for each status; status numbers are below 100, and "no token" follows them. */
#define NGX_HTTP_PBJWT_NO_TOKEN 127
#define NGX_HTTP_PBJWT_COUNTERS 128

/* Each worker counts in its own lane, so that workers don't wait for each other's cache lines. */
#define NGX_HTTP_PBJWT_LANES 16

typedef struct {
    ngx_atomic_t count[NGX_HTTP_PBJWT_COUNTERS];
} ngx_http_pbjwt_lane_t;

typedef struct {
    ngx_http_pbjwt_lane_t lane[NGX_HTTP_PBJWT_LANES];
} ngx_http_pbjwt_counters_t;

/* Empty identities for the next requests, in each worker. */
#define NGX_HTTP_PBJWT_MAX_IDLE 64

typedef struct {
    ngx_array_t checks;                  /* of ngx_http_pbjwt_check_t * */
    ngx_array_t secrets;                 /* of pbjwt_secret *: freed before workers are forked */
    ngx_shm_zone_t *zone;                /* its data is an ngx_http_pbjwt_counters_t */
    ngx_http_log_handler_pt log_handler; /* nginx's handler, which the module's handler calls */
    pbjwt_identity *idle[NGX_HTTP_PBJWT_MAX_IDLE]; /* each worker's own */
    ngx_uint_t idle_count;
} ngx_http_pbjwt_main_conf_t;

/* Collected from all locations of a server. */
typedef struct {
    ngx_array_t *headers;   /* of ngx_str_t: names that no client may send */
    ngx_array_t *arguments; /* of ngx_str_t: arguments that hold tokens */
} ngx_http_pbjwt_srv_conf_t;

#define NGX_HTTP_PBJWT_REMOVED NGX_ERROR

typedef struct {
    ngx_str_t name;
    ngx_str_t lowcase;
    ngx_uint_t hash;
    ngx_int_t variable; /* its index, or NGX_HTTP_PBJWT_REMOVED */
} ngx_http_pbjwt_header_t;

typedef struct {
    ngx_uint_t mode;
    u_char *file; /* where the mode was set, or else pbjwt_answer */
    ngx_uint_t line;
    ngx_flag_t answers;
    ngx_str_t realm;
    ngx_array_t *secrets; /* of pbjwt_secret * */
    ngx_array_t *sources; /* of ngx_http_pbjwt_source_t */
    ngx_array_t *headers; /* of ngx_http_pbjwt_header_t */
    ngx_http_pbjwt_policy_t policy;
    ngx_http_pbjwt_check_t *check; /* NULL if the mode is off */
} ngx_http_pbjwt_loc_conf_t;

/* The result of one check of a request's token. */
typedef struct ngx_http_pbjwt_result_s ngx_http_pbjwt_result_t;
struct ngx_http_pbjwt_result_s {
    const ngx_http_pbjwt_check_t *check;
    pbjwt_identity *identity; /* NULL unless the token is accepted */
    pbjwt_status status;
    pbjwt_claim fault;
    ngx_flag_t token; /* whether there is one */
    ngx_str_t challenge;
    ngx_http_pbjwt_result_t *next;
};

extern ngx_module_t ngx_http_pbjwt_module;

static inline ngx_flag_t ngx_http_pbjwt_same_text(const ngx_str_t *a, const ngx_str_t *b) {
    return a->len == b->len && ngx_memcmp(a->data, b->data, a->len) == 0;
}

/* policy */
void ngx_http_pbjwt_policy_unset(ngx_http_pbjwt_policy_t *policy);
void ngx_http_pbjwt_policy_merge(ngx_http_pbjwt_policy_t *policy,
                                 const ngx_http_pbjwt_policy_t *parent);
/* The check for the merged settings of a location. On failure logs the cause and returns NULL. */
ngx_http_pbjwt_check_t *ngx_http_pbjwt_get_check(ngx_conf_t *cf,
                                                 const ngx_http_pbjwt_loc_conf_t *conf);
char *ngx_http_pbjwt_require_user_hash(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
extern ngx_conf_enum_t ngx_http_pbjwt_profiles[];
extern ngx_conf_enum_t ngx_http_pbjwt_user_hash_modes[];
extern ngx_conf_enum_t ngx_http_pbjwt_email_forms[];
extern ngx_conf_enum_t ngx_http_pbjwt_readers[];
extern ngx_conf_post_t ngx_http_pbjwt_token_bytes_post;
extern ngx_conf_post_t ngx_http_pbjwt_leeway_post;
extern ngx_conf_post_t ngx_http_pbjwt_issuer_post;
extern ngx_conf_post_t ngx_http_pbjwt_audience_post;
extern ngx_conf_post_t ngx_http_pbjwt_type_post;

/* secrets */
char *ngx_http_pbjwt_secret_file(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
void ngx_http_pbjwt_free_secrets(ngx_array_t *secrets);

/* token */
/* NGX_OK and the token, NGX_DECLINED if there is none, NGX_ERROR if a source is repeated. */
ngx_int_t ngx_http_pbjwt_find_token(ngx_http_request_t *r, const ngx_array_t *sources,
                                    ngx_str_t *token);
/* Replaces the tokens of all URLs in a text with asterisks. */
void ngx_http_pbjwt_mask(const ngx_array_t *arguments, u_char *text, size_t length);
char *ngx_http_pbjwt_token(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);

/* request */
/* NULL if the check is off, or memory ran out. */
ngx_http_pbjwt_result_t *ngx_http_pbjwt_get_result(ngx_http_request_t *r);
ngx_int_t ngx_http_pbjwt_post_read_handler(ngx_http_request_t *r);
ngx_int_t ngx_http_pbjwt_preaccess_handler(ngx_http_request_t *r);
ngx_int_t ngx_http_pbjwt_access_handler(ngx_http_request_t *r);
char *ngx_http_pbjwt_answer(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);

/* headers */
char *ngx_http_pbjwt_header(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
/* Removes the server's names from the headers for upstream, and sets those of `headers`, which may
   be NULL. */
ngx_int_t ngx_http_pbjwt_set_headers(ngx_http_request_t *r, const ngx_array_t *names,
                                     const ngx_array_t *headers);
char *ngx_http_pbjwt_merge_headers(ngx_conf_t *cf, ngx_array_t *parent, ngx_array_t **headers);

/* variables */
ngx_int_t ngx_http_pbjwt_add_variables(ngx_conf_t *cf);
char *ngx_http_pbjwt_claim_set(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
/* Percent-encodes for a header; a value that needs no encoding is not copied. */
ngx_int_t ngx_http_pbjwt_encode(ngx_pool_t *pool, ngx_str_t *text);
ngx_int_t ngx_http_pbjwt_is_own_variable(ngx_http_request_t *r, ngx_int_t index);

/* counters */
ngx_int_t ngx_http_pbjwt_add_zone(ngx_conf_t *cf, ngx_http_pbjwt_main_conf_t *mcf);
void ngx_http_pbjwt_count(ngx_http_request_t *r, ngx_uint_t counter);
char *ngx_http_pbjwt_status(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);

#endif
