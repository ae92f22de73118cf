/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Who is logged in, for row-level security. It is kept in this process's memory, where no SQL but
 * pbjwt_login writes, and ends with the transaction. If a subtransaction that logged in is rolled
 * back, nobody is logged in any more: not even the previous person, whom the undone statements may
 * have logged out.
 */
#include "pbjwtpg.h"

#include <access/parallel.h>
#include <access/xact.h>
#include <mb/pg_wchar.h>
#include <miscadmin.h>
#include <utils/builtins.h>
#include <utils/jsonb.h>
#include <utils/memutils.h>

/* A cached claim: a policy requests the same ones for each row. */
typedef struct Claim {
    struct Claim *next;
    text *name;
    text *value; /* or NULL */
} Claim;

static struct {
    bool active;
    pbjwt_identity *identity;
    SubTransactionId subtransaction;
    MemoryContext memory; /* of the claims */
    Claim *claims;
    int claim_count;
} session;

enum {
    MAX_KEPT_CLAIMS = 32 /* so that clients can't make it grow */
};

static void end_session(void) {
    session.active = false;
    pbjwt_identity_free(session.identity);
    session.identity = NULL;
    session.claims = NULL;
    session.claim_count = 0;
    if (session.memory != NULL)
        MemoryContextReset(session.memory);
}

static void on_transaction(XactEvent event, void *argument) {
    (void)argument;
    switch (event) {
    case XACT_EVENT_COMMIT:
    case XACT_EVENT_PARALLEL_COMMIT:
    case XACT_EVENT_ABORT:
    case XACT_EVENT_PARALLEL_ABORT:
    case XACT_EVENT_PREPARE:
        end_session();
        break;
    case XACT_EVENT_PRE_COMMIT: /* too early: the commit may still fail */
    case XACT_EVENT_PARALLEL_PRE_COMMIT:
    case XACT_EVENT_PRE_PREPARE:
        break;
    }
}

static void on_subtransaction(SubXactEvent event, SubTransactionId subtransaction,
                              SubTransactionId parent, void *argument) {
    (void)argument;
    if (!session.active || session.subtransaction != subtransaction)
        return;
    if (event == SUBXACT_EVENT_ABORT_SUB)
        end_session();
    else if (event == SUBXACT_EVENT_COMMIT_SUB)
        session.subtransaction = parent;
}

void pbjwtpg_login_define(void) {
    RegisterXactCallback(on_transaction, NULL);
    RegisterSubXactCallback(on_subtransaction, NULL);
}

/* A parallel worker has its own memory, where nobody is logged in: it must not give that answer. */
static void refuse_in_worker(void) {
    if (IsParallelWorker())
        ereport(ERROR, (errcode(ERRCODE_INVALID_TRANSACTION_STATE),
                        errmsg("a parallel worker doesn't know who is logged in"),
                        errhint("Functions that call this must be PARALLEL RESTRICTED.")));
}

static _Noreturn void refuse(pbjwt_status status, pbjwt_claim claim) {
    const char *name = pbjwt_claim_name(claim);

    ereport(ERROR, (errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
                    errmsg("the token is refused: %s%s%s", pbjwt_status_name(status),
                           name != NULL ? ", claim " : "", name != NULL ? name : ""),
                    errdetail_internal("%s", pbjwt_claim_message(status, claim))));
}

PG_FUNCTION_INFO_V1(pbjwtpg_login);
Datum pbjwtpg_login(PG_FUNCTION_ARGS) {
    pbjwt_status status;

    /* First of all, so that after any failure nobody is logged in. */
    end_session();
    refuse_in_worker();
    if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
        ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                        errmsg("neither the token nor the profile may be NULL")));
    if (session.memory == NULL)
        session.memory =
            AllocSetContextCreate(TopMemoryContext, "pbjwt session", ALLOCSET_SMALL_SIZES);
    session.identity = pbjwt_identity_new(0);
    if (session.identity == NULL)
        ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
    status = pbjwtpg_check(fcinfo, session.identity);
    if (status != PBJWT_OK)
        refuse(status, pbjwt_identity_claim_at_fault(session.identity));
    session.subtransaction = GetCurrentSubTransactionId();
    session.active = true;
    PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(pbjwtpg_logout);
Datum pbjwtpg_logout(PG_FUNCTION_ARGS) {
    (void)fcinfo;
    refuse_in_worker();
    end_session();
    PG_RETURN_VOID();
}

static bool is_logged_in(void) {
    refuse_in_worker();
    return session.active;
}

static Datum text_or_null(FunctionCallInfo fcinfo, const char *data, size_t length) {
    if (data == NULL)
        PG_RETURN_NULL();
    PG_RETURN_TEXT_P(pbjwtpg_text(data, length));
}

PG_FUNCTION_INFO_V1(pbjwtpg_current_email);
Datum pbjwtpg_current_email(PG_FUNCTION_ARGS) {
    size_t length = 0;
    const char *email =
        is_logged_in() ? pbjwt_identity_canonical_email(session.identity, &length) : NULL;

    return text_or_null(fcinfo, email, length);
}

