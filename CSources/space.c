/* SPDX-License-Identifier: Apache-2.0 */
#include "space.h"

#include <stdlib.h>

bool pbjwti_space_reserve(pbjwti_space *space, size_t bytes) {
    space->used = 0;
    space->spills = 0;
    if (bytes <= space->capacity)
        return true;
    unsigned char *const larger = (unsigned char *)malloc(bytes);
    if (larger == NULL)
        return false;
    if (space->owned)
        free(space->bytes);
    space->bytes = larger;
    space->capacity = bytes;
    space->owned = true;
    return true;
}

void *pbjwti_space_take(pbjwti_space *space, pbjwti_space_use use, size_t bytes) {
    const uintptr_t free_from = (uintptr_t)space->bytes + space->used;
    const size_t padding = (size_t)(-free_from % sizeof(void *));
    const size_t left = space->capacity - space->used;

    if (left >= padding && left - padding >= bytes) {
        unsigned char *const taken = space->bytes + space->used + padding;
        space->used += padding + bytes;
        return taken;
    }
    PBJWTI_ASSERT((space->spills >> use & 1) == 0);
    space->spills |= 1u << use;
    if (bytes > space->spill[use].capacity) {
        unsigned char *const larger = (unsigned char *)malloc(bytes);
        if (larger == NULL)
            return NULL;
        free(space->spill[use].bytes);
        space->spill[use].bytes = larger;
        space->spill[use].capacity = bytes;
    }
    return space->spill[use].bytes;
}

void pbjwti_space_free(pbjwti_space *space) {
    if (space->owned)
        free(space->bytes);
    for (size_t i = 0; i < PBJWTI_SPACE_USES; i++)
        if (space->spill[i].bytes != NULL) /* hardly ever, and three calls would cost more */
            free(space->spill[i].bytes);
}
