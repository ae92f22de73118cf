/* SPDX-License-Identifier: Apache-2.0 */

/* Texts that servers write for a missing value. */
#ifndef PBJWT_PLACEHOLDER_H
#define PBJWT_PLACEHOLDER_H

#include "text.h"

PBJWTI_HIDDEN_BEGIN

/* What a byte can be in a placeholder: the first one, if it is trimmed (1), or begins a word or pattern (4, in any
   case 8); the second one of a word (16, in any case 32); the last one, if it is trimmed or closes (2). */
extern const unsigned char pbjwti_placeholder_letters[256];
PBJWTI_SELDOM bool pbjwti_is_placeholder_indeed(pbjwti_view text, bool any_case);

/* Whether a non-empty text may be a placeholder by a few of its bytes and its length: almost none is. */
static inline bool pbjwti_may_be_placeholder(pbjwti_view text, bool any_case) {
    const uint64_t lengths = UINT64_C(1) << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 9 | 1 << 10 |
                             1 << 14 | UINT64_C(1) << 36;
    const unsigned first = pbjwti_placeholder_letters[text.data[0]];
    if ((first & (any_case ? 9 : 5)) == 0)
        return false;
    return (first & 1) != 0 || (pbjwti_placeholder_letters[text.data[text.length - 1]] & 2) != 0 ||
           ((lengths >> (text.length & 63) & 1) != 0 &&
            (pbjwti_placeholder_letters[text.data[1]] & (any_case ? 32 : 16)) != 0);
}

/* What servers write for a missing value, such as undefined, null, [object Object] or
   Optional(nil), whatever white space and format characters surround it; `any_case` of ASCII
   letters, or as it is. Only the first byte is looked at in line, which decides nearly always. */
static inline bool pbjwti_is_placeholder(pbjwti_view text, bool any_case) {
    return text.length > 0 &&
           (pbjwti_placeholder_letters[text.data[0]] & (any_case ? 9 : 5)) != 0 &&
           pbjwti_is_placeholder_indeed(text, any_case);
}

PBJWTI_HIDDEN_END

#endif
