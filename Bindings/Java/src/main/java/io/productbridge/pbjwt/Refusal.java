// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.util.Optional;

/** What a second policy would refuse. */
public final class Refusal {
    private final int status;
    private final int claim;

    Refusal(int status, int claim) {
        this.status = status;
        this.claim = claim;
    }

    /** Such as "issuer_mismatch". */
    public String status() {
        return Native.statusName(status);
    }

    /** The claim at fault, by the name that the token uses. */
    public Optional<String> claim() {
        return Optional.ofNullable(Native.claimName(claim));
    }

    /** One sentence for the operator. */
    public String message() {
        return Native.claimMessage(status, claim);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Refusal && status == ((Refusal) other).status && claim == ((Refusal) other).claim;
    }

    @Override
    public int hashCode() {
        return status << 8 | claim;
    }

    @Override
    public String toString() {
        return status() + claim().map(name -> " (" + name + ")").orElse("");
    }
}
