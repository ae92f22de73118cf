// SPDX-License-Identifier: Apache-2.0

/// An organization's switches of single sign-on, as a state machine: a login URL is set, its test
/// passes, single sign-on may be enabled, and then native login may be disabled.
///
/// A transition that isn't allowed throws and changes nothing. <doc:SettingsAndTransitions> has the
/// table of them all.
///
/// ```swift
/// try await sso.changeSettings(of: organization, by: administrator) { settings, widget in
///     try settings.enable()
/// }
/// ```
public struct SSOSettings: Hashable, Sendable {
    /// The URL of the customer's login page; nil where none is set.
    public private(set) var loginURL: LoginURL?

    /// What is known of the redirect flow.
    public private(set) var test = TestState.untested

    /// Whether Sign In leads to the customer's login page; the documents' "Enable Single Sign-On
    /// Redirect".
    public private(set) var isEnabled = false

    /// Whether ProductBridge's own login form is hidden; the documents' "Disable ProductBridge Login".
    /// Only ever true while single sign-on is enabled.
    public private(set) var isNativeLoginDisabled = false

    /// A number that grows with every change that makes a test stale. A test counts only where it is
    /// the same at the test's start and end.
    public private(set) var revision: UInt64 = 0

    /// Whether the login page brings `returnTo` back, as the last test found it.
    public private(set) var echo = Echo.unknown

    /// Whether a visitor is asked before a callback signs them in that doesn't show which attempt it
    /// belongs to, also where it isn't known that the login page echoes. Where it does, they always are.
    public var confirmsUnrecognizedCallbacks = false

    /// What happens when a person signs in of whom there is no record; nil for what holds in the widget.
    public var identifyMode: IdentifyMode?

    /// The settings of an organization that has set nothing yet.
    public init() {}

    /// Whether these can be an organization's settings.
    private var isPossible: Bool {
        (loginURL != nil || test == .untested) && (test != .untested || (echo == .unknown && !isEnabled))
            && (!isNativeLoginDisabled || isEnabled)
    }
}

extension SSOSettings: Codable {
    private enum CodingKeys: CodingKey {
        case loginURL, test, isEnabled, isNativeLoginDisabled, revision, echo
        case confirmsUnrecognizedCallbacks, identifyMode
    }

    /// Reads settings; what can't be an organization's settings is not taken.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        loginURL = try container.decodeIfPresent(LoginURL.self, forKey: .loginURL)
        test = try container.decode(TestState.self, forKey: .test)
        isEnabled = try container.decode(Bool.self, forKey: .isEnabled)
        isNativeLoginDisabled = try container.decode(Bool.self, forKey: .isNativeLoginDisabled)
        revision = try container.decode(UInt64.self, forKey: .revision)
        echo = try container.decode(Echo.self, forKey: .echo)
        confirmsUnrecognizedCallbacks = try container.decode(
            Bool.self,
            forKey: .confirmsUnrecognizedCallbacks
        )
        identifyMode = try container.decodeIfPresent(IdentifyMode.self, forKey: .identifyMode)
        guard isPossible else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "these settings contradict each other"
                )
            )
        }
    }
}

extension SSOSettings {
    /// What is known of the redirect flow.
    public enum TestState: String, Hashable, Codable, Sendable {
        /// It has not passed a test.
        case untested
        /// It passed a test, and nothing that it depends on has changed since: the green badge.
        case passed
        /// It passed a test, and then the login URL was changed or a secret regenerated or revoked.
        case stale
    }

    /// Whether the login page brings `returnTo` back, and with it the number that shows which attempt a
    /// callback belongs to.
    public enum Echo: String, Hashable, Codable, Sendable {
        /// No test has told since the login URL was set.
        case unknown
        /// It does. A callback without the number is asked about.
        case echoes
        /// It does not.
        case doesNotEcho
    }

    /// Something to tell the organization's administrators: a stable name with a sentence.
    public struct Warning: Hashable, Sendable, CustomStringConvertible {
        /// The stable name.
        public let name: String
        /// One English sentence: what is wrong and what to do about it.
        public let message: String

