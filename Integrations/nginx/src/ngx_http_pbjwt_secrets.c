/* SPDX-License-Identifier: Apache-2.0 */

#define _GNU_SOURCE /* strptime, timegm */
#include "ngx_http_pbjwt.h"

#include <time.h>

/* The largest file: the largest key in hex, and a newline. One byte more detects a larger file. */
#define FILE_BYTES (2 * PBJWT_MAX_SECRET_BYTES + 1)

typedef struct {
    ngx_str_t name;
    ngx_str_t path;
    pbjwt_secret_format format;
    int64_t not_after; /* -1: none */
    ngx_flag_t weak;
} secret_options;

static char *open_failed(ngx_conf_t *cf, ngx_err_t error, const secret_options *options,
                         const ngx_str_t *written) {
    /* A secret given instead of its file must not get into a log. */
    if ((written->len >= PBJWT_MIN_SECRET_BYTES || options->weak) && written->data[0] != '/') {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, error,
                           "\"pbjwt_secret_file\" takes the path of a file that holds the secret; "
                           "opening it failed (it isn't shown, since it may be a secret)");
    } else {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, error, "opening the secret file \"%V\" failed",
                           &options->path);
    }
    return NGX_CONF_ERROR;
}

/* Reads at most `size` bytes of a regular file. On failure logs the cause and returns -1. */
static ssize_t read_file(ngx_conf_t *cf, const secret_options *options, const ngx_str_t *written,
                         u_char *bytes, size_t size) {
    ngx_file_info_t info;
    size_t length = 0;
    ssize_t n;

    const ngx_fd_t fd =
        ngx_open_file(options->path.data, NGX_FILE_RDONLY | NGX_FILE_NONBLOCK, NGX_FILE_OPEN, 0);
    if (fd == NGX_INVALID_FILE) {
        (void)open_failed(cf, ngx_errno, options, written);
        return -1;
    }
    if (ngx_fd_info(fd, &info) == NGX_FILE_ERROR || !ngx_is_file(&info)) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "the secret file \"%V\" is not a regular file",
                           &options->path);
        ngx_close_file(fd);
        return -1;
    }
    if (info.st_mode & S_IROTH)
        ngx_conf_log_error(NGX_LOG_WARN, cf, 0,
                           "every user of this machine may read the secret file \"%V\": "
                           "chmod it to 600",
                           &options->path);
    do {
        n = ngx_read_fd(fd, bytes + length, size - length);
        if (n == -1) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno,
                               "reading the secret file \"%V\" failed", &options->path);
            ngx_close_file(fd);
            return -1;
        }
        length += (size_t)n;
    } while (n > 0 && length < size);
    ngx_close_file(fd);
    return (ssize_t)length;
}

/* Makes the secret from the file's bytes, without one newline at the end. */
static char *make_secret(ngx_conf_t *cf, const secret_options *options, const u_char *bytes,
                         size_t length, pbjwt_secret **secret) {
    pbjwt_status status;

    if (length > 0 && bytes[length - 1] == '\n')
        length--;
    if (length == 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "the secret file \"%V\" is empty", &options->path);
        return NGX_CONF_ERROR;
    }
    if (options->format == PBJWT_SECRET_TEXT && (ngx_strchr(" \t\r\n", bytes[0]) != NULL ||
                                                 ngx_strchr(" \t\r\n", bytes[length - 1]) != NULL))
        ngx_conf_log_error(NGX_LOG_WARN, cf, 0,
                           "the secret in \"%V\" begins or ends with white space, "
                           "which counts as a part of it",
                           &options->path);
    status = options->weak ? pbjwt_secret_new_weak(bytes, length, options->format, secret)
                           : pbjwt_secret_new(bytes, length, options->format, secret);
    if (status == PBJWT_INVALID_ARGUMENT) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "the secret in \"%V\" is %s", &options->path,
                           options->format == PBJWT_SECRET_TEXT ? "longer than 4096 bytes"
                           : options->format == PBJWT_SECRET_HEX
                               ? "not hex digits of 1 to 4096 bytes"
                               : "not padded base64 of 1 to 4096 bytes");
        return NGX_CONF_ERROR;
    }
    if (status == PBJWT_OK && options->name.len > 0)
        status = pbjwt_secret_set_id(*secret, options->name.data, options->name.len);
    if (status == PBJWT_INVALID_ARGUMENT) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "the name of the secret in \"%V\" must be 1 to 255 bytes of UTF-8 "
                           "without control characters",
                           &options->path);
        return NGX_CONF_ERROR;
    }
    if (status == PBJWT_OK && options->not_after >= 0)
        status = pbjwt_secret_set_not_after(*secret, options->not_after);
    if (status != PBJWT_OK) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "the secret in \"%V\" can't be used: %s",
                           &options->path, pbjwt_status_message(status));
        return NGX_CONF_ERROR;
    }
    return NGX_CONF_OK;
}

