/* SPDX-License-Identifier: Apache-2.0 */

/*
 * libpbjwt: verifies and issues the HS256 JSON Web Tokens that tell ProductBridge who a person is.
 *
 *     pbjwt_secret *secret = NULL;
 *     pbjwt_verifier *verifier = NULL;
 *     pbjwt_identity *identity = pbjwt_identity_new(0);
 *
 *     pbjwt_status status = pbjwt_secret_new(text, strlen(text), PBJWT_SECRET_TEXT, &secret);
 *     if (status == PBJWT_OK)
 *         status = pbjwt_verifier_new(&secret, 1, NULL, &verifier);
 *     if (status == PBJWT_OK)
 *         status = pbjwt_verify(verifier, token, token_length, identity);
 *     if (status == PBJWT_OK) {
 *         size_t length;
 *         const char *email = pbjwt_identity_canonical_email(identity, &length);
 *         printf("%.*s\n", (int)length, email);
 *     } else {
 *         fprintf(stderr, "%s\n", pbjwt_status_message(status));
 *     }
 *     pbjwt_identity_free(identity);
 *     pbjwt_verifier_release(verifier);
 *     pbjwt_secret_free(secret);
 *
 * Three rules hold for every function here, and are not repeated below:
 *
 * Ownership.  If a function returns an object or memory that the caller has to free, its comment
 *   says so and names the function that frees it. Everything else is borrowed: never free it, and
 *   note how long it lives. Functions copy what they are given, so the caller's memory is its own
 *   again when the call returns; only pbjwt_identity_init keeps it. Every *_free, *_release and
 *   *_deinit accepts NULL and does nothing. A status that must not be ignored is marked
 *   PBJWT_MUST_USE, so compilers warn if it is: a policy whose setter failed requires less than it
 *   seems to.
 *
 * Threads.  Functions on different objects may run at the same time. A pbjwt_verifier may be
 *   used by any number of threads at once. Every other object may be read by any number of
 *   threads, but while one thread changes it, no other thread may use it. Functions that take a
 *   pointer to const only read, and pbjwt_verifier_new only reads its secrets. The library has
 *   no global state of its own, takes no lock and sets no handler. Its custom-claims tree, its
 *   issuer and PBJWT_READER_BOTH use jansson; a program that changes jansson's process-wide
 *   settings (json_set_alloc_funcs, json_object_seed) must do so before it starts its threads.
 *
 * Bad arguments.  If an object or a place for the result is required and NULL, a function that
 *   returns a status returns PBJWT_INVALID_ARGUMENT, and an accessor returns "absent" (NULL, 0 or
 *   false). On any status except PBJWT_OK, results are set to NULL or 0 and there is nothing to
 *   free.
 *
 * Text is bytes with a length. Text returned by the library is valid UTF-8 without U+0000 and is
 * NOT NUL-terminated unless a function says so. A time is a NumericDate (RFC 7519, 2): seconds
 * since 1970-01-01T00:00:00Z without leap seconds, from 0 to 253402300799 (the end of the year
 * 9999).
 */
#ifndef PBJWT_H
#define PBJWT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define PBJWT_API __attribute__((visibility("default")))
#define PBJWT_MUST_USE __attribute__((warn_unused_result))
#else
#define PBJWT_API
#define PBJWT_MUST_USE
#endif

/* Version */

#define PBJWT_VERSION_MAJOR 0
#define PBJWT_VERSION_MINOR 1
#define PBJWT_VERSION_PATCH 0
#define PBJWT_VERSION_STRING "0.1.0"
/* major * 10000 + minor * 100 + patch, of the header that the program was compiled with. */
#define PBJWT_VERSION_NUMBER                                                                       \
    (PBJWT_VERSION_MAJOR * 10000 + PBJWT_VERSION_MINOR * 100 + PBJWT_VERSION_PATCH)

/* The version of the running library, "major.minor.patch". Static, NUL-terminated. */
PBJWT_API const char *pbjwt_version(void);

/* The same as a number, to compare with PBJWT_VERSION_NUMBER. */
PBJWT_API uint32_t pbjwt_version_number(void);

/* Limits */

enum {
    PBJWT_MIN_TOKEN_BYTES_LIMIT = 256,     /* the smallest max_token_bytes that a policy accepts */
    PBJWT_MAX_TOKEN_BYTES_LIMIT = 1 << 20, /* the largest */
    PBJWT_DEFAULT_TOKEN_BYTES_LIMIT = 8192,
    PBJWT_MAX_LEEWAY = 300,        /* seconds */
    PBJWT_DEFAULT_LEEWAY = 30,     /* seconds */
    PBJWT_DEFAULT_LIFETIME = 3600, /* seconds: the documents' one hour */
    PBJWT_MIN_SECRET_BYTES = 32,   /* RFC 7518, 3.2: a key of at least the hash's size */
    PBJWT_MAX_SECRET_BYTES = 4096,
    PBJWT_MAX_KEYS = 8,          /* secrets in one verifier */
    PBJWT_MAX_COUNTED_KEYS = 64, /* names of secrets in one pbjwt_counts */
    PBJWT_MAX_KEY_ID_BYTES = 255,
    PBJWT_MAX_EMAIL_BYTES = 320,
    PBJWT_MAX_TYPE_BYTES = 127,       /* of a "typ": RFC 6838, 4.2 */
    PBJWT_MAX_NESTING = 32,           /* of JSON; the top object counts as 1 */
    PBJWT_MAX_HEADER_MEMBERS = 64,    /* in all objects of a header together */
    PBJWT_MAX_PAYLOAD_MEMBERS = 1024, /* in all objects of a payload together */
    PBJWT_HASH_HEX_LENGTH = 64,       /* characters of a user_hash and of a generated secret */
    PBJWT_HASH_HEX_SIZE = 65          /* the same with the closing NUL */
};

/* The last second of the year 9999, the largest NumericDate. */
#define PBJWT_MAX_NUMERIC_DATE INT64_C(253402300799)

/* Statuses */

/*
 * The result of a call. The numbers and names are stable and never reused. New ones may be added,
 * so a switch needs a default that refuses. The tens group them by step. The first step that fails
 * decides the status.
 */
typedef enum pbjwt_status {
    PBJWT_OK = 0,

    PBJWT_MALFORMED_TOKEN = 10, /* empty, not three segments, or the first or second is empty */
    PBJWT_TOKEN_TOO_LARGE = 11, /* longer than the policy's max_token_bytes */

    PBJWT_MALFORMED_HEADER = 20,      /* not strict base64url of a strict JSON object */
    PBJWT_UNSUPPORTED_ALGORITHM = 21, /* "alg" is not exactly the string HS256 */
    PBJWT_UNSUPPORTED_TYPE = 22,      /* "typ" is not the policy's or, if it names none, is
                                         neither JWT nor application/jwt */
    PBJWT_CRITICAL_HEADER = 23,       /* has "crit" or "b64" (RFC 7515, 4.1.11; RFC 7797) */
    PBJWT_UNKNOWN_KEY = 24,           /* no key with that "kid", or every key's time is over */

    PBJWT_MALFORMED_SIGNATURE = 30, /* not strict base64url of 32 bytes */
    PBJWT_SIGNATURE_MISMATCH = 31,  /* not signed with any of the secrets */

    PBJWT_MALFORMED_PAYLOAD = 40, /* not strict base64url of a strict JSON object */
    PBJWT_DUPLICATE_MEMBER = 41,  /* an object in the payload names a member twice */

    PBJWT_MISSING_EXP = 50,
    PBJWT_EXPIRED = 51,
    PBJWT_NOT_YET_VALID = 52,     /* "nbf" is in the future */
    PBJWT_ISSUED_IN_FUTURE = 53,  /* "iat" is in the future */
    PBJWT_LIFETIME_TOO_LONG = 54, /* "exp" is further from "iat" than the policy allows */

    PBJWT_MISSING_EMAIL = 60,       /* or null, empty, or a placeholder such as "undefined" */
    PBJWT_MALFORMED_CLAIM = 61,     /* a wrong type, form or range: pbjwt_identity_claim_at_fault */
    PBJWT_CONFLICTING_USER_ID = 62, /* "sub" and "id" differ */
    PBJWT_MISSING_USER_HASH = 63,
    PBJWT_MISSING_USER_ID = 64, /* a user_hash without its user id */
    PBJWT_USER_HASH_MISMATCH = 65,
    PBJWT_ISSUER_MISMATCH = 66,
    PBJWT_AUDIENCE_MISMATCH = 67,
    PBJWT_EMAIL_NOT_CANONICAL = 68,

    PBJWT_INVALID_ARGUMENT = 90, /* the caller's mistake */
    PBJWT_WEAK_SECRET = 91,      /* shorter than PBJWT_MIN_SECRET_BYTES */
    PBJWT_OUT_OF_MEMORY = 92,
    PBJWT_INTERNAL = 93 /* the crypto library, the clock or the second reader failed */
} pbjwt_status;

