// SPDX-License-Identifier: Apache-2.0

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.productbridge.pbjwt.Identity;
import io.productbridge.pbjwt.PbjwtException;
import io.productbridge.pbjwt.Policy;
import io.productbridge.pbjwt.Status;
import io.productbridge.pbjwt.Verifier;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class MisuseTest {
    private static final byte[] GOOD = "s".repeat(32).getBytes(StandardCharsets.US_ASCII);

    @Test
    void settings_out_of_their_range_make_no_verifier() {
        assertNoVerifier("leeway must be 0 to 300 whole seconds", Policy.SSO.withLeeway(Duration.ofSeconds(-1)));
        assertNoVerifier("leeway must be 0 to 300 whole seconds", Policy.SSO.withLeeway(Duration.ofSeconds(301)));
        assertNoVerifier("leeway must be 0 to 300 whole seconds", Policy.SSO.withLeeway(Duration.ofMillis(1500)));
        assertNoVerifier(
                "leeway must be 0 to 300 whole seconds", Policy.SSO.withLeeway(Duration.ofSeconds((1L << 32) + 30)));
        String lifetime = "maxLifetime must be 0 to 253402300799 whole seconds";
        assertNoVerifier(lifetime, Policy.SSO.withMaxLifetime(Duration.ofSeconds(-1)));
        assertNoVerifier(lifetime, Policy.SSO.withMaxLifetime(Duration.ofSeconds(Long.MAX_VALUE)));
        for (String text : new String[] {"", "a\0b", "a\ud800"}) {
            assertNoVerifier("issuer must be a text, not empty and without U+0000", Policy.SSO.withIssuer(text));
            assertNoVerifier("audience must be a text, not empty and without U+0000", Policy.SSO.withAudience(text));
        }
    }

    @Test
    void a_verifier_has_one_to_eight_secrets_of_up_to_4096_bytes() {
        assertNoVerifier("a verifier has 1 to 8 secrets", Policy.SSO, new byte[0][]);
        for (int count : new int[] {9, 200}) {
            byte[][] secrets = new byte[count][];
            Arrays.fill(secrets, GOOD);
            assertNoVerifier("a verifier has 1 to 8 secrets", Policy.SSO, secrets);
        }
        assertNoVerifier("a secret has at most 4096 bytes", Policy.SSO, GOOD, new byte[4097]);
    }

    private static void assertNoVerifier(String message, Policy policy) {
        assertNoVerifier(message, policy, GOOD);
    }

    private static void assertNoVerifier(String message, Policy policy, byte[]... secrets) {
        Exception error = assertThrows(IllegalArgumentException.class, () -> new Verifier(policy, secrets));
        assertEquals(message, error.getMessage());
    }

    @Test
    void null_is_nowhere_let_in() {
        assertNull("policy", () -> new Verifier((Policy) null, GOOD));
        assertNull("secrets", () -> new Verifier((byte[][]) null));
        assertNull("a secret", () -> new Verifier(GOOD, null));
        assertNull("profile", () -> new Policy(null, Policy.UserHash.REQUIRED, null, null, null, null));
        assertNull("userHash", () -> Policy.SSO.withUserHash(null));
        assertNull("leeway", () -> Policy.SSO.withLeeway(null));
        assertNull("maxLifetime", () -> Policy.SSO.withMaxLifetime(null));
        assertNull("issuer", () -> Policy.SSO.withIssuer(null));
        assertNull("audience", () -> Policy.SSO.withAudience(null));
        try (Verifier verifier = new Verifier(GOOD)) {
            assertNull("token", () -> verifier.verify(null));
            assertNull("token", () -> verifier.verify(null, Instant.now()));
            assertNull("at", () -> verifier.verify("a.b.c", null));
        }
    }

    private static void assertNull(String name, Executable code) {
        assertEquals(name, assertThrows(NullPointerException.class, code).getMessage());
    }

    @Test
    void only_the_years_1970_to_9999_are_a_time() {
        try (Verifier verifier = new Verifier(GOOD)) {
            for (Instant at : new Instant[] {
                Instant.ofEpochSecond(-1), Instant.ofEpochSecond(253402300800L), Instant.MIN, Instant.MAX
            }) {
                Exception error = assertThrows(IllegalArgumentException.class, () -> verifier.verify("a.b.c", at));
                assertEquals("at must be in the years 1970 to 9999", error.getMessage());
            }
        }
    }

    @Test
    void a_closed_verifier_says_so() throws Exception {
        String token = Tokens.read("good");
        Verifier verifier = new Verifier(Tokens.secret("secret"));
        verifier.close();
        verifier.close();
        Exception error = assertThrows(IllegalStateException.class, () -> verifier.verify(token));
        assertEquals("the verifier is closed", error.getMessage());
    }

    @Test
    void an_identity_can_not_be_changed() throws Exception {
        try (Verifier verifier = new Verifier(Tokens.secret("secret"))) {
            Identity who = verifier.verify(Tokens.sign("\"email\":\"A@b.c\",\"aud\":\"one\""));
            assertEquals(1, who.warnings().size());
            assertThrows(UnsupportedOperationException.class, () -> who.audience().add("two"));
            assertThrows(UnsupportedOperationException.class, () -> who.warnings().clear());
        }
    }

    @Test
    void an_exception_survives_serialization() throws Exception {
        PbjwtException error = assertThrows(PbjwtException.class, () -> new Verifier(new byte[7]));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(error);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertEquals(Status.WEAK_SECRET, ((PbjwtException) in.readObject()).status());
        }
    }

    @Test
    void a_status_of_a_newer_library_has_a_name_too() {
        assertEquals("unknown_status", new Status(4711).toString());
    }

    @Test
    void the_version_is_the_librarys() {
        assertTrue(Verifier.libraryVersion().matches("\\d+\\.\\d+\\.\\d+"));
    }

    @Test
    void the_example_tells_who_it_is() throws Exception {
        Map<String, String> same = Map.of();
        String secret = Tokens.path("secret").toString();
        assertEquals("0 Zoë \"Ada\" Lovelace <ada@example.com>\n", who(same, Tokens.read("good"), secret));
        String refused = who(same, Tokens.read("number-as-email") + "\n", secret);
        assertTrue(refused.startsWith("1 61 malformed_claim (email): "), refused);
        assertEquals("1 usage: Who SECRET-FILE < TOKEN\n", who(same, ""));
        assertTrue(who(same, "", "/no/such/file").startsWith("1 "));
    }

    @Test
    void a_missing_library_is_named_with_what_to_install() throws Exception {
        String said = who(Map.of("LD_LIBRARY_PATH", ""), "", Tokens.path("secret").toString());
        assertTrue(said.contains("libpbjwt.so.0 can't be loaded: install libpbjwt, or name its folder"), said);
    }

    private static String who(Map<String, String> environment, String input, String... arguments) throws Exception {
        String java = ProcessHandle.current().info().command().orElseThrow();
        ProcessBuilder builder = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), "Who");
        builder.command().addAll(Arrays.asList(arguments));
        builder.environment().putAll(environment);
        Path file = Files.createTempFile("token", null);
        try {
            Files.writeString(file, input);
            Process process = builder.redirectErrorStream(true).redirectInput(file.toFile()).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() + " " + output;
        } finally {
            Files.delete(file);
        }
    }
}
