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

/* What the sender of the token may know: what to do, not what was checked. */
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
            "This is not a token of three segments separated by dots: check that the "
            "variable that holds it is not empty or undefined, and that the token was not "
            "cut.",
            PLEASE_LOG_IN};
    case PBJWT_TOKEN_TOO_LARGE:
        return (description){
            "token_too_large",
            "The token is longer than the policy's max_token_bytes: send fewer or shorter "
            "claims, or raise the limit.",
            PLEASE_LOG_IN};
    case PBJWT_MALFORMED_HEADER:
        return (description){
            "malformed_header",
            "The header, the part before the first dot, is not base64url of a JSON object: "
            "send only the token, without a quote, \"Bearer \", white space or other JSON "
            "in front of it.",
            PLEASE_LOG_IN};
    case PBJWT_UNSUPPORTED_ALGORITHM:
        return (description){
            "unsupported_algorithm",
            "The token is not signed with HS256, the only algorithm that is accepted: set "
            "algorithm: 'HS256' where you sign it.",
            PLEASE_LOG_IN};
    case PBJWT_UNSUPPORTED_TYPE:
        return (description){
            "unsupported_type",
            "The header's typ is neither JWT nor application/jwt, or not the one that the "
            "policy names: this token was made for something else.",
            PLEASE_LOG_IN};
    case PBJWT_CRITICAL_HEADER:
        return (description){
            "critical_header",
            "The header has a crit or b64 member, and neither is supported: sign without "
            "them.",
            PLEASE_LOG_IN};
    case PBJWT_UNKNOWN_KEY:
        return (description){
            "unknown_key",
            "The header's kid names no secret that is valid now, or the time of every "
            "secret has passed: sign with a current secret.",
            PLEASE_LOG_IN};
    case PBJWT_MALFORMED_SIGNATURE:
        return (description){
            "malformed_signature",
            "The signature is not base64url of 32 bytes: check that nothing comes after "
            "the token, such as a quote or a line break, that it was not cut, and that it "
            "is not hex, padded or plain base64.",
            PLEASE_LOG_IN};
    case PBJWT_SIGNATURE_MISMATCH:
        return (description){
            "signature_mismatch",
            "The signature does not match: check that PRODUCTBRIDGE_WIDGET_SECRET is set "
            "at all on the server that signs, and that the key is exactly the 64 "
            "characters from Settings > SSO > API Keys, not decoded.",
            PLEASE_LOG_IN};
    case PBJWT_MALFORMED_PAYLOAD:
        return (description){
            "malformed_payload",
            "The signature is good, but the payload is not JSON that every parser reads "
            "alike: look for JSON written by hand, a text cut inside an emoji, NaN, or an "
            "integer beyond 64 bits.",
            PLEASE_LOG_IN};
    case PBJWT_DUPLICATE_MEMBER:
        return (description){"duplicate_member",
                             "The signature is good, but an object in the payload names a member "
                             "twice: send each claim once.",
                             PLEASE_LOG_IN};
    case PBJWT_MISSING_EXP:
        return (description){"missing_exp",
                             "The token has no exp claim: set it to Math.floor(Date.now() / 1000) "
                             "+ 3600, an hour ahead.",
                             PLEASE_LOG_IN};
    case PBJWT_EXPIRED:
        return (description){
            "expired",
            "The token has expired: fetch a fresh one for each page load, and synchronize "
            "the clock of the server that signs.",
            LOG_IN_AGAIN};
    case PBJWT_NOT_YET_VALID:
        return (description){
            "not_yet_valid",
            "The token's nbf is in the future: synchronize the clock of the server that "
            "signs, or leave nbf out.",
            PLEASE_LOG_IN};
    case PBJWT_ISSUED_IN_FUTURE:
        return (description){
            "issued_in_future",
            "The token's iat is in the future: synchronize the clock of the server that "
            "signs, and count seconds in UTC, not in local time.",
            PLEASE_LOG_IN};
    case PBJWT_LIFETIME_TOO_LONG:
        return (description){
            "lifetime_too_long",
            "The token is valid for longer than the policy's max_lifetime: if it has no "
            "iat, first check the clock and the time zone of the server that signs; then "
            "set exp to at most an hour from now.",
            PLEASE_LOG_IN};
    case PBJWT_MISSING_EMAIL:
        return (description){
            "missing_email",
            "The token has no email claim, or it is null, empty or a placeholder such as "
            "undefined: send user.email, because email is the only required claim.",
            NO_ADDRESS};
    case PBJWT_MALFORMED_CLAIM:
        return (description){
            "malformed_claim",
            "A claim has the wrong type, form or range: correct the claim that is named "
            "with this status.",
            PLEASE_LOG_IN};
    case PBJWT_CONFLICTING_USER_ID:
        return (description){
            "conflicting_user_id",
            "The token has two different user ids, in sub and in id: send only one of them.",
            PLEASE_LOG_IN};
    case PBJWT_MISSING_USER_HASH:
        return (description){"missing_user_hash",
                             "The token has no user_hash claim, which the policy requires: add the "
                             "HMAC-SHA256 of the user id, in hex.",
                             PLEASE_LOG_IN};
    case PBJWT_MISSING_USER_ID:
        return (description){
            "missing_user_id",
            "The token has no user id in sub or id that its user_hash could belong to: "
            "send sub: String(user.id).",
            PLEASE_LOG_IN};
    case PBJWT_USER_HASH_MISMATCH:
        return (description){
            "user_hash_mismatch",
            "The user_hash does not belong to the user id: hash the same text that you "
            "send as sub or id, with the secret that signs the token.",
            PLEASE_LOG_IN};
    case PBJWT_ISSUER_MISMATCH:
        return (description){"issuer_mismatch",
                             "The token's iss is not the policy's issuer: change one of them.",
                             PLEASE_LOG_IN};
    case PBJWT_AUDIENCE_MISMATCH:
        return (description){
            "audience_mismatch",
            "The token's aud does not hold the policy's audience: change one of them.",
            PLEASE_LOG_IN};
    case PBJWT_EMAIL_NOT_CANONICAL:
        return (description){
            "email_not_canonical",
            "The email has capital letters, white space at an end or invisible characters: "
            "send the same lower-case address every time, because a changed one creates a "
            "new record.",
            NO_ADDRESS};
    case PBJWT_INVALID_ARGUMENT:
        return (description){
            "invalid_argument",
            "A function of the library was called with an argument that it does not "
            "accept: see its documentation.",
            TRY_LATER};
    case PBJWT_WEAK_SECRET:
        return (description){
            "weak_secret",
            "The secret is shorter than 32 bytes: check that its variable is set, and use "
            "all 64 characters of the Widget API Secret.",
            TRY_LATER};
    case PBJWT_OUT_OF_MEMORY:
        return (description){"out_of_memory",
                             "There was not enough memory: try again, or give the process more.",
                             TRY_LATER};
    case PBJWT_INTERNAL:
        return (description){
            "internal",
            "The crypto library, the system clock or the second JSON reader failed, so the "
            "token was refused: check the machine that verifies.",
            TRY_LATER};
    }
    return (description){
        "unknown_status",
        "This version of the library doesn't know this number: install a newer one.", TRY_LATER};
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
