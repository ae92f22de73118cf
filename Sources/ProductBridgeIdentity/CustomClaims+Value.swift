// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

extension CustomClaims {
    /// A JSON value in a tree of custom claims. It keeps the tree alive.
    ///
    /// `@unchecked Sendable`: it is a reference to a tree, which any number of threads may read, and
    /// to a node that the tree keeps alive.
    @safe public struct Value: @unchecked Sendable {
        private let tree: CustomClaimsHandle
        private let node: OpaquePointer

        init(root tree: CustomClaimsHandle) {
            self.tree = tree
            unsafe node = tree.root
        }

        private init?(tree: CustomClaimsHandle, node: OpaquePointer?) {
            guard let node = unsafe node else { return nil }
            self.tree = tree
            unsafe self.node = node
        }
    }
}

extension CustomClaims.Value {
    /// What a value is; RFC 8259, 3.
    public enum Kind: String, Hashable, Sendable {
        /// `null`.
        case null
        /// `true` or `false`.
        case boolean
        /// A number without a fraction or an exponent, within -2^63 to 2^63-1.
        case integer
        /// Any other number; finite.
        case real
        /// A string.
        case string
        /// An array.
        case array
        /// An object.
        case object
    }

    /// What the value is.
    public var kind: Kind {
        switch unsafe reading({ unsafe pbjwt_json_get_kind($0) }) {
        case PBJWT_JSON_BOOLEAN: .boolean
        case PBJWT_JSON_INTEGER: .integer
        case PBJWT_JSON_REAL: .real
        case PBJWT_JSON_STRING: .string
        case PBJWT_JSON_ARRAY: .array
        case PBJWT_JSON_OBJECT: .object
        default: .null
        }
    }

    /// Whether the value is `null`.
    public var isNull: Bool { kind == .null }

    /// The value, if it is `true` or `false`.
    public var boolean: Bool? {
        kind == .boolean ? unsafe reading { unsafe pbjwt_json_boolean($0) } : nil
    }

    /// The value, if it is a number without a fraction or an exponent.
    public var integer: Int64? {
        kind == .integer ? unsafe reading { unsafe pbjwt_json_integer($0) } : nil
    }

    /// The value, if it is a number; an integer is rounded to the nearest `Double`.
    public var number: Double? {
        kind == .integer || kind == .real ? unsafe reading { unsafe pbjwt_json_number($0) } : nil
    }

    /// The value, if it is a string.
    public var string: String? {
        unsafe reading { node in
            var count = 0
            let view = unsafe pbjwt_json_string(node, &count)
            return unsafe String(view: view, count: count)
        }
    }

    /// How many elements an array, or members an object, has; 0 for any other value.
    public var count: Int {
        unsafe reading { unsafe pbjwt_json_count($0) }
    }

    /// The elements, if it is an array.
    public var elements: [CustomClaims.Value]? {
        kind == .array ? (0..<count).compactMap { self[$0] } : nil
    }

    /// The members in the token's order, if it is an object.
    public var members: [(name: String, value: CustomClaims.Value)]? {
        guard kind == .object else { return nil }
        return unsafe reading { node in
            var members: [(name: String, value: CustomClaims.Value)] = []
            var position: UnsafeRawPointer?
            var name: UnsafePointer<CChar>?
            var count = 0
            var value: OpaquePointer?
            while unsafe pbjwt_json_next_member(node, &position, &name, &count, &value) {
                guard let text = unsafe String(view: name, count: count),
                    let member = unsafe CustomClaims.Value(tree: tree, node: value)
                else { break }
                members.append((text, member))
            }
            return members
        }
    }

    /// The element at `index`, from 0; nil past either end, or if this isn't an array.
    public subscript(index: Int) -> CustomClaims.Value? {
        guard index >= 0 else { return nil }
        return unsafe reading { node in
            unsafe CustomClaims.Value(tree: tree, node: pbjwt_json_element(node, index))
        }
    }

    /// The member of that name; nil if there is none, or if this isn't an object.
    public subscript(name: String) -> CustomClaims.Value? {
        unsafe name.withUTF8Bytes { start, count in
            unsafe reading { node in
                unsafe CustomClaims.Value(tree: tree, node: pbjwt_json_member(node, start, count))
            }
        }
    }

    /// Runs `body` on the node, which stays alive meanwhile.
    private func reading<R>(_ body: (OpaquePointer) -> R) -> R {
        defer { withExtendedLifetime(tree) {} }
        return unsafe body(node)
    }
}

extension CustomClaims.Value: CustomStringConvertible {
    /// The kind, but not the value.
    public var description: String { kind.rawValue }
}
