/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PBJWT_SIGNATURE_H
#define PBJWT_SIGNATURE_H

#include "compact.h"
#include "header.h"
#include "verifier.h"

PBJWTI_HIDDEN_BEGIN

/* Picks the keys that the token may be signed with and finds the one that it is signed with. */
pbjwt_status pbjwti_signature_check(const pbjwt_verifier *verifier, const pbjwti_compact *parts,
                                    const pbjwti_header *header, int64_t now,
                                    pbjwti_mac_scratch **scratch, const pbjwti_key **key);

PBJWTI_HIDDEN_END

#endif
