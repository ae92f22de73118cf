/* SPDX-License-Identifier: Apache-2.0 */
#include "samples.h"

#include <string.h>

typedef struct text_claim {
    pbjwt_claim claim;
    const char *text;
} text_claim;

static const text_claim person[] = {
    {PBJWT_CLAIM_EMAIL, "ada.lovelace@example.com"},
    {PBJWT_CLAIM_NAME, "Ada Lovelace"},
    {PBJWT_CLAIM_SUB, SAMPLE_USER_ID},
};

static const text_claim company[] = {
    {PBJWT_CLAIM_AVATAR_URL, "https://cdn.example.com/avatars/7Yk2LqP0.png"},
    {PBJWT_CLAIM_COMPANY_NAME, "Analytical Engines Ltd"},
    {PBJWT_CLAIM_COMPANY_ID, "cmp_0042"},
    {PBJWT_CLAIM_CUSTOMER_STATUS, "active"},
    {PBJWT_CLAIM_RENEWAL_DATE, "2026-03-31"},
    {PBJWT_CLAIM_RENEWAL_RISK, "low"},
    {PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL, "csm@productbridge.example"},
    {PBJWT_CLAIM_EXTERNAL_USER_ID, "003Dn00000XyZAB"},
};

static bool set(pbjwt_claims *claims, const text_claim *texts, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (pbjwt_claims_set_text(claims, texts[i].claim, texts[i].text, strlen(texts[i].text)) !=
            PBJWT_OK)
            return false;
    return true;
}

static bool set_company(pbjwt_claims *claims) {
    return set(claims, company, sizeof company / sizeof company[0]) &&
           pbjwt_claims_set_number(claims, PBJWT_CLAIM_COMPANY_MRR, 1249.5) == PBJWT_OK &&
           pbjwt_claims_set_user_hash(claims, true) == PBJWT_OK;
}

pbjwt_claims *sample_claims(bool full) {
    pbjwt_claims *const claims = pbjwt_claims_new();
    if (set(claims, person, sizeof person / sizeof person[0]) && (!full || set_company(claims)))
        return claims;
    pbjwt_claims_free(claims);
    return NULL;
}
