// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Guarantees of the Java package beyond the contract. */
class PackageTest {
    private static final Secret SECRET = Secret.builder(Tokens.SECRET).id("2027").build();
    private static final Verifier VERIFIER = new Verifier(SECRET);

    @Test
    void anIdentityShowsNothingOfThePerson() {
        Identity identity = VERIFIER.verify(Tokens.read("good"));
        assertTrue(identity.toString().matches("Identity\\[expiresAt=2.*Z, 0 warnings]"), identity.toString());
        Claims claims = new Claims().set("email", "ada@example.com");
        Report report = Report.by(SECRET).explain(Tokens.read("good"));
        String shown = SECRET + " " + VERIFIER + " " + claims + " " + report + " " + Unverified.of(Tokens.read("good"))
                + " " + Policy.builder().issuer("ada@").build();
        for (String hidden : List.of("ada@", Tokens.SECRET, "2027")) {
            assertFalse(shown.contains(hidden), shown);
        }
    }

    @Test
    void listsCannotBeChanged() {
        Identity identity = VERIFIER.verify(Tokens.read("unusual"));
        assertEquals(List.of("sso", "widget"), identity.audience());
        assertThrows(UnsupportedOperationException.class, () -> identity.audience().clear());
        assertThrows(UnsupportedOperationException.class, () -> identity.warnings().clear());
        assertEquals(identity.warnings(), VERIFIER.verify(Tokens.read("unusual")).warnings());
        assertEquals("missing_iat (iat)", identity.warnings().get(0).toString());
        assertNotEquals(identity.warnings().get(0), identity.warnings().get(1));
        assertEquals(Optional.of("2027"), identity.keyId());
    }

    /** A space has room for the largest results in proportion to the token: short audiences, and a payload with custom claims. */
    @Test
    void aTokenOfAnyLengthHasRoom() {
        Verifier verifier = new Verifier(Policy.builder().maxTokenBytes(1 << 20).build(), SECRET);
        for (int count : new int[] {1, 300, 500, 700, 900, 20_000, 130_000}) {
            String[] audience = new String[count];
            Arrays.setAll(audience, number -> String.valueOf(number % 10));
            Claims claims = new Claims().set("email", "ada@example.com").audience(audience);
            Identity identity = verifier.verify(SECRET.issue(claims.custom("{\"plan\":\"x\"}")));
            assertEquals(Arrays.asList(audience), identity.audience());
            assertEquals("{\"plan\":\"x\"}", identity.customJson());
            assertEquals("ada@example.com", identity.email());
        }
        String longest = "x".repeat((1 << 20) + 1);
        for (String text : List.of(longest, longest + longest)) {
            TokenRefusedException refusal = assertThrows(TokenRefusedException.class, () -> verifier.verify(text));
            assertEquals("token_too_large", refusal.status());
        }
    }

