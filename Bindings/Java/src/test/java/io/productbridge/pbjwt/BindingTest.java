// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The two ways to call a verification. Each run of the tests uses one of them. */
class BindingTest {
    private static final byte[] REFUSED = {Native.INVALID_ARGUMENT, 0};

    /** Java 22 and 23 use java.lang.foreign only if native access is enabled. */
    @Test
    void theWayThatIsTaken() {
        String usual = Runtime.version().feature() < 24 ? "jni" : "foreign";
        String taken = Native.FOREIGN_VERIFY == null ? "jni" : "foreign";
        assertEquals(System.getProperty(Foreign.PROPERTY, usual), taken);
        System.out.println("\nbinding: " + taken);
    }

    @Test
    void aWayCanBeAskedFor() {
        long address = Native.verifyAddress();
        assertNull(Foreign.chosen("jni", address));
        if (Runtime.version().feature() < 22) {
            says("needs Java 22", () -> Foreign.chosen("foreign", address));
        } else {
            assertNotNull(Foreign.chosen("foreign", address));
        }
        says("must be jni or foreign", () -> Foreign.chosen("jna", address));
    }

    private static void says(String rule, Executable call) {
        String message = assertThrows(UnsatisfiedLinkError.class, call).getMessage();
        assertTrue(message.contains(rule), message);
    }

    @Test
    void noVerifierIsAnError() {
        for (int length : new int[] {0, 10, 1024, 1025, 5000, 2_000_000}) {
            assertArrayEquals(REFUSED, Space.verify(0, new byte[length], Native.NOW), length + " bytes");
        }
    }

    /** Nothing else refers to the verifier or its secrets: once compiled code has read the handle, they can be collected. */
    private static String email(byte[] token) {
        Secret[] secrets = new Secret[8];
        Arrays.setAll(secrets, i -> Secret.of(i == 7 ? Tokens.SECRET : Tokens.OTHER_SECRET + i));
        Policy policy = Policy.builder().maxTokenBytes(1 << 20).reader(Policy.Reader.BOTH).build();
        return new Verifier(policy, secrets).verify(token).email();
    }

    @Test
    void aVerifierIsKeptWhileItVerifies() throws Exception {
        byte[] good = Native.utf8(Tokens.read("good"));
        for (int i = 0; i < 20_000; i++) {
            assertEquals("ada@example.com", email(good));
        }
        // A long token takes milliseconds, during which the collector and then the cleaner run.
        Claims claims = new Claims().set("email", "a@b.c").custom("{\"note\":\"" + "n".repeat(750_000) + "\"}");
        byte[] large = Native.utf8(Secret.of(Tokens.SECRET).issue(claims));
        AtomicBoolean done = new AtomicBoolean();
        Thread collector = new Thread(() -> {
            while (!done.get()) {
                System.gc();
            }
        });
        collector.start();
        try {
            for (int i = 0; i < 100; i++) {
                assertEquals("a@b.c", email(large));
                assertEquals("ada@example.com", email(good));
            }
        } finally {
            done.set(true);
            collector.join();
        }
    }
}
