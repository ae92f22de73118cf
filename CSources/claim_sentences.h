/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What to tell an operator about a claim: what it must be, what usually goes wrong, and what to
 * send instead.
 *
 *   kind   the last part of the warning's enumerator, PBJWT_WARNING_...; NONE if the claim is refused
 *   claim  likewise, PBJWT_CLAIM_...; NONE for the kind's general sentence
 *
 * A sentence names the claim as it was sent, and has no character that JSON escapes.
 */
#ifndef PBJWT_CLAIM_SENTENCES_H
#define PBJWT_CLAIM_SENTENCES_H

/* clang-format off */
/* Of the type and the form: malformed_claim may be about either. */
#define PBJWTI_REFUSED(ROW) \
    ROW(NONE, EMAIL, \
        "email must be text of at most 320 bytes, with an @ between two parts and no control characters: " \
        "user.email.") \
    ROW(NONE, SUB, "sub must be non-empty text, not a number: String(user.id).") \
    ROW(NONE, ID, "id must be non-empty text, not a number: String(user.id).") \
    ROW(NONE, USER_HASH, \
        "user_hash must be 64 hex characters as text, not base64: createHmac('sha256', " \
        "secret).update(String(user.id)).digest('hex').") \
    ROW(NONE, NAME, "name must be non-empty text, not an object: user.name.") \
    ROW(NONE, COMPANY_NAME, "company_name must be non-empty text, not an object: user.companyName.") \
    ROW(NONE, COMPANY_ID, "company_id must be non-empty text, not a number: String(user.companyId).") \
    ROW(NONE, EXTERNAL_USER_ID, "external_user_id must be non-empty text, not a number: String(contact.id).") \
    ROW(NONE, ACCOUNT_OWNER_ID, "account_owner_id must be non-empty text, not a number: String(owner.id).") \
    ROW(NONE, ACCOUNT_OWNER_EMAIL, "account_owner_email must be non-empty text, not an object: owner.email.") \
    ROW(NONE, AVATAR_URL, \
        "avatar_url must be a full http or https URL as text, not a path: https://yourapp.com/ann.png.") \
    ROW(NONE, AVATAR_URL_CAMEL, \
        "avatarURL must be a full http or https URL as text, not a path: https://yourapp.com/ann.png.") \
    ROW(NONE, COMPANY_MRR, \
        "company_mrr must be a JSON number of US dollars, not text, no currency sign: Number(user.mrr).") \
    ROW(NONE, CUSTOMER_STATUS, \
        "customer_status must be non-empty text, not true or a number: active, trial, churned or a custom " \
        "status.") \
    ROW(NONE, RENEWAL_DATE, \
        "renewal_date must be an ISO 8601 date as text, not seconds: 2027-03-31 or date.toISOString().") \
    ROW(NONE, RENEWAL_RISK, "renewal_risk must be lower-case text, not a score: low, medium or high.") \
    ROW(NONE, ISS, "iss must be text, not a list or an object: the name of the issuer.") \
    ROW(NONE, JTI, "jti must be text, not a number: crypto.randomUUID().") \
    ROW(NONE, AUD, "aud must be text or a list of texts, without null or objects: the name of the audience.") \
    ROW(NONE, EXP, \
        "exp must be a JSON number of seconds since 1970 and later than iat, not text and not milliseconds: " \
        "Math.floor(Date.now() / 1000) + 3600.") \
    ROW(NONE, NBF, \
        "nbf must be a JSON number of seconds since 1970, not text and not milliseconds: " \
        "Math.floor(Date.now() / 1000).") \
    ROW(NONE, IAT, \
        "iat must be a JSON number of seconds since 1970, not text and not milliseconds: " \
        "Math.floor(Date.now() / 1000).")

#define PBJWTI_WARNED_OF_TYPE(ROW) \
    ROW(WRONG_TYPE, NONE, "A claim had the wrong JSON type and was left out: see the JWT Payload Reference.") \
    ROW(WRONG_TYPE, NAME, "name was not text and was left out: send user.name, not an object.") \
    ROW(WRONG_TYPE, COMPANY_NAME, \
        "company_name was not text and was left out: send user.companyName, not an object.") \
    ROW(WRONG_TYPE, COMPANY_ID, \
        "company_id was not text and was left out: send String(user.companyId), not a number.") \
    ROW(WRONG_TYPE, EXTERNAL_USER_ID, \
        "external_user_id was not text and was left out: send String(contact.id), not a number.") \
    ROW(WRONG_TYPE, ACCOUNT_OWNER_ID, \
        "account_owner_id was not text and was left out: send String(owner.id), not a number.") \
    ROW(WRONG_TYPE, ACCOUNT_OWNER_EMAIL, \
        "account_owner_email was not text and was left out: send owner.email, not an object.") \
    ROW(WRONG_TYPE, AVATAR_URL, "avatar_url was not text and was left out: send one https URL, not an object.") \
    ROW(WRONG_TYPE, AVATAR_URL_CAMEL, \
        "avatarURL was not text and was left out: send one https URL, not an object.") \
    ROW(WRONG_TYPE, COMPANY_MRR, \
        "company_mrr was not a number and was left out: send US dollars such as 1250.5, not an object.") \
    ROW(WRONG_TYPE, CUSTOMER_STATUS, \
        "customer_status was not text and was left out: send active, trial, churned or a custom status.") \
    ROW(WRONG_TYPE, RENEWAL_DATE, \
        "renewal_date was not text and was left out: send date.toISOString(), not an object.") \
    ROW(WRONG_TYPE, RENEWAL_RISK, \
        "renewal_risk was not text and was left out: send low, medium or high, not a score.")