/*
 * The stable name of a status, such as "signature_mismatch"; "unknown_status" for a number that
 * this version doesn't know. Static, NUL-terminated.
 */
PBJWT_API const char *pbjwt_status_name(pbjwt_status status);

/*
 * One sentence for the operator: what is wrong and what to do about it. Static, NUL-terminated,
 * English, without a byte of any token, claim or secret. May be reworded in any version.
 */
PBJWT_API const char *pbjwt_status_message(pbjwt_status status);

/*
 * One sentence that is safe to show to the person who sent the token: it doesn't tell which check failed,
 * so several statuses share one on purpose. Static, NUL-terminated, English.
 */
PBJWT_API const char *pbjwt_status_public_message(pbjwt_status status);

/* Claims */

/*
 * The typed claims, one for each name (the documents' two payload forms sometimes use two names for
 * one thing). The numbers are stable.
 */
typedef enum pbjwt_claim {
    PBJWT_CLAIM_NONE = 0,
    PBJWT_CLAIM_EMAIL = 1,
    PBJWT_CLAIM_SUB = 2, /* the user id, in the widget's payload form */
    PBJWT_CLAIM_ID = 3,  /* the user id, in the SSO payload form */
    PBJWT_CLAIM_USER_HASH = 4,
    PBJWT_CLAIM_NAME = 5,
    PBJWT_CLAIM_AVATAR_URL = 6,       /* "avatar_url" */
    PBJWT_CLAIM_AVATAR_URL_CAMEL = 7, /* "avatarURL" */
    PBJWT_CLAIM_COMPANY_NAME = 8,
    PBJWT_CLAIM_COMPANY_ID = 9,
    PBJWT_CLAIM_COMPANY_MRR = 10,
    PBJWT_CLAIM_CUSTOMER_STATUS = 11,
    PBJWT_CLAIM_RENEWAL_DATE = 12,
    PBJWT_CLAIM_RENEWAL_RISK = 13,
    PBJWT_CLAIM_ACCOUNT_OWNER_ID = 14,
    PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL = 15,
    PBJWT_CLAIM_EXTERNAL_USER_ID = 16,
    PBJWT_CLAIM_EXP = 17,
    PBJWT_CLAIM_NBF = 18,
    PBJWT_CLAIM_IAT = 19,
    PBJWT_CLAIM_ISS = 20,
    PBJWT_CLAIM_AUD = 21,
    PBJWT_CLAIM_JTI = 22
} pbjwt_claim;

/*
 * The claim's name as payloads have it, such as "avatarURL"; NULL for PBJWT_CLAIM_NONE and
 * unknown numbers. Static, NUL-terminated.
 */
PBJWT_API const char *pbjwt_claim_name(pbjwt_claim claim);

/* How many claims this library knows. They are numbered from 1 to this. */
PBJWT_API size_t pbjwt_claim_count(void);

/*
 * One sentence for the operator about a status and the claim at fault: what the claim must be, what
 * usually goes wrong, and what to send instead. For PBJWT_CLAIM_NONE, or a status without such a
 * claim, the same as pbjwt_status_message. Static, NUL-terminated. Never NULL.
 */
PBJWT_API const char *pbjwt_claim_message(pbjwt_status status, pbjwt_claim claim);

/* Secrets */

/* A signing secret: its bytes, and optionally an id and the last second at which it is valid. */
typedef struct pbjwt_secret pbjwt_secret;

/* How the bytes passed to pbjwt_secret_new are written. The library never guesses. */
typedef enum pbjwt_secret_format {
    PBJWT_SECRET_TEXT = 0,  /* the characters are the key: what ProductBridge's secrets are */
    PBJWT_SECRET_HEX = 1,   /* hex digits of either case, decoded */
    PBJWT_SECRET_BASE64 = 2 /* base64 of RFC 4648, 4, padded, decoded */
} pbjwt_secret_format;

/*
 * Makes a secret from `length` bytes. Nothing is trimmed: a newline at the end is part of the key.
 *
 * Statuses: PBJWT_WEAK_SECRET when the key is empty or shorter than PBJWT_MIN_SECRET_BYTES,
 * PBJWT_INVALID_ARGUMENT when it is longer than PBJWT_MAX_SECRET_BYTES or not written in `format`,
 * PBJWT_OUT_OF_MEMORY.
 * The caller frees *secret with pbjwt_secret_free, which wipes it.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_secret_new(const void *bytes, size_t length,
                                                       pbjwt_secret_format format,
                                                       pbjwt_secret **secret);

/*
 * The same, but accepts a key of 1 to 31 bytes. RFC 7518, 3.2 forbids such keys, since anyone with
 * one token can search for them; every identity verified with one carries
 * PBJWT_WARNING_WEAK_SECRET. An empty key is PBJWT_WEAK_SECRET here too.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_secret_new_weak(const void *bytes, size_t length,
                                                            pbjwt_secret_format format,
                                                            pbjwt_secret **secret);

/*
 * Names the secret, such as "production". Tokens whose "kid" is this id are tried with this secret
 * only, and tokens that it issues carry the id as their "kid" (RFC 7515, 4.1.4). 1 to
 * PBJWT_MAX_KEY_ID_BYTES bytes of UTF-8 without control characters, else PBJWT_INVALID_ARGUMENT.
 * Also: PBJWT_OUT_OF_MEMORY. On any failure, the secret keeps its old id.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_secret_set_id(pbjwt_secret *secret, const void *id,
                                                          size_t length);

/*
 * The last second at which the secret is valid: a verifier ignores a secret with now > not_after.
 * Meant for rotation, where the old secret stays valid for a while. 0 to PBJWT_MAX_NUMERIC_DATE,
 * else PBJWT_INVALID_ARGUMENT.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_secret_set_not_after(pbjwt_secret *secret,
                                                                 int64_t not_after);

/*
 * Has the secret's MACs computed by the given OpenSSL library context and property query, for
 * example those of a FIPS provider. `context` is an OSSL_LIB_CTX or NULL for the default one; it is
 * borrowed and must outlive the secret, every verifier made from it, and every identity that such a
 * verifier has verified into. `properties` is NUL-terminated or NULL. Statuses:
 * PBJWT_OUT_OF_MEMORY. If the context lacks something, pbjwt_verifier_new returns the error.
 */
struct ossl_lib_ctx_st;
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_secret_set_provider(pbjwt_secret *secret,
                                                                struct ossl_lib_ctx_st *context,
                                                                const char *properties);

