/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Explanations: they never crash, have the status of verification, contain no secret in any encoding, and give causes
 * for refused tokens, but only advisory ones for tokens that are accepted without a warning.
 */
#include "oracle.h"

#include <stdlib.h>
#include <string.h>

static pbjwt_secret *secrets[2], *other;
static pbjwt_verifier *verifier;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    secrets[0] = fuzz_secret(FUZZ_SECRET, FUZZ_KEY_ID);
    secrets[1] = fuzz_secret(FUZZ_SECOND_SECRET, NULL);
    other = fuzz_secret(FUZZ_OLD_SECRET, "old");
    FUZZ_CHECK(pbjwt_verifier_new(secrets, 2, NULL, &verifier) == PBJWT_OK);
    return 0;
}

/* Whether the text contains eight consecutive characters of a secret, or of the MAC that would sign these bytes. */
static void check_secrecy(const char *text, size_t length, const unsigned char *token,
                          size_t token_length) {
    static const char *const all[] = {FUZZ_SECRET, FUZZ_SECOND_SECRET, FUZZ_OLD_SECRET};
    fuzz_parts parts;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        for (size_t j = 0; j + 8 <= strlen(all[i]); j++)
            FUZZ_CHECK(memmem(text, length, all[i] + j, 8) == NULL);
    if (!fuzz_split(token, token_length, &parts))
        return;
    unsigned char mac[FUZZ_MAC_BYTES];
    char encoded[64];
    fuzz_hmac(FUZZ_SECRET, token, (size_t)(parts.signature - token) - 1, mac);
    const size_t size = fuzz_base64url_encode(mac, sizeof mac, encoded);
    for (size_t j = 0; j + 8 <= size; j++)
        FUZZ_CHECK(memmem(text, length, encoded + j, 8) == NULL);
}

static void check_texts(const pbjwt_report *report, const unsigned char *token, size_t length) {
    char *text;
    size_t size;
    for (int color = 0; color < 2; color++) {
        FUZZ_CHECK(pbjwt_report_text(report, color != 0, &text, &size) == PBJWT_OK);
        FUZZ_CHECK(strlen(text) == size && fuzz_is_text(text, size));
        check_secrecy(text, size, token, length);
        pbjwt_free(text);
    }
    FUZZ_CHECK(pbjwt_report_json(report, &text, &size) == PBJWT_OK);
    FUZZ_CHECK(strlen(text) == size && fuzz_is_text(text, size) &&
               memchr(text, '\n', size) == NULL);
    check_secrecy(text, size, token, length);
    pbjwt_free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length) {
    unsigned char *const token = fuzz_copy(data, length);
    pbjwt_identity *const identity = pbjwt_identity_new(0);
    const pbjwt_status status = pbjwt_verify_at(verifier, token, length, FUZZ_NOW, identity);
    const pbjwt_explain_input input = {.size = sizeof input,
                                       .secrets = secrets,
                                       .secret_count = 2,
                                       .other_secrets = &other,
                                       .other_secret_count = 1,
                                       .token = token,
                                       .token_length = length,
                                       .second_token = token,
                                       .second_token_length = length / 2,
                                       .now = FUZZ_NOW};
    pbjwt_report *report;
    pbjwt_claim claim;
    FUZZ_CHECK(pbjwt_explain(&input, &report) == PBJWT_OK);
    FUZZ_CHECK(pbjwt_report_status(report, &claim) == status);
    FUZZ_CHECK(claim == pbjwt_identity_claim_at_fault(identity));
    FUZZ_CHECK(status == PBJWT_OK || pbjwt_report_cause_count(report) > 0);
    if (status == PBJWT_OK) {
        FUZZ_CHECK(pbjwt_report_status_after_cleaning(report, NULL) == PBJWT_OK);
        FUZZ_CHECK(pbjwt_identity_warning_count(identity) == 0 ||
                   pbjwt_report_cause_count(report) > 0);
        fuzz_accepted();
    }
    check_texts(report, token, length);
    pbjwt_report_free(report);
    pbjwt_identity_free(identity);
    free(token);
    return 0;
}
