/* SPDX-License-Identifier: Apache-2.0 */

/* The key forms: what people sign with when they mean a secret. */
#include "explain.h"

#include "base64url.h"
#include "text.h"

#include <string.h>

/* The longest form is UTF-16 with its mark, of twice the secret's bytes, or hex. */
enum { MAX_FORM_BYTES = 2 * PBJWT_MAX_SECRET_BYTES + 64 };

/* A key form that is being made. */
typedef struct form_buffer {
    unsigned char bytes[MAX_FORM_BYTES];
    size_t length;
} form_buffer;

static void put(form_buffer *to, const void *bytes, size_t length) {
    if (length == 0)
        return;
    PBJWTI_ASSERT(length <= sizeof to->bytes - to->length);
    memcpy(to->bytes + to->length, bytes, length);
    to->length += length;
}

/* Makes a form of a secret; false if the secret has none of that kind. */
typedef bool make_form(pbjwti_view secret, const char *with, form_buffer *to);

static bool form_as_is(pbjwti_view secret, const char *with, form_buffer *to) {
    (void)with;
    put(to, secret.data, secret.length);
    return true;
}

/* `with` is the text before the secret, an S for the secret, and the text after it. */
static bool form_wrapped(pbjwti_view secret, const char *with, form_buffer *to) {
    const char *const place = strchr(with, 'S');
    put(to, with, (size_t)(place - with));
    put(to, secret.data, secret.length);
    put(to, place + 1, strlen(place + 1));
    return true;
}

static bool form_assigned(pbjwti_view secret, const char *with, form_buffer *to) {
    put(to, "PRODUCTBRIDGE_WIDGET_SECRET=", sizeof "PRODUCTBRIDGE_WIDGET_SECRET=" - 1);
    put(to, with, strlen(with));
    put(to, secret.data, secret.length);
    put(to, with, strlen(with));
    return true;
}

static bool form_hex_decoded(pbjwti_view secret, const char *with, form_buffer *to) {
    (void)with;
    if (secret.length % 2 != 0)
        return false;
    for (size_t i = 0; i < secret.length; i += 2) {
        const int high = pbjwti_hex_value(secret.data[i]);
        const int low = pbjwti_hex_value(secret.data[i + 1]);
        if (high < 0 || low < 0)
            return false;
        to->bytes[to->length++] = (unsigned char)(high << 4 | low);
    }
    return true;
}

static int base64_digit(unsigned char c) {
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (pbjwti_is_digit(c))
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* As lenient decoders do it: either alphabet, padding or none, bits that no byte takes dropped. */
static bool form_base64_decoded(pbjwti_view secret, const char *with, form_buffer *to) {
    uint32_t bits = 0;
    unsigned count = 0;
    (void)with;
    while (secret.length > 0 && secret.data[secret.length - 1] == '=')
        secret.length--;
    for (size_t i = 0; i < secret.length; i++) {
        const int digit = base64_digit(secret.data[i]);
        if (digit < 0)
            return false;
        bits = (bits << 6 | (uint32_t)digit) & 0xFFFFFF;
        count += 6;
        if (count >= 8) {
            count -= 8;
            to->bytes[to->length++] = (unsigned char)(bits >> count & 0xFF);
        }
    }
    return true;
}

static void put_base64(form_buffer *to, pbjwti_view bytes, bool padded) {
    char *const text = (char *)to->bytes + to->length;
    const size_t length = pbjwti_base64url_encoded_size(bytes.length);
    pbjwti_base64url_encode(bytes.data, bytes.length, text);
    for (size_t i = 0; i < length; i++)
        text[i] = (char)(text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i]);
    to->length += length;
    while (padded && to->length % 4 != 0)
        to->bytes[to->length++] = '=';
}

/* `with` is = for padding, and - for none. */
static bool form_base64_encoded(pbjwti_view secret, const char *with, form_buffer *to) {
    put_base64(to, secret, with[0] == '=');
    return true;
}

/* The base64 text of the bytes that the secret's hex means. */
static bool form_hex_to_base64(pbjwti_view secret, const char *with, form_buffer *to) {
    form_buffer decoded;
    decoded.length = 0;
    const bool good = form_hex_decoded(secret, with, &decoded);
    if (good)
        put_base64(to, (pbjwti_view){decoded.bytes, decoded.length}, with[0] == '=');
    pbjwti_wipe(&decoded, sizeof decoded);
    return good;
}

