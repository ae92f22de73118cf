// SPDX-License-Identifier: Apache-2.0

/// An idea, as a visitor sees it.
struct Idea: Hashable, Sendable, Identifiable {
    enum Status: String, Hashable, Sendable, CaseIterable {
        case open
        case planned
        case started = "in_progress"
        case done
        case declined

        var label: String {
            switch self {
            case .open: "Open"
            case .planned: "Planned"
            case .started: "In progress"
            case .done: "Done"
            case .declined: "Declined"
            }
        }
    }

    /// Where it was written.
    enum Origin: String, Hashable, Sendable {
        case portal, widget
    }

    enum Order: String, Hashable, Sendable, CaseIterable {
        case top, newest

        var label: String { self == .top ? "Top" : "New" }
    }

    /// 16 hex characters.
    let id: String
    /// The author's `PortalUser.id`; nil if unknown.
    let person: String?
    /// The name to show; empty for an anonymous visitor.
    let author: String
    let title: String
    let text: String
    let status: Status
    let origin: Origin
    /// Seconds since 1970.
    let createdAt: Int64
    let votes: Int
    /// Whether the viewer has voted for it.
    let isVoted: Bool
}

/// A new idea.
struct IdeaDraft: Sendable {
    static let longestTitle = 140
    static let longestText = 5000

    let title: String
    let text: String

    /// Checks a visitor's input.
    ///
    /// - Throws: ``Mistake``, whose text can be shown.
    init(title: String, text: String) throws(Mistake) {
        // A title is one line.
        self.title = Self.clean(title).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        self.text = Self.clean(text).trimmed
        guard self.title.unicodeScalars.contains(where: Self.isVisible) else {
            throw Mistake(field: "title", message: "Give your idea a title.")
        }
        guard self.title.count <= Self.longestTitle else {
            throw Mistake(
                field: "title",
                message: "The title is too long: it can have \(Self.longestTitle) characters."
            )
        }
        guard self.text.count <= Self.longestText else {
            throw Mistake(
                field: "text",
                message: "The text is too long: it can have \(Self.longestText) characters."
            )
        }
    }

    private static func clean(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { !$0.isDeceptive }))
    }

    /// Whether a reader sees something, unlike a space of no width.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
    }

    struct Mistake: Error, Hashable {
        let field: String
        let message: String
    }
}

extension String {
    /// The text without white space at either end.
    var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
