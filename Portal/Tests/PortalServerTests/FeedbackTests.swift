// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortalPostgreSQL
import PortalRecords
import PortalSQLite
import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

@testable import PortalServer

/// The portal's own tables in either database.
@Suite struct FeedbackTests {
    @Test(arguments: [
        ("a\u{0}b", "ab"), ("\u{202E}txt.exe\u{202C}", "txt.exe"), (" Two\n lines\t", "Two lines"),
        ("\u{1F469}\u{200D}\u{1F680}", "\u{1F469}\u{200D}\u{1F680}"),
        ("\u{0}", nil), ("\u{200B}", nil), ("\u{3164} \u{FEFF}", nil), (" ", nil),
    ])
    func aTitleIsOneVisibleLine(title: String, kept: String?) {
        #expect((try? IdeaDraft(title: title, text: ""))?.title == kept)
    }

    @Test func aTextKeepsItsLinesOnly() throws {
        #expect(try IdeaDraft(title: "A", text: "a\r\n\u{0}b\tc\u{202E}").text == "a\r\nb\tc")
    }

    @Test(arguments: Engine.allCases)
    func ideasAndVotesAreKept(engine: Engine) async throws {
        try await engine.withStore { store in
            let feedback = Feedback(store: store)
            let acme = try Operations.organization("acme")
            let other = try Operations.organization("other")
            let first = try await feedback.add(
                IdeaDraft(title: "Ünïcödé ' \" ; DROP", text: "a\nb\u{1F600}"),
                by: ("p1", "Ada"),
                from: .widget,
                of: acme,
                at: at(100)
            )
            let second = try await feedback.add(
                IdeaDraft(title: "B", text: ""),
                by: nil,
                from: .portal,
                of: acme,
                at: at(200)
            )
            #expect(try await feedback.idea(first.id, of: acme, viewer: "p1") == first)
            #expect(try await feedback.idea(second.id, of: acme) == second)
            #expect(try await feedback.idea(first.id, of: other) == nil)
            #expect(
                try await feedback.setVote(true, of: "p2", for: second.id, of: acme, at: at(300))?.votes == 1
            )
            #expect(
                try await feedback.setVote(true, of: "p2", for: second.id, of: acme, at: at(301))?.votes == 1
            )
            #expect(
                try await feedback.setVote(true, of: "p3", for: second.id, of: acme, at: at(302))?.votes == 2
            )
            #expect(try await feedback.setVote(true, of: "p3", for: second.id, of: other, at: at(302)) == nil)
            #expect(try await feedback.ideas(of: acme).map(\.id) == [second.id, first.id])
            #expect(try await feedback.ideas(of: acme, limit: 1).map(\.id) == [second.id])
            #expect(try await feedback.ideas(of: acme, skipping: 1).map(\.id) == [first.id])
            #expect(
                try await feedback.ideas(of: acme, order: .newest, viewer: "p1").map(\.isVoted) == [
                    false, true,
                ]
            )
            #expect(try await feedback.ideas(of: other).isEmpty)
            #expect(try await feedback.count(of: acme) == 2)
            #expect(try await feedback.voters(of: acme) == [first.id: ["p1"], second.id: ["p2", "p3"]])
            #expect(
                try await feedback.setVote(false, of: "p2", for: second.id, of: acme, at: at(303))?.votes == 1
            )
            #expect(try await feedback.setStatus(.planned, of: second.id, organization: acme))
            #expect(try await !feedback.setStatus(.planned, of: second.id, organization: other))
            #expect(try await feedback.idea(second.id, of: acme)?.status == .planned)
        }
    }

    @Test(arguments: Engine.allCases)
    func aPersonsIdeasMoveAndAreForgotten(engine: Engine) async throws {
        try await engine.withStore { store in
            let feedback = Feedback(store: store)
            let acme = try Operations.organization("acme")
            let idea = try await feedback.add(
                IdeaDraft(title: "A", text: ""),
                by: ("old", "Ada"),
                from: .portal,
                of: acme,
                at: at(100)
            )
            _ = try await feedback.setVote(true, of: "new", for: idea.id, of: acme, at: at(101))
            try await feedback.move(from: "old", to: "new", of: acme)
            #expect(try await feedback.ideas(by: "new", of: acme).map(\.id) == [idea.id])
            #expect(try await feedback.ideas(by: "old", of: acme).isEmpty)
            #expect(try await feedback.voters(of: acme) == [idea.id: ["new"]])
            #expect(try await feedback.votes(of: "new", organization: acme) == [idea.id])
            try await feedback.forget("new", of: acme)
            let forgotten = try await feedback.idea(idea.id, of: acme)
            #expect(forgotten?.person == nil)
            #expect(forgotten?.author == "")
            #expect(forgotten?.votes == 0)
        }
    }

    @Test(arguments: Engine.allCases)
    func accountsOfTwoRolesAreTwo(engine: Engine) async throws {
        try await engine.withStore { store in
            let accounts = Accounts(store: store)
            let acme = try Operations.organization("acme")
            func create(_ role: Account.Role, _ email: String) async throws -> Bool {
                try await accounts.create(
                    role,
                    email: email,
                    name: "Ada",
                    password: .ofNobody(costs: .standard),
                    of: acme,
                    by: "root",
                    at: at(100)
                )
            }
            #expect(try await create(.member, "Ada@example.com"))
            #expect(try await !create(.member, "ada@EXAMPLE.com"))
            #expect(try await create(.administrator, "ada@example.com"))
            let sessions = AdminSessions(store: store)
            let admin = try #require(
                try await accounts.find(.administrator, email: "ada@example.com", of: acme)
            )
            let cookie = try await sessions.begin(admin.account, of: acme, at: at(100))
            try await accounts.suspend(email: "ada@example.com", of: acme, at: at(200))
            let member = try #require(
                try await accounts.find(.member, email: "ada@example.com", of: acme)?.account
            )
            #expect(member.email == "Ada@example.com")
            #expect(member.isSuspended)
            #expect(member.sessionsEndedAt == 200)
            #expect(
                try await sessions.administrator(cookie.value, of: acme, at: at(300))?.email
                    == "ada@example.com"
            )
            #expect(
                try await sessions.administrator(
                    cookie.value,
                    of: Operations.organization("other"),
                    at: at(300)
                ) == nil
            )
            #expect(try await accounts.restore(of: acme, by: "root", at: at(300)) == 1)
            #expect(try await accounts.restore(of: acme, by: "root", at: at(300)) == 0)
            #expect(try await accounts.all(.member, of: acme).map(\.isSuspended) == [false])

            // A new password ends earlier sessions.
            let isSet = try await accounts.setPassword(
                .ofNobody(costs: .standard),
                .administrator,
                email: "ADA@example.com",
                of: acme,
                by: "root",
                at: at(400)
            )
            #expect(isSet)
            #expect(try await sessions.administrator(cookie.value, of: acme, at: at(400)) == nil)
            let isRemoved = try await accounts.remove(
                .member,
                email: "ada@example.com",
                of: acme,
                by: "root",
                at: at(500)
            )
            #expect(isRemoved)
            #expect(try await accounts.find(.member, email: "ada@example.com", of: acme) == nil)
            #expect(try await accounts.find(.administrator, email: "ada@example.com", of: acme) != nil)
            // Each change is recorded once with its author; calls that changed nothing aren't.
            let changes = try await accounts.changes(of: acme)
            #expect(changes.map(\.at.secondsSinceEpoch) == [100, 100, 300, 400, 500])
            #expect(changes.allSatisfy { $0.administrator == "root" })
            #expect(changes.last?.change == "native account removed: ada@example.com")
            #expect(try await accounts.changes(of: Operations.organization("other")).isEmpty)
        }
    }

    @Test(arguments: Engine.allCases)
    func theNewestRefusalsAreKept(engine: Engine) async throws {
        try await engine.withStore { store in
            let refusals = Refusals(store: store)
            let acme = try Operations.organization("acme")
            let first = await refusals.note(
                SSOError(.unsolicited),
                from: .redirect,
                of: acme,
                request: "r",
                at: at(1)
            )
            for second in 2...(Refusals.places + 1) {
                _ = await refusals.note(
                    SSOError(.unsolicited),
                    from: .redirect,
                    of: acme,
                    request: "r",
                    at: at(Double(second))
                )
            }
            #expect(try await refusals.find(first, of: acme) == nil)
            let newest = try await refusals.newest(of: acme, limit: 2000)
            #expect(newest.count == Int(Refusals.places))
            #expect(newest.first?.at == Refusals.places + 1)
            #expect(try await refusals.find(newest[0].reference, of: acme) == newest[0])
            #expect(try await refusals.find("nonsense", of: acme) == nil)
        }
    }

    @Test(arguments: Engine.allCases)
    func anOrganizationsProfileIsKept(engine: Engine) async throws {
        try await engine.withStore { store in
            let organizations = Organizations(store: store)
            let acme = try Operations.organization("acme")
            #expect(try await organizations.profile(of: acme).name == "acme")
            let first = ["https://a.example"]
            for _ in 1...2 {
                try await organizations.setWidgetOrigins(first, of: acme, by: "root@acme.example", at: at(1))
            }
            #expect(
                try await organizations.profile(of: acme)
                    == OrganizationProfile(name: "acme", widgetOrigins: first)
            )
            let changes = try await Accounts(store: store).changes(of: acme)
            #expect(changes.map(\.change) == ["widgetOrigins: any -> https://a.example"])
            for origins in [["https://a.example", "https://b.example"], []] {
                let profile = OrganizationProfile(name: "Acme & Söhne", widgetOrigins: origins)
                try await organizations.setProfile(profile, of: acme)
                #expect(try await organizations.profile(of: acme) == profile)
            }
            try await organizations.setWidgetOrigins(first, of: acme, by: "root@acme.example", at: at(2))
            #expect(
                try await organizations.profile(of: acme)
                    == OrganizationProfile(name: "Acme & Söhne", widgetOrigins: first)
            )
        }
    }
}

