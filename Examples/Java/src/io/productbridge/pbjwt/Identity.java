// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a verified token says about a person; empty is what it doesn't say.
 *
 * @param canonicalEmail what to look people up by
 * @param customerStatus "active", "trial", "churned" or a custom one
 * @param renewalDate as the token has it: an ISO 8601 date, or date-time with an offset
 * @param renewalRisk "low", "medium" or "high"
 * @param customJson the members that have no component here, as one JSON object
 */
public record Identity(
        String email,
        String canonicalEmail,
        Optional<String> userId,
        Optional<String> name,
        Optional<String> avatarUrl,
        Optional<String> companyName,
        Optional<String> companyId,
        OptionalDouble companyMrr,
        Optional<String> customerStatus,
        Optional<String> renewalDate,
        Optional<Instant> renewalTime,
        Optional<String> renewalRisk,
        Optional<String> accountOwnerId,
        Optional<String> accountOwnerEmail,
        Optional<String> externalUserId,
        UserHashState userHash,
        Optional<Instant> issuedAt,
        Optional<Instant> notBefore,
        Optional<Instant> expiresAt,
        Optional<String> issuer,
        List<String> audience,
        Optional<String> tokenId,
        List<ClaimWarning> warnings,
        String customJson) {

    /** What became of the token's user_hash. It binds the user id, not the e-mail. */
    public enum UserHashState {
        ABSENT,
        UNCHECKED,
        VERIFIED
    }

    /** What is odd about a good token, such as "not_canonical", and the claim that it is about. */
    public record ClaimWarning(String kind, Optional<String> claim) {}

    /** What may stand in a log: nothing of the person. */
    @Override
    public String toString() {
        return "Identity[expiresAt=" + expiresAt + ", " + warnings.size() + " warnings]";
    }
}
