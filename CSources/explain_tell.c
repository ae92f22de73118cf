/* SPDX-License-Identifier: Apache-2.0 */

/* Reporting checks and causes, and writing their texts. */
#include "explain.h"

#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Parts of a text */

enum { MAX_QUOTED_BYTES = 64 };

static void tell_static(pbjwti_writer *to, const char *text) {
    pbjwti_write_bytes(to, text, strlen(text));
}

static void tell_integer(pbjwti_writer *to, int64_t number) {
    char text[24];
    const int length = snprintf(text, sizeof text, "%lld", (long long)number);
    pbjwti_write_bytes(to, text, (size_t)length);
}

/* A byte that no character begins with. */
static void tell_byte(pbjwti_writer *to, unsigned char byte) {
    char text[8];
    const int length = snprintf(text, sizeof text, "\\x%02x", byte);
    pbjwti_write_bytes(to, text, (size_t)length);
}

size_t pbjwti_tell_escaped(pbjwti_writer *to, pbjwti_view text) {
    const size_t before = to->length;
    size_t columns = 0;
    for (size_t i = 0; i < text.length;) {
        const size_t size = pbjwti_utf8_sequence(text.data + i, text.length - i);
        const size_t start = to->length;
        if (size == 0) {
            tell_byte(to, text.data[i]);
            columns += to->length - start;
            i++;
            continue;
        }
        pbjwti_write_characters(to, (pbjwti_view){text.data + i, size});
        /* A character takes one column; an escape as many as it has characters. */
        columns += to->length - start == size ? 1 : to->length - start;
        i += size;
    }
    return to->failed ? before : columns;
}

static void tell_quoted(pbjwti_writer *to, const pbjwti_view *text) {
    pbjwti_view shown = *text;
    const bool cut = shown.length > MAX_QUOTED_BYTES;
    if (cut) {
        shown.length = MAX_QUOTED_BYTES;
        while (shown.length > 0 && (shown.data[shown.length] & 0xC0) == 0x80)
            shown.length--; /* not within a character */
    }
    pbjwti_write_literal(to, "\"");
    (void)pbjwti_tell_escaped(to, shown);
    if (cut)
        pbjwti_write_literal(to, "...");
    pbjwti_write_literal(to, "\"");
}

/* Days since 1970 as a date of the proleptic Gregorian calendar, of the years 1 to 9999. */
static void date_of(int64_t days, int *year, int *month, int *day) {
    /* Years begin in March, so that the day of February 29 is the last one. */
    const int64_t shifted = days + 719468;
    const int64_t era = shifted / 146097, in_era = shifted % 146097;
    const int64_t years = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    const int64_t in_year = in_era - (365 * years + years / 4 - years / 100);
    const int64_t from_march = (5 * in_year + 2) / 153;
    *day = (int)(in_year - (153 * from_march + 2) / 5 + 1);
    *month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
    *year = (int)(years + era * 400 + (*month <= 2));
}

static void tell_time(pbjwti_writer *to, double seconds) {
    char text[40];
    int year, month, day;
    if (!(seconds >= 0 && seconds <= (double)PBJWT_MAX_NUMERIC_DATE)) {
        pbjwti_write_number(to, seconds);
        return;
    }
    const int64_t whole = (int64_t)seconds;
    const int of_day = (int)(whole % 86400);
    date_of(whole / 86400, &year, &month, &day);
    const int length = snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month,
                                day, of_day / 3600, of_day / 60 % 60, of_day % 60);
    pbjwti_write_bytes(to, text, (size_t)length);
}

static void tell_units(pbjwti_writer *to, int64_t count, const char *unit) {
    tell_integer(to, count);
    pbjwti_write_literal(to, " ");
    tell_static(to, unit);
    if (count != 1)
        pbjwti_write_literal(to, "s");
}

