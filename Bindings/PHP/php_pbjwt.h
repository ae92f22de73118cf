/* SPDX-License-Identifier: Apache-2.0 */

/* Shared by the extension's files. */
#ifndef PHP_PBJWT_H
#define PHP_PBJWT_H

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "php.h"

#include <pbjwt.h>

#define PHP_PBJWT_VERSION "0.1.0"

enum { DIGEST_BYTES = 32 };

extern zend_module_entry pbjwt_module_entry;
#define phpext_pbjwt_ptr &pbjwt_module_entry

/* Belongs to a process, or to a thread if PHP has threads. */
ZEND_BEGIN_MODULE_GLOBALS(pbjwt)
HashTable kept; /* verifiers that outlive requests, by the digest of what they are made from */
unsigned char key[DIGEST_BYTES]; /* for these digests, random */
bool keyed;
ZEND_END_MODULE_GLOBALS(pbjwt)

ZEND_EXTERN_MODULE_GLOBALS(pbjwt)
#define PBJWT_G(member) ZEND_MODULE_GLOBALS_ACCESSOR(pbjwt, member)
#if defined(ZTS) && defined(COMPILE_DL_PBJWT)
ZEND_TSRMLS_CACHE_EXTERN()
#endif

/* Classes, php_pbjwt.c */
extern zend_class_entry *pbjwt_profile_ce, *pbjwt_user_hash_ce, *pbjwt_email_form_ce,
    *pbjwt_reader_ce, *pbjwt_secret_format_ce, *pbjwt_hash_state_ce, *pbjwt_customer_ce,
    *pbjwt_exception_ce, *pbjwt_refused_ce, *pbjwt_secret_ce, *pbjwt_policy_ce, *pbjwt_verifier_ce,
    *pbjwt_identity_ce, *pbjwt_warning_ce, *pbjwt_refusal_ce, *pbjwt_report_ce, *pbjwt_cause_ce,
    *pbjwt_unverified_ce;

/* Objects: C's data precedes PHP's. */
typedef struct pbjwt_secret_object {
    pbjwt_secret *secret;
    unsigned char digest[DIGEST_BYTES];
    zend_object std;
} pbjwt_secret_object;

typedef struct pbjwt_policy_object {
    pbjwt_policy *policy;
    unsigned char digest[DIGEST_BYTES];
    zend_object std;
} pbjwt_policy_object;

typedef struct pbjwt_identity_object {
    pbjwt_identity *identity;
    zend_object std;
} pbjwt_identity_object;

#define PBJWT_OF(type, object) ((type *)((char *)(object)-offsetof(type, std)))

zend_object *pbjwt_new_secret(zend_class_entry *ce);
zend_object *pbjwt_new_policy(zend_class_entry *ce);
zend_object *pbjwt_new_verifier(zend_class_entry *ce);
zend_object *pbjwt_new_identity(zend_class_entry *ce);
void pbjwt_init_secret(void);
void pbjwt_init_policy(void);
void pbjwt_init_verifier(void);
void pbjwt_init_identity(void);
/* Handlers for objects that contain a C object and can't be copied or compared. */
void pbjwt_init_handlers(zend_object_handlers *handlers, int offset,
                         void (*free_object)(zend_object *object));

/* errors.c: throws the exception class for a status, with the status inside. */
void pbjwt_throw(pbjwt_status status, pbjwt_claim claim);
/* A failure to issue a token, which isn't a refused token. */
void pbjwt_throw_unissued(pbjwt_status status, pbjwt_claim claim);

/* arguments.c: on failure these throw and return false. */

/* A time as a NumericDate: an int or a DateTimeInterface. */
bool pbjwt_seconds(zval *at, uint32_t argument, int64_t *seconds);
/* The index of an enum's case among `names`. */
int pbjwt_case(zend_object *enumeration, const char *const *names, int count);

/* Secrets from a string, a Secret or an array of them; the list owns those that were made from strings. */
typedef struct pbjwt_secret_list {
    pbjwt_secret *handles[PBJWT_EXPLAIN_MAX_OTHER_SECRETS];
    bool own[PBJWT_EXPLAIN_MAX_OTHER_SECRETS];
    unsigned char digests[PBJWT_EXPLAIN_MAX_OTHER_SECRETS][DIGEST_BYTES];
    size_t count;
} pbjwt_secret_list;
bool pbjwt_list_secrets(zval *secrets, uint32_t argument, size_t room, pbjwt_secret_list *list);
void pbjwt_free_secrets(pbjwt_secret_list *list);

/* The digest of parts, each with its length, under a random key of the process. It identifies the input of a
   verifier without revealing it. */
typedef struct pbjwt_part {
    const void *bytes;
    size_t length;
} pbjwt_part;
bool pbjwt_digest(const pbjwt_part *parts, size_t count, unsigned char digest[DIGEST_BYTES]);

/* Makes a value from a text of the library; NULL gives null. */
static inline void pbjwt_set_text(zval *value, const char *text, size_t length) {
    if (text != NULL)
        ZVAL_STRINGL_FAST(value, text, length);
    else
        ZVAL_NULL(value);
}

static inline void pbjwt_set_static(zval *value, const char *text) {
    pbjwt_set_text(value, text, text != NULL ? strlen(text) : 0);
}

/* The slot of a declared property, by its index, which is still unset. */
static inline zval *pbjwt_property(zend_object *object, uint32_t place) {
    zval *const property = OBJ_PROP_NUM(object, place);
    Z_PROP_FLAG_P(property) = 0;
    return property;
}

/* reading.c: makes the value of an identity's property with the index `place`. */
void pbjwt_read_property(const pbjwt_identity *identity, uint32_t place, zval *value);

#endif
