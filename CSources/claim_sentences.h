/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What to tell an operator of a claim: what it must be, what usually goes wrong, and what to send instead.
 *
 *   kind   the last part of the warning's enumerator, PBJWT_WARNING_...; NONE where the claim is refused
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
        "email must be text that holds one address: an @ between two parts, no control characters, at " \
        "most 320 bytes; send user.email, not a user name, a list or an object.") \
    ROW(NONE, SUB, \
        "sub must be text, not a number: send String(user.id), or leave sub out if the user has no id.") \
    ROW(NONE, ID, \
        "id must be text, not a number: send String(user.id), or leave id out if the user has no id.") \
    ROW(NONE, USER_HASH, \
        "user_hash must be text of 64 hex characters, not base64 and not bytes: " \
        "crypto.createHmac('sha256', secret).update(String(user.id)).digest('hex').") \
    ROW(NONE, NAME, \
        "name must be text, not an object of first and last name: send user.name, or leave name out if " \
        "there is none.") \
    ROW(NONE, COMPANY_NAME, \
        "company_name must be text, not the whole company: send user.companyName, or leave company_name " \
        "out if there is none.") \
    ROW(NONE, COMPANY_ID, \
        "company_id must be text, not a number: send String(user.companyId), or leave company_id out if " \
        "there is no company.") \
    ROW(NONE, EXTERNAL_USER_ID, \
        "external_user_id must be text, not a number: send String(contact.id), or leave external_user_id " \
        "out if there is no contact.") \
    ROW(NONE, ACCOUNT_OWNER_ID, \
        "account_owner_id must be text, not a number: send String(owner.id), or leave account_owner_id " \
        "out if there is no owner.") \
    ROW(NONE, ACCOUNT_OWNER_EMAIL, \
        "account_owner_email must be text, not the whole owner: send owner.email, or leave " \
        "account_owner_email out if there is no owner.") \
    ROW(NONE, AVATAR_URL, \
        "avatar_url must be text, a full http or https URL, not a path and not a data: URL: send " \
        "https://yourapp.com/avatars/1.png, or leave avatar_url out.") \
    ROW(NONE, AVATAR_URL_CAMEL, \
        "avatarURL must be text, a full http or https URL, not a path and not a data: URL: send " \
        "https://yourapp.com/avatars/1.png, or leave avatarURL out.") \
    ROW(NONE, COMPANY_MRR, \
        "company_mrr must be a JSON number of US dollars, not text and not an amount with a currency " \
        "sign: send Number(user.mrr).") \
    ROW(NONE, CUSTOMER_STATUS, \
        "customer_status must be text, not true, false or a number: send active, trial, churned or any " \
        "custom status.") \
    ROW(NONE, RENEWAL_DATE, \
        "renewal_date must be text, an ISO 8601 date, not seconds and not a time without its offset: send " \
        "2027-03-31 or date.toISOString().") \
    ROW(NONE, RENEWAL_RISK, \
        "renewal_risk must be lower-case text, not a score: send low, medium or high.") \
    ROW(NONE, ISS, \
        "iss must be text, not a list or an object: send the issuer's name, or leave iss out.") \
    ROW(NONE, JTI, \
        "jti must be text, not a number: send crypto.randomUUID(), or leave jti out.") \
    ROW(NONE, AUD, \
        "aud must be text or a list of texts, not an object and not a list with null in it: send the " \
        "audience's name, or leave aud out.") \
    ROW(NONE, EXP, \
        "exp must be a JSON number of seconds since 1970 that is later than iat, not text and not " \
        "milliseconds: Math.floor(Date.now() / 1000) + 3600.") \
    ROW(NONE, NBF, \
        "nbf must be a JSON number of seconds since 1970, not text and not milliseconds: " \
        "Math.floor(Date.now() / 1000), or leave nbf out.") \
    ROW(NONE, IAT, \
        "iat must be a JSON number of seconds since 1970, not text and not milliseconds: " \
        "Math.floor(Date.now() / 1000).")

