/* SPDX-License-Identifier: Apache-2.0 */

/* The objects behind the handles of the API, except for those in claims.h and space.h. */
#ifndef PBJWT_VERIFIER_H
#define PBJWT_VERIFIER_H

#include "claims.h"
#include "json_names.h"
#include "mac.h"
#include "owned.h"
#include "space.h"

#include <stdatomic.h>

PBJWTI_HIDDEN_BEGIN

/* secret.c */

struct pbjwt_secret {
    unsigned char *bytes; /* the key */
    size_t length;
    pbjwti_owned_text id;
    int64_t not_after; /* INT64_MAX: never */
    struct ossl_lib_ctx_st *context;
    pbjwti_owned_text properties; /* with its NUL */
};

/* The state of its MACs: PBJWT_OUT_OF_MEMORY, or PBJWT_INTERNAL if OpenSSL can't provide
   SHA-256. */
pbjwt_status pbjwti_secret_new_mac(const pbjwt_secret *secret, pbjwti_mac **mac);

/* Writes lower-case hex and a NUL, without a branch or an index that depends on the bytes. */
void pbjwti_write_hex(const unsigned char *bytes, size_t length, char *hex);

/* policy_settings.c */

struct pbjwt_policy {
    size_t max_token_bytes;
    int64_t leeway;
    int64_t max_lifetime; /* 0: any */
    pbjwti_owned_text issuer;
    pbjwti_owned_text audience;
    pbjwti_owned_text type;
    pbjwt_user_hash_mode user_hash;
    pbjwt_email_form email_form;
    pbjwt_reader reader;
    bool allow_missing_exp;
    bool strict_claims;
};

/* The settings that a profile starts from. */
pbjwt_policy pbjwti_policy_defaults(void);

/* Copies a policy with its texts. False when memory runs out; nothing is kept then. */
bool pbjwti_policy_copy(const pbjwt_policy *from, pbjwt_policy *to);

/* Frees what the policy owns, not the policy. */
void pbjwti_policy_clear(pbjwt_policy *policy);

/* verifier.c */

typedef struct pbjwti_key {
    pbjwti_mac *mac;
    pbjwti_owned_text id;
    int64_t not_after;
    bool weak;
} pbjwti_key;

struct pbjwt_verifier {
    atomic_size_t references;
    pbjwt_policy policy;
    bool reports;
    bool exact; /* a policy has no leeway: a token of this second must not seem to be of the next */
    pbjwt_policy report;      /* judged after the other one; of no text if there is none */
    pbjwti_hash_key hash_key; /* of the names in headers and payloads */
    size_t key_count;
    pbjwti_key keys[]; /* in the order in which they were given */
};

/* refusals.c */

/* A claim can be malformed once, and anything else be refused once. */
enum { PBJWTI_MAX_REFUSALS = PBJWTI_CLAIM_ROWS + 14 };

/* A policy's refusals of a token, in the order of the checks. */
typedef struct pbjwti_refusals {
    uint8_t count;
    pbjwt_noted_refusal of[PBJWTI_MAX_REFUSALS]; /* undefined from `count` on */
} pbjwti_refusals;

/* identity.c */

enum {
    /* Two for each claim, one for its form and placeholder, or only unknown_name; the one for no
       claim, and missing_iat, which may come with an unknown name for iat. */
    PBJWTI_MAX_WARNINGS = 2 * PBJWTI_CLAIM_ROWS + 2
};

/* Bytes come first and last, so that there are few gaps: glibc's malloc is fastest up to 1,032 bytes, which a
   usual token's identity just fits. */
struct pbjwt_identity {
    bool verified; /* it holds someone */
    uint8_t warning_count;
    uint8_t fault;       /* a pbjwt_claim, of PBJWT_MALFORMED_CLAIM */
    uint8_t user_hash;   /* a pbjwt_user_hash_state */
    pbjwti_view payload; /* JSON, in the space */
    pbjwti_view canonical_email;
    pbjwti_view key_id;
    pbjwt_counts *counts; /* the caller's, or NULL */
    pbjwti_typed_claims claims;
    pbjwti_mac_scratch *mac_scratch;
    pbjwti_space space;
    pbjwti_refusals would_refuse;                      /* of the second policy */
    pbjwt_noted_warning warnings[PBJWTI_MAX_WARNINGS]; /* undefined from `warning_count` on */
};

/* Makes it empty. */
void pbjwti_identity_empty(pbjwt_identity *identity);

void pbjwti_identity_warn(pbjwt_identity *identity, pbjwt_warning kind, pbjwt_claim claim);

PBJWTI_HIDDEN_END

#endif