PG_FUNCTION_INFO_V1(pbjwtpg_current_user_id);
Datum pbjwtpg_current_user_id(PG_FUNCTION_ARGS) {
    size_t length = 0;
    const char *id = is_logged_in() ? pbjwt_identity_user_id(session.identity, &length) : NULL;

    return text_or_null(fcinfo, id, length);
}

PG_FUNCTION_INFO_V1(pbjwtpg_current_company_id);
Datum pbjwtpg_current_company_id(PG_FUNCTION_ARGS) {
    size_t length = 0;
    const char *id = is_logged_in()
                         ? pbjwt_identity_text(session.identity, PBJWT_CLAIM_COMPANY_ID, &length)
                         : NULL;

    return text_or_null(fcinfo, id, length);
}

/* The claim that the library types, or PBJWT_CLAIM_NONE. */
static pbjwt_claim typed_claim(const char *name, size_t length) {
    for (size_t i = 1; i <= pbjwt_claim_count(); i++) {
        const char *known = pbjwt_claim_name((pbjwt_claim)i);
        if (strlen(known) == length && memcmp(known, name, length) == 0)
            return (pbjwt_claim)i;
    }
    return PBJWT_CLAIM_NONE;
}

static const char *typed_value(pbjwt_claim claim, size_t *length) {
    const char *value = pbjwt_identity_text(session.identity, claim, length);
    const char *name = pbjwt_claim_name(claim);

    /* A number's characters, and the JSON of several audiences. */
    if (pbjwt_identity_number(session.identity, claim, NULL) ||
        (value == NULL && claim == PBJWT_CLAIM_AUD &&
         pbjwt_identity_audience_count(session.identity) > 0))
        return pbjwt_identity_member_json(session.identity, name, strlen(name), length);
    return value;
}

/* Any other member: a string's text, and the JSON of everything else as sent. The library's tree of
   such members can't be used here: jansson's json_object makes it, and PostgreSQL has a function
   with that name. */
static text *custom_value(const char *name, size_t name_length) {
    size_t length;
    const char *json = pbjwt_identity_member_json(session.identity, name, name_length, &length);
    JsonbValue scalar;
    Jsonb *parsed;

    if (json == NULL || (length == strlen("null") && memcmp(json, "null", length) == 0))
        return NULL;
    if (json[0] != '"')
        return pbjwtpg_text(json, length);
    parsed = DatumGetJsonbP(DirectFunctionCall1(
        jsonb_in, CStringGetDatum(text_to_cstring(pbjwtpg_text(json, length)))));
    if (!JsonbExtractScalar(&parsed->root, &scalar) || scalar.type != jbvString)
        elog(ERROR, "a text has the wrong JSON type");
    return cstring_to_text_with_len(scalar.val.string.val, scalar.val.string.len);
}

static text *find_value(const text *asked) {
    char *name = text_to_cstring(asked);
    size_t name_length, length = 0;
    const char *value;
    pbjwt_claim claim;

    name = pg_server_to_any(name, (int)strlen(name), PG_UTF8);
    name_length = strlen(name);
    claim = typed_claim(name, name_length);
    if (claim == PBJWT_CLAIM_NONE)
        return custom_value(name, name_length);
    value = typed_value(claim, &length);
    /* A number that was sent as text. */
    if (value != NULL && *value == '"' && pbjwt_identity_number(session.identity, claim, NULL))
        return custom_value(name, name_length);
    return value == NULL ? NULL : pbjwtpg_text(value, length);
}

static text *copy(MemoryContext memory, const text *source) {
    return source == NULL ? NULL
                          : memcpy(MemoryContextAlloc(memory, VARSIZE_ANY(source)), source,
                                   VARSIZE_ANY(source));
}

static bool same_name(const text *one, const text *other) {
    return VARSIZE_ANY_EXHDR(one) == VARSIZE_ANY_EXHDR(other) &&
           memcmp(VARDATA_ANY(one), VARDATA_ANY(other), VARSIZE_ANY_EXHDR(one)) == 0;
}

/* Finds a claim by its name, and keeps it until the session ends. */
static const text *claim_value(const text *name) {
    Claim *claim = session.claims;
    text *value;

    while (claim != NULL && !same_name(claim->name, name))
        claim = claim->next;
    if (claim != NULL)
        return claim->value;
    value = find_value(name);
    if (session.claim_count == MAX_KEPT_CLAIMS)
        return value;
    claim = MemoryContextAlloc(session.memory, sizeof *claim);
    claim->name = copy(session.memory, name);
    claim->value = copy(session.memory, value);
    claim->next = session.claims;
    session.claims = claim;
    session.claim_count++;
    return claim->value;
}

PG_FUNCTION_INFO_V1(pbjwtpg_current_claim);
Datum pbjwtpg_current_claim(PG_FUNCTION_ARGS) {
    const text *value = is_logged_in() ? claim_value(PG_GETARG_TEXT_PP(0)) : NULL;

    if (value == NULL)
        PG_RETURN_NULL();
    /* A copy, since the session may end while the query still holds it. */
    PG_RETURN_TEXT_P(copy(CurrentMemoryContext, value));
}
