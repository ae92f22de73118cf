// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Keeps test runs in this process's memory: the last ones of each organization.
public final class InMemoryRedirectTestStore: RedirectTestStore {
    /// How many tests are kept of an organization; administrators begin few.
    public static let capacityPerOrganization = 16

    /// The oldest first.
    private let kept = Guarded<[OrganizationID: [RedirectTest]]>([:])

    /// Makes an empty store.
    public init() {}

    /// Keeps a test; see ``RedirectTestStore/insert(_:at:)``.
    public func insert(_ test: RedirectTest, at now: NumericDate) {
        kept.withLock { kept in
            var tests = kept[test.organization] ?? []
            tests.append(test)
            kept[test.organization] = tests.suffix(Self.capacityPerOrganization)
        }
    }

    /// The test of an id; see ``RedirectTestStore/test(_:organization:)``.
    public func test(_ id: RedirectTest.ID, organization: OrganizationID) -> RedirectTest? {
        kept.withLock { $0[organization]?.first { $0.id == id } }
    }

    /// Keeps a result; see ``RedirectTestStore/finish(_:organization:with:)``.
    public func finish(
        _ id: RedirectTest.ID,
        organization: OrganizationID,
        with result: RedirectTest.Result
    ) -> RedirectTest? {
        kept.withLock { kept in
            guard var tests = kept[organization], let index = tests.firstIndex(where: { $0.id == id }) else {
                return nil
            }
            if tests[index].result == nil { tests[index].result = result }
            kept[organization] = tests
            return tests[index]
        }
    }
}
