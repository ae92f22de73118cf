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
    private var lines = StatusLines()

    /// - Parameter seconds: The time to judge by, if a token comes without one; nil for now.
    init(
        verifier: IdentityVerifier,
        counts: VerificationCounts?,
        seconds: Int64?,
        form: Form
    ) throws(VerificationError) {
        self.verifier = verifier
        counter = try counts?.makeCounter()
        repeated = RepeatedVerifier(verifier, counting: form == .text ? nil : counter)
        self.seconds = seconds
        self.form = form
    }

    /// Appends the result to `output`, or does so later: ``finish(into:)`` appends what is left.
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
            lines.add(status, into: &output)
        }
    }

    /// Appends results that ``judge(_:at:isFirst:into:)`` has kept back.
    mutating func finish(into output: inout [UInt8]) {
        lines.finish(into: &output)
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

/// Lines with the same status, which are appended many at a time: one by one takes longer than to find the next token.
/// Most tokens have the same status as the one before.
private struct StatusLines {
    private static let most = 64

    private var status = VerificationStatus.ok
    private var kept = 0
    /// As many lines with the status as are kept at most.
    private var many = lines(of: .ok)
    /// The same for every status so far.
    private var known: [VerificationStatus: [UInt8]] = [:]

    private static func lines(of status: VerificationStatus) -> [UInt8] {
        Array(String(repeating: status.name + "\n", count: most).utf8)
    }

    mutating func add(_ new: VerificationStatus, into output: inout [UInt8]) {
        if new != status {
            finish(into: &output)
            known[status] = many
            many = known[new] ?? Self.lines(of: new)
            status = new
        }
        kept += 1
        if kept == Self.most { finish(into: &output) }
    }

    mutating func finish(into output: inout [UInt8]) {
        output += many.prefix(kept * (many.count / Self.most))
        kept = 0
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
