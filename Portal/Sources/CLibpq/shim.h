/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTAL_CLIBPQ_SHIM_H
#define PORTAL_CLIBPQ_SHIM_H

#include <libpq-fe.h>

#endif
