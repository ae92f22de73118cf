// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

/** The library itself. */
public final class Library {
    private Library() {}

    /** The version of the running libpbjwt. */
    public static String version() {
        return Native.version();
    }
}
