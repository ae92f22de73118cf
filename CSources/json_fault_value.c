/* SPDX-License-Identifier: Apache-2.0 */

/* What is wrong with a number, a word or a name, and with how a text begins. */
#include "json_fault.h"

#include "text.h"

typedef const unsigned char *cursor;

/* Numbers */

static bool is_word_letter(unsigned char c) {
    return pbjwti_ascii_lower(c) >= 'a' && pbjwti_ascii_lower(c) <= 'z';
}

static bool is_one_of_words(pbjwti_view word, const char *const *words) {
    for (; *words != NULL; words++)
        if (pbjwti_equal_in_any_case(word,
                                     (pbjwti_view){(const unsigned char *)*words, strlen(*words)}))
            return true;
    return false;
}

static bool is_nan_word(pbjwti_view word) {
    static const char *const words[] = {"NaN", "Infinity", "Inf", NULL};
    return is_one_of_words(word, words);
}

static cursor past_digits(cursor p, cursor end) {
    while (p != end && pbjwti_is_digit(*p))
        p++;
    return p;
}

/* Why the number at `p`, which is written up to `end`, isn't one of RFC 8259, 6; NULL if it is.
   Sets *at to where that becomes visible. */
static const char *number_reason(cursor p, cursor end, cursor *at) {
    *at = p;
    if (*p == '+')
        return "a plus sign before a number";
    if (*p == '-')
        p++;
    cursor after = past_digits(p, end);
    *at = after;
    if (after == p)
        return p != end && *p == '.' ? "a number without a digit before its point"
                                     : "a minus sign without a digit after it";
    if (*p == '0' && after - p > 1)
        return "a number with a leading zero";
    if (after - p == 1 && *p == '0' && after != end && (*after == 'x' || *after == 'X'))
        return "a hexadecimal number";
    if (after != end && *after == '.') {
        p = after + 1;
        *at = after = past_digits(p, end);
        if (after == p)
            return "a number without a digit after its point";
    }
    if (after != end && (*after == 'e' || *after == 'E')) {
        p = after + 1;
        if (p != end && (*p == '+' || *p == '-'))
            p++;
        *at = after = past_digits(p, end);
        if (after == p)
            return "an exponent without a digit";
    }
    return after != end ? "no number of JSON" : NULL;
}

static void fault_in_number(pbjwti_view text, cursor p, pbjwti_json_fault *fault) {
    const cursor end = text.data + text.length;
    const cursor unsigned_part = p + (*p == '-' || *p == '+');
    cursor after = p, at;
    while (after != end && (pbjwti_is_digit(*after) || is_word_letter(*after) || *after == '+' ||
                            *after == '-' || *after == '.' || *after == '_'))
        after++;
    fault->item = pbjwti_json_between(p, after);
    /* "1.#INF", "1.#QNAN" and "1.#IND" are Microsoft's. */
    const bool sharp = end - after > 1 && after[0] == '#' && (after[1] == 'I' || after[1] == 'Q');
    if (is_nan_word(pbjwti_json_between(unsigned_part, after)) || sharp) {
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_NAN, "not a number, or infinite", fault);
        return;
    }
    const char *const reason = number_reason(p, after, &at);
    if (reason != NULL && at == end)
        pbjwti_json_set_cut(text, fault);
    else if (reason != NULL)
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_NUMBER, reason, fault);
    else if (memchr(p, '.', fault->item.length) != NULL ||
             memchr(p, 'e', fault->item.length) != NULL ||
             memchr(p, 'E', fault->item.length) != NULL)
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_REAL,
                              "a number beyond the range of a double", fault);
    else
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_INTEGER, "a whole number beyond 64 bits",
                              fault);
}

/* Words */

/* Up to white space, a quote, or the end of a value or a name. */
static pbjwti_view json_word_at(cursor p, cursor end) {
    cursor after = p;
    while (after != end && *after > ' ' && strchr("\"',:[]{}", *after) == NULL)
        after++;
    return pbjwti_json_between(p, after);
}

static bool begins_word(unsigned char c) {
    return is_word_letter(c) || pbjwti_is_digit(c) || c == '_' || c == '$';
}

