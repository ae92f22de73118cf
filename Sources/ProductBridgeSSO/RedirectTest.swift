// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// One run of "Test Redirect Flow": a login at the customer's page that makes neither a person nor a
/// session, and turns the badge green when its token is good.
public struct RedirectTest: Hashable, Sendable, Identifiable {
    /// What the settings page asks for its result by.
    public let id: ID
    /// Whose test.
    public let organization: OrganizationID
    /// The settings that are tested; see ``SSOSettings/revision``.
    public let revision: UInt64
    /// When it began.
    public let startedAt: NumericDate
    /// The last second at which its callback is taken.
    public let expiresAt: NumericDate
    /// What has come of it.
    public internal(set) var result: Result?

    /// Names a test: 64 random hex characters. Who knows one can read the test's result, no more.
    public struct ID: RawRepresentable, Hashable, Sendable {
        /// The characters.
        public let rawValue: String

        /// Makes an id of its characters.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// What a callback brought.
    public enum Result: Hashable, Sendable {
        /// The token is good. What is odd about it nevertheless should be shown, too.
        case passed(warnings: [Warning])
        /// A check failed.
        case failed(SSOError)
    }

    /// Makes a test of what a store has kept.
    public init(
        id: ID,
        organization: OrganizationID,
        revision: UInt64,
        startedAt: NumericDate,
        expiresAt: NumericDate,
        result: Result? = nil
    ) {
        self.id = id
        self.organization = organization
        self.revision = revision
        self.startedAt = startedAt
        self.expiresAt = expiresAt
        self.result = result
    }
}

extension RedirectTest {
    /// What the settings page shows.
    public enum State: Hashable, Sendable {
        /// The login page has not sent the browser back yet.
        case waiting
        /// It never did.
        case timedOut
        /// The badge is green.
        case passed(warnings: [Warning])
        /// A check failed.
        case failed(SSOError)
    }

    /// What the settings page shows at a time.
    public func state(at now: NumericDate = .now) -> State {
        switch result {
        case .passed(let warnings): .passed(warnings: warnings)
        case .failed(let error): .failed(error)
        case nil: now.isAfter(lastSecond: expiresAt) ? .timedOut : .waiting
        }
    }

    /// For the administrator: which check failed (its status, and the claim) and what to change; or what
    /// to do next.
    public func report(at now: NumericDate = .now) -> String {
        switch state(at: now) {
        case .waiting:
            "Waiting for the login page to send the browser back."
        case .timedOut:
            "No callback came: the login page must redirect to the redirect parameter exactly as received, "
                + "with ssoToken and organizationId, in the window that the test opened."
        case .passed(let warnings) where warnings.isEmpty:
            "The redirect flow works."
        case .passed(let warnings):
            "The redirect flow works; mind \(warnings.map(\.description).joined(separator: ", "))."
        case .failed(let error):
            error.description
        }
    }
}

/// Keeps test runs. Any task may call at any time.
public protocol RedirectTestStore: Sendable {
    /// Keeps a test that was begun.
    func insert(_ test: RedirectTest, at now: NumericDate) async throws

    /// The organization's test of this id, or nil where there is none.
    func test(_ id: RedirectTest.ID, organization: OrganizationID) async throws -> RedirectTest?

    /// Keeps what came of the organization's test, unless something did already.
    ///
    /// - Returns: The test as it is now, or nil where there is none of this id.
    func finish(
        _ id: RedirectTest.ID,
        organization: OrganizationID,
        with result: RedirectTest.Result
    ) async throws -> RedirectTest?
}
