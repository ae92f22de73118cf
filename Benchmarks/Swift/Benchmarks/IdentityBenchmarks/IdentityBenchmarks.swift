// SPDX-License-Identifier: Apache-2.0

internal import Benchmark
internal import JWTKit
internal import JWTKitIdentity
internal import ProductBridgeIdentity

// An iteration verifies one token a thousand times, and reads the e-mail and user id of each result. The text
// output shows the figures of one verification; with `--scale` it shows those of the thousand.

let benchmarks: @Sendable () -> Void = {
    unsafe Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput, .instructions],
        warmupIterations: 10,
        scalingFactor: .kilo,
        maxDuration: .seconds(3),
        maxIterations: 10_000
    )
    do {
        let fixture = try Fixture()
        verify("minimal", fixture.minimal, fixture)
        verify("full", fixture.full, fixture)
        follow("minimal", fixture.minimal, fixture)
        follow("full", fixture.full, fixture)
        refuse("minimal, wrong signature", fixture.forged, fixture)
        verifyByJWTKit("minimal", fixture.minimal, fixture)
        verifyByJWTKit("full", fixture.full, fixture)
    } catch {
        fatalError("no tokens to measure with: \(error)")
    }
}

private func verify(_ name: String, _ token: String, _ fixture: Fixture) {
    let verifier = fixture.verifier
    Benchmark("ProductBridgeIdentity: \(name)") { benchmark in
        for _ in benchmark.scaledIterations {
            let identity = try verifier.verify(token)
            blackHole(identity.email)
            blackHole(identity.userID)
        }
    }
}

/// Verifies one token after another, as a worker does, and reads claims as strings or in place.
private func follow(_ name: String, _ token: String, _ fixture: Fixture) {
    let store = VerifierStore(fixture.verifier)
    Benchmark("ProductBridgeIdentity, follower: \(name)") { benchmark in
        var follower = store.makeFollower()
        for _ in benchmark.scaledIterations {
            let identity = try follower.verify(token)
            blackHole(identity.email)
            blackHole(identity.userID)
        }
    }
    Benchmark("ProductBridgeIdentity, follower, in place: \(name)") { benchmark in
        var follower = store.makeFollower()
        for _ in benchmark.scaledIterations {
            let identity = try follower.verify(token)
            blackHole(identity.withUTF8(of: .email) { $0.count })
            blackHole(identity.withUTF8(of: .userID) { $0.count })
        }
    }
}

private func refuse(_ name: String, _ token: String, _ fixture: Fixture) {
    let verifier = fixture.verifier
    Benchmark("ProductBridgeIdentity: \(name)") { benchmark in
        for _ in benchmark.scaledIterations {
            do throws(VerificationError) {
                _ = try verifier.verify(token)
                return benchmark.error("a forged token was accepted")
            } catch {
                blackHole(error.status)
            }
        }
    }
}

private func verifyByJWTKit(_ name: String, _ token: String, _ fixture: Fixture) {
    let secret = fixture.secret
    Benchmark("jwt-kit: \(name)") { benchmark in
        let keys = await JWTKeyCollection().add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            let payload = try await keys.verify(token, as: IdentityPayload.self)
            blackHole(payload.email)
            blackHole(payload.sub?.value)
        }
    }
}
