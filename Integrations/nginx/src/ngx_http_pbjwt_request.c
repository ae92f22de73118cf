/* SPDX-License-Identifier: Apache-2.0 */

#include "ngx_http_pbjwt.h"

/* The results of a request, its redirects and its subrequests. */
typedef struct {
    ngx_http_pbjwt_main_conf_t *mcf;
    ngx_http_pbjwt_result_t *results;
    ngx_http_pbjwt_result_t first; /* inline, because most requests have only one */
} context;

static void give_back(ngx_http_pbjwt_main_conf_t *mcf, pbjwt_identity *identity) {
    if (mcf->idle_count < NGX_HTTP_PBJWT_MAX_IDLE)
        mcf->idle[mcf->idle_count++] = identity;
    else
        pbjwt_identity_free(identity);
}

static pbjwt_identity *take(ngx_http_pbjwt_main_conf_t *mcf) {
    return mcf->idle_count > 0 ? mcf->idle[--mcf->idle_count] : pbjwt_identity_new(0);
}

static void end_request(void *data) {
    context *ctx = (context *)data;
    ngx_http_pbjwt_result_t *result;

    for (result = ctx->results; result != NULL; result = result->next) {
        if (result->identity == NULL)
            continue;
        /* Verifying an invalid token empties it, so that no personal data outlives the request. */
        if (pbjwt_verify(result->check->verifier, NULL, 0, result->identity) != PBJWT_OK)
            give_back(ctx->mcf, result->identity);
        else
            pbjwt_identity_free(result->identity);
    }
}

/* An internal redirect clears the contexts of all modules, but not the pool. */
static context *get_context(ngx_http_request_t *r) {
    context *ctx = (context *)ngx_http_get_module_ctx(r->main, ngx_http_pbjwt_module);
    ngx_pool_cleanup_t *cleanup;

    if (ctx != NULL)
        return ctx;
    for (cleanup = r->pool->cleanup; cleanup != NULL; cleanup = cleanup->next) {
        if (cleanup->handler == end_request)
            break;
    }
    if (cleanup == NULL) {
        cleanup = ngx_pool_cleanup_add(r->pool, sizeof(context));
        if (cleanup == NULL)
            return NULL;
        ctx = (context *)cleanup->data;
        ctx->mcf =
            (ngx_http_pbjwt_main_conf_t *)ngx_http_get_module_main_conf(r, ngx_http_pbjwt_module);
        ctx->results = NULL;
        cleanup->handler = end_request;
    }
    ngx_http_set_ctx(r->main, cleanup->data, ngx_http_pbjwt_module);
    return (context *)cleanup->data;
}

/* Not the token's fault. */
static ngx_flag_t is_own_trouble(pbjwt_status status) {
    return status == PBJWT_INTERNAL || status == PBJWT_OUT_OF_MEMORY;
}

static ngx_int_t verify(ngx_http_request_t *r, context *ctx, const ngx_http_pbjwt_check_t *check,
                        ngx_http_pbjwt_result_t *result) {
    ngx_str_t token = ngx_null_string;
    const ngx_int_t found = ngx_http_pbjwt_find_token(r, check->sources, &token);
    pbjwt_identity *identity;

    result->check = check;
    result->token = found != NGX_DECLINED;
    result->status = PBJWT_MALFORMED_TOKEN;
    if (!result->token) {
        ngx_http_pbjwt_count(r, NGX_HTTP_PBJWT_NO_TOKEN);
        return NGX_OK;
    }
    if (found == NGX_OK) {
        identity = take(ctx->mcf);
        if (identity == NULL)
            return NGX_ERROR;
        result->status = pbjwt_verify(check->verifier, token.data, token.len, identity);
        if (result->status == PBJWT_OK) {
            result->identity = identity;
        } else {
            result->fault = pbjwt_identity_claim_at_fault(identity);
            give_back(ctx->mcf, identity);
        }
    }
    ngx_http_pbjwt_count(r, (ngx_uint_t)result->status);
    if (result->status != PBJWT_OK) {
        const ngx_uint_t level = is_own_trouble(result->status) ? NGX_LOG_ERR : NGX_LOG_INFO;
        ngx_log_error(level, r->connection->log, 0, "pbjwt: token refused: %s",
                      pbjwt_status_name(result->status));
    }
    return NGX_OK;
}

