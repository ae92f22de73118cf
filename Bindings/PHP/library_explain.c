/* SPDX-License-Identifier: Apache-2.0 */
#include <pbjwt_explain.c>
