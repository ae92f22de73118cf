/* SPDX-License-Identifier: Apache-2.0 */

/* The contents of a report, one at a time and as JSON. */
#include "explain.h"

#include "mac.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    const char *advice;
    unsigned char number;
    unsigned char side;
} cause_rows[PBJWTI_CAUSES] = {
#define CAUSE_ROW(enumerator, number, name, side, advice) {name, advice, number, PBJWT_SIDE_##side},
    PBJWTI_CAUSE_TABLE(CAUSE_ROW)
#undef CAUSE_ROW
};

static const char *const check_names[PBJWTI_CHECKS] = {"size",      "form",    "header", "key",
                                                       "signature", "payload", "time",   "identity",
                                                       "user_hash", "parties", "claims"};

static const char *const policy_names[PBJWTI_REPORT_POLICIES] = {
    "sso", "widget", "user_hash_required", "strict_claims"};

const char *pbjwt_outcome_name(pbjwt_outcome outcome) {
    static const char *const names[] = {"not_reached", "passed", "warned", "failed"};
    return (unsigned)outcome < sizeof names / sizeof names[0] ? names[outcome] : NULL;
}

const char *pbjwt_side_name(pbjwt_side side) {
    static const char *const names[] = {"nobody", "signer", "carrier", "verifier"};
    return (unsigned)side < sizeof names / sizeof names[0] ? names[side] : NULL;
}

/* The text at a place, or NULL. */
static const char *report_text(const pbjwt_report *report, size_t place) {
    return place != 0 ? report->texts.bytes + place : NULL;
}

void pbjwt_report_free(pbjwt_report *report) {
    if (report == NULL)
        return;
    if (report->texts.bytes != NULL)
        pbjwti_wipe(report->texts.bytes, report->texts.capacity);
    free(report->texts.bytes);
    pbjwti_wipe(report, sizeof *report);
    free(report);
}

pbjwt_status pbjwt_report_status(const pbjwt_report *report, pbjwt_claim *claim) {
    if (claim != NULL)
        *claim = report != NULL ? report->claim : PBJWT_CLAIM_NONE;
    return report != NULL ? report->status : PBJWT_INVALID_ARGUMENT;
}

pbjwt_status pbjwt_report_status_after_cleaning(const pbjwt_report *report, pbjwt_claim *claim) {
    if (claim != NULL)
        *claim = report != NULL ? report->cleaned_claim : PBJWT_CLAIM_NONE;
    return report != NULL ? report->cleaned_status : PBJWT_INVALID_ARGUMENT;
}

size_t pbjwt_report_check_count(const pbjwt_report *report) {
    return report != NULL ? PBJWTI_CHECKS : 0;
}

pbjwt_outcome pbjwt_report_check(const pbjwt_report *report, size_t index, const char **name,
                                 const char **values) {
    const bool there = index < pbjwt_report_check_count(report);
    if (name != NULL)
        *name = there ? check_names[index] : NULL;
    if (values != NULL)
        *values = there ? report_text(report, report->checks[index].values) : NULL;
    return there ? report->checks[index].outcome : PBJWT_OUTCOME_NOT_REACHED;
}

size_t pbjwt_report_cause_count(const pbjwt_report *report) {
    return report != NULL ? report->cause_count : 0;
}

bool pbjwt_report_cause(const pbjwt_report *report, size_t index, pbjwt_cause *cause) {
    if (cause == NULL || index >= pbjwt_report_cause_count(report))
        return false;
    const pbjwti_found_cause *const found = &report->causes[index];
    cause->number = cause_rows[found->cause].number;
    cause->name = cause_rows[found->cause].name;
    cause->side = (pbjwt_side)cause_rows[found->cause].side;
    cause->found = report_text(report, found->found);
    cause->advice = cause_rows[found->cause].advice;
    return true;
}

size_t pbjwt_report_policy_count(const pbjwt_report *report) {
    return report != NULL ? report->policy_count : 0;
}

pbjwt_status pbjwt_report_policy(const pbjwt_report *report, size_t index, const char **name,
                                 pbjwt_claim *claim) {
    const bool there = index < pbjwt_report_policy_count(report);
    if (name != NULL)
        *name = there ? policy_names[index] : NULL;
    if (claim != NULL)
        *claim = there ? report->policies[index].claim : PBJWT_CLAIM_NONE;
    return there ? report->policies[index].status : PBJWT_INVALID_ARGUMENT;
}

/* JSON */

static void write_text(pbjwti_writer *to, const char *text) {
    pbjwti_write_string(
        to, (pbjwti_view){(const unsigned char *)text, text != NULL ? strlen(text) : 0});
}

/* A member whose value is a text; `before` comes before the name's quote. */
static void write_member(pbjwti_writer *to, const char *before, const char *name,
                         const char *value) {
    pbjwti_tell(to, "%s\"%s\":", before, name);
    write_text(to, value);
}

static void write_verdict(pbjwti_writer *to, pbjwt_status status, pbjwt_claim claim) {
    write_member(to, ",", "status", pbjwt_status_name(status));
    write_member(to, ",", "claim", pbjwt_claim_name(claim));
}

pbjwt_status pbjwt_report_json(const pbjwt_report *report, char **json, size_t *length) {
    pbjwti_writer to;
    if (length != NULL)
        *length = 0;
    if (json == NULL)
        return PBJWT_INVALID_ARGUMENT;
    *json = NULL;
    if (report == NULL)
        return PBJWT_INVALID_ARGUMENT;

    pbjwti_writer_start(&to, 2048 + 2 * report->texts.length);
    write_member(&to, "{", "status", pbjwt_status_name(report->status));
    write_member(&to, ",", "claim", pbjwt_claim_name(report->claim));
    write_member(&to, ",", "status_after_cleaning", pbjwt_status_name(report->cleaned_status));
    write_member(&to, ",", "claim_after_cleaning", pbjwt_claim_name(report->cleaned_claim));
    pbjwti_tell(&to, ",\"verified\":false,\"checks\":[");
    for (size_t i = 0; i < PBJWTI_CHECKS; i++) {
        const char *name, *values;
        const pbjwt_outcome outcome = pbjwt_report_check(report, i, &name, &values);
        write_member(&to, i > 0 ? ",{" : "{", "name", name);
        write_member(&to, ",", "outcome", pbjwt_outcome_name(outcome));
        write_member(&to, ",", "values", values);
        pbjwti_write_literal(&to, "}");
    }
    pbjwti_write_literal(&to, "],\"causes\":[");
    pbjwt_cause cause;
    for (size_t i = 0; pbjwt_report_cause(report, i, &cause); i++) {
        pbjwti_tell(&to, "%s{\"number\":%i", i > 0 ? "," : "", (int64_t)cause.number);
        write_member(&to, ",", "name", cause.name);
        write_member(&to, ",", "side", pbjwt_side_name(cause.side));
        write_member(&to, ",", "found", cause.found);
        write_member(&to, ",", "advice", cause.advice);
        pbjwti_write_literal(&to, "}");
    }
    pbjwti_write_literal(&to, "],\"policies\":[");
    for (size_t i = 0; i < report->policy_count; i++) {
        write_member(&to, i > 0 ? ",{" : "{", "name", policy_names[i]);
        write_verdict(&to, report->policies[i].status, report->policies[i].claim);
        pbjwti_write_literal(&to, "}");
    }
    pbjwti_tell(&to, "],\"macs\":%i,\"search_ended\":%s,\"now\":%i}", (int64_t)report->macs,
                report->search_ended ? "true" : "false", report->now);
    return pbjwti_writer_finish(&to, json, length);
}
