/* SPDX-License-Identifier: Apache-2.0 */
#include "pbjwt_ruby.h"

static void free_verifier(void *verifier) {
    pbjwt_verifier_release((pbjwt_verifier *)verifier);
}

static const rb_data_type_t verifier_type = {
    .wrap_struct_name = "Pbjwt::Verifier",
    .function = {.dfree = free_verifier},
    .flags = RUBY_TYPED_FREE_IMMEDIATELY | RUBY_TYPED_WB_PROTECTED | RUBY_TYPED_FROZEN_SHAREABLE,
};

static ID at_keyword;

static VALUE allocate(VALUE class) {
    return TypedData_Wrap_Struct(class, &verifier_type, NULL);
}

/* make(secrets, policy or nil, report or nil) */
static VALUE make(VALUE self, VALUE secrets, VALUE policy, VALUE report) {
    static const char rule[] = "a verifier takes 1 to 8 secrets, no two with the same id";
    pbjwt_secret *handles[PBJWT_MAX_KEYS];
    pbjwt_verifier *verifier = NULL;
    rb_check_frozen(self);
    if (RTYPEDDATA_DATA(self) != NULL)
        rb_raise(rb_eArgError, "the verifier is initialized already");
    const size_t count = pbjwt_rb_secrets(secrets, handles, PBJWT_MAX_KEYS, rule);
    const pbjwt_status status = pbjwt_verifier_new_reporting(
        handles, count, pbjwt_rb_policy(policy), pbjwt_rb_policy(report), &verifier);
    RB_GC_GUARD(secrets);
    pbjwt_rb_check(status, PBJWT_CLAIM_NONE, rule);
    RTYPEDDATA_DATA(self) = verifier;
    return rb_obj_freeze(self);
}

/* The arguments of verify(token, at: nil): the token, and the time if given. */
static VALUE arguments(int argc, VALUE *argv, VALUE *at) {
    VALUE token, options;
    *at = Qnil;
    if (argc == 1 && RB_TYPE_P(argv[0], T_STRING))
        return argv[0];
    rb_scan_args(argc, argv, "1:", &token, &options);
    if (!NIL_P(options)) {
        rb_get_kwargs(options, &at_keyword, 0, 1, at);
        if (*at == Qundef)
            *at = Qnil;
    }
    return pbjwt_rb_string(token, "token");
}

static pbjwt_status run(VALUE self, VALUE token, VALUE at, pbjwt_identity *identity) {
    const pbjwt_verifier *const verifier =
        (const pbjwt_verifier *)rb_check_typeddata(self, &verifier_type);
    if (verifier == NULL)
        rb_raise(rb_eArgError, "the verifier was not initialized");
    if (NIL_P(at))
        return pbjwt_verify(verifier, RSTRING_PTR(token), (size_t)RSTRING_LEN(token), identity);
    const int64_t now = pbjwt_rb_seconds(at);
    return pbjwt_verify_at(verifier, RSTRING_PTR(token), (size_t)RSTRING_LEN(token), now, identity);
}

/* Longer ones are refused without being read. */
static size_t room_for(VALUE token) {
    const size_t length = (size_t)RSTRING_LEN(token);
    return length <= PBJWT_MAX_TOKEN_BYTES_LIMIT ? length : 0;
}

static const char at_rule[] = "at must be in the years 1970 to 9999";

static VALUE verify(int argc, VALUE *argv, VALUE self) {
    VALUE at;
    pbjwt_identity *identity;
    const VALUE token = arguments(argc, argv, &at);
    VALUE person = pbjwt_rb_new_identity(room_for(token), &identity);
    const pbjwt_status status = run(self, token, at, identity);
    if (status != PBJWT_OK) {
        const pbjwt_claim claim = pbjwt_identity_claim_at_fault(identity);
        pbjwt_rb_drop_identity(person);
        pbjwt_rb_check(status, claim, at_rule);
    }
    return person;
}

static VALUE verify_json(int argc, VALUE *argv, VALUE self) {
    VALUE at;
    pbjwt_identity *identity;
    char *json = NULL;
    size_t length = 0;
    const VALUE token = arguments(argc, argv, &at);
    VALUE person = pbjwt_rb_new_identity(room_for(token), &identity);
    const pbjwt_status status = run(self, token, at, identity);
    if (status >= PBJWT_INVALID_ARGUMENT)
        pbjwt_rb_check(status, PBJWT_CLAIM_NONE, at_rule);
    pbjwt_rb_check(pbjwt_result_json(status, pbjwt_identity_claim_at_fault(identity), identity,
                                     &json, &length),
                   PBJWT_CLAIM_NONE, at_rule);
    pbjwt_rb_drop_identity(person);
    return pbjwt_rb_take(json, length);
}

void pbjwt_rb_init_verifier(void) {
    const VALUE class = rb_define_class_under(pbjwt_rb_module, "Verifier", rb_cObject);
    at_keyword = rb_intern("at");
    rb_define_alloc_func(class, allocate);
    rb_undef_method(class, "initialize_copy");
    rb_define_private_method(class, "make", make, 3);
    rb_define_method(class, "verify", verify, -1);
    rb_define_method(class, "verify_json", verify_json, -1);
}
