// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.time.Duration;
import java.util.Objects;

/** What a token needs besides a valid signature. Settings that aren't set have the profile's values. */
public final class Policy {
    /** Where tokens arrive. */
    public enum Profile {
        SSO,
        WIDGET
    }

    /** How a token's user_hash is checked. */
    public enum UserHash {
        OFF,
        IF_PRESENT,
        REQUIRED
    }

    /** The form of {@link Identity#canonicalEmail}. */
    public enum EmailForm {
        AS_SENT,
        LOWERCASED,
        /** An address that would be changed is refused. */
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

    /** Sets a policy. Each setter throws IllegalArgumentException for a value out of range. */
    public static final class Builder {
        private Policy policy;

        private Builder(Policy policy) {
            this.policy = policy;
        }

        /** The longest token to accept: 256 to 1048576 bytes, by default 8192. */
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

        /** Accepts tokens that never expire. */
        public Builder allowMissingExp(boolean allow) {
            return set(3, allow ? 1 : 0, "allowMissingExp");
        }

        /** How "user_hash" is checked; by default it isn't. */
        public Builder userHash(UserHash mode) {
            return set(4, mode.ordinal(), "userHash");
        }

        /** The only "iss" to accept. */
        public Builder issuer(String issuer) {
            return set(0, issuer, "issuer must not be empty or hold U+0000");
        }

        /** The value that "aud" must be or contain. */
        public Builder audience(String audience) {
            return set(1, audience, "audience must not be empty or hold U+0000");
        }

        /** The only "typ" to accept. */
        public Builder type(String type) {
            return set(2, type, "type must be 1 to 127 characters of a media type");
        }

        /** Refuses claims that otherwise only get a warning. */
        public Builder strictClaims(boolean strict) {
            return set(5, strict ? 1 : 0, "strictClaims");
        }

        /** The form of the canonical address; by default the address as sent. */
        public Builder emailForm(EmailForm form) {
            return set(6, form.ordinal(), "emailForm");
        }

        /** Who reads the payload; by default only the library. */
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
