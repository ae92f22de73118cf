// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Remembers which of the ``SignedSessions`` were ended before their time.
///
/// Any number of tasks may call at the same time, and each call is one atomic step. A store that several
/// processes share has to be one for all of them. What it throws passes through the manager unchanged,
/// and the request is refused then.
public protocol SessionRevocations: Sendable {
    /// Revokes one session, under its digest and its organization.
    ///
    /// - Parameters:
    ///   - session: The session.
    ///   - until: From when on no token of the session is good any more, so that this may be forgotten.
    ///     Whole seconds.
    ///   - time: The time. Whole seconds.
    func revoke(_ session: SessionRecord, until: NumericDate, at time: NumericDate) async throws

    /// Revokes all sessions of a person that began at `time` or before, those of the same second among
    /// them.
    ///
    /// - Parameters:
    ///   - email: The person's address, to be compared byte by byte.
    ///   - organization: The organization.
    ///   - until: From when on no token of such a session is good any more, so that this may be
    ///     forgotten. Whole seconds.
    ///   - time: The time. Whole seconds.
    func revokeAll(
        of email: String,
        in organization: OrganizationID,
        until: NumericDate,
        at time: NumericDate
    ) async throws

    /// Whether a session was revoked, by itself or with all of its person.
    func isRevoked(_ session: SessionRecord) async throws -> Bool
}
