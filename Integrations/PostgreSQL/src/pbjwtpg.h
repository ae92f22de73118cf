/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Shared by the files of the extension. The library allocates its objects with malloc, so
 * PostgreSQL doesn't free them when an error jumps out of a function. So each is held by a static
 * variable, or no PostgreSQL function that may throw is called between its creation and its
 * release, or PG_FINALLY frees it.
 */
#ifndef PBJWTPG_H
#define PBJWTPG_H

#include <postgres.h>

#include <fmgr.h>
#include <pbjwt.h>

#if PG_VERSION_NUM < 150000
#error "pbjwt needs PostgreSQL 15 or newer"
#endif

enum {
    PBJWTPG_MAX_NAME = 63 /* bytes of a profile's or secret's name */
};

/* secrets.c */

void pbjwtpg_secrets_define(void);

/* Reads the secrets if they haven't been read since the last reload. Throws if there are none to
   use. Returns a number that changes with each reading. */
uint64 pbjwtpg_secrets_refresh(void);

/* The secret with that name, valid as long as that number stays; NULL if there is none. */
pbjwt_secret *pbjwtpg_secret(const char *name);

/* policy.c */

typedef struct PolicyText {
    const char *data; /* NULL: the library's default; UTF-8 */
    size_t length;
} PolicyText;

/* A row of pbjwt_profiles. Absent settings have the library's defaults. */
typedef struct ProfileRow {
    size_t secret_count;
    pbjwt_secret *secrets[PBJWT_MAX_KEYS];
    PolicyText profile, user_hash, issuer, audience, type, email_form, reader;
    bool has_max_token_bytes, has_leeway, has_max_lifetime, has_allow_missing_exp,
        has_strict_claims;
    int32 max_token_bytes, leeway;
    int64 max_lifetime;
    bool allow_missing_exp, strict_claims;
} ProfileRow;

/* Makes the row's verifier. Never throws. If the library refuses a value, *column names it. */
pbjwt_status pbjwtpg_make_verifier(const ProfileRow *row, pbjwt_verifier **verifier,
                                   const char **column);

/* profiles.c */

void pbjwtpg_profiles_define(void);

/* The verifier of a profile, to be used before anything else of PostgreSQL is called. Throws if
   there is no such profile or no such secret. `fcinfo` is that of the SQL function, in whose schema
   the table is. */
const pbjwt_verifier *pbjwtpg_verifier(FunctionCallInfo fcinfo, const text *profile);

/* module.c */

/* Whether the postmaster has loaded the module, so that all processes inherit its secrets. */
extern bool pbjwtpg_is_preloaded;

/* numbers.c */

/* Adjusts numbers in JSON that the library wrote, in place: those that jsonb can't represent, such
   as 1e-99999, become the nearest double, which is how the library reads numbers. So a token can't
   make a query fail with such a number. */
void pbjwtpg_fit_numbers(char *json);

/* values.c */

/* UTF-8 of the library as text of the database's encoding. */
text *pbjwtpg_text(const char *data, size_t length);

/* The same as jsonb, of JSON that the library handed over, which it frees in any case. */
Datum pbjwtpg_jsonb(char *json, size_t length);

/* A row of the type pbjwt_identity. */
Datum pbjwtpg_identity_row(FunctionCallInfo fcinfo, const pbjwt_identity *identity);

/* verify.c */

/* Verifies the function's first argument by the profile that the second one names. Throws if memory
   runs out. */
pbjwt_status pbjwtpg_check(FunctionCallInfo fcinfo, pbjwt_identity *identity);

/* login.c */

void pbjwtpg_login_define(void);

#endif
