// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import Logging
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// Passes data about sign-ins and the widget to the settings pages. A failure doesn't concern the visitor, so it is
/// only logged.
extension Visit {
    /// Records an accepted token.
    func noteAccepted(_ identified: Identified) async {
        await noting("token") {
            try await services.tokenNotes.note(identified, of: organization, at: now)
        }
    }

    /// Records that a test of the login page came back. If its token was refused, the administrator sees why.
    func noteTested(_ test: RedirectTest) async {
        guard case .failed(let error) = test.result(at: now), error.verification != nil,
            let token = query["ssoToken"]
        else { return }
        await noting("test") {
            let explanation = try await sso.explain(token, origin: .redirect, of: organization, at: now)
            try await services.redirectTests.explain(test.id, explanation.text(), of: organization)
        }
    }

    private func noting(_ what: String, _ note: () async throws -> Void) async {
        do {
            try await note()
        } catch {
            // Errors of the stores and the library contain no value of any record.
            context.logger.error(
                "not noted",
                metadata: ["what": .string(what), "error": .string("\(error)")]
            )
        }
    }
}
