/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Secrets are the files in one folder. Either all of them are read or none, so a mistake in one file changes
 * nothing. Reading never throws, because the postmaster also reads: if it has loaded this module, it reads at
 * its start and at each reload, and new sessions inherit the result of the last successful reading.
 */
#include "pbjwtpg.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <access/parallel.h>
#include <miscadmin.h>
#include <utils/guc.h>

enum {
    MAX_SECRETS = 256,
    /* The longest secret in hex, and one newline. */
    MAX_FILE_BYTES = 2 * PBJWT_MAX_SECRET_BYTES + 1,
    MAX_REASON = 1024
};

typedef struct NamedSecret {
    char name[PBJWTPG_MAX_NAME + 1];
    pbjwt_secret *secret;
} NamedSecret;

typedef struct SecretSet {
    size_t count;
    NamedSecret items[MAX_SECRETS];
} SecretSet;

static char *secrets_directory; /* the setting */
static SecretSet *current;      /* those of the last successful reading, or NULL */
static uint64 generation;       /* counts the successful readings */
static bool stale = true;       /* the folder must be read, or read again */
static bool preloaded;

static void free_set(SecretSet *set) {
    if (set == NULL)
        return;
    for (size_t i = 0; i < set->count; i++)
        pbjwt_secret_free(set->items[i].secret);
    free(set);
}

static pbjwt_secret *find(const SecretSet *set, const char *name) {
    for (size_t i = 0; set != NULL && i < set->count; i++)
        if (strcmp(set->items[i].name, name) == 0)
            return set->items[i].secret;
    return NULL;
}

static bool ends_with(const char *text, size_t length, const char *end) {
    size_t end_length = strlen(end);
    return length > end_length && memcmp(text + length - end_length, end, end_length) == 0;
}

/* Splits a file's name into the secret's name and its format. */
static bool parse_name(const char *file, char *name, pbjwt_secret_format *format) {
    size_t length = strlen(file);

    *format = PBJWT_SECRET_TEXT;
    if (ends_with(file, length, ".hex")) {
        *format = PBJWT_SECRET_HEX;
        length -= strlen(".hex");
    } else if (ends_with(file, length, ".base64")) {
        *format = PBJWT_SECRET_BASE64;
        length -= strlen(".base64");
    }
    if (length > PBJWTPG_MAX_NAME ||
        strspn(file, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                     "0123456789-_.") != strlen(file))
        return false;
    memcpy(name, file, length);
    name[length] = '\0';
    return true;
}

