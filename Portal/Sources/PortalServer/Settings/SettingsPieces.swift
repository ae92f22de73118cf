// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

extension AdminVisit {
    /// A form of the settings, with the fields that every form needs.
    func form(_ path: String, look: String = "form", newWindow: Bool = false, _ content: HTML) throws -> HTML
    {
        """
        <form method="post" action="\(path)" class="\(look)"\(if: newWindow, " target=\"_blank\" data-test-form")>
        \(try visit.tokenField)
        \(content)
        </form>
        """
    }

    /// A form with only a button.
    func button(
        _ label: String,
        _ path: String,
        look: String = "button",
        fields: [(name: String, value: String)] = [],
        lock: String? = nil
    ) throws -> HTML {
        let hidden = fields.map {
            "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" as HTML
        }
        return try form(
            path,
            look: "inline-form",
            "\(hidden)<button class=\"\(look)\"\(if: lock != nil, " disabled")>\(label)</button>"
        )
    }

    /// Runs a form's action; if it is refused, shows the form's page again with the reason.
    func attempting(
        _ action: () async throws -> Response,
        refused page: (SSOError) async throws -> Response
    ) async throws -> Response {
        do {
            return try await action()
        } catch let error as SSOError where error.httpStatus < 500 || error.code == .noSecret {
            return try await page(error)
        }
    }
}

extension SSOError {
    /// The message to an administrator about a change that wasn't made.
    var alert: HTML {
        "<p class=\"alert alert-bad\" role=\"alert\">\(administratorMessage) <code>\(name)</code></p>"
    }

    /// The HTTP status of the page with the message.
    var pageStatus: HTTPResponse.Status {
        HTTPResponse.Status(code: code == .noSecret ? 409 : httpStatus)
    }
}

/// A button that copies an element's text; a script makes it visible.
struct CopyButton {
    let label: String
    /// The element's id.
    let id: String

    var html: HTML {
        """
        <button type="button" class="button button-small" data-copy="\(id)" hidden>Copy\
        <span class="visually-hidden"> \(label)</span></button>
        """
    }
}

/// A text with a button that copies it.
struct CopyField {
    let label: String
    let text: String
    let id: String

    var html: HTML {
        """
        <div class="copy-field"><span class="copy-label">\(label)</span>
        <div class="copy-row"><code id="\(id)" class="copy-text">\(text)</code>\(CopyButton(label: label, id: id).html)</div></div>
        """
    }
}

extension NumericDate {
    /// Such as `2026-01-31 09:30 UTC`.
    var html: HTML {
        "<time datetime=\"\(description)\">\(minute)</time>"
    }

    private var minute: String {
        let text = description
        guard text.count >= 20 else { return text }
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
    }
}

/// A badge with a word; its colour only repeats the word's meaning.
struct Label {
    enum Tone: String { case good, warn, bad, plain }

    let text: String
    var tone = Tone.plain

    var html: HTML { "<span class=\"badge badge-\(tone.rawValue)\">\(text)</span>" }
}

/// A sentence in a box.
struct Note {
    enum Tone: String { case good, warn, bad, info }

    let tone: Tone
    let content: HTML

    var html: HTML {
        "<div class=\"alert alert-\(tone.rawValue)\"\(if: tone == .bad, " role=\"alert\"", else: " role=\"status\"")>\(content)</div>"
    }
}

/// A page that asks before an action that can't be undone.
struct Confirmation {
    let title: String
    let warning: HTML
    /// The form's action and its fields.
    let path: String
    var fields: [(name: String, value: String)] = []
    var more: HTML = .empty
    let button: String
    let back: String

    func response(_ admin: AdminVisit) throws -> Response {
        let hidden = (fields + [("confirmed", "yes")]).map {
            "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" as HTML
        }
        return try admin.page(
            title,
            current: back,
            """
            <h1>\(title)</h1>
            <section class="panel">
            \(Note(tone: .warn, content: warning).html)
            \(try admin.form(path, """
                \(hidden)\(more)
                <div class="buttons"><button class="button button-danger">\(button)</button>
                <a class="button" href="\(back)">Cancel</a></div>
                """))
            </section>
            """
        )
    }
}
