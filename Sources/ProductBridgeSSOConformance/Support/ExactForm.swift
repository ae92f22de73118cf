// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeSSO

/// Everything in a record, for comparing texts byte by byte, which `==` on texts doesn't do.
struct ExactForm: Equatable {
    private enum Value: Equatable {
        case text([UInt8])
        case number(Double)
        case integer(String)
        case flag(Bool)
        case null
    }

    private final class Values {
        var all: [String: Value] = [:]
    }

    private let values: [String: Value]

    init(_ record: PortalRecord) throws {
        let values = Values()
        try record.encode(to: Writer(values: values))
        self.values = values.all
    }

    /// The places where two records differ.
    func differences(from other: ExactForm) -> [String] {
        Set(values.keys).union(other.values.keys).filter { values[$0] != other.values[$0] }.sorted()
    }

    // MARK: Encoding

    private struct Writer: Encoder, SingleValueEncodingContainer {
        let values: Values
        var codingPath: [any CodingKey] = []
        var userInfo: [CodingUserInfoKey: Any] { [:] }

        func at(_ key: any CodingKey) -> Writer { Writer(values: values, codingPath: codingPath + [key]) }

        func container<Key: CodingKey>(keyedBy: Key.Type) -> KeyedEncodingContainer<Key> {
            KeyedEncodingContainer(Keyed(writer: self))
        }

        func unkeyedContainer() -> any UnkeyedEncodingContainer { Unkeyed(writer: self) }

        func singleValueContainer() -> any SingleValueEncodingContainer { self }

        func note(_ value: Value) {
            values.all[codingPath.map(\.stringValue).joined(separator: ".")] = value
        }

        func encodeNil() { note(.null) }

        func encode(_ value: some Encodable) throws {
            switch value {
            case let text as String: note(.text(Array(text.utf8)))
            case let flag as Bool: note(.flag(flag))
            case let number as Double: note(.number(number))
            case let integer as any BinaryInteger: note(.integer("\(integer)"))
            default: try value.encode(to: self)
            }
        }
    }

    private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let writer: Writer
        var codingPath: [any CodingKey] { writer.codingPath }

        func encodeNil(forKey key: Key) { writer.at(key).encodeNil() }

        func encode(_ value: some Encodable, forKey key: Key) throws { try writer.at(key).encode(value) }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type,
            forKey key: Key
        ) -> KeyedEncodingContainer<Nested> {
            writer.at(key).container(keyedBy: type)
        }

        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            writer.at(key).unkeyedContainer()
        }

        func superEncoder() -> any Encoder { writer }

        func superEncoder(forKey key: Key) -> any Encoder { writer.at(key) }
    }

    private struct Unkeyed: UnkeyedEncodingContainer {
        let writer: Writer
        var count = 0
        var codingPath: [any CodingKey] { writer.codingPath }

        private mutating func next() -> Writer {
            defer { count += 1 }
            return writer.at(Index(intValue: count))
        }

        mutating func encodeNil() { next().encodeNil() }

        mutating func encode(_ value: some Encodable) throws { try next().encode(value) }

        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) -> KeyedEncodingContainer<Nested> {
            next().container(keyedBy: type)
        }

        mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next().unkeyedContainer() }

        mutating func superEncoder() -> any Encoder { next() }
    }

    private struct Index: CodingKey {
        let index: Int

        init(intValue: Int) { index = intValue }

        init?(stringValue: String) { nil }

        var intValue: Int? { index }
        var stringValue: String { String(index) }
    }
}
