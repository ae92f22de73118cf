// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("An organization's secrets, exchanged while tokens are verified")
struct SecretThreadTests {
    /// The tokens of all secrets that there were, the last one's at the end.
    private final class Tokens: Sendable {
        private let all = Guarded<[String]>([])
        private let over = Guarded(false)

        var isOver: Bool { over.withLock(\.self) }
        func end() { over.withLock { $0 = true } }

        func append(_ token: String) { all.withLock { $0.append(token) } }

        var current: String? { all.withLock { $0.last } }
        /// One that was replaced before this was asked.
        var replaced: String? { all.withLock { $0.dropLast().randomElement() } }
    }

    @Test("What was replaced is refused from then on, and what replaced it is good, in every task")
    func regenerated() async throws {
        let (secrets, text) = try await Fixture.secrets()
        let tokens = Tokens()
        tokens.append(try Fixture.token(secret: text))
        let refused = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var refused = 0
                    while !tokens.isOver {
                        if let token = tokens.replaced {
                            #expect(throws: refusal(.signatureMismatch)) {
                                try secrets.verify(token, for: .sso, at: Fixture.now)
                            }
                            refused += 1
                        }
                        await Task.yield()
                    }
                    return refused
                }
            }
            group.addTask {
                defer { tokens.end() }
                for _ in 0..<100 {
                    let generated = try await secrets.regenerate(name: "production", at: Fixture.now)
                    let token = try Fixture.token(secret: generated.reveal())
                    let verified = try secrets.verify(token, for: .sso, at: Fixture.now)
                    #expect(verified.identity.userID == "42")
                    tokens.append(token)
                    await Task.yield()
                }
                return 0
            }
            return try await group.reduce(0, +)
        }
        #expect(refused > 0)
    }

    @Test("Of changes that are made at one time, each is there when it returns, and no revoked secret comes back")
    func concurrentChanges() async throws {
        let (secrets, _) = try await Fixture.secrets()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<6 {
                group.addTask {
                    for round in 0..<30 {
                        let name = "key \(task) \(round)"
                        let text = try await secrets.generate(name: name, at: Fixture.now).reveal()
                        let token = try Fixture.token(secret: text)
                        let verified = try secrets.verify(token, for: .sso, at: Fixture.now)
                        #expect(verified.identity.userID == "42")
                        try await secrets.revoke(name: name, at: Fixture.now)
                        #expect(throws: refusal(.signatureMismatch)) {
                            try secrets.verify(token, for: .sso, at: Fixture.now)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await secrets.list(at: Fixture.now).map(\.name) == ["production"])
    }
}
