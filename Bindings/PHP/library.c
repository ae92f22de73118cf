/* SPDX-License-Identifier: Apache-2.0 */

/* phpize accepts only sources in its own folder. */
#include <pbjwt.c>
