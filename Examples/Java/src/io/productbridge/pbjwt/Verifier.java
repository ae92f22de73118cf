// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import static io.productbridge.pbjwt.LibPbjwt.*;

import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;

/**
 * Secrets and what is demanded of tokens. Takes tokens of any of the secrets, for their rotation.
 *
 * <pre>{@code
 * Verifier verifier = new Verifier(Policy.SSO.withUserHash(Policy.UserHash.REQUIRED), secret);
 * try {
 *     Identity identity = verifier.verify(token);
 * } catch (TokenRefusedException refusal) {
 *     log.warn(refusal.getMessage()); // for the operator
 *     return unauthorized(refusal.publicMessage());
 * }
 * }</pre>
 *
 * <p>Any number of threads may share one. Needs Java 17 and JNA.
 */
public final class Verifier implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Handle handle;
    private final Cleaner.Cleanable cleanable;

    /** A verifier of {@link Policy#SSO}. */
    public Verifier(byte[]... secrets) {
        this(Policy.SSO, secrets);
    }

    /**
     * A secret's bytes are all of it: no newline is taken off. Every copy of them is wiped; the caller's
     * array is the caller's to wipe.
     *
     * @throws IllegalArgumentException for a setting out of its range
     * @throws PbjwtException for a weak secret
     */
    public Verifier(Policy policy, byte[]... secrets) {
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(secrets, "secrets");
        handle = new Handle(policy, secrets);
        cleanable = CLEANER.register(this, handle);
    }

    /**
     * Says whose token it is, now.
     *
     * @throws TokenRefusedException if the token is not good
     * @throws IllegalStateException after {@link #close}
     */
    public Identity verify(String token) {
        Objects.requireNonNull(token, "token");
        return verify(token.getBytes(StandardCharsets.UTF_8), null);
    }

    /** The same at another time. */
    public Identity verify(String token, Instant at) {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(at, "at");
        return verify(token.getBytes(StandardCharsets.UTF_8), at);
    }

    private Identity verify(byte[] token, Instant at) {
        try {
            return handle.lend(verifier -> verify(verifier, token, at));
        } finally {
            Reference.reachabilityFence(this); // until here the cleaner keeps off
        }
    }

    private static Identity verify(Pointer verifier, byte[] token, Instant at) {
        Pointer identity = orOutOfMemory(pbjwt_identity_new(0));
        try {
            int status = at == null
                    ? pbjwt_verify(verifier, token, token.length, identity)
                    : pbjwt_verify_at(verifier, token, token.length, at.getEpochSecond(), identity);
            check(status, "at must be in the years 1970 to 9999", pbjwt_identity_claim_at_fault(identity));
            return IdentityReader.read(identity);
        } finally {
            pbjwt_identity_free(identity);
        }
    }

    /** Wipes the secrets, as soon as no thread verifies any more. May be called again. */
    @Override
    public void close() {
        cleanable.clean();
    }

    /** The version of the library that is running. */
    public static String libraryVersion() {
        return text(pbjwt_version());
    }
}
