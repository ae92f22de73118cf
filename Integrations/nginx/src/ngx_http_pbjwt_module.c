/* SPDX-License-Identifier: Apache-2.0 */

#include "ngx_http_pbjwt.h"

static char *set_mode(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
static char *check_realm(ngx_conf_t *cf, void *post, void *data);

static ngx_conf_post_t realm_post = {check_realm};

static ngx_conf_enum_t modes[] = {
    {ngx_string("off"), NGX_HTTP_PBJWT_OFF},
    {ngx_string("on"), NGX_HTTP_PBJWT_ON},
    {ngx_string("optional"), NGX_HTTP_PBJWT_OPTIONAL},
    {ngx_string("report"), NGX_HTTP_PBJWT_REPORT},
    {ngx_null_string, 0},
};

#define ANY_LEVEL (NGX_HTTP_MAIN_CONF | NGX_HTTP_SRV_CONF | NGX_HTTP_LOC_CONF | NGX_HTTP_LMT_CONF)
#define PLACE(member) NGX_HTTP_LOC_CONF_OFFSET, offsetof(ngx_http_pbjwt_loc_conf_t, member)

static ngx_command_t commands[] = {
    {ngx_string("pbjwt"), ANY_LEVEL | NGX_CONF_TAKE1, set_mode, PLACE(mode), modes},
    {ngx_string("pbjwt_realm"), ANY_LEVEL | NGX_CONF_TAKE1, ngx_conf_set_str_slot, PLACE(realm),
     &realm_post},
    {ngx_string("pbjwt_secret_file"), ANY_LEVEL | NGX_CONF_2MORE, ngx_http_pbjwt_secret_file,
     PLACE(secrets), NULL},
    {ngx_string("pbjwt_token"), ANY_LEVEL | NGX_CONF_1MORE, ngx_http_pbjwt_token, PLACE(sources),
     NULL},
    {ngx_string("pbjwt_header"), ANY_LEVEL | NGX_CONF_TAKE2, ngx_http_pbjwt_header, PLACE(headers),
     NULL},
    {ngx_string("pbjwt_claim_set"), NGX_HTTP_MAIN_CONF | NGX_CONF_TAKE2, ngx_http_pbjwt_claim_set,
     0, 0, NULL},
    {ngx_string("pbjwt_answer"), NGX_HTTP_LOC_CONF | NGX_CONF_NOARGS, ngx_http_pbjwt_answer,
     PLACE(answers), NULL},
    {ngx_string("pbjwt_status"), NGX_HTTP_LOC_CONF | NGX_CONF_NOARGS, ngx_http_pbjwt_status, 0, 0,
     NULL},

    {ngx_string("pbjwt_profile"), ANY_LEVEL | NGX_CONF_TAKE1, ngx_conf_set_enum_slot,
     PLACE(policy.profile), ngx_http_pbjwt_profiles},
    {ngx_string("pbjwt_max_token_bytes"), ANY_LEVEL | NGX_CONF_TAKE1, ngx_conf_set_size_slot,
     PLACE(policy.max_token_bytes), &ngx_http_pbjwt_token_bytes_post},
    {ngx_string("pbjwt_leeway"), ANY_LEVEL | NGX_CONF_TAKE1, ngx_conf_set_sec_slot,
     PLACE(policy.leeway), &ngx_http_pbjwt_leeway_post},
    {ngx_string("pbjwt_max_lifetime"), ANY_LEVEL | NGX_CONF_TAKE1, ngx_conf_set_sec_slot,
     PLACE(policy.max_lifetime), NULL},
    {ngx_string("pbjwt_allow_missing_exp"), ANY_LEVEL | NGX_CONF_FLAG, ngx_conf_set_flag_slot,
     PLACE(policy.allow_missing_exp), NULL},
    {ngx_string("pbjwt_user_hash"), ANY_LEVEL | NGX_CONF_TAKE1, ngx_conf_set_enum_slot,
     PLACE(policy.user_hash), ngx_http_pbjwt_user_hash_modes},
    {ngx_string("pbjwt_require_user_hash"), ANY_LEVEL | NGX_CONF_FLAG,
     ngx_http_pbjwt_require_user_hash, PLACE(policy.user_hash), NULL},
    {ngx_string("pbjwt_issuer"), ANY_LEVEL | NGX_CONF_TAKE1, ngx_conf_set_str_slot,
     PLACE(policy.issuer), &ngx_http_pbjwt_issuer_post},
    {ngx_string("pbjwt_audience"), ANY_LEVEL | NGX_CONF_TAKE1, ngx_conf_set_str_slot,
     PLACE(policy.audience), &ngx_http_pbjwt_audience_post},
    {ngx_string("pbjwt_type"), ANY_LEVEL | NGX_CONF_TAKE1, ngx_conf_set_str_slot,
     PLACE(policy.type), &ngx_http_pbjwt_type_post},
    {ngx_string("pbjwt_strict_claims"), ANY_LEVEL | NGX_CONF_FLAG, ngx_conf_set_flag_slot,
     PLACE(policy.strict_claims), NULL},
    {ngx_string("pbjwt_email_form"), ANY_LEVEL | NGX_CONF_TAKE1, ngx_conf_set_enum_slot,
     PLACE(policy.email_form), ngx_http_pbjwt_email_forms},
    {ngx_string("pbjwt_reader"), ANY_LEVEL | NGX_CONF_TAKE1, ngx_conf_set_enum_slot,
     PLACE(policy.reader), ngx_http_pbjwt_readers},
    ngx_null_command,
};

/* Reports errors about the combined settings, which only merging can find. */
static char *set_mode(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    ngx_http_pbjwt_loc_conf_t *lcf = (ngx_http_pbjwt_loc_conf_t *)conf;

    lcf->file = cf->conf_file->file.name.data;
    lcf->line = cf->conf_file->line;
    return ngx_conf_set_enum_slot(cf, cmd, conf);
}

static char *check_realm(ngx_conf_t *cf, void *post, void *data) {
    const ngx_str_t *realm = (const ngx_str_t *)data;
    size_t i;

    (void)cf;
    (void)post;
    for (i = 0; i < realm->len; i++) {
        const u_char c = realm->data[i];
        if (c < ' ' || c > '~' || c == '"' || c == '\\')
            return "must be ASCII without quotes, backslashes and control characters";
    }
    return NGX_CONF_OK;
}

static void cleanup(void *data) {
    ngx_http_pbjwt_main_conf_t *mcf = (ngx_http_pbjwt_main_conf_t *)data;
    ngx_http_pbjwt_check_t **check = (ngx_http_pbjwt_check_t **)mcf->checks.elts;
    ngx_uint_t i;

    for (i = 0; i < mcf->checks.nelts; i++)
        pbjwt_verifier_release(check[i]->verifier);
    for (i = 0; i < mcf->idle_count; i++)
        pbjwt_identity_free(mcf->idle[i]);
    ngx_http_pbjwt_free_secrets(&mcf->secrets);
}

static void *create_main_conf(ngx_conf_t *cf) {
    ngx_http_pbjwt_main_conf_t *mcf =
        (ngx_http_pbjwt_main_conf_t *)ngx_pcalloc(cf->pool, sizeof(*mcf));
    ngx_pool_cleanup_t *added = ngx_pool_cleanup_add(cf->pool, 0);

    if (mcf == NULL || added == NULL ||
        ngx_array_init(&mcf->checks, cf->pool, 4, sizeof(ngx_http_pbjwt_check_t *)) != NGX_OK ||
        ngx_array_init(&mcf->secrets, cf->pool, 4, sizeof(pbjwt_secret *)) != NGX_OK)
        return NULL;
    added->handler = cleanup;
    added->data = mcf;
    return ngx_http_pbjwt_add_zone(cf, mcf) == NGX_OK ? mcf : NULL;
}

static void *create_srv_conf(ngx_conf_t *cf) {
    ngx_http_pbjwt_srv_conf_t *scf =
        (ngx_http_pbjwt_srv_conf_t *)ngx_pcalloc(cf->pool, sizeof(*scf));

    if (scf == NULL)
        return NULL;
    scf->headers = ngx_array_create(cf->pool, 4, sizeof(ngx_str_t));
    scf->arguments = ngx_array_create(cf->pool, 1, sizeof(ngx_str_t));
    return scf->headers == NULL || scf->arguments == NULL ? NULL : scf;
}

static char *append(ngx_array_t *to, const ngx_array_t *from) {
    const ngx_str_t *text = (const ngx_str_t *)from->elts;
    ngx_uint_t i;

    for (i = 0; i < from->nelts; i++) {
        ngx_str_t *added = (ngx_str_t *)ngx_array_push(to);
        if (added == NULL)
            return NGX_CONF_ERROR;
        *added = text[i];
    }
    return NGX_CONF_OK;
}

static char *merge_srv_conf(ngx_conf_t *cf, void *parent, void *child) {
    const ngx_http_pbjwt_srv_conf_t *prev = (const ngx_http_pbjwt_srv_conf_t *)parent;
    ngx_http_pbjwt_srv_conf_t *conf = (ngx_http_pbjwt_srv_conf_t *)child;

    (void)cf;
    if (append(conf->headers, prev->headers) != NGX_CONF_OK)
        return NGX_CONF_ERROR;
    return append(conf->arguments, prev->arguments);
}

static void *create_loc_conf(ngx_conf_t *cf) {
    ngx_http_pbjwt_loc_conf_t *lcf =
        (ngx_http_pbjwt_loc_conf_t *)ngx_pcalloc(cf->pool, sizeof(*lcf));

    if (lcf == NULL)
        return NULL;
    lcf->mode = NGX_CONF_UNSET_UINT;
    lcf->secrets = NGX_CONF_UNSET_PTR;
    lcf->sources = NGX_CONF_UNSET_PTR;
    ngx_http_pbjwt_policy_unset(&lcf->policy);
    return lcf;
}

/* Shared by all locations that don't set where the token comes from. */
static ngx_http_pbjwt_source_t bearer = {NGX_HTTP_PBJWT_BEARER, ngx_null_string};
static ngx_array_t default_sources = {&bearer, 1, sizeof(bearer), 1, NULL};

static char *merge_loc_conf(ngx_conf_t *cf, void *parent, void *child) {
    const ngx_http_pbjwt_loc_conf_t *prev = (const ngx_http_pbjwt_loc_conf_t *)parent;
    ngx_http_pbjwt_loc_conf_t *conf = (ngx_http_pbjwt_loc_conf_t *)child;

    if (conf->file == NULL) {
        conf->file = prev->file;
        conf->line = prev->line;
    }
    ngx_conf_merge_uint_value(conf->mode, prev->mode, NGX_HTTP_PBJWT_OFF);
    ngx_conf_merge_str_value(conf->realm, prev->realm, "ProductBridge");
    ngx_conf_merge_ptr_value(conf->secrets, prev->secrets, NGX_CONF_UNSET_PTR);
    ngx_conf_merge_ptr_value(conf->sources, prev->sources, &default_sources);
    ngx_http_pbjwt_policy_merge(&conf->policy, &prev->policy);
    if (ngx_http_pbjwt_merge_headers(cf, prev->headers, &conf->headers) != NGX_CONF_OK)
        return NGX_CONF_ERROR;

    if (conf->mode == NGX_HTTP_PBJWT_OFF) {
        if (!conf->answers)
            return NGX_CONF_OK;
        ngx_log_error(NGX_LOG_EMERG, cf->log, 0,
                      "the location of \"pbjwt_answer\" at %s:%ui has \"pbjwt off\", and would "
                      "answer 200 to everyone",
                      conf->file, conf->line);
        return NGX_CONF_ERROR;
    }
    if (conf->secrets == NGX_CONF_UNSET_PTR) {
        ngx_log_error(NGX_LOG_EMERG, cf->log, 0,
                      "no \"pbjwt_secret_file\" is defined for \"pbjwt\" in %s:%ui", conf->file,
                      conf->line);
        return NGX_CONF_ERROR;
    }
    conf->check = ngx_http_pbjwt_get_check(cf, conf);
    return conf->check == NULL ? NGX_CONF_ERROR : NGX_CONF_OK;
}

static ngx_int_t add_handler(ngx_conf_t *cf, ngx_http_phases phase, ngx_http_handler_pt handler) {
    ngx_http_core_main_conf_t *cmcf =
        (ngx_http_core_main_conf_t *)ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module);
    ngx_http_handler_pt *added =
        (ngx_http_handler_pt *)ngx_array_push(&cmcf->phases[phase].handlers);

    if (added == NULL)
        return NGX_ERROR;
    *added = handler;
    return NGX_OK;
}

