/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Profiles are rows of the table pbjwt_profiles. Callers have no right to read it. It is scanned directly, so
 * their rights, their search_path, and rules or policies on the table have no effect. Each session keeps the
 * verifiers that it has made until a profile changes in any session or the secrets are read again.
 */
#include "pbjwtpg.h"

#include <access/genam.h>
#include <access/htup_details.h>
#include <access/relation.h>
#include <access/table.h>
#include <catalog/dependency.h>
#include <catalog/pg_class.h>
#include <catalog/pg_proc.h>
#include <catalog/pg_type.h>
#include <commands/trigger.h>
#include <mb/pg_wchar.h>
#include <miscadmin.h>
#include <utils/array.h>
#include <utils/builtins.h>
#include <utils/fmgroids.h>
#include <utils/hsearch.h>
#include <utils/inval.h>
#include <utils/lsyscache.h>
#include <utils/memutils.h>
#include <utils/rel.h>

typedef struct Entry {
    char name[PBJWTPG_MAX_NAME + 1];
    pbjwt_verifier *verifier; /* NULL: not made yet */
} Entry;

static HTAB *entries;
static Oid table_oid;         /* the table that they were made from */
static uint64 made_of;        /* the number of the reading of secrets */
static volatile bool changed; /* a profile has changed */

static void on_relation_change(Datum argument, Oid relation) {
    (void)argument;
    if (relation == table_oid || relation == InvalidOid)
        changed = true;
}

void pbjwtpg_profiles_define(void) {
    CacheRegisterRelcacheCallback(on_relation_change, 0);
}

/* The trigger on the table: informs every session when the transaction commits. */
PG_FUNCTION_INFO_V1(pbjwtpg_profiles_changed);
Datum pbjwtpg_profiles_changed(PG_FUNCTION_ARGS) {
    if (!CALLED_AS_TRIGGER(fcinfo))
        ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
                        errmsg("this function is only for the trigger on pbjwt_profiles")));
    CacheInvalidateRelcache(((TriggerData *)fcinfo->context)->tg_relation);
    PG_RETURN_POINTER(NULL);
}

/* The message doesn't contain the name: if a caller swaps the arguments, it is a token. */
static _Noreturn void unknown_profile(void) {
    ereport(ERROR,
            (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("there is no such pbjwt profile"),
             errhint("The arguments are a token and the name of a profile, in this order.")));
}

/* The table in the function's schema, if it belongs to the function's extension. */
static Relation open_table(Oid function) {
    Oid extension = getExtensionOfObject(ProcedureRelationId, function);

    table_oid = get_relname_relid("pbjwt_profiles", get_func_namespace(function));
    if (!OidIsValid(table_oid) || !OidIsValid(extension) ||
        getExtensionOfObject(RelationRelationId, table_oid) != extension)
        ereport(ERROR,
                (errcode(ERRCODE_UNDEFINED_TABLE),
                 errmsg("the extension's table pbjwt_profiles is not in the function's schema")));
    return table_open(table_oid, AccessShareLock);
}

/* The value of a column, and whether there is one. */
static bool column_value(Relation table, HeapTuple row, const char *name, Oid type, Datum *value) {
    TupleDesc columns = RelationGetDescr(table);
    AttrNumber number = get_attnum(RelationGetRelid(table), name);
    bool is_null;

    if (number == InvalidAttrNumber || TupleDescAttr(columns, number - 1)->atttypid != type)
        ereport(ERROR,
                (errcode(ERRCODE_UNDEFINED_COLUMN),
                 errmsg("column \"%s\" of pbjwt_profiles is missing or has another type", name)));
    *value = heap_getattr(row, number, columns, &is_null);
    return !is_null;
}

static PolicyText text_column(Relation table, HeapTuple row, const char *name) {
    PolicyText result = {NULL, 0};
    Datum value;

    if (column_value(table, row, name, TEXTOID, &value)) {
        char *characters = TextDatumGetCString(value);
        result.data = pg_server_to_any(characters, (int)strlen(characters), PG_UTF8);
        result.length = strlen(result.data);
    }
    return result;
}

static bool bool_column(Relation table, HeapTuple row, const char *name, bool *result) {
    Datum value;
    bool found = column_value(table, row, name, BOOLOID, &value);

    *result = found && DatumGetBool(value);
    return found;
}

static bool int_column(Relation table, HeapTuple row, const char *name, int32 *result) {
    Datum value;
    bool found = column_value(table, row, name, INT4OID, &value);

    *result = found ? DatumGetInt32(value) : 0;
    return found;
}

static void read_secrets(Relation table, HeapTuple row, ProfileRow *result) {
    Datum value, *names;
    int count = 0;

    if (column_value(table, row, "secrets", TEXTARRAYOID, &value))
        deconstruct_array(DatumGetArrayTypeP(value), TEXTOID, -1, false, TYPALIGN_INT, &names, NULL,
                          &count);
    if (count < 1 || count > PBJWT_MAX_KEYS)
        ereport(ERROR, (errcode(ERRCODE_CONFIG_FILE_ERROR),
                        errmsg("the pbjwt profile names no secrets, or too many")));
    for (int i = 0; i < count; i++) {
        const char *name = TextDatumGetCString(names[i]);
        result->secrets[i] = pbjwtpg_secret(name);
        if (result->secrets[i] == NULL)
            ereport(ERROR, (errcode(ERRCODE_CONFIG_FILE_ERROR),
                            errmsg("a secret of the pbjwt profile isn't there"),
                            errdetail_log("There was no file of the secret \"%s\" in the folder "
                                          "pbjwt.secrets_directory when it was read last.",
                                          name),
                            errhint("The server's log names it.")));
    }
    result->secret_count = (size_t)count;
}

