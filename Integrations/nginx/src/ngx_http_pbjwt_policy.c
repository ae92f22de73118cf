/* SPDX-License-Identifier: Apache-2.0 */

#include "ngx_http_pbjwt.h"

ngx_conf_enum_t ngx_http_pbjwt_profiles[] = {
    {ngx_string("sso"), PBJWT_PROFILE_SSO},
    {ngx_string("widget"), PBJWT_PROFILE_WIDGET},
    {ngx_null_string, 0},
};

ngx_conf_enum_t ngx_http_pbjwt_user_hash_modes[] = {
    {ngx_string("off"), PBJWT_USER_HASH_OFF},
    {ngx_string("if_present"), PBJWT_USER_HASH_IF_PRESENT},
    {ngx_string("required"), PBJWT_USER_HASH_REQUIRED},
    {ngx_null_string, 0},
};

ngx_conf_enum_t ngx_http_pbjwt_email_forms[] = {
    {ngx_string("as_sent"), PBJWT_EMAIL_AS_SENT},
    {ngx_string("lowercased"), PBJWT_EMAIL_LOWERCASED},
    {ngx_string("require_lowercase"), PBJWT_EMAIL_REQUIRE_LOWERCASE},
    {ngx_null_string, 0},
};

ngx_conf_enum_t ngx_http_pbjwt_readers[] = {
    {ngx_string("fast"), PBJWT_READER_FAST},
    {ngx_string("both"), PBJWT_READER_BOTH},
    {ngx_null_string, 0},
};

/* Ranges are checked when the directive is parsed, so that the error names the line. */

static char *check_token_bytes(ngx_conf_t *cf, void *post, void *data) {
    const size_t *bytes = (const size_t *)data;
    (void)cf;
    (void)post;
    return *bytes >= PBJWT_MIN_TOKEN_BYTES_LIMIT && *bytes <= PBJWT_MAX_TOKEN_BYTES_LIMIT
               ? NGX_CONF_OK
               : "must be from 256 bytes to 1 megabyte";
}

static char *check_leeway(ngx_conf_t *cf, void *post, void *data) {
    const time_t *seconds = (const time_t *)data;
    (void)cf;
    (void)post;
    return *seconds <= PBJWT_MAX_LEEWAY ? NGX_CONF_OK : "must be at most 300 seconds";
}

typedef pbjwt_status (*set_text)(pbjwt_policy *policy, const void *text, size_t length);

static char *check_text(ngx_str_t *text, set_text set, char *error) {
    pbjwt_policy *policy;
    pbjwt_status status;

    if (ngx_strcmp(text->data, "off") == 0) {
        text->len = 0;
        return NGX_CONF_OK;
    }
    policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    status = policy == NULL ? PBJWT_OUT_OF_MEMORY : set(policy, text->data, text->len);
    pbjwt_policy_free(policy);
    return status == PBJWT_OK ? NGX_CONF_OK : error;
}

static char *check_issuer(ngx_conf_t *cf, void *post, void *data) {
    (void)cf;
    (void)post;
    return check_text((ngx_str_t *)data, pbjwt_policy_set_issuer,
                      "must be UTF-8 and not empty, or \"off\"");
}

static char *check_audience(ngx_conf_t *cf, void *post, void *data) {
    (void)cf;
    (void)post;
    return check_text((ngx_str_t *)data, pbjwt_policy_set_audience,
                      "must be UTF-8 and not empty, or \"off\"");
}

static char *check_type(ngx_conf_t *cf, void *post, void *data) {
    (void)cf;
    (void)post;
    return check_text((ngx_str_t *)data, pbjwt_policy_set_type,
                      "must be a media type of 1 to 127 characters, or \"off\"");
}

ngx_conf_post_t ngx_http_pbjwt_token_bytes_post = {check_token_bytes};
ngx_conf_post_t ngx_http_pbjwt_leeway_post = {check_leeway};
ngx_conf_post_t ngx_http_pbjwt_issuer_post = {check_issuer};
ngx_conf_post_t ngx_http_pbjwt_audience_post = {check_audience};
ngx_conf_post_t ngx_http_pbjwt_type_post = {check_type};

