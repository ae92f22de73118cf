// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.util.Optional;

/** The library did not do as asked. Holds no byte of a token or secret. */
public class PbjwtException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Status status;
    private final String claim;

    /** Of a status, and the claim of that number; 0 is none. */
    PbjwtException(Status status, int claim) {
        super(describe(status, claim));
        this.status = status;
        this.claim = LibPbjwt.text(LibPbjwt.pbjwt_claim_name(claim));
    }

    private static String describe(Status status, int claim) {
        String name = LibPbjwt.text(LibPbjwt.pbjwt_claim_name(claim));
        String message = LibPbjwt.text(LibPbjwt.pbjwt_claim_message(status.code(), claim));
        return status.name() + (name == null ? "" : " (" + name + ")") + ": " + message;
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
