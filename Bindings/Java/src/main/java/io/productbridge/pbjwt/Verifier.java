// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.lang.ref.Reference;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One to eight secrets, and a policy. A token may be signed with any of the secrets.
 *
 * <pre>{@code
 * Verifier verifier = Verifier.of(System.getenv("PRODUCTBRIDGE_SECRET"));
 * try {
 *     Identity identity = verifier.verify(token);
 * } catch (TokenRefusedException refusal) {
 *     log.warn(refusal.getMessage()); // for the operator
 *     return unauthorized(refusal.publicMessage());
 * }
 * }</pre>
 *
 * <p>Immutable: any number of threads may share one. The secrets are wiped when it is collected.
 */
public final class Verifier {
    private static final long LAST_SECOND = 253402300799L;

    private final long handle;

    /** A verifier of the default policy. */
    public Verifier(Secret... secrets) {
        this(null, null, Arrays.asList(secrets));
    }

    /** A verifier of a policy. */
    public Verifier(Policy policy, Secret... secrets) {
        this(Objects.requireNonNull(policy, "policy"), null, Arrays.asList(secrets));
    }

    /**
     * A verifier with a second policy that refuses nobody: {@link Identity#wouldRefuse} lists what it would
     * refuse. Either policy may be null: the default one, and none.
     *
     * @throws IllegalArgumentException for no or more than eight secrets, and for two of one id
     */
    public Verifier(Policy policy, Policy report, List<Secret> secrets) {
        List<Secret> kept = List.copyOf(secrets);
        long made;
        try {
            made = Native.handle(
                    Native.verifierNew(
                            Secret.handles(kept),
                            policy == null ? 0 : policy.handle,
                            report == null ? 0 : report.handle),
                    "a verifier takes 1 to 8 secrets, no two with the same id");
        } finally {
            Reference.reachabilityFence(kept);
            Reference.reachabilityFence(policy);
            Reference.reachabilityFence(report);
        }
        handle = made;
        Native.CLEANER.register(this, () -> Native.verifierFree(made));
    }

    /** A verifier of one secret and the default policy. */
    public static Verifier of(String secret) {
        return new Verifier(Secret.of(secret));
    }

    /**
     * Whose token it is, now.
     *
     * @throws TokenRefusedException if the token is refused
     */
    public Identity verify(String token) {
        return verify(Native.utf8(token), Native.NOW);
    }

    /** The same of bytes. */
    public Identity verify(byte[] token) {
        return verify(Objects.requireNonNull(token, "token"), Native.NOW);
    }

    /** The same at another time. */
    public Identity verify(String token, Instant at) {
        return verify(Native.utf8(token), seconds(at));
    }

    /** The same of bytes at another time. */
    public Identity verify(byte[] token, Instant at) {
        return verify(Objects.requireNonNull(token, "token"), seconds(at));
    }

    /** The result for a token as one line of JSON, refused or not. */
    public String verifyJson(String token) {
        return verifyJson(Native.utf8(token), Native.NOW);
    }

    /** The same at another time. */
    public String verifyJson(String token, Instant at) {
        return verifyJson(Native.utf8(token), seconds(at));
    }

    /** The same of bytes at another time. */
    public String verifyJson(byte[] token, Instant at) {
        return verifyJson(Objects.requireNonNull(token, "token"), seconds(at));
    }

    private Identity verify(byte[] token, long now) {
        byte[] answer;
        try {
            answer = Space.verify(handle, token, now);
        } finally {
            Reference.reachabilityFence(this); // the cleaner must not run before this
        }
        if (answer[0] == Native.OK) {
            return new Identity(answer);
        }
        throw answer[0] < Native.INVALID_ARGUMENT
                ? new TokenRefusedException(answer[0], answer[1])
                : new PbjwtException(answer[0], answer[1]);
    }

    private String verifyJson(byte[] token, long now) {
        try {
            byte[] answer = Native.verifyJson(handle, token, now);
            Native.check(answer[0], 0, "verifyJson");
            return new String(answer, 2, answer.length - 2, java.nio.charset.StandardCharsets.UTF_8);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** As the library takes it. */
    static long seconds(Instant at) {
        long seconds = at.getEpochSecond();
        if (seconds < 0 || seconds > LAST_SECOND) {
            throw new IllegalArgumentException("at must be in the years 1970 to 9999");
        }
        return seconds;
    }

    @Override
    public String toString() {
        return "Verifier";
    }
}
