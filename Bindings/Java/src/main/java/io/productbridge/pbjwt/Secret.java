// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.lang.ref.Reference;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A signing secret. All its bytes count: no line end is removed. The library copies them, and wipes its copy
 * when the object is collected; wiping an array is up to its owner.
 */
public final class Secret {
    /** How a secret's bytes are written. */
    public enum Format {
        /** The characters are the key, as in ProductBridge's secrets. */
        TEXT,
        /** Hex digits of either case. */
        HEX,
        /** Base64 with padding. */
        BASE64
    }

    private final long handle;

    private Secret(Builder from) {
        byte[] id = from.id == null ? null : Native.utf8(from.id);
        long made = Native.handle(
                Native.secretNew(from.bytes, from.format.ordinal(), from.weak),
                "a secret must be of at most 4096 bytes, and written in its format");
        handle = made;
        Native.CLEANER.register(this, () -> Native.secretFree(made));
        if (id != null) {
            Native.check(
                    Native.secretSetId(made, id), 0, "id must be 1 to 255 bytes of UTF-8 without control characters");
        }
        if (from.notAfter != null) {
            Native.check(
                    Native.secretSetNotAfter(made, from.notAfter.getEpochSecond()),
                    0,
                    "notAfter must be in the years 1970 to 9999");
        }
        Reference.reachabilityFence(this);
    }

    /** A secret of these characters. */
    public static Secret of(String text) {
        return of(Native.utf8(text));
    }

    /** A secret of these bytes. */
    public static Secret of(byte[] bytes) {
        return builder(bytes).build();
    }

    /** A builder for a secret with an id, an end or another format. */
    public static Builder builder(String text) {
        return builder(Native.utf8(text));
    }

    /** The same of bytes, which are copied. */
    public static Builder builder(byte[] bytes) {
        return new Builder(bytes.clone());
    }

    /** A new secret in the form that ProductBridge generates: 64 hex characters for 32 random bytes. */
    public static String generate() {
        byte[] hex = Native.generateSecret();
        if (hex == null) {
            throw new PbjwtException(Native.INTERNAL, 0);
        }
        return Native.text(hex);
    }

    /**
     * Signs a token.
     *
     * @throws IllegalArgumentException for a claim that can't be set, a lifetime below one second, and the like
     * @throws PbjwtException for claims that a verifier would refuse
     */
    public String issue(Claims claims) {
        try {
            return claims.issue(handle);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** The user_hash of a user id: 64 hex characters. */
    public String userHash(String id) {
        try {
            byte[] answer = Native.userHash(handle, Native.utf8(id));
            if (answer.length == 2) {
                Native.check(
                        answer[0], 0, "a user id must not be empty, nor what a token's signature is computed of");
            }
            return Native.text(answer);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** The handles of secrets, which the caller keeps alive. */
    static long[] handles(List<Secret> secrets) {
        return secrets.stream().mapToLong(secret -> secret.handle).toArray();
    }

    @Override
    public String toString() {
        return "Secret";
    }

    /** What a secret is made from. */
    public static final class Builder {
        private final byte[] bytes;
        private String id;
        private Instant notAfter;
        private Format format = Format.TEXT;
        private boolean weak;

        private Builder(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Names it in tokens ("kid"), and in {@link Identity#keyId}. */
        public Builder id(String id) {
            this.id = Objects.requireNonNull(id, "id");
            return this;
        }

        /** After this second it is no longer valid. */
        public Builder notAfter(Instant notAfter) {
            this.notAfter = Objects.requireNonNull(notAfter, "notAfter");
            return this;
        }

        /** How its bytes are written; by default {@link Format#TEXT}. */
        public Builder format(Format format) {
            this.format = Objects.requireNonNull(format, "format");
            return this;
        }

        /** Accepts fewer than 32 bytes; every identity then carries the warning "weak_secret". */
        public Builder weak(boolean weak) {
            this.weak = weak;
            return this;
        }

        /**
         * Makes it, and wipes the builder's copy of the bytes: a builder makes one secret.
         *
         * @throws IllegalArgumentException for a setting out of range
         * @throws PbjwtException for a weak secret
         */
        public Secret build() {
            try {
                return new Secret(this);
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }
    }
}
