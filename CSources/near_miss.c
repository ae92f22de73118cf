/* SPDX-License-Identifier: Apache-2.0 */
#include "near_miss.h"

#include "json_string.h"
#include "text.h"

/* Names that people use for claims, in lower case and without _ and -; sorted by name. */
typedef struct near_name {
    char name[15];
    unsigned char length;
    unsigned char claim;
} near_name;

#define NEAR(name, claim)                                                                          \
    { name, sizeof(name) - 1, PBJWT_CLAIM_##claim }
static const near_name near_names[] = {
    NEAR("avatar", AVATAR_URL),
    NEAR("companies", COMPANY_NAME),
    NEAR("company", COMPANY_NAME),
    NEAR("customerid", SUB),
    NEAR("displayname", NAME),
    NEAR("emailaddress", EMAIL),
    NEAR("expiration", EXP),
    NEAR("expires", EXP),
    NEAR("expiresat", EXP),
    NEAR("externalid", EXTERNAL_USER_ID),
    NEAR("fullname", NAME),
    NEAR("hash", USER_HASH),
    NEAR("hmac", USER_HASH),
    NEAR("identifierhash", USER_HASH),
    NEAR("image", AVATAR_URL),
    NEAR("issuedat", IAT),
    NEAR("mail", EMAIL),
    NEAR("mrr", COMPANY_MRR),
    NEAR("nameid", SUB),
    NEAR("nameidentifier", SUB),
    NEAR("organization", COMPANY_NAME),
    NEAR("photo", AVATAR_URL),
    NEAR("picture", AVATAR_URL),
    NEAR("profilepicture", AVATAR_URL),
    NEAR("status", CUSTOMER_STATUS),
    NEAR("uid", SUB),
    NEAR("useremail", EMAIL),
    NEAR("userid", SUB),
    NEAR("username", NAME),
};

enum {
    MAX_NEAR_BYTES = PBJWTI_MAX_CLAIM_NAME,
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

/* WS-Federation's claim types, by the prefix of the name. */
static const char xmlsoap[] = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
static const char microsoft[] = "http://schemas.microsoft.com/ws/2008/06/identity/claims/";

/* Whether a claim's name is this one except for _ and capitals. */
static bool is_own_name(const char *own, const char *plain, size_t length) {
    size_t i = 0;
    for (; *own != 0; own++) {
        if (*own == '_')
            continue;
        if (i == length || pbjwti_ascii_lower((unsigned char)*own) != (unsigned char)plain[i])
            return false;
        i++;
    }
    return i == length;
}

static pbjwt_claim find_near(const char *plain, size_t length) {
    size_t low = 0, high = sizeof near_names / sizeof near_names[0];
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const near_name *const one = &near_names[middle];
        const int order = memcmp(plain, one->name, length < one->length ? length : one->length);
        if (order == 0 && length == one->length)
            return (pbjwt_claim)one->claim;
        if (order < 0 || (order == 0 && length < one->length))
            high = middle;
        else
            low = middle + 1;
    }
    for (size_t i = 1; i < PBJWTI_CLAIM_COUNT; i++)
        if (is_own_name(pbjwti_claim_rows[i].name, plain, length))
            return (pbjwt_claim)pbjwti_claim_rows[i].of;
    return PBJWT_CLAIM_NONE;
}

/* For a name without escapes. */
static pbjwt_claim look_up_plain(pbjwti_view name) {
    char plain[MAX_NEAR_BYTES];
    size_t length = 0;
    for (size_t i = 0; i < name.length; i++) {
        const unsigned char c = name.data[i];
        if (c == '_' || c == '-')
            continue;
        if (length == sizeof plain)
            return PBJWT_CLAIM_NONE;
        plain[length++] = (char)pbjwti_ascii_lower(c);
    }
    return length > 0 ? find_near(plain, length) : PBJWT_CLAIM_NONE;
}

/* The part after the prefix, which _ and - may separate as in a name; or the whole name. */
static pbjwti_view without_prefix(pbjwti_view name, const char *prefix) {
    size_t i = 0;
    for (; i < name.length && *prefix != 0; i++) {
        const unsigned char c = name.data[i];
        if (c == '_' || c == '-')
            continue;
        if (pbjwti_ascii_lower(c) != (unsigned char)*prefix++)
            return name;
    }
    return *prefix == 0 ? (pbjwti_view){name.data + i, name.length - i} : name;
}

static PBJWTI_SELDOM pbjwt_claim look_up(pbjwti_view name) {
    unsigned char text[MAX_NAME_BYTES + PBJWTI_JSON_ESCAPE_BYTES];
    if (memchr(name.data, '\\', name.length) != NULL) {
        const unsigned char *p = name.data;
        const unsigned char *const end = p + name.length;
        name.length = pbjwti_json_decode_part(&p, end, text, MAX_NAME_BYTES);
        name.data = text;
        if (p != end)
            return PBJWT_CLAIM_NONE;
    }
    if (name.length > MAX_NAME_BYTES)
        return PBJWT_CLAIM_NONE;
    const pbjwti_view behind = without_prefix(name, xmlsoap); /* one of them, not both */
    return look_up_plain(behind.length < name.length ? behind : without_prefix(name, microsoft));
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
