/* SPDX-License-Identifier: Apache-2.0 */
#include "pbjwt_ruby.h"

#include <math.h>
#include <time.h>

/* What a verified token says: it owns the library's identity, which no longer changes, and makes Ruby values from
   it on access. */
static VALUE person_class, warning_class, refusal_class;

static void free_person(void *data) {
    pbjwt_rb_person_give((pbjwt_rb_person *)data);
}

static size_t size_of_person(const void *data) {
    return data != NULL ? (size_t)((const pbjwt_rb_person *)data)->bytes : 0;
}

static const rb_data_type_t person_type = {
    .wrap_struct_name = "Pbjwt::Identity",
    .function = {.dfree = free_person, .dsize = size_of_person},
    .flags = RUBY_TYPED_FREE_IMMEDIATELY | RUBY_TYPED_WB_PROTECTED | RUBY_TYPED_FROZEN_SHAREABLE,
};

VALUE pbjwt_rb_new_identity(size_t token_length, pbjwt_identity **identity) {
    const VALUE object = TypedData_Wrap_Struct(person_class, &person_type, NULL);
    pbjwt_rb_person *const person = pbjwt_rb_person_take(token_length);
    if (person == NULL)
        pbjwt_rb_fail(PBJWT_OUT_OF_MEMORY, PBJWT_CLAIM_NONE);
    RTYPEDDATA_DATA(object) = person;
    *identity = person->identity;
    return pbjwt_rb_frozen(object);
}

void pbjwt_rb_drop_identity(VALUE object) {
    pbjwt_rb_person *const person = (pbjwt_rb_person *)RTYPEDDATA_DATA(object);
    RTYPEDDATA_DATA(object) = NULL;
    pbjwt_rb_person_give(person);
}

static const pbjwt_identity *identity_of(VALUE self) {
    return ((const pbjwt_rb_person *)rb_check_typeddata(self, &person_type))->identity;
}

/* Texts */

#define TEXT(name, call)                                                                           \
    static VALUE name(VALUE self) {                                                                \
        size_t length;                                                                             \
        const char *const text = call;                                                             \
        const VALUE string = pbjwt_rb_text(text, length);                                          \
        RB_GC_GUARD(self);                                                                         \
        return string;                                                                             \
    }
#define CLAIM(name, claim) TEXT(name, pbjwt_identity_text(identity_of(self), claim, &length))

CLAIM(email, PBJWT_CLAIM_EMAIL)
TEXT(canonical_email, pbjwt_identity_canonical_email(identity_of(self), &length))
TEXT(user_id, pbjwt_identity_user_id(identity_of(self), &length))
CLAIM(name, PBJWT_CLAIM_NAME)
TEXT(avatar_url, pbjwt_identity_avatar_url(identity_of(self), &length))
CLAIM(company_id, PBJWT_CLAIM_COMPANY_ID)
CLAIM(company_name, PBJWT_CLAIM_COMPANY_NAME)
CLAIM(customer_status, PBJWT_CLAIM_CUSTOMER_STATUS)
CLAIM(renewal_date, PBJWT_CLAIM_RENEWAL_DATE)
CLAIM(renewal_risk, PBJWT_CLAIM_RENEWAL_RISK)
CLAIM(account_owner_id, PBJWT_CLAIM_ACCOUNT_OWNER_ID)
CLAIM(account_owner_email, PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL)
CLAIM(external_user_id, PBJWT_CLAIM_EXTERNAL_USER_ID)
CLAIM(issuer, PBJWT_CLAIM_ISS)
CLAIM(token_id, PBJWT_CLAIM_JTI)
TEXT(key_id, pbjwt_identity_key_id(identity_of(self), &length))

static VALUE audience(VALUE self) {
    const pbjwt_identity *const identity = identity_of(self);
    const size_t count = pbjwt_identity_audience_count(identity);
    const VALUE array = rb_ary_new_capa((long)count);
    for (size_t i = 0; i < count; i++) {
        size_t length;
        const char *const text = pbjwt_identity_audience(identity, i, &length);
        rb_ary_push(array, pbjwt_rb_text(text, length));
    }
    RB_GC_GUARD(self);
    return rb_obj_freeze(array);
}

/* Numbers and times */

static VALUE company_mrr(VALUE self) {
    double value;
    return pbjwt_identity_number(identity_of(self), PBJWT_CLAIM_COMPANY_MRR, &value)
               ? DBL2NUM(value)
               : Qnil;
}

static VALUE time_of(bool there, double seconds) {
    if (!there)
        return Qnil;
    /* A NumericDate's double holds no more than 22 bits of a fraction; whole nanoseconds have them. */
    const double whole = floor(seconds);
    const struct timespec time = {(time_t)whole, (long)((seconds - whole) * 1e9)};
    return rb_obj_freeze(rb_time_timespec_new(&time, INT_MAX - 1)); /* in UTC */
}

static VALUE time_claim(VALUE self, pbjwt_claim claim) {
    double seconds;
    const bool there = pbjwt_identity_number(identity_of(self), claim, &seconds);
    return time_of(there, seconds);
}

static VALUE issued_at(VALUE self) {
    return time_claim(self, PBJWT_CLAIM_IAT);
}

static VALUE not_before(VALUE self) {
    return time_claim(self, PBJWT_CLAIM_NBF);
}

