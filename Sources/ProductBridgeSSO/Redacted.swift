// SPDX-License-Identifier: Apache-2.0

/// A value that must not be printed: no description, mirror or dump of it, or of its container, shows
/// anything. It is encoded as the value itself, since stores have to keep it.
///
/// ```swift
/// struct Visit {
///     @Redacted var email: String
/// }
/// print(Visit(email: "ada@example.com"))  // Visit(_email: <redacted>)
/// ```
@propertyWrapper
public struct Redacted<Value> {
    /// The value.
    public var wrappedValue: Value

    /// Wraps a value.
    public init(wrappedValue: Value) {
        self.wrappedValue = wrappedValue
    }
}

extension Redacted: Sendable where Value: Sendable {}
extension Redacted: Equatable where Value: Equatable {}
extension Redacted: Hashable where Value: Hashable {}

extension Redacted: Decodable where Value: Decodable {
    /// Reads the value itself.
    public init(from decoder: any Decoder) throws {
        wrappedValue = try decoder.singleValueContainer().decode(Value.self)
    }
}

extension Redacted: Encodable where Value: Encodable {
    /// Writes the value itself.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}

extension Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<redacted>`.
    public var description: String { "<redacted>" }

    /// `<redacted>`.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
