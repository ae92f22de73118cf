// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// That a browser has begun to sign in, or to test the redirect flow: what ties the callback to who
/// began (login CSRF).
///
/// The browser holds a random number in a cookie, the store holds this under the number's digest.
public struct LoginAttempt: Hashable, Sendable {
    /// At whose portal.
    public let organization: OrganizationID
    /// What for.
    public let purpose: Purpose
    /// The page that the visitor was trying to reach.
    public let returnTo: ReturnTo
    /// The last second at which its callback is taken.
    public let expiresAt: NumericDate

    /// What an attempt is for.
    public enum Purpose: Hashable, Sendable {
        /// Sign In.
        case signIn
        /// Test Redirect Flow.
        case test(RedirectTest.ID)
    }

    /// Makes an attempt of what a store has kept.
    public init(
        organization: OrganizationID,
        purpose: Purpose,
        returnTo: ReturnTo,
        expiresAt: NumericDate
    ) {
        self.organization = organization
        self.purpose = purpose
        self.returnTo = returnTo
        self.expiresAt = expiresAt
    }

    /// The cookie that holds the number. There is one for both purposes, so that the callback can't be
    /// taken for the other: the attempt that the browser began last counts.
    public static let cookieName = "__Host-pb-sso"
}

/// Keeps attempts until they are used or their time has passed. Any task may call at any time.
public protocol LoginAttemptStore: Sendable {
    /// Keeps an attempt under the digest of its number, and the organization.
    func insert(_ attempt: LoginAttempt, digest: String, at now: NumericDate) async throws

    /// Takes the organization's attempt of this digest out, in one atomic step: of two callers at one time
    /// one gets it. Nil where there is none.
    func take(digest: String, organization: OrganizationID) async throws -> LoginAttempt?
}
