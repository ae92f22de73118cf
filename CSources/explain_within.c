/* SPDX-License-Identifier: Apache-2.0 */

/* Other text inside a token, and tokens inside other text. */
#include "explain_clean.h"

/* UTF-16 */

/* Which byte of a pair is the low one, or -1 where it isn't UTF-16 of ASCII characters. */
static int within_low_byte(pbjwti_view text) {
    const unsigned char *const p = text.data;
    if (text.length < 6)
        return -1;
    if ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] != 0 && p[1] == 0 && p[2] != 0 && p[3] == 0))
        return 0;
    if ((p[0] == 0xFE && p[1] == 0xFF) || (p[0] == 0 && p[1] != 0 && p[2] == 0 && p[3] != 0))
        return 1;
    return -1;
}

bool pbjwti_clean_utf16(pbjwti_cleaning *cleaning) {
    const int low = within_low_byte(cleaning->text);
    if (low < 0)
        return false;
    unsigned char *const out = pbjwti_clean_own(cleaning);
    if (out == NULL)
        return false;
    const pbjwti_view text = cleaning->text;
    size_t written = 0;
    for (size_t i = 0; i + 1 < text.length; i += 2) {
        const unsigned unit = (unsigned)text.data[i + (low == 0)] << 8 | text.data[i + (low != 0)];
        if (unit != 0xFEFF)
            out[written++] = unit < 0x80 ? (unsigned char)unit : '?';
    }
    cleaning->text.length = written;
    pbjwti_cause(cleaning->work, PBJWTI_CAUSE_UTF16, pbjwti_clean_rank(cleaning),
                 "The text is in UTF-16, %s end first: two bytes a character.",
                 low == 0 ? "low" : "high");
    return true;
}

/* Tokens within other text */

static const size_t within_signature_length = 43; /* of 32 bytes */

static size_t within_word_end(pbjwti_view text, size_t at) {
    while (at < text.length && pbjwti_is_base64url_character(text.data[at]))
        at++;
    return at;
}

/* The end of a whole token that begins here, or 0; `looked` gets how far it was looked. */
static size_t within_token_end(pbjwti_view text, size_t start, size_t *looked) {
    const size_t header = within_word_end(text, start);
    *looked = header;
    if (header == text.length || text.data[header] != '.')
        return 0;
    const size_t payload = within_word_end(text, header + 1);
    if (payload == header + 1 || payload == text.length || text.data[payload] != '.')
        return 0;
    const size_t end = within_word_end(text, payload + 1);
    return end - payload - 1 == within_signature_length ? end : 0;
}

/* Whether the text at a token's end can't be part of it. */
static bool within_parts(pbjwti_view text, size_t at) {
    return !pbjwti_is_one_of(text.data[at], "+/=%");
}

/* Other text is quoted if it is too short to be part of another token. */
static void within_tell_removed(pbjwti_cleaning *cleaning, const char *where, pbjwti_view removed) {
    enum { MAX_SHOWN = 16 };
    const size_t beginning = pbjwti_clean_find(removed, 0, PBJWTI_TOKEN_BEGINNING);
    if (removed.length == 0)
        return;
    if (removed.length <= MAX_SHOWN && pbjwti_may_be_shown(removed))
        pbjwti_cause(cleaning->work, PBJWTI_CAUSE_PART_REMOVED, pbjwti_clean_rank(cleaning),
                     "%s the token there is %v.", where, &removed);
    else
        pbjwti_cause(cleaning->work, PBJWTI_CAUSE_PART_REMOVED, pbjwti_clean_rank(cleaning),
                     beginning < removed.length &&
                             pbjwti_looks_like_token(pbjwti_clean_from(removed, beginning))
                         ? "%s the token there are %i more bytes, with another token in them."
                         : "%s the token there are %i more bytes of other text.",
                     where, (int64_t)removed.length);
}

bool pbjwti_clean_extract(pbjwti_cleaning *cleaning) {
    const pbjwti_view text = cleaning->text;
    const bool is_url =
        pbjwti_clean_begins(text, "http://") || pbjwti_clean_begins(text, "https://");
    size_t at = 0;
    for (;;) {
        const size_t start = pbjwti_clean_find(text, at, PBJWTI_TOKEN_BEGINNING);
        if (start == text.length)
            return false;
        if (start > 0 &&
            (pbjwti_is_base64url_character(text.data[start - 1]) || text.data[start - 1] == '.' ||
             (!within_parts(text, start - 1) && !is_url))) {
            at = within_word_end(text, start);
            continue;
        }
        const size_t end = within_token_end(text, start, &at);
        if (end == 0 || (end < text.length && !within_parts(text, end)))
            continue;
        if (end < text.length && text.data[end] == '.' && text.length - end > 1 &&
            text.data[end + 1] != ' ')
            continue; /* a fourth part */
        cleaning->text = (pbjwti_view){text.data + start, end - start};
        within_tell_removed(cleaning, "Before", (pbjwti_view){text.data, start});
        within_tell_removed(cleaning, "After", pbjwti_clean_from(text, end));
        return true;
    }
}

