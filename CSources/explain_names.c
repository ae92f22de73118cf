/* SPDX-License-Identifier: Apache-2.0 */

/* Claims in the wrong place: under another name, or inside another object. */
#include "explain_claims.h"

#include "forms.h"
#include "near_miss.h"
#include "number.h"
#include "payload.h"
#include "text.h"

/* Members */

/* Appends a name to the found one, as much of it as there is room for. */
static void append_found_name(pbjwti_found_member *found, const pbjwti_json_value *name) {
    const unsigned char *p = name->text.data;
    const size_t length = found->name.length;
    if (length < PBJWTI_FOUND_NAME_BYTES)
        found->name.length += pbjwti_json_decode_part(
            &p, p + name->text.length, found->bytes + length, PBJWTI_FOUND_NAME_BYTES - length);
    found->name.data = found->bytes;
}

void pbjwti_found_name(pbjwti_found_member *found, const pbjwti_json_value *name) {
    found->name.length = 0;
    append_found_name(found, name);
}

bool pbjwti_find_near(const pbjwti_explaining *work, pbjwt_claim claim,
                      pbjwti_found_member *found) {
    pbjwti_json_reader reader;
    pbjwti_json_member member;
    if (!pbjwti_has(work->identity->claims.resembled, claim))
        return false;
    pbjwti_json_open_object(&reader, work->identity->payload, NULL, 0);
    while (pbjwti_json_next_member(&reader, &member)) {
        if (pbjwti_payload_claim(&member.name) != PBJWT_CLAIM_NONE ||
            pbjwti_near_miss(member.name.text) != claim)
            continue;
        pbjwti_found_name(found, &member.name);
        found->value = member.value;
        return true;
    }
    return false;
}

bool pbjwti_tell_near(pbjwti_explaining *work, pbjwt_claim claim, unsigned rank) {
    pbjwti_found_member found;
    if (!pbjwti_find_near(work, claim, &found))
        return false;
    if (pbjwti_text_begins(found.name, "http://"))
        pbjwti_cause(work, PBJWTI_CAUSE_CLAIM_TYPES_URI, rank,
                     "There is %v, one of .NET's ClaimTypes: did you mean %c?", &found.name,
                     (int)claim);
    else if (claim == PBJWT_CLAIM_COMPANY_NAME && found.value.kind == PBJWT_JSON_OBJECT)
        pbjwti_cause(work, PBJWTI_CAUSE_COMPANY_LOST, rank,
                     "There is %v, an object: its name belongs into %c, its id into %c.",
                     &found.name, (int)claim, (int)PBJWT_CLAIM_COMPANY_ID);
    else
        pbjwti_cause(work, PBJWTI_CAUSE_NEAR_MISS, rank, "There is %v: did you mean %c?",
                     &found.name, (int)claim);
    return true;
}

/* Nesting */

enum { MAX_DEPTH_OF_NESTED = 4 };

static bool is_email_name(const pbjwti_json_value *name) {
    return pbjwti_json_equals(name, PBJWTI_VIEW("email")) ||
           pbjwti_near_miss(name->text) == PBJWT_CLAIM_EMAIL;
}

bool pbjwti_find_nested_email(const pbjwti_explaining *work, pbjwti_found_member *found) {
    struct {
        pbjwti_json_reader reader;
        size_t path; /* how long it is */
    } levels[MAX_DEPTH_OF_NESTED];
    size_t depth = 0;
    levels[0].path = 0;
    pbjwti_json_open_object(&levels[0].reader, work->identity->payload, NULL, 0);
    for (;;) {
        pbjwti_json_member member;
        if (!pbjwti_json_next_member(&levels[depth].reader, &member)) {
            if (depth == 0)
                return false;
            depth--;
            continue;
        }
        found->name.length = levels[depth].path;
        append_found_name(found, &member.name);
        if (depth > 0 && member.value.kind == PBJWT_JSON_STRING && member.value.as.decoded > 0 &&
            is_email_name(&member.name)) {
            found->value = member.value;
            return true;
        }
        if (member.value.kind != PBJWT_JSON_OBJECT || depth + 1 == MAX_DEPTH_OF_NESTED ||
            found->name.length >= PBJWTI_FOUND_NAME_BYTES)
            continue;
        found->bytes[found->name.length] = '.';
        depth++;
        levels[depth].path = found->name.length + 1;
        pbjwti_json_open_object(&levels[depth].reader, member.value.text, NULL, 0);
    }
}

