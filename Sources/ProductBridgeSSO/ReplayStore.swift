// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Remembers the digests of the tokens that were let in; see ``ReplayGuard``.
///
/// Any number of tasks may call at the same time. A store that several processes share has to be one
/// for all of them: two that don't know of each other let a token in twice.
public protocol ReplayStore: Sendable {
    /// Looks for a digest and remembers it, in one atomic step: of any number of calls with one digest,
    /// also at the same time and from several processes, exactly one is told ``ReplayOutcome/admitted``.
    ///
    /// A store that runs out of room refuses; it never forgets a digest before `until`.
    ///
    /// - Parameters:
    ///   - digest: 64 lower-case hex characters.
    ///   - organization: What the digest is kept under. One organization's digests neither are another's
    ///     nor take its room.
    ///   - until: From when on the digest may be forgotten; later than `time`. Whole seconds.
    ///   - time: The time. Whole seconds.
    /// - Throws: What the store throws of its own. The token is not let in then.
    func insert(
        _ digest: String,
        in organization: OrganizationID,
        until: NumericDate,
        at time: NumericDate
    ) async throws -> ReplayOutcome
}

/// What a ``ReplayStore`` says of a digest.
public enum ReplayOutcome: Hashable, Sendable {
    /// It is new, and remembered from now on.
    case admitted
    /// It is known, or may have been known and be forgotten.
    case replayed
    /// There is no room to remember it.
    case full
}
