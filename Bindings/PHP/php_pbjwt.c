/* SPDX-License-Identifier: Apache-2.0 */
#include "php_pbjwt.h"

#include "ext/json/php_json.h"
#include "ext/spl/spl_exceptions.h"
#include "ext/standard/info.h"
#include "zend_attributes.h"
#include "zend_enum.h"
#include "zend_exceptions.h"
#include "zend_interfaces.h"

#include "pbjwt_arginfo.h"

ZEND_DECLARE_MODULE_GLOBALS(pbjwt)

zend_class_entry *pbjwt_profile_ce, *pbjwt_user_hash_ce, *pbjwt_email_form_ce, *pbjwt_reader_ce,
    *pbjwt_secret_format_ce, *pbjwt_hash_state_ce, *pbjwt_customer_ce, *pbjwt_exception_ce,
    *pbjwt_refused_ce, *pbjwt_secret_ce, *pbjwt_policy_ce, *pbjwt_verifier_ce, *pbjwt_identity_ce,
    *pbjwt_warning_ce, *pbjwt_refusal_ce, *pbjwt_report_ce, *pbjwt_cause_ce, *pbjwt_unverified_ce;

void pbjwt_init_handlers(zend_object_handlers *handlers, int offset,
                         void (*free_object)(zend_object *object)) {
    memcpy(handlers, &std_object_handlers, sizeof *handlers);
    handlers->offset = offset;
    handlers->free_obj = free_object;
    handlers->clone_obj = NULL;
    handlers->compare = zend_objects_not_comparable;
}

/* Marks arguments as PHP's #[SensitiveParameter], so that exceptions' traces show no token or secret. */
static void hide(HashTable *functions, const char *name, uint32_t argument) {
    zend_function *const function = zend_hash_str_find_ptr(functions, name, strlen(name));
    zend_add_parameter_attribute(function, argument, zend_ce_sensitive_parameter->name, 0);
}

static void hide_arguments(void) {
    static const char explain[] = "pbjwt\\explain";
    HashTable *const functions = CG(function_table),
                     *const secret = &pbjwt_secret_ce->function_table,
                     *const verifier = &pbjwt_verifier_ce->function_table;
    hide(secret, "__construct", 0);
    hide(secret, "issue", 0);
    hide(secret, "issue", 5);
    hide(secret, "userhash", 0);
    hide(verifier, "__construct", 0);
    hide(verifier, "persistent", 0);
    hide(verifier, "verify", 0);
    hide(verifier, "verifyjson", 0);
    hide(functions, explain, 0);
    hide(functions, explain, 1);
    hide(functions, explain, 3);
    hide(functions, explain, 4);
    hide(functions, "pbjwt\\inspect_unverified", 0);
}

static void register_classes(void) {
    pbjwt_profile_ce = register_class_Pbjwt_Profile();
    pbjwt_user_hash_ce = register_class_Pbjwt_UserHash();
    pbjwt_email_form_ce = register_class_Pbjwt_EmailForm();
    pbjwt_reader_ce = register_class_Pbjwt_Reader();
    pbjwt_secret_format_ce = register_class_Pbjwt_SecretFormat();
    pbjwt_hash_state_ce = register_class_Pbjwt_UserHashState();
    pbjwt_customer_ce = register_class_Pbjwt_CustomerStatus();
    pbjwt_exception_ce = register_class_Pbjwt_PbjwtException(spl_ce_RuntimeException);
    pbjwt_refused_ce = register_class_Pbjwt_TokenRefused(pbjwt_exception_ce);
    pbjwt_secret_ce = register_class_Pbjwt_Secret();
    pbjwt_policy_ce = register_class_Pbjwt_Policy();
    pbjwt_verifier_ce = register_class_Pbjwt_Verifier();
    pbjwt_identity_ce = register_class_Pbjwt_Identity(php_json_serializable_ce);
    pbjwt_warning_ce = register_class_Pbjwt_ClaimWarning();
    pbjwt_refusal_ce = register_class_Pbjwt_Refusal();
    pbjwt_report_ce = register_class_Pbjwt_Report();
    pbjwt_cause_ce = register_class_Pbjwt_Cause();
    pbjwt_unverified_ce = register_class_Pbjwt_Unverified();
    pbjwt_secret_ce->create_object = pbjwt_new_secret;
    pbjwt_policy_ce->create_object = pbjwt_new_policy;
    pbjwt_verifier_ce->create_object = pbjwt_new_verifier;
    pbjwt_identity_ce->create_object = pbjwt_new_identity;
}

static void release_kept(zval *verifier) {
    pbjwt_verifier_release((pbjwt_verifier *)Z_PTR_P(verifier));
}

static PHP_GINIT_FUNCTION(pbjwt) {
#if defined(ZTS) && defined(COMPILE_DL_PBJWT)
    ZEND_TSRMLS_CACHE_UPDATE();
#endif
    zend_hash_init(&pbjwt_globals->kept, 8, NULL, release_kept, true);
    pbjwt_globals->keyed = false;
}

static PHP_GSHUTDOWN_FUNCTION(pbjwt) {
    zend_hash_destroy(&pbjwt_globals->kept);
    ZEND_SECURE_ZERO(pbjwt_globals->key, sizeof pbjwt_globals->key);
}

PHP_MINIT_FUNCTION(pbjwt) {
    register_classes();
    hide_arguments();
    pbjwt_init_secret();
    pbjwt_init_policy();
    pbjwt_init_verifier();
    pbjwt_init_identity();
    return SUCCESS;
}

PHP_MINFO_FUNCTION(pbjwt) {
    char kept[24];
    snprintf(kept, sizeof kept, "%u", zend_hash_num_elements(&PBJWT_G(kept)));
    php_info_print_table_start();
    php_info_print_table_row(2, "pbjwt", PHP_PBJWT_VERSION);
    php_info_print_table_row(2, "libpbjwt", pbjwt_version());
    php_info_print_table_row(2, "persistent verifiers", kept);
    php_info_print_table_end();
}

/* Functions that MINIT calls must be defined before this. */
static const zend_module_dep dependencies[] = {
    ZEND_MOD_REQUIRED("date") ZEND_MOD_REQUIRED("hash") ZEND_MOD_REQUIRED("json")
        ZEND_MOD_REQUIRED("random") ZEND_MOD_REQUIRED("spl") ZEND_MOD_END};

zend_module_entry pbjwt_module_entry = {
    STANDARD_MODULE_HEADER_EX,
    NULL,
    dependencies,
    "pbjwt",
    ext_functions,
    PHP_MINIT(pbjwt),
    NULL,
    NULL,
    NULL,
    PHP_MINFO(pbjwt),
    PHP_PBJWT_VERSION,
    PHP_MODULE_GLOBALS(pbjwt),
    PHP_GINIT(pbjwt),
    PHP_GSHUTDOWN(pbjwt),
    NULL,
    STANDARD_MODULE_PROPERTIES_EX,
};

#ifdef COMPILE_DL_PBJWT
#ifdef ZTS
ZEND_TSRMLS_CACHE_DEFINE()
#endif
ZEND_GET_MODULE(pbjwt)
#endif
