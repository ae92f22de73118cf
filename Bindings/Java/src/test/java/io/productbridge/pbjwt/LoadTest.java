// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Threads and memory. */
class LoadTest {
    private static final int THREADS = 8;
    private static final int VERIFICATIONS = 1_000_000;

    private static String answer(Verifier verifier, String token) {
        try {
            return verifier.verify(token).userId().orElse("nobody");
        } catch (TokenRefusedException refusal) {
            return refusal.status();
        }
    }

    @Test
    void threadsShareAVerifierAndGetTheirOwnAnswers() throws Exception {
        Secret secret = Secret.of(Tokens.SECRET);
        Verifier verifier = new Verifier(secret);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String mine = "user-" + i;
            String good = secret.issue(new Claims().set("email", "a@b.c").set("sub", mine));
            String[][] cases = {
                {good, mine}, {Tokens.read("forged"), "signature_mismatch"}, {Tokens.read("expired"), "expired"},
                {good, mine}, {Tokens.read("no-email"), "missing_email"}
            };
            work.add(() -> {
                int right = 0;
                for (int round = 0; round < 5000; round++) {
                    String[] one = cases[round % cases.length];
                    right += answer(verifier, one[0]).equals(one[1]) ? 1 : 0;
                    if (round % 500 == 0) {
                        // Rotation, while others verify.
                        right += answer(new Verifier(Policy.builder().build(), secret), good).equals(mine) ? 0 : -1;
                    }
                }
                return right;
            });
        }
        for (Future<Integer> right : threads.invokeAll(work)) {
            assertEquals(5000, right.get());
        }
        threads.shutdown();
    }

    /**
     * By how many KiB the process grows from some rounds to many. A value that isn't below the limit is measured again, up
     * to three times: a leak grows each time, the compiler's memory only sometimes.
     */
    private static long growth(int rounds, long limit, IntConsumer work) throws Exception {
        for (int i = 0; i < rounds / 2; i++) {
            work.accept(i);
        }
        long least = Long.MAX_VALUE;
        for (int time = 0; time < 3 && least >= limit; time++) {
            long before = resident();
            for (int i = 0; i < rounds; i++) {
                work.accept(i);
            }
            least = Math.min(least, resident() - before);
        }
        return least;
    }

    /** Waits until the cleaner has freed all unreachable objects. */
    private static void cleanUp() {
        try {
            for (int i = 0; i < 2; i++) {
                CountDownLatch cleaned = new CountDownLatch(1);
                Native.CLEANER.register(new Object(), cleaned::countDown);
                do {
                    System.gc();
                } while (!cleaned.await(100, TimeUnit.MILLISECONDS));
            }
        } catch (InterruptedException error) {
            throw new AssertionError(error);
        }
    }

    private static long resident() throws Exception {
        cleanUp();
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D+", ""));
            }
        }
        throw new AssertionError("there is no VmRSS");
    }

    @Test
    void aMillionVerificationsLeaveNothingBehind() throws Exception {
        Verifier verifier = Verifier.of(Tokens.SECRET);
        String good = Tokens.read("good");
        String bad = Tokens.read("forged");
        // 24 bytes each: the JVM's own memory varies, and any leak would be larger.
        long limit = 24 * VERIFICATIONS / 1024;
        long grown = growth(VERIFICATIONS, limit, i -> answer(verifier, i % 50 == 0 ? bad : good));
        assertTrue(grown < limit, grown + " KiB");
        System.out.println("\n" + VERIFICATIONS + " verifications without a leak (" + grown + " KiB)");
    }

    @Test
    void whatElseIsMadeLeavesNothingBehind() throws Exception {
        String good = Tokens.read("good");
        Secret other = Secret.of(Tokens.OTHER_SECRET);
        long grown = growth(20_000, 4096, i -> {
            Secret secret = Secret.builder(Tokens.SECRET).id("i".repeat(200)).build();
            Policy policy = Policy.builder().issuer("i".repeat(500)).leeway(Duration.ofSeconds(1)).build();
            new Verifier(policy, policy, List.of(secret, other)).verifyJson(good);
            secret.issue(new Claims().set("email", "a@b.c").audience("a", "b").custom("{\"a\":1}"));
            Unverified.of(good);
            if (i % 100 == 0) {
                Report.by(other).otherSecrets(secret).explain(good);
            }
            if (i % 1000 == 999) {
                cleanUp(); // otherwise objects that wait for the cleaner would count
            }
        });
        assertTrue(grown < 4096, grown + " KiB");
        System.out.println("\nall else: " + grown + " KiB");
    }
}
