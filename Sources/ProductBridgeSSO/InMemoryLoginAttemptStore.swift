// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Keeps attempts in this process's memory: of each organization at most so many, beyond which the
/// oldest goes. A forgotten attempt is refused, so that is safe; its visitor clicks Sign In again.
public final class InMemoryLoginAttemptStore: LoginAttemptStore {
    /// The most attempts that are kept of an organization.
    public let capacityPerOrganization: Int

    private let kept = Guarded<[OrganizationID: Attempts]>([:])

    /// The attempts of one organization; `order` has every digest of `attempts` once, the oldest first,
    /// and such as were taken since.
    private struct Attempts {
        var attempts: [String: LoginAttempt] = [:]
        var order: [String] = []
        var first = 0

        mutating func removeOldest() {
            attempts[order[first]] = nil
            first += 1
        }

        /// What was taken is forgotten when as much of it has gathered as there is beside it.
        mutating func compact() {
            guard order.count > 2 * attempts.count + 16 else { return }
            order.removeAll { attempts[$0] == nil }
            first = 0
        }
    }

    /// Makes an empty store.
    ///
    /// - Parameter capacityPerOrganization: The most attempts that are kept of an organization, from 1 on.
    public init(capacityPerOrganization: Int = 10_000) {
        precondition(capacityPerOrganization > 0, "a store without room would refuse every sign-in")
        self.capacityPerOrganization = capacityPerOrganization
    }

    /// Keeps an attempt; see ``LoginAttemptStore/insert(_:digest:at:)``.
    public func insert(_ attempt: LoginAttempt, digest: String, at now: NumericDate) {
        kept.withLock { kept in
            var its = kept.removeValue(forKey: attempt.organization) ?? Attempts()
            while its.first < its.order.count {
                let oldest = its.attempts[its.order[its.first]]
                guard
                    oldest.map({ now.isAfter(lastSecond: $0.expiresAt) }) ?? true
                        || its.attempts.count >= capacityPerOrganization
                else { break }
                its.removeOldest()
            }
            its.attempts[digest] = attempt
            its.order.append(digest)
            its.compact()
            kept[attempt.organization] = its
        }
    }

    /// Takes an attempt out; see ``LoginAttemptStore/take(digest:organization:)``.
    public func take(digest: String, organization: OrganizationID) -> LoginAttempt? {
        kept.withLock { $0[organization]?.attempts.removeValue(forKey: digest) }
    }

    /// How many attempts are kept of an organization.
    func count(of organization: OrganizationID) -> Int {
        kept.withLock { $0[organization]?.attempts.count ?? 0 }
    }

    /// How many digests are remembered for their order.
    func orderCount(of organization: OrganizationID) -> Int {
        kept.withLock { $0[organization]?.order.count ?? 0 }
    }
}
