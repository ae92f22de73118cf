/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_PYTHON_ARROW_RESULTS_H
#define PBJWT_PYTHON_ARROW_RESULTS_H

#include "../module.h"
#include "result.h"

/* An ArrowResults that takes ownership of the set. NULL with an exception on failure. */
PyObject *arrow_results_wrap(module_state *state, result_set *set);

#endif