/* Wipes and frees. */
PBJWT_API void pbjwt_secret_free(pbjwt_secret *secret);

/*
 * Writes a new secret, in the form that ProductBridge generates, to `hex`: 64 lower-case hex
 * characters for 32 bytes from the operating system's CSPRNG (through OpenSSL), and a NUL.
 * Statuses: PBJWT_INVALID_ARGUMENT when `capacity` is below PBJWT_HASH_HEX_SIZE, PBJWT_INTERNAL
 * when the generator fails.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_generate_secret(char *hex, size_t capacity);

/* Policies */

/* What a caller requires of a token besides a valid signature. */
typedef struct pbjwt_policy pbjwt_policy;

/* Where tokens arrive. Both profiles have the same settings today; each may change separately. */
typedef enum pbjwt_profile {
    PBJWT_PROFILE_SSO = 0,   /* the redirect flow's callback */
    PBJWT_PROFILE_WIDGET = 1 /* the widget's init and identify */
} pbjwt_profile;

typedef enum pbjwt_user_hash_mode {
    PBJWT_USER_HASH_OFF = 0,        /* default: ignored */
    PBJWT_USER_HASH_IF_PRESENT = 1, /* checked if present */
    PBJWT_USER_HASH_REQUIRED = 2    /* a token without it, or without a user id, is refused */
} pbjwt_user_hash_mode;

typedef enum pbjwt_email_form {
    PBJWT_EMAIL_AS_SENT = 0,    /* default: the canonical address is the address as sent */
    PBJWT_EMAIL_LOWERCASED = 1, /* trimmed of white space and format characters (Unicode Cf), A-Z
                                   become a-z; everything else is unchanged */
    PBJWT_EMAIL_REQUIRE_LOWERCASE = 2 /* an address that PBJWT_EMAIL_LOWERCASED would change,
                                         or with a format character anywhere, is refused */
} pbjwt_email_form;

typedef enum pbjwt_reader {
    PBJWT_READER_FAST = 0, /* default: the library's own strict JSON reader */
    PBJWT_READER_BOTH = 1  /* jansson reads the authenticated payload too; any difference, in
                              acceptance or in a value, is PBJWT_INTERNAL. jansson up to 2.15.1 may
                              crash if an allocation fails while it parses. */
} pbjwt_reader;

/* A policy with the profile's settings, or NULL when memory runs out or `profile` is unknown. The
   caller frees it with pbjwt_policy_free. */
PBJWT_API pbjwt_policy *pbjwt_policy_new(pbjwt_profile profile);
/* Frees the policy. Verifiers made from it have their own copies. */
PBJWT_API void pbjwt_policy_free(pbjwt_policy *policy);

/*
 * The setters. For a value outside its range, each returns PBJWT_INVALID_ARGUMENT and changes
 * nothing. Those that copy text may return PBJWT_OUT_OF_MEMORY.
 */

/* The longest token to accept: PBJWT_MIN_TOKEN_BYTES_LIMIT to PBJWT_MAX_TOKEN_BYTES_LIMIT bytes, by
   default PBJWT_DEFAULT_TOKEN_BYTES_LIMIT. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_policy_set_max_token_bytes(pbjwt_policy *policy,
                                                                       size_t bytes);

/* How far clocks may differ: 0 to PBJWT_MAX_LEEWAY seconds, by default PBJWT_DEFAULT_LEEWAY. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_policy_set_leeway(pbjwt_policy *policy,
                                                              int64_t seconds);

/* The longest time from "iat" (or, without one, from now) to "exp": 1 to PBJWT_MAX_NUMERIC_DATE
   seconds, by default PBJWT_DEFAULT_LIFETIME; 0 turns the check off. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_policy_set_max_lifetime(pbjwt_policy *policy,
                                                                    int64_t seconds);

/* Whether a token without "exp", which never expires, is accepted. By default it is not. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_policy_set_allow_missing_exp(pbjwt_policy *policy,
                                                                         bool allow);

/* How "user_hash" is checked; by default PBJWT_USER_HASH_OFF. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_policy_set_user_hash(pbjwt_policy *policy,
                                                                 pbjwt_user_hash_mode mode);

/* The only "iss" to accept, compared byte by byte; at least one byte of UTF-8. NULL, the default,
   accepts any or none. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_policy_set_issuer(pbjwt_policy *policy,
                                                              const void *issuer, size_t length);

/* The value that "aud" must be or contain, compared byte by byte; at least one byte of UTF-8. NULL,
   the default, accepts any or none. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_policy_set_audience(pbjwt_policy *policy,
                                                                const void *audience,
                                                                size_t length);

/*
 * The only "typ" to accept (RFC 8725, 3.11), so that a token for one use is refused for another.
 * The header must have exactly this text, with ASCII letters of either case (RFC 7515, 4.1.9);
 * "application/" is neither added nor removed. 1 to PBJWT_MAX_TYPE_BYTES of the characters of media
 * types: ASCII letters and digits, ! # $ & - ^ _ . + (RFC 6838, 4.2) and the slash. NULL, the
 * default, accepts JWT, application/jwt or none.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_policy_set_type(pbjwt_policy *policy, const void *type,
                                                            size_t length);

/* Whether to refuse a token instead of warning with PBJWT_WARNING_WRONG_TYPE, _WRONG_FORM or
   _COERCED. Off by default: a malformed CRM field must not lock a person out. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_policy_set_strict_claims(pbjwt_policy *policy,
                                                                     bool strict);

/* The form of pbjwt_identity_canonical_email; by default PBJWT_EMAIL_AS_SENT. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_policy_set_email_form(pbjwt_policy *policy,
                                                                  pbjwt_email_form form);
/* Who reads the payload's JSON; by default PBJWT_READER_FAST. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_policy_set_reader(pbjwt_policy *policy,
                                                              pbjwt_reader reader);

/* Verifiers */

/* Secrets and a policy, ready to verify with. Immutable and reference-counted. */
typedef struct pbjwt_verifier pbjwt_verifier;

/*
 * Makes a verifier from 1 to PBJWT_MAX_KEYS secrets and a policy (NULL is PBJWT_PROFILE_SSO's).
 * Both are copied as far as needed: the HMAC state of each secret is computed here, once, and the
 * secret's bytes are not kept. The verifier has one reference, which the caller releases with
 * pbjwt_verifier_release.
 *
 * Statuses: PBJWT_INVALID_ARGUMENT for no or too many secrets, a NULL among them or two with one
 * id; PBJWT_OUT_OF_MEMORY; PBJWT_INTERNAL when OpenSSL can't provide HMAC-SHA256, or random bytes
 * for the key that hashes the names in JSON.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_verifier_new(pbjwt_secret *const *secrets, size_t count,
                                                         const pbjwt_policy *policy,
                                                         pbjwt_verifier **verifier);

/*
 * The same with a second policy, `report`, that refuses nothing. It is applied after `policy` has
 * accepted a token, with the same key and time, and pbjwt_identity_would_refuse lists everything
 * that it would refuse. Use it to try a stricter policy before you enforce it. NULL means none, at
 * no extra cost.
 *
 * `report` applies to the type in the header, times, user id, user_hash, issuer, audience and
 * strict claims. The first policy decides the form of token and signature, "email", how the payload
 * is read, and pbjwt_identity_user_hash: `report`'s max_token_bytes, email_form and reader are
 * ignored. (PBJWT_WARNING_NOT_CANONICAL marks the tokens that PBJWT_EMAIL_REQUIRE_LOWERCASE would
 * refuse.) `report` is a complete policy, and a token that only the first one refuses stays
 * refused. It is copied, too.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_verifier_new_reporting(pbjwt_secret *const *secrets,
                                                                   size_t count,
                                                                   const pbjwt_policy *policy,
                                                                   const pbjwt_policy *report,
                                                                   pbjwt_verifier **verifier);

/* Adds a reference; returns `verifier`. Safe from any thread that holds one. */
PBJWT_API pbjwt_verifier *pbjwt_verifier_retain(pbjwt_verifier *verifier);