ngx_http_pbjwt_result_t *ngx_http_pbjwt_get_result(ngx_http_request_t *r) {
    const ngx_http_pbjwt_loc_conf_t *lcf =
        (const ngx_http_pbjwt_loc_conf_t *)ngx_http_get_module_loc_conf(r, ngx_http_pbjwt_module);
    ngx_http_pbjwt_result_t *result;
    context *ctx;

    if (lcf->check == NULL)
        return NULL;
    ctx = get_context(r);
    if (ctx == NULL)
        return NULL;
    for (result = ctx->results; result != NULL; result = result->next) {
        if (result->check == lcf->check)
            return result;
    }
    result = &ctx->first;
    if (ctx->results != NULL)
        result = (ngx_http_pbjwt_result_t *)ngx_palloc(r->pool, sizeof(*result));
    if (result == NULL)
        return NULL;
    ngx_memzero(result, sizeof(*result));
    if (verify(r, ctx, lcf->check, result) != NGX_OK)
        return NULL;
    result->next = ctx->results;
    ctx->results = result;
    return result;
}

/* RFC 6750, 3: an error is reported only to a client that sent a token. */
static ngx_int_t challenge(ngx_http_request_t *r, const ngx_http_pbjwt_loc_conf_t *lcf,
                           ngx_http_pbjwt_result_t *result) {
    static const char error[] = "\", error=\"invalid_token\", error_description=\"";
    ngx_table_elt_t *header = r->headers_out.www_authenticate;
    ngx_str_t *text = &result->challenge;
    const char *description = pbjwt_status_public_message(result->status);
    const size_t size =
        sizeof("Bearer realm=\"\"") + lcf->realm.len + sizeof(error) + ngx_strlen(description);

    /* A protected error page comes here again. */
    if (header != NULL && header->hash != 0 && text->data != NULL &&
        header->value.data == text->data)
        return NGX_HTTP_UNAUTHORIZED;
    text->data = (u_char *)ngx_pnalloc(r->pool, size);
    header = (ngx_table_elt_t *)ngx_list_push(&r->headers_out.headers);
    if (text->data == NULL || header == NULL)
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    text->len =
        (size_t)(ngx_slprintf(text->data, text->data + size, "Bearer realm=\"%V%s%s\"", &lcf->realm,
                              result->token ? error : "", result->token ? description : "") -
                 text->data);
    ngx_memzero(header, sizeof(*header));
    header->hash = 1;
    ngx_str_set(&header->key, "WWW-Authenticate");
    header->value = *text;
    r->headers_out.www_authenticate = header;
    return NGX_HTTP_UNAUTHORIZED;
}

/* NGX_DECLINED if there is no verdict, so that it doesn't satisfy "satisfy any". */
static ngx_int_t decide(ngx_http_request_t *r, const ngx_http_pbjwt_loc_conf_t *lcf) {
    ngx_http_pbjwt_result_t *result;

    if (lcf->mode == NGX_HTTP_PBJWT_OFF)
        return NGX_DECLINED;
    result = ngx_http_pbjwt_get_result(r);
    if (result == NULL)
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    if (lcf->mode == NGX_HTTP_PBJWT_REPORT)
        return NGX_DECLINED;
    if (result->identity != NULL)
        return NGX_OK;
    if (lcf->mode == NGX_HTTP_PBJWT_OPTIONAL && !result->token)
        return NGX_DECLINED;
    if (is_own_trouble(result->status))
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    return challenge(r, lcf, result);
}

/* nginx's own lines about a request, with asterisks for its tokens. */
static u_char *log_request(ngx_http_request_t *r, ngx_http_request_t *sr, u_char *buffer,
                           size_t length) {
    const ngx_http_pbjwt_main_conf_t *mcf =
        (const ngx_http_pbjwt_main_conf_t *)ngx_http_get_module_main_conf(r, ngx_http_pbjwt_module);
    const ngx_http_pbjwt_srv_conf_t *scf =
        (const ngx_http_pbjwt_srv_conf_t *)ngx_http_get_module_srv_conf(r, ngx_http_pbjwt_module);
    u_char *end = mcf->log_handler(r, sr, buffer, length);

    ngx_http_pbjwt_mask(scf->arguments, buffer, (size_t)(end - buffer));
    return end;
}

