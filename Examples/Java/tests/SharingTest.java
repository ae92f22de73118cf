// SPDX-License-Identifier: Apache-2.0

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.productbridge.pbjwt.PbjwtException;
import io.productbridge.pbjwt.Status;
import io.productbridge.pbjwt.Verifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class SharingTest {
    @Test
    void threads_share_one_verifier() throws Exception {
        String good = Tokens.read("good");
        String forged = Tokens.read("forged");
        try (Verifier verifier = new Verifier(Tokens.secret("secret"))) {
            List<Integer> counts = inThreads(8, () -> {
                int right = 0;
                for (int i = 0; i < 2000; i++) {
                    try {
                        right += verifier.verify(i % 2 == 0 ? good : forged).email().equals("ada@example.com") ? 1 : 0;
                    } catch (PbjwtException refusal) {
                        right += refusal.status().equals(Status.SIGNATURE_MISMATCH) ? 1000 : 0;
                    }
                }
                return right;
            });
            assertEquals(List.of(), counts.stream().filter(count -> count != 1000 + 1000 * 1000).toList());
        }
    }

    @Test
    void a_verifier_may_be_closed_while_others_verify() throws Exception {
        String good = Tokens.read("good");
        for (int round = 0; round < 300; round++) {
            Verifier verifier = new Verifier(Tokens.secret("secret"));
            CountDownLatch verified = new CountDownLatch(4);
            List<String> ends = inThreads(4, () -> {
                try {
                    while (verifier.verify(good).email().equals("ada@example.com")) {
                        verified.countDown();
                        if (verified.getCount() == 0) {
                            verifier.close();
                        }
                    }
                    return "somebody else";
                } catch (IllegalStateException closed) {
                    return closed.getMessage();
                }
            });
            assertEquals(Collections.nCopies(4, "the verifier is closed"), ends);
        }
    }

    private static <T> List<T> inThreads(int count, Callable<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(Collections.nCopies(count, work))) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }
}
