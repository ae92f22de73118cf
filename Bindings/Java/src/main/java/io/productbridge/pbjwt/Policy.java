// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.time.Duration;
import java.util.Objects;

/** What is demanded of a token beyond its signature. What isn't set is the profile's. */
public final class Policy {
    /** Where tokens come in. */
    public enum Profile {
        SSO,
        WIDGET
    }

    /** What is demanded of a token's user_hash. */
    public enum UserHash {
        OFF,
        IF_PRESENT,
        REQUIRED
    }

    /** What {@link Identity#canonicalEmail} is. */
    public enum EmailForm {
        AS_SENT,
        LOWERCASED,
        /** What would be changed is refused. */
        REQUIRE_LOWERCASE
    }

    /** Who reads the payload's JSON. */
    public enum Reader {
        FAST,
        /** Jansson, too; a difference is an error. */
        BOTH
    }

    final long handle;

    private Policy(long handle) {
        this.handle = handle;
        Native.CLEANER.register(this, () -> Native.policyFree(handle));
    }

    /** A policy with the settings of {@link Profile#SSO}. */
    public static Builder builder() {
        return builder(Profile.SSO);
    }

    /** A policy with a profile's settings. */
    public static Builder builder(Profile profile) {
        return new Builder(new Policy(Native.handle(Native.policyNew(profile.ordinal()), "no such profile")));
    }

    @Override
    public String toString() {
        return "Policy";
    }

    /** Sets a policy. Each setter throws IllegalArgumentException for what is out of range. */
    public static final class Builder {
        private Policy policy;

        private Builder(Policy policy) {
            this.policy = policy;
        }

        /** The longest token that is looked at: 256 to 1048576 bytes, by default 8192. */
        public Builder maxTokenBytes(long bytes) {
            return set(0, bytes, "maxTokenBytes must be 256 to 1048576 bytes");
        }

        /** How far clocks may differ: 0 to 300 whole seconds, by default 30. */
        public Builder leeway(Duration leeway) {
            return set(1, leeway.getSeconds(), "leeway must be 0 to 300 seconds");
        }

        /** The longest time from "iat" to "exp", by default an hour; zero is no limit. */
        public Builder maxLifetime(Duration lifetime) {
            return set(2, lifetime.getSeconds(), "maxLifetime must be 0 to 253402300799 seconds");
        }

        /** Lets tokens in that never expire. */
        public Builder allowMissingExp(boolean allow) {
            return set(3, allow ? 1 : 0, "allowMissingExp");
        }

        /** What is demanded of "user_hash"; by default nothing. */
        public Builder userHash(UserHash mode) {
            return set(4, mode.ordinal(), "userHash");
        }

        /** The one "iss" that is let in. */
        public Builder issuer(String issuer) {
            return set(0, issuer, "issuer must not be empty or hold U+0000");
        }

        /** What "aud" must be or hold. */
        public Builder audience(String audience) {
            return set(1, audience, "audience must not be empty or hold U+0000");
        }

        /** The one "typ" that is let in. */
        public Builder type(String type) {
            return set(2, type, "type must be 1 to 127 characters of a media type");
        }

        /** Refuses what is only warned of otherwise. */
        public Builder strictClaims(boolean strict) {
            return set(5, strict ? 1 : 0, "strictClaims");
        }

        /** What the canonical address is; by default the address as sent. */
        public Builder emailForm(EmailForm form) {
            return set(6, form.ordinal(), "emailForm");
        }

        /** Who reads the payload; by default the library by itself. */
        public Builder reader(Reader reader) {
            return set(7, reader.ordinal(), "reader");
        }

        /** Makes it. A builder makes one policy. */
        public Policy build() {
            Policy made = unmade();
            policy = null;
            return made;
        }

        private Policy unmade() {
            if (policy == null) {
                throw new IllegalStateException("the policy is made already");
            }
            return policy;
        }

        private Builder set(int setting, long value, String rule) {
            Native.check(Native.policySet(unmade().handle, setting, value), 0, rule);
            return this;
        }

        private Builder set(int setting, String text, String rule) {
            byte[] bytes = Native.utf8(Objects.requireNonNull(text, "text"));
            Native.check(Native.policySetText(unmade().handle, setting, bytes), 0, rule);
            return this;
        }
    }
}
