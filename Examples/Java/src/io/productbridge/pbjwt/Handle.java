// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import static io.productbridge.pbjwt.LibPbjwt.*;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/** Owns the library's verifier. The cleaner holds it, so it must not hold the Java verifier. */
final class Handle implements Runnable {
    private static final String TEXT_RULE = " must be a text, not empty and without U+0000";

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private Pointer verifier;

    Handle(Policy policy, byte[][] secrets) {
        Pointer settings = orOutOfMemory(pbjwt_policy_new(policy.profile().ordinal()));
        // One more than needed, since there is no memory of no bytes.
        try (Memory made = new Memory((secrets.length + 1L) * Native.POINTER_SIZE)) {
            made.clear();
            try {
                apply(policy, settings);
                for (int i = 0; i < secrets.length; i++) {
                    made.setPointer((long) i * Native.POINTER_SIZE, secret(secrets[i]));
                }
                PointerByReference result = new PointerByReference();
                check(pbjwt_verifier_new(made, secrets.length, settings, result), "a verifier has 1 to 8 secrets");
                verifier = result.getValue();
            } finally {
                for (int i = 0; i < secrets.length; i++) {
                    pbjwt_secret_free(made.getPointer((long) i * Native.POINTER_SIZE));
                }
            }
        } finally {
            pbjwt_policy_free(settings);
        }
    }

    /** Lends the library's verifier, which lives until the borrowers have given it back. */
    <T> T lend(Function<Pointer, T> borrower) {
        lock.readLock().lock();
        try {
            if (verifier == null) {
                throw new IllegalStateException("the verifier is closed");
            }
            return borrower.apply(verifier);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Releases it: once, whether it is closed or collected. */
    @Override
    public void run() {
        lock.writeLock().lock();
        try {
            pbjwt_verifier_release(verifier);
            verifier = null;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static void apply(Policy policy, Pointer settings) {
        check(pbjwt_policy_set_user_hash(settings, policy.userHash().ordinal()), "userHash");
        if (policy.leeway() != null) {
            int status = pbjwt_policy_set_leeway(settings, seconds(policy.leeway()));
            check(status, "leeway must be 0 to 300 whole seconds");
        }
        if (policy.maxLifetime() != null) {
            int status = pbjwt_policy_set_max_lifetime(settings, seconds(policy.maxLifetime()));
            check(status, "maxLifetime must be 0 to 253402300799 whole seconds");
        }
        if (policy.issuer() != null) {
            byte[] issuer = utf8(policy.issuer(), "issuer" + TEXT_RULE);
            check(pbjwt_policy_set_issuer(settings, issuer, issuer.length), "issuer" + TEXT_RULE);
        }
        if (policy.audience() != null) {
            byte[] audience = utf8(policy.audience(), "audience" + TEXT_RULE);
            check(pbjwt_policy_set_audience(settings, audience, audience.length), "audience" + TEXT_RULE);
        }
    }

    private static long seconds(Duration duration) {
        return duration.getNano() == 0 ? duration.getSeconds() : -1;
    }

    /** Strictly: a lone surrogate would become the same as a question mark. */
    private static byte[] utf8(String text, String rule) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException error) {
            throw new IllegalArgumentException(rule, error);
        }
    }

    /** By memory of our own, which can be wiped: JNA's copy of an array can't. */
    private static Pointer secret(byte[] secret) {
        Objects.requireNonNull(secret, "a secret");
        try (Memory bytes = new Memory(secret.length + 1L)) {
            try {
                bytes.write(0, secret, 0, secret.length);
                PointerByReference result = new PointerByReference();
                check(pbjwt_secret_new(bytes, secret.length, 0, result), "a secret has at most 4096 bytes");
                return result.getValue();
            } finally {
                bytes.clear();
            }
        }
    }
}