/* The short form of pbjwt_user_hash. */
char *ngx_http_pbjwt_require_user_hash(ngx_conf_t *cf, ngx_command_t *cmd, void *conf) {
    ngx_http_pbjwt_loc_conf_t *lcf = (ngx_http_pbjwt_loc_conf_t *)conf;
    ngx_flag_t required = NGX_CONF_UNSET;
    ngx_command_t command = *cmd;
    char *result;

    if (lcf->policy.user_hash != NGX_CONF_UNSET_UINT)
        return "and \"pbjwt_user_hash\" are one setting, and it is duplicate";
    command.offset = 0;
    result = ngx_conf_set_flag_slot(cf, &command, &required);
    if (result == NGX_CONF_OK)
        lcf->policy.user_hash = required ? PBJWT_USER_HASH_REQUIRED : PBJWT_USER_HASH_OFF;
    return result;
}

void ngx_http_pbjwt_policy_unset(ngx_http_pbjwt_policy_t *policy) {
    policy->profile = NGX_CONF_UNSET_UINT;
    policy->max_token_bytes = NGX_CONF_UNSET_SIZE;
    policy->leeway = NGX_CONF_UNSET;
    policy->max_lifetime = NGX_CONF_UNSET;
    policy->allow_missing_exp = NGX_CONF_UNSET;
    policy->user_hash = NGX_CONF_UNSET_UINT;
    policy->strict_claims = NGX_CONF_UNSET;
    policy->email_form = NGX_CONF_UNSET_UINT;
    policy->reader = NGX_CONF_UNSET_UINT;
}

void ngx_http_pbjwt_policy_merge(ngx_http_pbjwt_policy_t *policy,
                                 const ngx_http_pbjwt_policy_t *parent) {
    ngx_conf_merge_uint_value(policy->profile, parent->profile, NGX_CONF_UNSET_UINT);
    ngx_conf_merge_size_value(policy->max_token_bytes, parent->max_token_bytes,
                              NGX_CONF_UNSET_SIZE);
    ngx_conf_merge_sec_value(policy->leeway, parent->leeway, NGX_CONF_UNSET);
    ngx_conf_merge_sec_value(policy->max_lifetime, parent->max_lifetime, NGX_CONF_UNSET);
    ngx_conf_merge_value(policy->allow_missing_exp, parent->allow_missing_exp, NGX_CONF_UNSET);
    ngx_conf_merge_uint_value(policy->user_hash, parent->user_hash, NGX_CONF_UNSET_UINT);
    ngx_conf_merge_str_value(policy->issuer, parent->issuer, "");
    ngx_conf_merge_str_value(policy->audience, parent->audience, "");
    ngx_conf_merge_str_value(policy->type, parent->type, "");
    ngx_conf_merge_value(policy->strict_claims, parent->strict_claims, NGX_CONF_UNSET);
    ngx_conf_merge_uint_value(policy->email_form, parent->email_form, NGX_CONF_UNSET_UINT);
    ngx_conf_merge_uint_value(policy->reader, parent->reader, NGX_CONF_UNSET_UINT);
}

static ngx_flag_t same_policy(const ngx_http_pbjwt_policy_t *a, const ngx_http_pbjwt_policy_t *b) {
    return a->profile == b->profile && a->max_token_bytes == b->max_token_bytes &&
           a->leeway == b->leeway && a->max_lifetime == b->max_lifetime &&
           a->allow_missing_exp == b->allow_missing_exp && a->user_hash == b->user_hash &&
           ngx_http_pbjwt_same_text(&a->issuer, &b->issuer) &&
           ngx_http_pbjwt_same_text(&a->audience, &b->audience) &&
           ngx_http_pbjwt_same_text(&a->type, &b->type) && a->strict_claims == b->strict_claims &&
           a->email_form == b->email_form && a->reader == b->reader;
}

