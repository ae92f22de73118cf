/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L /* getline */

#include "floor.h"
#include "worker.h"

#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

/* Base64url */

/* Simple, but fast enough to be only a small part of the time measured for jansson. */
bool worker_decode(const char *text, size_t length, char *out, size_t *out_length) {
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    static signed char value_of[256]; /* -1: not a digit */
    if (value_of[0] == 0) {
        memset(value_of, -1, sizeof value_of);
        for (int i = 0; i < 64; i++)
            value_of[(unsigned char)alphabet[i]] = (signed char)i;
    }

    const unsigned char *digit = (const unsigned char *)text;
    char *const start = out;
    int wrong = 0; /* negative if a digit was wrong */
    for (; length >= 4; length -= 4, digit += 4) {
        const int a = value_of[digit[0]], b = value_of[digit[1]];
        const int c = value_of[digit[2]], d = value_of[digit[3]];
        wrong |= a | b | c | d;
        *out++ = (char)(unsigned char)(((unsigned)a << 2 | (unsigned)b >> 4) & 0xFF);
        *out++ = (char)(unsigned char)(((unsigned)b << 4 | (unsigned)c >> 2) & 0xFF);
        *out++ = (char)(unsigned char)(((unsigned)c << 6 | (unsigned)d) & 0xFF);
    }
    unsigned bits = 0;
    for (size_t i = 0; i < length; i++) {
        const int value = value_of[digit[i]];
        wrong |= value;
        bits = bits << 6 | ((unsigned)value & 63);
    }
    if (length == 3)
        *out++ = (char)(unsigned char)(bits >> 10 & 0xFF);
    if (length >= 2)
        *out++ = (char)(unsigned char)(bits >> (length == 3 ? 2 : 4) & 0xFF);
    *out_length = (size_t)(out - start);
    return wrong >= 0 && length != 1;
}

bool worker_payload(const worker_token *token, char *out, size_t *length) {
    const char *const dot = (const char *)memchr(token->text, '.', token->signed_length);
    if (dot == NULL)
        return false;
    const char *const end = token->text + token->signed_length;
    return worker_decode(dot + 1, (size_t)(end - (dot + 1)), out, length);
}

/* The file */

static bool read_outcome(const char *name, worker_outcome *outcome) {
    static const char *const names[] = {
        [WORKER_ACCEPTED] = "accepted",
        [WORKER_WRONG_SIGNATURE] = "wrong-signature",
        [WORKER_EXPIRED] = "expired",
        [WORKER_MALFORMED] = "malformed",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0) {
            *outcome = (worker_outcome)i;
            return true;
        }
    }
    return false;
}

static char *copy(const char *text) {
    char *const made = strdup(text);
    if (made == NULL)
        worker_stop("out of memory");
    return made;
}

/* Only accepted tokens need the hash of the user id: the others are refused before. */
static void read_user_id(worker_token *token, char *out) {
    char *const payload = copy(token->text);
    size_t length;
    if (!worker_payload(token, payload, &length))
        worker_stop("a token's payload isn't base64url");
    json_t *const claims = json_loadb(payload, length, 0, NULL);
    if (json_is_string(json_object_get(claims, "user_hash"))) {
        const json_t *const user_id = json_object_get(claims, "sub");
        if (!json_is_string(user_id))
            worker_stop("a token has a user_hash and no sub");
        token->user_id_length = json_string_length(user_id);
        token->user_id =
            (const char *)memcpy(out, json_string_value(user_id), token->user_id_length);
    }
    json_decref(claims);
    free(payload);
}

static void add_secret(worker_file *file, const char *text) {
    const worker_secret secret = {copy(text), strlen(text)};
    worker_secret *const grown =
        (worker_secret *)realloc(file->secrets, (file->secret_count + 1) * sizeof *grown);
    if (grown == NULL)
        worker_stop("out of memory");
    if (secret.length > FLOOR_MAX_SECRET_BYTES)
        worker_stop("a secret is longer than 64 bytes");
    file->secrets = grown;
    file->secrets[file->secret_count++] = secret;
}

/* The index of a secret; adds the secret if it is new. */
static size_t find_secret(worker_file *file, const char *text) {
    for (size_t i = 0; i < file->secret_count; i++)
        if (strcmp(file->secrets[i].text, text) == 0)
            return i;
    add_secret(file, text);
    return file->secret_count - 1;
}

static worker_token read_token(worker_file *file, char *line) {
    worker_token token = {.text = NULL};
    char *const outcome = strchr(line, ' ');
    char *const text = outcome != NULL ? strchr(outcome + 1, ' ') : NULL;
    if (text == NULL)
        worker_stop("a line isn't NAME OUTCOME TOKEN, or that and a SECRET");
    *text = 0;
    char *const secret = strchr(text + 1, ' ');
    if (secret != NULL) {
        *secret = 0;
        token.secret = find_secret(file, secret + 1);
    }
    if (!read_outcome(outcome + 1, &token.outcome))
        worker_stop("an outcome isn't accepted, wrong-signature, expired or malformed");
    token.length = strlen(text + 1);
    /* The signature and the user id take less than the text that they are read from. */
    token.text = (char *)malloc(2 * token.length + 1);
    if (token.text == NULL)
        worker_stop("out of memory");
    memcpy(token.text, text + 1, token.length + 1);
    const char *const dot = strrchr(token.text, '.');
    if (dot == NULL)
        worker_stop("a token has no dot");
    token.signed_length = (size_t)(dot - token.text);
    char *const behind = token.text + token.length + 1;
    if (!worker_decode(dot + 1, token.length - token.signed_length - 1, behind,
                       &token.signature_length))
        token.signature_length = 0;
    token.signature = behind;
    if (token.outcome == WORKER_ACCEPTED)
        read_user_id(&token, behind + token.signature_length);
    return token;
}

static void add(worker_file *file, worker_token token) {
    worker_token *const grown =
        (worker_token *)realloc(file->tokens, (file->count + 1) * sizeof *grown);
    if (grown == NULL)
        worker_stop("out of memory");
    file->tokens = grown;
    file->tokens[file->count++] = token;
    if (token.length > file->longest)
        file->longest = token.length;
}

/* Reads a line without its end; false at the end of the file. */
static bool next_line(FILE *from, char **line, size_t *capacity) {
    const ssize_t length = getline(line, capacity, from);
    if (length > 0 && (*line)[length - 1] == '\n')
        (*line)[length - 1] = 0;
    return length > 0;
}

worker_file worker_read(const char *path) {
    worker_file file = {.secrets = NULL};
    char *line = NULL;
    size_t capacity = 0;
    FILE *const from = fopen(path, "r");
    if (from == NULL)
        worker_stop("the file of tokens can't be opened");
    if (!next_line(from, &line, &capacity))
        worker_stop("the file of tokens is empty");
    add_secret(&file, line);
    while (next_line(from, &line, &capacity))
        add(&file, read_token(&file, line));
    free(line);
    fclose(from);
    return file;
}

void worker_forget(worker_file *file) {
    for (size_t i = 0; i < file->count; i++)
        free(file->tokens[i].text);
    for (size_t i = 0; i < file->secret_count; i++)
        free(file->secrets[i].text);
    free(file->tokens);
    free(file->secrets);
}
