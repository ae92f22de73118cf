/* SPDX-License-Identifier: Apache-2.0 */

#include "ngx_http_pbjwt.h"

/* A zone survives reloads, and so do its counters. */
static ngx_int_t init_zone(ngx_shm_zone_t *zone, void *data) {
    ngx_slab_pool_t *slab = (ngx_slab_pool_t *)zone->shm.addr;

    if (data == NULL)
        data = zone->shm.exists ? slab->data
                                : ngx_slab_calloc(slab, sizeof(ngx_http_pbjwt_counters_t));
    if (data == NULL)
        return NGX_ERROR;
    slab->data = data;
    zone->data = data;
    return NGX_OK;
}

ngx_int_t ngx_http_pbjwt_add_zone(ngx_conf_t *cf, ngx_http_pbjwt_main_conf_t *mcf) {
    ngx_str_t name = ngx_string("pbjwt");

    mcf->zone = ngx_shared_memory_add(cf, &name, 8 * ngx_pagesize, &ngx_http_pbjwt_module);
    if (mcf->zone == NULL)
        return NGX_ERROR;
    mcf->zone->init = init_zone;
    return NGX_OK;
}

void ngx_http_pbjwt_count(ngx_http_request_t *r, ngx_uint_t counter) {
    const ngx_http_pbjwt_main_conf_t *mcf =
        (const ngx_http_pbjwt_main_conf_t *)ngx_http_get_module_main_conf(r, ngx_http_pbjwt_module);
    ngx_http_pbjwt_counters_t *counters = (ngx_http_pbjwt_counters_t *)mcf->zone->data;

    if (counter < NGX_HTTP_PBJWT_COUNTERS) /* a later library may have more statuses */
        /* Still atomic: while nginx reloads, two workers have the same number. */
        (void)ngx_atomic_fetch_add(
            &counters->lane[ngx_worker % NGX_HTTP_PBJWT_LANES].count[counter], 1);
}

static ngx_flag_t is_loopback(const struct sockaddr *address) {
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;

    switch (address->sa_family) {
    case AF_UNIX:
        return 1;
    case AF_INET:
        return (ntohl(v4->sin_addr.s_addr) >> 24) == 127;
#if (NGX_HAVE_INET6)
    case AF_INET6: {
        const struct in6_addr *v6 = &((const struct sockaddr_in6 *)address)->sin6_addr;
        return IN6_IS_ADDR_LOOPBACK(v6) || (IN6_IS_ADDR_V4MAPPED(v6) && v6->s6_addr[12] == 127);
    }
#endif
    default:
        return 0;
    }
}

/* Both the address that nginx uses, which may come from a header, and the connection's own. */
static ngx_flag_t is_local(const ngx_connection_t *connection) {
    ngx_sockaddr_t peer;
    socklen_t length = sizeof(peer);

    return is_loopback(connection->sockaddr) &&
           getpeername(connection->fd, &peer.sockaddr, &length) == 0 && is_loopback(&peer.sockaddr);
}

static ngx_atomic_uint_t sum(const ngx_http_pbjwt_counters_t *counters, ngx_uint_t counter) {
    ngx_atomic_uint_t all = 0;
    ngx_uint_t i;

    for (i = 0; i < NGX_HTTP_PBJWT_LANES; i++)
        all += counters->lane[i].count[counter];
    return all;
}

static u_char *write_counters(const ngx_http_pbjwt_counters_t *counters, u_char *at, u_char *end) {
    const char *unknown = pbjwt_status_name((pbjwt_status)-1);
    ngx_uint_t i;

    at = ngx_slprintf(at, end,
                      "# HELP pbjwt_verifications_total Tokens by status.\n"
                      "# TYPE pbjwt_verifications_total counter\n");
    for (i = 0; i < NGX_HTTP_PBJWT_NO_TOKEN; i++) {
        const char *name = pbjwt_status_name((pbjwt_status)i);
        if (ngx_strcmp(name, unknown) != 0)
            at = ngx_slprintf(at, end, "pbjwt_verifications_total{status=\"%s\"} %uA\n", name,
                              sum(counters, i));
    }
    return ngx_slprintf(at, end,
                        "# HELP pbjwt_requests_without_token_total Requests without a token.\n"
                        "# TYPE pbjwt_requests_without_token_total counter\n"
                        "pbjwt_requests_without_token_total %uA\n",
                        sum(counters, NGX_HTTP_PBJWT_NO_TOKEN));
}

static ngx_int_t status_handler(ngx_http_request_t *r) {
    const ngx_http_pbjwt_main_conf_t *mcf =
        (const ngx_http_pbjwt_main_conf_t *)ngx_http_get_module_main_conf(r, ngx_http_pbjwt_module);
    const size_t size = 96 * NGX_HTTP_PBJWT_COUNTERS;
    ngx_http_complex_value_t text;
    ngx_str_t type = ngx_string("text/plain; version=0.0.4");

    if (!is_local(r->connection))
        return NGX_HTTP_FORBIDDEN;
    if (!(r->method & (NGX_HTTP_GET | NGX_HTTP_HEAD)))
        return NGX_HTTP_NOT_ALLOWED;
    ngx_memzero(&text, sizeof(text));
    text.value.data = (u_char *)ngx_pnalloc(r->pool, size);
    if (text.value.data == NULL)
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    text.value.len = (size_t)(write_counters((const ngx_http_pbjwt_counters_t *)mcf->zone->data,
                                             text.value.data, text.value.data + size) -
                              text.value.data);
    return ngx_http_send_response(r, NGX_HTTP_OK, &type, &text);
}

char *ngx_http_pbjwt_status(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    ngx_http_core_loc_conf_t *clcf =
        (ngx_http_core_loc_conf_t *)ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);

    (void)cmd;
    (void)conf;
    clcf->handler = status_handler;
    return NGX_CONF_OK;
}