/* Removes a reference; removing the last one wipes and frees. Safe from any thread. */
PBJWT_API void pbjwt_verifier_release(pbjwt_verifier *verifier);

/*
 * How the first secret's MACs are computed: "sha256" (saved SHA256_CTX states of OpenSSL's own
 * SHA-256; nothing shared is written, so cores don't contend) or "evp" (EVP_MD_CTX states, if a
 * library context, a property query, FIPS default properties or the build asks for it). Static,
 * NUL-terminated; NULL for NULL.
 */
PBJWT_API const char *pbjwt_verifier_backend(const pbjwt_verifier *verifier);

/* Identities */

/* What a verified token says about a person, and the working space of verification. */
typedef struct pbjwt_identity pbjwt_identity;

/*
 * An empty identity with working space for tokens of `token_bytes` bytes (0: allocated by the first
 * token). It can be reused for any number of verifications, and grows to the longest token so far.
 * Once it is large enough, verification allocates nothing, except in OpenSSL if the backend is
 * "evp". NULL when memory runs out or `token_bytes` is above PBJWT_MAX_TOKEN_BYTES_LIMIT. The
 * caller frees it with pbjwt_identity_free.
 */
PBJWT_API pbjwt_identity *pbjwt_identity_new(size_t token_bytes);
/* Frees the identity, and with it all views of it. */
PBJWT_API void pbjwt_identity_free(pbjwt_identity *identity);

/*
 * How many bytes an identity with working space for tokens of `token_bytes` bytes takes in this
 * version of the library: for pbjwt_identity_init. 0 if `token_bytes` is above
 * PBJWT_MAX_TOKEN_BYTES_LIMIT.
 */
PBJWT_API size_t pbjwt_identity_size(size_t token_bytes);
/*
 * Makes an empty identity in memory that the caller has, such as an object of another language, and
 * returns it. The memory has at least the size that pbjwt_identity_size returns, is aligned for a
 * pointer and a double, and must not move; what a longer token needs, the identity allocates. NULL if
 * the memory is NULL, too small for any identity, or not aligned. The memory stays the caller's, who
 * must call pbjwt_identity_deinit once, not pbjwt_identity_free, before using it for anything else.
 */
PBJWT_API pbjwt_identity *pbjwt_identity_init(void *memory, size_t bytes);
/* Ends an identity in the caller's memory: frees what it allocated. After that, neither the identity
   nor a view of it may be used. */
PBJWT_API void pbjwt_identity_deinit(pbjwt_identity *identity);

/*
 * Verifies a token of `length` bytes: compact form, header, signature, payload, times, claims and
 * policy, in this order. Nothing in the payload is read until the signature is verified. No byte
 * outside the token is read, and it needs no NUL at its end. The bytes must not change during the
 * call, and must not belong to the identity (a view that it returned). A time is judged as the
 * double nearest to it. `now` is the system's real-time clock in whole seconds; if the policy has a
 * leeway, it comes from time(), whose seconds may begin some milliseconds late.
 *
 * PBJWT_OK: `identity` says who the person is, until it is verified into again, freed or ended.
 * Any other status: the token is refused and `identity` is empty, except for
 * pbjwt_identity_claim_at_fault.
 *
 * The statuses of tokens are PBJWT_MALFORMED_TOKEN to PBJWT_EMAIL_NOT_CANONICAL, of the
 * environment PBJWT_OUT_OF_MEMORY and PBJWT_INTERNAL. A NULL token of length 0 is an empty token.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_verify(const pbjwt_verifier *verifier,
                                                   const void *token, size_t length,
                                                   pbjwt_identity *identity);

/* The same at a time that the caller gives: 0 to PBJWT_MAX_NUMERIC_DATE, else
   PBJWT_INVALID_ARGUMENT. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_verify_at(const pbjwt_verifier *verifier,
                                                      const void *token, size_t length, int64_t now,
                                                      pbjwt_identity *identity);

/* After PBJWT_MALFORMED_CLAIM, the claim at fault, by the name that the token uses; otherwise
   PBJWT_CLAIM_NONE. */
PBJWT_API pbjwt_claim pbjwt_identity_claim_at_fault(const pbjwt_identity *identity);

/*
 * Reading an identity. Functions that return a pointer set *length, which may be NULL. They return
 * NULL and set 0 if there is nothing: no such claim, null, treated as absent, or left out with a
 * warning. The views live until the identity is verified into again, freed or ended.
 */

/*
 * A text claim with exactly that name: as the token has it, unescaped, but renewal_risk in lower
 * case. Absent for a number claim (company_mrr, exp, nbf, iat), and for an "aud" that is an array.
 * For claims with two names, pbjwt_identity_user_id and pbjwt_identity_avatar_url return the right
 * one.
 */
PBJWT_API const char *pbjwt_identity_text(const pbjwt_identity *identity, pbjwt_claim claim,
                                          size_t *length);

/*
 * A number claim: company_mrr in US dollars, finite and of either sign; exp, nbf and iat (RFC 7519,
 * 4.1.4 to 4.1.6) in seconds, with the token's fraction. True with the nearest double, or false
 * with 0 if it is absent or a text claim. `value` may be NULL.
 */
PBJWT_API bool pbjwt_identity_number(const pbjwt_identity *identity, pbjwt_claim claim,
                                     double *value);

/* "email" in the policy's pbjwt_email_form: look people up by this address. Never absent in a
   verified identity. */
PBJWT_API const char *pbjwt_identity_canonical_email(const pbjwt_identity *identity,
                                                     size_t *length);
/* "sub", or else "id"; an empty or placeholder one counts as absent. */
PBJWT_API const char *pbjwt_identity_user_id(const pbjwt_identity *identity, size_t *length);
/* "avatar_url", or else "avatarURL"; an http or https URL. It may contain '&' and escaped quotes,
   so it is only safe in an escaped attribute. */
PBJWT_API const char *pbjwt_identity_avatar_url(const pbjwt_identity *identity, size_t *length);
/* The id of the secret that verified the token; absent if that secret has none. */
PBJWT_API const char *pbjwt_identity_key_id(const pbjwt_identity *identity, size_t *length);

/* How many audiences "aud" names: 1 for a string, 0 if it is absent or an empty array. */
PBJWT_API size_t pbjwt_identity_audience_count(const pbjwt_identity *identity);
/* The audience at `index`, from 0; NULL past the end. */
PBJWT_API const char *pbjwt_identity_audience(const pbjwt_identity *identity, size_t index,
                                              size_t *length);

/* "renewal_date" as seconds since 1970-01-01T00:00:00Z, of either sign; a date without a time means
   midnight UTC. True, or false with 0 if it is absent. */
PBJWT_API bool pbjwt_identity_renewal_date(const pbjwt_identity *identity, double *seconds);

typedef enum pbjwt_customer_status {
    PBJWT_CUSTOMER_ABSENT = 0,
    PBJWT_CUSTOMER_ACTIVE = 1,
    PBJWT_CUSTOMER_TRIAL = 2,
    PBJWT_CUSTOMER_CHURNED = 3,
    PBJWT_CUSTOMER_OTHER = 4 /* a custom one: pbjwt_identity_text returns it */
} pbjwt_customer_status;

typedef enum pbjwt_renewal_risk {
    PBJWT_RISK_ABSENT = 0,
    PBJWT_RISK_LOW = 1,
    PBJWT_RISK_MEDIUM = 2,
    PBJWT_RISK_HIGH = 3
} pbjwt_renewal_risk;