#define PBJWTI_WARNED_OF_FORM(ROW) \
    ROW(WRONG_FORM, NONE, "A claim had the wrong form and was left out: see the JWT Payload Reference.") \
    ROW(WRONG_FORM, AVATAR_URL, \
        "avatar_url was not an http or https URL and was left out: send https://yourapp.com/ann.png, not a " \
        "path.") \
    ROW(WRONG_FORM, AVATAR_URL_CAMEL, \
        "avatarURL was not an http or https URL and was left out: send https://yourapp.com/ann.png, not a " \
        "path.") \
    ROW(WRONG_FORM, COMPANY_MRR, \
        "company_mrr was not a number and was left out: send 1250.5, without a currency sign or commas.") \
    ROW(WRONG_FORM, RENEWAL_DATE, \
        "renewal_date was not an ISO 8601 date and was left out: send 2027-03-31 or date.toISOString().") \
    ROW(WRONG_FORM, RENEWAL_RISK, \
        "renewal_risk was not low, medium or high and was left out: send one of these words.") \
    ROW(COERCED, NONE, "A claim was read, but is not written as it should be: see the JWT Payload Reference.") \
    ROW(COERCED, COMPANY_MRR, "company_mrr was text; send a number: Number(user.mrr).") \
    ROW(COERCED, RENEWAL_DATE, \
        "renewal_date was read, but is not an ISO 8601 date with an offset: send 2027-03-31 or " \
        "date.toISOString().") \
    ROW(COERCED, RENEWAL_RISK, "renewal_risk was read, but has capital letters: send low, medium or high.") \
    ROW(NOT_CANONICAL, NONE, "An address is not canonical: send the same lower-case text every time.") \
    ROW(NOT_CANONICAL, EMAIL, \
        "email has capital letters, white space at an end or invisible characters, and a changed address " \
        "creates a new record: user.email.trim().toLowerCase().")

#define PBJWTI_WARNED_OF_PLACEHOLDER(ROW) \
    ROW(PLACEHOLDER, NONE, "A claim is a placeholder such as undefined: leave it out if there is no value.") \
    ROW(PLACEHOLDER, SUB, \
        "sub is a placeholder such as undefined and counts as absent: check that user.id is set.") \
    ROW(PLACEHOLDER, ID, "id is a placeholder such as undefined and counts as absent: check that user.id is set.") \
    ROW(PLACEHOLDER, NAME, \
        "name is a placeholder such as undefined and is shown as it is: leave it out if there is none.") \
    ROW(PLACEHOLDER, COMPANY_NAME, \
        "company_name is a placeholder such as undefined and is shown as it is: leave it out if there is " \
        "none.") \
    ROW(PLACEHOLDER, COMPANY_ID, \
        "company_id is a placeholder such as undefined and counts as absent: leave it out if there is no " \
        "company.") \
    ROW(PLACEHOLDER, EXTERNAL_USER_ID, \
        "external_user_id is a placeholder such as undefined and counts as absent: leave it out if there is " \
        "none.") \
    ROW(PLACEHOLDER, ACCOUNT_OWNER_ID, \
        "account_owner_id is a placeholder such as undefined and counts as absent: leave it out if there is " \
        "no owner.") \
    ROW(PLACEHOLDER, ACCOUNT_OWNER_EMAIL, \
        "account_owner_email is a placeholder such as undefined and is kept: leave it out if there is no " \
        "owner.") \
    ROW(PLACEHOLDER, AVATAR_URL, \
        "avatar_url is a placeholder such as undefined and is ignored: send it only if there is a picture.") \
    ROW(PLACEHOLDER, AVATAR_URL_CAMEL, \
        "avatarURL is a placeholder such as undefined and is ignored: send it only if there is a picture.") \
    ROW(PLACEHOLDER, CUSTOMER_STATUS, \
        "customer_status is a placeholder such as undefined and is kept as a custom status: leave it out if " \
        "there is none.") \
    ROW(PLACEHOLDER, RENEWAL_DATE, \
        "renewal_date is a placeholder such as undefined and is ignored: send it only if there is a date.") \
    ROW(PLACEHOLDER, RENEWAL_RISK, \
        "renewal_risk is a placeholder such as undefined and is ignored: send it only if it is known.") \
    ROW(PLACEHOLDER, ISS, "iss is a placeholder such as undefined: check that the issuer is set where you sign.") \
    ROW(PLACEHOLDER, JTI, \
        "jti is a placeholder such as undefined, so two tokens can share it: send crypto.randomUUID().") \
    ROW(PLACEHOLDER, AUD, \
        "aud is or holds a placeholder such as undefined: check that the audience is set where you sign.")

