// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// The widget's requests.
enum WidgetAPI {
    static func add(to routes: Routes) {
        let router = WidgetRoutes(router: routes.router, services: routes.services)
        router.post("init", initialize)
        router.post("identify", identify)
        router.post("feedback", addIdea)
        router.post("vote", vote)
        router.get("ideas", ideas)
    }

    // MARK: Identity

    private struct Organization: WidgetBody { var organizationId: String? }

    private struct Initialized: Encodable {
        let organizationId: String
        let name: String
        let requireIdentify: Bool
    }

    @Sendable
    private static func initialize(_ call: WidgetCall<Organization>) async throws -> Response {
        Response(
            json: Initialized(
                organizationId: call.organization.rawValue,
                name: call.profile.name,
                requireIdentify: call.tenant.widget.requireIdentify
            )
        )
    }

    private struct Token: WidgetBody {
        var organizationId: String?
        var userToken: String?
    }

    private struct Identified: Encodable {
        struct Person: Encodable {
            let name: String?
            let email: String
            let avatarUrl: String?
        }
        struct Warning: Encodable {
            let claim: String?
            let kind: String
            let message: String
        }
        let credential: String
        let expiresAt: Int64
        let person: Person
        let warnings: [Warning]
    }

    @Sendable
    private static func identify(_ call: WidgetCall<Token>) async throws -> Response {
        try call.take(call.services.limits.identify)
        guard let token = call.body.userToken else { throw WidgetRefusal.missing("userToken") }
        do {
            let found = try await call.services.sso.identify(token, of: call.organization, at: call.now)
            await call.noteAccepted(found)
            let profile = found.user.profile
            return Response(
                json: Identified(
                    credential: found.credential,
                    expiresAt: found.session.expiresAt.seconds,
                    person: .init(name: profile.name, email: found.user.email, avatarUrl: profile.avatarURL),
                    warnings: found.identity.warnings.map { warning in
                        .init(
                            claim: warning.claim?.name,
                            kind: warning.kind.name,
                            message: warning.message
                        )
                    }
                )
            )
        } catch let error as SSOError
            where [401, 403, 503].contains(error.httpStatus) && error.code != .storeBusy
        {
            throw await call.refusal(error)
        }
    }

    // MARK: Ideas

    private struct Ideas: Encodable {
        struct Idea: Encodable {
            let id: String
            let title: String
            let votes: Int
            let voted: Bool
        }
        let ideas: [Idea]
    }

    /// Ideas are public, so this needs no credential; with one, the answer includes the person's votes.
    @Sendable
    private static func ideas(_ call: WidgetCall<Organization>) async throws -> Response {
        let viewer = call.credential == nil ? nil : try await call.submitter()
        let ideas = try await call.services.feedback.ideas(of: call.organization, viewer: viewer?.id)
        return Response(
            json: Ideas(
                ideas: ideas.map { .init(id: $0.id, title: $0.title, votes: $0.votes, voted: $0.isVoted) }
            )
        )
    }

    private struct Draft: WidgetBody {
        var organizationId: String?
        var title: String?
        var text: String?
    }

    private struct Added: Encodable {
        let id: String
        let url: String
    }

    @Sendable
    private static func addIdea(_ call: WidgetCall<Draft>) async throws -> Response {
        let person = try await call.submitter()
        try call.take(call.services.limits.feedback)
        let draft: IdeaDraft
        do throws(IdeaDraft.Mistake) {
            draft = try IdeaDraft(title: call.body.title ?? "", text: call.body.text ?? "")
        } catch {
            throw WidgetRefusal(status: .badRequest, code: "invalid_\(error.field)", message: error.message)
        }
        let idea = try await call.services.feedback.add(
            draft,
            by: person.map { ($0.id, $0.publicName) },
            from: .widget,
            of: call.organization,
            at: call.now
        )
        let url = "\(call.tenant.hosts[0].origin)/ideas/\(idea.id)"
        return Response(json: Added(id: idea.id, url: url), status: .created)
    }

    private struct Vote: WidgetBody {
        var organizationId: String?
        var idea: String?
        /// Whether to add or remove the vote; toggles it if absent.
        var voted: Bool?
    }

    private struct Voted: Encodable {
        let votes: Int
        let voted: Bool
    }

    @Sendable
    private static func vote(_ call: WidgetCall<Vote>) async throws -> Response {
        guard call.credential != nil, let person = try await call.submitter() else {
            throw WidgetRefusal.identifyRequired
        }
        try call.take(call.services.limits.vote)
        guard let id = call.body.idea else { throw WidgetRefusal.missing("idea") }
        let feedback = call.services.feedback
        guard let known = try await feedback.idea(id, of: call.organization, viewer: person.id),
            let idea = try await feedback.setVote(
                call.body.voted ?? !known.isVoted,
                of: person.id,
                for: id,
                of: call.organization,
                at: call.now
            )
        else {
            throw WidgetRefusal(status: .notFound, code: "unknown_idea", message: "There is no such idea.")
        }
        return Response(json: Voted(votes: idea.votes, voted: idea.isVoted))
    }
}
