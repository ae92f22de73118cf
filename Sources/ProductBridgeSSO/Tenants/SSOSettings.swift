// SPDX-License-Identifier: Apache-2.0

/// An organization's single sign-on switches, as a state machine: a login URL is set, its test passes, single
/// sign-on may be enabled, and then native login may be disabled.
///
/// A transition that isn't allowed throws and changes nothing. <doc:SettingsAndTransitions> has the
/// table of them all.
///
/// ```swift
/// try await sso.changeSettings(of: organization, by: administrator) { settings, widget in
///     try settings.enable()
/// }
/// ```
public struct SSOSettings: Hashable, Codable, Sendable {
    /// The URL of the customer's login page; nil if none is set.
    public private(set) var loginURL: LoginURL?

    /// What is known about the redirect flow.
    public private(set) var test = TestState.untested

    /// Whether Sign In leads to the customer's login page; the documents' "Enable Single Sign-On
    /// Redirect".
    public private(set) var isEnabled = false

    /// Whether ProductBridge's own login form is hidden; the documents' "Disable ProductBridge Login".
    /// Only ever true while single sign-on is enabled.
    public private(set) var isNativeLoginDisabled = false

    /// A number that grows with every change that makes a test stale. A test only counts if it is the same at
    /// the test's start and end.
    public private(set) var revision: UInt64 = 0

    /// Whether the login page brings `returnTo` back, and with it the number that shows which attempt a
    /// callback belongs to, as the last test found it. If so, a callback without the number needs
    /// confirmation. Nil if no test has shown this since the login URL was set.
    public private(set) var echoesReturnTo: Bool?

    /// Whether a visitor is asked before they are signed in by a callback that doesn't show which attempt it
    /// belongs to, even if it isn't known that the login page echoes `returnTo`. If it does, they are always
    /// asked.
    public var confirmsUnrecognizedCallbacks = false

    /// What happens when a person without a record signs in; nil for the widget's setting.
    public var identifyMode: IdentifyMode?

    /// The settings of an organization that has set nothing yet.
    public init() {}

    /// Whether these can be an organization's settings, to check those from a store.
    var isPossible: Bool {
        (loginURL != nil || test == .untested) && (test != .untested || (echoesReturnTo == nil && !isEnabled))
            && (!isNativeLoginDisabled || isEnabled)
    }
}

extension SSOSettings {
    /// What is known about the redirect flow.
    public enum TestState: String, Hashable, Codable, Sendable {
        /// It has not passed a test.
        case untested
        /// It passed a test, and nothing that the test depends on has changed since: the green badge.
        case passed
        /// It passed a test, and then the login URL was changed or a secret regenerated or revoked.
        case stale
    }

    /// Warnings for the administrators; empty if all is well.
    public var warnings: [PortalWarning] {
        guard isEnabled, test == .stale else { return [] }
        return isNativeLoginDisabled ? [.testStale, .lockoutPossible] : [.testStale]
    }
}

// MARK: - Transitions

extension SSOSettings {
    /// Sets the login page. A different one makes the test stale, and single sign-on stays as it is; nil
    /// disables single sign-on, which restores native login.
    public mutating func setLoginURL(_ url: LoginURL?) {
        guard url != loginURL else { return }
        loginURL = url
        echoesReturnTo = nil
        if url == nil {
            disable()
            test = .untested
        }
        becomeStale()
    }

    /// Records that a test that began when the ``revision`` was `tested` passed.
    ///
    /// - Throws: ``SSOError/Code/loginURLNotSet`` without a login URL; ``SSOError/Code/testNotPassed`` if the
    ///   settings have changed since the test began.
    mutating func testPassed(revision tested: UInt64, echoesReturnTo: Bool?) throws(SSOError) {
        guard loginURL != nil else { throw SSOError(.loginURLNotSet) }
        guard tested == revision else { throw SSOError(.testNotPassed) }
        test = .passed
        self.echoesReturnTo = echoesReturnTo
    }

    /// Enables single sign-on; does nothing if it is enabled.
    ///
    /// - Throws: ``SSOError/Code/loginURLNotSet``; ``SSOError/Code/testNotPassed`` without a passed test,
    ///   and with a stale one.
    public mutating func enable() throws(SSOError) {
        guard !isEnabled else { return }
        try demandPassedTest()
        isEnabled = true
    }

    /// Disables single sign-on, and restores native login.
    public mutating func disable() {
        isEnabled = false
        isNativeLoginDisabled = false
    }

    /// Hides ProductBridge's own login form; does nothing if it is hidden. Sessions that the form began are
    /// invalid while it is hidden, since the documents say that this "locks out all users who previously
    /// signed in with a ProductBridge password".
    ///
    /// - Throws: ``SSOError/Code/ssoNotEnabled`` if nobody could sign in any more;
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

    /// Restores native login for people who are locked out, at support's request. Single sign-on stays as it
    /// is; the test becomes stale, so that native login can't be disabled again before a new one passes.
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

    /// Records that a test is out of date: the login URL has changed, or a secret was regenerated or revoked.
    mutating func becomeStale() {
        revision += 1
        if test == .passed { test = .stale }
    }
}