func at(_ seconds: Double) -> NumericDate { NumericDate(secondsSinceEpoch: seconds) }

/// A test's own database.
enum Engine: String, CaseIterable, Sendable {
    case sqlite, postgresql

    func withStore(_ body: (any StatementStore) async throws -> Void) async throws {
        switch self {
        case .sqlite:
            try await withFolder { try await body(SQLitePortalStore(path: $0 + "/portal.sqlite")) }
        case .postgresql:
            guard let server = ProcessInfo.processInfo.environment["PORTAL_TEST_POSTGRESQL"] else {
                throw ConfigurationFailure(
                    "PORTAL_TEST_POSTGRESQL isn't set: run `make test-portal`, or the tests by Tests/postgresql.py."
                )
            }
            let schema = "s" + UUID().uuidString.filter(\.isHexDigit).lowercased()
            let root = try await PostgreSQLPortalStore(connectionInfo: server)
            try await root.writing { try $0.run("CREATE SCHEMA \(schema)") }
            try await body(
                PostgreSQLPortalStore(connectionInfo: server + " options='-c search_path=\(schema)'")
            )
            try await root.writing { try $0.run("DROP SCHEMA \(schema) CASCADE") }
        }
    }
}

/// Runs a test with an empty folder.
func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("portal-server-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path)
}
