/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The whole library as one translation unit, which its builds compile: the compiler can optimize
 * across files, and a verification takes a tenth less time. Each file also compiles by itself, and
 * names that are static are unique among all.
 */

/* External headers are included before everything else, so that they see no macro or enumerator of
   the files below. mac.c prepares OpenSSL's headers. */
#include "mac.c"
#include "tree_node.h"
#include "vector.h"
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Verifying */
#include "claims.c"
#include "compact.c"
#include "header.c"
#include "identity.c"
#include "payload.c"
#include "policy.c"
#include "signature.c"
#include "verify.c"

/* What they are built on */
#include "base64url.c"
#include "base64url_avx2.c"
#include "base64url_neon.c"
#include "claim_table.c"
#include "clock.c"
#include "forms.c"
#include "http_url.c"
#include "json.c"
#include "json_names.c"
#include "json_scalar.c"
#include "json_scan.c"
#include "json_string.c"
#include "number.c"
#include "owned.c"
#include "placeholder.c"
#include "renewal_date.c"
#include "space.c"
#include "text.c"

/* The other objects of the API, for which size matters more than speed */
#include "secret.c"
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("Os")
#endif
#include "claim_messages.c"
#include "counts.c"
#include "counts_text.c"
#include "fields.c"
#include "inspect.c"
#include "issue.c"
#include "issue_claims.c"
#include "json_write.c"
#include "near_miss.c"
#include "policy_settings.c"
#include "refusals.c"
#include "result.c"
#include "status.c"
#include "tree_build.c"
#include "tree_compare.c"
#include "tree_confirm.c"
#include "tree_read.c"
#include "tree_write.c"
#include "verifier.c"