/* Whether a text is an address, and neither a URL nor a sentence. */
static bool is_plain_address(const pbjwti_json_value *value) {
    unsigned char bytes[PBJWT_MAX_EMAIL_BYTES];
    pbjwti_view trimmed;
    bool canonical;
    if (value->kind != PBJWT_JSON_STRING || value->as.decoded > sizeof bytes)
        return false;
    pbjwti_json_decode(value, bytes);
    return pbjwti_read_email((pbjwti_view){bytes, value->as.decoded}, &trimmed, &canonical) &&
           memchr(trimmed.data, '/', trimmed.length) == NULL && !pbjwti_has_white_space(trimmed);
}

bool pbjwti_find_address(const pbjwti_explaining *work, pbjwti_found_member *found) {
    pbjwti_json_reader reader;
    pbjwti_json_member member;
    pbjwti_json_open_object(&reader, work->identity->payload, NULL, 0);
    while (pbjwti_json_next_member(&reader, &member)) {
        const pbjwt_claim claim = pbjwti_payload_claim(&member.name);
        if (claim == PBJWT_CLAIM_EMAIL || claim == PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL ||
            !is_plain_address(&member.value))
            continue;
        pbjwti_found_name(found, &member.name);
        found->value = member.value;
        return true;
    }
    return false;
}

/* Values */

unsigned pbjwti_rank_of_claim(const pbjwti_explaining *work, pbjwt_claim claim, unsigned rank) {
    const pbjwt_report *const report = work->report;
    const bool explains =
        (report->status == PBJWT_MALFORMED_CLAIM && report->claim == claim) ||
        (report->cleaned_status == PBJWT_MALFORMED_CLAIM && report->cleaned_claim == claim);
    return explains ? pbjwti_rank_for(work, PBJWT_MALFORMED_CLAIM, rank) : 20 + rank;
}

bool pbjwti_is_given(const pbjwti_explaining *work, pbjwt_claim claim) {
    return pbjwti_has(work->slots.filled, claim) && work->slots.of[claim].kind != PBJWT_JSON_NULL;
}

const char *pbjwti_kind_in_words(pbjwt_json_kind kind) {
    static const char *const words[] = {
        [PBJWT_JSON_ABSENT] = "absent",     [PBJWT_JSON_NULL] = "null",
        [PBJWT_JSON_BOOLEAN] = "a boolean", [PBJWT_JSON_INTEGER] = "a number",
        [PBJWT_JSON_REAL] = "a number",     [PBJWT_JSON_STRING] = "text",
        [PBJWT_JSON_ARRAY] = "an array",    [PBJWT_JSON_OBJECT] = "an object",
    };
    return words[kind];
}

double pbjwti_number_in(const pbjwti_json_value *value) {
    return value->kind == PBJWT_JSON_INTEGER ? (double)value->as.integer
                                             : pbjwti_number_to_double(value->text);
}

pbjwti_view pbjwti_shown_text(const pbjwti_explaining *work, pbjwt_claim claim) {
    /* These two were read as a number, and the risk in lower case. */
    const bool read_otherwise =
        claim == PBJWT_CLAIM_COMPANY_MRR || claim == PBJWT_CLAIM_RENEWAL_RISK;
    return pbjwti_has(work->identity->claims.texts, claim) && !read_otherwise
               ? work->identity->claims.of[claim].text
               : work->slots.of[claim].text;
}

bool pbjwti_object_has(pbjwti_view object, pbjwti_view name) {
    pbjwti_json_reader reader;
    pbjwti_json_member member;
    pbjwti_json_open_object(&reader, object, NULL, 0);
    while (pbjwti_json_next_member(&reader, &member))
        if (pbjwti_json_equals(&member.name, name))
            return true;
    return false;
}

pbjwti_code_text pbjwti_code_in_text(uint32_t code) {
    static const char digits[] = "0123456789ABCDEF";
    pbjwti_code_text to = {"U+"};
    size_t length = 2;
    for (int shift = code > 0xFFFFF ? 20 : code > 0xFFFF ? 16 : 12; shift >= 0; shift -= 4)
        to.text[length++] = digits[code >> shift & 15];
    return to;
}

bool pbjwti_text_begins(pbjwti_view text, const char *start) {
    const pbjwti_view wanted = {(const unsigned char *)start, strlen(start)};
    return text.length >= wanted.length &&
           pbjwti_equal_in_any_case((pbjwti_view){text.data, wanted.length}, wanted);
}
