// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// The tokens of signed sessions: what issues and verifies them, and knows nothing of revocations.
struct SessionTokens: Sendable {
    /// A session as a token has it.
    struct Opened: Sendable {
        let id: SessionID
        var record: SessionRecord
        /// The token's `iat`: when the session began, or was prolonged.
        let issuedAt: Int64

        var session: Session { Session(id: id, record: record) }
    }

    private static let type = "pb-session+jwt"
    private static let authTime = "auth_time"

    private let key: Secret
    private let verifier: IdentityVerifier
    private let terms: SessionTerms
    private let longestToken: Int

    init(key: Secret, retired: [Secret], terms: SessionTerms) throws(VerificationError) {
        // Name and value of a cookie together have 4096 bytes at the most; RFC 6265bis, 5.5.
        longestToken = max(256, 4096 - terms.cookieName.utf8.count)
        let policy = VerificationPolicy.sso
            .type(Self.type)
            .maxTokenBytes(longestToken)
            .maxLifetime(.seconds(terms.lifetime))
            // For `iat`, since the clocks of the portal's processes may differ; the end is to the second.
            .leeway(.seconds(30))
            .strictClaims()
        verifier = try IdentityVerifier(secrets: [key] + retired, policy: policy)
        self.key = key
        self.terms = terms
    }

    /// A new session, which no token has been made of yet.
    func begin(for person: VerifiedIdentity, end: Int64, at now: Int64) throws(VerificationError) -> Opened {
        let id = try SessionID.generate()
        let digest = try id.digest
        let record = SessionRecord(digest: digest, of: person, createdAt: now, expiresAt: end)
        return Opened(id: id, record: record, issuedAt: now)
    }

    /// The cookie with a token of the session that is issued now and ends at `end`.
    func cookie(of session: Opened, end: Int64, at now: Int64) throws -> SetCookie {
        // `sub` for the user id, as RFC 7519, 4.1.2 has it.
        var claims = IdentityClaims(email: session.record.email, userID: session.record.userID, form: .widget)
        claims.audience = [session.record.organization.rawValue]
        claims.tokenID = session.id.rawValue
        claims.type = Self.type
        let createdAt = try WholeSeconds.of(session.record.createdAt)
        claims.customJSON = "{\"\(Self.authTime)\":\(createdAt)}"
        let issuer = IdentityIssuer(secret: key, lifetime: .seconds(end - now))
        let token = try issuer.issue(claims, at: NumericDate(now))
        guard token.utf8.count <= longestToken else {
            throw SSOError(.sessionRefused, verification: VerificationError(status: .tokenTooLarge))
        }
        return try terms.cookie(token, end: end, now: now)
    }

    /// The session of a token that is good now.
    func open(_ token: String, organization: OrganizationID, at now: Int64) throws -> Opened {
        let identity = try verify(token, at: now)
        // Compared here and not by the verifier, which would take one organization for all. Exactly one:
        // a session is good at one portal.
        let audience = identity.audience
        guard audience.count == 1, ExactText(audience[0]) == ExactText(organization.rawValue) else {
            throw SSOError(.wrongOrganization)
        }
        guard let issuedAt = try identity.issuedAt.map(WholeSeconds.of) else {
            throw SSOError(malformed: .issuedAt)
        }
        guard let expiresAt = try identity.expiresAt.map(WholeSeconds.of) else {
            throw SSOError(malformed: .expiry)
        }
        guard let id = identity.tokenID.flatMap(SessionID.init(rawValue:)) else {
            throw SSOError(malformed: .tokenID)
        }
        guard let createdAt = identity.memberJSON(Self.authTime).flatMap({ Int64($0) }),
            (0...issuedAt).contains(createdAt)
        else { throw SSOError(malformed: nil) }

        let end = min(expiresAt, terms.latestEnd(createdAt: createdAt))
        guard now < end else { throw SSOError(.sessionExpired) }
        let record = SessionRecord(
            digest: try id.digest,
            organization: organization,
            email: identity.canonicalEmail,
            userID: identity.userID,
            createdAt: NumericDate(createdAt),
            expiresAt: NumericDate(end)
        )
        return Opened(id: id, record: record, issuedAt: issuedAt)
    }

    private func verify(_ token: String, at now: Int64) throws -> Identity {
        do throws(VerificationError) {
            return try verifier.verify(token, at: NumericDate(now))
        } catch {
            switch error.status {
            case .expired: throw SSOError(.sessionExpired)
            // The server's own failure, which says nothing of the session.
            case .outOfMemory, .internalFailure: throw error
            default: throw SSOError(.sessionRefused, verification: error)
            }
        }
    }
}

extension SSOError {
    fileprivate init(malformed claim: ClaimName?) {
        self.init(
            .sessionRefused,
            verification: VerificationError(status: .malformedClaim, claim: claim)
        )
    }
}
