/* SPDX-License-Identifier: Apache-2.0 */

/* What people send instead of a token. */
#include "explain_clean.h"

enum { MAX_PLACEHOLDER_BYTES = 48 };

static bool instead_is_word(pbjwti_view text) {
    static const char *const known[] = {"undefined",
                                        "null",
                                        "(null)",
                                        "nil",
                                        "<nil>",
                                        "none",
                                        "nan",
                                        "true",
                                        "false",
                                        "[object object]",
                                        "[object promise]",
                                        "[object undefined]",
                                        "[object null]",
                                        "%!s(<nil>)",
                                        "optional.empty",
                                        "array",
                                        "string",
                                        "token",
                                        "jwt",
                                        "your_token",
                                        "your-token",
                                        "your token",
                                        "yourtoken",
                                        "your_jwt_token",
                                        "your_token_here",
                                        "..."};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (text.length == strlen(known[i]) && pbjwti_clean_begins(text, known[i]))
            return true;
    return (text.length <= MAX_PLACEHOLDER_BYTES && pbjwti_clean_begins(text, "[object ")) ||
           (text.length <= MAX_PLACEHOLDER_BYTES && pbjwti_clean_begins(text, "function"));
}

/* A template's place for the token, which nobody has filled in: {{token}}, ${token}, <%= token %>, <token>. */
static bool instead_is_template(pbjwti_view text) {
    static const struct {
        const char *opening, *closing;
    } pairs[] = {{"{{", "}}"}, {"${", "}"}, {"<%", "%>"}, {"<?", "?>"},
                 {"#{", "}"},  {"$(", ")"}, {"{", "}"},   {"<", ">"}};
    if (text.length > MAX_PLACEHOLDER_BYTES || memchr(text.data, '"', text.length) != NULL ||
        memchr(text.data, ':', text.length) != NULL || pbjwti_clean_begins(text, "<!") ||
        pbjwti_clean_begins(text, "<html") || pbjwti_clean_begins(text, "<?xml") ||
        pbjwti_holds_beginning(text))
        return false;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const size_t opening = strlen(pairs[i].opening), closing = strlen(pairs[i].closing);
        if (text.length > opening + closing && pbjwti_clean_begins(text, pairs[i].opening) &&
            memcmp(text.data + text.length - closing, pairs[i].closing, closing) == 0 &&
            memchr(text.data + opening, text.data[0], text.length - opening - closing) == NULL)
            return true;
    }
    return false;
}

/* The text of a page between <title> and the next tag. */
static pbjwti_view instead_title(pbjwti_view text) {
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] != '<' || !pbjwti_clean_begins(pbjwti_clean_from(text, i), "<title>"))
            continue;
        const size_t start = i + strlen("<title>");
        const unsigned char *const end =
            (const unsigned char *)memchr(text.data + start, '<', text.length - start);
        if (end != NULL)
            return (pbjwti_view){text.data + start, (size_t)(end - text.data) - start};
    }
    return (pbjwti_view){NULL, 0};
}

bool pbjwti_clean_instead(pbjwti_cleaning *cleaning) {
    const pbjwti_view text = cleaning->text;
    pbjwti_explaining *const work = cleaning->work;
    const unsigned rank = pbjwti_clean_rank(cleaning);
    if (instead_is_word(text)) {
        pbjwti_cause(work, PBJWTI_CAUSE_PLACEHOLDER_TOKEN, rank,
                     "Instead of the token there is the text %v.", &text);
    } else if (instead_is_template(text)) {
        pbjwti_cause(
            work, PBJWTI_CAUSE_PLACEHOLDER_TOKEN, rank,
            "Instead of the token there is %v, a place in a template that nobody has filled "
            "in.",
            &text);
    } else if (text.data[0] == '<' && !pbjwti_looks_like_token(pbjwti_clean_from(text, 1))) {
        const pbjwti_view title = instead_title(text);
        if (title.length > 0)
            pbjwti_cause(work, PBJWTI_CAUSE_HTML, rank,
                         "Instead of the token there is a web page with the title %v (%i bytes).",
                         &title, (int64_t)text.length);
        else
            pbjwti_cause(work, PBJWTI_CAUSE_HTML, rank,
                         "Instead of the token there is HTML or XML (%i bytes).",
                         (int64_t)text.length);
    } else if (pbjwti_equal_in_any_case(text, PBJWTI_VIEW("bearer"))) {
        pbjwti_cause(work, PBJWTI_CAUSE_EMPTY, rank,
                     "There is only the word Bearer, and no token after it.");
    } else {
        return false;
    }
    cleaning->ended = true;
    return true;
}

