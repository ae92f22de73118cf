// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import ProductBridgeSSO

/// What every visitor sees: ideas and votes.
enum PublicPages {
    static func add(to routes: Routes) {
        routes.get("/", list)
    }

    @Sendable
    private static func list(_ visit: Visit) async throws -> Response {
        let viewer = try await Viewer(visit)
        let order = visit.query["sort"].flatMap(Idea.Order.init) ?? .top
        let ideas = try await visit.services.feedback.ideas(
            of: visit.organization,
            order: order,
            viewer: viewer.user?.id
        )
        return try visit.page(
            visit.profile.name,
            viewer,
            """
            <div class="lead"><h1>Ideas</h1></div>
            <ol class="ideas">\(ideas.map { "<li class=\"idea\"><h2>\($0.title)</h2></li>" as HTML })</ol>
            """
        )
    }
}
