// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("A new master key")
struct ResealTests {
    /// Five organizations with one secret each, whose master key is replaced.
    private struct Portals {
        let meddler = Meddler(InMemoryPortalStore())
        let old: String
        let new: String
        var secrets: [OrganizationID: String] = [:]
        /// With the new key before the old one.
        let sso: SingleSignOn

        init() async throws {
            old = try MasterKeys.generate()
            new = try MasterKeys.generate()
            let before = try SingleSignOn(store: meddler, masterKeys: MasterKeys(current: old))
            for name in ["a", "b", "c", "d", "e"] {
                let id = Fixture.organization(name)
                try await before.createTenant(
                    id,
                    hosts: [PortalHost("\(name).portal.example")],
                    by: "x",
                    at: Fixture.now
                )
                secrets[id] = try await before.generateKey(
                    name: "production",
                    of: id,
                    by: "x",
                    at: Fixture.now
                )
                .reveal()
            }
            sso = try SingleSignOn(store: meddler, masterKeys: MasterKeys(current: new, previous: [old]))
        }

        /// The organizations whose secrets a process with only this master key can use.
        func usable(by key: String) async throws -> String {
            let sso = try SingleSignOn(store: meddler, masterKeys: MasterKeys(current: key))
            var names = ""
            for (id, secret) in secrets.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                do {
                    _ = try await sso.identify(Fixture.token(secret: secret), of: id, at: Fixture.now)
                    names += id.rawValue
                } catch let error as SSOError {
                    #expect([SSOError(.unknownMasterKey), refusal(.signatureMismatch)].contains(error))
                }
            }
            return names
        }

