/* SPDX-License-Identifier: Apache-2.0 */
#include "php_pbjwt.h"

#include "zend_exceptions.h"

static void throw_as(zend_class_entry *ce, pbjwt_status status, pbjwt_claim claim) {
    const char *const name = pbjwt_status_name(status), *const at = pbjwt_claim_name(claim),
                      *const sentence = pbjwt_claim_message(status, claim);
    zend_object *const thrown =
        at != NULL
            ? zend_throw_exception_ex(ce, (zend_long)status, "%s (%s): %s", name, at, sentence)
            : zend_throw_exception_ex(ce, (zend_long)status, "%s: %s", name, sentence);
    zend_class_entry *const scope = pbjwt_exception_ce;
    zend_update_property_string(scope, thrown, ZEND_STRL("status"), name);
    if (at != NULL)
        zend_update_property_string(scope, thrown, ZEND_STRL("claim"), at);
    else
        zend_update_property_null(scope, thrown, ZEND_STRL("claim"));
    zend_update_property_string(scope, thrown, ZEND_STRL("operatorMessage"), sentence);
    zend_update_property_string(scope, thrown, ZEND_STRL("publicMessage"),
                                pbjwt_status_public_message(status));
}

void pbjwt_throw(pbjwt_status status, pbjwt_claim claim) {
    throw_as(status < PBJWT_INVALID_ARGUMENT ? pbjwt_refused_ce : pbjwt_exception_ce, status,
             claim);
}

void pbjwt_throw_unissued(pbjwt_status status, pbjwt_claim claim) {
    throw_as(pbjwt_exception_ce, status, claim);
}
