// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// All stored data about a person, to download as JSON (GDPR, 15 and 20).
enum PersonExport {
    static func add(to routes: Routes) {
        routes.adminGet("/settings/people/:id/export", export)
    }

    private struct Document: Encodable {
        struct Idea: Encodable {
            let id, title, text, status, origin: String
            let createdAt: String
        }

        let exportedAt: String
        let email: String
        let records: [PortalRecord]
        let ideas: [Idea]
        let votes: [String]
        let lastToken: LastToken?
        let hasProductBridgeAccount: Bool
    }

    private struct LastToken: Encodable {
        let at, origin: String
        let changes: [TokenNotes.Change]
        let warnings: [TokenNotes.Oddity]
    }

    @Sendable
    private static func export(_ admin: AdminVisit) async throws -> Response {
        let (services, organization) = (admin.services, admin.organization)
        let person = try await People(admin: admin).person(admin.visit.parameter("id"))
        let ideas = try await services.feedback.ideas(by: person.id, of: organization)
        let note = try await services.tokenNotes.note(of: person.id, organization)
        let document = Document(
            exportedAt: admin.now.description,
            email: person.email,
            records: try await admin.sso.export(user: person.email, of: organization),
            ideas: ideas.map {
                Document.Idea(
                    id: $0.id,
                    title: $0.title,
                    text: $0.text,
                    status: $0.status.rawValue,
                    origin: $0.origin.rawValue,
                    createdAt: NumericDate(secondsSinceEpoch: Double($0.createdAt)).description
                )
            },
            votes: try await services.feedback.votes(of: person.id, organization: organization),
            lastToken: note.map {
                LastToken(
                    at: $0.at.description,
                    origin: $0.origin,
                    changes: $0.changes,
                    warnings: $0.warnings
                )
            },
            hasProductBridgeAccount: try await services.accounts.find(
                .member,
                email: person.email,
                of: organization
            ) != nil
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(document)
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/json; charset=utf-8",
                .contentDisposition: "attachment; filename=\"person-\(person.id.prefix(12)).json\"",
                .cacheControl: "no-store",
            ],
            body: ResponseBody(byteBuffer: .init(bytes: data))
        )
    }
}