#define PBJWTI_WARNED_OF_NAME(ROW) \
    ROW(UNKNOWN_NAME, NONE, "A claim is missing, but a similar name is there: rename it.") \
    ROW(UNKNOWN_NAME, SUB, \
        "sub is missing, but a similar name is there, such as userId, uid or nameid: rename it.") \
    ROW(UNKNOWN_NAME, USER_HASH, \
        "user_hash is missing, but a similar name is there, such as hash or hmac: rename it.") \
    ROW(UNKNOWN_NAME, NAME, \
        "name is missing, but a similar name is there, such as fullName or username: rename it.") \
    ROW(UNKNOWN_NAME, COMPANY_NAME, \
        "company_name is missing, but a similar name is there, such as company or companyName: rename it.") \
    ROW(UNKNOWN_NAME, COMPANY_ID, \
        "company_id is missing, but a similar name is there, such as companyId: rename it.") \
    ROW(UNKNOWN_NAME, EXTERNAL_USER_ID, \
        "external_user_id is missing, but a similar name is there, such as externalId: rename it.") \
    ROW(UNKNOWN_NAME, ACCOUNT_OWNER_ID, \
        "account_owner_id is missing, but a similar name is there, such as accountOwnerId: rename it.") \
    ROW(UNKNOWN_NAME, ACCOUNT_OWNER_EMAIL, \
        "account_owner_email is missing, but a similar name is there, such as accountOwnerEmail: rename it.") \
    ROW(UNKNOWN_NAME, AVATAR_URL, \
        "avatar_url is missing, but a similar name is there, such as picture or photo: rename it.") \
    ROW(UNKNOWN_NAME, COMPANY_MRR, "company_mrr is missing, but a similar name is there, such as mrr: rename it.") \
    ROW(UNKNOWN_NAME, CUSTOMER_STATUS, \
        "customer_status is missing, but a similar name is there, such as status: rename it.") \
    ROW(UNKNOWN_NAME, RENEWAL_DATE, \
        "renewal_date is missing, but a similar name is there, such as renewalDate: rename it.") \
    ROW(UNKNOWN_NAME, RENEWAL_RISK, \
        "renewal_risk is missing, but a similar name is there, such as renewalRisk: rename it.") \
    ROW(UNKNOWN_NAME, ISS, "iss is missing, but a similar name is there, such as ISS: rename it.") \
    ROW(UNKNOWN_NAME, JTI, "jti is missing, but a similar name is there, such as JTI: rename it.") \
    ROW(UNKNOWN_NAME, AUD, "aud is missing, but a similar name is there, such as AUD: rename it.") \
    ROW(UNKNOWN_NAME, EXP, \
        "exp is missing, but a similar name is there, such as expires or expiresAt: rename it.") \
    ROW(UNKNOWN_NAME, NBF, "nbf is missing, but a similar name is there, such as NBF: rename it.") \
    ROW(UNKNOWN_NAME, IAT, "iat is missing, but a similar name is there, such as issuedAt: rename it.") \
    ROW(MISSING_IAT, NONE, \
        "The token has no iat, which says when it was signed: set it to Math.floor(Date.now() / 1000).") \
    ROW(WEAK_SECRET, NONE, \
        "The secret is shorter than 32 bytes, so it can be guessed from one token: use all 64 characters of " \
        "the Widget API Secret.")
/* clang-format on */

#define PBJWTI_CLAIM_SENTENCES(ROW)                                                                \
    PBJWTI_REFUSED(ROW)                                                                            \
    PBJWTI_WARNED_OF_TYPE(ROW)                                                                     \
    PBJWTI_WARNED_OF_FORM(ROW)                                                                     \
    PBJWTI_WARNED_OF_PLACEHOLDER(ROW)                                                              \
    PBJWTI_WARNED_OF_NAME(ROW)

#endif
