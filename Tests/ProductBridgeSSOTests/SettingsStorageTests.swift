// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import ProductBridgeSSO

@Suite("The stored settings of single sign-on")
struct SettingsStorageTests {
    private static let url = #""loginURL":"https:\/\/acme.example\/login""#

    private static func json(_ url: String?, _ test: String, _ switches: String, echo: String? = nil)
        -> Data
    {
        let members = [
            #""confirmsUnrecognizedCallbacks":false"#, echo.map { "\"echoesReturnTo\":\($0)" }, switches, url,
            #""revision":1"#, "\"test\":\"\(test)\"",
        ]
        return Data("{\(members.compactMap(\.self).joined(separator: ","))}".utf8)
    }

    private static func switches(_ isEnabled: Bool, _ isNativeLoginDisabled: Bool) -> String {
        "\"isEnabled\":\(isEnabled),\"isNativeLoginDisabled\":\(isNativeLoginDisabled)"
    }

    @Test("Settings in any state are read as they were written", arguments: SettingsState.allCases)
    func coding(state: SettingsState) throws {
        var settings = try state.settings
        #expect(try JSONDecoder().decode(SSOSettings.self, from: JSONEncoder().encode(settings)) == settings)
        settings.confirmsUnrecognizedCallbacks = true
        settings.identifyMode = .updateOnly
        #expect(try JSONDecoder().decode(SSOSettings.self, from: JSONEncoder().encode(settings)) == settings)
    }

