// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Synchronization
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("The replay guard")
struct ReplayTests {
    private let acme: OrganizationID
    private let globex: OrganizationID

    init() throws {
        acme = try #require(OrganizationID(rawValue: "acme"))
        globex = try #require(OrganizationID(rawValue: "globex"))
    }

    private func makeGuard(
        capacity: Int = 100
    ) throws -> (ReplayGuard, InMemoryReplayStore) {
        let store = InMemoryReplayStore(capacityPerOrganization: capacity)
        return (ReplayGuard(key: try Secret(Secret.generate()), store: store), store)
    }

    @Test("A token is admitted once, and another token beside it")
    func once() async throws {
        let (replays, store) = try makeGuard()
        for token in ["a.b.c", "a.b.d"] {
            try await replays.admit(
                token: token,
                expiresAt: moment(60),
                leeway: .zero,
                organization: acme,
                at: moment()
            )
            for seconds in [0, 1, 59, 59.9] {
                await #expect(throws: SSOError(.tokenReplayed)) {
                    try await replays.admit(
                        token: token,
                        expiresAt: moment(60),
                        leeway: .zero,
                        organization: acme,
                        at: moment(seconds)
                    )
                }
            }
        }
        #expect(store.count == 2)
    }

    @Test("A real token is admitted, whose text begins as a signing input does")
    func realToken() async throws {
        let (replays, _) = try makeGuard()
        let secret = try Secret(Secret.generate())
        let token = try IdentityIssuer(secret: secret).issue(
            IdentityClaims(email: "ada@example.com"),
            at: moment()
        )
        let expiresAt = try IdentityVerifier(secret: secret).verify(token, at: moment()).expiresAt
        #expect(expiresAt == moment(3600))
        func admit() async throws {
            try await replays.admit(
                token: token,
                expiresAt: expiresAt,
                leeway: .seconds(30),
                organization: acme,
                at: moment(3629)
            )
        }
        try await admit()
        await #expect(throws: SSOError(.tokenReplayed)) { try await admit() }
    }

    @Test("Times and leeways have bounds, and a token without an end is refused", arguments: ReplayBound.all)
    func times(_ bound: ReplayBound) async throws {
        let (replays, store) = try makeGuard()
        func admit() async throws {
            try await replays.admit(
                token: "a.b.c",
                expiresAt: bound.expiresAt,
                leeway: bound.leeway,
                organization: acme,
                at: bound.time
            )
        }
        if let error = bound.error {
            await #expect(throws: error) { try await admit() }
            #expect(store.count == 0)
        } else {
            try await admit()
            await #expect(throws: SSOError(.tokenReplayed)) { try await admit() }
        }
    }

    @Test("One organization's tokens are not another's, and don't take its room")
    func organizations() async throws {
        let (replays, store) = try makeGuard(capacity: 2)
        func admit(_ token: String, _ organization: OrganizationID) async throws {
            try await replays.admit(
                token: token,
                expiresAt: moment(60),
                leeway: .zero,
                organization: organization,
                at: moment()
            )
        }
        try await admit("a.b.1", acme)
        try await admit("a.b.2", acme)
        for _ in 0..<3 {
            await #expect(throws: SSOError(.replayGuardFull)) { try await admit("a.b.3", acme) }
        }
        await #expect(throws: SSOError(.tokenReplayed)) { try await admit("a.b.1", acme) }
        try await admit("a.b.1", globex)
        try await admit("a.b.3", globex)
        await #expect(throws: SSOError(.tokenReplayed)) { try await admit("a.b.1", globex) }
        #expect(store.count == 4)
    }

    @Test("What the store is handed tells nothing of the token, and differs by the key")
    func digests() async throws {
        var seen: Set<String> = []
        for _ in 0..<2 {
            let recorder = Recorder(outcome: .admitted)
            let replays = ReplayGuard(key: try Secret(Secret.generate()), store: recorder)
            for token in ["header.payload.signature", "header.payload.signatura"] {
                try await replays.admit(
                    token: token,
                    expiresAt: moment(60.25),
                    leeway: .seconds(30),
                    organization: acme,
                    at: moment(1.75)
                )
            }
            for call in recorder.calls {
                #expect(call.digest.utf8.count == 64)
                #expect(call.digest.allSatisfy { $0.isHexDigit && !$0.isUppercase })
                #expect(call.organization == acme)
                #expect(call.until == moment(91))
                #expect(call.time == moment(1))
                seen.insert(call.digest)
            }
        }
        #expect(seen.count == 4)
    }

    @Test("What a store says, or throws, is what becomes of the token")
    func outcomes() async throws {
        let table: [(ReplayOutcome?, (any Error)?)] = [
            (.admitted, nil), (.replayed, SSOError(.tokenReplayed)), (.full, SSOError(.replayGuardFull)),
            (nil, Recorder.Failure()),
        ]
        for (outcome, error) in table {
            let replays = ReplayGuard(
                key: try Secret(Secret.generate()),
                store: Recorder(outcome: outcome)
            )
            var thrown: (any Error)?
            do {
                try await replays.admit(
                    token: "a.b.c",
                    expiresAt: moment(60),
                    leeway: .zero,
                    organization: acme,
                    at: moment()
                )
            } catch {
                thrown = error
            }
            #expect(thrown as? SSOError == error as? SSOError)
            #expect((thrown is Recorder.Failure) == (error is Recorder.Failure))
        }
    }

    @Test("No description or mirror of guard, store and error tells of key or token")
    func redaction() async throws {
        let text = try Secret.generate()
        let store = InMemoryReplayStore()
        let replays = ReplayGuard(key: try Secret(text), store: store)
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJlbWFpbCI6ImFkYUBleGFtcGxlLmNvbSJ9.c2lnbmF0dXJlc2lnbmF0dXJl"
        func admit() async throws {
            try await replays.admit(
                token: token,
                expiresAt: moment(60),
                leeway: .zero,
                organization: acme,
                at: moment()
            )
        }
        try await admit()
        let error = await #expect(throws: SSOError.self) { try await admit() }
        let digest = try Secret(text).userHash(of: ".replay " + token)
        for holder in [replays, store, error as Any] {
            #expect(!shows([text, token, digest], everything(about: holder)))
        }
        #expect("\(store)" == "InMemoryReplayStore(count: 1)")
        #expect("\(replays)" == "ReplayGuard")
    }
}

/// A store that says what it is told to, and remembers what it was asked.
private final class Recorder: ReplayStore {
    struct Failure: Error {}

    struct Call {
        let digest: String
        let organization: OrganizationID
        let until: NumericDate
        let time: NumericDate
    }

    private let outcome: ReplayOutcome?
    private let seen = Mutex<[Call]>([])

    init(outcome: ReplayOutcome?) {
        self.outcome = outcome
    }

    var calls: [Call] { seen.withLock { $0 } }

    func insert(
        _ digest: String,
        in organization: OrganizationID,
        until: NumericDate,
        at time: NumericDate
    ) throws -> ReplayOutcome {
        seen.withLock {
            $0.append(Call(digest: digest, organization: organization, until: until, time: time))
        }
        guard let outcome else { throw Failure() }
        return outcome
    }
}
