// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Runs the cases of contract.json, which all bindings run. */
class ContractTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private String name;

    /** The outcome of a call: a status, the claim, and the result or the error. */
    private static final class Outcome<T> {
        String status = "ok";
        String claim;
        T result;
        PbjwtException error;

        static <T> Outcome<T> of(Supplier<T> call) {
            Outcome<T> outcome = new Outcome<>();
            try {
                outcome.result = call.get();
            } catch (PbjwtException error) {
                outcome.status = error.status();
                outcome.claim = error.claim().orElse(null);
                outcome.error = error;
            } catch (IllegalArgumentException error) {
                outcome.status = "invalid_argument";
            }
            return outcome;
        }
    }

    @Test
    void everyCase() throws Exception {
        JsonNode contract = JSON.readTree(Path.of(System.getenv("PBJWT_CONTRACT")).toFile());
        int count = 0;
        for (JsonNode test : contract.get("cases")) {
            name = test.get("name").asText();
            switch (test.get("operation").asText()) {
                case "verify":
                    verify(test, test.get("expect"));
                    break;
                case "make":
                    assertEquals(test.at("/expect/status").asText(), Outcome.of(() -> verifier(test)).status, name);
                    break;
                case "issue":
                    issue(test, test.get("expect"));
                    break;
                case "user_hash":
                    hash(test, test.get("expect"));
                    break;
                case "explain":
                    explain(test, test.get("expect"));
                    break;
                case "inspect":
                    Unverified look = Unverified.of(test.get("token").asText());
                    ObjectNode seen = JSON.createObjectNode().put("status", look.status());
                    seen.put("header", look.header().orElse(null)).put("payload", look.payload().orElse(null));
                    assertEquals(test.get("expect"), seen, name);
                    break;
                default:
                    throw new AssertionError("an unknown operation: " + name);
            }
            count++;
        }
        assertEquals(contract.get("count").asInt(), count);
        System.out.println("\ncontract: " + count + " cases");
    }

    private static String text(JsonNode node) {
        return node == null || node.isNull() ? null : node.asText();
    }

    private static <E extends Enum<E>> E choice(Class<E> type, JsonNode name) {
        return Enum.valueOf(type, name.asText().toUpperCase(Locale.ROOT));
    }

    private static Secret secret(JsonNode given) {
        Secret.Builder secret = Secret.builder(given.get("text").asText());
        if (given.has("id")) {
            secret.id(given.get("id").asText());
        }
        if (given.has("not_after")) {
            secret.notAfter(Instant.ofEpochSecond(given.get("not_after").asLong()));
        }
        if (given.has("format")) {
            secret.format(choice(Secret.Format.class, given.get("format")));
        }
        return secret.weak(given.path("weak").asBoolean()).build();
    }

    private static Secret[] secrets(JsonNode given) {
        List<Secret> secrets = new ArrayList<>();
        given.forEach(one -> secrets.add(secret(one)));
        return secrets.toArray(Secret[]::new);
    }

    private static Policy policy(JsonNode given) {
        if (given == null) {
            return null;
        }
        Policy.Builder policy = given.has("profile")
                ? Policy.builder(choice(Policy.Profile.class, given.get("profile")))
                : Policy.builder();
        given.fields().forEachRemaining(field -> set(policy, field.getKey(), field.getValue()));
        return policy.build();
    }

    private static void set(Policy.Builder policy, String setting, JsonNode value) {
        switch (setting) {
            case "profile":
                break;
            case "max_token_bytes":
                policy.maxTokenBytes(value.asLong());
                break;
            case "leeway":
                policy.leeway(Duration.ofSeconds(value.asLong()));
                break;
            case "max_lifetime":
                policy.maxLifetime(Duration.ofSeconds(value.asLong()));
                break;
            case "allow_missing_exp":
                policy.allowMissingExp(value.asBoolean());
                break;
            case "user_hash":
                policy.userHash(choice(Policy.UserHash.class, value));
                break;
            case "issuer":
                policy.issuer(value.asText());
                break;
            case "audience":
                policy.audience(value.asText());
                break;
            case "type":
                policy.type(value.asText());
                break;
            case "strict_claims":
                policy.strictClaims(value.asBoolean());
                break;
            case "email_form":
                policy.emailForm(choice(Policy.EmailForm.class, value));
                break;
            case "reader":
                policy.reader(choice(Policy.Reader.class, value));
                break;
            default:
                throw new AssertionError("an unknown setting: " + setting);
        }
    }

    private static Verifier verifier(JsonNode test) {
        return new Verifier(policy(test.get("policy")), policy(test.get("report")), List.of(secrets(test.get("secrets"))));
    }

    /** The fields that are present. */
    private static ObjectNode said(Identity it) {
        ObjectNode said = JSON.createObjectNode();
        said.put("email", it.email()).put("canonical_email", it.canonicalEmail());
        put(said, "user_id", it.userId());
        put(said, "name", it.name());
        put(said, "avatar_url", it.avatarUrl());
        put(said, "company_id", it.companyId());
        put(said, "company_name", it.companyName());
        it.companyMrr().ifPresent(mrr -> said.put("company_mrr", mrr));
        put(said, "customer_status", it.customerStatus());
        put(said, "customer_status_kind", it.customerStatusKind().map(kind -> kind.name().toLowerCase(Locale.ROOT)));
        put(said, "renewal_date", it.renewalDate());
        putTime(said, "renewal_date_seconds", it.renewalTime());
        put(said, "renewal_risk", it.renewalRisk());
        put(said, "account_owner_id", it.accountOwnerId());
        put(said, "account_owner_email", it.accountOwnerEmail());
        put(said, "external_user_id", it.externalUserId());
        said.put("user_hash", it.userHash().name().toLowerCase(Locale.ROOT));
        putTime(said, "issued_at", it.issuedAt());
        putTime(said, "not_before", it.notBefore());
        putTime(said, "expires_at", it.expiresAt());
        put(said, "issuer", it.issuer());
        if (!it.audience().isEmpty()) {
            it.audience().forEach(said.withArray("/audience")::add);
        }
        put(said, "token_id", it.tokenId());
        put(said, "key_id", it.keyId());
        if (!it.customJson().equals("{}")) {
            said.put("custom_json", it.customJson());
        }
        return said;
    }

    private static void put(ObjectNode said, String field, Optional<String> value) {
        value.ifPresent(text -> said.put(field, text));
    }

    private static void putTime(ObjectNode said, String field, Optional<Instant> value) {
        value.ifPresent(time -> said.put(field, time.getEpochSecond() + time.getNano() / 1e9));
    }

    /** The same JSON with every number as a double. */
    private static JsonNode doubles(JsonNode fields) {
        ObjectNode changed = fields.deepCopy();
        fields.fields().forEachRemaining(field -> {
            if (field.getValue().isNumber()) {
                changed.set(field.getKey(), DoubleNode.valueOf(field.getValue().asDouble()));
            }
        });
        return changed;
    }

    private void verify(JsonNode test, JsonNode expect) throws Exception {
        Verifier verifier = verifier(test);
        Instant now = Instant.ofEpochSecond(test.get("now").asLong());
        byte[] bytes = test.has("token") ? Native.utf8(test.get("token").asText()) : unhex(test.get("token_hex").asText());
        Outcome<Identity> outcome = Outcome.of(() -> verifier.verify(bytes, now));
        String json = verifier.verifyJson(bytes, now);
        assertEquals(expect.get("status").asText(), outcome.status, name);
        assertEquals(text(expect.get("claim")), outcome.claim, name);
        if (test.has("token")) {
            String token = test.get("token").asText();
            assertEquals(outcome.status, Outcome.of(() -> verifier.verify(token, now)).status, name);
            assertEquals(json, verifier.verifyJson(token, now), name);
        }
        if (outcome.result == null) {
            assertEquals(TokenRefusedException.class, outcome.error.getClass(), name);
            String message = JSON.writeValueAsString(outcome.error.operatorMessage());
            assertEquals(expect.get("json_start").asText() + message.substring(1) + "}", json, name);
            return;
        }
        Identity identity = outcome.result;
        assertEquals(doubles(expect.get("identity")), said(identity), name);
        List<JsonNode> warnings = new ArrayList<>();
        for (ClaimWarning warning : identity.warnings()) {
            String claim = warning.claim().orElse(null);
            warnings.add(JSON.createObjectNode().put("kind", warning.kind()).put("claim", claim));
            assertTrue(warning.message().contains(claim == null ? "" : claim) && warning.message().endsWith("."), name);
        }
        assertEquals(list(expect.get("warnings")), warnings, name);
        List<JsonNode> refusals = new ArrayList<>();
        for (Refusal refusal : identity.wouldRefuse()) {
            refusals.add(
                    JSON.createObjectNode().put("status", refusal.status()).put("claim", refusal.claim().orElse(null)));
        }
        assertEquals(list(expect.get("would_refuse")), refusals, name);
        assertEquals(expect.get("json").asText(), json, name);
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> list = new ArrayList<>();
        array.forEach(list::add);
        return list;
    }

    private static byte[] unhex(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }

    private static Claims claims(JsonNode test) {
        Claims claims = new Claims();
        test.get("claims").fields().forEachRemaining(field -> {
            JsonNode value = field.getValue();
            if (value.isArray()) {
                claims.audience(list(value).stream().map(JsonNode::asText).toArray(String[]::new));
            } else if (value.isNumber()) {
                claims.set(field.getKey(), value.asDouble());
            } else {
                claims.set(field.getKey(), value.asText());
            }
        });
        if (test.has("custom")) {
            claims.custom(test.get("custom").asText());
        }
        if (test.has("type")) {
            claims.type(test.get("type").asText());
        }
        return claims.userHash(test.path("user_hash").asBoolean())
                .lifetime(Duration.ofSeconds(test.get("lifetime").asLong()))
                .at(Instant.ofEpochSecond(test.get("now").asLong()));
    }

    private void issue(JsonNode test, JsonNode expect) {
        Secret secret = secret(test.get("secret"));
        Outcome<String> outcome = Outcome.of(() -> secret.issue(claims(test)));
        assertEquals(expect.get("status").asText(), outcome.status, name);
        assertEquals(text(expect.get("claim")), outcome.claim, name);
        if (outcome.result != null) {
            Verifier verifier = new Verifier(policy(test.get("policy")), null, List.of(secret));
            Identity identity = verifier.verify(outcome.result, Instant.ofEpochSecond(test.get("now").asLong()));
            assertEquals(doubles(expect.get("identity")), said(identity), name);
            assertEquals(List.of(), identity.warnings(), name);
        }
    }

    private void hash(JsonNode test, JsonNode expect) {
        Outcome<String> outcome = Outcome.of(() -> secret(test.get("secret")).userHash(test.get("user_id").asText()));
        assertEquals(expect.get("status").asText(), outcome.status, name);
        assertEquals(text(expect.get("user_hash")), outcome.result, name);
    }

    private void explain(JsonNode test, JsonNode expect) throws Exception {
        Report.Builder builder = Report.by(secrets(test.get("secrets")))
                .otherSecrets(secrets(test.path("other_secrets")))
                .at(Instant.ofEpochSecond(test.get("now").asLong()));
        if (test.has("second_token")) {
            builder.secondToken(test.get("second_token").asText());
        }
        Report report = builder.explain(test.get("token").asText());
        assertEquals(expect.get("status").asText(), report.status(), name);
        assertEquals(text(expect.get("claim")), report.claim().orElse(null), name);
        assertEquals(expect.get("status_after_cleaning").asText(), report.statusAfterCleaning(), name);
        Optional<Report.Cause> first = report.causes().stream().findFirst();
        assertEquals(text(expect.get("cause")), first.map(Report.Cause::name).orElse(null), name);
        assertEquals(text(expect.get("side")), first.map(Report.Cause::side).orElse(null), name);
        String failed = text(expect.get("failed_check"));
        if (failed != null) {
            for (JsonNode check : JSON.readTree(report.json()).get("checks")) {
                if (check.get("name").asText().equals(failed)) {
                    assertEquals("failed", check.get("outcome").asText(), name);
                    failed = null;
                }
            }
            assertEquals(null, failed, name);
        }
        assertFalse(report.text().isEmpty(), name);
    }
}
