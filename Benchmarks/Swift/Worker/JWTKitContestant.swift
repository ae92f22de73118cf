// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import JWTKit
internal import JWTKitIdentity

/// vapor's jwt-kit, used as its documentation shows: one collection of keys, a typed payload, and one awaited
/// verification after the other.
struct JWTKitContestant: Contestant {
    private let keys: JWTKeyCollection

    init(secret: String) async {
        keys = await JWTKeyCollection().add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
    }

    /// The version that the package manager resolved, since jwt-kit doesn't provide its version.
    var version: String {
        let file = URL(filePath: #filePath).appending(path: "../../../Package.resolved").standardized
        let resolved = try? JSONDecoder().decode(ResolvedPackages.self, from: Data(contentsOf: file))
        return resolved?.pins.first { $0.identity == "jwt-kit" }?.state.version ?? "unknown"
    }

    func email(of token: String) async throws -> String {
        try await keys.verify(token, as: IdentityPayload.self).email
    }

    func verify(_ token: String, times count: Int) async -> Tally {
        var tally = Tally()
        for _ in 0..<count {
            if let payload = try? await keys.verify(token, as: IdentityPayload.self) {
                tally.accept(email: payload.email, userID: payload.sub?.value)
            }
        }
        return tally
    }
}

/// The part of a `Package.resolved` that has the versions.
private struct ResolvedPackages: Decodable {
    struct Pin: Decodable {
        let identity: String
        let state: State
    }
    struct State: Decodable {
        let version: String?
    }
    let pins: [Pin]
}
