// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Keeps the sessions of ``StoredSessions``.
///
/// Everything is kept under the organization and a digest of the session's id, so that who reads the
/// store can't use the sessions. Any number of tasks may call at the same time, and each call is one
/// atomic step. A record may be forgotten once its `expiresAt` has passed.
///
/// What a store throws passes through the manager unchanged. The request is refused then.
public protocol SessionStore: Sendable {
    /// Keeps a new session. Its digest is new.
    ///
    /// - Parameters:
    ///   - record: The session.
    ///   - time: The time, by which a store may forget what has passed. Whole seconds.
    func insert(_ record: SessionRecord, at time: NumericDate) async throws

    /// The record of this digest in this organization, be it expired or not; nil where there is none.
    func find(_ digest: String, in organization: OrganizationID) async throws -> SessionRecord?

    /// Lets a session end at `new` instead of `old`, if it is there and ends at `old`; so of several
    /// calls at the same time one does it, and a session that was ended is not brought back.
    ///
    /// - Parameters:
    ///   - digest: The session's digest.
    ///   - organization: The session's organization.
    ///   - old: When the session ends, as it was found.
    ///   - new: When it shall end. A store changes nothing where that is not later than `old`.
    /// - Returns: Whether it was done.
    func prolong(
        _ digest: String,
        in organization: OrganizationID,
        from old: NumericDate,
        to new: NumericDate
    ) async throws -> Bool

    /// Forgets a session. Does nothing where there is none.
    func remove(_ digest: String, in organization: OrganizationID) async throws

    /// Forgets all sessions of a person.
    ///
    /// - Parameters:
    ///   - email: The person's address, to be compared byte by byte.
    ///   - organization: The organization.
    func removeAll(of email: String, in organization: OrganizationID) async throws
}
