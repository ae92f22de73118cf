/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Shared by the extension's files. Every call into the library holds the VM's lock, so that no thread changes a string
 * while it is read; a verification takes about a microsecond.
 */
#ifndef PBJWT_RUBY_H
#define PBJWT_RUBY_H

#include <pbjwt.h>
#include <ruby.h>
#include <ruby/encoding.h>

extern VALUE pbjwt_rb_module;

/* errors.c */
/* Raises TokenRefused or Error for a status, with the status inside. */
NORETURN(void pbjwt_rb_fail(pbjwt_status status, pbjwt_claim claim));
/* The same if a token could not be issued: always Error, because there is no token. */
NORETURN(void pbjwt_rb_fail_to_issue(pbjwt_status status, pbjwt_claim claim));
/* Raises the error for `status`, unless it is PBJWT_OK; ArgumentError with `rule` for the caller's mistake. */
void pbjwt_rb_check(pbjwt_status status, pbjwt_claim claim, const char *rule);
/* The bytes of a String; for any other class a TypeError that says that `what` must be one. */
VALUE pbjwt_rb_string(VALUE value, const char *what);
/* A Time or an Integer as a NumericDate; -1, which the library refuses, if it is out of C's range. */
int64_t pbjwt_rb_seconds(VALUE at);
/* An Integer, clamped to C's range: a value outside it is also outside every setting's range. */
int64_t pbjwt_rb_int64(VALUE number);
/* A frozen UTF-8 string; nil for NULL. */
VALUE pbjwt_rb_text(const char *text, size_t length);
/* The same for a static text, made once. */
VALUE pbjwt_rb_static(const char *text);
/* The same for a text, which it frees with pbjwt_free. */
VALUE pbjwt_rb_take(char *text, size_t length);
void pbjwt_rb_init_errors(void);

/* secret.c, policy.c */
pbjwt_secret *pbjwt_rb_secret(VALUE secret);
const pbjwt_policy *pbjwt_rb_policy(VALUE policy); /* nil is NULL */
void pbjwt_rb_init_secret(void);
void pbjwt_rb_init_policy(void);
void pbjwt_rb_init_issue(VALUE secret_class);

/* At most PBJWT_MAX_KEYS, or those of an explanation: the handles of an Array of Secrets, in `handles`. */
size_t pbjwt_rb_secrets(VALUE secrets, pbjwt_secret **handles, size_t room, const char *rule);

/* person.c */
/* The approximate size of a C identity without its token. */
enum { PBJWT_RB_IDENTITY_BYTES = 1024 };
typedef struct pbjwt_rb_person {
    pbjwt_identity *identity;
    long bytes; /* its approximate size, as reported to the collector */
} pbjwt_rb_person;
/* An empty one with room for a token; NULL if memory runs out. */
pbjwt_rb_person *pbjwt_rb_person_take(size_t token_length);
void pbjwt_rb_person_give(pbjwt_rb_person *person);

/* verifier.c, identity.c, tools.c */
void pbjwt_rb_init_verifier(void);
void pbjwt_rb_init_tools(void);
void pbjwt_rb_init_identity(void);
/* An empty Identity, which isn't visible to Ruby code yet, and the library's identity in it, with room for a token. */
VALUE pbjwt_rb_new_identity(size_t token_length, pbjwt_identity **identity);
/* Releases the library's identity at once. */
void pbjwt_rb_drop_identity(VALUE object);

/* For a new object without a singleton class, which saves a call. */
static inline VALUE pbjwt_rb_frozen(VALUE object) {
#ifdef RB_OBJ_FREEZE_RAW
    RB_OBJ_FREEZE_RAW(object);
    return object;
#else
    return rb_obj_freeze(object);
#endif
}

#endif
