/* SPDX-License-Identifier: Apache-2.0 */

#include "pbjwtpg.h"

#include <math.h>

#include <access/htup_details.h>
#include <catalog/pg_type.h>
#include <funcapi.h>
#include <mb/pg_wchar.h>
#include <utils/array.h>
#include <utils/builtins.h>
#include <utils/jsonb.h>
#include <utils/timestamp.h>

text *pbjwtpg_text(const char *data, size_t length) {
    char *converted;

    if (GetDatabaseEncoding() == PG_UTF8)
        return cstring_to_text_with_len(data, (int)length);
    converted = pg_any_to_server(data, (int)length, PG_UTF8);
    if (converted == data) /* no conversion was needed, and there is no NUL at the end */
        return cstring_to_text_with_len(data, (int)length);
    return cstring_to_text(converted);
}

Datum pbjwtpg_jsonb(char *json, size_t length) {
    volatile Datum result = 0;

    pbjwtpg_fit_numbers(json);
    PG_TRY();
    {
        char *converted = pg_any_to_server(json, (int)length, PG_UTF8);
        result = DirectFunctionCall1(jsonb_in, CStringGetDatum(converted));
    }
    PG_FINALLY();
    { pbjwt_free(json); }
    PG_END_TRY();
    return result;
}

/* A row that is filled from its first column on. */
typedef struct Row {
    int count;
    Datum values[32];
    bool nulls[32];
} Row;

static void add(Row *row, bool present, Datum value) {
    row->values[row->count] = value;
    row->nulls[row->count++] = !present;
}

static void add_text(Row *row, pbjwt_text value) {
    bool present = value.data != NULL;
    add(row, present, present ? PointerGetDatum(pbjwtpg_text(value.data, value.length)) : (Datum)0);
}

static void add_constant(Row *row, const char *value) {
    add(row, value != NULL, value != NULL ? CStringGetTextDatum(value) : (Datum)0);
}

static void add_time(Row *row, const pbjwt_identity_view *view, uint32 number, double seconds) {
    const double epoch = (double)(POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY;
    bool present = (view->numbers & number) != 0;
    double whole = floor(seconds);

    /* Converts whole seconds separately, so that no microsecond is lost. */
    add(row, present,
        present ? TimestampTzGetDatum((TimestampTz)(whole - epoch) * USECS_PER_SEC +
                                      (TimestampTz)rint((seconds - whole) * USECS_PER_SEC))
                : (Datum)0);
}

static void add_audiences(Row *row, const pbjwt_identity_view *view) {
    Datum *items;

    if (view->audience_count == 0) {
        add(row, false, (Datum)0);
        return;
    }
    items = palloc(view->audience_count * sizeof *items);
    for (size_t i = 0; i < view->audience_count; i++)
        items[i] =
            PointerGetDatum(pbjwtpg_text(view->audiences[i].data, view->audiences[i].length));
    add(row, true,
        PointerGetDatum(
            construct_array(items, (int)view->audience_count, TEXTOID, -1, false, TYPALIGN_INT)));
}

static void add_custom(Row *row, const pbjwt_identity *identity) {
    char *json;
    size_t length;

    if (pbjwt_identity_custom_json(identity, &json, &length) != PBJWT_OK)
        ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
    add(row, true, pbjwtpg_jsonb(json, length));
}

static const char *hash_state(uint8_t state) {
    switch (state) {
    case PBJWT_HASH_VERIFIED:
        return "verified";
    case PBJWT_HASH_UNCHECKED:
        return "unchecked";
    default:
        return "absent";
    }
}

/* The description of the composite type, made once for all calls in a query. */
static TupleDesc row_type(FunctionCallInfo fcinfo) {
    if (fcinfo->flinfo->fn_extra == NULL) {
        MemoryContext before = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
        TupleDesc type;

        if (get_call_result_type(fcinfo, NULL, &type) != TYPEFUNC_COMPOSITE)
            elog(ERROR, "the function must return pbjwt_identity");
        fcinfo->flinfo->fn_extra = BlessTupleDesc(CreateTupleDescCopy(type));
        MemoryContextSwitchTo(before);
    }
    return fcinfo->flinfo->fn_extra;
}

Datum pbjwtpg_identity_row(FunctionCallInfo fcinfo, const pbjwt_identity *identity) {
    TupleDesc type = row_type(fcinfo);
    pbjwt_identity_view view = {.size = sizeof view};
    Row row = {0};

    if (pbjwt_identity_read(identity, &view) != PBJWT_OK)
        elog(ERROR, "the identity holds no one");
    add_text(&row, view.email);
    add_text(&row, view.canonical_email);
    add_text(&row, view.user_id);
    add_text(&row, view.name);
    add_text(&row, view.avatar_url);
    add_text(&row, view.company_id);
    add_text(&row, view.company_name);
    add(&row, (view.numbers & PBJWT_HAS_COMPANY_MRR) != 0, Float8GetDatum(view.company_mrr));
    add_text(&row, view.customer_status);
    add_time(&row, &view, PBJWT_HAS_RENEWAL_DATE, view.renewal_date_seconds);
    add_text(&row, view.renewal_risk);
    add_text(&row, view.account_owner_id);
    add_text(&row, view.account_owner_email);
    add_text(&row, view.external_user_id);
    add_time(&row, &view, PBJWT_HAS_ISSUED_AT, view.issued_at);
    add_time(&row, &view, PBJWT_HAS_NOT_BEFORE, view.not_before);
    add_time(&row, &view, PBJWT_HAS_EXPIRES_AT, view.expires_at);
    add_text(&row, view.issuer);
    add_audiences(&row, &view);
    add_text(&row, view.token_id);
    add_constant(&row, hash_state(view.user_hash));
    add_custom(&row, identity);
    add_text(&row, view.key_id);
    if (type->natts != row.count)
        ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                        errmsg("the type pbjwt_identity has been changed")));
    return HeapTupleGetDatum(heap_form_tuple(type, row.values, row.nulls));
}
