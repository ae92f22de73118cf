/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_SIGNATURE_H
#define PBJWT_SIGNATURE_H

#include "compact.h"
#include "header.h"
#include "verifier.h"

PBJWTI_HIDDEN_BEGIN

/* Selects the keys that may have signed the token and finds the one that did. */
pbjwt_status pbjwti_signature_check(const pbjwt_verifier *verifier, const pbjwti_compact *parts,
                                    const pbjwti_header *header, int64_t now,
                                    pbjwti_mac_scratch **scratch, const pbjwti_key **key);

PBJWTI_HIDDEN_END

#endif
