// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("An organization's secrets, changed by two processes at once")
struct KeyProcessTests {
    @Test("One process's changes take effect in the other when the call returns")
    func otherProcess() async throws {
        let flow = try await Flow()
        let other = try flow.otherProcess()
        let new = try await flow.regenerate()
        for (text, isGood) in [(flow.secret, false), (new, true)] {
            let token = try Fixture.token(secret: text)
            let identified = try? await other.identify(token, of: Fixture.acme, at: Fixture.now)
            #expect((identified != nil) == isGood)
        }
        try await other.revokeKey(name: "production", of: Fixture.acme, by: "x", at: Fixture.now)
        let token = try Fixture.token(secret: new)
        await #expect(throws: SSOError(.noSecret)) {
            try await flow.sso.identify(token, of: Fixture.acme, at: Fixture.now)
        }
    }

    @Test("Each of several concurrent changes is stored when it returns, and no revoked secret comes back")
    func concurrentChanges() async throws {
        let flow = try await Flow()
        let processes = [flow.sso, try flow.otherProcess()]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<6 {
                let sso = processes[task % 2]
                let other = processes[(task + 1) % 2]
                group.addTask {
                    for round in 0..<10 {
                        let name = "key \(task) \(round)"
                        let text = try await sso.generateKey(
                            name: name,
                            of: Fixture.acme,
                            by: "x",
                            at: Fixture.now
                        ).reveal()
                        let token = try Fixture.token(secret: text)
                        let tenant = try await other.tenant(Fixture.acme)
                        let verified = try other.verify(
                            token,
                            of: tenant,
                            by: .sso,
                            reporting: nil,
                            at: Fixture.now
                        )
                        #expect(verified.key.name == name)
                        try await sso.revokeKey(name: name, of: Fixture.acme, by: "x", at: Fixture.now)
                        let after = try await other.tenant(Fixture.acme)
                        #expect(throws: refusal(.signatureMismatch)) {
                            try other.verify(token, of: after, by: .sso, reporting: nil, at: Fixture.now)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await flow.keys().map(\.name) == ["production"])
    }

    @Test("The limit is eight secrets, and each name is unique, even if several people generate at once")
    func concurrentLimit() async throws {
        let flow = try await Flow()
        let processes = [flow.sso, try flow.otherProcess()]
        let outcomes = await withTaskGroup(of: SSOError.Code?.self) { group in
            for number in 0..<40 {
                let sso = processes[number % 2]
                group.addTask {
                    do {
                        _ = try await sso.generateKey(
                            name: "key \(number / 2)",
                            of: Fixture.acme,
                            by: "x",
                            at: Fixture.now
                        ).reveal()
                        return nil
                    } catch { return (error as? SSOError)?.code ?? .storeBusy }
                }
            }
            return await group.reduce(into: [SSOError.Code?]()) { $0.append($1) }
        }
        let names = try await flow.keys().map(\.name)
        #expect(names.count == 8)
        #expect(Set(names).count == 8)
        #expect(outcomes.count { $0 == nil } == 7)
        #expect(outcomes.allSatisfy { [nil, .tooManySecrets, .secretNameTaken].contains($0) })
    }

    @Test("Two concurrent regenerations each get a text that was valid, and the last one stays valid")
    func concurrentRegenerations() async throws {
        let flow = try await Flow()
        let processes = [flow.sso, try flow.otherProcess()]
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<20 {
                let sso = processes[number % 2]
                group.addTask {
                    try await sso.regenerateKey(
                        name: "production",
                        of: Fixture.acme,
                        by: "x",
                        at: Fixture.now
                    ).reveal()
                }
            }
            return try await group.reduce(into: [String]()) { $0.append($1) }
        }
        let key = try #require(try await flow.keys().first)
        #expect(try await flow.keys().count == 1)
        var good: [String] = []
        for text in texts + [flow.secret] {
            let token = try Fixture.token(secret: text)
            if (try? await flow.sso.identify(token, of: Fixture.acme, at: Fixture.now)) != nil {
                good.append(text)
            }
        }
        #expect(good.map { String($0.suffix(4)) } == [key.lastFour])
    }

    @Test("A failure before the commit changes nothing: the old secret stays valid")
    func failure() async throws {
        let meddler = Meddler(InMemoryPortalStore())
        let flow = try await Flow(store: meddler)
        for _ in 0..<2 { meddler.beforeNextCommit { throw NotExpected("lost connection") } }
        await #expect(throws: NotExpected.self) { _ = try await flow.regenerate() }
        #expect(try await flow.identify().user.profile.userID == "42")
        #expect(try await flow.keys().map(\.retiresAt) == [nil])
    }

    @Test("A secret that is regenerated between the read and the commit of an identify makes no session")
    func between() async throws {
        let meddler = Meddler(InMemoryPortalStore())
        let flow = try await Flow(store: meddler)
        let token = try Fixture.token(secret: flow.secret)
        meddler.beforeNextCommit { _ = try await flow.regenerate() }
        await #expect(throws: refusal(.signatureMismatch)) {
            try await flow.sso.identify(token, of: Fixture.acme, at: Fixture.now)
        }
        #expect(try await flow.records(.session) == [])
        #expect(try await flow.records(.user) == [])
    }
}
