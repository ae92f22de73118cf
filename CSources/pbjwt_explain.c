/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The explaining of tokens, as a separate translation unit: it is not part of verification, and its
 * calls must not change how the compiler builds that. Each file also compiles by itself, and names
 * that are static are unique among them.
 */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("Os")
#endif

#include "explain.c"
#include "explain_carriers.c"
#include "explain_claims.c"
#include "explain_clean.c"
#include "explain_decode.c"
#include "explain_email.c"
#include "explain_form.c"
#include "explain_forms.c"
#include "explain_hash.c"
#include "explain_hash_form.c"
#include "explain_hash_source.c"
#include "explain_header.c"
#include "explain_instead.c"
#include "explain_json.c"
#include "explain_key.c"
#include "explain_kid.c"
#include "explain_layers.c"
#include "explain_names.c"
#include "explain_payload.c"
#include "explain_reencoding.c"
#include "explain_secrecy.c"
#include "explain_segments.c"
#include "explain_tell.c"
#include "explain_time.c"
#include "explain_time_form.c"
#include "explain_values.c"
#include "explain_warned.c"
#include "explain_within.c"
#include "json_fault.c"
#include "json_fault_string.c"
#include "json_fault_value.c"
#include "report.c"
#include "report_text.c"
