/* SPDX-License-Identifier: Apache-2.0 */
#include "internal.h"

const char *pbjwt_version(void) {
    return PBJWT_VERSION_STRING;
}

uint32_t pbjwt_version_number(void) {
    return PBJWT_VERSION_NUMBER;
}

typedef struct description {
    const char *name;
    const char *message; /* for the operator */
    const char *public_message;
} description;

/* What the person who sent the token may know: what to do, not what was looked for. */
#define PLEASE_LOG_IN "Please log in."
#define LOG_IN_AGAIN "Your sign-in has expired; please log in again."
#define NO_ADDRESS "Your account has no usable e-mail address; please contact support."
#define TRY_LATER "Signing in does not work right now; please try again later."

static description describe(pbjwt_status status) {
    switch (status) {
    case PBJWT_OK:
        return (description){"ok", "The token is good.", "You are logged in."};
    case PBJWT_MALFORMED_TOKEN:
        return (description){
            "malformed_token",
            "This is no token of three segments parted by dots: pass on what the "
            "server signed exactly as it is, without quotes, \"Bearer\" or line ends.",
            PLEASE_LOG_IN};
    case PBJWT_TOKEN_TOO_LARGE:
        return (description){"token_too_large",
                             "The token is longer than the policy's max_token_bytes: put fewer or "
                             "shorter claims into it, or raise the limit.",
                             PLEASE_LOG_IN};
    case PBJWT_MALFORMED_HEADER:
        return (description){
            "malformed_header",
            "The token's header is not base64url of a JSON object: it was changed on "
            "its way or not made by a JWT library.",
            PLEASE_LOG_IN};
    case PBJWT_UNSUPPORTED_ALGORITHM:
        return (description){
            "unsupported_algorithm",
            "The token is not signed with HS256, the one algorithm that is accepted: "
            "set it where the token is signed.",
            PLEASE_LOG_IN};
    case PBJWT_UNSUPPORTED_TYPE:
        return (description){
            "unsupported_type",
            "The header's typ is neither JWT nor application/jwt, or not the policy's: this token "
            "was made for another purpose.",
            PLEASE_LOG_IN};
    case PBJWT_CRITICAL_HEADER:
        return (description){
            "critical_header",
            "The header has a crit or b64 member, extensions that are not supported: "
            "sign a plain token.",
            PLEASE_LOG_IN};
    case PBJWT_UNKNOWN_KEY:
        return (description){
            "unknown_key",
            "The header's kid names no secret that is valid now, or every secret's "
            "time has passed: sign with a current one.",
            PLEASE_LOG_IN};
    case PBJWT_MALFORMED_SIGNATURE:
        return (description){
            "malformed_signature",
            "The token's signature is not base64url of 32 bytes: the token was cut off "
            "or changed on its way.",
            PLEASE_LOG_IN};
    case PBJWT_SIGNATURE_MISMATCH:
        return (description){
            "signature_mismatch",
            "The signature does not match: check that PRODUCTBRIDGE_WIDGET_SECRET on "
            "the signing server is the Widget API Secret, all of it and nothing else.",
            PLEASE_LOG_IN};
    case PBJWT_MALFORMED_PAYLOAD:
        return (description){
            "malformed_payload",
            "The token is signed, but its payload is not base64url of a strict JSON "
            "object: use a JWT library to build it.",
            PLEASE_LOG_IN};
    case PBJWT_DUPLICATE_MEMBER:
        return (description){"duplicate_member",
                             "The token is signed, but its payload names a member twice: send each "
                             "claim once.",
                             PLEASE_LOG_IN};
    case PBJWT_MISSING_EXP:
        return (description){"missing_exp",
                             "The token has no exp claim: set one, an hour ahead at the most.",
                             PLEASE_LOG_IN};
    case PBJWT_EXPIRED:
        return (description){"expired",
                             "The token has expired: fetch a fresh one for each page load, and "
                             "synchronize the signing server's clock.",
                             LOG_IN_AGAIN};
    case PBJWT_NOT_YET_VALID:
        return (description){"not_yet_valid",
                             "The token's nbf lies in the future: synchronize the signing server's "
                             "clock, or sign without nbf.",
                             PLEASE_LOG_IN};
    case PBJWT_ISSUED_IN_FUTURE:
        return (description){"issued_in_future",
                             "The token's iat lies in the future: synchronize the signing server's "
                             "clock.",
                             PLEASE_LOG_IN};
    case PBJWT_LIFETIME_TOO_LONG:
        return (description){"lifetime_too_long",
                             "The token is valid for longer than the policy's max_lifetime: let it "
                             "expire within an hour.",
                             PLEASE_LOG_IN};
    case PBJWT_MISSING_EMAIL:
        return (description){
            "missing_email",
            "The token has no email claim, or it is null, empty or a placeholder such as "
            "undefined: email is the one claim that is required.",
            NO_ADDRESS};
    case PBJWT_MALFORMED_CLAIM:
        return (description){
            "malformed_claim",
            "A claim has a type, form or range that it can't have: correct the claim that "
            "is named beside this status.",
            PLEASE_LOG_IN};
    case PBJWT_CONFLICTING_USER_ID:
        return (description){
            "conflicting_user_id",
            "The token names two different user ids, in sub and in id: send one of "
            "them.",
            PLEASE_LOG_IN};
    case PBJWT_MISSING_USER_HASH:
        return (description){"missing_user_hash",
                             "The token has no user_hash claim, which the policy requires: add the "
                             "HMAC-SHA256 of the user id.",
                             PLEASE_LOG_IN};
    case PBJWT_MISSING_USER_ID:
        return (description){
            "missing_user_id",
            "The token has no user id in sub or id that its user_hash could belong to: "
            "send one.",
            PLEASE_LOG_IN};
    case PBJWT_USER_HASH_MISMATCH:
        return (description){
            "user_hash_mismatch",
            "The user_hash is not that of the user id: hash the same text that is sent "
            "as sub or id, with the secret that signs the token.",
            PLEASE_LOG_IN};
    case PBJWT_ISSUER_MISMATCH:
        return (description){"issuer_mismatch",
                             "The token's iss is not the issuer that the policy names.",
                             PLEASE_LOG_IN};
    case PBJWT_AUDIENCE_MISMATCH:
        return (description){"audience_mismatch",
                             "The token's aud does not hold the audience that the policy names.",
                             PLEASE_LOG_IN};
    case PBJWT_EMAIL_NOT_CANONICAL:
        return (description){
            "email_not_canonical",
            "The email has upper-case letters, white space at an end or invisible format "
            "characters: send the same lower-case address every time, since a changed one "
            "makes a new account.",
            NO_ADDRESS};
    case PBJWT_INVALID_ARGUMENT:
        return (description){
            "invalid_argument",
            "A function of the library was called with an argument that it does not "
            "take: see its documentation.",
            TRY_LATER};
    case PBJWT_WEAK_SECRET:
        return (description){
            "weak_secret",
            "The secret is shorter than 32 bytes: use the whole Widget API Secret of "
            "64 characters.",
            TRY_LATER};
    case PBJWT_OUT_OF_MEMORY:
        return (description){"out_of_memory", "There was not enough memory.", TRY_LATER};
    case PBJWT_INTERNAL:
        return (description){
            "internal",
            "The crypto library, the system clock or the second JSON reader failed, so "
            "nobody was let in: look at the machine.",
            TRY_LATER};
    }
    return (description){"unknown_status", "This version of the library doesn't know this status.",
                         TRY_LATER};
}

const char *pbjwt_status_name(pbjwt_status status) {
    return describe(status).name;
}

const char *pbjwt_status_message(pbjwt_status status) {
    return describe(status).message;
}

const char *pbjwt_status_public_message(pbjwt_status status) {
    return describe(status).public_message;
}

const char *pbjwt_warning_name(pbjwt_warning kind) {
    switch (kind) {
    case PBJWT_WARNING_WRONG_TYPE:
        return "wrong_type";
    case PBJWT_WARNING_NOT_CANONICAL:
        return "not_canonical";
    case PBJWT_WARNING_PLACEHOLDER:
        return "placeholder";
    case PBJWT_WARNING_MISSING_IAT:
        return "missing_iat";
    case PBJWT_WARNING_WEAK_SECRET:
        return "weak_secret";
    case PBJWT_WARNING_WRONG_FORM:
        return "wrong_form";
    case PBJWT_WARNING_COERCED:
        return "coerced";
    case PBJWT_WARNING_UNKNOWN_NAME:
        return "unknown_name";
    case PBJWT_WARNING_NONE:
        break;
    }
    return NULL;
}
