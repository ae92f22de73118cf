/* SPDX-License-Identifier: Apache-2.0 */

/* The line of an explanation. */
#include "explain.h"

#include "clock.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* The input */

/* The members of the input that the caller has; false if it is invalid. */
static bool take_input(const pbjwt_explain_input *from, const pbjwt_policy *usual,
                       pbjwt_explain_input *to) {
    const size_t least = offsetof(pbjwt_explain_input, now) + sizeof to->now;
    if (from == NULL || from->size < least)
        return false;
    memset(to, 0, sizeof *to);
    memcpy(to, from, from->size < sizeof *to ? from->size : sizeof *to);
    if (to->policy == NULL)
        to->policy = usual;
    if (to->other_secret_count > PBJWT_EXPLAIN_MAX_OTHER_SECRETS ||
        (to->other_secrets == NULL && to->other_secret_count > 0) ||
        (to->token == NULL && to->token_length > 0) ||
        (to->second_token == NULL && to->second_token_length > 0) ||
        !pbjwti_is_numeric_date(to->now))
        return false;
    for (size_t i = 0; i < to->other_secret_count; i++)
        if (to->other_secrets[i] == NULL)
            return false;
    return true;
}

/* Verifications */

/* The verifier's result. Counts a MAC for each key that may be tried, and one for the user_hash. */
static pbjwt_status verify(pbjwti_explaining *work, const pbjwt_verifier *verifier,
                           pbjwti_view token, pbjwt_claim *claim) {
    const pbjwt_status status =
        pbjwt_verify_at(verifier, token.data, token.length, work->input.now, work->identity);
    *claim = pbjwt_identity_claim_at_fault(work->identity);
    work->out_of_memory = work->out_of_memory || status == PBJWT_OUT_OF_MEMORY;
    /* With both readers, a token may get this: they differ. */
    work->failed = work->failed ||
                   (status == PBJWT_INTERNAL && work->input.policy->reader == PBJWT_READER_FAST);
    work->report->macs += (unsigned)verifier->key_count + 1;
    return status;
}

/* Another policy to check the token against: a changed copy of one. */
typedef struct other_policy {
    bool as_input; /* or the profile's */
    bool user_hash;
    bool strict;
} other_policy;

static void judge_policies(pbjwti_explaining *work) {
    static const other_policy policies[PBJWTI_REPORT_POLICIES] = {
        {false, false, false}, {false, false, false}, {true, true, false}, {true, false, true}};
    if (work->key == NULL || !work->has_claims)
        return;
    pbjwt_report *const report = work->report;
    const pbjwt_policy usual = pbjwti_policy_defaults();
    for (size_t i = 0; i < PBJWTI_REPORT_POLICIES && !work->out_of_memory; i++) {
        pbjwt_policy policy =
            policies[i].as_input ? *work->input.policy : usual; /* texts are lent */
        policy.max_token_bytes = work->input.policy->max_token_bytes;
        if (policies[i].user_hash)
            policy.user_hash = PBJWT_USER_HASH_REQUIRED;
        policy.strict_claims = policy.strict_claims || policies[i].strict;
        pbjwt_verifier *verifier;
        const pbjwt_status made =
            pbjwt_verifier_new(work->input.secrets, work->input.secret_count, &policy, &verifier);
        if (made != PBJWT_OK) {
            work->out_of_memory = work->out_of_memory || made == PBJWT_OUT_OF_MEMORY;
            work->failed = work->failed || made != PBJWT_OUT_OF_MEMORY;
            return;
        }
        report->policies[i].status =
            verify(work, verifier, work->token, &report->policies[i].claim);
        pbjwt_verifier_release(verifier);
        report->policy_count = i + 1;
    }
}

/* The steps */

static bool is_json_object(const pbjwti_explaining *work, const pbjwti_decoded *part,
                           size_t max_members) {
    pbjwti_json_names names;
    pbjwti_json_reader reader;
    pbjwti_json_member member;
    if (part->bytes == NULL)
        return false;
    pbjwti_json_names_use(&names, &work->hash_key);
    pbjwti_json_open_object(&reader, (pbjwti_view){part->bytes, part->length}, &names, max_members);
    while (pbjwti_json_next_member(&reader, &member))
        continue;
    return reader.error == PBJWTI_JSON_NO_ERROR;
}

/* What the search leaves for the verifications of policies. */
static unsigned macs_for_policies(const pbjwti_explaining *work) {
    return PBJWTI_REPORT_POLICIES * ((unsigned)work->input.secret_count + 1);
}

/* And for the correct hashes of two ids, which must be known so that they aren't shown. */
static unsigned macs_for_hashes(const pbjwti_explaining *work) {
    return 2 * (unsigned)work->input.secret_count;
}

