// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The claims of a token, as a customer's server collects them.
 *
 * <pre>{@code
 * String token = secret.issue(new Claims().set("email", "ada@example.com").set("sub", "usr_1").userHash(true));
 * }</pre>
 */
public final class Claims {
    private final Map<Integer, List<Object>> values = new LinkedHashMap<>();
    private String custom;
    private String type;
    private boolean userHash;
    private Duration lifetime = Duration.ofHours(1);
    private long at = Native.NOW;

    /** Nothing yet. */
    public Claims() {}

    /** Sets a text claim by its name in the token, such as "avatar_url". */
    public Claims set(String name, String text) {
        values.put(claim(name), List.of(text));
        return this;
    }

    /** Sets "company_mrr" or "nbf". */
    public Claims set(String name, double number) {
        values.put(claim(name), List.of(number));
        return this;
    }

    /** Sets "aud" to any number of audiences. */
    public Claims audience(String... audience) {
        values.put(claim("aud"), List.of((Object[]) audience));
        return this;
    }

    /** The custom claims, as a JSON object. */
    public Claims custom(String json) {
        custom = Objects.requireNonNull(json, "json");
        return this;
    }

    /** Whether the token carries the user_hash of its user id. */
    public Claims userHash(boolean with) {
        userHash = with;
        return this;
    }

    /** The token's "typ"; by default JWT. */
    public Claims type(String type) {
        this.type = Objects.requireNonNull(type, "type");
        return this;
    }

    /** How long it lives; by default an hour. */
    public Claims lifetime(Duration lifetime) {
        this.lifetime = Objects.requireNonNull(lifetime, "lifetime");
        return this;
    }

    /** When it is issued; by default now. */
    public Claims at(Instant at) {
        this.at = Verifier.seconds(at);
        return this;
    }

    private static int claim(String name) {
        for (int claim = 1; claim <= Native.claimCount(); claim++) {
            if (Native.claimName(claim).equals(name)) {
                return claim;
            }
        }
        throw new IllegalArgumentException("no claim has the name " + name + ": set it by custom()");
    }

    /** Signs with a secret's handle, which the caller keeps alive. */
    String issue(long secret) {
        List<Integer> names = new ArrayList<>();
        List<Object> flat = new ArrayList<>();
        values.forEach((name, parts) -> parts.forEach(part -> {
            names.add(name);
            flat.add(part);
        }));
        byte[][] texts = new byte[flat.size()][];
        double[] numbers = new double[flat.size()];
        for (int i = 0; i < texts.length; i++) {
            if (flat.get(i) instanceof String) {
                texts[i] = Native.utf8((String) flat.get(i));
            } else {
                numbers[i] = (Double) flat.get(i);
            }
        }
        byte[] answer = Native.issue(
                secret,
                names.stream().mapToInt(Integer::intValue).toArray(),
                texts,
                numbers,
                custom == null ? null : Native.utf8(custom),
                type == null ? null : Native.utf8(type),
                userHash,
                at,
                lifetime.getSeconds());
        Native.check(answer[0], answer[1], rule(answer[1]));
        return new String(answer, 2, answer.length - 2, StandardCharsets.US_ASCII);
    }

    private static String rule(int claim) {
        return claim != 0
                ? Native.claimName(claim) + " can't be set, or not to that value"
                : "the lifetime must be one or more seconds, end before the year 10000 and after an nbf, and the secret's"
                        + " notAfter must not have passed; custom must be a JSON object without a claim that has a name"
                        + " here, type 1 to 127 characters of a media type; nor can a user id be hashed that a token's"
                        + " signature is computed of";
    }

    /** Nothing about the person. */
    @Override
    public String toString() {
        return "Claims[" + values.size() + "]";
    }
}
