// SPDX-License-Identifier: Apache-2.0

/// An organization's settings under "Widget Auth".
public struct WidgetSettings: Hashable, Codable, Sendable {
    /// Whether the widget is locked to identified users; the documents' "Require identify() for Widget".
    public var requireIdentify = false

    /// Whether a token without the right `user_hash` is refused; the documents' "Require User Hash".
    public var requireUserHash = false

    /// What happens when a person is identified of whom there is no record.
    public var identifyMode = IdentifyMode.upsert

    /// Makes the settings of a new organization.
    public init() {}
}

/// What happens when a person is identified of whom there is no record; the documents' "Identify Mode".
public enum IdentifyMode: String, Hashable, Codable, Sendable {
    /// A record is made; the documents' default.
    case upsert
    /// The person is refused.
    case updateOnly
}
