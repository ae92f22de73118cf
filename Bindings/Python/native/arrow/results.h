/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_PYTHON_ARROW_RESULTS_H
#define PBJWT_PYTHON_ARROW_RESULTS_H

#include "../module.h"
#include "result.h"

/* An ArrowResults of the set, which it takes over. NULL with an exception set. */
PyObject *arrow_results_wrap(module_state *state, result_set *set);

#endif
