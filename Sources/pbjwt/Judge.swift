// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

/// Verifies tokens, writes the result of each, and counts them. Each thread has one.
struct Judge {
    enum Form {
        case text
        case json
        case status
        /// Writes nothing: only the numbers matter.
        case summary
    }

    private let verifier: IdentityVerifier
    private let repeated: RepeatedVerifier
    private let counter: VerificationCounts.Counter?
    private let seconds: Int64?
    private let form: Form
    private(set) var tally = Tally()
    private(set) var hours = HourlyCounts()
    /// The latest status and its line: most tokens have the same result as the one before.
    private var latest = (status: VerificationStatus.ok, line: Array("ok\n".utf8))

    /// - Parameter seconds: The time to judge by, if a token comes without one; nil for now.
    init(
        verifier: IdentityVerifier,
        counts: VerificationCounts?,
        seconds: Int64?,
        form: Form
    ) throws(VerificationError) {
        self.verifier = verifier
        counter = try counts?.makeCounter()
        repeated = try RepeatedVerifier(verifier, counting: form == .text ? nil : counter)
        self.seconds = seconds
        self.form = form
    }

    /// Appends the result to `output`.
    ///
    /// - Parameters:
    ///   - ownSeconds: This token's own time.
    ///   - isFirst: Whether this is the first result.
    mutating func judge(
        _ token: Span<UInt8>,
        at ownSeconds: Int64? = nil,
        isFirst: Bool,
        into output: inout [UInt8]
    ) throws(VerificationError) {
        let seconds = ownSeconds ?? seconds
        if form == .text {
            return tell(token, at: seconds, isFirst: isFirst, into: &output)
        }
        let status = repeated.verify(token, at: seconds)
        tally.count(status)
        switch form {
        case .json:
            try repeated.appendResultJSON(to: &output)
            output.append(UInt8(ascii: "\n"))
        case .summary:
            if let time = ownSeconds ?? repeated.issuedAt.map({ Int64($0) }) {
                hours.count(at: time, isAccepted: status == .ok)
            }
        case .status, .text:
            if status != latest.status { latest = (status, Array((status.name + "\n").utf8)) }
            // By byte, which is faster for "ok" than appending the array.
            let line = latest.line.span
            for index in line.indices { output.append(line[index]) }
        }
    }

    private mutating func tell(
        _ token: Span<UInt8>,
        at seconds: Int64?,
        isFirst: Bool,
        into output: inout [UInt8]
    ) {
        let time = seconds.map(NumericDate.init(wholeSeconds:))
        let result: Result<Identity, VerificationError>
        do throws(VerificationError) {
            result = .success(try verifier.verify(utf8: token, at: time, counting: counter))
        } catch {
            result = .failure(error)
        }
        let status = result.status
        tally.count(status)
        let expiry = status == .expired ? ResultText.expiry(of: token, at: time ?? .now) : nil
        output += Array(ResultText.block(for: result, isFirst: isFirst, expiry: expiry).utf8)
    }
}

extension Result<Identity, VerificationError> {
    var status: VerificationStatus {
        switch self {
        case .success: .ok
        case .failure(let error): error.status
        }
    }
}

/// How many tokens there were, and how many of them were refused.
struct Tally: Sendable {
    private(set) var all = 0
    private(set) var refused = 0
    /// Those refused because of the environment, not the token.
    private(set) var failed = 0

    mutating func count(_ status: VerificationStatus) {
        all += 1
        if status == .ok { return }
        refused += 1
        if status == .outOfMemory || status == .internalFailure { failed += 1 }
    }

    /// What was counted since `earlier`.
    func since(_ earlier: Tally) -> Tally {
        var later = self
        later.all -= earlier.all
        later.refused -= earlier.refused
        later.failed -= earlier.failed
        return later
    }

    mutating func add(_ other: Tally) {
        all += other.all
        refused += other.refused
        failed += other.failed
    }
}