static ngx_int_t mask_logs(ngx_http_request_t *r, const ngx_http_pbjwt_srv_conf_t *scf) {
    ngx_http_pbjwt_main_conf_t *mcf =
        (ngx_http_pbjwt_main_conf_t *)ngx_http_get_module_main_conf(r, ngx_http_pbjwt_module);
    u_char *line = (u_char *)ngx_pnalloc(r->pool, r->request_line.len + 1);

    if (line == NULL)
        return NGX_ERROR;
    ngx_memcpy(line, r->request_line.data, r->request_line.len);
    ngx_http_pbjwt_mask(scf->arguments, line, r->request_line.len);
    r->request_line.data = line;
    if (r->log_handler != log_request) {
        mcf->log_handler = r->log_handler;
        r->log_handler = log_request;
    }
    return NGX_OK;
}

/* Runs before anything else can read or log the client's headers. */
ngx_int_t ngx_http_pbjwt_post_read_handler(ngx_http_request_t *r) {
    const ngx_http_pbjwt_srv_conf_t *scf =
        (const ngx_http_pbjwt_srv_conf_t *)ngx_http_get_module_srv_conf(r, ngx_http_pbjwt_module);

    if (scf->arguments->nelts > 0 && mask_logs(r, scf) != NGX_OK)
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    if (scf->headers->nelts > 0 && ngx_http_pbjwt_set_headers(r, scf->headers, NULL) != NGX_OK)
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    return NGX_DECLINED;
}

/* Runs here and not in the access phase, which subrequests don't reach. */
ngx_int_t ngx_http_pbjwt_preaccess_handler(ngx_http_request_t *r) {
    const ngx_http_pbjwt_srv_conf_t *scf =
        (const ngx_http_pbjwt_srv_conf_t *)ngx_http_get_module_srv_conf(r, ngx_http_pbjwt_module);
    const ngx_http_pbjwt_loc_conf_t *lcf =
        (const ngx_http_pbjwt_loc_conf_t *)ngx_http_get_module_loc_conf(r, ngx_http_pbjwt_module);

    if (scf->headers->nelts > 0 &&
        ngx_http_pbjwt_set_headers(r, scf->headers, lcf->headers) != NGX_OK)
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    return NGX_DECLINED;
}

ngx_int_t ngx_http_pbjwt_access_handler(ngx_http_request_t *r) {
    return decide(r, (const ngx_http_pbjwt_loc_conf_t *)ngx_http_get_module_loc_conf(
                         r, ngx_http_pbjwt_module));
}

/* Answers 200 or 401 to an auth_request of this nginx (a subrequest, whose access isn't checked) or of another. */
static ngx_int_t answer_handler(ngx_http_request_t *r) {
    ngx_http_complex_value_t nothing;
    ngx_int_t rc;

    if (r != r->main) {
        rc = ngx_http_pbjwt_access_handler(r);
        if (rc != NGX_OK && rc != NGX_DECLINED)
            return rc;
    }
    ngx_memzero(&nothing, sizeof(nothing));
    return ngx_http_send_response(r, NGX_HTTP_OK, NULL, &nothing);
}

char *ngx_http_pbjwt_answer(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    ngx_http_core_loc_conf_t *clcf =
        (ngx_http_core_loc_conf_t *)ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);
    ngx_http_pbjwt_loc_conf_t *lcf = (ngx_http_pbjwt_loc_conf_t *)conf;

    (void)cmd;
    if (lcf->answers)
        return "is duplicate";
    lcf->answers = 1;
    if (lcf->file == NULL) {
        lcf->file = cf->conf_file->file.name.data;
        lcf->line = cf->conf_file->line;
    }
    clcf->handler = answer_handler;
    return NGX_CONF_OK;
}
