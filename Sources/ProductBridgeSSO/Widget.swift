// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// An organization's settings under "Widget Auth".
public struct WidgetSettings: Hashable, Sendable {
    /// Whether the widget is locked to identified users; the documents' "Require identify() for Widget".
    public var requireIdentify: Bool

    /// Whether a token without the right `user_hash` is refused; the documents' "Require User Hash".
    public var requireUserHash: Bool

    /// What happens when a person is identified of whom there is no record.
    public var identifyMode: IdentifyMode

    /// Makes settings; by default those of a new organization.
    public init(
        requireIdentify: Bool = false,
        requireUserHash: Bool = false,
        identifyMode: IdentifyMode = .upsert
    ) {
        self.requireIdentify = requireIdentify
        self.requireUserHash = requireUserHash
        self.identifyMode = identifyMode
    }
}

/// Who looks at the widget.
public enum WidgetVisitor: Hashable, Sendable {
    /// A person without a token, who may submit.
    case anonymous
    /// A person without a token, who sees the locked state, since the organization requires identify.
    case locked
    /// A person whose token was verified.
    case identified(IdentifiedUser)
}

/// What the in-app widget may do: the server's side of `ProductBridge.init` and
/// `ProductBridge.identify`.
///
/// The organization is that of the widget's configuration, never one that a token names. A widget is
/// a value without state; make one for each request.
///
/// ```swift
/// let secrets = try await vault.secrets(of: organization)
/// let widget = Widget(settings: WidgetSettings(), secrets: secrets, directory: directory)
/// let visitor = try await widget.initialize(userToken: token)
/// ```
public struct Widget: Sendable {
    private let settings: WidgetSettings
    private let secrets: OrganizationSecrets
    private let directory: any UserDirectory

    /// Makes an organization's widget.
    ///
    /// - Parameters:
    ///   - settings: The organization's settings.
    ///   - secrets: The organization's secrets, which say whose widget it is.
    ///   - directory: Where the organization's users are kept.
    public init(settings: WidgetSettings, secrets: OrganizationSecrets, directory: any UserDirectory) {
        self.settings = settings
        self.secrets = secrets
        self.directory = directory
    }

    /// `ProductBridge.init({ userToken })`.
    ///
    /// A refused token is not the same as none: who sent one is never taken for anonymous, but told
    /// "Please log in" (``SSOError/publicMessage``).
    ///
    /// - Parameters:
    ///   - userToken: The token; nil where the page passed none, which an empty text is not.
    ///   - now: The time to judge by.
    /// - Throws: As ``identify(_:at:)``.
    public func initialize(userToken: String?, at now: NumericDate = .now) async throws -> WidgetVisitor {
        guard let userToken else { return settings.requireIdentify ? .locked : .anonymous }
        return try await identify(userToken, at: now)
    }

    /// `ProductBridge.identify(token)`, after `init` or again: what the token tells replaces what is kept
    /// of the person.
    ///
    /// - Parameters:
    ///   - token: The token.
    ///   - now: The time to judge by.
    /// - Throws: ``SSOError/Code/tokenRefused``; ``SSOError/Code/noSecret``;
    ///   ``SSOError/Code/unknownUser`` in ``IdentifyMode/updateOnly``; what the directory throws.
    public func identify(_ token: String, at now: NumericDate = .now) async throws -> WidgetVisitor {
        let purpose = TokenPurpose.widget(requiresUserHash: settings.requireUserHash)
        let verified = try secrets.verify(token, for: purpose, at: now)
        return .identified(try await directory.identify(verified, mode: settings.identifyMode, at: now))
    }

    /// Whether a visitor's submission is taken: "The widget only accepts submissions from users who have
    /// been identified" where the settings say so now, whatever they said when the visitor came.
    ///
    /// - Returns: Whose it is, or nil for an anonymous visitor's.
    /// - Throws: ``SSOError/Code/identifyRequired``; ``SSOError/Code/wrongOrganization`` for a user of
    ///   another organization.
    public func submitter(_ visitor: WidgetVisitor) throws(SSOError) -> UserKey? {
        switch visitor {
        case .identified(let identified):
            guard identified.user.key.organization == secrets.organization else {
                throw SSOError(.wrongOrganization)
            }
            return identified.user.key
        case .anonymous, .locked:
            guard !settings.requireIdentify else { throw SSOError(.identifyRequired) }
            return nil
        }
    }
}
