// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.util.function.IntSupplier;

/** A verification, or without a token an empty call, through the interface that this copy of the package uses. */
public final class Way implements IntSupplier {
    private static final byte[] NOTHING = {};

    private final Verifier verifier;
    private final String token;

    public Way(String secret, String token) {
        verifier = Verifier.of(secret);
        this.token = token;
    }

    @Override
    public int getAsInt() {
        if (token.isEmpty()) {
            return Space.verify(0, NOTHING, Native.NOW).length;
        }
        Identity it = verifier.verify(token);
        return it.email().length() + it.userId().orElse("").length() + it.name().orElse("").length();
    }
}
