// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@Suite("Verifier stores")
struct StoreTests {
    static let oldToken = Signer.token(Fixture.payload(#""sub":"old""#))
    static let newToken = Signer.token(
        Fixture.payload(#""sub":"new""#),
        secret: Fixture.otherSecret
    )

    private func makeVerifiers() throws -> (old: IdentityVerifier, new: IdentityVerifier) {
        (try Fixture.verifier(), try IdentityVerifier(secret: Secret(Fixture.otherSecret)))
    }

    @Test("A store returns the current verifier, and the old one when it is replaced")
    func replace() throws {
        let (old, new) = try makeVerifiers()
        let store = VerifierStore(old)
        #expect(try store.current.verify(Self.oldToken, at: Fixture.time).userID == "old")
        let returned = store.replace(with: new)
        #expect(try returned.verify(Self.oldToken, at: Fixture.time).userID == "old")
        #expect(try store.current.verify(Self.newToken, at: Fixture.time).userID == "new")
        #expect(throws: refusal(.signatureMismatch)) {
            try store.current.verify(Self.oldToken, at: Fixture.time)
        }
    }

    @Test("A follower sees every replacement")
    func follower() throws {
        let (old, new) = try makeVerifiers()
        let store = VerifierStore(old)
        var follower = store.makeFollower()
        for round in 0..<10 {
            let isOld = round.isMultiple(of: 2)
            let (good, bad) = isOld ? (Self.oldToken, Self.newToken) : (Self.newToken, Self.oldToken)
            let text = try follower.verify(good, at: Fixture.time)
            let bytes = try follower.verify(utf8: Array(good.utf8).span, at: Fixture.time)
            let current = try follower.current.verify(good, at: Fixture.time)
            #expect(
                [text, bytes, current].map(\.userID) == Array(repeating: isOld ? "old" : "new", count: 3)
            )
            #expect(status(of: bad, by: &follower) == .signatureMismatch)
            store.replace(with: isOld ? new : old)
        }
    }

    @Test("Each way to use a follower sees a replacement by itself")
    func followerWays() throws {
        let (old, new) = try makeVerifiers()
        let store = VerifierStore(old)
        var first = store.makeFollower()
        var second = store.makeFollower()
        var third = store.makeFollower()
        store.replace(with: new)
        let text = try first.verify(Self.newToken, at: Fixture.time)
        let bytes = try second.verify(utf8: Array(Self.newToken.utf8).span, at: Fixture.time)
        let current = try third.current.verify(Self.newToken, at: Fixture.time)
        #expect([text, bytes, current].map(\.userID) == ["new", "new", "new"])
        var late = store.makeFollower()
        #expect(try late.verify(Self.newToken, at: Fixture.time).userID == "new")
    }

    @Test("A follower's verifier outlives the store's")
    func outliving() throws {
        let (old, new) = try makeVerifiers()
        var follower = VerifierStore(old).makeFollower()
        let kept = follower.current
        #expect(try kept.verify(Self.oldToken, at: Fixture.time).userID == "old")
        let store = VerifierStore(new)
        let taken = store.current
        store.replace(with: old)
        #expect(try taken.verify(Self.newToken, at: Fixture.time).userID == "new")
        #expect(try follower.verify(Self.oldToken, at: Fixture.time).userID == "old")
    }

    @Test("One replacement divides many verifications into before and after", arguments: [false, true])
    func oneWay(_ usesFollower: Bool) async throws {
        let (old, new) = try makeVerifiers()
        let store = VerifierStore(old)
        let tallies = await withTaskGroup(of: Tally.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    var tally = Tally()
                    var follower = store.makeFollower()
                    for round in 0..<1000 {
                        if worker == 0 && round == 500 { store.replace(with: new) }
                        let verifier = usesFollower ? follower.current : store.current
                        tally.add(Outcome(of: verifier))
                    }
                    return tally
                }
            }
            return await group.reduce(into: [Tally]()) { $0.append($1) }
        }
        #expect(tallies.count == 8)
        for tally in tallies {
            #expect(tally.old + tally.new == 1000)
            #expect(tally.strange == [])
            #expect(tally.turns <= 1)
        }
        // The worker that replaced it saw the change.
        #expect(tallies.contains { $0.old == 500 && $0.new == 500 && $0.turns == 1 })
    }

    @Test("Many replacements among many verifications lose or mix up none", arguments: [false, true])
    func backAndForth(_ usesFollower: Bool) async throws {
        let (old, new) = try makeVerifiers()
        let store = VerifierStore(old)
        let tallies = await withTaskGroup(of: Tally.self) { group in
            group.addTask {
                for round in 0..<2000 { store.replace(with: round.isMultiple(of: 2) ? new : old) }
                return Tally()
            }
            for _ in 0..<6 {
                group.addTask {
                    var tally = Tally()
                    var follower = store.makeFollower()
                    for _ in 0..<1000 {
                        tally.add(Outcome(of: usesFollower ? follower.current : store.current))
                    }
                    return tally
                }
            }
            return await group.reduce(into: [Tally]()) { $0.append($1) }
        }
        #expect(tallies.map { $0.old + $0.new }.reduce(0, +) == 6000)
        #expect(tallies.flatMap(\.strange) == [])
        #expect(try store.current.verify(Self.oldToken, at: Fixture.time).userID == "old")
    }

    @Test("During concurrent replacements followers get only the two possible outcomes")
    func followers() async throws {
        let (old, new) = try makeVerifiers()
        let store = VerifierStore(old)
        let counts = await withTaskGroup(of: [String: Int].self) { group in
            group.addTask {
                for round in 0..<1000 { store.replace(with: round.isMultiple(of: 2) ? new : old) }
                return [:]
            }
            for worker in 0..<4 {
                group.addTask {
                    let token = worker.isMultiple(of: 2) ? Self.oldToken : Self.newToken
                    let user = worker.isMultiple(of: 2) ? "old" : "new"
                    var follower = store.makeFollower()
                    var counts: [String: Int] = [:]
                    for _ in 0..<2000 {
                        do throws(VerificationError) {
                            let identity = try follower.verify(token, at: Fixture.time)
                            counts[identity.userID == user ? "good" : "wrong person", default: 0] += 1
                        } catch {
                            counts[error.status.name, default: 0] += 1
                        }
                    }
                    return counts
                }
            }
            return await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
        }
        #expect(counts.values.reduce(0, +) == 8000)
        #expect(Set(counts.keys).isSubset(of: ["good", "signature_mismatch"]))
    }

    private func status(
        of token: String,
        by follower: inout VerifierStore.Follower
    ) -> VerificationStatus {
        do throws(VerificationError) {
            _ = try follower.verify(token, at: Fixture.time)
            return .ok
        } catch {
            return error.status
        }
    }
}

/// One verifier's results for the old and the new token: exactly one of them is good.
private enum Outcome: Equatable {
    case old
    case new
    case strange(String)

    init(of verifier: IdentityVerifier) {
        let results = [StoreTests.oldToken, StoreTests.newToken].map { token in
            do throws(VerificationError) {
                return try verifier.verify(token, at: Fixture.time).userID ?? "nobody"
            } catch {
                return error.status.name
            }
        }
        switch results {
        case ["old", "signature_mismatch"]: self = .old
        case ["signature_mismatch", "new"]: self = .new
        default: self = .strange(results.joined(separator: ", "))
        }
    }
}

/// How often a worker got each outcome, and how often the outcome changed.
private struct Tally {
    var old = 0
    var new = 0
    var strange: [String] = []
    var turns = 0
    private var last = Outcome.old

    mutating func add(_ outcome: Outcome) {
        if outcome != last { turns += 1 }
        last = outcome
        switch outcome {
        case .old: old += 1
        case .new: new += 1
        case .strange(let results): strange.append(results)
        }
    }
}
