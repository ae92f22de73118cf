/* SPDX-License-Identifier: Apache-2.0 */
#include "pbjwt_ruby.h"

#define SECRETS_RULE                                                                               \
    "an explanation takes 1 to 8 secrets, no two with the same id, and up to 32 others"

static VALUE report_part(const pbjwt_report *report, bool text, bool color) {
    char *part = NULL;
    size_t length = 0;
    const pbjwt_status status = text ? pbjwt_report_text(report, color, &part, &length)
                                     : pbjwt_report_json(report, &part, &length);
    pbjwt_rb_check(status, PBJWT_CLAIM_NONE, "no report");
    return pbjwt_rb_take(part, length);
}

static VALUE read_report(VALUE report) {
    VALUE parts[3];
    parts[0] = report_part((const pbjwt_report *)report, false, false);
    parts[1] = report_part((const pbjwt_report *)report, true, false);
    parts[2] = report_part((const pbjwt_report *)report, true, true);
    return rb_ary_new_from_values(3, parts);
}

static VALUE free_report(VALUE report) {
    pbjwt_report_free((pbjwt_report *)report);
    return Qnil;
}

/* explain(token, secrets, others, policy or nil, second token or nil, at): JSON, text, text with colours. */
static VALUE explain(VALUE self, VALUE token, VALUE secrets, VALUE others, VALUE policy,
                     VALUE second, VALUE at) {
    pbjwt_secret *handles[PBJWT_MAX_KEYS], *more[PBJWT_EXPLAIN_MAX_OTHER_SECRETS];
    pbjwt_rb_string(token, "token");
    pbjwt_explain_input input = {
        .size = sizeof input,
        .secrets = handles,
        .secret_count = pbjwt_rb_secrets(secrets, handles, PBJWT_MAX_KEYS, SECRETS_RULE),
        .other_secrets = more,
        .other_secret_count =
            pbjwt_rb_secrets(others, more, PBJWT_EXPLAIN_MAX_OTHER_SECRETS, SECRETS_RULE),
        .policy = pbjwt_rb_policy(policy),
        .token = RSTRING_PTR(token),
        .token_length = (size_t)RSTRING_LEN(token),
        .now = pbjwt_rb_seconds(at),
    };
    if (!NIL_P(second)) {
        pbjwt_rb_string(second, "second_token");
        input.second_token = RSTRING_PTR(second);
        input.second_token_length = (size_t)RSTRING_LEN(second);
    }
    pbjwt_report *report = NULL;
    pbjwt_rb_check(pbjwt_explain(&input, &report), PBJWT_CLAIM_NONE,
                   SECRETS_RULE "; its time must be in the years 1970 to 9999");
    RB_GC_GUARD(secrets);
    RB_GC_GUARD(others);
    RB_GC_GUARD(policy);
    return rb_ensure(read_report, (VALUE)report, free_report, (VALUE)report);
}

/* inspect(token): the header's JSON or nil, the payload's or nil, the status's name. */
static VALUE inspect_unverified(VALUE self, VALUE token) {
    char *header = NULL, *payload = NULL;
    size_t header_length = 0, payload_length = 0;
    pbjwt_rb_string(token, "token");
    const pbjwt_status status =
        pbjwt_inspect_unverified(RSTRING_PTR(token), (size_t)RSTRING_LEN(token), &header,
                                 &header_length, &payload, &payload_length);
    if (status >= PBJWT_INVALID_ARGUMENT)
        pbjwt_rb_fail(status, PBJWT_CLAIM_NONE);
    VALUE parts[3] = {Qnil, Qnil, Qnil};
    if (header != NULL)
        parts[0] = pbjwt_rb_take(header, header_length);
    if (payload != NULL)
        parts[1] = pbjwt_rb_take(payload, payload_length);
    parts[2] = pbjwt_rb_static(pbjwt_status_name(status));
    return rb_ary_new_from_values(3, parts);
}

static VALUE library_version(VALUE self) {
    return pbjwt_rb_static(pbjwt_version());
}

void pbjwt_rb_init_tools(void) {
    const VALUE tools = rb_define_module_under(pbjwt_rb_module, "Tools");
    rb_define_module_function(tools, "explain", explain, 6);
    rb_define_module_function(tools, "inspect_unverified", inspect_unverified, 1);
    rb_define_singleton_method(pbjwt_rb_module, "version", library_version, 0);
}
