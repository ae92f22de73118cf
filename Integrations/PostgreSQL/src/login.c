/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Who is logged in, for row-level security. It is kept in this process's memory, where no SQL but pbjwt_login
 * writes, and ends with the transaction. Where a subtransaction is rolled back that has logged in, nobody is
 * logged in any more: not the person of before either, who may have been logged out by what was undone.
 */
#include "pbjwtpg.h"

#include <access/parallel.h>
#include <access/xact.h>
#include <mb/pg_wchar.h>
#include <miscadmin.h>
#include <utils/builtins.h>

static struct {
    bool active;
    pbjwt_identity *identity;
    pbjwt_json *custom; /* made when a custom claim is first asked for */
    SubTransactionId subtransaction;
} session;

static void end_session(void) {
    session.active = false;
    pbjwt_json_free(session.custom);
    session.custom = NULL;
    pbjwt_identity_free(session.identity);
    session.identity = NULL;
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
    case XACT_EVENT_PRE_COMMIT: /* deferred triggers have run, cursors to be held are still to be read */
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

/* A parallel worker has memory of its own, where nobody is logged in: it must not answer so. */
static void refuse_in_worker(void) {
    if (IsParallelWorker())
        ereport(ERROR, (errcode(ERRCODE_INVALID_TRANSACTION_STATE),
                        errmsg("a parallel worker doesn't know who is logged in"),
                        errhint("Functions that call this must be PARALLEL RESTRICTED.")));
}

static pg_attribute_noreturn() void refuse(pbjwt_status status, pbjwt_claim claim) {
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

static const char *custom_value(const char *name, size_t name_length, size_t *length) {
    const pbjwt_json *member;

    if (session.custom == NULL) {
        pbjwt_status status = pbjwt_identity_custom_tree(session.identity, &session.custom);
        if (status != PBJWT_OK)
            ereport(ERROR,
                    (errcode(status == PBJWT_OUT_OF_MEMORY ? ERRCODE_OUT_OF_MEMORY
                                                           : ERRCODE_INTERNAL_ERROR),
                     errmsg("the custom claims can't be read: %s", pbjwt_status_name(status))));
    }
    member = pbjwt_json_member(session.custom, name, name_length);
    switch (pbjwt_json_get_kind(member)) {
    case PBJWT_JSON_ABSENT:
    case PBJWT_JSON_NULL:
        return NULL;
    case PBJWT_JSON_STRING:
        return pbjwt_json_string(member, length);
    default:
        return pbjwt_identity_member_json(session.identity, name, name_length, length);
    }
}

PG_FUNCTION_INFO_V1(pbjwtpg_current_claim);
Datum pbjwtpg_current_claim(PG_FUNCTION_ARGS) {
    const char *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
    const char *value = NULL;
    size_t name_length, length = 0;
    pbjwt_claim claim;

    if (!is_logged_in())
        PG_RETURN_NULL();
    name = pg_server_to_any(name, (int)strlen(name), PG_UTF8);
    name_length = strlen(name);
    claim = typed_claim(name, name_length);
    if (claim != PBJWT_CLAIM_NONE)
        value = typed_value(claim, &length);
    else
        value = custom_value(name, name_length, &length);
    return text_or_null(fcinfo, value, length);
}