static size_t instead_count(pbjwti_view text, unsigned char wanted) {
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += text.data[i] == wanted;
    return count;
}

static bool instead_is_hex(pbjwti_view text) {
    for (size_t i = 0; i < text.length; i++)
        if (pbjwti_hex_value(text.data[i]) < 0)
            return false;
    return true;
}

/* Whether this word, of letters, digits, - and _, is one of a language: lower case but for its beginning, or upper
   case. */
static bool instead_is_spoken(pbjwti_view word) {
    bool lower = true, upper = true;
    for (size_t i = 0; i < word.length; i++) {
        const unsigned char c = word.data[i];
        if (pbjwti_is_digit(c) || c == '+' || c == '/' || c == '=')
            return false;
        lower = lower && (i == 0 || !pbjwti_is_ascii_upper(c));
        upper = upper && pbjwti_ascii_lower(c) != c;
    }
    return lower || upper;
}

static bool instead_is_in_word(unsigned char c) {
    return pbjwti_is_base64url_character(c) || c == '+' || c == '/' || c == '=';
}

bool pbjwti_may_be_shown(pbjwti_view text) {
    enum { MAX_SHOWN = 6, MAX_SPOKEN = 24 };
    for (size_t i = 0; i < text.length; i++) {
        const size_t start = i;
        while (i < text.length && instead_is_in_word(text.data[i]))
            i++;
        const pbjwti_view word = {text.data + start, i - start};
        if (word.length > MAX_SPOKEN || (word.length > MAX_SHOWN && !instead_is_spoken(word)))
            return false;
    }
    return true;
}

void pbjwti_clean_tell_text(pbjwti_cleaning *cleaning) {
    const pbjwti_view text = cleaning->text;
    pbjwti_explaining *const work = cleaning->work;
    const unsigned rank = pbjwti_clean_rank(cleaning);
    const size_t dots = instead_count(text, '.');
    const int64_t length = (int64_t)text.length;
    /* A text that may be a faulty token is examined part by part. */
    if (pbjwti_holds_beginning(text) || dots == 2 || dots == 4)
        return;
    if (pbjwti_clean_begins(text, "http://") || pbjwti_clean_begins(text, "https://"))
        pbjwti_cause(work, PBJWTI_CAUSE_TEXT_INSTEAD, rank,
                     "Instead of the token there is a URL (%i bytes) without a token in it.",
                     length);
    else if (text.length == PBJWT_HASH_HEX_LENGTH && instead_is_hex(text))
        pbjwti_cause(work, PBJWTI_CAUSE_TEXT_INSTEAD, rank,
                     "Instead of the token there are 64 hex characters: that is what a secret or a "
                     "user_hash looks like. A secret that was sent so has to be replaced.");
    else if (pbjwti_may_be_shown(text))
        pbjwti_cause(work, PBJWTI_CAUSE_TEXT_INSTEAD, rank,
                     "Instead of the token there is the text %v.", &text);
    else if (memchr(text.data, ' ', text.length) == NULL)
        pbjwti_cause(work, PBJWTI_CAUSE_TEXT_INSTEAD, rank,
                     "Instead of the token there is one word of %i bytes: part of a token, or a "
                     "session id.",
                     length);
    else
        pbjwti_cause(work, PBJWTI_CAUSE_TEXT_INSTEAD, rank,
                     "Instead of the token there is other text (%i bytes).", length);
}