static void read_row(Relation table, HeapTuple row, ProfileRow *result) {
    Datum value;

    memset(result, 0, sizeof *result);
    read_secrets(table, row, result);
    result->profile = text_column(table, row, "profile");
    result->has_max_token_bytes =
        int_column(table, row, "max_token_bytes", &result->max_token_bytes);
    result->has_leeway = int_column(table, row, "leeway", &result->leeway);
    result->has_max_lifetime = column_value(table, row, "max_lifetime", INT8OID, &value);
    result->max_lifetime = result->has_max_lifetime ? DatumGetInt64(value) : 0;
    result->has_allow_missing_exp =
        bool_column(table, row, "allow_missing_exp", &result->allow_missing_exp);
    result->user_hash = text_column(table, row, "user_hash");
    result->issuer = text_column(table, row, "issuer");
    result->audience = text_column(table, row, "audience");
    result->type = text_column(table, row, "type");
    result->has_strict_claims = bool_column(table, row, "strict_claims", &result->strict_claims);
    result->email_form = text_column(table, row, "email_form");
    result->reader = text_column(table, row, "reader");
}

static void find_row(Oid function, const char *name, ProfileRow *result) {
    Relation table = open_table(function);
    AttrNumber column = get_attnum(RelationGetRelid(table), "name");
    ScanKeyData key;
    SysScanDesc scan;
    HeapTuple row;

    ScanKeyInit(&key, column, BTEqualStrategyNumber, F_TEXTEQ, CStringGetTextDatum(name));
    scan = systable_beginscan(table, InvalidOid, false, NULL, 1, &key);
    row = systable_getnext(scan);
    if (!HeapTupleIsValid(row))
        unknown_profile();
    read_row(table, row, result);
    systable_endscan(scan);
    table_close(table, AccessShareLock);
}

static void forget_verifiers(void) {
    HASH_SEQ_STATUS walk;
    Entry *entry;

    hash_seq_init(&walk, entries);
    while ((entry = hash_seq_search(&walk)) != NULL) {
        pbjwt_verifier_release(entry->verifier);
        entry->verifier = NULL;
        hash_search(entries, entry->name, HASH_REMOVE, NULL);
    }
}

static void make_table(void) {
    HASHCTL control = {.keysize = sizeof(((Entry *)NULL)->name),
                       .entrysize = sizeof(Entry),
                       .hcxt = TopMemoryContext};

    entries = hash_create("pbjwt verifiers", 8, &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
}

static pbjwt_verifier *make(Oid function, const char *name) {
    /* This frees the row's texts. */
    MemoryContext scratch =
        AllocSetContextCreate(CurrentMemoryContext, "pbjwt profile", ALLOCSET_SMALL_SIZES);
    MemoryContext before = MemoryContextSwitchTo(scratch);
    ProfileRow row;
    const char *column;
    pbjwt_status status;
    Entry *entry;

    find_row(function, name, &row);
    entry = hash_search(entries, name, HASH_ENTER, NULL);
    status = pbjwtpg_make_verifier(&row, &entry->verifier, &column);
    if (status == PBJWT_OUT_OF_MEMORY)
        ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
    if (status != PBJWT_OK)
        ereport(ERROR, (errcode(ERRCODE_CONFIG_FILE_ERROR),
                        errmsg("the pbjwt profile can't be used: %s in column \"%s\"",
                               pbjwt_status_name(status), column)));
    MemoryContextSwitchTo(before);
    MemoryContextDelete(scratch);
    return entry->verifier;
}

const pbjwt_verifier *pbjwtpg_verifier(FunctionCallInfo fcinfo, const text *profile) {
    char name[PBJWTPG_MAX_NAME + 1];
    size_t length = VARSIZE_ANY_EXHDR(profile);
    Entry *entry;
    uint64 secrets;

    if (length > PBJWTPG_MAX_NAME)
        unknown_profile();
    memcpy(name, VARDATA_ANY(profile), length);
    name[length] = '\0';

    /* Taking a lock does this too, but a long transaction may not take any new lock. */
    AcceptInvalidationMessages();
    secrets = pbjwtpg_secrets_refresh();
    if (entries == NULL)
        make_table();
    if (changed || secrets != made_of) {
        forget_verifiers();
        made_of = secrets;
        changed = false; /* before a row is read, so that a concurrent change isn't lost */
    }
    entry = hash_search(entries, name, HASH_FIND, NULL);
    if (entry != NULL && entry->verifier != NULL)
        return entry->verifier;
    return make(fcinfo->flinfo->fn_oid, name);
}
