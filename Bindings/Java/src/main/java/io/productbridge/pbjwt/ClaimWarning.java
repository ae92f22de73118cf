// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.util.Optional;

/** What is odd about an accepted token. */
public final class ClaimWarning {
    private final int kind;
    private final int claim;

    ClaimWarning(int kind, int claim) {
        this.kind = kind;
        this.claim = claim;
    }

    /** Such as "not_canonical". */
    public String kind() {
        String name = Native.warningName(kind);
        return name == null ? "unknown_warning" : name;
    }

    /** The claim that it is about, by the name that the token uses. */
    public Optional<String> claim() {
        return Optional.ofNullable(Native.claimName(claim));
    }

    /** One sentence for the operator. */
    public String message() {
        return Native.warningMessage(kind, claim);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClaimWarning
                && kind == ((ClaimWarning) other).kind
                && claim == ((ClaimWarning) other).claim;
    }

    @Override
    public int hashCode() {
        return kind << 8 | claim;
    }

    @Override
    public String toString() {
        return kind() + claim().map(name -> " (" + name + ")").orElse("");
    }
}
