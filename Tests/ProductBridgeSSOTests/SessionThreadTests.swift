// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Sessions in many tasks")
struct SessionThreadTests {
    private let acme: OrganizationID

    init() throws {
        acme = try SessionFixture.organization()
    }

    private func start(_ count: Int, with sessions: some SessionManager) async throws -> [String] {
        var cookies: [String] = []
        for index in 0..<count {
            let person = try SessionFixture.person("\(index % 10)@example.com")
            let started = try await sessions.start(
                for: person,
                organization: acme,
                replacing: nil,
                at: moment()
            )
            cookies.append(started.cookie.value)
        }
        return cookies
    }

    @Test("Of eight tasks that use the same sessions, one prolongs each")
    func prolonging() async throws {
        let store = InMemorySessionStore()
        let sessions = try SessionFixture.stored(SessionFixture.sliding(), in: store)
        let cookies = try await start(500, with: sessions)
        let prolonged = try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<8 {
                group.addTask { [acme] in
                    var prolonged: [String] = []
                    for index in cookies.indices {
                        let cookie = cookies[(index + worker / 2 * 125) % cookies.count]
                        let time = moment(3600 + Double(worker % 2))
                        let checked = try await sessions.check(cookie, organization: acme, at: time)
                        #expect(checked.session.expiresAt >= moment(3600 + 30 * SessionFixture.day))
                        if let renewed = checked.cookie {
                            #expect(renewed.value == cookie)
                            prolonged.append(cookie)
                        }
                    }
                    return prolonged
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(prolonged.count == cookies.count)
        #expect(Set(prolonged) == Set(cookies))
    }

    @Test("A session that is ended among many uses stays ended", arguments: SessionKind.allCases)
    func ending(_ kind: SessionKind) async throws {
        let sessions = try await kind.make(SessionFixture.sliding(every: .seconds(1)))
        let cookies = try await start(300, with: sessions)
        let errors = await withTaskGroup(of: [SSOError?].self) { group in
            for worker in 0..<8 {
                group.addTask { [acme] in
                    var errors: [SSOError?] = []
                    for (index, cookie) in cookies.enumerated() {
                        do {
                            if worker == 0 {
                                _ = try await sessions.end(cookie, organization: acme, at: moment(5))
                            } else if worker == 1, index % 100 == 0 {
                                try await sessions.endAll(
                                    email: "\(index / 100)@example.com",
                                    organization: acme,
                                    at: moment(5)
                                )
                            } else {
                                let time = moment(Double(index % 60))
                                _ = try await sessions.check(cookie, organization: acme, at: time)
                            }
                        } catch {
                            errors.append(error as? SSOError)
                        }
                    }
                    return errors
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(errors.allSatisfy { $0 == kind.ended })
        for cookie in cookies {
            await #expect(throws: kind.ended) {
                try await sessions.check(cookie, organization: acme, at: moment(60))
            }
        }
    }

    @Test("Sessions that begin, are used and end in many tasks leave nothing behind")
    func turnover() async throws {
        let store = InMemorySessionStore()
        let sessions = try SessionFixture.stored(SessionFixture.sliding(every: .seconds(1)), in: store)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask { [acme] in
                    let person = try SessionFixture.person("\(worker % 4)@example.com")
                    var last: String?
                    for round in 0..<400 {
                        let time = moment(Double(round))
                        let started = try await sessions.start(
                            for: person,
                            organization: acme,
                            replacing: last,
                            at: time
                        )
                        last = started.cookie.value
                        let checked = try await sessions.check(
                            started.cookie.value,
                            organization: acme,
                            at: moment(Double(round) + 2)
                        )
                        #expect(checked.session.email == "\(worker % 4)@example.com")
                        #expect(checked.cookie != nil)
                    }
                    if let last { _ = try await sessions.end(last, organization: acme, at: moment(400)) }
                }
            }
            try await group.waitForAll()
        }
        #expect(store.count == 0)
    }
}
