/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The working space of a verification: the decoded header, then the decoded payload from its start,
 * and after that what the claims need. It is kept from token to token, so once it has grown to the
 * longest token, it allocates nothing more.
 */
#ifndef PBJWT_SPACE_H
#define PBJWT_SPACE_H

#include "base64url.h"
#include "internal.h"
#include "json_marks.h"

PBJWTI_HIDDEN_BEGIN

/* The users of space after the payload, each at most once between two reservations. */
typedef enum pbjwti_space_use {
    PBJWTI_SPACE_OF_CLAIMS,
    PBJWTI_SPACE_OF_EMAIL,
    PBJWTI_SPACE_OF_KEY_ID,
    PBJWTI_SPACE_USES
} pbjwti_space_use;

typedef struct pbjwti_space {
    unsigned char *bytes;
    size_t capacity;
    size_t used;
    bool owned;      /* bytes was allocated on its own */
    unsigned spills; /* the uses that took from a spill since the last reservation, as bits */
    struct {         /* what didn't fit behind the payload, an allocation each */
        unsigned char *bytes;
        size_t capacity;
    } spill[PBJWTI_SPACE_USES];
} pbjwti_space;

/*
 * What a header and a payload of together `characters` characters need: room for either, decoded and
 * padded. What the header took is free for texts once the payload is decoded.
 */
static inline size_t pbjwti_space_for(size_t characters) {
    return pbjwti_base64url_room(characters) + PBJWTI_PADDING;
}

/* Starts again with room for `bytes`; nothing is kept. False when memory runs out. */
bool pbjwti_space_reserve(pbjwti_space *space, size_t bytes);

/*
 * Returns memory after the used part, aligned for a pointer, that lives until the next reservation;
 * NULL when memory runs out.
 */
void *pbjwti_space_take(pbjwti_space *space, pbjwti_space_use use, size_t bytes);

void pbjwti_space_free(pbjwti_space *space);

PBJWTI_HIDDEN_END

#endif
