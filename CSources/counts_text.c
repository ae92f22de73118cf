/* SPDX-License-Identifier: Apache-2.0 */

/* Counts as Prometheus reads them: its text format 0.0.4. */
#include "counts.h"
#include "json_write.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PROMETHEUS_BYTES = 4096 }; /* what it takes, mostly */

/* A number's name, description and label, which may be empty: without pointers, so nothing has to
   be relocated. */
typedef struct family {
    char name[32];
    char label[8];
    char help[76];
} family;

static void write_plain(pbjwti_writer *to, const char *text) {
    pbjwti_write_bytes(to, text, strlen(text));
}

static void start_family(pbjwti_writer *to, const family *one) {
    write_plain(to, "# HELP ");
    write_plain(to, one->name);
    write_plain(to, " ");
    write_plain(to, one->help);
    write_plain(to, "\n# TYPE ");
    write_plain(to, one->name);
    write_plain(to, " counter\n");
}

/* A key's id may contain quotes and backslashes, but no line end. */
static void write_sample(pbjwti_writer *to, const family *one, pbjwti_view label,
                         const pbjwti_count *number) {
    write_plain(to, one->name);
    if (label.data != NULL) {
        write_plain(to, "{");
        write_plain(to, one->label);
        write_plain(to, "=\"");
        for (size_t i = 0; i < label.length; i++) {
            if (label.data[i] == '"' || label.data[i] == '\\')
                write_plain(to, "\\");
            pbjwti_write_bytes(to, (const char *)label.data + i, 1);
        }
        write_plain(to, "\"}");
    }
    char digits[24];
    (void)snprintf(digits, sizeof digits, " %" PRIu64 "\n", pbjwti_count_read(number));
    write_plain(to, digits);
}

static void write_named(pbjwti_writer *to, const family *one, const char *name,
                        const pbjwti_count *number) {
    write_sample(to, one, (pbjwti_view){(const unsigned char *)name, strlen(name)}, number);
}

/* Every status, so that each number exists before it is first incremented. */
static void write_statuses(pbjwti_writer *to, const family *one, const pbjwti_count *numbers,
                           int first) {
    const char *const unknown = pbjwt_status_name((pbjwt_status)PBJWTI_COUNTED_STATUSES);
    start_family(to, one);
    for (int i = first; i < PBJWTI_COUNTED_STATUSES; i++) {
        const char *const name = pbjwt_status_name((pbjwt_status)i);
        if (strcmp(name, unknown) != 0)
            write_named(to, one, name, &numbers[i]);
    }
}

static const family verifications = {"pbjwt_verifications_total", "status", "Tokens by status."};
static const family warned = {"pbjwt_warnings_total", "kind", "Warnings of accepted tokens."};
static const family signatures = {"pbjwt_signatures_total", "key",
                                  "Tokens by the secret that their signature holds with."};
static const family would_refuse_any = {"pbjwt_would_refuse_tokens_total", "",
                                        "Accepted tokens that the second policy would refuse."};
static const family would_refuse = {
    "pbjwt_would_refuse_total", "status",
    "Accepted tokens that the second policy would refuse, under each reason."};

pbjwt_status pbjwt_counts_prometheus(const pbjwt_counts *counts, char **text, size_t *length) {
    if (length != NULL)
        *length = 0;
    if (text == NULL)
        return PBJWT_INVALID_ARGUMENT;
    *text = NULL;
    if (counts == NULL)
        return PBJWT_INVALID_ARGUMENT;

    pbjwti_writer to;
    pbjwti_writer_start(&to, PROMETHEUS_BYTES);
    write_statuses(&to, &verifications, counts->statuses, PBJWT_OK);
    start_family(&to, &warned);
    for (int i = PBJWT_WARNING_NONE + 1; i < PBJWTI_COUNTED_WARNINGS; i++)
        write_named(&to, &warned, pbjwt_warning_name((pbjwt_warning)i), &counts->warnings[i]);
    start_family(&to, &signatures);
    const size_t keys = pbjwt_counts_key_count(counts);
    for (size_t i = 0; i < keys; i++) {
        const pbjwti_counted_key *const key = &counts->keys[i];
        write_sample(&to, &signatures, (pbjwti_view){key->label, key->length}, &key->tokens);
    }
    start_family(&to, &would_refuse_any);
    write_sample(&to, &would_refuse_any, (pbjwti_view){NULL, 0}, &counts->would_refuse[PBJWT_OK]);
    write_statuses(&to, &would_refuse, counts->would_refuse, PBJWT_OK + 1);
    return pbjwti_writer_finish(&to, text, length);
}
