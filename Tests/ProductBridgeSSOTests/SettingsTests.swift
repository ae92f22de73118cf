// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import ProductBridgeSSO

/// The states of the settings, with the names in the documentation's table.
enum SettingsState: String, CaseIterable, Sendable {
    case empty, untested, passed, stale, on, onStale = "on, stale", only, onlyStale = "only, stale"

    /// The shortest way to the state.
    var settings: SSOSettings {
        get throws {
            var settings = SSOSettings()
            if self == .empty { return settings }
            settings.setLoginURL(try LoginURL("https://acme.example/login"))
            if self == .untested { return settings }
            try settings.testPassed(revision: settings.revision, echoesReturnTo: true)
            if [.on, .onStale, .only, .onlyStale].contains(self) { try settings.enable() }
            if [.only, .onlyStale].contains(self) { try settings.disableNativeLogin() }
            if [.stale, .onStale, .onlyStale].contains(self) { settings.becomeStale() }
            return settings
        }
    }

    init?(_ settings: SSOSettings) {
        switch (settings.loginURL != nil, settings.test, settings.isEnabled, settings.isNativeLoginDisabled) {
        case (false, .untested, false, false): self = .empty
        case (true, .untested, false, false): self = .untested
        case (true, .passed, false, false): self = .passed
        case (true, .stale, false, false): self = .stale
        case (true, .passed, true, false): self = .on
        case (true, .stale, true, false): self = .onStale
        case (true, .passed, true, true): self = .only
        case (true, .stale, true, true): self = .onlyStale
        default: return nil
        }
    }
}

private enum Event: String, CaseIterable, Sendable {
    case setURL, sameURL, removeURL, secretsChanged, testPassed, enable, disable, disableNative, enableNative
    case breakGlass

    func happen(to settings: inout SSOSettings) throws {
        switch self {
        case .setURL: settings.setLoginURL(try LoginURL("https://acme.example/other"))
        case .sameURL: settings.setLoginURL(settings.loginURL)
        case .removeURL: settings.setLoginURL(nil)
        case .secretsChanged: settings.becomeStale()
        case .testPassed: try settings.testPassed(revision: settings.revision, echoesReturnTo: false)
        case .enable: try settings.enable()
        case .disable: settings.disable()
        case .disableNative: try settings.disableNativeLogin()
        case .enableNative: settings.enableNativeLogin()
        case .breakGlass: settings.breakGlass()
        }
    }
}

private enum Outcome {
    case to(SettingsState)
    case refused(SSOError.Code)
}

@Suite("The settings of single sign-on")
struct SettingsTests {
    /// Every event in every state; the table of the documentation.
    private static let transitions: [Event: [SettingsState: Outcome]] = [
        .setURL: [
            .empty: .to(.untested), .untested: .to(.untested), .passed: .to(.stale), .stale: .to(.stale),
            .on: .to(.onStale), .onStale: .to(.onStale), .only: .to(.onlyStale), .onlyStale: .to(.onlyStale),
        ],
        .sameURL: [
            .empty: .to(.empty), .untested: .to(.untested), .passed: .to(.passed), .stale: .to(.stale),
            .on: .to(.on), .onStale: .to(.onStale), .only: .to(.only), .onlyStale: .to(.onlyStale),
        ],
        .removeURL: [
            .empty: .to(.empty), .untested: .to(.empty), .passed: .to(.empty), .stale: .to(.empty),
            .on: .to(.empty), .onStale: .to(.empty), .only: .to(.empty), .onlyStale: .to(.empty),
        ],
        .secretsChanged: [
            .empty: .to(.empty), .untested: .to(.untested), .passed: .to(.stale), .stale: .to(.stale),
            .on: .to(.onStale), .onStale: .to(.onStale), .only: .to(.onlyStale), .onlyStale: .to(.onlyStale),
        ],
        .testPassed: [
            .empty: .refused(.loginURLNotSet), .untested: .to(.passed), .passed: .to(.passed),
            .stale: .to(.passed), .on: .to(.on), .onStale: .to(.on), .only: .to(.only),
            .onlyStale: .to(.only),
        ],
        .enable: [
            .empty: .refused(.loginURLNotSet), .untested: .refused(.testNotPassed), .passed: .to(.on),
            .stale: .refused(.testNotPassed), .on: .to(.on), .onStale: .to(.onStale), .only: .to(.only),
            .onlyStale: .to(.onlyStale),
        ],
        .disable: [
            .empty: .to(.empty), .untested: .to(.untested), .passed: .to(.passed), .stale: .to(.stale),
            .on: .to(.passed), .onStale: .to(.stale), .only: .to(.passed), .onlyStale: .to(.stale),
        ],
        .disableNative: [
            .empty: .refused(.ssoNotEnabled), .untested: .refused(.ssoNotEnabled),
            .passed: .refused(.ssoNotEnabled), .stale: .refused(.ssoNotEnabled), .on: .to(.only),
            .onStale: .refused(.testNotPassed), .only: .to(.only), .onlyStale: .to(.onlyStale),
        ],
        .enableNative: [
            .empty: .to(.empty), .untested: .to(.untested), .passed: .to(.passed), .stale: .to(.stale),
            .on: .to(.on), .onStale: .to(.onStale), .only: .to(.on), .onlyStale: .to(.onStale),
        ],
        .breakGlass: [
            .empty: .to(.empty), .untested: .to(.untested), .passed: .to(.stale), .stale: .to(.stale),
            .on: .to(.onStale), .onStale: .to(.onStale), .only: .to(.onStale), .onlyStale: .to(.onStale),
        ],
    ]

