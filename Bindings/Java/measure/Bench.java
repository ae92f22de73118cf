// SPDX-License-Identifier: Apache-2.0

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.productbridge.pbjwt.Floor;
import io.productbridge.pbjwt.Identity;
import io.productbridge.pbjwt.Library;
import io.productbridge.pbjwt.Verifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Prints the time for a token's three strings with the package, and with hand-written code using Mac and Jackson. */
public final class Bench {
    private static final long TURN = 20_000_000;

    private interface Work {
        int run() throws Exception;
    }

    private static final class Row {
        final String token;
        final String name;
        final Work work;
        final List<Double> turns = new ArrayList<>();

        Row(String token, String name, Work work) {
            this.token = token;
            this.name = name;
            this.work = work;
        }

        void turn() throws Exception {
            long start = System.nanoTime();
            long now = start;
            long count = 0;
            while (now - start < TURN) {
                for (int i = 0; i < 20; i++) {
                    used += work.run();
                }
                count += 20;
                now = System.nanoTime();
            }
            turns.add((double) (now - start) / count);
        }
    }

    /** Keeps the compiler from removing the work. */
    static volatile long used;

    private static String read(String name) throws Exception {
        return Files.readString(Path.of(System.getenv("PBJWT_TOKENS"), name));
    }

    public static void main(String[] arguments) throws Exception {
        String secret = read("secret");
        Verifier verifier = Verifier.of(secret);
        ByHand hand = new ByHand(secret);
        List<Row> rows = new ArrayList<>();
        for (String token : List.of("minimal", "full")) {
            String text = read(token);
            rows.add(new Row(token, "ours", () -> three(verifier.verify(text))));
            rows.add(new Row(token, "control", () -> hand.verify(text)));
            rows.add(new Row(token, "floor", () -> Floor.call()));
        }
        String full = read("full");
        rows.add(new Row("full-all", "ours", () -> all(verifier.verify(full))));
        rows.add(new Row("full-all", "control", () -> hand.verifyAll(full)));
        String seconds = System.getenv("PBJWT_BENCH_SECONDS");
        long turns = Math.round((seconds == null ? 3 : Double.parseDouble(seconds)) * 1e9 / TURN);
        for (long turn = 0; turn < turns; turn++) {
            for (Row row : rows) {
                row.turn();
            }
        }
        String about = "pbjwt " + Library.version() + ", JDK " + Runtime.version().feature() + ", Jackson 2";
        for (Row row : rows) {
            row.turns.sort(null);
            System.out.printf(
                    "{\"language\": \"Java\", \"token\": \"%s\", \"row\": \"%s\", \"ns\": %.1f, \"about\": \"%s\"}%n",
                    row.token, row.name, row.turns.get(row.turns.size() / 2), about);
        }
    }

    private static int three(Identity identity) {
        return identity.email().length() + identity.userId().orElse("").length() + identity.name().orElse("").length();
    }

    private static int all(Identity it) {
        int sum = three(it) + it.canonicalEmail().length() + it.audience().size() + it.warnings().size();
        sum += it.avatarUrl().orElse("").length() + it.companyId().orElse("").length();
        sum += it.companyName().orElse("").length() + (int) it.companyMrr().orElse(0);
        sum += it.customerStatus().orElse("").length() + it.renewalDate().orElse("").length();
        sum += it.renewalRisk().orElse("").length() + it.accountOwnerId().orElse("").length();
        sum += it.accountOwnerEmail().orElse("").length() + it.externalUserId().orElse("").length();
        sum += it.userHash().ordinal() + it.issuedAt().hashCode() + it.expiresAt().hashCode();
        return sum + it.renewalTime().hashCode() + it.customJson().length();
    }

    /** Hand-written verification without a library; each thread of a server would need one. */
    private static final class ByHand {
        private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
        private final ObjectMapper mapper = new ObjectMapper();
        private final Mac mac;

        ByHand(String secret) throws Exception {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        }

        private JsonNode payload(String token) throws Exception {
            int first = token.indexOf('.');
            int second = token.indexOf('.', first + 1);
            byte[] signature = DECODER.decode(token.substring(second + 1));
            byte[] right = mac.doFinal(token.substring(0, second).getBytes(StandardCharsets.US_ASCII));
            JsonNode header = mapper.readTree(DECODER.decode(token.substring(0, first)));
            if (!MessageDigest.isEqual(signature, right) || !header.path("alg").asText().equals("HS256")) {
                throw new SecurityException("signature");
            }
            JsonNode payload = mapper.readTree(DECODER.decode(token.substring(first + 1, second)));
            if (payload.path("exp").asLong() + 30 < System.currentTimeMillis() / 1000) {
                throw new SecurityException("expired");
            }
            return payload;
        }

        int verify(String token) throws Exception {
            JsonNode payload = payload(token);
            return payload.path("email").asText().length()
                    + payload.path("sub").asText().length()
                    + payload.path("name").asText().length();
        }

        int verifyAll(String token) throws Exception {
            JsonNode payload = payload(token);
            int sum = 0;
            for (JsonNode member : payload) {
                sum += member.isTextual() ? member.asText().length() : (int) member.asDouble();
            }
            return sum;
        }
    }
}