        func versions() async throws -> [Int64?] {
            var versions: [Int64?] = []
            for id in secrets.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
                versions.append(try await meddler.read(.id(id), [])?.tenantVersion)
            }
            return versions
        }
    }

    @Test("All secrets are resealed in steps, and then the old key isn't needed")
    func steps() async throws {
        let portals = try await Portals()
        #expect(try await portals.usable(by: portals.old) == "abcde")
        #expect(try await portals.usable(by: portals.new) == "")
        var last: OrganizationID?
        var steps: [String] = []
        repeat {
            last = try await portals.sso.resealKeys(after: last, limit: 2, at: Fixture.now)
            steps.append(last?.rawValue ?? "end")
        } while last != nil
        #expect(steps == ["b", "d", "e", "end"])
        #expect(try await portals.usable(by: portals.new) == "abcde")
        #expect(try await portals.usable(by: portals.old) == "")
    }

    @Test("A limit below 1 is an error, and doesn't look like the end of the list", arguments: [0, -1])
    func limit(limit: Int) async throws {
        let portals = try await Portals()
        await #expect(throws: SSOError(.invalidArgument)) {
            try await portals.sso.resealKeys(limit: limit, at: Fixture.now)
        }
        await #expect(throws: SSOError(.invalidArgument)) {
            try await portals.sso.removeExpired(limit: limit, at: Fixture.now)
        }
        await #expect(throws: SSOError(.invalidArgument)) {
            try await portals.sso.changes(of: Fixture.organization("a"), limit: limit)
        }
        #expect(try await portals.usable(by: portals.old) == "abcde")
    }

    @Test("A step that failed halfway is repeated, and nothing is sealed twice")
    func resumed() async throws {
        let portals = try await Portals()
        portals.meddler.beforeNextCommit {}
        portals.meddler.beforeNextCommit {}
        for _ in 0..<2 { portals.meddler.beforeNextCommit { throw NotExpected("lost connection") } }
        await #expect(throws: NotExpected.self) { try await portals.sso.resealKeys(at: Fixture.now) }
        #expect(try await portals.usable(by: portals.new) == "ab")
        #expect(try await portals.usable(by: portals.old) == "cde")
        let between = try await portals.versions()
        #expect(try await portals.sso.resealKeys(at: Fixture.now) == Fixture.organization("e"))
        #expect(try await portals.usable(by: portals.new) == "abcde")
        let after = try await portals.versions()
        #expect(after.prefix(2) == between.prefix(2))
        #expect(zip(after, between).dropFirst(2).allSatisfy { $0 != $1 })
        #expect(try await portals.sso.resealKeys(at: Fixture.now) == Fixture.organization("e"))
        #expect(try await portals.versions() == after)
    }

    @Test("A secret that is regenerated in the meantime is not overwritten")
    func meanwhile() async throws {
        let portals = try await Portals()
        let a = Fixture.organization("a")
        let new = Guarded("")
        portals.meddler.beforeNextCommit {
            let text = try await portals.sso.regenerateKey(
                name: "production",
                of: a,
                by: "x",
                at: Fixture.now
            )
            .reveal()
            new.withLock { $0 = text }
        }
        _ = try await portals.sso.resealKeys(at: Fixture.now)
        let text = new.withLock(\.self)
        let token = try Fixture.token(secret: text)
        #expect(try await portals.sso.identify(token, of: a, at: Fixture.now).isNew)
        #expect(try await portals.sso.tenant(a).keys.count == 1)
        #expect(try await portals.usable(by: portals.new).contains("bcde"))
    }

    @Test("Secrets in their grace time are resealed with the others, and names, times and sessions stay")
    func unchanged() async throws {
        let (old, new) = (try MasterKeys.generate(), try MasterKeys.generate())
        let first = try SingleSignOn(store: InMemoryPortalStore(), masterKeys: MasterKeys(current: old))
        try await first.createTenant(Fixture.acme, hosts: Fixture.acmeHosts, by: "x", at: Fixture.now)
        let text = try await first.generateKey(name: "a", of: Fixture.acme, by: "x", at: Fixture.now).reveal()
        _ = try await first.regenerateKey(
            name: "a",
            grace: .seconds(60),
            of: Fixture.acme,
            by: "x",
            at: Fixture.now
        )
        .reveal()
        let token = try Fixture.token(secret: text)
        let credential = try await first.identify(token, of: Fixture.acme, at: Fixture.now).credential
        let before = try await first.tenant(Fixture.acme)

        let second = try SingleSignOn(
            store: first.store,
            masterKeys: MasterKeys(current: new, previous: [old])
        )
        _ = try await second.resealKeys(at: Fixture.now)
        var after = try await second.tenant(Fixture.acme)
        #expect(after.keys.count == 2)
        #expect(after.keys.allSatisfy { $0.sealed.masterKey == second.masterKeys.currentID })
        for index in after.keys.indices { after.keys[index].sealed = before.keys[index].sealed }
        #expect(after == before)
        let third = try SingleSignOn(store: first.store, masterKeys: MasterKeys(current: new))
        #expect(try await third.submitter(credential, of: Fixture.acme, at: Fixture.time(60)) != nil)
        #expect(try await !third.identify(token, of: Fixture.acme, at: Fixture.time(60)).isNew)
    }

    @Test("Without the old key nothing is resealed or lost")
    func unknown() async throws {
        let portals = try await Portals()
        let before = try await portals.versions()
        let sso = try SingleSignOn(store: portals.meddler, masterKeys: MasterKeys(current: portals.new))
        await #expect(throws: SSOError(.unknownMasterKey)) { try await sso.resealKeys(at: Fixture.now) }
        #expect(try await portals.versions() == before)
    }

    @Test("The record of changes says that secrets were resealed, and which")
    func audit() async throws {
        let portals = try await Portals()
        _ = try await portals.sso.resealKeys(at: Fixture.time(5))
        let change = try #require(try await portals.sso.changes(of: Fixture.organization("a")).last)
        #expect(change.administrator == "master key \(portals.sso.masterKeys.currentID)")
        #expect(change.at == Fixture.time(5))
        #expect(change.changes == ["secret sealed anew: production"])
    }
}
