/* SPDX-License-Identifier: Apache-2.0 */
#include "php_pbjwt.h"

static zend_object_handlers handlers;

static void free_policy(zend_object *object) {
    pbjwt_policy_free(PBJWT_OF(pbjwt_policy_object, object)->policy);
    zend_object_std_dtor(object);
}

zend_object *pbjwt_new_policy(zend_class_entry *ce) {
    pbjwt_policy_object *const one = zend_object_alloc(sizeof *one, ce);
    one->policy = NULL;
    zend_object_std_init(&one->std, ce);
    one->std.handlers = &handlers;
    return &one->std;
}

void pbjwt_init_policy(void) {
    pbjwt_init_handlers(&handlers, offsetof(pbjwt_policy_object, std), free_policy);
}

/* The settings as passed, for the digest. */
struct settings {
    int profile, user_hash, email_form, reader;
    bool allow_missing_exp, strict_claims;
    bool has_token_bytes, has_leeway, has_lifetime;
    zend_long token_bytes, leeway, lifetime;
    zend_string *issuer, *audience, *type;
};

/* Throws and returns false if a status isn't PBJWT_OK. */
static bool took(pbjwt_status status, uint32_t argument, const char *rule) {
    if (status == PBJWT_INVALID_ARGUMENT)
        zend_argument_value_error(argument, "must be %s", rule);
    else if (status != PBJWT_OK)
        pbjwt_throw(status, PBJWT_CLAIM_NONE);
    return status == PBJWT_OK;
}

typedef pbjwt_status set_text(pbjwt_policy *policy, const void *text, size_t length);

static bool takes_text(set_text *set, pbjwt_policy *policy, zend_string *text, uint32_t argument,
                       const char *rule) {
    return text == NULL || took(set(policy, ZSTR_VAL(text), ZSTR_LEN(text)), argument, rule);
}

/* The arguments' numbers are those of the constructor. */
static bool set_all(pbjwt_policy *policy, const struct settings *from) {
    const char *const words = "UTF-8, not empty and without U+0000";
    const size_t bytes = from->token_bytes < 0 ? 0 : (size_t)from->token_bytes;
    return (!from->has_token_bytes ||
            took(pbjwt_policy_set_max_token_bytes(policy, bytes), 2, "256 to 1048576 bytes")) &&
           (!from->has_leeway ||
            took(pbjwt_policy_set_leeway(policy, from->leeway), 3, "0 to 300 seconds")) &&
           (!from->has_lifetime || took(pbjwt_policy_set_max_lifetime(policy, from->lifetime), 4,
                                        "0 to 253402300799 seconds")) &&
           took(pbjwt_policy_set_allow_missing_exp(policy, from->allow_missing_exp), 5, "a bool") &&
           took(pbjwt_policy_set_user_hash(policy, (pbjwt_user_hash_mode)from->user_hash), 6,
                "a mode") &&
           takes_text(pbjwt_policy_set_issuer, policy, from->issuer, 7, words) &&
           takes_text(pbjwt_policy_set_audience, policy, from->audience, 8, words) &&
           takes_text(pbjwt_policy_set_type, policy, from->type, 9,
                      "1 to 127 characters of a media type") &&
           took(pbjwt_policy_set_strict_claims(policy, from->strict_claims), 10, "a bool") &&
           took(pbjwt_policy_set_email_form(policy, (pbjwt_email_form)from->email_form), 11,
                "a form") &&
           took(pbjwt_policy_set_reader(policy, (pbjwt_reader)from->reader), 12, "a reader");
}

static pbjwt_part part_of(zend_string *text) {
    return text != NULL ? (pbjwt_part){ZSTR_VAL(text), ZSTR_LEN(text)} : (pbjwt_part){NULL, 0};
}

static bool digest_settings(const struct settings *of, unsigned char digest[DIGEST_BYTES]) {
    const int64_t numbers[] = {
        of->profile,           of->user_hash,        of->email_form,   of->reader,
        of->allow_missing_exp, of->strict_claims,    of->has_leeway,   of->has_lifetime,
        of->has_token_bytes,   of->leeway,           of->lifetime,     of->token_bytes,
        of->issuer != NULL,    of->audience != NULL, of->type != NULL,
    };
    const pbjwt_part parts[] = {
        {numbers, sizeof numbers}, part_of(of->issuer), part_of(of->audience), part_of(of->type)};
    return pbjwt_digest(parts, sizeof parts / sizeof *parts, digest);
}

static int choice(zend_object *enumeration, const char *const *names, int count) {
    return enumeration != NULL ? pbjwt_case(enumeration, names, count) : 0;
}

ZEND_METHOD(Pbjwt_Policy, __construct) {
    static const char *const profiles[] = {"sso", "widget"};
    static const char *const modes[] = {"off", "if_present", "required"};
    static const char *const forms[] = {"as_sent", "lowercased", "require_lowercase"};
    static const char *const readers[] = {"fast", "both"};
    struct settings settings = {0};
    bool no_token_bytes = true, no_leeway = true, no_lifetime = true;
    zend_object *profile = NULL, *user_hash = NULL, *email_form = NULL, *reader = NULL;
    ZEND_PARSE_PARAMETERS_START(0, 12)
    Z_PARAM_OPTIONAL
    Z_PARAM_OBJ_OF_CLASS(profile, pbjwt_profile_ce)
    Z_PARAM_LONG_OR_NULL(settings.token_bytes, no_token_bytes)
    Z_PARAM_LONG_OR_NULL(settings.leeway, no_leeway)
    Z_PARAM_LONG_OR_NULL(settings.lifetime, no_lifetime)
    Z_PARAM_BOOL(settings.allow_missing_exp)
    Z_PARAM_OBJ_OF_CLASS(user_hash, pbjwt_user_hash_ce)
    Z_PARAM_STR_OR_NULL(settings.issuer)
    Z_PARAM_STR_OR_NULL(settings.audience)
    Z_PARAM_STR_OR_NULL(settings.type)
    Z_PARAM_BOOL(settings.strict_claims)
    Z_PARAM_OBJ_OF_CLASS(email_form, pbjwt_email_form_ce)
    Z_PARAM_OBJ_OF_CLASS(reader, pbjwt_reader_ce)
    ZEND_PARSE_PARAMETERS_END();

    pbjwt_policy_object *const object = PBJWT_OF(pbjwt_policy_object, Z_OBJ_P(ZEND_THIS));
    if (object->policy != NULL) {
        zend_throw_error(NULL, "The policy is constructed already");
        RETURN_THROWS();
    }
    settings.has_token_bytes = !no_token_bytes;
    settings.has_leeway = !no_leeway;
    settings.has_lifetime = !no_lifetime;
    settings.profile = choice(profile, profiles, 2);
    settings.user_hash = choice(user_hash, modes, 3);
    settings.email_form = choice(email_form, forms, 3);
    settings.reader = choice(reader, readers, 2);
    pbjwt_policy *const policy = pbjwt_policy_new((pbjwt_profile)settings.profile);
    if (policy == NULL) {
        pbjwt_throw(PBJWT_OUT_OF_MEMORY, PBJWT_CLAIM_NONE);
        RETURN_THROWS();
    }
    if (set_all(policy, &settings) && digest_settings(&settings, object->digest))
        object->policy = policy;
    else
        pbjwt_policy_free(policy);
}
