/* SPDX-License-Identifier: Apache-2.0 */
#include "signature.h"

#include "base64url.h"

/* Which of the keys to try, as bits; none: the token's key is unknown. */
static unsigned candidates(const pbjwt_verifier *verifier, const pbjwti_json_value *kid,
                           int64_t now) {
    unsigned held = 0;
    bool any_id = false;
    for (size_t i = 0; i < verifier->key_count; i++) {
        const pbjwti_key *const key = &verifier->keys[i];
        if (now > key->not_after)
            continue;
        held |= 1u << i;
        if (key->id.data == NULL)
            continue;
        any_id = true;
        if (kid->kind == PBJWT_JSON_STRING && pbjwti_json_equals(kid, pbjwti_owned_view(&key->id)))
            return 1u << i;
    }
    return kid->kind == PBJWT_JSON_STRING && any_id ? 0 : held;
}

pbjwt_status pbjwti_signature_check(const pbjwt_verifier *verifier, const pbjwti_compact *parts,
                                    const pbjwti_header *header, int64_t now,
                                    pbjwti_mac_scratch **scratch, const pbjwti_key **key) {
    unsigned char sent[PBJWTI_MAC_BYTES + 1], computed[PBJWTI_MAC_BYTES]; /* of whole groups */

    const unsigned tried = candidates(verifier, &header->kid, now);
    if (tried == 0)
        return PBJWT_UNKNOWN_KEY;

    if (parts->signature.length != pbjwti_base64url_encoded_size(PBJWTI_MAC_BYTES) ||
        !pbjwti_base64url_decode(parts->signature.data, parts->signature.length, sent))
        return PBJWT_MALFORMED_SIGNATURE;

    pbjwt_status status = PBJWT_SIGNATURE_MISMATCH;
    for (size_t i = 0; i < verifier->key_count && status == PBJWT_SIGNATURE_MISMATCH; i++) {
        if ((tried >> i & 1) == 0)
            continue;
        const pbjwt_status failed =
            pbjwti_mac_compute(verifier->keys[i].mac, scratch, parts->signing_input, computed);
        if (failed != PBJWT_OK) {
            status = failed;
        } else if (pbjwti_mac_equal(sent, computed)) {
            *key = &verifier->keys[i];
            status = PBJWT_OK;
        }
    }
    pbjwti_wipe(computed, sizeof computed); /* if it doesn't match, it would sign the token */
    return status;
}
