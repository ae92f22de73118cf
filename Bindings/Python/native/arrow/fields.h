/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_PYTHON_ARROW_FIELDS_H
#define PBJWT_PYTHON_ARROW_FIELDS_H

#include "column.h"

#include <pbjwt.h>

/* The fields of results: one column per field, in the order of the names. */

enum { MOST_FIELDS = 64 };
size_t field_count(void);
const column_type *field_type(size_t field);

/* The result for a token. `identity` is read if it was accepted. */
typedef struct {
    bool there; /* false if there is no token: all fields are null */
    pbjwt_status status;
    pbjwt_claim claim;
    const pbjwt_identity *identity;
    pbjwt_identity_view view;
} arrow_verdict;

/* Adds a row for a verdict. */
column_fault field_add(size_t field, arrow_column *column, const arrow_verdict *verdict);

#endif
