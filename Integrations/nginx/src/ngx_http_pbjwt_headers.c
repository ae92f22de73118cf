/* SPDX-License-Identifier: Apache-2.0 */

#include "ngx_http_pbjwt.h"

/*
 * Names are compared as applications may read them: upper and lower case are equal, and so are all characters that
 * are neither letters nor digits (CGI turns "-" into "_", and some servers do so with the rest).
 */
static u_char folded(u_char c) {
    if (c >= 'A' && c <= 'Z')
        return (u_char)(c | 0x20);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
}

static ngx_flag_t same_name(const ngx_str_t *a, const ngx_str_t *b) {
    size_t i;

    if (a->len != b->len)
        return 0;
    for (i = 0; i < a->len; i++) {
        if (folded(a->data[i]) != folded(b->data[i]))
            return 0;
    }
    return 1;
}

static ngx_flag_t is_among(const ngx_str_t *name, const ngx_array_t *names) {
    const ngx_str_t *each = (const ngx_str_t *)names->elts;
    ngx_uint_t i;

    for (i = 0; i < names->nelts; i++) {
        if (same_name(name, &each[i]))
            return 1;
    }
    return 0;
}

/* How many headers there are, and how many of them have one of the names. */
static ngx_uint_t count_headers(const ngx_list_part_t *part, const ngx_array_t *names,
                                ngx_uint_t *removed) {
    ngx_uint_t i, count = 0;

    *removed = 0;
    for (; part != NULL; part = part->next) {
        const ngx_table_elt_t *header = (const ngx_table_elt_t *)part->elts;
        count += part->nelts;
        for (i = 0; i < part->nelts; i++)
            *removed += is_among(&header[i].key, names) ? 1 : 0;
    }
    return count;
}

static ngx_int_t push_header(ngx_http_request_t *r, const ngx_http_pbjwt_header_t *from) {
    const ngx_http_variable_value_t *value;
    ngx_table_elt_t *header;
    ngx_str_t text;

    if (from->variable == NGX_HTTP_PBJWT_REMOVED)
        return NGX_OK;
    value = ngx_http_get_flushed_variable(r, (ngx_uint_t)from->variable);
    if (value == NULL)
        return NGX_ERROR;
    if (value->not_found || value->len == 0)
        return NGX_OK;
    text.data = value->data;
    text.len = value->len;
    if (!ngx_http_pbjwt_is_own_variable(r, from->variable) &&
        ngx_http_pbjwt_encode(r->pool, &text) != NGX_OK)
        return NGX_ERROR;
    header = (ngx_table_elt_t *)ngx_list_push(&r->headers_in.headers);
    if (header == NULL)
        return NGX_ERROR;
    ngx_memzero(header, sizeof(*header));
    header->hash = from->hash;
    header->key = from->name;
    header->value = text;
    header->lowcase_key = from->lowcase.data;
    return NGX_OK;
}

/* A request and its subrequests share a list at first, so the request gets a new list and the old one is kept. */
ngx_int_t ngx_http_pbjwt_set_headers(ngx_http_request_t *r, const ngx_array_t *names,
                                     const ngx_array_t *headers) {
    const ngx_http_pbjwt_header_t *added =
        headers == NULL ? NULL : (const ngx_http_pbjwt_header_t *)headers->elts;
    const ngx_uint_t additions = headers == NULL ? 0 : headers->nelts;
    const ngx_list_part_t first = r->headers_in.headers.part, *part;
    ngx_uint_t i, removed;
    const ngx_uint_t count = count_headers(&first, names, &removed);

    if (removed == 0 && additions == 0)
        return NGX_OK;
    if (ngx_list_init(&r->headers_in.headers, r->pool, count - removed + additions + 1,
                      sizeof(ngx_table_elt_t)) != NGX_OK)
        return NGX_ERROR;
    for (part = &first; part != NULL; part = part->next) {
        const ngx_table_elt_t *header = (const ngx_table_elt_t *)part->elts;
        for (i = 0; i < part->nelts; i++) {
            if (!is_among(&header[i].key, names)) {
                ngx_table_elt_t *kept = (ngx_table_elt_t *)ngx_list_push(&r->headers_in.headers);
                if (kept == NULL)
                    return NGX_ERROR;
                *kept = header[i];
            }
        }
    }
    for (i = 0; i < additions; i++) {
        if (push_header(r, &added[i]) != NGX_OK)
            return NGX_ERROR;
    }
    return NGX_OK;
}

/* nginx keeps pointers to the headers that it reads itself. */
static ngx_flag_t is_read_by_nginx(const ngx_str_t *name) {
    const ngx_http_header_t *each;

    for (each = ngx_http_headers_in; each->name.len > 0; each++) {
        if (same_name(name, &each->name))
            return 1;
    }
    return 0;
}

