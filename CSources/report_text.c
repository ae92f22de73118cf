/* SPDX-License-Identifier: Apache-2.0 */

/* A report as text for people: a screen of at most 80 columns, the hint last. */
#include "explain.h"

#include <string.h>

enum { COLUMNS = 80, CHECK_INDENT = 21, OTHER_CAUSES = 6 };

static const char red[] = "\x1b[1;31m", green[] = "\x1b[32m", yellow[] = "\x1b[33m",
                  bold[] = "\x1b[1m", plain[] = "\x1b[0m";

typedef struct page {
    pbjwti_writer to;
    bool color;
} page;

static void put_text(page *on, const char *text) {
    pbjwti_write_bytes(&on->to, text, strlen(text));
}

static void put_colored(page *on, const char *color, const char *text) {
    if (on->color)
        put_text(on, color);
    put_text(on, text);
    if (on->color)
        put_text(on, plain);
}

static void put_spaces(page *on, size_t count) {
    while (count-- > 0)
        put_text(on, " ");
}

static size_t columns_of(const char *text, size_t length) {
    size_t columns = 0;
    for (size_t i = 0; i < length; i++)
        columns += ((unsigned char)text[i] & 0xC0) != 0x80;
    return columns;
}

/* The part after the first `columns` characters; there are more. */
static const char *behind_columns(const char *text, size_t columns) {
    for (; columns > 0; columns--) {
        text++;
        while (((unsigned char)*text & 0xC0) == 0x80)
            text++;
    }
    return text;
}

/* Breaks one line at its spaces; the lines after the first are indented. */
static void put_line(page *on, const char *line, size_t length, size_t indent, size_t column) {
    const char *const end = line + length;
    while (line < end) {
        size_t spaces = 0;
        while (line + spaces < end && line[spaces] == ' ')
            spaces++;
        const char *const word = line + spaces;
        const char *const space = (const char *)memchr(word, ' ', (size_t)(end - word));
        const char *word_end = space != NULL ? space : end;
        size_t width = columns_of(word, (size_t)(word_end - word));
        if (column + spaces + width > COLUMNS && column > indent) {
            put_text(on, "\n");
            put_spaces(on, indent);
            column = indent;
            spaces = 0;
        }
        if (column + spaces < COLUMNS &&
            column + spaces + width > COLUMNS) { /* no line holds the word */
            width = COLUMNS - column - spaces;
            word_end = behind_columns(word, width);
        }
        put_spaces(on, spaces);
        pbjwti_write_bytes(&on->to, word, (size_t)(word_end - word));
        column += spaces + width;
        line = word_end;
    }
}

/* A text from `column` on; its own lines stay, and those with a caret under them aren't broken. */
static void put_wrapped(page *on, const char *text, size_t indent, size_t column) {
    while (text != NULL) {
        const char *const next = strchr(text, '\n');
        const size_t length = next != NULL ? (size_t)(next - text) : strlen(text);
        const char *const mark = next != NULL ? next + 1 + strspn(next + 1, " ") : "";
        if (*mark == '^')
            pbjwti_write_bytes(&on->to, text, length);
        else
            put_line(on, text, length, indent, column);
        put_text(on, "\n");
        text = next != NULL ? next + 1 : NULL;
        if (text != NULL) {
            put_spaces(on, indent);
            column = indent;
        }
    }
}

/* The result */

static void put_verdict(page *on, const pbjwt_report *report) {
    pbjwt_claim claim;
    const pbjwt_status status = pbjwt_report_status(report, &claim);
    if (status == PBJWT_OK) {
        put_colored(on, green, "ACCEPTED");
        put_text(on, report->cause_count > 0 ? ", with a remark\n" : "\n");
        return;
    }
    put_colored(on, red, "REFUSED");
    pbjwti_tell(&on->to, ": %s", pbjwt_status_name(status));
    if (claim != PBJWT_CLAIM_NONE)
        pbjwti_tell(&on->to, " (%s)", pbjwt_claim_name(claim));
    put_text(on, "\n");
    if (report->cleaned_status == status && report->cleaned_claim == claim)
        return;
    pbjwti_tell(&on->to, "Without what is wrapped around it: %s",
                pbjwt_status_name(report->cleaned_status));
    if (report->cleaned_claim != PBJWT_CLAIM_NONE)
        pbjwti_tell(&on->to, " (%s)", pbjwt_claim_name(report->cleaned_claim));
    put_text(on, "\n");
}