/* Seconds since 1970, or a date such as 2027-01-31T00:00:00Z; -1 for anything else. */
static int64_t parse_time(const u_char *text) {
    struct tm parts = {0};
    const char *end = strptime((const char *)text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    int64_t seconds;

    if (end != NULL && *end == '\0')
        seconds = timegm(&parts);
    else
        seconds = ngx_atotm((u_char *)text, ngx_strlen(text));
    return seconds <= PBJWT_MAX_NUMERIC_DATE ? seconds : -1;
}

static char *parse_options(ngx_conf_t *cf, secret_options *options) {
    const ngx_str_t *value = (const ngx_str_t *)cf->args->elts;
    ngx_uint_t i;

    for (i = 3; i < cf->args->nelts; i++) {
        const u_char *text = value[i].data;
        if (ngx_strcmp(text, "format=text") == 0)
            options->format = PBJWT_SECRET_TEXT;
        else if (ngx_strcmp(text, "format=hex") == 0)
            options->format = PBJWT_SECRET_HEX;
        else if (ngx_strcmp(text, "format=base64") == 0)
            options->format = PBJWT_SECRET_BASE64;
        else if (ngx_strcmp(text, "weak") == 0)
            options->weak = 1;
        else if (ngx_strncmp(text, "not_after=", 10) == 0 &&
                 (options->not_after = parse_time(text + 10)) >= 0)
            continue;
        else {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "after name and path \"pbjwt_secret_file\" takes format=text, "
                               "format=hex, format=base64, weak, and not_after= with seconds or "
                               "a date such as 2027-01-31T00:00:00Z; argument %ui is none of them",
                               i);
            return NGX_CONF_ERROR;
        }
    }
    return NGX_CONF_OK;
}

/* The secret belongs to the main configuration, which frees it before workers are forked. */
static pbjwt_secret **push_secret(ngx_conf_t *cf, ngx_http_pbjwt_loc_conf_t *lcf,
                                  pbjwt_secret *secret) {
    ngx_http_pbjwt_main_conf_t *mcf =
        (ngx_http_pbjwt_main_conf_t *)ngx_http_conf_get_module_main_conf(cf, ngx_http_pbjwt_module);
    pbjwt_secret **owned = (pbjwt_secret **)ngx_array_push(&mcf->secrets);
    pbjwt_secret **used;

    if (owned == NULL) {
        pbjwt_secret_free(secret);
        return NULL;
    }
    *owned = secret;
    if (lcf->secrets == NGX_CONF_UNSET_PTR)
        lcf->secrets = ngx_array_create(cf->pool, 2, sizeof(pbjwt_secret *));
    if (lcf->secrets == NULL)
        return NULL;
    used = (pbjwt_secret **)ngx_array_push(lcf->secrets);
    if (used != NULL)
        *used = secret;
    return used;
}

char *ngx_http_pbjwt_secret_file(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    ngx_http_pbjwt_loc_conf_t *lcf = (ngx_http_pbjwt_loc_conf_t *)conf;
    const ngx_str_t *value = (const ngx_str_t *)cf->args->elts;
    secret_options options = {
        .name = value[1], .path = value[2], .format = PBJWT_SECRET_TEXT, .not_after = -1};
    u_char bytes[FILE_BYTES + 1];
    pbjwt_secret *secret = NULL;
    char *result = NGX_CONF_ERROR;
    ssize_t length;

    (void)cmd;
    if (lcf->secrets != NGX_CONF_UNSET_PTR && lcf->secrets->nelts == PBJWT_MAX_KEYS)
        return "is there more than 8 times in one block";
    if (ngx_strcmp(options.name.data, "-") == 0)
        options.name.len = 0;
    if (parse_options(cf, &options) != NGX_CONF_OK ||
        ngx_conf_full_name(cf->cycle, &options.path, 1) != NGX_OK)
        return NGX_CONF_ERROR;

    length = read_file(cf, &options, &value[2], bytes, sizeof(bytes));
    if (length > FILE_BYTES)
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "the secret file \"%V\" is larger than a secret",
                           &options.path);
    else if (length >= 0)
        result = make_secret(cf, &options, bytes, (size_t)length, &secret);
    ngx_explicit_memzero(bytes, sizeof(bytes));
    if (result != NGX_CONF_OK) {
        pbjwt_secret_free(secret);
        return result;
    }
    return push_secret(cf, lcf, secret) == NULL ? NGX_CONF_ERROR : NGX_CONF_OK;
}

void ngx_http_pbjwt_free_secrets(ngx_array_t *secrets) {
    pbjwt_secret **secret = (pbjwt_secret **)secrets->elts;
    ngx_uint_t i;

    for (i = 0; i < secrets->nelts; i++)
        pbjwt_secret_free(secret[i]);
    secrets->nelts = 0;
}
