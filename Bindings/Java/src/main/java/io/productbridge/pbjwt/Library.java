// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

/** The library itself. */
public final class Library {
    private Library() {}

    /** The version of libpbjwt that is running. */
    public static String version() {
        return Native.version();
    }
}
