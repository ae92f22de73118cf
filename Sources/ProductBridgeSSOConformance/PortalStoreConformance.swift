// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeSSO

/// Checks a store against what `PortalStore` promises.
///
/// Each check creates its own organizations with random ids, so one storage serves all checks and may be
/// checked again. Give it storage that nothing else uses: it removes expired records, and leaves its own
/// records there.
///
/// ```swift
/// let conformance = PortalStoreConformance { try await openStore() }
/// for check in PortalStoreConformance.Check.allCases { try await conformance.run(check) }
/// ```
///
/// Checks for races can't prove that there are none, but every race that they find is real. They can't check
/// anything that a handle doesn't show, such as whether a commit survives a power failure.
public struct PortalStoreConformance: Sendable {
    private let concurrency: Int
    private let open: @Sendable () async throws -> any PortalStore

    /// Makes a suite for a storage.
    ///
    /// - Parameters:
    ///   - concurrency: How many tasks race against each other, 2 or more.
    ///   - open: Opens another handle on the same storage, as another process would have. If the storage has
    ///     only one handle, return that one.
    public init(concurrency: Int = 100, open: @escaping @Sendable () async throws -> any PortalStore) {
        self.concurrency = max(concurrency, 2)
        self.open = open
    }

    /// Runs one check.
    ///
    /// - Throws: ``ConformanceFailure``, also for the store's own errors.
    public func run(_ check: Check) async throws {
        do {
            let trial = Trial(
                check: check,
                store: try await open(),
                other: try await open(),
                concurrency: concurrency
            )
            try await trial.run()
        } catch let failure as ConformanceFailure {
            throw failure
        } catch {
            throw ConformanceFailure(check: check, message: "It threw \(error).")
        }
    }

    /// Runs all checks, one after the other, up to the first that fails.
    ///
    /// - Throws: ``ConformanceFailure``, also for the store's own errors.
    public func runAll() async throws {
        for check in Check.allCases { try await run(check) }
    }
}
