// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.util.Optional;

/** The library did not do as asked. Holds no byte of a token or secret. */
public class PbjwtException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Status status;
    private final String claim;

    PbjwtException(Status status, String claim) {
        super(status.name() + (claim == null ? "" : " (" + claim + ")") + ": " + status.message());
        this.status = status;
        this.claim = claim;
    }

    /** What is wrong. */
    public Status status() {
        return status;
    }

    /** The claim at fault, as the token calls it. */
    public Optional<String> claim() {
        return Optional.ofNullable(claim);
    }

    /** One sentence that may be shown to whoever sent the token. The message is for the operator. */
    public String publicMessage() {
        return status.publicMessage();
    }
}
