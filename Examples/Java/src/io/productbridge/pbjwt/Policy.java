// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.time.Duration;
import java.util.Objects;

/**
 * What is demanded of a token beyond its signature.
 *
 * @param leeway how far clocks may differ: 0 to 300 whole seconds; null is the profile's
 * @param maxLifetime the longest time from "iat" to "exp"; zero is no limit, null is the profile's
 * @param issuer the one "iss" that is let in; null is any and none
 * @param audience what "aud" must be or hold; null is any and none
 */
public record Policy(
        Profile profile, UserHash userHash, Duration leeway, Duration maxLifetime, String issuer, String audience) {

    /** Where tokens come in. */
    public enum Profile {
        SSO,
        WIDGET
    }

    /** What is demanded of a token's user_hash. */
    public enum UserHash {
        IGNORED,
        IF_PRESENT,
        REQUIRED
    }

    /** Of the redirect flow's callback. */
    public static final Policy SSO = new Policy(Profile.SSO, UserHash.IGNORED, null, null, null, null);

    /** Of the widget's init and identify. */
    public static final Policy WIDGET = new Policy(Profile.WIDGET, UserHash.IGNORED, null, null, null, null);

    public Policy {
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(userHash, "userHash");
    }

    public Policy withUserHash(UserHash userHash) {
        return new Policy(profile, userHash, leeway, maxLifetime, issuer, audience);
    }

    public Policy withLeeway(Duration leeway) {
        Objects.requireNonNull(leeway, "leeway");
        return new Policy(profile, userHash, leeway, maxLifetime, issuer, audience);
    }

    public Policy withMaxLifetime(Duration maxLifetime) {
        Objects.requireNonNull(maxLifetime, "maxLifetime");
        return new Policy(profile, userHash, leeway, maxLifetime, issuer, audience);
    }

    public Policy withIssuer(String issuer) {
        Objects.requireNonNull(issuer, "issuer");
        return new Policy(profile, userHash, leeway, maxLifetime, issuer, audience);
    }

    public Policy withAudience(String audience) {
        Objects.requireNonNull(audience, "audience");
        return new Policy(profile, userHash, leeway, maxLifetime, issuer, audience);
    }
}
