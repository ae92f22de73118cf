/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A program as built with the first version: it references each function of that header (EVERY_FUNCTION), so
 * that it starts only if all of them exist; it accepts one token and refuses another.
 */
#include <pbjwt.h>

#include "table.h"

#include <stdio.h>
#include <string.h>

typedef void function(void);
static function *const all[] = {EVERY_FUNCTION};

int main(void) {
    static const char text[] = "6b1f0c9de2a8473b95d4c7e80f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c";
    pbjwt_secret *secret = NULL;
    pbjwt_verifier *verifier = NULL;
    pbjwt_claims *const claims = pbjwt_claims_new();
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    char *token = NULL;
    size_t length = 0;
    if (pbjwt_secret_new(text, strlen(text), PBJWT_SECRET_TEXT, &secret) != PBJWT_OK ||
        pbjwt_claims_set_text(claims, PBJWT_CLAIM_EMAIL, "ada@example.com", 15) != PBJWT_OK ||
        pbjwt_issue_at(secret, claims, 1750000000, 3600, &token, &length, NULL) != PBJWT_OK ||
        pbjwt_verifier_new(&secret, 1, NULL, &verifier) != PBJWT_OK ||
        pbjwt_verify_at(verifier, token, length, 1750000000, identity) != PBJWT_OK)
        return 1;

    printf("%zu functions\n", sizeof all / sizeof *all);
    /* A later library has a longer view, but must not write past the end of this one. */
    struct {
        pbjwt_identity_view view;
        unsigned char behind[64];
    } read;
    memset(&read, 'x', sizeof read);
    read.view.size = sizeof read.view;
    if (pbjwt_identity_read(identity, &read.view) != PBJWT_OK)
        return 1;
    printf("%.*s\n", (int)read.view.email.length, read.view.email.data);
    for (size_t i = 0; i < sizeof read.behind; i++)
        if (read.behind[i] != 'x')
            return 1;
    token[length - 10] ^= 1; /* to another character of base64url */
    printf("%s\n",
           pbjwt_status_name(pbjwt_verify_at(verifier, token, length, 1750000000, identity)));

    pbjwt_free(token);
    pbjwt_identity_free(identity);
    pbjwt_claims_free(claims);
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
    return 0;
}