typedef enum pbjwt_user_hash_state {
    PBJWT_HASH_ABSENT = 0,
    PBJWT_HASH_UNCHECKED = 1, /* present, but the policy doesn't check it */
    PBJWT_HASH_VERIFIED = 2
} pbjwt_user_hash_state;

/* The customer's status. */
PBJWT_API pbjwt_customer_status pbjwt_identity_customer_status(const pbjwt_identity *identity);
/* How likely the customer is not to renew. */
PBJWT_API pbjwt_renewal_risk pbjwt_identity_renewal_risk(const pbjwt_identity *identity);
/* Whether "user_hash" was checked. It binds the user id, not the e-mail address. */
PBJWT_API pbjwt_user_hash_state pbjwt_identity_user_hash(const pbjwt_identity *identity);

/* Warnings */

/* What is odd about an accepted token. The numbers are stable; new kinds may be added. */
typedef enum pbjwt_warning {
    PBJWT_WARNING_NONE = 0,
    PBJWT_WARNING_WRONG_TYPE = 1, /* a JSON type that the claim doesn't have: left out */
    PBJWT_WARNING_NOT_CANONICAL =
        2,                         /* the e-mail has A-Z, white space or a format character (Unicode
                                        Cf) at an end, or a format character anywhere */
    PBJWT_WARNING_PLACEHOLDER = 3, /* what servers write for a missing value, such as undefined,
                                      null or [object Object]; a user, company, external or owner id
                                      that is one counts as absent */
    PBJWT_WARNING_MISSING_IAT = 4,
    PBJWT_WARNING_WEAK_SECRET = 5, /* about no claim: see pbjwt_secret_new_weak */
    PBJWT_WARNING_WRONG_FORM = 6,  /* the right type, but not the claim's form: left out */
    PBJWT_WARNING_COERCED = 7,     /* accepted, though not written as it should be */
    PBJWT_WARNING_UNKNOWN_NAME =
        8 /* a member's name resembles the claim's, such as "companyName" or "picture", and no
             member has the claim's own name */
} pbjwt_warning;

/* The stable name of a kind, such as "not_canonical"; NULL for none and unknown ones. Static. */
PBJWT_API const char *pbjwt_warning_name(pbjwt_warning kind);

/* One sentence for the operator about a warning and its claim, like pbjwt_claim_message's. If such
   a warning is never about that claim, a sentence about the kind only. Static, NUL-terminated.
   Never NULL. */
PBJWT_API const char *pbjwt_warning_message(pbjwt_warning kind, pbjwt_claim claim);

/* How many warnings the token got; 0 for an empty identity. */
PBJWT_API size_t pbjwt_identity_warning_count(const pbjwt_identity *identity);
/*
 * The kind at `index`, from 0, in the order of the checks; PBJWT_WARNING_NONE past the end. Sets
 * `claim`, unless it is NULL, to the claim that the warning is about, or PBJWT_CLAIM_NONE.
 */
PBJWT_API pbjwt_warning pbjwt_identity_warning(const pbjwt_identity *identity, size_t index,
                                               pbjwt_claim *claim);

/* What a second policy would refuse */

/* How many reasons the second policy of pbjwt_verifier_new_reporting has to refuse the token; 0
   without a second policy, and for an empty identity. */
PBJWT_API size_t pbjwt_identity_would_refuse_count(const pbjwt_identity *identity);
/*
 * The refusal at `index`, from 0, in the order of the checks; each is listed once,
 * PBJWT_MALFORMED_CLAIM once per claim. True, with *status and *claim as pbjwt_verify and
 * pbjwt_identity_claim_at_fault would return them; false past the end, with PBJWT_OK and
 * PBJWT_CLAIM_NONE. Either may be NULL. PBJWT_OUT_OF_MEMORY or PBJWT_INTERNAL means that a
 * user_hash couldn't be computed.
 */
PBJWT_API bool pbjwt_identity_would_refuse(const pbjwt_identity *identity, size_t index,
                                           pbjwt_status *status, pbjwt_claim *claim);

/* All at once */

/* A text of an identity; data is NULL if there is none. This struct and the next never change. */
typedef struct pbjwt_text {
    const char *data;
    size_t length;
} pbjwt_text;

/* A warning of an identity. */
typedef struct pbjwt_noted_warning {
    uint8_t kind;  /* pbjwt_warning */
    uint8_t claim; /* pbjwt_claim */
} pbjwt_noted_warning;

/* A refusal of a second policy. Never changes either. */
typedef struct pbjwt_noted_refusal {
    uint8_t status; /* pbjwt_status */
    uint8_t claim;  /* pbjwt_claim, of PBJWT_MALFORMED_CLAIM; else PBJWT_CLAIM_NONE */
} pbjwt_noted_refusal;

/* Which numbers of a pbjwt_identity_view are present. */
enum {
    PBJWT_HAS_COMPANY_MRR = 1,
    PBJWT_HAS_RENEWAL_DATE = 2,
    PBJWT_HAS_ISSUED_AT = 4,
    PBJWT_HAS_NOT_BEFORE = 8,
    PBJWT_HAS_EXPIRES_AT = 16
};

/*
 * Everything that an identity says in one call, for bindings, where calls are expensive. A caller
 * sets `size` to sizeof(pbjwt_identity_view) in its header. The struct only ever grows at its end,
 * and the library writes no more than `size` bytes: members that the library doesn't know are 0,
 * and those that the caller doesn't know are not written. Texts, audiences, warnings and refusals
 * are views like those of the accessors.
 */
typedef struct pbjwt_identity_view {
    size_t size;
    pbjwt_text email;
    pbjwt_text canonical_email;
    pbjwt_text user_id;
    pbjwt_text name;
    pbjwt_text avatar_url;
    pbjwt_text company_id;
    pbjwt_text company_name;
    pbjwt_text customer_status;
    pbjwt_text renewal_date;
    pbjwt_text renewal_risk;
    pbjwt_text account_owner_id;
    pbjwt_text account_owner_email;
    pbjwt_text external_user_id;
    pbjwt_text issuer;
    pbjwt_text token_id;
    pbjwt_text key_id;
    pbjwt_text payload; /* the JSON text of all members, as sent */
    const pbjwt_text *audiences;
    size_t audience_count;
    const pbjwt_noted_warning *warnings;
    size_t warning_count;
    double company_mrr;
    double renewal_date_seconds;
    double issued_at;
    double not_before;
    double expires_at;
    uint32_t numbers;             /* PBJWT_HAS_..., of the five above; the others are 0 */
    uint8_t customer_status_kind; /* pbjwt_customer_status */
    uint8_t renewal_risk_kind;    /* pbjwt_renewal_risk */
    uint8_t user_hash;            /* pbjwt_user_hash_state */
    uint8_t has_custom;           /* 1 if there are custom claims */
    const pbjwt_noted_refusal *would_refuse;
    size_t would_refuse_count;
} pbjwt_identity_view;

/* Fills *view. Statuses: PBJWT_INVALID_ARGUMENT for an empty identity (everything except `size` is
   then 0), and for a `size` too small for itself (nothing is then written). */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_identity_read(const pbjwt_identity *identity,
                                                          pbjwt_identity_view *view);