static char *check_name(ngx_conf_t *cf, const ngx_str_t *name) {
    size_t i;

    for (i = 0; i < name->len &&
                (folded(name->data[i]) != '-' || name->data[i] == '-' || name->data[i] == '_');
         i++) {
        /* void */
    }
    if (i < name->len || name->len == 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "the header's name \"%V\" has other characters than letters, digits, "
                           "\"-\" and \"_\"",
                           name);
        return NGX_CONF_ERROR;
    }
    if (is_read_by_nginx(name)) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"pbjwt_header\" can't set \"%V\", which nginx reads itself", name);
        return NGX_CONF_ERROR;
    }
    return NGX_CONF_OK;
}

/* The server removes the name in all locations, so that none is a way around it. */
static char *add_name(ngx_conf_t *cf, const ngx_str_t *name) {
    ngx_http_pbjwt_srv_conf_t *scf =
        (ngx_http_pbjwt_srv_conf_t *)ngx_http_conf_get_module_srv_conf(cf, ngx_http_pbjwt_module);
    ngx_str_t *added;

    if (is_among(name, scf->headers))
        return NGX_CONF_OK;
    added = (ngx_str_t *)ngx_array_push(scf->headers);
    if (added == NULL)
        return NGX_CONF_ERROR;
    *added = *name;
    return NGX_CONF_OK;
}

char *ngx_http_pbjwt_header(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    ngx_http_pbjwt_loc_conf_t *lcf = (ngx_http_pbjwt_loc_conf_t *)conf;
    const ngx_str_t *value = (const ngx_str_t *)cf->args->elts;
    const ngx_http_pbjwt_header_t *known;
    ngx_http_pbjwt_header_t *header;
    ngx_str_t variable = value[2];
    ngx_uint_t i;

    (void)cmd;
    if (check_name(cf, &value[1]) != NGX_CONF_OK)
        return NGX_CONF_ERROR;
    if (variable.len > 0 && (variable.len == 1 || variable.data[0] != '$')) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"pbjwt_header\" takes one variable, such as $pbjwt_email, or \"\"");
        return NGX_CONF_ERROR;
    }
    if (lcf->headers == NULL)
        lcf->headers = ngx_array_create(cf->pool, 4, sizeof(ngx_http_pbjwt_header_t));
    if (lcf->headers == NULL)
        return NGX_CONF_ERROR;
    known = (const ngx_http_pbjwt_header_t *)lcf->headers->elts;
    for (i = 0; i < lcf->headers->nelts; i++) {
        if (same_name(&known[i].name, &value[1])) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "duplicate \"pbjwt_header\" \"%V\"",
                               &value[1]);
            return NGX_CONF_ERROR;
        }
    }
    header = (ngx_http_pbjwt_header_t *)ngx_array_push(lcf->headers);
    if (header == NULL)
        return NGX_CONF_ERROR;
    header->name = value[1];
    header->lowcase.len = value[1].len;
    header->lowcase.data = (u_char *)ngx_pnalloc(cf->pool, value[1].len + 1);
    if (header->lowcase.data == NULL)
        return NGX_CONF_ERROR;
    header->hash = ngx_hash_strlow(header->lowcase.data, value[1].data, value[1].len);
    header->lowcase.data[value[1].len] = '\0';
    header->variable = NGX_HTTP_PBJWT_REMOVED;
    if (variable.len > 0) {
        variable.data++;
        variable.len--;
        header->variable = ngx_http_get_variable_index(cf, &variable);
        if (header->variable == NGX_ERROR)
            return NGX_CONF_ERROR;
    }
    return add_name(cf, &value[1]);
}

char *ngx_http_pbjwt_merge_headers(ngx_conf_t *cf, ngx_array_t *parent, ngx_array_t **headers) {
    const ngx_http_pbjwt_header_t *inherited, *own;
    ngx_uint_t i, j, count;

    if (parent == NULL || *headers == NULL) {
        if (*headers == NULL)
            *headers = parent;
        return NGX_CONF_OK;
    }
    (void)cf;
    inherited = (const ngx_http_pbjwt_header_t *)parent->elts;
    count = (*headers)->nelts;
    for (i = 0; i < parent->nelts; i++) {
        ngx_http_pbjwt_header_t *added;
        own = (const ngx_http_pbjwt_header_t *)(*headers)->elts;
        for (j = 0; j < count && !same_name(&inherited[i].name, &own[j].name); j++) {
            /* void */
        }
        if (j < count)
            continue;
        added = (ngx_http_pbjwt_header_t *)ngx_array_push(*headers);
        if (added == NULL)
            return NGX_CONF_ERROR;
        *added = inherited[i];
    }
    return NGX_CONF_OK;
}
