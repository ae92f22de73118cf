// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

/** An empty call across the boundary, through a function that the package doesn't export. */
public final class Floor {
    private Floor() {}

    public static int call() {
        return Native.claimCount();
    }
}
