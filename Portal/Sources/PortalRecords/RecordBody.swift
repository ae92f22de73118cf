// SPDX-License-Identifier: Apache-2.0

internal import Foundation
package import ProductBridgeSSO

/// Records as JSON.
///
/// Foundation writes each `Double` in the fewest digits that read as the same number again, escapes NUL
/// and other control characters, and leaves every other character as it is. Databases get the bytes as
/// such, and not as text of theirs, so that nothing depends on their encodings.
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
            // The encoder's own error would show the values around the one that failed.
            throw RecordFailure(name: record.name)
        }
    }

    /// The record of JSON.
    ///
    /// - Throws: ``RecordFailure``, also where it is the record of another name.
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
