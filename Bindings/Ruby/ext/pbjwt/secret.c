/* SPDX-License-Identifier: Apache-2.0 */
#include "pbjwt_ruby.h"

static void free_secret(void *secret) {
    pbjwt_secret_free((pbjwt_secret *)secret);
}

/* The library wipes it when it is collected. Ractors may share it, because it is immutable. */
static const rb_data_type_t secret_type = {
    .wrap_struct_name = "Pbjwt::Secret",
    .function = {.dfree = free_secret},
    .flags = RUBY_TYPED_FREE_IMMEDIATELY | RUBY_TYPED_WB_PROTECTED | RUBY_TYPED_FROZEN_SHAREABLE,
};

static VALUE secret_class;

static VALUE allocate(VALUE class) {
    return TypedData_Wrap_Struct(class, &secret_type, NULL);
}

pbjwt_secret *pbjwt_rb_secret(VALUE value) {
    if (!rb_typeddata_is_kind_of(value, &secret_type))
        rb_raise(rb_eTypeError, "a secret must be a Pbjwt::Secret, not %" PRIsVALUE,
                 rb_obj_class(value));
    pbjwt_secret *const secret = (pbjwt_secret *)RTYPEDDATA_DATA(value);
    if (secret == NULL)
        rb_raise(rb_eArgError, "the secret was not initialized");
    return secret;
}

size_t pbjwt_rb_secrets(VALUE secrets, pbjwt_secret **handles, size_t room, const char *rule) {
    const size_t count = (size_t)RARRAY_LEN(secrets);
    if (count > room)
        rb_raise(rb_eArgError, "%s", rule);
    for (size_t i = 0; i < count; i++)
        handles[i] = pbjwt_rb_secret(rb_ary_entry(secrets, (long)i));
    return count;
}

/* make(bytes, format, weak, id or nil, not_after or nil) */
static VALUE make(VALUE self, VALUE bytes, VALUE format, VALUE weak, VALUE id, VALUE not_after) {
    pbjwt_secret *secret = NULL;
    rb_check_frozen(self);
    if (RTYPEDDATA_DATA(self) != NULL)
        rb_raise(rb_eArgError, "the secret is initialized already");
    pbjwt_rb_string(bytes, "a secret");
    const pbjwt_status status = (RTEST(weak) ? pbjwt_secret_new_weak : pbjwt_secret_new)(
        RSTRING_PTR(bytes), (size_t)RSTRING_LEN(bytes), (pbjwt_secret_format)NUM2INT(format),
        &secret);
    pbjwt_rb_check(status, PBJWT_CLAIM_NONE,
                   "a secret must be of at most 4096 bytes, and written in its format");
    RTYPEDDATA_DATA(self) = secret; /* from now on it is collected, whatever is raised */
    if (!NIL_P(id)) {
        pbjwt_rb_string(id, "id");
        pbjwt_rb_check(pbjwt_secret_set_id(secret, RSTRING_PTR(id), (size_t)RSTRING_LEN(id)),
                       PBJWT_CLAIM_NONE,
                       "id must be 1 to 255 bytes of UTF-8 without control characters");
    }
    if (!NIL_P(not_after))
        pbjwt_rb_check(pbjwt_secret_set_not_after(secret, pbjwt_rb_seconds(not_after)),
                       PBJWT_CLAIM_NONE, "not_after must be in the years 1970 to 9999");
    return rb_obj_freeze(self);
}

static VALUE user_hash(VALUE self, VALUE id) {
    char hex[PBJWT_HASH_HEX_SIZE];
    pbjwt_rb_string(id, "a user id");
    const pbjwt_status status = pbjwt_user_hash(pbjwt_rb_secret(self), RSTRING_PTR(id),
                                                (size_t)RSTRING_LEN(id), hex, sizeof hex);
    pbjwt_rb_check(status, PBJWT_CLAIM_NONE,
                   "a user id must not be empty, nor what a token's signature is computed of");
    return pbjwt_rb_text(hex, PBJWT_HASH_HEX_LENGTH);
}

static VALUE generate(VALUE class) {
    char hex[PBJWT_HASH_HEX_SIZE];
    pbjwt_rb_check(pbjwt_generate_secret(hex, sizeof hex), PBJWT_CLAIM_NONE, "");
    return rb_utf8_str_new(hex, PBJWT_HASH_HEX_LENGTH); /* not frozen: its owner may wipe it */
}

void pbjwt_rb_init_secret(void) {
    secret_class = rb_define_class_under(pbjwt_rb_module, "Secret", rb_cObject);
    rb_gc_register_mark_object(secret_class);
    rb_define_alloc_func(secret_class, allocate);
    rb_undef_method(secret_class, "initialize_copy");
    rb_define_private_method(secret_class, "make", make, 5);
    rb_define_method(secret_class, "user_hash", user_hash, 1);
    rb_define_singleton_method(secret_class, "generate", generate, 0);
    pbjwt_rb_init_issue(secret_class);
}