/* White space and invisible characters within a token */

/* The characters removed from inside. */
typedef struct within_removed {
    int64_t breaks, blanks, others;
    size_t first_break, first_blank, first_other;
    uint32_t other;
} within_removed;

/* The length of what has no place in a token at this place and can be taken out: 0 for a character that stays,
   SIZE_MAX for one that is neither. Without `removed`, nothing is counted. */
static size_t within_removable(pbjwti_view text, size_t at, within_removed *removed) {
    const unsigned char c = text.data[at];
    size_t size = 1;
    if (pbjwti_is_base64url_character(c) || c == '.' || c == '+' || c == '/' || c == '%')
        return 0;
    if (c == '=') { /* a soft line break of quoted-printable, between characters */
        const bool crlf = text.length - at > 3 && text.data[at + 1] == '\r';
        const size_t next = at + 2 + crlf;
        return next < text.length && text.data[next - 1] == '\n' &&
                       pbjwti_is_base64url_character(text.data[next])
                   ? 1
                   : 0;
    }
    if (c == '\n' || c == '\r' ||
        (c == '\\' && text.length - at >= 2 && pbjwti_is_one_of(text.data[at + 1], "nr"))) {
        if (removed->breaks == 0)
            removed->first_break = at;
        /* A carriage return and its line feed are one. */
        removed->breaks += !(c == '\n' && at > 0 && text.data[at - 1] == '\r');
        return c == '\\' ? 2 : 1;
    }
    const uint32_t code = pbjwti_clean_character(text, at, &size);
    if (code < 0x110000 && pbjwti_is_white_space(code)) {
        if (removed->blanks++ == 0)
            removed->first_blank = at;
        return size;
    }
    if (code == 0 || (code < 0x110000 && pbjwti_is_format(code))) {
        if (removed->others++ == 0) {
            removed->first_other = at;
            removed->other = code;
        }
        return size;
    }
    return SIZE_MAX;
}

/* Whether nothing else is in the way, and the rest begins like a token and has a dot. */
static bool within_can_join(pbjwti_view text, within_removed *removed) {
    size_t kept = 0, dots = 0;
    for (size_t i = 0; i < text.length;) {
        const size_t size = within_removable(text, i, removed);
        if (size == SIZE_MAX ||
            (size == 0 && kept < 3 && text.data[i] != (unsigned char)"eyJ"[kept]))
            return false;
        if (size == 0) {
            kept++;
            dots += text.data[i] == '.';
        }
        i += size == 0 ? 1 : size;
    }
    return kept > 3 && dots > 0 && removed->breaks + removed->blanks + removed->others > 0;
}

static void within_tell_joined(pbjwti_cleaning *cleaning, const within_removed *removed) {
    pbjwti_explaining *const work = cleaning->work;
    const unsigned rank = pbjwti_clean_rank(cleaning);
    const int64_t at = (int64_t)removed->first_break;
    if (removed->breaks > 0)
        pbjwti_cause(work, PBJWTI_CAUSE_LINE_BREAKS, rank,
                     at == 64 || at == 76
                         ? "There are line breaks within the token: %i, the first at "
                           "offset %i, where base64 tools wrap lines."
                         : "There are line breaks within the token: %i, the first at "
                           "offset %i.",
                     removed->breaks, at);
    if (removed->blanks > 0)
        pbjwti_cause(
            work, PBJWTI_CAUSE_LINE_BREAKS, rank,
            "There are spaces within the token: %i, the first at offset %i. (Where a part is "
            "standard base64, a query turns its + into a space.)",
            removed->blanks, (int64_t)removed->first_blank);
    if (removed->others > 0) {
        char name[PBJWTI_CHARACTER_NAME_BYTES];
        pbjwti_cause(
            work, PBJWTI_CAUSE_PART_REMOVED, rank,
            "There are invisible characters within the token: %i, the first, %s, at offset %i.",
            removed->others, pbjwti_character_name(removed->other, name),
            (int64_t)removed->first_other);
    }
}

bool pbjwti_clean_join(pbjwti_cleaning *cleaning) {
    within_removed removed = {.breaks = 0}, again = removed;
    if (!within_can_join(cleaning->text, &removed))
        return false;
    unsigned char *const out = pbjwti_clean_own(cleaning);
    if (out == NULL)
        return false;
    const pbjwti_view text = cleaning->text;
    size_t written = 0;
    for (size_t i = 0; i < text.length;) {
        const size_t size = within_removable(text, i, &again);
        if (size == 0)
            out[written++] = text.data[i];
        i += size == 0 ? 1 : size;
    }
    cleaning->text.length = written;
    within_tell_joined(cleaning, &removed);
    return true;
}
