/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Processes the token in a file repeatedly, for a profiler that counts instructions (work.py).
 *
 *     bench_work CALL FILE COUNT
 *
 *   verify   pbjwt_verify_at with SAMPLE_SECRET at SAMPLE_NOW, tokens of up to 1 MiB
 *   both     the same, and jansson reads the payload too
 *   tree     the same as verify, with a tree of the custom claims
 *   inspect  pbjwt_inspect_unverified
 *
 * Prints the status.
 */
#include "samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void stop(const char *what) {
    fprintf(stderr, "bench_work: %s\n", what);
    exit(3);
}

static void require(bool condition) {
    if (!condition)
        stop("can't be set up");
}

static char *read_file(const char *name, size_t *length) {
    char *const bytes = (char *)malloc(PBJWT_MAX_TOKEN_BYTES_LIMIT + 1);
    FILE *const file = fopen(name, "rb");
    if (bytes == NULL || file == NULL)
        stop("can't read the token");
    *length = fread(bytes, 1, PBJWT_MAX_TOKEN_BYTES_LIMIT + 1, file);
    fclose(file);
    return bytes;
}

static pbjwt_verifier *make_verifier(bool both) {
    pbjwt_secret *secret = NULL;
    pbjwt_verifier *verifier = NULL;
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_WIDGET);
    require(policy != NULL &&
            pbjwt_policy_set_max_token_bytes(policy, PBJWT_MAX_TOKEN_BYTES_LIMIT) == PBJWT_OK &&
            pbjwt_policy_set_reader(policy, both ? PBJWT_READER_BOTH : PBJWT_READER_FAST) ==
                PBJWT_OK &&
            pbjwt_secret_new(SAMPLE_SECRET, strlen(SAMPLE_SECRET), PBJWT_SECRET_TEXT, &secret) ==
                PBJWT_OK &&
            pbjwt_verifier_new(&secret, 1, policy, &verifier) == PBJWT_OK);
    pbjwt_secret_free(secret);
    pbjwt_policy_free(policy);
    return verifier;
}

static pbjwt_status inspect(const char *token, size_t length) {
    char *header, *payload;
    const pbjwt_status status =
        pbjwt_inspect_unverified(token, length, &header, NULL, &payload, NULL);
    pbjwt_free(header);
    pbjwt_free(payload);
    return status;
}

static pbjwt_status verify(const pbjwt_verifier *verifier, const char *token, size_t length,
                           bool tree, pbjwt_identity *identity) {
    pbjwt_json *root = NULL;
    pbjwt_status status = pbjwt_verify_at(verifier, token, length, SAMPLE_NOW, identity);
    if (status == PBJWT_OK && tree)
        status = pbjwt_identity_custom_tree(identity, &root);
    pbjwt_json_free(root);
    return status;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: bench_work verify|both|tree|inspect FILE COUNT\n");
        return 2;
    }
    size_t length;
    char *const token = read_file(argv[2], &length);
    pbjwt_identity *const identity = pbjwt_identity_new(PBJWT_MAX_TOKEN_BYTES_LIMIT);
    pbjwt_verifier *const verifier = make_verifier(strcmp(argv[1], "both") == 0);
    pbjwt_status status = PBJWT_INTERNAL;
    for (long i = strtol(argv[3], NULL, 10); i > 0; i--)
        status = strcmp(argv[1], "inspect") == 0
                     ? inspect(token, length)
                     : verify(verifier, token, length, strcmp(argv[1], "tree") == 0, identity);
    puts(pbjwt_status_name(status));
    pbjwt_verifier_release(verifier);
    pbjwt_identity_free(identity);
    free(token);
    return 0;
}
