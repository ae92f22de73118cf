/* SPDX-License-Identifier: Apache-2.0 */
#include <pbjwt.h>
#include <stdio.h>

/* Prints the library's version. Making a secret calls into OpenSSL, so it also shows that that was linked. */
int main(void) {
    char secret[PBJWT_HASH_HEX_SIZE];
    if (pbjwt_generate_secret(secret, sizeof secret) != PBJWT_OK)
        return 1;
    return printf("pbjwt %s\n", pbjwt_version()) > 0 ? 0 : 1;
}
