// SPDX-License-Identifier: Apache-2.0

/// One line on standard error that shows the progress of a long run. Nothing if standard error isn't a
/// terminal, or if the results also go to a terminal.
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

    /// Moves to the start of the line, writes the text, and clears the rest. If the
    /// terminal accepts no more text, the work goes on.
    private func replace(with text: String) {
        try? Output.toStandardError { try $0.write("\r\(text)\u{1B}[K") }
    }
}