#define PBJWTI_WARNED_OF_TYPE(ROW) \
    ROW(WRONG_TYPE, NONE, \
        "A claim had the wrong JSON type and was left out: send the type that the JWT Payload Reference " \
        "gives.") \
    ROW(WRONG_TYPE, NAME, \
        "name was not text and was left out: send user.name, not an object of first and last name.") \
    ROW(WRONG_TYPE, COMPANY_NAME, \
        "company_name was not text and was left out: send user.companyName, not the whole company.") \
    ROW(WRONG_TYPE, COMPANY_ID, \
        "company_id was not text and was left out: send String(user.companyId), not a number.") \
    ROW(WRONG_TYPE, EXTERNAL_USER_ID, \
        "external_user_id was not text and was left out: send String(contact.id), not a number.") \
    ROW(WRONG_TYPE, ACCOUNT_OWNER_ID, \
        "account_owner_id was not text and was left out: send String(owner.id), not a number.") \
    ROW(WRONG_TYPE, ACCOUNT_OWNER_EMAIL, \
        "account_owner_email was not text and was left out: send owner.email, not the whole owner.") \
    ROW(WRONG_TYPE, AVATAR_URL, \
        "avatar_url was not text and was left out: send one https URL, not an object or a list of " \
        "pictures.") \
    ROW(WRONG_TYPE, AVATAR_URL_CAMEL, \
        "avatarURL was not text and was left out: send one https URL, not an object or a list of pictures.") \
    ROW(WRONG_TYPE, COMPANY_MRR, \
        "company_mrr was not a number and was left out: send US dollars such as 1250.5, not an object " \
        "with a currency.") \
    ROW(WRONG_TYPE, CUSTOMER_STATUS, \
        "customer_status was not text and was left out: send active, trial, churned or any custom status, " \
        "not a number.") \
    ROW(WRONG_TYPE, RENEWAL_DATE, \
        "renewal_date was not text and was left out: send date.toISOString(), not an object.") \
    ROW(WRONG_TYPE, RENEWAL_RISK, \
        "renewal_risk was not text and was left out: send low, medium or high, not a score.")

#define PBJWTI_WARNED_OF_FORM(ROW) \
    ROW(WRONG_FORM, NONE, \
        "A claim had the right type but not the right form and was left out: send the form that the JWT " \
        "Payload Reference gives.") \
    ROW(WRONG_FORM, AVATAR_URL, \
        "avatar_url was not an http or https URL and was left out: send " \
        "https://yourapp.com/avatars/1.png, not a path and not a data: URL.") \
    ROW(WRONG_FORM, AVATAR_URL_CAMEL, \
        "avatarURL was not an http or https URL and was left out: send https://yourapp.com/avatars/1.png, " \
        "not a path and not a data: URL.") \
    ROW(WRONG_FORM, COMPANY_MRR, \
        "company_mrr was text that is not a number and was left out: send a number such as 1250.5, " \
        "without a currency sign, commas or spaces.") \
    ROW(WRONG_FORM, RENEWAL_DATE, \
        "renewal_date was not an ISO 8601 date and was left out: send 2027-03-31 or date.toISOString(), " \
        "not 3/31/2027 and not milliseconds.") \
    ROW(WRONG_FORM, RENEWAL_RISK, \
        "renewal_risk was not low, medium or high and was left out: send one of these three words.") \
    ROW(COERCED, NONE, \
        "A claim was read, although it is not written as it should be: send the form that the JWT Payload " \
        "Reference gives.") \
    ROW(COERCED, COMPANY_MRR, \
        "company_mrr was text; send a number: Number(user.mrr).") \
    ROW(COERCED, RENEWAL_DATE, \
        "renewal_date was read, although it is not an ISO 8601 date with its offset: send 2027-03-31 or " \
        "date.toISOString().") \
    ROW(COERCED, RENEWAL_RISK, \
        "renewal_risk was read, although it has capital letters: send low, medium or high.") \
    ROW(NOT_CANONICAL, NONE, \
        "An address is not in its canonical form: send the same lower-case text every time.") \
    ROW(NOT_CANONICAL, EMAIL, \
        "email has capital letters, white space at an end or invisible characters, and an address that " \
        "changes makes a new record: send user.email.trim().toLowerCase().")

