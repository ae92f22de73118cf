// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// The HTML of ideas.
struct IdeaCards {
    let visit: Visit
    let viewer: Viewer

    /// A row of the list.
    func row(_ idea: Idea) throws -> HTML {
        """
        <li class="idea">
        \(try voteForm(idea, isInList: true))
        <div class="idea-text">
        <h2><a href="/ideas/\(idea.id)">\(idea.title)</a></h2>
        \(if: !idea.text.isEmpty, "<p class=\"idea-excerpt\">\(String(idea.text.prefix(300)))</p>")
        \(meta(idea))
        </div>
        </li>
        """
    }

    func meta(_ idea: Idea) -> HTML {
        let style =
            switch idea.status {
            case .open: ""
            case .planned, .started: "badge-accent"
            case .done: "badge-good"
            case .declined: "badge-bad"
            }
        return """
            <p class="meta"><span class="badge \(style)">\(idea.status.label)</span>\
            <span>\(idea.author.isEmpty ? "Anonymous" : idea.author)</span>\
            <time datetime="\(Day(idea.createdAt).iso)">\(Day(idea.createdAt).text)</time></p>
            """
    }

    /// The vote button; for a stranger a link to Sign In.
    func voteForm(_ idea: Idea, isInList: Bool = false) throws -> HTML {
        let arrow: HTML = "<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"m3 10 5-5 5 5\"/></svg>"
        let count = "\(idea.votes) \(idea.votes == 1 ? "vote" : "votes")"
        guard viewer.user != nil else {
            return """
                <div class="vote"><a class="vote-button" href="\(SignInPages.path(returningTo: "/ideas/\(idea.id)"))" \
                aria-label="Sign in to vote for \(idea.title): \(count)">\(arrow)\(idea.votes)</a></div>
                """
        }
        return """
            <form class="vote" method="post" action="/ideas/\(idea.id)/vote">
            \(try visit.tokenField)
            <input type="hidden" name="vote" value="\(idea.isVoted ? "0" : "1")">
            \(if: isInList, "<input type=\"hidden\" name=\"from\" value=\"list\"><input type=\"hidden\" name=\"sort\" value=\"\(visit.query["sort"])\">")
            <button class="vote-button" aria-pressed="\(idea.isVoted ? "true" : "false")" \
            aria-label="Vote for \(idea.title): \(count)">\(arrow)\(idea.votes)</button>
            </form>
            """
    }
}

/// The form for a new idea; for a stranger a link to Sign In.
struct Composer {
    let html: HTML

    init(visit: Visit, viewer: Viewer, mistake: IdeaDraft.Mistake?) throws {
        guard viewer.user != nil else {
            html = """
                <p class="panel soft">Do you miss something? \
                <a href="\(SignInPages.path(returningTo: "/"))">Sign in</a> to write it down and to vote.</p>
                """
            return
        }
        let message = mistake.map {
            "<p class=\"alert alert-bad\" role=\"alert\">\($0.message)</p>" as HTML
        }
        html = """
            <details class="composer"\(if: mistake != nil, " open")>
            <summary class="button button-primary">New idea</summary>
            <div class="panel">
            <form class="form" method="post" action="/ideas">
            \(try visit.tokenField)
            \(message)
            <label class="field"><span>Title</span>
            <input type="text" name="title" required maxlength="\(IdeaDraft.longestTitle)" \
            value="\(visit.form["title"])" placeholder="A short sentence"></label>
            <label class="field"><span>What do you need, and why?</span>
            <textarea name="text" maxlength="\(IdeaDraft.longestText)">\(visit.form["text"])</textarea></label>
            <div class="buttons"><button class="button button-primary">Submit idea</button></div>
            </form>
            </div>
            </details>
            """
    }
}

/// A date as pages show it, in UTC.
struct Day {
    private let date: Date

    init(_ seconds: Int64) {
        date = Date(timeIntervalSince1970: TimeInterval(seconds))
    }

    /// `2026-11-29`.
    var iso: String { date.formatted(.iso8601.year().month().day()) }

    /// `29 Nov 2026`.
    var text: String {
        var style = Date.FormatStyle(locale: Locale(identifier: "en_GB"), timeZone: .gmt)
        style = style.day().month(.abbreviated).year()
        return date.formatted(style)
    }
}