/* Applies the settings that are set; the library has defaults for the rest. */
static pbjwt_status apply(const ngx_http_pbjwt_policy_t *from, pbjwt_policy *to) {
    pbjwt_status status = PBJWT_OK;

    if (from->max_token_bytes != NGX_CONF_UNSET_SIZE)
        status = pbjwt_policy_set_max_token_bytes(to, from->max_token_bytes);
    if (status == PBJWT_OK && from->leeway != NGX_CONF_UNSET)
        status = pbjwt_policy_set_leeway(to, from->leeway);
    if (status == PBJWT_OK && from->max_lifetime != NGX_CONF_UNSET)
        status = pbjwt_policy_set_max_lifetime(to, from->max_lifetime);
    if (status == PBJWT_OK && from->allow_missing_exp != NGX_CONF_UNSET)
        status = pbjwt_policy_set_allow_missing_exp(to, from->allow_missing_exp != 0);
    if (status == PBJWT_OK && from->user_hash != NGX_CONF_UNSET_UINT)
        status = pbjwt_policy_set_user_hash(to, (pbjwt_user_hash_mode)from->user_hash);
    if (status == PBJWT_OK && from->issuer.len > 0)
        status = pbjwt_policy_set_issuer(to, from->issuer.data, from->issuer.len);
    if (status == PBJWT_OK && from->audience.len > 0)
        status = pbjwt_policy_set_audience(to, from->audience.data, from->audience.len);
    if (status == PBJWT_OK && from->type.len > 0)
        status = pbjwt_policy_set_type(to, from->type.data, from->type.len);
    if (status == PBJWT_OK && from->strict_claims != NGX_CONF_UNSET)
        status = pbjwt_policy_set_strict_claims(to, from->strict_claims != 0);
    if (status == PBJWT_OK && from->email_form != NGX_CONF_UNSET_UINT)
        status = pbjwt_policy_set_email_form(to, (pbjwt_email_form)from->email_form);
    if (status == PBJWT_OK && from->reader != NGX_CONF_UNSET_UINT)
        status = pbjwt_policy_set_reader(to, (pbjwt_reader)from->reader);
    return status;
}

static pbjwt_status new_verifier(const ngx_http_pbjwt_loc_conf_t *conf, pbjwt_verifier **verifier) {
    const ngx_uint_t profile = conf->policy.profile;
    pbjwt_policy *policy = pbjwt_policy_new(
        profile == NGX_CONF_UNSET_UINT ? PBJWT_PROFILE_SSO : (pbjwt_profile)profile);
    pbjwt_status status = policy == NULL ? PBJWT_OUT_OF_MEMORY : apply(&conf->policy, policy);

    if (status == PBJWT_OK)
        status = pbjwt_verifier_new((pbjwt_secret *const *)conf->secrets->elts,
                                    conf->secrets->nelts, policy, verifier);
    pbjwt_policy_free(policy);
    return status;
}

ngx_http_pbjwt_check_t *ngx_http_pbjwt_get_check(ngx_conf_t *cf,
                                                 const ngx_http_pbjwt_loc_conf_t *conf) {
    ngx_http_pbjwt_main_conf_t *mcf =
        (ngx_http_pbjwt_main_conf_t *)ngx_http_conf_get_module_main_conf(cf, ngx_http_pbjwt_module);
    ngx_http_pbjwt_check_t **checks = (ngx_http_pbjwt_check_t **)mcf->checks.elts;
    ngx_http_pbjwt_check_t *check;
    pbjwt_verifier *verifier = NULL;
    pbjwt_status status;
    ngx_uint_t i;

    for (i = 0; i < mcf->checks.nelts; i++) {
        if (checks[i]->secrets == conf->secrets && checks[i]->sources == conf->sources &&
            same_policy(&checks[i]->policy, &conf->policy))
            return checks[i];
    }
    check = (ngx_http_pbjwt_check_t *)ngx_palloc(cf->pool, sizeof(*check));
    checks = (ngx_http_pbjwt_check_t **)ngx_array_push(&mcf->checks);
    if (check == NULL || checks == NULL)
        return NULL;
    status = new_verifier(conf, &verifier);
    check->verifier = verifier;
    check->secrets = conf->secrets;
    check->sources = conf->sources;
    check->policy = conf->policy;
    *checks = check; /* also after a failure: the cleanup accepts NULL */
    if (status == PBJWT_OK)
        return check;
    if (status == PBJWT_INVALID_ARGUMENT) {
        ngx_log_error(NGX_LOG_EMERG, cf->log, 0,
                      "two secrets for \"pbjwt\" in %s:%ui have the same name", conf->file,
                      conf->line);
    } else {
        ngx_log_error(NGX_LOG_EMERG, cf->log, 0, "no verifier for \"pbjwt\" in %s:%ui: %s",
                      conf->file, conf->line, pbjwt_status_message(status));
    }
    return NULL;
}