/* The smaller of two units is shown unless it is 0. */
static void tell_duration(pbjwti_writer *to, double seconds) {
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = {{31556952, "year"}, {86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
    const double length = seconds < 0 ? -seconds : seconds;
    if (length < 10 && length != (double)(int64_t)length) {
        char text[16];
        const int printed =
            snprintf(text, sizeof text, "%d.%d seconds", (int)length, (int)(length * 10) % 10);
        pbjwti_write_bytes(to, text, (size_t)printed);
        return;
    }
    if (!(length < 1e15)) {
        pbjwti_write_literal(to, "an age");
        return;
    }
    const int64_t whole = (int64_t)length;
    size_t i = 0;
    while (i < 4 && whole < units[i].seconds)
        i++;
    tell_units(to, whole / units[i].seconds, units[i].name);
    if (i == 4)
        return;
    const int64_t rest = whole % units[i].seconds / units[i + 1].seconds;
    if (rest != 0) {
        pbjwti_write_literal(to, " ");
        tell_units(to, rest, units[i + 1].name);
    }
}

static void tell_claim(pbjwti_writer *to, pbjwt_claim claim) {
    const char *const name = pbjwt_claim_name(claim);
    pbjwti_write_literal(to, "\"");
    tell_static(to, name != NULL ? name : "?");
    pbjwti_write_literal(to, "\"");
}

static void tell_by_format(pbjwti_writer *to, const char *format, va_list values) {
    for (const char *p = format; *p != 0; p++) {
        if (*p != '%') {
            const size_t plain = strcspn(p, "%");
            pbjwti_write_bytes(to, p, plain);
            p += plain - 1;
            continue;
        }
        switch (*++p) {
        case 's':
            tell_static(to, va_arg(values, const char *));
            break;
        case 'v':
            tell_quoted(to, va_arg(values, const pbjwti_view *));
            break;
        case 'i':
            tell_integer(to, va_arg(values, int64_t));
            break;
        case 'n':
            pbjwti_write_number(to, va_arg(values, double));
            break;
        case 't':
            tell_time(to, va_arg(values, double));
            break;
        case 'd':
            tell_duration(to, va_arg(values, double));
            break;
        case 'c':
            tell_claim(to, (pbjwt_claim)va_arg(values, int));
            break;
        default:
            PBJWTI_ASSERT(*p == '%');
            pbjwti_write_literal(to, "%");
        }
    }
}

void pbjwti_tell(pbjwti_writer *to, const char *format, ...) {
    va_list values;
    va_start(values, format);
    tell_by_format(to, format, values);
    va_end(values);
}

/* Texts of the report */

size_t pbjwti_text_begin(pbjwti_explaining *work) {
    return work->report->texts.length;
}

void pbjwti_text_end(pbjwti_explaining *work) {
    pbjwti_write_bytes(&work->report->texts, "", 1);
}

static const char *text_at(const pbjwt_report *report, size_t place) {
    return report->texts.bytes + place;
}

void pbjwti_check_is(pbjwti_explaining *work, pbjwti_check check, pbjwt_outcome outcome,
                     const char *format, ...) {
    pbjwt_report *const report = work->report;
    pbjwti_writer *const texts = &report->texts;
    if (outcome > report->checks[check].outcome)
        report->checks[check].outcome = outcome;
    if (format == NULL || texts->failed)
        return;

    const size_t place = pbjwti_text_begin(work), old = report->checks[check].values;
    va_list values;
    va_start(values, format);
    if (old != 0) {
        const size_t length = strlen(text_at(report, old));
        char copied[256]; /* the writer's bytes may move while it is written to */
        for (size_t i = 0; i < length; i += sizeof copied) {
            const size_t part = length - i < sizeof copied ? length - i : sizeof copied;
            memcpy(copied, text_at(report, old) + i, part);
            pbjwti_write_bytes(texts, copied, part);
            if (texts->failed)
                break;
        }
        pbjwti_write_literal(texts, "; ");
    }
    tell_by_format(texts, format, values);
    va_end(values);
    pbjwti_text_end(work);
    report->checks[check].values = place;
}

bool pbjwti_has_cause(const pbjwti_explaining *work, pbjwti_cause_id cause) {
    for (size_t i = 0; i < work->report->cause_count; i++)
        if (work->report->causes[i].cause == cause)
            return true;
    return false;
}

static bool is_told(const pbjwt_report *report, pbjwti_cause_id cause, const char *found) {
    for (size_t i = 0; i < report->cause_count; i++)
        if (report->causes[i].cause == cause &&
            strcmp(text_at(report, report->causes[i].found), found) == 0)
            return true;
    return false;
}

void pbjwti_cause(pbjwti_explaining *work, pbjwti_cause_id cause, unsigned rank, const char *format,
                  ...) {
    pbjwt_report *const report = work->report;
    if (report->cause_count == PBJWTI_MAX_CAUSES)
        return;
    const size_t place = pbjwti_text_begin(work);
    va_list values;
    va_start(values, format);
    tell_by_format(&report->texts, format, values);
    va_end(values);
    pbjwti_text_end(work);
    if (report->texts.failed)
        return;
    if (is_told(report, cause, text_at(report, place))) {
        report->texts.length = place;
        return;
    }

    /* Behind all that are as likely. */
    size_t at = report->cause_count++;
    while (at > 0 && report->causes[at - 1].rank > rank) {
        report->causes[at] = report->causes[at - 1];
        at--;
    }
    report->causes[at] = (pbjwti_found_cause){(unsigned char)cause, (unsigned char)rank, place};
}

unsigned pbjwti_rank_for(const pbjwti_explaining *work, pbjwt_status status, unsigned rank) {
    const pbjwt_report *const report = work->report;
    return report->status == status || report->cleaned_status == status ? rank : 20 + rank;
}