/* Which part of the token is at fault, if its form didn't show it. */
static int faulty_part(const pbjwti_explaining *work) {
    const pbjwt_status status = work->report->cleaned_status;
    if (work->report->faulty_part != 0 || !work->has_parts || status == PBJWT_OK)
        return work->report->faulty_part;
    if (status >= PBJWT_MALFORMED_HEADER && status <= PBJWT_UNKNOWN_KEY)
        return 1;
    return status < PBJWT_MALFORMED_PAYLOAD ? 3 : 2;
}

static void run_steps(pbjwti_explaining *work) {
    pbjwt_report *const report = work->report;
    const pbjwti_view raw = {(const unsigned char *)work->input.token, work->input.token_length};
    work->token = raw;
    report->status = verify(work, work->verifier, raw, &report->claim);
    report->cleaned_status = report->status;
    report->cleaned_claim = report->claim;

    pbjwti_explain_cleaning(work);
    if (work->token.data != raw.data || work->token.length != raw.length)
        report->cleaned_status = verify(work, work->verifier, work->token, &report->cleaned_claim);

    report->macs += macs_for_policies(work);
    pbjwti_explain_form(work);
    if (work->token.length <= PBJWT_EXPLAIN_MAX_TOKEN_BYTES) {
        work->header.is_json = is_json_object(work, &work->header, PBJWT_MAX_HEADER_MEMBERS);
        work->payload.is_json = is_json_object(work, &work->payload, PBJWT_MAX_PAYLOAD_MEMBERS);
        pbjwti_explain_header(work);
        report->macs += macs_for_hashes(work);
        pbjwti_explain_key(work);
        report->macs -= macs_for_hashes(work);
        pbjwti_explain_payload(work);
        pbjwti_explain_time(work);
        pbjwti_explain_claims(work);
        pbjwti_explain_user_hash(work);
    }
    report->macs -= macs_for_policies(work);
    judge_policies(work);
    report->faulty_part = faulty_part(work);
}

static void keep_all_secrets(pbjwti_explaining *work) {
    const pbjwt_explain_input *const input = &work->input;
    for (size_t i = 0; i < input->secret_count + input->other_secret_count; i++) {
        const pbjwt_secret *const secret = i < input->secret_count
                                               ? input->secrets[i]
                                               : input->other_secrets[i - input->secret_count];
        if (secret->length >= PBJWT_MIN_SECRET_BYTES)
            pbjwti_keep_forms(work, (pbjwti_view){secret->bytes, secret->length});
    }
}

static void free_decoded(pbjwti_decoded *part) {
    free(part->bytes);
}

static void finish(pbjwti_explaining *work) {
    pbjwt_verifier_release(work->verifier);
    pbjwt_identity_free(work->identity);
    pbjwti_forget_secrets(&work->secrets);
    free(work->cleaned);
    free_decoded(&work->header);
    free_decoded(&work->payload);
    free_decoded(&work->signature);
}

static pbjwt_status explain(pbjwti_explaining *work) {
    pbjwt_report *const report = work->report;
    const pbjwt_status status = pbjwt_verifier_new(work->input.secrets, work->input.secret_count,
                                                   work->input.policy, &work->verifier);
    if (status != PBJWT_OK)
        return status;
    work->identity = pbjwt_identity_new(0);
    work->hash_key = work->verifier->hash_key;
    report->now = work->input.now;
    pbjwti_writer_start(&report->texts, 4096);
    pbjwti_write_bytes(&report->texts, "", 1); /* so that no text is at 0 */
    pbjwti_writer_start(&work->secrets, 4096);
    if (work->identity == NULL || report->texts.failed || work->secrets.failed)
        return PBJWT_OUT_OF_MEMORY;

    run_steps(work);
    keep_all_secrets(work);
    pbjwti_hide_secrets(work);
    if (work->out_of_memory)
        return PBJWT_OUT_OF_MEMORY;
    return work->failed ? PBJWT_INTERNAL : PBJWT_OK;
}

pbjwt_status pbjwt_explain(const pbjwt_explain_input *input, pbjwt_report **report) {
    const pbjwt_policy usual = pbjwti_policy_defaults();
    if (report == NULL)
        return PBJWT_INVALID_ARGUMENT;
    *report = NULL;
    pbjwti_explaining *const work = (pbjwti_explaining *)calloc(1, sizeof *work);
    if (work == NULL)
        return PBJWT_OUT_OF_MEMORY;
    pbjwt_status status = PBJWT_INVALID_ARGUMENT;
    if (take_input(input, &usual, &work->input)) {
        status = PBJWT_OUT_OF_MEMORY;
        work->report = (pbjwt_report *)calloc(1, sizeof *work->report);
        if (work->report != NULL)
            status = explain(work);
    }
    finish(work);
    if (status == PBJWT_OK)
        *report = work->report;
    else
        pbjwt_report_free(work->report);
    pbjwti_wipe(work, sizeof *work);
    free(work);
    return status;
}