/*
 * An identity, or the result of a verification, as one line of JSON: an object without white space
 * or a line end. Control characters, U+2028, U+2029 and format characters (Cf) are escaped, so it
 * can be logged or shown on a terminal. The members are
 *
 *     {"status":"ok","verified":true,"key":…,"warnings":[{"claim":…,"kind":…}],"would_refuse":[{"status":…,
 *      "claim":…}],"identity":{"email":…,"canonical_email":…,"user_id":…,"name":…,"avatar_url":…,
 *      "company":{"id":…,"name":…,"mrr":…},"customer_status":…,"renewal_date":…,"renewal_risk":…,
 *      "account_owner_id":…,"account_owner_email":…,"external_user_id":…,"issued_at":…,"not_before":…,
 *      "expires_at":…,"issuer":…,"audience":[…],"token_id":…,"user_hash":"verified","custom":{…}}}
 *     {"status":"expired","verified":false,"claim":…,"message":…}
 *
 * in this order, null if absent ("company" if all three members are). "user_hash" is "verified",
 * "unchecked" or "absent"; "custom" has the members that this library doesn't type, rewritten, with
 * numbers unchanged.
 *
 * pbjwt_identity_json writes only the member "identity". NUL-terminated; *length, which may be
 * NULL, is without the NUL. The caller frees *json with pbjwt_free. Statuses:
 * PBJWT_INVALID_ARGUMENT for an empty identity, PBJWT_OUT_OF_MEMORY.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_identity_json(const pbjwt_identity *identity,
                                                          char **json, size_t *length);
/* The same for the whole object. `claim` is the result of pbjwt_identity_claim_at_fault; `identity`
   is read only if `status` is PBJWT_OK, and may otherwise be NULL. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_result_json(pbjwt_status status, pbjwt_claim claim,
                                                        const pbjwt_identity *identity, char **json,
                                                        size_t *length);

/* Counts */

/*
 * Counts of verified and refused tokens: by status, by kind of warning, and by the secret that
 * signed them. They belong to the caller: no verifier is written to, and an identity without counts
 * has no extra cost.
 *
 * Threads. Give each verifying thread its own counts: two threads must not add to the same ones at
 * once (by pbjwt_verify with an identity that has them, or by pbjwt_counts_add to a sum).
 * Meanwhile, any thread may read them without a lock, by pbjwt_counts_add from them or by the
 * functions below it: each number was correct at some moment, though not all at the same one. They
 * contain numbers and ids of secrets, nothing from a token. A number past 2^64 - 1 starts again
 * from 0.
 */
typedef struct pbjwt_counts pbjwt_counts;

/*
 * New counts, all 0. The secrets of `verifier`, which may be NULL, are listed from the start,
 * others as they first occur. NULL when memory runs out; after that, nothing allocates. The caller
 * frees it with pbjwt_counts_free.
 */
PBJWT_API pbjwt_counts *pbjwt_counts_new(const pbjwt_verifier *verifier);
/* Frees the counts. An identity that has them must no longer be verified into. */
PBJWT_API void pbjwt_counts_free(pbjwt_counts *counts);

/* Counts each verification into `identity` in `counts`; NULL stops it. `counts` is borrowed: it
   must outlive the identity, unless another call replaces it. Several identities of one thread may
   share it. */
PBJWT_API void pbjwt_identity_set_counts(pbjwt_identity *identity, pbjwt_counts *counts);

/* Adds all numbers of `counts` to those of `sum`, secrets by their names. With NULL, it does
   nothing. */
PBJWT_API void pbjwt_counts_add(pbjwt_counts *sum, const pbjwt_counts *counts);

/* How many verifications had that status; PBJWT_OK are the accepted tokens. */
PBJWT_API uint64_t pbjwt_counts_status(const pbjwt_counts *counts, pbjwt_status status);
/* How many warnings of that kind accepted tokens had. */
PBJWT_API uint64_t pbjwt_counts_warning(const pbjwt_counts *counts, pbjwt_warning kind);
/* How many accepted tokens the second policy would refuse with that status, whether or not it comes
   first; PBJWT_OK: with any status. */
PBJWT_API uint64_t pbjwt_counts_would_refuse(const pbjwt_counts *counts, pbjwt_status status);

/* How many secrets are listed. */
PBJWT_API size_t pbjwt_counts_key_count(const pbjwt_counts *counts);
/*
 * The name of the secret at `index`, from 0, and in *tokens how many tokens it had signed,
 * including those refused later for another reason: a rotation is done when the old secret's number
 * stops growing. The name is the secret's id; "key 0" for one without an id, by its position in its
 * verifier; "other" for all those after the first PBJWT_MAX_COUNTED_KEYS - 1 names. NULL and 0 past
 * the end. The name lives as long as the counts; *length and *tokens may be NULL.
 */
PBJWT_API const char *pbjwt_counts_key(const pbjwt_counts *counts, size_t index, size_t *length,
                                       uint64_t *tokens);

/*
 * All numbers in Prometheus's text format: the counters pbjwt_verifications_total{status},
 * pbjwt_warnings_total{kind}, pbjwt_signatures_total{key}, pbjwt_would_refuse_tokens_total and
 * pbjwt_would_refuse_total{status}, with HELP and TYPE. Statuses and kinds with 0 are included.
 * NUL-terminated; *length, which may be NULL, is without the NUL. The caller frees *text with
 * pbjwt_free. Statuses: PBJWT_INVALID_ARGUMENT, PBJWT_OUT_OF_MEMORY.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_counts_prometheus(const pbjwt_counts *counts,
                                                              char **text, size_t *length);

/* Custom claims */

/*
 * The JSON of one member of the payload, exactly as the token has it (including white space and
 * escapes), or NULL if there is none with that name. It can read any member, including those typed
 * above. A view, like the texts. Each call searches the payload from its start.
 */
PBJWT_API const char *pbjwt_identity_member_json(const pbjwt_identity *identity, const void *name,
                                                 size_t name_length, size_t *length);

/*
 * The members that this library doesn't type, as one JSON object without white space between its
 * parts, in the token's order and spelling; "{}" if there are none. NUL-terminated; *length, which
 * may be NULL, is without the NUL. The caller frees *json with pbjwt_free. Statuses:
 * PBJWT_INVALID_ARGUMENT for an empty identity, PBJWT_OUT_OF_MEMORY.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_identity_custom_json(const pbjwt_identity *identity,
                                                                 char **json, size_t *length);

/*
 * The same as a tree. It is a jansson tree, built from what the library's own reader sees in the
 * token, and compared with that, name by name and value by value, before it is returned. The caller
 * frees *root with pbjwt_json_free; it doesn't need the identity any more. Statuses:
 * PBJWT_INVALID_ARGUMENT as above, PBJWT_OUT_OF_MEMORY, PBJWT_INTERNAL if the tree differs from
 * what the reader sees.
 */
typedef struct pbjwt_json pbjwt_json;
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_identity_custom_tree(const pbjwt_identity *identity,
                                                                 pbjwt_json **root);
/* Frees a tree with all its nodes. */
PBJWT_API void pbjwt_json_free(pbjwt_json *root);

typedef enum pbjwt_json_kind {
    PBJWT_JSON_ABSENT = 0, /* a NULL node */
    PBJWT_JSON_NULL = 1,
    PBJWT_JSON_BOOLEAN = 2,
    PBJWT_JSON_INTEGER = 3, /* written without a fraction or an exponent */
    PBJWT_JSON_REAL = 4,
    PBJWT_JSON_STRING = 5,
    PBJWT_JSON_ARRAY = 6,
    PBJWT_JSON_OBJECT = 7
} pbjwt_json_kind;

/* Reading a tree. Nodes are borrowed and live as long as their root; a tree may be read by any
   number of threads. A NULL node is absent, and a node of another kind gives false, 0 or NULL. */

