/* SPDX-License-Identifier: Apache-2.0 */
#include "fields.h"

#define VIEW(member) offsetof(pbjwt_identity_view, member)

const pbjwti_field pbjwti_fields[PBJWTI_FIELDS] = {
    {"email", PBJWTI_FIELD_TEXT, PBJWT_CLAIM_EMAIL, VIEW(email)},
    {"canonical_email", PBJWTI_FIELD_CANONICAL_EMAIL, 0, 0},
    {"user_id", PBJWTI_FIELD_USER_ID, 0, 0},
    {"name", PBJWTI_FIELD_TEXT, PBJWT_CLAIM_NAME, VIEW(name)},
    {"avatar_url", PBJWTI_FIELD_AVATAR_URL, 0, 0},
    {"company", PBJWTI_FIELD_COMPANY, 0, 0},
    {"customer_status", PBJWTI_FIELD_TEXT, PBJWT_CLAIM_CUSTOMER_STATUS, VIEW(customer_status)},
    {"renewal_date", PBJWTI_FIELD_TEXT, PBJWT_CLAIM_RENEWAL_DATE, VIEW(renewal_date)},
    {"renewal_risk", PBJWTI_FIELD_TEXT, PBJWT_CLAIM_RENEWAL_RISK, VIEW(renewal_risk)},
    {"account_owner_id", PBJWTI_FIELD_TEXT, PBJWT_CLAIM_ACCOUNT_OWNER_ID, VIEW(account_owner_id)},
    {"account_owner_email", PBJWTI_FIELD_TEXT, PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL,
     VIEW(account_owner_email)},
    {"external_user_id", PBJWTI_FIELD_TEXT, PBJWT_CLAIM_EXTERNAL_USER_ID, VIEW(external_user_id)},
    {"issued_at", PBJWTI_FIELD_NUMBER, PBJWT_CLAIM_IAT, 0},
    {"not_before", PBJWTI_FIELD_NUMBER, PBJWT_CLAIM_NBF, 0},
    {"expires_at", PBJWTI_FIELD_NUMBER, PBJWT_CLAIM_EXP, 0},
    {"issuer", PBJWTI_FIELD_TEXT, PBJWT_CLAIM_ISS, VIEW(issuer)},
    {"audience", PBJWTI_FIELD_AUDIENCES, 0, 0},
    {"token_id", PBJWTI_FIELD_TEXT, PBJWT_CLAIM_JTI, VIEW(token_id)},
    {"user_hash", PBJWTI_FIELD_USER_HASH, 0, 0},
    {"custom", PBJWTI_FIELD_CUSTOM, 0, 0},
};