#define PBJWTI_WARNED_OF_PLACEHOLDER(ROW) \
    ROW(PLACEHOLDER, NONE, \
        "A claim is a placeholder such as undefined: leave it out where there is no value.") \
    ROW(PLACEHOLDER, SUB, \
        "sub is a placeholder such as undefined and counts as absent: check that user.id is set before " \
        "you send String(user.id).") \
    ROW(PLACEHOLDER, ID, \
        "id is a placeholder such as undefined and counts as absent: check that user.id is set before you " \
        "send String(user.id).") \
    ROW(PLACEHOLDER, NAME, \
        "name is a placeholder such as undefined, and is shown as it is: leave name out if there is none.") \
    ROW(PLACEHOLDER, COMPANY_NAME, \
        "company_name is a placeholder such as undefined, and is shown as it is: leave company_name out " \
        "if there is none.") \
    ROW(PLACEHOLDER, COMPANY_ID, \
        "company_id is a placeholder such as undefined and counts as absent: send String(user.companyId) " \
        "only if the user has a company.") \
    ROW(PLACEHOLDER, EXTERNAL_USER_ID, \
        "external_user_id is a placeholder such as undefined and counts as absent: send " \
        "String(contact.id) only if there is a contact.") \
    ROW(PLACEHOLDER, ACCOUNT_OWNER_ID, \
        "account_owner_id is a placeholder such as undefined and counts as absent: send String(owner.id) " \
        "only if there is an owner.") \
    ROW(PLACEHOLDER, ACCOUNT_OWNER_EMAIL, \
        "account_owner_email is a placeholder such as undefined: send owner.email only if there is an " \
        "owner.") \
    ROW(PLACEHOLDER, AVATAR_URL, \
        "avatar_url was a placeholder such as undefined and was left out: send it only if the user has a " \
        "picture.") \
    ROW(PLACEHOLDER, AVATAR_URL_CAMEL, \
        "avatarURL was a placeholder such as undefined and was left out: send it only if the user has a " \
        "picture.") \
    ROW(PLACEHOLDER, CUSTOMER_STATUS, \
        "customer_status is a placeholder such as undefined and is kept as a custom status: leave " \
        "customer_status out if there is none.") \
    ROW(PLACEHOLDER, RENEWAL_DATE, \
        "renewal_date was a placeholder such as undefined and was left out: send it only if there is a " \
        "date.") \
    ROW(PLACEHOLDER, RENEWAL_RISK, \
        "renewal_risk was a placeholder such as undefined and was left out: send it only if it is low, " \
        "medium or high.") \
    ROW(PLACEHOLDER, ISS, \
        "iss is a placeholder such as undefined: check that the issuer is set on the server that signs, " \
        "or leave iss out.") \
    ROW(PLACEHOLDER, JTI, \
        "jti is a placeholder such as undefined, so it does not tell one token from another: send " \
        "crypto.randomUUID(), or leave jti out.") \
    ROW(PLACEHOLDER, AUD, \
        "aud is a placeholder such as undefined, or holds one: check that the audience is set on the " \
        "server that signs, or leave aud out.")

