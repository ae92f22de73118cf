/* SPDX-License-Identifier: Apache-2.0 */

/* What surrounds a token: quotes, a prefix, a URL. */
#include "explain_clean.h"

/* The length of a quote at the start of the text, or 0: as it is, escaped in a program or for HTML. */
static size_t layer_quote(pbjwti_view text) {
    static const char *const quotes[] = {"\"",
                                         "'",
                                         "`",
                                         "\\\"",
                                         "\\'",
                                         "&quot;",
                                         "&#34;",
                                         "&#39;",
                                         "&#x27;",
                                         "&#x22;",
                                         "&apos;",
                                         "\xE2\x80\x98",
                                         "\xE2\x80\x99",
                                         "\xE2\x80\x9A",
                                         "\xE2\x80\x9B",
                                         "\xE2\x80\x9C",
                                         "\xE2\x80\x9D",
                                         "\xE2\x80\x9E",
                                         "\xE2\x80\x9F",
                                         "\xC2\xAB",
                                         "\xC2\xBB",
                                         "\xE2\x80\xB9",
                                         "\xE2\x80\xBA",
                                         "\xE2\x80\xB2",
                                         "\xE2\x80\xB3"};
    for (size_t i = 0; i < sizeof quotes / sizeof quotes[0]; i++)
        if (pbjwti_clean_begins(text, quotes[i]))
            return strlen(quotes[i]);
    return 0;
}

/* The same at the end of the text: the longest, since \" ends with ". */
static size_t layer_closing_quote(pbjwti_view text) {
    enum { LONGEST = 6 };
    const size_t most = text.length < LONGEST ? text.length : LONGEST;
    for (size_t size = most; size > 0; size--)
        if (layer_quote(pbjwti_clean_from(text, text.length - size)) == size)
            return size;
    return 0;
}

bool pbjwti_clean_quotes(pbjwti_cleaning *cleaning) {
    const pbjwti_view text = cleaning->text;
    const size_t front = layer_quote(text);
    const pbjwti_view rest = pbjwti_clean_from(text, front);
    const size_t back = layer_closing_quote(rest);
    const pbjwti_view opening = {text.data, front},
                      closing = {rest.data + rest.length - back, back};
    const unsigned rank = pbjwti_clean_rank(cleaning);
    if (front + back == 0)
        return false;
    cleaning->text.data = rest.data;
    cleaning->text.length = rest.length - back;
    if (front > 0 && back > 0)
        pbjwti_cause(cleaning->work, PBJWTI_CAUSE_QUOTES, rank,
                     "The token has quotes around it: %v before it and %v after it.", &opening,
                     &closing);
    else
        pbjwti_cause(cleaning->work, PBJWTI_CAUSE_QUOTES, rank,
                     "There is a quote, %v, %s the token.", front > 0 ? &opening : &closing,
                     front > 0 ? "before" : "after");
    if (front == 1 && *opening.data == '"')
        pbjwti_clean_unescape(cleaning); /* a JSON string */
    return true;
}

bool pbjwti_clean_bytes(pbjwti_cleaning *cleaning) {
    const pbjwti_view text = cleaning->text;
    if (text.length < 2 || (text.data[0] != 'b' && text.data[0] != 'B'))
        return false;
    const size_t front = layer_quote(pbjwti_clean_from(text, 1));
    if (front == 0)
        return false;
    const pbjwti_view rest = pbjwti_clean_from(text, 1 + front);
    cleaning->text = (pbjwti_view){rest.data, rest.length - layer_closing_quote(rest)};
    pbjwti_cause(cleaning->work, PBJWTI_CAUSE_PYTHON_BYTES, pbjwti_clean_rank(cleaning),
                 "The token is inside Python's b'...'.");
    return true;
}

/* Steps over white space. */
static size_t layer_skip_space(pbjwti_view text, size_t at) {
    while (at < text.length && pbjwti_is_one_of(text.data[at], " \t\r\n"))
        at++;
    return at;
}

/* The length of the word Bearer (or JWT, Token) and the separator after it; or 0. */
static size_t layer_scheme(pbjwti_view text) {
    static const char *const schemes[] = {"bearer", "jwt", "token"};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        const size_t length = strlen(schemes[i]);
        if (!pbjwti_clean_begins(text, schemes[i]))
            continue;
        size_t at = length;
        while (at < text.length && pbjwti_is_one_of(text.data[at], " \t\r\n+:,"))
            at++;
        if (at > length && at < text.length)
            return at;
        if (pbjwti_clean_begins(pbjwti_clean_from(text, length), "%20"))
            return length + 3;
    }
    return 0;
}

