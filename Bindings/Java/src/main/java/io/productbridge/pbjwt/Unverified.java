// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.util.Optional;

/**
 * The JSON texts of a token's header and payload, UNVERIFIED: its sender wrote them. For troubleshooting
 * only; never let anyone in based on them.
 */
public final class Unverified {
    private final int status;
    private final byte[][] parts = new byte[2][];

    private Unverified(byte[] token) {
        status = Native.inspect(token, parts);
        if (status >= Native.INVALID_ARGUMENT) {
            throw new PbjwtException(status, 0);
        }
    }

    /** A look at a token. */
    public static Unverified of(String token) {
        return new Unverified(Native.utf8(token));
    }

    /** "ok", or why one of the two can't be read. */
    public String status() {
        return Native.statusName(status);
    }

    public Optional<String> header() {
        return Optional.ofNullable(Native.text(parts[0]));
    }

    public Optional<String> payload() {
        return Optional.ofNullable(Native.text(parts[1]));
    }

    @Override
    public String toString() {
        return "Unverified[" + status() + "]";
    }
}
