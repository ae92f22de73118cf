// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Begins, checks and ends the sessions of portals; the documents' "ProductBridge verifies the token and
/// creates an authenticated session".
///
/// There are two kinds, ``StoredSessions`` and ``SignedSessions``. Any number of tasks may use one
/// manager at the same time. Times are 0 to 253402300799, and a fraction is rounded down. Each function
/// throws ``SSOError/Code/invalidArgument`` for another time, and what its store throws of its own.
public protocol SessionManager: Sendable {
    /// How long the sessions last, and in which cookie they travel.
    var policy: SessionPolicy { get }

    /// Begins a session for a person whose token was verified.
    ///
    /// Its id is always a new one, and the session that the browser may have had before is ended: who
    /// planted a session in somebody's browser doesn't share the one that the sign-in makes.
    ///
    /// - Parameters:
    ///   - person: Whom the session is for.
    ///   - organization: The organization of the portal that the request came to.
    ///   - cookieValue: The session cookie's value that the request brought, of whatever form; nil for
    ///     none.
    ///   - time: The time.
    /// - Returns: The session, and the cookie to set.
    /// - Throws: ``SSOError/Code/wrongOrganization`` where another organization's secret verified the
    ///   token.
    func start(
        for person: VerifiedIdentity,
        organization: OrganizationID,
        replacing cookieValue: String?,
        at time: NumericDate
    ) async throws -> StartedSession

    /// Checks the cookie that a request brought, and prolongs the session where the policy says so.
    ///
    /// - Parameters:
    ///   - cookieValue: The session cookie's value, of whatever form.
    ///   - organization: The organization of the portal that the request came to.
    ///   - time: The time.
    /// - Returns: The session, and a cookie to set where it was prolonged.
    /// - Throws: ``SSOError/Code/unknownSession``, ``SSOError/Code/sessionExpired``,
    ///   ``SSOError/Code/sessionRevoked``, ``SSOError/Code/sessionRefused`` or
    ///   ``SSOError/Code/wrongOrganization``; which of them is the kind's to tell. The person is not
    ///   signed in then.
    func check(
        _ cookieValue: String,
        organization: OrganizationID,
        at time: NumericDate
    ) async throws -> CheckedSession

    /// Ends a session, when a person signs out. A session that isn't good any more, or another
    /// organization's, is left as it is.
    ///
    /// - Parameters:
    ///   - cookieValue: The session cookie's value, of whatever form.
    ///   - organization: The organization of the portal that the request came to.
    ///   - time: The time.
    /// - Returns: The cookie to set, which makes the browser forget the session.
    func end(
        _ cookieValue: String,
        organization: OrganizationID,
        at time: NumericDate
    ) async throws -> SetCookie

    /// Ends all sessions that a person has at an organization's portal up to now.
    ///
    /// - Parameters:
    ///   - email: The person's address, byte by byte as ``Session/email`` has it.
    ///   - organization: The organization.
    ///   - time: The time.
    func endAll(email: String, organization: OrganizationID, at time: NumericDate) async throws
}

extension SessionManager {
    /// Begins a session now; see ``start(for:organization:replacing:at:)``.
    public func start(
        for person: VerifiedIdentity,
        organization: OrganizationID,
        replacing cookieValue: String?
    ) async throws -> StartedSession {
        try await start(for: person, organization: organization, replacing: cookieValue, at: .now)
    }

    /// Checks a cookie now; see ``check(_:organization:at:)``.
    public func check(_ cookieValue: String, organization: OrganizationID) async throws -> CheckedSession {
        try await check(cookieValue, organization: organization, at: .now)
    }

    /// Ends a session now; see ``end(_:organization:at:)``.
    public func end(_ cookieValue: String, organization: OrganizationID) async throws -> SetCookie {
        try await end(cookieValue, organization: organization, at: .now)
    }

    /// Ends all sessions of a person up to now; see ``endAll(email:organization:at:)``.
    public func endAll(email: String, organization: OrganizationID) async throws {
        try await endAll(email: email, organization: organization, at: .now)
    }
}
