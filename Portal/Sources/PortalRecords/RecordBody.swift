// SPDX-License-Identifier: Apache-2.0

internal import Foundation
package import ProductBridgeSSO

/// Records as JSON.
///
/// Foundation writes each `Double` with the fewest digits that give the same number when read, escapes NUL and
/// other control characters, and leaves every other character unchanged. Databases store the result as bytes, not
/// as text, so nothing depends on their encodings.
package enum RecordBody {
    /// The record's JSON, in UTF-8.
    ///
    /// - Throws: ``RecordFailure``.
    package static func encode(_ record: PortalRecord) throws(RecordFailure) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        do {
            return Array(try encoder.encode(record))
        } catch {
            // The encoder's own error would show values of the record.
            throw RecordFailure(name: record.name)
        }
    }

    /// Reads a record from JSON.
    ///
    /// - Throws: ``RecordFailure``, also if it is a record with another name.
    package static func decode(_ body: [UInt8], name: RecordName) throws(RecordFailure) -> PortalRecord {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        guard let record = try? decoder.decode(PortalRecord.self, from: Data(body)), record.name == name
        else {
            throw RecordFailure(name: name)
        }
        return record
    }
}