        /// The name and the sentence.
        public var description: String { "\(name): \(message)" }

        /// Single sign-on is on, and its test is stale.
        public static let testStale = Warning(
            name: "test_stale",
            message: "The login URL or a secret has changed since the last test; single sign-on stays on, "
                + "so run Test Redirect Flow now."
        )

        /// As ``testStale``, and there is no other way to sign in.
        public static let lockoutPossible = Warning(
            name: "lockout_possible",
            message:
                "ProductBridge login is disabled and the redirect flow is untested since it was changed; "
                + "if it fails nobody can sign in, so test it now or put ProductBridge login back."
        )
    }

    /// What the administrators should know; empty where all is well.
    public var warnings: [Warning] {
        guard isEnabled, test == .stale else { return [] }
        return isNativeLoginDisabled ? [.testStale, .lockoutPossible] : [.testStale]
    }
}

// MARK: - Transitions

extension SSOSettings {
    /// Sets the login page. Another one than before makes the test stale, and single sign-on stays on
    /// as it is; none disables single sign-on, which puts native login back.
    public mutating func setLoginURL(_ url: LoginURL?) {
        guard url != loginURL else { return }
        loginURL = url
        echo = .unknown
        if url == nil {
            disable()
            test = .untested
        }
        becomeStale()
    }

    /// Notes that a secret was regenerated or revoked, which makes the test stale.
    mutating func secretsChanged() {
        becomeStale()
    }

    /// Notes that a test passed that began when the ``revision`` was `tested`.
    ///
    /// - Throws: ``SSOError/Code/loginURLNotSet`` without a login URL;
    ///   ``SSOError/Code/testNotPassed`` where the settings have changed since the test began.
    mutating func testPassed(revision tested: UInt64, echo: Echo) throws(SSOError) {
        guard loginURL != nil else { throw SSOError(.loginURLNotSet) }
        guard tested == revision else { throw SSOError(.testNotPassed) }
        test = .passed
        self.echo = echo
    }

    /// Enables single sign-on; nothing happens where it is enabled.
    ///
    /// - Throws: ``SSOError/Code/loginURLNotSet``; ``SSOError/Code/testNotPassed`` without a passed test,
    ///   and with a stale one.
    public mutating func enable() throws(SSOError) {
        guard !isEnabled else { return }
        try demandPassedTest()
        isEnabled = true
    }

    /// Disables single sign-on, and puts native login back.
    public mutating func disable() {
        isEnabled = false
        isNativeLoginDisabled = false
    }

    /// Hides ProductBridge's own login form; nothing happens where it is hidden.
    ///
    /// - Throws: ``SSOError/Code/ssoNotEnabled`` where nobody could sign in any more;
    ///   ``SSOError/Code/testNotPassed`` with a stale test.
    public mutating func disableNativeLogin() throws(SSOError) {
        guard !isNativeLoginDisabled else { return }
        guard isEnabled else { throw SSOError(.ssoNotEnabled) }
        try demandPassedTest()
        isNativeLoginDisabled = true
    }

    /// Shows ProductBridge's own login form again.
    public mutating func enableNativeLogin() {
        isNativeLoginDisabled = false
    }

    /// Puts native login back for who is locked out, on the support's word. Single sign-on stays as it
    /// is; the test becomes stale, so that native login is not disabled again before a new one passed.
    ///
    /// The documents: "If SSO breaks after you disabled native login, you can restore access by
    /// contacting support".
    public mutating func breakGlass() {
        isNativeLoginDisabled = false
        becomeStale()
    }

    private func demandPassedTest() throws(SSOError) {
        guard loginURL != nil else { throw SSOError(.loginURLNotSet) }
        guard test == .passed else { throw SSOError(.testNotPassed) }
    }

    private mutating func becomeStale() {
        revision += 1
        if test == .passed { test = .stale }
    }
}
