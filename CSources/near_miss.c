/* SPDX-License-Identifier: Apache-2.0 */
#include "near_miss.h"

#include "json_string.h"
#include "text.h"

/* What a claim's name is in lower case and without _ and -, and names that people give it. */
typedef struct near_name {
    char name[18];
    unsigned char length;
    unsigned char claim;
} near_name;

#define NEAR(name, claim)                                                                          \
    { name, sizeof(name) - 1, PBJWT_CLAIM_##claim }
static const near_name near_names[] = {
    NEAR("email", EMAIL),
    NEAR("mail", EMAIL),
    NEAR("emailaddress", EMAIL),
    NEAR("useremail", EMAIL),
    NEAR("sub", SUB),
    NEAR("id", SUB),
    NEAR("userid", SUB),
    NEAR("uid", SUB),
    NEAR("customerid", SUB),
    NEAR("nameid", SUB),
    NEAR("nameidentifier", SUB),
    NEAR("userhash", USER_HASH),
    NEAR("hash", USER_HASH),
    NEAR("hmac", USER_HASH),
    NEAR("identifierhash", USER_HASH),
    NEAR("name", NAME),
    NEAR("fullname", NAME),
    NEAR("displayname", NAME),
    NEAR("username", NAME),
    NEAR("companyname", COMPANY_NAME),
    NEAR("company", COMPANY_NAME),
    NEAR("companies", COMPANY_NAME),
    NEAR("organization", COMPANY_NAME),
    NEAR("companyid", COMPANY_ID),
    NEAR("externaluserid", EXTERNAL_USER_ID),
    NEAR("externalid", EXTERNAL_USER_ID),
    NEAR("accountownerid", ACCOUNT_OWNER_ID),
    NEAR("accountowneremail", ACCOUNT_OWNER_EMAIL),
    NEAR("avatarurl", AVATAR_URL),
    NEAR("avatar", AVATAR_URL),
    NEAR("picture", AVATAR_URL),
    NEAR("photo", AVATAR_URL),
    NEAR("profilepicture", AVATAR_URL),
    NEAR("image", AVATAR_URL),
    NEAR("companymrr", COMPANY_MRR),
    NEAR("mrr", COMPANY_MRR),
    NEAR("customerstatus", CUSTOMER_STATUS),
    NEAR("status", CUSTOMER_STATUS),
    NEAR("renewaldate", RENEWAL_DATE),
    NEAR("renewalrisk", RENEWAL_RISK),
    NEAR("iss", ISS),
    NEAR("jti", JTI),
    NEAR("aud", AUD),
    NEAR("exp", EXP),
    NEAR("expires", EXP),
    NEAR("expiration", EXP),
    NEAR("expiresat", EXP),
    NEAR("nbf", NBF),
    NEAR("iat", IAT),
    NEAR("issuedat", IAT),
};

enum {
    MAX_NEAR_BYTES = sizeof near_names[0].name - 1,
    MAX_NAME_BYTES = 128 /* unescaped, of what is looked up */
};

/* And h, t as claim types do. */
#define LETTER(letter) (1u << ((letter) - 'a'))
const pbjwti_near_start pbjwti_near_starts[26] = {
    ['a' - 'a'] = {3, LETTER('c') | LETTER('u') | LETTER('v')},
    ['c' - 'a'] = {7, LETTER('o') | LETTER('u')},
    ['d' - 'a'] = {11, LETTER('i')},
    ['e' - 'a'] = {3, LETTER('m') | LETTER('x')},
    ['f' - 'a'] = {8, LETTER('u')},
    ['h' - 'a'] = {4, LETTER('a') | LETTER('m') | LETTER('t')},
    ['i' - 'a'] = {2, LETTER('a') | LETTER('d') | LETTER('m') | LETTER('s')},
    ['j' - 'a'] = {3, LETTER('t')},
    ['m' - 'a'] = {3, LETTER('a') | LETTER('r')},
    ['n' - 'a'] = {3, LETTER('a') | LETTER('b')},
    ['o' - 'a'] = {12, LETTER('r')},
    ['p' - 'a'] = {5, LETTER('h') | LETTER('i') | LETTER('r')},
    ['r' - 'a'] = {11, LETTER('e')},
    ['s' - 'a'] = {3, LETTER('t') | LETTER('u')},
    ['u' - 'a'] = {3, LETTER('i') | LETTER('s')},
};

/* WS-Federation's claim types, by what stands before the name. */
static const char xmlsoap[] = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
static const char microsoft[] = "http://schemas.microsoft.com/ws/2008/06/identity/claims/";

static const pbjwti_view prefixes[] = {
    {(const unsigned char *)xmlsoap, sizeof xmlsoap - 1},
    {(const unsigned char *)microsoft, sizeof microsoft - 1},
};

static pbjwti_view without_prefix(pbjwti_view text) {
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        const size_t length = prefixes[i].length;
        if (text.length > length && memcmp(text.data, prefixes[i].data, length) == 0)
            return (pbjwti_view){text.data + length, text.length - length};
    }
    return text;
}

static PBJWTI_SELDOM pbjwt_claim look_up(pbjwti_view name) {
    unsigned char text[MAX_NAME_BYTES + PBJWTI_JSON_ESCAPE_BYTES];
    const unsigned char *p = name.data;
    const size_t length =
        pbjwti_json_decode_part(&p, name.data + name.length, text, MAX_NAME_BYTES);
    if (p != name.data + name.length || length > MAX_NAME_BYTES)
        return PBJWT_CLAIM_NONE;

    size_t letters = 0;
    for (size_t i = 0; i < length; i++)
        if (text[i] != '_' && text[i] != '-')
            text[letters++] = pbjwti_ascii_lower(text[i]);
    pbjwti_view plain = {text, letters};
    if (letters > MAX_NEAR_BYTES)
        plain = without_prefix(plain);
    for (size_t i = 0; i < sizeof near_names / sizeof near_names[0]; i++)
        if (near_names[i].length == plain.length &&
            memcmp(near_names[i].name, plain.data, plain.length) == 0)
            return (pbjwt_claim)near_names[i].claim;
    return PBJWT_CLAIM_NONE;
}

pbjwt_claim pbjwti_near_miss(pbjwti_view name) {
    return pbjwti_may_be_near(name) ? look_up(name) : PBJWT_CLAIM_NONE;
}

pbjwti_claim_set pbjwti_near_misses(const pbjwti_json_names *names) {
    pbjwti_claim_set resembled = 0;
    for (uint32_t i = 0; i < names->count; i++) {
        const pbjwti_json_name *const name = &names->list[i];
        if (name->scope != 0) /* of a nested object */
            continue;
        const pbjwt_claim claim =
            pbjwti_near_miss((pbjwti_view){names->text + name->start, name->length});
        if (claim != PBJWT_CLAIM_NONE)
            resembled |= pbjwti_bit(claim);
    }
    return resembled;
}