/* Whether a quote follows the word, before which Python has it: u'...', b'...'. */
static bool is_python_prefix(pbjwti_view word, cursor end) {
    static const char *const prefixes[] = {"u", "b", "r", "f", "br", "rb", NULL};
    const cursor after = word.data + word.length;
    return after != end && (*after == '\'' || *after == '"') && is_one_of_words(word, prefixes);
}

/* Whether the word begins like a Python value written as a call of its class. */
static bool is_python_call(pbjwti_view word) {
    static const char *const calls[] = {"datetime.", "Decimal(",     "UUID(",  "Timestamp(",
                                        "set(",      "OrderedDict(", "array(", NULL};
    for (const char *const *call = calls; *call != NULL; call++)
        if (word.length >= strlen(*call) && memcmp(word.data, *call, strlen(*call)) == 0)
            return true;
    return false;
}

/* Whether the word, at the end of the text, is how a literal of JSON begins. */
static bool is_cut_literal(pbjwti_view word, cursor end) {
    static const char *const literals[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof literals / sizeof literals[0]; i++)
        if (word.data + word.length == end && word.length < strlen(literals[i]) &&
            memcmp(word.data, literals[i], word.length) == 0)
            return true;
    return false;
}

static void fault_in_word(pbjwti_view text, cursor p, pbjwti_json_fault *fault) {
    const cursor end = text.data + text.length;
    const pbjwti_view word = json_word_at(p, end);
    fault->item = word;
    if (is_cut_literal(word, end))
        pbjwti_json_set_cut(text, fault);
    else if (is_nan_word(word))
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_NAN, "not a number, or infinite", fault);
    else if (PBJWTI_IS(word, "undefined"))
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_UNDEFINED, "JavaScript's undefined",
                              fault);
    else if (PBJWTI_IS(word, "True") || PBJWTI_IS(word, "False") || PBJWTI_IS(word, "None"))
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_PYTHON, "a word of Python", fault);
    else if (is_python_prefix(word, end))
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_PYTHON, "a text with a prefix of Python's",
                              fault);
    else if (is_python_call(word))
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_PYTHON, "an object as Python prints it",
                              fault);
    else
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_QUOTES, "a text without quotes", fault);
}

void pbjwti_json_fault_in_value(pbjwti_view text, cursor p, pbjwti_json_fault *fault) {
    const cursor end = text.data + text.length;
    const unsigned char c = p != end ? *p : 0;
    if (c == '"') {
        pbjwti_json_fault_in_string(text, p + 1, fault);
    } else if (c == '\'') {
        /* Python writes a list as ['a', 'b'], and JavaScript's console has a space before 'a'. */
        const bool python = p[-1] == '[';
        fault->item = pbjwti_json_between(p + 1, pbjwti_json_find_quote(p + 1, end, '\''));
        pbjwti_json_set_fault(text, p, python ? PBJWTI_JSON_FAULT_PYTHON : PBJWTI_JSON_FAULT_QUOTES,
                              python ? "a list as Python prints it" : "a text in single quotes",
                              fault);
    } else if (c == '`') {
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_QUOTES, "a text in backquotes", fault);
    } else if (c == '(') {
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_PYTHON, "a tuple as Python prints it",
                              fault);
    } else if (c == '-' || c == '+' || c == '.' || pbjwti_is_digit(c)) {
        fault_in_number(text, p, fault);
    } else if (begins_word(c)) {
        fault_in_word(text, p, fault);
    } else {
        const bool missing = c == ',' || c == '}' || c == ']';
        pbjwti_json_fault_at(text, p, PBJWTI_JSON_FAULT_SYNTAX,
                             missing ? "a value is missing" : "no value begins like this", fault);
    }
}

/* Names */

/* Whether Python prints a dict like this: {'a': 1, 'b': 2}. The name begins at its quote `p`, and ends at the
   quote `quote`. */
static bool is_python_name(cursor p, cursor quote, cursor end) {
    const bool before = p[-1] == '{' || (p[-1] == ' ' && p[-2] == ',');
    return before && end - quote > 2 && quote[1] == ':' && quote[2] == ' ';
}

