/* SPDX-License-Identifier: Apache-2.0 */
#include "forms.h"

#include "json_scalar.h"
#include "number.h"
#include "vector.h"

PBJWTI_SELDOM bool pbjwti_read_email(pbjwti_view text, pbjwti_view *trimmed, bool *canonical) {
    if (text.length > PBJWT_MAX_EMAIL_BYTES || pbjwti_has_control(text))
        return false;
    *trimmed = pbjwti_trim(text);
    *canonical = trimmed->length == text.length && !pbjwti_has_upper_or_format(*trimmed);
    return trimmed->length >= 3 && memchr(trimmed->data + 1, '@', trimmed->length - 2) != NULL;
}

pbjwti_form pbjwti_read_risk(pbjwti_view text, pbjwti_view *risk) {
    if (PBJWTI_IS(text, "low") || PBJWTI_IS(text, "medium") || PBJWTI_IS(text, "high")) {
        *risk = text;
        return PBJWTI_FORM_GOOD;
    }
    const pbjwti_view risks[] = {PBJWTI_VIEW("low"), PBJWTI_VIEW("medium"), PBJWTI_VIEW("high")};
    for (size_t i = 0; i < sizeof risks / sizeof risks[0]; i++)
        if (pbjwti_equal_in_any_case(text, risks[i])) {
            *risk = risks[i];
            return PBJWTI_FORM_COERCED;
        }
    return PBJWTI_FORM_WRONG;
}

bool pbjwti_read_number(pbjwti_view text, double *number) {
    if (text.length > PBJWTI_MAX_NUMBER_BYTES || !pbjwti_json_is_number(text))
        return false;
    *number = pbjwti_number_to_double(text);
    return pbjwti_number_is_finite(text);
}

#if PBJWTI_HAS_SSE2
/* The values of sixteen hex digits, two to a word; any other character sets a top bit in `bad`. Digits are moved
   to 0 to 9 and letters to 10 to 15, everything else above that, so that the lower of the two is the value. */
static inline __m128i values_of_hex(const unsigned char *text, __m128i *bad) {
    const __m128i characters = _mm_loadu_si128((const __m128i *)(const void *)text);
    const __m128i up = _mm_add_epi8(characters, _mm_set1_epi8((char)(0xFF - '9')));
    const __m128i digit =
        _mm_sub_epi8(_mm_subs_epu8(up, _mm_set1_epi8(6)), _mm_set1_epi8((char)0xF0));
    const __m128i capital = _mm_and_si128(characters, _mm_set1_epi8((char)0xDF));
    const __m128i letter =
        _mm_adds_epu8(_mm_sub_epi8(capital, _mm_set1_epi8('A')), _mm_set1_epi8(10));
    const __m128i value = _mm_min_epu8(digit, letter);
    *bad = _mm_or_si128(*bad, _mm_adds_epu8(value, _mm_set1_epi8(0x7F - 15)));
    /* Of two characters, the first is the higher half. */
    const __m128i pair = _mm_or_si128(_mm_slli_epi16(value, 4), _mm_srli_epi16(value, 8));
    return _mm_and_si128(pair, _mm_set1_epi16(0xFF));
}

bool pbjwti_read_hash(pbjwti_view text, unsigned char hash[PBJWTI_MAC_BYTES]) {
    if (text.length != PBJWT_HASH_HEX_LENGTH)
        return false;
    __m128i bad = _mm_setzero_si128();
    for (size_t i = 0; i < PBJWTI_MAC_BYTES; i += 16) {
        const __m128i first = values_of_hex(text.data + 2 * i, &bad);
        const __m128i second = values_of_hex(text.data + 2 * i + 16, &bad);
        _mm_storeu_si128((__m128i *)(void *)(hash + i), _mm_packus_epi16(first, second));
    }
    return _mm_movemask_epi8(bad) == 0;
}
#else
bool pbjwti_read_hash(pbjwti_view text, unsigned char hash[PBJWTI_MAC_BYTES]) {
    /* Without branches, so that compilers can do many at once. */
    unsigned char nibbles[PBJWT_HASH_HEX_LENGTH], good = 1;
    if (text.length != sizeof nibbles)
        return false;
    for (size_t i = 0; i < sizeof nibbles; i++) {
        const unsigned char digit = (unsigned char)(text.data[i] - '0');
        const unsigned char letter = (unsigned char)((text.data[i] | 0x20) - 'a');
        good &= (digit < 10) | (letter < 6);
        nibbles[i] = digit < 10 ? digit : (unsigned char)(letter + 10);
    }
    for (size_t i = 0; i < PBJWTI_MAC_BYTES; i++)
        hash[i] = (unsigned char)(nibbles[2 * i] << 4 | nibbles[2 * i + 1]);
    return good != 0;
}
#endif

bool pbjwti_is_type(pbjwti_view text) {
    static const char marks[] = {'!', '#', '$', '&', '-', '^', '_', '.', '+', '/'};
    if (text.length == 0 || text.length > PBJWT_MAX_TYPE_BYTES)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = pbjwti_ascii_lower(text.data[i]);
        if (!(c >= 'a' && c <= 'z') && !pbjwti_is_digit(c) &&
            memchr(marks, c, sizeof marks) == NULL)
            return false;
    }
    return true;
}
