/* SPDX-License-Identifier: Apache-2.0 */

#include "pbjwtpg.h"

#include "miscadmin.h"

PG_MODULE_MAGIC;

void _PG_init(void);

bool pbjwtpg_is_preloaded;

void _PG_init(void) {
    pbjwtpg_is_preloaded = process_shared_preload_libraries_in_progress;
    pbjwtpg_secrets_define();
    pbjwtpg_profiles_define();
    pbjwtpg_login_define();
}