#define PBJWTI_WARNED_OF_NAME(ROW) \
    ROW(UNKNOWN_NAME, NONE, \
        "A claim is missing, but a field has a similar name: rename it to the claim's name.") \
    ROW(UNKNOWN_NAME, SUB, \
        "sub is missing, but a field has a similar name, such as userId, uid or nameid: rename it to sub " \
        "or id and send String(user.id).") \
    ROW(UNKNOWN_NAME, USER_HASH, \
        "user_hash is missing, but a field has a similar name, such as hash, hmac or userHash: rename it " \
        "to user_hash.") \
    ROW(UNKNOWN_NAME, NAME, \
        "name is missing, but a field has a similar name, such as fullName, displayName or username: " \
        "rename it to name.") \
    ROW(UNKNOWN_NAME, COMPANY_NAME, \
        "company_name is missing, but a field has a similar name, such as company, organization or " \
        "companyName: rename it to company_name and send text.") \
    ROW(UNKNOWN_NAME, COMPANY_ID, \
        "company_id is missing, but a field has a similar name, such as companyId: rename it to " \
        "company_id.") \
    ROW(UNKNOWN_NAME, EXTERNAL_USER_ID, \
        "external_user_id is missing, but a field has a similar name, such as externalId: rename it to " \
        "external_user_id.") \
    ROW(UNKNOWN_NAME, ACCOUNT_OWNER_ID, \
        "account_owner_id is missing, but a field has a similar name, such as accountOwnerId: rename it " \
        "to account_owner_id.") \
    ROW(UNKNOWN_NAME, ACCOUNT_OWNER_EMAIL, \
        "account_owner_email is missing, but a field has a similar name, such as accountOwnerEmail: " \
        "rename it to account_owner_email.") \
    ROW(UNKNOWN_NAME, AVATAR_URL, \
        "avatar_url is missing, but a field has a similar name, such as avatar, picture or photo: rename " \
        "it to avatar_url or avatarURL.") \
    ROW(UNKNOWN_NAME, COMPANY_MRR, \
        "company_mrr is missing, but a field has a similar name, such as mrr or companyMrr: rename it to " \
        "company_mrr and send a number.") \
    ROW(UNKNOWN_NAME, CUSTOMER_STATUS, \
        "customer_status is missing, but a field has a similar name, such as status or customerStatus: " \
        "rename it to customer_status.") \
    ROW(UNKNOWN_NAME, RENEWAL_DATE, \
        "renewal_date is missing, but a field has a similar name, such as renewalDate: rename it to " \
        "renewal_date.") \
    ROW(UNKNOWN_NAME, RENEWAL_RISK, \
        "renewal_risk is missing, but a field has a similar name, such as renewalRisk: rename it to " \
        "renewal_risk.") \
    ROW(UNKNOWN_NAME, ISS, \
        "iss is missing, but a field has a similar name, such as ISS: rename it to iss.") \
    ROW(UNKNOWN_NAME, JTI, \
        "jti is missing, but a field has a similar name, such as JTI: rename it to jti.") \
    ROW(UNKNOWN_NAME, AUD, \
        "aud is missing, but a field has a similar name, such as AUD: rename it to aud.") \
    ROW(UNKNOWN_NAME, EXP, \
        "exp is missing and the token never expires, but a field has a similar name, such as expires or " \
        "expiresAt: rename it to exp and send seconds.") \
    ROW(UNKNOWN_NAME, NBF, \
        "nbf is missing, but a field has a similar name, such as NBF: rename it to nbf.") \
    ROW(UNKNOWN_NAME, IAT, \
        "iat is missing, but a field has a similar name, such as issuedAt: rename it to iat and send " \
        "seconds.") \
    ROW(MISSING_IAT, NONE, \
        "The token has no iat, which says when it was signed: set iat to Math.floor(Date.now() / 1000).") \
    ROW(WEAK_SECRET, NONE, \
        "The secret is shorter than 32 bytes, so anyone who has a token can find it by trying: use all 64 " \
        "characters of the Widget API Secret.")
/* clang-format on */

#define PBJWTI_CLAIM_SENTENCES(ROW)                                                                \
    PBJWTI_REFUSED(ROW)                                                                            \
    PBJWTI_WARNED_OF_TYPE(ROW)                                                                     \
    PBJWTI_WARNED_OF_FORM(ROW)                                                                     \
    PBJWTI_WARNED_OF_PLACEHOLDER(ROW)                                                              \
    PBJWTI_WARNED_OF_NAME(ROW)

#endif
