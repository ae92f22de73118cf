/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Shared by the files of an explanation, which is separate from verification:
 *
 *   explain.c -> explain_clean.c -> explain_form.c -> explain_key.c -> explain_payload.c -> explain_time.c,
 *   explain_claims.c, explain_hash.c -> report.c
 *
 * Each looks at its part of the token, and reports its checks and causes.
 */
#ifndef PBJWT_EXPLAIN_H
#define PBJWT_EXPLAIN_H

#include "compact.h"
#include "explain_causes.h"
#include "json.h"
#include "json_write.h"
#include "verifier.h"

#include <string.h>

PBJWTI_HIDDEN_BEGIN

/* The checks, in their order. */
typedef enum pbjwti_check {
    PBJWTI_CHECK_SIZE,
    PBJWTI_CHECK_FORM,
    PBJWTI_CHECK_HEADER,
    PBJWTI_CHECK_KEY,
    PBJWTI_CHECK_SIGNATURE,
    PBJWTI_CHECK_PAYLOAD,
    PBJWTI_CHECK_TIME,
    PBJWTI_CHECK_IDENTITY,
    PBJWTI_CHECK_USER_HASH,
    PBJWTI_CHECK_PARTIES,
    PBJWTI_CHECK_CLAIMS,
    PBJWTI_CHECKS
} pbjwti_check;

enum {
    PBJWTI_MAX_CAUSES = 48, /* more are left out: they wouldn't help */
    PBJWTI_REPORT_POLICIES = 4,
    PBJWTI_PARTS = 3
};

/* A cause that was found. The texts are places in the report's texts; 0 is none. */
typedef struct pbjwti_found_cause {
    unsigned char cause; /* its row in the table */
    unsigned char rank;  /* the lower, the likelier */
    size_t found;
} pbjwti_found_cause;

struct pbjwt_report {
    pbjwt_status status;
    pbjwt_claim claim;
    pbjwt_status cleaned_status;
    pbjwt_claim cleaned_claim;
    struct {
        pbjwt_outcome outcome;
        size_t values;
    } checks[PBJWTI_CHECKS];
    size_t cause_count;
    pbjwti_found_cause causes[PBJWTI_MAX_CAUSES];
    size_t policy_count;
    struct {
        pbjwt_status status;
        pbjwt_claim claim;
    } policies[PBJWTI_REPORT_POLICIES];
    int64_t now;
    unsigned macs;
    bool search_ended;
    int faulty_part; /* 1 header, 2 payload, 3 signature; 0: none, or there are no parts */
    size_t parts[PBJWTI_PARTS];        /* how the header, payload and signature begin */
    size_t part_lengths[PBJWTI_PARTS]; /* in characters */
    pbjwti_writer texts;               /* all texts, each with a NUL; the first byte is a NUL */
};

/* A segment of the token, decoded as well as possible. */
typedef struct pbjwti_decoded {
    unsigned char *bytes; /* allocated; NULL if it can't be decoded at all */
    size_t length;
    bool strict;  /* it is the base64url that the verifier takes */
    bool is_json; /* one strict JSON object */
} pbjwti_decoded;

/* The work. */
typedef struct pbjwti_explaining {
    pbjwt_explain_input input; /* complete; policy is never NULL */
    pbjwt_report *report;
    pbjwt_verifier *verifier; /* of the input's secrets and policy */
    pbjwt_identity *identity; /* where the token's claims are read to */
    pbjwti_hash_key hash_key;

    pbjwti_view token;      /* without what was wrapped around it: of the input, or of `cleaned` */
    unsigned char *cleaned; /* allocated, or NULL */
    bool has_parts;         /* three segments, whatever they hold */
    pbjwti_compact parts;
    pbjwti_decoded header;
    pbjwti_decoded payload;
    pbjwti_decoded signature; /* as base64url, as base64 of any kind, or as hex */

    pbjwti_json_value alg, typ, kid; /* of a header that is JSON */
    const pbjwti_key *key;           /* the verifier's key whose signature it is, or NULL */
    bool signed_otherwise;           /* a cause tells how it was signed */
    bool has_claims;                 /* `slots`, and the identity's claims, are there */
    pbjwti_slots slots;

    pbjwti_writer secrets; /* what must not be shown: explain_secrecy.c */
    bool out_of_memory;
    bool failed; /* OpenSSL did */
} pbjwti_explaining;

static inline bool pbjwti_is_one_of(unsigned char c, const char *characters) {
    return c != 0 && strchr(characters, c) != NULL;
}

/* Telling (explain_tell.c) */

/*
 * Writes text by a format, whose parts are
 *   %s  a static text                            const char *
 *   %v  text of the token, quoted and escaped,   pbjwti_view *
 *       64 bytes at the most; any bytes
 *   %i  a whole number                           int64_t
 *   %n  a number                                 double
 *   %t  a time, as 2026-03-31T09:30:00Z          double, seconds since 1970
 *   %d  a length of time in words: "59 minutes"  double, seconds, without its sign
 *   %c  a claim's name, quoted                   pbjwt_claim, as int
 *   %%  a percent sign
 * Everything from a token goes through %v.
 */
void pbjwti_tell(pbjwti_writer *to, const char *format, ...);

/* Writes bytes of the token so that none of them can end a line or fool a terminal: characters as
   JSON escapes them, bytes that aren't UTF-8 as \xNN. Returns how many columns that takes. */
