/* SPDX-License-Identifier: Apache-2.0 */
#include "claim_table.h"

#include "text.h"

#define CLAIM_ROW(number, name, reading, of)                                                       \
    [PBJWT_CLAIM_##number] = {name, sizeof(name) - 1, PBJWTI_READ_##reading, PBJWT_CLAIM_##of},
const pbjwti_claim_row pbjwti_claim_rows[PBJWTI_CLAIM_COUNT] = {PBJWTI_CLAIM_TABLE(CLAIM_ROW)};

#define CLAIM_NUMBER(number, name, reading, of) PBJWT_CLAIM_##number,
const unsigned char pbjwti_claim_order[PBJWTI_CLAIM_ROWS] = {PBJWTI_CLAIM_TABLE(CLAIM_NUMBER)};

/* Many names have three characters: these are compared as a number, with one look at the text for all. */
static PBJWTI_INLINE uint32_t low3(const unsigned char *p) {
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
}

/*
 * The compiler drops the rows of other lengths, and compares of a constant length become loads.
 */
#define CLAIM_MATCH(number, name, reading, of)                                                     \
    if (sizeof(name) - 1 == LENGTH && memcmp(text.data, name, sizeof(name) - 1) == 0)              \
        return PBJWT_CLAIM_##number;
#define CLAIM_MATCH_3(number, name, reading, of)                                                   \
    if (sizeof(name) - 1 == 3 && three == low3((const unsigned char *)(name)))                     \
        return PBJWT_CLAIM_##number;
#define CLAIMS_OF_LENGTH(length)                                                                   \
    case (length): {                                                                               \
        enum { LENGTH = (length) };                                                                \
        PBJWTI_CLAIM_TABLE(CLAIM_MATCH)                                                            \
        break;                                                                                     \
    }

pbjwt_claim pbjwti_claim_find(pbjwti_view text) {
    switch (text.length) {
        CLAIMS_OF_LENGTH(2)
    case 3: {
        const uint32_t three = low3(text.data);
        PBJWTI_CLAIM_TABLE(CLAIM_MATCH_3)
        break;
    }
        CLAIMS_OF_LENGTH(4)
        CLAIMS_OF_LENGTH(5)
        CLAIMS_OF_LENGTH(6)
        CLAIMS_OF_LENGTH(7)
        CLAIMS_OF_LENGTH(8)
        CLAIMS_OF_LENGTH(9)
        CLAIMS_OF_LENGTH(10)
        CLAIMS_OF_LENGTH(11)
        CLAIMS_OF_LENGTH(12)
        CLAIMS_OF_LENGTH(13)
        CLAIMS_OF_LENGTH(14)
        CLAIMS_OF_LENGTH(15)
        CLAIMS_OF_LENGTH(16)
        CLAIMS_OF_LENGTH(17)
        CLAIMS_OF_LENGTH(18)
        CLAIMS_OF_LENGTH(19)
        CLAIMS_OF_LENGTH(20)
    default:
        break;
    }
    return PBJWT_CLAIM_NONE;
}

enum { LONGEST_NAME = 20 }; /* of the lengths above */
#define CLAIM_FITS(number, name, reading, of)                                                      \
    _Static_assert(sizeof(name) - 1 >= 2 && sizeof(name) - 1 <= LONGEST_NAME,                      \
                   "a length that pbjwti_claim_find knows");
_Static_assert(LONGEST_NAME <= (int)PBJWTI_MAX_CLAIM_NAME, "a row has room for the name");
PBJWTI_CLAIM_TABLE(CLAIM_FITS)

size_t pbjwt_claim_count(void) {
    return PBJWTI_CLAIM_ROWS;
}

const char *pbjwt_claim_name(pbjwt_claim claim) {
    const size_t index = (size_t)claim; /* even if a caller's number is not a claim */
    return index > 0 && index < PBJWTI_CLAIM_COUNT ? pbjwti_claim_rows[index].name : NULL;
}
