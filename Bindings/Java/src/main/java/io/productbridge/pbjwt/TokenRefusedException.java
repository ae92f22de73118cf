// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

/** The token is at fault. Any other {@link PbjwtException} is a problem on the server. */
public final class TokenRefusedException extends PbjwtException {
    private static final long serialVersionUID = 1;

    TokenRefusedException(int number, int claim) {
        super(number, claim);
    }
}