size_t pbjwti_tell_escaped(pbjwti_writer *to, pbjwti_view text);

/* A text of the report: gives its place, which is where report->texts is to be written to, up to its end. */
size_t pbjwti_text_begin(pbjwti_explaining *work);
void pbjwti_text_end(pbjwti_explaining *work);

/* Sets the outcome of a check, and the values that matter (a format as above, or NULL). The worse
   of two outcomes stays, and values are joined. */
void pbjwti_check_is(pbjwti_explaining *work, pbjwti_check check, pbjwt_outcome outcome,
                     const char *format, ...);

/* Reports a cause and what was found. `rank` orders the causes: 0 to 9 it explains the status by
   itself and is proven, 10 to 19 it explains the status and is likely, 20 to 29 it is true and
   explains no refusal or not this one. Among equals, the first reported comes first. A cause isn't
   reported twice with the same text. */
void pbjwti_cause(pbjwti_explaining *work, pbjwti_cause_id cause, unsigned rank, const char *format,
                  ...);
bool pbjwti_has_cause(const pbjwti_explaining *work, pbjwti_cause_id cause);

/* Which rank a cause has that explains this status (and claim): `rank` where it is the token's, else 20 + rank. */
unsigned pbjwti_rank_for(const pbjwti_explaining *work, pbjwt_status status, unsigned rank);

/* The steps. Each does nothing where an earlier one left it nothing to look at. */

/* Removes anything wrapped around the token: sets work->token, and reports each layer. */
void pbjwti_explain_cleaning(pbjwti_explaining *work);

/* Size, segments, their base64: sets has_parts, parts, header, payload and signature. */
void pbjwti_explain_form(pbjwti_explaining *work);

/* The header's members, and the key that it asks for: sets alg, typ, kid. */
void pbjwti_explain_header(pbjwti_explaining *work);

/* Whose signature it is: sets key, and reports common mistakes with keys and signatures. */
void pbjwti_explain_key(pbjwti_explaining *work);

/* The payload's JSON: sets slots, has_claims and the identity's claims. */
void pbjwti_explain_payload(pbjwti_explaining *work);

/* exp, nbf, iat. */
void pbjwti_explain_time(pbjwti_explaining *work);

/* E-mail, ids, and all other claims but user_hash: types, forms, names, placeholders, parties. */
void pbjwti_explain_claims(pbjwti_explaining *work);

/* user_hash: what was hashed, and with which key. */
void pbjwti_explain_user_hash(pbjwti_explaining *work);

/* Reports what is wrong with JSON that the strict reader refuses: reason, place with a caret,
   member. `what` is "header" or "payload". */
void pbjwti_explain_json(pbjwti_explaining *work, pbjwti_view text, size_t max_members,
                         const char *what);

/* MACs (explain_key.c) */

/* A MAC of the same kind as the input's secrets': counts it, and remembers it as one that must not
   be shown. False, with nothing written, if the limit of MACs is reached or OpenSSL fails. The key
   may be of any length. */
bool pbjwti_explain_mac(pbjwti_explaining *work, pbjwti_view key, pbjwti_view data,
                        unsigned char mac[PBJWTI_MAC_BYTES]);

/* Key forms: calls `try` with each form of each secret that people sign with by mistake, the
   likeliest first, until it returns true. See explain_key.c's table. */
typedef struct pbjwti_key_form {
    pbjwti_view key;
    pbjwti_cause_id cause;
    const pbjwt_secret *secret; /* or NULL for a fixed word */
    bool other;                 /* one of the other secrets */
} pbjwti_key_form;
typedef bool pbjwti_try_key(pbjwti_explaining *work, const pbjwti_key_form *form, void *context);
bool pbjwti_try_keys(pbjwti_explaining *work, pbjwti_try_key *try_key, void *context);

/* SHA-256 of two texts, one behind the other; false as above. */
bool pbjwti_explain_sha256(pbjwti_explaining *work, pbjwti_view first, pbjwti_view second,
                           unsigned char hash[PBJWTI_MAC_BYTES]);

/* Whether the token's signature is that of this text by any of the verifier's secrets. */
bool pbjwti_signed_by_own(pbjwti_explaining *work, pbjwti_view text);

/* Whether the header or payload was rewritten after signing: reports it (explain_reencoding.c). */
bool pbjwti_explain_reencoding(pbjwti_explaining *work);

/* A secret without white space, quotes, a byte order mark or NAME= around it. */
pbjwti_view pbjwti_unwrapped_secret(pbjwti_view secret);

/* Secrecy (explain_secrecy.c) */

/* Keeps a secret, and the keys that are derived from it, from being shown. */
void pbjwti_keep_forms(pbjwti_explaining *work, pbjwti_view secret);

/* Adds bytes that must not be shown, in any of their usual spellings. */
void pbjwti_keep_secret(pbjwti_explaining *work, pbjwti_view bytes);

/* Wipes and frees what pbjwti_keep_secret gathered. */
void pbjwti_forget_secrets(pbjwti_writer *secrets);

/* Overwrites, in all texts of the report, eight or more characters in a row of anything that must
   not be shown. */
void pbjwti_hide_secrets(pbjwti_explaining *work);

PBJWTI_HIDDEN_END

#endif