    @Test(
        "Every event in every state leads to the state in the table",
        arguments: SettingsState.allCases,
        Event.allCases
    )
    private func transition(state: SettingsState, event: Event) throws {
        let before = try state.settings
        #expect(SettingsState(before) == state)
        var settings = before
        switch try #require(Self.transitions[event]?[state]) {
        case .to(let expected):
            try event.happen(to: &settings)
            #expect(SettingsState(settings) == expected)
        case .refused(let code):
            #expect(throws: SSOError(code)) { try event.happen(to: &settings) }
            #expect(settings == before)
        }
    }

    @Test("The documentation's table says the same")
    private func documented() throws {
        let article = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Sources/ProductBridgeSSO/ProductBridgeSSO.docc/Articles/SettingsAndTransitions.md"
        )
        let rows = try String(contentsOf: article, encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("|") }
            .map { row in
                row.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
                    .map { $0.trimmingCharacters(in: .whitespaces) }
            }
        let start = try #require(rows.firstIndex { $0.count == SettingsState.allCases.count + 1 })
        let states = try rows[start].dropFirst().map { try #require(SettingsState(rawValue: $0)) }
        #expect(states == SettingsState.allCases)
        // All except the one that sets the same URL again, which does nothing.
        #expect(rows.dropFirst(start + 2).map { $0[0] } == Self.documentedEvents.map(\.text))
        for (row, (event, _)) in zip(rows.dropFirst(start + 2), Self.documentedEvents) {
            for (state, cell) in zip(states, row.dropFirst()) {
                let expected =
                    switch try #require(Self.transitions[event]?[state]) {
                    case .to(state): "–"
                    case .to(let other): other.rawValue
                    case .refused(let code): "`\(code.rawValue)`"
                    }
                #expect(cell == expected, "\(event) in \(state)")
            }
        }
    }

    private static let documentedEvents: [(event: Event, text: String)] = [
        (.setURL, "`setLoginURL` (another)"), (.removeURL, "`setLoginURL` (none)"),
        (.secretsChanged, "`secretsChanged`"), (.testPassed, "`testPassed`"), (.enable, "`enable`"),
        (.disable, "`disable`"), (.disableNative, "`disableNativeLogin`"),
        (.enableNative, "`enableNativeLogin`"), (.breakGlass, "`breakGlass`"),
    ]

    @Test("A test that began before a change doesn't count")
    func changedMeanwhile() throws {
        for change in [Event.setURL, .secretsChanged] {
            var settings = try SettingsState.untested.settings
            let began = settings.revision
            try change.happen(to: &settings)
            #expect(throws: SSOError(.testNotPassed)) {
                try settings.testPassed(revision: began, echoesReturnTo: true)
            }
            #expect(settings.test == .untested)
        }
    }

    @Test(
        "A stale test gives a warning while single sign-on is on, and a stronger one if there is no other login"
    )
    private func warnings() throws {
        for state in SettingsState.allCases {
            let expected: [PortalWarning] =
                switch state {
                case .onStale: [.testStale]
                case .onlyStale: [.testStale, .lockoutPossible]
                default: []
                }
            #expect(try state.settings.warnings == expected)
        }
        #expect(PortalWarning.testStale.description.hasPrefix("test_stale: The login URL or a secret"))
    }
}