    @Test
    void anErrorTellsTheOperatorMoreThanThePerson() throws Exception {
        TokenRefusedException refusal =
                assertThrows(TokenRefusedException.class, () -> VERIFIER.verify(Tokens.read("number-as-email")));
        assertEquals("malformed_claim", refusal.status());
        assertEquals(61, refusal.number());
        assertEquals(Optional.of("email"), refusal.claim());
        assertEquals("malformed_claim (email): " + refusal.operatorMessage(), refusal.getMessage());
        assertEquals("Please log in.", refusal.publicMessage());
        // Logging frameworks may send errors to other machines.
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(refusal);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertEquals(refusal.getMessage(), ((PbjwtException) in.readObject()).getMessage());
        }
    }

    @Test
    void noErrorHoldsATokenOrSecret() {
        for (String name : List.of("expired", "forged", "no-email", "number-as-email")) {
            String token = Tokens.read(name);
            StringWriter shown = new StringWriter();
            assertThrows(TokenRefusedException.class, () -> VERIFIER.verify(token)).printStackTrace(new PrintWriter(shown));
            for (String hidden : (Tokens.SECRET + "." + token).split("\\.")) {
                assertFalse(shown.toString().contains(hidden), name);
            }
        }
    }

    private static void says(String rule, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(rule), message);
    }

    @Test
    void whatCannotBeSaysWhatItMustBe() {
        says("leeway must be 0 to 300", () -> Policy.builder().leeway(Duration.ofSeconds(301)));
        says("maxLifetime must be", () -> Policy.builder().maxLifetime(Duration.ofSeconds(Long.MIN_VALUE)));
        says("maxTokenBytes must be", () -> Policy.builder().maxTokenBytes(Long.MIN_VALUE));
        says("issuer must not be empty", () -> Policy.builder().issuer("a\0b"));
        says("type must be", () -> Policy.builder().type("a b"));
        says("1 to 8 secrets", () -> new Verifier());
        says("no two with the same id", () -> new Verifier(SECRET, SECRET));
        says("id must be", () -> Secret.builder(Tokens.SECRET).id("a\nb").build());
        says("notAfter must be", () -> Secret.builder(Tokens.SECRET).notAfter(Instant.ofEpochSecond(-1)).build());
        says("at most 4096 bytes", () -> Secret.of("s".repeat(4097)));
        for (Instant at : List.of(Instant.MIN, Instant.ofEpochSecond(-1), Instant.ofEpochSecond(253402300800L), Instant.MAX)) {
            says("1970 to 9999", () -> VERIFIER.verify(Tokens.read("good"), at));
            says("1970 to 9999", () -> Report.by(SECRET).at(at).explain("x"));
        }
        says("no claim has the name plan", () -> new Claims().set("plan", "x"));
        says("company_mrr can't be set", () -> SECRET.issue(new Claims().set("company_mrr", Double.NaN)));
        says("exp can't be set", () -> SECRET.issue(new Claims().set("exp", 1)));
        says("must not be empty", () -> SECRET.userHash(""));
        assertEquals("weak_secret", assertThrows(PbjwtException.class, () -> Secret.of("short")).status());
        PbjwtException unissued =
                assertThrows(PbjwtException.class, () -> SECRET.issue(new Claims().set("email", "ada")));
        assertEquals(PbjwtException.class, unissued.getClass());
        assertEquals(Optional.of("email"), unissued.claim());
    }

    @Test
    void nullIsAnErrorInEveryPlace() {
        List<Executable> calls = List.of(
                () -> VERIFIER.verify((String) null), () -> VERIFIER.verify((byte[]) null),
                () -> VERIFIER.verify("x", null), () -> VERIFIER.verifyJson(null), () -> Secret.of((String) null),
                () -> Secret.of((byte[]) null), () -> new Verifier((Secret) null), () -> new Verifier((Policy) null, SECRET),
                () -> Secret.builder("x").id(null), () -> Policy.builder().issuer(null), () -> Policy.builder(null),
                () -> Policy.builder().leeway(null), () -> SECRET.issue(null), () -> SECRET.userHash(null),
                () -> new Claims().set("email", null), () -> Unverified.of(null), () -> Report.by((Secret) null),
                () -> Report.by(SECRET).explain(null), () -> Verifier.of(null));
        for (Executable call : calls) {
            assertThrows(NullPointerException.class, call);
        }
    }

    @Test
    void aBuilderMakesOneThing() {
        Policy.Builder policy = Policy.builder();
        policy.build();
        assertThrows(IllegalStateException.class, policy::build);
        assertThrows(IllegalStateException.class, () -> policy.leeway(Duration.ZERO));
        // The builder has wiped its copy, so it can't make another secret.
        byte[] bytes = Native.utf8(Tokens.SECRET);
        Secret.Builder secret = Secret.builder(bytes);
        assertEquals(Tokens.SECRET, new String(bytes));
        bytes[0] ^= 1;
        assertEquals("Ada Lovelace", new Verifier(secret.build()).verify(Tokens.read("minimal")).name().get());
    }

    @Test
    void longTokensAndOddTextsAreRefused() {
        for (String token : List.of("", "a".repeat(5000), "é".repeat(9), "\ud800", "a\0b", "a".repeat(2_000_000))) {
            assertThrows(TokenRefusedException.class, () -> VERIFIER.verify(token));
        }
        Verifier large = new Verifier(Policy.builder().maxTokenBytes(1 << 20).build(), SECRET);
        String note = "n".repeat(500_000);
        String token = SECRET.issue(new Claims().set("email", "a@b.c").custom("{\"note\":\"" + note + "\"}"));
        assertEquals("{\"note\":\"" + note + "\"}", large.verify(token).customJson());
    }

    @Test
    void customClaimsAreTakenOutInTheTokensSpelling() {
        String payload = "{ \"a\" : [ 1 , { \"b\" : \"} ,\\\" \" } ] ,\"\\u0070lan\\\\\":\t\"\\u00e9\\/\" ,\"email\":\"a@b.c\", "
                + "\"nested\":{\"email\":1},\n\"exp\":1,\"empty\":{},\"t\":true,\"n\":-1.5e3 }";
        String right = "{\"a\":[1,{\"b\":\"} ,\\\" \"}],\"\\u0070lan\\\\\":\"\\u00e9\\/\",\"nested\":{\"email\":1},"
                + "\"empty\":{},\"t\":true,\"n\":-1.5e3}";
        assertEquals(right, CustomJson.of(payload));
        assertEquals("{\"b\":1}", CustomJson.of("{\"\\u0065mail\":\"x\",\n \"b\" : 1 , \"sub\":\"u\"}"));
        assertEquals("{}", CustomJson.of("{}"));
        assertEquals("{}", CustomJson.of(" {\"exp\" : 1} "));
    }

    @Test
    void secretsAreMade() {
        String one = Secret.generate();
        assertTrue(one.matches("[0-9a-f]{64}"));
        assertNotEquals(one, Secret.generate());
        assertTrue(Library.version().matches("\\d+\\.\\d+\\.\\d+"));
    }
}