/* What the node is. */
PBJWT_API pbjwt_json_kind pbjwt_json_get_kind(const pbjwt_json *node);
/* Whether the node is the boolean true. */
PBJWT_API bool pbjwt_json_boolean(const pbjwt_json *node);
/* The value of an integer. */
PBJWT_API int64_t pbjwt_json_integer(const pbjwt_json *node);
/* The value of a real, or of an integer rounded to the nearest double. */
PBJWT_API double pbjwt_json_number(const pbjwt_json *node);
/* A string's text and length, which may be NULL. Here the text is NUL-terminated, too. */
PBJWT_API const char *pbjwt_json_string(const pbjwt_json *node, size_t *length);
/* How many elements an array, or members an object, has. */
PBJWT_API size_t pbjwt_json_count(const pbjwt_json *node);
/* The element at `index`, from 0; NULL past the end. */
PBJWT_API const pbjwt_json *pbjwt_json_element(const pbjwt_json *array, size_t index);
/* The member with that name; NULL if there is none. Each call searches from the object's
   start. */
PBJWT_API const pbjwt_json *pbjwt_json_member(const pbjwt_json *object, const void *name,
                                              size_t name_length);

/*
 * Walks the members of an object in the token's order. Set *position to NULL before the first call;
 * each call updates it. Returns true and sets the name (NUL-terminated, without a NUL inside) and
 * value of the next member. Each result may be NULL. After the last member, returns false, with
 * NULL and 0.
 */
PBJWT_API bool pbjwt_json_next_member(const pbjwt_json *object, const void **position,
                                      const char **name, size_t *name_length,
                                      const pbjwt_json **value);

/* Frees memory that a function above or below says to free with pbjwt_free. */
PBJWT_API void pbjwt_free(void *memory);

/* Issuing */

/* The claims of a token to be issued, as a customer's server gathers them. */
typedef struct pbjwt_claims pbjwt_claims;

/* An empty set, or NULL when memory runs out. The caller frees it with pbjwt_claims_free. */
PBJWT_API pbjwt_claims *pbjwt_claims_new(void);
/* Frees the set with all its texts. */
PBJWT_API void pbjwt_claims_free(pbjwt_claims *claims);

/*
 * Sets a text claim (any but company_mrr, exp, nbf, iat and user_hash; "aud" as its one audience);
 * a NULL text removes it. Statuses: PBJWT_INVALID_ARGUMENT for another claim, bytes that are not
 * UTF-8 without U+0000, or more of them than the longest token has (PBJWT_MAX_TOKEN_BYTES_LIMIT);
 * PBJWT_OUT_OF_MEMORY. On any failure, the old value stays. pbjwt_issue checks the form of the
 * text.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_claims_set_text(pbjwt_claims *claims, pbjwt_claim claim,
                                                            const void *text, size_t length);

/* Adds one audience to "aud", which is an array if there are several (RFC 7519, 4.1.3). Statuses:
   as above. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_claims_add_audience(pbjwt_claims *claims,
                                                                const void *audience,
                                                                size_t length);

/* Sets "company_mrr" (finite) or "nbf" (0 to PBJWT_MAX_NUMERIC_DATE); else PBJWT_INVALID_ARGUMENT.
   A whole number below 2^53 is written without a fraction. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_claims_set_number(pbjwt_claims *claims,
                                                              pbjwt_claim claim, double value);

/* Removes a text or number, or all audiences of "aud"; PBJWT_INVALID_ARGUMENT for a claim that
   can't be set. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_claims_unset(pbjwt_claims *claims, pbjwt_claim claim);

/* Whether the token carries the user_hash of its "sub" or "id". By default it doesn't. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_claims_set_user_hash(pbjwt_claims *claims, bool with);

/*
 * Sets all members that this library doesn't type, from a JSON object; NULL removes them. Statuses:
 * PBJWT_INVALID_ARGUMENT for JSON that the verifier would refuse, a member that it types, or a text
 * longer than PBJWT_MAX_TOKEN_BYTES_LIMIT; PBJWT_OUT_OF_MEMORY; PBJWT_INTERNAL when OpenSSL can't
 * provide random bytes. On any failure, the old value stays.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_claims_set_custom(pbjwt_claims *claims,
                                                              const void *json, size_t length);

/*
 * Sets the "typ" of the token's header, by which pbjwt_policy_set_type tells it from tokens for
 * another use; NULL, the default, is JWT. Statuses: PBJWT_INVALID_ARGUMENT for a text that
 * pbjwt_policy_set_type doesn't accept; PBJWT_OUT_OF_MEMORY. On any failure, the old value stays.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_claims_set_type(pbjwt_claims *claims, const void *type,
                                                            size_t length);

/*
 * Builds and signs a token as the documents' sample servers do: HS256, "iat" now, "exp" `lifetime`
 * seconds later, "kid" if the secret has an id. Before it is returned, the verifier reads the
 * finished token back with strict claims, and each value is compared with what was set.
 *
 * A verifier with the default policy refuses the token if the lifetime is above
 * PBJWT_DEFAULT_LIFETIME, or the token longer than PBJWT_DEFAULT_TOKEN_BYTES_LIMIT.
 *
 * Statuses: PBJWT_INVALID_ARGUMENT for a lifetime below 1, an "exp" past the year 9999, an "nbf"
 * that leaves no whole second before "exp" or within the secret's not_after, a secret whose
 * not_after has passed, and a user id that could be a token's signing input (its hash would be a
 * signature; see pbjwt_user_hash); PBJWT_MISSING_EMAIL, PBJWT_MISSING_USER_ID (a user_hash is
 * requested without one), PBJWT_CONFLICTING_USER_ID, PBJWT_MALFORMED_CLAIM (*fault, which may be
 * NULL, says which; also a text that counts as absent: an empty one, or a placeholder as an id),
 * PBJWT_TOKEN_TOO_LARGE (above PBJWT_MAX_TOKEN_BYTES_LIMIT), PBJWT_MALFORMED_PAYLOAD (more than
 * PBJWT_MAX_PAYLOAD_MEMBERS members), PBJWT_OUT_OF_MEMORY, PBJWT_INTERNAL. The caller frees *token,
 * which is NUL-terminated, with pbjwt_free. *length, which may be NULL, is without the NUL.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_issue(const pbjwt_secret *secret,
                                                  const pbjwt_claims *claims, int64_t lifetime,
                                                  char **token, size_t *length, pbjwt_claim *fault);

/* The same with an "iat" that the caller gives, 0 to PBJWT_MAX_NUMERIC_DATE. */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_issue_at(const pbjwt_secret *secret,
                                                     const pbjwt_claims *claims, int64_t now,
                                                     int64_t lifetime, char **token, size_t *length,
                                                     pbjwt_claim *fault);

/*
 * Writes the user_hash of a user id to `hex`: 64 lower-case hex characters of
 * HMAC-SHA256(secret, id), and a NUL.
 *
 * Statuses: PBJWT_INVALID_ARGUMENT when `capacity` is below PBJWT_HASH_HEX_SIZE, the id is empty,
 * or the id could be a token's signing input: some base64 decoder would decode the part before a
 * dot to something that begins like a JSON object and contains a closing brace. Hash and signature
 * share the key, so such a hash would sign a token. The library can't detect a customer's server
 * that hashes such an id itself. The hash binds the id, not the e-mail address, and doesn't help
 * against a leaked secret. PBJWT_OUT_OF_MEMORY, PBJWT_INTERNAL.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_user_hash(const pbjwt_secret *secret, const void *id,
                                                      size_t id_length, char *hex, size_t capacity);

/* Looking without verifying */