bool pbjwti_clean_bearer(pbjwti_cleaning *cleaning) {
    const size_t front = layer_scheme(cleaning->text);
    if (front == 0)
        return false;
    const pbjwti_view removed = {cleaning->text.data, front};
    cleaning->text = pbjwti_clean_from(cleaning->text, front);
    pbjwti_cause(cleaning->work, PBJWTI_CAUSE_BEARER, pbjwti_clean_rank(cleaning),
                 "Before the token there is %v.", &removed);
    return true;
}

bool pbjwti_clean_header_line(pbjwti_cleaning *cleaning) {
    enum { MAX_NAME = 64 };
    const pbjwti_view text = cleaning->text;
    size_t at = 0;
    while (at < text.length && at < MAX_NAME && pbjwti_is_base64url_character(text.data[at]))
        at++;
    const pbjwti_view name = {text.data, at};
    if (at == 0 || at == text.length || pbjwti_clean_begins(name, "eyj"))
        return false;
    at += layer_quote(pbjwti_clean_from(text, at));
    at = layer_skip_space(text, at);
    if (at == text.length || text.data[at] != ':' || layer_scheme(text) > at ||
        pbjwti_clean_begins(pbjwti_clean_from(text, at), "://"))
        return false;
    if (!pbjwti_holds_beginning(pbjwti_clean_from(text, at)) &&
        !pbjwti_clean_begins(name, "authorization") && !pbjwti_clean_begins(name, "cookie"))
        return false;
    at = layer_skip_space(text, at + 1);
    at += layer_quote(pbjwti_clean_from(text, at));
    const size_t scheme = layer_scheme(pbjwti_clean_from(text, at));
    cleaning->text = pbjwti_clean_from(text, at + scheme);
    pbjwti_cause(cleaning->work, PBJWTI_CAUSE_HEADER_LINE, pbjwti_clean_rank(cleaning),
                 scheme > 0 ? "Before the token there are the header's name %v and its scheme."
                            : "Before the token there is the header's name %v.",
                 &name);
    return true;
}

bool pbjwti_clean_http(pbjwti_cleaning *cleaning) {
    const pbjwti_view text = cleaning->text;
    if (!pbjwti_clean_begins(text, "http/"))
        return false;
    const size_t crlf = pbjwti_clean_find(text, 0, PBJWTI_VIEW("\r\n\r\n"));
    const size_t lf = pbjwti_clean_find(text, 0, PBJWTI_VIEW("\n\n"));
    const size_t body = crlf < lf ? crlf + 4 : lf < text.length ? lf + 2 : text.length;
    size_t line = 0;
    while (line < text.length && text.data[line] != '\r' && text.data[line] != '\n')
        line++;
    const pbjwti_view status = {text.data, line};
    cleaning->text = pbjwti_clean_from(text, body);
    pbjwti_cause(cleaning->work, PBJWTI_CAUSE_HTTP_ANSWER, pbjwti_clean_rank(cleaning),
                 "It is a whole HTTP answer, which begins with %v.", &status);
    return true;
}

/* Escapes of line ends, written as two characters. */
bool pbjwti_clean_escapes(pbjwti_cleaning *cleaning) {
    pbjwti_view text = cleaning->text;
    const size_t before = text.length;
    while (text.length >= 2 && text.data[text.length - 2] == '\\' &&
           pbjwti_is_one_of(text.data[text.length - 1], "nrt0"))
        text.length -= 2;
    if (text.length == before)
        return false;
    const pbjwti_view removed = {text.data + text.length, before - text.length};
    cleaning->text = text;
    pbjwti_cause(cleaning->work, PBJWTI_CAUSE_SPACE_AROUND, pbjwti_clean_rank(cleaning),
                 "After the token there is a line end as an escape: %v, as %i characters.",
                 &removed, (int64_t)removed.length);
    return true;
}

/* Brackets and commas around what looks like a token. */
bool pbjwti_clean_marks(pbjwti_cleaning *cleaning) {
    pbjwti_view text = cleaning->text;
    size_t front = 0, back = 0;
    while (front < text.length && pbjwti_is_one_of(text.data[front], "<([{,;:=|"))
        front++;
    if (!pbjwti_looks_like_token(pbjwti_clean_from(text, front)))
        return false;
    while (pbjwti_is_one_of(text.data[text.length - back - 1], ">)]},;|\\"))
        back++;
    if (front + back == 0)
        return false;
    const pbjwti_view opening = {text.data, front};
    const pbjwti_view closing = {text.data + text.length - back, back};
    cleaning->text = (pbjwti_view){text.data + front, text.length - front - back};
    if (front > 0)
        pbjwti_cause(cleaning->work, PBJWTI_CAUSE_PART_REMOVED, pbjwti_clean_rank(cleaning),
                     "Before the token there is %v.", &opening);
    if (back > 0)
        pbjwti_cause(cleaning->work, PBJWTI_CAUSE_PART_REMOVED, pbjwti_clean_rank(cleaning),
                     "After the token there is %v.", &closing);
    return true;
}
