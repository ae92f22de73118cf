// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.io.Serializable;

/** What became of a call. No enum: the numbers are stable, and new ones may come with the library. */
public record Status(int code) implements Serializable {
    public static final Status MALFORMED_TOKEN = new Status(10);
    public static final Status TOKEN_TOO_LARGE = new Status(11);
    public static final Status MALFORMED_HEADER = new Status(20);
    public static final Status UNSUPPORTED_ALGORITHM = new Status(21);
    public static final Status UNSUPPORTED_TYPE = new Status(22);
    public static final Status CRITICAL_HEADER = new Status(23);
    public static final Status UNKNOWN_KEY = new Status(24);
    public static final Status MALFORMED_SIGNATURE = new Status(30);
    public static final Status SIGNATURE_MISMATCH = new Status(31);
    public static final Status MALFORMED_PAYLOAD = new Status(40);
    public static final Status DUPLICATE_MEMBER = new Status(41);
    public static final Status MISSING_EXP = new Status(50);
    public static final Status EXPIRED = new Status(51);
    public static final Status NOT_YET_VALID = new Status(52);
    public static final Status ISSUED_IN_FUTURE = new Status(53);
    public static final Status LIFETIME_TOO_LONG = new Status(54);
    public static final Status MISSING_EMAIL = new Status(60);
    public static final Status MALFORMED_CLAIM = new Status(61);
    public static final Status CONFLICTING_USER_ID = new Status(62);
    public static final Status MISSING_USER_HASH = new Status(63);
    public static final Status MISSING_USER_ID = new Status(64);
    public static final Status USER_HASH_MISMATCH = new Status(65);
    public static final Status ISSUER_MISMATCH = new Status(66);
    public static final Status AUDIENCE_MISMATCH = new Status(67);
    public static final Status EMAIL_NOT_CANONICAL = new Status(68);
    public static final Status INVALID_ARGUMENT = new Status(90);
    public static final Status WEAK_SECRET = new Status(91);
    public static final Status OUT_OF_MEMORY = new Status(92);
    public static final Status INTERNAL = new Status(93);

    /** The stable name, such as "expired". */
    public String name() {
        return LibPbjwt.text(LibPbjwt.pbjwt_status_name(code));
    }

    /** One sentence for the operator. */
    public String message() {
        return LibPbjwt.text(LibPbjwt.pbjwt_status_message(code));
    }

    /** One sentence that may be shown to whoever sent the token. */
    public String publicMessage() {
        return LibPbjwt.text(LibPbjwt.pbjwt_status_public_message(code));
    }

    @Override
    public String toString() {
        return name();
    }
}
