// SPDX-License-Identifier: Apache-2.0

/// An organization as a portal sees it: everything a request needs to know about it, in one record.
public struct Tenant: Hashable, Codable, Sendable {
    /// The organization's id.
    public let organization: OrganizationID

    /// The portal's hosts, without duplicates: at least one, with the main one first.
    public internal(set) var hosts: [PortalHost]

    /// The single sign-on switches.
    public internal(set) var settings = SSOSettings()

    /// The settings of the widget.
    public internal(set) var widget = WidgetSettings()

    /// The current and earlier secrets, sealed.
    public internal(set) var keys: [TenantKey] = []

    /// Increases when all sessions of the organization are ended.
    var sessionGeneration: UInt64 = 0

    init(organization: OrganizationID, hosts: [PortalHost]) throws(SSOError) {
        self.organization = organization
        self.hosts = []
        try setHosts(hosts)
    }

    mutating func setHosts(_ hosts: [PortalHost]) throws(SSOError) {
        guard !hosts.isEmpty, Set(hosts).count == hosts.count else { throw SSOError(.invalidArgument) }
        self.hosts = hosts
    }

    /// The identify mode of single sign-on.
    var signInMode: IdentifyMode { settings.identifyMode ?? widget.identifyMode }
}

/// An organization's settings under "Widget Auth".
public struct WidgetSettings: Hashable, Codable, Sendable {
    /// Whether the widget is locked to identified users; the documents' "Require identify() for Widget".
    public var requireIdentify = false

    /// Whether a token without the correct `user_hash` is refused; the documents' "Require User Hash".
    public var requireUserHash = false

    /// What happens when a person without a record is identified.
    public var identifyMode = IdentifyMode.upsert

    /// Makes the settings of a new organization.
    public init() {}
}

/// What happens when a person without a record is identified; the documents' "Identify Mode".
public enum IdentifyMode: String, Hashable, Codable, Sendable {
    /// A record is created; the documents' default.
    case upsert
    /// The person is refused.
    case updateOnly
}

/// The id of a ProductBridge organization, under which everything in this module is stored.
///
/// It comes from the portal's host or from the widget's configuration, never from a token.
public struct OrganizationID: RawRepresentable, Hashable, Codable, Sendable {
    /// The id: 1 to 128 ASCII letters, digits, `-`, `_` and `.`.
    public let rawValue: String

    /// Makes an id, or nil if the text isn't one.
    public init?(rawValue: String) {
        guard (1...128).contains(rawValue.utf8.count), rawValue.utf8.allSatisfy(Self.isIDCharacter) else {
            return nil
        }
        self.rawValue = rawValue
    }

    private static func isIDCharacter(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.isDigit || "-_.".utf8.contains(byte)
    }
}

extension OrganizationID: CustomStringConvertible {
    /// The id.
    public var description: String { rawValue }
}