static VALUE expires_at(VALUE self) {
    return time_claim(self, PBJWT_CLAIM_EXP);
}

static VALUE renewal_time(VALUE self) {
    double seconds;
    const bool there = pbjwt_identity_renewal_date(identity_of(self), &seconds);
    return time_of(there, seconds);
}

/* Kinds */

static VALUE symbol(const char *name) {
    return name != NULL ? ID2SYM(rb_intern(name)) : Qnil;
}

static VALUE user_hash(VALUE self) {
    static const char *const names[] = {"absent", "unchecked", "verified"};
    return symbol(names[pbjwt_identity_user_hash(identity_of(self))]);
}

static VALUE customer_status_kind(VALUE self) {
    static const char *const names[] = {NULL, "active", "trial", "churned", "other"};
    return symbol(names[pbjwt_identity_customer_status(identity_of(self))]);
}

/* Warnings and refusals */

static VALUE warnings(VALUE self) {
    const pbjwt_identity *const identity = identity_of(self);
    const size_t count = pbjwt_identity_warning_count(identity);
    const VALUE array = rb_ary_new_capa((long)count);
    for (size_t i = 0; i < count; i++) {
        pbjwt_claim claim;
        const pbjwt_warning kind = pbjwt_identity_warning(identity, i, &claim);
        const char *const known = pbjwt_warning_name(kind);
        const VALUE name = pbjwt_rb_static(known != NULL ? known : "unknown_warning");
        const VALUE warning =
            rb_struct_new(warning_class, name, pbjwt_rb_static(pbjwt_claim_name(claim)),
                          pbjwt_rb_static(pbjwt_warning_message(kind, claim)));
        rb_ary_push(array, rb_obj_freeze(warning));
    }
    RB_GC_GUARD(self);
    return rb_obj_freeze(array);
}

static VALUE would_refuse(VALUE self) {
    const pbjwt_identity *const identity = identity_of(self);
    const size_t count = pbjwt_identity_would_refuse_count(identity);
    const VALUE array = rb_ary_new_capa((long)count);
    for (size_t i = 0; i < count; i++) {
        pbjwt_status status;
        pbjwt_claim claim;
        pbjwt_identity_would_refuse(identity, i, &status, &claim);
        const VALUE refusal =
            rb_struct_new(refusal_class, pbjwt_rb_static(pbjwt_status_name(status)),
                          pbjwt_rb_static(pbjwt_claim_name(claim)),
                          pbjwt_rb_static(pbjwt_claim_message(status, claim)));
        rb_ary_push(array, rb_obj_freeze(refusal));
    }
    RB_GC_GUARD(self);
    return rb_obj_freeze(array);
}

/* JSON */

static VALUE custom_json(VALUE self) {
    char *json = NULL;
    size_t length = 0;
    pbjwt_rb_check(pbjwt_identity_custom_json(identity_of(self), &json, &length), PBJWT_CLAIM_NONE,
                   "no identity");
    return pbjwt_rb_take(json, length);
}

static VALUE to_json(int argc, VALUE *argv, VALUE self) {
    char *json = NULL;
    size_t length = 0;
    pbjwt_rb_check(pbjwt_identity_json(identity_of(self), &json, &length), PBJWT_CLAIM_NONE,
                   "no identity");
    return pbjwt_rb_take(json, length);
}

static const struct reader {
    const char *name;
    VALUE (*function)(VALUE self);
} readers[] = {
    {"email", email},
    {"canonical_email", canonical_email},
    {"user_id", user_id},
    {"name", name},
    {"avatar_url", avatar_url},
    {"company_id", company_id},
    {"company_name", company_name},
    {"company_mrr", company_mrr},
    {"customer_status", customer_status},
    {"customer_status_kind", customer_status_kind},
    {"renewal_date", renewal_date},
    {"renewal_time", renewal_time},
    {"renewal_risk", renewal_risk},
    {"account_owner_id", account_owner_id},
    {"account_owner_email", account_owner_email},
    {"external_user_id", external_user_id},
    {"user_hash", user_hash},
    {"issued_at", issued_at},
    {"not_before", not_before},
    {"expires_at", expires_at},
    {"issuer", issuer},
    {"audience", audience},
    {"token_id", token_id},
    {"key_id", key_id},
    {"warnings", warnings},
    {"would_refuse", would_refuse},
    {"custom_json", custom_json},
};

static VALUE noted(const char *name, const char *first) {
    const VALUE class =
        rb_struct_define_under(pbjwt_rb_module, name, first, "claim", "message", NULL);
    rb_gc_register_mark_object(class);
    return class;
}

void pbjwt_rb_init_identity(void) {
    person_class = rb_define_class_under(pbjwt_rb_module, "Identity", rb_cObject);
    rb_gc_register_mark_object(person_class);
    rb_undef_alloc_func(person_class);
    rb_undef_method(rb_singleton_class(person_class), "new");
    const VALUE members = rb_ary_new();
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        rb_define_method(person_class, readers[i].name, readers[i].function, 0);
        rb_ary_push(members, ID2SYM(rb_intern(readers[i].name)));
    }
    rb_define_const(person_class, "MEMBERS", rb_obj_freeze(members));
    rb_define_method(person_class, "to_json", to_json, -1);
    warning_class = noted("ClaimWarning", "kind");
    refusal_class = noted("Refusal", "status");
}
