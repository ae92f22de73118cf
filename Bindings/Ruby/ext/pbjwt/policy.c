/* SPDX-License-Identifier: Apache-2.0 */
#include "pbjwt_ruby.h"

static void free_policy(void *policy) {
    pbjwt_policy_free((pbjwt_policy *)policy);
}

static const rb_data_type_t policy_type = {
    .wrap_struct_name = "Pbjwt::Policy",
    .function = {.dfree = free_policy},
    .flags = RUBY_TYPED_FREE_IMMEDIATELY | RUBY_TYPED_WB_PROTECTED | RUBY_TYPED_FROZEN_SHAREABLE,
};

static VALUE allocate(VALUE class) {
    return TypedData_Wrap_Struct(class, &policy_type, NULL);
}

const pbjwt_policy *pbjwt_rb_policy(VALUE value) {
    if (NIL_P(value))
        return NULL;
    if (!rb_typeddata_is_kind_of(value, &policy_type))
        rb_raise(rb_eTypeError, "a policy must be a Pbjwt::Policy, not %" PRIsVALUE,
                 rb_obj_class(value));
    const pbjwt_policy *const policy = (const pbjwt_policy *)RTYPEDDATA_DATA(value);
    if (policy == NULL)
        rb_raise(rb_eArgError, "the policy was not initialized");
    return policy;
}

/* The policy that is being initialized. */
static pbjwt_policy *unmade(VALUE self) {
    rb_check_frozen(self);
    pbjwt_policy *const policy = (pbjwt_policy *)rb_check_typeddata(self, &policy_type);
    if (policy == NULL)
        rb_raise(rb_eArgError, "the policy was not initialized");
    return policy;
}

/* start(profile) */
static VALUE start(VALUE self, VALUE profile) {
    rb_check_frozen(self);
    if (RTYPEDDATA_DATA(self) != NULL)
        rb_raise(rb_eArgError, "the policy is initialized already");
    pbjwt_policy *const policy = pbjwt_policy_new((pbjwt_profile)NUM2INT(profile));
    if (policy == NULL)
        pbjwt_rb_fail(PBJWT_OUT_OF_MEMORY, PBJWT_CLAIM_NONE);
    RTYPEDDATA_DATA(self) = policy;
    return self;
}

typedef pbjwt_status set_number(pbjwt_policy *policy, int64_t value);
typedef pbjwt_status set_text(pbjwt_policy *policy, const void *text, size_t length);

static pbjwt_status set_max_token_bytes(pbjwt_policy *policy, int64_t value) {
    return pbjwt_policy_set_max_token_bytes(policy, value < 0 ? 0 : (size_t)value);
}

static pbjwt_status set_allow_missing_exp(pbjwt_policy *policy, int64_t value) {
    return pbjwt_policy_set_allow_missing_exp(policy, value != 0);
}

static pbjwt_status set_strict_claims(pbjwt_policy *policy, int64_t value) {
    return pbjwt_policy_set_strict_claims(policy, value != 0);
}

static pbjwt_status set_user_hash(pbjwt_policy *policy, int64_t value) {
    return pbjwt_policy_set_user_hash(policy, (pbjwt_user_hash_mode)value);
}

static pbjwt_status set_email_form(pbjwt_policy *policy, int64_t value) {
    return pbjwt_policy_set_email_form(policy, (pbjwt_email_form)value);
}

static pbjwt_status set_reader(pbjwt_policy *policy, int64_t value) {
    return pbjwt_policy_set_reader(policy, (pbjwt_reader)value);
}

static const struct setting {
    const char *name;
    set_number *number;
    set_text *text;
} settings[] = {
    {"max_token_bytes", set_max_token_bytes, NULL},
    {"leeway", pbjwt_policy_set_leeway, NULL},
    {"max_lifetime", pbjwt_policy_set_max_lifetime, NULL},
    {"allow_missing_exp", set_allow_missing_exp, NULL},
    {"user_hash", set_user_hash, NULL},
    {"issuer", NULL, pbjwt_policy_set_issuer},
    {"audience", NULL, pbjwt_policy_set_audience},
    {"type", NULL, pbjwt_policy_set_type},
    {"strict_claims", set_strict_claims, NULL},
    {"email_form", set_email_form, NULL},
    {"reader", set_reader, NULL},
};

/* set(name, number or String, rule) */
static VALUE set(VALUE self, VALUE name, VALUE value, VALUE rule) {
    pbjwt_policy *const policy = unmade(self);
    const ID id = rb_sym2id(name);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        if (id != rb_intern(settings[i].name))
            continue;
        const pbjwt_status status =
            settings[i].number != NULL
                ? settings[i].number(policy, pbjwt_rb_int64(value))
                : settings[i].text(policy, RSTRING_PTR(value), (size_t)RSTRING_LEN(value));
        pbjwt_rb_check(status, PBJWT_CLAIM_NONE, StringValueCStr(rule));
        return self;
    }
    rb_raise(rb_eArgError, "there is no setting of that name");
}

void pbjwt_rb_init_policy(void) {
    const VALUE class = rb_define_class_under(pbjwt_rb_module, "Policy", rb_cObject);
    rb_define_alloc_func(class, allocate);
    rb_undef_method(class, "initialize_copy");
    rb_define_private_method(class, "start", start, 1);
    rb_define_private_method(class, "set", set, 3);
}
