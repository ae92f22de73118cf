/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the nanoseconds that the verifier takes for a token. The secret and the token are the lines of standard input. */

#include <pbjwt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 15, COUNT = 20000 };

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

int main(void) {
    static char text[256], token[8192];
    pbjwt_secret *secret = NULL;
    pbjwt_verifier *verifier = NULL;
    pbjwt_identity *identity = pbjwt_identity_new(0);
    if (!fgets(text, sizeof text, stdin) || !fgets(token, sizeof token, stdin))
        return 1;
    size_t length = strcspn(token, "\n");
    if (identity == NULL ||
        pbjwt_secret_new(text, strcspn(text, "\n"), PBJWT_SECRET_TEXT, &secret) != PBJWT_OK ||
        pbjwt_verifier_new(&secret, 1, NULL, &verifier) != PBJWT_OK)
        return 1;
    double best = 1e18;
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        for (int i = 0; i < COUNT; i++)
            if (pbjwt_verify(verifier, token, length, identity) != PBJWT_OK)
                return 1;
        double each = (now() - start) / COUNT;
        if (each < best)
            best = each;
    }
    printf("%.0f\n", best);
    pbjwt_identity_free(identity);
    pbjwt_verifier_release(verifier);
    pbjwt_secret_free(secret);
    return 0;
}
