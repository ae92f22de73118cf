// SPDX-License-Identifier: Apache-2.0

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Structure;
import io.productbridge.pbjwt.PbjwtException;
import io.productbridge.pbjwt.Policy;
import io.productbridge.pbjwt.Verifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** To be run with -Xint: the compiler's memory would be taken for a leak. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class MemoryTest {
    /** glibc's own count of the memory that it has handed out; Java's heap would hide a leak of C's. */
    public interface Libc extends Library {
        Libc INSTANCE = Native.load("c", Libc.class);

        Mallinfo mallinfo2();

        @Structure.FieldOrder({"arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks",
            "fordblks", "keepcost"})
        class Mallinfo extends Structure implements Structure.ByValue {
            public long arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
        }
    }

    private static long allocated() {
        Libc.Mallinfo now = Libc.INSTANCE.mallinfo2();
        return now.uordblks + now.hblkhd;
    }

    @Test
    void a_verifier_that_is_not_closed_goes_with_the_garbage_and_not_before() throws Exception {
        byte[] secret = Tokens.secret("secret");
        String good = Tokens.read("good");
        try (Verifier kept = new Verifier(secret)) {
            long before = allocated();
            make(20_000, secret);
            Instant end = Instant.now().plus(Duration.ofMinutes(1));
            // The cleaner has a thread of its own, which needs its time.
            while (allocated() - before > 50_000 && Instant.now().isBefore(end)) {
                System.gc();
                Thread.yield();
            }
            assertTrue(allocated() - before < 50_000, allocated() - before + " bytes more");
            assertEquals("ada@example.com", kept.verify(good).email());
        }
    }

    private static void make(int count, byte[] secret) {
        for (int i = 0; i < count; i++) {
            new Verifier(secret);
        }
    }

    @Test
    void twenty_thousand_verifications_leave_memory_as_it_was() throws Exception {
        List<String> tokens = new ArrayList<>();
        for (String name : List.of("good", "minimal", "expired", "forged", "number-as-email")) {
            tokens.add(Tokens.read(name));
        }
        tokens.add(Tokens.sign("\"email\":\"A@b.c\",\"aud\":[\"a\",\"b\"]"));
        try (Verifier verifier = new Verifier(Tokens.secret("secret"))) {
            work(verifier, tokens, 20_000);
            System.gc();
            long before = allocated();
            assertEquals(10_001, work(verifier, tokens, 20_000));
            System.gc();
            long more = allocated() - before;
            assertTrue(more < 100_000, more + " bytes more");
        }
    }

    private static int work(Verifier verifier, List<String> tokens, int times) throws Exception {
        byte[] secret = Tokens.secret("secret");
        Policy policy = Policy.SSO.withIssuer("https://example.com");
        int verified = 0;
        for (int i = 0; i < times; i++) {
            try {
                verifier.verify(tokens.get(i % tokens.size()));
                verified++;
            } catch (PbjwtException refusal) {
                // Counted by what is missing.
            }
            if (i % 4 == 0) {
                new Verifier(policy, secret, secret).close();
            }
        }
        return verified;
    }
}
