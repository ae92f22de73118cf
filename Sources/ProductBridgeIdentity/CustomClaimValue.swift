// SPDX-License-Identifier: Apache-2.0

/// A type that a custom claim can be read as: `String`, `Bool`, the integers, `Double`, `Float`, arrays of
/// them, and any other type that conforms.
///
/// ```swift
/// enum Plan: String, CustomClaimValue {
///     case free, pro
///
///     init?(customClaim value: CustomClaims.Value) {
///         guard let text = value.string else { return nil }
///         self.init(rawValue: text)
///     }
/// }
///
/// let plan = try identity.claim("plan", as: Plan.self)
/// ```
public protocol CustomClaimValue {
    /// Makes the value, or nil if the claim has another type or doesn't fit. The only conversion is from a
    /// JSON number without a fraction to a floating-point type.
    init?(customClaim value: CustomClaims.Value)
}

extension String: CustomClaimValue {
    /// The text of a JSON string.
    public init?(customClaim value: CustomClaims.Value) {
        guard let string = value.string else { return nil }
        self = string
    }
}

extension Bool: CustomClaimValue {
    /// A JSON `true` or `false`.
    public init?(customClaim value: CustomClaims.Value) {
        guard let boolean = value.boolean else { return nil }
        self = boolean
    }
}

extension CustomClaimValue where Self: FixedWidthInteger {
    /// A JSON number that is written without a fraction or an exponent and fits the type.
    public init?(customClaim value: CustomClaims.Value) {
        guard let integer = value.integer else { return nil }
        self.init(exactly: integer)
    }
}

extension Int: CustomClaimValue {}
extension Int8: CustomClaimValue {}
extension Int16: CustomClaimValue {}
extension Int32: CustomClaimValue {}
extension Int64: CustomClaimValue {}
extension UInt: CustomClaimValue {}
extension UInt8: CustomClaimValue {}
extension UInt16: CustomClaimValue {}
extension UInt32: CustomClaimValue {}
extension UInt64: CustomClaimValue {}

extension Double: CustomClaimValue {
    /// A JSON number, rounded to the nearest `Double`.
    public init?(customClaim value: CustomClaims.Value) {
        guard let number = value.number else { return nil }
        self = number
    }
}

extension Float: CustomClaimValue {
    /// A JSON number, rounded to the nearest `Float`; nil if it is out of range.
    public init?(customClaim value: CustomClaims.Value) {
        guard let number = value.number else { return nil }
        self.init(number)
        guard isFinite else { return nil }
    }
}

extension Array: CustomClaimValue where Element: CustomClaimValue {
    /// A JSON array in which every element is an `Element`; `null` is not one.
    public init?(customClaim value: CustomClaims.Value) {
        guard let elements = value.elements else { return nil }
        self.init()
        reserveCapacity(elements.count)
        for element in elements {
            guard let converted = Element(customClaim: element) else { return nil }
            append(converted)
        }
    }
}
