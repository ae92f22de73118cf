// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// The second and the third step of SSO Redirect, which change while a test runs. A script fetches them repeatedly.
struct RedirectSteps {
    private let admin: AdminVisit
    private let flow: Run?
    private let comparison: Run?

    /// A test and its progress.
    private struct Run {
        let test: RedirectTest
        let explanation: String?
    }

    init(_ admin: AdminVisit) async throws {
        self.admin = admin
        flow = try await Self.run(.flow, admin)
        comparison = try await Self.run(.comparison, admin)
    }

    /// Nil if there is no test, or one that is no longer stored.
    private static func run(_ kind: RedirectTests.Kind, _ admin: AdminVisit) async throws -> Run? {
        guard let entry = try await admin.services.redirectTests.newest(kind, of: admin.organization) else {
            return nil
        }
        do {
            return Run(
                test: try await admin.sso.test(entry.test, of: admin.organization),
                explanation: entry.explanation
            )
        } catch let error as SSOError where error.code == .unknownTest {
            return nil
        }
    }

    private var settings: SSOSettings { admin.tenant.settings }
    private var isWaiting: Bool {
        [flow, comparison].contains { $0?.test.result(at: admin.now) == .waiting }
    }

    var html: HTML {
        get throws {
            """
            <div id="live" data-live="\(RedirectSettings.path)/live" data-state="\(isWaiting ? "waiting" : "done")" \
            data-test="\(flow?.test.id)-\(comparison?.test.id)">
            \(try testStep)
            \(try enableStep)
            </div>
            """
        }
    }

    // MARK: Step 2

    private var testStep: HTML {
        get throws {
            """
            <section class="panel" aria-labelledby="step-2">
            <h2 id="step-2"><span class="step">2</span> Test the redirect flow \(badge)</h2>
            <p>Opens your login page in a window, with <code>test=true</code> in its address, and waits for it to send a \
            valid token back. The test signs nobody in.</p>
            \(settings.warnings.map { Note(tone: .warn, content: "<p>\($0.message)</p>").html })
            <div class="buttons">
            \(try admin.form(
                "\(RedirectSettings.path)/test",
                look: "inline-form",
                newWindow: true,
                "<button class=\"button button-primary\"\(if: testLock != nil, " disabled")>Test Redirect Flow</button>"
            ))
            </div>
            \(testLock.map { "<p class=\"hint\">\($0)</p>" as HTML })
            \(flow.map(result))
            \(echo)
            <h3>Does your login page compare <code>redirect</code>?</h3>
            <p>A login page that sends tokens to any address gives them to anyone who makes up a link. This sends it an \
            address that isn't the callback: it has to answer with an error.</p>
            <div class="buttons">
            \(try admin.form(
                "\(RedirectSettings.path)/compare",
                look: "inline-form",
                newWindow: true,
                "<button class=\"button\"\(if: testLock != nil, " disabled")>Check the comparison</button>"
            ))
            </div>
            \(comparison.map(result))
            </section>
            """
        }
    }

    /// Why a test isn't possible yet.
    private var testLock: String? {
        if settings.loginURL == nil { return "Set your login page first." }
        if !admin.tenant.keys.contains(where: { $0.retiresAt.map { admin.now < $0 } ?? true }) {
            return "Generate a secret under API Keys first."
        }
        return nil
    }

    private var badge: HTML {
        switch settings.test {
        case .untested: Label(text: "Not tested").html
        case .passed: Label(text: "SSO Tested", tone: .good).html
        case .stale: Label(text: "Test again", tone: .warn).html
        }
    }

    private func result(_ run: Run) -> HTML {
        let tone: Note.Tone =
            switch run.test.result(at: admin.now) {
            case .waiting: .info
            case .passed(let warnings, let lost): warnings.isEmpty && lost == nil ? .good : .warn
            case .noCallback where run.test.comparesRedirect: .good
            case .noCallback, .failed, .loginPageDoesNotCompareRedirect: .bad
            }
        let code: HTML? =
            if case .failed(let error) = run.test.result(at: admin.now) { "<code>\(error.name)</code>" } else
            { nil }
        let report = run.explanation.map {
            "<details class=\"more\" open><summary>What is wrong with the token</summary><pre class=\"report\" tabindex=\"0\">\($0)</pre></details>"
                as HTML
        }
        let note = Note(
            tone: tone,
            content: """
                <p>\(run.test.report(at: admin.now)) \(code)</p>
                \(if: tone == .info && run.test.comparesRedirect, "<p>An error of your login page is as it should be.</p>")
                <p class="fine">Started \(run.test.startedAt.html)\
                \(if: tone == .info, ". <a href=\"\(RedirectSettings.path)\">See whether it is done</a>")</p>
                \(report)
                """
        ).html
        // A script looks here for the result of the test that it began.
        return
            "<div data-result=\"\(run.test.comparesRedirect ? "compare" : "test")\">\(note)</div>"
    }

    private var echo: HTML {
        let (label, text): (Label, HTML) =
            switch settings.echoesReturnTo {
            case nil:
                (
                    Label(text: "Not known yet"),
                    "The next test tells whether your login page brings <code>returnTo</code> back."
                )
            case true?:
                (
                    Label(text: "Comes back", tone: .good),
                    "Your login page brings <code>returnTo</code> back, so that each sign-in is known to have begun here."
                )
            case false?:
                (
                    Label(text: "Is lost", tone: .warn),
                    "Your login page doesn't bring <code>returnTo</code> back: of several tabs the newest counts."
                )
            }
        return "<p class=\"learned\"><code>returnTo</code> \(label.html) <span>\(text)</span></p>"
    }

    // MARK: Step 3

    private var enableStep: HTML {
        get throws {
            """
            <section class="panel" aria-labelledby="step-3">
            <h2 id="step-3"><span class="step">3</span> Enable SSO</h2>
            \(try toggle(
                "Enable Single Sign-On Redirect",
                "Every Sign In of the portal leads to your login page.",
                isOn: settings.isEnabled,
                path: "\(RedirectSettings.path)/enabled",
                field: "on",
                lock: settings.isEnabled || settings.test == .passed
                    ? nil : "Locked until a test has passed after the last change."
            ))
            \(try toggle(
                "Disable ProductBridge Login",
                "The ProductBridge login form is hidden; your login page is the only way in.",
                isOn: settings.isNativeLoginDisabled,
                path: "\(RedirectSettings.path)/native-login",
                field: "disabled",
                lock: nativeLock
            ))
            </section>
            """
        }
    }

    private var nativeLock: String? {
        if settings.isNativeLoginDisabled { return nil }
        if !settings.isEnabled { return "Locked until single sign-on is enabled." }
        return settings.test == .passed ? nil : "Locked until a test has passed after the last change."
    }

    private func toggle(
        _ title: String,
        _ text: String,
        isOn: Bool,
        path: String,
        field: String,
        lock: String?
    ) throws -> HTML {
        """
        <div class="toggle">
        <div><h3>\(title) \(Badge(isOn: isOn).html)</h3><p>\(text)</p>\
        \(lock.map { "<p class=\"hint lock\">\($0)</p>" as HTML })</div>
        \(try admin.button(
            isOn ? "Turn off" : "Turn on",
            path,
            look: isOn ? "button" : "button button-primary",
            fields: [(field, isOn ? "no" : "yes")],
            lock: lock
        ))
        </div>
        """
    }
}
