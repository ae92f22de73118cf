// SPDX-License-Identifier: Apache-2.0

/// One line on a terminal's standard error that tells how far a long run is. Nothing where standard
/// error is no terminal, or where the results go to a terminal, too.
struct Progress {
    private let isShown = POSIX.isTerminal(2) && !POSIX.isTerminal(1)
    private let clock = ContinuousClock()
    private var next: ContinuousClock.Instant
    private var isOnScreen = false

    init() {
        next = clock.now + .milliseconds(500)
    }

    mutating func show(_ tally: Tally) {
        guard isShown, clock.now >= next else { return }
        next = clock.now + .milliseconds(200)
        isOnScreen = true
        replace(with: "\(tally.all) tokens, \(tally.refused) refused")
    }

    func clear() {
        if isOnScreen { replace(with: "") }
    }

    /// To the start of the line, the text, and the rest of the line away. A terminal that takes no
    /// more of it is no reason to stop.
    private func replace(with text: String) {
        try? Output.toStandardError { try $0.write("\r\(text)\u{1B}[K") }
    }
}
