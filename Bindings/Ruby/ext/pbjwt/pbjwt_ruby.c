/* SPDX-License-Identifier: Apache-2.0 */
#include "pbjwt_ruby.h"

VALUE pbjwt_rb_module;

__attribute__((visibility("default"))) void Init_pbjwt_ruby(void);

void Init_pbjwt_ruby(void) {
#ifdef HAVE_RB_EXT_RACTOR_SAFE
    rb_ext_ractor_safe(true);
#endif
    pbjwt_rb_module = rb_define_module("Pbjwt");
    rb_gc_register_mark_object(pbjwt_rb_module);
    pbjwt_rb_init_errors();
    pbjwt_rb_init_secret();
    pbjwt_rb_init_policy();
    pbjwt_rb_init_verifier();
    pbjwt_rb_init_identity();
    pbjwt_rb_init_tools();
}
