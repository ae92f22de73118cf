/* SPDX-License-Identifier: Apache-2.0 */

#include "pbjwtpg.h"

PG_MODULE_MAGIC;

void _PG_init(void);

void _PG_init(void) {
    pbjwtpg_secrets_define();
    pbjwtpg_profiles_define();
    pbjwtpg_login_define();
}
