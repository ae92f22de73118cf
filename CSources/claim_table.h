/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The claims, a row each, in the order in which the specification lists and judges them. This table
 * defines their names, how a name is found, how a value is read, which warnings it gets and which
 * accessors return it.
 *
 *   number   the last part of the public enumerator, PBJWT_CLAIM_...
 *   name     as payloads have it, of 2 to PBJWTI_MAX_CLAIM_NAME bytes
 *   reading  how its value is read
 *   of       the claim that it is another name of, or itself
 */
#ifndef PBJWT_CLAIM_TABLE_H
#define PBJWT_CLAIM_TABLE_H

#include "internal.h"

/* clang-format off */
#define PBJWTI_CLAIM_TABLE(ROW) \
    ROW(EMAIL,               "email",               EMAIL,        EMAIL) \
    ROW(SUB,                 "sub",                 ID,           SUB) \
    ROW(ID,                  "id",                  ID,           SUB) \
    ROW(USER_HASH,           "user_hash",           HASH,         USER_HASH) \
    ROW(NAME,                "name",                TEXT,         NAME) \
    ROW(COMPANY_NAME,        "company_name",        TEXT,         COMPANY_NAME) \
    ROW(COMPANY_ID,          "company_id",          ID,           COMPANY_ID) \
    ROW(EXTERNAL_USER_ID,    "external_user_id",    ID,           EXTERNAL_USER_ID) \
    ROW(ACCOUNT_OWNER_ID,    "account_owner_id",    ID,           ACCOUNT_OWNER_ID) \
    ROW(ACCOUNT_OWNER_EMAIL, "account_owner_email", TEXT,         ACCOUNT_OWNER_EMAIL) \
    ROW(AVATAR_URL,          "avatar_url",          URL,          AVATAR_URL) \
    ROW(AVATAR_URL_CAMEL,    "avatarURL",           URL,          AVATAR_URL) \
    ROW(COMPANY_MRR,         "company_mrr",         NUMBER,       COMPANY_MRR) \
    ROW(CUSTOMER_STATUS,     "customer_status",     TEXT,         CUSTOMER_STATUS) \
    ROW(RENEWAL_DATE,        "renewal_date",        DATE,         RENEWAL_DATE) \
    ROW(RENEWAL_RISK,        "renewal_risk",        RISK,         RENEWAL_RISK) \
    ROW(ISS,                 "iss",                 PARTY,        ISS) \
    ROW(JTI,                 "jti",                 PARTY,        JTI) \
    ROW(AUD,                 "aud",                 AUDIENCE,     AUD) \
    ROW(EXP,                 "exp",                 NUMERIC_DATE, EXP) \
    ROW(NBF,                 "nbf",                 NUMERIC_DATE, NBF) \
    ROW(IAT,                 "iat",                 NUMERIC_DATE, IAT)
/* clang-format on */

/* The places of the rows, and how many there are. */
enum {
#define PBJWTI_CLAIM_PLACE(number, name, reading, of) PBJWTI_PLACE_OF_##number,
    PBJWTI_CLAIM_TABLE(PBJWTI_CLAIM_PLACE) PBJWTI_CLAIM_ROWS,
    PBJWTI_CLAIM_COUNT = PBJWTI_CLAIM_ROWS + 1, /* including the one for no claim */
    PBJWTI_MAX_CLAIM_NAME = 20
};

/* How a claim's value is read. */
typedef enum pbjwti_reading {
    PBJWTI_READ_NONE,
    PBJWTI_READ_EMAIL,
    PBJWTI_READ_ID,   /* a text that is absent when empty or a placeholder */
    PBJWTI_READ_TEXT, /* a text that is absent when empty, as all from here on to risks */
    PBJWTI_READ_URL,
    PBJWTI_READ_DATE,
    PBJWTI_READ_RISK,
    PBJWTI_READ_PARTY, /* any text */
    PBJWTI_READ_AUDIENCE,
    /* From here on, no text counts as a placeholder. */
    PBJWTI_READ_HASH,
    PBJWTI_READ_NUMBER,
    PBJWTI_READ_NUMERIC_DATE
} pbjwti_reading;

typedef struct pbjwti_claim_row {
    char name[PBJWTI_MAX_CLAIM_NAME + 1];
    unsigned char length;
    unsigned char reading; /* pbjwti_reading */
    unsigned char of;      /* pbjwt_claim */
} pbjwti_claim_row;

PBJWTI_HIDDEN_BEGIN

/* By the claim's number. */
extern const pbjwti_claim_row pbjwti_claim_rows[PBJWTI_CLAIM_COUNT];

/* The claims in the order of the table. */
extern const unsigned char pbjwti_claim_order[PBJWTI_CLAIM_ROWS];

/* Sets that the table makes: of texts that have no form of their own, and of times. */
#define PBJWTI_IF_PLAIN(number, name, reading, of)                                                 \
    | (PBJWTI_READ_##reading == PBJWTI_READ_ID || PBJWTI_READ_##reading == PBJWTI_READ_TEXT ||     \
               PBJWTI_READ_##reading == PBJWTI_READ_PARTY                                          \
           ? 1 << PBJWT_CLAIM_##number                                                             \
           : 0)
#define PBJWTI_IF_NUMERIC_DATE(number, name, reading, of)                                          \
    | (PBJWTI_READ_##reading == PBJWTI_READ_NUMERIC_DATE ? 1 << PBJWT_CLAIM_##number : 0)
enum {
    PBJWTI_PLAIN_TEXTS = 0 PBJWTI_CLAIM_TABLE(PBJWTI_IF_PLAIN),
    PBJWTI_NUMERIC_DATES = 0 PBJWTI_CLAIM_TABLE(PBJWTI_IF_NUMERIC_DATE)
};

/* The claim whose name the text is, or PBJWT_CLAIM_NONE. */
pbjwt_claim pbjwti_claim_find(pbjwti_view text);

/* A set of claims: the bit 1 << claim of each. */
typedef uint32_t pbjwti_claim_set;

static inline pbjwti_claim_set pbjwti_bit(pbjwt_claim claim) {
    return UINT32_C(1) << claim;
}

static inline bool pbjwti_has(pbjwti_claim_set set, pbjwt_claim claim) {
    return (set >> claim & 1) != 0;
}

PBJWTI_HIDDEN_END

_Static_assert(PBJWTI_CLAIM_COUNT <= 32, "a bit of a set for each claim");

#endif
