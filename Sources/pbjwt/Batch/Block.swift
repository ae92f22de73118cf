// SPDX-License-Identifier: Apache-2.0

/// Complete records that were read together, as they are in the input.
struct Block: Sendable {
    /// Its number, from 0: results are written in this order.
    var number = 0
    var bytes: [UInt8] = []
    /// Where the records are in `bytes`.
    var records = 0..<0
    /// Whether the last record ends with the input, not with a line end.
    var endsInput = false
    /// Where the columns are, of CSV.
    var columns = CSVColumns(token: 0, time: nil)
    /// The position of the first byte of `bytes` in its input, and the input's name.
    var offset = 0
    var input = ""

    /// The failure to read a record at a place in `bytes`.
    func failure(at position: Int, _ what: String) -> Outcome {
        Outcome(.environment, "pbjwt: \(input), byte \(offset + position + 1): \(what)")
    }
}
