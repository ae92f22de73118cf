/* SPDX-License-Identifier: Apache-2.0 */

/* One line of the corpus, in the format that Tests/Corpus/generate.py writes and describes. */
#ifndef PBJWT_TESTS_CORPUS_ROW_H
#define PBJWT_TESTS_CORPUS_ROW_H

#include "support.h"

#include <stdlib.h>
#include <string.h>

struct corpus_row {
    int line;
    const char *name;
    char *classes;
    int64_t now;
    char *keys;
    char *policy;
    struct token token;
    pbjwt_status status;
    pbjwt_claim claim;
    const char *warnings; /* "*" for any */
    char *tells;          /* "*" for anything */
    const char *why;
};

/* The text up to the separator, which becomes a NUL; *rest is what follows it, or NULL. */
static inline char *corpus_part(char **rest, char separator) {
    char *const part = *rest;
    char *const end = part == NULL ? NULL : strchr(part, separator);
    *rest = end == NULL ? NULL : end + 1;
    if (end != NULL) {
        *end = '\0';
    }
    return part;
}

static inline long long corpus_integer(const char *text) {
    char *end = NULL;
    const long long value = strtoll(text, &end, 10);
    if (end == text || *end != '\0') {
        fail_msg("corpus: \"%s\" isn't an integer", text);
    }
    return value;
}

static inline struct token corpus_bytes(const char *text) {
    size_t length = 0;
    const unsigned char *const bytes = base64url_decode(text, strlen(text), &length);
    return token_of_bytes(bytes, length);
}

static inline pbjwt_status corpus_status(const char *name) {
    for (int number = 0; number < 100; number++) {
        if (strcmp(pbjwt_status_name((pbjwt_status)number), name) == 0) {
            return (pbjwt_status)number;
        }
    }
    fail_msg("corpus: no status is called %s", name);
    return PBJWT_INTERNAL;
}

static inline pbjwt_claim corpus_claim(const char *name) {
    for (int number = PBJWT_CLAIM_EMAIL; number <= PBJWT_CLAIM_JTI; number++) {
        if (strcmp(pbjwt_claim_name((pbjwt_claim)number), name) == 0) {
            return (pbjwt_claim)number;
        }
    }
    if (strcmp(name, "-") != 0) {
        fail_msg("corpus: no claim is called %s", name);
    }
    return PBJWT_CLAIM_NONE;
}

static inline struct corpus_row corpus_row(char *text, int line) {
    enum { FIELDS = 11 };
    char *fields[FIELDS];
    for (size_t i = 0; i < FIELDS; i++) {
        fields[i] = corpus_part(&text, '\t');
        if (fields[i] == NULL) {
            fail_msg("corpus: line %d has %zu fields", line, i);
        }
    }
    if (text != NULL) {
        fail_msg("corpus: line %d has a field too many", line);
    }
    return (struct corpus_row){
        .line = line,
        .name = fields[0],
        .classes = fields[1],
        .now = corpus_integer(fields[2]),
        .keys = fields[3],
        .policy = fields[4],
        .token = corpus_bytes(fields[5]),
        .status = corpus_status(fields[6]),
        .claim = corpus_claim(fields[7]),
        .warnings = strcmp(fields[8], "-") == 0 ? "" : fields[8],
        .tells = fields[9],
        .why = fields[10],
    };
}

/* Secrets */

enum { CORPUS_SECRETS = PBJWT_MAX_KEYS + 1 };

/* A secret from "form:bytes:id:not_after", or the status that refuses it. */
static inline pbjwt_status corpus_secret(char *text, pbjwt_secret **secret) {
    const char *const form = corpus_part(&text, ':');
    const struct token bytes = corpus_bytes(corpus_part(&text, ':'));
    const char *const id = corpus_part(&text, ':');
    const char *const not_after = text;
    assert_non_null(not_after);
    pbjwt_secret_format format = PBJWT_SECRET_TEXT;
    if (strcmp(form, "hex") == 0) {
        format = PBJWT_SECRET_HEX;
    } else if (strcmp(form, "base64") == 0) {
        format = PBJWT_SECRET_BASE64;
    }
    pbjwt_status status = strcmp(form, "weak") == 0
                              ? pbjwt_secret_new_weak(bytes.bytes, bytes.length, format, secret)
                              : pbjwt_secret_new(bytes.bytes, bytes.length, format, secret);
    if (status == PBJWT_OK && id[0] != '\0') {
        const struct token name = corpus_bytes(id);
        status = pbjwt_secret_set_id(*secret, name.bytes, name.length);
    }
    if (status == PBJWT_OK && not_after[0] != '\0') {
        status = pbjwt_secret_set_not_after(*secret, corpus_integer(not_after));
    }
    return status;
}

/* Policies */

static inline pbjwt_status corpus_set(pbjwt_policy *policy, const char *name, const char *value) {
    if (strcmp(name, "leeway") == 0) {
        return pbjwt_policy_set_leeway(policy, corpus_integer(value));
    }
    if (strcmp(name, "max_lifetime") == 0) {
        return pbjwt_policy_set_max_lifetime(policy, corpus_integer(value));
    }
    if (strcmp(name, "max_token_bytes") == 0) {
        return pbjwt_policy_set_max_token_bytes(policy, (size_t)corpus_integer(value));
    }
    if (strcmp(name, "allow_missing_exp") == 0) {
        return pbjwt_policy_set_allow_missing_exp(policy, corpus_integer(value) == 1);
    }
    if (strcmp(name, "strict_claims") == 0) {
        return pbjwt_policy_set_strict_claims(policy, corpus_integer(value) == 1);
    }
    if (strcmp(name, "user_hash") == 0) {
        return pbjwt_policy_set_user_hash(
            policy, strcmp(value, "required") == 0     ? PBJWT_USER_HASH_REQUIRED
                    : strcmp(value, "if_present") == 0 ? PBJWT_USER_HASH_IF_PRESENT
                                                       : PBJWT_USER_HASH_OFF);
    }
    if (strcmp(name, "email_form") == 0) {
        return pbjwt_policy_set_email_form(policy, strcmp(value, "lowercased") == 0
                                                       ? PBJWT_EMAIL_LOWERCASED
                                                       : PBJWT_EMAIL_REQUIRE_LOWERCASE);
    }
    const struct token text = corpus_bytes(value);
    if (strcmp(name, "issuer") == 0) {
        return pbjwt_policy_set_issuer(policy, text.bytes, text.length);
    }
    if (strcmp(name, "audience") == 0) {
        return pbjwt_policy_set_audience(policy, text.bytes, text.length);
    }
    if (strcmp(name, "type") == 0) {
        return pbjwt_policy_set_type(policy, text.bytes, text.length);
    }
    fail_msg("corpus: no setting is called %s", name);
    return PBJWT_INVALID_ARGUMENT;
}

static inline pbjwt_policy *corpus_policy(char *text) {
    pbjwt_policy *policy = pbjwt_policy_new(PBJWT_PROFILE_WIDGET);
    assert_non_null(policy);
    while (text != NULL && strcmp(text, "-") != 0) {
        char *value = corpus_part(&text, ';');
        const char *const name = corpus_part(&value, '=');
        assert_non_null(value);
        assert_int_equal(corpus_set(policy, name, value), PBJWT_OK);
    }
    return policy;
}

#endif
