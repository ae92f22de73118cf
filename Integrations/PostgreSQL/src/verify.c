/* SPDX-License-Identifier: Apache-2.0 */

#include "pbjwtpg.h"

#include <access/detoast.h>
#include <miscadmin.h>
#include <utils/builtins.h>

/* The identity that receives the results of verifications, one at a time. */
static pbjwt_identity *scratch;

static _Noreturn void out_of_memory(void) {
    ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
}

/* The token; fetches only as much of it as the library reads. */
static const text *token_argument(Datum token) {
    if (toast_raw_datum_size(token) <= PBJWT_MAX_TOKEN_BYTES_LIMIT + VARHDRSZ)
        return DatumGetTextPP(token);
    return DatumGetTextPSlice(token, 0, PBJWT_MAX_TOKEN_BYTES_LIMIT + 1);
}

pbjwt_status pbjwtpg_check(FunctionCallInfo fcinfo, pbjwt_identity *identity) {
    const text *token = token_argument(PG_GETARG_DATUM(0));
    const text *profile = PG_GETARG_TEXT_PP(1);
    pbjwt_status status;

    CHECK_FOR_INTERRUPTS();
    status = pbjwt_verify(pbjwtpg_verifier(fcinfo, profile), VARDATA_ANY(token),
                          VARSIZE_ANY_EXHDR(token), identity);
    if (status == PBJWT_OUT_OF_MEMORY)
        out_of_memory();
    return status;
}

static pbjwt_status check(FunctionCallInfo fcinfo) {
    if (scratch == NULL && (scratch = pbjwt_identity_new(0)) == NULL)
        out_of_memory();
    return pbjwtpg_check(fcinfo, scratch);
}

PG_FUNCTION_INFO_V1(pbjwtpg_verify);
Datum pbjwtpg_verify(PG_FUNCTION_ARGS) {
    pbjwt_status status = check(fcinfo);
    char *json;
    size_t length;

    if (pbjwt_result_json(status, pbjwt_identity_claim_at_fault(scratch), scratch, &json,
                          &length) != PBJWT_OK)
        out_of_memory();
    return pbjwtpg_jsonb(json, length);
}

PG_FUNCTION_INFO_V1(pbjwtpg_status);
Datum pbjwtpg_status(PG_FUNCTION_ARGS) {
    PG_RETURN_TEXT_P(cstring_to_text(pbjwt_status_name(check(fcinfo))));
}

PG_FUNCTION_INFO_V1(pbjwtpg_identity);
Datum pbjwtpg_identity(PG_FUNCTION_ARGS) {
    if (check(fcinfo) != PBJWT_OK)
        PG_RETURN_NULL();
    return pbjwtpg_identity_row(fcinfo, scratch);
}