void pbjwti_json_fault_in_name(pbjwti_view text, cursor p, pbjwti_json_fault *fault) {
    const cursor end = text.data + text.length;
    const unsigned char c = p != end ? *p : 0;
    if (c == '"') {
        pbjwti_json_fault_in_string(text, p + 1, fault);
        fault->member = fault->item;
        fault->item = (pbjwti_view){NULL, 0};
    } else if (c == '\'') {
        const cursor quote = pbjwti_json_find_quote(p + 1, end, '\'');
        const bool python = is_python_name(p, quote, end);
        fault->member = pbjwti_json_between(p + 1, quote);
        pbjwti_json_set_fault(text, p, python ? PBJWTI_JSON_FAULT_PYTHON : PBJWTI_JSON_FAULT_QUOTES,
                              python ? "a dict as Python prints it" : "a name in single quotes",
                              fault);
    } else if (begins_word(c)) {
        const pbjwti_view word = json_word_at(p, end);
        const bool python = is_python_prefix(word, end);
        fault->member = word;
        pbjwti_json_set_fault(text, p, python ? PBJWTI_JSON_FAULT_PYTHON : PBJWTI_JSON_FAULT_QUOTES,
                              python ? "a name with a prefix of Python's" : "a name without quotes",
                              fault);
    } else {
        pbjwti_json_fault_at(
            text, p, PBJWTI_JSON_FAULT_SYNTAX,
            c == ']' ? "a closing bracket of the other kind" : "no member begins like this", fault);
    }
}

/* The beginning */

/* Whether each other byte of the beginning is a NUL, or the byte order mark is UTF-16's. */
static bool is_utf16(pbjwti_view text) {
    const cursor p = text.data;
    if (text.length < 2)
        return false;
    if ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] == 0xFE && p[1] == 0xFF))
        return true;
    return text.length >= 4 && (p[0] == 0) != (p[1] == 0) && (p[0] == 0) == (p[2] == 0) &&
           (p[1] == 0) == (p[3] == 0);
}

void pbjwti_json_fault_at_top(pbjwti_view text, cursor p, pbjwti_json_fault *fault) {
    const cursor end = text.data + text.length;
    const unsigned char c = p != end ? *p : 0;
    if (p == end) {
        pbjwti_json_set_fault(text, text.data, PBJWTI_JSON_FAULT_EMPTY, "only white space is there",
                              fault);
    } else if (is_utf16(text)) {
        pbjwti_json_set_fault(text, text.data, PBJWTI_JSON_FAULT_NOT_UTF8, "the text is in UTF-16",
                              fault);
    } else if (c == '{') {
        pbjwti_json_fault_at(text, p + 1, PBJWTI_JSON_FAULT_SYNTAX, "no member begins like this",
                             fault);
    } else if (c == '[') {
        const bool printed = end - p > 8 && memcmp(p, "[object ", 8) == 0;
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_NOT_OBJECT,
                              printed ? "what JavaScript prints for an object"
                                      : "an array instead of an object",
                              fault);
    } else if (c == '"') {
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_NOT_OBJECT, "a text instead of an object",
                              fault);
    } else if (c == '-' || pbjwti_is_digit(c)) {
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_NOT_OBJECT,
                              "a number instead of an object", fault);
    } else if (begins_word(c)) {
        fault_in_word(text, p, fault);
        const pbjwti_view word = fault->item;
        if (PBJWTI_IS(word, "true") || PBJWTI_IS(word, "false") || PBJWTI_IS(word, "null"))
            pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_NOT_OBJECT,
                                  "a literal instead of an object", fault);
        else if (fault->kind == PBJWTI_JSON_FAULT_QUOTES || fault->kind == PBJWTI_JSON_FAULT_CUT)
            pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_NOT_JSON, "no JSON begins like this",
                                  fault);
    } else if (c == '\'') {
        pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_QUOTES, "the text is in single quotes",
                              fault);
    } else {
        pbjwti_json_fault_at(text, p, PBJWTI_JSON_FAULT_NOT_JSON, "no JSON begins like this",
                             fault);
        if (fault->kind == PBJWTI_JSON_FAULT_NOT_UTF8) /* it isn't even text */
            pbjwti_json_set_fault(text, p, PBJWTI_JSON_FAULT_NOT_JSON, "bytes that are no text",
                                  fault);
    }
}
