// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a verified token says about a person; empty if it doesn't say. Immutable. Each call makes a new text,
 * so keep the ones you use often.
 */
public final class Identity {
    /** The state of the token's user_hash. It binds the user id, not the e-mail address. */
    public enum UserHashState {
        ABSENT,
        UNCHECKED,
        VERIFIED
    }

    /** The customer's status. */
    public enum CustomerStatus {
        ACTIVE,
        TRIAL,
        CHURNED,
        /** A custom one: {@link Identity#customerStatus} returns it. */
        OTHER
    }

    private static final UserHashState[] STATES = UserHashState.values();
    private static final CustomerStatus[] CUSTOMERS = CustomerStatus.values();

    private final Packed packed;

    Identity(byte[] array) {
        packed = new Packed(array);
    }

    private Optional<String> text(int index) {
        return Optional.ofNullable(packed.text(index));
    }

    /** The address as the token has it. */
    public String email() {
        return packed.text(0);
    }

    /** Look people up by this address. */
    public String canonicalEmail() {
        return packed.text(1);
    }

    /** "sub", or else "id". */
    public Optional<String> userId() {
        return text(2);
    }

    public Optional<String> name() {
        return text(3);
    }

    /** An http or https URL. */
    public Optional<String> avatarUrl() {
        return text(4);
    }

    public Optional<String> companyId() {
        return text(5);
    }

    public Optional<String> companyName() {
        return text(6);
    }

    /** In US dollars. */
    public OptionalDouble companyMrr() {
        return packed.number(Packed.COMPANY_MRR);
    }

    /** "active", "trial", "churned" or a custom one. */
    public Optional<String> customerStatus() {
        return text(7);
    }

    public Optional<CustomerStatus> customerStatusKind() {
        int kind = packed.kind(Packed.CUSTOMER_STATUS);
        return kind == 0 ? Optional.empty() : Optional.of(CUSTOMERS[kind - 1]);
    }

    /** As the token has it: an ISO 8601 date, or date-time with an offset. */
    public Optional<String> renewalDate() {
        return text(8);
    }

    public Optional<Instant> renewalTime() {
        return packed.time(Packed.RENEWAL_DATE);
    }

    /** "low", "medium" or "high". */
    public Optional<String> renewalRisk() {
        return text(9);
    }

    public Optional<String> accountOwnerId() {
        return text(10);
    }

    public Optional<String> accountOwnerEmail() {
        return text(11);
    }

    public Optional<String> externalUserId() {
        return text(12);
    }

    public UserHashState userHash() {
        return STATES[packed.kind(Packed.USER_HASH)];
    }

    public Optional<Instant> issuedAt() {
        return packed.time(Packed.ISSUED_AT);
    }

    public Optional<Instant> notBefore() {
        return packed.time(Packed.NOT_BEFORE);
    }

    public Optional<Instant> expiresAt() {
        return packed.time(Packed.EXPIRES_AT);
    }

    public Optional<String> issuer() {
        return text(13);
    }

    /** "aud"; empty if the token has none. */
    public List<String> audience() {
        int count = packed.audiences();
        List<String> audience = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            audience.add(packed.audience(i));
        }
        return List.copyOf(audience);
    }

    /** "jti". */
    public Optional<String> tokenId() {
        return text(14);
    }

    /** The id of the secret that verified the token. */
    public Optional<String> keyId() {
        return text(15);
    }

    /** What is odd about the token, in the order of the checks. */
    public List<ClaimWarning> warnings() {
        int count = packed.warnings();
        List<ClaimWarning> warnings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            warnings.add(new ClaimWarning(packed.noted(2 * i), packed.noted(2 * i + 1)));
        }
        return List.copyOf(warnings);
    }

    /** What a verifier's second policy would refuse. */
    public List<Refusal> wouldRefuse() {
        int before = 2 * packed.warnings();
        int count = packed.refusals();
        List<Refusal> refusals = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            refusals.add(new Refusal(packed.noted(before + 2 * i), packed.noted(before + 2 * i + 1)));
        }
        return List.copyOf(refusals);
    }

    /** The custom claims, which have no method here, as one JSON object. */
    public String customJson() {
        return packed.kind(Packed.HAS_CUSTOM) == 0 ? "{}" : CustomJson.of(packed.text(16));
    }

    /** A summary for logs: nothing about the person. */
    @Override
    public String toString() {
        return "Identity[expiresAt=" + expiresAt().orElse(null) + ", " + packed.warnings() + " warnings]";
    }
}