/* Checks the same rule as PostgreSQL for its ssl_key_file. NULL, or what is wrong. */
static const char *file_fault(const struct stat *file) {
    if (!S_ISREG(file->st_mode))
        return "it is not a regular file";
    if (file->st_uid != geteuid() && file->st_uid != 0)
        return "it must belong to the server's user or to root";
    if (file->st_uid == geteuid() && (file->st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return "others than its owner may use it: it must have mode 0600 or less";
    if (file->st_uid == 0 && (file->st_mode & (S_IWGRP | S_IXGRP | S_IRWXO)) != 0)
        return "too many may use it: root's file must have mode 0640 or less";
    return NULL;
}

/* Reads a file's bytes without one final newline. NULL, or what is wrong. */
static const char *read_bytes(int folder, const char *file, char *bytes, size_t *length) {
    struct stat found;
    const char *fault = NULL;
    size_t total = 0;
    ssize_t got = 0;
    /* So as not to wait for the other end of a pipe. */
    int descriptor = openat(folder, file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    if (descriptor < 0)
        return strerror(errno);
    if (fstat(descriptor, &found) != 0)
        fault = strerror(errno);
    else
        fault = file_fault(&found);
    while (fault == NULL && total <= MAX_FILE_BYTES) {
        got = read(descriptor, bytes + total, MAX_FILE_BYTES + 1 - total);
        if (got < 0 && errno != EINTR)
            fault = strerror(errno);
        else if (got == 0)
            break;
        else if (got > 0)
            total += (size_t)got;
    }
    close(descriptor);
    if (fault == NULL && total > MAX_FILE_BYTES)
        fault = "it is too long for a secret";
    if (total > 0 && bytes[total - 1] == '\n')
        total--;
    *length = total;
    return fault;
}

/* Adds the secret in a file. NULL, or what is wrong, without any of the file's content. */
static const char *add_file(SecretSet *set, int folder, const char *file) {
    char bytes[MAX_FILE_BYTES + 1];
    size_t length = 0;
    pbjwt_secret_format format;
    NamedSecret *item = &set->items[set->count];
    const char *fault;
    pbjwt_status status;

    if (set->count == MAX_SECRETS)
        return "the folder holds too many secrets";
    if (!parse_name(file, item->name, &format))
        return "its name must consist of at most 63 letters, digits, dots, hyphens and underscores";
    if (find(set, item->name) != NULL)
        return "another file has a secret of the same name";
    fault = read_bytes(folder, file, bytes, &length);
    if (fault == NULL) {
        status = pbjwt_secret_new(bytes, length, format, &item->secret);
        if (status == PBJWT_OK) {
            set->count++; /* from now on it is freed with the set */
            status = pbjwt_secret_set_id(item->secret, item->name, strlen(item->name));
        }
        if (status == PBJWT_INVALID_ARGUMENT)
            fault = "it is too long, or is not written as its name says";
        else if (status != PBJWT_OK)
            fault = pbjwt_status_message(status);
    }
    explicit_bzero(bytes, sizeof bytes);
    return fault;
}

static const char *folder_fault(int folder) {
    struct stat found;

    if (fstat(folder, &found) != 0)
        return strerror(errno);
    if (found.st_uid != geteuid() && found.st_uid != 0)
        return "it must belong to the server's user or to root";
    if ((found.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return "others than its owner may write to it";
    return NULL;
}

/* Reads a folder's files, except those whose names begin with a dot. On failure `reason` says why. */
static bool read_folder(const char *path, SecretSet *set, char *reason) {
    const char *fault = NULL;
    struct dirent *entry;
    DIR *stream = NULL;
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    fault = folder < 0 ? strerror(errno) : folder_fault(folder);
    if (fault == NULL && (stream = fdopendir(folder)) == NULL)
        fault = strerror(errno);
    if (fault != NULL) {
        if (folder >= 0)
            close(folder);
        snprintf(reason, MAX_REASON, "The folder \"%s\" can't be used: %s.", path, fault);
        return false;
    }
    errno = 0;
    while (fault == NULL && (entry = readdir(stream)) != NULL) {
        if (entry->d_name[0] != '.')
            fault = add_file(set, folder, entry->d_name);
        if (fault != NULL)
            snprintf(reason, MAX_REASON, "The file \"%s/%s\" can't be used: %s.", path,
                     entry->d_name, fault);
        errno = 0;
    }
    if (fault == NULL && errno != 0) {
        fault = strerror(errno);
        snprintf(reason, MAX_REASON, "The folder \"%s\" can't be read: %s.", path, fault);
    }
    closedir(stream);
    return fault == NULL;
}

/* Makes the folder's secrets the current ones. On failure it keeps the current ones, and `reason` says
   why. An empty path means no secrets. */
static bool load(const char *path, char *reason) {
    SecretSet *set = calloc(1, sizeof *set);

    if (set == NULL) {
        snprintf(reason, MAX_REASON, "Memory ran out.");
        return false;
    }
    if (path != NULL && path[0] != '\0' && !read_folder(path, set, reason)) {
        free_set(set);
        return false;
    }
    free_set(current);
    current = set;
    generation++;
    return true;
}

/* To the log only: clients must not see file names. */
static void log_failure(const char *reason) {
    ereport(LOG_SERVER_ONLY,
            (errmsg("pbjwt could not read its secrets"), errdetail_internal("%s", reason),
             current != NULL ? errhint("The secrets that were read before stay in use.") : 0));
}

uint64 pbjwtpg_secrets_refresh(void) {
    char reason[MAX_REASON];

    if (likely(!stale))
        return generation;
    /* A worker would read the files as they are now, but its leader may have read older ones. */
    if (IsParallelWorker() && !pbjwtpg_is_preloaded)
        ereport(ERROR, (errcode(ERRCODE_CONFIG_FILE_ERROR),
                        errmsg("pbjwt can't verify in a parallel worker"),
                        errhint("Add pbjwt to shared_preload_libraries, and restart the server.")));
    if (load(secrets_directory, reason))
        stale = false;
    else if (current != NULL) {
        stale = false; /* so that each reload logs only one line */
        log_failure(reason);
    } else
        ereport(ERROR,
                (errcode(ERRCODE_CONFIG_FILE_ERROR), errmsg("pbjwt could not read its secrets"),
                 errdetail_log("%s", reason), errhint("The server's log says why.")));
    return generation;
}

pbjwt_secret *pbjwtpg_secret(const char *name) {
    return find(current, name);
}

static void load_in_postmaster(const char *path) {
    char reason[MAX_REASON];

    if (load(path, reason))
        stale = false;
    else {
        stale = current == NULL; /* a session tries again if there is nothing to inherit */
        log_failure(reason);
    }
}

/* PostgreSQL calls this at each reload, whether the setting has changed or not. */
static void assign_secrets_directory(const char *path, void *extra) {
    (void)extra;
    if (InitializingParallelWorker) /* this isn't a reload: the leader's settings are copied */
        return;
    stale = true;
    if (preloaded && !IsUnderPostmaster)
        load_in_postmaster(path);
}

void pbjwtpg_secrets_define(void) {
    DefineCustomStringVariable(
        "pbjwt.secrets_directory",
        "The folder whose files are the secrets that tokens are verified with.",
        "It is read when the first token comes, and at each reload.", &secrets_directory, "",
        PGC_SIGHUP, GUC_SUPERUSER_ONLY | GUC_NOT_IN_SAMPLE, NULL, assign_secrets_directory, NULL);
    MarkGUCPrefixReserved("pbjwt");
    preloaded = process_shared_preload_libraries_in_progress;
    if (preloaded && !IsUnderPostmaster)
        load_in_postmaster(secrets_directory);
}