static bool form_hex_encoded(pbjwti_view secret, const char *with, form_buffer *to) {
    for (size_t i = 0; i < 2 * secret.length; i++) {
        const unsigned nibble = secret.data[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15;
        to->bytes[to->length++] =
            (unsigned char)(nibble < 10 ? '0' + nibble : (unsigned)with[0] + nibble - 10);
    }
    return true;
}

/* `with` is U for upper case, L for lower. */
static bool form_in_case(pbjwti_view secret, const char *with, form_buffer *to) {
    for (size_t i = 0; i < secret.length; i++) {
        const unsigned char lower = pbjwti_ascii_lower(secret.data[i]);
        const bool raised = with[0] == 'U' && lower >= 'a' && lower <= 'z';
        to->bytes[to->length++] = raised ? (unsigned char)(lower - 0x20) : lower;
    }
    return memcmp(to->bytes, secret.data, secret.length) != 0;
}

/* `with` is L or B for the order of bytes, and M for a byte order mark. */
static bool form_utf16(pbjwti_view secret, const char *with, form_buffer *to) {
    const bool little = with[0] == 'L';
    if (with[1] == 'M')
        put(to, little ? "\xFF\xFE" : "\xFE\xFF", 2);
    for (size_t i = 0; i < secret.length; i++) {
        if (secret.data[i] >= 0x80)
            return false;
        to->bytes[to->length++] = little ? secret.data[i] : 0;
        to->bytes[to->length++] = little ? 0 : secret.data[i];
    }
    return true;
}

/* `with` is how much is left: H the first half, R the second one, 1 all but the last, 2 all but the first. */
static bool form_cut(pbjwti_view secret, const char *with, form_buffer *to) {
    const size_t half = secret.length / 2;
    if (half < 8)
        return false;
    switch (with[0]) {
    case 'H':
        put(to, secret.data, half);
        return true;
    case 'R':
        put(to, secret.data + half, secret.length - half);
        return true;
    case '1':
        put(to, secret.data, secret.length - 1);
        return true;
    default:
        put(to, secret.data + 1, secret.length - 1);
        return true;
    }
}

/* Off a secret with NAME= in front, as a line of an environment file. */
static pbjwti_view after_name(pbjwti_view text) {
    size_t i = 0;
    while (i < text.length && (pbjwti_is_digit(text.data[i]) || text.data[i] == '_' ||
                               (text.data[i] | 0x20u) - 'a' < 26u || text.data[i] == ' '))
        i++;
    if (i == 0 || i >= text.length || text.data[i] != '=' || text.length - i - 1 < 16)
        return text;
    return (pbjwti_view){text.data + i + 1, text.length - i - 1};
}

static bool is_blank(unsigned char c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0;
}

pbjwti_view pbjwti_unwrapped_secret(pbjwti_view secret) {
    for (size_t before = secret.length + 1; before != secret.length && secret.length > 0;) {
        before = secret.length;
        if (secret.length > 3 && memcmp(secret.data, "\xEF\xBB\xBF", 3) == 0)
            secret = (pbjwti_view){secret.data + 3, secret.length - 3};
        while (secret.length > 0 && is_blank(secret.data[secret.length - 1]))
            secret.length--;
        while (secret.length > 0 && is_blank(secret.data[0]))
            secret = (pbjwti_view){secret.data + 1, secret.length - 1};
        if (secret.length >= 2 && strchr("\"'`", secret.data[0]) != NULL &&
            secret.data[0] == secret.data[secret.length - 1])
            secret = (pbjwti_view){secret.data + 1, secret.length - 2};
        secret = after_name(secret);
    }
    return secret;
}

/* The secret without what somebody's file or shell put around it. */
static bool form_unwrapped(pbjwti_view secret, const char *with, form_buffer *to) {
    const pbjwti_view inner = pbjwti_unwrapped_secret(secret);
    (void)with;
    put(to, inner.data, inner.length);
    return inner.length != secret.length && inner.length > 0;
}

/* ASCII characters of which the secret is the UTF-16. */
static bool form_from_utf16(pbjwti_view secret, const char *with, form_buffer *to) {
    (void)with;
    size_t i = 0;
    bool little = true;
    if (secret.length < 4 || secret.length % 2 != 0)
        return false;
    if (memcmp(secret.data, "\xFF\xFE", 2) == 0)
        i = 2;
    else if (memcmp(secret.data, "\xFE\xFF", 2) == 0 || secret.data[0] == 0)
        little = false;
    if (!little && secret.data[0] != 0)
        i = 2;
    for (; i < secret.length; i += 2) {
        const unsigned char low = secret.data[little ? i : i + 1];
        if (secret.data[little ? i + 1 : i] != 0 || low >= 0x80)
            return false;
        if (!is_blank(low))
            to->bytes[to->length++] = low;
    }
    return to->length > 0;
}

/* The likeliest first. */
static const struct {
    make_form *make;
    const char *with;
    unsigned char cause;
} forms[] = {
    {form_as_is, "", PBJWTI_CAUSE_KEY_OTHER_SECRET},
    {form_hex_decoded, "", PBJWTI_CAUSE_KEY_HEX_DECODED},
    {form_base64_decoded, "", PBJWTI_CAUSE_KEY_BASE64_DECODED},
    {form_wrapped, "S\n", PBJWTI_CAUSE_KEY_LINE_END},
    {form_wrapped, "S\r\n", PBJWTI_CAUSE_KEY_CARRIAGE_RETURN},
    {form_wrapped, "S\r", PBJWTI_CAUSE_KEY_CARRIAGE_RETURN},
    {form_wrapped, "\"S\"", PBJWTI_CAUSE_KEY_QUOTES},
    {form_wrapped, "'S'", PBJWTI_CAUSE_KEY_QUOTES},
    {form_unwrapped, "", PBJWTI_CAUSE_OWN_WRAPPED},
    {form_base64_encoded, "=", PBJWTI_CAUSE_KEY_BASE64_ENCODED},
    {form_wrapped, "S ", PBJWTI_CAUSE_KEY_SPACE},
    {form_wrapped, " S", PBJWTI_CAUSE_KEY_SPACE},
    {form_wrapped, "\xEF\xBB\xBFS", PBJWTI_CAUSE_KEY_BOM},
    {form_assigned, "", PBJWTI_CAUSE_KEY_ASSIGNMENT},
    {form_assigned, "\"", PBJWTI_CAUSE_KEY_ASSIGNMENT},
    {form_assigned, "'", PBJWTI_CAUSE_KEY_ASSIGNMENT},
    {form_in_case, "U", PBJWTI_CAUSE_KEY_CASE},
    {form_in_case, "L", PBJWTI_CAUSE_KEY_CASE},
    {form_hex_encoded, "a", PBJWTI_CAUSE_KEY_HEX_ENCODED},
    {form_hex_encoded, "A", PBJWTI_CAUSE_KEY_HEX_ENCODED},
    {form_utf16, "L", PBJWTI_CAUSE_KEY_UTF16},
    {form_utf16, "B", PBJWTI_CAUSE_KEY_UTF16},
    {form_utf16, "LM", PBJWTI_CAUSE_KEY_UTF16},
    {form_from_utf16, "", PBJWTI_CAUSE_OWN_UTF16},
    {form_cut, "H", PBJWTI_CAUSE_KEY_CUT},
    {form_cut, "R", PBJWTI_CAUSE_KEY_CUT},
    {form_cut, "1", PBJWTI_CAUSE_KEY_CUT},
    {form_cut, "2", PBJWTI_CAUSE_KEY_CUT},
    {form_base64_encoded, "-", PBJWTI_CAUSE_KEY_BASE64_ENCODED},
    {form_hex_to_base64, "=", PBJWTI_CAUSE_KEY_HEX_DECODED},
    {form_wrapped, "\"S\"\n", PBJWTI_CAUSE_KEY_QUOTES},
    {form_wrapped, "\"S", PBJWTI_CAUSE_KEY_QUOTES},
    {form_wrapped, "S\"", PBJWTI_CAUSE_KEY_QUOTES},
    {form_wrapped, "S\n\n", PBJWTI_CAUSE_KEY_LINE_END},
    {form_wrapped, "\nS", PBJWTI_CAUSE_KEY_LINE_END},
    {form_wrapped, " S ", PBJWTI_CAUSE_KEY_SPACE},
    {form_wrapped, "S\t", PBJWTI_CAUSE_KEY_SPACE},
    {form_wrapped, "\tS", PBJWTI_CAUSE_KEY_SPACE},
    {form_wrapped, "\xEF\xBB\xBFS\r\n", PBJWTI_CAUSE_KEY_BOM},
    {form_wrapped, "<S>", PBJWTI_CAUSE_KEY_QUOTES},
};

/* Tried as keys, and no secrets. */
static const struct {
    const char *word;
    unsigned char cause;
} fixed_words[] = {
    {"", PBJWTI_CAUSE_KEY_EMPTY},
    {"undefined", PBJWTI_CAUSE_KEY_UNDEFINED},
    {"null", PBJWTI_CAUSE_KEY_UNDEFINED},
    {"None", PBJWTI_CAUSE_KEY_UNDEFINED},
    {"nil", PBJWTI_CAUSE_KEY_UNDEFINED},
    {"NULL", PBJWTI_CAUSE_KEY_UNDEFINED},
    {"false", PBJWTI_CAUSE_KEY_UNDEFINED},
    {"NaN", PBJWTI_CAUSE_KEY_UNDEFINED},
    {"[object Object]", PBJWTI_CAUSE_KEY_UNDEFINED},
    {"\n", PBJWTI_CAUSE_KEY_EMPTY},
    {"PRODUCTBRIDGE_WIDGET_SECRET", PBJWTI_CAUSE_KEY_VARIABLE_NAME},
    {"process.env.PRODUCTBRIDGE_WIDGET_SECRET", PBJWTI_CAUSE_KEY_VARIABLE_NAME},
    {"$PRODUCTBRIDGE_WIDGET_SECRET", PBJWTI_CAUSE_KEY_VARIABLE_NAME},
    {"${PRODUCTBRIDGE_WIDGET_SECRET}", PBJWTI_CAUSE_KEY_VARIABLE_NAME},
    {"%PRODUCTBRIDGE_WIDGET_SECRET%", PBJWTI_CAUSE_KEY_VARIABLE_NAME},
    {"{{PRODUCTBRIDGE_WIDGET_SECRET}}", PBJWTI_CAUSE_KEY_VARIABLE_NAME},
    {"{{ PRODUCTBRIDGE_WIDGET_SECRET }}", PBJWTI_CAUSE_KEY_VARIABLE_NAME},
    {"PRODUCTBRIDGE_SECRET", PBJWTI_CAUSE_KEY_VARIABLE_NAME},
    {"your_64_char_hex_secret", PBJWTI_CAUSE_KEY_SAMPLE},
    {"your-widget-api-secret", PBJWTI_CAUSE_KEY_SAMPLE},
    {"your-256-bit-secret", PBJWTI_CAUSE_KEY_SAMPLE},
    {"a-string-secret-at-least-256-bits-long", PBJWTI_CAUSE_KEY_SAMPLE},
    {"your_secret", PBJWTI_CAUSE_KEY_SAMPLE},
    {"your-secret", PBJWTI_CAUSE_KEY_SAMPLE},
    {"secret", PBJWTI_CAUSE_KEY_SAMPLE},
    {"changeme", PBJWTI_CAUSE_KEY_SAMPLE},
};

/* One form of each of these secrets. */
static bool try_form(pbjwti_explaining *work, size_t which, bool other, pbjwti_try_key *try_key,
                     void *context) {
    pbjwt_secret *const *const secrets = other ? work->input.other_secrets : work->input.secrets;
    const size_t count = other ? work->input.other_secret_count : work->input.secret_count;
    form_buffer made;
    bool found = false;
    for (size_t i = 0; i < count && !found; i++) {
        const pbjwti_view secret = {secrets[i]->bytes, secrets[i]->length};
        made.length = 0;
        if (!forms[which].make(secret, forms[which].with, &made))
            continue;
        const pbjwti_key_form form = {.key = {made.bytes, made.length},
                                      .cause = (pbjwti_cause_id)forms[which].cause,
                                      .secret = secrets[i],
                                      .other = other};
        found = try_key(work, &form, context);
    }
    pbjwti_wipe(&made, sizeof made);
    return found;
}

bool pbjwti_try_keys(pbjwti_explaining *work, pbjwti_try_key *try_key, void *context) {
    if (try_form(work, 0, false, try_key, context) || try_form(work, 0, true, try_key, context))
        return true;
    enum { LIKELY = 20 };
    for (size_t i = 1; i < LIKELY; i++)
        if (try_form(work, i, false, try_key, context))
            return true;
    for (size_t i = 0; i < sizeof fixed_words / sizeof fixed_words[0]; i++) {
        const pbjwti_key_form form = {
            .key = {(const unsigned char *)fixed_words[i].word, strlen(fixed_words[i].word)},
            .cause = (pbjwti_cause_id)fixed_words[i].cause,
            .secret = NULL,
            .other = false};
        if (try_key(work, &form, context))
            return true;
    }
    for (size_t i = LIKELY; i < sizeof forms / sizeof forms[0]; i++)
        if (try_form(work, i, false, try_key, context))
            return true;
    for (size_t i = 1; i < sizeof forms / sizeof forms[0]; i++)
        if (try_form(work, i, true, try_key, context))
            return true;
    return false;
}

void pbjwti_keep_forms(pbjwti_explaining *work, pbjwti_view secret) {
    form_buffer made;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        /* These have the secret's own characters in a row. */
        if (forms[i].make == form_wrapped || forms[i].make == form_assigned ||
            forms[i].make == form_cut || forms[i].make == form_unwrapped)
            continue;
        made.length = 0;
        if (forms[i].make(secret, forms[i].with, &made))
            pbjwti_keep_secret(work, (pbjwti_view){made.bytes, made.length});
    }
    pbjwti_wipe(&made, sizeof made);
}
