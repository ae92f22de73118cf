// SPDX-License-Identifier: Apache-2.0

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.productbridge.pbjwt.TokenRefusedException;
import io.productbridge.pbjwt.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The given tokens, and ones made for a test. */
final class Tokens {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    static Path path(String name) {
        return Path.of(System.getenv("PBJWT_TOKENS"), name);
    }

    static String read(String name) throws IOException {
        return Files.readString(path(name));
    }

    static byte[] secret(String name) throws IOException {
        return Files.readAllBytes(path(name));
    }

    static long now() {
        return Instant.now().getEpochSecond();
    }

    /** A token with these members, as JSON, beside iat and exp. */
    static String sign(String members) throws Exception {
        return sign(members, now(), now() + 60, secret("secret"));
    }

    static String sign(String members, long iat, long exp, byte[] secret) throws GeneralSecurityException {
        String payload = "{" + members + ",\"iat\":" + iat + ",\"exp\":" + exp + "}";
        String text = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encode(payload);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return text + "." + ENCODER.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The number of that name in a token's payload. */
    static long number(String token, String name) {
        String payload = new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
        return Long.parseLong(payload.replaceAll(".*\"" + name + "\": *(\\d+).*", "$1"));
    }

    /** Why the verifier refuses the token. */
    static TokenRefusedException refusal(Verifier verifier, String token) {
        return assertThrows(TokenRefusedException.class, () -> verifier.verify(token));
    }

    private static String encode(String text) {
        return ENCODER.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Tokens() {}
}
