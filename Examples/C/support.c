/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const refusal refusals[REFUSALS] = {
    {"expired", PBJWT_EXPIRED, 51, "expired", NULL, "has expired"},
    {"forged", PBJWT_SIGNATURE_MISMATCH, 31, "signature_mismatch", NULL, "does not match"},
    {"no-email", PBJWT_MISSING_EMAIL, 60, "missing_email", NULL, "no email claim"},
    {"number-as-email", PBJWT_MALFORMED_CLAIM, 61, "malformed_claim", "email",
     "email must be text"},
};

text read_token(const char *name) {
    char path[4096], bytes[16384];
    const char *folder = getenv("PBJWT_TOKENS");
    assert_non_null(folder);
    assert_true(snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path);

    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    text read = {NULL, fread(bytes, 1, sizeof bytes, file)};
    fclose(file);
    assert_in_range(read.length, 1, sizeof bytes - 1);
    read.bytes = malloc(read.length);
    assert_non_null(read.bytes);
    memcpy(read.bytes, bytes, read.length);
    return read;
}

pbjwt_verifier *verifier_of(const char *secret_name, const pbjwt_policy *policy) {
    pbjwt_secret *secret;
    pbjwt_verifier *verifier;
    text characters = read_token(secret_name);
    assert_int_equal(
        pbjwt_secret_new(characters.bytes, characters.length, PBJWT_SECRET_TEXT, &secret),
        PBJWT_OK);
    assert_int_equal(pbjwt_verifier_new(&secret, 1, policy, &verifier), PBJWT_OK);
    pbjwt_secret_free(secret);
    free(characters.bytes);
    return verifier;
}

pbjwt_status verify_file(const pbjwt_verifier *verifier, const char *name, int64_t at,
                         pbjwt_identity *identity) {
    text token = read_token(name);
    const pbjwt_status status =
        at < 0 ? pbjwt_verify(verifier, token.bytes, token.length, identity)
               : pbjwt_verify_at(verifier, token.bytes, token.length, at, identity);
    free(token.bytes);
    return status;
}

pbjwt_identity_view read_identity(const pbjwt_identity *identity) {
    pbjwt_identity_view view = {.size = sizeof view};
    assert_int_equal(pbjwt_identity_read(identity, &view), PBJWT_OK);
    return view;
}

void assert_text(pbjwt_text actual, const char *expected) {
    if (expected == NULL) {
        assert_null(actual.data);
        assert_int_equal(actual.length, 0);
    } else {
        assert_non_null(actual.data);
        assert_int_equal(actual.length, strlen(expected));
        assert_memory_equal(actual.data, expected, actual.length);
    }
}
