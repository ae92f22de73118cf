// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The two ways to call a verification. Each run of the tests takes one of them. */
class BindingTest {
    private static final byte[] REFUSED = {Native.INVALID_ARGUMENT, 0};

    /** Java 22 and 23 take java.lang.foreign only where native access is enabled. */
    @Test
    void theWayThatIsTaken() {
        String usual = Runtime.version().feature() < 24 ? "jni" : "foreign";
        String taken = Native.FOREIGN_VERIFY == null ? "jni" : "foreign";
        assertEquals(System.getProperty("io.productbridge.pbjwt.binding", usual), taken);
        System.out.println("\nbinding: " + taken);
    }

    @Test
    void noVerifierIsAnError() {
        for (int length : new int[] {0, 10, 1024, 1025, 5000, 2_000_000}) {
            assertArrayEquals(REFUSED, Space.verify(0, new byte[length], Native.NOW), length + " bytes");
        }
    }

    /** Nothing else holds it: the collector may take it as soon as compiled code has read its handle. */
    private static String email(Policy policy, Secret secret, byte[] token) {
        return new Verifier(policy, secret).verify(token).email();
    }

    @Test
    void aVerifierIsKeptWhileItVerifies() throws Exception {
        Secret secret = Secret.of(Tokens.SECRET);
        Policy policy = Policy.builder().maxTokenBytes(1 << 20).build();
        byte[] good = Native.utf8(Tokens.read("good"));
        for (int i = 0; i < 50_000; i++) {
            assertEquals("ada@example.com", email(policy, secret, good));
        }
        // A long one takes milliseconds, in which the collector comes by, and the cleaner after it.
        Claims claims = new Claims().set("email", "a@b.c").custom("{\"note\":\"" + "n".repeat(700_000) + "\"}");
        byte[] large = Native.utf8(secret.issue(claims));
        AtomicBoolean done = new AtomicBoolean();
        Thread collector = new Thread(() -> {
            while (!done.get()) {
                System.gc();
            }
        });
        collector.start();
        try {
            for (int i = 0; i < 100; i++) {
                assertEquals("a@b.c", email(policy, secret, large));
                assertEquals("ada@example.com", email(policy, secret, good));
            }
        } finally {
            done.set(true);
            collector.join();
        }
    }
}