    @Test("The settings' JSON has one form")
    func exactly() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var settings = SSOSettings()
        settings.setLoginURL(try LoginURL("https://acme.example/login"))
        let written = Self.json(Self.url, "untested", Self.switches(false, false))
        #expect(try encoder.encode(settings) == written)
    }

    @Test("Impossible settings are refused")
    func impossible() async throws {
        let states:
            [(url: String?, test: String, isEnabled: Bool, isNativeLoginDisabled: Bool, echo: String?)] = [
                (nil, "passed", false, false, nil), (nil, "stale", false, false, nil),
                (nil, "untested", true, false, nil), (nil, "untested", false, false, "true"),
                (Self.url, "untested", true, false, nil), (Self.url, "passed", false, true, "true"),
                (Self.url, "untested", false, true, nil),
                (Self.url, "untested", false, false, "true"),
                (Self.url, "untested", false, false, "false"), (nil, "passed", true, true, "true"),
            ]
        for (url, test, isEnabled, isNativeLoginDisabled, echo) in states {
            let json = Self.json(url, test, Self.switches(isEnabled, isNativeLoginDisabled), echo: echo)
            let settings = try JSONDecoder().decode(SSOSettings.self, from: json)
            #expect(!settings.isPossible, "\(settings)")
            // A store that returns them is broken, whatever the request.
            let flow = try await Flow()
            var tenant = try await flow.sso.tenant(Fixture.acme)
            tenant.settings = settings
            var commit = PortalCommit(organization: Fixture.acme)
            commit.puts = [.tenant(tenant)]
            #expect(try await flow.store.commit(commit))
            await #expect(throws: SSOError(.storeInconsistent)) { try await flow.sso.tenant(Fixture.acme) }
        }
        let possible = Self.json(Self.url, "stale", Self.switches(true, true), echo: "false")
        #expect(try JSONDecoder().decode(SSOSettings.self, from: possible).isNativeLoginDisabled)
    }

    @Test("A test finds out whether the login page echoes; another login page resets this")
    func echo() throws {
        var settings = try SettingsState.untested.settings
        #expect(settings.echoesReturnTo == nil)
        try settings.testPassed(revision: settings.revision, echoesReturnTo: true)
        #expect(settings.echoesReturnTo == true)
        settings.becomeStale()
        #expect(settings.echoesReturnTo == true)
        try settings.testPassed(revision: settings.revision, echoesReturnTo: false)
        #expect(settings.echoesReturnTo == false)
        settings.setLoginURL(settings.loginURL)
        #expect(settings.echoesReturnTo == false)
        settings.setLoginURL(try LoginURL("https://acme.example/other"))
        #expect(settings.echoesReturnTo == nil)
        #expect(settings.test == .stale)
        try settings.testPassed(revision: settings.revision, echoesReturnTo: true)
        settings.setLoginURL(nil)
        #expect(settings.echoesReturnTo == nil)
    }

    @Test("A change that throws halfway changes nothing, and isn't recorded")
    func halfWay() async throws {
        let flow = try await Flow()
        let before = try await flow.sso.tenant(Fixture.acme)
        let changes = try await flow.sso.changes(of: Fixture.acme)
        await #expect(throws: SSOError(.loginURLNotSet)) {
            try await flow.sso.changeSettings(of: Fixture.acme, by: "x", at: Fixture.now) { settings, _ in
                settings.setLoginURL(nil)
                try settings.enable()
            }
        }
        #expect(try await flow.sso.tenant(Fixture.acme) == before)
        #expect(try await flow.sso.changes(of: Fixture.acme) == changes)
    }

    @Test(
        "A regenerated and a revoked secret make the test stale, a new one doesn't; single sign-on stays on"
    )
    func secrets() async throws {
        let flow = try await Flow()
        let sso = flow.sso
        func state() async throws -> (SSOSettings.TestState, Bool) {
            let settings = try await sso.tenant(Fixture.acme).settings
            return (settings.test, settings.isEnabled)
        }
        func passAgain() async throws {
            try await sso.changeSettings(of: Fixture.acme, by: "x", at: Fixture.now) { settings, _ in
                try settings.testPassed(revision: settings.revision, echoesReturnTo: true)
            }
        }
        _ = try await sso.generateKey(name: "staging", of: Fixture.acme, by: "x", at: Fixture.now).reveal()
        #expect(try await state() == (.passed, true))
        _ = try await sso.regenerateKey(name: "production", of: Fixture.acme, by: "x", at: Fixture.now)
            .reveal()
        #expect(try await state() == (.stale, true))
        try await passAgain()
        try await sso.revokeKey(name: "staging", of: Fixture.acme, by: "x", at: Fixture.now)
        #expect(try await state() == (.stale, true))
        #expect(try await sso.tenant(Fixture.other).settings.test == .passed)

        try await passAgain()
        await #expect(throws: SSOError(.unknownSecret)) {
            try await sso.revokeKey(name: "staging", of: Fixture.acme, by: "x", at: Fixture.now)
        }
        #expect(try await state() == (.passed, true))
    }

    @Test("Single sign-on identifies as the widget does, unless it has its own setting")
    func identifyMode() throws {
        var tenant = try Portal.tenant()
        #expect(tenant.signInMode == .upsert)
        tenant.widget.identifyMode = .updateOnly
        #expect(tenant.signInMode == .updateOnly)
        tenant.settings.identifyMode = .upsert
        #expect(tenant.signInMode == .upsert)
        tenant.widget.identifyMode = .upsert
        tenant.settings.identifyMode = .updateOnly
        #expect(tenant.signInMode == .updateOnly)
    }

    @Test("Each change is recorded with its author and the old value")
    func audit() async throws {
        let flow = try await Flow(isEnabled: false)
        try await flow.sso.changeSettings(of: Fixture.acme, by: "ada", at: Fixture.time(5)) {
            settings,
            widget in
            settings.identifyMode = .updateOnly
            widget.requireIdentify = true
        }
        let change = try #require(try await flow.sso.changes(of: Fixture.acme).last)
        #expect(change.administrator == "ada")
        #expect(change.at == Fixture.time(5))
        #expect(
            change.changes == [
                "identifyMode: as the widget -> updateOnly", "widget.requireIdentify: false -> true",
            ]
        )
        let count = try await flow.sso.changes(of: Fixture.acme).count
        try await flow.sso.changeSettings(of: Fixture.acme, by: "bob", at: Fixture.time(6)) { settings, _ in
            settings.setLoginURL(settings.loginURL)
        }
        #expect(try await flow.sso.changes(of: Fixture.acme).count == count)
    }
}
