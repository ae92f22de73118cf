/* SPDX-License-Identifier: Apache-2.0 */

#include "ngx_http_pbjwt.h"

/* The values of a source: the last one, and how many there are. */
typedef struct {
    ngx_str_t value;
    ngx_uint_t count;
} found_t;

/* `name` is in lower case. A header that another module added may have no `lowcase_key`. */
static ngx_flag_t is_named(const ngx_table_elt_t *header, const char *name, size_t length) {
    if (header->key.len != length)
        return 0;
    if (header->lowcase_key != NULL)
        return ngx_memcmp(header->lowcase_key, name, length) == 0;
    return ngx_strncasecmp(header->key.data, (u_char *)name, length) == 0;
}

static void find_cookie(const ngx_str_t *header, const ngx_str_t *name, found_t *found) {
    const u_char *at = header->data, *end = at + header->len;

    while (at < end) {
        const u_char *stop = ngx_strlchr((u_char *)at, (u_char *)end, ';');
        if (stop == NULL)
            stop = end;
        while (at < stop && (*at == ' ' || *at == '\t'))
            at++;
        if ((size_t)(stop - at) > name->len && at[name->len] == '=' &&
            ngx_strncmp(at, name->data, name->len) == 0) {
            const u_char *value = at + name->len + 1, *last = stop;
            while (last > value && (last[-1] == ' ' || last[-1] == '\t'))
                last--;
            found->value.data = (u_char *)value;
            found->value.len = (size_t)(last - value);
            found->count++;
        }
        at = stop + 1;
    }
}

/*
 * The next argument of a URL at *at: its name and value. Reads the URL that the client sent, because a rewrite, a
 * subrequest or an error page has its own arguments.
 */
static ngx_flag_t next_argument(const u_char **at, const u_char *end, ngx_str_t *name,
                                ngx_str_t *value) {
    const u_char *stop, *equals;

    if (*at >= end)
        return 0;
    for (stop = *at; stop < end && *stop != '&'; stop++) {
        /* void */
    }
    equals = ngx_strlchr((u_char *)*at, (u_char *)stop, '=');
    name->data = (u_char *)*at;
    name->len = (size_t)((equals == NULL ? stop : equals) - *at);
    value->data = (u_char *)(equals == NULL ? stop : equals + 1);
    value->len = (size_t)(stop - value->data);
    *at = stop + 1;
    return 1;
}

/* The start and end of a URL's arguments: from the first question mark to a fragment or space. */
static const u_char *arguments_of(const ngx_str_t *url, const u_char **end) {
    const u_char *last = url->data + url->len;
    const u_char *at = ngx_strlchr(url->data, (u_char *)last, '?');

    *end = at == NULL ? NULL : at + 1;
    while (*end != NULL && *end < last && **end != '#' && **end != ' ')
        (*end)++;
    return at == NULL ? NULL : at + 1;
}

static void find_argument(const ngx_str_t *url, const ngx_str_t *name, found_t *found) {
    const u_char *end, *at = arguments_of(url, &end);
    ngx_str_t each, value;

    while (at != NULL && next_argument(&at, end, &each, &value)) {
        if (ngx_http_pbjwt_same_text(&each, name)) {
            found->value = value;
            found->count++;
        }
    }
}

/* Removes "Bearer " (RFC 6750, 2.1; RFC 9110, 11.1: in upper or lower case). */
static void take_scheme_off(found_t *found) {
    ngx_str_t *value = &found->value;

    if (value->len < 6 ||
        (ngx_memcmp(value->data, "Bearer", 6) != 0 &&
         ngx_strncasecmp(value->data, (u_char *)"Bearer", 6) != 0) ||
        (value->len > 6 && value->data[6] != ' ')) {
        found->count = 0;
        return;
    }
    value->data += 6;
    value->len -= 6;
    while (value->len > 0 && *value->data == ' ') {
        value->data++;
        value->len--;
    }
}

static void find_in_headers(ngx_http_request_t *r, const ngx_http_pbjwt_source_t *source,
                            found_t *found) {
    const ngx_list_part_t *part;
    ngx_uint_t i;

    for (part = &r->main->headers_in.headers.part; part != NULL; part = part->next) {
        const ngx_table_elt_t *header = (const ngx_table_elt_t *)part->elts;
        for (i = 0; i < part->nelts; i++) {
            if (source->kind == NGX_HTTP_PBJWT_COOKIE) {
                if (is_named(&header[i], "cookie", 6))
                    find_cookie(&header[i].value, &source->name, found);
            } else if (is_named(&header[i], "authorization", 13)) {
                found->value = header[i].value;
                found->count++;
            }
        }
    }
}

