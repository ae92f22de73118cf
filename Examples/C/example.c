/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The verification step of a small service. The first argument names the file with the secret; the
 * token is read from standard input. Prints who it is, or why the token is refused; exit status 0 or 1.
 *
 *     cc -std=c11 example.c $(pkg-config --cflags --libs pbjwt) -o example
 */
#define _DEFAULT_SOURCE /* explicit_bzero */

#include <pbjwt.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One byte more than the library accepts, so that it notices longer input; and a newline. */
enum {
    TOKEN_BYTES = PBJWT_DEFAULT_TOKEN_BYTES_LIMIT + 2,
    SECRET_BYTES = PBJWT_MAX_SECRET_BYTES + 2
};

/* Reads at most `capacity` bytes and removes one newline at the end; negative with errno set on failure.
   Uses read(2), because stdio would leave a copy of the secret in its buffer. */
static ssize_t read_text(int descriptor, char *bytes, size_t capacity) {
    size_t length = 0;
    while (length < capacity) {
        const ssize_t count = read(descriptor, bytes + length, capacity - length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return -1;
        if (count == 0)
            break;
        length += (size_t)count;
    }
    if (length > 0 && bytes[length - 1] == '\n')
        length--;
    return (ssize_t)length;
}

/* NULL after an error message. A service does this once, when it starts. */
static pbjwt_verifier *make_verifier(const char *path) {
    char text[SECRET_BYTES];
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t length = file >= 0 ? read_text(file, text, sizeof text) : -1;
    if (length < 0)
        perror(path);
    if (file >= 0)
        close(file);

    pbjwt_secret *secret = NULL;
    pbjwt_verifier *verifier = NULL;
    if (length >= 0) {
        pbjwt_status status = pbjwt_secret_new(text, (size_t)length, PBJWT_SECRET_TEXT, &secret);
        if (status == PBJWT_OK)
            status = pbjwt_verifier_new(&secret, 1, NULL, &verifier);
        if (status != PBJWT_OK)
            fprintf(stderr, "%s: %s\n", pbjwt_status_name(status), pbjwt_status_message(status));
    }
    explicit_bzero(text, sizeof text);
    pbjwt_secret_free(secret); /* the verifier has its own copy */
    return verifier;
}

/* The verification step. An identity can be reused for further tokens; each thread needs its own. */
static bool greet(const pbjwt_verifier *verifier, const char *token, size_t length,
                  pbjwt_identity *identity) {
    const pbjwt_status status = pbjwt_verify(verifier, token, length, identity);
    if (status != PBJWT_OK) {
        /* For the log. Show the sender of the token only pbjwt_status_public_message. */
        const pbjwt_claim fault = pbjwt_identity_claim_at_fault(identity);
        const char *claim = pbjwt_claim_name(fault);
        fprintf(stderr, "%s%s%s%s: %s\n", pbjwt_status_name(status), claim ? " (" : "",
                claim ? claim : "", claim ? ")" : "", pbjwt_claim_message(status, fault));
        return false;
    }
    size_t name_length, email_length;
    const char *email = pbjwt_identity_canonical_email(identity, &email_length);
    const char *name = pbjwt_identity_text(identity, PBJWT_CLAIM_NAME, &name_length);
    if (name == NULL) { /* the name is optional */
        name = email;
        name_length = email_length;
    }
    printf("%.*s <%.*s>\n", (int)name_length, name, (int)email_length, email);
    return fflush(stdout) == 0;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fputs("usage: example SECRET_FILE < TOKEN\n", stderr);
        return EXIT_FAILURE;
    }
    char token[TOKEN_BYTES];
    bool good = false;
    pbjwt_identity *identity = pbjwt_identity_new(PBJWT_DEFAULT_TOKEN_BYTES_LIMIT);
    pbjwt_verifier *verifier = make_verifier(argv[1]);

    if (verifier != NULL) {
        const ssize_t length = read_text(STDIN_FILENO, token, sizeof token);
        if (length < 0)
            perror("standard input");
        else
            good = greet(verifier, token, (size_t)length, identity);
    }
    pbjwt_identity_free(identity);
    pbjwt_verifier_release(verifier);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