static ngx_int_t postconfiguration(ngx_conf_t *cf) {
    ngx_http_pbjwt_main_conf_t *mcf =
        (ngx_http_pbjwt_main_conf_t *)ngx_http_conf_get_module_main_conf(cf, ngx_http_pbjwt_module);

    /* The verifiers no longer need the secrets, and workers must never have them. */
    ngx_http_pbjwt_free_secrets(&mcf->secrets);
    if (add_handler(cf, NGX_HTTP_POST_READ_PHASE, ngx_http_pbjwt_post_read_handler) != NGX_OK ||
        add_handler(cf, NGX_HTTP_PREACCESS_PHASE, ngx_http_pbjwt_preaccess_handler) != NGX_OK)
        return NGX_ERROR;
    return add_handler(cf, NGX_HTTP_ACCESS_PHASE, ngx_http_pbjwt_access_handler);
}

static ngx_http_module_t module_context = {
    ngx_http_pbjwt_add_variables,
    postconfiguration,
    create_main_conf,
    NULL,
    create_srv_conf,
    merge_srv_conf,
    create_loc_conf,
    merge_loc_conf,
};

ngx_module_t ngx_http_pbjwt_module = {
    NGX_MODULE_V1, &module_context,
    commands,      NGX_HTTP_MODULE,
    NULL,          NULL,
    NULL,          NULL,
    NULL,          NULL,
    NULL,          NGX_MODULE_V1_PADDING,
};
