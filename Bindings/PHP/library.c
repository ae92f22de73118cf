/* SPDX-License-Identifier: Apache-2.0 */

/* phpize takes sources of its own folder alone. */
#include <pbjwt.c>
