// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Foundation
import GRDB
import Hummingbird
import HummingbirdTesting
import Logging
import PortalRecords
import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

@testable import PortalServer

@Suite struct FailureTests {
    @Test func aLockedDatabaseGivesAnErrorPageUntilItIsUnlocked() async throws {
        try await TestPortal.run { portal in
            try await portal.enableSSO()
            try await portal.browse { browser in
                try await browser.signIn(portal)
                try await browser.get("/")
                var configuration = Configuration()
                configuration.allowsUnsafeTransactions = true
                let path = portal.folder + "/portal.sqlite"
                let other = try DatabaseQueue(path: path, configuration: configuration)
                try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
                let answer = try await browser.post("/ideas", ["title": "Dark mode"])
                #expect(answer.status == 503)
                #expect(answer.headers[.retryAfter] == "30")
                #expect(answer.text.contains("Nothing was saved"))
                let widget = try await Widget(browser).post("feedback", ["title": "Dark mode"])
                #expect(widget.status == 503)
                #expect(widget.code == "unavailable")
                try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
                #expect(try await browser.post("/ideas", ["title": "Dark mode"]).status == 303)
            }
            #expect(try await portal.services.feedback.count(of: portal.organization) == 1)
        }
    }

    @Test func aFullDiskGivesAnErrorPageUntilThereIsRoom() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let widget = Widget(browser)
                let text = String(repeating: "x", count: 5000)
                #expect(try await widget.post("feedback", ["title": "first", "text": text]).status == 201)
                // The database can't grow any more, as on a full disk.
                try await portal.services.store.writing { try $0.run("PRAGMA max_page_count = 1") }
                var answers: [Int] = []
                for _ in 1...8 {
                    answers.append(try await widget.post("feedback", ["title": "x", "text": text]).status)
                }
                #expect(answers.last == 503)
                #expect(try await browser.get("/").status == 200)
                try await portal.services.store.writing { try $0.run("PRAGMA max_page_count = 1000000") }
                #expect(try await widget.post("feedback", ["title": "last", "text": text]).status == 201)
                let accepted = answers.filter { $0 == 201 }.count + 2
                #expect(try await portal.services.feedback.count(of: portal.organization) == accepted)
            }
        }
    }

    @Test func aStoreThatOthersKeepBusyRefusesNobody() async throws {
        try await TestPortal.run { portal in
            let services = try AppServices(
                configuration: portal.services.configuration,
                store: BusyStore(store: portal.services.store),
                masterKeys: MasterKeys(current: portal.masterKey),
                clock: portal.services.clock
            )
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let application = PortalApplication(services: services, logger: logger).application()
            try await portal.enableSSO()
            try await application.test(.router) { client in
                let browser = Browser(client: client)
                let answer = try await Widget(browser).identify(portal.token())
                #expect(answer.status == 503)
                #expect(answer.code == "unavailable")
                #expect(answer.headers[.retryAfter] == "30")
                let page = try await browser.comeBack(browser.clickSignIn(), token: portal.token())
                #expect(page.status == 503)
                #expect(page.headers[.retryAfter] == "30")
            }
            let refusals = try await portal.services.store.reading {
                try $0.run("SELECT count(*) FROM portal_refusals").first?.integer(0)
            }
            #expect(refusals == 0)
            #expect(try await portal.services.sso.refusals(of: portal.organization).counts.isEmpty)
        }
    }

    @Test func aWrongMasterKeyIsKnownAtTheStart() async throws {
        try await TestPortal.run { portal in
            #expect(try await MasterKeyCheck(services: portal.services).problem() == nil)
            try await portal.addOtherOrganization()
            func problem(_ current: String, _ previous: [String] = []) async throws -> String? {
                let services = try AppServices(
                    configuration: portal.services.configuration,
                    store: portal.services.store,
                    masterKeys: MasterKeys(current: current, previous: previous),
                    clock: portal.services.clock
                )
                return try await MasterKeyCheck(services: services).problem()
            }
            let other = try MasterKeys.generate()
            let text = try #require(try await problem(other))
            #expect(
                text.hasPrefix(
                    "The master key in portal.key doesn't open the secrets of 2 organizations, such as acme:"
                )
            )
            #expect(text.contains("PORTAL_MASTER_KEY_FILE"))
            #expect(try await problem(other, [portal.masterKey]) == nil)
        }
    }

    @Test func expiredRecordsAreRemoved() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { try await $0.logInAsAdministrator() }
            portal.clock.advance(by: 13 * 3600)
            try await Housekeeping(services: portal.services, logger: .init(label: "test")).removeExpired()
            let rows = try await portal.services.store.reading {
                try $0.run("SELECT count(*) FROM portal_admin_sessions").first?.integer(0)
            }
            #expect(rows == 0)
        }
    }

    @Test func refusalsAreCountedForNinetyDays() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let housekeeping = Housekeeping(services: portal.services, logger: .init(label: "test"))
                let path = "/api/redirects/sso?ssoToken=a.b.c&organizationId=acme"
                // The first day's counts are kept for ninety days.
                for (passed, kept) in [(0.0, 1), (90, 2), (1, 1)] {
                    portal.clock.advance(by: passed * 86_400)
                    if passed != 1 { #expect(try await browser.get(path).status == 409) }
                    try await housekeeping.removeOldCounts()
                    let log = try await portal.services.sso.refusals(of: portal.organization)
                    #expect(log.counts.count == kept)
                }
            }
        }
    }

    @Test func healthReadinessAndMetricsAreAnswered() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                _ = try await browser.get("/")
                _ = try await browser.get("/made/up/by/a/stranger")
            }
            let management = Application(router: Management(services: portal.services).router())
            try await management.test(.router) { client in
                let health = try await client.execute(uri: "/healthz", method: .get)
                #expect(health.status == .ok)
                let readiness = try await client.execute(uri: "/readyz", method: .get)
                #expect(readiness.status == .ok)
                let metrics = String(buffer: try await client.execute(uri: "/metrics", method: .get).body)
                #expect(metrics.contains("# TYPE portal_requests_total counter\n"))
                #expect(metrics.contains(#"portal_requests_total{method="GET",route="/",status="200"} 1"#))
                #expect(metrics.contains(#"route="NotFound",status="404"} 1"#))
                #expect(metrics.contains(#"portal_request_duration_seconds_count{method="GET",route="/"} 1"#))
                #expect(metrics.contains(#"le="+Inf"} 1"#))
                #expect(!metrics.contains("stranger"))
            }
        }
    }

    @Test func metricsAreWrittenAsPrometheusReadsThem() {
        let metrics = PrometheusMetrics()
        metrics.makeCounter(label: "a.b", dimensions: [("x", "\"q\"\n\\")]).increment(by: 2)
        metrics.makeMeter(label: "open", dimensions: []).set(Int64(3))
        let timer = metrics.makeTimer(label: "t", dimensions: [])
        timer.recordNanoseconds(3_000_000)
        timer.recordNanoseconds(20_000_000_000)
        let text = metrics.text
        #expect(text.contains("# TYPE a_b_total counter\na_b_total{x=\"\\\"q\\\"\\n\\\\\"} 2\n"))
        #expect(text.contains("# TYPE open gauge\nopen 3.0\n"))
        #expect(text.contains("t_bucket{le=\"0.0025\"} 0\nt_bucket{le=\"0.005\"} 1\n"))
        #expect(text.contains("t_bucket{le=\"10.0\"} 1\nt_bucket{le=\"+Inf\"} 2\nt_sum 20.003\nt_count 2\n"))
        for number in 1...3000 {
            metrics.makeCounter(label: "many", dimensions: [("n", "\(number)")]).increment(by: 1)
        }
        #expect(metrics.text.components(separatedBy: "many_total{").count <= 2001)
    }
}

/// A store whose records change between each read and the commit after it.
private struct BusyStore: StatementStore {
    let store: any StatementStore

    func commit(_ commit: PortalCommit) async throws -> Bool { false }

    func read(_ tenant: TenantReference, _ queries: [RecordQuery]) async throws -> PortalSnapshot? {
        try await store.read(tenant, queries)
    }

    func organizations(after last: OrganizationID?, limit: Int) async throws -> [OrganizationID] {
        try await store.organizations(after: last, limit: limit)
    }

    func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int {
        try await store.removeRecords(expiredBefore: time, limit: limit)
    }

    func reading<Result: Sendable>(
        _ body: @escaping @Sendable (any Statements) throws -> Result
    ) async throws -> Result {
        try await store.reading(body)
    }

    func writing<Result: Sendable>(
        _ body: @escaping @Sendable (any Statements) throws -> Result
    ) async throws -> Result {
        try await store.writing(body)
    }

    static func isUnavailable(_ error: any Error) -> Bool { false }
}
