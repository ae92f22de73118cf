// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// The pages for every visitor: ideas and votes.
enum PublicPages {
    static func add(to routes: Routes) {
        routes.get("/", list)
        routes.get("/ideas/:id", idea)
        routes.post("/ideas", addIdea)
        routes.post("/ideas/:id/vote", vote)
    }

    // MARK: Ideas

    @Sendable
    private static func list(_ visit: Visit) async throws -> Response {
        let viewer = try await Viewer(visit)
        return try await list(visit, viewer)
    }

    private static func list(
        _ visit: Visit,
        _ viewer: Viewer,
        mistake: IdeaDraft.Mistake? = nil
    ) async throws -> Response {
        let order = visit.query["sort"].flatMap(Idea.Order.init) ?? .top
        let page = min(max(visit.query["page"].flatMap(Int.init) ?? 1, 1), 10_000)
        // Fetches one more to see whether there is a next page.
        let ideas = try await visit.services.feedback.ideas(
            of: visit.organization,
            order: order,
            viewer: viewer.user?.id,
            skipping: (page - 1) * Feedback.pageSize,
            limit: Feedback.pageSize + 1
        )
        let tabs = Idea.Order.allCases.map { other -> HTML in
            """
            <a href="/?sort=\(other.rawValue)"\(if: other == order, " aria-current=\"page\"")>\(other.label)</a>
            """
        }
        let cards = IdeaCards(visit: visit, viewer: viewer)
        let rows = try ideas.prefix(Feedback.pageSize).map { idea throws in try cards.row(idea) }
        let list: HTML =
            if rows.isEmpty {
                """
                <div class="panel empty"><h2>No ideas yet</h2><p>What would make your work easier? Be the first to \
                say it.</p></div>
                """
            } else {
                "<ol class=\"ideas\">\(rows)</ol>"
            }
        return try visit.page(
            visit.profile.name,
            viewer,
            status: mistake == nil ? .ok : .unprocessableContent,
            """
            <div class="lead">
            <div><h1>Ideas</h1><p>Vote for what you need, or tell us what is missing.</p></div>
            <nav class="tabs" aria-label="Order">\(tabs)</nav>
            </div>
            \(try Composer(visit: visit, viewer: viewer, mistake: mistake).html)
            \(list)
            \(pages(order, page, hasMore: ideas.count > Feedback.pageSize))
            """
        )
    }

    private static func pages(_ order: Idea.Order, _ page: Int, hasMore: Bool) -> HTML {
        guard page > 1 || hasMore else { return .empty }
        let sort = order.rawValue
        return """
            <nav class="pages" aria-label="Pages">
            \(if: page > 1, "<a class=\"button\" href=\"/?sort=\(sort)&amp;page=\(page - 1)\">Previous</a>", else: "<span></span>")
            \(if: hasMore, "<a class=\"button\" href=\"/?sort=\(sort)&amp;page=\(page + 1)\">Next</a>")
            </nav>
            """
    }

    @Sendable
    private static func idea(_ visit: Visit) async throws -> Response {
        let viewer = try await Viewer(visit)
        let id = try visit.parameter("id")
        guard
            let idea = try await visit.services.feedback.idea(
                id,
                of: visit.organization,
                viewer: viewer.user?.id
            )
        else { throw PageError.notFound }
        let cards = IdeaCards(visit: visit, viewer: viewer)
        return try visit.page(
            idea.title,
            viewer,
            """
            <p><a class="quiet" href="/">← All ideas</a></p>
            <article class="article">
            \(try cards.voteForm(idea))
            <div class="article-body">
            <h1>\(idea.title)</h1>
            \(cards.meta(idea))
            \(if: !idea.text.isEmpty, "<p class=\"text\">\(idea.text)</p>")
            </div>
            </article>
            """
        )
    }

    @Sendable
    private static func addIdea(_ visit: Visit) async throws -> Response {
        let viewer = try await Viewer(visit)
        guard let user = viewer.user else { return .seeOther(SignInPages.path(returningTo: "/")) }
        try visit.take(visit.services.limits.feedback)
        let draft: IdeaDraft
        do throws(IdeaDraft.Mistake) {
            draft = try IdeaDraft(title: visit.form["title"] ?? "", text: visit.form["text"] ?? "")
        } catch {
            return try await list(visit, viewer, mistake: error)
        }
        let idea = try await visit.services.feedback.add(
            draft,
            by: (user.id, viewer.name),
            from: .portal,
            of: visit.organization,
            at: visit.now
        )
        return .seeOther("/ideas/\(idea.id)")
    }

    // MARK: Votes

    @Sendable
    private static func vote(_ visit: Visit) async throws -> Response {
        let id = try visit.parameter("id")
        let page = "/ideas/\(PercentEncoding.query(id))"
        let viewer = try await Viewer(visit)
        guard let user = viewer.user else { return .seeOther(SignInPages.path(returningTo: page)) }
        try visit.take(visit.services.limits.vote)
        let idea = try await visit.services.feedback.setVote(
            visit.form["vote"] != "0",
            of: user.id,
            for: id,
            of: visit.organization,
            at: visit.now
        )
        guard idea != nil else { throw PageError.notFound }
        return .seeOther(visit.form["from"] == "list" ? "/?sort=\(sort(visit))" : page)
    }

    private static func sort(_ visit: Visit) -> String {
        (visit.form["sort"].flatMap(Idea.Order.init) ?? .top).rawValue
    }
}

extension Visit {
    /// Counts one call of the client towards a limit.
    func take(_ limiter: RateLimiter) throws(PageError) {
        if let wait = limiter.take(context.client.limitKey, at: now.secondsSinceEpoch) {
            throw .tooMany(retryAfter: wait)
        }
    }
}