/* The beginnings of the token's parts, and a mark under the faulty one. */
static void put_parts(page *on, const pbjwt_report *report) {
    size_t start = 2, width = 0;
    if (report->parts[0] == 0)
        return;
    put_text(on, "\n  ");
    for (int i = 0; i < PBJWTI_PARTS; i++) {
        const size_t before = on->to.length;
        const char *const text =
            report->parts[i] != 0 ? report->texts.bytes + report->parts[i] : "";
        const bool faulty = report->faulty_part == i + 1;
        if (i > 0)
            put_text(on, ".");
        const size_t from = on->to.length;
        put_text(on, text);
        if (strlen(text) < report->part_lengths[i])
            put_text(on, "...");
        if (faulty)
            width = columns_of(on->to.bytes + from, on->to.length - from);
        if (report->faulty_part > i + 1 || report->faulty_part == 0)
            start += on->to.failed ? 0 : columns_of(on->to.bytes + before, on->to.length - before);
        else if (faulty)
            start += from - before;
    }
    put_text(on, "\n");
    if (report->faulty_part == 0)
        return;
    put_spaces(on, start);
    char marks[64];
    width = width < sizeof marks - 1 ? width : sizeof marks - 1;
    memset(marks, '^', width);
    marks[width] = 0;
    put_colored(on, red, marks);
    static const char *const names[] = {"header", "payload", "signature"};
    pbjwti_tell(&on->to, " the %s\n", names[report->faulty_part - 1]);
}

static void put_checks(page *on, const pbjwt_report *report) {
    static const struct {
        const char *word;
        const char *color;
    } shown[] = {{"-", ""}, {"passed", green}, {"warned", yellow}, {"FAILED", red}};
    put_text(on, "\n");
    for (size_t i = 0; i < PBJWTI_CHECKS; i++) {
        const char *name, *values;
        const pbjwt_outcome outcome = pbjwt_report_check(report, i, &name, &values);
        const char *const word = shown[outcome].word;
        put_text(on, "  ");
        if (outcome == PBJWT_OUTCOME_NOT_REACHED)
            put_text(on, word);
        else
            put_colored(on, shown[outcome].color, word);
        put_spaces(on, 8 - strlen(word));
        put_text(on, name);
        if (values != NULL && *values != 0) {
            put_spaces(on, CHECK_INDENT - 10 - strlen(name));
            put_wrapped(on, values, CHECK_INDENT, CHECK_INDENT);
        } else {
            put_text(on, "\n");
        }
    }
}

static void put_policies(page *on, const pbjwt_report *report) {
    if (report->policy_count == 0)
        return;
    put_text(on, "\n  Would it pass?\n");
    for (size_t i = 0; i < report->policy_count; i++) {
        const char *name;
        pbjwt_claim claim;
        const pbjwt_status status = pbjwt_report_policy(report, i, &name, &claim);
        pbjwti_tell(&on->to, "  %s", name);
        put_spaces(on, CHECK_INDENT - strlen(name));
        if (status == PBJWT_OK)
            put_colored(on, green, "yes");
        else
            pbjwti_tell(&on->to, "no: %s", pbjwt_status_name(status));
        if (claim != PBJWT_CLAIM_NONE)
            pbjwti_tell(&on->to, " (%s)", pbjwt_claim_name(claim));
        put_text(on, "\n");
    }
}

/* The likeliest cause is last, where the reader is looking. */
static void put_causes(page *on, const pbjwt_report *report) {
    pbjwt_cause cause;
    size_t others = report->cause_count > 0 ? report->cause_count - 1 : 0;
    if (others > 0)
        put_text(on, "\nAlso\n");
    for (size_t i = 1; i <= others && i <= OTHER_CAUSES; i++) {
        pbjwt_report_cause(report, i, &cause);
        put_text(on, "  - ");
        put_wrapped(on, cause.found, 4, 4);
    }
    if (others > OTHER_CAUSES)
        pbjwti_tell(&on->to, "  and %i more, which the JSON has.\n",
                    (int64_t)(others - OTHER_CAUSES));
    if (!pbjwt_report_cause(report, 0, &cause))
        return;
    put_text(on, "\n");
    put_colored(on, bold, "Cause");
    pbjwti_tell(&on->to, " %i, %s", (int64_t)cause.number, cause.name);
    pbjwti_tell(&on->to, cause.side != PBJWT_SIDE_NOBODY ? " (to change: the %s)\n  " : "\n  ",
                pbjwt_side_name(cause.side));
    put_wrapped(on, cause.found, 2, 2);
    put_text(on, "  ");
    put_colored(on, bold, "->");
    put_text(on, " ");
    put_wrapped(on, cause.advice, 5, 5);
}

pbjwt_status pbjwt_report_text(const pbjwt_report *report, bool color, char **text,
                               size_t *length) {
    if (length != NULL)
        *length = 0;
    if (text == NULL)
        return PBJWT_INVALID_ARGUMENT;
    *text = NULL;
    if (report == NULL)
        return PBJWT_INVALID_ARGUMENT;
    page on = {.color = color};
    pbjwti_writer_start(&on.to, 2048 + report->texts.length);
    put_verdict(&on, report);
    put_parts(&on, report);
    put_checks(&on, report);
    put_policies(&on, report);
    put_causes(&on, report);
    return pbjwti_writer_finish(&on.to, text, length);
}
