/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_CJANSSON_SHIM_H
#define PBJWT_CJANSSON_SHIM_H

#include <jansson.h>

#endif
