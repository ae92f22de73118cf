/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Reads tokens from standard input, one per line, and prints the status of each: the least that a program can do for
 * what `pbjwt verify --status-only` does. The file has the secret.
 *
 *     lines FILE
 */
#include <pbjwt.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 1 << 16, LONGEST_NAME = 64 };

static void require(bool condition, const char *what) {
    if (condition)
        return;
    fprintf(stderr, "lines: %s\n", what);
    exit(3);
}

/* The command line's own policy for `--max-lifetime 7200`. */
static pbjwt_verifier *make_verifier(const char *file) {
    char text[256];
    FILE *const stream = fopen(file, "rb");
    require(stream != NULL, "can't open the secret");
    const size_t length = fread(text, 1, sizeof text, stream);
    fclose(stream);
    pbjwt_secret *secret = NULL;
    pbjwt_verifier *verifier = NULL;
    pbjwt_policy *const policy = pbjwt_policy_new(PBJWT_PROFILE_SSO);
    require(policy != NULL && pbjwt_policy_set_max_lifetime(policy, 7200) == PBJWT_OK &&
                pbjwt_secret_new(text, length, PBJWT_SECRET_TEXT, &secret) == PBJWT_OK &&
                pbjwt_verifier_new(&secret, 1, policy, &verifier) == PBJWT_OK,
            "can't be set up");
    pbjwt_secret_free(secret);
    pbjwt_policy_free(policy);
    return verifier;
}

static char output[BLOCK + LONGEST_NAME];
static size_t output_length;

static void flush(void) {
    size_t written = 0;
    while (written < output_length) {
        const ssize_t count = write(STDOUT_FILENO, output + written, output_length - written);
        require(count > 0, "can't write");
        written += (size_t)count;
    }
    output_length = 0;
}

static void print(pbjwt_status status) {
    const char *const name = pbjwt_status_name(status);
    const size_t length = strlen(name);
    memcpy(output + output_length, name, length);
    output[output_length + length] = '\n';
    output_length += length + 1;
    if (output_length >= BLOCK)
        flush();
}

int main(int argc, char **argv) {
    static char input[BLOCK];
    require(argc == 2, "usage: lines FILE");
    pbjwt_verifier *const verifier = make_verifier(argv[1]);
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    require(identity != NULL, "no memory");
    size_t length = 0;
    ssize_t count;
    while ((count = read(STDIN_FILENO, input + length, sizeof input - length)) > 0) {
        length += (size_t)count;
        size_t start = 0;
        const char *end;
        while ((end = (const char *)memchr(input + start, '\n', length - start)) != NULL) {
            const size_t line = (size_t)(end - (input + start));
            print(pbjwt_verify(verifier, input + start, line, identity));
            start += line + 1;
        }
        require(start > 0, "a line is longer than a block");
        length -= start;
        memmove(input, input + start, length);
    }
    require(count == 0 && length == 0, "can't read, or the last line has no end");
    flush();
    pbjwt_identity_free(identity);
    pbjwt_verifier_release(verifier);
    return 0;
}
