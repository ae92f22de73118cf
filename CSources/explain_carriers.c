/* SPDX-License-Identifier: Apache-2.0 */

/* What carries a token as one of its values: JSON, a URL or query, percent-encoding. */
#include "explain_clean.h"

/* JSON, or what a program printed in its place */

static size_t carrier_utf8(uint32_t code, unsigned char *out) {
    if (code < 0x80) {
        out[0] = (unsigned char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (unsigned char)(0xC0 | code >> 6);
        out[1] = (unsigned char)(0x80 | (code & 0x3F));
        return 2;
    }
    out[0] = (unsigned char)(0xE0 | code >> 12);
    out[1] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
    out[2] = (unsigned char)(0x80 | (code & 0x3F));
    return 3;
}

/* The code unit of \uXXXX at this place, or -1. */
static int32_t carrier_unit(pbjwti_view text, size_t at) {
    int32_t unit = 0;
    if (text.length - at < 6 || text.data[at + 1] != 'u')
        return -1;
    for (size_t i = at + 2; i < at + 6; i++) {
        const int digit = pbjwti_hex_value(text.data[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

void pbjwti_clean_unescape(pbjwti_cleaning *cleaning) {
    static const char letters[] = "nrtbf", meant[] = "\n\r\t\b\f";
    if (memchr(cleaning->text.data, '\\', cleaning->text.length) == NULL)
        return;
    unsigned char *const out = pbjwti_clean_own(cleaning);
    if (out == NULL)
        return;
    const pbjwti_view text = cleaning->text;
    size_t written = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] != '\\' || i + 1 == text.length) {
            out[written++] = text.data[i];
            continue;
        }
        const int32_t unit = carrier_unit(text, i);
        if (unit >= 0) {
            written += carrier_utf8((uint32_t)unit, out + written);
            i += 5;
            continue;
        }
        const char *const letter = strchr(letters, text.data[++i]);
        out[written++] =
            letter != NULL && *letter != 0 ? (unsigned char)meant[letter - letters] : text.data[i];
    }
    cleaning->text.length = written;
}

/* What was seen while JSON was looked through. */
typedef struct carrier_json {
    pbjwti_view name; /* of the member whose value may come next */
    pbjwti_view token, token_name;
    pbjwti_view inner, inner_name; /* a text that holds a token with something around it */
    pbjwti_view message, message_name;
    bool has_payload, has_signature, has_claims;
} carrier_json;

static bool carrier_is_message(pbjwti_view name) {
    return PBJWTI_IS(name, "error") || PBJWTI_IS(name, "message") || PBJWTI_IS(name, "detail") ||
           PBJWTI_IS(name, "error_description") || PBJWTI_IS(name, "title") ||
           PBJWTI_IS(name, "msg");
}

static void carrier_see_name(carrier_json *seen, pbjwti_view name) {
    seen->name = name;
    seen->has_payload |= PBJWTI_IS(name, "payload");
    seen->has_signature |= PBJWTI_IS(name, "signature") || PBJWTI_IS(name, "signatures");
    seen->has_claims |= PBJWTI_IS(name, "email") || PBJWTI_IS(name, "exp");
}

static void carrier_see_value(carrier_json *seen, pbjwti_view value) {
    const size_t beginning = pbjwti_clean_find(value, 0, PBJWTI_TOKEN_BEGINNING);
    if (beginning == 0 && seen->token.data == NULL && pbjwti_looks_like_token(value)) {
        seen->token = value;
        seen->token_name = seen->name;
    } else if (beginning < value.length && seen->inner.data == NULL &&
               pbjwti_looks_like_token(pbjwti_clean_from(value, beginning))) {
        seen->inner = value;
        seen->inner_name = seen->name;
    } else if (seen->message.data == NULL && carrier_is_message(seen->name)) {
        seen->message = value;
        seen->message_name = seen->name;
    }
    seen->name.length = 0;
}

/* Where the string that begins behind this quote ends, or the text's end. */
static size_t carrier_string_end(pbjwti_view text, size_t at, unsigned char quote) {
    while (at < text.length && text.data[at] != quote)
        at += text.data[at] == '\\' && at + 1 < text.length ? 2 : 1;
    return at;
}

/* Looks at each string, in JSON that may be cut or not strict, or is Python's. */
static void carrier_look_through(pbjwti_view text, carrier_json *seen) {
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char quote = text.data[i];
        if (quote != '"' && quote != '\'')
            continue;
        const size_t end = carrier_string_end(text, i + 1, quote);
        const pbjwti_view string = {text.data + i + 1, end - i - 1};
        i = end;
        size_t next = end + 1;
        while (next < text.length && pbjwti_is_one_of(text.data[next], " \t\r\n"))
            next++;
        if (next < text.length && text.data[next] == ':')
            carrier_see_name(seen, string);
        else
            carrier_see_value(seen, string);
    }
}

static void carrier_tell_json(pbjwti_cleaning *cleaning, const carrier_json *seen) {
    pbjwti_explaining *const work = cleaning->work;
    const unsigned rank = pbjwti_clean_rank(cleaning);
    if (seen->message.length > 0)
        pbjwti_cause(work, PBJWTI_CAUSE_JSON_INSTEAD, rank,
                     "Instead of the token there is JSON whose member %v is %v.",
                     &seen->message_name, &seen->message);
    else if (seen->has_payload && seen->has_signature)
        pbjwti_cause(work, PBJWTI_CAUSE_JSON_INSTEAD, rank,
                     "Instead of the token there is a JWS as JSON (payload, signature): only the "
                     "compact form, three parts with dots, is read.");
    else if (seen->has_claims)
        pbjwti_cause(
            work, PBJWTI_CAUSE_JSON_INSTEAD, rank,
            "Instead of the token there are its claims as JSON, not encoded and not signed.");
    else
        pbjwti_cause(work, PBJWTI_CAUSE_JSON_INSTEAD, rank,
                     "Instead of the token there is JSON without a token in it (%i bytes).",
                     (int64_t)cleaning->text.length);
    cleaning->ended = true;
}

bool pbjwti_clean_json(pbjwti_cleaning *cleaning) {
    const pbjwti_view text = cleaning->text;
    carrier_json seen = {.has_payload = false};
    if (text.data[0] != '{' && text.data[0] != '[')
        return false;
    carrier_look_through(text, &seen);
    const bool whole = seen.token.data != NULL;
    if (!whole && seen.inner.data == NULL) {
        if (pbjwti_holds_beginning(text)) /* brackets around it */
            return false;
        carrier_tell_json(cleaning, &seen);
        return true;
    }
    const pbjwti_view name = whole ? seen.token_name : seen.inner_name;
    if (name.length > 0)
        pbjwti_cause(cleaning->work, PBJWTI_CAUSE_JSON_WRAPPED, pbjwti_clean_rank(cleaning),
                     "The token is the value of the member %v of JSON.", &name);
    else
        pbjwti_cause(cleaning->work, PBJWTI_CAUSE_JSON_WRAPPED, pbjwti_clean_rank(cleaning),
                     "The token is inside JSON.");
    cleaning->text = whole ? seen.token : seen.inner;
    pbjwti_clean_unescape(cleaning);
    return true;
}

/* URLs and queries */

static bool carrier_is_usual_name(pbjwti_view name) {
    static const char *const names[] = {"ssotoken", "sso_token", "token",        "jwt",
                                        "id_token", "idtoken",   "access_token", "accesstoken"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (name.length == strlen(names[i]) && pbjwti_clean_begins(name, names[i]))
            return true;
    return false;
}

static size_t carrier_value_end(pbjwti_view text, size_t at) {
    while (at < text.length && text.data[at] != '&' && text.data[at] != '#' && text.data[at] != ';')
        at++;
    return at;
}

/* The name that ends before this place. */
static pbjwti_view carrier_name_before(pbjwti_view text, size_t end) {
    enum { MAX_NAME = 64 };
    size_t start = end;
    while (start > 0 && end - start < MAX_NAME &&
           (pbjwti_is_base64url_character(text.data[start - 1]) ||
            pbjwti_is_one_of(text.data[start - 1], ".~[]")))
        start--;
    return (pbjwti_view){text.data + start, end - start};
}

bool pbjwti_clean_parameter(pbjwti_cleaning *cleaning) {
    const pbjwti_view text = cleaning->text;
    pbjwti_view name = {NULL, 0}, value = name;
    bool fits = false, best = false;
    for (size_t at = 0; at < text.length && !best; at++) {
        if (text.data[at] != '=')
            continue;
        const pbjwti_view found = carrier_name_before(text, at);
        const bool usual = carrier_is_usual_name(found);
        const bool begins = text.length - at > 3 && memcmp(text.data + at + 1, "eyJ", 3) == 0;
        if (found.length == 0 || pbjwti_clean_begins(found, "eyj") ||
            (!begins && (!usual || name.length > 0)))
            continue;
        const size_t end = carrier_value_end(text, at + 1);
        const pbjwti_view candidate = {text.data + at + 1, end - at - 1};
        const bool looks = pbjwti_looks_like_token(candidate);
        if ((looks && !fits) || (usual && name.length == 0) ||
            (looks && pbjwti_equal_in_any_case(found, PBJWTI_VIEW("ssotoken")))) {
            best = looks && pbjwti_equal_in_any_case(found, PBJWTI_VIEW("ssotoken"));
            fits = looks;
            name = found;
            value = candidate;
        }
        if (begins)
            at = end - 1; /* so that each byte is looked at once */
    }
    if (name.length == 0)
        return false;
    const bool url = pbjwti_clean_begins(text, "http://") || pbjwti_clean_begins(text, "https://");
    cleaning->text = value;
    pbjwti_cause(cleaning->work, PBJWTI_CAUSE_WHOLE_URL, pbjwti_clean_rank(cleaning),
                 "The token is the parameter %v of %s.", &name,
                 url ? "a URL" : "a query, form or cookie");
    return true;
}

/* Percent-encoding */

static bool carrier_is_percent(pbjwti_view text, size_t at) {
    return text.data[at] == '%' && text.length - at >= 3 &&
           pbjwti_hex_value(text.data[at + 1]) >= 0 && pbjwti_hex_value(text.data[at + 2]) >= 0;
}

/* Where the first percent-encoded byte stands, or text.length. */
static size_t carrier_first_percent(pbjwti_view text) {
    size_t at = 0;
    while (at < text.length && !carrier_is_percent(text, at))
        at++;
    return at;
}

bool pbjwti_clean_percent(pbjwti_cleaning *cleaning) {
    enum { MAX_ROUNDS = 4, MAX_WORD = 64 };
    const size_t first = carrier_first_percent(cleaning->text);
    if (first == cleaning->text.length ||
        (cleaning->text.length > MAX_WORD && !pbjwti_holds_beginning(cleaning->text)))
        return false;
    char sent[4] = "%..";
    memcpy(sent + 1, cleaning->text.data + first + 1, 2);
    unsigned char *const out = pbjwti_clean_own(cleaning);
    if (out == NULL)
        return false;

    int64_t rounds = 0, count = 0;
    while (rounds < MAX_ROUNDS && carrier_first_percent(cleaning->text) < cleaning->text.length) {
        const pbjwti_view text = cleaning->text;
        size_t written = 0;
        for (size_t i = 0; i < text.length; i++) {
            if (!carrier_is_percent(text, i)) {
                out[written++] = text.data[i];
                continue;
            }
            out[written++] = (unsigned char)(pbjwti_hex_value(text.data[i + 1]) << 4 |
                                             pbjwti_hex_value(text.data[i + 2]));
            i += 2;
            count += rounds == 0;
        }
        cleaning->text.length = written;
        rounds++;
    }
    pbjwti_cause(cleaning->work, PBJWTI_CAUSE_PERCENT_ENCODED, pbjwti_clean_rank(cleaning),
                 rounds == 1 ? "It is percent-encoded: %s at offset %i, and %i such bytes in all."
                             : "It is percent-encoded more than once: %s at offset %i, and %i such "
                               "bytes in all.",
                 sent, (int64_t)first, count);
    return true;
}
