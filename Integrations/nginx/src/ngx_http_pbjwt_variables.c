/* SPDX-License-Identifier: Apache-2.0 */

#include "ngx_http_pbjwt.h"

#include <stdio.h>
#include <stdlib.h>

typedef enum { EMAIL, USER_ID, COMPANY_ID, KEY_ID, STATUS, FAULT, WARNINGS } field;

static ngx_int_t own_field(ngx_http_request_t *r, ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t claim_by_prefix(ngx_http_request_t *r, ngx_http_variable_value_t *v,
                                 uintptr_t data);
static ngx_int_t claim_by_name(ngx_http_request_t *r, ngx_http_variable_value_t *v, uintptr_t data);

static const char claim_prefix[] = "pbjwt_claim_";

/* Not cacheable: after an internal redirect, another check may apply. */
static ngx_http_variable_t variables[] = {
    {ngx_string("pbjwt_email"), NULL, own_field, EMAIL, NGX_HTTP_VAR_NOCACHEABLE, 0},
    {ngx_string("pbjwt_user_id"), NULL, own_field, USER_ID, NGX_HTTP_VAR_NOCACHEABLE, 0},
    {ngx_string("pbjwt_company_id"), NULL, own_field, COMPANY_ID, NGX_HTTP_VAR_NOCACHEABLE, 0},
    {ngx_string("pbjwt_key_id"), NULL, own_field, KEY_ID, NGX_HTTP_VAR_NOCACHEABLE, 0},
    {ngx_string("pbjwt_status"), NULL, own_field, STATUS, NGX_HTTP_VAR_NOCACHEABLE, 0},
    {ngx_string("pbjwt_fault"), NULL, own_field, FAULT, NGX_HTTP_VAR_NOCACHEABLE, 0},
    {ngx_string("pbjwt_warnings"), NULL, own_field, WARNINGS, NGX_HTTP_VAR_NOCACHEABLE, 0},
    {ngx_string("pbjwt_claim_"), NULL, claim_by_prefix, 0,
     NGX_HTTP_VAR_NOCACHEABLE | NGX_HTTP_VAR_PREFIX, 0},
};

/* Bytes that would end or split a header, or aren't ASCII. */
static ngx_flag_t is_encoded(u_char c) {
    return c <= ' ' || c >= 0x7f || c == '%' || c == '"' || c == '\'' || c == ',' || c == ';';
}

ngx_int_t ngx_http_pbjwt_encode(ngx_pool_t *pool, ngx_str_t *text) {
    static const u_char digits[] = "0123456789ABCDEF";
    size_t i, count = 0;
    u_char *to;

    for (i = 0; i < text->len; i++)
        count += is_encoded(text->data[i]) ? 1 : 0;
    if (count == 0)
        return NGX_OK;
    to = (u_char *)ngx_pnalloc(pool, text->len + 2 * count);
    if (to == NULL)
        return NGX_ERROR;
    const u_char *from = text->data, *const end = from + text->len;
    text->data = to;
    text->len += 2 * count;
    for (; from < end; from++) {
        if (is_encoded(*from)) {
            *to++ = '%';
            *to++ = digits[*from >> 4];
            *to++ = digits[*from & 15];
        } else {
            *to++ = *from;
        }
    }
    return NGX_OK;
}

static void view(ngx_str_t *text, const char *data, size_t length) {
    text->data = (u_char *)data;
    text->len = data == NULL ? 0 : length;
}

static ngx_int_t set_value(ngx_http_request_t *r, ngx_http_variable_value_t *v, ngx_str_t *text) {
    if (text->data == NULL) {
        v->not_found = 1;
        return NGX_OK;
    }
    if (ngx_http_pbjwt_encode(r->pool, text) != NGX_OK)
        return NGX_ERROR;
    v->valid = 1;
    v->no_cacheable = 0;
    v->not_found = 0;
    v->data = text->data;
    v->len = (unsigned)text->len & 0xfffffff;
    return NGX_OK;
}

/* "email:not_canonical,iat:missing_iat"; the words are this library's own, so nothing needs encoding. */
static ngx_int_t list_warnings(ngx_http_request_t *r, const pbjwt_identity *identity,
                               ngx_http_variable_value_t *v) {
    const size_t count = pbjwt_identity_warning_count(identity);
    size_t i, size = 1;
    u_char *at, *start;
    pbjwt_claim claim;

    for (i = 0; i < count; i++) {
        size += ngx_strlen(pbjwt_warning_name(pbjwt_identity_warning(identity, i, &claim))) + 2;
        size += claim == PBJWT_CLAIM_NONE ? 0 : ngx_strlen(pbjwt_claim_name(claim));
    }
    start = at = (u_char *)ngx_pnalloc(r->pool, size);
    if (start == NULL)
        return NGX_ERROR;
    for (i = 0; i < count; i++) {
        const char *kind = pbjwt_warning_name(pbjwt_identity_warning(identity, i, &claim));
        const char *name = claim == PBJWT_CLAIM_NONE ? "" : pbjwt_claim_name(claim);
        at = ngx_slprintf(at, start + size, "%s%s%s%s", i == 0 ? "" : ",", name,
                          *name == '\0' ? "" : ":", kind);
    }
    v->valid = 1;
    v->no_cacheable = 0;
    v->not_found = at == start;
    v->data = start;
    v->len = (unsigned)(at - start) & 0xfffffff;
    return NGX_OK;
}

static ngx_int_t own_field(ngx_http_request_t *r, ngx_http_variable_value_t *v, uintptr_t data) {
    const ngx_http_pbjwt_result_t *result = ngx_http_pbjwt_get_result(r);
    ngx_str_t text = ngx_null_string;
    const char *(*read)(const pbjwt_identity *, size_t *) = NULL;
    const char *word = NULL;
    size_t length = 0;

    if (result == NULL) {
        v->not_found = 1;
        return NGX_OK;
    }
    switch ((field)data) {
    case EMAIL:
        read = pbjwt_identity_canonical_email;
        break;
    case USER_ID:
        read = pbjwt_identity_user_id;
        break;
    case KEY_ID:
        read = pbjwt_identity_key_id;
        break;
    case COMPANY_ID:
        word = pbjwt_identity_text(result->identity, PBJWT_CLAIM_COMPANY_ID, &length);
        view(&text, word, length);
        return set_value(r, v, &text);
    case STATUS:
        word = result->token ? pbjwt_status_name(result->status) : "no_token";
        break;
    case FAULT:
        word = pbjwt_claim_name(result->fault);
        break;
    case WARNINGS:
        return list_warnings(r, result->identity, v);
    }
    if (read != NULL)
        word = read(result->identity, &length);
    else if (word != NULL)
        length = ngx_strlen(word);
    view(&text, word, length);
    return set_value(r, v, &text);
}

/* A number that was sent as text: the shortest form with the same value. */
static ngx_int_t write_number(ngx_pool_t *pool, double number, ngx_str_t *text) {
    const size_t size = 32;
    int digits = 15;

    text->data = (u_char *)ngx_pnalloc(pool, size);
    if (text->data == NULL)
        return NGX_ERROR;
    do {
        text->len = (size_t)snprintf((char *)text->data, size, "%.*g", digits, number);
    } while (strtod((char *)text->data, NULL) != number && ++digits <= 17);
    return NGX_OK;
}

static ngx_int_t typed_claim(ngx_http_request_t *r, const pbjwt_identity *identity,
                             pbjwt_claim claim, ngx_str_t *text) {
    const char *name = pbjwt_claim_name(claim), *data;
    size_t length;
    double number;

    data = pbjwt_identity_text(identity, claim, &length);
    if (data == NULL && pbjwt_identity_number(identity, claim, &number)) {
        data = pbjwt_identity_member_json(identity, name, ngx_strlen(name), &length);
        if (data == NULL || *data == '"')
            return write_number(r->pool, number, text);
    } else if (claim == PBJWT_CLAIM_AUD && pbjwt_identity_audience_count(identity) > 0 &&
               data == NULL) {
        data = pbjwt_identity_member_json(identity, name, ngx_strlen(name), &length);
    }
    view(text, data, length);
    return NGX_OK;
}

/* A text is decoded, anything else is its JSON; null counts as missing. */
static ngx_int_t custom_claim(ngx_http_request_t *r, const pbjwt_identity *identity,
                              const ngx_str_t *name, ngx_str_t *text) {
    const char *data;
    size_t length;
    pbjwt_json *tree = NULL;

    data = pbjwt_identity_member_json(identity, name->data, name->len, &length);
    if (data == NULL || *data == 'n')
        return NGX_OK;
    if (*data != '"') {
        view(text, data, length);
        return NGX_OK;
    }
    if (pbjwt_identity_custom_tree(identity, &tree) != PBJWT_OK)
        return NGX_ERROR;
    data = pbjwt_json_string(pbjwt_json_member(tree, name->data, name->len), &length);
    if (data != NULL) {
        text->len = length;
        text->data = (u_char *)ngx_pnalloc(r->pool, length + 1);
        if (text->data != NULL)
            ngx_memcpy(text->data, data, length);
    }
    pbjwt_json_free(tree);
    return data != NULL && text->data == NULL ? NGX_ERROR : NGX_OK;
}

static ngx_int_t set_claim(ngx_http_request_t *r, ngx_http_variable_value_t *v,
                           const ngx_str_t *name, ngx_flag_t any_case) {
    const ngx_http_pbjwt_result_t *result = ngx_http_pbjwt_get_result(r);
    const size_t count = pbjwt_claim_count();
    ngx_str_t text = ngx_null_string;
    ngx_int_t rc;
    size_t i;

    if (result == NULL || result->identity == NULL) {
        v->not_found = 1;
        return NGX_OK;
    }
    for (i = 1; i <= count; i++) {
        const char *known = pbjwt_claim_name((pbjwt_claim)i);
        if (ngx_strlen(known) == name->len &&
            (any_case ? ngx_strncasecmp((u_char *)known, name->data, name->len)
                      : ngx_memcmp(known, name->data, name->len)) == 0)
            break;
    }
    rc = i <= count ? typed_claim(r, result->identity, (pbjwt_claim)i, &text)
                    : custom_claim(r, result->identity, name, &text);
    return rc == NGX_OK ? set_value(r, v, &text) : rc;
}

/* nginx converts names of variables to lower case, so avatarURL arrives as avatarurl. */
static ngx_int_t claim_by_prefix(ngx_http_request_t *r, ngx_http_variable_value_t *v,
                                 uintptr_t data) {
    ngx_str_t name = *(const ngx_str_t *)data;

    name.data += sizeof(claim_prefix) - 1;
    name.len -= sizeof(claim_prefix) - 1;
    return set_claim(r, v, &name, 1);
}

static ngx_int_t claim_by_name(ngx_http_request_t *r, ngx_http_variable_value_t *v,
                               uintptr_t data) {
    return set_claim(r, v, (const ngx_str_t *)data, 0);
}

char *ngx_http_pbjwt_claim_set(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    const ngx_str_t *value = (const ngx_str_t *)cf->args->elts;
    ngx_str_t variable = value[1], *name;
    ngx_http_variable_t *added;

    (void)cmd;
    (void)conf;
    if (variable.len < 2 || variable.data[0] != '$' || value[2].len == 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"pbjwt_claim_set\" takes a variable and a claim's name, such as "
                           "$role \"https://example.com/role\"");
        return NGX_CONF_ERROR;
    }
    variable.data++;
    variable.len--;
    name = (ngx_str_t *)ngx_palloc(cf->pool, sizeof(*name));
    added = ngx_http_add_variable(cf, &variable, NGX_HTTP_VAR_NOCACHEABLE);
    if (name == NULL || added == NULL)
        return NGX_CONF_ERROR;
    if (added->get_handler !=
        NULL) { /* "set" or "map" already uses it, and would still write to it */
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "the duplicate \"%V\" variable", &value[1]);
        return NGX_CONF_ERROR;
    }
    *name = value[2];
    added->get_handler = claim_by_name;
    added->data = (uintptr_t)name;
    return NGX_CONF_OK;
}

ngx_int_t ngx_http_pbjwt_add_variables(ngx_conf_t *cf) {
    ngx_uint_t i;

    for (i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        ngx_http_variable_t *added =
            ngx_http_add_variable(cf, &variables[i].name, variables[i].flags);
        if (added == NULL)
            return NGX_ERROR;
        added->get_handler = variables[i].get_handler;
        added->data = variables[i].data;
    }
    return NGX_OK;
}

ngx_int_t ngx_http_pbjwt_is_own_variable(ngx_http_request_t *r, ngx_int_t index) {
    const ngx_http_core_main_conf_t *cmcf =
        (const ngx_http_core_main_conf_t *)ngx_http_get_module_main_conf(r, ngx_http_core_module);
    const ngx_http_variable_t *all = (const ngx_http_variable_t *)cmcf->variables.elts;
    const ngx_http_get_variable_pt handler = all[index].get_handler;

    return handler == own_field || handler == claim_by_prefix || handler == claim_by_name;
}
