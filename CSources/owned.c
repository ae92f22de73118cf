/* SPDX-License-Identifier: Apache-2.0 */
#include "owned.h"

#include <stdlib.h>
#include <string.h>

pbjwt_status pbjwti_owned_set(pbjwti_owned_text *text, const void *bytes, size_t length) {
    unsigned char *copied = NULL;
    if (bytes != NULL) {
        copied = (unsigned char *)malloc(length > 0 ? length : 1);
        if (copied == NULL)
            return PBJWT_OUT_OF_MEMORY;
        memcpy(copied, bytes, length);
    }
    free(text->data);
    text->data = copied;
    text->length = bytes != NULL ? length : 0;
    return PBJWT_OK;
}

void pbjwti_owned_clear(pbjwti_owned_text *text) {
    free(text->data);
    text->data = NULL;
    text->length = 0;
}
