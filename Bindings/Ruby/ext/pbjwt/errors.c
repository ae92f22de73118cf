/* SPDX-License-Identifier: Apache-2.0 */
#include "pbjwt_ruby.h"

static VALUE error_class, refused_class;

NORETURN(static void raise_status(VALUE class, pbjwt_status status, pbjwt_claim claim));

static void raise_status(VALUE class, pbjwt_status status, pbjwt_claim claim) {
    const VALUE arguments[2] = {INT2FIX(status), INT2FIX(claim)};
    rb_exc_raise(rb_class_new_instance(2, arguments, class));
}

void pbjwt_rb_fail(pbjwt_status status, pbjwt_claim claim) {
    raise_status(status < PBJWT_INVALID_ARGUMENT ? refused_class : error_class, status, claim);
}

void pbjwt_rb_fail_to_issue(pbjwt_status status, pbjwt_claim claim) {
    raise_status(error_class, status, claim);
}

void pbjwt_rb_check(pbjwt_status status, pbjwt_claim claim, const char *rule) {
    if (status == PBJWT_INVALID_ARGUMENT)
        rb_raise(rb_eArgError, "%s", rule);
    if (status != PBJWT_OK)
        pbjwt_rb_fail(status, claim);
}

VALUE pbjwt_rb_string(VALUE value, const char *what) {
    if (!RB_TYPE_P(value, T_STRING))
        rb_raise(rb_eTypeError, "%s must be a String, not %" PRIsVALUE, what, rb_obj_class(value));
    return value;
}

int64_t pbjwt_rb_int64(VALUE number) {
    if (FIXNUM_P(number))
        return FIX2LONG(number);
    return RTEST(rb_funcall(number, rb_intern("negative?"), 0)) ? -1 : INT64_MAX;
}

int64_t pbjwt_rb_seconds(VALUE at) {
    if (rb_obj_is_kind_of(at, rb_cTime))
        at = rb_funcall(at, rb_intern("to_i"), 0);
    if (!RB_INTEGER_TYPE_P(at))
        rb_raise(rb_eTypeError, "at must be a Time or an Integer, not %" PRIsVALUE,
                 rb_obj_class(at));
    return pbjwt_rb_int64(at);
}

VALUE pbjwt_rb_text(const char *text, size_t length) {
    if (text == NULL)
        return Qnil;
    const VALUE string = rb_str_new(text, (long)length);
    /* Like rb_utf8_str_new, without the check of the new string's encoding. */
    RB_ENCODING_SET_INLINED(string, rb_utf8_encindex());
    return pbjwt_rb_frozen(string);
}

VALUE pbjwt_rb_static(const char *text) {
    return text != NULL ? rb_enc_interned_str_cstr(text, rb_utf8_encoding()) : Qnil;
}

struct owned_text {
    char *text;
    size_t length;
};

static VALUE copy_owned(VALUE argument) {
    const struct owned_text *const owned = (const struct owned_text *)argument;
    return pbjwt_rb_text(owned->text, owned->length);
}

static VALUE free_owned(VALUE argument) {
    pbjwt_free(((struct owned_text *)argument)->text);
    return Qnil;
}

VALUE pbjwt_rb_take(char *text, size_t length) {
    /* Ruby may lack memory for the copy, and then raises. */
    struct owned_text owned = {text, length};
    return rb_ensure(copy_owned, (VALUE)&owned, free_owned, (VALUE)&owned);
}

static VALUE status_name(VALUE self, VALUE status) {
    return pbjwt_rb_static(pbjwt_status_name((pbjwt_status)NUM2INT(status)));
}

static VALUE public_message(VALUE self, VALUE status) {
    return pbjwt_rb_static(pbjwt_status_public_message((pbjwt_status)NUM2INT(status)));
}

static VALUE claim_name(VALUE self, VALUE claim) {
    return pbjwt_rb_static(pbjwt_claim_name((pbjwt_claim)NUM2INT(claim)));
}

static VALUE claim_message(VALUE self, VALUE status, VALUE claim) {
    return pbjwt_rb_static(
        pbjwt_claim_message((pbjwt_status)NUM2INT(status), (pbjwt_claim)NUM2INT(claim)));
}

void pbjwt_rb_init_errors(void) {
    const VALUE sentences = rb_define_module_under(pbjwt_rb_module, "Sentences");
    rb_define_module_function(sentences, "status_name", status_name, 1);
    rb_define_module_function(sentences, "public_message", public_message, 1);
    rb_define_module_function(sentences, "claim_name", claim_name, 1);
    rb_define_module_function(sentences, "claim_message", claim_message, 2);
    rb_funcall(pbjwt_rb_module, rb_intern("private_constant"), 1, ID2SYM(rb_intern("Sentences")));

    error_class = rb_define_class_under(pbjwt_rb_module, "Error", rb_eStandardError);
    refused_class = rb_define_class_under(pbjwt_rb_module, "TokenRefused", error_class);
    rb_gc_register_mark_object(error_class);
    rb_gc_register_mark_object(refused_class);
}
