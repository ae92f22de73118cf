// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.util.Optional;

/**
 * A call failed. Contains no byte of a token or secret. A setting out of range is an IllegalArgumentException
 * instead.
 */
public class PbjwtException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int number;
    private final String status;
    private final String claim;
    private final String operatorMessage;
    private final String publicMessage;

    /** For a status and the claim's number; 0 is none. */
    PbjwtException(int number, int claim) {
        this.number = number;
        this.status = Native.statusName(number);
        this.claim = Native.claimName(claim);
        this.operatorMessage = Native.claimMessage(number, claim);
        this.publicMessage = Native.publicMessage(number);
    }

    /** The status's name, the claim and the operator's sentence. */
    @Override
    public String getMessage() {
        return status + (claim == null ? "" : " (" + claim + ")") + ": " + operatorMessage;
    }

    /** The stable name of the status, such as "expired". */
    public String status() {
        return status;
    }

    /** The stable number of the status. */
    public int number() {
        return number;
    }

    /** The claim at fault, by the name that the token uses. */
    public Optional<String> claim() {
        return Optional.ofNullable(claim);
    }

    /** One sentence for the operator. */
    public String operatorMessage() {
        return operatorMessage;
    }

    /** One sentence that may be shown to the person who sent the token. */
    public String publicMessage() {
        return publicMessage;
    }
}
