// SPDX-License-Identifier: Apache-2.0

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.productbridge.pbjwt.Identity;
import io.productbridge.pbjwt.Identity.ClaimWarning;
import io.productbridge.pbjwt.Identity.UserHashState;
import io.productbridge.pbjwt.PbjwtException;
import io.productbridge.pbjwt.Policy;
import io.productbridge.pbjwt.Policy.UserHash;
import io.productbridge.pbjwt.Status;
import io.productbridge.pbjwt.TokenRefusedException;
import io.productbridge.pbjwt.Verifier;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class VerifierTest {
    private Verifier verifier;

    @BeforeEach
    void open() throws Exception {
        verifier = new Verifier(Tokens.secret("secret"));
    }

    @AfterEach
    void close() {
        verifier.close();
    }

    @Test
    void the_good_token_tells_all_its_claims() throws Exception {
        String token = Tokens.read("good");
        Identity expected = new Identity(
                "ada@example.com",
                "ada@example.com",
                Optional.of("usr_7Yk2L"),
                Optional.of("Zoë \"Ada\" Lovelace"),
                Optional.of("https://cdn.example.com/avatars/7Yk2L.png"),
                Optional.of("Analytical Engines Ltd"),
                Optional.of("cmp_0042"),
                OptionalDouble.of(1249.5),
                Optional.of("active"),
                Optional.of("2026-03-31"),
                Optional.of(Instant.parse("2026-03-31T00:00:00Z")),
                Optional.of("low"),
                Optional.of("own_17"),
                Optional.of("charles@example.org"),
                Optional.of("003Dn00000XyZAB"),
                UserHashState.VERIFIED,
                Optional.of(Instant.ofEpochSecond(Tokens.number(token, "iat"))),
                Optional.empty(),
                Optional.of(Instant.ofEpochSecond(Tokens.number(token, "exp"))),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                "{\"plan\":{\"seats\":25}}");
        Policy policy = Policy.SSO.withUserHash(UserHash.REQUIRED);
        try (Verifier strict = new Verifier(policy, Tokens.secret("secret"))) {
            assertEquals(expected, strict.verify(token));
        }
    }

    @Test
    void what_the_minimal_token_does_not_say_is_empty() throws Exception {
        String token = Tokens.read("minimal");
        Optional<String> none = Optional.empty();
        Identity expected = new Identity(
                "ada@example.com", "ada@example.com", Optional.of("usr_7Yk2L"), Optional.of("Ada Lovelace"),
                none, none, none, OptionalDouble.empty(), none, none, Optional.empty(), none, none, none, none,
                UserHashState.ABSENT,
                Optional.of(Instant.ofEpochSecond(Tokens.number(token, "iat"))),
                Optional.empty(),
                Optional.of(Instant.ofEpochSecond(Tokens.number(token, "exp"))),
                none, List.of(), none, List.of(), "{}");
        assertEquals(expected, verifier.verify(token));
    }

    @Test
    void the_other_claims_are_read_too() throws Exception {
        long now = Tokens.now();
        String token = Tokens.sign("""
                "email":"Ada@example.com","iss":"https://example.com","aud":["one","two"],"jti":"t😀",\
                "name":"","renewal_date":"1969-12-31T23:59:58.25Z","nbf":%d.5,"user_hash":"%s"\
                """.formatted(now - 2, "f".repeat(64)));
        Policy policy = Policy.SSO.withIssuer("https://example.com").withAudience("two");
        try (Verifier strict = new Verifier(policy, Tokens.secret("secret"))) {
            Identity who = strict.verify(token);
            assertEquals(Optional.of("https://example.com"), who.issuer());
            assertEquals(List.of("one", "two"), who.audience());
            assertEquals(Optional.of("t😀"), who.tokenId());
            assertEquals(Optional.empty(), who.name());
            assertEquals(Optional.of(Instant.parse("1969-12-31T23:59:58.250Z")), who.renewalTime());
            assertEquals(Optional.of(Instant.ofEpochSecond(now - 2, 500_000_000)), who.notBefore());
            assertEquals(UserHashState.UNCHECKED, who.userHash());
            assertEquals(List.of(new ClaimWarning("not_canonical", Optional.of("email"))), who.warnings());
        }
    }

    @Test
    void an_expired_token_is_refused_with_its_reason() throws Exception {
        assertRefused("expired", 51, Status.EXPIRED, "expired", null, "log in again");
    }

    @Test
    void a_forged_token_is_refused_with_its_reason() throws Exception {
        assertRefused("forged", 31, Status.SIGNATURE_MISMATCH, "signature_mismatch", null, "log in");
    }

    @Test
    void a_token_without_email_is_refused_with_its_reason() throws Exception {
        assertRefused("no-email", 60, Status.MISSING_EMAIL, "missing_email", null, "contact support");
    }

    @Test
    void a_number_as_email_is_refused_with_its_reason() throws Exception {
        assertRefused("number-as-email", 61, Status.MALFORMED_CLAIM, "malformed_claim", "email", "log in");
    }

    private void assertRefused(String file, int code, Status status, String name, String claim, String publicMessage)
            throws Exception {
        TokenRefusedException refusal = Tokens.refusal(verifier, Tokens.read(file));
        assertEquals(code, refusal.status().code());
        assertEquals(status, refusal.status());
        assertEquals(name, refusal.status().name());
        assertEquals(Optional.ofNullable(claim), refusal.claim());
        assertTrue(refusal.getMessage().startsWith(name + (claim == null ? ": " : " (" + claim + "): ")));
        if (claim == null) {
            assertTrue(refusal.getMessage().endsWith(status.message()));
        } else {
            assertTrue(refusal.getMessage().contains("): " + claim + " must be text"));
        }
        assertTrue(refusal.publicMessage().contains(publicMessage));

        StringWriter all = new StringWriter();
        refusal.printStackTrace(new PrintWriter(all));
        for (String part : (Tokens.read("secret") + "." + Tokens.read(file)).split("\\.")) {
            assertFalse(all.toString().contains(part.substring(0, 12)));
        }
    }

    @Test
    void a_wrong_secret_is_a_signature_mismatch() throws Exception {
        try (Verifier other = new Verifier(Tokens.secret("other-secret"))) {
            assertEquals(Status.SIGNATURE_MISMATCH, Tokens.refusal(other, Tokens.read("good")).status());
        }
    }

    @Test
    void a_short_or_empty_secret_is_refused_and_not_shown() throws Exception {
        byte[] good = Tokens.secret("secret");
        for (String weak : List.of("correct horse", "")) {
            byte[] bytes = weak.getBytes(StandardCharsets.US_ASCII);
            PbjwtException error = assertThrows(PbjwtException.class, () -> new Verifier(good, bytes));
            assertEquals(PbjwtException.class, error.getClass());
            assertEquals(Status.WEAK_SECRET, error.status());
            assertFalse(error.toString().contains("horse"));
        }
    }

    @Test
    void what_is_no_token_is_refused() throws Exception {
        String token = Tokens.read("good");
        assertEquals(Status.MALFORMED_TOKEN, Tokens.refusal(verifier, "").status());
        assertEquals(Status.MALFORMED_TOKEN, Tokens.refusal(verifier, "\0").status());
        assertEquals(Status.MALFORMED_SIGNATURE, Tokens.refusal(verifier, token + "\0").status());
        assertEquals(Status.MALFORMED_HEADER, Tokens.refusal(verifier, "\0" + token).status());
        String within = token.substring(0, 5) + "\0" + token.substring(6);
        assertEquals(Status.MALFORMED_HEADER, Tokens.refusal(verifier, within).status());
        assertEquals(Status.MALFORMED_HEADER, Tokens.refusal(verifier, "\ud800" + token).status());
        assertEquals(Status.MALFORMED_SIGNATURE, Tokens.refusal(verifier, token + "é").status());
        assertEquals(Status.TOKEN_TOO_LARGE, Tokens.refusal(verifier, "a".repeat(2_000_000)).status());
    }

    @Test
    void several_secrets_are_taken_while_they_rotate() throws Exception {
        try (Verifier both = new Verifier(Tokens.secret("other-secret"), Tokens.secret("secret"))) {
            assertEquals("ada@example.com", both.verify(Tokens.read("minimal")).email());
            assertEquals("ada@example.com", both.verify(Tokens.read("forged")).email());
        }
    }

    @Test
    void a_secret_may_hold_any_byte_and_is_left_as_it_was() throws Exception {
        byte[] secret = new byte[80];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) (40 - i);
        }
        byte[] before = secret.clone();
        String email = "\"email\":\"ada@example.com\"";
        long now = Tokens.now();
        try (Verifier other = new Verifier(secret)) {
            assertEquals("ada@example.com", other.verify(Tokens.sign(email, now, now + 60, before)).email());
            String token = Tokens.sign(email, now, now + 60, Arrays.copyOf(before, 40));
            assertEquals(Status.SIGNATURE_MISMATCH, Tokens.refusal(other, token).status());
        }
        assertArrayEquals(before, secret);
    }

    @Test
    void a_token_is_verified_at_a_given_time() throws Exception {
        Instant now = Instant.now();
        Identity who = verifier.verify(Tokens.read("expired"), now.minus(Duration.ofMinutes(90)));
        assertEquals("ada@example.com", who.email());

        String good = Tokens.read("good");
        Instant later = now.plus(Duration.ofHours(2));
        TokenRefusedException refusal =
                assertThrows(TokenRefusedException.class, () -> verifier.verify(good, later));
        assertEquals(Status.EXPIRED, refusal.status());
    }

    @Test
    void the_policy_decides() throws Exception {
        String good = Tokens.read("good");
        String wrong = Tokens.sign("\"email\":\"a@b.c\",\"sub\":\"u\",\"user_hash\":\"" + "0".repeat(64) + "\"");
        long now = Tokens.now();
        String late = Tokens.sign("\"email\":\"a@b.c\"", now - 200, now - 100, Tokens.secret("secret"));
        Policy required = Policy.SSO.withUserHash(UserHash.REQUIRED);
        assertEquals(Status.MISSING_USER_HASH, refusal(required, Tokens.read("minimal")));
        assertEquals(Status.USER_HASH_MISMATCH, refusal(Policy.SSO.withUserHash(UserHash.IF_PRESENT), wrong));
        assertEquals(Status.ISSUER_MISMATCH, refusal(Policy.SSO.withIssuer("x"), good));
        assertEquals(Status.AUDIENCE_MISMATCH, refusal(Policy.SSO.withAudience("x"), good));
        assertEquals(Status.LIFETIME_TOO_LONG, refusal(Policy.SSO.withMaxLifetime(Duration.ofMinutes(1)), good));
        assertEquals(Status.EXPIRED, refusal(Policy.WIDGET.withLeeway(Duration.ZERO), late));
        Policy patient = Policy.WIDGET.withLeeway(Duration.ofMinutes(5));
        try (Verifier widget = new Verifier(patient, Tokens.secret("secret"))) {
            assertEquals("a@b.c", widget.verify(late).email());
        }
    }

    private static Status refusal(Policy policy, String token) throws Exception {
        try (Verifier strict = new Verifier(policy, Tokens.secret("secret"))) {
            return Tokens.refusal(strict, token).status();
        }
    }

    @Test
    void an_identity_shows_nothing_of_the_person_in_a_log() throws Exception {
        String text = verifier.verify(Tokens.read("good")).toString();
        assertTrue(text.startsWith("Identity[expiresAt=Optional[20"));
        assertFalse(text.contains("ada"));
        assertFalse(text.contains("Zoë"));
    }
}
