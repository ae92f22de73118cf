/* SPDX-License-Identifier: Apache-2.0 */
#include "pbjwt_ruby.h"

static pbjwt_claim claim_named(VALUE name) {
    const VALUE text = rb_sym2str(name);
    for (int claim = 1; claim <= (int)pbjwt_claim_count(); claim++) {
        const char *const known = pbjwt_claim_name((pbjwt_claim)claim);
        if (strlen(known) == (size_t)RSTRING_LEN(text) &&
            memcmp(known, RSTRING_PTR(text), (size_t)RSTRING_LEN(text)) == 0)
            return (pbjwt_claim)claim;
    }
    return PBJWT_CLAIM_NONE;
}

struct making {
    VALUE arguments; /* of `issue` */
    const pbjwt_secret *secret;
    pbjwt_claims *claims;
};

static int set_claim(VALUE name, VALUE value, VALUE making) {
    pbjwt_claims *const claims = ((struct making *)making)->claims;
    const pbjwt_claim claim = claim_named(name);
    const char *const rule = "a claim that can't be set, or a value that can't be its";
    pbjwt_status status;
    if (RB_FLOAT_TYPE_P(value) || RB_INTEGER_TYPE_P(value)) {
        status = pbjwt_claims_set_number(claims, claim, NUM2DBL(value));
    } else if (RB_TYPE_P(value, T_ARRAY) && claim == PBJWT_CLAIM_AUD) {
        status = PBJWT_OK;
        for (long i = 0; status == PBJWT_OK && i < RARRAY_LEN(value); i++) {
            const VALUE one = pbjwt_rb_string(rb_ary_entry(value, i), "an audience");
            status = pbjwt_claims_add_audience(claims, RSTRING_PTR(one), (size_t)RSTRING_LEN(one));
        }
    } else {
        pbjwt_rb_string(value, "a claim's value");
        status =
            pbjwt_claims_set_text(claims, claim, RSTRING_PTR(value), (size_t)RSTRING_LEN(value));
    }
    if (status == PBJWT_INVALID_ARGUMENT)
        rb_raise(rb_eArgError, "%" PRIsVALUE ": %s", rb_sym2str(name), rule);
    pbjwt_rb_check(status, PBJWT_CLAIM_NONE, rule);
    return ST_CONTINUE;
}

static VALUE sign(VALUE argument) {
    struct making *const making = (struct making *)argument;
    const VALUE values = rb_ary_entry(making->arguments, 0),
                custom = rb_ary_entry(making->arguments, 1),
                with_hash = rb_ary_entry(making->arguments, 2),
                type = rb_ary_entry(making->arguments, 3),
                lifetime = rb_ary_entry(making->arguments, 4),
                at = rb_ary_entry(making->arguments, 5);
    pbjwt_claims *const claims = making->claims;
    rb_hash_foreach(values, set_claim, argument);
    if (!NIL_P(custom)) {
        pbjwt_rb_string(custom, "custom");
        pbjwt_rb_check(
            pbjwt_claims_set_custom(claims, RSTRING_PTR(custom), (size_t)RSTRING_LEN(custom)),
            PBJWT_CLAIM_NONE, "custom must be a JSON object without a claim that has a name here");
    }
    if (!NIL_P(type)) {
        pbjwt_rb_string(type, "type");
        pbjwt_rb_check(pbjwt_claims_set_type(claims, RSTRING_PTR(type), (size_t)RSTRING_LEN(type)),
                       PBJWT_CLAIM_NONE, "type must be 1 to 127 characters of a media type");
    }
    pbjwt_rb_check(pbjwt_claims_set_user_hash(claims, RTEST(with_hash)), PBJWT_CLAIM_NONE, "");
    const int64_t seconds = pbjwt_rb_int64(lifetime);
    const int64_t now = NIL_P(at) ? 0 : pbjwt_rb_seconds(at);
    char *token = NULL;
    size_t length = 0;
    pbjwt_claim fault = PBJWT_CLAIM_NONE;
    const pbjwt_status status =
        NIL_P(at) ? pbjwt_issue(making->secret, claims, seconds, &token, &length, &fault)
                  : pbjwt_issue_at(making->secret, claims, now, seconds, &token, &length, &fault);
    if (status == PBJWT_INVALID_ARGUMENT)
        rb_raise(rb_eArgError,
                 "lifetime must be 1 or more seconds, end before the year 10000 and after an nbf, "
                 "and the secret's not_after must not have passed; nor can a user id be hashed "
                 "that a token's signature is computed of");
    if (status != PBJWT_OK)
        pbjwt_rb_fail_to_issue(status, fault);
    return pbjwt_rb_take(token, length);
}

static VALUE discard(VALUE argument) {
    pbjwt_claims_free(((struct making *)argument)->claims);
    return Qnil;
}

/* sign([claims, custom or nil, with a user_hash, type or nil, lifetime, at or nil]) */
static VALUE issue(VALUE self, VALUE arguments) {
    struct making making = {arguments, pbjwt_rb_secret(self), pbjwt_claims_new()};
    if (making.claims == NULL)
        pbjwt_rb_fail(PBJWT_OUT_OF_MEMORY, PBJWT_CLAIM_NONE);
    const VALUE token = rb_ensure(sign, (VALUE)&making, discard, (VALUE)&making);
    RB_GC_GUARD(arguments);
    RB_GC_GUARD(self);
    return token;
}

void pbjwt_rb_init_issue(VALUE secret_class) {
    rb_define_private_method(secret_class, "sign", issue, 1);
}