/*
 * Only for troubleshooting: the JSON texts of a token's header and payload, UNVERIFIED. The sender
 * could have written anything; never let anyone in based on them. A segment that is not strict
 * base64url of a strict JSON object gives NULL and the status that verification would return for
 * it; the other one is still set. Either pair of results may be NULL. Both texts are
 * NUL-terminated; the caller frees each with pbjwt_free. Statuses: PBJWT_TOKEN_TOO_LARGE (above
 * PBJWT_MAX_TOKEN_BYTES_LIMIT), PBJWT_MALFORMED_TOKEN, PBJWT_MALFORMED_HEADER,
 * PBJWT_MALFORMED_PAYLOAD, PBJWT_DUPLICATE_MEMBER, PBJWT_OUT_OF_MEMORY; PBJWT_INTERNAL when OpenSSL
 * can't provide random bytes.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_inspect_unverified(const void *token, size_t length,
                                                               char **header_json,
                                                               size_t *header_length,
                                                               char **payload_json,
                                                               size_t *payload_length);

/* Explaining */

/*
 * Explains why a token is refused or gets a warning, for people and programs that look for the
 * cause. It runs every check, not only the first that fails, and tries common mistakes if a
 * signature doesn't match. An explanation is NEVER a verification, and gives no identity. It is
 * slow (up to PBJWT_EXPLAIN_MAX_MACS MACs): don't run it on every refused token of a public
 * endpoint.
 *
 * A report contains no secret, no key form derived from one, no correct MAC or user_hash, and at
 * most six characters of a signature. It does quote the token's claims, verified or not, and
 * escapes anything that could end a line or fool a terminal. Show it to operators and to those who
 * sign the tokens, not to the sender of a token.
 */
enum {
    PBJWT_EXPLAIN_MAX_MACS = 256,
    PBJWT_EXPLAIN_MAX_TOKEN_BYTES = 16384, /* for longer ones, only size and form are explained */
    PBJWT_EXPLAIN_MAX_OTHER_SECRETS = 32
};

/* What to explain. Zero all of it, then set `size` and the members you need: pbjwt_explain reads no
   member beyond `size`, and the struct only grows at its end. All pointers are borrowed until
   pbjwt_explain returns. */
typedef struct pbjwt_explain_input {
    size_t size;                  /* sizeof(pbjwt_explain_input) */
    pbjwt_secret *const *secrets; /* the verifier's: 1 to PBJWT_MAX_KEYS */
    size_t secret_count;
    pbjwt_secret *const *other_secrets; /* tried if none of those fits, and named by their ids */
    size_t other_secret_count;
    const pbjwt_policy *policy; /* NULL is PBJWT_PROFILE_SSO's */
    const void *token;          /* as it came, with whatever is wrapped around it */
    size_t token_length;
    const void *second_token; /* or NULL: another token, whose signature the first may have */
    size_t second_token_length;
    int64_t now; /* a NumericDate */
} pbjwt_explain_input;

typedef struct pbjwt_report pbjwt_report;

/*
 * Explains a token. The caller frees *report with pbjwt_report_free. Statuses:
 * PBJWT_INVALID_ARGUMENT for the same reasons as pbjwt_verifier_new and pbjwt_verify_at, for too
 * many other secrets, and for a `size` that is too small for `now`; PBJWT_OUT_OF_MEMORY;
 * PBJWT_INTERNAL when OpenSSL fails. The token's own status is in the report.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_explain(const pbjwt_explain_input *input,
                                                    pbjwt_report **report);

/* Wipes and frees. */
PBJWT_API void pbjwt_report_free(pbjwt_report *report);

/* Reading a report. Texts are UTF-8, NUL-terminated and live as long as the report; NULL or 0 if
   there is nothing. A report may be read by any number of threads. */

/* The status that pbjwt_verify_at returns for the token as received; `claim`, which may be NULL,
   gets the claim at fault. */
PBJWT_API pbjwt_status pbjwt_report_status(const pbjwt_report *report, pbjwt_claim *claim);

/* The same for the token without what was wrapped around it. */
PBJWT_API pbjwt_status pbjwt_report_status_after_cleaning(const pbjwt_report *report,
                                                          pbjwt_claim *claim);

/* The result of a check. */
typedef enum pbjwt_outcome {
    PBJWT_OUTCOME_NOT_REACHED = 0, /* an earlier check failed */
    PBJWT_OUTCOME_PASSED = 1,
    PBJWT_OUTCOME_WARNED = 2,
    PBJWT_OUTCOME_FAILED = 3
} pbjwt_outcome;

/* The stable name of an outcome, such as "not_reached"; NULL for an unknown one. Static. */
PBJWT_API const char *pbjwt_outcome_name(pbjwt_outcome outcome);

/* The checks in their order: "size", "form", "header", "key", "signature", "payload", "time", "identity",
   "user_hash", "parties", "claims". */
PBJWT_API size_t pbjwt_report_check_count(const pbjwt_report *report);
/* The check at `index`: its outcome, its stable name, and the values that matter; each may be NULL. */
PBJWT_API pbjwt_outcome pbjwt_report_check(const pbjwt_report *report, size_t index,
                                           const char **name, const char **values);

/* Who has to change something. */
typedef enum pbjwt_side {
    PBJWT_SIDE_NOBODY = 0,  /* nothing needs to change */
    PBJWT_SIDE_SIGNER = 1,  /* the customer's server, which makes the token */
    PBJWT_SIDE_CARRIER = 2, /* whatever passes the token on: page, redirect, proxy, script */
    PBJWT_SIDE_VERIFIER = 3 /* the settings and secrets on the verifying side */
} pbjwt_side;

/* The stable name of a side, such as "signer"; NULL for an unknown one. Static. */
PBJWT_API const char *pbjwt_side_name(pbjwt_side side);

typedef struct pbjwt_cause {
    unsigned number;    /* stable, and never reused */
    const char *name;   /* stable, such as "key_hex_decoded" */
    pbjwt_side side;    /* who has to fix it */
    const char *found;  /* what was found, with its values */
    const char *advice; /* what to change */
} pbjwt_cause;

/* The causes that fit, the most likely first. None for a token that is accepted without a warning. */
PBJWT_API size_t pbjwt_report_cause_count(const pbjwt_report *report);
/* Fills *cause; past the end, returns false and fills nothing. */
PBJWT_API bool pbjwt_report_cause(const pbjwt_report *report, size_t index, pbjwt_cause *cause);

/* The other policies that the token was checked against: "sso", "widget", "user_hash_required",
   "strict_claims". None if the token can't be read that far. */
PBJWT_API size_t pbjwt_report_policy_count(const pbjwt_report *report);
/* Its first refusal by that policy, or PBJWT_OK; `name` and `claim` may be NULL. */
PBJWT_API pbjwt_status pbjwt_report_policy(const pbjwt_report *report, size_t index,
                                           const char **name, pbjwt_claim *claim);

/*
 * The report as text for people: at most 80 columns, the hint last; `color` adds ANSI colours.
 * NUL-terminated; *length, which may be NULL, is without the NUL. The caller frees the text with
 * pbjwt_free. Statuses: PBJWT_INVALID_ARGUMENT, PBJWT_OUT_OF_MEMORY.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_report_text(const pbjwt_report *report, bool color,
                                                        char **text, size_t *length);

/*
 * The same as one line of JSON, an object with these members, null if absent:
 *
 *     {"status":…,"claim":…,"status_after_cleaning":…,"claim_after_cleaning":…,"verified":false,
 *      "checks":[{"name":…,"outcome":…,"values":…}],
 *      "causes":[{"number":…,"name":…,"side":…,"found":…,"advice":…}],
 *      "policies":[{"name":…,"status":…,"claim":…}],"macs":…,"search_ended":…,"now":…}
 *
 * "verified" is always false, since an explanation is not a verification; "macs" counts the MACs
 * computed, and "search_ended" is true if their limit ended the search. Freed like
 * pbjwt_report_text's.
 */
PBJWT_API PBJWT_MUST_USE pbjwt_status pbjwt_report_json(const pbjwt_report *report, char **json,
                                                        size_t *length);

#ifdef __cplusplus
}
#endif

#endif
