// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.lang.ref.Reference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a token is refused or gets a warning, for operators: it quotes the token's claims. Never a
 * verification.
 *
 * <pre>{@code
 * System.err.println(Report.by(secret).policy(policy).explain(token).text());
 * }</pre>
 */
public final class Report {
    private static final int FIRST_CAUSE = 3;
    private static final int CAUSE_TEXTS = 4;
    private static final int MAX_CAUSES = 64;

    private final byte[][] texts;
    private final int[] numbers;

    private Report(byte[][] texts, int[] numbers) {
        this.texts = texts;
        this.numbers = numbers;
    }

    /** Explains tokens for a verifier with these secrets. */
    public static Builder by(Secret... secrets) {
        return new Builder(List.of(secrets));
    }

    /** The result of verifying the token as received, such as "expired". */
    public String status() {
        return Native.statusName(numbers[0]);
    }

    /** The claim at fault. */
    public Optional<String> claim() {
        return Optional.ofNullable(Native.claimName(numbers[1]));
    }

    /** The token's status without anything that was wrapped around it. */
    public String statusAfterCleaning() {
        return Native.statusName(numbers[2]);
    }

    /** The causes that fit, the most likely first. */
    public List<Cause> causes() {
        List<Cause> causes = new ArrayList<>();
        for (int i = 0; i < numbers[4]; i++) {
            causes.add(new Cause(numbers[5 + i], Arrays.copyOfRange(texts, first(i), first(i + 1))));
        }
        return List.copyOf(causes);
    }

    private static int first(int cause) {
        return FIRST_CAUSE + cause * CAUSE_TEXTS;
    }

    /** The report as one line of JSON. */
    public String json() {
        return Native.text(texts[0]);
    }

    /** The report for people. */
    public String text() {
        return Native.text(texts[1]);
    }

    /** The same with ANSI colours. */
    public String colorText() {
        return Native.text(texts[2]);
    }

    @Override
    public String toString() {
        return "Report[" + status() + "]";
    }

    /** Why a token is refused or gets a warning. */
    public static final class Cause {
        private final int number;
        private final byte[][] texts;

        private Cause(int number, byte[][] texts) {
            this.number = number;
            this.texts = texts;
        }

        /** Stable, and never reused. */
        public int number() {
            return number;
        }

        /** Such as "key_hex_decoded". */
        public String name() {
            return Native.text(texts[0]);
        }

        /** Who has to change something: "signer", "carrier", "verifier" or "nobody". */
        public String side() {
            return Native.text(texts[1]);
        }

        /** What was found, with its values. */
        public String found() {
            return Native.text(texts[2]);
        }

        /** What to change. */
        public String advice() {
            return Native.text(texts[3]);
        }
    }

    /** What to explain with. Slow: not for every refused token of a public endpoint. */
    public static final class Builder {
        private final List<Secret> secrets;
        private List<Secret> others = List.of();
        private Policy policy;
        private String second;
        private Instant at;

        private Builder(List<Secret> secrets) {
            this.secrets = secrets;
        }

        public Builder policy(Policy policy) {
            this.policy = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /** More secrets that might have signed it, which are named by their ids. */
        public Builder otherSecrets(Secret... others) {
            this.others = List.of(others);
            return this;
        }

        /** Another token, whose signature the first one may have. */
        public Builder secondToken(String second) {
            this.second = Objects.requireNonNull(second, "second");
            return this;
        }

        /** By default now. */
        public Builder at(Instant at) {
            this.at = Objects.requireNonNull(at, "at");
            return this;
        }

        public Report explain(String token) {
            byte[][] texts = new byte[FIRST_CAUSE + MAX_CAUSES * CAUSE_TEXTS][];
            int[] numbers = new int[5 + MAX_CAUSES];
            try {
                int status = Native.explain(
                        Secret.handles(secrets),
                        Secret.handles(others),
                        policy == null ? 0 : policy.handle,
                        Native.utf8(token),
                        second == null ? null : Native.utf8(second),
                        Verifier.seconds(at == null ? Instant.now() : at),
                        texts,
                        numbers);
                Native.check(status, 0, "an explanation takes 1 to 8 secrets, no two with the same id, and up to 32 others");
            } finally {
                Reference.reachabilityFence(secrets);
                Reference.reachabilityFence(others);
                Reference.reachabilityFence(policy);
            }
            return new Report(texts, numbers);
        }
    }
}