ngx_int_t ngx_http_pbjwt_find_token(ngx_http_request_t *r, const ngx_array_t *sources,
                                    ngx_str_t *token) {
    const ngx_http_pbjwt_source_t *source = (const ngx_http_pbjwt_source_t *)sources->elts;
    ngx_uint_t i;

    for (i = 0; i < sources->nelts; i++) {
        found_t found = {{0, NULL}, 0};
        if (source[i].kind == NGX_HTTP_PBJWT_ARGUMENT)
            find_argument(&r->main->unparsed_uri, &source[i].name, &found);
        else
            find_in_headers(r, &source[i], &found);
        if (found.count > 1) /* code that reads another one would see another person */
            return NGX_ERROR;
        if (found.count == 1 && source[i].kind == NGX_HTTP_PBJWT_BEARER)
            take_scheme_off(&found);
        if (found.count == 1) {
            *token = found.value;
            return NGX_OK;
        }
    }
    return NGX_DECLINED;
}

void ngx_http_pbjwt_mask(const ngx_array_t *arguments, u_char *text, size_t length) {
    const ngx_str_t *names = (const ngx_str_t *)arguments->elts;
    const u_char *end = text + length;
    ngx_uint_t i;
    u_char *at;

    for (at = text; at < end; at++) {
        for (i = 0; (*at == '?' || *at == '&') && i < arguments->nelts; i++) {
            u_char *value = at + 1 + names[i].len;
            if (value >= end || *value != '=' ||
                ngx_strncmp(at + 1, names[i].data, names[i].len) != 0)
                continue;
            while (++value < end && ngx_strchr("&# \"", *value) == NULL)
                *value = '*';
        }
    }
}

static char *add_argument(ngx_conf_t *cf, const ngx_str_t *name) {
    ngx_http_pbjwt_srv_conf_t *scf =
        (ngx_http_pbjwt_srv_conf_t *)ngx_http_conf_get_module_srv_conf(cf, ngx_http_pbjwt_module);
    ngx_str_t *argument = (ngx_str_t *)ngx_array_push(scf->arguments);

    if (argument == NULL)
        return NGX_CONF_ERROR;
    *argument = *name;
    return NGX_CONF_OK;
}

char *ngx_http_pbjwt_token(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    ngx_http_pbjwt_loc_conf_t *lcf = (ngx_http_pbjwt_loc_conf_t *)conf;
    const ngx_str_t *value = (const ngx_str_t *)cf->args->elts;
    ngx_uint_t i;

    (void)cmd;
    if (lcf->sources != NGX_CONF_UNSET_PTR)
        return "is duplicate";
    lcf->sources = ngx_array_create(cf->pool, cf->args->nelts - 1, sizeof(ngx_http_pbjwt_source_t));
    if (lcf->sources == NULL)
        return NGX_CONF_ERROR;
    for (i = 1; i < cf->args->nelts; i++) {
        ngx_http_pbjwt_source_t *source = (ngx_http_pbjwt_source_t *)ngx_array_push(lcf->sources);
        size_t prefix;

        if (source == NULL)
            return NGX_CONF_ERROR;
        source->name = value[i];
        if (ngx_strcmp(value[i].data, "bearer") == 0) {
            source->kind = NGX_HTTP_PBJWT_BEARER;
            continue;
        }
        if (ngx_strncmp(value[i].data, "cookie:", 7) == 0) {
            source->kind = NGX_HTTP_PBJWT_COOKIE;
            prefix = 7;
        } else if (ngx_strncmp(value[i].data, "argument:", 9) == 0) {
            source->kind = NGX_HTTP_PBJWT_ARGUMENT;
            prefix = 9;
        } else {
            prefix = value[i].len;
        }
        source->name.data += prefix;
        source->name.len -= prefix;
        if (source->name.len == 0) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "a source of \"pbjwt_token\" is \"bearer\", \"cookie:NAME\" or "
                               "\"argument:NAME\"; argument %ui is none of them",
                               i);
            return NGX_CONF_ERROR;
        }
        if (source->kind == NGX_HTTP_PBJWT_ARGUMENT &&
            add_argument(cf, &source->name) != NGX_CONF_OK)
            return NGX_CONF_ERROR;
    }
    return NGX_CONF_OK;
}
